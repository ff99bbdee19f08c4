"""What a document's first page looks like: its lines, their blocks, and what signs and dates it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.text.files import first_day

ADDRESS = re.compile(r"https?://|www\.|\S@\S|\b[a-z\d-]+\.(?:[a-z]{2,3}\.)?[a-z]{2,5}$", re.I)
_SAME_SIZE = 1.04
_PITCH = 1.75  # type sizes from line to line of one block
_ADDRESS_PITCH = 2.2  # and of an address
_UNEVEN = 1.5  # points from line to line
_ADDRESS_LINES = 3
_NAME_WORDS = 3  # of two words it may as well be what the document is: 'Executive Summary'
_MONTHS = {
    month: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    )
    for number, month in enumerate(names.split(), 1)
} | {"sept": 9}
_MONTH, _YEAR = "|".join(sorted(_MONTHS, key=len, reverse=True)), r"(?:19|20)\d\d"
_DATE = re.compile(
    r"(?i)(?<![\w–-])(?:"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? +)?(?P<month>{_MONTH})\.?,? +(?P<year>{_YEAR})"
    rf"|(?P<us_month>{_MONTH}) +(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?, +(?P<us_year>{_YEAR})"
    rf"|(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.](?P<y>{_YEAR})"
    rf"|(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)"
    rf"|(?P<bare>{_YEAR}))(?![\w–/-])"
)
_LATER = re.compile(  # until when a document holds: that does not date it
    r"(?i)^review:.*|[\s(,;–-]*\b(?:(?:next|for|date of(?: next)?) review|review (?:date|due|by)"
    r"|expir(?:es|y)|valid (?:until|till|to))\b.*"
)
_DATED = re.compile(r"(?:last |date )?(?:updated|revised|published|issued)(?: on)?:? +", re.I)
_VERSION = re.compile(r"(?:version|issue|edition|revision|draft|v)\.? ?\d+(?:\.\d+)*[,:]?", re.I)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line of a document's first page as it looks; lengths are in points, from the top left."""

    text: str
    size: float
    top: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Cover:
    """What a reader found on a document's first page."""

    lines: Sequence[CoverLine] = ()  # none where the reader knows no type sizes
    body: float = 0.0  # the type size of most of the document
    later: float = 0.0  # the largest one after the first page
    heading: str = ""  # the one that names the document, where the reader knows one
    is_title: bool = False  # whether the document itself marks that heading as its title


@dataclass(frozen=True, slots=True)
class CoverBlock:
    """Lines of one type size, one under the other."""

    lines: tuple[CoverLine, ...]

    @property
    def size(self) -> float:
        """The type size."""
        return self.lines[0].size

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)

    def continues(self, line: CoverLine) -> bool:
        """Returns whether a line stands under this block as one of its lines."""
        last = self.lines[-1]
        return (
            _are_of_one_size(last, line)
            and 0.5 * line.size < line.top - last.top < _PITCH * line.size
            and line.left < last.right
            and line.right > last.left
        )


def _are_of_one_size(one: CoverLine, other: CoverLine) -> bool:
    return max(one.size, other.size) <= _SAME_SIZE * min(one.size, other.size)


def in_blocks(lines: Sequence[CoverLine]) -> list[CoverBlock]:
    """Returns the blocks of lines that are given from the top; a date is one by itself."""
    found: list[CoverBlock] = []
    for line in lines:
        above = next((b for b in reversed(found) if b.continues(line)), None)
        if above is None or is_date(line.text) or is_date(above.text):
            found.append(CoverBlock((line,)))
        else:
            found[found.index(above)] = CoverBlock((*above.lines, line))
    return found


def signing(blocks: Sequence[CoverBlock]) -> Iterator[CoverBlock]:
    """Yields what stands with a date below it, set alike, and apart from what is above."""
    for above, block, date in zip(blocks, blocks[1:], blocks[2:], strict=False):
        top, last, below = block.lines[0], block.lines[-1], date.lines[0]
        is_near = 0 < below.top - last.top < top.top - above.lines[-1].top
        is_with_date = is_date(date.text) and _are_of_one_size(last, below) and is_near
        if is_with_date and len(block.text.split()) >= _NAME_WORDS:
            yield block


def beside_addresses(lines: Sequence[CoverLine]) -> Iterator[CoverLine]:
    """Yields what stands line by line with an address, in smaller type than some, and beside it."""
    largest = max((line.size for line in lines), default=0.0)
    small = [line for line in lines if line.size * _SAME_SIZE < largest]
    sizes = {round(line.size) for line in small}
    alike = ([line for line in small if round(line.size) == size] for size in sizes)
    for run in chain.from_iterable(map(_even, alike)):
        if len(run) >= _ADDRESS_LINES and any(ADDRESS.search(line.text) for line in run):
            yield from (line for line in lines if run[0].top <= line.top <= run[-1].top)


def _even(lines: Sequence[CoverLine]) -> Iterator[list[CoverLine]]:
    """Yields the runs of lines that stand equally far below each other."""
    run: list[CoverLine] = []
    for line in lines:
        pitch = line.top - run[-1].top if run else 0.0
        usual = run[1].top - run[0].top if len(run) > 1 else pitch
        if run and (pitch > _ADDRESS_PITCH * line.size or abs(pitch - usual) > _UNEVEN):
            yield run
            run = []
        run.append(line)
    yield run


def labelled_date(line: str) -> str | None:
    """Returns the date behind 'last updated', 'published' and the like at the start of a line."""
    label = _DATED.match(line)
    found = _DATE.match(line, label.end()) if label else None
    return _iso(found) if found else None


def date_of(line: str) -> str | None:
    """Returns the date that a line gives and, but for a label, nothing else, in ISO 8601."""
    line = _LATER.sub("", line)
    found = list(_DATE.finditer(line))
    if len(found) != 1:
        return None
    before, after = line[: found[0].start()].strip(" (–-"), line[found[0].end() :].strip(" .,)")
    words = len(before.split())
    is_label = words <= 1 or (words <= 3 and before.endswith(":")) or _VERSION.fullmatch(before)
    is_dated = not words if found[0]["bare"] else is_label
    return _iso(found[0]) if not after and (is_dated or "©" in before) else None


def is_date(line: str) -> bool:
    """Returns whether a line is a date, and not the year alone that may end a title."""
    return len(date_of(line) or "") > len("2019")


def _iso(found: re.Match[str]) -> str | None:
    """Returns a date of the calendar to the day, the month or the year."""
    written = found["bare"] or found["iso"]
    if not written:
        day = found["day"] or found["us_day"] or found["d"]
        month = found["month"] or found["us_month"]
        number = _MONTHS.get(month.casefold(), 0) if month else int(found["m"])
        year = found["year"] or found["us_year"] or found["y"]
        written = f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")
    return written if first_day(written) else None
