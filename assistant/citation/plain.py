"""A citation as text: where a passage stands, in the words a reader would use."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records import Citation, Locator


def place(locator: Locator) -> str:
    """The page or slide and what to know of it: 'page 3', 'slide 2 (speaker notes)', or ''."""
    spans = (("page", locator.pages), ("slide", locator.slides))
    where = ", ".join(_span(name, span) for name, span in spans if span is not None)
    remarks = ", ".join(locator.remarks)
    return f"{where} ({remarks})" if where and remarks else where or remarks


def section(locator: Locator) -> str:
    """The innermost heading the passage stands under, or ''."""
    return locator.headings[-1] if locator.headings else ""


def short(citation: Citation) -> str:
    """Title, author, year, section and page or slide, in one line.

    For example: 'Annual report (Social Work Union, 2023), section “Pay”, page 4'.
    """
    entry = citation.source.entry
    made = [entry.author or entry.publisher, entry.published[:4] if entry.published else None]
    by = ", ".join(part for part in made if part)
    heading = section(citation.locator)
    parts = [
        f"{citation.source.title} ({by})" if by else citation.source.title,
        f"section “{heading}”" if heading and heading != citation.source.title else "",
        place(citation.locator),
    ]
    return ", ".join(part for part in parts if part)


def _span(name: str, span: tuple[int, int]) -> str:
    first, last = span
    return f"{name} {first}" if first == last else f"{name}s {first}–{last}"


def pages(numbers: Sequence[int], noun: str = "page") -> str:
    """A list of page or slide numbers, runs shortened: 'pages 2–4, 7'."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown = ", ".join("–".join(map(str, run)) for run in runs)
    return f"{noun} {shown}" if len(set(numbers)) == 1 else f"{noun}s {shown}"
