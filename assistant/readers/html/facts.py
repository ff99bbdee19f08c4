"""What a page says of itself: title, author, publisher, date and address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from assistant.readers.html.inline import collapsed
from assistant.readers.html.tree import Node, Page
from assistant.records import Entry

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_PARTED = re.compile(r"\s+[|·»:–—-]{1,2}\s+|\s*\|\s*")
_DATED = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?")
_FIRST_YEAR = 1990
_LONGEST = 300  # of a title or a name
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name")
_DATES = (
    "article:published_time", "datepublished", "dc.date", "dcterms.date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "citation_publication_date", "parsely-pub-date",
    "pubdate", "publish-date", "date",
)  # fmt: skip
_WORKS = ("Article", "Posting", "Page", "Report", "CreativeWork", "Document", "Review", "Chapter")


def entry(page: Page, source: str, headings: Iterable[str], url: str | None = None) -> Entry:
    """What is known of a page; `headings` are its own of level 1, `url` where it was saved."""
    said = _Said(page)
    publisher = said.name(*_PUBLISHERS) or said.linked_name("publisher")
    saved_from = _SAVED_FROM.search(source, 0, 5_000)
    addresses = [
        *(link["href"] for link in page.links if link.get("rel", "").lower() == "canonical"),
        said.meta.get("og:url", ""),
        saved_from[1] if saved_from else "",
        url or "",
    ]
    return Entry(
        title=_title(page, said.meta, list(headings), publisher),
        author=said.name(*_AUTHORS) or said.linked_name("author"),
        publisher=publisher,
        published=next(filter(None, map(_plausible, said.dates())), None),
        url=next(filter(None, map(_address, addresses)), None),
    )


class _Said:
    """The page's own words on itself, by name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.meta: dict[str, str] = {}
        for meta in page.meta:
            for key in ("property", "name", "itemprop"):
                self.meta.setdefault(meta.get(key, "").lower(), collapsed(meta["content"]))
        self.works = [work for script in page.linked_data for work in _works(script)]

    def name(self, *keys: str) -> str | None:
        """The first of these that is a name and no address."""
        return next((n for key in keys if (n := _name(self.meta.get(key)))), None)

    def linked_name(self, key: str) -> str | None:
        """The names of a person, an organisation or several in the page's JSON-LD."""
        for work in self.works:
            given = work.get(key)
            several = given if isinstance(given, list) else [given]
            names = [_name(one.get("name") if isinstance(one, dict) else one) for one in several]
            if any(names):
                return ", ".join(dict.fromkeys(name for name in names if name))
        return None

    def dates(self) -> Iterator[str]:
        """What may say when the page was published, the surest first."""
        yield self.meta.get(_DATES[0], "")
        for work in self.works:
            given = work.get("datePublished")
            yield given if isinstance(given, str) else ""
        yield from (self.meta.get(key, "") for key in _DATES[1:])
        for node in self.page.body.within():
            if node.tag == "time" and _is_publication(node):
                yield node.attributes.get("datetime", "")


def _works(script: str) -> Iterator[Mapping[str, Any]]:
    """The articles and pages that a JSON-LD script describes."""
    try:
        given = json.loads(script)
    except (ValueError, RecursionError):
        return
    whole = given if isinstance(given, list) else [given]
    graphs = [one.get("@graph") for one in whole if isinstance(one, dict)]
    inner = [part for graph in graphs if isinstance(graph, list) for part in graph]
    for work in (*whole, *inner):
        if isinstance(work, dict) and str(work.get("@type", "")).rstrip("']").endswith(_WORKS):
            yield work


def _title(
    page: Page, meta: Mapping[str, str], headings: list[str], publisher: str | None
) -> str | None:
    """The title as the page shows it, without the site's name behind it."""
    heading = " ".join(headings[0].split()) if headings else ""
    given = _name(meta.get("og:title")) or _name(page.title)
    if not given:
        return heading or None
    parts = _PARTED.split(given)
    if heading and (heading.casefold() in given.casefold() or len(parts) < 2):
        return heading if heading.casefold() in given.casefold() else given
    if len(parts) > 1 and (_is_site(parts[-1], publisher) or "|" in given):
        return given[: given.rindex(parts[-1])].rstrip(" |·»:–—-")
    return given


def _is_site(words: str, publisher: str | None) -> bool:
    return publisher is not None and words.strip().casefold() == publisher.casefold()


def _name(value: object) -> str | None:
    """A name of a person or a thing; None for an address, for nothing and for what is no text."""
    words = collapsed(value) if isinstance(value, str) else ""
    is_address = re.match(r"(?:https?:)?//|www\.|@", words) is not None
    return words if words and not is_address and len(words) <= _LONGEST else None


def _plausible(value: str) -> str | None:
    """An ISO 8601 date to the day, month or year, if a page can have been published then."""
    dated = _DATED.fullmatch(value.strip())
    if dated is None:
        return None
    try:
        first = date.fromisoformat(f"{dated[1]}-01-01"[:10])
    except ValueError:
        return None
    return dated[1] if first.year >= _FIRST_YEAR and first <= date.today() else None


def _address(value: str) -> str | None:
    """The address, if it is one on the web."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return None
    safe = not re.search(r"[\s<>\"\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", value)
    return value if parts.scheme in ("http", "https") and host and safe else None


def _is_publication(node: Node) -> bool:
    said = f"{node.attributes.get('itemprop', '')} {node.attributes.get('class', '')}".lower()
    return "pubdate" in node.attributes or any(
        word in said.replace("-", "") for word in ("datepublished", "published", "entrydate")
    )
