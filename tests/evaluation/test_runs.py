"""Question files asked of real indexes, with the tiny encoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import assistant
from assistant.errors import NoIndexError, UsageError
from assistant.evaluation.questions import Metric
from assistant.evaluation.runs import as_object, check_files, evaluate_files, write_files
from assistant.index import build as building
from assistant.index.build import BuildReport
from assistant.settings import Settings
from tests.conftest import TinyReader

if TYPE_CHECKING:
    from tests.conftest import TinyEncoderMaker

pytestmark = pytest.mark.slow

PAY = "Fair pay for all carers."
HOMES = "Homes and not hospitals."
SQUAD = {
    "data": [
        {
            "title": "Bread_and_butter",
            "paragraphs": [
                {
                    "context": f"{name} is baked at dawn in the village.",
                    "qas": [
                        {"id": name, "question": f"When is {name} baked?", "is_impossible": False},
                        {"id": f"no {name}", "question": "Who sold it?", "is_impossible": True},
                    ],
                }
                for name in ("Rye", "Barley", "Spelt")
            ],
        }
    ]
}


@pytest.fixture
def index(
    tmp_path: Path,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
    write_corpus: Callable[[Mapping[str, str]], Path],
    tiny_build: Callable[..., BuildReport],
) -> Path:
    """An index of two pages, opened and built with the tiny encoder."""
    monkeypatch.setattr(building, "EncoderMaker", lambda _: maker)
    monkeypatch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    monkeypatch.setattr(assistant, "shipped_reader", TinyReader)
    tiny_build(write_corpus({"pay.txt": PAY, "homes.txt": HOMES}))
    return tmp_path / "index"


@pytest.fixture
def questions(write: Callable[[str], Path]) -> Path:
    """A file of two questions on the pages, the second labelled with a missing page."""
    lines = [
        {"id": 1, "turns": ["fair pay"], "answerable": True, "source": "pay.txt", "quote": PAY},
        {"id": 2, "turns": ["homes"], "answerable": True, "source": "gone.txt", "quote": HOMES},
    ]
    return write("\n".join(map(json.dumps, lines)))


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    """A SQuAD file of three paragraphs."""
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(SQUAD), "utf-8")
    return path


def test_questions_are_asked_of_the_index(index: Path, questions: Path) -> None:
    """The result names the index, and the documents that the labels expect and it lacks."""
    found = evaluate_files([questions], index, Settings())
    (result,) = found.results
    assert [judged.rank for judged in result.judged] == [1, None]
    assert (result.asked.encoder, result.asked.documents, result.asked.passages) == ("tiny", 2, 2)
    assert result.absent_sources == ("gone.txt",)
    assert (found.sides, found.overall) == ((), None)


def test_a_quote_that_no_document_holds_stops_the_run(
    index: Path, write: Callable[[str], Path]
) -> None:
    """No figures are given of labels that cannot be right."""
    asked = {"id": 1, "turns": ["fair pay"], "answerable": True, "source": "pay.txt"}
    with pytest.raises(UsageError, match="'1' of pay"):
        evaluate_files([write(json.dumps(asked | {"quote": "unfair pay"}))], index, Settings())


def test_squad_is_asked_of_its_own_paragraphs(tmp_path: Path, index: Path, squad: Path) -> None:
    """Its paragraphs are built as documents, asked, judged by document, and tidied away."""
    steps: list[tuple[str, int, int]] = []
    found = evaluate_files(
        [squad], tmp_path / "none", Settings(), progress=lambda *step: steps.append(step)
    )
    (result,) = found.results
    assert [judged.rank for judged in result.judged] == [1, None, 1, None, 1, None]
    assert {judged.metrics[Metric.NDCG] for judged in result.judged[::2]} == {1.0}
    assert result.asked.documents == 3
    assert result.judged[0].first is not None
    assert result.judged[0].first.cited == "Bread and butter"
    stages = list(dict.fromkeys(stage for stage, _, _ in steps))
    assert stages == ["Reading", "Encoding", "Asking squad.json"]
    assert not (tmp_path / "none").exists()
    assert index.is_dir()


def test_a_missing_index_is_found_out_before_anything_is_built(
    tmp_path: Path, maker: TinyEncoderMaker, squad: Path, questions: Path
) -> None:
    """Minutes do not go into one file where the next cannot be asked."""
    with pytest.raises(NoIndexError):
        evaluate_files([squad, questions], tmp_path / "none", Settings())
    assert maker.made == 0


def test_another_index_is_asked_the_same(
    index: Path, questions: Path, tmp_path: Path, maker: TinyEncoderMaker
) -> None:
    """Named with `against`, an index that lacks the answer comes out worse."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "homes.txt").write_text(HOMES)
    building.build(other, tmp_path / "other index", Settings(), encoders=maker)
    found = evaluate_files([questions], index, Settings(), against=tmp_path / "other index")
    (side,) = found.sides
    assert side.differences[Metric.RECALL_1].difference == 0.5
    assert [change.now.question.id for change in side.better] == ["1"]
    assert (found.against, found.overall) == (str(tmp_path / "other index"), None)


def test_saved_results_are_compared_with(
    index: Path, questions: Path, squad: Path, tmp_path: Path
) -> None:
    """Results saved before a change are held against those after it, SQuAD's too."""
    saved = tmp_path / "before.json"
    write_files(evaluate_files([questions, squad], index, Settings()), saved, None)
    found = evaluate_files([squad, questions], index, Settings(), against=saved)
    assert [side.now.questions for side in found.sides] == [6, 2]
    assert all(side.worse == side.better == () for side in found.sides)
    assert found.overall is not None
    assert (found.overall.now.questions, found.overall.left_out) == (8, 0)
    against = as_object(found)["against"]
    assert isinstance(against, dict)
    assert (against["name"], len(against["files"])) == (str(saved), 2)
    assert against["overall"]["differences"]["nDCG@10"]["p"] == 1


def test_squad_cannot_be_asked_of_another_index(index: Path, squad: Path) -> None:
    """An index without its paragraphs could only fail; the message says how to compare."""
    with pytest.raises(UsageError, match=r"squad\.json brings its own documents.*--save FILE"):
        evaluate_files([squad], index, Settings(), against=index)


def test_results_of_other_questions_are_refused(
    index: Path, questions: Path, squad: Path, tmp_path: Path
) -> None:
    """A comparison that would rest on no question is not made."""
    saved = tmp_path / "before.json"
    write_files(evaluate_files([squad], index, Settings()), saved, None)
    with pytest.raises(UsageError, match=r"before\.json has none of these questions"):
        evaluate_files([questions], index, Settings(), against=saved)


@pytest.mark.parametrize("place", ["save", "plot"])
def test_a_file_that_cannot_be_written_is_refused_first(tmp_path: Path, place: str) -> None:
    """A folder, or a file in a folder that is not there, is named before anything is asked."""
    for path in (tmp_path, tmp_path / "gone" / "x.png"):
        files = {"save": None, "plot": None} | {place: path}
        with pytest.raises(UsageError, match="cannot be written: name a file in a folder"):
            check_files(**files)
    check_files(tmp_path / "a.json", tmp_path / "a.svg")
