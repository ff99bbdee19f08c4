"""What became of a text's quotations, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.citation import one_line, short
from assistant.quotes.checking import (
    Checked,
    Difference,
    FileState,
    Shelf,
    Verdict,
    check_quotes,
    folded,
)
from assistant.quotes.written import Quote, Written, read_written

_LABELS = {
    Verdict.EXACT: "exact",
    Verdict.SAME_WORDS: "same words",
    Verdict.CHANGED: "changed",
    Verdict.NOT_FOUND: "not found",
}
_STATES = {
    FileState.CHANGED: "has changed since: its SHA-256 is another",
    FileState.GONE: "is not in the index",
}
_AROUND = 30  # characters shown on either side of a difference
_SHOWN = 10  # differences of one quotation
_OPENING = 60


def as_text(checked: Sequence[Checked], states: Mapping[str, FileState], unit: str) -> str:
    """The verdict on each quotation, and what differs; `unit` is what a file is counted in."""
    lines = [line for one in checked for line in _lines(one, unit)]
    lines += [f"{path} {_STATES[s]}" for path, s in states.items() if s in _STATES]
    return "\n".join([*lines, summary(checked)])


def summary(checked: Sequence[Checked]) -> str:
    """How many quotations there are of each verdict: '3 quotations: 2 exact, 1 changed'."""
    found = Counter(one.verdict for one in checked)
    counts = ", ".join(f"{found[v]} {label}" for v, label in _LABELS.items() if found[v])
    noun = "quotation" if len(checked) == 1 else "quotations"
    return f"{len(checked)} {noun}: {counts}" if checked else "no quotations"


def as_object(
    checked: Sequence[Checked], states: Mapping[str, FileState], snapshot: str
) -> dict[str, object]:
    """The check as an object for JSON; offsets count characters."""
    return {
        "snapshot": snapshot,
        "quotes": [_object(one) for one in checked],
        "files": [{"path": path, "state": state.value} for path, state in states.items()],
    }


def _lines(one: Checked, unit: str) -> Iterator[str]:
    opening = " ".join(one.quote.text.split())
    shown = f"{opening[:_OPENING]}…" if len(opening) > _OPENING else opening
    where = f" — {one_line(short(one.citation))}" if one.citation else ""
    yield f"{_LABELS[one.verdict]}: {unit} {one.quote.line(0)}: “{shown}”{where}"
    if one.verdict is Verdict.SAME_WORDS:
        yield "  only white space or the form of quotation marks and dashes differs"
        return
    material = [d for d in one.differences if not _is_form(one, d)]
    for difference in material[:_SHOWN]:
        yield from _difference(one, difference, unit)
    if len(material) > _SHOWN:
        yield f"  and {len(material) - _SHOWN} more differences"


def _is_form(one: Checked, difference: Difference) -> bool:
    """Whether a difference, seen with its neighbours, is but one of white space or of form."""
    start = difference.source_start - one.start
    texts = (
        (one.quote.text, difference.start, difference.end),
        (one.source_text, start, start + len(difference.source)),
    )
    quoted, source = (f"|{text[max(a - 1, 0) : b + 1]}|" for text, a, b in texts)
    return folded(quoted) == folded(source)


def _difference(one: Checked, difference: Difference, unit: str) -> Iterator[str]:
    """The characters that differ, marked under what surrounds them, and the source's."""
    text, start, end = one.quote.text, difference.start, difference.end
    shift = difference.source_start - one.start
    last = shift + len(difference.source)
    yield f"  {unit} {one.quote.line(start)}, character {start + 1} of the quotation:"
    yield from _pointed("quoted", text, start, end)
    yield from _pointed("source", one.source_text, shift, last)


def _pointed(label: str, text: str, start: int, end: int) -> Iterator[str]:
    """A line of text around a stretch, and a line that points at it."""
    before = _flat(text[max(start - _AROUND, 0) : start])
    inside, after = _flat(text[start:end][:_OPENING]), _flat(text[end : end + _AROUND])
    yield f"    {label}: {before}{inside}{after}"
    yield f"    {' ' * (len(label) + 2 + len(before))}{'^' * max(len(inside), 1)}"


def _flat(text: str) -> str:
    """The text on one line, as long as it was; what ends a line is shown."""
    return text.replace("\n", "⏎").replace("\t", "⇥")


def _object(one: Checked) -> dict[str, object]:
    source = one.citation.source if one.citation else None
    return {
        "verdict": one.verdict.value,
        "line": one.quote.line(0),
        "text": one.quote.text,
        "document": {"path": source.path, "title": source.title, "sha256": source.sha256}
        if source
        else None,
        "citation": short(one.citation) if one.citation else None,
        "start": one.start if source else None,
        "end": one.end if source else None,
        "source_text": one.source_text if source else None,
        "file": one.file.value if one.file else None,
        "differences": [
            {
                "start": d.start,
                "end": d.end,
                "line": one.quote.line(d.start),
                "quoted": one.quote.text[d.start : d.end],
                "source_start": d.source_start,
                "source": d.source,
                "form_only": _is_form(one, d),
            }
            for d in one.differences
        ],
    }


__all__ = [
    "Checked",
    "FileState",
    "Quote",
    "Shelf",
    "Verdict",
    "Written",
    "check_quotes",
    "read_written",
]
