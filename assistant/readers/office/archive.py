"""The zip that an Office file is, looked over before anything in it is opened."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from assistant.errors import UnreadableFileError

_ENTRIES = 5_000
EXPANDED = 200_000_000
_RATIO = 200
_SIZEABLE = 1_000_000  # below this a high ratio harms nobody: a blank image reaches it

_ZIP = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED_FLAG = 0x1

_LOCKED = "is locked with a password; put a copy without one in its place"
DAMAGED = "is damaged and cannot be opened; put a fresh copy in its place"
HOSTILE = "was not made by an Office program; save it anew from the program it was written in"


@dataclass(frozen=True, slots=True)
class Format:
    """An Office program's files: what the main part holds, and the words for errors."""

    suffix: str
    program: str
    main: str
    """The main part's outermost element."""


WORD = Format(".docx", "Word", "w:document")
POWERPOINT = Format(".pptx", "PowerPoint", "p:presentation")


def open_archive(content: bytes, name: str, expected: Format) -> zipfile.ZipFile:
    """The archive in a file's bytes, which expands to no more than may be read.

    Raises:
        UnreadableFileError: it is no zip, locked, damaged, or one that could do harm.
    """
    _check_signature(content, name, expected)
    if content.count(_DIRECTORY_ENTRY) > 4 * _ENTRIES:  # some may be of a workbook within
        raise UnreadableFileError(name, f"holds more than {_ENTRIES:,} parts; {HOSTILE}")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except UNPACKING_ERRORS as error:
        raise UnreadableFileError(name, DAMAGED) from error
    _check_entries(archive.infolist(), name)
    return archive


def not_a_file_of(expected: Format, why: str) -> str:
    """Why a file is refused that is another program's, and what to do."""
    return (
        f"is not a {expected.program} file: it {why}; "
        f"save it as {expected.suffix} from {expected.program}"
    )


def _check_signature(content: bytes, name: str, expected: Format) -> None:
    if content.startswith(_OLE):
        old = f"is an old Office file by its content; save it as {expected.suffix}"
        raise UnreadableFileError(name, _LOCKED if _OLE_ENCRYPTED in content else old)
    if not content.startswith(_ZIP):
        raise UnreadableFileError(name, not_a_file_of(expected, "is something else by its content"))


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what could fill the memory or write outside, by what the directory declares."""
    if any(e.flag_bits & _LOCKED_FLAG for e in entries):
        raise UnreadableFileError(name, _LOCKED)
    expanded = sum(e.file_size for e in entries)
    for harmful, what in (
        (len(entries) > _ENTRIES, f"holds more than {_ENTRIES:,} parts"),
        (expanded > EXPANDED, f"would expand to more than {EXPANDED // 1_000_000} MB"),
        (any(_swells(e.file_size, e.compress_size) for e in entries), "holds a zip bomb"),
        (_swells(expanded, sum(e.compress_size for e in entries)), "is a zip bomb"),
        (any(_leads_out(e.filename) for e in entries), "holds a part with a path outside of it"),
        (any(e.compress_type not in _METHODS for e in entries), "is packed in an unusual way"),
    ):
        if harmful:
            raise UnreadableFileError(name, f"{what}; {HOSTILE}")


def _swells(expanded: int, packed: int) -> bool:
    return expanded > _SIZEABLE and expanded > _RATIO * packed


def _leads_out(part: str) -> bool:
    """Whether a name would be written outside the folder it were unpacked to."""
    steps = part.replace("\\", "/").split("/")
    return part.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]
