"""A document's canonical text with its marks, so that people see what was read, and as what."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from assistant.citation import pages
from assistant.cli import terminal
from assistant.cli.building import dense_line, kept_line, status_object
from assistant.cli.evaluating import calibration_line, calibration_object
from assistant.cli.terminal import (
    IndexOption,
    JsonOption,
    commands,
    count,
    extent,
    index_folder,
    serving,
    show,
    show_json,
    source_object,
)
from assistant.corpus import digest
from assistant.errors import NoIndexError, UsageError
from assistant.readers.sandbox import document_of, read_file
from assistant.records import CorpusFile, Document, FileReport, Mark, MarkKind, outcome_of
from assistant.settings import Settings
from assistant.text.files import written_time
from assistant.wording import problem_lines

_PLACES = (MarkKind.PAGE, MarkKind.SLIDE)
_PREFIXES = {
    MarkKind.ROW: "| ",
    MarkKind.NOTE: "[notes] ",
    MarkKind.FOOTNOTE: "[footnote] ",
    MarkKind.BOILERPLATE: "[left out] ",
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of text under the same marks; `block` is the innermost but pages and slides."""

    start: int
    end: int
    block: Mark | None
    is_recognised: bool


def marked_text(document: Document, page: int | None = None) -> str:
    """The text in lines, each block told by what stands before it; of one page, or of all.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = span(document, page)
    places = [m for m in document.marks if m.kind in _PLACES and page in (None, m.number)]
    lines: list[str] = []
    at = start
    before: Mark | None = None
    for stretch in _stretches(document, start, end):
        while places and places[0].start <= stretch.start:
            lines += _place_lines(places.pop(0), lines)
        if lines and document.text.count("\n", at, stretch.start) > 1 and lines[-1]:
            lines.append("")
        lines += _lines(document.text[stretch.start : stretch.end], stretch, before)
        at, before = stretch.end, stretch.block
    for place in places:
        lines += _place_lines(place, lines)
    return "\n".join(lines).rstrip("\n")


def marked_object(document: Document, page: int | None = None) -> dict[str, object]:
    """The text and its marks as an object for JSON; all offsets are the whole document's.

    `start` is where the text given starts in that of the document.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = span(document, page)
    marks = [m for m in document.marks if m.start < end and m.end > start]
    marks = list(document.marks) if page is None else marks
    return {
        "path": document.path,
        "title": document.entry.title,
        "sha256": document.sha256,
        "start": start,
        "text": document.text[start:end],
        "marks": [
            {
                "kind": m.kind.value,
                "start": m.start,
                "end": m.end,
                "number": m.number,
                "label": m.label,
            }
            for m in marks
        ],
    }


def span(document: Document, page: int | None) -> tuple[int, int]:
    """Where a page or slide starts and ends in the text; the whole text for None.

    Raises:
        UsageError: there is no such page or slide.
    """
    if page is None:
        return 0, len(document.text)
    for kind in _PLACES:
        for mark in document.marks:
            if mark.kind is kind and mark.number == page:
                return mark.start, mark.end
    for kind in _PLACES:
        if document.numbers(kind):
            there = pages(document.numbers(kind), kind.value)
            raise UsageError(f"{document.path} has no {kind.value} {page}; it has {there}")
    raise UsageError(f"{document.path} has neither pages nor slides; leave out --page")


def _stretches(document: Document, start: int, end: int) -> Iterator[_Stretch]:
    """The stretches of a span that are not blank, in order."""
    marks = [m for m in document.marks if m.start < end and m.end > start]
    edges = sorted({start, end, *(e for m in marks for e in (m.start, m.end) if start < e < end)})
    waiting, active = 0, list[Mark]()
    for left, right in pairwise(edges):
        while waiting < len(marks) and marks[waiting].start <= left:
            active.append(marks[waiting])
            waiting += 1
        active = [mark for mark in active if mark.end > left]
        text = document.text[left:right]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            recognised = any(m.kind is MarkKind.RECOGNISED for m in active)
            yield _Stretch(left + lead, left + len(text.rstrip()), _innermost(active), recognised)


def _innermost(marks: Sequence[Mark]) -> Mark | None:
    blocks = [m for m in marks if m.kind not in (*_PLACES, MarkKind.RECOGNISED)]
    return min(blocks, key=lambda m: m.end - m.start, default=None)


def _place_lines(place: Mark, before: Sequence[str]) -> list[str]:
    """The line above a page or slide, apart from what is before it."""
    label = f", {place.label}" if place.kind is MarkKind.SLIDE else f" ({place.label})"
    line = f"— {place.kind.value} {place.number}{label if place.label else ''} —"
    return [*([""] if before and before[-1] else []), line, ""]


def _lines(text: str, stretch: _Stretch, before: Mark | None) -> list[str]:
    """The lines of a stretch, each with what tells its kind."""
    block = stretch.block
    if block is None:
        return text.split("\n")
    prefix = _PREFIXES.get(block.kind, "")
    if stretch.is_recognised:
        prefix = f"[recognised] {prefix}"
    if block.kind is MarkKind.ITEM:
        prefix += "  " * ((block.number or 1) - 1)
    first = prefix
    if block.kind is MarkKind.HEADING and block is not before:
        first = f"{prefix}{'#' * (block.number or 1)} "
    head, *rest = text.split("\n")
    return [first + head, *(prefix + line for line in rest)]


@commands.command("show")
def show_document(
    document: Annotated[
        str, typer.Argument(help="A document as 'documents' lists it, or any file.")
    ],
    page: Annotated[int | None, typer.Option(min=1, help="This page or slide alone.")] = None,
    index: IndexOption = None,
    as_file: Annotated[
        bool, typer.Option("--file", help="Read the file now, whatever the index holds.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the text that was read of a document, and as what each part of it was taken."""
    found = _of_file(document) if as_file else _found(document, index_folder(index))
    if as_json:
        terminal.show_json(marked_object(found, page))
    else:
        show(marked_text(found, page))


def _found(name: str, index: Path) -> Document:
    """The document that the index holds under a name, or else that of a file."""
    from assistant.index.library import Library

    try:
        library = Library(serving(index).library)
    except NoIndexError:
        if Path(name).is_file():
            return _of_file(name)
        raise
    try:
        listed = [source.path for source in library.sources()]
        path = _listed(name, listed)
        if path is not None:
            return library.document(path)
    finally:
        library.close()
    if Path(name).is_file():
        return _of_file(name)
    raise UsageError(f"there is no document or file {name!r}{_near(name, listed)}")


def _of_file(name: str) -> Document:
    """The document in a file, read now; what could not be read is said."""
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no file {name!r}: check its name")
    settings = Settings.from_environment().reading
    reading = read_file(CorpusFile(path, path.name, digest(path)), settings)
    document = document_of(reading)
    pages, slides = (len(document.numbers(k)) or None for k in (MarkKind.PAGE, MarkKind.SLIDE))
    outcome = outcome_of(reading.problems, len(document.text))
    report = FileReport(document.path, outcome, pages, slides, 0, reading.problems)
    for line in problem_lines([report]):
        terminal.say(line)
    return document


def _listed(name: str, listed: list[str]) -> str | None:
    """The path that is meant, in whichever Unicode form it was typed."""
    typed = unicodedata.normalize("NFC", name)
    return next((path for path in listed if unicodedata.normalize("NFC", path) == typed), None)


def _near(name: str, listed: list[str]) -> str:
    """A hint at the documents that may have been meant."""
    by_end = [path for path in listed if PurePosixPath(path).name == PurePosixPath(name).name]
    near = by_end or difflib.get_close_matches(name, listed, n=3, cutoff=0.5)
    if not near:
        return "; 'assistant documents' lists those of the index"
    return f"; did you mean {' or '.join(map(repr, near))}?"


@commands.command()
def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index.library import Library

    library = Library(serving(index_folder(index)).library)
    sources = library.sources()
    library.close()
    if as_json:
        show_json([source_object(source) for source in sources])
        return
    for source in sources:
        show(f"{source.title}: {extent(source)} ({source.path})")


@commands.command()
def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what the index holds, when it was built and what could not be read."""
    from assistant.comprehension import calibration
    from assistant.comprehension.reader import shipped_sha256
    from assistant.index.history import kept
    from assistant.index.library import file_reports

    folder = index_folder(index)
    opened, snapshots = serving(folder), kept(folder)
    manifest, files = opened.manifest, file_reports(opened)
    used = calibration.in_use(folder, manifest.encoder_sha256, shipped_sha256())
    if as_json:
        told = status_object(opened.name, manifest, files, snapshots)
        show_json({**told, "calibration": calibration_object(used)})
        return
    show(
        f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}, built "
        f"{written_time(manifest.built_at)} with {manifest.encoder} (snapshot {opened.name})"
    )
    if manifest.dense:
        show(dense_line(manifest.dense))
    show(calibration_line(used))
    if used.problem:
        show(used.problem)
    for line in problem_lines(files):
        show(line)
    for one in snapshots:
        show(kept_line(one))
