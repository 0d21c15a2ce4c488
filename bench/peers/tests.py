"""What is measured: the same amount of work on every side."""

import dataclasses
import sys
import json
import os
import time

VOCABULARY = 31_000  # random tokens below this are ordinary ones
WARM_UP_PROMPT = 512
WARM_UP_GENERATED = 16


@dataclasses.dataclass(frozen=True)
class Test:
    """Sequences at once, and of each: tokens in the KV cache before the clock starts, prompt, answer.

    Without an answer the time until the first token of the last sequence counts; without a prompt that of `generated`
    tokens of each after all have their first; with both that from the first prompt to the last token of all.
    """

    batch: int
    depth: int
    prompt: int
    generated: int

    @property
    def fresh(self):
        return max(1, self.prompt)

    @property
    def needed(self):
        """Tokens of the KV cache for each sequence, with room for those that start before others."""
        return self.depth + self.fresh + self.generated + 48

    @property
    def warm_up(self):
        return Test(
            self.batch, self.depth, min(self.prompt, WARM_UP_PROMPT), min(self.generated, WARM_UP_GENERATED)
        )

    @property
    def counted(self):
        """Tokens whose number a second is told: of the answers if there are any, else of the prompts."""
        return self.batch * (self.generated or self.prompt)


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table. The slowest side has fewer rounds where one takes a minute."""

    test: Test
    title: str
    rounds: int
    slow_rounds: int


ROWS = {
    "pp128": Row(Test(1, 0, 128, 0), "prefill 128", 5, 5),
    "pp512": Row(Test(1, 0, 512, 0), "prefill 512", 3, 3),
    "pp4096": Row(Test(1, 0, 4096, 0), "prefill 4,096", 3, 1),
    "tg": Row(Test(1, 128, 0, 64), "one stream, 64 tokens after 128", 3, 3),
    "streams16": Row(Test(16, 0, 128, 64), "16 streams of 128 + 64, output with prefill", 3, 1),
    "streams32": Row(Test(32, 0, 128, 64), "32 streams of 128 + 64, output with prefill", 3, 1),
    "depth": Row(Test(16, 2048, 0, 32), "16 streams at a context of 2,048", 3, 3),
    "start": Row(Test(1, 0, 128, 0), "first token of a prompt of 128 after start", 3, 3),
}


def serve(open_side):
    """Runs a peer in this process as `seseragi bench engine --turns` runs Seseragi: one repetition for each line read.

    The arguments are a model, a Test as JSON, and the number of threads; open_side makes of them an object with
    fill(test) and run(test) -> (seconds, prompt tokens computed, tokens generated).
    """
    model, test, threads = sys.argv[1], Test(**json.loads(sys.argv[2])), int(sys.argv[3])
    imported = time.time() - float(os.environ.get("PEER_STARTED", time.time()))
    side = open_side(model, test, threads)
    if "PEER_COLD" not in os.environ:
        if test.depth:
            side.fill(test)
        side.run(test.warm_up)
    print(json.dumps({"ready": model, "imported": imported}), flush=True)
    for _ in sys.stdin:
        seconds, prompted, generated = side.run(test)
        print(json.dumps({"seconds": seconds, "prompted": prompted, "generated": generated}), flush=True)
