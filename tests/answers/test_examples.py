"""Questions to start from, made of sentences that answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answers import examples
from assistant.answers.examples import FILE_NAME, keep, question_of, read, short_of
from assistant.assistant import Assistant
from assistant.index.build import BuildReport

if TYPE_CHECKING:
    from tests.conftest import Ran

SMALL = Counter({"the": 9, "Ashford": 5, "visits": 3})
ASKED = {
    "120 carers were visited in Ashford.": "How many carers were visited in Ashford?",
    "In March 2019, a guide for Ashford carers was published.": (
        "When was a guide for Ashford carers published?"
    ),
    "In 2020, the Ashford team launched home visits with the council, to save time.": (
        "When did the Ashford team launch home visits with the council?"
    ),
    "The Ashford team has been set up to help carers": (
        "What has the Ashford team been set up to do?"
    ),
    "The Ashford team has worked with schools to cut delays.": (
        "Why has the Ashford team worked with schools?"
    ),
    "Ashford and Medway working to cut delays": "What are Ashford and Medway working to do?",
    "Visits to new carers should be made every week.": (
        "How often should visits to new carers be made?"
    ),
    "An Ashford carer is seen at least every ten days.": "How often is an Ashford carer seen?",
    "The Ashford Centre is a house for carers.": "What is the Ashford Centre?",
    "Ashford Carers network: A group that meets monthly": "What is the Ashford Carers network?",
    "The Ashford Plan was written in partnership with Kent Carers": (
        "Who was the Ashford Plan written with?"
    ),
}


@pytest.mark.parametrize(("sentence", "question"), ASKED.items())
def test_a_sentence_is_asked_for_by_its_form(sentence: str, question: str) -> None:
    """Its own words stand in the question; what answers it does not."""
    assert question_of(sentence, "", SMALL) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "EXECUTIVE SUMMARY",
        "It was published in 2019.",
        "Carers with lived in 2019 | Ashford",
        "The report was published in 2019.",
        "We are working to cut delays in Ashford.",
        "In 2019, prices rose sharply.",
        "The Ashford plans were passed to the council.",
        "The Ashford plans were passed to schools in Medway.",
        "A sample of visits was used to draw the Ashford plan.",
        "The Ashford team published the most recent figures in 2019.",
        "AF007 is a new measure for Ashford.",
    ],
)
def test_a_sentence_without_such_a_form_or_subject_is_not_asked_for(sentence: str) -> None:
    """What it is about has to be told by the question alone."""
    assert question_of(sentence, "", SMALL) == ""


def test_a_line_without_a_subject_is_about_the_name_above_it() -> None:
    """So slides are written; a heading that is no name tells nothing."""
    line = "Developed by Ashford Council"
    assert question_of(line, "The Ashford Plan", SMALL) == "Who was the Ashford Plan developed by?"
    assert question_of(line, "what we did so far", SMALL) == ""
    line = "Being revised in partnership with Kent"
    assert question_of(line, "The Ashford Plan", SMALL) == (
        "Who is the Ashford Plan being revised with?"
    )


def test_an_abbreviation_that_a_sentence_spells_out_is_asked_for() -> None:
    """A word in brackets that it does not spell is none, nor one with letters that are small."""
    assert short_of("Ask the Association of Town Carers (ATC) now") == "What does ATC stand for?"
    assert short_of("ATC (Association of Town Carers)") == "What does ATC stand for?"
    assert short_of("Ask the team (NHS) now") == ""
    assert short_of("A University of Eastern Leeds (UELe) team did it") == ""


def test_each_example_is_answered_by_its_sentence(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """One of each document comes before a second, and none of a superseded one."""
    sentences = list(ASKED)
    files: dict[str, str | bytes] = {
        "carers.txt": f"{sentences[0]}\n\n{sentences[7]}\n",
        "team.txt": f"{sentences[3]}\n",
        "old.txt": "40 nurses were trained in Medway.\n",
        "catalogue.toml": '[[document]]\nfile = "old.txt"\nsuperseded_by = "team.txt"\n',
    }
    tiny_build(write_corpus(files))
    with tiny_assistant() as opened:
        made = examples.examples(opened)
        assert set(made) <= {ASKED[sentences[place]] for place in (0, 3, 7)}
        assert len(made) >= 2
        first = [opened.ask(question).quotations[0] for question in made]
    assert {quotation.passage.path for quotation in first[:2]} == {"carers.txt", "team.txt"}
    assert all(ASKED[quotation.marked or ""] in made for quotation in first)


def test_a_question_is_led_by_the_heading_unless_it_tells_what_it_is_about(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """'When was a survey of members held?' alone could be of anything."""
    plan = "## 2 Night shelters - a plan\n\nA survey of Ashford members was held in 2018.\n"
    named = "## Meals\n\nCarers cook meals.\n\nMeals in Ashford were counted in 2019.\n"
    tiny_build(write_corpus({"plan.md": plan, "named.md": named}))
    with tiny_assistant() as opened:
        made = examples.examples(opened)
    assert set(made) == {
        "Night shelters: when was a survey of Ashford members held?",
        "When were meals in Ashford counted?",
    }


def test_examples_are_kept_by_snapshot(tmp_path: Path) -> None:
    """Going back to a snapshot finds its own again; of very many the oldest go."""
    for number in range(10):
        keep(tmp_path, f"2026{number}", [f"Who wrote {number}?"])
    keep(tmp_path, "20269", ["Who wrote “it”?"])
    assert read(tmp_path, "20269") == ("Who wrote “it”?",)
    assert read(tmp_path, "20262") == ("Who wrote 2?",)
    assert read(tmp_path, "20261") is None


@pytest.mark.parametrize("content", [b"\xff", b"[]", b'{"format_version": 9, "examples": {}}'])
def test_a_file_that_cannot_be_used_gives_none(tmp_path: Path, content: bytes) -> None:
    """The chat opens all the same, and the next build writes it anew."""
    (tmp_path / FILE_NAME).write_bytes(content)
    assert read(tmp_path, "20261") is None
    keep(tmp_path, "20261", ())
    assert read(tmp_path, "20261") == ()


def test_a_build_makes_them_once_for_what_it_publishes(
    run: Callable[..., Ran],
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_assistant: Callable[[], Assistant],
    tmp_path: Path,
) -> None:
    """They stand beside the snapshots; a build that finds nothing changed leaves them alone."""
    sentence = next(iter(ASKED))
    write_corpus({"carers.txt": sentence})
    assert run("build").status == 0
    with tiny_assistant() as opened:
        assert opened.examples == (ASKED[sentence],)
        keep(tmp_path / "index", opened.snapshot, ["Is it kept?"])
        assert run("build").status == 0
        assert opened.examples == ("Is it kept?",)
        (tmp_path / "index" / FILE_NAME).unlink()
        assert not opened.examples
