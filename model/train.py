"""Trains the guide on CPU: python train.py --steps 3000. Writes build/model.pt (averaged weights) and appends to a log."""
import argparse
import copy
import math
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from conversations import Conversations
from corpus import Corpus
from network import Config, Llama
from tokenizer import BUILD, Tokenizer

BATCH_TOKENS = 2048  # padded tokens of one step
POOL = 1024  # conversations drawn at a time and sorted by length, so that little is padding
PEAK, WARM_UP, WEIGHT_DECAY, AVERAGE = 2e-3, 50, 0.05, 0.99
SHARE_STEPS = 100  # steps between two exchanges with the processes that train together


def batches(source: Conversations, tokenizer: Tokenizer, longest: int):
    """Endless (ids, targets, weights), each [rows, time], of conversations of similar length."""
    while True:
        pool = sorted((source.tokens(tokenizer) for _ in range(POOL)), key=lambda p: len(p[0]))
        groups, group = [], []
        for ids, weights in pool:
            ids, weights = ids[:longest], weights[:longest]
            if group and (len(group) + 1) * len(ids) > BATCH_TOKENS:
                groups.append(group)
                group = []
            group.append((ids, weights))
        groups.append(group)
        source.rng.shuffle(groups)
        for group in groups:
            width = max(len(ids) for ids, _ in group)
            ids = torch.full((len(group), width), tokenizer.pad)
            weights = torch.zeros((len(group), width))
            for row, (i, w) in enumerate(group):
                ids[row, :len(i)] = torch.tensor(i)
                weights[row, :len(w)] = torch.tensor(w)
            yield ids[:, :-1], ids[:, 1:], weights[:, 1:]


def learning_rate(step: int, progress: float, peak: float) -> float:
    """A short warm-up, then half a cosine from the peak to almost nothing; progress from 0 to 1."""
    return peak * min(1.0, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def loss_of(model: Llama, ids, targets, weights) -> torch.Tensor:
    """Mean cross entropy over the weighted tokens; only those positions reach the output matrix."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.hidden(ids)
        chosen = weights > 0
        logits = model.logits(hidden[chosen])
    w = weights[chosen]
    return (F.cross_entropy(logits.float(), targets[chosen], reduction="none") * w).sum() / w.sum()


def save(model: Llama, file: Path):
    torch.save({"config": vars(model.c), "weights": model.state_dict()}, file)


def share(model: Llama, folder: Path, name: str):
    """Leaves the weights in the folder and goes on from the mean of all that lie there: several processes then train one network (local SGD)."""
    folder.mkdir(exist_ok=True)
    torch.save(model.state_dict(), folder / f"{name}.new")
    (folder / f"{name}.new").rename(folder / f"{name}.pt")  # whole or not at all for whoever reads
    everybody = [torch.load(file) for file in sorted(folder.glob("*.pt"))]
    model.load_state_dict({key: torch.stack([weights[key] for weights in everybody]).mean(0) for key in everybody[0]})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after this time if the steps take longer")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--layers", type=int, default=Config.layers)
    parser.add_argument("--peak", type=float, default=PEAK, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="continue from these weights (same tokenizer) instead of from random ones")
    parser.add_argument("--beginnings", type=float, default=0.5, help="share of the training with hardly more than an answer's beginning")
    parser.add_argument("--held-out", action="store_true", help="keep the development phrasings out of the training")
    parser.add_argument("--forget", type=float, default=Config.forget, help="share of the tokens forgotten at the input")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 for as many as PyTorch wants")
    parser.add_argument("--pause", type=Path, help="wait while this file exists; the time does not count")
    parser.add_argument("--share", type=Path, help="folder over which processes with different seeds train together")
    parser.add_argument("--out", type=Path, default=BUILD / "model.pt")
    parser.add_argument("--log", type=Path, default=BUILD / "training.log")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    tokenizer = Tokenizer()
    model = Llama(Config(vocabulary=tokenizer.backend.get_vocab_size(), layers=options.layers, forget=options.forget))
    if options.start:
        model.load_state_dict(torch.load(options.start)["weights"])
    average = copy.deepcopy(model).eval()
    matrices = [p for p in model.parameters() if p.dim() == 2]
    norms = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": norms, "weight_decay": 0.0}], betas=(0.9, 0.98), fused=True)
    conversations = Conversations(Corpus(), options.seed, options.held_out)
    source = batches(conversations, tokenizer, longest=1024)
    begin, tokens, total = time.time(), 0, 0.0
    with open(options.log, "a", encoding="utf-8") as log:
        def say(line):
            print(line, file=log, flush=True)
        say(f"# {sum(p.numel() for p in model.parameters()):,} parameters, {vars(model.c)}, seed {options.seed}, steps {options.steps}, start {options.start and options.start.name}, "
            f"held out {options.held_out}, beginnings {options.beginnings}, torch {torch.__version__}")
        for step in range(options.steps):
            while options.pause and options.pause.exists():
                time.sleep(5)
                begin += 5
            progress = max(step / options.steps, (time.time() - begin) / 60 / options.minutes)
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, progress, options.peak)
            conversations.stage = 0 if progress < options.beginnings else 1 if progress < 0.85 else 2
            ids, targets, weights = next(source)
            loss = loss_of(model, ids, targets, weights)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            keep = min(AVERAGE, (step + 1) / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)
            if options.share and (step + 1) % SHARE_STEPS == 0:
                share(model, options.share, str(options.seed))
            tokens, total = tokens + ids.numel(), total + loss.item()
            if (step + 1) % 50 == 0:
                seconds = time.time() - begin
                say(f"step {step + 1} loss {total / 50:.4f} tokens {tokens:,} minutes {seconds / 60:.1f} tokens/s {tokens / seconds:,.0f}")
                total = 0.0
            done = progress >= 1 or step + 1 == options.steps
            if (step + 1) % 100 == 0 or done:
                save(average, options.out)
            if done:
                break


if __name__ == "__main__":
    main()
