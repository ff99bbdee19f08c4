"""Trains the model: public sets first, then our own; seeded, with checkpoints and a log."""

from __future__ import annotations

import json
import math
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from training.model import Batch, Read, Reader, Tokenised, batch, loss, width_of

_CHECKPOINT_SECONDS = 600
_TOKENS_A_STEP = 32 * 160
_NARROW = 224
"""Tokens: in batches no wider, attention is faster without the fused kernel."""


def batches(examples: Sequence[Tokenised], rng: random.Random) -> list[list[int]]:
    """Returns places of examples in batches of one width, in random order.

    There are few widths, each with one number of examples: for every other shape the processor's
    code is made anew and memory kept.
    """
    by_width: dict[int, list[int]] = {}
    for i, one in enumerate(examples):
        by_width.setdefault(width_of([one]), []).append(i)
    found: list[list[int]] = []
    for width, places in sorted(by_width.items()):
        rng.shuffle(places)
        size = max(_TOKENS_A_STEP // width, 1)
        found += [places[i : i + size] for i in range(0, len(places), size)]
    rng.shuffle(found)
    return found


def train(
    model: Reader,
    epochs: Sequence[Sequence[Tokenised]],
    folder: Path,
    *,
    seed: int,
    rate: float,
    judged: Callable[[Reader], dict[str, float]] | None = None,
    judge_each: int = 200,
) -> None:
    """Train over each epoch's examples in turn; checkpoints, the log and the model in `folder`.

    A run that was cut off goes on from its last checkpoint, and ends as if it had not been.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(os.cpu_count() or 1)  # faiss shares them, and the product gives it one
    torch.manual_seed(seed)
    rng = random.Random(seed)
    steps = [(epoch, places) for epoch in epochs for places in batches(epoch, rng)]
    for parameter in model.bert.embeddings.parameters():
        parameter.requires_grad = False
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01, fused=True)
    warm = max(1, len(steps) // 12)

    def factor(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (len(steps) - step) / (len(steps) - warm)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
    run: dict[str, Any] = {"model": model, "optimiser": optimiser, "schedule": schedule}
    kept = folder / "checkpoint.pt"
    done = _restored(run, kept)
    saved = begun = time.monotonic()
    total = 0.0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        for step, (epoch, places) in enumerate(steps[done:], done + 1):
            total += _step(model, batch([epoch[i] for i in places]), optimiser)
            schedule.step()
            if not math.isfinite(total):
                raise RuntimeError(f"the loss is no number at step {step}")
            if step % 20 == 0 or step == len(steps):
                said = {
                    "step": step,
                    "of": len(steps),
                    "loss": round(total / (step % 20 or 20), 4),
                    "seconds": round(time.monotonic() - begun),
                }
                total = 0.0
                if judged and (step % judge_each == 0 or step == len(steps)):
                    said |= judged(model)
                print(json.dumps(said), file=log, flush=True)
            if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                states = {name: part.state_dict() for name, part in run.items()}
                _save({"step": step, "random": torch.get_rng_state()} | states, kept)
                saved = time.monotonic()
    _save(model.state_dict(), folder / "model.pt")
    kept.unlink(missing_ok=True)


def _step(model: Reader, one: Batch, optimiser: torch.optim.Optimizer) -> float:
    """Take one step and return its loss."""
    model.train()
    width = one.inputs["input_ids"].shape[1]
    model.bert.set_attn_implementation("eager" if width <= _NARROW else "sdpa")
    with torch.autocast("cpu", torch.bfloat16):
        answers, tokens = model(**one.inputs)
    value = loss(answers, tokens, one)
    value.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return float(value.item())


def _restored(run: Mapping[str, Any], path: Path) -> int:
    """Restore a run from its checkpoint, if there is one, and return its step."""
    if not path.exists():
        return 0
    state = torch.load(path)
    for name, part in run.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    return int(state["step"])


def _save(state: dict[str, Any], path: Path) -> None:
    """Write a state whole or not at all."""
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


@torch.no_grad()
def read(model: Reader, examples: Sequence[Tokenised]) -> list[Read]:
    """Returns, for each example, the logit that it answers and the two numbers of each unit."""
    from training.model import of_units

    model.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].window.ids))
    found: list[Read] = [(0.0, [])] * len(examples)
    for first in range(0, len(order), 32):
        places = order[first : first + 32]
        one = batch([examples[i] for i in places])
        with torch.autocast("cpu", torch.bfloat16):
            answers, tokens = model(**one.inputs)
        units = of_units(tokens.float(), one.unit_of, one.gold.shape[1])
        for row, i in enumerate(places):
            own = [tuple(pair) for pair in units[row, : len(examples[i].gold)].tolist()]
            found[i] = (float(answers[row]), own)
    return found
