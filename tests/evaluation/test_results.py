"""Results kept as JSON and read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evaluation.questions import Judged, JudgedMark
from assistant.evaluation.runs import AskedIndex, Result, load_results, results_object
from assistant.records import Outcome

Make = Callable[..., Judged]
ASKED = AskedIndex("20261122T101500Z-0123456789ab", "tiny", 2, 9)

NOT_RESULTS = {
    "not JSON": "{",
    "a list": "[]",
    "another object": '{"questions": []}',
    "an answer": '{"question": "x", "files": [7]}',
    "no figures": '{"files": [{"file": "a.jsonl", "questions": []}]}',
    "an unknown outcome": json.dumps(
        {
            "files": [
                {
                    "file": "a",
                    "snapshot": "s",
                    "encoder": "e",
                    "documents": 1,
                    "passages": 1,
                    "absent_sources": [],
                    "questions": [
                        {
                            "id": "q",
                            "turns": ["x"],
                            "type": "other",
                            "answerable": False,
                            "sources": [],
                            "quote": "",
                            "outcome": "perhaps",
                        }
                    ],
                }
            ]
        }
    ),
}


def test_results_are_read_as_they_were_written(judged: Make, write: Callable[[str], Path]) -> None:
    """Every question comes back with its label, rank, metrics, outcome and passages."""
    questions = (
        judged("a", 3, Outcome.UNCONFIRMED, kind="fact", probability=1 / 3),
        judged("b", kind="fact", mark=JudgedMark("beside it", False, 1.5)),
        judged("d", 1, kind="fact", mark=JudgedMark("", False, None)),
        judged("c", None, Outcome.NOT_FOUND, answerable=False, kind="off-topic"),
    )
    results = [
        Result("x/a.jsonl", ASKED, questions[:3], ("z.txt",)),
        Result("b.jsonl", ASKED, questions[3:]),
    ]
    assert load_results(write(json.dumps(results_object(results)))) == results
    assert [result.name for result in results] == ["a.jsonl", "b.jsonl"]


def test_the_object_holds_figures_overall_by_file_and_by_type(judged: Make) -> None:
    """Programs find the figures at three depths, and each question with what came first."""
    marked = judged("a", 1, kind="fact", mark=JudgedMark("the right one", True, 2.0))
    results = [
        Result("a.jsonl", ASKED, (marked, judged("b", 2, kind="fact"))),
        Result("b.jsonl", ASKED, (judged("c", answerable=False),)),
    ]
    made = json.loads(json.dumps(results_object(results)))
    first = {
        "path": "b.txt",
        "start": 0,
        "end": 5,
        "cited": "B (2020), page 2",
        "opening": "first for a",
    }
    a, b = made.pop("files")
    assert made == {
        "answerable": 2,
        "unanswerable": 1,
        "metrics": a["metrics"],
        "outcomes": {
            "answerable": {"found": 2, "unconfirmed": 0, "not_found": 0},
            "unanswerable": {"found": 1, "unconfirmed": 0, "not_found": 0},
        },
        "found": {"answerable": 1.0, "unanswerable": 1.0},
        "separation": {"passing": 1.0, "area": 0.5},
        "marks": {"questions": 1, "holding": 1.0, "length": 2.0},
    }
    assert list(a["metrics"]) == ["nDCG@10", "recall@1", "recall@3", "recall@10", "MRR@10"]
    assert (a["metrics"]["recall@1"], a["metrics"]["MRR@10"]) == (0.5, 0.75)
    assert (a["snapshot"], a["encoder"], a["passages"]) == (ASKED.snapshot, "tiny", 9)
    assert a["types"]["fact"]["metrics"] == a["metrics"]
    assert a["types"]["fact"]["marks"] == a["marks"]
    assert (b["metrics"], b["questions"][0]["metrics"]) == (None, {})
    assert (b["marks"], b["separation"], b["found"]["answerable"]) == (None, None, None)
    question = a["questions"][0]
    assert question["first"] == first
    assert (question["id"], question["type"], question["rank"]) == ("a", "fact", 1)
    assert (question["outcome"], question["probability"]) == ("found", 0.5)
    assert question["mark"] == {"text": "the right one", "holds": True, "length": 2.0}


def test_results_kept_before_marks_were_judged_are_read(
    judged: Make, write: Callable[[str], Path]
) -> None:
    """An evaluation can still be held against them; they say nothing of marks."""
    questions = (judged("a", 1, kind="what"), judged("b", answerable=False, kind="what"))
    made = results_object([Result("a.jsonl", ASKED, questions)])
    kept = json.loads(json.dumps(made))
    for question in kept["files"][0]["questions"]:
        del question["mark"]
    (read,) = load_results(write(json.dumps(kept)))
    assert read.judged == questions


@pytest.mark.parametrize("content", NOT_RESULTS.values(), ids=NOT_RESULTS)
def test_what_is_no_result_is_named(write: Callable[[str], Path], content: str) -> None:
    """Another file named by mistake is refused in one line that says what would do."""
    path = write(content)
    with pytest.raises(UsageError) as caught:
        load_results(path)
    assert str(caught.value).startswith(f"{path} holds no results of 'assistant evaluate' (")
    assert "name an index folder, or a file written by" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that is neither folder nor file is reported as it is."""
    with pytest.raises(UsageError, match=r"gone\.json cannot be read"):
        load_results(tmp_path / "gone.json")
