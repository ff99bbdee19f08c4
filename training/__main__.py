"""Trains, judges and exports the model of comprehension, and the encoder: `python -m training`.

    python -m training train [--public DIR] [--work DIR] [--seed N] [--layers N] [--from STAGE]
    python -m training export [--work DIR]        writes the weights into the package
    python -m training evaluate [--public DIR]    prints what they are worth where held out
    python -m training calibrate                  fits the calibration to that
    python -m training encoder [--public DIR]     teaches the encoder, writes what it learnt there

`--public` is a folder that holds the public sets in `reading/`, `eval/` and `samples/` (the README
here says which). Without it training goes by our own examples alone, and what is printed says so.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import shutil
import sys
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path

import numpy as np
import torch

from assistant import comprehension
from assistant.comprehension import FILE_NAME
from assistant.comprehension.reader import FOLDER, shipped_sha256
from assistant.encoder.export import ADAPTER, ADAPTER_DIGEST, weights_digest
from assistant.settings import PACKAGED_ENCODER
from assistant.text.files import file_digest
from training import base, shipped, stages
from training.examples import as_typed, squad
from training.judge import judge, served
from training.mixes import encode, examples_of
from training.model import Reader, tokenised
from training.train import read, train

WORK = Path(__file__).with_name("runs")
STAGES = {
    "public": 5e-5,
    "first": 4e-5,
    "varied": 4e-5,
    "all": 4e-5,
    "far": 4e-5,
    "more": 4e-5,
    "near": 3e-5,
    "whole": 3e-5,
    "wide": 2e-5,
}
"""The stages of training, in order, with their learning rates."""
LAST = "wide"
"""What this stage ends with is exported."""
MEANS = {"near": ("all", "more"), "wide": ("near", "whole")}
"""What begins from the mean of two stages' weights: `more` alone tells near passages worse."""
LAYERS = 12
ASKED = "asked.pickle"
"""What the last evaluation asked, kept for calibration."""


def main() -> None:
    """Run the command that was named."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--public", type=Path, help="a folder that holds the public sets")
    parser.add_argument("--work", type=Path, default=WORK, help="where runs and indexes are kept")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=LAYERS, help="fewer: distilled from 12")
    parser.add_argument(
        "--from",
        dest="begin",
        choices=STAGES,
        help="begin with this stage, from the shipped weights",
    )
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if given.public is None:
        say("the public sets are not at hand (--public): figures differ from those stated")
    COMMANDS[given.command](given)


def say(text: str) -> None:
    """Print a message for people."""
    print(text, file=sys.stderr, flush=True)


def run_training(given: argparse.Namespace) -> None:
    """Train in stages, each with a log and checkpoints; one that is done is not done again."""
    if given.layers < LAYERS:
        run_distillation(given)
        return
    folder = base.fetched(given.work / "base")
    tokenizer = base.tokenizer(folder)
    model = shipped.restored() if given.begin else Reader(*base.restored(folder))
    judged = judge(tokenizer)
    say(f"before training: {judged(model)}")
    left = dict(dropwhile(lambda stage: given.begin not in (None, stage[0]), STAGES.items()))
    for stage, rate in left.items():
        to = folder_of(stage, given)
        if not (to / "model.pt").exists() and (stage != "public" or given.public is not None):
            epochs = examples_of(stage, given.public, given.work, given.seed)
            say(f"{stage}: {sum(map(len, epochs)):,} examples")
            ready = [tokenised(epoch, tokenizer) for epoch in epochs]
            if stage in MEANS and left.keys() >= {*MEANS[stage]}:
                model.load_state_dict(mean_of(MEANS[stage], given))
            train(model, ready, to, seed=given.seed, rate=rate, judged=judged)
        if (to / "model.pt").exists():
            model.load_state_dict(torch.load(to / "model.pt"))
    say(f"trained: {judged(model)}")


def run_distillation(given: argparse.Namespace) -> None:
    """Teach a model of fewer layers what the whole one, trained before, reads."""
    folder = base.fetched(given.work / "base")
    tokenizer = base.tokenizer(folder)
    teacher = trained(folder, given, LAYERS)
    rng = random.Random(given.seed)
    written, nearest = stages.own(given.public, encode)
    near = [rng.choice(others) for others in nearest]
    asked = list(squad(given.public / stages.SQUAD)) if given.public else []
    epochs = []
    for examples in ([*written, *near, *asked], written):
        ready = tokenised([as_typed(one, rng) for one in examples], tokenizer)
        told = zip(ready, read(teacher, ready), strict=True)
        epochs.append([replace(one, taught=taught) for one, taught in told])
    say(f"distilled: {sum(map(len, epochs)):,} examples")
    student = shallow(teacher, given.layers)
    train(
        student,
        epochs,
        folder_of(LAST, given),
        seed=given.seed,
        rate=1e-4,
        judged=judge(tokenizer),
    )


def trained(folder: Path, given: argparse.Namespace, layers: int) -> Reader:
    """Returns the model of so many layers that is to ship."""
    model = shallow(Reader(*base.restored(folder)), layers)
    model.load_state_dict(torch.load(folder_of(LAST, given, layers) / "model.pt"))
    return model.eval()


def mean_of(trained_in: Sequence[str], given: argparse.Namespace) -> dict[str, torch.Tensor]:
    """Returns the mean of the weights that stages ended with."""
    weights = [torch.load(folder_of(stage, given) / "model.pt") for stage in trained_in]
    return {key: sum(one[key] for one in weights) / len(weights) for key in weights[0]}


def shallow(model: Reader, layers: int) -> Reader:
    """Returns a copy of a model in which every n-th layer is kept."""
    copy = deepcopy(model)
    bert = copy.bert
    kept = np.linspace(0, len(bert.encoder.layer) - 1, layers).round().astype(int)
    bert.encoder.layer = torch.nn.ModuleList([bert.encoder.layer[i] for i in kept])
    bert.config.num_hidden_layers = layers
    return copy


def folder_of(stage: str, given: argparse.Namespace, layers: int = 0) -> Path:
    """Returns where a stage leaves its log, checkpoints and model, of so many layers if given."""
    return Path(given.work) / f"{stage}-{layers or given.layers}-{given.seed}"


def run_export(given: argparse.Namespace) -> None:
    """Write the trained weights into the package."""
    from training.export import export

    folder = base.fetched(given.work / "base")
    model = trained(folder, given, given.layers)
    tokenizer = base.tokenizer(folder)
    print(export(model, tokenizer, FOLDER))
    print(f"a pair at a time, held out: {judge(tokenizer)(model)} before, {served()} at 8 bits")


def run_evaluation(given: argparse.Namespace) -> None:
    """Print what the model in the package is worth on what it was not trained on."""
    from training.evaluate import ask_all, report

    asked = ask_all(given.work, given.public, say)
    (given.work / ASKED).write_bytes(pickle.dumps(asked))
    print("\n".join(report(asked)))


def run_calibration(given: argparse.Namespace) -> None:
    """Fit the shipped calibration to what the last evaluation asked."""
    from training.calibrate import fit, held_out

    kept = given.work / ASKED
    if not kept.exists():
        raise SystemExit(f"{kept} is not there: run 'python -m training evaluate' first")
    asked = pickle.loads(kept.read_bytes())
    fitted = fit(asked, weights_digest(PACKAGED_ENCODER), shipped_sha256())
    print("\n".join(held_out(asked)))
    comprehension.save(fitted, Path(comprehension.__file__).with_name(FILE_NAME))
    print(json.dumps({"found_from": fitted.found_from, "covered_from": fitted.covered_from}))


def run_encoder(given: argparse.Namespace) -> None:
    """Teach the packaged encoder, and write what it learnt into the package."""
    from training.encoder import FILE, teach

    for line in teach(given.public, given.work, given.seed):
        say(line)
    shutil.copy(given.work / FILE, ADAPTER)
    ADAPTER_DIGEST.write_text(file_digest(ADAPTER) + "\n", "ascii")
    print(f"{ADAPTER.name}, SHA-256 {file_digest(ADAPTER)}")


COMMANDS = {
    "train": run_training,
    "export": run_export,
    "evaluate": run_evaluation,
    "calibrate": run_calibration,
    "encoder": run_encoder,
}

if __name__ == "__main__":
    main()
