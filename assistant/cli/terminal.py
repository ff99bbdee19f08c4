"""What the commands share: their options, what they read, and how they print.

Nothing printed can steer the terminal.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Option

from assistant import wording
from assistant.citation import dated, superseded
from assistant.index import Progress, history
from assistant.index.snapshot import Snapshot
from assistant.records import (
    Answer,
    Document,
    Highlight,
    ListedDocument,
    MarkKind,
    Outcome,
    Passage,
    Quotation,
    Source,
    Unit,
)
from assistant.settings import Settings

FAILED_CHECK, BAD_INPUT, INTERRUPTED = 1, 2, 130

IndexOption = Annotated[Path | None, Option("--index", help="The index folder.", metavar="DIR")]
CorpusOption = Annotated[
    Path | None, Option("--corpus", help="The folder of documents.", metavar="DIR")
]
JsonOption = Annotated[bool, Option("--json", help="Print one JSON value.")]
CountOption = Annotated[int, Option("-k", min=1, max=100, help="How many passages.")]
ReplaceOption = Annotated[bool, Option("--force", help="Replace the file if it is there.")]

_CONTROLS = re.compile(r"[\x7f-\x9f]")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MEASURES = {
    "whole": "late interaction, whole passage",
    "point": "late interaction, best sentence",
    "cosine": "nearest sentence's vector",
    "lexical": "words in common (BM25)",
}


def index_folder(given: Path | None) -> Path:
    """Returns the index folder that an option names, else the one that is set."""
    return given or Settings.from_environment().index


def serving(index: Path) -> Snapshot:
    """Opens the snapshot that answers; where that is not the live one, tells the reason."""
    found = history.open_serving(index)
    if found.warning:
        say(f"warning: {found.warning}")
    return found.snapshot


def show(*lines: str) -> None:
    """Prints a result."""
    for line in lines:
        typer.echo(_inert(line))


def say(*lines: str) -> None:
    """Prints a message for people."""
    for line in lines:
        typer.echo(_inert(line), err=True)


def show_json(value: object) -> None:
    """Prints a result as one JSON value in UTF-8."""
    written = json.dumps(value, ensure_ascii=False, indent=2, default=str)  # for paths
    inert = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
    typer.echo(inert.encode("utf-8", "replace"))


def show_as(lines: Iterable[str], value: object, *, as_json: bool) -> None:
    """Prints a result as lines for people, or as the value in JSON."""
    if as_json:
        show_json(value)
    else:
        show(*lines)


def _inert(text: str) -> str:
    """Returns the text without characters that could steer a terminal or turn its lines around."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Shows bars on stderr, one a stage; a line a stage where stderr is not a terminal.

    What it gives is called with a stage, how much of it is done, and how much there is.
    """
    bar: Any = None

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            if total and done == total:
                say(f"{stage}: {total} done")
            return
        if bar is None or bar.desc != stage:
            from tqdm import tqdm  # commands that show no progress need not load it

            shown.close()
            bar = shown.enter_context(tqdm(total=total, desc=stage, file=sys.stderr))
        bar.update(done - bar.n)

    with ExitStack() as shown:
        yield progress


def extent(source: Source) -> str:
    """Returns how much there is of a document: '8 slides, 8 passages'."""
    counts = ((source.pages, "page"), (source.slides, "slide"), (source.passages, "passage"))
    return ", ".join(wording.count(number, noun) for number, noun in counts if number is not None)


def source_object(source: Source) -> dict[str, object]:
    """Returns a document as an object for JSON."""
    known = asdict(source)
    del known["newer"]  # said by `superseded_by`
    entry = known.pop("entry")
    return {**known, **entry, "title": source.title}


def passage_object(passage: Passage) -> dict[str, object]:
    """Returns a passage as an object for JSON: its place and its text."""
    return {"start": passage.start, "end": passage.end, "text": passage.text}


def show_answer(
    answer: Answer, documents: int, texts: Mapping[str, Document], *, explained: bool = False
) -> None:
    """Prints an answer: the words that answer, where they are from, and the passage around them.

    `documents` is how many there are, `texts` has those that are quoted, by path. If `explained`,
    why each passage was found, and the nearest ones where nothing was found.
    """
    show_one = partial(_show_quotation, texts=texts, explained=explained)
    if answer.caution:
        show(f"{answer.caution}\n")
    show(*(line for line in opening(answer) if line != answer.summary))
    if answer.covers:
        show(wording.THEY_COVER)
        topics = "".join(f"- {topic}\n" for topic in answer.covers)
        show(f"{topics}'assistant documents' lists {wording.all_documents(documents)}.")
    if answer.outcome is not Outcome.NOT_FOUND or explained:
        _show_quotations(answer, show_one, explained=explained)
    if answer.summary:
        show(("\n" if answer.quotations else "") + answer.summary)
    for document in answer.documents:
        show(_listed(document))
        for quotation in document.quotations:
            show_one("  ", quotation)


def opening(answer: Answer) -> Iterator[str]:
    """Yields what comes before the passages: how the question was taken, and if it is answered."""
    if answer.read_as:
        yield wording.read_line(answer)
    if wording.is_reworded(answer):
        yield f"Searched for: {answer.searched_for}"
    yield from wording.filter_lines(answer.filters)
    if answer.filters and answer.filters.silent:
        yield "To include what the catalogue does not say this of: --include-unstated."
    yield from wording.notes(answer)
    yield from wording.outcome_lines(answer)


def _show_quotations(
    answer: Answer, show_one: Callable[[str, Quotation], None], *, explained: bool
) -> None:
    """Prints what answers, and where else something near it stands; or the nearest passages."""
    for number, quotation in enumerate(answer.shown, 1):
        show_one(f"{number}. ", quotation)
    near = answer.near if answer.answering else ()
    if near:
        show(f"\n{wording.ALSO_NEAR}")
    if not explained:
        show(*dict.fromkeys(f"- {quotation.cited}" for quotation in near))
    for quotation in near if explained else ():
        show_one("- ", quotation)


def _listed(document: ListedDocument) -> str:
    """Returns a document of a list, and how often it mentions what was asked for."""
    source, entry, mentions = document.source, document.source.entry, document.mentions
    known = (
        *(entry.author or entry.publisher, dated(source), entry.nation),
        "Easy Read" if entry.easy_read else None,
        *(extent(source), superseded(source)),
    )
    mentioned = f"; mentioned in {wording.count(mentions, 'passage')}" if mentions else ""
    return f"- {source.title}: {', '.join(filter(None, known))}{mentioned} ({source.path})"


def _show_quotation(
    label: str, quotation: Quotation, texts: Mapping[str, Document], *, explained: bool
) -> None:
    """Prints the words that answer, where they stand, the passage, and where else it stands."""
    passage, source = quotation.passage, quotation.citation.source
    document, sentence = texts[passage.path], quotation.sentence
    words = ""
    is_answer = label.strip() and quotation.answers  # in a list of documents none is
    if is_answer and sentence and quotation.marked.strip():
        stretch = sentence.start, sentence.end
        words = _laid_out(quotation, document, *stretch, quotation.sentence_lead_ins)
        words += "".join(f"\n   … {_inert(note)}" for note in quotation.sentence_notes)
        typer.echo(f"\n{label}{words[3:]}")
    show(f"   — {quotation.cited}" if words else f"\n{label}{quotation.cited}")
    if superseded(source):
        show(f"   This document is {superseded(source)}.")
    if not words or quotation.marked.strip() != passage.text.strip():
        above = [w for w in quotation.lead_ins if not words or w not in quotation.sentence_lead_ins]
        around = _laid_out(quotation, document, 0, len(passage.text), above)
        typer.echo(f"\n{around}" if words else around)
    if source.entry.url:
        show(f"   {source.entry.url}")
    if quotation.also:
        places = (f"   - {wording.elsewhere(place)}" for place in quotation.also)
        show(f"   {wording.ALSO}", *places)
    if explained:
        show(textwrap.indent("\n".join(_explanation(quotation)), "   "))


def _laid_out(
    quotation: Quotation, document: Document, first: int, last: int, lead_ins: Sequence[str]
) -> str:
    """Returns a stretch of a passage as it is meant, as the page shows it.

    A bullet or a row of a table is a line, a bullet set in by its level; a blank line parts others.
    What opens its list goes before.
    """
    start, lines = quotation.passage.start, list[str]()
    before = MarkKind.PARAGRAPH
    for block in wording.blocks(document, start + first, start + last):
        text = _stressed(quotation, block.start - start, block.end - start)
        is_apart = block.kind is not before or block.kind not in (MarkKind.ITEM, MarkKind.ROW)
        if lines and is_apart and not (block.kind is MarkKind.ITEM and before is MarkKind.LEAD_IN):
            lines.append("")
        level = (block.number or 1) - 1 if block.kind is MarkKind.ITEM else 0
        lines.append(textwrap.indent(text, "  " * level))
        before = block.kind
    opening = (f"{_inert(words)} …" for words in lead_ins)
    return textwrap.indent("\n".join([*opening, *lines]), "   ")


def _stressed(quotation: Quotation, first: int, last: int) -> str:
    """Returns a stretch, words that were met underlined, those that answer in bold.

    Where the output is not a terminal, typer takes both off again: it is then the text.
    """
    text = _inert(quotation.passage.text)
    bold, marked = (  # without line ends, after which an indent follows
        {place for s in stretches if s for place in range(s.start, s.end) if text[place] != "\n"}
        for stretches in ([quotation.sentence], quotation.highlights)
    )
    shown = ""
    for how, places in groupby(range(first, last), lambda place: (place in bold, place in marked)):
        words = "".join(text[place] for place in places)
        shown += typer.style(words, bold=how[0], underline=how[1]) if any(how) else words
    return shown


def _explanation(quotation: Quotation) -> Iterator[str]:
    """Yields why a passage was found: what each measure gave, what was read, what met each word."""
    explanation, reading = quotation.explanation, quotation.reading
    values, given = asdict(explanation.measures), asdict(explanation.contributions)

    def words(stretch: Highlight | Unit) -> str:
        return " ".join(quotation.passage.text[stretch.start : stretch.end].split())

    yield f"score {quotation.score:.3f}"
    for key, name in _MEASURES.items():
        yield f"  {given[key]:6.3f}  {name} ({values[key]:.3f})"
    yield (
        f"answers with a probability of {quotation.probability:.3f} "
        f"(log odds as read {reading.answers:.2f})"
    )
    if quotation.sentence:
        yield f"marked: {words(quotation.sentence)}"
    yield "best   part   of the answer, by unit"
    for unit in reading.units:
        yield f"{unit.share:.3f}  {unit.inside:.3f}  {words(unit)}"
    yield f"{'word':<18}{'weight':>7}{'gave':>7}  met by"
    for word in explanation.words:
        met = dict.fromkeys(
            f"{m.text} {m.similarity:.2f}{'' if m.place else ' (title or heading)'}"
            for m in word.met
        )
        line = f"{word.word:<18}{word.weight:7.2f}{word.contribution:7.3f}  {', '.join(met)}"
        yield line.rstrip()
