"""The commands that show what the index holds, and what differs between its snapshots."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from itertools import pairwise
from os.path import commonprefix
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

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
    show_as,
    show_json,
    source_object,
)
from assistant.corpus import digest
from assistant.errors import NoIndexError, UsageError
from assistant.evaluation.questions import load_questions
from assistant.index import history, snapshot
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
    document: Annotated[str, Argument(help="A document as 'documents' lists it, or any file.")],
    page: Annotated[int | None, Option(min=1, help="This page or slide alone.")] = None,
    index: IndexOption = None,
    as_file: Annotated[
        bool, Option("--file", help="Read the file now, whatever the index holds.")
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
    """Returns the document of a name in the index, else in a file; says what was not read of it."""
    from assistant.index.library import Library, reports_of

    try:
        opened = serving(index)
    except NoIndexError:
        if Path(name).is_file():
            return _of_file(name)
        raise
    with closing(Library(opened.library)) as library:
        sources = library.sources()
        known = {
            unicodedata.normalize("NFC", one): source.path
            for source in sources
            for one in (source.path, *source.entry.copies)
        }
        typed = unicodedata.normalize("NFC", name)
        path = known.get(typed) or known.get(typed.replace("\\", "/"), typed)  # as Windows writes
        told = [r for r in reports_of(sources, opened.manifest.problems) if r.path == path]
        if path in known.values():
            say(*problem_lines(told))
            return library.document(path)
    for report in told:
        why = "; ".join(problem.reason for problem in report.problems)
        raise UsageError(f"{path} is in the corpus, and could not be read: {why}")
    if Path(name).is_file():
        return _of_file(name)
    if Path(name).is_dir():
        raise UsageError(f"{name} is a folder: name a file in it, or a document of the index")
    near = _near(name, [source.path for source in sources])
    raise UsageError(f"there is no document or file '{name}'{near}")


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
    say(*problem_lines(told))
    return document


def _near(name: str, listed: list[str]) -> str:
    last = name.casefold().replace("\\", "/").split("/")[-1]
    by_end = [path for path in listed if path.casefold().split("/")[-1] == last]
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
    at, before = start, None
    for first, last, block, is_recognised in _stretches(document, start, end):
        while places and places[0].start <= first:
            lines += _place_lines(places.pop(0), lines)
        if lines and document.text.count("\n", at, first) > 1 and lines[-1]:
            lines.append("")
        text = document.text[first:last]
        lines += _lines(text, block, is_recognised=is_recognised, goes_on=block is before)
        at, before = last, block
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
    """Returns where a page or slide starts and ends in the text; the whole text for None."""
    if page is None:
        return 0, len(document.text)
    for mark in document.marks:
        if mark.kind in _PLACES and mark.number == page:
            return mark.start, mark.end
    for kind in _PLACES:
        if document.numbers(kind):
            there = citation.pages(document.numbers(kind), kind.value)
            raise UsageError(f"{document.path} has no {kind.value} {page}; it has {there}")
    raise UsageError(f"{document.path} has neither pages nor slides; leave out --page")


def _stretches(
    document: Document, start: int, end: int
) -> Iterator[tuple[int, int, Mark | None, bool]]:
    """Yields the stretches of a span that are under the same marks and not blank, in order.

    Each by its start and end, its innermost mark but pages and slides, and whether its text was
    recognised.
    """
    marks = [m for m in document.marks if m.start < end and m.end > start]
    edges = sorted({start, end, *(e for m in marks for e in (m.start, m.end) if start < e < end)})
    starting = defaultdict[int, list[Mark]](list)
    for mark in marks:
        starting[max(mark.start, start)].append(mark)
    active = list[Mark]()
    for left, right in pairwise(edges):
        active = [mark for mark in (*active, *starting[left]) if mark.end > left]
        text = document.text[left:right]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            blocks = [m for m in active if m.kind not in (*_PLACES, MarkKind.RECOGNISED)]
            block = min(blocks, key=lambda m: m.end - m.start, default=None)
            is_recognised = any(m.kind is MarkKind.RECOGNISED for m in active)
            yield left + lead, left + len(text.rstrip()), block, is_recognised


def _place_lines(place: Mark, before: Sequence[str]) -> list[str]:
    """Returns the line above a page or slide, apart from what is before it."""
    label = f", {place.label}" if place.kind is MarkKind.SLIDE else f" ({place.label})"
    line = f"— {place.kind.value} {place.number}{label if place.label else ''} —"
    return [*([""] if before and before[-1] else []), line, ""]


def _lines(text: str, block: Mark | None, *, is_recognised: bool, goes_on: bool) -> list[str]:
    """Returns the lines of a stretch, each with what tells its kind; `goes_on` from the last."""
    if block is None:
        return text.split("\n")
    prefix = ("[recognised] " if is_recognised else "") + _PREFIXES.get(block.kind, "")
    level = block.number or 1
    if block.kind is MarkKind.ITEM:
        prefix += "  " * (level - 1)
    is_heading = block.kind is MarkKind.HEADING and not goes_on
    head, *rest = text.split("\n")
    first = f"{prefix}{'#' * level} {head}" if is_heading else prefix + head
    return [first, *(prefix + line for line in rest)]


def rollback(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Make the snapshot before live again; a second time goes forward to the one left."""
    done = history.roll_back(index_folder(index))
    say(*(f"warning: {warning}" for warning in done.warnings))
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
        str, Argument(help="A snapshot as 'status' lists it, or 'before' or 'held'.")
    ] = "before",
    questions: Annotated[
        Path | None, Option(help="Labelled questions to ask of both.", metavar="FILE")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between the live snapshot and the one before, or another that is kept."""
    from assistant.index.verify import difference

    folder = index_folder(index)
    now = snapshot.open_snapshot(folder)
    is_before = other == history.State.BEFORE
    beside = history.before_live(folder) if is_before else history.open_named(folder, other)
    if beside.folder.parent.name == history.State.HELD:  # which would come after the live one
        now, beside = beside, now
    found = difference(now, beside)
    told = _difference_object(now.name, beside.name, found)
    lines = list(_difference_lines(now.name, beside.name, found))
    if questions is not None:
        from assistant.evaluation.comparison import asked_of_both, moved_object
        from assistant.evaluation.report import moved_lines, outdated_lines

        labelled = load_questions(questions)
        with progress_bars() as progress:
            both = asked_of_both(folder, now, beside, labelled, progress)
        outdated = [one for one in both if one.outdated]
        moved = [one for one in both if one.differs and not one.outdated]
        lines.append(f"{len(moved)} of {count(len(both), 'question')} answered differently")
        lines += (*moved_lines("Answered differently", moved), *outdated_lines(outdated))
        told["questions"] = moved_object(moved)
        told["outdated"] = {one.now.question.id: one.outdated for one in outdated}
    show_as(lines, told, as_json=as_json)


def _difference_lines(now: str, before: str, found: Difference) -> Iterator[str]:
    if found.is_nothing:
        yield f"{now} and {before} hold the same documents and passages"
        return
    yield f"{now}, beside {before}:"
    for sign, sources in (("+", found.came), ("-", found.went)):
        for source in sources:
            yield f"{sign} {source.path}: {count(source.passages, 'passage')}"
    for change in found.changed:
        yield f"~ {change.now.path}: {_summary(change)}"
        for passage in change.passages:
            yield from _passage_lines(passage)


def _difference_object(now: str, before: str, found: Difference) -> dict[str, object]:
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
    numbers = {
        "came": sum(passage.before is None for passage in change.passages),
        "went": sum(passage.now is None for passage in change.passages),
        "changed": sum(None not in (passage.now, passage.before) for passage in change.passages),
    }
    counts = [f"{number} {kind}" for kind, number in numbers.items() if number]
    passages = f"{', '.join(counts)} of its passages" if counts else ""
    return "; ".join(filter(None, [", ".join(_known(change)), passages]))


def _known(change: DocumentChange) -> dict[str, tuple[object, object]]:
    """Returns what is known of a document otherwise than before, by name: before, then now."""
    now, before = asdict(change.now.entry), asdict(change.before.entry)
    return {key: (before[key], now[key]) for key in now if now[key] != before[key]}


def _passage_lines(change: PassageChange) -> Iterator[str]:
    """Yields a passage's opening; of one that changed, both from where they begin to differ."""
    both = [(s, p) for s, p in (("-", change.before), ("+", change.now)) if p is not None]
    texts = [" ".join(passage.text.split()) for _, passage in both]
    same = len(commonprefix(texts)) if len(both) > 1 else 0  # noqa: RUF071  (of characters)
    start = texts[0].find(" ", same - _LEAD) + 1 if same > _LEAD else 0
    for (sign, passage), text in zip(both, texts, strict=True):
        opening = shorten(text[start:], _OPENING, placeholder=" …")
        where = citation.place(passage.locator)
        label = f"{where}: " if where else ""
        yield f"    {sign} {label}“{'… ' if start else ''}{opening}”"
