from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.evaluation.questions import load_questions
from benchmarks.rebuild.corpus import PASSAGES, write_corpus, write_questions

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_a_small_run_tells_what_each_build_did(tmp_path: Path) -> None:
    """Each build reads and encodes what changed; its parts are told, those of a gate too."""
    results = tmp_path / "rebuild.json"
    command = [sys.executable, "-m", "benchmarks.rebuild", "--stand-in", "--documents", "4"]
    subprocess.run(
        [*command, "--questions", "4", "--results", str(results)], cwd=ROOT, check=True, timeout=200
    )
    builds = json.loads(results.read_text())["builds"]
    assert [(b["read"], b["encoded"], b["passages"]) for b in builds] == [
        (4, 80, 80),
        (0, 0, 80),
        (0, 0, 80),
        (1, PASSAGES, 80),
        (1, PASSAGES, 80),
        (0, 0, 60),
    ]
    assert ["gate" in b["parts"] for b in builds] == [False, False, False, False, True, False]
    assert {"reading", "encoding", "lexical index"} <= builds[3]["parts"].keys()


def test_questions_are_about_what_stays(tmp_path: Path) -> None:
    """Every quote stands in its document, and none in those that the run changes or removes."""
    write_corpus(tmp_path / "corpus", 12)
    write_questions(tmp_path / "q.jsonl", 12, 40)
    questions = load_questions(tmp_path / "q.jsonl")
    assert len(questions) == 40
    assert sum(not q.answerable for q in questions) == 4
    for question in questions:
        for source in question.sources:
            assert source not in ("0000.md", "0001.md")
            assert question.quote in (tmp_path / "corpus" / source).read_text("utf-8")
