"""The corpus: reads corpus/*.txt, expands its phrasings, and draws conversations from it.

A topic file holds intents. Each has, per language, phrasings (one per line) and answers (lines that begin with "> "):

    = streaming.what  more=streaming.sse why=streaming.why
    en
    {whatis} (streaming|token streaming)( exactly|)
    > Streaming means ...
    ja
    (ストリーミング|ストリーム){とは}
    > ストリーミングとは ...

In a phrasing (a|b|) chooses, (a|b)? and the x of x?(a|b) may be left out, {name} is a list from frames.txt or foreign-words.txt, and {#more} stands for
the phrasings of a follow-up in followups.txt. more=, how=, why=, example= name the intent that answers such a follow-up.
"""
import json
import random
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("en", "ja")
FOLLOW_UPS = ("more", "how", "why", "example", "again", "other")
DEFINITIONS = ("frames.txt", "foreign-words.txt", "foreign-things.txt")
OTHERS = DEFINITIONS + ("followups.txt", "systems.txt", "synonyms.txt")


@dataclass
class Intent:
    name: str
    links: dict[str, str]
    phrasings: dict[str, list] = field(default_factory=lambda: {"en": [], "ja": []})  # parsed patterns
    answers: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "ja": []})

    @property
    def topic(self) -> str:
        return self.name.split(".")[0]


# --- patterns: a tree of str, list (sequence) and tuple (choice); parsed once, sampled many times ---

def parse(text: str, names: dict) -> list | tuple | str:
    tree, end = _choice(text, 0, names, depth=0)
    if end != len(text):
        raise ValueError(f"unbalanced parenthesis in: {text}")
    return tree


def _choice(text, i, names, depth):
    options, sequence, literal = [], [], []

    def flush():
        if literal:
            sequence.append("".join(literal))
            literal.clear()

    while i < len(text):
        c = text[i]
        if text[i:i + 2] in ("<|", "|>"):  # part of a control token's name, not a choice
            literal.append(text[i:i + 2])
            i += 2
        elif c == "(":
            flush()
            inner, i = _choice(text, i + 1, names, depth + 1)
            if text[i:i + 1] == "?":
                inner, i = (inner, ""), i + 1
            sequence.append(inner)
        elif c == ")" and depth:
            flush()
            options.append(sequence)
            return tuple(options), i + 1
        elif c == "|":
            flush()
            options.append(sequence)
            sequence, i = [], i + 1
        elif c == "{":
            flush()
            end = text.index("}", i)
            sequence.append(names[text[i + 1:end]])
            i = end + 1
        elif c == "?" and literal and text[i + 1:].lstrip().startswith("("):  # the letter before it is optional
            letter = literal.pop()
            flush()
            sequence.append((letter, ""))
            i += 1
        elif text[i:i + 2] == " ?" and text[i + 2:i + 3] not in ("", " "):  # an optional space
            flush()
            sequence.append((" ", ""))
            i += 2
        else:
            literal.append(c)
            i += 1
    flush()
    options.append(sequence)
    if depth:
        raise ValueError(f"missing ) in: {text}")
    return tuple(options), i


def sample(tree, rng: random.Random) -> str:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, tuple):
        return sample(tree[rng.randrange(len(tree))], rng)
    return "".join(sample(part, rng) for part in tree)


def count(tree) -> int:
    """How many texts a pattern can give (an upper bound: two ways may give the same text)."""
    if isinstance(tree, str):
        return 1
    if isinstance(tree, tuple):
        return sum(count(part) for part in tree)
    product = 1
    for part in tree:
        product *= count(part)
    return product


# --- files ---

def _lines(path: Path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()


def _definitions() -> dict:
    names = _made_up(random.Random(4))
    for file in DEFINITIONS:
        for _, line in _lines(HERE / "corpus" / file):
            name, text = line.split(" = ", 1)
            names[name.strip()] = parse(text, names)
    return names


def _made_up(rng: random.Random) -> dict:
    """Words that no language has: {nonword} and {造語}. Whoever asks about one asks about something foreign."""
    latin, kana = ("bl", "r", "st", "v", "pl", "m", "k", "gr", "t", "n", "z", "f", "sh", "d", "w", "qu"), "アイウエカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワガギグゴザジズダデドバビブベボパピプポ"
    words = {"".join(rng.choice(latin) + rng.choice("aeiou") for _ in range(rng.randint(2, 3))) + rng.choice(("", "n", "x", "ster", "l", "ck")) for _ in range(500)}
    japanese = {"".join(rng.choice(kana) + rng.choice(("", "", "ー", "ン")) for _ in range(rng.randint(2, 4))) for _ in range(500)}
    return {"nonword": tuple(sorted(words)), "造語": tuple(sorted(japanese))}


def _follow_ups(names: dict) -> dict[str, dict[str, list]]:
    found, section, lang = {}, None, None
    for line in (HERE / "corpus" / "followups.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and line[2:] in FOLLOW_UPS:
            section = found.setdefault(line[2:], {"en": [], "ja": []})
        elif line in LANGUAGES:
            lang = line
        elif line.strip() and not line.startswith("#"):
            section[lang].append(parse(line, names))
    return found


def _synonyms() -> dict[str, list[tuple[re.Pattern, list[str]]]]:
    """Per language groups of words of one meaning, each with the expression that finds any of them."""
    found, lang = {"en": [], "ja": []}, None
    for _, line in _lines(HERE / "corpus" / "synonyms.txt"):
        if line in LANGUAGES:
            lang = line
        else:
            words = line.split("|")
            edge = r"\b" if lang == "en" else ""
            found[lang].append((re.compile(edge + "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" + edge), words))
    return found


class Corpus:
    """All intents by name, the follow-up phrasings, the system prompts, and words of one meaning."""

    def __init__(self):
        names = _definitions()
        self.follow_ups = _follow_ups(names)
        self.systems = [parse(line, names) for _, line in _lines(HERE / "corpus" / "systems.txt")]
        self.synonyms = _synonyms()
        self.intents: dict[str, Intent] = {}
        for path in sorted((HERE / "corpus").glob("*.txt")):
            if path.name not in OTHERS:
                self._read(path, names)
        for intent in self.intents.values():
            for target in intent.links.values():
                if target not in self.intents:
                    raise ValueError(f"{intent.name} links to {target}, which does not exist")

    def _read(self, path: Path, names: dict):
        intent = lang = None
        for number, line in _lines(path):
            try:
                if line.startswith("= "):
                    name, *links = line[2:].split()
                    intent = self.intents.setdefault(name, Intent(name, {}))  # everyday.txt adds phrasings to intents of other files
                    intent.links.update(link.split("=") for link in links)
                elif line in LANGUAGES:
                    lang = line
                elif line.startswith("> "):
                    intent.answers[lang].append(line[2:])
                elif re.fullmatch(r"\{#\w+}", line):
                    intent.phrasings[lang].extend(self.follow_ups[line[2:-1]][lang])
                else:
                    intent.phrasings[lang].append(parse(line, names))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name}:{number}: {error!r}") from error


# --- evaluation questions never enter the training ---

def normal(text: str) -> str:
    """Letters and digits only, lower case, half width: what counts when two questions are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def evaluation_questions() -> list[str]:
    """What eval/ and validation/ ask; of a dialogue its last question, as the ones before it are ordinary ones."""
    files = sorted((HERE / "eval").glob("*.jsonl")) + sorted((HERE / "validation").glob("*.jsonl"))
    return [json.loads(line)["question"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


class Unseen:
    """True for a text that neither equals an evaluation question nor contains one (short ones: equality only)."""

    def __init__(self):
        questions = [normal(q) for q in evaluation_questions()]
        self.exact = set(questions)
        self.inside = [q for q in questions if len(q) >= 8]

    def __call__(self, text: str) -> bool:
        plain = normal(text)
        return plain not in self.exact and not any(q in plain for q in self.inside)


def main():
    corpus = Corpus()
    unseen, rng, dropped, drawn = Unseen(), random.Random(1), 0, 0
    few = []
    for intent in corpus.intents.values():
        for lang in LANGUAGES:
            n = sum(count(p) for p in intent.phrasings[lang])
            if n < 25 or not intent.answers[lang]:
                few.append(f"{intent.name} {lang}: {n} phrasings, {len(intent.answers[lang])} answers")
            for pattern in intent.phrasings[lang]:
                for _ in range(30):
                    drawn += 1
                    dropped += not unseen(sample(pattern, rng))
    topics = sorted({i.topic for i in corpus.intents.values()})
    patterns = sum(len(i.phrasings[lang]) for i in corpus.intents.values() for lang in LANGUAGES)
    print(f"{len(corpus.intents)} intents, topics: {', '.join(topics)}; {patterns} phrasing lines")
    print(f"answers: {sum(len(i.answers[lang]) for i in corpus.intents.values() for lang in LANGUAGES)}")
    print(f"{dropped} of {drawn} drawn phrasings held an evaluation question; such are never used")
    print("fewer than 25 phrasings or no answer:", few or "none")


if __name__ == "__main__":
    main()
