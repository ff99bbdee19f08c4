"""Checks the quotations of a text against the documents of an index, character by character.

`check_quotes` holds the quotations of a text against a `Shelf` of documents (both of `written`);
`as_text` and `as_object` tell what became of them, for people and for programs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.citation import one_line, short
from assistant.quotes.written import Quote, Shelf, Spot, Written, is_within_word
from assistant.records import Citation
from assistant.wording import count

_MOST_COMPARED = 4_000  # characters; no passage is as long
_MOST_CHANGED = 0.4  # of a quotation's characters; beyond it is another text
_PLACES = 2  # that a quotation is compared with in full; one of few characters with all
_FEW = 400
# Quotation marks, dashes and ligatures as typed; soft hyphens and what has no width as nothing.
_FORMS = str.maketrans(
    dict.fromkeys("‘’\u201a\u201b\u2032`\u00b4", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("\u2010\u2011\u2012–—―\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\ufeff", "")
    | {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
)
_AROUND = 30  # characters shown on either side of a difference
_SHOWN = 10  # differences of one quotation
_OPENING = 60


class QuoteState(StrEnum):
    """What became of a quotation.

    SAME_WORDS differs from the document only in white space, or in the form of its quotation marks,
    dashes and the like.
    """

    EXACT = "exact"
    SAME_WORDS = "same_words"
    CHANGED = "changed"
    NOT_FOUND = "not_found"


class FileState(StrEnum):
    """What became of a file that an export lists."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


_STATES = {
    FileState.CHANGED: "has changed since: its SHA-256 is another",
    FileState.GONE: "is not in the index",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a quotation that differ, and what stands in their place in the source."""

    start: int
    end: int
    """In the quotation; equal to `start` where characters are missing from it."""
    source_start: int
    source: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation, and where and how it stands in the documents.

    `start` and `end` are offsets in the document's text; without a document they are 0.
    """

    quote: Quote
    verdict: QuoteState
    citation: Citation | None = None
    start: int = 0
    end: int = 0
    source_text: str = ""
    differences: tuple[Edit, ...] = ()
    file: FileState | None = None
    """Of the document, where the text lists its file."""


def check_quotes(written: Written, shelf: Shelf) -> tuple[Checked, ...]:
    """Returns each quotation of a text, in order, held against the documents of an index."""
    states = file_states(written.files, shelf)
    named = {one_line(path): path for path in shelf.sources}
    listed = [named[name] for name in written.files if name in named]
    each = {quote.text: quote for quote in written.quotes}
    known = {text: _checked(quote, shelf, listed, states) for text, quote in each.items()}
    return tuple(replace(known[quote.text], quote=quote) for quote in written.quotes)


def file_states(files: Mapping[str, str], shelf: Shelf) -> dict[str, FileState]:
    """Returns, for each file that an export lists, whether the index still holds the very same."""
    held = {one_line(path): source.sha256 for path, source in shelf.sources.items()}
    states = dict.fromkeys(files, FileState.GONE)
    for name in held.keys() & files.keys():
        states[name] = FileState.SAME if held[name] == files[name] else FileState.CHANGED
    return states


def _checked(
    quote: Quote, shelf: Shelf, listed: Sequence[str], states: Mapping[str, FileState]
) -> Checked:
    near = _found(quote.text, shelf, listed)
    if near is None:
        return Checked(quote, QuoteState.NOT_FOUND)
    path, start, end = near.path, near.start, near.end
    citation, source = shelf.citation(path, start, end), shelf.texts[path][start:end]
    file = states.get(one_line(path))
    return Checked(quote, near.verdict, citation, start, end, source, near.differences, file)


def _found(text: str, shelf: Shelf, listed: Sequence[str]) -> Alignment | None:
    """Returns where a quotation stands, or the place most like it, if one is like it."""
    if spot := shelf.exactly(text, listed):
        return Alignment(spot.path, spot.start, spot.start + spot.agreed, QuoteState.EXACT)
    if len(text) > _MOST_COMPARED:
        return _first_difference(text, shelf)
    spots = shelf.nearly(text)[: _PLACES if len(text) > _FEW else None]
    if not spots:
        return None
    found = [_aligned(text, shelf.texts[spot.path], spot) for spot in spots]
    said = folded(text)
    for near in found:
        if folded(shelf.texts[near.path][near.start : near.end]) == said:
            return replace(near, verdict=QuoteState.SAME_WORDS)
    nearest = min(found, key=lambda alignment: alignment.cost)
    return nearest if nearest.cost <= _MOST_CHANGED * len(text) else None


def _first_difference(text: str, shelf: Shelf) -> Alignment | None:
    """Returns where a long quotation leaves the document that it begins in."""
    spot = shelf.longest_start(text)
    if spot is None:
        return None
    held, end = shelf.texts[spot.path], spot.start + spot.agreed
    if spot.agreed == len(text) and is_within_word(held, spot.start):
        before = Edit(0, 0, spot.start - 1, held[spot.start - 1])
        return Alignment(spot.path, spot.start - 1, end, QuoteState.CHANGED, (before,))
    left = Edit(spot.agreed, len(text), end, held[end : end + 80])
    return Alignment(spot.path, spot.start, end, QuoteState.CHANGED, (left,))


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of a document that a quotation is nearest to, and how they differ."""

    path: str
    start: int
    end: int
    verdict: QuoteState
    differences: tuple[Edit, ...] = ()
    cost: int = 0
    """How many characters are to be changed, added or taken away, but for those of words cut."""


def _aligned(quote: str, source: str, spot: Spot) -> Alignment:
    """Returns the stretch of a document's text nearest to a quotation, around a spot.

    It is of whole words: what the quotation leaves out of its first and last one is a difference.
    """
    slack = 20 + len(quote) // 4
    start = max(spot.start - slack, 0)
    window = source[start : spot.start + len(quote) + slack]
    costs = _costs(quote, window)
    last = len(window) - int(np.argmin(costs[-1][::-1]))
    path = _path(costs, quote, window, last)
    while is_within_word(window, path[0][1]):
        path.insert(0, (0, path[0][1] - 1))
    while is_within_word(window, path[-1][1]):
        path.append((len(quote), path[-1][1] + 1))
    edits = _differences(path, quote, window, start)
    begin, end = start + path[0][1], start + path[-1][1]
    return Alignment(spot.path, begin, end, QuoteState.CHANGED, edits, int(costs[-1][last]))


def _costs(quote: str, window: str) -> npt.NDArray[np.int32]:
    """Returns the fewest changes between i characters of a quotation and a stretch that ends at j.

    Of shape (len(quote) + 1, len(window) + 1): the stretch ends before character j of the window.
    """
    there = np.array([ord(character) for character in window], np.int32)
    steps = np.arange(len(window) + 1, dtype=np.int32)
    costs = np.zeros((len(quote) + 1, len(window) + 1), np.int32)
    for i, character in enumerate(quote, 1):
        row = costs[i - 1] + 1
        row[1:] = np.minimum(row[1:], costs[i - 1, :-1] + (there != ord(character)))
        costs[i] = np.minimum.accumulate(row - steps) + steps
    return costs


def _path(
    costs: npt.NDArray[np.int32], quote: str, window: str, last: int
) -> list[tuple[int, int]]:
    """Returns the pairs of offsets that an alignment goes through, from its start to its end."""
    i, j = len(quote), last
    path = [(i, j)]
    while i:
        here = costs[i, j]
        if j and here == costs[i - 1, j - 1] + (quote[i - 1] != window[j - 1]):
            i, j = i - 1, j - 1
        elif here == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
        path.append((i, j))
    return path[::-1]


def _differences(
    path: list[tuple[int, int]], quote: str, window: str, offset: int
) -> tuple[Edit, ...]:
    """Returns the stretches of an alignment where the texts differ; `offset` is the window's.

    Two in the same word are one: 'each' for 'every' is read as a word, not as letters.
    """
    spans: list[tuple[int, int, int, int]] = []
    for (i, j), (k, m) in pairwise(path):
        if (k - i, m - j) == (1, 1) and quote[i] == window[j]:
            continue
        if spans and not re.search(r"\W", quote[spans[-1][1] : i]):
            spans[-1] = (spans[-1][0], k, spans[-1][2], m)
        else:
            spans.append((i, k, j, m))
    return tuple(Edit(i, k, offset + j, window[j:m]) for i, k, j, m in spans)


def folded(text: str) -> str:
    """Returns the text without what pasting changes: white space, forms of marks and dashes."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_FORMS)).split())


def as_text(checked: Sequence[Checked], states: Mapping[str, FileState], unit: str) -> str:
    """Returns each quotation's verdict and what differs; a file is counted in `unit`s."""
    lines = [line for one in checked for line in _lines(one, unit)]
    lines += [f"{path} {_STATES[s]}" for path, s in states.items() if s in _STATES]
    counts = Counter(one.verdict for one in checked)
    told = ", ".join(f"{counts[v]} {v.replace('_', ' ')}" for v in QuoteState if counts[v])
    total = f"{count(len(checked), 'quotation')}: {told}" if checked else "no quotations"
    return "\n".join([*lines, total])


def opening(quote: Quote, unit: str) -> str:
    """Returns where a quotation stands and how it begins: 'line 3: “The plan …”'."""
    text = " ".join(quote.text.split())
    shown = f"{text[:_OPENING]}…" if len(text) > _OPENING else text
    return f"{unit} {quote.line(0)}: “{shown}”"


def _lines(one: Checked, unit: str) -> Iterator[str]:
    where = f" — {one_line(short(one.citation))}" if one.citation else ""
    verdict = one.verdict.replace("_", " ")
    yield f"{verdict}: {opening(one.quote, unit)}{where}"
    if one.verdict is QuoteState.SAME_WORDS:
        yield "  only white space or the form of quotation marks and dashes differs"
        return
    material = [edit for edit in one.differences if not _is_form(one, edit)]
    for edit in material[:_SHOWN]:
        quoted, source = _sides(one, edit)
        line = one.quote.line(edit.start)
        yield f"  {unit} {line}, character {edit.start + 1} of the quotation:"
        yield from (*_pointed("quoted", *quoted), *_pointed("source", *source))
    if len(material) > _SHOWN:
        yield f"  and {len(material) - _SHOWN} more differences"


def _sides(one: Checked, edit: Edit) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    """Returns where a difference stands: in the quotation, and in what the source has for it."""
    start = edit.source_start - one.start
    quoted = one.quote.text, edit.start, edit.end
    return quoted, (one.source_text, start, start + len(edit.source))


def _is_form(one: Checked, edit: Edit) -> bool:
    """Returns whether a difference, with its neighbours, is one of white space or form alone."""
    sides = (f"|{text[max(a - 1, 0) : b + 1]}|" for text, a, b in _sides(one, edit))
    return len(set(map(folded, sides))) == 1


def _pointed(label: str, text: str, start: int, end: int) -> Iterator[str]:
    """Shows a line of text around a stretch, and a line that points at it."""
    text = text.replace("\n", "⏎").replace("\t", "⇥")
    before, inside = text[max(start - _AROUND, 0) : start], text[start:end][:_OPENING]
    yield f"    {label}: {before}{inside}{text[end : end + _AROUND]}"
    yield f"    {' ' * (len(label) + 2 + len(before))}{'^' * max(len(inside), 1)}"


def as_object(
    checked: Sequence[Checked], states: Mapping[str, FileState], snapshot: str
) -> dict[str, object]:
    """Returns the check as an object for JSON; offsets count characters."""
    return {
        "snapshot": snapshot,
        "quotes": [_object(one) for one in checked],
        "files": [{"path": path, "state": state.value} for path, state in states.items()],
    }


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
