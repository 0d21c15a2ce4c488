"""The tokenizer: byte-level BPE with the pre-tokenizer that GGUF files call "qwen2". Run it to train build/tokenizer.json."""
import random
from pathlib import Path

from tokenizers import Regex, Tokenizer as Backend, decoders, models, pre_tokenizers, trainers

BUILD = Path(__file__).parent / "build"
FILE = BUILD / "tokenizer.json"
SIZE = 4096
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")  # ids 0, 1, 2
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
LONGEST = 18  # bytes of one token, so that a Japanese phrase does not become a token of its own


class Tokenizer:
    def __init__(self, file: Path = FILE):
        self.backend = Backend.from_file(str(file))
        self.varied = Backend.from_file(str(file))
        self.varied.model.dropout = 0.1  # BPE dropout (Provilkov et al. 2020): one text, many cuts
        self.pad, self.start, self.end = (self.backend.token_to_id(t) for t in SPECIAL)
        self.newline = self.encode("\n")

    def encode(self, text: str) -> list[int]:
        """Ids of plain text: the name of a special token in it stays text."""
        return self.backend.encode(text, add_special_tokens=False).ids

    def encode_varied(self, text: str) -> list[int]:
        return self.varied.encode(text, add_special_tokens=False).ids

    def decode(self, ids: list[int]) -> str:
        return self.backend.decode(ids, skip_special_tokens=True)

    def prompt(self, messages: list[tuple[str, str]]) -> list[int]:
        """What the chat template gives with add_generation_prompt."""
        ids = []
        for role, text in messages:
            ids += [self.start] + self.encode(f"{role}\n{text.strip()}") + [self.end] + self.newline
        return ids + [self.start] + self.encode("assistant\n")


def train(texts: list[str]) -> None:
    backend = Backend(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN2), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    backend.decoder = decoders.ByteLevel()
    backend.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=SIZE, special_tokens=list(SPECIAL), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=LONGEST, show_progress=False))
    backend.encode_special_tokens = True
    BUILD.mkdir(exist_ok=True)
    backend.save(str(FILE))


def main():
    from conversations import Conversations
    from corpus import Corpus
    corpus = Corpus()
    source = Conversations(corpus, seed=11, held_out=False)
    random.seed(11)
    texts = [text for _ in range(25_000) for _, text in source.draw()]
    texts += ["system\n", "user\n", "assistant\n"] * 1000
    train(texts)
    tokenizer = Tokenizer()
    letters = sum(len(t) for t in texts)
    ids = sum(len(tokenizer.encode(t)) for t in texts)
    print(f"{tokenizer.backend.get_vocab_size()} tokens; {letters / ids:.2f} characters a token over {len(texts)} texts")


if __name__ == "__main__":
    main()
