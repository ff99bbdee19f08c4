"""Near misses that the product finds: of documents that may be trained on; none answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
from assistant.comprehension.reader import Reader
from training.collections import held_out
from training.examples import Example, example
from training.mining import (
    digest,
    index_of,
    of_collections,
    over_pages,
    passages_in,
    surest,
    taken_wrongly,
)

RATE = "The mileage rate for visits is 45p a mile, paid with the next wages."
PAGES = {
    "pay.md": f"# Pay\n\n{RATE} Receipts are kept for two years by each branch.",
    "travel.md": "# Travel\n\nThe mileage of each visit is written down on the day by the worker.",
    "leave.md": "# Leave\n\nLeave is asked for two weeks ahead, and the manager writes back.",
}
ASKED = "what is the mileage rate"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the pages, and of none that is held out."""
    corpus, work = (tmp_path_factory.mktemp(name) for name in ("pages", "work"))
    aside = next(name for n in range(99) if held_out(name := f"aside-{n}.md"))
    for name, text in {**PAGES, aside: "# Aside\n\nThe mileage rate is told here."}.items():
        (corpus / name).write_text(text, "utf-8")
    return index_of(corpus, work)


def of_rates(text: str) -> Example:
    """The question on the passage that answers it."""
    start = text.index(RATE)
    said = {"source": "w1", "document": "pay.md"}
    return example(ASKED, "Pay\n", text, (start, start + len(RATE)), **said)


def test_documents_held_out_are_not_read(index: Path) -> None:
    """What the model is judged on is in no example."""
    assert {one.path for _, one in passages_in(index)} == set(PAGES)


def test_questions_name_passages_and_units_by_digests(index: Path, tmp_path: Path) -> None:
    """The texts are taken from the pages; a passage that is not there is left out."""
    text = next(p.text for _, p in passages_in(index) if p.path == "pay.md")
    rows = [
        {"passage": digest(text), "q": ASKED, "units": [digest(RATE)]},
        {"passage": digest(text), "q": "who pays", "units": []},
        {"passage": digest(text), "q": "a unit that is cut otherwise", "units": [digest("Rate")]},
        {"passage": digest("gone"), "q": "a passage that is gone", "units": []},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row | {"kind": "", "style": ""}) for row in rows))
    found = over_pages(file, index)
    assert [(one.question, one.quote) for one in found] == [(ASKED, RATE), ("who pays", "")]
    assert found[0].document == "pay.md"
    assert found[0].context == "Pay\n"


def test_what_answers_is_not_taken_for_a_near_miss(index: Path) -> None:
    """Neither the document that answers nor a passage with the answer's words."""
    text = next(p.text for _, p in passages_in(index) if p.path == "pay.md")
    found = list(taken_wrongly([of_rates(text)], index, 3))
    assert {one.document for one in found} == {"travel.md", "leave.md"}
    assert found[0].document == "travel.md"
    assert not any(one.answerable for one in found)


def test_of_near_passages_the_surest_is_taken_but_none_that_answers() -> None:
    """Labels tell of one document; what is surely answered by another would be learnt wrongly."""
    said = {"source": "w9", "document": "made-up"}
    near, far, answers = (
        example(ASKED, "", text, None, **said)
        for text in ("Mileage is written down on the day.", "Leave is asked for ahead.", RATE)
    )
    reader = Reader()
    assert surest(reader, [far, near]) == [near]
    assert surest(reader, [far, near, answers]) == []


def test_questions_of_a_collection_are_put_on_what_the_product_reads(tmp_path: Path) -> None:
    """Twice on what answers, with the list that it opens; on what is near; a follow-up joined."""
    corpus = tmp_path / "collections" / "pay" / "corpus"
    corpus.mkdir(parents=True)
    listed = "The rate covers:\n\n- petrol\n- tyres\n\nNothing else is paid."
    for name, text in {**PAGES, "rate.md": f"# Rate\n\n{listed}"}.items():
        (corpus / name).write_text(text, "utf-8")
    rows: list[dict[str, Any]] = [
        {"turns": [ASKED], "quote": RATE, "sources": ["pay.md"]},
        {
            "turns": [ASKED, "what does it cover"],
            "quote": "The rate covers:",
            "sources": ["rate.md"],
        },
        {"turns": ["mileage rate for trustees"]},
    ]
    lines = [
        json.dumps({"id": str(n), "answerable": "quote" in row, **row})
        for n, row in enumerate(rows)
    ]
    (corpus.parent / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    aside = next(name for n in range(99) if held_out(name := f"aside-{n}"))
    (corpus.parent.parent / aside).mkdir()
    found = list(of_collections(corpus.parent.parent, tmp_path))
    answered = [one for one in found if one.answerable]
    joined = f"{ASKED}, what does it cover"
    assert [one.question for one in answered] == [ASKED, ASKED, joined, joined]
    marked = [
        [one.passage[slice(*unit)] for unit, gold in zip(one.units, one.gold, strict=True) if gold]
        for one in answered[::2]
    ]
    assert marked == [[RATE], ["The rate covers:", "petrol", "tyres"]]
    beside = [one for one in found if not one.answerable]
    assert {one.question for one in beside} == {ASKED, joined, rows[2]["turns"][0]}
    assert ("pay.md", ASKED) not in {(one.document, one.question) for one in beside}
