"""Answers as a file to keep: Markdown or Word, each quotation cited, and one list of references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import category

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assistant import citation
from assistant.errors import UsageError
from assistant.records import Answer, Outcome, Quotation, Source
from assistant.text.files import written_time
from assistant.wording import NEAREST, filter_lines, notes, outcome_lines, read_line

TITLE = "Answers from the documents"
_PICTURED = " A character that a file cannot hold is shown by its picture, such as ␛."
_IN_BOLD = " What answers is in bold."
_STRONG = "\ue000"  # stands for ** until the words around it are escaped
_LANGUAGE = "en-GB"
_LINK_COLOUR = "0563C1"


class Format(StrEnum):
    """The formats that answers are exported in, by their files' suffix."""

    MARKDOWN = ".md"
    WORD = ".docx"


class BlockKind(StrEnum):
    """What a block of an export is, by the name of Word's style for it."""

    TITLE = "Title"
    QUESTION = "Heading 1"
    LABEL = "Heading 2"
    TEXT = "Normal"
    QUOTATION = "Quote"


_HEADINGS = {BlockKind.TITLE: "# ", BlockKind.QUESTION: "## ", BlockKind.LABEL: "### "}


@dataclass(frozen=True, slots=True)
class ExportRun:
    """Words on one line, and where they lead to; a quotation's may stand on several."""

    text: str
    url: str | None = None
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class ExportBlock:
    """A heading, a paragraph or a quotation."""

    kind: BlockKind
    runs: tuple[ExportRun, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """When and from what an export is made; times are UTC."""

    at: datetime
    snapshot: str
    built_at: datetime


def format_of(path: Path) -> Format:
    """Returns the format that a file's name asks for.

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
    """Returns a file of these answers, each quotation cited, and one list of references."""
    blocks = _outline(answers, made)
    if form is Format.WORD:
        return _word(blocks, made)
    shown = "".join(f"{_markdown_block(block)}\n\n" for block in blocks)
    return (shown.rstrip("\n") + "\n").encode()


def _outline(answers: Sequence[Answer], made: Made) -> list[ExportBlock]:
    quotations = [q for answer in answers for q in _quoted(answer)]
    blocks = [_block(BlockKind.TITLE, TITLE), _block(BlockKind.TEXT, _provenance(made, quotations))]
    for answer in answers:
        blocks += _answer(answer)
    if quotations:
        blocks.append(_block(BlockKind.QUESTION, "References"))
    sources = {q.passage.path: q.citation.source for q in quotations}.values()
    references = [(citation.reference(source, made.at.date()), source) for source in sources]
    for words, source in sorted(references, key=lambda pair: (pair[0].casefold(), pair[1].path)):
        blocks += _reference(words, source)
    return blocks


def _quoted(answer: Answer) -> tuple[Quotation, ...]:
    return () if answer.outcome is Outcome.NOT_FOUND else answer.shown


def _provenance(made: Made, quotations: Sequence[Quotation]) -> str:
    when, built = map(written_time, (made.at, made.built_at))
    pictured = any(citation.holdable(q.said) != q.said for q in quotations)
    return (
        f"Made on {when} from snapshot {made.snapshot} of the index, built on {built}. "
        "The quotations are word for word; the command assistant check-quotes compares them "
        f"with the documents.{_IN_BOLD if any(q.sentence for q in quotations) else ''}"
        f"{_PICTURED if pictured else ''}"
    )


def _answer(answer: Answer) -> Iterator[ExportBlock]:
    yield _block(BlockKind.QUESTION, answer.question)
    said = [f"Searched for: {answer.searched_for}", read_line(answer), answer.caution]
    said += [*filter_lines(answer.filters), *notes(answer), *outcome_lines(answer)]
    yield from (_block(BlockKind.TEXT, words) for words in said if words)
    for listed in answer.documents:
        yield _link("• ", listed.source.title, listed.source)
    label = "Passage" if answer.outcome is Outcome.FOUND else NEAREST
    for number, quotation in enumerate(_quoted(answer), 1):
        yield _block(BlockKind.LABEL, f"{label} {number}")
        yield _verbatim(quotation)
        yield _link("— ", quotation.cited, quotation.citation.source)


def _link(mark: str, words: str, source: Source) -> ExportBlock:
    told = citation.one_line("; ".join([words, *citation.standing(source)]))
    runs = (ExportRun(mark), ExportRun(told, citation.safe_url(source.entry.url)))
    return ExportBlock(BlockKind.TEXT, runs)


def _reference(words: str, source: Source) -> Iterator[ExportBlock]:
    url = citation.safe_url(source.entry.url)
    before, address, after = words.rpartition(url) if url else (words, "", "")
    runs = [ExportRun(before), ExportRun(address, url), ExportRun(after)]
    yield ExportBlock(BlockKind.TEXT, tuple(run for run in runs if run.text))
    yield _block(
        BlockKind.TEXT, f"File: {citation.one_line(source.path)} (SHA-256: {source.sha256})"
    )


def _verbatim(quotation: Quotation) -> ExportBlock:
    """Returns a quotation; where some of it answers, in three runs of which that is the second."""
    shown, answers = citation.holdable(quotation.said), quotation.sentence
    if not answers:
        return ExportBlock(BlockKind.QUOTATION, (ExportRun(shown),))
    opens = len(shown) - len(quotation.passage.text)
    start, end = opens + answers.start, opens + answers.end
    parts = shown[:start], shown[start:end], shown[end:]
    runs = (ExportRun(part, is_strong=n == 1) for n, part in enumerate(parts))
    return ExportBlock(BlockKind.QUOTATION, tuple(runs))


def _block(kind: BlockKind, text: str) -> ExportBlock:
    return ExportBlock(kind, (ExportRun(citation.one_line(text)),))


def _markdown_block(block: ExportBlock) -> str:
    if block.kind is BlockKind.QUOTATION:
        return _markdown_quotation(block)
    words = "".join(_markdown_run(run) for run in block.runs)
    return f"{_HEADINGS.get(block.kind, '')}{words}"


def _markdown_quotation(block: ExportBlock) -> str:
    """Returns a quotation, in bold what answers unless Markdown would show the asterisks there."""
    texts = [run.text for run in block.runs]
    if len(texts) > 1 and _STRONG not in "".join(texts):
        before, words, after = texts
        apart = all(c.isspace() or category(c)[0] == "P" for c in before[-1:] + after[:1])
        if words and words == words.strip() and apart:
            return citation.quoted(_STRONG.join(texts)).replace(_STRONG, "**")
    return citation.quoted("".join(texts))


def _markdown_run(run: ExportRun) -> str:
    """Returns words of a paragraph; the blanks at their ends stay, for words may follow."""
    if run.url:
        return citation.linked(run.text, run.url)
    inner = run.text.strip(" ")
    return run.text.replace(inner, citation.literal(inner), 1) if inner else run.text


def _word(blocks: Sequence[ExportBlock], made: Made) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.language = TITLE, _LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made.at.replace(tzinfo=None)
    defaults: Any = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:val"), _LANGUAGE)
    for block in blocks:
        paragraph = document.add_paragraph(style=block.kind.value)
        paragraph.paragraph_format.keep_with_next = block.kind is BlockKind.QUOTATION or None
        for run in block.runs:
            _add(paragraph, run)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _add(paragraph: Any, run: ExportRun) -> None:
    """Adds words to a paragraph, as a link where they lead somewhere."""
    added = paragraph.add_run(run.text)
    added.bold = run.is_strong or None
    if not run.url:
        return
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    added.font.underline = True
    added.font.color.rgb = docx.shared.RGBColor.from_string(_LINK_COLOUR)
    paragraph._p.append(link)
    link.append(added._r)
