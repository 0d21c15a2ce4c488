"""OpenVINO GenAI, continuous batching, its best setting on a CPU. See tests.serve for the arguments."""

import time

import numpy as np
import openvino
import openvino_genai

from tests import VOCABULARY, serve

BLOCK = 32  # tokens in a block of its KV cache on a CPU
BATCHED_TOKENS = 1024
# u8, the default for keys and values, was 15 % slower with 16 streams at 1,024 tokens, and equal elsewhere
PROPERTIES = {"DYNAMIC_QUANTIZATION_GROUP_SIZE": "128", "KV_CACHE_PRECISION": "f16"}


class OpenVino:
    def __init__(self, model, test, threads):
        scheduler = openvino_genai.SchedulerConfig()
        scheduler.max_num_batched_tokens = BATCHED_TOKENS
        scheduler.max_num_seqs = max(16, test.batch)
        scheduler.num_kv_blocks = (test.needed // BLOCK + 2) * test.batch
        scheduler.enable_prefix_caching = test.depth > 0  # keeps what was computed before the clock starts
        self.pipeline = openvino_genai.ContinuousBatchingPipeline(
            model, scheduler, "CPU", {**PROPERTIES, "INFERENCE_NUM_THREADS": threads}
        )
        self.random = np.random.default_rng(1)
        self.depths = np.random.default_rng(2).integers(0, VOCABULARY, (test.batch, test.depth))
        self.requests = 0

    def fill(self, test):
        self._run(test, 0, 1)

    def run(self, test):
        return self._run(test, test.generated, test.fresh)

    def _run(self, test, generated, fresh):
        config = openvino_genai.GenerationConfig()
        config.ignore_eos = True
        config.do_sample = False
        timed_from_first = test.prompt == 0
        # those that start first go on while others are still at their prompts
        config.max_new_tokens = max(1, generated + (40 if timed_from_first and generated else 0))
        prompts = []
        for i in range(test.batch):
            tail = self.random.integers(0, VOCABULARY, fresh)
            prompts.append(openvino.Tensor(np.concatenate([self.depths[i, : test.depth], tail])[None].astype(np.int64)))
        begin = time.perf_counter()
        handles = [self.pipeline.add_request(self.requests + i, p, config) for i, p in enumerate(prompts)]
        self.requests += test.batch
        counts = np.zeros(test.batch, np.int64)

        def step():
            self.pipeline.step()
            for i, handle in enumerate(handles):
                while handle.can_read():
                    counts[i] += sum(len(output.generated_ids) for output in handle.read().values())

        while counts.min() < 1:
            step()
        before = 0
        if timed_from_first:
            begin, before = time.perf_counter(), counts.sum()
            wanted = before + test.batch * generated
        else:
            wanted = test.batch * max(1, generated)
        while counts.sum() < wanted:
            step()
        seconds = time.perf_counter() - begin
        for handle in handles:
            handle.stop()
        while self.pipeline.has_non_finished_requests():
            self.pipeline.step()
        return seconds, test.batch * fresh, int(counts.sum() - before)


if __name__ == "__main__":
    serve(OpenVino)
