"""Measures the GGUF file with the questions of a folder: eval/ (the default: 100 questions about Seseragi, 40 foreign ones, 40 dialogues that end
in a follow-up, 20 questions under a system prompt), validation/ (for choosing between trainings), or the held-out phrasings of the corpus (--dev).

right   = the answer matches the question's regular expression, is in the wanted language, and its topic is right
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

import torch

from conversations import AS_TYPED, HELD_OUT
from corpus import HERE, LANGUAGES, Corpus, sample
from export import TARGET
from gguf_model import GgufModel, open_gguf

FILES = ("questions", "foreign", "followups", "systems")


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


def is_japanese(text: str) -> bool:
    return re.search("[ぁ-んァ-ン]", text) is not None


def ask(model: GgufModel, row: dict, options) -> str:
    """The answer to a row's question, after the questions that come before it and the answers that the model itself gives to them."""
    system = row.get("system", options.system)
    messages = [{"role": "system", "content": system}] if system else []
    for question in row.get("before", []) + [row["question"]]:
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": model.answer(messages, options.temperature, seed=options.seed)})
    return messages[-1]["content"]


def judge(row: dict, answer: str, nearest: Nearest) -> dict:
    name, likeness = nearest(answer)
    topics = row.get("topics", ["refusal"])
    topic = name.split(".")[0] in topics
    language = is_japanese(answer) == (row.get("answer", row["lang"]) == "ja")
    right = topic and language and re.search(row.get("right", ""), answer, re.IGNORECASE | re.DOTALL) is not None
    return {"lang": row["lang"], "topic": topic, "right": right, "whole": likeness > 0.98, "name": name}


def evaluate(model: GgufModel, corpus: Corpus, options) -> None:
    nearest, parts, everything = Nearest(corpus), [], []
    for file in FILES:
        path = options.folder / f"{file}.jsonl"
        if not path.exists():
            continue
        verdicts = []
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            answer = ask(model, row, options)
            verdicts.append(judge(row, answer, nearest))
            if options.show:
                v = verdicts[-1]
                print(f"{file} {'right' if v['right'] else 'WRONG'} {'topic' if v['topic'] else 'OFF'} {v['name']} | {row['question']} | {answer}")
        everything += verdicts
        if file == "foreign":
            parts.append(f"refused {sum(v['topic'] for v in verdicts)} of {len(verdicts)}")
        else:
            en, ja = (sum(v["right"] for v in verdicts if v["lang"] == lang) for lang in LANGUAGES)
            parts.append(f"{file}: right {en + ja} of {len(verdicts)} (en {en}, ja {ja}), topic {sum(v['topic'] for v in verdicts)}")
    print(f"{options.folder.name}, temperature {options.temperature}, seed {options.seed}: {'; '.join(parts)}; "
          f"whole sentences {sum(v['whole'] for v in everything)} of {len(everything)}", flush=True)


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
    parser.add_argument("--folder", type=Path, default=HERE / "eval")
    parser.add_argument("--temperature", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--system", default="", help="a system prompt for the questions that have none of their own")
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--ask", help="print the answer to one question")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, corpus, begin = open_gguf(options.file), Corpus(), time.time()
    if options.ask:
        print(ask(model, {"question": options.ask}, options))
    elif options.dev:
        development(model, corpus, options)
    else:
        evaluate(model, corpus, options)
    print(f"{time.time() - begin:.0f} s")


if __name__ == "__main__":
    main()
