"""Turns the GGUF back into build/restored.pt and build/tokenizer.json, to train on from it: python restore.py, then train.py --start build/restored.pt.

The weights are those of the file, rounded to Q8_0; the tokenizer is the same, merge for merge.
"""
import argparse
from pathlib import Path

from export import TARGET
from gguf_model import open_gguf
from tokenizer import BUILD, FILE, SPECIAL, Tokenizer
from train import save


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=TARGET)
    parser.add_argument("--out", type=Path, default=BUILD / "restored.pt")
    options = parser.parse_args()
    model = open_gguf(options.file)
    BUILD.mkdir(exist_ok=True)
    save(model.network, options.out)
    backend = model.backend
    backend.encode_special_tokens = True  # a special token's name in a plain text stays text, as tokenizer.py trains it
    backend.save(str(FILE))
    tokenizer = Tokenizer()
    sample = "How do I load a model? モデルを読み込むには？ ./seseragi serve --model FILE.gguf"
    if tokenizer.decode(tokenizer.encode(sample)) != sample or [tokenizer.pad, tokenizer.start, tokenizer.end] != list(range(len(SPECIAL))):
        raise SystemExit("the restored tokenizer is not that of the file")
    print(f"{options.out.name}: {sum(p.numel() for p in model.network.parameters()):,} parameters; {FILE.name}: {tokenizer.backend.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
