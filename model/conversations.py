"""Draws training conversations: questions as people type them, follow-ups, system prompts; turned into tokens and weights."""
import random
import re

from corpus import Corpus, Unseen, sample
from tokenizer import Tokenizer

REFUSAL_SHARE = 0.22
SWAP_SHARE = 0.35  # of the questions that get one or two words of the same meaning instead
CORE = {"seseragi.what", "models.load", "streaming.what", "batching.what", "start.serve", "social.hello", "social.thanks"}
# Three stages of a training: (share of single questions, share of last answers that are cut, tokens left of those). An answer's beginning
# decides which one it is and is hard; the rest is soon known by heart. So most of the effort goes into beginnings, whole talk comes last.
STAGES = ((0.94, 0.97, 5), (0.8, 0.85, 12), (0.75, 0.3, 12))
HELD_OUT = 9  # with held_out=True every 9th phrasing line is kept for the development set

BEFORE_EN = ("hi, ", "hello, ", "hey, ", "please, ", "so, ", "ok, ", "and ", "quick question: ", "sorry, ", "excuse me, ", "one more thing: ",
             "i have a question: ", "could you tell me: ", "well, ", "also, ", "by the way, ", "question: ", "dear guide, ", "now ", "hm, ", "thanks. ",
             "great. ", "i'm new here. ", "tell me, ", "just curious, ", "i was wondering, ", "next question: ", "hi! ", "good evening. ", "but ")
AFTER_EN = (" please", " thanks", ", please", " thank you", " right now", " exactly", " in general", " by the way", " again", ", thanks in advance",
            " for me", " though", " or not", " then", " really", " anyway", " please help", ", can you tell me", ", do you know", " actually")
BEFORE_JA = ("すみません、", "あの、", "ねえ、", "ちょっと聞きたいのですが、", "質問です。", "ところで、", "じゃあ、", "えっと、", "教えてください。", "こんにちは。", "では、",
             "ちなみに、", "初心者です。", "あと、", "それと、", "もう一つ、", "失礼します。", "ちょっと質問、", "お聞きします。", "で、", "わかりました。", "ありがとう。", "結局、")
AFTER_JA = ("お願いします", "教えて", "教えてください", "知りたいです", "よくわからなくて", "気になります", "すみません", "困っています", "ありがとう")
END_EN = ("?", "?", "?", "", "", ".", "!", "??", " ?")
END_JA = ("？", "？", "？", "", "", "。", "?", "！", "?", "…")
KEYS_NEAR = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "n": "bm", "t": "ry", "r": "et", "s": "ad", "l": "k", "m": "n", "c": "xv", "d": "sf", "u": "yi"}


def typo(word: str, rng: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    i = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2:]
    if kind == 1:
        return word[:i] + word[i + 1:]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    return word[:i] + rng.choice(KEYS_NEAR.get(word[i].lower(), word[i])) + word[i + 1:]


def as_typed_en(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    if rng.random() < 0.12:
        i = rng.randrange(len(words))
        words[i] = typo(words[i], rng)
    if len(words) > 4 and rng.random() < 0.08:
        del words[rng.randrange(len(words))]
    text = " ".join(words)
    if rng.random() < 0.14:
        text = rng.choice(BEFORE_EN) + text
    if rng.random() < 0.09:
        text += rng.choice(AFTER_EN)
    case = rng.random()
    if case < 0.5:
        text = text[:1].upper() + text[1:]
        for name in ("seseragi", "java", "openai", "python", "linux", "windows", "japanese", "english", "websocket"):
            if rng.random() < 0.7:
                text = text.replace(name, {"openai": "OpenAI", "websocket": "WebSocket"}.get(name, name.capitalize()))
        for name in ("gguf", "llm", "api", "kv ", "sse", "jdk", "gpu", "cpu", "ram", "ttft", "json", "http", "q4_k", "q8_0", "q4_0"):
            if rng.random() < 0.7 and f" {name}" in " " + text.lower():
                text = text.replace(name, name.upper())
        text = " ".join("I" + w[1:] if w == "i" or w.startswith("i'") else w for w in text.split(" "))
    elif case < 0.53:
        text = text.upper()
    return text + (rng.choice(END_EN) if text[-1:].isalnum() else "")


def mended_ja(text: str) -> str:
    """What two alternatives of a pattern may leave behind where they meet: a verb before "ですか", a particle twice."""
    text = re.sub(r"([るくすぬむぶぐ]|(?<![どあ]な)た|(?<![そどほよこ])う)ですか", r"\1んですか", text)
    return re.sub(r"([はをが])\1(?=.)|(?<!も)(の)\2", r"\1\2", text)


def as_typed_ja(text: str, rng: random.Random) -> str:
    text = mended_ja(text)
    if len(text) > 8 and rng.random() < 0.08:
        i = rng.randrange(1, len(text) - 1)
        text = text[:i] + text[i + 1:]
    if rng.random() < 0.15:
        for old, new in (("サーバー", "サーバ"), ("メモリー", "メモリ"), ("ください", "下さい"), ("ブラウザー", "ブラウザ"), ("できる", "出来る"), ("すれば", "したら"),
                         ("パラメーター", "パラメータ"), ("とき", "時"), ("KV", "ＫＶ"), ("いい", "良い"), ("ほか", "他"), ("わか", "分か"), ("Java", "java"), ("Seseragi", "seseragi")):
            text = text.replace(old, new)
    if rng.random() < 0.12:
        text = rng.choice(BEFORE_JA) + text
    if rng.random() < 0.05:
        text += "。" + rng.choice(AFTER_JA)
    return text + (rng.choice(END_JA) if text[-1:].isalnum() else "")


def other_words(text: str, groups: list, rng: random.Random) -> str:
    """The same text with up to two words exchanged for words of the same meaning."""
    found = [(pattern, words) for pattern, words in groups if pattern.search(text)]
    for pattern, words in rng.sample(found, min(len(found), rng.choice((1, 1, 2)))):
        text = pattern.sub(lambda match: rng.choice(words), text, count=1)
    return text


AS_TYPED = {"en": as_typed_en, "ja": as_typed_ja}


class Conversations:
    """An endless, seeded source of conversations: lists of (role, text)."""

    def __init__(self, corpus: Corpus, seed: int, held_out: bool, stage: int = 2):
        self.corpus, self.rng, self.held_out, self.unseen = corpus, random.Random(seed), held_out, Unseen()
        self.stage = stage
        names = [n for n in corpus.intents if n != "social.moreblank"]
        self.refusals = [n for n in names if n.startswith("refusal.")]
        self.refusal_weights = [sum(len(p) for p in corpus.intents[n].phrasings.values()) for n in self.refusals]
        self.topics = [n for n in names if not n.startswith("refusal.")] + ["social.moreblank"]
        self.topic_weights = [2.0 if n in CORE else 1.0 for n in self.topics]

    def lines(self, patterns: list) -> list:
        """The phrasing lines to train with: all, or all but the development set's."""
        return [p for i, p in enumerate(patterns) if i % HELD_OUT != 4] if self.held_out else patterns

    def question(self, patterns: list, lang: str) -> str:
        lines = self.lines(patterns)
        while True:
            plain = sample(self.rng.choice(lines), self.rng).strip()
            if self.rng.random() < SWAP_SHARE:
                plain = other_words(plain, self.corpus.synonyms[lang], self.rng)
            text = AS_TYPED[lang](plain, self.rng)
            if text and self.unseen(text):
                return text

    def pick(self) -> str:
        if self.rng.random() < REFUSAL_SHARE:
            return self.rng.choices(self.refusals, self.refusal_weights)[0]
        return self.rng.choices(self.topics, self.topic_weights)[0]

    def fresh_turn(self, lang: str, first: bool):
        """(intent, question, answer) about something new."""
        while True:
            name = self.pick()
            if first or name != "social.moreblank":
                break
        intent = self.corpus.intents[name]
        return intent, self.question(intent.phrasings[lang], lang), self.rng.choice(intent.answers[lang])

    def follow_turn(self, intent, lang: str):
        """(intent, question, answer, language) that continues an intent; what it does not link is asked back."""
        kind = self.rng.choice(list(intent.links) * 2 + ["again", "other", "more"])
        question = self.question(self.corpus.follow_ups[kind][lang], lang)
        if kind == "other":
            other = "ja" if lang == "en" else "en"
            return intent, question, self.rng.choice(intent.answers[other]), other
        target = intent if kind == "again" else self.corpus.intents[intent.links.get(kind, "social.moreblank")]
        return target, question, self.rng.choice(target.answers[lang]), lang

    def draw(self) -> list[tuple[str, str]]:
        rng, turns = self.rng, []
        if rng.random() < 0.15:
            turns.append(("system", sample(rng.choice(self.corpus.systems), rng)))
        lang = rng.choice(("en", "ja"))
        intent, question, answer = self.fresh_turn(lang, first=True)
        turns += [("user", question), ("assistant", answer)]
        length = 1 if rng.random() < STAGES[self.stage][0] else rng.choice((2, 2, 2, 2, 3, 3, 4, 6))
        for _ in range(length - 1):
            if rng.random() < 0.5 and intent.name != "social.moreblank":
                intent, question, answer, lang = self.follow_turn(intent, lang)
            else:
                lang = lang if rng.random() < 0.9 else rng.choice(("en", "ja"))
                intent, question, answer = self.fresh_turn(lang, first=False)
            turns += [("user", question), ("assistant", answer)]
        return turns

    def plain_text(self) -> str:
        """Answers without a chat around them, for plain completion."""
        lang = self.rng.choice(("en", "ja"))
        intents = [i for i in self.corpus.intents.values() if i.topic not in ("social", "refusal", "self")]
        return "\n".join(self.rng.choice(self.rng.choice(intents).answers[lang]) for _ in range(self.rng.randint(1, 4)))

    def tokens(self, tokenizer: Tokenizer) -> tuple[list[int], list[float]]:
        """The ids of one conversation (or plain text) and the weight of each id as a target."""
        if self.rng.random() < 0.02:
            ids = tokenizer.encode(self.plain_text()) + [tokenizer.end]
            return ids, [0.5] * len(ids)
        ids, weights = [], []
        turns, (_, cut_share, cut_at) = self.draw(), STAGES[self.stage]
        for place, (role, text) in enumerate(turns, 1):
            head = [tokenizer.start] + tokenizer.encode(role + "\n")
            vary = role == "user" and self.rng.random() < 0.25
            body = (tokenizer.encode_varied(text) if vary else tokenizer.encode(text)) + [tokenizer.end]
            if place == len(turns) and self.rng.random() < cut_share:
                body = body[:cut_at]
            weight = float(role == "assistant")
            ids += head + body + tokenizer.newline
            weights += [0.0] * len(head) + [weight] * len(body) + [0.0] * len(tokenizer.newline)
        return ids, weights
