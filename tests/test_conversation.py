"""Earlier questions and a new one: what depends on what, and both as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import (
    Dependence,
    Joined,
    asks_of_a_document,
    dependence,
    gist,
    join,
    topic,
)
from benchmarks.retrieval.collection import searched

TOPIC = "What is the restorative justice scheme?"

CERTAIN = [
    "why?",
    "when did it start?",
    "since when?",
    "how much does it cost?",
    "who wrote that?",
    "and families?",
    "what about at weekends?",
    "or by phone",
    "what about adults?",
]
LIKELY = [
    "and who pays?",
    "what about the AMHP role?",
    "and in Wales?",
    "who runs the sessions for them?",
    "through how many routes?",
    "for students?",
    "Scotland?",
    "what does the second one cover?",
    "how many referrals were there then?",
    "which agency?",
    "how many visits?",
]
POSSIBLE = [
    "does it cover foster carers in Wales as well?",
    "Is it legal to record a meeting?",
    "the eligibility rules",
    "Which councils offer bonuses?",
    "Could retired members vote?",
    "any exceptions for disabled children?",
    "when does Cardiff publish its figures?",
]
NONE = [
    "Which councils pay a retention bonus?",
    "what time is it?",
    "How many foster carers are there in Cardiff?",
    "caseloads",
    "survey response rate",
    "burnham conference phone number",
    "What is the PCF?",
    "What happened to foster carers in 2019?",
    "a child was moved by the council and now she wants contact with her brother, can she?",
    "when will councils pay the retention bonus that ministers promised foster carers this year?",
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        *((question, Dependence.CERTAIN) for question in CERTAIN),
        *((question, Dependence.LIKELY) for question in LIKELY),
        *((question, Dependence.POSSIBLE) for question in POSSIBLE),
        *((question, Dependence.NONE) for question in NONE),
    ],
)
def test_how_much_a_question_depends_on_what_came_before(
    question: str, expected: Dependence
) -> None:
    """A question that names its topic is never dragged back; one that says nothing always is."""
    assert dependence(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who wrote that?", True),
        ("Who is the author?", True),
        ("and when was it published?", True),
        ("when did that report come out", True),
        ("who wrote about foster care?", False),
        ("when was the bonus paid?", False),
        ("who wrote that children wait too long?", False),
    ],
)
def test_a_question_about_the_document_just_shown(question: str, expected: bool) -> None:
    """'Who wrote that?' is about a document, whatever the document is about."""
    assert asks_of_a_document(question) is expected


@pytest.mark.parametrize(
    ("earlier", "question", "text", "own"),
    [
        (
            "Is supervision compulsory in England?",
            "what about Wales?",
            "Is supervision compulsory in Wales?",
            "Wales",
        ),
        (
            "How many carers left in 2019?",
            "and in 2020-21?",
            "How many carers left in 2020-21?",
            "2020-21",
        ),
        (
            "Who pays for support in Scotland?",
            "who is it for in Northern Ireland?",
            "Who pays for support? who is it for in Northern Ireland?",
            "who is it for in Northern Ireland?",
        ),
        (
            "What do children's services cost?",
            "and for adults?",
            "What do adults services cost?",
            "adults",
        ),
        (
            "How do England and Wales differ?",
            "and Wales?",
            "How do England and Wales differ? and Wales?",
            "and Wales?",
        ),
        (
            "Is there a bonus in England or Wales?",
            "and in Scotland?",
            "Is there a bonus or? and in Scotland?",
            "and in Scotland?",
        ),
        ("carer bonus", "since when?", "carer bonus, since when?", "since when?"),
    ],
)
def test_a_word_gives_way_to_another_of_its_kind(
    earlier: str, question: str, text: str, own: str
) -> None:
    """After 'in England?', 'and in Wales?' asks of Wales and not of both."""
    joined = join(earlier, question)
    assert (joined.text, joined.text[slice(*joined.own)]) == (text, own)
    assert joined.carried == earlier


def test_the_topic_lasts_for_several_turns() -> None:
    """It goes along until a question that stands on its own begins another."""
    history = ["Which councils pay a retention bonus?", TOPIC, "and in Wales?"]
    assert topic(history) == f"{TOPIC} and in Wales?"
    assert topic([*history, "how many are there?"]) == f"{TOPIC} and in Wales? how many are there?"
    assert topic([*history, "caseloads"]) == "caseloads"


@pytest.mark.parametrize("turn", ["What is supervision?", "tell me about bonuses", "fair pay"])
def test_a_short_question_that_introduces_something_begins_a_topic(turn: str) -> None:
    """What came before it is left behind; 'was there a conference?' takes it along."""
    assert topic([TOPIC, turn]) == turn
    assert topic([TOPIC, "was there a conference?"]) == f"{TOPIC} was there a conference?"


def test_later_turns_replace_earlier_ones() -> None:
    """Three nations asked after in turn leave the last."""
    history = ["Is supervision compulsory in England?", "and in Wales?", "what about Scotland?"]
    assert topic(history) == "Is supervision compulsory in Scotland?"


def test_there_is_no_topic_before_the_first_question() -> None:
    """Blank turns are none."""
    assert topic([]) == topic(["", " \n"]) == ""


def test_a_pasted_letter_does_not_push_the_question_out() -> None:
    """Of a long earlier question only its beginning is carried over, to a word's end."""
    letter = "The foster carers wrote again. " * 60
    carried = topic([letter])
    assert len(carried) <= 400
    assert letter.startswith(f"{carried} ")


def test_one_text_for_a_search_that_takes_no_more() -> None:
    """Other systems are given follow-ups with their topic and other questions as typed."""
    assert searched([TOPIC, "who runs it?"]) == f"{TOPIC} who runs it?"
    assert searched(["who runs it?"]) == "who runs it?"
    assert searched([TOPIC, "caseloads"]) == "caseloads"


@given(st.lists(st.text(max_size=60), max_size=5), st.text(min_size=1, max_size=60))
def test_the_question_stands_in_what_is_joined(history: list[str], question: str) -> None:
    """Whatever was typed, the question's own words are where they are said to be."""
    earlier = topic(history)
    joined: Joined = join(earlier, question)
    start, end = joined.own
    assert 0 <= start <= end <= len(joined.text)
    assert joined.text[start:end] in question
    assert dependence(question) in Dependence


STORY = "The house had no heating when I visited them on Tuesday morning. " * 7


def test_a_long_question_is_searched_by_what_it_asks() -> None:
    """Of a story only the sentences that ask are kept, as they were typed."""
    asked = f"{STORY}How much respite do kinship carers get? {STORY}Who pays a sitter for them?"
    assert gist(asked) == "How much respite do kinship carers get? Who pays a sitter for them?"


def test_what_asks_of_something_told_keeps_what_was_told() -> None:
    """A question that says little of its own stays behind the sentence before it."""
    told = f"{STORY}Her kinship allowance was stopped. Why is that?"
    assert gist(told) == "Her kinship allowance was stopped. Why is that?"


@given(st.text(max_size=2000))
def test_what_is_kept_stands_in_the_question(question: str) -> None:
    """A short question, and one that asks nothing, is as it was; of others whole pieces stay."""
    kept = gist(question)
    assert kept == question if len(question) <= 400 or "?" not in question else kept
    assert not set(kept) - set(question) - {" "}
