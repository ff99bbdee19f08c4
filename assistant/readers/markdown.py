"""Reads Markdown: CommonMark with tables, and the front matter that some tools put above it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.readers.canonical import Canonical, first_day
from assistant.readers.imprint import Cover, Properties, described
from assistant.records import Document, Entry, MarkKind

_NESTING = 100  # the parser drops what is nested deeper, and CommonMark's 20 can be met
_LISTS = frozenset({"bullet_list", "ordered_list"})
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?P<body>[\w-]+[ \t]*:.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_PAIR = re.compile(r"(title|author|date|url)[ \t]*:[ \t]+(\S.*)", re.IGNORECASE)
_QUOTED = re.compile(r"(?P<quote>['\"])(?P<inside>.*)(?P=quote)\s*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s+)#.*$")
_NOT_PLAIN = ("[", "{", "|", ">", "&", "*", "!", "%", "@", "`")
_SOURCE = re.compile(r"(?:Source|URL|Link):\s*<?(?P<url>https?://[^\s>]+)>?", re.IGNORECASE)


def read_markdown(text: str, path: str, sha256: str) -> Document:
    """Returns the document in a decoded Markdown file; its text leaves out the markup.

    Raw HTML in it stays what it is, letter for letter.
    """
    text = text.removeprefix("\ufeff")
    front = _FRONT_MATTER.match(text)
    body = front["body"] if front else ""
    writer = _MarkdownWriter()
    writer.canonical.block(MarkKind.BOILERPLATE, body.strip())
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).enable(
        ["table", "strikethrough"]
    )
    writer.blocks(SyntaxTreeNode(parser.parse(text[front.end() :] if front else text)).children)
    said = _plain_pairs(body.splitlines())
    published = said.get("date", "")
    entry = Entry(
        title=said.get("title"),
        author=said.get("author"),
        published=published if first_day(published) else None,
        url=said.get("url") or writer.url,
    )
    found = Document(path, sha256, writer.canonical.text, writer.canonical.marks, entry)
    return described(found, Properties(), Cover(heading=writer.title or ""))


class _MarkdownWriter:
    """One walk over the blocks that writes the canonical text and keeps the source's address."""

    def __init__(self) -> None:
        self.canonical = Canonical()
        self.url: str | None = None

    def blocks(self, nodes: list[SyntaxTreeNode], depth: int = 0) -> None:
        """Writes blocks; `depth` is how many lists they stand in."""
        for node in nodes:
            self._block(node, depth)

    def _block(self, node: SyntaxTreeNode, depth: int) -> None:
        if node.type == "heading":
            self.canonical.block(MarkKind.HEADING, _plain(node), int(node.tag[1:]))
        elif node.type == "paragraph":
            self._paragraph(_plain(node))
        elif node.type in ("fence", "code_block"):
            self.canonical.block(MarkKind.PARAGRAPH, node.content.rstrip("\n"))
        elif node.type == "table":
            rows = [row for part in node.children for row in part.children]
            for place, row in enumerate(rows):
                self.canonical.row([_plain(cell) for cell in row.children], place)
        elif node.type == "list_item":
            self._item(node, depth)
        else:
            self.blocks(node.children, depth + (node.type in _LISTS))

    def _paragraph(self, text: str) -> None:
        source = _SOURCE.fullmatch(text)
        if source:
            self.url = self.url or source["url"]
        self.canonical.block(MarkKind.BOILERPLATE if source else MarkKind.PARAGRAPH, text)

    def _item(self, node: SyntaxTreeNode, depth: int) -> None:
        """Writes an item: its first paragraph; further blocks in it are blocks of their own."""
        blocks = node.children
        if blocks and blocks[0].type == "paragraph":
            marker = f"{node.info}{node.markup}" if node.info else "-"
            words = _plain(blocks[0])
            self.canonical.block(MarkKind.ITEM, f"{marker} {words}" if words.strip() else "", depth)
            blocks = blocks[1:]
        self.blocks(blocks, depth)

    @property
    def title(self) -> str | None:
        """The first heading, if it is of level 1 and opens the document or is the only such one."""
        shown = [m for m in self.canonical.marks if m.kind is not MarkKind.BOILERPLATE]
        headings = [m for m in shown if m.kind is MarkKind.HEADING]
        if not headings or headings[0].number != 1:
            return None
        first = headings[0]
        if first != shown[0] and sum(m.number == 1 for m in headings) > 1:
            return None
        return " ".join(self.canonical.text[first.start : first.end].split())


def _plain(node: SyntaxTreeNode) -> str:
    """Returns the words of a block or of an inline node, as a reader of the page sees them."""
    if node.type in _BREAKS:
        return _BREAKS[node.type]
    if node.type == "s":  # struck out
        return ""
    if node.children:
        return "".join(_plain(child) for child in node.children)
    return node.content if node.type in ("text", "code_inline") else ""


def _plain_pairs(lines: Iterable[str]) -> dict[str, str]:
    pairs = (found for line in lines if (found := _PAIR.fullmatch(line.rstrip())))
    values = {pair[1].lower(): _scalar(pair[2]) for pair in pairs}
    return {key: value for key, value in values.items() if value}


def _scalar(value: str) -> str:
    """Returns the text of a YAML scalar on one line; empty for any other kind of value."""
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        quote = quoted["quote"]
        return quoted["inside"].replace(quote * 2 if quote == "'" else '\\"', quote).strip()
    return "" if value.startswith(_NOT_PLAIN) else _COMMENT.sub("", value).strip()
