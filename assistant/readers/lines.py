"""The lines of a text and what each looks like: bullet, heading, site chrome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET_CHARACTERS = "•●▪■◦‣∙·"
_BULLET = re.compile(
    rf"[ \t]*(?:[-*–—{BULLET_CHARACTERS}]|\(?\d{{1,2}}[.)]|\(?[a-z]\)|\(?[ivx]{{1,4}}\))"
    r"[ \t]+(?=\S)"
)
_RULE = re.compile(r"[ \t]*([-=_*~#•][ \t]*){3,}$")
_PAGE_LINE = re.compile(
    r"(?:page\s+)?\d+\s+(?:of|/)\s+\d+|page\s+\d+(?:\s*/\s*\d+)?|-\s*\d+\s*-", re.IGNORECASE
)
_CHROME = re.compile(
    r"share(?: this)? page|print this page|skip to (?:main )?content|back to top|top of page"
    r"|(?:accept|reject)(?: all)?(?: cookies)?|cookie settings|more recommend(?:ed)?"
    r"|read more|load more|show more|see all|view all|log ?in|sign (?:in|up|out)|follow us"
    r"|related (?:content|links|presentations)|you (?:may|might) also like|main menu"
    r"|download presentation|(?:presentation|slideshow) transcript|view by category"
    r"|home\s*[>»\u203a].*|home(?:\s+[/|]\s+[^/|]+){2,}|you are here:.*",
    re.IGNORECASE,
)
_SITE_LABEL = re.compile(
    r"play|pause|recommend(?:ed)?|share|print|menu|search|close|register|subscribe|download"
    r"|embed|report|flag|related|home|news|jobs|shop|donate|blog|events|faqs?|site ?map|careers"
    r"|about(?: us)?|contact(?: us)?|privacy(?: policy)?|cookies|cookie policy|accessibility"
    r"|terms(?: of use| (?:and|&) conditions)?|copyright|help|slideshow|upload"
    r"|(?:about|description of)? ?(?:this )?presentation(?: description)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:.*:\s+)?(?:[A-Z][a-z]+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2},)\s+\d{4}"
)
_BYLINE = re.compile(r"[Bb]y\s+[A-Z]\w*(?:\s+[A-Z][\w’'-]*)+")
_PHONE = re.compile(r"(?:\+|\b0)\d[\d ()-]{6,}")
_ASKS = re.compile(r"(?:how|what|who|why|when|where|which)\b.*|.*\?", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|v|c|e\.g|i\.e)\.\s")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+")
_CLOSING = "\"'”’)]"
_HEADING_WORDS = 14
_HEADING_CHARACTERS = 120
_LABEL_WORDS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `start` and `end` leave out the white space around it."""

    start: int
    end: int
    text: str
    indent: int
    after_blank: bool
    """Whether it is the first line or a blank line stands before it."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def is_bullet(self) -> bool:
        """Whether it opens a list item."""
        return opens_item(self.text)

    @property
    def is_lead_in(self) -> bool:
        """Whether it announces what follows."""
        return self.text.endswith(":") and not self.is_bullet

    @property
    def is_rule(self) -> bool:
        """Whether it is a line drawn with punctuation."""
        return _RULE.fullmatch(self.text) is not None

    @property
    def is_chrome(self) -> bool:
        """Whether it is surely a word of the site or page around the text, or a page number."""
        return any(p.fullmatch(self.text) for p in (_CHROME, _PAGE_LINE))

    @property
    def is_site_label(self) -> bool:
        """Whether sites label links so; in a text of its own it may be a heading."""
        return self.is_chrome or _SITE_LABEL.fullmatch(self.text) is not None

    @property
    def is_record(self) -> bool:
        """Whether it states one thing, as 'Phone: 01632 960' does, or a date."""
        return _DATE.fullmatch(self.text) is not None or bool(re.search(r"\w:\s", self.text))

    @property
    def is_question(self) -> bool:
        """Whether it asks, as headings do."""
        return _ASKS.fullmatch(self.text) is not None

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
        bare = _ABBREVIATED.sub(" ", _NUMBERED.sub("", self.text, count=1))
        return (
            self.words <= _HEADING_WORDS
            and len(self.text) <= _HEADING_CHARACTERS
            and (self.text[0].isupper() or self.text[0].isdigit() or self.text[0] in "‘“'\"#")
            and any(c.isalpha() for c in self.text)
            and not self.text.rstrip(_CLOSING).endswith((".", ";", ",", ":", "…", "!"))
            and not re.search(r"[.;!?]\s|://|@", bare)
            and not any(p.fullmatch(self.text) for p in (_DATE, _BYLINE))
            and not _PHONE.search(self.text)
        )

    @property
    def is_label(self) -> bool:
        """Whether it is a heading of a few words, if it is one."""
        return self.is_heading_like and self.words <= _LABEL_WORDS

    @property
    def number_depth(self) -> int:
        """How deep a heading's own number is: 0 without one, 2 for '1.2'."""
        found = _NUMBERED.match(self.text)
        return found[1].count(".") + 1 if found and len(found[1]) < 8 else 0


def opens_item(text: str) -> bool:
    """Whether a text begins with a bullet or number and goes on after it."""
    return _BULLET.match(text) is not None


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not blank, in order."""
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
