"""Reads a file of the corpus as a document: decodes what is text, and calls its suffix's reader.

An encoding that was guessed wrong would be quoted word for word, so each guess has to prove itself:
once decoded, accents and signs must stand where words have them.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from email import message_from_bytes
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import ALL, Allowance
from assistant.records import CorpusFile, Document, Problem, ProblemKind

SUFFIXES = (  # of the files that are read; in small letters
    *(".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    *(".pdf", ".docx", ".pptx"),
)
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
_OTHER_ADVICE = "save it as .pdf, .docx, .pptx, .html, .md or .txt"
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SIGNATURES = {
    b"%PDF-": "a PDF file", b"PK\x03\x04": "an Office or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Office file", b"{\\rtf": "a rich text (RTF) file",
    b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image",
}  # fmt: skip
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CODEC_NAMES = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "mac-roman": "Mac Roman"}
_DECLARED = re.compile(
    rb"(?i)<(?:meta\s[^>]*?charset\s*=|\?xml\s[^>]*?encoding\s*=)[\s\"']*([\w.:-]+)"
)
_DECLARED_WITHIN = 8_192  # bytes; browsers look at 1,024
_MOST_NULS = 0.01  # of a page's characters; browsers pass over them
_MOST_WRONG = 0.001  # of a page's characters
_WRONG = "holds bytes that are not valid UTF-8 and are shown as \ufffd; save it as UTF-8"
_WESTERN = frozenset({"ascii", "cp1252", "iso8859-1", "iso8859-15"})
_PYTHONS_OWN = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
_SAMPLE = 100_000  # bytes looked at
_UTF16_CHARACTERS = 4
_FEW_ACCENTS = 3  # or so many in a hundred letters: what English has
_ALPHABETS = (  # accents of French, German, Spanish, Portuguese, Italian, the Nordic languages
    *("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíóúüñªº", "áâãàçéêíóôõúüªº", "àèéìíîòóùú", "åäöæøéóôü"),
)
_PLAUSIBLE = 0.98  # of the characters that are not ASCII
_TYPED_SIGNS = frozenset("‘’“”„–—…•·£€¥©®™°§«»\xa0¼½¾×±¡¿àÀ")
_DOUBTFUL = frozenset("ðþÐÞđĐ")  # what Welsh ŵ and ŷ are taken for
_LAST_ACCENT = "\u036f"  # of Latin letters, or by itself
_MOST_CHAOS, _LEAST_COHERENCE = 0.1, 0.3
_GUESSED = frozenset(
    {"big5", "euc_jp", "euc_kr", "cp932", "cp949", "gb18030", "iso8859-2", "iso8859-5", "iso8859-7"}
    | {"koi8-r", "koi8-u", *(f"cp125{digit}" for digit in range(8))}
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with newlines as line ends; `remark` is what the file's owner should know of it."""

    text: str
    remark: str | None = None
    url: str | None = None  # where a web page was saved from, if its file says so


def document(file: CorpusFile, allowance: Allowance = ALL) -> Document:
    """Returns the document in a file of the corpus, as `read`."""
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
    try:
        if path.is_dir():
            linked = "is a link to a folder; put the folder itself here"
            return linked if path.is_symlink() else "is a folder that cannot be opened"
        if path.is_file() and path.is_symlink():
            return "is a link to a file outside the corpus; put the file itself here"
        if path.is_file():
            path.open("rb").close()
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
    if not suffix:
        return "files without a suffix are not read; add its true one to its name, such as .pdf"
    fitting = (advice for advice, of in _ADVICE.items() if suffix.lower() in of.split())
    return f"{suffix} files are not read; {next(fitting, _OTHER_ADVICE)}"


def _read_decoded(suffix: str, name: str, content: bytes, sha256: str) -> Document:
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
            found = _decoded_mhtml(name, content) if is_mhtml else decoded_page(name, content)
            document = read_html(found.text, name, sha256, found.url)
    if found.remark is None:
        return document
    remark = Problem(name, found.remark, kind=ProblemKind.REMARK)
    return replace(document, problems=(*document.problems, remark))


def decoded(name: str, content: bytes) -> Decoded:
    """Returns the text of a file of plain words; `UnreadableFileError` tells why there is none."""
    return _clean(name, _by_mark(name, content) or _by_trial(name, content), "text", most_nuls=0)


def decoded_page(name: str, content: bytes, declared: str | None = None) -> Decoded:
    """Returns the text of a web page, as `decoded`; `declared` is an encoding it came with."""
    found = _by_mark(name, content) or _as_declared(content, declared)
    if found is None:
        try:
            found = _by_trial(name, content)
        except UnreadableFileError:
            damaged = content.decode("utf-8", "replace")
            if damaged.count("\ufffd") > _MOST_WRONG * len(damaged) + 1:
                raise
            found = Decoded(damaged, _WRONG)
    return _clean(name, found, "a web page", most_nuls=_MOST_NULS)


def _decoded_mhtml(name: str, content: bytes) -> Decoded:
    """Returns the text of the page in an MHTML file: a mail message with the page as one part."""
    try:
        message = message_from_bytes(content)
        page = next(part for part in message.walk() if part.get_content_type() == "text/html")
        words = page.get_payload(decode=True)
        if not isinstance(words, bytes) or not words:
            raise ValueError("no words")
    except (LookupError, ValueError, RecursionError, StopIteration) as error:
        advice = "save the page again, as 'web page, HTML only'"
        raise UnreadableFileError(name, f"holds no web page; {advice}") from error
    charset = page.get_content_charset()
    found = decoded_page(name, words, _codec(charset) if charset else None)
    url = message.get("Snapshot-Content-Location", page.get("Content-Location"))
    return found if url is None else replace(found, url=str(url).strip())


def _clean(name: str, found: Decoded, kind: str, most_nuls: float) -> Decoded:
    if found.text.count("\0") > most_nuls * len(found.text):
        raise UnreadableFileError(name, f"holds binary data (NUL bytes), not {kind}")
    if not found.text.strip():
        raise UnreadableFileError(name, "holds no text, only white space")
    return Decoded(found.text.replace("\r\n", "\n").replace("\r", "\n"), found.remark)


def _by_mark(name: str, content: bytes) -> Decoded | None:
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            said = f"is {kind} by its content, not what its name says; rename or convert it"
            raise UnreadableFileError(name, said)
    for mark, codec in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                return Decoded(content[len(mark) :].decode(codec))
            except UnicodeDecodeError as error:
                raise _invalid(name, content, codec, len(mark) + error.start) from error
    return None


def _as_declared(content: bytes, codec: str | None) -> Decoded | None:
    """Returns the text of a page in its encoding, given or else named in the page, if it is."""
    if codec is None:
        named = _DECLARED.search(content, 0, _DECLARED_WITHIN)
        codec = _codec(named[1].decode("ascii", "replace")) if named else None
    is_western = codec in _WESTERN
    if codec is None or (is_western and _text_in("utf-8", content) is not None):
        return None
    text = _text_in("cp1252" if is_western else codec, content)
    return None if text is None else Decoded(text)


def _codec(label: str) -> str | None:
    """Returns Python's name of an encoding of text; None for one that is not known.

    What could be read so far to find the label is not in UTF-16, whatever it says.
    """
    with suppress(LookupError, ValueError):
        name = codecs.lookup(label.strip()).name
        "".encode(name)
        if name in _PYTHONS_OWN:
            return None
        return "utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else name
    return None


def _text_in(codec: str, content: bytes) -> str | None:
    with suppress(UnicodeDecodeError, LookupError):
        return content.decode(codec)
    return None


def _by_trial(name: str, content: bytes) -> Decoded:
    """Returns the text in UTF-8, or in the one other encoding that the bytes speak for."""
    codec = _unmarked_utf16(content)
    if codec is None:
        try:
            return Decoded(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            codec = _guess(content)
            if codec is None:
                raise _invalid(name, content, "utf-8", error.start) from error
    because = "it has no byte order mark" if "16" in codec else "it is not valid UTF-8"
    return Decoded(
        content.decode(codec),
        f"was read as {_shown(codec)}, because {because}; save it as UTF-8 if letters look wrong",
    )


def _invalid(name: str, content: bytes, codec: str, place: int) -> UnreadableFileError:
    line = content.count(b"\n", 0, place) + 1
    fault = f"is not valid {_shown(codec)} (byte {place}, line {line})"
    return UnreadableFileError(name, f"{fault}; save it as UTF-8 and build again")


def _shown(codec: str) -> str:
    if codec.startswith("cp125"):
        return f"Windows-{codec[2:]}"
    return _CODEC_NAMES.get(codec, codec.replace("_", "-").replace("iso8859", "ISO-8859").upper())


def _unmarked_utf16(content: bytes) -> str | None:
    """Returns which UTF-16 it is without a byte order mark: every second byte is mostly NUL."""
    even, odd = content[:_SAMPLE:2], content[1:_SAMPLE:2]
    if len(content) % 2 or len(even) < _UTF16_CHARACTERS:
        return None
    for codec, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        is_likely = 2 * zeros.count(0) > len(zeros) and not letters.count(0)
        if is_likely and _text_in(codec, content) is not None:
            return codec
    return None


def _guess(content: bytes) -> str | None:
    """Returns the encoding of what is not UTF-8; None where no one is clearly the right one."""
    sample = content[:_SAMPLE]
    as_utf8 = sample.decode("utf-8", "replace")
    is_damaged = sum(character > "\x7f" for character in as_utf8) > 2 * as_utf8.count("\ufffd")
    if b"\0" in content or is_damaged:
        return None
    letters = len(re.findall(rb"[A-Za-z]", sample))
    accents = len(re.findall(rb"[\xc0-\xff]", sample))
    foreign = len(re.findall(rb"[\x80-\xff]", sample))
    is_english = accents <= _FEW_ACCENTS * max(1, letters / 100) and 2 * foreign < letters
    candidates = [c for c in ("cp1252", "mac-roman") if is_english or _is_western(sample, c)]
    candidates += () if is_english else _second_opinion(sample)
    return next((codec for codec in candidates if _is_plausible(content, codec)), None)


def _is_western(sample: bytes, codec: str) -> bool:
    text = sample.decode(codec, "replace").lower()
    accents = [c for c in text if c > "\x7f" and c.isalpha()]
    shares = (sum(c in alphabet for c in accents) for alphabet in _ALPHABETS)
    return max(shares) >= _PLAUSIBLE * len(accents)


def _second_opinion(sample: bytes) -> list[str]:
    """Returns what charset-normalizer holds it to be, if it is sure, and if that is usual."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or best.chaos > _MOST_CHAOS or best.coherence < _LEAST_COHERENCE:
        return []
    codec = _codec(best.encoding)
    return [codec] if codec in _GUESSED else []


def _is_plausible(content: bytes, codec: str) -> bool:
    """Returns whether accents and signs stand where words have them, once it is decoded."""
    text = _text_in(codec, content)
    if text is None:
        return False
    places = [place for place, character in enumerate(text) if character > "\x7f"]
    fitting = sum(_fits(text[max(p - 1, 0) : p], text[p], text[p + 1 : p + 2]) for p in places)
    return fitting >= _PLAUSIBLE * len(places)


def _fits(before: str, character: str, after: str) -> bool:
    """Returns whether a character that is not ASCII can stand between these two."""
    if character in _TYPED_SIGNS or (character.isalpha() and character > _LAST_ACCENT):
        return True
    if not character.isalpha():
        return character in "¹²³" and before.isalnum() and not after.isalpha()
    if character in _DOUBTFUL:
        return False
    if character.islower():
        return before.isalpha() or after.islower()
    return not before.islower() and (after.isalpha() or before.isalpha())
