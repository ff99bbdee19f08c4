"""What a question says of the documents it asks for: their date, nation, campaign and standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant.answers.filters import Choices
from assistant.records import Filters
from assistant.records.documents import plain

DOCS = r"(?:documents?|docs?|files?|publications?|pdfs?)"
PAPERS = r"(?:documents?|docs?|files?|publications?|pdfs?|reports?|papers?|sources?|leaflets?)"
ADJECTIVE = (
    r"(?:(?P<adjective>easy[- ]?read|superseded|out[- ]of[- ]date|outdated|current"
    r"|up[- ]to[- ]date) )?"
)
EACH = r"(?:(?:all|any|every|each|other|some|of|the|your|our|these|those) )*"
THE_DOCS = rf"{EACH}{ADJECTIVE}{DOCS}"
HERE = (
    r"(?: (?:here|in here|available|altogether|in total|loaded"
    r"|in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)))?"
)
HAVE = (
    r"(?:are there|there are|is there|exist|are (?:available|here|in here|included|covered|loaded)"
    r"|(?:do |can )?(?:you|we|i) (?:have|hold|cover|search|use|answer from|quote from|know"
    r"|ask about)(?: got)?|(?:have|has) (?:you|we) got|(?:you|we)['’]ve got"
    rf"|are in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)){HERE}"
)
SHOW = r"(?:list|name|display|print|find|see|search for|(?:show|give|tell|find|get)(?: me)?)"
ASK = rf"(?:which|what|{SHOW}(?: (?:which|what|a list of))?|(?:a |the )?list of)"
OUT = r"(?:published|issued|released|added|new|out|come out|came out|dated)"
BE = r"(?:is|are|was|were|has|have|has been|have been)"
ANYTHING = (
    r"(?:(?:(?:is|are) there|(?:do|have) (?:you|we)(?: have| got)?|got) )?(?:anything|something)"
)
END = (
    r"(?P<end>latest|newest|most recent|most recently published|last published"
    r"|oldest|earliest|first published)"
)
MENTION = (
    r"(?:mention(?:s|ed|ing)?|refer(?:s|ring)? to"
    r"|(?:contain|use|include)(?:s|ing)? the (?:word|words|term|phrase))"
)
TREAT = (
    r"(?:(?:talk|speak)(?:s|ing)? about|discuss(?:es|ing)?|deal(?:s|ing)? with|cover(?:s|ing)?"
    r"|relates? to|(?:is|are) (?:about|to do with|related to)"
    r"|(?:say|have|has)s? (?:something|anything) (?:about|on))"
)
ABOUT = r"(?:about|on|regarding|concerning|relating to|related to|to do with)"
TOPIC = r"(?P<topic>.+?)"


class Fact(StrEnum):
    """What is asked of a named document, by the name it has in an `Entry`."""

    AUTHOR = "author"
    PUBLISHER = "publisher"
    DATE = "published"
    ADDRESS = "url"
    STANDING = "superseded_by"


@dataclass(frozen=True, slots=True)
class FactForm:
    """A question for a fact of a document, and how it names the document."""

    fact: Fact
    name: str


_NAME = r"(?P<name>.+?)"
_FACTS: tuple[tuple[Fact, str], ...] = (
    (Fact.AUTHOR, rf"who (?:wrote|authored|(?:is|was|are|were) the authors? of) {_NAME}"),
    (Fact.AUTHOR, rf"who (?:is|was) {_NAME} (?:written )?by"),
    (Fact.AUTHOR, rf"(?:what is |what['’]s )?the author of {_NAME}"),
    (Fact.PUBLISHER, rf"who (?:published|issued|released|(?:is|was) the publisher of) {_NAME}"),
    (Fact.PUBLISHER, rf"who (?:is|was) {_NAME} (?:published|issued|released) by"),
    (
        Fact.DATE,
        rf"when (?:was|were|is|did) {_NAME} (?:first )?(?:published|written|issued|released|come "
        r"out|dated)",
    ),
    (
        Fact.DATE,
        rf"(?:in )?(?:what|which) (?:year|date|month) (?:was|were|is) {_NAME} "
        r"(?:first )?(?:published|written|issued|released|dated|from)",
    ),
    (Fact.DATE, rf"(?:what(?: is|['’]s) )?the (?:publication )?(?:date|year) of {_NAME}"),
    (Fact.DATE, rf"how (?:old|recent) is {_NAME}"),
    (
        Fact.ADDRESS,
        rf"(?:what(?: is|['’]s)|{SHOW}) the (?:link|url|address|web ?address) "
        rf"(?:of|for|to) {_NAME}",
    ),
    (Fact.ADDRESS, rf"where can i (?:find|read|get|download|see) {_NAME}"),
    (
        Fact.STANDING,
        rf"(?:is|are) {_NAME} (?:still )?(?:current|up[- ]to[- ]date|superseded|out[- "
        r"]of[- ]date|outdated|obsolete)",
    ),
)
_COMPILED = [(fact, re.compile(pattern, re.IGNORECASE)) for fact, pattern in _FACTS]


def fact_form(text: str) -> FactForm | None:
    """The question for a fact of a document that a text is; None where it is none."""
    found = ((fact, pattern.fullmatch(text)) for fact, pattern in _COMPILED)
    return next((FactForm(fact, met["name"]) for fact, met in found if met), None)


_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DATE = rf"(?:(?:{'|'.join(_MONTHS)}) )?(?:19|20)\d\d(?:-[01]\d(?:-[0-3]\d)?)?"
_THAT = r"(?:(?:that|which) )?"
_BE = r"(?:are|is|have been|has been|were|was)"
_EASY_READ = re.compile(
    rf" {_THAT}(?:{_BE} )?(?:available )?(?:in |as )?(?:an )?easy[- ]?read"
    r"(?: (?:format|version)s?)?$",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(
    rf" {_THAT}(?:{_BE} )?(?:now )?"
    r"(?:superseded|replaced|out[- ]of[- ]date|outdated|obsolete|no longer current)$",
    re.IGNORECASE,
)
_CURRENT = re.compile(
    rf" {_THAT}{_BE} (?:still )?(?:current|up[- ]to[- ]date|not superseded)$", re.IGNORECASE
)
_BETWEEN = re.compile(rf" (?:between|from) ({_DATE}) (?:and|to|until) ({_DATE})$", re.IGNORECASE)
_PERIOD = re.compile(
    rf" {_THAT}(?:(?:are|is) )?(?:from (?=before|after|between))?"
    rf"(since|from|after|before|until|up to|in|during) ({_DATE})( onwards| or later)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the documents asked for must be."""

    filters: Filters = field(default_factory=Filters)
    superseded: bool = False
    ends: frozenset[str] = frozenset()
    """Which kinds of constraint the question ended in."""

    def with_adjective(self, adjective: str | None) -> Constraints:
        """The constraints with what stands before 'documents': 'easy read', 'superseded'."""
        word = (adjective or "").lower()
        if word.startswith("easy"):
            return replace(self, filters=replace(self.filters, easy_read=True))
        if word.startswith(("current", "up")):
            return replace(self, filters=replace(self.filters, current=True))
        return replace(self, superseded=True) if word else self


def split(text: str, choices: Choices) -> tuple[str, Constraints]:
    """A question without the constraints that it ends in, and those constraints.

    A nation, campaign or audience is one only if some document has it.
    """
    found = Constraints()
    for _ in range(6):
        step = next(_steps(text, choices), None)
        if step is None or step.ends <= found.ends:
            break
        text, found = step.head, found_with(found, step)
    return text, found


@dataclass(frozen=True, slots=True)
class _Step:
    """A question without the last constraint in it, and that constraint."""

    head: str
    ends: frozenset[str]
    change: dict[str, str | bool]
    superseded: bool = False


def found_with(found: Constraints, step: _Step) -> Constraints:
    """The constraints with one more."""
    filters = replace(found.filters, **step.change)  # type: ignore[arg-type]
    return Constraints(filters, found.superseded or step.superseded, found.ends | step.ends)


def _steps(text: str, choices: Choices) -> Iterator[_Step]:
    """The constraints that a question may end in."""
    if end := _EASY_READ.search(text):
        yield _Step(text[: end.start()], frozenset({"easy read"}), {"easy_read": True})
    if end := _SUPERSEDED.search(text):
        yield _Step(text[: end.start()], frozenset({"standing"}), {}, superseded=True)
    if end := _CURRENT.search(text):
        yield _Step(text[: end.start()], frozenset({"standing"}), {"current": True})
    if end := _BETWEEN.search(text):
        change: dict[str, str | bool] = {"since": _iso(end[1]), "until": _iso(end[2])}
        yield _Step(text[: end.start()], frozenset({"period"}), change)
    if end := _PERIOD.search(text):
        yield _Step(text[: end.start()], frozenset({"period"}), _period(*end.groups()))
    yield from _names(text, choices)


def _names(text: str, choices: Choices) -> Iterator[_Step]:
    kinds = (
        ("nation", choices.nations, rf"{_THAT}(?:are |is )?(?:for|from|in)", ""),
        ("campaign", choices.campaigns, r"(?:for|from|of|in)(?: the)?", "(?: campaign)?"),
        ("audience", choices.audiences, rf"{_THAT}(?:are |is )?(?:written |meant )?for", ""),
    )
    for kind, names, before, after in kinds:
        end = re.search(rf" {before} ({_any(names)}){after}$", text, re.IGNORECASE)
        if names and end:
            name = next(n for n in names if plain(n) == plain(end[1]))
            yield _Step(text[: end.start()], frozenset({kind}), {kind: name})


def _any(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _period(word: str, written: str, onwards: str | None) -> dict[str, str | bool]:
    """The filter that 'since 2020' and the like are; 'after 2020' begins with 2021."""
    word, date = word.lower(), _iso(written)
    year = int(date[:4])
    if word == "since" or onwards:
        return {"since": date}
    if word == "after":
        return {"since": f"{year + 1}" if len(date) == 4 else date}
    if word == "before":
        return {"until": f"{year - 1}" if len(date) == 4 else date}
    return {"until": date} if word in ("until", "up to") else {"since": date, "until": date}


def _iso(written: str) -> str:
    """A date as the catalogue writes it: 'March 2021' is '2021-03'."""
    month, _, year = written.lower().rpartition(" ")
    return f"{year}-{_MONTHS.index(month) + 1:02}" if month else year
