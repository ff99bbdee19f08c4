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
_PAGE_LINE = re.compile(r"(?:page\s+)?\d+\s*(?:of|/)\s*\d+|page\s+\d+|-\s*\d+\s*-", re.IGNORECASE)
_CHROME = re.compile(
    r"play|pause|(?:more )?recommend(?:ed)?|share(?: this)?(?: page)?|print(?: this page)?"
    r"|skip to (?:main )?content|back to top|top of page|menu|main menu|search|close"
    r"|(?:accept|reject)(?: all)?(?: cookies)?|cookie (?:settings|policy|preferences)"
    r"|read more|load more|show more|see all|view all|log ?in|sign (?:in|up|out)|register"
    r"|subscribe|follow us|download(?: presentation)?|embed|report|flag"
    r"|related(?: (?:content|links|presentations))?|you (?:may|might) also like"
    r"|(?:presentation|slideshow) transcript|view by category|about presentation",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|v|c|e\.g|i\.e)\.\s")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+")
_HEADING_WORDS = 14
_HEADING_CHARACTERS = 120


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
        return _BULLET.match(self.text) is not None

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
        """Whether it is a word of the site or page around the text, or a page number."""
        return any(p.fullmatch(self.text) for p in (_CHROME, _PAGE_LINE))

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))

    @property
    def is_capitals(self) -> bool:
        """Whether it is set in capitals throughout."""
        return self.text.isupper() and sum(c.isalpha() for c in self.text) > 3

    @property
    def is_heading_like(self) -> bool:
        """Whether a heading could look like this; what stands around it decides."""
        bare = _ABBREVIATED.sub(" ", _NUMBERED.sub("", self.text, count=1))
        return (
            self.words <= _HEADING_WORDS
            and len(self.text) <= _HEADING_CHARACTERS
            and (self.text[0].isupper() or self.text[0].isdigit() or self.text[0] in "‘“'\"#")
            and any(c.isalpha() for c in self.text)
            and not self.text.endswith((".", ";", ",", ":", "…", "!"))
            and not re.search(r"[.;!?]\s", bare)
            and "://" not in self.text
            and "@" not in self.text
        )

    @property
    def number_depth(self) -> int:
        """How deep a heading's own number is: 0 without one, 2 for '1.2'."""
        found = _NUMBERED.match(self.text)
        return found[1].count(".") + 1 if found and len(found[1]) < 8 else 0


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
