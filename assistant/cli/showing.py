"""The command that shows what was read of a document."""

from __future__ import annotations

import difflib
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from assistant import terminal
from assistant.cli.app import IndexOption, JsonOption, commands, index_folder, serving
from assistant.corpus import CorpusFile, digest
from assistant.errors import NoIndexError, UsageError
from assistant.marked_text import marked_object, marked_text
from assistant.reading import document_of, read_file
from assistant.records import Document, FileReport, MarkKind, outcome_of
from assistant.remarks import problem_lines
from assistant.settings import Settings


@commands.command()
def show(
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
        terminal.show(marked_text(found, page))


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
