"""What a document's first page looks like: its lines, their blocks, and who signs and dates it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile

from assistant.citation import ORGANISATION, may_be_person, persons
from assistant.text import MONTHS
from assistant.text.abbreviations import english_among
from assistant.text.files import first_day

ADDRESS = re.compile(r"https?://|www\.|\S@\S|\b[a-z\d-]+\.(?:[a-z]{2,3}\.)?[a-z]{2,5}$", re.I)
LONGEST = 300  # of a line, or a title
_SAME_SIZE = 1.04
_PITCH = 1.75  # type sizes from line to line of one block
_ADDRESS_PITCH = 2.2  # and of an address
_UNEVEN = 1.5  # points from line to line
_ADDRESS_LINES = 3
_NAME_WORDS = 3  # of two words it may as well be what the document is: 'Executive Summary'
_WELSH = "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr"
_MONTHS = {"sept": 9} | {
    name: number
    for number, (month, welsh) in enumerate(zip(MONTHS, _WELSH.split(), strict=True), 1)
    for name in (month.casefold(), month[:3].casefold(), welsh)
}
MONTH, YEAR = "|".join(sorted(_MONTHS, key=len, reverse=True)), r"(?:19|20)\d\d"
_DATE = re.compile(
    r"(?i)(?<![\w–-])(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? +)?(?:"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? +)?(?P<month>{MONTH})\.?,? +(?P<year>{YEAR})"
    rf"|(?P<us_month>{MONTH}) +(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?, +(?P<us_year>{YEAR})"
    rf"|(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.](?P<y>{YEAR})"
    rf"|(?P<iso>{YEAR}-\d\d(?:-\d\d)?)"
    rf"|(?P<bare>{YEAR}))(?![\w–/-])"
)
_MADE = r"(?:updated|revised|published|issued)(?: on)?:? +"
LAST = re.compile(rf"(?i)(?:(?:this )?page (?:was )?)?last (?:{_MADE}|reviewed(?: on)?:? +)")
_DATED = re.compile(rf"(?i)(?:date )?{_MADE}|{LAST.pattern[4:]}")
_OTHER_TIME = re.compile(  # in a label: of a review to come, or of what the text is about or from
    r"(?i)(?:^|\b(?:for|to be|date of|policy) )review\W*$|(?<!last )review (?:date|due|by)"
    r"|to be\b|\bby\W*$|\b(?:next|due|deadline|clos(?:es|ing)|expir\w*|until|till|since|born|birth"
    r"|birthday|died|death|incident|starts?|end(?:s|ing)?|holiday|hearing|ref|reference)\b"
    r"|\b(?:contains .*\bdata\b|reproduced\b|source:).*©|©.*\bdatabase right"
)
_LONG_LABEL = re.compile(  # without a colon, or of four words
    r"(?i)date\b.*|.*\b(?:date|\w+ed)[,:]?"
    r"|(?:version|issue|edition|revision|draft|v)\.? ?\d[\d.]*[,:]?"
)
_SIGNED = re.compile(rf"(?!.*\b[a-z]{{4}}).*(?i:{ORGANISATION.pattern}),")  # by a body
_LABEL = re.compile(r"(?i).*:|.*\b(?:date|dyddiad)\b.*")
_CLAUSE = re.compile(rf"(?i)\s*\(.*|\W*(?!{MONTH}|\d|and |to |until )[^\W\d]+\W.*{YEAR}.*")
CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’&-]*"
_FULL = rf"{CAPITAL}(?: {CAPITAL})+"
_PERSONS = re.compile(rf"{_FULL}(?:(?:,| and| &|;) {_FULL})*")
_CREDITED = re.compile(rf"{_FULL}(?:(?:, {_FULL})* (?:and|&) {_FULL})?(?=,|$)")
_LEAD = r"(?i:(?:lead|main|principa?le?|report) author)(?: and [\w -]+)?"
_ROLE = re.compile(rf"(?P<name>{_FULL})(?:,| \||:| [–—-]) (?:.* )?{_LEAD}")
_MAKER = re.compile(r"\w+(?:er|ist|or)\b")  # of words: 'Manager'
_COMMON = 7000  # times a word is counted in the dictionary of English


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line of a document's first page as it looks; lengths are in points, from the top left."""

    text: str
    size: float
    top: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Cover:
    """What a reader found on a document's first page."""

    lines: Sequence[CoverLine] = ()  # none where the reader knows no type sizes
    body: float = 0.0  # the type size of most of the document
    later: float = 0.0  # the largest one after the first page
    heading: str = ""  # the one that names the document, where the reader knows one
    is_title: bool = False  # whether the document itself marks that heading as its title


@dataclass(frozen=True, slots=True)
class CoverBlock:
    """Lines of one type size, one under the other."""

    lines: tuple[CoverLine, ...]

    @property
    def size(self) -> float:
        """The type size."""
        return self.lines[0].size

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)

    def continues(self, line: CoverLine) -> bool:
        """Returns whether a line stands under this block as one of its lines."""
        last = self.lines[-1]
        return (
            _are_of_one_size(last, line)
            and 0.5 * line.size < line.top - last.top < _PITCH * line.size
            and line.left < last.right
            and line.right > last.left
        )


def _are_of_one_size(one: CoverLine, other: CoverLine) -> bool:
    return max(one.size, other.size) <= _SAME_SIZE * min(one.size, other.size)


def in_blocks(lines: Sequence[CoverLine]) -> list[CoverBlock]:
    """Returns the blocks of lines that are given from the top; a date is one by itself."""
    found: list[CoverBlock] = []
    for line in lines:
        above = next((b for b in reversed(found) if b.continues(line)), None)
        if above is None or is_date(line.text) or is_date(above.text):
            found.append(CoverBlock((line,)))
        else:
            found[found.index(above)] = CoverBlock((*above.lines, line))
    return found


def signing(blocks: Sequence[CoverBlock]) -> Iterator[CoverBlock]:
    """Yields what stands with a date below it, set alike, and apart from what is above."""
    for above, block, date in zip(blocks, blocks[1:], blocks[2:], strict=False):
        top, last, below = block.lines[0], block.lines[-1], date.lines[0]
        is_near = 0 < below.top - last.top < top.top - above.lines[-1].top
        is_with_date = is_date(date.text) and _are_of_one_size(last, below) and is_near
        if is_with_date and len(block.text.split()) >= _NAME_WORDS:
            yield block


def beside_addresses(lines: Sequence[CoverLine]) -> Iterator[CoverLine]:
    """Yields what stands line by line with an address, in smaller type than some, and beside it."""
    largest = max((line.size for line in lines), default=0.0)
    small = [line for line in lines if line.size * _SAME_SIZE < largest]
    sizes = {round(line.size) for line in small}
    alike = ([line for line in small if round(line.size) == size] for size in sizes)
    for run in chain.from_iterable(map(_even, alike)):
        if len(run) >= _ADDRESS_LINES and any(ADDRESS.search(line.text) for line in run):
            yield from (line for line in lines if run[0].top <= line.top <= run[-1].top)


def _even(lines: Sequence[CoverLine]) -> Iterator[list[CoverLine]]:
    """Yields the runs of lines that stand equally far below each other."""
    run: list[CoverLine] = []
    for line in lines:
        pitch = line.top - run[-1].top if run else 0.0
        usual = run[1].top - run[0].top if len(run) > 1 else pitch
        if run and (pitch > _ADDRESS_PITCH * line.size or abs(pitch - usual) > _UNEVEN):
            yield run
            run = []
        run.append(line)
    yield run


def labelled_date(line: str, label: re.Pattern[str] = _DATED) -> str | None:
    """Returns the date behind 'last updated', 'published' and the like at the start of a line."""
    found = (said := label.match(line)) and _DATE.match(line, said.end())
    return _iso(found) if found else None


def date_of(line: str, above: str = "") -> str | None:
    """Returns the date on which a document is published, as its label on or above the line says."""
    label, day, after = _labelled(line)
    if not label and _LABEL.fullmatch(above) and not _DATE.search(above):
        label = above
    if not day or _OTHER_TIME.search(label):
        return None
    return max(day, labelled_date(after.lstrip(" ,;(")) or "")


def is_date(line: str) -> bool:
    """Returns whether a line is a date of whatever, and not the year alone that may end a title."""
    return len(_labelled(line)[1] or "") > len("2019")


def _labelled(line: str) -> tuple[str, str | None, str]:
    """Returns a label, the date behind it, if nothing or another such clause follows, and that."""
    found = _DATE.search(line)
    if found is None:
        return "", None, ""
    label, after = line[: found.start()].strip(" (–-"), line[found.end() :]
    words = len(label.split())
    is_short = words <= (3 if label.endswith(":") else 1)
    is_short |= words <= 4 and _LONG_LABEL.fullmatch(label) is not None
    is_short |= not found["day"] and _SIGNED.fullmatch(label) is not None
    is_label = "©" in label or (not words if found["bare"] else is_short)
    is_whole = not after.strip(" .,)") or (_CLAUSE.fullmatch(after) and not found["bare"])
    return label, _iso(found) if is_label and is_whole else None, after


def _iso(found: re.Match[str]) -> str | None:
    """Returns a date of the calendar to the day, the month or the year."""
    written = found["bare"] or found["iso"]
    if not written:
        day = found["day"] or found["us_day"] or found["d"]
        month = found["month"] or found["us_month"]
        number = _MONTHS.get(month.casefold(), 0) if month else int(found["m"])
        year = found["year"] or found["us_year"] or found["y"]
        written = f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")
    return written if first_day(written) else None


def authors(words: str, is_list: bool) -> str:
    """Returns whom the words name, up to a job, an employer or a date behind a name."""
    first, *others = re.split(r"(,? and |,? & |; |, )", re.sub(r" \([^)]*\)", "", words))
    if persons(words) or (_PERSONS.fullmatch(words) and not may_be_person(first)):
        return words
    is_list = is_list or any(between != ", " for between in others[::2])

    def is_name(part: str) -> bool:
        is_job = not is_list and _are_common(part.split()[:1] + _MAKER.findall(part))
        return may_be_person(part) and not is_job

    pairs = zip(others[::2], others[1::2], strict=True)
    further = takewhile(lambda pair: pair[0] != ", " or is_name(pair[1]), pairs)
    return "".join([first, *chain.from_iterable(further)]) if may_be_person(first) else ""


def credited(line: str) -> str:
    """Returns whom a line calls its main authors, or has the content by, if it tells their body."""
    if lead := _ROLE.fullmatch(line):
        return lead["name"]
    label, _, said = line.replace(",", ", ").partition(":")
    words = said.split() if label.casefold() in ("content", "content by") else []
    pairs = pairwise(["and", *words])  # up to a post: a forename may be a word, as 'Mark' is
    known = [*takewhile(lambda p: {"and", "&"} & {*p} or not _are_common([p[1].strip(",")]), pairs)]
    names = _CREDITED.match(" ".join(word for _, word in known))
    is_told = ORGANISATION.search(" ".join(words[len(known) :])) or "@" in said
    return names[0] if names and is_told else ""


def is_person(name: str) -> bool:
    """Returns whether a name is a person's as far as words tell: not 'Citizens Advice'."""
    return bool(persons(name)) or (may_be_person(name) and not _are_common(name.split()[1:]))


def may_be_title(text: str) -> bool:
    """Returns whether a block is words, and neither a date nor an address."""
    letters = sum(c.isalpha() for c in text)
    is_words = letters >= 3 and 2 * letters > len(text.replace(" ", ""))
    return is_words and len(text) <= LONGEST and not (is_date(text) or ADDRESS.search(text))


def may_be_organisation(name: str) -> bool:
    """Returns whether words are several with capitals, as names are."""
    words = name.split()
    is_named = all(word[:1].isupper() for word in words if len(word) > 3)
    return is_named and 1 < len(words) <= 10 and not re.search(r"^\d|\d{3}|[:|?!()]", name)


def _are_common(words: list[str]) -> bool:
    """Returns whether any word is English more often than a name is: 'Service', but not 'Sam'."""
    return max(english_among([w.casefold() for w in words]).values(), default=0) >= _COMMON
