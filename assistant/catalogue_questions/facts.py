"""The forms of questions for a fact of one document: its author, its date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.catalogue_questions.phrases import SHOW


class Fact(StrEnum):
    """What is asked of a named document, by the name it has in an `Entry`."""

    AUTHOR = "author"
    PUBLISHER = "publisher"
    DATE = "published"
    ADDRESS = "url"
    STANDING = "superseded_by"


@dataclass(frozen=True, slots=True)
class FactForm:
    """A question for a fact of a document, and how it names the document."""

    fact: Fact
    name: str


_NAME = r"(?P<name>.+?)"
_FACTS: tuple[tuple[Fact, str], ...] = (
    (Fact.AUTHOR, rf"who (?:wrote|authored|(?:is|was|are|were) the authors? of) {_NAME}"),
    (Fact.AUTHOR, rf"who (?:is|was) {_NAME} (?:written )?by"),
    (Fact.AUTHOR, rf"(?:what is |what['’]s )?the author of {_NAME}"),
    (Fact.PUBLISHER, rf"who (?:published|issued|released|(?:is|was) the publisher of) {_NAME}"),
    (Fact.PUBLISHER, rf"who (?:is|was) {_NAME} (?:published|issued|released) by"),
    (
        Fact.DATE,
        rf"when (?:was|were|is|did) {_NAME} (?:first )?(?:published|written|issued|released|come "
        r"out|dated)",
    ),
    (
        Fact.DATE,
        rf"(?:in )?(?:what|which) (?:year|date|month) (?:was|were|is) {_NAME} "
        r"(?:first )?(?:published|written|issued|released|dated|from)",
    ),
    (Fact.DATE, rf"(?:what(?: is|['’]s) )?the (?:publication )?(?:date|year) of {_NAME}"),
    (Fact.DATE, rf"how (?:old|recent) is {_NAME}"),
    (
        Fact.ADDRESS,
        rf"(?:what(?: is|['’]s)|{SHOW}) the (?:link|url|address|web ?address) "
        rf"(?:of|for|to) {_NAME}",
    ),
    (Fact.ADDRESS, rf"where can i (?:find|read|get|download|see) {_NAME}"),
    (
        Fact.STANDING,
        rf"(?:is|are) {_NAME} (?:still )?(?:current|up[- ]to[- ]date|superseded|out[- "
        r"]of[- ]date|outdated|obsolete)",
    ),
)
_COMPILED = [(fact, re.compile(pattern, re.IGNORECASE)) for fact, pattern in _FACTS]


def fact_form(text: str) -> FactForm | None:
    """The question for a fact of a document that a text is; None where it is none."""
    found = ((fact, pattern.fullmatch(text)) for fact, pattern in _COMPILED)
    return next((FactForm(fact, met["name"]) for fact, met in found if met), None)
