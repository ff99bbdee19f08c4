"""Hits and answers: what a search found, why, and how it is shown and cited."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from assistant.records.documents import Locator, Passage, Source


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
    """The question's words in order; their contributions and `rest` are those of late interaction.
    """
    rest: float
    """What the encoder's prompt contributed, where it has one."""
    sentence: Highlight | None
    """The sentence or bullet that met the question best."""

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The passage's words that met a word of the question, in order, each once."""
        found = {m.place for word in self.words for m in word.met if m.place}
        return tuple(sorted(found, key=lambda h: h.start))


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


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as an answer shows it: verbatim, with what to mark in it and how to cite it."""

    passage: Passage
    score: float
    explanation: Explanation
    citation: Citation
    cited: str
    """The citation in one line."""
    probability: float = 0.0
    """That this passage answers the question, from 0 to 1."""
    outcome: Outcome = Outcome.UNCONFIRMED
    """What the answer would come to if this were its only passage."""

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The words of the passage that met the question, in order."""
        return self.explanation.highlights

    def to_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The quotation as an object for JSON; if `explained`, with why it was found."""
        passage, source = self.passage, self.citation.source
        return {
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "score": self.score,
            "highlights": [[h.start, h.end] for h in self.highlights],
            "document": {
                "path": source.path,
                "title": source.title,
                "url": source.entry.url,
                "published": source.entry.published,
                "sha256": source.sha256,
            },
            "locator": {
                "pages": list(passage.locator.pages) if passage.locator.pages else None,
                "slides": list(passage.locator.slides) if passage.locator.slides else None,
                "headings": list(passage.locator.headings),
            },
            "citation": self.cited,
            **({"explanation": asdict(self.explanation)} if explained else {}),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    Where the outcome is not FOUND, `quotations` are the nearest passages, not an answer.
    """

    question: str
    searched_for: str
    outcome: Outcome
    probability: float
    """That the first passage answers the question, from 0 to 1."""
    quotations: tuple[Quotation, ...]
    snapshot: str

    def to_dict(self, *, explained: bool = False) -> dict[str, object]:
        """The answer as an object for JSON; if `explained`, with why each passage was found."""
        return {
            "question": self.question,
            "searched_for": self.searched_for,
            "outcome": self.outcome.value,
            "probability": self.probability,
            "passages": [quotation.to_dict(explained=explained) for quotation in self.quotations],
            "snapshot": self.snapshot,
        }
