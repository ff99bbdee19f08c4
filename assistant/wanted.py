"""Questions to the kind of answer they want, and whether a text holds one of that kind.

Only kinds whose answers can be told by their form are known: 'why' and 'which' want nothing that
a pattern would find.
"""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.words import words

_DO = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|must|may|might)"
_OPENS = r"(?:^|[,.?;:–-]\s*|\b(?:and|or|but)\s+)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter"
    r"|dozen|hundred|thousand|million|billion)"
)
_UNIT = r"(?:second|minute|hour|day|week|fortnight|month|year|decade)"


class Wanted(StrEnum):
    """A kind of answer that can be told by its form."""

    MONEY = "money"
    DURATION = "duration"
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"


_ASKS = {
    Wanted.MONEY: r"(?<!by )\bhow much (?:is|are|was|were|money|funding|pay)\b"
    rf"|\bhow much {_DO}\b.*\b(?:cost|pay|paid|earn|charged?|spen[dt]|worth|fund)\b"
    r"|\b(?:costs?|prices?|fees?|salary|salaries|wages?|budget)\b(?! of living)",
    Wanted.DURATION: r"\bhow (?:long|often|old|soon)\b",
    Wanted.NUMBER: r"\bhow (?:many|much|big|large|far|tall|high|fast)\b"
    r"|\b(?:number of|percentage|proportion|percent|share of)\b|%",
    Wanted.DATE: rf"{_OPENS}when\b|\bwhen {_DO}\b|\bdeadline\b"
    r"|\b(?:what|which) (?:year|date|day|month|time|century)\b",
    Wanted.PERSON: rf"{_OPENS}(?:who|whom|whose)\b|\bby whom\b"
    r"|\b(?:what|which) (?:person|man|woman)\b",
    Wanted.PLACE: rf"{_OPENS}where\b|\bwhere {_DO}\b"
    r"|\b(?:what|which) (?:city|country|town|place)\b",
}
_HOLDS = {
    Wanted.MONEY: r"(?i:[£$€]\s?\d[\d,.]*|\b\d[\d,.]*\s?(?:p|pounds?|dollars?|euros?|pence)\b)",
    Wanted.DURATION: rf"(?i:\b{_NUMBER}\b[\w\s-]{{0,20}}?\b{_UNIT}s?\b|\b{_UNIT}ly\b)",
    Wanted.NUMBER: rf"(?i:\d+(?:[.,]\d+)*%?|\b{_NUMBER}s?\b)",
    Wanted.DATE: rf"(?i:\b{_YEAR}\b|\b{_MONTH}\b|\b{_DAY}\b)",
    Wanted.PERSON: r"\b[A-Z][\w’'-]+(?: (?:of|the|and|for|in))* [A-Z][\w’'-]+",
    Wanted.PLACE: r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o|[Oo]f|[Oo]n) (?:the )?[A-Z]"
    r"|(?i:\bonline\b|\bwebsite\b)",
}
_ASKING = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _ASKS.items()}
_HOLDING = {kind: re.compile(pattern) for kind, pattern in _HOLDS.items()}


def wanted(question: str) -> Wanted | None:
    """The kind of answer a question wants; None where it is none of those known."""
    return next((kind for kind, asks in _ASKING.items() if asks.search(question)), None)


def holds(kind: Wanted, text: str, question: str) -> bool:
    """Whether a text holds something of a kind that the question does not say itself."""
    said = {word.stem for word in words(question)}
    return any(
        not {word.stem for word in words(found[0])} <= said
        for found in _HOLDING[kind].finditer(text)
    )
