"""A Llama: RMSNorm, rotary positions on neighbouring pairs (as GGUF's llama wants them), grouped-query attention, SwiGLU, tied embedding."""
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Config:
    vocabulary: int = 4096
    layers: int = 4
    width: int = 256
    heads: int = 8
    kv_heads: int = 4
    ffn: int = 704
    context: int = 2048
    theta: float = 10_000.0
    eps: float = 1e-5
    forget: float = 0.03

    @property
    def head(self) -> int:
        return self.width // self.heads


def rotate(x: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """x [batch, heads, time, head]; the pair (2i, 2i+1) is turned by the angle whose cos and sin [time, i] are given."""
    (cos, sin), even, odd = turn, x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.attn_norm = nn.RMSNorm(c.width, eps=c.eps)
        self.attn_q = nn.Linear(c.width, c.heads * c.head, bias=False)
        self.attn_k = nn.Linear(c.width, c.kv_heads * c.head, bias=False)
        self.attn_v = nn.Linear(c.width, c.kv_heads * c.head, bias=False)
        self.attn_output = nn.Linear(c.heads * c.head, c.width, bias=False)
        self.ffn_norm = nn.RMSNorm(c.width, eps=c.eps)
        self.ffn_gate = nn.Linear(c.width, c.ffn, bias=False)
        self.ffn_up = nn.Linear(c.width, c.ffn, bias=False)
        self.ffn_down = nn.Linear(c.ffn, c.width, bias=False)

    def forward(self, x: torch.Tensor, turn: tuple, mask: torch.Tensor, past: dict | None = None) -> torch.Tensor:
        b, t, _ = x.shape
        c, h = self.c, self.attn_norm(x).to(mask.dtype)  # cast once, not once a matrix
        q = rotate(self.attn_q(h).view(b, t, c.heads, c.head).transpose(1, 2), turn)
        k = rotate(self.attn_k(h).view(b, t, c.kv_heads, c.head).transpose(1, 2), turn)
        v = self.attn_v(h).view(b, t, c.kv_heads, c.head).transpose(1, 2)
        if past is not None:  # keys and values of the tokens before, kept for the next call
            k, v = (torch.cat((past[n], new), dim=2) if n in past else new for n, new in (("k", k), ("v", v)))
            past.update(k=k, v=v)
        shared = c.heads // c.kv_heads
        k, v = k.repeat_interleave(shared, dim=1), v.repeat_interleave(shared, dim=1)
        # written out: for these short texts several times faster on a CPU than the fused attention's backward pass
        scores = torch.matmul(q * c.head ** -0.5, k.transpose(2, 3)) + mask
        mixed = torch.matmul(scores.softmax(-1), v)
        x = x + self.attn_output(mixed.transpose(1, 2).reshape(b, t, -1))
        h = self.ffn_norm(x).to(mask.dtype)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Llama(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.token_embd = nn.Embedding(c.vocabulary, c.width)
        self.blk = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.output_norm = nn.RMSNorm(c.width, eps=c.eps)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                last = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(parameter, std=0.02 / (2 * c.layers) ** 0.5 if last else 0.02)

    def hidden(self, ids: torch.Tensor, past: list[dict] | None = None) -> torch.Tensor:
        """ids [batch, time] -> [batch, time, width] before the output matrix; padding must be on the right.

        past, if given, is a list with one (at first empty) dict a layer: ids then follow the tokens of the calls before.
        """
        c, before = self.c, past[0]["k"].shape[2] if past and past[0] else 0
        frequency = c.theta ** (-torch.arange(0, c.head, 2, device=ids.device) / c.head)
        angles = torch.outer(torch.arange(before, before + ids.shape[1], device=ids.device).float(), frequency)
        x = self.token_embd(ids)
        if self.training:  # forget whole tokens, so that no single word decides
            x = x * (torch.rand(ids.shape, device=ids.device) >= c.forget).unsqueeze(-1)
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else x.dtype
        turn = (angles.cos().to(kind), angles.sin().to(kind))
        mask = torch.full((ids.shape[1], before + ids.shape[1]), -torch.inf, dtype=kind, device=ids.device).triu(1 + before)
        for i, layer in enumerate(self.blk):
            x = layer(x, turn, mask, None if past is None else past[i])
        return self.output_norm(x)

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        return F.linear(hidden, self.token_embd.weight)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.logits(self.hidden(ids))
