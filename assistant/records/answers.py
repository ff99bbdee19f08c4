"""Hits and answers: what a search found, what a passage says, and how it is shown and cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from assistant.records.documents import Filtering, Locator, Passage, Source


@dataclass(frozen=True, slots=True)
class Unit:
    """A bullet, sentence or table row of a passage, and how far it answers."""

    start: int
    end: int
    """Offsets within the passage's text."""
    share: float
    """How probable it is that this unit answers best, from 0 to 1; all of a passage's make 1."""
    inside: float
    """How probable it is that it is part of an answer at all, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a passage answers a question, and which of its units do."""

    answers: float = 0.0
    """The log odds that the passage answers, before calibration."""
    units: tuple[Unit, ...] = ()
    """In order; none where the passage has no words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether a passage answers a question."""

    answers: float
    """The log odds that it does, by the model of comprehension."""
    score: float
    """How well it matches the question, by retrieval."""


FEATURES = tuple(field.name for field in fields(Evidence))
"""What the probability is computed from, in order."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How well a passage matches a question, or how much each way of measuring that weighs."""

    whole: float
    """MaxSim of the question over all of the passage's tokens."""
    point: float
    """The best MaxSim over the tokens of one point (sentence, bullet) of it and its context."""
    cosine: float
    """The best cosine of the question's vector and a point's."""
    lexical: float
    """BM25 as a share of the most that the question's words could give."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; a higher `score` is a better match."""

    passage: Passage
    number: int
    """The passage's number in the index."""
    score: float
    """The weighted sum of the measures."""
    measures: Measures


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for a question, best first; equal scores keep corpus order."""

    numbers: tuple[int, ...]
    """The passages' numbers in the index."""
    scores: tuple[float, ...]
    measures: tuple[Measures, ...]

    @property
    def best(self) -> float:
        """The best score; 0 where there are no candidates."""
        return self.scores[0] if self.scores else 0.0

    def score(self, number: int) -> float:
        """What a passage scored; 0 where it is not a candidate."""
        return dict(zip(self.numbers, self.scores, strict=True)).get(number, 0.0)

    def only(self, places: Sequence[int]) -> Ranking:
        """The candidates at some places of the ranking, in its order."""
        return Ranking(
            tuple(self.numbers[i] for i in places),
            tuple(self.scores[i] for i in places),
            tuple(self.measures[i] for i in places),
        )

    def hits(self, passages: Callable[[Sequence[int]], Sequence[Passage]], most: int) -> list[Hit]:
        """Returns the `most` best as hits; `passages` gives those of some numbers, in order."""
        best = passages(self.numbers[:most])
        return list(map(Hit, best, self.numbers, self.scores, self.measures))


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a passage that met the question; offsets are within the passage's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MetBy:
    """A word of a passage, or of its title or heading, that met a word of the question."""

    text: str
    similarity: float
    """Of the two words where they stand, at most 1."""
    place: Highlight | None
    """Where the word stands in the passage; None in the title or heading."""


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of the question, and how a passage met it."""

    word: str
    weight: float
    """Its share of the question, from 0 to 1: rarer words weigh more."""
    contribution: float
    """What late interaction gave to the passage's score for it."""
    met: tuple[MetBy, ...]
    """The words that met it, most similar first; none for a word that carries no meaning."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage scored as it did."""

    measures: Measures
    contributions: Measures
    """What each measure gave to the score; together they are the score."""
    words: tuple[WordMatch, ...]
    """The question's, in order; their contributions and `rest` are those of late interaction."""
    rest: float
    """What the encoder's prompt contributed, where it has one."""


@dataclass(frozen=True, slots=True)
class Citation:
    """All that a reference to a passage needs."""

    source: Source
    locator: Locator


class Outcome(StrEnum):
    """Whether the documents answer a question."""

    FOUND = "found"
    UNCONFIRMED = "unconfirmed"
    NOT_FOUND = "not_found"

    @property
    def words(self) -> str:
        """What is said of it: the same in the chat, in the terminal and in JSON."""
        return _WORDS[self]


_WORDS = {
    Outcome.FOUND: "From the documents, word for word:",
    Outcome.UNCONFIRMED: "Nothing in the documents answers this clearly. The nearest passages are:",
    Outcome.NOT_FOUND: "The documents do not cover this.",
}

ELIDED = " … "
"""What stands in a quotation for words that are left out of it."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS, _WHOLE = re.compile(r",(?=\d{3}(?!\d))"), re.compile(r"\.0+$")


def _figures(text: str) -> set[str]:
    """The figures of a text however they are written: '1,250.00', '1250' and '01250' are one."""
    bare = (_WHOLE.sub("", _THOUSANDS.sub("", figure)) for figure in _FIGURE.findall(text))
    return {figure.lstrip("0") or "0" for figure in bare}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place where a quoted passage stands, in the same words or as an excerpt."""

    passage: Passage
    citation: Citation
    cited: str
    """The citation in one line."""

    def to_dict(self) -> dict[str, object]:
        """The place as an object for JSON."""
        return {
            "document": _document(self.citation.source),
            "locator": _locator(self.passage.locator),
            "citation": self.cited,
            "start": self.passage.start,
            "end": self.passage.end,
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as an answer shows it: verbatim, with what to mark in it and how to cite it."""

    passage: Passage
    score: float
    explanation: Explanation
    citation: Citation
    cited: str
    """The citation in one line."""
    reading: Reading = Reading()
    """What the model of comprehension read in it."""
    sentence: Highlight | None = None
    """The stretch that answers: a bullet, sentence or table row, or the run of them it takes.

    With it comes what it would say something else without: what its first words point back to, the
    items that it announces, an exception that follows.
    """
    also: tuple[Elsewhere, ...] = ()
    """The other places among the hits where the passage stands."""
    probability: float = 0.0
    """That this passage answers the question, from 0 to 1."""
    outcome: Outcome = Outcome.UNCONFIRMED
    """What the answer would come to if this were its only passage."""
    meets: str = ""
    """The question, where what is marked and its headings hold every word of it; else ''."""
    lead_ins: tuple[str, ...] = ()
    """What opens the list or heads the table that the passage begins within, outermost first."""
    sentence_lead_ins: tuple[str, ...] = ()
    """The same of the stretch that answers."""
    sentence_notes: tuple[str, ...] = ()
    """What belongs to that stretch further on: an exception behind its list, a note to a figure."""

    @property
    def said(self) -> str:
        """The passage as it is quoted: with what belongs to it, '…' where words are left out."""
        notes = () if self.sentence else self.sentence_notes
        return ELIDED.join((*self.lead_ins, self.passage.text, *notes))

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The words of the passage that met a word of the question, in order, each once."""
        found = {m.place for word in self.explanation.words for m in word.met if m.place}
        return tuple(sorted(found, key=lambda h: h.start))

    @property
    def marked(self) -> str:
        """The words that answer; '' where none are marked."""
        return self.passage.text[self.sentence.start : self.sentence.end] if self.sentence else ""

    @property
    def surest(self) -> str:
        """Of the words that answer those that most likely do by themselves; '' where none are."""
        start, end = (self.sentence.start, self.sentence.end) if self.sentence else (0, 0)
        marked = (unit for unit in self.reading.units if start <= unit.start and unit.end <= end)
        best = max(marked, key=lambda unit: unit.share, default=None)
        return self.passage.text[best.start : best.end] if best else self.marked

    @property
    def answers(self) -> bool:
        """Whether it answers by itself."""
        return self.outcome is Outcome.FOUND

    def to_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The quotation as an object for JSON; if `explained`, with why it was found."""
        return {
            "text": self.passage.text,
            "start": self.passage.start,
            "end": self.passage.end,
            "score": self.score,
            "answers": self.answers,
            "probability": self.probability,
            "highlights": [[h.start, h.end] for h in self.highlights],
            "sentence": [self.sentence.start, self.sentence.end] if self.sentence else None,
            "lead_ins": list(self.lead_ins),
            "sentence_lead_ins": list(self.sentence_lead_ins),
            "sentence_notes": list(self.sentence_notes),
            "units": [asdict(unit) for unit in self.reading.units],
            "document": _document(self.citation.source),
            "locator": _locator(self.passage.locator),
            "citation": self.cited,
            "also": [place.to_dict() for place in self.also],
            **({"explanation": asdict(self.explanation)} if explained else {}),
        }


def _document(source: Source) -> dict[str, object]:
    return {
        "path": source.path,
        "title": source.title,
        "url": source.entry.url,
        "published": source.entry.published,
        "superseded_by": source.entry.superseded_by,
        "sha256": source.sha256,
    }


def _locator(locator: Locator) -> dict[str, object]:
    return {
        "pages": list(locator.pages) if locator.pages else None,
        "slides": list(locator.slides) if locator.slides else None,
        "headings": list(locator.headings),
    }


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a question asks, and whether the documents answer it."""

    question: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document that answers a question about the documents."""

    source: Source
    mentions: int | None = None
    """How many of its passages mention what was asked for; None where nothing was."""
    quotations: tuple[Quotation, ...] = ()
    """The best of them; none for documents further down the list."""

    def to_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The document as an object for JSON, with its catalogue entry."""
        return {
            "path": self.source.path,
            "sha256": self.source.sha256,
            **asdict(self.source.entry),
            "title": self.source.title,
            "mentions": self.mentions,
            "passages": [quotation.to_dict(explained=explained) for quotation in self.quotations],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    Where the outcome is not FOUND, `quotations` are the nearest passages, which may not answer.
    A question about the documents themselves is answered by `summary` and `documents`.
    """

    question: str
    searched_for: str
    outcome: Outcome
    probability: float
    """That the question is answered, from 0 to 1: as probable as that its best passage does."""
    quotations: tuple[Quotation, ...]
    snapshot: str
    carried: str | None = None
    """What was carried over from earlier questions; None where the question was searched alone."""
    read_as: tuple[tuple[str, str], ...] = ()
    """What was read as an abbreviation, or has one: what was typed, and what it was read as."""
    parts: tuple[Part, ...] = ()
    """What is asked, where that is several things of which some are answered and some are not."""
    reply: str | None = None
    """A fixed reply to what is not a question of the documents; there are no passages then."""
    caution: str | None = None
    """What to say before anything else, where a question tells of danger to someone now."""
    filters: Filtering | None = None
    """The filters it was found under; None where there were none."""
    summary: str = ""
    """What is said of the documents, in fixed words; '' where the question was not about them."""
    documents: tuple[ListedDocument, ...] = ()
    silent: int = 0
    """How many documents are not listed as the catalogue does not say what the question names."""
    covers: tuple[str, ...] = ()
    """A few of the things the documents are about, where they do not cover the question."""
    unread: int = 0
    """How many files of the corpus could not be read, and so are not searched."""

    @property
    def answering(self) -> tuple[Quotation, ...]:
        """The quotations that answer by themselves; none where the outcome is not FOUND."""
        return tuple(q for q in self.quotations if self.outcome is Outcome.FOUND and q.answers)

    @property
    def near(self) -> tuple[Quotation, ...]:
        """The other quotations: near what is asked, and no answer by themselves."""
        answering = self.answering
        return tuple(q for q in self.quotations if q not in answering)

    @property
    def shown(self) -> tuple[Quotation, ...]:
        """What is shown for an answer: the quotations that answer, or else those that are near."""
        return self.answering or self.near

    @property
    def differing(self) -> tuple[Quotation, ...]:
        """Of what answers, the best of each document whose marked figures are none of the others'.

        There are at least two of them, or none; each holds every word of the same question. Figures
        of the question, and of the label of a row, are what is asked, not what is answered.
        """
        found: dict[str, tuple[Quotation, set[str]]] = {}
        met = [one for one in self.answering if one.meets]
        for one in (one for one in met if one.meets == met[0].meets):
            label, bar, cells = one.surest.partition(" | ")
            told = (_figures(cells) or _figures(label)) if bar else _figures(label)
            figures = told - _figures(one.meets)
            if figures and not any(figures & others for _, others in found.values()):
                found.setdefault(one.passage.path, (one, figures))
        return tuple(one for one, _ in found.values()) if len(found) > 1 else ()

    @property
    def message(self) -> str:
        """The words for the outcome, above the passages where there are any; or the reply."""
        if self.reply or self.summary or not self.unread or self.outcome is not Outcome.NOT_FOUND:
            return self.reply or self.summary or self.outcome.words
        files = "1 file" if self.unread == 1 else f"{self.unread:,} files"
        is_not = "is not" if self.unread == 1 else "are not"
        return f"{self.outcome.words} {files} could not be read and {is_not} searched."

    def to_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The answer as an object for JSON; if `explained`, with why each passage was found."""
        return {
            "question": self.question,
            "searched_for": self.searched_for,
            "carried_over": self.carried,
            "read_as": [list(pair) for pair in self.read_as],
            "parts": [asdict(part) for part in self.parts],
            "differing": [quotation.cited for quotation in self.differing],
            "caution": self.caution,
            "outcome": self.outcome.value,
            "message": self.message,
            "reply": self.reply,
            "covers": list(self.covers),
            "unread": self.unread,
            "probability": self.probability,
            "passages": [quotation.to_dict(explained=explained) for quotation in self.quotations],
            "snapshot": self.snapshot,
            "filters": self.filters.to_dict() if self.filters else None,
            "summary": self.summary,
            "documents": [document.to_dict(explained=explained) for document in self.documents],
        }
