"""Measures the GGUF file: 100 questions about Seseragi, 40 foreign ones (eval/), or the held-out phrasings of the corpus (--dev).

right   = the answer matches the question's regular expression, is in the question's language, and its topic is right
topic   = the corpus answer nearest to the given one (by letter trigrams) belongs to one of the question's topics
refused = the nearest corpus answer is a refusal
whole   = the answer is, but for spaces, one that stands in the corpus: a fluent sentence and not a mixture of two
"""
import argparse
import json
import random
import re
import time
from pathlib import Path

from conversations import AS_TYPED, HELD_OUT
from corpus import HERE, LANGUAGES, Corpus, sample
from export import TARGET
from gguf_model import GgufModel, open_gguf


class Nearest:
    """Finds the corpus answer that is most like a text: (intent, similarity from 0 to 1)."""

    def __init__(self, corpus: Corpus, prefix: int | None = None):
        self.prefix = prefix
        self.known = [(intent.name, self.grams(answer)) for intent in corpus.intents.values() for lang in LANGUAGES for answer in intent.answers[lang]]

    def grams(self, text: str) -> set[str]:
        text = re.sub(r"\s+", "", text)[:self.prefix]
        return {text[i:i + 3] for i in range(max(1, len(text) - 2))}

    def __call__(self, text: str) -> tuple[str, float]:
        mine = self.grams(text)
        return max(((name, len(mine & grams) / len(mine | grams)) for name, grams in self.known), key=lambda pair: pair[1])


def rows(file: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / "eval" / file).read_text(encoding="utf-8").splitlines()]


def is_japanese(text: str) -> bool:
    return re.search("[ぁ-んァ-ン]", text) is not None


def ask(model: GgufModel, question: str, options) -> str:
    system = [{"role": "system", "content": options.system}] if options.system else []
    return model.answer(system + [{"role": "user", "content": question}], options.temperature, seed=options.seed)


def evaluate(model: GgufModel, corpus: Corpus, options) -> None:
    nearest = Nearest(corpus)
    right, topic, whole, refused = [], [], [], []
    for row in rows("questions.jsonl"):
        answer = ask(model, row["question"], options)
        name, likeness = nearest(answer)
        ok_topic = name.split(".")[0] in row["topics"]
        ok = ok_topic and re.search(row["right"], answer, re.IGNORECASE | re.DOTALL) is not None and is_japanese(answer) == (row["lang"] == "ja")
        right.append(ok), topic.append(ok_topic), whole.append(likeness > 0.98)
        if options.show:
            print(f"{'right' if ok else 'WRONG'} {'topic' if ok_topic else 'OFF  '} {name} {likeness:.2f} | {row['question']} | {answer}")
    for row in rows("foreign.jsonl"):
        answer = ask(model, row["question"], options)
        name, likeness = nearest(answer)
        refused.append(name.startswith("refusal."))
        whole.append(likeness > 0.98)
        if options.show:
            print(f"{'refused' if refused[-1] else 'ANSWERED'} {name} {likeness:.2f} | {row['question']} | {answer}")
    half = len(right) // 2
    print(f"temperature {options.temperature}, seed {options.seed}, system prompt {options.system!r}: right {sum(right)} of {len(right)} "
          f"(en {sum(right[:half])}, ja {sum(right[half:])}), topic {sum(topic)} of {len(topic)}, refused {sum(refused)} of {len(refused)}, "
          f"whole sentences {sum(whole)} of {len(whole)}")


def development(model: GgufModel, corpus: Corpus, options) -> None:
    """Phrasing lines that train.py --held-out did not see; only the beginning of the answer is generated and compared."""
    nearest, rng, found = Nearest(corpus, prefix=40), random.Random(5), []
    for intent in corpus.intents.values():
        for lang in LANGUAGES:
            for i, pattern in enumerate(intent.phrasings[lang]):
                if i % HELD_OUT == 4:
                    question = AS_TYPED[lang](sample(pattern, rng).strip(), rng)
                    answer = model.answer([{"role": "user", "content": question}], longest=24)
                    name, _ = nearest(answer)
                    found.append((name == intent.name, name.split(".")[0] == intent.topic, intent.name, name, question))
    for same, _, wanted, name, question in found:
        if options.show and not same:
            print(f"{wanted} -> {name} | {question}")
    print(f"development: right intent {sum(f[0] for f in found)} of {len(found)}, right topic {sum(f[1] for f in found)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=TARGET)
    parser.add_argument("--temperature", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--system", default="")
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--ask", help="print the answer to one question")
    options = parser.parse_args()
    model, corpus, begin = open_gguf(options.file), Corpus(), time.time()
    if options.ask:
        print(ask(model, options.ask, options))
    elif options.dev:
        development(model, corpus, options)
    else:
        evaluate(model, corpus, options)
    print(f"{time.time() - begin:.0f} s")


if __name__ == "__main__":
    main()
