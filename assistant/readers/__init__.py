"""Why a file is not read, by its suffix, and what it can be saved as instead."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance
from assistant.readers.decoding import Decoded, decoded, decoded_page
from assistant.records import CorpusFile, Document, Problem, ProblemKind

_ADVICE = {
    "save it as .docx": ".doc .docm .dot .dotx .dotm .odt .rtf .wps .pages",
    "save it as .pptx": ".ppt .pptm .pps .ppsx .ppsm .pot .potx .potm .odp .key",
    "save it as .pdf": (
        ".csv .tsv .xls .xlsx .xlsm .ods .numbers .pub .vsd .vsdx .indd .ai .eml .msg .epub .mobi"
    ),
    "save it as .pdf and build with --ocr": (
        ".png .jpg .jpeg .gif .tif .tiff .bmp .webp .heic .svg"
    ),
    "unpack it and put its files here": ".zip .7z .rar .gz .tar .tgz",
    "put a transcript of it here": ".mp3 .m4a .wav .ogg .mp4 .mov .avi .mkv .webm",
    "open what it leads to and save that": ".url .webloc .lnk",
}
_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BY_SUFFIX = {suffix: advice for advice, listed in _ADVICE.items() for suffix in listed.split()}
_OTHERWISE = "save it as .pdf, .docx, .pptx, .html, .md or .txt"
_NO_SUFFIX = "files without a suffix are not read; add its true one to its name, such as .pdf"


def why_not_read(suffix: str) -> str:
    """Why files with a suffix that no reader has are not read, and what can be done."""
    if not suffix:
        return _NO_SUFFIX
    return f"{suffix} files are not read; {_BY_SUFFIX.get(suffix.lower(), _OTHERWISE)}"


def document(file: CorpusFile, allowance: Allowance = ALL) -> Document:
    """The document in a file of the corpus.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    try:
        file.name.encode()
    except UnicodeEncodeError as error:
        raise UnreadableFileError(
            shown_name(file.name), "its name is not valid UTF-8; rename the file"
        ) from error
    if shown_name(file.name) != file.name:
        raise UnreadableFileError(
            shown_name(file.name), "its name holds a line break; rename the file"
        )
    if file.sha256 is None or not file.path.is_file():
        raise UnreadableFileError(file.name, _why_closed(file.path))
    return read(file.path, file.name, allowance)


def shown_name(name: str) -> str:
    """A file's name as it may be stored and printed on one line.

    Bytes that are not UTF-8 and line breaks are escaped.
    """
    known = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _BREAK.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), known)


def _why_closed(path: Path) -> str:
    """Why a file has no digest."""
    try:
        if path.is_dir():
            linked = "is a link to a folder; put the folder itself here"
            return linked if path.is_symlink() else "is a folder that cannot be opened"
        if path.is_file() and path.is_symlink():
            return "is a link to a file outside the corpus; put the file itself here"
        if path.is_file():
            with path.open("rb"):
                return "could not be opened when the build began; build again"
    except OSError as error:
        return f"cannot be opened: {error.strerror}"
    return "is not an ordinary file, or a link to nothing"


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
    from assistant.readers.html import read_html, saved_page

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
