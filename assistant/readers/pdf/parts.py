"""What the order of a page is found from: stretches of lines, and tables, with where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.tables import Table

_GUTTER = 0.8  # in ems: the least room between two columns
_ASCENT = 0.75  # in ems
_DESCENT = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`text[start:end]` of a line, or a table; `place` is its place in the file's order."""

    left: float
    right: float
    bottom: float
    top: float
    place: tuple[int, int]
    size: float
    weight: float
    content: PdfLine | Table
    end: int = 0

    @property
    def text(self) -> str:
        """Its words; none for a table."""
        return self.content.text if isinstance(self.content, PdfLine) else ""

    @property
    def opens_item(self) -> bool:
        """Whether it opens with a sign that only lists have."""
        return isinstance(self.content, PdfLine) and self.content.is_sure_bullet

    def is_beside(self, other: Part) -> bool:
        """Whether some of one stands at the same height as some of the other."""
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap > 0.25 * min(self.size, other.size)


def parts(lines: Sequence[PdfLine]) -> list[Part]:
    """The lines, cut where there is room enough for another column to begin."""
    return [part for place, line in enumerate(lines) for part in _cut(line, place)]


def _cut(line: PdfLine, place: int) -> Iterator[Part]:
    wide = [gap.place for gap in line.gaps if gap.width >= _GUTTER * line.size]
    if wide and line.is_sure_bullet and wide[0] == line.text.find(" "):
        wide = wide[1:]  # a bullet is not a column
    if not wide:
        yield line_part(line, (place, 0), len(line.text))
        return
    starts, ends = [0, *(at + 1 for at in wide)], [*wide, len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        yield line_part(line.part(start, end), (place, start), end)


def line_part(line: PdfLine, place: tuple[int, int], end: int) -> Part:
    """Words of a line as a part."""
    bottom, top = line.baseline - _DESCENT * line.size, line.baseline + _ASCENT * line.size
    return Part(line.left, line.right, bottom, top, place, line.size, line.weight, line, end)


def table_part(table: Table, members: Sequence[Part]) -> Part:
    """A table in place of the parts it was made of."""
    first = min(members, key=lambda part: part.place)
    return Part(
        left=min(part.left for part in members),
        right=max(part.right for part in members),
        bottom=min(part.bottom for part in members),
        top=max(part.top for part in members),
        place=first.place,
        size=first.size,
        weight=first.weight,
        content=table,
    )


def rejoined(found: Iterable[Part], lines: Sequence[PdfLine]) -> Iterator[PdfLine | Table]:
    """What the parts hold; those that still follow each other in their line are one again."""
    run: list[Part] = []
    for part in found:
        if run and not _follows(run[-1], part):
            yield _whole(run, lines)
            run = []
        run.append(part)
    if run:
        yield _whole(run, lines)


def _follows(part: Part, following: Part) -> bool:
    lines = isinstance(part.content, PdfLine) and isinstance(following.content, PdfLine)
    return lines and following.place == (part.place[0], part.end + 1)


def _whole(run: Sequence[Part], lines: Sequence[PdfLine]) -> PdfLine | Table:
    if isinstance(run[0].content, Table):
        return run[0].content
    return lines[run[0].place[0]].part(run[0].place[1], run[-1].end)


def bands(found: Iterable[Part]) -> list[list[Part]]:
    """The parts by height from the top, those that stand side by side together."""
    done: list[list[Part]] = []
    for part in sorted(found, key=lambda p: (-p.top, p.left)):
        if done and any(part.is_beside(other) for other in reversed(done[-1])):
            done[-1].append(part)
        else:
            done.append([part])
    return done
