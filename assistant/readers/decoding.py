"""The text of a file from its bytes: what encoding it is in, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.errors import UnreadableFileError
from assistant.readers.encodings import WESTERN, codec_name, guess, unmarked_utf16

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
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "mac-roman": "Mac Roman"}

_DECLARED = re.compile(
    rb"<(?:meta\s[^>]*?charset\s*=|\?xml\s[^>]*?encoding\s*=)[\s\"']*([\w.:-]+)", re.IGNORECASE
)
_DECLARED_WITHIN = 8_192  # bytes; browsers look at 1,024
_MOST_NULS = 0.01  # of a page's characters; browsers pass over them


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with newlines as line ends; `remark` is what the file's owner should know of it."""

    text: str
    remark: str | None = None


def decoded(name: str, content: bytes) -> Decoded:
    """The text of a file of plain words.

    Raises:
        UnreadableFileError: the file is no text, or it is not certain in what encoding.
    """
    found = _by_mark(name, content) or _by_trial(name, content)
    if "\0" in found.text:
        raise UnreadableFileError(name, "holds binary data (NUL bytes), not text")
    return _clean(name, found)


def decoded_page(name: str, content: bytes, declared: str | None = None) -> Decoded:
    """The text of a web page; `declared` is its encoding, where it came with the page.

    Raises:
        UnreadableFileError: the file is no page, or it is not certain in what encoding.
    """
    found = (
        _by_mark(name, content)
        or _as_declared(content, declared or _declared(content))
        or _by_trial(name, content)
    )
    if found.text.count("\0") > _MOST_NULS * len(found.text):
        raise UnreadableFileError(name, "holds binary data (NUL bytes), not a web page")
    return _clean(name, found)


def _clean(name: str, found: Decoded) -> Decoded:
    if not found.text.strip():
        raise UnreadableFileError(name, "holds no text, only white space")
    return Decoded(found.text.replace("\r\n", "\n").replace("\r", "\n"), found.remark)


def _by_mark(name: str, content: bytes) -> Decoded | None:
    """The text of a file that begins with a byte order mark."""
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableFileError(
                name, f"is {kind} by its content, not what its name says; rename or convert it"
            )
    for mark, codec in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                return Decoded(content[len(mark) :].decode(codec))
            except UnicodeDecodeError as error:
                raise _invalid(name, content, codec, len(mark) + error.start) from error
    return None


def _as_declared(content: bytes, codec: str | None) -> Decoded | None:
    """The text of a page in the encoding it names, if it is."""
    if codec is None or (codec in WESTERN and _is_utf8(content)):
        return None
    try:
        return Decoded(content.decode("cp1252" if codec in WESTERN else codec))
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(content: bytes) -> str | None:
    """The encoding that a page names, by Python's name."""
    found = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    return codec_name(found[1].decode("ascii", "replace")) if found else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_trial(name: str, content: bytes) -> Decoded:
    """The text in UTF-8, or in the one other encoding that the bytes speak for."""
    codec = unmarked_utf16(content)
    if codec is None:
        try:
            return Decoded(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            codec = guess(content)
            if codec is None:
                raise _invalid(name, content, "utf-8", error.start) from error
    because = "it has no byte order mark" if "16" in codec else "it is not valid UTF-8"
    return Decoded(
        content.decode(codec),
        f"was read as {_shown(codec)}, because {because}; save it as UTF-8 if letters look wrong",
    )


def _shown(codec: str) -> str:
    """The name that programs show for an encoding."""
    if codec.startswith("cp125"):
        return f"Windows-{codec[2:]}"
    return _NAMES.get(codec, codec.replace("_", "-").replace("iso8859", "ISO-8859").upper())


def _invalid(name: str, content: bytes, codec: str, place: int) -> UnreadableFileError:
    line = content.count(b"\n", 0, place) + 1
    return UnreadableFileError(
        name,
        f"is not valid {_shown(codec)} (byte {place}, line {line}); "
        "save it as UTF-8 and build again",
    )
