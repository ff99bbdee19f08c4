"""Tells questions about the documents themselves from questions about what they say.

'What documents are there?' is about the documents; 'Which documents must a social worker keep?' is
about social work. A question is taken for one about the documents only if every word of it fits
one of a few forms; a word too many, and it is searched for like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from assistant.answers.filters import Choices, Constraints, split
from assistant.records import Filters, Source
from assistant.text import content_stems, words

_POLITE = re.compile(
    r"(?i)(?:(?:hi|hello|hey|please|ok|okay|so|also|and)\b[\s,]*"
    r"|(?:can|could|would|will) you (?:please )?(?=list|show|tell|give|name|find)"
    r"|(?:i (?:want|need)|i(?:['’]d| would) like) to (?=see|know)(?:know )?"
    r"|(?:can|could|may) i (?:please )?(?=see)|tell me (?=who|when|what|which|how))+"
)
_THANKS = re.compile(r"(?i)[\s,]*(?:please|thanks|thank you)?[\s?!.…]*$")


def tidy(question: str) -> str:
    """The question in one line, without what is said out of politeness and its question mark."""
    text = " ".join(question.split())
    while text != (shorter := _THANKS.sub("", text)):
        text = shorter
    return text[met.end() :] if (met := _POLITE.match(text)) else text


_NOUN = re.compile(
    r"(?i)\b(?:document|report|paper|guide|guidance|briefing|leaflet|presentation|slides|booklet|book"
    r"|publication|statement|toolkit|pdf|file|newsletter|pack)s?$"
)
_QUOTES = "“”\"'‘’ "


def named(phrase: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """The paths of the documents that a phrase names.

    They are those with just this title or file name; or, where the phrase ends in a word such as
    'report', those whose title holds all its words, or else all but that. An Act is so not taken
    for a document about it.
    """
    bare = phrase.strip(_QUOTES)
    name = bare.removeprefix("the ").removeprefix("The ").strip(_QUOTES)
    whole = tuple(s.path for s in sources if name.casefold() in _names(s))
    noun = _NOUN.search(name)
    if whole or noun is None:
        return whole
    asked = content_stems(name[: noun.start()])
    held = [s for s in sources if asked and asked <= content_stems(s.title)]
    closer = [s for s in held if content_stems(name) <= content_stems(s.title)]
    return tuple(s.path for s in closer or held)


def _names(source: Source) -> set[str]:
    path = PurePosixPath(source.path)
    title = source.title.casefold()
    return {title, title.removeprefix("the "), path.name.casefold(), path.stem.casefold()}


class QuestionKind(StrEnum):
    """What is asked for."""

    LIST = "list"
    COUNT = "count"
    LATEST = "latest"
    OLDEST = "oldest"
    MENTION = "mention"  # the documents that mention a topic
    ABOUT = "about"  # documents on a topic, which is asked of what they say as well
    FACT = "fact"


class Fact(StrEnum):
    """What is asked of a named document, by the name it has in an `Entry`."""

    AUTHOR = "author"
    PUBLISHER = "publisher"
    DATE = "published"
    ADDRESS = "url"
    STANDING = "superseded_by"


_DOCS = r"(?:documents?|docs?|files?|publications?|pdfs?)"
_PAPERS = rf"(?:{_DOCS}|reports?|papers?|sources?|leaflets?)"
_AN_ADJECTIVE = (
    r"(?P<adjective>easy[- ]?read|superseded|out[- ]of[- ]date|outdated|current|up[- ]to[- ]date) "
)
_ADJECTIVE = rf"(?:{_AN_ADJECTIVE})?"
_EACH = r"(?:(?:all|any|every|each|other|some|of|the|your|our|these|those) )*"
_THE_DOCS = rf"{_EACH}{_ADJECTIVE}{_DOCS}"
_THE_PAPERS = rf"{_EACH}{_ADJECTIVE}{_PAPERS}"
_THAT = r"(?:(?:that|which) )?"
_HERE = (
    r"(?: (?:here|in here|available|altogether|in total|loaded"
    r"|in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)))?"
)
_HAVE = (
    r"(?:are there|there are|is there|exist|are (?:available|here|in here|included|covered|loaded)"
    r"|(?:do |can )?(?:you|we|i) (?:have|hold|cover|search|use|answer from|quote from|know"
    r"|ask about)(?: got)?|(?:have|has) (?:you|we) got|(?:you|we)['’]ve got"
    rf"|are in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)){_HERE}"
)
_SHOW = r"(?:list|name|display|print|find|see|search for|(?:show|give|tell|find|get)(?: me)?)"
_ASK = rf"(?:which|what|{_SHOW}(?: (?:which|what|a list of))?|(?:a |the )?list of)"
_WHAT_IS = r"what(?: is|['’]s)"
_OUT = r"(?:published|issued|released|added|new|out|come out|came out|dated)"
_BE = r"(?:is|are|was|were|has|have|has been|have been)"
_ANYTHING = (
    r"(?:(?:(?:is|are) there|(?:do|have) (?:you|we)(?: have| got)?|got) )?(?:anything|something)"
)
_END = (
    r"(?P<end>latest|newest|most recent|most recently published|last published"
    r"|oldest|earliest|first published)"
)
_MENTION = (
    r"(?:mention(?:s|ed|ing)?|refer(?:s|ring)? to"
    r"|(?:contain|use|include)(?:s|ing)? the (?:word|words|term|phrase))"
)
_TREAT = (
    r"(?:(?:talk|speak)(?:s|ing)? about|discuss(?:es|ing)?|deal(?:s|ing)? with|cover(?:s|ing)?"
    r"|relates? to|(?:is|are) (?:about|to do with|related to)"
    r"|(?:say|have|has)s? (?:something|anything) (?:about|on))"
)
_ABOUT = r"(?:about|on|regarding|concerning|relating to|related to|to do with)"
_TOPIC = r"(?P<topic>.+?)"
_NAME = r"(?P<name>.+?)"
_SAID_OF_ONE = r"(?:first )?(?:published|written|issued|released"

_FACTS: dict[Fact, tuple[str, ...]] = {
    Fact.AUTHOR: (
        rf"who (?:wrote|authored|(?:is|was|are|were) the authors? of) {_NAME}",
        rf"who (?:is|was) {_NAME} (?:written )?by",
        rf"(?:{_WHAT_IS} )?the author of {_NAME}",
    ),
    Fact.PUBLISHER: (
        rf"who (?:published|issued|released|(?:is|was) the publisher of) {_NAME}",
        rf"who (?:is|was) {_NAME} (?:published|issued|released) by",
    ),
    Fact.DATE: (
        rf"when (?:was|were|is|did) {_NAME} {_SAID_OF_ONE}|come out|dated)",
        rf"(?:in )?(?:what|which) (?:year|date|month) (?:was|were|is) {_NAME} "
        rf"{_SAID_OF_ONE}|dated|from)",
        rf"(?:{_WHAT_IS} )?the (?:publication )?(?:date|year) of {_NAME}",
        rf"how (?:old|recent) is {_NAME}",
    ),
    Fact.ADDRESS: (
        rf"(?:{_WHAT_IS}|{_SHOW}) the (?:link|url|address|web ?address) (?:of|for|to) {_NAME}",
        rf"where can i (?:find|read|get|download|see) {_NAME}",
    ),
    Fact.STANDING: (
        rf"(?:is|are) {_NAME} (?:still )?(?:current|up[- ]to[- ]date|superseded"
        r"|out[- ]of[- ]date|outdated|obsolete)",
    ),
}
_FORMS: dict[QuestionKind, tuple[str, ...]] = {
    QuestionKind.LIST: (
        rf"{_ASK} {_THE_DOCS} (?:that )?{_HAVE}",
        rf"(?:which|what) {_PAPERS} (?:do you (?:have|use|search|cover)|have you got){_HERE}",
        rf"what are (?:the|your) {_DOCS}{_HERE}",
        rf"(?:{_SHOW} )?(?:a |the )?(?:full |complete )?list of {_THE_DOCS}{_HERE}",
        rf"(?:{_SHOW}|all) {_THE_DOCS}{_HERE}",
        rf"what (?:have you got|do you have){_HERE}",
        rf"{_WHAT_IS} in (?:here|(?:the|this|your) (?:corpus|collection|index|catalogue))",
    ),
    QuestionKind.COUNT: (
        rf"how many {_THE_DOCS}(?: {_HAVE})?",
        rf"(?:{_WHAT_IS} )?(?:the )?(?:total )?number of {_THE_DOCS}{_HERE}",
    ),
    QuestionKind.LATEST: (
        rf"(?:{_ASK}|what(?: is|['’]s| are)|which(?: is| are)) {_EACH}{_END} {_DOCS}{_HERE}",
        rf"(?:{_ASK}|what(?: is|['’]s| are)) {_EACH}{_END} {_DOCS} (?:that )?{_HAVE}",
        rf"{_EACH}{_END} {_DOCS}",
        rf"(?:which|what) {_DOCS} (?:is|are|was|were) (?:the )?(?:{_END}|new)",
        rf"when was (?:the|your) {_END} {_DOCS} (?:published|issued|added)",
        rf"(?:{_WHAT_IS}|{_ANYTHING}) new{_HERE}",
        rf"(?:{_ASK}|(?:are there|have you got|do you have) any|any) new {_DOCS}{_HERE}",
    ),
    QuestionKind.MENTION: (
        rf"(?:{_ASK}|how many)(?: of)? {_THE_PAPERS} {_THAT}{_MENTION} {_TOPIC}",
        rf"{_THE_DOCS} (?:(?:that|which) mention|mentioning) {_TOPIC}",
        rf"do(?:es)? any (?:of (?:the|your) )?{_DOCS} {_MENTION} {_TOPIC}",
        rf"do (?:the|your|these) (?:documents|files|publications) mention {_TOPIC}",
        rf"where (?:is|are) {_TOPIC} mentioned(?: in (?:the|your) {_DOCS})?",
        rf"where do(?:es)? (?:the|your|any) {_DOCS} mention {_TOPIC}",
        rf"(?:is|are) {_TOPIC} mentioned (?:anywhere|in any(?: of (?:the|your))? {_DOCS})",
    ),
    QuestionKind.ABOUT: (
        rf"(?:(?:{_ASK}|how many) )?{_THE_DOCS}(?: {_HAVE})? {_ABOUT} {_TOPIC}",
        rf"(?:(?:{_ASK}|how many)(?: of)? )?{_THE_PAPERS} {_THAT}{_TREAT} {_TOPIC}",
        rf"do(?:es)? any (?:of (?:the|your) )?{_DOCS} {_TREAT} {_TOPIC}",
        rf"(?:is|are) {_TOPIC} mentioned(?: here)?",
        rf"(?:is there )?any mentions? of {_TOPIC}",
        rf"{_ANYTHING} (?:here )?{_ABOUT} {_TOPIC}",
        r"(?:(?:is|are) there|(?:do|have) (?:you|we)(?: have| got)?) (?:any|an?|some) "
        rf"{_ADJECTIVE}{_DOCS} {_ABOUT} {_TOPIC}",
        rf"what (?:do (?:you|we) have|have (?:you|we) got) {_ABOUT} {_TOPIC}",
    ),
}
_PLACES = frozenset({"period", "nation", "campaign", "audience", "standing", "easy read"})
_MET_ANYWHERE = frozenset({"period", "nation", "easy read"})
_CONSTRAINED: tuple[tuple[str, Set[str]], ...] = (
    # an adjective is a constraint: none need follow
    (rf"(?:(?:are there|have you got|do you have) )?{_EACH}{_AN_ADJECTIVE}{_DOCS}", frozenset()),
    (rf"(?:{_ASK} |any )?{_THE_DOCS}(?: {_HAVE})?", _PLACES),
    (rf"(?:(?:are|is)(?: there)?|have you got|do you have) (?:any |an? |some )?{_DOCS}", _PLACES),
    (rf"(?:{_ASK} )?{_THE_DOCS} {_THAT}(?:{_BE} )?{_OUT}", {"period"}),
    (
        rf"(?:what|anything)(?: {_BE}|['’]s)?(?: been)? (?:published|new|added|released|come out)",
        {"period"},
    ),
    (rf"{_ANYTHING}{_HERE}", _MET_ANYWHERE),
    (r"what (?:do (?:you|we) have|have (?:you|we) got)", _MET_ANYWHERE),
    (r"what(?:(?: is|['’]s)(?: there)?(?: available)?)?", {"easy read"}),
)
"""Lists too short to tell anything unless a constraint of one of these kinds follows."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_UNCONSTRAINED = ((kind, form) for kind, forms in _FORMS.items() for form in forms)
_OF_SEVERAL: list[tuple[QuestionKind, re.Pattern[str], Set[str]]] = [
    *((kind, _compiled(form), frozenset()) for kind, form in _UNCONSTRAINED),
    *((QuestionKind.LIST, _compiled(form), ends) for form, ends in _CONSTRAINED),
]
_OF_ONE = [(fact, _compiled(form)) for fact, forms in _FACTS.items() for form in forms]

_THERE_IS = _compiled(
    r"(?:what|which) (?:[\w-]+ ){1,3}(?:are there|there are|exist|do we have|have we got)"
    r"|(?:list|name)(?: me)?(?: all)?(?: of)? (?:the|your|our) (?:[\w-]+ ){0,2}[\w-]+s"
)
"""What is asked for in the plural, with nothing said of it: 'what campaigns are there'."""
_LONGEST_TOPIC = 8  # words
_SENTENCE = frozenset(
    """must should shall can could may might will would do does did is are was were be been
    need needs required have has had when if because who which what how why""".split()  # noqa: SIM905
)
_LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """A question about the documents."""

    kind: QuestionKind
    topic: str | None = None
    """What the documents are to mention."""
    filters: Filters = field(default_factory=Filters)
    superseded: bool = False
    """Whether only superseded documents are asked for."""
    fact: Fact | None = None
    paths: tuple[str, ...] = ()
    """The documents that are named, where a fact is asked for."""


def recognised(
    question: str, sources: Sequence[Source], choices: Choices
) -> CatalogueQuestion | None:
    """What a question asks about these documents; None where it asks what they say."""
    if len(question) > _LONGEST:
        return None
    text = tidy(question)
    for fact, form in _OF_ONE:
        if met := form.fullmatch(text):
            if paths := named(met["name"], sources):
                return CatalogueQuestion(QuestionKind.FACT, fact=fact, paths=paths)
            break
    return _of_documents(text, choices)


def asks_what_there_is(question: str) -> bool:
    """Whether a question asks which things of a kind there are, to be told once each."""
    return _THERE_IS.fullmatch(tidy(question)) is not None


def _of_documents(text: str, choices: Choices) -> CatalogueQuestion | None:
    """Which documents there are, how many, the latest, or those that mention something."""
    for head, constraints in (split(text, choices), (text, Constraints())):
        kind, places = _fitting(head, constraints.ends)
        topic = places.get("topic")
        if kind is None or (topic is not None and not _is_topic(topic)):
            continue
        constraints = constraints.with_adjective(places.get("adjective"))
        filters = constraints.filters
        if (places.get("end") or "").lower().startswith(("oldest", "earliest", "first")):
            kind = QuestionKind.OLDEST
        elif kind is QuestionKind.LATEST and (filters.since or filters.until):
            kind = QuestionKind.LIST
        return CatalogueQuestion(kind, topic, filters, constraints.superseded)
    return None


def _is_topic(topic: str) -> bool:
    """Whether something may be a topic: a few words with a meaning, and no sentence of its own."""
    found = [topic[word.start : word.end].lower() for word in words(topic)]
    is_short = len(found) <= _LONGEST_TOPIC and _SENTENCE.isdisjoint(found)
    return is_short and bool(content_stems(topic))


def _fitting(head: str, constrained: Set[str]) -> tuple[QuestionKind | None, dict[str, str | None]]:
    """What a question asks by its form, and what stands where in it; constraints followed it."""
    for kind, form, ends in _OF_SEVERAL:
        if (not ends or constrained & ends) and (met := form.fullmatch(head)):
            return kind, met.groupdict()
    return None, {}
