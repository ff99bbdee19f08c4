"""What a document is cited as: title, author, publisher and date, decided from all that tells them.

Four things tell: the lines of the first page, the file's own properties, its name, and the text.
Properties are often a template's, a program's or a log-in; so one counts where the text says it
too. Else the first page goes before it, and what is taken from the file alone is told as such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import pairwise, takewhile
from pathlib import PurePosixPath
from typing import Any

from assistant.citation import ORGANISATION
from assistant.readers.cover import (
    CAPITAL,
    LAST,
    LONGEST,
    MONTH,
    YEAR,
    Cover,
    CoverBlock,
    CoverLine,
    authors,
    beside_addresses,
    credited,
    date_of,
    in_blocks,
    is_date,
    is_person,
    labelled_date,
    may_be_organisation,
    may_be_title,
    signing,
)
from assistant.records import Document, Mark, MarkKind, Origin
from assistant.text import item_number
from assistant.text.files import first_day

_HEAD = 30_000  # characters of the text in which a title is looked for
_FRONT = 4_000  # and, at either end, an imprint
_TEXT = 200_000  # and an organisation
_COVER_WORDS = 90  # a page of more says more than what it is the cover of
_LINES, _LINE_WORDS = 20, 30  # of a text without type sizes that may be its cover
_SENTENCE = 5  # words and a full stop: where text has begun, the next heading ends the cover
_LISTS = frozenset({MarkKind.LEAD_IN, MarkKind.ITEM, MarkKind.ROW})
_APART = 5  # and from a title to its subtitle
_LARGE = 0.6  # of the largest type on the page
_LARGER = 1.12  # than the usual type of a page: its title is
_ALIKE = 0.6  # of the words of the shorter title
_NAMED = 0.5  # of the words in the file's name: a heading with them is the title
_MOST_DATES = 3  # in one type size: more are an axis or a table
_FRONT_PAGES = 4  # on which what the cover says may stand again, as a heading
_AHEAD = timedelta(days=75)  # what was made on a day may be dated so much later
_EARLIEST = "1950"
_ROOT = 5  # letters by which words of titles and file names are compared: 'audit' and 'audits'
_TYPED = (MarkKind.HEADING, MarkKind.PARAGRAPH, MarkKind.LEAD_IN)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FILE_NAME = re.compile(r"(?:.*[/\\])?\S.*\.[a-z]\w{1,4}|\S*_\S*|\S+-\S+-\S+", re.IGNORECASE)
_FROM_PROGRAM = re.compile(r"^Microsoft (?:Office )?\w+ +- +", re.IGNORECASE)
UNNAMED = re.compile(  # what programs call a document that has no title
    r"(?i)untitled.*|no (?:slide )?title|(?:title|document|presentation|slide|dokument) ?\d*"
    r"|(?:microsoft )?(?:office )?(?:power ?point|word) (?:presentation|document|template)"
)
_NOBODY = re.compile(
    r"(?i)\(?(?:anonymous|unspecified|unknown|unnamed)\)?"
    r"|admin|administrator|user|user name|owner|author|guest"
    r"|(?:microsoft office|windows|office|default|authori[sz]ed) user"
    r"|python-(?:docx|pptx)|openpyxl|apache poi"
)
_LOG_IN = re.compile(r".*[@\\].*|\w*\d\w*|[a-z][\w.-]*|[A-Z]{2,3}[a-z]+")
_TOOL = re.compile(  # accounts, makers of computers, and programs
    r"(?i)(?:\S+ ){0,2}(?:user|pc|laptop|desktop)(?: ?\d+)?"
    r"|benutzer(?:in)?|utilisateur|usuario|utente|gebruiker|defnyddiwr|web ?(?:admin|master|team)"
    r"|(?:hp|acer|dell|lenovo|asus|toshiba|samsung|fujitsu|hewlett[- ]packard)(?: \w+\.?)?"
    r"|(?:adobe|acrobat|microsoft|windows|google (?:docs|slides)|libreoffice|openoffice)\b.*"
    r"|canva|wordpress|drupal|joomla|slidescarnival|slidesgo"
)
_HOST = re.compile(r"(?:[a-z\d-]+\.)+[a-z]{2,}")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d+)*[.)]?\s")
_NO_NAME = rf"(?!(?i:all rights|(?:{MONTH}),? {YEAR}))"
_NAME = rf"{_NO_NAME}{CAPITAL}(?:,? (?:(?:&|of|for|and|the|in|y|de) )*{_NO_NAME}{CAPITAL})*"
_COPYRIGHT = re.compile(  # of more than a picture, and not what another's work is taken from
    r"(?m)(?:^|[.|;] )(?:(?!\b(?i:adapted|figure|image|map|photo|picture)|[.|;] ).)*?"
    rf"(?:©|(?<!\S)\([cC]\)(?=[\s,]*{YEAR}\b)|^\([cC]\)(?= {_NAME},? {YEAR}(?:\.|$))"
    r"|\b[Cc]opyright(?! Notice))"
    rf"(?:\s|©|\([cC]\)|[\d–,-])*(?:of |by )?(?:the )?(?P<name>{_NAME})"
)
_THIRD = re.compile(r"(?im)^(\(b\)[^\n]*\n+)\(c\)")  # of a list: no sign of copyright
_BY = re.compile(  # this opens a sentence; behind a noun, which may be another's, it does not go on
    r"(?m)(?:^|[.|;] )(?=[A-Z])(?:"
    r"(?:(?:It|This(?: [\w-]+){0,3}) (?:is|was|has been) )?(?:\w+ly |\w+e[dn] and )?(?!(?i:re))"
    r"|(?P<noun>(?:[^\W\d][\w-]* ){0,4}))"
    r"(?i:(?P<published>published)|produced|prepared|issued|written|report|review)(?i: by):?"
    rf"(?:\s+the)?\s+(?>(?P<name>{_NAME}))"
    rf"(?(noun)(?! (?!(?:in partnership|under|for|with|[io]n (?:\w+ ){{0,2}}{YEAR}\.?$)\b)[a-z]))"
)
_FOR = rf"(?:for|on behalf of) (?:the )?(?>{_NAME})"
_WORK = r"(?:[\w-]+ ){0,2}(?:report|review|assessment|evaluation|strategy|study)"
_PREPARED = re.compile(  # by one for another; not what is told of part of it, or of another
    rf"(?m)^(?:(?:The )?(?P<who>(?!Our |This ){_NAME})(?: \([^)\n]*\))?(?: at {_NAME})? "
    rf"(?:(?:has|have) (?:prepared|produced|written|compiled) this {_WORK} {_FOR}"
    rf"|was commissioned (?:by [^.\n]* )?to (?:prepare|produce|write) this {_WORK}(?![’'\w]))"
    rf"|(?:This {_WORK} (?:is|was|has been) |Report )?"
    rf"(?i:prepared|produced|written) (?:by (?:the )?(?P<by>{_NAME}) (?P<other>{_FOR})"
    rf"|{_FOR} by (?:the )?(?P<last>(?>{_NAME})))(?! (?!in |on )[a-z]))"
)
_PART = re.compile(  # of a work, or what is told of it in short
    r"(?:(?i:annexe?|appendix|chapter|part|volume) (?:\d+|[A-Z]|[IVX]+|One|Two|Three)\b"
    r"|(?i:easy[ -]read|(?:(?:easy|executive|lay|non-technical|plain|short)(?: read)? )?summary)\b)"
    r"(?!.*\b(?:are|be|can|is|online|will)\b).*?(?= (?:prepared|produced|written) |$)"
)
_AUTHOR = r"(?:[\w’'-]+ )?author(?P<several>s|\(s\))?"
_AUTHORS = re.compile(  # not: 'By Your Side'
    rf"(?:(?:written )?by(?! (?:all|any|every|my|our|their|your) )|{_AUTHOR}):?( +(?P<names>.*))?",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?i)(?:\w+ )?(?:title|subject):? (.+)")
_LABELLED = re.compile(rf"{_AUTHOR}(?::(?: *(?P<names>.*))?)?", re.IGNORECASE)

_Guess = tuple[str, Origin]


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file's own properties say; '' where they do not."""

    title: str = ""
    author: str = ""
    made: str = ""  # when, to the day, in ISO 8601
    saved: str = ""  # when last
    programs: str = ""  # the names of those that made it


def described(document: Document, said: Properties, cover: Cover) -> Document:
    """Returns the document with what it is cited as; what its entry says already stands.

    The names of organisations on its cover are no headings, nor is 'Author(s)'.
    """
    found = _Imprint(document, said, cover)
    guesses = {
        "title": found.title,
        "author": (found.author(), Origin.COVER),
        "publisher": (found.publisher(), Origin.COVER),
        "published": found.published(),
    }
    entry = document.entry
    new = {k: guess for k, guess in guesses.items() if guess[0] and getattr(entry, k) is None}
    known: dict[str, Any] = {key: value for key, (value, _) in new.items()}
    known["origins"] = {key: origin for key, (_, origin) in new.items()}
    return replace(document, entry=replace(entry, **known), marks=found.marks())


class _Imprint:
    """All that tells what one document is cited as, and what it comes to."""

    def __init__(self, document: Document, said: Properties, cover: Cover) -> None:
        self._document = document
        self._said = said
        self._cover = cover
        self._programs = set(_words(said.programs))
        named = _words(PurePosixPath(document.path).stem.replace("_", " "))
        self._stem = [word[:_ROOT] for word in named if not word.isdigit()]
        text = document.text
        self._head = _in_a_row(text[:_HEAD])
        self._front = _THIRD.sub(r"\1", f"{text[:_FRONT]}\n\n{text[_FRONT:][-_FRONT:]}")
        self._front_lines = [" ".join(line.split()) for line in self._front.split("\n") if line]
        places = (MarkKind.PAGE, MarkKind.SLIDE)
        self._pages = [m.start for m in document.marks if m.kind in places]
        self._end = [*self._pages, len(text), len(text)][1]  # of the first page
        top = (m for m in document.marks if m.start < self._end)
        self._top = [mark for mark in top if mark.kind is not MarkKind.PAGE]
        lines = cover.lines or self._typed_lines()
        once = {line.text: line for line in lines if len(line.text) <= LONGEST}.values()
        self._lines = sorted(once, key=lambda line: (line.top, line.left))
        self._blocks = in_blocks(self._lines)
        typed = (line.text.split() for line in once if line.size)
        self._is_cover = sum(map(len, typed)) <= _COVER_WORDS
        sections = {*self._sections()}
        covered = (b for b in self._blocks if self._is_cover and b.text not in sections)
        self._names = {b: [line.text.strip(",") for line in b.lines] for b in covered}

    def _typed_lines(self) -> Iterator[CoverLine]:
        """Yields the lines before the running text, as if typed: where type sizes are not known.

        A row of two cells is a line of no size: a label, and what it says.
        """
        number, is_running = 0, False
        for mark in self._document.marks:
            words = self._document.text[mark.start : mark.end]
            if is_running and mark.kind is not MarkKind.PARAGRAPH:
                return
            is_row = mark.kind is MarkKind.ROW and words.count(" | ") == 1
            if mark.kind not in _TYPED and not is_row:
                continue
            if mark.start >= self._end or number >= _LINES or len(words.split()) > _LINE_WORDS:
                return
            is_running |= words.endswith(".") and len(words.split()) >= _SENTENCE
            for line in words.split("\n"):
                number += 1
                said = " ".join((line.replace(" | ", " ") if is_row else line).split())
                yield CoverLine(said, float(not is_row), float(number), 0.0, 1.0)
            number += 1  # so that blocks stand apart

    @cached_property
    def title(self) -> _Guess:
        """The title; of two that differ, the one that the text and the file's name have, too."""
        above = [*takewhile(lambda line: line.text != self._cover.heading, self._lines)]
        table = [line.text for line in above if not line.size]
        rows = map(_TITLED.fullmatch, table if any(map(_LABELLED.match, table)) else ())
        named = next((row[1] for row in rows if row), "")
        known, is_title = self._cover.heading, self._cover.is_title
        heads = (m for m in self._document.marks if m.kind is MarkKind.HEADING)
        levels = [m.number for m in heads if item_number(self._document.text, m.start)]
        is_below = any(line.size for line in above) and not is_title and item_number(known) > 0
        if is_below and {*levels[:1]} & {*levels[1:]} and self._agreement(known) < _NAMED:
            known = ""  # but one section of several
        said, heading = self._said_title(), named or known or self._heading()
        is_told = bool(named) or (is_title and not self._is_organisation(heading))
        if not said:
            return heading, Origin.COVER
        if not heading:
            return said, Origin.COVER if self._says(said) else Origin.FILE
        short, long = sorted((set(_words(said)), set(_words(heading))), key=len)
        if short and len(short & long) >= (1 if is_told else _ALIKE) * len(short):
            return max((said if self._says(said) else "", heading), key=len), Origin.COVER
        agrees = self._agreement(said) > self._agreement(heading)
        if self._says(said) and (agrees or not (self._is_cover or is_told)):
            return said, Origin.COVER
        opens = self._head[1:].startswith(" ".join(_words(heading)))
        is_sure = opens or self._cover.lines or is_title or named
        return (heading, Origin.COVER) if is_sure and not agrees else (said, Origin.FILE)

    def _said_title(self) -> str:
        """Returns the title by the properties, unless it is a program's or the name of a file."""
        said = _FROM_PROGRAM.sub("", self._said.title)[:LONGEST]
        is_program = self._programs & {*_words(said)[:1]} and not self._says(said)
        is_none = any(no.fullmatch(said) for no in (UNNAMED, _FILE_NAME, _NOBODY))
        return "" if is_none or is_program else said

    def _heading(self) -> str:
        """Returns the title by the first page's type, with its subtitle; '' if it does not tell."""
        blocks = [block for block in self._blocks if may_be_title(block.text)]
        if not self._cover.lines or not blocks:
            return ""
        largest = max(block.size for block in blocks)
        best = max((b for b in blocks if b.size >= _LARGE * largest), key=self._weight)
        is_named = self._agreement(best.text) >= _NAMED
        if best.size <= _LARGER * self._cover.body or (_NUMBERED.match(best.text) and not is_named):
            return ""
        if self._is_cover:
            parts = (b.text if b is best else self._part(b, best) for b in blocks)
            return ": ".join(filter(None, parts))
        return best.text if is_named or best.size > self._cover.later + 0.5 else ""

    def _weight(self, block: CoverBlock) -> tuple[float, bool, bool]:
        """Returns how much speaks for a block as the title, the strongest first."""
        score = round(block.size * (1 + self._agreement(block.text)), 1)
        is_body = ORGANISATION.fullmatch(block.text.split()[-1]) is not None
        return score, not self._is_organisation(block.text), not is_body

    def _part(self, block: CoverBlock, title: CoverBlock) -> str:
        """Returns what a block near a title says more, by its size or words, if it names nobody."""
        upper, lower = sorted((block, title), key=lambda b: b.lines[0].top)
        last, first, end = upper.lines[-1].top, lower.lines[0].top, lower.lines[-1].top
        if {*_words(block.text)} <= {*_words(title.text)} or first - last >= _APART * title.size:
            return ""
        is_one = sum(_PART.match(n.text) is not None for n in self._lines) == 1
        is_one &= not ORGANISATION.fullmatch(upper.text.split()[-1])
        near = (n.text for n in self._lines if end < n.top < end + _APART * title.size)
        is_last = all(is_date(words) or may_be_organisation(words) for words in near)
        if is_one and is_last and (part := _PART.match(block.text)):
            return part[0]
        is_large = block.size > _LARGER * self._cover.body or self._agreement(block.text) > 0
        is_whole = is_one and block is upper and is_large and _PART.match(title.text) is not None
        is_next = all(n.size + 0.5 > title.size for n in self._lines if last < n.top < first)
        is_next &= abs(block.size - title.size) < 0.5 and not _NUMBERED.match(block.text)
        return block.text if (is_whole or is_next) and not self._is_organisation(block.text) else ""

    def _agreement(self, title: str) -> float:
        """Returns the share of the file name's words a title has, if others too or set largest."""
        words = [word[:_ROOT] for word in _words(title)]
        largest = max(self._blocks, key=lambda block: block.size, default=None)
        is_largest = largest is not None and _words(largest.text) == _words(title)
        if not self._stem or (words == self._stem and not is_largest):
            return 0.0
        return sum(word in words for word in self._stem) / len(self._stem)

    def _says(self, words: str) -> bool:
        """Returns whether the text has these words in a row."""
        return _in_a_row(words) in self._head

    def author(self) -> str:
        """Returns who the document says wrote it, or the file's author whom its first page names.

        An author whom only the file names is who saved it, as often as not.
        """
        cover = [line.text for line in self._lines]
        for lines, labels in ((cover, _AUTHORS), (self._front_lines, _LABELLED)):
            for line, below in pairwise([*lines, ""]):
                label, names = labels.fullmatch(line), credited(line)
                if label:
                    names = authors((label["names"] or below).rstrip("."), bool(label["several"]))
                if names:
                    return names
        page = _in_a_row(" ".join(cover))
        named = filter(may_be_author, re.split(r"\s*;\s*", self._said.author))
        said = [n for n in named if _in_a_row(n) in page and {*_words(n)} - self._programs]
        return "; ".join(dict.fromkeys(said)) or self._preparer()

    def _preparer(self) -> str:
        """Returns who prepared the document for another, where it plainly says so; else ''."""
        for found in _PREPARED.finditer(self._document.text[:_FRONT]):
            name = (found["who"] or found["by"] or found["last"]).split(" for the ")[0]
            if may_be_organisation(name) and ORGANISATION.search(found["other"] or "Council"):
                return name
        return ""

    def publisher(self) -> str:
        """Returns whom the imprint names, or the organisation on the cover, if it surely is one."""
        preparer = self._preparer()
        for pattern in (_COPYRIGHT, _BY):
            for found in pattern.finditer(self._front):
                name = preparer if found["name"].startswith(f"{preparer} for ") else found["name"]
                first = re.split(r",| and | &", name)[0]
                is_by_person = not found.groupdict().get("published", name) and is_person(first)
                if may_be_organisation(name) and not is_by_person and name.split()[0] != "Crown":
                    return name
        for block, lines in self._names.items():
            is_list = all(may_be_organisation(line) for line in lines)
            for name in (block.text, *lines):
                is_new = _words(name) and not self._titles(name)
                if is_new and (self._is_addressed(name) or (is_list and self._is_named(name))):
                    return name
        return ""

    def marks(self) -> tuple[Mark, ...]:
        """Returns the document's marks; organisations and 'Author(s)' on its cover head nothing."""
        text, marks = self._document.text, self._document.marks
        bare = {b: lines for b, lines in self._names.items() if not self._titles(b.text)}
        named = [b for b, lines in bare.items() if all(map(may_be_organisation, lines))]
        names = {b.text for b in named if any(map(self._is_organisation, bare[b]))}
        front = set(self._heads()) if self._cover.lines else set()
        if self._is_cover and self._cover.lines:
            front.update(block.text for block in signing(self._blocks) if block in named)
            front.update(n.text for n in beside_addresses(self._lines) if not self._titles(n.text))

        def is_none(mark: Mark) -> bool:
            words = text[mark.start : mark.end]
            is_label = self._is_cover and _LABELLED.fullmatch(words) is not None
            is_front = mark.start < self._end and (is_label or words in front)
            return mark.kind is MarkKind.HEADING and (is_front or words in names)

        return tuple(
            replace(mark, kind=MarkKind.PARAGRAPH, number=None) if is_none(mark) else mark
            for mark in marks
        )

    def _sections(self) -> Iterator[str]:
        """Yields the headings on the first page that head a table, a list or a sentence there."""
        for mark, below in pairwise(self._top):
            words, said = (self._document.text[m.start : m.end] for m in (mark, below))
            is_said = said.endswith(".") and len(said.split()) >= _SENTENCE
            is_text = below.kind in _LISTS or (below.kind is MarkKind.PARAGRAPH and is_said)
            if mark.kind is MarkKind.HEADING and is_text:
                yield " ".join(words.split())

    def _titles(self, words: str) -> bool:
        return self.title[0] != "" and {*_words(words)} <= {*_words(self.title[0])}

    def _heads(self) -> Iterator[str]:
        """Yields the organisations that head nothing but headings, at the top of the first page."""
        for mark, below in pairwise(self._top):
            words = self._document.text[mark.start : mark.end]
            if is_date(words):
                continue
            if mark.kind is not MarkKind.HEADING:
                return
            is_empty = below.kind is MarkKind.HEADING and not self._titles(words)
            if is_empty and self._is_organisation(words):
                yield words

    def _is_organisation(self, name: str) -> bool:
        name = name.removeprefix("The ")
        return self._is_addressed(name) or self._is_named(name)

    def _is_addressed(self, name: str) -> bool:
        """Returns whether a name is that of an address on the web that the imprint gives."""
        joined = "".join(_words(name))
        hosts = {part for host in _HOST.findall(self._front) for part in host.split(".")}
        is_host = any(len(part) > _ROOT and joined.startswith(part) for part in hosts)
        return is_host and may_be_organisation(name)

    def _is_named(self, name: str) -> bool:
        """Returns whether the running text after the first page has a name, and no heading."""
        if not may_be_organisation(name):
            return False
        marks, text = self._document.marks, self._document.text[:_TEXT]
        second, body = [*self._pages, 0, 0][1], [0, *self._pages[:_FRONT_PAGES]][-1]
        headings = (m for m in marks if m.kind is MarkKind.HEADING and m.start >= body)
        is_heading = any(text[m.start : m.end] == name for m in headings)
        running = re.compile(rf"[a-z,]\s(?:the\s)?{re.escape(name)}\b")
        return not is_heading and running.search(text, second) is not None

    def published(self) -> _Guess:
        """Returns the latest date on the first page, else one labelled within, else the file's."""
        largest = max((line.size for line in self._lines), default=0.0)
        above = ["", *("" if self._titles(line.text) else line.text for line in self._lines)]
        pairs = zip(self._lines, above, strict=False)
        dated = [(line, day) for line, label in pairs if (day := date_of(line.text, label))]
        sizes = Counter(round(line.size) for line, _ in dated)
        days = {
            day
            for line, day in dated
            if sizes[round(line.size)] <= _MOST_DATES
            and (len(day) > 4 or "©" in line.text or line.size >= _LARGE * largest)
        }
        known = first_day(max(self._said.saved, self._said.made))
        last = f"{known + _AHEAD:%Y-%m}" if known else "9999"
        told = {labelled_date(line, LAST) for line in self._front_lines}
        for found in (days, set(filter(None, map(labelled_date, self._front_lines)))):
            likely = {day for day in found if day in told or day[:7] <= last[: len(day)]}
            likely = {day for day in likely if day > _EARLIEST}
            if likely:
                latest = max(likely, key=lambda day: f"{day}-00-00"[:10])
                return latest, Origin.COVER if len(likely) == 1 else Origin.LATEST
        return self._said.made if self._said.made > _EARLIEST else "", Origin.FILE


def may_be_author(name: str) -> bool:
    """Returns whether a name is neither a log-in, nor an address, nor that of a tool."""
    return bool(name) and not any(no.fullmatch(name) for no in (_NOBODY, _LOG_IN, _TOOL))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _in_a_row(text: str) -> str:
    return f" {' '.join(_words(text))} "
