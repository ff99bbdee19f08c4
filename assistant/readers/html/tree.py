"""Parses a web page into a tree of what is shown of it, and reads what its head says.

Parsed by Lexbor through selectolax: it mends broken markup as browsers do, and no part of a page
is lost for its size. libxml2 was tried: it drops what follows `</body>`, and the whole page where
elements stand 256 deep or a text is longer than 10 MB.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import first_day, scripted, with_fractions
from assistant.records import Entry

_DEEPEST = 120  # readers walk by recursion; what is deeper is kept, without its structure
_MOST_OPEN = 5_000  # beyond them, and beyond so many attributes, parsing takes quadratic time
_LONGEST_TAG = 50_000
_MOST_TAGS = 1_000_000
_MOST_CHARACTERS = 30_000_000
_DOCTYPE_WITH_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OFTEN_UNCLOSED = frozenset(
    """
    area base br col dd dt embed hr img input li link meta option optgroup p param path rb rp rt
    source tbody td tfoot th thead tr track use wbr
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_NEVER_SHOWN = frozenset(
    """
    annotation annotation-xml audio canvas datalist del embed head iframe noembed noframes noscript
    rp s script strike style svg template title video
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_HIDING_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through)\b",
    re.IGNORECASE,
)
_RAISING_STYLE = re.compile(r"(?:^|[;\s])vertical-align\s*:\s*(?:super|(sub))\b", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"\[?\d{1,3}\]?|[a-z]")
_REFERS = re.compile(r"[\w.,;:!?)\]%\"'”’…]$")
_UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?)(?:\s|$)", re.I
)


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl document
    dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li
    listing main menu nav ol optgroup option p plaintext pre search section select summary table
    tbody td tfoot th thead tr ul xmp
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_TAIL = 8  # characters in front that tell what a raised or lowered figure is
_SPACE = re.compile("[ \t\n\r\f\xa0\u202f]+")
_NO_BREAK = re.compile("[\xa0\u202f]")
_UNSEEN = re.compile("[\xad\u200b\ufeff]")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)
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


@dataclass(slots=True, eq=False)
class Node:
    """An element that is shown; its children are elements and text."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self) -> Iterator[Node]:
        """Returns the children that are elements."""
        return (child for child in self.children if isinstance(child, Node))

    def within(self) -> Iterator[Node]:
        """Yields all elements inside this one, in order."""
        todo = [*self.elements()][::-1]
        while todo:
            node = todo.pop()
            yield node
            todo.extend([*node.elements()][::-1])


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of a page, and what it says of itself without showing it."""

    body: Node
    title: str
    meta: Mapping[str, str]
    addresses: tuple[str, ...]
    """That it says are its own."""
    works: tuple[Mapping[str, Any], ...]
    """The articles and pages that its JSON-LD scripts describe."""


def parse(text: str, name: str) -> Page:
    """Returns the page in a decoded file.

    Raises:
        UnreadableFileError: the file is no page that a person could have written.
    """
    _check(text, name)
    parser = LexborHTMLParser(text, scripting=True)
    titles = parser.css("head > title")
    links = map(_attributes, parser.css("link[href]"))
    scripts = (
        node.text()
        for node in parser.css("script")
        if "ld+json" in _attributes(node).get("type", "").lower()
    )
    return Page(
        body=_shown(parser.root),
        title=titles[0].text() if titles else "",
        meta=_meta(map(_attributes, parser.css("meta[content]"))),
        addresses=tuple(v["href"] for v in links if v.get("rel", "").lower() == "canonical"),
        works=tuple(work for script in scripts for work in _works(script)),
    )


def _meta(elements: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Returns what the head says by name in small letters; what it says first counts."""
    found: dict[str, str] = {}
    for meta in elements:
        for key in ("property", "name", "itemprop"):
            if key in meta:
                found.setdefault(meta[key].lower(), collapsed(meta["content"]))
    return found


def _check(text: str, name: str) -> None:
    """Refuses what would take the parser minutes or gigabytes, and a DTD."""
    if _DOCTYPE_WITH_ENTITIES.search(text, 0, 100_000):
        raise UnreadableFileError(
            name, "declares entities of its own in a DOCTYPE, as no web page needs to; not read"
        )
    if len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS:
        raise UnreadableFileError(name, "is far larger than a web page can be; split it")
    if _is_nested_too_deeply(text):
        raise UnreadableFileError(
            name, f"has elements nested over {_MOST_OPEN:,} deep; save the page again"
        )


def _is_nested_too_deeply(text: str) -> bool:
    """Returns whether, roughly, many elements are open at once or one has many attributes."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _OFTEN_UNCLOSED and not tag[3].endswith("/"):
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        long = len(tag[3]) > _LONGEST_TAG and len(_QUOTED.sub("", tag[3])) > _LONGEST_TAG
        if depth > _MOST_OPEN or long:
            return True
    return False


def _shown(root: LexborNode | None) -> Node:
    """Returns a copy of what is shown; not by recursion, which Python's stack may not last for."""
    path = [Node("document")]
    scripts: list[bool | None] = [None]
    before = ""
    todo: list[LexborNode | None] = [root]
    while todo:
        node = todo.pop()
        if node is None:
            scripts.pop()
            closed = path.pop()
            if path and closed.children is path[-1].children:
                closed.children.append(Node(closed.tag))
        elif node.tag == "-text":
            said = node.text_content or ""
            raised = scripts[-1] if scripts[-1] is not None else _is_note_mark(path, said, before)
            if raised is not None:
                said = scripted(said, before, is_raised=raised)
            path[-1].children.append(said)
            before = (before + said)[-_TAIL:]
        elif _is_shown(node):
            opened = Node(node.tag or "", _attributes(node))
            if path[-1].tag == "mfrac" and any(path[-1].elements()):
                path[-1].children.append("/")
            script = _script(opened, path[-1])
            scripts.append(scripts[-1] if script is None else script)
            before = "" if opened.tag in _BLOCKS else before
            path[-1].children.append(opened)
            # one that is too deep only marks where it begins and ends
            is_deep = len(path) > _DEEPEST
            path.append(Node(opened.tag, children=path[-1].children) if is_deep else opened)
            todo.append(None)
            todo.extend(reversed([*node.iter(include_text=True)]))
    return path[0]


def _script(node: Node, parent: Node) -> bool | None:
    """Returns whether an element's text is raised; False for lowered, None for neither."""
    if parent.tag in ("msup", "msub") and any(parent.elements()):
        return parent.tag == "msup"
    if node.tag in ("sup", "sub"):
        return node.tag == "sup"
    styled = _RAISING_STYLE.search(node.attributes.get("style", ""))
    return None if styled is None else styled[1] is None


def _is_note_mark(path: list[Node], said: str, before: str) -> bool | None:
    """Returns True for the number of a note that a link right behind a word leads to."""
    attributes = path[-1].attributes
    leads = path[-1].tag == "a" and attributes.get("href", "").startswith("#")
    return True if leads and _NOTE_NUMBER.fullmatch(said) and _REFERS.search(before) else None


def _is_shown(node: LexborNode) -> bool:
    """Returns whether a reader sees the element; what only a style sheet hides counts."""
    tag = node.tag or ""
    if tag.startswith(("-", "!")) or tag in _NEVER_SHOWN:
        return False
    if tag in ("html", "body"):  # hidden until a script has run
        return True
    attributes = _attributes(node)
    if attributes.get("hidden", "until-found").lower() != "until-found":
        return False
    if tag == "dialog" and "open" not in attributes:
        return False
    return (
        attributes.get("aria-hidden", "").lower() != "true"
        and not _HIDING_STYLE.search(attributes.get("style", ""))
        and not _UNSEEN_CLASS.search(attributes.get("class", ""))
    )


def _attributes(node: LexborNode) -> dict[str, str]:
    return {key.lower(): value or "" for key, value in node.attributes.items()}


def is_block(node: Node) -> bool:
    """Returns whether it stands on lines of its own."""
    return node.tag in _BLOCKS or _BLOCK_STYLE.search(node.attributes.get("style", "")) is not None


def collapsed(parts: Iterable[str]) -> str:
    """Returns text with one space for each run of white space, and none at either end."""
    return _SPACE.sub(" ", _UNSEEN.sub("", with_fractions("".join(parts)))).strip(" ")


def phrase(node: Node, without: Container[Node] = ()) -> str:
    """Returns the words of an element on one line, or on several where it breaks them itself."""
    lines: list[list[str]] = [[]]
    for part in _parts(node, without):
        if part is None:
            lines.append([])
        else:
            lines[-1].append(part)
    return "\n".join(line for parts in lines if (line := collapsed(parts)))


def preformatted(node: Node, without: Container[Node] = ()) -> str:
    """Returns the words of an element with its spaces and lines, less blank ones at the ends."""
    text = "".join(_set_lines(node, without))
    lines = _UNSEEN.sub("", _NO_BREAK.sub(" ", text)).split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).rstrip()


def _parts(node: Node, without: Container[Node]) -> Iterator[str | None]:
    """Yields the text inside an element; None is a line break, and a block's ends are spaces."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield None
        elif child not in without:
            edge = " " if is_block(child) else ""
            yield edge
            yield from _parts(child, without)
            yield edge


def _set_lines(node: Node, without: Container[Node]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        elif child not in without:
            inside = "".join(_set_lines(child, without))
            yield f"{inside}\n" if is_block(child) and not inside.endswith("\n") else inside


def entry(page: Page, source: str, headings: Iterable[str], url: str | None = None) -> Entry:
    """Returns what a page says of itself; `headings` are of level 1, `url` where it was saved."""
    publisher = _said(page, _PUBLISHERS) or _linked_name(page, "publisher")
    saved_from = _SAVED_FROM.search(source, 0, 5_000)
    saved = saved_from[1] if saved_from else ""
    addresses = (*page.addresses, page.meta.get("og:url", ""), saved, url or "")
    return Entry(
        title=_title(page, list(headings), publisher),
        author=_said(page, _AUTHORS) or _linked_name(page, "author"),
        publisher=publisher,
        published=next(filter(None, map(_plausible, _dates(page))), None),
        url=next(filter(None, map(_address, addresses)), None),
    )


def _said(page: Page, keys: Iterable[str]) -> str | None:
    return next((n for key in keys if (n := _name(page.meta.get(key)))), None)


def _linked_name(page: Page, key: str) -> str | None:
    """Returns the names of a person, an organisation or several in the page's JSON-LD."""
    for work in page.works:
        given = work.get(key)
        several = given if isinstance(given, list) else [given]
        names = [_name(one.get("name") if isinstance(one, dict) else one) for one in several]
        if any(names):
            return ", ".join(dict.fromkeys(filter(None, names)))
    return None


def _dates(page: Page) -> Iterator[str]:
    """Yields what may say when the page was published, the surest first."""
    yield page.meta.get(_DATES[0], "")
    yield from (given for w in page.works if isinstance(given := w.get("datePublished"), str))
    yield from (page.meta.get(key, "") for key in _DATES[1:])
    for node in page.body.within():
        if node.tag == "time" and _is_publication(node):
            yield node.attributes.get("datetime", "")


def _works(script: str) -> Iterator[Mapping[str, Any]]:
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


def _title(page: Page, headings: list[str], publisher: str | None) -> str | None:
    """Returns the title as the page shows it, without the site's name behind it."""
    heading = " ".join(headings[0].split()) if headings else ""
    given = _name(page.meta.get("og:title")) or _name(page.title)
    if not given:
        return heading or None
    parts = _PARTED.split(given)
    if heading and (heading.casefold() in given.casefold() or len(parts) < 2):
        return heading if heading.casefold() in given.casefold() else given
    is_site = publisher is not None and parts[-1].strip().casefold() == publisher.casefold()
    if len(parts) > 1 and (is_site or "|" in given):
        return given[: given.rindex(parts[-1])].rstrip(" |·»:–—-")
    return given


def _name(value: object) -> str | None:
    """Returns a name of a person or a thing; None for an address and for what is no text."""
    words = collapsed(value) if isinstance(value, str) else ""
    is_address = re.match(r"(?:https?:)?//|www\.|@", words) is not None
    return words if words and not is_address and len(words) <= _LONGEST else None


def _plausible(value: str) -> str | None:
    """Returns an ISO 8601 year, month or day, if a page can have been published then."""
    dated = _DATED.fullmatch(value.strip())
    day = first_day(dated[1]) if dated else None
    is_likely = day is not None and day.year >= _FIRST_YEAR and day <= date.today()
    return dated[1] if dated and is_likely else None


def _address(value: str) -> str | None:
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
