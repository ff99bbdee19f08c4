"""The text of a document as it is written mark by mark, and what else several readers share.

Besides `Canonical`: how much of a file may be read, numbers in the styles that lists and pages are
numbered in, raised and lowered figures, and what the fonts of symbols that come with Office show.
"""

# ruff: noqa: RUF001 - characters that look like others are what symbol fonts are about
from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from assistant.records import Mark, MarkKind
from assistant.text import may_open

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 10_000  # beyond it letters and Roman numerals would run to pages
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = (
    "zero", *_ONES, "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen",
    *(f"{ten}{one}" for ten in _TENS for one in ("", *(f"-{one}" for one in _ONES))),
)  # fmt: skip
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
PRIVATE = range(0xF000, 0xF100)  # the codes that fonts of symbols use for their own places
_PLAIN_BULLETS = {0x20: " ", 0xB7: "•", 0xA7: "▪"}
_RUNS = {  # what fonts show, by the code of the first of characters in a row
    "wingdings": {
        0x22: "✂", 0x28: "☎✆✉", 0x36: "⌛", 0x3F: "✍", 0x46: "☞", 0x4A: "☺", 0x4C: "☹",
        0x6C: "●❍■□", 0x71: "❑❒⬧⧫◆❖⬥☒", 0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x9E: "·•", 0xA1: "○",
        0xA4: "◉", 0xA8: "◻", 0xAB: "★", 0xB2: "✧", 0xD8: "➢", 0xDF: "←→↑↓↖↗↙↘←➔↑↓↖↗↙↘⇦⇨⇧⇩",
        0xFB: "✗✓☒☑",
    },
    "symbol": {
        0x21: "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
        0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼", 0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
        0xBF: "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑", 0xF1: "⟩∫",
    },
    "wingdings 2": {0x4F: "✗✓☒☑☒☒", 0x97: "●", 0xA2: "■□"},
    "wingdings 3": {0x22: "→", 0x7D: "▶"},
    "webdings": {0x34: "▶", 0x3D: "●", 0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"},
}  # fmt: skip
_FONTS = {
    font: _PLAIN_BULLETS | {n: c for start, row in runs.items() for n, c in enumerate(row, start)}
    for font, runs in _RUNS.items()
}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that gets a mark, before it is written."""

    kind: MarkKind
    text: str
    level: int | None = None
    """Of a heading or an item, from 1, the outermost; of a row its place, 0 for the header;
    of a chart's label its place among them."""
    is_bold: bool = False  # whether all of it is in bold type, where its reader asks for that
    cells: tuple[str, ...] = ()  # of a row


def _of_unicode(kind: str) -> dict[int, str]:
    """Returns the characters of which Unicode has one of a kind, raised or lowered, and that."""
    kinds = {c: unicodedata.decomposition(c).split() for c in map(chr, range(0x80, 0x2100))}
    return {int(k[1], 16): c for c, k in kinds.items() if k[:1] == [f"<{kind}>"] and len(k) == 2}


SUPERSCRIPTS, SUBSCRIPTS = _of_unicode("super"), _of_unicode("sub")
_VULGAR = {unicodedata.normalize("NFKC", c): c for c in "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
_FIGURES = re.compile(r"(?=.*\d)[\d ,.–+=()\[\]/\u2044\u2215\u2212-]+|[a-z]|[ivx][ivx, –-]*")
_LONGEST_SCRIPT = 20  # characters; PDFs have a limit of their own
_LATER = re.compile(r"\(?(?![1ai]\W)(?:[0-9]{1,3}|[a-z]{1,6})[.):]")  # number of an item
_TYPED = re.compile(r"(?!\(c\) [12]\d{3}\b)\(?(?:[a-z\d]{1,5}[.)]|[A-Z]\))(?=\s+\S)")
_OWNER = re.compile(r"\(c\) (?:.*(?i:copyright)|[A-Z][^.;:]* [12]\d{3}(?:\.|$))")
_Labels = dict[int, Sequence[str]]  # to come, by the level of their items
_DEEPEST, _NEAR = 9, 20  # of series in one another; blocks in which a second item follows
BELOW = "\v"  # for what a cell says that one above reaches into
_SHORT = 100  # characters of a value that is said again where its cell reaches
_COUNT = re.compile(r"[+−–(-]?\d[\d., ]*[)*†‡⁰¹²³⁴-⁹]*")  # has no unit; a note's mark may follow
_MOST_HEADERS = 3  # rows at the top of a table
FRACTION = re.compile("([⁰¹²³⁴-⁹]+)[/\u2044\u2215]([⁰¹²³⁴-⁹₀-₉]+)")


class Canonical:
    """The text so far and its marks; the slice of each mark is exactly the text given for it.

    A blank line parts two blocks; a single newline goes before an item that follows an item or
    the lead-in of its list, and between the rows of a table or the labels of a chart. Text that is
    blank adds nothing.
    """

    def __init__(self) -> None:
        """Begins with no text."""
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Mark] = []
        self._pages: list[Mark] = []

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in order of start, a page or slide before what stands in it."""
        blocks = _within_items(self.text, self._blocks)
        # sorted is stable: pages come first where starts are equal
        return tuple(sorted([*self._pages, *blocks], key=attrgetter("start")))

    def open_page(self, number: int, label: str | None = None) -> None:
        """Begins a page, which ends the one before; inside a block, `run_on` then goes on."""
        self._pages.append(Mark(MarkKind.PAGE, self._length, self._length, number, label))

    def open_slide(self, number: int, *, hidden: bool = False) -> None:
        """Begins a slide, which ends the one before."""
        label = "hidden" if hidden else None
        self._pages.append(Mark(MarkKind.SLIDE, self._length, self._length, number, label))

    def write(self, blocks: Iterable[Block]) -> None:
        """Writes blocks in order, each with its mark."""
        for block in _with_typed_items([*blocks]):
            if block.kind is MarkKind.ROW:
                self.row(block.cells, block.level or 0)
            else:
                self.block(block.kind, block.text, block.level)

    def row(self, cells: Sequence[str], place: int) -> None:
        """Writes a row of a table; place 0 is the header's."""
        words = [" ".join(cell.split()) for cell in cells]
        self.block(MarkKind.ROW, " | ".join(words) if any(words) else "", place)

    def block(self, kind: MarkKind, text: str, level: int | None = None) -> None:
        """Writes a block that is not blank; `level` as in `Block`."""
        if not text.strip():
            return
        if self._blocks:
            self._write("\n" if self._continues(kind, level) else "\n\n")
        self._blocks.append(Mark(kind, self._length, self._length, level))
        self.run_on(text)

    def run_on(self, text: str) -> None:
        """Makes the last block longer by a text."""
        start = self._length
        self._write(text)
        self._blocks[-1] = replace(self._blocks[-1], end=self._length)
        if self._pages:
            page = self._pages[-1]
            first = start if page.start == page.end else page.start
            self._pages[-1] = replace(page, start=first, end=self._length)

    def _continues(self, kind: MarkKind, level: int | None) -> bool:
        """Returns whether a block goes on with the list or table of the block before.

        A paragraph that ends with a colon becomes the lead-in of the item below it.
        """
        above, place = self._blocks[-1], level or 0
        if kind is MarkKind.ROW:
            heads = above.number is not None and above.number < place
            return above.kind is kind and (heads or place > 0)
        if kind is not MarkKind.ITEM:
            return kind is MarkKind.LABEL is above.kind and place != 0
        on_page = not self._pages or self._pages[-1].end > self._pages[-1].start
        if above.kind is MarkKind.PARAGRAPH and on_page and self._parts[-1].endswith(":"):
            self._blocks[-1] = above = replace(above, kind=MarkKind.LEAD_IN)
        return above.kind in (MarkKind.ITEM, MarkKind.LEAD_IN)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _with_typed_items(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yields the blocks; paragraphs that count on from '(a)', or 'a.' below a colon, are items.

    To an item belong series and bullets below it and, where its series goes on nearby, text that
    opens nothing. Other text ends all series, unless a colon ends it; '(a)' ends those like it.
    """
    above, within = Block(MarkKind.HEADING, ""), 0  # the level of the item gone on with, if any
    labels = [*map(_label, blocks, (above, *blocks))]
    held: _Labels = {}
    for place, block in enumerate(blocks):
        label, near = labels[place], labels[place + 1 : place + _NEAR]
        text = block.text if block.kind is MarkKind.PARAGRAPH else ""
        is_bullet = block.kind is MarkKind.ITEM and not block.text[:1].isalnum()
        outer = (above.level or 1) if above.kind is MarkKind.ITEM else (block.level or 1) - 1
        if found := _series(label, near, held, above, within or outer):
            within = max(found)
            held = {n: later for n, later in held.items() if n < within} | found
            block = Block(MarkKind.ITEM, text, within)
        elif block.kind is not MarkKind.ITEM:
            like = _SERIES.get(label, "-")[-2:]
            held = {n: later for n, later in held.items() if later[-2:] != like}
            going = (n for n, later in held.items() if later[0] in near and _is_within(text, later))
            within = max(going, default=0)
            held = {n: later for n, later in held.items() if n <= within or text.endswith(":")}
        elif not is_bullet:
            within = 0
        if within and not found and (is_bullet or text.endswith(":")):
            block = replace(block, level=(block.level or 1) + within)
        above = block
        yield block


def _label(block: Block, above: Block) -> str:
    """Returns the label typed in front of a paragraph; below text, '(c) Ann Lee 2024' has none."""
    found = _TYPED.match(block.text) if block.kind is MarkKind.PARAGRAPH else None
    is_owner = _OWNER.match(block.text) and not _TYPED.match(above.text)
    return found[0] if found and not is_owner else ""


def _series(label: str, near: Sequence[str], held: _Labels, above: Block, outer: int) -> _Labels:
    """Returns the level of an item and the labels to come behind its own; nothing for no item."""
    known = [n for n, later in held.items() if later[0] == label]
    may_begin = not known and label.endswith(")") and may_open(above.text)
    later = _SERIES.get(label, "-")
    if later[0] in near and (may_begin or above.text.endswith(":")):
        return {min(outer + 1, _DEEPEST): later}
    return {n: held[n][1:] for n in known[-1:]}


def _is_within(text: str, later: Sequence[str]) -> bool:
    """Returns whether text may belong to an item; behind a sentence, '3.' may be a section."""
    is_counted = text[:1].isdigit() or later[0][0].isdigit()
    return goes_on_with_item(text) and (text[0] == "(" or text[0].islower() or not is_counted)


def _within_items(text: str, blocks: Sequence[Mark]) -> list[Mark]:
    """Returns the blocks; what stands between an item and one that counts on from it is within.

    A paragraph of level 0 is not: it ends the list.
    """
    found = list(blocks)
    items: dict[int, int] = {}  # the place of the last item of each level
    for place, block in enumerate(blocks):
        words, level = text[block.start : block.end], block.number or 0
        if block.kind is MarkKind.ITEM:
            at = items.get(level, place) if _LATER.match(words) else place
            found[at:place] = [replace(m, number=m.number or level + 1) for m in found[at:place]]
            items = {n: held for n, held in items.items() if n < level} | {level: place}
        elif block.kind is MarkKind.PARAGRAPH and block.number == 0:
            items, found[place] = {}, replace(block, number=None)
        elif block.kind is not MarkKind.PARAGRAPH or not goes_on_with_item(words):
            items = {}
    return found


def goes_on_with_item(words: str) -> bool:
    """Returns whether a paragraph below an item may belong to it, as it opens nothing itself."""
    return words[:1].islower() or words[:1] == "(" or not may_open(words)


def rows(cells: Iterable[tuple[str | None, ...]], headers: int) -> list[Block]:
    """Returns the rows of a table that have text; the first `headers` of those given head it.

    BELOW stands for a cell that one above reaches into, and None for a column that the cell before
    reaches over: an empty one, where some row has a cell in each column, but in no row of a single
    cell. A short value of several rows or headed columns stands in each of them; in the first
    column it stands once. Rows that the first cell of a header reaches into are of the header.
    """
    shown: list[tuple[str | None, ...]] = []
    heads = 0
    for at, row in enumerate(cells):
        if any(c and c.strip() for c in row):
            goes_on = 0 < heads == len(shown) and row[0] == BELOW and None in shown[-1]
            heads += at < headers or goes_on
            shown.append(row)
    if not 0 < heads < min(len(shown), _MOST_HEADERS + 1):
        heads = min(headers, 1)
    own = [tuple(cell.strip(BELOW) for cell in row if cell is not None) for row in shown]
    widths = (len(row) for row, kept in zip(shown, own, strict=True) if len(kept) > 1)
    has_columns = max(widths, default=0) == max(map(len, own), default=0)
    named = {n for row in shown[:heads] for n, cell in enumerate(row) if cell and n > 1}
    found = []
    held: list[str] = []
    for place, (row, kept) in enumerate(zip(shown, own, strict=True), 1 - heads):
        held = _spread(row, held if place > 1 else (), named if place > 0 else ())
        full = tuple(held) if has_columns and len(kept) > 1 else kept
        found.append(Block(MarkKind.ROW, " ".join(kept), place, cells=full))
    return found


def _spread(row: Sequence[str | None], above: Sequence[str], named: Container[int]) -> list[str]:
    """Returns what a row shows below another; a cell spreads over the columns that are `named`.

    A bare number does not: that of several rows or columns together is not that of each.
    """
    found: list[str] = []
    for n, cell in enumerate(row):
        over = above[n : n + 1] if cell == BELOW else found[-1:] if n in named else ()
        said = (v for v in over if n and len(v) <= _SHORT and not _COUNT.fullmatch(v.strip()))
        found.append("".join(said) if cell is None or cell == BELOW else cell)
    return found


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of a file is read; a caller that limits time gets the pages read until then."""

    most_seconds: float | None = None
    """After these no further page is begun; the rest come as unread."""
    skip: frozenset[int] = frozenset()
    """Pages not to be touched, as reading them ended a process before; 0 is what the file says of
    itself: title, outline, page labels."""
    progress: Callable[[int], object] | None = None
    """Is told each page's number before it is begun, and 0 before what the file says of itself,
    so that who reads in a child process knows which page ended it."""

    def begins(self, page: int, started: float) -> bool:
        """Returns whether a page of a file begun at `started` (`time.monotonic`) may be begun."""
        spent = time.monotonic() - started
        if page in self.skip or (self.most_seconds is not None and spent >= self.most_seconds):
            return False
        if self.progress is not None:
            self.progress(page)
        return True


ALL = Allowance()
NO_TEXT = "no text on these pages (scanned images?)"  # of a PDF, which recognition might read


def written(value: int, style: str) -> str:
    """Returns a number in one of WordprocessingML's styles; in digits for one not known here."""
    write = _STYLES.get(style)
    return write(value) if write and 0 < value < _LARGEST else str(value)


def _roman(value: int) -> str:
    found = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        found += letters * count
    return found


def _letters(value: int) -> str:
    """Returns one letter from a to z, then the same letter twice from aa to zz, and so on."""
    times, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _ordinal(value: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if value % 100 in (11, 12, 13) else ending}"


def _words(value: int) -> str:
    return _WORDS[value] if value < len(_WORDS) else str(value)


def _ordinal_words(value: int) -> str:
    before, dash, last = _words(value).rpartition("-")
    said = _ORDINALS.get(last) or f"{re.sub('y$', 'ie', last)}th"
    return before + dash + said if last.isalpha() else _ordinal(value)


_STYLES: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "decimalZero": lambda value: f"{value:02}",
    "ordinal": _ordinal,
    "cardinalText": lambda value: _words(value).capitalize(),
    "ordinalText": lambda value: _ordinal_words(value).capitalize(),
}
_SERIES = {  # of labels typed by hand: what follows the first, "-" at the end
    form.format(written(1, style)): [*(form.format(written(n, style)) for n in range(2, 99)), "-"]
    for style in ("lowerLetter", "lowerRoman", "decimal", "upperLetter")
    for form in ("({})", "{})", "{}.")
}


def scripted(said: str, before: str, *, is_raised: bool) -> str:
    """Returns raised or lowered figures as Unicode's own, so that none is glued to another.

    `before` is the text in front. What is no figure stays as it is, as in '3rd'; and so do lowered
    figures after letters, as in 'CO2'.
    """
    if len(said) > _LONGEST_SCRIPT or not _FIGURES.fullmatch(said):
        return said
    if is_raised:
        return raised(said)
    return said.translate(SUBSCRIPTS) if re.search(r"(\d|[⁰¹²³⁴-⁹][/⁄∕])$", before) else said


def raised(figures: str) -> str:
    """Returns figures as Unicode's raised ones, with a minus for a hyphen before them."""
    return re.sub(r"^-(?=\d)", "\u2212", figures).translate(SUPERSCRIPTS)


def with_fractions(text: str) -> str:
    """Returns text with ½ for a raised 1, a slash and a lowered 2, where Unicode has such one."""
    return FRACTION.sub(vulgar, text)


def vulgar(found: re.Match[str]) -> str:
    """Returns Unicode's one character for a match of `FRACTION`; the match, where it has none."""
    return _VULGAR.get(unicodedata.normalize("NFKC", f"{found[1]}\u2044{found[2]}"), found[0])


def symbol(character: str, font: str | None) -> str:
    """Returns what a font shows for a character; empty for a private one that nobody can know."""
    code, table = ord(character), _FONTS.get((font or "").casefold())
    if code in PRIVATE:
        return (table or _PLAIN_BULLETS).get(code - PRIVATE.start, "")
    usual = "" if table or unicodedata.category(character) == "Co" else character
    return (table or {}).get(code, usual)


def typed(text: str, font: str | None) -> str:
    """Returns what a run of text shows in a font: a letter alone in a font of symbols is one."""
    is_alone = len(text.strip()) == 1
    return "".join(
        symbol(c, font) or ("" if ord(c) in PRIVATE else c) if is_alone or ord(c) in PRIVATE else c
        for c in text
    )
