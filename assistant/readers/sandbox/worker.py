"""The process that reads: `python -m assistant.readers.sandbox.worker MEGABYTES PARENT`.

It reads requests from its input and replies on what was its output; whatever a library prints goes
nowhere. After a file that went wrong inside a reader it must not be used again, and says so. Where
that is asked for, it recognises the text of pages that are images with Debian's tesseract.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from assistant import readers
from assistant.errors import SettingError, UnreadableFileError
from assistant.readers.canonical import Allowance
from assistant.readers.sandbox.child import (
    MOST_BYTES,
    READY,
    Request,
    to_json,
    write_page,
    write_reply,
)
from assistant.readers.sandbox.confinement import (
    address_space,
    allow_memory,
    allow_time,
    confine,
    end_with_parent,
)
from assistant.records import Document, Mark, MarkKind, Problem, ProblemKind, in_order
from assistant.records.manifest import document_object

_SHARE = 0.75  # of a file's time is the reader's; the rest is for what was read to arrive
_LONGEST_REASON = 200
_COMMAND = ("tesseract", "stdin", "stdout", "-l", "eng")
_DOTS_AN_INCH = 300
_MOST_DOTS = 25_000_000  # of one page: an A3 page has 17 million
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_REMARK = "recognised from images; check quotes against the page"


def main(arguments: list[str]) -> int:
    """Read files until there are no more requests."""
    megabytes, parent = map(int, arguments)
    end_with_parent(parent)
    replies = _private_output()
    confine()
    write_reply(replies, READY)
    most = address_space() + megabytes * 1024 * 1024 // 2
    for line in sys.stdin.buffer:
        request = Request.from_line(line)
        allow_memory(megabytes)
        allow_time(request.seconds)
        write_reply(replies, _reply(request, partial(write_page, replies)))
        if address_space() > most:
            break  # too much was left behind: the next file is for a fresh process
    return 0


def _private_output() -> BinaryIO:
    """The output to reply on, which nothing else writes to: others' output goes nowhere."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return stream


def _reply(request: Request, at_page: Callable[[int], object]) -> bytes:
    try:
        document = _document(request, at_page)
        payload = to_json({"document": _encodable(document_object(document))})
    except UnreadableFileError as error:
        return to_json({"reason": _encodable(error.reason)})
    except MemoryError:
        return to_json({"broken": "memory"})
    except Exception as error:  # noqa: BLE001 (a library may raise anything over a damaged file)
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return to_json({"broken": _encodable(said)[:_LONGEST_REASON]})
    return payload if len(payload) <= MOST_BYTES else to_json({"broken": "long"})


def _document(request: Request, at_page: Callable[[int], object]) -> Document:
    def recognising(page: int) -> None:
        allow_time(request.seconds)  # each page has its own
        at_page(page)

    most = request.seconds * _SHARE
    found = readers.document(request.file, Allowance(most, frozenset(request.skip), at_page))
    if not request.ocr or request.file.path.suffix.lower() != ".pdf":
        return found
    path, skip = request.file.path, request.skip
    return with_recognised(found, path, seconds=most, skip=skip, at_page=recognising)


def _encodable(value: Any) -> Any:
    """Returns values for JSON with U+FFFD for each lone surrogate, which is no character."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, dict):
        return {key: _encodable(inner) for key, inner in value.items()}
    return [*map(_encodable, value)] if isinstance(value, list | tuple) else value


def check() -> None:
    """Checks that text can be recognised.

    Raises:
        SettingError: tesseract is not installed.
    """
    if shutil.which(_COMMAND[0]) is None:
        raise SettingError(
            "recognising pages that are images needs tesseract: install it (on Debian and Ubuntu: "
            "apt install tesseract-ocr) or build without --ocr"
        )


def with_recognised(
    document: Document,
    path: Path,
    *,
    seconds: float,
    skip: Collection[int] = (),
    at_page: Callable[[int], object] = lambda _: None,
) -> Document:
    """Returns the document of a PDF with the text of its empty pages, where it is recognised.

    Each page may take so many seconds; pages in `skip` are not touched.
    """
    empty = [m.number for m in document.marks if m.kind is MarkKind.PAGE and m.start == m.end]
    found: dict[int, str] = {}
    for number in (n for n in empty if n is not None and n not in skip):
        at_page(number)
        text = _text(path, number, seconds)
        if text:
            found[number] = text
    for number in sorted(found, reverse=True):
        document = inserted(document, number, found[number])
    return replace(document, problems=_problems(document, found)) if found else document


def inserted(document: Document, number: int, text: str) -> Document:
    """Returns the document with paragraphs on a page that was empty, marked as recognised."""
    (page,) = (m for m in document.marks if m.kind is MarkKind.PAGE and m.number == number)
    at, before, after = page.start, document.text[: page.start], document.text[page.start :]
    lead = "\n\n" if before.strip() else ""
    tail = "\n\n" if after.strip() and not after.startswith("\n") else ""
    start, end = at + len(lead), at + len(lead) + len(text)
    shift = len(lead) + len(text) + len(tail)
    kept = [m for mark in document.marks if mark is not page for m in _moved(mark, page, shift)]
    new = [replace(page, start=start, end=end), Mark(MarkKind.RECOGNISED, start, end)]
    new += (
        Mark(MarkKind.PARAGRAPH, start + found.start(), start + found.end())
        for found in re.finditer(r"[^\n]+", text)
    )
    marks = in_order([*new, *kept])
    return replace(document, text=f"{before}{lead}{text}{tail}{after}", marks=marks)


def _moved(mark: Mark, page: Mark, shift: int) -> Iterator[Mark]:
    """Yields a mark after a page was filled; a block that went on over the page is parted by it."""
    at = page.start
    is_later_page = mark.kind is MarkKind.PAGE and (mark.number or 0) > (page.number or 0)
    if mark.start > at or (mark.start == at and (mark.end > at or is_later_page)):
        yield replace(mark, start=mark.start + shift, end=mark.end + shift)
    elif mark.end > at:
        yield replace(mark, end=at)
        yield replace(mark, start=at + shift, end=mark.end + shift)
    else:
        yield mark


def _problems(document: Document, found: Collection[int]) -> tuple[Problem, ...]:
    kept = []
    for problem in document.problems:
        pages = tuple(page for page in problem.pages if page not in found)
        if pages or not problem.pages:
            kept.append(replace(problem, pages=pages))
    remark = Problem(document.path, _REMARK, tuple(sorted(found)), ProblemKind.REMARK)
    return (*kept, remark)


def _text(path: Path, number: int, seconds: float) -> str:
    """Returns the paragraphs on a page, a line each with a blank one between; '' for none."""
    try:
        run = subprocess.run(
            _COMMAND, input=_image(path, number), capture_output=True, timeout=seconds, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    text = _BROKEN_WORD.sub("", run.stdout.decode("utf-8", "replace").replace("\f", "\n"))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in paragraphs if part)


def _image(path: Path, number: int) -> bytes:
    import pypdfium2  # takes a while to load

    with closing(pypdfium2.PdfDocument(path)) as pdf:
        page = pdf[number - 1]
        inches = page.get_width() * page.get_height() / 72**2
        dots = min(_DOTS_AN_INCH, int((_MOST_DOTS / max(inches, 1e-6)) ** 0.5))
        picture = page.render(scale=dots / 72, grayscale=True).to_numpy()
        height, width = picture.shape[:2]
        return b"P5 %d %d 255\n%b" % (width, height, picture.tobytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
