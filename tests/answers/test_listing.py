"""Questions about the documents, answered from the catalogue and the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from assistant.assistant import Assistant
from assistant.comprehension import shipped
from assistant.index.build import BuildReport
from assistant.records import Answer, Filters, Outcome
from tests.conftest import Ran, assistant_on
from tests.readers.word_files import made, par
from tests.readers.word_files import run as run_of

CORPUS = {
    "a.txt": "Carers are paid weekly in Leeds.\n",
    "b.txt": "Visits are on Fridays. Nobody is paying for them.\n",
    "c.txt": "Every council must offer a settled home to care leavers.\n",
    "d.txt": "Students learn to draw.\n",
    "catalogue.toml": """
[[document]]
file = "a.txt"
title = "Wages in Leeds"
author = "The wages team"
published = 2021-03-01
nation = "England"
[[document]]
file = "b.txt"
title = "Visits"
published = 2023
nation = "Wales"
superseded_by = "c.txt"
[[document]]
file = "c.txt"
title = "A settled home"
audience = "care leavers"
[[document]]
file = "d.txt"
title = "Pay for students: a report"
easy_read = true
""",
}


@pytest.fixture(scope="module")
def assistant_(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant on four documents of one passage each."""
    return assistant_on(tmp_path_factory.mktemp("listing"), CORPUS)


def listed(answer: Answer) -> list[tuple[str, int | None]]:
    return [(document.source.path, document.mentions) for document in answer.documents]


ANSWERS: dict[str, tuple[str, list[str]]] = {
    "What documents are there?": ("Documents: 4.", ["a.txt", "b.txt", "c.txt", "d.txt"]),
    "How many documents are there?": ("Documents: 4.", ["a.txt", "b.txt", "c.txt", "d.txt"]),
    "Anything in Easy Read?": ("Documents (Easy Read only): 1 of 4 documents.", ["d.txt"]),
    "What is new since 2020?": (
        "Documents (published from 2020): 2 of 4 documents. "
        "Left out: 2 documents whose date the catalogue does not give.",
        ["b.txt", "a.txt"],
    ),
    "What was published in 1999?": (
        "Documents (published from 1999, published up to 1999): none of 4 documents. "
        "Left out: 2 documents whose date the catalogue does not give.",
        [],
    ),
    "latest document": (
        "Latest of 2 documents with a date in the catalogue. "
        "Left out: 2 documents whose date the catalogue does not give.",
        ["b.txt"],
    ),
    "what is the oldest document": (
        "Oldest of 2 documents with a date in the catalogue. "
        "Left out: 2 documents whose date the catalogue does not give.",
        ["a.txt"],
    ),
    "Which documents are superseded?": ("Documents (superseded): 1 of 4 documents.", ["b.txt"]),
    "What do you have for Wales?": (
        "Documents (nation Wales): 1 of 4 documents. "
        "Left out: 2 documents whose nation the catalogue does not give.",
        ["b.txt"],
    ),
    "Who wrote Wages in Leeds?": ("By the catalogue, author: The wages team.", ["a.txt"]),
    "When was Visits published?": ("By the catalogue, published: 2023.", ["b.txt"]),
    "Is Visits still current?": ("By the catalogue, superseded by: c.txt.", ["b.txt"]),
}


@pytest.mark.parametrize("question", ANSWERS)
def test_the_catalogue_answers(assistant_: Assistant, question: str) -> None:
    """The answer lists the documents and says in fixed words what they are."""
    summary, paths = ANSWERS[question]
    answer = assistant_.ask(question)
    assert (answer.summary, [d.source.path for d in answer.documents]) == (summary, paths)
    assert answer.outcome is (Outcome.FOUND if paths else Outcome.NOT_FOUND)
    assert (answer.quotations, answer.searched_for) == ((), question)


SILENT = {
    "What do you have for Wales?": (2, "(nation Wales): 1 of 4 documents. Left out: 2 documents"),
    "Which documents mention pay in Wales?": (2, "1 of 4 documents. Left out: 2 documents"),
    "Latest document in England?": (2, "Latest of 1 document with a date in the catalogue"),
    "What superseded documents are there for Wales?": (0, "1 of 4 documents."),
    "What documents are there for care leavers?": (3, "Left out: 3 documents whose audience"),
    "Anything in Easy Read?": (0, "1 of 4 documents."),
    "Latest document?": (0, "whose date the catalogue does not give."),
}


@pytest.mark.parametrize("question", SILENT)
def test_what_a_question_leaves_out_is_counted_and_can_be_included(
    assistant_: Assistant, question: str
) -> None:
    """Where a question names what the catalogue may not say, it is told and can be included."""
    silent, told = SILENT[question]
    answer = assistant_.ask(question)
    assert answer.silent == silent
    assert told in answer.summary
    wider = assistant_.ask(question, filters=Filters(include_unstated=True))
    assert wider.silent == 0
    more = {d.source.path for d in wider.documents} - {d.source.path for d in answer.documents}
    assert len(more) == (1 if "pay" in question else 0 if "Latest" in question else silent)


def test_every_mention_is_counted_and_the_best_is_quoted(assistant_: Assistant) -> None:
    """Documents that hold the word in any form come with their passage; then those named so."""
    answer = assistant_.ask("Which documents mention pay?")
    assert answer.summary == "Documents that mention “pay”: 2 of 4 documents."
    assert listed(answer) == [("b.txt", 1), ("d.txt", 0)]
    (quotation,) = answer.documents[0].quotations
    assert quotation.passage.text == CORPUS["b.txt"].strip()
    assert answer.documents[1].quotations == ()


def test_several_words_must_stand_in_one_passage(assistant_: Assistant) -> None:
    """What counts as a mention is said where it is not plain."""
    answer = assistant_.ask("Which documents mention paying and Fridays?")
    assert answer.summary == (
        "Documents that mention “paying” and “Fridays” in one passage: 1 of 4 documents."
    )
    assert listed(answer) == [("b.txt", 1)]


def test_what_no_document_mentions_is_not_found(assistant_: Assistant) -> None:
    """An empty list says so in plain words."""
    answer = assistant_.ask("Which documents mention lemons?")
    assert answer.summary == "Documents that mention “lemons”: none of 4 documents."
    assert (answer.outcome, answer.probability, answer.documents) == (Outcome.NOT_FOUND, 0.0, ())


def test_a_slip_in_the_topic_is_put_right(
    assistant_: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says which word was looked for."""
    monkeypatch.setattr(
        "assistant.conversation.corrected", lambda text, *_: text.replace("vissits", "visits")
    )
    answer = assistant_.ask("which documents mention fridays and vissits?")
    assert answer.searched_for == "which documents mention fridays and visits?"
    assert listed(answer) == [("b.txt", 1)]


def test_documents_of_the_nation_that_is_asked_about_are_listed(assistant_: Assistant) -> None:
    """'About Wales' finds what is for Wales though its text never says so."""
    assert listed(assistant_.ask("What do you have about Wales?")) == [("b.txt", 0)]


def test_a_topic_is_searched_for_as_well(assistant_: Assistant) -> None:
    """'Anything on …' is answered by passages and by the list; without any it is not a list."""
    answer = assistant_.ask("Do you have anything about a settled home for care leavers?")
    assert [q.passage.path for q in answer.quotations][:1] == ["c.txt"]
    assert listed(answer) == [("c.txt", 1)]
    far = replace(shipped(), covered_from=0.9)  # the tiny encoder finds all words somewhat alike
    assistant_._ground = replace(assistant_._ground, calibration=far)
    cake = assistant_.ask("Do you have anything on the match in Madrid in 1998?")
    assert (cake.outcome, cake.summary, cake.documents) == (Outcome.NOT_FOUND, "", ())


def test_what_the_catalogue_does_not_say_is_searched_for(assistant_: Assistant) -> None:
    """Where no author is known, the documents' text may still name one."""
    answer = assistant_.ask("Who wrote Visits?")
    assert (answer.summary, answer.documents) == ("", ())
    assert answer.quotations


def test_a_passage_answers_where_no_document_is_listed(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """'What was released in 2019' may ask for what the documents tell, not when they came."""
    tiny_build(write_corpus(CORPUS | {"e.txt": "Guidance was released in November 2019.\n"}))
    answer = tiny_assistant().ask("What was released in November 2019?")
    assert answer.outcome is Outcome.FOUND
    assert answer.quotations[0].passage.path == "e.txt"
    assert (answer.summary, answer.documents) == ("", ())
    none = tiny_assistant().ask("What was published in 1999?")
    assert none.summary.startswith("Documents (published from 1999, published up to 1999): none")


def test_filters_hold_for_lists_too(assistant_: Assistant) -> None:
    """A filter that is on leaves documents out of every list, and the answer says so."""
    answer = assistant_.ask("List the documents", filters=Filters(nation="England"))
    assert listed(answer) == [("a.txt", None)]
    assert answer.filters is not None
    assert (answer.filters.documents, answer.filters.of) == (1, 4)
    answer = assistant_.ask("Which documents mention pay?", filters=Filters(current=True))
    assert listed(answer) == [("d.txt", 0)]


def test_the_object_for_json_lists_documents(assistant_: Assistant) -> None:
    """Programs find each document with its entry, its mentions and its passages."""
    found: dict[str, Any] = assistant_.ask("Which documents mention Fridays?").to_dict()
    (document,) = found["documents"]
    assert found["passages"] == []
    assert (document["path"], document["title"], document["mentions"]) == ("b.txt", "Visits", 1)
    assert (document["nation"], document["superseded_by"]) == ("Wales", "c.txt")
    assert [p["text"] for p in document["passages"]] == [CORPUS["b.txt"].strip()]


def test_a_date_that_only_the_file_tells_is_told_as_a_guess(
    run: Callable[..., Ran], write_corpus: Callable[[Mapping[str, str | bytes]], Path]
) -> None:
    """In a list as in a citation, and where it is asked for: a file's day is no more."""
    template = docx.Document()
    template.core_properties.modified = datetime(2024, 5, 3, tzinfo=UTC)
    write_corpus({"pay.docx": made(par(run_of("Carers are paid weekly.")), template=template)})
    assert run("build").status == 0
    listed = run("ask", "what is new since 2020").out.splitlines()
    assert listed[1:] == ["- Pay: file dated 3 May 2024, 1 passage (pay.docx)"]
    asked = run("ask", "When was Pay published?").out.splitlines()
    assert asked == [
        "By the catalogue, published: 2024-05-03 (from the file's own properties).",
        *listed[1:],
    ]


def test_a_list_is_printed(
    run: Callable[..., Ran], write_corpus: Callable[[Mapping[str, str | bytes]], Path]
) -> None:
    """The command line shows each document in a line, and its best passage under its citation."""
    write_corpus(CORPUS)
    assert run("build").status == 0
    ran = run("ask", "Which documents mention pay?", "--no-easy-read")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Filter: not Easy Read (3 of 4 documents).",
        "Documents that mention “pay”: 1 of 3 documents.",
        "- Visits: 2023, Wales, 1 passage, superseded by A settled home; "
        "mentioned in 1 passage (b.txt)",
        "",
        "  Visits (2023)",
        "   This document is superseded by A settled home.",
        "   Visits are on Fridays. Nobody is paying for them.",
    ]
    listed = run("ask", "list the documents", "--json").json["documents"]
    assert [d["path"] for d in listed] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    ran = run("ask", "Which documents mention lemons?")
    assert (ran.status, ran.out) == (0, "Documents that mention “lemons”: none of 4 documents.\n")
