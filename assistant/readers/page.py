"""Tells what the lines of a plain text are: headings, paragraphs, list items, words of a site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from assistant.readers.cover import is_date
from assistant.records import Mark, MarkKind
from assistant.text import ENDS_IN_BRACKETS, FULL_LINES, MONTHS, item_number, opens_item

_RULE = re.compile(r"[ \t]*([-=_*~#•][ \t]*){3,}$")
_CHROME = re.compile(
    r"(?i)share(?: this)? page|print this page|skip to (?:main )?content|back to top|top of page"
    r"|(?:accept|reject)(?: all)?(?: cookies)?|cookie settings|more recommend(?:ed)?"
    r"|read more|load more|show more|see all|view all|log ?in|sign (?:in|up|out)|follow us"
    r"|related (?:content|links|presentations)|you (?:may|might) also like|main menu"
    r"|download presentation|(?:presentation|slideshow) transcript|view by category"
    r"|home\s*[>»\u203a].*|home(?:\s+[/|]\s+[^/|]+){2,}|you are here:.*"
    r"|(?:page\s+)?\d+\s+(?:of|/)\s+\d+|page\s+\d+(?:\s*/\s*\d+)?|-\s*\d+\s*-"
)
_OF_HOW_MANY = re.compile(r"\d+\s+(?:of|/)\s+(\d+)")
_SITE_LABEL = re.compile(
    r"(?i)play|pause|recommend(?:ed)?|share|print|menu|search|close|register|subscribe|download"
    r"|embed|report|flag|related|home|news|jobs|shop|donate|blog|events|faqs?|site ?map|careers"
    r"|about(?: us)?|contact(?: us)?|privacy(?: policy)?|cookies|cookie policy|accessibility"
    r"|terms(?: of use| (?:and|&) conditions)?|copyright|help|slideshow|upload"
    r"|(?:about|description of)? ?(?:this )?presentation(?: description)?"
)
_DATE = re.compile(
    r"(?:.*:\s+)?(?:[A-Z][a-z]+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2},)\s+\d{4}"
)
_BYLINE = re.compile(r"[Bb]y\s+[A-Z]\w*(?:\s+[A-Z][\w’'-]*)+")
_MADE = "held|approved|agreed|adopted|issued|published|updated|revised|reviewed|prepared"
_APPROVED = re.compile(rf"(?i)(?:{_MADE}) (?:at|by|in|on)\b.*")
_MADE_ON = re.compile(
    rf"(?i)(?:last )?(?:\d|(?:{'|'.join(MONTHS)}|{_MADE})\b)"
)  # how its date begins
_MONTH = re.compile(r"[A-Z][a-z]+ \d{4}")
_DEAR = re.compile(r"Dear(?:\s+\S+){1,6}")  # whom a letter is to
_ANSWERED = re.compile(r"From:\s.*|.*\bwrote:|-+ ?Original .*-")  # a letter, which stands below
_PHONE = re.compile(r"(?:\+|\b0)\d[\d ()-]{6,}")
_ASKS = re.compile(r"(?i)(?:how|what|who|why|when|where|which)\b.*|.*\?")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|v|c|e\.g|i\.e)\.\s")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+")
_COUNTING = re.compile(  # in a line that a sentence fills, or that one ends in
    rf"\d[^\sa-z.)]*(?:st|nd|rd|th)?\s+([a-z]\w*|{'|'.join(MONTHS)})\b(?=.{{50}}|.*[.!?](?!\w))"
)
_AMOUNT = re.compile(r"[£€$]\d(?=.{50}|.*[.!?](?!\w))")  # in such a line
_SAYS = re.compile(r".*\b(?:must|shall|should|will|may|can)\b")
_CLOSING = "\"'”’)]"
_QUOTES = ("”", "’", '"')  # that end what is then attributed
_HEADING_WORDS = 14
_HEADING_CHARACTERS = 120
_LABEL_WORDS = 6
_IMPRINT_LINES = 6
_MENU_LINES = 4
_MENU_WORDS = 3
_WRAP_WIDTH = 100
_UNSETTLED = (MarkKind.PARAGRAPH, MarkKind.LEAD_IN)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `start` and `end` leave out the white space around it."""

    start: int
    end: int
    text: str
    indent: int = 0
    after_blank: bool = True  # or the first line

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def is_bullet(self) -> bool:
        """Whether it opens a list item."""
        return opens_item(self.text)

    @property
    def quoted_in(self) -> int:
        """How many letters it is quoted in, each with a '>' in front; 0 for none."""
        return self.text.removesuffix(self.said).count(">")

    @property
    def said(self) -> str:
        """Its words without such signs."""
        return self.text.lstrip("> \t")

    @property
    def is_lead_in(self) -> bool:
        """Whether it announces what follows."""
        return self.text.endswith(":") and not self.is_bullet

    @property
    def is_chrome(self) -> bool:
        """Whether it is surely a word of the site or page around the text, or a page number."""
        return _CHROME.fullmatch(self.text) is not None

    @property
    def is_site_label(self) -> bool:
        """Whether sites label links so; in a text of its own it may be a heading."""
        return self.is_chrome or _SITE_LABEL.fullmatch(self.text) is not None

    @property
    def is_record(self) -> bool:
        """Whether it states one thing, as 'Phone: 01632 960' does, or a date."""
        return _DATE.fullmatch(self.text) is not None or bool(re.search(r"\w:\s", self.text))

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.text.rstrip(_CLOSING).endswith((".", "!", "?", "…"))

    @property
    def is_capitals(self) -> bool:
        """Whether it is set in capitals throughout."""
        return self.text.isupper() and re.search(r"[^\W\d_]{3}", self.text) is not None

    @property
    def is_heading_like(self) -> bool:
        """Whether a heading could look like this; what stands around it decides."""
        is_short = self.words <= _HEADING_WORDS and len(self.text) <= _HEADING_CHARACTERS
        return is_short and self.is_title_like

    @property
    def is_title_like(self) -> bool:
        """Whether it would look like a heading, if it was short enough."""
        bare = _ABBREVIATED.sub(" ", _NUMBERED.sub("", self.text, count=1))
        return (
            (self.text[0].isupper() or self.text[0].isdigit() or self.text[0] in "‘“'\"#")
            and any(c.isalpha() for c in self.text)
            and not self.text.rstrip(_CLOSING).endswith((".", ";", ",", ":", "…", "!"))
            and not re.search(r"[.;!?]\s|://|@", bare)
            and not any(other.fullmatch(self.text) for other in (_DATE, _BYLINE, _DEAR))
            and not _PHONE.search(self.text)
        )

    @property
    def is_dated(self) -> bool:
        """Whether it could be a heading, but says when or by whom something was made."""
        is_on = is_date(self.text) and _MADE_ON.match(self.text) is not None
        return self.is_heading_like and (is_on or _APPROVED.fullmatch(self.text) is not None)

    @property
    def number_depth(self) -> int:
        """How deep a heading's own number is: 0 without one, 2 for '1.2'."""
        found = _NUMBERED.match(self.text)
        return found[1].count(".") + 1 if found and len(found[1]) < 8 else 0


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """Yields the lines of `text[start:end]` that are not blank, in order."""
    blank, place = True, start
    for raw in text[start:end].splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            first = place + len(raw) - len(raw.lstrip())
            shown = raw.expandtabs(4)
            indent = len(shown) - len(shown.lstrip())
            yield Line(first, first + len(stripped), stripped, indent, after_blank=blank)
        blank = not stripped
        place += len(raw)


def page_marks(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """Returns the headings, paragraphs, lead-ins, items and boilerplate of `text[start:end]`."""
    return _PageReader(list(lines(text, start, end))).marks()


class _PageReader:
    """One pass over the lines, with a look at the neighbours of each."""

    def __init__(self, found: list[Line]) -> None:
        self.lines = found
        self.full = _full_width(found)
        self.counted = Counter(m[1] for line in found if (m := _COUNTING.match(line.text)))
        self.site = _site_lines(found)
        shown = [place for place in range(len(found)) if place not in self.site]
        labels = imprint([found[place] for place in shown])
        self.imprint = [shown[place] for place in labels]
        self.title = shown[0] if labels else None
        self.below = dict(pairwise(shown))  # where the next line is that is not the site's
        self.done: list[Mark] = []
        self.numbers = {0}  # that blocks so far begin with
        self.numbered = self._numbered_headings()

    def marks(self) -> list[Mark]:
        for place, line in enumerate(self.lines):
            kind = self._kind(place, line)
            if kind is None:
                self.done[-1] = replace(self.done[-1], end=line.end)
            else:
                self.numbers.add(item_number(line.text))
                level = line.indent // 2 + 1 if kind is MarkKind.ITEM else None
                self.done.append(Mark(kind, line.start, line.end, level))
        return self.done

    def _kind(self, place: int, line: Line) -> MarkKind | None:
        """Returns what a line is; None where it runs on from the block above."""
        parts_quoted = place > 0 and not line.said and self.lines[place - 1].quoted_in > 0
        if place in self.site or _RULE.fullmatch(line.text) or parts_quoted:
            return MarkKind.BOILERPLATE
        is_item = line.is_bullet and not self._is_number_in_sentence(place)
        if is_item and place not in self.numbered:
            is_quoted = place > 0 and self.lines[place - 1].text.endswith(_QUOTES)
            is_attribution = is_quoted and line.text[0] in "–—"
            return MarkKind.PARAGRAPH if is_attribution else MarkKind.ITEM
        if self._runs_on(place, line):
            return None
        opens_list = line.text[-1] in "-–—" and self.lines[self.below.get(place, place)].is_bullet
        if opens_list or (line.is_lead_in and place in self.below):
            return MarkKind.LEAD_IN
        return MarkKind.HEADING if self._is_heading(place) else MarkKind.PARAGRAPH

    def _runs_on(self, place: int, line: Line) -> bool:
        above = self.done[-1].kind if self.done else None
        if line.after_blank or place in self.imprint or above not in (MarkKind.ITEM, *_UNSETTLED):
            return False
        before = self.lines[place - 1]
        if self._goes_on(before, line) or self._is_number_in_sentence(place):
            return True
        if line.quoted_in and before.quoted_in:
            is_apart = line.is_record or opens_item(line.said) or not line.said[:1].isalpha()
            is_broken = len(before.text) <= _WRAP_WIDTH and line.quoted_in == before.quoted_in
            return is_broken and not is_apart and above is MarkKind.PARAGRAPH
        if above is MarkKind.ITEM:
            is_cut = self._is_broken(before, line) and not before.is_sentence
            return line.indent > 0 or is_cut or self._is_between_items(place)
        return self.full > 0 and not line.is_capitals

    def _is_number_in_sentence(self, place: int) -> bool:
        """Returns whether a number with a point opens a line because the line above was full."""
        line, above = self.lines[place], self.lines[max(place - 1, 0)]
        number = item_number(line.text)
        is_full = 0 < self.full <= len(above.text) or len(above.text) in FULL_LINES
        if line.after_blank or number < 2 or not is_full or above.is_sentence or above.is_lead_in:
            return False
        is_small = _NUMBERED.sub("", line.text, count=1)[:1].islower()
        below = {item_number(line.text) for line in self.lines[place + 1 : place + 2]}
        is_next = number - 1 in self.numbers or not below.isdisjoint((number - 1, number + 1))
        return self.done[-1].kind is MarkKind.PARAGRAPH and (is_small or not is_next)

    def _is_between_items(self, place: int) -> bool:
        """Returns whether the plain lines from here to the next bullet stand inside a list."""
        run = [*takewhile(lambda line: not line.is_bullet, self.lines[place:])]
        is_parted = any(line.after_blank for line in run[1:])
        is_ruled = any(_RULE.fullmatch(line.text) for line in run)
        if is_parted or is_ruled or place + len(run) == len(self.lines):
            return False
        return not run[-1].is_lead_in and not self._begins_section(place, run)

    def _begins_section(self, place: int, run: list[Line]) -> bool:
        ends_in_label = run[-1].is_heading_like and run[-1].words <= _LABEL_WORDS
        if len(run) > 1:
            first = run[0].is_heading_like and run[1].is_sentence
            return first or (ends_in_label and run[-2].is_sentence)
        above = self.lines[max(place - 2, 0) : place]
        return ends_in_label and len(above) == 2 and all(line.is_bullet for line in above)

    def _numbered_headings(self) -> set[int]:
        """Returns places of numbered lines that head something: if one surely does, all its run."""
        runs: list[list[int]] = []
        sure, last = set(), 0
        for place, after in self.below.items():
            line, following = self.lines[place], self.lines[after]
            number = item_number(line.text)
            may_head = number and line.is_heading_like and line.after_blank
            if not may_head or following.is_bullet or self._is_broken(line, following):
                continue
            if not runs or number != last + 1:
                runs.append([])
            runs[-1].append(place)
            last = number
            is_ruled = _RULE.fullmatch(following.text) and not following.after_blank
            if is_ruled or following.is_lead_in or following.words > line.words:
                sure.add(place)
        return {place for run in runs if sure.intersection(run) for place in run}

    def _goes_on(self, above: Line, line: Line) -> bool:
        """Returns whether a line goes on in the middle of the sentence of the line above."""
        if counting := _COUNTING.match(line.text):
            is_alone = self.counted[counting[1]] == 1 and not line.is_record
            is_open = not (above.is_sentence or above.is_lead_in or above.text[0].isdigit())
            is_full = len(above.text) in FULL_LINES and len(line.text) <= _WRAP_WIDTH
            return is_alone and is_open and is_full
        if _AMOUNT.match(line.text):
            is_hanging = above.number_depth > 1 and line.indent > above.indent
            return is_hanging and not (above.is_sentence or above.is_lead_in)
        if ENDS_IN_BRACKETS.fullmatch(line.text):
            return not (above.after_blank and above.is_heading_like)
        return line.text[0].islower()

    def _is_broken(self, line: Line, following: Line) -> bool:
        """Returns whether a sentence goes on from one line to the next."""
        runs_on = self._goes_on(line, following) or 0 < self.full <= len(line.text)
        return runs_on and not (following.after_blank or line.is_capitals)

    def _is_heading(self, place: int) -> bool:
        line, after = self.lines[place], self.below.get(place)
        if not line.is_heading_like or after is None or place in self.imprint:
            return False
        if place == self.title and not (line.is_record or line.is_site_label):
            return True
        following = self.lines[after]
        if _RULE.fullmatch(following.text) and not following.after_blank:
            return True
        if self._is_broken(line, following) or _opens_clause(line, following):
            return False
        parted = line.is_capitals or line.after_blank or _ASKS.fullmatch(line.text)
        if not parted and not self._is_settled(place):
            return False
        return self._opens(line, following) or self._opens_section(place, after)

    def _is_settled(self, place: int) -> bool:
        """Returns whether the line above is complete, so that this one may begin something new."""
        above = self.lines[place - 1]
        if above.is_record:
            return not self.lines[place].is_record
        if above.is_sentence or above.is_bullet or self.done[-1].kind not in _UNSETTLED:
            return True
        return not self.full and above.words > 2 * _LABEL_WORDS

    def _opens(self, line: Line, following: Line) -> bool:
        """Returns whether what follows a line looks like what stands under a heading."""
        if self.done and _ANSWERED.match(following.text):
            return False
        if following.is_record:
            return not line.is_record
        if following.is_bullet or following.is_lead_in or following.is_sentence:
            return True
        return line.is_capitals or following.words > max(line.words, _LABEL_WORDS)

    def _opens_section(self, place: int, below: int) -> bool:
        """Returns whether a line is a heading of the heading that stands below it."""
        line, after = self.lines[below], self.below.get(below)
        may_open = line.is_heading_like or _DEAR.fullmatch(line.text)
        if not may_open or self.lines[place].is_record or after is None:
            return False
        return (not place or self._is_settled(place)) and self._opens(line, self.lines[after])


def imprint(found: list[Line]) -> range:
    """Returns which lines below a title say who made a document and when; the last has a date.

    Where more dates head something further down, they part a chronology.
    """
    dated = [n for n, line in enumerate(found) if line.is_dated]
    labels = [*takewhile(lambda n: n.is_heading_like or n.is_record, found[:_IMPRINT_LINES])]
    apart = {n for n in dated if found[n].after_blank and _MONTH.fullmatch(found[n].text)}
    end = max((n for n in dated if n < len(labels) and n not in apart), default=0) + 1
    if any(n >= end and not found[n].is_record for n in dated):
        return range(0)
    return range(1, end)


def _opens_clause(line: Line, following: Line) -> bool:
    """Returns whether a numbered line is a sentence that points in small letters go on with."""
    said = line.text.split(maxsplit=1)[-1]
    is_said = _SAYS.match(said) is not None and not _ASKS.fullmatch(said)
    is_long = line.number_depth > 1 and line.words > _LABEL_WORDS
    return is_long and is_said and following.is_bullet and following.text.split()[1][0].islower()


def _full_width(found: list[Line]) -> float:
    """Returns how long a line is that was broken for its length; 0 where paragraphs are not broken.

    Where they are, most of the lines below a long one go on in small letters.
    """
    width = max((len(line.text) for line in found), default=0)
    full = 0.7 * width
    below = [b for a, b in pairwise(found) if len(a.text) >= full and not b.after_blank]
    running_on = sum(b.text[0].islower() for b in below)
    wrapped = width <= _WRAP_WIDTH and running_on >= 2 and 2 * running_on >= len(below)
    return full if wrapped else 0


def _site_lines(found: list[Line]) -> set[int]:
    """Returns places of the lines that are the site's and not the page's.

    A menu is four or more short plain labels one below the other; it begins with a label that
    sites have, and has another. What says that cookies are used is above the choice of them.
    """
    chrome = {place for place, line in enumerate(found) if line.is_chrome} - _scores(found)
    cookies = {place for place, line in enumerate(found) if "cookies" in line.text.casefold()}

    def is_short(place: int) -> bool:
        text = found[place].text
        is_few = found[place].words <= _MENU_WORDS
        return is_few and text[-1] not in ".:;,?!" and not found[place].is_bullet

    runs = [[*run] for short, run in groupby(range(len(found)), is_short) if short]
    above = cookies & {place - 1 for place in cookies & chrome}
    said = {place for place, line in enumerate(found) if line.is_sentence} - chrome - cookies
    first, last = min(said, default=len(found)), max(said, default=0)
    menus = (
        _menu(found, run)
        for run in runs
        if not (first < run[0] and run[-1] < last and _lists_words(found, run))
    )
    return chrome.union(above, *menus)


def _lists_words(found: list[Line], run: list[int]) -> bool:
    """Returns whether short lines hold single words that a line above announces.

    A menu has labels of two words, or none that sites do not have.
    """
    known = next((at for at in run if found[at].is_site_label), run[0])
    begins = max((at for at in run if at <= known and found[at].after_blank), default=run[0])
    below = range(begins + 1, run[-1] + 1)
    words = [begins, *takewhile(lambda at: not found[at].after_blank, below)]
    is_announced = begins > run[0] or found[begins - 1].is_lead_in
    are_words = all(found[at].words == 1 for at in words)
    return is_announced and are_words and not all(found[at].is_site_label for at in words)


def _scores(found: list[Line]) -> set[int]:
    """Returns places of lines like '3 / 4' that stand below a label; pages are counted on."""
    counted = {n: m for n, line in enumerate(found) if (m := _OF_HOW_MANY.fullmatch(line.text))}
    totals = Counter(m[1] for m in counted.values())
    return {
        place
        for place, m in counted.items()
        if place and "/" in found[place].text and not found[place].after_blank
        if totals[m[1]] == 1
        if found[place - 1].is_heading_like and found[place - 1].words <= _MENU_WORDS
    }


def _menu(found: list[Line], run: list[int]) -> list[int]:
    """Returns the menu in a run of short lines; the last of them may head a longer one below."""
    known = [place for place in run if found[place].is_site_label]
    if run[-1] + 1 < len(found) and run[-1] not in known:
        run = run[:-1]
    return [p for p in run if p >= known[0]] if len(run) >= _MENU_LINES and len(known) > 1 else []
