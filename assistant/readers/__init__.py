"""One module a format; `read` picks by suffix and checks that the content agrees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.records import Document

_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "an Office or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "a rich text (RTF) file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
}
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

_ENCODINGS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def read(path: Path, name: str) -> Document:
    """The document in a file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kind = f"{path.suffix} files" if path.suffix else "files without a suffix"
        raise UnreadableFileError(name, f"{kind} are not read; use {', '.join(SUFFIXES)}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(name, f"cannot be opened: {error.strerror}") from error
    if not content:
        raise UnreadableFileError(name, "is empty")
    return reader(path, name, content)


def _read_text(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.text import read_text

    return read_text(_decoded(name, content), name, _digest(content))


def _read_markdown(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.markdown import read_markdown

    return read_markdown(_decoded(name, content), name, _digest(content))


def _read_pdf(path: Path, name: str, content: bytes) -> Document:
    from assistant.readers.pdf import read_pdf

    return read_pdf(path, name, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _decoded(name: str, content: bytes) -> str:
    """The text of a file, line ends as newlines, without a byte order mark."""
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableFileError(
                name, f"is {kind} by its content, not what its name says; rename or convert it"
            )
    marks = (m for m in _BYTE_ORDER_MARKS if content.startswith(m))
    mark = next(marks, b"")
    codec = _BYTE_ORDER_MARKS.get(mark, "utf-8")
    try:
        text = content[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        place = len(mark) + error.start
        line = content.count(b"\n", 0, place) + 1
        raise UnreadableFileError(
            name,
            f"is not valid {_ENCODINGS[codec]} (byte {place}, line {line}); "
            "save it as UTF-8 and build again",
        ) from error
    if "\0" in text:
        raise UnreadableFileError(name, "holds binary data (NUL bytes), not text")
    if not text.strip():
        raise UnreadableFileError(name, "holds no text, only white space")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_READERS: dict[str, Callable[[Path, str, bytes], Document]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".pdf": _read_pdf,
}

SUFFIXES = tuple(_READERS)
