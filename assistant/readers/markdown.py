"""Reads Markdown: CommonMark with tables, and the front matter that some tools put above it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.readers.canonical import SUPERSCRIPTS, Canonical
from assistant.readers.cover import Cover
from assistant.readers.html.tree import parse, phrase
from assistant.readers.html.writer import canonical
from assistant.readers.imprint import Properties, described
from assistant.records import Document, Entry, MarkKind
from assistant.text.files import first_day

_NESTING = 100  # the parser drops what is nested deeper, and CommonMark's 20 can be met
_PARSER = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](:[ \t]*)?")
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

    HTML in it is read as in a web page: without tags, comments and what is hidden.

    Raises:
        UnreadableFileError: a piece of HTML in it is not one that a person wrote.
    """
    text = text.removeprefix("\ufeff")
    front = _FRONT_MATTER.match(text)
    body = front["body"] if front else ""
    writer = _MarkdownWriter(path)
    writer.canonical.block(MarkKind.BOILERPLATE, body.strip())
    text = _with_raised_marks(text[front.end() :] if front else text)
    writer.blocks(SyntaxTreeNode(_PARSER.parse(text)).children)
    pairs = filter(None, (_PAIR.fullmatch(line.rstrip()) for line in body.splitlines()))
    said = {pair[1].lower(): _scalar(pair[2]) or None for pair in pairs}
    published = said.get("date") or ""
    day = published if first_day(published) else None
    url = said.get("url") or writer.url
    entry = Entry(title=said.get("title"), author=said.get("author"), published=day, url=url)
    found = Document(path, sha256, writer.canonical.text, writer.canonical.marks, entry)
    return described(found, Properties(), Cover(heading=writer.title))


class _MarkdownWriter:
    """One walk over the blocks that writes the canonical text and keeps the source's address."""

    def __init__(self, path: str) -> None:
        self.canonical = Canonical()
        self.path = path
        self.url: str | None = None

    def blocks(self, nodes: list[SyntaxTreeNode], depth: int = 0) -> None:
        """Writes blocks; `depth` is how many lists they stand in."""
        for node in nodes:
            self._block(node, depth)

    def _block(self, node: SyntaxTreeNode, depth: int) -> None:
        if node.type == "heading":
            self.canonical.block(MarkKind.HEADING, self._words(node), int(node.tag[1:]))
        elif node.type == "paragraph":
            self._paragraph(self._words(node))
        elif node.type in ("fence", "code_block"):
            self.canonical.block(MarkKind.PARAGRAPH, node.content.rstrip("\n"))
        elif node.type == "table":
            rows = [row for part in node.children for row in part.children]
            for place, row in enumerate(rows):
                self.canonical.row([self._words(cell) for cell in row.children], place)
        elif node.type == "html_block":
            self._html(node.content)
        elif node.type == "list_item":
            self._item(node, depth)
        else:
            self.blocks(node.children, depth + (node.type in _LISTS))

    def _html(self, written: str) -> None:
        shown = canonical(parse(written, self.path).body, frozenset())
        for mark in shown.marks:
            self.canonical.block(mark.kind, shown.text[mark.start : mark.end], mark.number)

    def _words(self, node: SyntaxTreeNode) -> str:
        """Returns the words of a block, as a reader of the page sees them."""
        if any(inner.type == "html_inline" for inner in node.walk()):
            written = _PARSER.renderer.render(node.to_tokens(), _PARSER.options, {})
            return phrase(parse(written, self.path).body)
        return _plain(node)

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
            words = self._words(blocks[0])
            self.canonical.block(MarkKind.ITEM, f"{marker} {words}" if words.strip() else "", depth)
            blocks = blocks[1:]
        self.blocks(blocks, depth)

    @property
    def title(self) -> str:
        """The first heading, if it is of level 1 and opens the document or is the only such one."""
        shown = [m for m in self.canonical.marks if m.kind is not MarkKind.BOILERPLATE]
        headings = [m for m in shown if m.kind is MarkKind.HEADING]
        is_only = [m.number for m in headings].count(1) == 1
        if not headings or headings[0].number != 1 or not (is_only or headings[0] == shown[0]):
            return ""
        return " ".join(self.canonical.text[headings[0].start : headings[0].end].split())


def _with_raised_marks(text: str) -> str:
    """Returns Markdown with the marks of its notes as raised figures, in the text and at each note.

    They are counted in order of reference.
    """
    notes = dict.fromkeys(found[1] for found in _NOTE.finditer(text))
    marked = [f[1] for f in _NOTE_MARK.finditer(text) if f[1] in notes and not f[2]]
    order = enumerate(dict.fromkeys([*marked, *notes]), 1)
    shown = {label: str(number).translate(SUPERSCRIPTS) for number, label in order}

    def raised(found: re.Match[str]) -> str:
        mark = shown.get(found[1])
        return found[0] if mark is None else f"{mark} " if found[2] else mark

    return _NOTE_MARK.sub(raised, _NOTE.sub(r"\n\g<0>", text))  # each note a paragraph


def _plain(node: SyntaxTreeNode) -> str:
    if node.type == "s":  # struck out
        return ""
    if node.children:
        return "".join(_plain(child) for child in node.children)
    shown = node.content if node.type in ("text", "code_inline") else ""
    return _BREAKS.get(node.type, shown)


def _scalar(value: str) -> str:
    """Returns the text of a YAML scalar on one line; empty for any other kind of value."""
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        quote = quoted["quote"]
        return quoted["inside"].replace(quote * 2 if quote == "'" else '\\"', quote).strip()
    return "" if value.startswith(_NOT_PLAIN) else _COMMENT.sub("", value).strip()
