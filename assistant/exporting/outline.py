"""What an export says, block by block, whichever format it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.citation import holdable, one_line, reference, safe_url
from assistant.dates import written_time
from assistant.records import Answer, Outcome, Quotation, Source
from assistant.wording import notes, read_line

TITLE = "Answers from the documents"

_PICTURED = "A character that a file cannot hold is shown by its picture, such as ␛."
_LIST = "The list or table begins:"


class Kind(StrEnum):
    """What a block of an export is."""

    TITLE = "title"
    QUESTION = "question"
    LABEL = "label"
    TEXT = "text"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Run:
    """Words on one line, and where they lead to; a quotation's may stand on several."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a quotation."""

    kind: Kind
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """When and from what an export is made; times are UTC."""

    at: datetime
    snapshot: str
    built_at: datetime


def outline(answers: Sequence[Answer], made: Made) -> list[Block]:
    """The blocks of an export, in order: each question with its answer, then the references."""
    quotations = [q for answer in answers for q in _shown(answer)]
    blocks = [_block(Kind.TITLE, TITLE), _block(Kind.TEXT, _provenance(made, quotations))]
    for answer in answers:
        blocks += _answer(answer)
    sources = {q.passage.path: q.citation.source for q in quotations}
    if sources:
        blocks.append(_block(Kind.QUESTION, "References"))
    references = [(reference(source, made.at.date()), source) for source in sources.values()]
    for words, source in sorted(references, key=lambda pair: (pair[0].casefold(), pair[1].path)):
        blocks += _reference(words, source)
    return blocks


def file_line(source: Source) -> str:
    """The file of a document and its digest, as a reference list gives them."""
    return f"File: {one_line(source.path)} (SHA-256: {source.sha256})"


def _shown(answer: Answer) -> tuple[Quotation, ...]:
    return () if answer.outcome is Outcome.NOT_FOUND else (answer.answering or answer.near)


def _provenance(made: Made, quotations: Sequence[Quotation]) -> str:
    """When and from what this was made, and how to check it."""
    when, built = map(written_time, (made.at, made.built_at))
    pictured = any(holdable(q.passage.text) != q.passage.text for q in quotations)
    parts = [
        f"Made on {when} from snapshot {made.snapshot} of the index, built on {built}.",
        "The quotations are word for word; the command assistant check-quotes compares them "
        "with the documents.",
        _PICTURED if pictured else "",
    ]
    return " ".join(filter(None, parts))


def _answer(answer: Answer) -> Iterator[Block]:
    shown = _shown(answer)
    yield _block(Kind.QUESTION, answer.question)
    yield _block(Kind.TEXT, f"Searched for: {answer.searched_for}")
    if answer.read_as:
        yield _block(Kind.TEXT, read_line(answer))
    if answer.caution:
        yield _block(Kind.TEXT, answer.caution)
    for note in notes(answer):
        yield _block(Kind.TEXT, note)
    yield _block(Kind.TEXT, answer.message)
    for listed in answer.documents:
        source = listed.source
        yield Block(Kind.TEXT, (Run("• "), Run(one_line(source.title), safe_url(source.entry.url))))
    label = "Passage" if answer.outcome is Outcome.FOUND else "Not an answer: nearest passage"
    for number, quotation in enumerate(shown, 1):
        yield _block(Kind.LABEL, f"{label} {number}")
        if quotation.passage.lead_in is not None:
            yield _block(Kind.TEXT, _LIST)
            yield _verbatim(quotation.passage.lead_in)
            yield _block(Kind.TEXT, "Further down:")
        yield _verbatim(quotation.passage.text)
        url = safe_url(quotation.citation.source.entry.url)
        yield Block(Kind.TEXT, (Run("— "), Run(one_line(quotation.cited), url)))


def _reference(words: str, source: Source) -> Iterator[Block]:
    url = safe_url(source.entry.url)
    before, address, after = words.rpartition(url) if url else (words, "", "")
    later = source.entry.superseded_by
    runs = [Run(before), Run(address, url), Run(after)]
    runs += [Run(f" Superseded by {one_line(later)}.")] if later else []
    yield Block(Kind.TEXT, tuple(run for run in runs if run.text))
    yield _block(Kind.TEXT, file_line(source))


def _verbatim(text: str) -> Block:
    return Block(Kind.QUOTATION, (Run(holdable(text)),))


def _block(kind: Kind, text: str) -> Block:
    return Block(kind, (Run(one_line(text)),))
