"""An explanation in words, for the terminal."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.answers.filters import filter_lines, outside_line
from assistant.records import (
    Answer,
    Highlight,
    ListedDocument,
    Outcome,
    Quotation,
    Source,
    WordMatch,
)
from assistant.settings import Settings
from assistant.wording import (
    ALSO,
    ALSO_NEAR,
    THEY_COVER,
    all_documents,
    elsewhere,
    is_reworded,
    notes,
    read_line,
    superseded,
)

if TYPE_CHECKING:
    from assistant.index.snapshot import Snapshot


_MEASURES = {
    "whole": "late interaction, whole passage",
    "point": "late interaction, best sentence",
    "cosine": "nearest sentence's vector",
    "lexical": "words in common (BM25)",
}


def explanation_text(quotation: Quotation) -> str:
    """Why a passage was found: what was read in it, what each measure gave, what met each word."""
    explanation = quotation.explanation
    values, given = asdict(explanation.measures), asdict(explanation.contributions)
    lines = [
        f"score {quotation.score:.3f}",
        *(f"  {given[k]:6.3f}  {name} ({values[k]:.3f})" for k, name in _MEASURES.items()),
    ]
    lines += _read(quotation)
    lines.append(f"{'word':<18}{'weight':>7}{'gave':>7}  met by")
    lines += [_word_line(word) for word in explanation.words]
    return "\n".join(lines)


def _read(quotation: Quotation) -> list[str]:
    """What was read in the passage: that it answers, the mark, and each of its units."""
    reading = quotation.reading
    marked = quotation.sentence

    def words(start: int, end: int) -> str:
        return " ".join(quotation.passage.text[start:end].split())

    return [
        f"answers with a probability of {quotation.probability:.3f} "
        f"(log odds as read {reading.answers:.2f})",
        *([f"marked: {words(marked.start, marked.end)}"] if marked else []),
        "best   part   of the answer, by unit",
        *(f"{u.share:.3f}  {u.inside:.3f}  {words(u.start, u.end)}" for u in reading.units),
    ]


def _word_line(word: WordMatch) -> str:
    met = dict.fromkeys(
        f"{m.text} {m.similarity:.2f}{'' if m.place else ' (title or heading)'}" for m in word.met
    )
    line = f"{word.word:<18}{word.weight:7.2f}{word.contribution:7.3f}  {', '.join(met)}"
    return line.rstrip()


_CONTROLS = re.compile(r"[\x7f-\x9f]")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def show(text: str) -> None:
    """Print a result."""
    typer.echo(_inert(text))


def say(text: str) -> None:
    """Print a message for people."""
    typer.echo(_inert(text), err=True)


def show_json(value: object) -> None:
    """Print a result as one JSON value in UTF-8."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    inert = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
    typer.echo(inert.encode("utf-8", "replace"))


class Bars:
    """Progress bars on stderr, one a stage; a line a stage where stderr is not a terminal."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> Callable[[str, int, int], None]:
        """What a build calls with a stage, how much of it is done, and how much there is."""
        return self._show

    def __exit__(self, *_: object) -> None:
        """Finish the last bar."""
        if self._bar is not None:
            self._bar.close()

    def _show(self, stage: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            if total and done == total:
                say(f"{stage}: {total} done")
            return
        if stage != self._stage:
            self.__exit__()
            self._bar = _bar(stage, total)
            self._stage = stage
        self._bar.update(done - self._bar.n)


def _bar(stage: str, total: int) -> Any:
    from tqdm import tqdm  # commands that show no progress need not load it

    return tqdm(total=total, desc=stage, file=sys.stderr)


def show_answer(answer: Answer, documents: int, *, explained: bool = False) -> None:
    """Print an answer: its passages word for word, each under its citation.

    `documents` is how many there are. If `explained`, why each passage was found, and the nearest
    ones where nothing was found.
    """
    if answer.caution:
        show(f"{answer.caution}\n")
    for line in _opening(answer):
        show(line)
    if answer.covers:
        show(THEY_COVER)
        show("".join(f"- {topic}\n" for topic in answer.covers) + _command_for_all(documents))
    if answer.outcome is not Outcome.NOT_FOUND or explained:
        _show_quotations(answer, explained=explained)
    if answer.summary:
        show(("\n" if answer.quotations else "") + answer.summary)
    for document in answer.documents:
        _show_document(document, explained=explained)


def _show_quotations(answer: Answer, *, explained: bool) -> None:
    """Print what answers, and where else something near it stands; or the nearest passages."""
    for number, quotation in enumerate(answer.answering or answer.near, 1):
        _show_quotation(f"{number}. ", quotation, explained=explained)
    near = answer.near if answer.answering else ()
    if near:
        show(f"\n{ALSO_NEAR}")
    for quotation in near:
        if explained:
            _show_quotation("- ", quotation, explained=True)
        else:
            show(f"- {quotation.cited}")


def _opening(answer: Answer) -> Iterator[str]:
    """What is said before the passages: how the question was taken, and whether it is answered."""
    if answer.read_as:
        yield read_line(answer)
    if is_reworded(answer):
        yield f"Searched for: {answer.searched_for}"
    if answer.filters:
        yield from filter_lines(answer.filters)
    opening = "" if answer.summary else answer.message
    outside = outside_line(answer.filters) if answer.filters else ""
    is_list_next = answer.outcome is Outcome.UNCONFIRMED
    said = (outside, opening) if is_list_next else (opening, outside)
    yield from filter(None, (*notes(answer), *said))


def _command_for_all(documents: int) -> str:
    return f"'assistant documents' lists {all_documents(documents)}."


def _show_document(document: ListedDocument, *, explained: bool) -> None:
    """Print a document of a list, how often it mentions what was asked for, and where best."""
    source, said = document.source, document.mentions
    mentioned = f"; mentioned in {count(said, 'passage')}" if said else ""
    show(f"- {source.title}: {facts(source)}{mentioned} ({source.path})")
    for quotation in document.quotations:
        _show_quotation("  ", quotation, explained=explained)


def _show_quotation(label: str, quotation: Quotation, *, explained: bool) -> None:
    """Print a passage under its citation, and where else it stands."""
    source = quotation.citation.source
    show(f"\n{label}{quotation.cited}")
    if superseded(source):
        show(f"   This document is {superseded(source)}.")
    typer.echo(textwrap.indent(_stressed(quotation), "   "))
    if source.entry.url:
        show(f"   {source.entry.url}")
    if quotation.also:
        show(f"   {ALSO}")
        show("\n".join(f"   - {elsewhere(place)}" for place in quotation.also))
    if explained:
        show(textwrap.indent(explanation_text(quotation), "   "))


def _stressed(quotation: Quotation) -> str:
    """The passage with the words that were met underlined, and the stretch that answers in bold.

    Where the output is not a terminal, typer takes both off again: it is then the passage.
    """
    text = _inert(quotation.passage.text)
    bold, marked = _places([quotation.sentence]), _places(quotation.highlights)
    runs = groupby(range(len(text)), lambda place: (place in bold, place in marked))
    return "".join(
        _style("".join(text[place] for place in places), strong, met)
        for (strong, met), places in runs
    )


def _places(stretches: Iterable[Highlight | None]) -> set[int]:
    return {place for s in stretches if s for place in range(s.start, s.end)}


def _style(text: str, strong: bool, met: bool) -> str:
    """The text in bold or underlined, line by line, as an indent follows each line's end."""
    if not strong and not met:
        return text
    lines = (typer.style(line, bold=strong, underline=met) for line in text.split("\n"))
    return "\n".join(lines)


def source_object(source: Source) -> dict[str, object]:
    """A document as an object for JSON."""
    return {
        "path": source.path,
        "sha256": source.sha256,
        "pages": source.pages,
        "slides": source.slides,
        "passages": source.passages,
        **asdict(source.entry),
        "title": source.title,
    }


def facts(source: Source) -> str:
    """What is known of a document, for a list: 'BASW England, 2021, Wales, 8 passages'."""
    entry = source.entry
    known = [
        entry.author or entry.publisher,
        entry.published,
        entry.nation,
        "Easy Read" if entry.easy_read else None,
        extent(source),
        f"superseded by {entry.superseded_by}" if entry.superseded_by else None,
    ]
    return ", ".join(part for part in known if part)


def extent(source: Source) -> str:
    """How much there is of a document: '8 slides, 8 passages'."""
    counts = ((source.pages, "page"), (source.slides, "slide"), (source.passages, "passage"))
    return ", ".join(count(number, noun) for number, noun in counts if number is not None)


def count(number: int, noun: str) -> str:
    """A number of things: '1 passage', '2 passages'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _inert(text: str) -> str:
    """The text without characters that could steer a terminal or turn its lines around."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


FAILED_CHECK, BAD_INPUT, INTERRUPTED = 1, 2, 130

commands = typer.Typer(
    name="assistant",
    help="Answers questions with the matching passages of your documents, word for word and cited.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="The index folder.", metavar="DIR", show_default=False),
]
CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="The folder of documents.", metavar="DIR", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


def index_folder(given: Path | None) -> Path:
    """The index folder that an option names, else the one that is set."""
    return given or Settings.from_environment().index


def serving(index: Path) -> Snapshot:
    """The snapshot that answers; where that is not the live one, the reason is told."""
    from assistant.index.history import open_serving

    found = open_serving(index)
    if found.warning:
        say(f"warning: {found.warning}")
    return found.snapshot
