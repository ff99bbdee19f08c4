"""One module a format; `read` picks by suffix and checks that the content agrees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.allowance import ALL, Allowance
from assistant.readers.decoding import Decoded, decoded, decoded_page
from assistant.readers.refusals import why_not_read
from assistant.records import Document, Problem, ProblemKind


def read(path: Path, name: str, allowance: Allowance = ALL) -> Document:
    """The document in a file; `name` is its path within the corpus.

    The allowance is kept by the readers that go page by page: that of PDF.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFileError(name, why_not_read(path.suffix))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(name, f"cannot be opened: {error.strerror}") from error
    if not content:
        raise UnreadableFileError(name, "is empty")
    if reader is _read_pdf:
        return _read_pdf(path, name, content, allowance)
    return reader(path, name, content)


def _read_text(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.text import read_text

    found = decoded(name, content)
    return _remarked(read_text(found.text, name, _digest(content)), found)


def _read_markdown(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.markdown import read_markdown

    found = decoded(name, content)
    return _remarked(read_markdown(found.text, name, _digest(content)), found)


def _read_html(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.html import read_html

    found = decoded_page(name, content)
    return _remarked(read_html(found.text, name, _digest(content)), found)


def _read_mhtml(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.html import read_html
    from assistant.readers.html.archive import saved_page

    page = saved_page(name, content)
    found = decoded_page(name, page.content, page.encoding)
    return _remarked(read_html(found.text, name, _digest(content), page.url), found)


def _read_pdf(path: Path, name: str, content: bytes, allowance: Allowance = ALL) -> Document:
    from assistant.readers.pdf import read_pdf

    return read_pdf(path, name, _digest(content), allowance)


def _read_docx(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.docx import read_docx

    return read_docx(content, name, _digest(content))


def _read_pptx(path: Path, name: str, content: bytes) -> Document:  # noqa: ARG001
    from assistant.readers.pptx import read_pptx

    return read_pptx(content, name, _digest(content))


def _remarked(document: Document, found: Decoded) -> Document:
    """The document, with a remark if it was not certain how its bytes were to be read."""
    if found.remark is None:
        return document
    remark = Problem(document.path, found.remark, kind=ProblemKind.REMARK)
    return replace(document, problems=(*document.problems, remark))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_READERS: dict[str, Callable[[Path, str, bytes], Document]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".mhtml": _read_mhtml,
    ".mht": _read_mhtml,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
    ".pptx": _read_pptx,
}

SUFFIXES = tuple(_READERS)
