"""Answers as the bytes of a file, in the format that its name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from assistant.citation.markdown import linked, literal, quoted
from assistant.errors import UsageError
from assistant.exporting.outline import Block, Kind, Made, Run, outline
from assistant.records import Answer

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
    from assistant.exporting.word import word  # python-docx, for who exports to Word

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
