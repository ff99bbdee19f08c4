"""Footnotes put after the section that refers to them, so that they are cited with its heading."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.readers.office.blocks import Block, Row
from assistant.records import MarkKind


@dataclass(frozen=True, slots=True)
class Note:
    """A note's block; `place` counts the references to notes before its own."""

    place: int
    block: Block


def after_sections(
    blocks: Sequence[Block | Row], notes: Sequence[Note], sections: Sequence[int]
) -> Iterator[Block | Row]:
    """The blocks with each note in front of the next heading after its reference.

    `sections` says for each heading how many notes are referred to before it; where that does not
    agree with the blocks, as headings were lost in a table, all notes stand at the end.
    """
    waiting = deque(notes)
    is_known = len(sections) == sum(b.kind is MarkKind.HEADING for b in blocks)
    before = deque(sections if is_known else ())
    for block in blocks:
        if before and block.kind is MarkKind.HEADING:
            referred = before.popleft()
            while waiting and waiting[0].place < referred:
                yield waiting.popleft().block
        yield block
    yield from (note.block for note in waiting)
