"""Embedding, a cold question and the chat's memory: `python -m benchmarks.embedding [ROUNDS]`.

Prints, beside SentenceTransformer and FAISS as they are usually put together: passages embedded a
second, what a cold question takes, the memory of the chat, and what bfloat16 costs in ranking. The
passages are those of the practice pages, grown to 400. Takes turns, five rounds unless told; ratios
are of medians. Figures go to `benchmarks/results/embedding.json`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from assistant.encoder.export import model_folder
from assistant.encoder.graph import Precision, has_bfloat16
from assistant.evaluation.questions import load_questions
from assistant.index.library import Library
from assistant.index.snapshot import Snapshot, open_snapshot
from assistant.settings import PACKAGED_ENCODER
from benchmarks.collections import COLLECTIONS
from benchmarks.embedding import cold, resident, speed
from benchmarks.embedding.quality import lowest_cosine, ranked
from benchmarks.embedding.worker import CODED, POOLED
from benchmarks.growth import grow
from benchmarks.retrieval.figures import processor, rounded

RESULTS = Path(__file__).parent.parent / "results" / "embedding.json"
_ROUNDS, _PASSAGES = 5, 400
_TARGETS = {Precision.BF16: 2.5, Precision.F32: 1.2}
"""Times the usual speed: on a processor with bfloat16 units, and on one without."""


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rounds", nargs="?", type=int, default=_ROUNDS)
    rounds = parser.parse_args().rounds
    precisions = list(Precision) if has_bfloat16() else [Precision.F32]
    _, questions = COLLECTIONS["practice pages"]
    question = load_questions(questions)[0].turns[-1]
    told: dict[str, object] = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "bfloat16": has_bfloat16(),
        "passages": _PASSAGES,
    }
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        told["ranking"] = _ranking(folder, precisions)
        built = folder / f"practice pages {Precision.F32}"
        opened = open_snapshot(built)
        texts = _texts(opened, folder)
        ways = [f"{precision} {kind}" for precision in precisions for kind in (POOLED, CODED)]
        told["embedding"] = _embedding(texts, opened.encoder, ways, rounds)
        told["lowest cosine"] = _cosines(texts, opened.encoder, precisions)
        own = folder / "own.json"
        own.write_text(json.dumps(_embedded(opened)), "utf-8")
        told["cold question"] = _cold(built, own, question, folder, rounds)
        told["chat"] = _chat(built, question)
    RESULTS.write_text(f"{json.dumps(rounded(told), indent=1)}\n", "utf-8")


def _ranking(folder: Path, precisions: list[Precision]) -> list[object]:
    found = ranked(folder, precisions)
    for one in found:
        print(f"{one.collection}, passages in {one.precision}: nDCG@10 {one.ndcg:.4f}", flush=True)
    return [asdict(one) for one in found]


def _embedding(texts: Path, encoder: Path, ways: list[str], rounds: int) -> list[object]:
    units = "has" if has_bfloat16() else "has no"
    target = _TARGETS[Precision.BF16 if has_bfloat16() else Precision.F32]
    print(f"this processor {units} bfloat16 units: the target is {target} times the usual speed")
    found = speed.measure(texts, encoder, ways, rounds)
    for one in found:
        print(
            f"{one.way}: {one.passages_a_second:.1f} passages/s, {one.times_usual:.2f} times the "
            f"usual by the clock, {one.times_usual_cpu:.2f} by processor time",
            flush=True,
        )
    return [asdict(one) for one in found]


def _cosines(texts: Path, encoder: Path, precisions: list[Precision]) -> dict[str, float]:
    passages = json.loads(texts.read_text("utf-8"))[:100]
    found = {str(p): lowest_cosine(encoder, p, passages) for p in precisions}
    for precision, cosine in found.items():
        print(f"{precision}: lowest cosine to the usual vectors {cosine:.6f}", flush=True)
    return found


def _cold(index: Path, texts: Path, question: str, folder: Path, rounds: int) -> list[object]:
    model = model_folder(PACKAGED_ENCODER)
    found = cold.measure(index, texts, model, question, folder, rounds)
    usual = found[0]
    for one in found:
        print(
            f"{one.what}, cold: {one.seconds:.2f} s ({one.seconds / usual.seconds:.2f} of the "
            f"usual), processor {one.cpu_seconds:.2f} s ({one.cpu_seconds / usual.cpu_seconds:.2f}"
            f"), at most {one.peak_mb:.0f} MB ({one.peak_mb / usual.peak_mb:.2f})",
            flush=True,
        )
    return [asdict(one) for one in found]


def _chat(index: Path, question: str) -> dict[str, float]:
    found = resident.measure(index, question)
    print(
        f"chat: ready after {found.ready_seconds:.1f} s, {found.resident_mb:.0f} MB resident, of "
        f"which {found.own_mb:.0f} MB no file backs"
    )
    return asdict(found)


def _texts(opened: Snapshot, folder: Path) -> Path:
    """The texts of passages grown from those of a snapshot, in a file."""
    texts = folder / "texts.json"
    grown = grow(opened, folder / "grown", _PASSAGES)
    texts.write_text(json.dumps(_embedded(grown)), "utf-8")
    return texts


def _embedded(opened: Snapshot) -> list[str]:
    """All that is encoded of each passage."""
    with contextlib.closing(Library(opened.library)) as library:
        numbers = range(opened.manifest.passages)
        pairs = zip(library.contexts(numbers), library.passages(numbers), strict=True)
        return [context + passage.text for context, passage in pairs]


if __name__ == "__main__":
    main()
