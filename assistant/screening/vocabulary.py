"""A text as tokens, and the lists of words by which names are told: all in lower case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _file(name: str) -> frozenset[str]:
    return _words(Path(__file__).with_name(name).read_text("utf-8"))


FORENAMES = _file("forenames.txt")

SURNAMES = _file("surnames.txt")

ALSO_WORDS = _words(
    """
    amber angel april august austin autumn blessing candy carol chelsea christian daisy dale dawn
    dean destiny devon florence georgia hazel heather holly iris ivy jack jade jasmine jay jean
    jordan june kay kit lance lee lily logan mason mercy miles morgan nana nick norman olive paris
    patience pearl penny poppy precious robin roman ruby sandy savannah scott skye summer sunny
    sydney taylor violet virginia willow young
    """
)
"""Forenames that are words or places too: names with a capital or just after 'my client'."""

SMALL_WORDS = _words(
    """
    amber angel blessing candy daisy destiny hazel heather holly iris ivy jade jasmine kit lily
    mercy miles olive patience pearl penny poppy precious robin ruby savannah skye sunny violet
    willow
    """
)
"""Those of them that are written with a small letter inside a question, unless they are names."""

VERBS_TOO = _words(
    """
    art bill chase comfort dot drew faith frank grace grant guy hope joy mark may pat ray rich rob
    rose sue will
    """
)
"""Forenames that may follow 'my client' as another word: names only with a capital."""

TITLES = _words("mr mrs miss ms mx master mister sir dame madam")

UNSURE_TITLES = _words("miss ms master sir dame madam")
"""Titles that are words too: in lower case they need a known name after them."""

PARTICLES = _words(
    """
    al el bin ibn bint van von der den ter ul ur de da di dos del la le ap ab mc mac st
    """
)

PEOPLE = _words(
    """
    aunt auntie aunty baby boy boyfriend brother carer carers child client clients colleague
    cousin dad daddy daughter dad's ex father fiance fiancee friend gentleman girl girlfriend gran
    grandad granddad granddaughter grandfather grandma grandmother grandson guy husband kid lad
    lady landlord man mam mate mom mother mum mummy nan nana neighbour nephew niece nurse offender
    parent partner patient perpetrator person pt pupil relative resident sibling siblings sister
    son stepbrother stepdad stepdaughter stepfather stepmother stepmum stepsister stepson student
    su tenant toddler twin twins uncle user users victim widow wife witness woman youth yp leaver
    mother's little old worker prisoner applicant guardian cp granny teenager teen pensioner infant
    newborn tot
    """
)

ROLES = _words(
    """
    iro gp social school teacher parents mum's support placement parenting
    """
)
"""What belongs to a person in a case: the IRO of X."""

KIN = _words(
    """
    aunt auntie boyfriend brother carer carers child children cousin dad daddy daughter daughters ex
    family father foster girlfriend gran grandad grandma grandmother grandfather husband kids mam
    mother mum mummy nan nephew niece parents partner siblings sister son sons stepdad stepmum twins
    uncle wife
    """
)
"""Who belongs to a person: the mother of X."""

STAFF = _words(
    """
    manager supervisor supervisee tutor solicitor officer doctor psychiatrist psychologist
    consultant advocate interpreter headteacher teacher midwife keyworker educator therapist pa
    warden landlady employer employee lodger flatmate housemate classmate boss assessor mentor
    """
)
"""Who stands in a relation to somebody: names of people only after 'my', 'her' and the like."""

WHOSE = _words("my her his their our your whose")

CALLED = _words("called named nicknamed")

FAMILIES = _words("family twins siblings children household")

LINKS = _words("is are called named name names was , ( - – — :")

JOINING = _words("and & /")

CUES = _words(
    """
    supporting seeing visiting visited visit met meeting assessing worried concerned spoke
    speaking disclosed interviewed interviewing placing helping
    """
)
"""Words before a name, with or without a preposition, that tell of work with a person."""

AFTER_CUE = _words("with to about : by")

SUBJECT = _words("re regarding about")
"""Words that open a question and name its subject."""

BEFORE = _words(
    """
    for to about with does is can has do should re regarding get let tell told section of if when
    help put place from against visit see seeing ask asked why how will may must would was and by
    because think say hi move moved supporting what where find offer give support contact keep stop
    return remove saw refer share know phone phoned rang discharge discharged protect safeguard
    anonymise interview accommodate detain foster adopt house rehouse transport let's
    """
)

BEFORE_FULL = _words(
    """
    for to about with does is can has should re regarding assess on find offer help get tell
    """
)
"""Words before a forename and surname that tell of a case; fewer, for authors have both."""

AFTER = _words(
    """
    is isnt has hasnt was wants want refuses refused refusing needs need keeps kept disclosed
    disclose told says said lives living who wont won't doesnt doesn't didnt cant can't cannot
    hasn't gets got lacks lost left ran went asked asks thinks feels hit hits hurts does did been
    being had will goes moved stopped fell uses drinks attends misses missed aged age dob born
    entitled now eligible and's consents agrees drives have are under cries cried screams
    screamed drank came comes took takes allowed able pregnant safe
    """
)

ASKING = _words("who whose whom when where which what how")

PAST = _words("did was were led made wrote became")
"""With a word that asks, these open a question about what has been, as of a king's brother."""

SITUATION = _words(
    """
    wants refuses refused refusing needs keeps disclosed told lacks wont won't cant can't doesnt
    doesn't fell hit lives missing
    """
)

WORKS = _words(
    """
    law laws rule review inquiry enquiry report model theory act training centre center judgment
    judgement principles competence guidelines framework foundation trust campaign award lecture
    case approach scale cycle method hospital school college university institute ruling test's
    commission committee park street road council county book study serious tapes programme view
    hall house letter speech bill budget hierarchy typology taxonomy government ministry research
    paper article writing writings recommendations findings definition tool gap
    """
)
"""After a name these make it the name of a work, a law or a place."""

NOT_NAMES = _words(
    """
    i a an the my her his their our your its he she they we you it this that these those there
    here what who when where which why how whose and or but if in on at to of for from by with as
    is are was were be been can could should would will shall do does did has have had may might
    must am not no yes please thanks hi hello dear re regarding asking any some all monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august
    september october november december christmas easter ramadan eid diwali england wales scotland
    ireland britain uk europe london birmingham leeds bradford manchester liverpool sheffield
    bristol cardiff swansea newport edinburgh glasgow belfast kent essex devon cornwall surrey
    hackney lambeth croydon northern southern eastern western north south east west poland ukraine
    syria somalia sudan eritrea iran iraq afghanistan pakistan india bangladesh nigeria ghana
    jamaica romania albania vietnam china turkey america france germany italy spain portugal
    english welsh scottish irish british european polish ukrainian syrian somali sudanese eritrean
    iranian iraqi afghan pakistani indian bangladeshi nigerian ghanaian jamaican romanian albanian
    vietnamese chinese turkish american french german italian spanish portuguese african caribbean
    asian black white roma romany gypsy traveller travellers muslim christian jewish hindu sikh
    buddhist catholic protestant deaf deafblind autistic blind gay lesbian trans queer bisexual
    act acts care children child childrens children's adult adults mental health capacity social
    work worker workers working together court protection order orders universal credit housing
    benefit council government local authority authorities department education national royal
    college association society group team service services section part article schedule chapter
    domain tier stage level step page form appendix figure table regulation regulations guidance
    code practice policy plan planning pathway assessment assessments conference review reviews
    report police prison hospital school school's university nhs basw swu pcf asye cqc ofsted amhp
    lado marac facebook whatsapp instagram tiktok snapchat google teams zoom youtube twitter mr
    mrs ms miss dr prof professor lord lady baroness sir family families people persons person
    women men girls boys parents mothers fathers carers patients clients users refugees students
    teenagers young older looked after leavers leaver early help need first second third special
    best interests deprivation liberty safeguards legal aid power attorney direct payments
    personal independence continuing healthcare community treatment tribunal high supreme state
    human rights data freedom equality homelessness modern slavery domestic abuse county lines
    signs safety strengths restorative systemic trauma covid pandemic grenfell hillsborough mum
    dad mummy daddy gran nan uncle aunt auntie son daughter brother sister husband wife
    """
)
"""Words that are no name even with a capital inside a question."""

PLACES = _words("UK EU US NI")
"""Two letters that are no initials."""

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+\w*|[^\w\s]")
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$", re.IGNORECASE)
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
        text = rest if hyphen and particle in PARTICLES else text
        return self._capitals_tell and text[:1].isupper() and not (len(text) > 1 and text.isupper())

    def is_initial(self, place: int) -> bool:
        """Returns whether a token is a capital by itself, and something follows."""
        text = self.at(place).text
        return len(text) == 1 and text.isupper() and self.plain(place + 1) != ""

    def is_acronym(self, place: int) -> bool:
        """Returns whether a capital stands inside a token; of a text all in capitals none tells."""
        text = self.at(place).text.removeprefix("Mc")
        return self._capitals_tell and any(c.isupper() for c in text[1:])

    def is_aged(self, end: int, *, bare: bool = False) -> bool:
        """Returns whether an age, or if `bare` a number that may be one, follows a token's end."""
        start = self.at(end - 1).end
        if _AGE_AFTER.match(self._text, start):
            return True
        return bare and _BARE_AGE_AFTER.match(self._text, start) is not None

    def opens(self, place: int) -> bool:
        """Returns whether a token opens the text or a sentence of it."""
        return place == 0 or self.plain(place - 1) in _OPENERS

    def is_next(self, place: int, gap: str = "") -> bool:
        """Returns whether nothing but `gap` stands between a token and the one before it."""
        before = self.at(place - 1)
        return not before.is_possessive and self._text[before.end : self.at(place).start] == gap


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        bare = _POSSESSIVE.sub("", found[0])
        end = found.start() + len(bare)
        word = bare or found[0]
        yield Token(word, _plain(word), found.start(), end, found.end() > end)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    return "".join(c for c in parts if not unicodedata.combining(c))
