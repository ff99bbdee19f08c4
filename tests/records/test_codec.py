from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.records import Document, Entry, Mark, MarkKind, Origin, Problem, ProblemKind
from assistant.records.manifest import document_from, document_object, entry_from, problem_from

DOCUMENT = Document(
    path="a/b.pdf",
    sha256="0" * 64,
    text="One\x00 – two \U0001f600.",
    marks=(
        Mark(MarkKind.PAGE, 0, 12, 1, "iv"),
        Mark(MarkKind.PARAGRAPH, 0, 12),
    ),
    entry=Entry(
        title="T",
        easy_read=True,
        origins={"title": Origin.LATEST},
        copies=("c.pdf",),
        language="cy",
    ),
    problems=(Problem("a/b.pdf", "no text", (2, 3), ProblemKind.PARTLY_READ),),
)

FORGED: dict[str, dict[str, Any]] = {
    "a mark beyond the text": {"marks": [["paragraph", 0, 99, None, None]]},
    "a mark before the text": {"marks": [["paragraph", -1, 2, None, None]]},
    "a mark turned round": {"marks": [["paragraph", 3, 2, None, None]]},
    "an unknown mark": {"marks": [["script", 0, 2, None, None]]},
    "half a mark": {"marks": [["paragraph", 0]]},
    "a number that is none": {"marks": [["page", 0, 2, "1", None]]},
    "true for a number": {"marks": [["page", 0, 2, True, None]]},
    "marks that are none": {"marks": {"a": 1}},
    "text that is none": {"text": 7},
    "half a character": {"text": "a\ud800" + " " * 20},
    "another key": {"entry": {"password": "x"}},
    "a title that is none": {"entry": {"title": ["x"]}},
    "easy read as text": {"entry": {"easy_read": "yes"}},
    "an origin that is none": {"entry": {"origins": {"title": "a guess"}}},
    "an origin of nothing": {"entry": {"origins": {"password": "the file's name"}}},
    "a copy that is no name": {"entry": {"copies": [7]}},
    "a problem that is none": {"problems": ["x"]},
    "an unknown kind": {"problems": [{"path": "a", "reason": "b", "pages": [], "kind": "bad"}]},
    "no text": {"text": None},
}


def stored() -> dict[str, Any]:
    """The document as it is read from JSON."""
    return dict(json.loads(json.dumps(document_object(DOCUMENT))))


def test_a_document_comes_back_as_it_was() -> None:
    """All of a document survives the way through JSON, characters beyond ASCII and NUL too."""
    found = document_from(stored())
    assert (found, found.entry.origins) == (DOCUMENT, DOCUMENT.entry.origins)


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_no_reader_gives_is_refused(forged: dict[str, Any]) -> None:
    """A reading process that was taken over cannot pass on what no reader would."""
    with pytest.raises(ValueError):  # noqa: PT011 (many messages, none of them shown)
        document_from(stored() | forged)


@pytest.mark.parametrize("value", [None, [], "x", 7])
def test_what_is_no_object_is_refused(value: object) -> None:
    """JSON of another kind is no document."""
    with pytest.raises(ValueError, match="an object was expected"):
        document_from(value)


def test_a_problem_of_an_earlier_version_is_one_of_a_file() -> None:
    """An index written before problems had kinds can still be opened."""
    assert problem_from({"path": "a", "reason": "b", "pages": []}) == Problem("a", "b")


def test_an_entry_of_an_earlier_version_is_read() -> None:
    """An index written before entries had an audience can still be opened."""
    assert entry_from({"title": "T", "nation": "Wales"}) == Entry(title="T", nation="Wales")
