"""Reads Markdown: CommonMark with tables, and the front matter that some tools put above it."""

from __future__ import annotations

import re
from collections import defaultdict

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from assistant.readers.canonical import SUPERSCRIPTS, Block, Canonical
from assistant.readers.cover import Cover
from assistant.readers.html.tree import parse, phrase
from assistant.readers.html.writer import canonical
from assistant.readers.imprint import Properties, described
from assistant.records import Document, Entry, MarkKind
from assistant.text.files import first_day

_NESTING = 100  # the parser drops what is nested deeper, and CommonMark's 20 can be met
_PARSER = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
_STRUCK = re.compile(  # in a word a tilde may be of a range ('5~6'), or lower a figure ('CO~2~')
    r"(?<![^\W_])(?<!~)~(?![\s~])(?:\\.|`[^`]*`|~~[^~]+~~|[^~`\\])+(?<!\s)~(?![^\W_]|~)"
)
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](:[ \t]*)?")
_GOES_ON = r"(?:\n(?! {0,3}\[\^)(?=[ \t]*\S).*)*"
_NOTE_OF_SEVERAL = re.compile(
    rf"^ {{0,3}}\[\^[^\]\s]+\]:.*{_GOES_ON}(?:(?:\n[ \t]*)+\n(?: {{4}}|\t).*{_GOES_ON})+",
    re.MULTILINE,
)
_INDENT = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
_COMMENTED = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LISTS = frozenset({"bullet_list", "ordered_list"})
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<body>(?:#.*\n)*[\w-]+[ \t]*:(?s:.*?))\n---[ \t]*(?:\n|\Z)"
)
_OF_YAML = re.compile(r"\s*$|[\s#\]}-]|[\w\"'][^:]{0,30}:(?:\s|$)")
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
    front = _front_matter(text)
    body = front["body"] if front else ""
    writer = _MarkdownWriter(path)
    writer.written.append(Block(MarkKind.BOILERPLATE, body.strip()))
    text = _with_raised_marks(text[front.end() :] if front else text)
    writer.blocks(_parsed(text))
    writer.canonical.write(writer.written)
    pairs = filter(None, (_PAIR.fullmatch(line.rstrip()) for line in body.splitlines()))
    said = {pair[1].lower(): _scalar(pair[2]) or None for pair in pairs}
    published = said.get("date") or ""
    day = published if first_day(published) else None
    url = said.get("url") or writer.url
    entry = Entry(title=said.get("title"), author=said.get("author"), published=day, url=url)
    found = Document(path, sha256, writer.canonical.text, writer.canonical.marks, entry)
    return described(found, Properties(), Cover(heading=writer.title))


class _MarkdownWriter:
    """One walk over the blocks that gathers what is written and keeps the source's address."""

    def __init__(self, path: str) -> None:
        self.canonical = Canonical()
        self.written: list[Block] = []
        self.path = path
        self.url: str | None = None

    def blocks(self, nodes: list[SyntaxTreeNode], depth: int = 0) -> None:
        """Writes blocks; `depth` is how many lists they stand in.

        An element of HTML that opens in one of them and closes in a later one is read as a whole.
        """
        closed = _closed(nodes)
        place = 0
        while place < len(nodes):
            first, last = place, place
            while place <= last:
                last = max(last, closed.get(place, place))
                place += 1
            if last > first:
                self._html("".join(map(_rendered, nodes[first:place])))
            else:
                self._block(nodes[first], depth)

    def _block(self, node: SyntaxTreeNode, depth: int) -> None:
        if node.type == "heading":
            self.written.append(Block(MarkKind.HEADING, self._words(node), int(node.tag[1:])))
        elif node.type == "paragraph":
            self._paragraph(self._words(node))
        elif node.type in ("fence", "code_block"):
            self.written.append(Block(MarkKind.PARAGRAPH, node.content.rstrip("\n")))
        elif node.type == "table":
            rows = [row for part in node.children for row in part.children]
            for place, row in enumerate(rows):
                cells = tuple(map(self._words, row.children))
                self.written.append(Block(MarkKind.ROW, "", place, cells=cells))
        elif node.type == "list_item":
            self._item(node, depth)
        elif node.type == "html_block":
            self._html(node.content)
        else:
            self.blocks(node.children, depth + (node.type in _LISTS))

    def _html(self, written: str) -> None:
        shown = canonical(parse(written, self.path).body, frozenset())
        for mark in shown.marks:
            words = shown.text[mark.start : mark.end]
            if mark.kind is MarkKind.PARAGRAPH:
                self._paragraph(words)
            else:
                self.written.append(Block(mark.kind, words, mark.number, cells=(words,)))

    def _words(self, node: SyntaxTreeNode) -> str:
        """Returns the words of a block, as a reader of the page sees them."""
        if any(inner.type == "html_inline" for inner in node.walk()):
            return phrase(parse(_rendered(node), self.path).body)
        return _plain(node)

    def _paragraph(self, text: str) -> None:
        source = _SOURCE.fullmatch(text)
        if source:
            self.url = self.url or source["url"]
        self.written.append(Block(MarkKind.BOILERPLATE if source else MarkKind.PARAGRAPH, text))

    def _item(self, node: SyntaxTreeNode, depth: int) -> None:
        """Writes an item: its first paragraph; further blocks in it are blocks of their own."""
        blocks = node.children
        if blocks and blocks[0].type == "paragraph":
            marker = f"{node.info}{node.markup}" if node.info else "-"
            if (words := self._words(blocks[0])).strip():
                self.written.append(Block(MarkKind.ITEM, f"{marker} {words}", depth))
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


def _front_matter(text: str) -> re.Match[str] | None:
    """Returns what stands between --- and --- at the top; None where it is prose between rules."""
    found = _FRONT_MATTER.match(text)
    lines = found["body"].splitlines() if found else []
    blank = next((place for place, line in enumerate(lines) if not line.strip()), len(lines))
    return found if all(_OF_YAML.match(line) for line in lines[blank:]) else None


def _parsed(text: str) -> list[SyntaxTreeNode]:
    """Returns the blocks of a text; items that are written with one number are counted."""
    tokens = _PARSER.parse(text)
    next_numbers: list[int] = []  # of the lists around
    for token in tokens:
        if token.type == "ordered_list_open":
            next_numbers.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            next_numbers.pop()
        elif token.type == "list_item_open" and token.info:
            number = max(next_numbers[-1], int(token.info))  # numbers left out are meant
            token.info, next_numbers[-1] = str(number), number + 1
    return SyntaxTreeNode(tokens).children


def _rendered(node: SyntaxTreeNode) -> str:
    written: str = _PARSER.renderer.render(node.to_tokens(), _PARSER.options, {})
    return written


def _closed(nodes: list[SyntaxTreeNode]) -> dict[int, int]:
    """Returns for places of blocks of HTML where the last element closes that opens in them."""
    opened: defaultdict[str, list[int]] = defaultdict(list)
    closed = {}
    for place, node in enumerate(nodes):
        written = (n.content for n in node.walk() if n.type in ("html_block", "html_inline"))
        for tag in _TAG.finditer(_COMMENTED.sub("", "".join(written))):
            if not tag[1]:
                opened[tag[2].lower()].append(place)
            elif places := opened[tag[2].lower()]:
                closed[places.pop()] = place
    return {first: last for first, last in closed.items() if nodes[first].type == "html_block"}


def _pass_over_struck(state: StateInline, _: bool) -> bool:
    """Passes over what stands between single tildes, as GitHub strikes it out, too."""
    struck = _STRUCK.match(state.src, state.pos, state.posMax)
    if struck:
        state.pos = struck.end()
    return struck is not None


_PARSER.inline.ruler.before("strikethrough", "single_tilde", _pass_over_struck)


def _with_raised_marks(text: str) -> str:
    """Returns Markdown with the marks of its notes as raised figures, in the text and at each note.

    They are counted in order of reference.
    """
    text = _NOTE_OF_SEVERAL.sub(lambda note: _INDENT.sub("", note[0]), text)
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
