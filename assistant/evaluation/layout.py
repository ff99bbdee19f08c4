"""Lines of a report: tables with aligned columns, questions, passages; about 90 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from assistant.evaluation.judging import Extract
from assistant.evaluation.questions import LabelledQuestion

WIDTH = 90
NAME_WIDTH = 24
_LABEL = 10
_GAP = "  "


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines: the first column aligned left, the others right; no space at line ends."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def figure(value: float | None) -> str:
    """A metric or probability, with three decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def name(text: str) -> str:
    """A name that fits the first column of a table."""
    return text if len(text) <= NAME_WIDTH else f"{text[: NAME_WIDTH - 1]}…"


def paragraph(text: str, indent: str = "") -> list[str]:
    """A text as lines."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def numbered(number: int, text: str) -> list[str]:
    """A text under a number, what follows indented, after a blank line."""
    return ["", *textwrap.wrap(f"{number:>2}. {text}", WIDTH, subsequent_indent=" " * 4)]


def question(asked: LabelledQuestion) -> list[str]:
    """The turns of a question, a line each, the last as asked."""
    return [line for turn in asked.turns for line in _labelled("asked:", " ".join(turn.split()))]


def passage(label: str, shown: Extract | None, absent: str) -> list[str]:
    """A passage under its citation, or what is said where there is none."""
    if shown is None:
        return list(_labelled(label, absent))
    return [*_labelled(label, shown.cited), *stretch("", shown.opening)]


def stretch(label: str, text: str) -> list[str]:
    """The beginning of a text as a quotation, or that there is none."""
    opening = textwrap.shorten(text, 2 * (WIDTH - _LABEL - 4) - 8, placeholder=" …")
    return list(_labelled(label, f"“{opening}”" if opening else "nothing"))


def _labelled(label: str, text: str) -> Iterator[str]:
    first = f"    {label:<{_LABEL}}"
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)
    ) or [first.rstrip()]
