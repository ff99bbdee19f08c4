"""Each quotation of a text held against the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.citation import one_line
from assistant.quotes.comparing import Alignment, Difference, aligned, folded
from assistant.quotes.shelf import Shelf, Spot
from assistant.quotes.written import Quote, Written
from assistant.records import Citation

_MOST_COMPARED = 4_000  # characters; no passage is as long
_MOST_CHANGED = 0.4  # of a quotation's characters; beyond it is another text
_PLACES = 2  # that a quotation is compared with in full; one of few characters with all
_FEW = 400


class Verdict(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation, and where and how it stands in the documents.

    `start` and `end` are offsets in the document's text; without a document they are 0.
    """

    quote: Quote
    verdict: Verdict
    citation: Citation | None = None
    start: int = 0
    end: int = 0
    source_text: str = ""
    differences: tuple[Difference, ...] = ()
    file: FileState | None = None
    """Of the document, where the text lists its file."""


def check_quotes(written: Written, shelf: Shelf) -> tuple[Checked, ...]:
    """Each quotation of a text, in order, held against the documents of an index."""
    states = file_states(written.files, shelf)
    named = {one_line(path): path for path in shelf.sources}
    listed = [named[name] for name in written.files if name in named]
    known: dict[str, Checked] = {}
    for quote in written.quotes:
        if quote.text not in known:
            known[quote.text] = _checked(quote, shelf, listed, states)
    return tuple(replace(known[quote.text], quote=quote) for quote in written.quotes)


def file_states(files: Mapping[str, str], shelf: Shelf) -> dict[str, FileState]:
    """For each file that an export lists, whether the index still holds the very same."""
    held = {one_line(path): source.sha256 for path, source in shelf.sources.items()}
    return {
        name: FileState.GONE
        if name not in held
        else FileState.SAME
        if held[name] == sha256
        else FileState.CHANGED
        for name, sha256 in files.items()
    }


def _checked(
    quote: Quote, shelf: Shelf, listed: Sequence[str], states: Mapping[str, FileState]
) -> Checked:
    spot = shelf.exactly(quote.text, listed)
    nearest, verdict = None, Verdict.EXACT
    if spot:
        nearest = Alignment(spot.start, spot.start + len(quote.text), 0, ())
    else:
        spot, nearest, verdict = _compared(quote.text, shelf)
    if spot is None or nearest is None:
        return Checked(quote, Verdict.NOT_FOUND)
    return Checked(
        quote=quote,
        verdict=verdict,
        citation=shelf.citation(spot.path, nearest.start, nearest.end),
        start=nearest.start,
        end=nearest.end,
        source_text=shelf.texts[spot.path][nearest.start : nearest.end],
        differences=nearest.differences,
        file=states.get(one_line(spot.path)),
    )


def _compared(text: str, shelf: Shelf) -> tuple[Spot | None, Alignment | None, Verdict]:
    """The place most like a quotation that stands nowhere as it is."""
    if len(text) > _MOST_COMPARED:
        return _first_difference(text, shelf)
    slack = 20 + len(text) // 4
    found = [
        (_around(text, shelf.texts[spot.path], spot, slack), spot)
        for spot in shelf.nearly(text)[: _PLACES if len(text) > _FEW else None]
    ]
    if not found:
        return None, None, Verdict.NOT_FOUND
    nearest, spot = min(found, key=lambda pair: pair[0].cost)
    source = shelf.texts[spot.path][nearest.start : nearest.end]
    if folded(source) == folded(text):
        return spot, nearest, Verdict.SAME_WORDS
    if nearest.cost > _MOST_CHANGED * len(text):
        return None, None, Verdict.NOT_FOUND
    return spot, nearest, Verdict.CHANGED


def _around(text: str, source: str, spot: Spot, slack: int) -> Alignment:
    start = max(spot.start - slack, 0)
    return aligned(text, source, start, spot.start + len(text) + slack)


def _first_difference(text: str, shelf: Shelf) -> tuple[Spot | None, Alignment | None, Verdict]:
    """Where a long quotation leaves the document that it begins in."""
    spot = shelf.longest_start(text)
    if spot is None:
        return None, None, Verdict.NOT_FOUND
    end = spot.start + spot.agreed
    following = shelf.texts[spot.path][end : end + 80]
    difference = Difference(spot.agreed, len(text), end, following)
    return spot, Alignment(spot.start, end, 0, (difference,)), Verdict.CHANGED
