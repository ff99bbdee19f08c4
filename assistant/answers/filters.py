"""Filters checked against the catalogue, what there is to choose from, and filters in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.errors import FilterError
from assistant.records import Entry, Filtering, Filters, Source
from assistant.records.documents import plain, several

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that documents have in the catalogue, each once, in order of the alphabet."""

    nations: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    """Of publication, earliest first."""
    easy_read: bool = False
    """Whether some documents are Easy Read and others are not."""
    superseded: bool = False
    """Whether some documents are superseded."""


def choices_of(sources: Sequence[Source]) -> Choices:
    """What there is to filter these documents by."""
    entries = [source.entry for source in sources]
    return Choices(
        nations=_each_once(name for e in entries for name in several(e.nation)),
        campaigns=_each_once(e.campaign for e in entries if e.campaign),
        audiences=_each_once(name for e in entries for name in several(e.audience)),
        years=_each_once(e.published[:4] for e in entries if e.published),
        easy_read=len({bool(e.easy_read) for e in entries}) > 1,
        superseded=any(e.superseded_by for e in entries),
    )


def checked_filters(filters: Filters, choices: Choices) -> Filters:
    """The filters, names spelt as the catalogue has them.

    Raises:
        FilterError: a name that no document has, or a date that is none or comes too early.
    """
    for name, value in (("since", filters.since), ("until", filters.until)):
        _check_date(name, value)
    since, until = filters.since, filters.until
    if since and until and since[: len(until)] > until[: len(since)]:
        raise FilterError(f"since must not be after until; found {since} and {until}")
    return replace(
        filters,
        nation=_known("nation", filters.nation, choices.nations),
        campaign=_known("campaign", filters.campaign, choices.campaigns),
        audience=_known("audience", filters.audience, choices.audiences),
    )


def filtering_of(filters: Filters, entries: Iterable[Entry]) -> Filtering:
    """How many documents pass the filters, and how many the catalogue says too little of."""
    passed = of = silent = 0
    for entry in entries:
        of += 1
        passed += filters.admits(entry)
        silent += filters.is_silent(entry)
    return Filtering(filters, passed, of, silent)


def in_words(filters: Filters) -> str:
    """The filters in one line: 'nation England, published from 2019, Easy Read only'."""
    return ", ".join(_words(filters))


def filter_lines(filtering: Filtering) -> list[str]:
    """What a reader must be told of the filters: which are on, and what they leave out."""
    share = f"{filtering.documents:,} of {filtering.of:,} documents"
    lines = [f"Filter: {in_words(filtering.filters)} ({share})."]
    return lines + silence_lines(filtering)


def silence_lines(filtering: Filtering) -> list[str]:
    """How many documents are left out as the catalogue says too little of them; [] for none."""
    what = " or ".join(_looked_at(filtering.filters))
    return [left_out(filtering.silent, what)] if filtering.silent else []


def left_out(documents: int, what: str) -> str:
    """Says that documents are left out as what is asked for is not known of them."""
    left = "1 document" if documents == 1 else f"{documents:,} documents"
    return f"Left out: {left} whose {what} the catalogue does not give."


def outside_line(filtering: Filtering) -> str:
    """Whether documents that do not pass would answer; '' where those that pass do."""
    if filtering.outside is None:
        return ""
    found = "1 passage" if filtering.outside == 1 else f"{filtering.outside:,} passages"
    return f"Without the filter: {found if filtering.outside else 'no answer either'}."


def _words(filters: Filters) -> Iterator[str]:
    for name in ("nation", "campaign", "audience"):
        if getattr(filters, name) is not None:
            yield f"{name} {getattr(filters, name)}"
    if filters.since is not None:
        yield f"published from {filters.since}"
    if filters.until is not None:
        yield f"published up to {filters.until}"
    if filters.easy_read is not None:
        yield "Easy Read only" if filters.easy_read else "not Easy Read"
    if filters.current:
        yield "not superseded"


def _looked_at(filters: Filters) -> Iterator[str]:
    """What of the catalogue the filters ask for and may be missing there."""
    yield from (n for n in ("nation", "campaign", "audience") if getattr(filters, n) is not None)
    if filters.since is not None or filters.until is not None:
        yield "date"


def _known(name: str, asked: str | None, there: Sequence[str]) -> str | None:
    """A name as the catalogue spells it."""
    if asked is None:
        return None
    found = next((value for value in there if plain(value) == plain(asked)), None)
    if found is None:
        listed = ", ".join(there)
        hint = f"there is {listed}" if there else f"the catalogue gives no document a {name}"
        raise FilterError(f"no document has the {name} {asked!r}: {hint}")
    return found


def _check_date(name: str, written: str | None) -> None:
    try:
        if written is None or (_DATE.fullmatch(written) and date.fromisoformat(_whole(written))):
            return
    except ValueError:
        pass
    raise FilterError(
        f"{name} must be a year, year-month or date such as 2019, 2019-11 or 2019-11-30; "
        f"found {written!r}"
    )


def _whole(written: str) -> str:
    return f"{written}-01-01"[:10]


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    """The values in order, of those that differ in capitals only the first."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(plain(value), " ".join(value.split()))
    return tuple(found[key] for key in sorted(found))


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


_DATE_ASKED = rf"(?:(?:{'|'.join(_MONTHS)}) )?(?:19|20)\d\d(?:-[01]\d(?:-[0-3]\d)?)?"


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


_BETWEEN = re.compile(
    rf" (?:between|from) ({_DATE_ASKED}) (?:and|to|until) ({_DATE_ASKED})$", re.IGNORECASE
)


_PERIOD = re.compile(
    rf" {_THAT}(?:(?:are|is) )?(?:from (?=before|after|between))?"
    rf"(since|from|after|before|until|up to|in|during) ({_DATE_ASKED})( onwards| or later)?$",
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
