"""Filters: which documents a question is asked of, by what the catalogue says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.records.documents import Entry

_BETWEEN = re.compile(r"\s*[,;/&]\s*|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be; None, and False for `current`, let every document pass.

    A document passes only if the catalogue says what is asked for: one without a nation does not
    pass a filter on nation.
    """

    nation: str | None = None
    campaign: str | None = None
    audience: str | None = None
    since: str | None = None
    """ISO 8601, to the year, the month or the day, like `until`; both are included."""
    until: str | None = None
    easy_read: bool | None = None
    """Easy Read documents only, or none of them; a document of which nothing is said is not."""
    current: bool = False
    """Only documents that are not superseded."""

    def __bool__(self) -> bool:
        """Whether any filter is on."""
        return self != Filters()

    def admits(self, entry: Entry) -> bool:
        """Whether a document of which this is known passes."""
        return (
            all(is_met for _, is_met in self._asked(entry))
            and self.easy_read in (None, bool(entry.easy_read))
            and not (self.current and entry.superseded_by)
        )

    def is_silent(self, entry: Entry) -> bool:
        """Whether something that is asked for is not known of a document."""
        return any(known is None for known, _ in self._asked(entry))

    def _asked(self, entry: Entry) -> Iterator[tuple[str | None, bool]]:
        """For each text or date asked for, what is known of it and whether that meets it."""
        if self.nation is not None:
            yield entry.nation, is_among(self.nation, several(entry.nation))
        if self.campaign is not None:
            yield entry.campaign, is_among(self.campaign, (entry.campaign or "",))
        if self.audience is not None:
            yield entry.audience, is_among(self.audience, several(entry.audience))
        if self.since is not None or self.until is not None:
            yield entry.published, _is_within(entry.published, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Filtering:
    """The filters that an answer was found under, and what they left out."""

    filters: Filters
    documents: int
    """How many documents pass."""
    of: int
    """How many there are."""
    silent: int
    """How many did not pass and lack, in the catalogue, something that was asked for."""
    outside: int | None = None
    """Where nothing was found: how many passages would answer without the filters."""

    def to_dict(self) -> dict[str, object]:
        """The filters and counts as an object for JSON."""
        return {
            "nation": self.filters.nation,
            "campaign": self.filters.campaign,
            "audience": self.filters.audience,
            "since": self.filters.since,
            "until": self.filters.until,
            "easy_read": self.filters.easy_read,
            "current": self.filters.current,
            "documents": self.documents,
            "of": self.of,
            "silent": self.silent,
            "outside": self.outside,
        }


def several(value: str | None) -> tuple[str, ...]:
    """The names in a value that may hold several: 'England and Wales' gives two."""
    return tuple(part for part in _BETWEEN.split((value or "").strip()) if part)


def is_among(asked: str, names: tuple[str, ...]) -> bool:
    """Whether a name is one of these, whatever its capitals and spaces."""
    return plain(asked) in map(plain, names)


def plain(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.casefold().split())


def _is_within(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether a date may lie in a period; what is known only to the year counts if the year may."""
    if published is None:
        return False
    after = since is None or _cut(published, since) >= _cut(since, published)
    return after and (until is None or _cut(published, until) <= _cut(until, published))


def _cut(date: str, other: str) -> str:
    """A date, only as exact as another."""
    return date[: len(other)]
