"""Abbreviations learnt from a corpus, and questions read by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer_export import Format, exported
from assistant.assistant import Assistant
from assistant.index.build import BuildReport
from assistant.index.snapshot import ABBREVIATIONS
from assistant.records import Outcome
from assistant.text.abbreviations import Abbreviations, Collector, corrected, read, write
from assistant.web.turns import heard
from assistant.wording import is_reworded, read_line
from tests.quoting import MADE, answer
from tests.text.test_spelling import Held, split

pytestmark = pytest.mark.slow

AMHP = "Approved Mental Health Professional"
PCF = "Professional Capabilities Framework"

DEFINED = [
    (f"An {AMHP} (AMHP) decides.", "AMHP", AMHP),
    (f"Two {AMHP}s (AMHPs) decide.", "AMHP", f"{AMHP}s"),
    (f"An AMHP ({AMHP}) decides.", "AMHP", AMHP),
    (f"(AMHP) {AMHP}. More.", "AMHP", AMHP),
    ("an approved social worker (ASW)", "ASW", "approved social worker"),
    ("Deprivation of Liberty Safeguards (DoLS)", "DOLS", "Deprivation of Liberty Safeguards"),
    ("a Multi-Agency Safeguarding Hub (MASH)", "MASH", "Multi-Agency Safeguarding Hub"),
    ("an education, health and care plan (EHCP)", "EHCP", "education, health and care plan"),
    ("the University of Central Lancashire (UCLan)", "UCLAN", "University of Central Lancashire"),
    (
        "the Association of Directors of Adult Social Services (ADASS) in England",
        "ADASS",
        "Association of Directors of Adult Social Services",  # its letters also end 'Adult ...'
    ),
    (
        "the Assessed and Supported\nYear in Employment (ASYE)",
        "ASYE",
        "Assessed and Supported Year in Employment",
    ),
    (
        "the National Institute for Health and Care Excellence (NICE)",
        "NICE",
        "National Institute for Health and Care Excellence",  # one word has no letter
    ),
    ("(the Mental Capacity Act (MCA, 2005) says)", "MCA", "Mental Capacity Act"),
]  # fmt: skip
UNDEFINED = [
    (f"The {PCF}\nwas written.", "PCF", PCF),
    (f"The {PCF} • was written.", "PCF", PCF),
    (f"{AMHP}s leads network: it leads.", "AMHP", f"{AMHP}s"),
    (f"We met the {AMHP}s Leads Network.", "AMHP", f"{AMHP}s"),  # the beginning of a row
    ("with Research in Practice\nand Research in Practice\n", "RiP", "Research in Practice"),
    (f"by the {PCF} and by that {PCF} alone", "PCF", PCF),
]
NONE = [
    "by the Personal Care Form alone",  # three initials, once
    "Homes (PCF) and hospitals",
    "The college (which closed) and a framework (2012).",
    "Fair Pay",
    "the Principal Social Worker\nthe Primary School Ward",  # PSW is either
]


def collected(*texts: str) -> Abbreviations:
    collector = Collector()
    for text in texts:
        collector.add("", text)
    return collector.collected()


def long_forms(*texts: str) -> dict[str, str]:
    return {reading.short: reading.long for reading in collected(*texts).readings}


@pytest.mark.parametrize(("text", "short", "long"), DEFINED)
def test_a_bracket_defines_an_abbreviation(text: str, short: str, long: str) -> None:
    """Whichever of the two stands in the bracket, and whatever small words stand between."""
    found = [reading for reading in collected(text).readings if reading.short == short]
    assert [(reading.long, reading.defined) for reading in found] == [(long, True)]


@pytest.mark.parametrize(("text", "short", "long"), UNDEFINED)
def test_capitalised_words_tell_what_no_bracket_does(text: str, short: str, long: str) -> None:
    """Titles, headings and names in a text whose initials spell it."""
    assert long_forms(text)[short] == long


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_made_up(text: str) -> None:
    """Three initials by chance, other brackets, and words that may mean either tell nothing."""
    assert not {"PCF", "PSW", "FP"} & long_forms(text).keys()


def test_the_bracket_comes_before_words_in_a_row() -> None:
    """However often others have the same initials."""
    others = ["Practice Care Forms\n"] * 9
    assert long_forms(f"the {PCF} (PCF)", *others)["PCF"] == PCF


def test_an_abbreviation_that_the_documents_use_needs_words_that_stand_as_often() -> None:
    """Everyone knows BASW, so none defines it, and a heading has its initials by chance."""
    texts = ["Be Active for Social Work\n", *["BASW says so."] * 3]
    assert "BASW" not in long_forms(*texts)
    assert long_forms(*texts[:1])["BASW"] == "Be Active for Social Work"


def test_of_two_long_forms_the_more_frequent_is_meant_and_of_equals_none() -> None:
    """Differences in endings and case make no other long form."""
    texts = [
        "adult social care (ASC)",
        "Adult Social Care (ASC)",
        "autism spectrum condition (ASC)",
    ]
    assert long_forms(*texts)["ASC"].lower() == "adult social care"
    assert "ASC" not in long_forms(*texts[1:])


def test_what_stands_in_front_of_several_passages_counts_once() -> None:
    """A title is no more frequent for being encoded in front of every passage."""
    collector = Collector()
    for text in ("one", "two", "three", "The Principal Social Workers\nmeet"):
        collector.add("by a Professional Social Writer in it\n", text)
    assert {r.short: r.long for r in collector.collected().readings} == {}


CORPUS = collected(
    f"The {PCF} • was written by the union.",
    f"An {AMHP} (AMHP) works with nurses. Write to ruth@basw.co.uk.",
    "AMHPs decide. An AMHP acts on it.",
    "Personal Independence Payment (PIP) and Adult Care Teams (ACT), Safe Care (SC).",
    "the British Association of Social Workers (BASW), World Health Organisation (WHO)",
    "a Care Order Plan (COP) is no cop show. Social Work England\n",
)
EXPANDED = [
    ("What is the PCF?", f"What is the PCF ({PCF})?", (("PCF", PCF),)),
    ("what is the pcf", f"what is the pcf ({PCF})", (("pcf", PCF),)),
    ("what are pcfs?", f"what are pcfs ({PCF})?", (("pcfs", PCF),)),
    ("Pcf domains", f"Pcf ({PCF}) domains", (("Pcf", PCF),)),
    ("WHAT IS THE PCF", f"WHAT IS THE PCF ({PCF})", (("PCF", PCF),)),
    ("the AMHP's role", f"the AMHP's ({AMHP}) role", (("AMHP", AMHP),)),
    ("are AMHPs nurses", f"are AMHPs ({AMHP}) nurses", (("AMHPs", AMHP),)),
    ("pcf and PCF", f"pcf ({PCF}) and PCF", (("pcf", PCF),)),
    ("is an amhp in the pcf", f"is an amhp ({AMHP}) in the pcf ({PCF})",
     (("amhp", AMHP), ("pcf", PCF))),
    ("approved mental health professionals in Wales",
     "approved mental health professionals (AMHP) in Wales",
     (("approved mental health professionals", "AMHP"),)),
    ("who joins basw", "who joins basw (British Association of Social Workers)",
     (("basw", "British Association of Social Workers"),)),
    ("how do i appeal a pip decision",  # a rare word, and a bracket defines it
     "how do i appeal a pip (Personal Independence Payment) decision",
     (("pip", "Personal Independence Payment"),)),
    ("WHO guidance", "WHO (World Health Organisation) guidance",
     (("WHO", "World Health Organisation"),)),
]  # fmt: skip
AS_TYPED = [
    "should i act on care, and who does it",
    "Act now",
    "WHO SHOULD ACT?",
    "is that a cop",  # the documents have it in lower case
    "who is sc for",  # two letters in lower case
    "the Professional Capabilities Framework",  # no document has PCF
    f"is the {AMHP} (AMHP) a nurse",
    f"what is an AMHP: an {AMHP.lower()}?",
    "what do social workers in England do",
    "What is the FBI?",
    "",
]


@pytest.mark.parametrize(("question", "text", "read_as"), EXPANDED)
def test_a_question_is_expanded(
    question: str, text: str, read_as: tuple[tuple[str, str], ...]
) -> None:
    """What stands for what was typed is put behind it, once."""
    found = CORPUS.expanded(question)
    assert (found.text, found.read_as) == (text, read_as)


@pytest.mark.parametrize("question", AS_TYPED)
def test_ordinary_words_are_searched_as_typed(question: str) -> None:
    """Words of English or of the documents, and what is spelt out already, get nothing more."""
    found = CORPUS.expanded(question)
    assert (found.text, found.read_as) == (question, ())


def test_places_of_the_question_are_found_in_the_text() -> None:
    """A place after what was put in moves, and what is put in belongs to the word before it."""
    question = "the pcf, an amhp"
    found = CORPUS.expanded(question)
    start, end = found.place(9), found.place(len(question))
    assert found.text[:start] == f"the pcf ({PCF}), "
    assert found.text[start:end] == f"an amhp ({AMHP})"


def test_an_abbreviation_is_no_slip() -> None:
    """One letter from a word of the documents, and put right unless it abbreviates something."""
    spans = tuple(split("a smihth workr"))
    assert corrected("a smihth workr", spans, Held()) == "a smith worker"
    assert corrected("a smihth workr", spans, Held(), {"smihth"}.__contains__) == "a smihth worker"


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_can_be_read(text: str, question: str) -> None:
    """What was put in taken out again leaves the question, and what tells nothing changes none."""
    with patch("assistant.text.abbreviations.english_among", return_value={}):  # slow to read
        found = collected(text, f"{PCF}\n", f"{AMHP} (AMHP)").expanded(question)
    left = found.text
    for place, length in reversed(found.added):
        left = left[:place] + left[place + length :]
    assert left == question
    assert Abbreviations().expanded(question).text == question
    if not re.search(r"pcf|amhp|rofessional", question, re.IGNORECASE):
        assert CORPUS.expanded(question).text == question or found.read_as == ()


@given(st.text("Aab (P)-,.;PCF•\n’of ", max_size=120))
def test_brackets_and_capitals_in_any_order_do_no_harm(text: str) -> None:
    """A long form has no fewer words than two, and starts and ends with one."""
    with patch("assistant.text.abbreviations.english_among", return_value={}):
        found = collected(text)
    for reading in found.readings:
        assert len(re.findall(r"\w+", reading.long)) > 1
        assert re.fullmatch(r"\w.*[\w’']", reading.long, re.DOTALL)


def test_they_are_kept_in_a_file_and_older_indexes_have_none(tmp_path: Path) -> None:
    """What is read is what was written; without a file every question is searched as typed."""
    write(tmp_path / "a.json", CORPUS)
    assert read(tmp_path / "a.json").readings == CORPUS.readings
    assert read(tmp_path / "none.json").readings == ()


PAGES = {
    "framework.txt": f"The framework\nThe {PCF} • It has nine domains.\n",
    "panel.txt": "The panel\nThe panel meets in Wales and decides what is paid.\n",
}


@pytest.fixture
def indexed(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
) -> Path:
    """The folder of the files of an index of the two pages."""
    return tiny_build(write_corpus(PAGES)).snapshot.folder


def test_what_is_put_in_counts_as_the_questions_own(
    indexed: Path, tiny_assistant: Callable[[], Assistant]
) -> None:
    """Of a follow-up the question, of an abbreviation what it stands for."""
    assert indexed.is_dir()
    searcher = tiny_assistant().take("?")._answerer.searcher
    found = searcher.search("and of the pcf?", ["what does the panel decide?"])
    assert found.text == f"what does the panel decide? and of the pcf ({PCF})?"
    assert found.query.own is not None
    assert found.text[slice(*found.query.own)] == f"and of the pcf ({PCF})?"
    topic = searcher.search("how many has it?", ["domains of the PCF"])
    assert topic.text == f"domains of the PCF ({PCF}), how many has it?"
    assert topic.query.own is not None
    assert topic.text[slice(*topic.query.own)] == "how many has it?"


def test_an_index_has_what_its_build_found(
    indexed: Path, tiny_assistant: Callable[[], Assistant]
) -> None:
    """A question waits for no collecting."""
    known = read(indexed / ABBREVIATIONS)
    assert PCF in {reading.long for reading in known.readings}
    assert tiny_assistant()._local.abbreviations.readings == known.readings


def test_many_small_words_before_a_bracket_take_no_time() -> None:
    """Ways to lay eight letters over sixty words are more than can be tried."""
    assert long_forms("a " * 60 + "(AAAAAAAA) " + "a " * 60, "Of And The (OAT)") == {}


def test_the_terminal_says_how_it_was_read(indexed: Path, run: Callable[..., Any]) -> None:
    """In a line of its own; what was searched for says no more than that."""
    assert indexed.is_dir()
    line = f"Read “pcf” as {PCF}."
    lines = run("ask", "pcf domains").out.splitlines()
    assert lines[0] == line
    assert not any(said.startswith("Searched for") for said in lines)
    cited = run("ask", "pcf domains", "--cite", "case-note")
    assert line in cited.err


def test_the_page_and_an_export_say_how_it_was_read() -> None:
    """And where more was changed, what was searched for as well."""
    read_as = (("pcf", PCF),)
    plain = replace(
        answer(question="pcf?"), searched_for=f"pcf ({PCF})?", read_as=read_as, quotations=()
    )
    more = replace(plain, searched_for=f"domains, pcf ({PCF})?")
    assert read_line(plain) == f"Read “pcf” as {PCF}."
    assert (is_reworded(plain), is_reworded(more)) == (False, True)
    assert heard(plain).startswith(f"Read “pcf” as {PCF}. ")
    assert heard(more).startswith(f"Read “pcf” as {PCF}. Searched for “domains, pcf ({PCF})?”. ")
    assert f"Read “pcf” as {PCF}." in exported([plain], MADE, Format.MARKDOWN).decode()


@pytest.mark.real
@pytest.mark.parametrize("question", ["What is the PCF?", "what is the pcf", "PCF"])
def test_an_abbreviation_that_no_document_has_finds_what_is_spelt_out(
    campaign_index: Path, question: str
) -> None:
    """The slide on the framework comes first, and the answer says how the question was read."""
    with Assistant.open(campaign_index) as assistant:
        answer = assistant.ask(question)
    assert answer.quotations[0].passage.text.startswith(f"The {PCF}")
    assert answer.read_as == ((question.rstrip("?").split()[-1], PCF),)
    assert answer.outcome is not Outcome.NOT_FOUND


@pytest.mark.real
def test_an_abbreviation_in_lower_case_finds_it_too(campaign_index: Path) -> None:
    """Nobody types capitals on a telephone."""
    with Assistant.open(campaign_index) as assistant:
        answer = assistant.ask("what is an amhp")
    assert f"{AMHP}s leads network" in answer.quotations[0].passage.text
    assert answer.to_dict()["read_as"] == [["amhp", f"{AMHP}s"]]
