"""Names are found by the words around them, and public names are left alone."""

from __future__ import annotations

import re

import pytest

from assistant.screening import found
from assistant.screening.patterns import Kind

IN_CONTEXT = {
    "my client John Smith": ["John Smith"],
    "Mrs Patel is in hospital": ["Mrs Patel"],
    "her son Kwame": ["Kwame"],
    "Sarah (8) disclosed": ["Sarah"],
    "J.S. aged 14": ["J.S."],
    "supporting Aisha Khan with": ["Aisha Khan"],
    "my client sarah jones wants to leave": ["sarah jones"],
    "MY CLIENT SARAH JONES WANTS TO LEAVE": ["SARAH JONES"],
    "her brother Zbyszek hits her": ["Zbyszek"],
    "my client’s name is zbyszek": ["zbyszek"],
    "Siobhán O’Neill's mum, Mrs O’Neill, wants to know": ["Siobhán O’Neill", "Mrs O’Neill"],
    "mother Amina, father Hassan": ["Amina", "Hassan"],
    "siblings Ella and Noah": ["Ella", "Noah"],
    "is Joanna's IRO told": ["Joanna"],
    "the Kowalczyk family": ["Kowalczyk"],
    "my client Fatima al-Sayed van der Berg is": ["Fatima al-Sayed van der Berg"],
}
ORDINARY = (
    "section 47",
    "s.117 aftercare",
    "Section 20 of the Care Act 2014",
    "Mental Health Act 1983",
    "children aged 5 to 11",
    "Children aged 5 in Kent",
    "2015-2016",
    "300000",
    "Dr Ruth Allen",
    "What did Lord Laming recommend?",
    "Victoria Climbié inquiry",
    "Sarah's Law",
    "Ms or Miss in case notes",
    "my client may grant access",
    "my client is Polish and Deaf",
    "the Roma family",
    "Working Together (2018)",
    "PCF domain 7",
    "my client gets PIP",
)


@pytest.mark.parametrize("text", IN_CONTEXT)
def test_a_name_in_context_is_found_whole(text: str) -> None:
    """A name beside a title, a person, an age or a case is found to the character."""
    names = [text[f.start : f.end] for f in found(text)]
    assert names == IN_CONTEXT[text]
    assert {f.kind for f in found(text)} == {Kind.NAME}


@pytest.mark.parametrize("text", ORDINARY)
def test_what_names_nobody_in_a_case_is_left_alone(text: str) -> None:
    """Sections, statutes, years, cohorts, inquiries and authors are not held up."""
    assert found(text) == ()


def test_who_stands_in_the_documents_is_public() -> None:
    """A full name that the documents hold is no client's; a forename alone may be anybody's."""
    asked: list[str] = []

    def is_public(phrase: str) -> bool:
        asked.append(phrase)
        return True

    assert found("tell me about Ruth Example", is_public) == ()
    assert len(found("my client Ruth", is_public)) == 1
    assert asked == ["Ruth Example"]


def test_what_is_published_does_not_excuse_a_client_s_number() -> None:
    """A date, an NHS number or a case number is personal even if the documents hold the same."""
    text = "dob 1/2/1985, NHS number 999 110 6847, case no. LAC/2231"
    assert len(found(text, lambda _: True)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "what did Rachel de Souza say about strip searches",
        "the cap that andrew dilnot proposed",
        "Sir James Munby's words on secure beds",
        "what did Lord Laming find",
        "Lady Hale and the gilded cage",
    ],
)
def test_public_people_are_not_held_back(text: str) -> None:
    """A minister, judge, author or the child of an inquiry is no client, however typed."""
    named = [word.span() for word in re.finditer(r"[^ ]+", text)]
    assert found(text, named=named[:0]) == ()
    only = [place for place in named if text[slice(*place)].lower() in NAMED]
    assert only
    assert found(text, named=only) == ()


NAMED = frozenset(
    [
        "rachel",
        "de",
        "souza",
        "andrew",
        "dilnot",
        "james",
        "munby's",
        "lord",
        "laming",
        "lady",
        "hale",
    ]
)


def test_who_shares_a_public_surname_is_noticed() -> None:
    """A family Munro is a family."""
    text = "can Mrs Munro stay with Fiona Munro"
    assert [text[f.start : f.end] for f in found(text)] == ["Mrs Munro", "Fiona Munro"]
