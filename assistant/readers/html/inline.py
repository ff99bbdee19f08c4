"""The words of an element as they are laid out: white space collapsed, line breaks kept.

A no-break space becomes a space, and soft hyphens and zero-width spaces go: on the page they look
like a space and like nothing, nobody types them, and a quotation with them would not be found.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from assistant.readers.html.tree import Node

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl document
    dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li
    listing main menu nav ol optgroup option p plaintext pre search section select summary table
    tbody td tfoot th thead tr ul xmp
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_SPACE = re.compile("[ \t\n\r\f\xa0\u202f]+")
_NO_BREAK = re.compile("[\xa0\u202f]")
_UNSEEN = re.compile("[\xad\u200b\ufeff]")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)


def is_block(node: Node) -> bool:
    """Whether it stands on lines of its own."""
    return node.tag in BLOCKS or _BLOCK_STYLE.search(node.attributes.get("style", "")) is not None


def collapsed(parts: Iterable[str]) -> str:
    """Text with one space for each run of white space, and none at either end."""
    return _SPACE.sub(" ", _UNSEEN.sub("", "".join(parts))).strip(" ")


def phrase(node: Node, without: Container[Node] = ()) -> str:
    """The words of an element on one line, or on several where it breaks them itself."""
    lines: list[list[str]] = [[]]
    for part in _parts(node, without):
        if part is None:
            lines.append([])
        else:
            lines[-1].append(part)
    return "\n".join(line for parts in lines if (line := collapsed(parts)))


def preformatted(node: Node, without: Container[Node] = ()) -> str:
    """The words of an element with its spaces and line breaks, less blank lines at the ends."""
    text = "".join(_set_lines(node, without))
    lines = _UNSEEN.sub("", _NO_BREAK.sub(" ", text)).split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).rstrip()


def _parts(node: Node, without: Container[Node]) -> Iterator[str | None]:
    """The text inside an element; None is a line break, and a block's ends are spaces."""
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
