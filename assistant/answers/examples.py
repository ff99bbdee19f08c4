"""Questions to start from, made of sentences that answer them: 'How often are visits made?'.

A sentence is turned into a question by its form alone: a figure at its head, a date or a reason at
its end, a verb that says what something is or does. Its words stay as they are; where they do not
say what they are about, the heading or the title goes before: 'Home visits: how many carers were
seen?'. Most sentences have no such form, and give none; of the others those are kept that are
answered, when asked, by the very sentence. A build makes them for the snapshot that it publishes,
and keeps them in the index folder beside the snapshots, which never change.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from assistant.citation import section
from assistant.records import Answer, Passage, Source
from assistant.text import MONTHS, content_stems, units
from assistant.text.abbreviations import Collector, english_among
from assistant.text.files import save

FILE_NAME = "examples.json"
FORMAT_VERSION = 1
_SNAPSHOTS = 8  # whose examples are kept, for one may be gone back to
EXAMPLES = 4
_DOCUMENTS = 60  # that sentences are read from at most, from all over the list
_PASSAGES = 40  # of each, from its beginning
_TRIED = 6  # at most for each that is wanted: each takes as long as a question does
_FEW = 0.1  # of the documents: words that so many have tell a topic
_SURELY = 0.7  # how probable it must be that a question is answered
_MOST_WORDS = 9  # of what a question is about
_LONGEST = 100  # characters, without the heading before them
_SHORTEST = 4  # words that carry meaning, unless there is a name: others ask of anything
_BY_ITSELF, _LED, _ABBREVIATION = range(3)
"""When a question is tried; what needs nothing before it comes first."""

_MONTH = "|".join(MONTHS)
_DATE = rf"(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:(?:{_MONTH}) )?(?:19|20)\d\d"
_DATED = re.compile(
    rf"(?:In|On|During) {_DATE},? (?P<after>.+)|(?P<before>[^,]+) (?:in|on) {_DATE}"
)
_NUMBER = (
    r"(?i:(?:about|around|roughly|approximately|over|nearly|almost|more than|fewer than|some"
    r"|just (?:over|under)|at least|up to|an estimated|a total of) )?\d[\d,]*"
)
_MANY = r"(?P<many>(?:[a-z][\w’'-]+ ){0,3}(?:\w+[^s\W]s|people|children|women|men|staff))"
_SUBJECT = r"(?P<subject>[^,]+?)"
_TWO = r"(?P<subject>(?:[A-Z]\S* )+and (?:[A-Z]\S* ?)+(?<! ))"
_BE = r"(?P<be>is|are|was|were)"
_DONE = r"(?:\w+(?:ed|en|wn|lt|nt|ld|de|un|ut)|set up)\b"
_DID = r"(?P<done>\w+ed) (?P<rest>(?!\w+ly\b)[^,]+?)"
_TO_DO = r"to (?!(?:be|have|the|an?|all|any|each|other|its|their|our|[A-Z]\S*|\w+[^s\W]s)\b).+"
_WHEN = (
    (rf"{_SUBJECT} (?P<be>was|were) (?P<rest>{_DONE}[^,]*)(?:,.*)?", "When {be} {subject} {rest}"),
    (rf"{_SUBJECT} {_DID}(?:,.*)?", "When did {subject} {base} {rest}"),
    (
        rf"{_SUBJECT} {_DID} (?:in|with|by|at|to|for|from|through|as)\b [^,]*(?:,.*)?",
        "When did {subject} {base} {rest}",
    ),
)
"""Of a sentence without the date at its head or end."""
_THING = (  # a name, or a kind of thing
    r"(?:[Tt]he )?[A-Z][\w’'&-]*(?: (?:[A-Z][\w’'&-]*|of|for|the|and|in))*"
    r"|[Tt]he (?:[A-Z][\w’'-]* )+[a-z]+|[Aa]n? [\w’'-]+(?: [\w’'-]+)?"
)
_OTHERS = (
    (
        rf"{_NUMBER} {_MANY} (?P<rest>(?:are|were|have|had|can|will|\w+ed) [^,]+)(?:,.*)?",
        "How many {many} {rest}",
    ),
    (
        rf"There (?P<be>are|were) {_NUMBER} {_MANY} (?P<rest>(?:in|at|on|with) [^,]+)(?:,.*)?",
        "How many {many} {be} there {rest}",
    ),
    (
        rf"{_SUBJECT} (?P<be>is|are|was|were|can|will|should|must|may) (?P<rest>[^,]+?)"
        r" (?:at least )?(?:every|each|(?:once|twice|\w+ times) an?) .+",
        "How often {be} {subject} {rest}",
    ),
    (rf"{_SUBJECT} {_BE} (?P<rest>{_DONE}) by (?:the )?[A-Z][^,]+", "Who {be} {subject} {rest} by"),
    (
        rf"{_SUBJECT} {_BE} (?P<rest>(?:being )?{_DONE}) in partnership with (?:the )?[A-Z][^,]+",
        "Who {be} {subject} {rest} with",
    ),
    (
        rf"{_SUBJECT} (?P<be>is|are|was|were|has|have) (?P<rest>(?:been )?{_DONE}) {_TO_DO}",
        "What {be} {subject} {rest} to do",
    ),
    (rf"{_TWO} (?P<rest>\w+ing) {_TO_DO}", "What are {subject} {rest} to do"),
    (
        rf"{_SUBJECT} (?P<be>has|have) (?P<rest>\w+ed with [^,]+?) {_TO_DO}",
        "Why {be} {subject} {rest}",
    ),
    (
        rf"{_SUBJECT} (?P<base>provide|offer|include|cover|recommend|promote|require)s .+",
        "What does {subject} {base}",
    ),
    (rf"(?P<subject>{_THING}) is an? .+", "What is {subject}"),
)
_LINE_DONE = re.compile(rf"(?i)(?P<being>being )?{_DONE} (?:by|in partnership with) (?:the )?[A-Z]")
_LABELLED = re.compile(r"(?:The )?((?:[A-Z][\w’'-]* )+[a-z]+): A(n?) ")  # 'Carers network: A …'
_POINTING = (
    r"\b(?:it|its|this|that|these|those|they|them|their|he|she|his|her|we|our|us|i|my|you|your"
    r"|there|here|such|both|another|others?|who|which|what|where|when|why|how|whether|if|because"
    r"|while|but|also|however|then|now|not|no|said|says)\b"
)
_PREPOSITION = (
    r"\b(?:in|on|at|of|for|to|from|by|with|within|without|after|before|since|during|under|among"
    r"|between|than|as|into|over|about|until)"
)
_NO_REST = re.compile(
    rf"(?i:{_POINTING}|\b(?:most recent|latest|current|last|next|previous)\b)"
    rf"|{_PREPOSITION}$|\band [a-z]"
)
_NO_SUBJECT = re.compile(
    rf"{_POINTING}|\b(?:will|has|have|had|is|are|was|were|be|as|or)\b|^{_PREPOSITION}\b"
    rf"|{_PREPOSITION}$|^(?:only|one|some|most|many|several|few)\b|^the [a-z]+$",  # 'the Act'
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"an? [^A-Z]+")  # 'a sample was drawn': which one?
_TOPIC_ENDS = re.compile(r"^[\d.]+ | [–—-] |: | \(")
_NAME = re.compile(r"\b(?:[A-Z][a-z]+|[A-Z0-9-]{2,})")
_UNSAID = re.compile(r"[%/]|\b(?!(?:19|20)\d\d\b)\d+\b|\b[A-Z]+\d+\b")
_WITHIN = re.compile(r"(?<=[a-z,] )[\w’'-]+")
_ASIDE = re.compile(r"^\W+| \([^()]*\)")
_UNFIT = re.compile(r"[()\[\]{}<>|“”\"‘:;…@#\n\t?!]|https?|\.\s|\b(?:above|below|following)\b")


def read(index: Path, snapshot: str) -> tuple[str, ...] | None:
    """Returns the examples of a snapshot in an index folder; None where none were made for it."""
    found = _kept(index).get(snapshot)
    return None if found is None else tuple(found)


def keep(index: Path, snapshot: str, made: Sequence[str]) -> None:
    """Keep the examples of a snapshot in an index folder, beside those of the ones before.

    Raises:
        OSError: the disk is full or failed.
    """
    every = sorted((_kept(index) | {snapshot: list(made)}).items())
    stored = {"format_version": FORMAT_VERSION, "examples": dict(every[-_SNAPSHOTS:])}
    written = json.dumps(stored, ensure_ascii=False, indent=1).encode()
    save(index / FILE_NAME, written, force=True)


def _kept(index: Path) -> dict[str, list[str]]:
    """The examples in an index folder, by snapshot; none where the file cannot be used."""
    try:
        stored = json.loads((index / FILE_NAME).read_text("utf-8"))
        known = stored["examples"] if stored["format_version"] == FORMAT_VERSION else {}
        return {
            name: [made for made in one if isinstance(made, str)] for name, one in known.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


class Asked(Protocol):
    """What examples are made with; `Assistant` is one."""

    def sources(self) -> tuple[Source, ...]:
        """The documents."""

    def passages(self, path: str) -> list[Passage]:
        """The passages of a document, in order."""

    def take(self, question: str) -> Any:
        """A question taken up: it has an `answer`, and what is `personal_data` in it."""


def examples(assistant: Asked) -> tuple[str, ...]:
    """Returns a few questions that the documents answer, each from the next document.

    Each document has a turn before one has a second. In a turn questions that stand by themselves
    come before those that need their topic before them, and what abbreviations stand for comes
    last. Superseded documents give none. The same index gives the same questions.
    """
    found: list[str] = []
    taken: Counter[str] = Counter()
    left, tried = _candidates(assistant), 0
    while left:
        for path, candidates in sorted(left.items(), key=lambda one: min(one[1])[0]):
            if len(found) == EXAMPLES or tried == _TRIED * EXAMPLES:
                return tuple(found)
            tried += 1
            best = min(candidates, key=lambda one: (one[0], taken[_asks(one[1])]))
            candidates.remove(best)
            _, question, sentence = best
            if question not in found and _is_answered_by(assistant, question, path, sentence):
                found.append(question)
                taken[_asks(question)] += 1
            if not candidates:
                del left[path]
    return tuple(found)


def _asks(question: str) -> str:
    """The word that a question asks with: 'when'."""
    return question.rpartition(": ")[2].split()[0].casefold()


def _candidates(assistant: Asked) -> dict[str, list[tuple[int, str, str]]]:
    """What may be asked of each document: when to try it, the question, the sentence it is of.

    Documents from all over the list come first, since neighbours are often alike.
    """
    current = [s for s in assistant.sources() if not s.entry.superseded_by]
    count = min(len(current), _DOCUMENTS)
    apart = [current[place * len(current) // count].path for place in range(count)]
    order = dict.fromkeys([*apart[:: max(count // EXAMPLES, 1)], *apart])
    read = {path: assistant.passages(path)[:_PASSAGES] for path in order}
    topics = _Topics({s.path: s.title for s in current}, read)
    small = Counter(w for held in read.values() for one in held for w in _WITHIN.findall(one.text))
    made = {path: list(_made_of(held, small, topics)) for path, held in read.items()}
    return {path: several for path, several in made.items() if several}


class _Topics:
    """What goes before a question that does not say what it is about."""

    def __init__(self, titles: dict[str, str], read: dict[str, list[Passage]]) -> None:
        """Count in how many documents each word is: those that few have tell a topic."""
        self._titles = titles
        self._documents = Counter(
            stem
            for held in read.values()
            for stem in {told for one in held for told in content_stems(one.text)}
        )
        self._few = len(read) * _FEW

    def before(self, question: str, passage: Passage) -> str:
        """Returns the question, its topic before it unless it tells that; '' where none is fit.

        Of a few documents each heading is a topic. Of many, what has a word that few of them have.
        """
        if question.startswith("What is "):
            return question
        asked, found = content_stems(question), dict[str, int]()
        topics = (self._titles[passage.path], section(passage.locator))
        for topic in topics if self._few >= 1 else topics[::-1]:
            for part in filter(None, _TOPIC_ENDS.split(topic)):
                stems = content_stems(part)
                told = {s for s in stems if self._documents[s] <= self._few and s.isalpha()}
                if told & asked or (stems and stems <= asked):
                    return question
                if len(stems) > 1 and len(part.split()) <= _MOST_WORDS and not _UNFIT.search(part):
                    found.setdefault(part, len(told))
        best = max(found, key=lambda part: found[part], default="")
        if not best or (self._few >= 1 and not found[best]):
            return ""
        return f"{best}: {question[0].lower()}{question[1:]}"


def _made_of(
    passages: Iterable[Passage], small: Counter[str], topics: _Topics
) -> Iterator[tuple[int, str, str]]:
    """The questions that passages of a document give: when to try each, and its sentence."""
    for passage in passages:
        for start, end in units(passage.text):
            sentence = passage.text[start:end]
            plain = question_of(sentence, section(passage.locator), small)
            if led := plain and topics.before(plain, passage):
                yield _BY_ITSELF if led == plain else _LED, led, sentence
            if short := short_of(sentence):
                yield _ABBREVIATION, short, sentence


def question_of(sentence: str, heading: str, small: Counter[str]) -> str:
    """Returns the question that a sentence answers by its form; '' where it has none.

    `small` is the words as the documents have them within sentences, where names have capitals. A
    name as `heading` is what a line without a subject is about.
    """
    bare = " ".join(_ASIDE.sub("", sentence).rstrip(". ").split())
    if labelled := _LABELLED.match(bare):
        bare = f"The {labelled[1]} is a{labelled[2]} {bare[labelled.end() :]}"
    if _UNFIT.search(bare):
        return ""
    if (done := _LINE_DONE.match(bare)) and re.fullmatch(_THING, heading):
        bare = f"{heading} {'is' if done['being'] else 'was'} {bare[0].lower()}{bare[1:]}"
    dated = _DATED.fullmatch(bare)
    undated = dated["after"] or dated["before"] if dated else ""
    forms = [(undated, *form) for form in _WHEN if dated] + [(bare, *form) for form in _OTHERS]
    met = ((re.fullmatch(form, words), asked) for words, form, asked in forms)
    made = (_made(found.groupdict(), asked, small) for found, asked in met if found)
    least = _SHORTEST if sentence.endswith(".") else _LONGEST
    return next((question for question in made if _fits(question, least)), "")


def _fits(question: str, least: int) -> bool:
    """Whether a question has a name, or so many words that carry meaning, and is short."""
    told = _NAME.search(question, question.find(" ")) or len(content_stems(question)) >= least
    return bool(told) and len(question) <= _LONGEST and not _UNSAID.search(question)


def short_of(sentence: str) -> str:
    """Returns what to ask of an abbreviation that a sentence spells out; '' where it has none."""
    if "(" not in sentence:
        return ""
    collector = Collector()
    collector.add("", sentence)
    defined = (reading.short for reading in collector.collected().readings if reading.defined)
    return next((f"What does {short} stand for?" for short in defined if short in sentence), "")


def _made(places: dict[str, str], asked: str, small: Counter[str]) -> str:
    """A form's question with the words of a sentence in its places; '' where they do not fit."""
    if _NO_REST.search(places.get("rest", "")):
        return ""
    if "subject" in places:
        subject = places["subject"] = _within(places["subject"], small)
        few = len(subject.split()) <= _MOST_WORDS and content_stems(subject)
        one = places.get("be") in ("was", "were") or "base" in places or "done" in places
        if not few or _NO_SUBJECT.search(subject) or (one and _UNNAMED.fullmatch(subject)):
            return ""
    if "done" in places:
        places["base"] = _base(places["done"])
    return f"{asked.format(**places)}?" if places.get("base") != "" else ""


def _within(subject: str, small: Counter[str]) -> str:
    """A subject as it stands within a sentence: its first word small where it is no name.

    '' where that cannot be told, as the documents have the word nowhere else.
    """
    first, _, rest = subject.partition(" ")
    lowered = first[:1].lower() + first[1:]
    if lowered not in ("the", "a", "an"):
        if rest[:1].isupper() or first[1:2].isupper() or small[first] > small[lowered]:
            return subject
        if not small[lowered]:
            return ""
    return f"{lowered} {rest}".strip()


def _base(done: str) -> str:
    """A verb as a dictionary has it, from its past tense: 'launch' of 'launched'; '' if unsure."""
    stem = done.removesuffix("ed")
    doubled = stem[:-1] if stem[-2:-1] == stem[-1:] else stem
    known = english_among([form for form in (f"{stem}e", stem, doubled) if len(form) > 2])
    return max(known, key=lambda form: known[form], default="")


def _is_answered_by(assistant: Asked, question: str, path: str, sentence: str) -> bool:
    """Whether a question, asked, is surely answered by the document's sentence."""
    taken = assistant.take(question)
    answer: Answer = taken.answer()
    first = answer.quotations[0] if answer.quotations else None
    return (
        first is not None
        and first.answers
        and answer.probability >= _SURELY
        and not (answer.caution or answer.documents or answer.parts)
        and first.passage.path == path
        and first.marked == sentence
        and not taken.personal_data
    )
