"""The picture of the probabilities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.comprehension import shipped
from assistant.errors import UsageError
from assistant.evaluation.figures import groups, risk, save_plot
from assistant.evaluation.questions import Judged
from assistant.evaluation.runs import check_files

pytestmark = pytest.mark.slow

Make = Callable[..., Judged]
Results = list[tuple[str, tuple[Judged, ...]]]


@pytest.fixture
def results(judged: Make) -> Results:
    """Two files, one of them with types."""
    first = (
        judged("a", 3, probability=0.9),
        judged("b", 4, probability=0.8),
        judged("c", answerable=False, kind="off-topic", probability=0.1),
        judged("d", answerable=False, kind="near-miss", probability=0.6),
        judged("e", answerable=False, kind="near-miss", probability=0.7),
    )
    second = (judged("f", answerable=False, probability=0.3), judged("g", probability=0.2))
    return [("first.jsonl", first), ("second.jsonl", second)]


def test_questions_are_drawn_by_how_they_should_be_answered(results: Results) -> None:
    """Right, missed and each type of unanswerable question are groups apart, in that order."""
    assert list(groups(results[0][1]).items()) == [
        ("answerable questions, a right passage in the first 3", [0.9]),
        ("answerable questions, no right passage in the first 3", [0.8]),
        ("unanswerable questions, near-miss", [0.6, 0.7]),
        ("unanswerable questions, off-topic", [0.1]),
    ]
    assert groups(results[1][1]) == {
        "answerable questions, no right passage in the first 3": [0.2],
        "unanswerable questions": [0.3],
    }


def test_risk_is_the_share_wrong_of_the_surest(results: Results, judged: Make) -> None:
    """Unanswerable questions and those whose first passage is not right count as wrong."""
    questions = [
        judged("a", 1, probability=0.9),
        judged("b", 2, probability=0.8),
        judged("c", 1, probability=0.7),
        judged("d", answerable=False, probability=0.6),
    ]
    assert risk(questions[::-1]) == [(0.25, 0), (0.5, 1 / 2), (0.75, 1 / 3), (1, 2 / 4)]
    assert risk(results[1][1]) == [(0.5, 1), (1, 1)]
    assert risk([]) == []


def test_questions_as_probable_are_answered_together(judged: Make) -> None:
    """No threshold answers one of them and not the other, so their order does not show."""
    right, wrong = judged("a", 1, probability=0.5), judged("b", probability=0.5)
    sure = judged("c", 1, probability=0.9)
    assert risk([right, wrong, sure]) == risk([wrong, right, sure]) == [(1 / 3, 0), (1, 1 / 3)]


def test_a_png_is_a_picture(results: Results, tmp_path: Path) -> None:
    """A plot saved as .png is one, whatever the case of its suffix."""
    path = tmp_path / "plot.PNG"
    save_plot(results, path)
    assert path.read_bytes().startswith(b"\x89PNG\r\n")


def test_the_picture_names_files_groups_counts_and_the_threshold(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All words that are needed to read the picture stand in it."""
    matplotlib = pytest.importorskip("matplotlib")
    monkeypatch.setitem(matplotlib.rcParams, "svg.fonttype", "none")
    path = tmp_path / "plot.svg"
    save_plot(results, path)
    text = path.read_text("utf-8")
    for words in (
        "first.jsonl",
        "second.jsonl",
        "unanswerable questions, near-miss: 2<",
        "answerable questions, a right passage in the first 3: 0<",
        "probability that the passages answer the question",
        "coverage: share answered, the surest first",
        "risk: share wrong",
        f"found from {shipped().found_from:g}",
    ):
        assert words in text


@pytest.mark.parametrize("name", ["plot", "plot.pdf", "png"])
def test_another_kind_of_picture_is_refused(name: str) -> None:
    """What cannot be drawn is refused by name, with what can."""
    with pytest.raises(UsageError, match=rf"{name}: a plot is saved as \.png or \.svg"):
        check_files(None, Path(name))
