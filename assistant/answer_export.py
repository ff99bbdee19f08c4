"""What an export says, block by block, whichever format it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assistant.wording import notes, read_line
from assistant.citation import holdable, linked, literal, one_line, quoted, reference, safe_url
from assistant.errors import UsageError
from assistant.records import Answer, Outcome, Quotation, Source
from assistant.text.files import written_time

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


_STYLES = {
    Kind.TITLE: "Title",
    Kind.QUESTION: "Heading 1",
    Kind.LABEL: "Heading 2",
    Kind.TEXT: "Normal",
    Kind.QUOTATION: "Quote",
}
_LANGUAGE = "en-GB"
_LINK_COLOUR = "0563C1"


def word(blocks: Sequence[Block], made: Made) -> bytes:
    """The blocks as the bytes of a DOCX file."""
    document = docx.Document()
    _describe(document, made)
    for block in blocks:
        paragraph = document.add_paragraph(style=_STYLES[block.kind])
        paragraph.paragraph_format.keep_with_next = block.kind is Kind.QUOTATION or None
        for run in block.runs:
            _add(paragraph, run)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _describe(document: Any, made: Made) -> None:
    """What the file says of itself: its title, its language, when it was made."""
    properties = document.core_properties
    properties.title, properties.language = TITLE, _LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made.at.replace(tzinfo=None)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), _LANGUAGE)


def _add(paragraph: Any, run: Run) -> None:
    """Add words to a paragraph, as a link where they lead somewhere."""
    added = paragraph.add_run(run.text)
    if not run.url:
        return
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    added.font.underline = True
    added.font.color.rgb = docx.shared.RGBColor.from_string(_LINK_COLOUR)
    paragraph._p.append(link)
    link.append(added._r)


_HEADINGS = {Kind.TITLE: "# ", Kind.QUESTION: "## ", Kind.LABEL: "### "}


class Format(StrEnum):
    """The formats that answers are exported in, by their files' suffix."""

    MARKDOWN = ".md"
    WORD = ".docx"


def format_of(path: Path) -> Format:
    """The format that a file's name asks for.

    Raises:
        UsageError: it ends in neither .md nor .docx.
    """
    try:
        return Format(path.suffix.lower())
    except ValueError:
        raise UsageError(
            f"{path}: answers are exported as .md (Markdown) or .docx (Word); name such a file"
        ) from None


def exported(answers: Sequence[Answer], made: Made, form: Format) -> bytes:
    """The file that holds these answers, each quotation cited, and one list of references."""
    blocks = outline(answers, made)
    if form is Format.MARKDOWN:
        return _markdown(blocks).encode()

    return word(blocks, made)


def _markdown(blocks: Sequence[Block]) -> str:
    """The blocks as CommonMark."""
    return "".join(f"{_markdown_block(block)}\n\n" for block in blocks).rstrip("\n") + "\n"


def _markdown_block(block: Block) -> str:
    if block.kind is Kind.QUOTATION:
        return quoted("".join(run.text for run in block.runs))
    words = "".join(_markdown_run(run) for run in block.runs)
    return f"{_HEADINGS.get(block.kind, '')}{words}"


def _markdown_run(run: Run) -> str:
    """Words of a paragraph; the blanks at their ends stay, for words may follow."""
    if run.url:
        return linked(run.text, run.url)
    inner = run.text.strip(" ")
    return run.text.replace(inner, literal(inner), 1) if inner else run.text


__all__ = ["Format", "Made", "exported", "format_of"]
