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
from itertools import zip_longest
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import scripted, with_fractions
from assistant.readers.html.shown import HEADINGS, Sight, attributes, named, spoken

_DEEPEST = 120  # readers walk by recursion; what is deeper is kept, without its structure
_MOST_OPEN = 5_000  # beyond them, and beyond so many attributes, parsing takes quadratic time
_LONGEST_TAG = 50_000
_MOST_TAGS = 1_000_000
_MOST_CHARACTERS = 30_000_000
_DOCTYPE_WITH_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OFTEN_UNCLOSED = named("""area base br col dd dt embed hr img input li link meta option optgroup p
    param path rb rp rt source tbody td tfoot th thead tr track use wbr""")
_RAISING_STYLE = re.compile(r"(?:^|[;\s])vertical-align\s*:\s*(?:super|(sub))\b", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"\[?\d{1,3}\]?|[a-z]")
_REFERS = re.compile(r"[\w.,;:!?)\]%\"'”’…]$")
_BLOCKS = HEADINGS | named("""address article aside blockquote body caption center dd details dialog
    dir div dl document dt fieldset figcaption figure footer form header hgroup hr html legend li
    listing main menu nav ol optgroup option p plaintext pre search section select summary table
    tbody td tfoot th thead tr ul xmp""")
_ROLES = {"table": "table", "row": "tr", "cell": "td", "heading": "h2"}
_ROLES |= {"columnheader": "th", "rowheader": "th"}
_BOXES = named("button img input meter output progress select textarea")
_BOX_ROLES = frozenset({"button", "menuitem", "option", "tab"})
_BOX_STYLE = re.compile(r"display\s*:\s*inline-(?:block|flex|grid|table)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"data-(?:purecounter-)?(?:count(?:er|up)?|end|final|num(?:ber)?|stop|target|to|value)"
    r"(?:-?(?:to|up|value|number))?=\D{0,3}[\d,.]*[1-9][\d,.]*\D{0,3}"
)
_NOUGHT = re.compile(r"\W*0(?:[.,]0+)?\W*\w?")
_TAIL = 8  # characters in front that tell what a raised or lowered figure is
_SPACE = re.compile("[ \t\n\r\f\xa0\u202f]+")
_NO_BREAK = re.compile("[\xa0\u202f]")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_UNSEEN = re.compile("[\xad\u200b\ufeff]")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)
_WORKS = ("Article", "Posting", "Page", "Report", "CreativeWork", "Document", "Review", "Chapter")


@dataclass(slots=True, eq=False)
class Node:
    """An element that is shown; its children are elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def role(self) -> str:
        """Its ARIA role in small letters; '' for none."""
        return self.attributes.get("role", "").lower()

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
    meta: Mapping[str, list[str]]  # what is said under each name in small letters
    addresses: tuple[str, ...]  # that it says are its own
    works: tuple[Mapping[str, Any], ...]  # articles and pages that its JSON-LD scripts describe


def parse(text: str, name: str) -> Page:
    """Returns the page in a decoded file.

    Raises:
        UnreadableFileError: the file is no page that a person could have written.
    """
    _check(text, name)
    parser = LexborHTMLParser(text, scripting=True)
    title = parser.css_first("head > title")
    links = map(attributes, parser.css("link[href]"))
    scripts = parser.css("script")
    linked = (s.text() for s in scripts if "ld+json" in attributes(s).get("type", "").lower())
    meta: dict[str, list[str]] = {}
    for given in map(attributes, parser.css("meta[content]")):
        for key in {"property", "name", "itemprop"} & given.keys():
            said = meta.setdefault(given[key].lower(), [])
            if key != "itemprop" or not said:  # others are of what is not the page
                said.append(joined(given["content"]))
    return Page(
        body=_Copy(parser.root, Sight(parser)).path[0],
        title=title.text() if title else "",
        meta=meta,
        addresses=tuple(v["href"] for v in links if v.get("rel", "").lower() == "canonical"),
        works=tuple(work for script in linked for work in _works(script)),
    )


def _check(text: str, name: str) -> None:
    """Refuses what would take the parser minutes or gigabytes, and a DTD."""
    if _DOCTYPE_WITH_ENTITIES.search(text, 0, 100_000):
        reason = "declares entities of its own in a DOCTYPE, as no web page needs to; not read"
        raise UnreadableFileError(name, reason)
    if len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS:
        raise UnreadableFileError(name, "is far larger than a web page can be; split it")
    depth = 0  # roughly
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _OFTEN_UNCLOSED and not tag[3].endswith("/"):
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        long = len(tag[3]) > _LONGEST_TAG and len(_QUOTED.sub("", tag[3])) > _LONGEST_TAG
        if depth > _MOST_OPEN or long:
            reason = f"has elements nested over {_MOST_OPEN:,} deep; save the page again"
            raise UnreadableFileError(name, reason)


class _Copy:
    """A copy of what is shown; not by recursion, which Python's stack may not last for."""

    def __init__(self, root: LexborNode | None, sight: Sight) -> None:
        self.path = [Node("document")]
        self.scripts: list[bool | None] = [None]  # whether the text of each element is raised
        self.before = ""
        self.is_apart = False  # whether a box ends or begins here, such as a button
        todo: list[LexborNode | None] = [root]
        while todo:
            node = todo.pop()
            if node is None:
                self._close()
            elif node.tag == "-text":
                said = node.text_content or ""
                self._say("" if _is_counted(self.path[-1], said) else said)
            elif sight.is_shown(node):
                tag, given = node.tag or "", attributes(node)
                role = given.get("role", "").lower() if tag in ("div", "span") else ""
                self._open(Node(_ROLES.get(role, tag), given))
                todo.append(None)
                todo.extend(reversed([*node.iter(include_text=True)]))
            elif words := spoken(node):
                self.path[-1].attributes["alt"] = words  # for a cell that shows nothing else

    def _say(self, said: str) -> None:
        raised, node = self.scripts[-1], self.path[-1]
        if raised is None and node.tag == "a" and node.attributes.get("href", "").startswith("#"):
            # the number of a note: right behind a word, or in front of the note, and led to
            is_led_to = not said.isalnum() and not node.attributes.keys().isdisjoint(("id", "name"))
            is_note = _REFERS.search(self.before) if self.before else is_led_to
            raised = bool(_NOTE_NUMBER.fullmatch(said) and is_note) or None
        if raised is not None:
            said = scripted(said, self.before, is_raised=raised)
        if self.is_apart and self.before[-1:].isalnum() and said[:1].isalnum():
            said = f" {said}"
        self.is_apart = self.is_apart and not said
        self.path[-1].children.append(said)
        self.before = (self.before + said)[-_TAIL:]

    def _open(self, node: Node) -> None:
        above = self.path[-1]
        if above.tag == "mfrac" and any(above.elements()):
            self._say("/")
        script = _script(node, above)
        self.scripts.append(self.scripts[-1] if script is None else script)
        self.before = "" if node.tag in _BLOCKS else self.before
        before = (above.children or [""])[-1]
        self.is_apart = self.is_apart or _is_box(node) or node.tag == "time"
        if isinstance(before, Node) and before.tag == node.tag == "a":
            was, given = before.attributes, node.attributes
            self.is_apart |= any(was.get(key) != given.get(key) for key in ("href", "class"))
        above.children.append(node)
        # one that is too deep only marks where it begins and ends
        is_deep = len(self.path) > _DEEPEST
        self.path.append(Node(node.tag, children=above.children) if is_deep else node)
        if node.tag == "q":
            self._say(self._quotes()[0])
        elif node.tag == "img" and "emoji" in node.attributes.get("class", "").split():
            self._say(node.attributes.get("alt", ""))

    def _close(self) -> None:
        if self.path[-1].tag == "q":
            self._say(self._quotes()[1])
        self.scripts.pop()
        closed = self.path.pop()
        self.is_apart = self.is_apart or _is_box(closed)
        if self.path and closed.children is self.path[-1].children:
            closed.children.append(Node(closed.tag))

    def _quotes(self) -> str:
        return "“”" if sum(node.tag == "q" for node in self.path) % 2 else "‘’"


def _is_counted(node: Node, said: str) -> bool:
    """Returns whether it is the nought from which a script counts up to a figure."""
    given = (f"{key}={value}" for key, value in node.attributes.items())
    is_nought = node.tag != "td" and _NOUGHT.fullmatch(said) is not None
    return is_nought and any(map(_COUNTED.fullmatch, given))


def _is_box(node: Node) -> bool:
    """Returns whether an element in a line stands apart from the words beside it."""
    styled = _BOX_STYLE.search(node.attributes.get("style", ""))
    return node.tag in _BOXES or node.role in _BOX_ROLES or styled is not None


def _script(node: Node, parent: Node) -> bool | None:
    """Returns whether an element's text is raised; False for lowered, None for neither."""
    if parent.tag in ("msup", "msub") and any(parent.elements()):
        return parent.tag == "msup"
    if node.tag in ("sup", "sub"):
        return node.tag == "sup"
    styled = _RAISING_STYLE.search(node.attributes.get("style", ""))
    return None if styled is None else styled[1] is None


def is_block(node: Node) -> bool:
    """Returns whether it stands on lines of its own."""
    return node.tag in _BLOCKS or _BLOCK_STYLE.search(node.attributes.get("style", "")) is not None


def joined(parts: Iterable[str]) -> str:
    """Returns text with one space for each run of white space, and none at either end."""
    return _SPACE.sub(" ", _UNSEEN.sub("", with_fractions("".join(parts)))).strip(" ")


def phrase(node: Node, without: Container[Node] = ()) -> str:
    """Returns the words of an element on one line, or on several where it breaks them itself."""
    lines: list[list[str]] = [[]]
    _gather(node, without, lines)
    return "\n".join(filter(None, map(joined, lines)))


def preformatted(node: Node, without: Container[Node]) -> str:
    """Returns the words of an element with its spaces and lines, less blank ones at the ends."""
    text = _UNSEEN.sub("", _NO_BREAK.sub(" ", "".join(_set_lines(node, without))))
    return _BLANK_LINES.sub("", text).rstrip()


def _gather(node: Node, without: Container[Node], lines: list[list[str]]) -> None:
    """Gathers the text inside an element in the last of the lines; a block's ends are spaces."""
    for child in node.children:
        if isinstance(child, str):
            lines[-1].append(child)
        elif child.tag == "br":
            lines.append([])
        elif child not in without:
            edge = " " if is_block(child) else ""
            lines[-1].append(edge)
            _gather(child, without, lines)
            lines[-1].append(edge)


def _set_lines(node: Node, without: Container[Node]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        elif child not in without:
            inside = "".join(_set_lines(child, without))
            yield f"{inside}\n" if is_block(child) and not inside.endswith("\n") else inside


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


LABELLED = HEADINGS | {"summary", "dt"}  # a button in one is its text, as in an accordion
_SITES = frozenset({"nav", "form", "dialog", "search", "menu", "navigation"})
_OPENED = frozenset({"div", "section"})


def label_panels(page: Node) -> None:
    """Makes a summary of each button that opens a text behind it, and of each tab with a panel."""
    nodes = [page, *page.within()]
    by_id = {given: node for node in reversed(nodes) if (given := node.attributes.get("id"))}
    for node in nodes:
        if node.tag in LABELLED or any(isinstance(c, str) and c.strip() for c in node.children):
            continue
        parts = [*node.elements()]
        for part, behind in zip_longest(parts, parts[1:]):
            if part.role == "tab" or "button" not in (part.tag, part.role):
                continue
            panel = by_id.pop(part.attributes.get("aria-controls", ""), None)
            if _opens(part, panel, behind):
                part.tag, part.attributes = "summary", {}
    _label_tabs(nodes, by_id)


def _opens(button: Node, panel: Node | None, behind: Node | None) -> bool:
    """Returns whether a button opens a text: the panel that it names, or what stands behind it."""
    if "aria-expanded" in button.attributes and panel is not None:
        return _is_text(panel)
    is_question = (
        "aria-expanded" in button.attributes
        or "accordion" in button.attributes.get("class", "").lower()
        or phrase(button).endswith("?")
    )
    if behind is None or behind.tag not in _OPENED or not (is_question or panel is behind):
        return False
    return _is_text(behind)


def _label_tabs(nodes: list[Node], by_id: dict[str, Node]) -> None:
    tabs = [node for node in nodes if node.role == "tab" and node.tag not in HEADINGS]
    named = {node.attributes.get("id", ""): node for node in tabs}
    panels = {named.get(node.attributes.get("aria-labelledby", "")): node for node in nodes}
    for tab in tabs:
        panel = by_id.get(tab.attributes.get("aria-controls", "")) or panels.get(tab)
        if panel is None or panel.role != "tabpanel" or not _is_text(panel):
            continue
        label = phrase(tab)
        if not phrase(panel).startswith(label):
            panel.children.insert(0, Node("summary", children=tab.children))
        elif phrase([*panel.elements(), panel][0]) != label:
            continue
        tab.children = []  # of two tabs of one panel, as for phones, the second is none


def _is_text(panel: Node) -> bool:
    """Returns whether a panel is more than links and fields."""
    within = {panel, *panel.within()}
    if any(_SITES & {node.tag, node.role} for node in within):
        return False
    links = {node for node in within if node.tag == "a"}
    return 2 * len(phrase(panel, links)) > len(phrase(panel))
