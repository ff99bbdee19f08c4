"""The process that reads: `python -m assistant.readers.sandbox.worker MEGABYTES PARENT [SECONDS]`.

It reads requests from its input and replies on what was its output; whatever a library prints goes
nowhere. After a file that went wrong inside a reader it must not be used again, and says so. Where
that is asked for, it recognises the text of pages that are images with Debian's tesseract. With
SECONDS it draws one page instead, in so many.

Before it opens a file it puts limits on itself. Linux enforces them all. macOS does not enforce the
limit on memory, and Windows has none of them: there the build still ends a process that takes too
long, and lives through one that crashes, but a file may take as much memory as there is. On Linux a
process ends with its parent, however that ended; elsewhere it ends when it has read its file.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import astuple, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from assistant import readers
from assistant.errors import SettingError, UnreadableFileError
from assistant.readers.canonical import Allowance
from assistant.readers.sandbox.child import MOST_BYTES, READY, Request, send
from assistant.records import Document, Mark, MarkKind, Problem, ProblemKind, in_order
from assistant.records.manifest import document_object

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

UNLIMITED = (
    ""
    if resource and sys.platform == "linux"
    else "this system does not let the memory be limited that reading a file takes: add no files "
    "from people you do not know, or build on Linux"
)
"""What is to be said where a file may take as much memory as there is; '' where it may not."""
_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 64
_SHARE = 0.75  # of a file's time is the reader's; the rest is for what was read to arrive
_LONGEST_REASON = 200
_COMMAND = ("tesseract", "stdin", "stdout", "-l", "eng")
_DOTS_AN_INCH = 300
_MOST_DOTS = 25_000_000  # of one page: an A3 page has 17 million
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_REMARK = "recognised from images; check quotes against the page"
_SURROGATE = re.compile("[\ud800-\udfff]")


def main(arguments: list[str]) -> int:
    """Read files until there are no more requests, or draw one page."""
    megabytes, parent, *seconds = map(int, arguments)
    _end_with_parent(parent)
    if seconds:
        _draw(megabytes, seconds[0])
        return 0
    replies = _private_output()
    _confine()
    send(replies, READY)
    most = _address_space() + megabytes * 1024 * 1024 // 2
    for line in sys.stdin.buffer:
        request = Request.from_line(line)
        _allow_memory(megabytes)
        _allow_time(request.seconds)
        send(replies, _reply(request, partial(send, replies)))
        if _address_space() > most:
            break  # too much was left behind: the next file is for a fresh process
    return 0


def _draw(megabytes: int, seconds: int) -> None:
    from assistant.readers.pdf.pages import page_picture  # takes a while to load

    _confine()
    _allow_memory(megabytes)
    _allow_time(seconds)
    path, page, text = json.loads(sys.stdin.buffer.read())
    picture = page_picture(Path(path), page, text)
    boxes = json.dumps([astuple(box) for box in picture.boxes]).encode("ascii")
    sys.stdout.buffer.write(boxes + b"\n" + picture.png)


def _end_with_parent(parent: int) -> None:
    """Be killed when the parent ends (Linux only); end at once if it has ended already."""
    if sys.platform == "linux" and hasattr(signal, "SIGKILL"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.name == "posix" and os.getppid() != parent:
        os._exit(1)


def _confine() -> None:
    """Write no file, leave no core, open few files."""
    if resource:
        limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
        for kind, most in {**limits, resource.RLIMIT_NOFILE: _OPEN_FILES}.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def _allow_memory(megabytes: int) -> None:
    """From now on take so much more memory; more is refused."""
    if resource:
        _limit(resource.RLIMIT_AS, _address_space() + megabytes * 1024 * 1024)


def _allow_time(seconds: int) -> None:
    """From now on take so much processor time; SIGXCPU then ends the process."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1)


def _address_space() -> int:
    """The bytes of address space in use; 0 where that is not known."""
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _limit(kind: int, most: int) -> None:
    """Set the soft limit, which can be raised again for the next file."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # a system that does not know the limit
        resource.setrlimit(kind, (most, hard))


def _private_output() -> BinaryIO:
    """The output to reply on, which nothing else writes to: others' output goes nowhere."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return stream


def _reply(request: Request, at_page: Callable[[int], object]) -> bytes:
    try:
        payload = _json({"document": document_object(_document(request, at_page))})
        return payload if len(payload) <= MOST_BYTES else _json({"broken": "long"})
    except UnreadableFileError as error:
        return _json({"reason": error.reason})
    except MemoryError:
        return _json({"broken": "memory"})
    except Exception as error:  # noqa: BLE001 (a library may raise anything over a damaged file)
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return _json({"broken": said[:_LONGEST_REASON]})


def _document(request: Request, at_page: Callable[[int], object]) -> Document:
    def recognising(page: int) -> None:
        _allow_time(request.seconds)  # each page has its own
        at_page(page)

    path, skip, most = request.file.path, request.skip, request.seconds * _SHARE
    found = readers.document(request.file, Allowance(most, frozenset(skip), at_page))
    if not request.ocr or path.suffix.lower() != ".pdf":
        return found
    return with_recognised(found, path, seconds=most, skip=skip, at_page=recognising)


def _json(value: object) -> bytes:
    """Returns a value as JSON, with U+FFFD for each lone surrogate, which is no character."""
    return _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)).encode()


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
        if text := _text(path, number, seconds):
            found[number] = text
    for number in sorted(found, reverse=True):
        document = inserted(document, number, found[number])
    return replace(document, problems=_problems(document, found)) if found else document


def inserted(document: Document, number: int, text: str) -> Document:
    """Returns the document with paragraphs on a page that was empty, marked as recognised."""
    (page,) = (m for m in document.marks if m.kind is MarkKind.PAGE and m.number == number)
    before, after = document.text[: page.start], document.text[page.start :]
    lead = "\n\n" if before.strip() else ""
    tail = "\n\n" if after.strip() and not after.startswith("\n") else ""
    start, end = len(before + lead), len(before + lead + text)
    shift = len(lead + text + tail)
    kept = [m for mark in document.marks if mark is not page for m in _moved(mark, page, shift)]
    new = [replace(page, start=start, end=end), Mark(MarkKind.RECOGNISED, start, end)]
    new += (
        Mark(MarkKind.PARAGRAPH, start + found.start(), start + found.end())
        for found in re.finditer(r"[^\n]+", text)
    )
    whole = before + lead + text + tail + after
    return replace(document, text=whole, marks=in_order([*new, *kept]))


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
    left = [(p, tuple(n for n in p.pages if n not in found)) for p in document.problems]
    kept = [replace(p, pages=pages) for p, pages in left if pages or not p.pages]
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

    with contextlib.closing(pypdfium2.PdfDocument(path)) as pdf:
        page = pdf[number - 1]
        inches = page.get_width() * page.get_height() / 72**2
        dots = min(_DOTS_AN_INCH, int((_MOST_DOTS / max(inches, 1e-6)) ** 0.5))
        picture = page.render(scale=dots / 72, grayscale=True).to_numpy()
        height, width = picture.shape[:2]
        return b"P5 %d %d 255\n%b" % (width, height, picture.tobytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
