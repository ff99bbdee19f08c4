"""A citation as text: for a page, a case note, a reference list or a reference manager.

`cite` gives a quotation in any of the styles. The day it was read is always passed in.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from assistant.records import Citation, Locator, Quotation, Source
from assistant.text.files import written_date, written_day

SINGLE = str.maketrans('“”"', "‘’'")  # so that double marks enclose the words quoted alone
_KEY_LENGTH = 40
_LATEX = str.maketrans(
    {character: f"\\{character}" for character in "$&%#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}  # BibTeX counts escaped braces, too
)
_HONORIFICS = frozenset(
    "dr prof professor mr mrs ms miss mx rev revd reverend sir dame cllr councillor".split()  # noqa: SIM905
)
_RANKS = frozenset("by rt hon lord lady baron baroness judge justice".split())  # noqa: SIM905  # of offices, too
_LETTERS = frozenset("phd dphil md mbe obe cbe kbe dbe msc ma bsc ba rsw mp qc kc frsa jr".split())  # noqa: SIM905
_MORE_LETTERS = re.compile("[A-Z]{2,}[a-z]+[A-Za-z]*|[A-Z][a-z]+[A-Z]{1,3}")  # FRCPsych, DipSW
_PARTICLES = frozenset("van von der den de del della di da du la le bin ibn al ap ab ben".split())  # noqa: SIM905
ORGANISATION = re.compile(
    r"\b(?:academy|agency|alliance|assembly|association|authority|board|bureau|campaign|cent(?:er|re)|"
    r"charity|college|commission(?:er)?|committee|company|consortium|council|department|directorate|economics|executive|"
    r"federation|forum|foundation|government|group|homes|hospice|hospital|inc|inspectorate|institute|"
    r"intelligence|league|limited|llp|ltd|ministry|museum|network|office|organi[sz]ation|parliament|partnership|plc|practice|"
    r"project|school|service|services|society|team|trust|union|unit|university)\b|['’]s\b|&|\d",
    re.IGNORECASE,
)
_STATES = re.compile(r"(?:U\.[KNS]|U\.S\.A|E\.U)\.")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_NAME = re.compile(r"(?:[dDlLO]['’])?[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SEPARATORS = re.compile(r"\s*;\s*|,?\s+and\s+|\s+&\s+|,\s+")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&~|$^#!@]|(?<=\w):(?=//)|(?<=www)\.")
_AT_START = re.compile(r"(?m)^(?:(?=[-+=:])|(\d+)(?=[.)]))")
_NOT_KEPT = re.compile(r"(?m)\A\n+|\n+\Z|[^\S \n\xa0]|^[ \xa0]+|[ \xa0]+$")
_UNHELD = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_UNNAMED = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_URL_SAFE = "!$&'*+,-./:;=?@_~%#"


class Style(StrEnum):
    """How a quotation is cited.

    BIBTEX and RIS describe the document alone; CASE_NOTE, LETTER and MARKDOWN hold the words, too.
    """

    SHORT = "short"
    FULL = "full"
    CASE_NOTE = "case-note"
    LETTER = "letter"
    MARKDOWN = "markdown"
    BIBTEX = "bibtex"
    RIS = "ris"


def cite(quotation: Quotation, style: Style, read: date) -> str:
    """Returns a quotation's citation in a style; `read` is the day its document was read."""
    return cite_all([quotation], style, read)[0]


def cite_all(quotations: Sequence[Quotation], style: Style, read: date) -> list[str]:
    """Returns the citations of quotations in a style, each once.

    BIBTEX and RIS have one record a document, which tells the stamps of all its pages quoted.
    """
    make = {Style.BIBTEX: bibtex, Style.RIS: ris}.get(style)
    if make is None:
        return list(dict.fromkeys(_STYLES[style](quotation, read) for quotation in quotations))
    stamps: dict[Source, dict[str, None]] = {}
    for citation in (quotation.citation for quotation in quotations):
        told = (remark for remark in citation.locator.remarks if remark.startswith("marked "))
        stamps.setdefault(citation.source, {}).update(dict.fromkeys(told))
    return [make(source, read, [*found]) for source, found in stamps.items()]


def _case_note(quotation: Quotation, read: date) -> str:
    """Returns the words and where they stand: “quote” (title, section, page; author, year; day)."""
    source, locator = quotation.citation.source, quotation.citation.locator
    entry, title, heading = source.entry, one_line(source.title), one_line(section(locator))
    where = [title, "" if heading == title else heading, place(locator)]
    year = None if entry.is_doubtful("published") else entry.year
    by = [one_line(entry.author or entry.publisher or ""), year]
    parts = [*(", ".join(filter(None, part)) for part in (where, by)), *standing(source, url=True)]
    told = "; ".join([*filter(None, parts), f"read {read.day} {read:%b} {read.year}"])
    return f"“{holdable(quotation.said)}” ({told.translate(SINGLE)})"


def _letter(quotation: Quotation, _: date) -> str:
    """Returns the words and, on a line of their own, the document, its date and its standing."""
    said = "; ".join([one_line(quotation.cited), *standing(quotation.citation.source, url=True)])
    return f"“{holdable(quotation.said)}”\n— {said}"


def superseded(source: Source) -> str:
    """Returns by what it is superseded: a title, or a file if that is unknown or its own, or ''."""
    newer = source.newer if source.newer not in ("", source.title) else source.entry.superseded_by
    return f"superseded by {one_line(newer)}" if newer else ""


def standing(source: Source, *, url: bool = False) -> list[str]:
    """Returns what a document's author and year do not say: that it is undated, or outdated.

    'file dated 3 May 2017', 'superseded by Guide 2024'; if `url`, the address of an undated one.
    """
    is_told = source.entry.published and not source.entry.is_doubtful("published")
    at = safe_url(source.entry.url) if url and not source.entry.published else ""
    return [*filter(None, ["" if is_told else dated(source), at, superseded(source)])]


def dated(source: Source) -> str:
    """Returns a document's date: '3 May 2017', 'file dated 3 May 2017' where that is guessed."""
    published = source.entry.published
    doubt = "file dated " if source.entry.is_doubtful("published") else ""
    return f"{doubt}{written_date(published)}" if published else "no date"


def _markdown(quotation: Quotation, read: date) -> str:
    """Returns a block quotation and, under it, the citation as a link to the document."""
    source = quotation.citation.source
    cited = linked(quotation.cited, safe_url(source.entry.url))
    told = "".join(f"; {literal(part)}" for part in standing(source))
    return f"{quoted(quotation.said)}\n\n— {cited}{told} (read {written_day(read)})"


_STYLES: dict[Style, Callable[[Quotation, date], str]] = {
    Style.SHORT: lambda quotation, _: quotation.cited,
    Style.FULL: lambda quotation, read: full(quotation.citation, read),
    Style.CASE_NOTE: _case_note,
    Style.LETTER: _letter,
    Style.MARKDOWN: _markdown,
}


def short(citation: Citation) -> str:
    """Returns title, author, year, section and page or slide, in one line.

    For example: 'Annual report (Social Work Union, 2023), section “Pay”, page 4'.
    """
    entry, title = citation.source.entry, citation.source.title
    by = ", ".join(filter(None, [entry.author or entry.publisher, entry.year]))
    where = _where(title, section(citation.locator), citation.locator)
    return ", ".join(filter(None, [f"{title} ({by})" if by else title, where]))


def full(citation: Citation, read: date) -> str:
    """Returns the reference of a quotation's document, with the section and page or slide."""
    title, heading = one_line(citation.source.title), one_line(section(citation.locator))
    return reference(citation.source, read, _where(title, heading, citation.locator))


def _where(title: str, heading: str, locator: Locator) -> str:
    """Returns the section, unless it is called as the document is, and the page or slide."""
    named = f"section “{heading}”" if heading not in ("", title) else ""
    return ", ".join(filter(None, [named, place(locator)]))


def reference(source: Source, read: date, where: str = "") -> str:
    """Returns a document as a reference list has it; `read` is the day it was read."""
    entry, title = source.entry, one_line(source.title)
    author, publisher = harvard_names(entry.author), one_line(entry.publisher or "")
    year = f"({entry.year or 'no date'})"
    opening = f"{author} {year} {title}" if author else f"{title} {year}"
    if publisher.casefold() == one_line(entry.author or "").casefold():
        publisher = ""
    outdated = superseded(source).replace("s", "S", 1)
    parts = [opening, publisher, where[:1].upper() + where[1:], _access(source, read), outdated]
    return " ".join(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p)


def _access(source: Source, read: date) -> str:
    """Returns where to get a document: its address and when it was read there, else its file."""
    url = safe_url(source.entry.url)
    if url:
        return f"Available at: {url} (Accessed: {written_day(read)})"
    return f"File: {one_line(source.files)}" if source.files != source.title else ""


def place(locator: Locator) -> str:
    """Returns the page or slide and what to know of it: 'slide 2 (speaker notes)', or ''."""
    spans = (("page", locator.pages), ("slide", locator.slides))
    where = ", ".join(pages(range(span[0], span[1] + 1), name) for name, span in spans if span)
    remarks = ", ".join(locator.remarks)
    return f"{where} ({remarks})" if where and remarks else where or remarks


def section(locator: Locator) -> str:
    """Returns the innermost heading the passage stands under, or ''."""
    return locator.headings[-1] if locator.headings else ""


def pages(numbers: Sequence[int], noun: str = "page") -> str:
    """Returns a list of page or slide numbers, runs shortened: 'pages 2–4, 7'."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown = ", ".join("–".join(map(str, run)) for run in runs)
    return f"{noun}{'s' if len(set(numbers)) != 1 else ''} {shown}"


def bibtex(source: Source, read: date, stamps: Sequence[str] = ()) -> str:
    """Returns a document as a BibTeX entry: @online where it has an address, else @misc.

    Its note tells the stamps, such as 'marked DRAFT', and the standing.
    """
    entry, url, authors = source.entry, safe_url(source.entry.url), _authors(source.entry.author)
    names = (_latex(p.turned) if p.given else _bibtex_name(p.surname) for p in authors)
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_latex(source.title)}}}",
        "year": entry.year,
        "date": "" if entry.is_doubtful("published") else entry.published,
        "organization": _bibtex_name(entry.publisher),
        "howpublished": "Presentation slides" if source.slides else "",
        "url": url,
        "urldate": read.isoformat() if url else "",
        "note": _latex(_note(source, stamps)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'online' if url else 'misc'}{{{key(source)},", *lines, "}"])


def ris(source: Source, read: date, stamps: Sequence[str] = ()) -> str:
    """Returns a document as an RIS record: ELEC with an address, SLIDE for slides, else GEN.

    Its note is that of `bibtex`.
    """
    entry, url = source.entry, safe_url(source.entry.url)
    published = "" if entry.is_doubtful("published") else entry.published or ""
    fields = [
        ("TY", "SLIDE" if source.slides else "ELEC" if url else "GEN"),
        ("ID", key(source)),
        *(("AU", name) for name in (author.turned for author in _authors(entry.author))),
        ("TI", one_line(source.title)),
        ("PY", published[:4]),
        ("DA", _ris_date(published)),
        ("PB", one_line(entry.publisher or "")),
        ("UR", url),
        ("Y2", _ris_date(read.isoformat()) if url else ""),
        ("N1", one_line(_note(source, stamps))),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields if value), "ER  - "])


def _note(source: Source, stamps: Sequence[str]) -> str:
    file = "" if safe_url(source.entry.url) else f"File: {source.files}"
    return "; ".join(filter(None, [file, *stamps, *standing(source)]))


def key(source: Source) -> str:
    """Returns a document's key: letters, digits and hyphens of ASCII."""
    stem = unicodedata.normalize("NFKD", PurePosixPath(source.path).stem).lower()
    words = re.sub(r"[^a-z0-9]+", "-", stem.encode("ascii", "ignore").decode()).strip("-")
    digest = hashlib.sha256(source.path.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, [words[:_KEY_LENGTH].strip("-"), digest]))


def _latex(text: str) -> str:
    return one_line(text).translate(_LATEX)


def _bibtex_name(name: str | None) -> str:
    """Returns a name in braces, so that no part of it is a surname."""
    return f"{{{_latex(name)}}}" if name else ""


def _ris_date(day: str) -> str:
    """Returns an ISO date as RIS has it, YYYY/MM/DD/; what is not known stays empty."""
    return "/".join([*day.split("-"), "", "", ""][:4]) if day else ""


@dataclass(frozen=True, slots=True)
class Person:
    """A name; `given` is '' where only the surname is known."""

    surname: str
    given: str

    @property
    def initialled(self) -> str:
        """The name as Harvard has it: 'Allen, R.'."""
        parts = filter(None, re.split(r"[\s.-]+", self.given))
        return ", ".join(filter(None, [self.surname, "".join(f"{p[0].upper()}." for p in parts)]))

    @property
    def turned(self) -> str:
        """The name surname first, in full."""
        return f"{self.surname}, {self.given}" if self.given else self.surname


def persons(author: str) -> tuple[Person, ...]:
    """Returns those whom an author's name names; none unless it is sure where each name ends."""
    parts = _parts(author)
    pairs = [*map(", ".join, zip(parts[::2], parts[1::2], strict=False))]  # surname, initials
    for names in (parts, pairs if len(parts) % 2 == 0 else parts):
        found = [person for name in names if (person := _person(name))]
        if len(found) == len(names):
            return tuple(found)
    return ()


def _parts(author: str) -> list[str]:
    """Returns the names that separators part; letters after a name stay with it."""
    parts: list[str] = []
    for part in filter(None, _SEPARATORS.split(author)):
        if parts and all(map(_is_letters, part.split())):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def harvard_names(author: str | None) -> str:
    """Returns an author as a Harvard reference names them: 'Allen, R. and Other, J.'."""
    found = [one.initialled for one in _authors(author)]
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def _authors(author: str | None) -> tuple[Person, ...]:
    """Returns the persons, else what semicolons part: persons, or names kept as they are."""
    said = one_line(author or "")
    parts = filter(None, map(str.strip, said.split(";")))
    return persons(said) or tuple(one for p in parts for one in persons(p) or [Person(p, "")])


def _person(name: str) -> Person | None:
    """Returns the person of this name, if it says that it is a person's."""
    if ORGANISATION.search(name):
        return None
    turned = re.fullmatch(r"([^,]+),\s*([^,]+)", name)
    if turned:
        surname, given = turned[1].split(), turned[2].split()
        sure = all(map(_INITIALS.fullmatch, given)) and _is_name(surname)
        return Person(" ".join(surname), " ".join(given)) if sure else None
    words = name.split()
    titles = [*takewhile(lambda word: _bare(word) in _HONORIFICS | _RANKS, words)]
    letters = [*takewhile(_is_letters, reversed(words[len(titles) :]))]
    words = words[len(titles) : len(words) - len(letters)]
    if not _is_name(words) or len(words[-1]) == 1 or _INITIALS.fullmatch(words[-1]):
        return None
    first = len(words) - 1  # of the surname: the last word, or the particles before it
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    is_told = {*map(_bare, titles)} & _HONORIFICS or {*map(_bare, letters)} & _LETTERS
    is_sure = is_told or _has_initials(words[:first])
    return Person(" ".join(words[first:]), " ".join(words[:first])) if is_sure else None


def may_be_person(name: str) -> bool:
    """Returns whether a name looks like a person's in full, though nothing says that it is."""
    words = [word for word in name.split() if _bare(word) not in _HONORIFICS | _RANKS]
    return len(words) > 1 and _is_name(words) and not ORGANISATION.search(name)


def _is_letters(word: str) -> bool:
    return _bare(word) in _LETTERS or _MORE_LETTERS.fullmatch(word.strip(".,")) is not None


def _bare(word: str) -> str:
    return word.strip(".,").lower()


def _has_initials(given: list[str]) -> bool:
    """Returns whether initials tell that this is a forename: not 'N. Ireland', nor 'U.N.'."""
    are = [_INITIALS.fullmatch(word) is not None for word in given]
    return any(are) and (all(are) or not are[0]) and not _STATES.fullmatch("".join(given))


def _is_name(words: list[str]) -> bool:
    """Returns whether the words may be a person's name: up to five, none an acronym."""
    return 0 < len(words) <= 5 and all(
        (word[0].isupper() or word.lower() in _PARTICLES)
        and (
            _INITIALS.fullmatch(word)
            or (_NAME.fullmatch(word) and (len(word) == 1 or not word.isupper()))
        )
        for word in words
    )


def quoted(text: str) -> str:
    """Returns the text as one block quotation, which no line of it can leave."""
    return "\n".join(f"> {line}" for line in literal(text).split("\n"))


def linked(words: str, url: str | None) -> str:
    """Returns words on one line that lead to a safe address, where there is one."""
    shown = literal(one_line(words))
    if not url:
        return shown
    target = url.replace("*", "%2A").replace("_", "%5F").replace("~", "%7E").replace("&", "&amp;")
    return f"[{shown}]({target})"


def literal(text: str) -> str:
    """Returns Markdown that shows the text as it is; its newlines are hard line breaks."""
    escaped = _AT_START.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", holdable(text)))
    kept = _NOT_KEPT.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), escaped)
    return kept.replace("\n", "\\\n")


def holdable(text: str) -> str:
    """Returns the text as Markdown, XML and a terminal can hold it, as long as it was.

    A control character is shown by its picture (U+2400 and on); what has none, and what is no
    character (half of a surrogate pair), is U+FFFD. Tabs and newlines stay.
    """
    return _UNNAMED.sub("\N{REPLACEMENT CHARACTER}", text.translate(_UNHELD))


def comparable(text: str) -> str:
    """Returns the text as it may be printed: holdable, without what turns its direction."""
    return _TURNING.sub("\N{REPLACEMENT CHARACTER}", holdable(text))


def one_line(text: str) -> str:
    """Returns the text on one line that cannot turn round what stands beside it, as a title."""
    return comparable(" ".join(text.split()))


def safe_url(url: str | None) -> str | None:
    """Returns the address if a link may lead there, that is over HTTP, else None.

    What no address may hold (spaces, quotation marks, brackets) is percent-encoded.
    """
    try:
        parts = urlsplit(url or "")
        usable = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return None
    return quote(url or "", safe=_URL_SAFE, errors="replace") if usable else None
