"""What a question says of the documents it asks for: their date, nation, campaign and standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.filters import Choices
from assistant.records import Filters
from assistant.records.filters import plain

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DATE = rf"(?:(?:{'|'.join(_MONTHS)}) )?(?:19|20)\d\d(?:-[01]\d(?:-[0-3]\d)?)?"
_THAT = r"(?:(?:that|which) )?"
_BE = r"(?:are|is|have been|has been|were|was)"
_EASY_READ = re.compile(
    rf" {_THAT}(?:{_BE} )?(?:available )?(?:in |as )?(?:an )?easy[- ]?read"
    r"(?: (?:format|version)s?)?$",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(
    rf" {_THAT}(?:{_BE} )?(?:now )?"
    r"(?:superseded|replaced|out[- ]of[- ]date|outdated|obsolete|no longer current)$",
    re.IGNORECASE,
)
_CURRENT = re.compile(
    rf" {_THAT}{_BE} (?:still )?(?:current|up[- ]to[- ]date|not superseded)$", re.IGNORECASE
)
_BETWEEN = re.compile(rf" (?:between|from) ({_DATE}) (?:and|to|until) ({_DATE})$", re.IGNORECASE)
_PERIOD = re.compile(
    rf" {_THAT}(?:(?:are|is) )?(?:from (?=before|after|between))?"
    rf"(since|from|after|before|until|up to|in|during) ({_DATE})( onwards| or later)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the documents asked for must be."""

    filters: Filters = field(default_factory=Filters)
    superseded: bool = False
    ends: frozenset[str] = frozenset()
    """Which kinds of constraint the question ended in."""

    def with_adjective(self, adjective: str | None) -> Constraints:
        """The constraints with what stands before 'documents': 'easy read', 'superseded'."""
        word = (adjective or "").lower()
        if word.startswith("easy"):
            return replace(self, filters=replace(self.filters, easy_read=True))
        if word.startswith(("current", "up")):
            return replace(self, filters=replace(self.filters, current=True))
        return replace(self, superseded=True) if word else self


def split(text: str, choices: Choices) -> tuple[str, Constraints]:
    """A question without the constraints that it ends in, and those constraints.

    A nation, campaign or audience is one only if some document has it.
    """
    found = Constraints()
    for _ in range(6):
        step = next(_steps(text, choices), None)
        if step is None or step.ends <= found.ends:
            break
        text, found = step.head, found_with(found, step)
    return text, found


@dataclass(frozen=True, slots=True)
class _Step:
    """A question without the last constraint in it, and that constraint."""

    head: str
    ends: frozenset[str]
    change: dict[str, str | bool]
    superseded: bool = False


def found_with(found: Constraints, step: _Step) -> Constraints:
    """The constraints with one more."""
    filters = replace(found.filters, **step.change)  # type: ignore[arg-type]
    return Constraints(filters, found.superseded or step.superseded, found.ends | step.ends)


def _steps(text: str, choices: Choices) -> Iterator[_Step]:
    """The constraints that a question may end in."""
    if end := _EASY_READ.search(text):
        yield _Step(text[: end.start()], frozenset({"easy read"}), {"easy_read": True})
    if end := _SUPERSEDED.search(text):
        yield _Step(text[: end.start()], frozenset({"standing"}), {}, superseded=True)
    if end := _CURRENT.search(text):
        yield _Step(text[: end.start()], frozenset({"standing"}), {"current": True})
    if end := _BETWEEN.search(text):
        change: dict[str, str | bool] = {"since": _iso(end[1]), "until": _iso(end[2])}
        yield _Step(text[: end.start()], frozenset({"period"}), change)
    if end := _PERIOD.search(text):
        yield _Step(text[: end.start()], frozenset({"period"}), _period(*end.groups()))
    yield from _names(text, choices)


def _names(text: str, choices: Choices) -> Iterator[_Step]:
    kinds = (
        ("nation", choices.nations, rf"{_THAT}(?:are |is )?(?:for|from|in)", ""),
        ("campaign", choices.campaigns, r"(?:for|from|of|in)(?: the)?", "(?: campaign)?"),
        ("audience", choices.audiences, rf"{_THAT}(?:are |is )?(?:written |meant )?for", ""),
    )
    for kind, names, before, after in kinds:
        end = re.search(rf" {before} ({_any(names)}){after}$", text, re.IGNORECASE)
        if names and end:
            name = next(n for n in names if plain(n) == plain(end[1]))
            yield _Step(text[: end.start()], frozenset({kind}), {kind: name})


def _any(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _period(word: str, written: str, onwards: str | None) -> dict[str, str | bool]:
    """The filter that 'since 2020' and the like are; 'after 2020' begins with 2021."""
    word, date = word.lower(), _iso(written)
    year = int(date[:4])
    if word == "since" or onwards:
        return {"since": date}
    if word == "after":
        return {"since": f"{year + 1}" if len(date) == 4 else date}
    if word == "before":
        return {"until": f"{year - 1}" if len(date) == 4 else date}
    return {"until": date} if word in ("until", "up to") else {"since": date, "until": date}


def _iso(written: str) -> str:
    """A date as the catalogue writes it: 'March 2021' is '2021-03'."""
    month, _, year = written.lower().rpartition(" ")
    return f"{year}-{_MONTHS.index(month) + 1:02}" if month else year
