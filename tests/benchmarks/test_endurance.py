"""The long runs, cut short: whether they tell of what they are there to find."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.endurance.holding import Holding, grown, growth, holding
from benchmarks.endurance.questions import ask, questions

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BEFORE = Holding(1, 100.0, 20, 8, 0)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (replace(BEFORE, own_mb=104.9, descriptors=24), []),
        (replace(BEFORE, own_mb=105.1), ["memory grew by 5.1%"]),
        (replace(BEFORE, descriptors=25), ["descriptors went from 20 to 25"]),
        (replace(BEFORE, threads=40), ["threads went from 8 to 40"]),
        (replace(BEFORE, removed=9), ["removed files held went from 0 to 9"]),
    ],
)
def test_what_grew_is_told(later: Holding, said: list[str]) -> None:
    """A leak of memory, descriptors, threads or removed files fails a run; a breath does not."""
    assert grown([BEFORE, BEFORE, BEFORE, later, later, later]) == said


def test_one_odd_look_at_memory_decides_nothing() -> None:
    """A look that falls into a question in flight is left out."""
    odd = replace(BEFORE, own_mb=300.0)
    assert growth([odd, BEFORE, BEFORE, BEFORE, odd, BEFORE]) == 0


def test_what_a_process_holds_is_seen(tmp_path: Path) -> None:
    """An open file is a descriptor; one removed while it is mapped still takes up the disk."""
    import numpy as np

    path = tmp_path / "mapped.npy"
    np.save(path, np.zeros(1000))
    before = holding(0)
    mapped = np.load(path, mmap_mode="r")
    path.unlink()
    after = holding(0)
    assert after.removed == before.removed + 1
    with (tmp_path / "open").open("w"):
        assert holding(0).descriptors == after.descriptors + 1
    assert len(mapped) == 1000


def test_questions_come_in_all_kinds_and_are_the_same_each_time() -> None:
    """A run can be repeated; it holds follow-ups, strings nobody means and altered questions."""
    drawn = list(questions(400))
    assert drawn == list(questions(400))
    assert len({turns.question for turns in drawn}) > 300
    assert sum(len(turns.history) > 0 for turns in drawn) > 100


@pytest.mark.real
def test_a_short_run_of_questions_answers_all(campaign_index: Path) -> None:
    """`python -m benchmarks.endurance questions` asks 10,000."""
    told: Any = ask(campaign_index, 40, lambda _: None)
    assert told["questions"] == 24  # a tenth to warm up, then twenty looks of one each
    assert not [one for one in told["failures"] if "Error" in one]


def test_a_chat_is_asked_while_it_is_rebuilt(tmp_path: Path) -> None:
    """Two rebuilds: every question is answered, of one version, and nothing is left over.

    `python -m benchmarks.endurance rebuilds` does 300.
    """
    results = tmp_path / "endurance.json"
    command = [sys.executable, "-m", "benchmarks.endurance", "rebuilds", "--small", "--count", "2"]
    run = subprocess.run(
        [*command, "--results", str(results)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = json.loads(results.read_text())["rebuilds, small encoder"]
    failures = [one for one in told["failures"] if not one.startswith("memory")]
    assert not failures, run.stdout + run.stderr
    assert told["questions"].keys() == {"200"}
