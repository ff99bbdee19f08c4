"""The forms that questions about documents have, as patterns that a whole question must fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from assistant.catalogue_questions.phrases import (
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
)
from assistant.words import content_stems, words


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
