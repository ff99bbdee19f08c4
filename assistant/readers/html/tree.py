"""A saved page as a tree of what is shown of it, and what its head says.

Parsed by Lexbor through selectolax: it mends broken markup as browsers do, and no part of a page
is lost for its size. libxml2 was tried: it drops what follows `</body>`, and the whole page where
elements stand 256 deep or a text is longer than 10 MB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFileError

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
    annotation annotation-xml audio canvas datalist embed head iframe noembed noframes noscript
    rp script style svg template title video
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_HIDING_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?)(?:\s|$)", re.I
)


@dataclass(slots=True, eq=False)
class Node:
    """An element that is shown; its children are elements and text."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self) -> Iterator[Node]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Node))

    def within(self) -> Iterator[Node]:
        """All elements inside this one, in order."""
        todo = [*self.elements()][::-1]
        while todo:
            node = todo.pop()
            yield node
            todo.extend([*node.elements()][::-1])

    @property
    def words(self) -> str:
        """All its text, as it stands in the file."""
        return "".join(c if isinstance(c, str) else c.words for c in self.children)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of a page, and what it says of itself without showing it."""

    body: Node
    title: str
    meta: tuple[Mapping[str, str], ...]
    links: tuple[Mapping[str, str], ...]
    linked_data: tuple[str, ...]
    """The JSON-LD scripts."""


def parse(text: str, name: str) -> Page:
    """The page in a decoded file.

    Raises:
        UnreadableFileError: the file is no page that a person could have written.
    """
    _check(text, name)
    parser = LexborHTMLParser(text, scripting=True)
    titles = parser.css("head > title")
    return Page(
        body=_shown(parser.root),
        title=titles[0].text() if titles else "",
        meta=tuple(_attributes(node) for node in parser.css("meta[content]")),
        links=tuple(_attributes(node) for node in parser.css("link[href]")),
        linked_data=tuple(
            node.text() for node in parser.css("script") if "ld+json" in _attribute(node, "type")
        ),
    )


def _check(text: str, name: str) -> None:
    """Refuse what would take the parser minutes or gigabytes, and a DTD."""
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
    """Whether many elements are open at once, or one has too many attributes, at a rough count."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _OFTEN_UNCLOSED and not tag[3].endswith("/"):
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        long = len(tag[3]) > _LONGEST_TAG and len(_QUOTED.sub("", tag[3])) > _LONGEST_TAG
        if depth > _MOST_OPEN or long:
            return True
    return False


def _shown(root: LexborNode | None) -> Node:
    """A copy of what is shown, without recursion, as pages may be deeper than Python's stack."""
    path = [Node("document")]
    todo: list[LexborNode | None] = [root]
    while todo:
        node = todo.pop()
        if node is None:
            _close(path)
        elif node.tag == "-text":
            path[-1].children.append(node.text_content or "")
        elif _is_shown(node):
            _open(path, Node(node.tag or "", _attributes(node)))
            todo.append(None)
            todo.extend(reversed(list(_children(node))))
    return path[0]


def _open(path: list[Node], node: Node) -> None:
    """Put an element where it belongs; one that is too deep only marks where it begins."""
    path[-1].children.append(node)
    if len(path) > _DEEPEST:
        node = Node(node.tag, children=path[-1].children)
    path.append(node)


def _close(path: list[Node]) -> None:
    closed = path.pop()
    if path and closed.children is path[-1].children:
        closed.children.append(Node(closed.tag))


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _is_shown(node: LexborNode) -> bool:
    """Whether a reader of the page sees the element; what only a style sheet hides counts."""
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


def _attribute(node: LexborNode, name: str) -> str:
    return _attributes(node).get(name, "").lower()
