"""Reads a file of the corpus as a document, with the reader that its suffix asks for."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance
from assistant.readers.decoding import decoded, decoded_mhtml, decoded_page
from assistant.records import CorpusFile, Document, Problem, ProblemKind

SUFFIXES = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    *(".pdf", ".docx", ".pptx"),
)
"""Of the files that are read; in small letters."""
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
_ADVICE_OF = {suffix: advice for advice, listed in _ADVICE.items() for suffix in listed.split()}
_OTHER_ADVICE = "save it as .pdf, .docx, .pptx, .html, .md or .txt"
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def document(file: CorpusFile, allowance: Allowance = ALL) -> Document:
    """Returns the document in a file of the corpus.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    name = shown_name(file.name)
    try:
        file.name.encode()
    except UnicodeEncodeError as error:
        raise UnreadableFileError(name, "its name is not valid UTF-8; rename the file") from error
    if name != file.name:
        raise UnreadableFileError(name, "its name holds a line break; rename the file")
    if file.sha256 is None or not file.path.is_file():
        raise UnreadableFileError(name, _why_closed(file.path))
    return read(file.path, name, allowance)


def shown_name(name: str) -> str:
    """Returns a file's name as it may be stored and printed on one line.

    Bytes that are not UTF-8 and line breaks are escaped.
    """
    known = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _LINE_BREAK.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), known)


def _why_closed(path: Path) -> str:
    """Returns why a file has no digest."""
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
    """Returns the document in a file; `name` is its path within the corpus.

    The allowance is kept by the readers that go page by page: that of PDF.

    Raises:
        UnreadableFileError: the file cannot be read, with the reason and what to do.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableFileError(name, _why_not_read(path.suffix))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(name, f"cannot be opened: {error.strerror}") from error
    if not content:
        raise UnreadableFileError(name, "is empty")
    sha256 = hashlib.sha256(content).hexdigest()
    match path.suffix.lower():
        case ".pdf":
            from assistant.readers.pdf import read_pdf

            return read_pdf(path, name, sha256, allowance)
        case ".docx":
            from assistant.readers.docx import read_docx

            return read_docx(content, name, sha256)
        case ".pptx":
            from assistant.readers.pptx import read_pptx

            return read_pptx(content, name, sha256)
        case suffix:
            return _read_decoded(suffix, name, content, sha256)


def _why_not_read(suffix: str) -> str:
    """Returns why files with a suffix that no reader has are not read, and what can be done."""
    if not suffix:
        return "files without a suffix are not read; add its true one to its name, such as .pdf"
    return f"{suffix} files are not read; {_ADVICE_OF.get(suffix.lower(), _OTHER_ADVICE)}"


def _read_decoded(suffix: str, name: str, content: bytes, sha256: str) -> Document:
    """Returns the document in a file of text, remarking where its encoding was not certain."""
    match suffix:
        case ".txt":
            from assistant.readers.text import read_text

            found = decoded(name, content)
            document = read_text(found.text, name, sha256)
        case ".md" | ".markdown":
            from assistant.readers.markdown import read_markdown

            found = decoded(name, content)
            document = read_markdown(found.text, name, sha256)
        case _:
            from assistant.readers.html import read_html

            is_mhtml = suffix in (".mhtml", ".mht")
            found = decoded_mhtml(name, content) if is_mhtml else decoded_page(name, content)
            document = read_html(found.text, name, sha256, found.url)
    if found.remark is None:
        return document
    remark = Problem(name, found.remark, kind=ProblemKind.REMARK)
    return replace(document, problems=(*document.problems, remark))
