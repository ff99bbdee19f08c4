"""Names of authors as reference lists want them: persons turned round, all others as written.

A name is taken for a person's only where it says so: by an honorific ('Dr Ruth Allen'), initials
with full stops ('R. Allen', 'Allen, R.') or letters after it ('Ruth Allen OBE'). 'Ruth Allen' alone
looks just like 'Skills England', so it stays as it is written: a reference that is not turned round
can be found, one to 'England, S.' cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HONORIFICS = frozenset("dr prof professor mr mrs ms miss mx rev revd reverend sir dame".split())  # noqa: SIM905
_LETTERS = frozenset("phd dphil md mbe obe cbe kbe dbe msc ma bsc ba rsw mp qc kc frsa".split())  # noqa: SIM905
_PARTICLES = frozenset("van von der den de del della di da du la le bin ibn al ap ab ben".split())  # noqa: SIM905
_ORGANISATION = re.compile(
    r"\b(?:academy|agency|alliance|assembly|association|authority|board|campaign|cent(?:er|re)|"
    r"charity|college|commission(?:er)?|committee|company|consortium|council|department|"
    r"federation|forum|foundation|government|group|homes|hospital|inc|institute|league|limited|"
    r"llp|ltd|ministry|network|office|organi[sz]ation|parliament|partnership|plc|practice|"
    r"project|school|service|services|society|team|trust|union|unit|university)\b|['’]s\b|&|\d",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_NAME = re.compile(r"(?:[dDlLO]['’])?[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SEPARATORS = re.compile(r"\s*;\s*|,?\s+and\s+|\s+&\s+|,\s+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in its two parts; `given` is '' where only the surname is known."""

    surname: str
    given: str

    @property
    def initialled(self) -> str:
        """The name as Harvard has it: 'Allen, R.'."""
        initials = "".join(
            f"{part[0].upper()}." for part in re.split(r"[\s.-]+", self.given) if part
        )
        return f"{self.surname}, {initials}" if initials else self.surname

    @property
    def turned(self) -> str:
        """The name surname first, in full."""
        return f"{self.surname}, {self.given}" if self.given else self.surname


def persons(author: str) -> tuple[Person, ...]:
    """The persons that an author's name names; none unless each of them is sure to be one."""
    whole = _person(author)
    if whole:
        return (whole,)
    parts = [part for part in _SEPARATORS.split(author) if part]
    found = [_person(part) for part in parts]
    if len(parts) < 2 or not all(found):
        return ()
    return tuple(person for person in found if person)


def harvard_names(author: str) -> str:
    """An author as a Harvard reference names them: 'Allen, R. and Other, J.'."""
    found = [person.initialled for person in persons(author)]
    if not found:
        return author
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))


def _person(name: str) -> Person | None:
    """The person of this name, if it says that it is a person's."""
    if _ORGANISATION.search(name):
        return None
    turned = re.fullmatch(r"([^,]+),\s*([^,]+)", name.strip())
    if turned:
        surname, given = turned[1].split(), turned[2].split()
        sure = all(map(_INITIALS.fullmatch, given)) and _is_name(surname)
        return Person(" ".join(surname), " ".join(given)) if sure else None
    words = name.split()
    titled, words = _without(words, _HONORIFICS, at_start=True)
    lettered, words = _without(words, _LETTERS, at_start=False)
    initials = [word for word in words[:-1] if _INITIALS.fullmatch(word)]
    if not (titled or lettered or initials) or not _is_name(words):
        return None
    first = _surname_from(words)
    return Person(" ".join(words[first:]), " ".join(words[:first]))


def _without(words: list[str], known: frozenset[str], *, at_start: bool) -> tuple[bool, list[str]]:
    """Whether known words stand at one end, and the words without them."""
    left = list(words)
    while left and left[0 if at_start else -1].strip(".,").lower() in known:
        left.pop(0 if at_start else -1)
    return len(left) < len(words), left


def _is_name(words: list[str]) -> bool:
    """Whether the words may be a person's name: up to five, none an acronym."""
    return 0 < len(words) <= 5 and all(
        _INITIALS.fullmatch(word)
        or (
            _NAME.fullmatch(word)
            and (word[0].isupper() or word.lower() in _PARTICLES)
            and (len(word) == 1 or not word.isupper())
        )
        for word in words
    )


def _surname_from(words: list[str]) -> int:
    """Where the surname begins: at its last word, or the particles before it."""
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return first
