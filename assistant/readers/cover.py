"""What a document's first page looks like: its lines, their blocks, and those that sign it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.readers.dates import is_date

ADDRESS = re.compile(r"https?://|www\.|\S@\S|\b[a-z\d-]+\.(?:[a-z]{2,3}\.)?[a-z]{2,5}$", re.I)

_SAME_SIZE = 1.04
_PITCH = 1.75  # type sizes from line to line of one block
_ADDRESS_PITCH = 2.2  # and of an address
_UNEVEN = 1.5  # points from line to line
_ADDRESS_LINES = 3
_NAME_WORDS = 3  # of two words it may as well be what the document is: 'Executive Summary'


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

    lines: Sequence[CoverLine] = ()
    """None where the reader knows no type sizes."""
    body: float = 0.0
    """The type size of most of the document."""
    later: float = 0.0
    """The largest one after the first page."""
    heading: str = ""
    """The heading that names the document, where the reader knows one."""
    is_title: bool = False
    """Whether the document itself marks that heading as its title."""


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
            are_of_one_size(last, line)
            and 0.5 * line.size < line.top - last.top < _PITCH * line.size
            and line.left < last.right
            and line.right > last.left
        )


def are_of_one_size(one: CoverLine, other: CoverLine) -> bool:
    """Returns whether two lines are set in the same type size."""
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
        is_with_date = is_date(date.text) and are_of_one_size(last, below) and is_near
        if is_with_date and len(block.text.split()) >= _NAME_WORDS:
            yield block


def beside_addresses(lines: Sequence[CoverLine]) -> Iterator[CoverLine]:
    """Yields what stands line by line with an address, in smaller type than some, and beside it."""
    largest = max((line.size for line in lines), default=0.0)
    alike: defaultdict[int, list[CoverLine]] = defaultdict(list)
    for line in lines:
        if line.size * _SAME_SIZE < largest:
            alike[round(line.size)].append(line)
    for run in (run for some in alike.values() for run in _even(some)):
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
