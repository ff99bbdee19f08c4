"""A text as tokens, and names of people a practitioner works with, known by the words around them.

A name alone is no sign: questions name authors, laws and inquiries. So a name is taken for
personal data only beside a title ('Mrs'), a word for a person ('my client', 'her son'), an age, or,
where it is a known forename, words that tell of somebody's case ('is X entitled', 'X told me').
Who is public in social work in the United Kingdom is no client: see `public_people`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.screening.patterns import Finding, Kind


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


FORENAMES = frozenset(_read("forenames.txt").split())
SURNAMES = frozenset(_read("surnames.txt").split())
WORDS = {k: frozenset(v.split()) for k, v in tomllib.loads(_read("name_words.toml")).items()}
"""Words by what they are, as the file calls it."""

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+\w*|[^\w\s]")
_POSSESSIVE = re.compile(r"[’']s$", re.IGNORECASE)
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
_OPENERS = frozenset(".?!:,-;")

_INITIALS = re.compile(r"(?:[A-Z]\.){2,3}|[A-Z]{2}")
_ENGLISH = re.compile(
    r"(?:ings?|ed|ly|tions?|sions?|ments?|ness|ships?|able|ible|isms?|ists?|ity|ities|ives?|ous|ful"
    r"|less|ers?|ors?|ies|als?|ics?|ances?|ences?|ise[ds]?|ize[ds]?|hood|cy|ogy|graphy|ants?|ents?)$"
)
_MOST_WORDS = 6
_CALLED_WITHIN = 8
_WORK_WITHIN = 3
_OPENING_WORDS = 4
_KNOWN = FORENAMES | SURNAMES
_BEFORE_A_PLACE = frozenset({"the", "st", "saint", "or"})
"""After these a forename is a saint's, a king's, or of 'Tom, Dick or Harry'."""
_IN_A_CASE = WORDS["people"] | WORDS["roles"] | WORDS["staff"]
_WORDS_TOO = WORDS["also_words"] | WORDS["verbs_too"]
_ALL_FORENAMES = FORENAMES | _WORDS_TOO
_NO_NAMES = WORDS["not_names"] | WORDS["works"]
_NOT_NAMED = WORDS["not_names"] | WORDS["after"]
_COMMON = _NO_NAMES.union(
    WORDS["people"], WORDS["after"], WORDS["before"], WORDS["cues"], WORDS["titles"], WORDS["roles"]
)
_FULL_NAMES = "|".join(
    re.escape(name).replace(r"\ ", r"\s+").replace("é", "[eé]")
    for name in _read("public_people.txt").splitlines()
)
_PUBLIC_PEOPLE = re.compile(
    r"\b(?:(?:(?:sir|dame|lord|lady|baroness|baron|justice|professor|prof|dr|mr|ms|mrs)\.?\s+)*"
    rf"(?:{_FULL_NAMES})"
    r"|(?:sir|dame|lord|lady|baroness|justice|professor|prof)\s+(?:justice\s+)?"
    r"(?:Casey|Fraser|Hale|Laming|Marmot|McFarlane|Mostyn|Munby|Munro|Narey|Ryder))"
    r"(?:['’]s)?(?!\w)",
    re.IGNORECASE,
)
"""People known by the full name, and a few by a title and the surname."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text, without a possessive ending."""

    text: str
    plain: str
    """In lower case and without accents, as the lists of names have it."""
    start: int
    end: int
    is_possessive: bool
    """Whether it had a possessive ending."""


_NOTHING = Token("", "", 0, 0, is_possessive=False)


class Tokens:
    """The tokens of a text by their place; outside the text stands an empty one."""

    def __init__(self, text: str) -> None:
        """Take a text apart."""
        self._text = text
        self.tokens = tuple(_tokens(text))
        self._capitals_tell = not text.isupper()

    def at(self, place: int) -> Token:
        """Returns the token at a place."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING

    def plain(self, place: int) -> str:
        """Returns the word at a place in lower case."""
        return self.at(place).plain

    def has_capital(self, place: int) -> bool:
        """Returns whether a token begins with a capital that tells something, and is no acronym."""
        text = self.at(place).text
        particle, hyphen, rest = text.partition("-")
        text = rest if hyphen and particle in WORDS["particles"] else text
        return self._capitals_tell and text[:1].isupper() and not (len(text) > 1 and text.isupper())

    def is_acronym(self, place: int) -> bool:
        """Returns whether a capital stands inside a token; of a text all in capitals none tells."""
        text = self.at(place).text.removeprefix("Mc")
        return self._capitals_tell and any(c.isupper() for c in text[1:])

    def is_aged(self, end: int, *, bare: bool = False) -> bool:
        """Returns whether an age, or if `bare` a number that may be one, follows a token's end."""
        start = self.at(end - 1).end
        found = _AGE_AFTER.match(self._text, start)
        return bool(found or (bare and _BARE_AGE_AFTER.match(self._text, start)))

    def opens(self, place: int) -> bool:
        """Returns whether a token opens the text or a sentence of it."""
        return place == 0 or self.plain(place - 1) in _OPENERS

    def is_next(self, place: int, gap: str = "") -> bool:
        """Returns whether nothing but `gap` stands between a token and the one before it."""
        before = self.at(place - 1)
        return not before.is_possessive and self._text[before.end : self.at(place).start] == gap


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", found[0])
        end = found.start() + len(word)
        yield Token(word, _plain(word), found.start(), end, found.end() > end)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def findings(text: str, strange: Collection[str] = (), *, sure: bool = False) -> Iterator[Finding]:
    """Yields the names that the words around them make personal data, in order.

    `strange` are words in lower case that no document and no dictionary holds: a name that is in no
    list is one of them. Those that end as English words do are taken for names only as whose
    mother, son or carer somebody is. `sure`: only those beside a title, an age or a person.
    """
    question = _Question(text, frozenset(strange), sure=sure)
    place = 0
    while place < len(question.tokens):
        end = question.name_from(place)
        if end:
            start = question.at(place).start
            yield Finding(start, question.at(end - 1).end, Kind.NAME, start)
        place = end or place + 1


def public_people(text: str) -> list[tuple[int, int]]:
    """Returns where public people are named in a text, their titles included.

    They are ministers, commissioners and judges, authors and theorists, chairs of reviews, and
    those whose names inquiries, reviews and laws carry: each by the full name, so that a client who
    has the surname is still noticed, and none whose full name many people have. Others are public
    by standing in the documents.
    """
    return [found.span() for found in _PUBLIC_PEOPLE.finditer(text)]


def is_forename(name: str) -> bool:
    """Returns whether a name is a single known forename, which anybody may have."""
    return name.lower() in _ALL_FORENAMES


class _Question(Tokens):
    """The tokens of a question, and which of them are a name."""

    def __init__(self, text: str, strange: frozenset[str], *, sure: bool) -> None:
        super().__init__(text)
        self._strange, self._sure = strange, sure
        self._after_name = -1
        opening = [self.plain(place) for place in range(_OPENING_WORDS)]
        self._is_history = opening[0] in WORDS["asking"] and not WORDS["past"].isdisjoint(opening)

    def name_from(self, place: int) -> int | None:
        """Returns where the name that begins at a token ends; None where none begins there."""
        unsure = (self._aged,) if self._sure else (self._cued, self._likely, self._family)
        ways = (self._titled, self._initials, self._joined, self._beside, self._called, *unsure)
        end = next(filter(None, (way(place) for way in ways)), None)
        self._after_name = end or self._after_name
        return end

    def _titled(self, place: int) -> int | None:
        """Finds a title and a name: 'Mrs Patel', 'mr singh'."""
        title = self.plain(place)
        if title not in WORDS["titles"]:
            return None
        first = place + 1
        if self.plain(first) == "." and self.is_next(first):
            first += 1
        if not self.has_capital(place) and title in WORDS["unsure_titles"]:
            return self._extent(first, known=True)
        text, word = self.at(first).text, self.plain(first)
        if len(text) == 1 and text.isupper() and self.plain(first + 1):
            return self._extent(first + 1 + (self.plain(first + 1) == "."))
        lower = not self._capitals_tell or self.at(place).text.islower()
        unknown = lower and word.isalpha() and word not in WORDS["not_names"]
        return self._extent(first) or (first + 1 if unknown else None)

    def _initials(self, place: int) -> int | None:
        """Finds initials with an age, or dotted after a word for a person: 'J.S. aged 14'."""
        text = self.at(place).text
        if not _INITIALS.fullmatch(text) or not self._capitals_tell:
            return None
        of = self.plain(place - 1) == "of" and self.plain(place - 2) in WORDS["people"]
        person = of or self._person_before(place) is not None
        in_commas = self.plain(place + 1) == "," == self.plain(place + 3)
        aged = self.is_aged(place + 1, bare=person or "." in text or in_commas)
        told = (aged and text not in WORDS["places"]) or (person and "." in text)
        return place + 1 if told else None

    def _joined(self, place: int) -> int | None:
        """Finds a name after another and 'and'."""
        is_joined = self._after_name == place - 1 > 0 and self.plain(place - 1) in WORDS["joining"]
        return self._extent(place, known=True) if is_joined else None

    def _beside(self, place: int) -> int | None:
        """Finds a name beside a word for a person: 'my client Jane', 'her son, Kwame'."""
        person = self._person_before(place)
        if person is None:
            return None
        in_title_case = self.has_capital(person) and self.at(place).text[:1].isupper()
        end = self._extent(place, known=in_title_case)
        # Any word where a person is said to be named it: 'clients name is nevil'.
        naming = self.plain(place - 1) == "named" or self._follows_name(place)
        word = self.plain(place)
        return end or (place + 1 if naming and word.isalpha() and word not in _NOT_NAMED else None)

    def _called(self, place: int) -> int | None:
        """Finds a name given to somebody spoken of a little before: 'a lad we call Kai'."""
        before = {self.plain(back) for back in range(place - _CALLED_WITHIN, place - 1)}
        if self.plain(place - 1) not in WORDS["called"] or before.isdisjoint(WORDS["people"]):
            return None
        return self._extent(place, known=self._opens_with_work(place))

    def _cued(self, place: int) -> int | None:
        """Finds a name after a word of practice, or with an age: 'visited Jane', 'Jane (8)'."""
        cue = place - 2 if self.plain(place - 1) in WORDS["after_cue"] else place - 1
        of_case = self.plain(place - 1) == "of" and self.plain(place - 2) == "case"
        cues = WORDS["cues"] | WORDS["subject"] if cue == 0 else WORDS["cues"]
        if self.plain(cue) in cues or (of_case and self.opens(place - 2)):
            return self._extent(place)
        return self._aged(place, known=self.opens(place))

    def _aged(self, place: int, *, known: bool = True) -> int | None:
        """Finds a name with an age or a date of birth: 'Jane, dob 1/2/1990'."""
        end = self._extent(place, known=known)
        return end if end and self.is_aged(end) else None

    def _likely(self, place: int) -> int | None:
        """Finds a known forename with words around it that tell of somebody's case."""
        end = self._extent(place, known=True)
        if end is None:
            return self._whose(place)
        if not self._is_forename(place) or self._is_history:
            return None
        if self._owns(place, end):
            return end
        if self.plain(end) in WORDS["works"]:
            return None
        bare = self.plain(place) in FORENAMES or self.has_capital(place)
        joined = self.plain(end) in WORDS["joining"] and self.plain(end + 1) in FORENAMES
        if joined or self.is_aged(end, bare=bare):
            return end
        told = self._whole(place, end) if end - place > 1 else self._alone(place, end)
        return end if told else None

    def _owns(self, place: int, end: int) -> bool:
        """Returns whether something is of the person named: 'Ann's school', not 'Ann's Law'."""
        if not self.at(end - 1).is_possessive or self.plain(place - 1) in _BEFORE_A_PLACE:
            return False
        alone = end - place == 1 and self.plain(place) in FORENAMES
        return self.plain(end) in _IN_A_CASE or (alone and not self._opens_with_work(end))

    def _whole(self, place: int, end: int) -> bool:
        """Returns whether the words around a full name tell of a case: authors have one too."""
        if self.plain(place) in _WORDS_TOO and self.plain(place + 1) not in SURNAMES:
            return False
        asks_who = self.plain(place - 2) in {"who", "what"}
        told = self.plain(place - 1) in WORDS["before_full"] and not asks_who
        return told or self._is_in_a_case(place, end)

    def _is_in_a_case(self, place: int, end: int) -> bool:
        """Returns whether what follows a name tells of a case."""
        after = self.plain(end)
        return after in WORDS["situation"] or (self.opens(place) and after in WORDS["after"])

    def _alone(self, place: int, end: int) -> bool:
        """Returns whether the words around a forename tell of a case."""
        if self._is_in_a_case(place, end):
            return True
        word = self.plain(place)
        sure = word in FORENAMES or _is_hyphened(word)
        sure = sure or (word in WORDS["small_words"] and not self.opens(place))
        if sure and self.has_capital(place):
            beside = self.at(end).text[:1].isupper() or (self.has_capital(place - 1) and place > 1)
            return not beside and self.plain(place - 1) not in _BEFORE_A_PLACE
        if sure:
            return self.plain(place - 1) in WORDS["before"]
        told = self.plain(place - 1) in WORDS["before_full"] and word not in _WORDS_TOO
        return told and self.plain(end) in WORDS["after"] and self.plain(place - 1) != "on"

    def _whose(self, place: int) -> int | None:
        """Finds any word with a capital, or a strange one, as whose mother somebody is."""
        strange = self.at(place).text.lower() in self._strange
        owns = self.at(place).is_possessive and self.plain(place + 1) in WORDS["kin"]
        told = strange or (self.has_capital(place) and not self.opens(place))
        no_name = self.plain(place) in _NO_NAMES or self.plain(place - 1) == "the"
        return place + 1 if owns and told and not no_name and not self.is_acronym(place) else None

    def _family(self, place: int) -> int | None:
        """Finds a surname as a family's: 'the Kowalczyk family', 'the Kowalczyks'."""
        if self.plain(place - 1) != "the":
            return None
        if self.plain(place + 1) in WORDS["families"]:
            return place + 1 if self._is_name(place, known=False) else None
        word = re.sub("['’]", "", self.plain(place))
        one = {word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending)}
        is_plural = self.has_capital(place) and self.plain(place + 1) not in WORDS["works"]
        return place + 1 if is_plural and one & (SURNAMES - {word}) else None

    def _opens_with_work(self, place: int) -> bool:
        """Returns whether a law, a theory or the like is named from a token on."""
        return any(self.plain(on) in WORDS["works"] for on in range(place, place + _WORK_WITHIN))

    def _follows_name(self, place: int) -> bool:
        return self.plain(place - 2) == "name" and self.plain(place - 1) in {"is", ":"}

    def _person_before(self, place: int) -> int | None:
        """Returns the place of the word for a person that leads to a token, or of 'name is'."""
        named = False
        for back in range(place - 1, place - 6, -1):
            word = self.plain(back)
            named = named or word in {"name", "names"}
            if word in WORDS["people"] or (named and word.removesuffix("s") in WORDS["people"]):
                return back
            if word in WORDS["staff"] and self.plain(back - 1) in WORDS["whose"]:
                return back
            if word not in WORDS["links"]:
                break
        return place - 2 if self._follows_name(place) else None

    def _extent(self, place: int, *, known: bool = False) -> int | None:
        """Returns where a name from a token on ends; `known`: it must begin with a known name."""
        if not self._is_name(place, known=known):
            return None
        capital = self.has_capital(place)
        end = place + 1
        while end < min(place + _MOST_WORDS, len(self.tokens)) and self._goes_on(end, capital):
            end += 1
        return end

    def _goes_on(self, place: int, capital: bool) -> bool:
        """Returns whether a token belongs to the name before it."""
        if not self.is_next(place, gap=" "):
            return False
        if self.plain(place) in WORDS["particles"] and place + 1 < len(self.tokens):
            return self._goes_on(place + 1, capital)
        if capital:
            return self._is_name(place, known=False) and self.has_capital(place)
        return self.plain(place) in _KNOWN or self._is_strange(place)

    def _is_forename(self, place: int) -> bool:
        word = self.plain(place)
        return word in _ALL_FORENAMES or self._is_strange(place) or _is_hyphened(word)

    def _is_name(self, place: int, *, known: bool) -> bool:
        """Returns whether a token may be a name: known, or with a capital if it need not be."""
        word, capital = self.plain(place), self.has_capital(place)
        is_persons = word in WORDS["also_words"] and self.plain(place - 1) in WORDS["people"]
        if is_persons or (capital and word in _WORDS_TOO):
            return True
        if word in _KNOWN or self._is_strange(place) or _is_hyphened(word):
            return True
        is_letter = len(word) == 1  # cases in court are named by them: 'Re B'
        return not known and capital and word not in _NO_NAMES and not is_letter

    def _is_strange(self, place: int) -> bool:
        """Returns whether a token may be a name in no list: strange, and no acronym or verb."""
        text, word = self.at(place).text, self.at(place).text.lower()
        if word not in self._strange or word in _COMMON or _ENGLISH.search(word):
            return False
        is_verb = word.endswith("s") and text == word
        return not self.is_acronym(place) and not is_verb


def _is_hyphened(word: str) -> bool:
    """Returns whether a word is of several parts and begins with a known forename: 'ruby-mae'."""
    first, hyphen, _ = word.partition("-")
    return bool(hyphen) and first in _ALL_FORENAMES
