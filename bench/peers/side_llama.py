"""llama.cpp through the C interface that llama-cpp-python has. See tests.serve for the arguments."""

import ctypes
import time

import llama_cpp
import numpy as np

from tests import VOCABULARY, serve

BATCH = 512


@llama_cpp.llama_log_callback
def quiet(level, text, data):
    pass


class Llama:
    def __init__(self, model, test, threads):
        llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = 0
        self.model = llama_cpp.llama_model_load_from_file(model.encode(), params)
        if not self.model:
            raise SystemExit(f"llama.cpp did not load {model}")
        context = llama_cpp.llama_context_default_params()
        context.n_ctx = test.needed * test.batch
        context.n_batch = context.n_ubatch = BATCH
        context.n_seq_max = test.batch
        context.n_threads = context.n_threads_batch = threads
        context.kv_unified = False  # each sequence attends to its own cache only, not to a masked common one
        self.context = llama_cpp.llama_init_from_model(self.model, context)
        if not self.context:
            raise SystemExit("llama.cpp made no context")
        self.memory = llama_cpp.llama_get_memory(self.context)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
        self.random = np.random.default_rng(1)

    def fill(self, test):
        """Computes the tokens of one sequence and copies their keys and values to the others."""
        self._decode([(0, i, t, False) for i, t in enumerate(self._tokens(test.depth))])
        for sequence in range(1, test.batch):
            llama_cpp.llama_memory_seq_cp(self.memory, 0, sequence, -1, -1)

    def run(self, test):
        prompts = [self._tokens(test.fresh) for _ in range(test.batch)]
        timed_from_first = test.prompt == 0
        begin = time.perf_counter()
        last = self._prompts(prompts, test.depth)
        generated, steps = test.batch, max(0, test.generated - 1)
        if timed_from_first:
            begin, generated, steps = time.perf_counter(), 0, test.generated
        for step in range(steps):
            position = test.depth + test.fresh + step
            last = self._decode([(s, position, token, True) for s, token in enumerate(last)])
            generated += test.batch
        seconds = time.perf_counter() - begin
        for sequence in range(test.batch):
            llama_cpp.llama_memory_seq_rm(self.memory, sequence, test.depth, -1)
        return seconds, test.batch * test.fresh, generated

    def _tokens(self, count):
        return self.random.integers(0, VOCABULARY, count).tolist()

    def _prompts(self, prompts, depth):
        rows = []
        for sequence, tokens in enumerate(prompts):
            for i, token in enumerate(tokens):
                rows.append((sequence, depth + i, token, i == len(tokens) - 1))
        return self._decode(rows)

    def _decode(self, rows):
        """Computes rows of (sequence, position, token, wanted); gives the likeliest next token of the wanted ones."""
        next_tokens = []
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            self.batch.n_tokens = len(part)
            for i, (sequence, position, token, wanted) in enumerate(part):
                self.batch.token[i] = token
                self.batch.pos[i] = position
                self.batch.n_seq_id[i] = 1
                self.batch.seq_id[i][0] = sequence
                self.batch.logits[i] = wanted
            if llama_cpp.llama_decode(self.context, self.batch) != 0:
                raise SystemExit("llama.cpp did not compute a batch")
            for i, row in enumerate(part):
                if row[3]:
                    logits = llama_cpp.llama_get_logits_ith(self.context, i)
                    next_tokens.append(int(np.argmax(np.ctypeslib.as_array(logits, (self.vocabulary,)))))
        llama_cpp.llama_synchronize(self.context)
        return next_tokens


if __name__ == "__main__":
    serve(Llama)
