"""What documents can be filtered by, and filters: checked, counted, and read from a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from assistant.errors import FilterError
from assistant.records import Entry, Filtering, Filters, Source
from assistant.records.documents import plain, several
from assistant.text import MONTHS
from assistant.text.files import first_day


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that documents have in the catalogue, each once, in order of the alphabet."""

    nations: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    """Of publication, earliest first."""
    easy_read: bool = False
    """Whether some documents are Easy Read and others are not."""
    superseded: bool = False
    """Whether some documents are superseded."""
    languages: tuple[str, ...] = ()
    """By ISO 639."""
    unstated: bool = False
    """Whether of some documents nothing is stated that others can be filtered by."""


def choices_of(sources: Sequence[Source]) -> Choices:
    """What there is to filter these documents by."""
    entries = [source.entry for source in sources]
    texts = ((e.nation, e.campaign, e.audience, e.published, e.language) for e in entries)
    return Choices(
        nations=_each_once(name for e in entries for name in several(e.nation)),
        campaigns=_each_once(e.campaign for e in entries if e.campaign),
        audiences=_each_once(name for e in entries for name in several(e.audience)),
        years=_each_once(e.published[:4] for e in entries if e.published),
        easy_read=len({bool(e.easy_read) for e in entries}) > 1,
        superseded=any(e.superseded_by for e in entries),
        languages=_each_once(e.language for e in entries if e.language),
        unstated=any(any(said) and not all(said) for said in zip(*texts, strict=True)),
    )


def checked_filters(filters: Filters, choices: Choices) -> Filters:
    """The filters, names spelt as the catalogue has them.

    Raises:
        FilterError: a name that no document has, or a date that is none or comes too early.
    """
    for name, written in (("since", filters.since), ("until", filters.until)):
        if written is not None and first_day(written) is None:
            raise FilterError(
                f"{name} must be a year, year-month or date such as 2019, 2019-11 or 2019-11-30; "
                f"found {written!r}"
            )
    since, until = filters.since, filters.until
    if since and until and since[: len(until)] > until[: len(since)]:
        raise FilterError(f"since must not be after until; found {since} and {until}")
    known: dict[str, Any] = {}
    for name, asked in filters.names.items():
        there = getattr(choices, f"{name}s")
        known[name] = next((value for value in there if plain(value) == plain(asked)), None)
        if known[name] is None:
            none = f"the catalogue gives no document a {name}"
            hint = f"there is {', '.join(there)}" if there else none
            raise FilterError(f"no document has the {name} {asked!r}: {hint}")
    return replace(filters, **known)


def filtering_of(filters: Filters, entries: Iterable[Entry]) -> Filtering:
    """How many documents pass the filters, and how many do not as too little is known of them."""
    held = list(entries)
    passed = sum(map(filters.admits, held))
    most = sum(map(replace(filters, include_unstated=True).admits, held))
    return Filtering(filters, passed, len(held), most - passed)


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    """The values in order, of those that differ in capitals only the first."""
    found = {plain(value): " ".join(value.split()) for value in reversed([*values])}
    return tuple(value for _, value in sorted(found.items()))


_Change = dict[str, str | bool]
_DAYS = {len("2020"): 366, len("2020-03"): 31, len("2020-03-04"): 1}  # at most, of a period
_DATE_ASKED = rf"(?:(?:{'|'.join(MONTHS)}) )?(?:19|20)\d\d(?:-[01]\d(?:-[0-3]\d)?)?"
_THAT = r"(?:(?:that|which) )?"
_BE = r"(?:are|is|have been|has been|were|was)"


def _at_end(constraint: str) -> re.Pattern[str]:
    # in ASCII, as else a long s or an i without its dot is met, which no month is written with
    return re.compile(rf" {constraint}$", re.IGNORECASE | re.ASCII)


_EASY_READ = _at_end(
    rf"{_THAT}(?:{_BE} )?(?:available )?(?:in |as )?(?:an )?easy[- ]?read"
    r"(?: (?:format|version)s?)?"
)
_SUPERSEDED = _at_end(
    rf"{_THAT}(?:{_BE} )?(?:now )?"
    r"(?:superseded|replaced|out[- ]of[- ]date|outdated|obsolete|no longer current)"
)
_CURRENT = _at_end(rf"{_THAT}{_BE} (?:still )?(?:current|up[- ]to[- ]date|not superseded)")
_BETWEEN = _at_end(rf"(?:between|from) ({_DATE_ASKED}) (?:and|to|until) ({_DATE_ASKED})")
_PERIOD = _at_end(
    rf"{_THAT}(?:(?:are|is) )?(?:from (?=before|after|between))?"
    rf"(since|from|after|before|until|up to|in|during) ({_DATE_ASKED})( onwards| or later)?"
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
    while end := next(_ends(text, choices), None):
        kind, start, change = end
        if kind in found.ends:
            break
        filters = replace(found.filters, **change)  # type: ignore[arg-type]
        superseded = found.superseded or not change
        text, found = text[:start], Constraints(filters, superseded, found.ends | {kind})
    return text, found


def _ends(text: str, choices: Choices) -> Iterator[tuple[str, int, _Change]]:
    """The constraints that a question may end in: the kind, where it begins, what it filters by.

    'Superseded' is no filter: nothing is changed.
    """
    if end := _EASY_READ.search(text):
        yield "easy read", end.start(), {"easy_read": True}
    if end := _SUPERSEDED.search(text):
        yield "standing", end.start(), {}
    if end := _CURRENT.search(text):
        yield "standing", end.start(), {"current": True}
    if end := _BETWEEN.search(text):
        yield "period", end.start(), {"since": _iso(end[1]), "until": _iso(end[2])}
    if end := _PERIOD.search(text):
        yield "period", end.start(), _period(*end.groups())
    names = (
        ("nation", choices.nations, rf"{_THAT}(?:are |is )?(?:for|from|in)", ""),
        ("campaign", choices.campaigns, r"(?:for|from|of|in)(?: the)?", "(?: campaign)?"),
        ("audience", choices.audiences, rf"{_THAT}(?:are |is )?(?:written |meant )?for", ""),
    )
    for kind, known, before, after in names:
        longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        end = _at_end(rf"{before} ({longest_first}){after}").search(text)
        if known and end:
            yield kind, end.start(), {kind: next(n for n in known if plain(n) == plain(end[1]))}


def _period(word: str, written: str, onwards: str | None) -> _Change:
    """The filter that 'since 2020' and the like are; 'after 2020' begins with 2021."""
    word, period = word.lower(), _iso(written)
    if word == "since" or onwards:
        return {"since": period}
    if word == "after":
        return {"since": _shifted(period, _DAYS[len(period)])}
    if word == "before":
        return {"until": _shifted(period, -1)}
    return {"until": period} if word in ("until", "up to") else {"since": period, "until": period}


def _shifted(period: str, days: int) -> str:
    """The year, month or day that holds the day so many days after the first of this one."""
    first = first_day(period)
    return (first + timedelta(days)).isoformat()[: len(period)] if first else period


def _iso(written: str) -> str:
    """A date as the catalogue writes it: 'March 2021' is '2021-03'."""
    month, _, year = written.lower().rpartition(" ")
    return f"{year}-{MONTHS.index(month.title()) + 1:02}" if month else year
