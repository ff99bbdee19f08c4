"""Names of people a practitioner works with, known by the words around them.

A name alone is no sign: questions name authors, laws and inquiries. So a name is taken for
personal data only beside a title ('Mrs'), a word for a person ('my client', 'her son'), an age, or,
where it is a known forename, words that tell of somebody's case ('is X entitled', 'X told me').
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.personal_data.kinds import Finding, Kind
from assistant.personal_data.known_names import ALSO_WORDS, FORENAMES, SURNAMES, VERBS_TOO
from assistant.personal_data.vocabulary import (
    AFTER,
    AFTER_CUE,
    BEFORE,
    BEFORE_FULL,
    CUES,
    FAMILIES,
    JOINING,
    LINKS,
    NOT_NAMES,
    PARTICLES,
    PEOPLE,
    PLACES,
    ROLES,
    SITUATION,
    SUBJECT,
    TITLES,
    UNSURE_TITLES,
    WORKS,
)

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+\w*|[^\w\s]")
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.){2,3}|[A-Z]{2}")
_AGE_AFTER = re.compile(
    r"\s*(?:\(\s*(?:aged?\s|age\s)?\d{1,3}\s*(?:y(?:ea)?rs?(?:\sold)?|yo|months?|m)?\s*\)"
    r"|,?\s*(?:is\s|who\sis\s|who's\s)?(?:aged?|age)\s\d{1,3}(?!\d|\s*(?:-|–|to)\s*\d)"
    r"|,?\s*(?:is\s|who\sis\s|who's\s)?\d{1,3}\s?(?:yo|y/o|yrs?|years?\sold)\b"
    r"|\s+who\s(?:is|was)\s\d{1,3}\b|,?\s*\(?\bd\.?o\.?b\b)",
    re.IGNORECASE,
)
_BARE_AGE_AFTER = re.compile(
    r"(?:,\s*|\s+|\s+is\s+)\d{1,2}\b(?!\d|[.:/%]|\s*(?:-|–|to)\s*\d|\s(?:day|hour|week|month|tick))"
)
_ENGLISH = re.compile(
    r"(?:ings?|ed|ly|tions?|sions?|ments?|ness|ships?|able|ible|isms?|ists?|ity|ities|ives?|ous|ful"
    r"|less|ers?|ors?|ies|als?|ics?|ances?|ences?|ise[ds]?|ize[ds]?|hood|cy|ogy|graphy|ants?|ents?)$"
)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, number or mark of a text, without a possessive ending."""

    text: str
    start: int
    end: int
    whole_end: int

    @property
    def plain(self) -> str:
        """The word in lower case."""
        return self.text.lower()


def findings(text: str, strange: Collection[str] = ()) -> Iterator[Finding]:
    """The names that the words around them make personal data, in order.

    `strange` are words in lower case that no document and no dictionary holds: a name that is in no
    list is one of them. Those that end as English words do are not taken for names.
    """
    question = _Question(text, frozenset(w for w in strange if not _ENGLISH.search(w)))
    place = 0
    while place < len(question.tokens):
        end = question.name_from(place)
        if end is None:
            place += 1
            continue
        start = question.tokens[place].start
        yield Finding(start, question.tokens[end - 1].end, Kind.NAME, start)
        place = end


def is_forename(name: str) -> bool:
    """Whether a name is a single known forename, which anybody may have."""
    return name.lower() in _ALL_FORENAMES


class _Question:
    """The tokens of a question, and which of them are a name."""

    def __init__(self, text: str, strange: frozenset[str]) -> None:
        """Take a question apart."""
        self._text = text
        self._strange = strange
        self.tokens = tuple(_tokens(text))
        self._after_name = -1
        self._capitals_tell = not text.isupper()

    def name_from(self, place: int) -> int | None:
        """Where the name that begins at a token ends; None where none begins there."""
        ways = (self._titled, self._initials, self._joined, self._sure, self._likely, self._family)
        end = next((end for way in ways if (end := way(place)) is not None), None)
        if end is not None:
            self._after_name = end
        return end

    def _titled(self, place: int) -> int | None:
        """A title and a name: 'Mrs Patel', 'mr singh'."""
        title = self._plain(place)
        if title not in TITLES:
            return None
        first = place + 1
        if self._plain(first) == "." and self._together(first):
            first += 1
        if not self._capital(place) and title in UNSURE_TITLES:
            return self._extent(first, known=True)
        if self._is_initial(first):
            return self._extent(first + 1 + (self._plain(first + 1) == "."))
        lower = not self._capitals_tell or self.tokens[place].text.islower()
        unknown = lower and self._plain(first).isalpha() and self._plain(first) not in NOT_NAMES
        return self._extent(first) or (first + 1 if unknown else None)

    def _initials(self, place: int) -> int | None:
        """Initials with an age, or dotted after a word for a person: 'J.S. aged 14'."""
        text = self._at(place).text
        if not _INITIALS.fullmatch(text) or not self._capitals_tell:
            return None
        person = self._person_before(place) is not None
        aged = self._aged(place + 1) or ((person or "." in text) and self._bare_age(place + 1))
        return place + 1 if (aged and text not in PLACES) or (person and "." in text) else None

    def _joined(self, place: int) -> int | None:
        """A name after another and 'and'."""
        is_joined = self._after_name == place - 1 > 0 and self._plain(place - 1) in JOINING
        return self._extent(place, known=True) if is_joined else None

    def _sure(self, place: int) -> int | None:
        """A name beside a word for a person, a word of practice, or an age."""
        person = self._person_before(place)
        if person is not None:
            in_title_case = self._capital(person) and self._at(place).text[:1].isupper()
            end = self._extent(place, known=in_title_case)
            return end if end is not None else self._named(place)
        cue = place - 2 if self._plain(place - 1) in AFTER_CUE else place - 1
        if self._plain(cue) in CUES or (cue == 0 and self._plain(cue) in SUBJECT):
            return self._extent(place)
        end = self._extent(place, known=self._opens(place))
        return end if end is not None and self._aged(end) else None

    def _likely(self, place: int) -> int | None:
        """A known forename with words around it that tell of somebody's case."""
        end = self._extent(place, known=True)
        word = self._plain(place)
        forename = word in _ALL_FORENAMES or self._is_strange(place) or _is_hyphened(word)
        if end is None or not forename:
            return None
        last, after = self._at(end - 1), self._plain(end)
        if after in WORKS:
            return None
        possessive = last.whole_end > last.end
        sure = word in FORENAMES or self._capital(place)
        if self._aged(end) or (self._bare_age(end) and sure) or self._and_another(end):
            return end
        alone = end - place == 1 and not self._opens(place) and self._plain(place - 1) != "the"
        if possessive and (after in _IN_A_CASE or (word in FORENAMES and alone)):
            return end
        if end - place > 1:
            asks_who = self._plain(place - 2) in {"who", "what"}
            told = self._plain(place - 1) in BEFORE_FULL and not asks_who
            told = told or after in SITUATION
            return end if told or (self._opens(place) and after in AFTER) else None
        opens = self._opens(place) and after in AFTER
        if word in FORENAMES or _is_hyphened(word):
            told = self._plain(place - 1) in BEFORE
        else:  # less sure, so more has to tell
            told = self._plain(place - 1) in BEFORE_FULL and word not in _WORDS_TOO
            told = told and (
                self._capital(place) or (after in AFTER and self._plain(place - 1) != "on")
            )
        return end if opens or told or after in SITUATION else None

    def _and_another(self, end: int) -> bool:
        """Whether 'and' and another known forename follow."""
        return self._plain(end) in JOINING and self._plain(end + 1) in FORENAMES

    def _family(self, place: int) -> int | None:
        """A surname between 'the' and 'family'."""
        is_family = self._plain(place - 1) == "the" and self._plain(place + 1) in FAMILIES
        return place + 1 if is_family and self._is_name(place, known=False) else None

    def _named(self, place: int) -> int | None:
        """Any word where a person is said to be named it: 'clients name is nevil'."""
        naming = self._plain(place - 1) == "named" or (
            self._plain(place - 2) == "name" and self._plain(place - 1) in {"is", ":"}
        )
        word = self._plain(place)
        return place + 1 if naming and word.isalpha() and word not in _NOT_NAMED else None

    def _person_before(self, place: int) -> int | None:
        """The place of the word for a person that leads to a token, or of 'name is'."""
        named = False
        for back in range(place - 1, max(place - 6, -1), -1):
            word = self._plain(back)
            named = named or word in {"name", "names"}
            if word in PEOPLE or (named and word.endswith("s") and word[:-1] in PEOPLE):
                return back
            if word not in LINKS:
                break
        if self._plain(place - 2) == "name" and self._plain(place - 1) in {"is", ":"}:
            return place - 2
        return None

    def _extent(self, place: int, *, known: bool = False) -> int | None:
        """Where a name that begins at a token ends; `known`: it must begin with a known name."""
        if not self._is_name(place, known=known):
            return None
        capital = self._capital(place)
        end = place + 1
        while end < min(place + _MOST_WORDS, len(self.tokens)) and self._goes_on(end, capital):
            end += 1
        return end

    def _goes_on(self, place: int, capital: bool) -> bool:
        """Whether a token belongs to the name before it."""
        if not self._together(place, gap=" "):
            return False
        if self._plain(place) in PARTICLES and place + 1 < len(self.tokens):
            return self._goes_on(place + 1, capital)
        if capital:
            return self._is_name(place, known=False) and self._capital(place)
        word = self._plain(place)
        return word in _KNOWN or self._is_strange(place)

    def _is_name(self, place: int, *, known: bool) -> bool:
        """Whether a token may be a name: known, or unless it must be known, with a capital."""
        word = self._plain(place)
        if word in _KNOWN or self._is_strange(place) or _is_hyphened(word):
            return True
        if word in ALSO_WORDS and self._plain(place - 1) in PEOPLE:
            return True
        if word in _WORDS_TOO and self._capital(place):
            return True
        return not known and self._capital(place) and word not in _NO_NAMES

    def _is_strange(self, place: int) -> bool:
        """Whether a token may be a name that is in no list: strange, and no acronym or verb."""
        text, word = self._at(place).text, self._plain(place)
        acronym = self._capitals_tell and any(c.isupper() for c in text.removeprefix("Mc")[1:])
        is_verb = word.endswith("s") and text == word
        return word in self._strange and not acronym and not is_verb and word not in _COMMON

    def _capital(self, place: int) -> bool:
        """Whether a token begins with a capital that tells something, and is no acronym."""
        text = self._at(place).text
        particle, hyphen, rest = text.partition("-")
        text = rest if hyphen and particle in PARTICLES else text
        return self._capitals_tell and text[:1].isupper() and not (len(text) > 1 and text.isupper())

    def _is_initial(self, place: int) -> bool:
        text = self._at(place).text
        return len(text) == 1 and text.isupper() and self._plain(place + 1) != ""

    def _aged(self, end: int) -> bool:
        """Whether an age follows the token before `end`."""
        return _AGE_AFTER.match(self._text, self._at(end - 1).end) is not None

    def _bare_age(self, end: int) -> bool:
        """Whether a number that may be an age follows the token before `end`."""
        start = self._at(end - 1).end
        return self._aged(end) or _BARE_AGE_AFTER.match(self._text, start) is not None

    def _opens(self, place: int) -> bool:
        """Whether a token opens the question or a sentence of it."""
        return place == 0 or self._plain(place - 1) in {".", "?", "!", ":", ",", "-", ";"}

    def _together(self, place: int, gap: str = "") -> bool:
        """Whether nothing but `gap` stands between a token and the one before it."""
        before = self._at(place - 1)
        return before.whole_end == before.end and (
            self._text[before.end : self._at(place).start] == gap
        )

    def _plain(self, place: int) -> str:
        return self._at(place).text.lower()

    def _at(self, place: int) -> _Token:
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        bare = _POSSESSIVE.sub("", found[0])
        yield _Token(bare or found[0], found.start(), found.start() + len(bare), found.end())


def _is_hyphened(word: str) -> bool:
    """Whether a word is of several parts and begins with a known forename: 'ruby-mae'."""
    first, hyphen, _ = word.partition("-")
    return bool(hyphen) and first in _ALL_FORENAMES


_KNOWN = FORENAMES | SURNAMES
_IN_A_CASE = PEOPLE | ROLES
_WORDS_TOO = ALSO_WORDS | VERBS_TOO
_ALL_FORENAMES = FORENAMES | _WORDS_TOO
_COMMON = NOT_NAMES | WORKS | PEOPLE | AFTER | BEFORE | CUES | TITLES | ROLES
_NO_NAMES = NOT_NAMES | WORKS
_NOT_NAMED = NOT_NAMES | AFTER
_NOTHING = _Token("", 0, 0, 0)
