"""Opens the GGUF file alone - weights, tokenizer, template - to evaluate what is shipped and not what was trained."""
from dataclasses import dataclass
from pathlib import Path

import gguf
import jinja2
import numpy as np
import torch
from tokenizers import AddedToken, Regex, Tokenizer as Backend, decoders, models, pre_tokenizers

from network import Config, Llama
from tokenizer import QWEN2


@dataclass
class GgufModel:
    network: Llama
    weights: dict[str, np.ndarray]
    backend: Backend
    template: jinja2.Template
    eos: int

    def encode(self, text: str) -> list[int]:
        """Ids of text in which names of control tokens are those tokens (as for a rendered template)."""
        return self.backend.encode(text, add_special_tokens=False).ids

    def prompt(self, messages: list[dict]) -> list[int]:
        return self.encode(self.template.render(messages=messages, add_generation_prompt=True))

    @torch.no_grad()
    def answer(self, messages: list[dict], temperature: float = 0.0, top_p: float = 0.95, seed: int = 0, longest: int = 160) -> str:
        random, new, out = torch.Generator().manual_seed(seed), self.prompt(messages), []
        past = [{} for _ in self.network.blk]
        while len(out) < longest:
            logits = self.network.logits(self.network.hidden(torch.tensor([new]), past)[0, -1])
            if temperature == 0:
                token = int(logits.argmax())
            else:
                values, order = torch.softmax(logits / temperature, -1).sort(descending=True)
                values[values.cumsum(0) - values > top_p] = 0
                token = int(order[torch.multinomial(values, 1, generator=random)])
            if token == self.eos:
                break
            out.append(token)
            new = [token]
        return self.backend.decode(out, skip_special_tokens=True)


def open_gguf(path: Path) -> GgufModel:
    file = gguf.GGUFReader(path)

    def value(key):
        return file.fields[key].contents()

    weights = {t.name: gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32) for t in file.tensors}
    c = Config(vocabulary=value("llama.vocab_size"), layers=value("llama.block_count"), width=value("llama.embedding_length"),
               heads=value("llama.attention.head_count"), kv_heads=value("llama.attention.head_count_kv"), ffn=value("llama.feed_forward_length"),
               context=value("llama.context_length"), theta=value("llama.rope.freq_base"), eps=value("llama.attention.layer_norm_rms_epsilon"))
    network = Llama(c).eval()
    network.load_state_dict({name: torch.from_numpy(w) for name, w in weights.items()})
    tokens, kinds = value("tokenizer.ggml.tokens"), value("tokenizer.ggml.token_type")
    merges = [tuple(m.split(" ")) for m in value("tokenizer.ggml.merges")]
    backend = Backend(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    backend.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN2), behavior="isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    backend.decoder = decoders.ByteLevel()
    backend.add_special_tokens([AddedToken(t, special=True, normalized=False) for t, k in zip(tokens, kinds) if k == gguf.TokenType.CONTROL])
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    return GgufModel(network, weights, backend, environment.from_string(value("tokenizer.chat_template")), value("tokenizer.ggml.eos_token_id"))


def forward_numpy(model: GgufModel, ids: list[int]) -> np.ndarray:
    """Logits [time, vocabulary] from the file's weights, written down once more without torch."""
    c, w = model.network.c, model.weights

    def norm(x, name):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + c.eps) * w[name]

    def turn(x):  # [time, heads, head]
        angle = np.arange(len(ids))[:, None] * c.theta ** (-np.arange(0, c.head, 2) / c.head)
        cos, sin, even, odd = np.cos(angle)[:, None], np.sin(angle)[:, None], x[..., 0::2], x[..., 1::2]
        return np.stack((even * cos - odd * sin, even * sin + odd * cos), -1).reshape(x.shape)

    x = w["token_embd.weight"][ids]
    mask = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    for i in range(c.layers):
        p = f"blk.{i}."
        h = norm(x, p + "attn_norm.weight")
        q = turn((h @ w[p + "attn_q.weight"].T).reshape(len(ids), c.heads, c.head))
        k = turn((h @ w[p + "attn_k.weight"].T).reshape(len(ids), c.kv_heads, c.head)).repeat(c.heads // c.kv_heads, 1)
        v = (h @ w[p + "attn_v.weight"].T).reshape(len(ids), c.kv_heads, c.head).repeat(c.heads // c.kv_heads, 1)
        scores = np.einsum("ihd,jhd->hij", q, k) / np.sqrt(c.head) + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = np.einsum("hij,jhd->ihd", scores / scores.sum(-1, keepdims=True), v).reshape(len(ids), -1)
        x = x + mixed @ w[p + "attn_output.weight"].T
        h = norm(x, p + "ffn_norm.weight")
        gate = h @ w[p + "ffn_gate.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ w[p + "ffn_up.weight"].T)) @ w[p + "ffn_down.weight"].T
    return norm(x, "output_norm.weight") @ w["token_embd.weight"].T
