"""The commands that show what the index holds, and what differs between its snapshots."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import citation
from assistant.cli.terminal import (
    IndexOption,
    JsonOption,
    extent,
    index_folder,
    passage_object,
    progress_bars,
    say,
    serving,
    show,
    show_json,
    source_object,
)
from assistant.corpus import digest
from assistant.errors import NoIndexError, UsageError
from assistant.readers.sandbox import document_of, read_file
from assistant.records import CorpusFile, Document, Mark, MarkKind
from assistant.settings import Settings
from assistant.text.files import written_time
from assistant.wording import count, problem_lines

if TYPE_CHECKING:
    from assistant.index.verify import Difference, DocumentChange, PassageChange

_PLACES = (MarkKind.PAGE, MarkKind.SLIDE)
_PREFIXES = {
    MarkKind.ROW: "| ",
    MarkKind.LABEL: "[chart] ",
    MarkKind.NOTE: "[notes] ",
    MarkKind.FOOTNOTE: "[footnote] ",
    MarkKind.BOILERPLATE: "[left out] ",
}
_OPENING = 90  # characters shown of a passage
_LEAD = 40  # characters shown before what differs


def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index.library import Library

    with closing(Library(serving(index_folder(index)).library)) as library:
        sources = library.sources()
    if as_json:
        show_json([source_object(source) for source in sources])
        return
    for source in sources:
        entry = source.entry
        spoken = f"language {entry.language}" if entry.language else ""
        told = "; ".join(filter(None, (extent(source), spoken, entry.guessed())))
        show(f"{source.title}: {told} ({source.files})")


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
        show_json(marked_object(found, page))
    else:
        for key, origin in found.entry.origins.items() if page is None else ():
            say(f"{key}, from {origin.value}: {getattr(found.entry, key)}")
        if found.entry.language and page is None:
            say(f"language: {found.entry.language}")
        show(marked_text(found, page))


def _found(name: str, index: Path) -> Document:
    """Returns the document that the index holds under a name, or else that of a file."""
    from assistant.index.library import Library

    listed = list[str]()
    try:
        with closing(Library(serving(index).library)) as library:
            sources = library.sources()
            listed = [source.path for source in sources]
            typed = unicodedata.normalize("NFC", name)
            known = {
                unicodedata.normalize("NFC", one): source.path
                for source in sources
                for one in (source.path, *source.entry.copies)
            }
            for one in (typed, typed.replace("\\", "/")):  # as Windows writes it
                if one in known:
                    return library.document(known[one])
    except NoIndexError:
        if not Path(name).is_file():
            raise
    if Path(name).is_file():
        return _of_file(name)
    if Path(name).is_dir():
        raise UsageError(f"{name} is a folder: name a file in it, or a document of the index")
    raise UsageError(f"there is no document or file '{name}'{_near(name, listed)}")


def _of_file(name: str) -> Document:
    """Returns the document in a file, read now; says what could not be read."""
    from assistant.index.library import reports_of, source_of

    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no file {name!r}: check its name")
    settings = Settings.from_environment().reading
    reading = read_file(CorpusFile(path, path.name, digest(path)), settings)
    document = document_of(reading)
    told = reports_of([source_of(document, len(document.text))], reading.problems)
    for line in problem_lines(told):
        say(line)
    return document


def _near(name: str, listed: list[str]) -> str:
    """Returns a hint at the documents that may have been meant."""
    typed = {path: path.casefold() for path in listed}
    named = name.casefold().replace("\\", "/")
    by_end = [path for path, one in typed.items() if one.split("/")[-1] == named.split("/")[-1]]
    near = by_end or difflib.get_close_matches(name, listed, n=3, cutoff=0.5)
    if not near:
        return "; 'assistant documents' lists those of the index"
    return f"; did you mean {' or '.join(map(repr, near))}?"


def marked_text(document: Document, page: int | None = None) -> str:
    """Returns the text in lines, each block told by what stands before it; of one page, or of all.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = _span(document, page)
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
    """Returns the text and its marks as an object for JSON; all offsets are the whole document's.

    `start` is where the text given starts in that of the document.

    Raises:
        UsageError: there is no such page or slide.
    """
    start, end = _span(document, page)
    marks = [m for m in document.marks if page is None or (m.start < end and m.end > start)]
    return {
        "path": document.path,
        "title": document.entry.title,
        "entry": asdict(document.entry),
        "sha256": document.sha256,
        "start": start,
        "text": document.text[start:end],
        "marks": [asdict(mark) for mark in marks],
    }


def _span(document: Document, page: int | None) -> tuple[int, int]:
    """Returns where a page or slide starts and ends in the text; the whole text for None.

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
            there = citation.pages(document.numbers(kind), kind.value)
            raise UsageError(f"{document.path} has no {kind.value} {page}; it has {there}")
    raise UsageError(f"{document.path} has neither pages nor slides; leave out --page")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of text under the same marks; `block` is the innermost but pages and slides."""

    start: int
    end: int
    block: Mark | None
    is_recognised: bool


def _stretches(document: Document, start: int, end: int) -> Iterator[_Stretch]:
    """Yields the stretches of a span that are not blank, in order."""
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
            blocks = [m for m in active if m.kind not in (*_PLACES, MarkKind.RECOGNISED)]
            yield _Stretch(
                start=left + lead,
                end=left + len(text.rstrip()),
                block=min(blocks, key=lambda m: m.end - m.start, default=None),
                is_recognised=any(m.kind is MarkKind.RECOGNISED for m in active),
            )


def _place_lines(place: Mark, before: Sequence[str]) -> list[str]:
    """Returns the line above a page or slide, apart from what is before it."""
    label = f", {place.label}" if place.kind is MarkKind.SLIDE else f" ({place.label})"
    line = f"— {place.kind.value} {place.number}{label if place.label else ''} —"
    return [*([""] if before and before[-1] else []), line, ""]


def _lines(text: str, stretch: _Stretch, before: Mark | None) -> list[str]:
    """Returns the lines of a stretch, each with what tells its kind."""
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


def rollback(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Make the snapshot before live again; a second time goes forward to the one left."""
    from assistant.index import history

    done = history.roll_back(index_folder(index))
    for warning in done.warnings:
        say(f"warning: {warning}")
    manifest = done.snapshot.manifest
    if as_json:
        built = manifest.built_at.isoformat()
        show_json({"snapshot": done.snapshot.name, "built_at": built, "was": done.was})
        return
    show(f"{done.snapshot.name} is live again, built {written_time(manifest.built_at)}")
    if done.was:
        say(f"'assistant rollback' goes forward to {done.was} again")
    say("the next 'assistant build' builds from the corpus as it is then")


def diff(
    other: Annotated[
        str,
        typer.Argument(help="A snapshot as 'status' lists it, or 'before' or 'held'."),
    ] = "before",
    questions: Annotated[
        Path | None,
        typer.Option(help="Labelled questions to ask of both.", metavar="FILE"),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between the live snapshot and the one before, or another that is kept."""
    from assistant.index import snapshot
    from assistant.index.history import HELD, State, before_live, open_named
    from assistant.index.verify import difference

    folder = index_folder(index)
    now = snapshot.open_snapshot(folder)
    beside = before_live(folder) if other == State.BEFORE else open_named(folder, other)
    if beside.folder.parent.name == HELD:  # which would come after the live one
        now, beside = beside, now
    found = difference(now, beside)
    asked: dict[str, object] = {}
    lines = list(_difference_lines(now.name, beside.name, found))
    if questions is not None:
        from assistant.evaluation.comparison import asked_of_both, moved_object
        from assistant.evaluation.questions import load_questions
        from assistant.evaluation.report import moved_lines

        labelled = load_questions(questions)
        with progress_bars() as progress:
            both = asked_of_both(folder, now, beside, labelled, progress)
        moved = [one for one in both if one.differs]
        lines.append(f"{len(moved)} of {count(len(both), 'question')} answered differently")
        lines += moved_lines("Answered differently", moved)
        asked["questions"] = moved_object(moved)
    if as_json:
        show_json(_difference_object(now.name, beside.name, found) | asked)
    else:
        show("\n".join(lines))


def _difference_lines(now: str, before: str, found: Difference) -> Iterator[str]:
    """Yields, as lines, the documents that came, went and changed, with their passages."""
    if found.is_nothing:
        yield f"{now} and {before} hold the same documents and passages"
        return
    yield f"{now}, beside {before}:"
    for source in found.came:
        yield f"+ {source.path}: {count(source.passages, 'passage')}"
    for source in found.went:
        yield f"- {source.path}: {count(source.passages, 'passage')}"
    for change in found.changed:
        yield f"~ {change.now.path}: {_summary(change)}"
        for passage in change.passages:
            yield from _passage_lines(passage)


def _difference_object(now: str, before: str, found: Difference) -> dict[str, object]:
    """Returns what differs, as an object for JSON."""
    return {
        "snapshot": now,
        "beside": before,
        "came": [{"path": s.path, "passages": s.passages} for s in found.came],
        "went": [{"path": s.path, "passages": s.passages} for s in found.went],
        "changed": [
            {
                "path": change.now.path,
                "known": {k: list(v) for k, v in _known(change).items()},
                "passages": [
                    {
                        "now": p.now and passage_object(p.now),
                        "before": p.before and passage_object(p.before),
                    }
                    for p in change.passages
                ],
            }
            for change in found.changed
        ],
    }


def _summary(change: DocumentChange) -> str:
    """Returns what is known anew and how many passages differ: 'title; 1 came of its passages'."""
    kinds = [_kind(passage) for passage in change.passages]
    counts = [f"{kinds.count(k)} {k}" for k in ("came", "went", "changed") if k in kinds]
    passages = f"{', '.join(counts)} of its passages" if counts else ""
    return "; ".join(filter(None, [", ".join(_known(change)), passages]))


def _known(change: DocumentChange) -> dict[str, tuple[object, object]]:
    """Returns what is known of a document otherwise than before, by name: before, then now."""
    now, before = asdict(change.now.entry), asdict(change.before.entry)
    return {key: (before[key], now[key]) for key in now if now[key] != before[key]}


def _kind(change: PassageChange) -> str:
    if change.now and change.before:
        return "changed"
    return "came" if change.now else "went"


def _passage_lines(change: PassageChange) -> Iterator[str]:
    """Yields a passage's opening; of one that changed, both from where they begin to differ."""
    both = [(s, p) for s, p in (("-", change.before), ("+", change.now)) if p is not None]
    texts = [" ".join(passage.text.split()) for _, passage in both]
    start = _first_difference(*texts) if len(texts) == 2 else 0
    for (sign, passage), text in zip(both, texts, strict=True):
        opening = shorten(text[start:], _OPENING, placeholder=" …")
        where = citation.place(passage.locator)
        label = f"{where}: " if where else ""
        yield f"    {sign} {label}“{'… ' if start else ''}{opening}”"


def _first_difference(one: str, other: str) -> int:
    """Returns where to begin, a few words before two texts differ; 0 if that is near the start."""
    same = takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False))
    at = sum(1 for _ in same)
    return one.find(" ", at - _LEAD) + 1 if at > _LEAD else 0
