"""An assistant that gives each question its own made-up ranking."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.citation import short
from assistant.evaluation.questions import (
    Extract,
    Judged,
    JudgedMark,
    LabelledQuestion,
    Metric,
    measure,
)
from assistant.records import (
    Answer,
    Citation,
    Document,
    Entry,
    Explanation,
    Filters,
    Highlight,
    Hit,
    Locator,
    Measures,
    Outcome,
    Passage,
    Quotation,
    Source,
)

NOTHING = Measures(0.0, 0.0, 0.0, 0.0)
UNEXPLAINED = Explanation(NOTHING, NOTHING, (), 0.0)
SHOWN = 3


class Ranked(Assistant):
    """Gives each question its own ranking of made-up passages."""

    def __init__(
        self,
        documents: Mapping[str, Sequence[str]],
        rankings: Mapping[str, Sequence[tuple[str, int]]],
        outcomes: Mapping[str, Outcome] | None = None,
        marked: str = "",
    ) -> None:
        self._documents = documents
        self._rankings = rankings
        self._outcomes = outcomes or {}
        self._marked = marked
        self.document = self._document
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(path, "0" * 64, Entry(title=path.upper()), None, None, len(texts))
            for path, texts in self._documents.items()
        )

    def _document(self, path: str) -> Document:
        return Document(path, "0" * 64, "\n".join(self._documents[path]), ())

    def passages(self, path: str) -> list[Passage]:
        texts = self._documents.get(path, ())
        return [Passage(path, n, n + len(text), text, Locator()) for n, text in enumerate(texts)]

    def take(self, question: str, history: Sequence[str] = ()) -> Taken:  # type: ignore[override]
        return Taken(self, question, history)

    def hits(self, question: str, most: int) -> list[Hit]:
        found = [self.passages(path)[n] for path, n in self._rankings.get(question, ())]
        return [Hit(passage, 0, 1.0, NOTHING) for passage in found[:most]]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = SHOWN,
        filters: Filters | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history)))
        sources = {source.path: source for source in self.sources()}
        cited = [
            (hit, Citation(sources[hit.passage.path], hit.passage.locator))
            for hit in self.hits(question, k)
        ]
        return Answer(
            question=question,
            searched_for=question,
            outcome=self._outcomes.get(question, Outcome.FOUND),
            probability=0.75,
            quotations=tuple(
                Quotation(
                    hit.passage,
                    hit.score,
                    UNEXPLAINED,
                    citation,
                    short(citation),
                    sentence=self._mark(hit),
                )
                for hit, citation in cited
            ),
            snapshot="made up",
        )

    def _mark(self, hit: Hit) -> Highlight | None:
        """What is to be marked, where it stands in the passage."""
        start = hit.passage.text.find(self._marked)
        known = self._marked and start >= 0
        return Highlight(start, start + len(self._marked)) if known else None


@dataclass
class Taken:
    """A question that a made-up assistant took up."""

    assistant: Ranked
    text: str
    history: Sequence[str]

    def answer(self) -> Answer:
        return self.assistant.ask(self.text, self.history)

    def hits(self, most: int) -> list[Hit]:
        return self.assistant.hits(self.text, most)


@pytest.fixture
def ranked() -> type[Ranked]:
    """Makes an assistant from documents, a ranking for each question, outcomes and what to mark."""
    return Ranked


@pytest.fixture
def labelled() -> Callable[..., LabelledQuestion]:
    """Makes an answerable question whose id is its text."""

    def made(question: str, quote: str = "right", *sources: str) -> LabelledQuestion:
        return LabelledQuestion(question, (question,), True, sources or ("a.txt",), quote)

    return made


@pytest.fixture
def judged() -> Callable[..., Judged]:
    """Makes what came of a question of one right passage; without a rank it was not found."""

    def made(
        name: str,
        rank: int | None = None,
        outcome: Outcome = Outcome.FOUND,
        *,
        answerable: bool = True,
        kind: str = "",
        probability: float = 0.5,
        mark: JudgedMark | None = None,
    ) -> Judged:
        sources = ("a.txt",) if answerable else ()
        metrics: dict[Metric, float] = {}
        if answerable:
            metrics = measure([place == rank for place in range(1, 51)], 1)
        return Judged(
            question=LabelledQuestion(
                name, (f"What is {name}?",), answerable, sources, "right" * answerable, kind
            ),
            rank=rank,
            metrics=metrics,
            outcome=outcome,
            probability=probability,
            first=Extract("b.txt", 0, 5, "B (2020), page 2", f"first for {name}"),
            right=Extract("a.txt", 7, 9, "A", f"right for {name}") if answerable else None,
            mark=mark,
        )

    return made


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a file, named after its content."""

    def written(content: str) -> Path:
        name = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        path = tmp_path / f"{name}.jsonl"
        path.write_text(content, "utf-8", newline="")
        return path

    return written
