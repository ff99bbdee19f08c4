"""Tells questions about the documents themselves from questions about what they say.

'What documents are there?' is about the documents; 'Which documents must a social worker keep?' is
about social work. A question is taken for one about the documents only if every word of it fits
one of a few forms; a word too many, and it is searched for like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath

from assistant.answers.filters import (
    ABOUT,
    ADJECTIVE,
    ANYTHING,
    ASK,
    BE,
    DOCS,
    EACH,
    END,
    HAVE,
    HERE,
    MENTION,
    OUT,
    PAPERS,
    SHOW,
    THE_DOCS,
    TOPIC,
    TREAT,
    Choices,
    Constraints,
    Fact,
    fact_form,
    split,
)
from assistant.records import Filters, Source
from assistant.text import content_stems, words

_POLITE = re.compile(
    r"(?:(?:hi|hello|hey|please|ok|okay|so|also|and)\b[\s,]*"
    r"|(?:can|could|would|will) you (?:please )?(?=list|show|tell|give|name|find)"
    r"|(?:i (?:want|need)|i(?:['’]d| would) like) to (?=see|know)(?:know )?"
    r"|(?:can|could|may) i (?:please )?(?=see)|tell me (?=who|when|what|which|how))+",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[\s,]*(?:please|thanks|thank you)?[\s?!.…]*$", re.IGNORECASE)


def tidy(question: str) -> str:
    """The question in one line, without what is said out of politeness and its question mark."""
    text = " ".join(question.split())
    while text != (shorter := _THANKS.sub("", text)):
        text = shorter
    return text[met.end() :] if (met := _POLITE.match(text)) else text


_NOUN = re.compile(
    r"\b(?:document|report|paper|guide|guidance|briefing|leaflet|presentation|slides|booklet|book"
    r"|publication|statement|toolkit|pdf|file|newsletter|pack)s?$",
    re.IGNORECASE,
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


class Kind(StrEnum):
    """What is asked for."""

    LIST = "list"
    COUNT = "count"
    LATEST = "latest"
    OLDEST = "oldest"
    MENTION = "mention"
    """The documents that mention a topic."""
    ABOUT = "about"
    """Documents on a topic, which is asked of what they say as well."""
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a question fits, and the words in its places."""

    kind: Kind
    topic: str | None = None
    adjective: str | None = None


_FORMS: tuple[tuple[Kind, str], ...] = (
    (Kind.LIST, rf"{ASK} {THE_DOCS} (?:that )?{HAVE}"),
    (
        Kind.LIST,
        rf"(?:which|what) {PAPERS} (?:do you (?:have|use|search|cover)|have you got){HERE}",
    ),
    (Kind.LIST, rf"what are (?:the|your) {DOCS}{HERE}"),
    (Kind.LIST, rf"(?:{SHOW}|(?:a |the )?(?:full |complete )?list of) {THE_DOCS}{HERE}"),
    (Kind.LIST, rf"{SHOW} (?:a |the )?(?:full |complete )?list of {THE_DOCS}{HERE}"),
    (Kind.LIST, rf"all {THE_DOCS}{HERE}"),
    (Kind.LIST, rf"what (?:have you got|do you have){HERE}"),
    (
        Kind.LIST,
        r"what(?: is|['’]s) in (?:here|(?:the|this|your) (?:corpus|collection|index|catalogue))",
    ),
    (Kind.COUNT, rf"how many {THE_DOCS}(?: {HAVE})?"),
    (Kind.COUNT, rf"(?:what(?: is|['’]s) )?(?:the )?(?:total )?number of {THE_DOCS}{HERE}"),
    (
        Kind.LATEST,
        rf"(?:{ASK}|what(?: is|['’]s| are)|which(?: is| are)) {EACH}{END} "
        rf"{DOCS}{HERE}",
    ),
    (Kind.LATEST, rf"(?:{ASK}|what(?: is|['’]s| are)) {EACH}{END} {DOCS} (?:that )?{HAVE}"),
    (Kind.LATEST, rf"{EACH}{END} {DOCS}"),
    (Kind.LATEST, rf"(?:which|what) {DOCS} (?:is|are|was|were) (?:the )?(?:{END}|new)"),
    (Kind.LATEST, rf"when was (?:the|your) {END} {DOCS} (?:published|issued|added)"),
    (Kind.LATEST, rf"(?:what(?: is|['’]s)|{ANYTHING}) new{HERE}"),
    (
        Kind.LATEST,
        rf"(?:{ASK}|(?:are there|have you got|do you have) any|any) new "
        rf"{DOCS}{HERE}",
    ),
    (
        Kind.MENTION,
        rf"(?:{ASK}|how many)(?: of)? {EACH}{ADJECTIVE}{PAPERS} (?:(?:that|which) "
        rf")?{MENTION} {TOPIC}",
    ),
    (Kind.MENTION, rf"{THE_DOCS} (?:(?:that|which) mention|mentioning) {TOPIC}"),
    (Kind.MENTION, rf"do(?:es)? any (?:of (?:the|your) )?{DOCS} {MENTION} {TOPIC}"),
    (Kind.MENTION, rf"do (?:the|your|these) (?:documents|files|publications) mention {TOPIC}"),
    (Kind.MENTION, rf"where (?:is|are) {TOPIC} mentioned(?: in (?:the|your) {DOCS})?"),
    (Kind.MENTION, rf"where do(?:es)? (?:the|your|any) {DOCS} mention {TOPIC}"),
    (
        Kind.MENTION,
        rf"(?:is|are) {TOPIC} mentioned (?:anywhere|in any(?: of (?:the|your))? "
        rf"{DOCS})",
    ),
    (Kind.ABOUT, rf"(?:(?:{ASK}|how many) )?{THE_DOCS}(?: {HAVE})? {ABOUT} {TOPIC}"),
    (
        Kind.ABOUT,
        rf"(?:(?:{ASK}|how many)(?: of)? )?{EACH}{ADJECTIVE}{PAPERS} (?:(?:that|which) )?"
        rf"{TREAT} {TOPIC}",
    ),
    (Kind.ABOUT, rf"do(?:es)? any (?:of (?:the|your) )?{DOCS} {TREAT} {TOPIC}"),
    (Kind.ABOUT, rf"(?:is|are) {TOPIC} mentioned(?: here)?"),
    (Kind.ABOUT, rf"(?:is there )?any mentions? of {TOPIC}"),
    (Kind.ABOUT, rf"{ANYTHING} (?:here )?{ABOUT} {TOPIC}"),
    (
        Kind.ABOUT,
        r"(?:(?:is|are) there|(?:do|have) (?:you|we)(?: have| got)?) (?:any|an?|some) "
        rf"{ADJECTIVE}{DOCS} {ABOUT} {TOPIC}",
    ),
    (Kind.ABOUT, rf"what (?:do (?:you|we) have|have (?:you|we) got) {ABOUT} {TOPIC}"),
)

# Forms that are too short to tell anything unless a constraint of one of these kinds follows.
_PLACES = frozenset({"period", "nation", "campaign", "audience", "standing", "easy read"})
_CONSTRAINED: tuple[tuple[Kind, str, frozenset[str]], ...] = (
    (Kind.LIST, rf"(?:{ASK} |any )?{THE_DOCS}(?: {HAVE})?", _PLACES),
    (
        Kind.LIST,
        rf"(?:are there|are|is|have you got|do you have|is there) (?:any |an? |some )?{DOCS}",
        _PLACES,
    ),
    (
        Kind.LIST,
        rf"(?:{ASK} )?{THE_DOCS} (?:(?:that|which) )?(?:{BE} )?{OUT}",
        frozenset({"period"}),
    ),
    (
        Kind.LIST,
        rf"(?:what|anything)(?: {BE}|['’]s)?(?: been)? "
        r"(?:published|new|added|released|come out)",
        frozenset({"period"}),
    ),
    (Kind.LIST, rf"{ANYTHING}{HERE}", frozenset({"period", "nation", "easy read"})),
    (
        Kind.LIST,
        r"what (?:do (?:you|we) have|have (?:you|we) got)",
        frozenset({"period", "nation", "easy read"}),
    ),
    (Kind.LIST, r"what(?:(?: is|['’]s)(?: there)?(?: available)?)?", frozenset({"easy read"})),
)
# What needs no constraint after it, as its adjective is one.
_ADJECTIVAL = rf"(?:(?:are there|have you got|do you have) )?{THE_DOCS}"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WHOLE = [(kind, _compiled(pattern)) for kind, pattern in _FORMS]
_BEFORE = [(kind, _compiled(pattern), ends) for kind, pattern, ends in _CONSTRAINED]
_WITH_ADJECTIVE = _compiled(_ADJECTIVAL)

_LONGEST_TOPIC = 8  # words
_SENTENCE = frozenset(
    """must should shall can could may might will would do does did is are was were be been
    need needs required have has had when if because who which what how why""".split()  # noqa: SIM905
)


def form(head: str, *, constrained: Set[str]) -> Form | None:
    """The form that a question fits; `constrained` says which constraints followed it."""
    return next(_fitting(head, constrained), None)


def is_topic(topic: str) -> bool:
    """Whether something may be a topic: a few words with a meaning, and no sentence of its own."""
    found = [topic[word.start : word.end].lower() for word in words(topic)]
    return (
        bool(content_stems(topic)) and len(found) <= _LONGEST_TOPIC and _SENTENCE.isdisjoint(found)
    )


def _fitting(head: str, constrained: Set[str]) -> Iterator[Form]:
    for kind, pattern in _WHOLE:
        if met := pattern.fullmatch(head):
            yield _form(kind, met)
    met = _WITH_ADJECTIVE.fullmatch(head)
    if met and met["adjective"]:
        yield _form(Kind.LIST, met)
    for kind, pattern, ends in _BEFORE:
        if (met := pattern.fullmatch(head)) and constrained & ends:
            yield _form(kind, met)


def _form(kind: Kind, met: re.Match[str]) -> Form:
    places = met.groupdict()
    end = (places.get("end") or "").lower()
    if end.startswith(("oldest", "earliest", "first")):
        kind = Kind.OLDEST
    return Form(kind, places.get("topic"), places.get("adjective"))


_LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """A question about the documents."""

    kind: Kind
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
    return _of_a_document(text, sources) or _of_documents(text, choices)


def _of_a_document(text: str, sources: Sequence[Source]) -> CatalogueQuestion | None:
    """A fact of a document that is named so that it can be told which one."""
    found = fact_form(text)
    if found is None:
        return None
    paths = named(found.name, sources)
    return CatalogueQuestion(Kind.FACT, fact=found.fact, paths=paths) if paths else None


def _of_documents(text: str, choices: Choices) -> CatalogueQuestion | None:
    """Which documents there are, how many, the latest, or those that mention something."""
    for head, constraints in (split(text, choices), (text, Constraints())):
        found = form(head, constrained=constraints.ends)
        if found is not None and (found.topic is None or is_topic(found.topic)):
            return _asked(found.kind, found.topic, constraints.with_adjective(found.adjective))
    return None


def _asked(kind: Kind, topic: str | None, constraints: Constraints) -> CatalogueQuestion:
    asked = CatalogueQuestion(kind, topic, constraints.filters, constraints.superseded)
    dated = constraints.filters.since or constraints.filters.until
    return replace(asked, kind=Kind.LIST) if kind is Kind.LATEST and dated else asked
