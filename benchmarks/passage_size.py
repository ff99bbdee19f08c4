"""The sweep of how documents are cut: `python -m benchmarks.passage_size [SQUAD_FILE ...]`.

Builds every collection with passages of other lengths, and with other context in front of what is
embedded and indexed: none, title, heading, both and all else (shipped), and with the last sentence
of the passage before as well (overlap). A longer passage holds a quote more easily but takes longer
to read, so beside nDCG@10 of passages stand that of documents, where length gives nothing away,
and how often a reader of the passages in their order meets a right one within 300 words. Of a large
collection 500 questions are asked at most, evenly spread.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np

from assistant import Assistant, build_index
from assistant.evaluation.figures import paired
from assistant.passages import contexts
from assistant.records import Document, Hit, Passage
from assistant.settings import PassageSettings, Settings
from assistant.text import sentences
from benchmarks.answered import Asked, Corpus, Floats, asked, corpora, ndcg

BUDGET = 300  # words
_HITS = 100
_MOST_QUESTIONS = 500

Contexts = Callable[[Document, Sequence[Passage]], list[str]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to cut documents and to embed their passages."""

    name: str
    lengths: PassageSettings = field(default_factory=PassageSettings)
    contexts: Contexts = contexts


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way gives on a collection: a value for each question."""

    words: float
    """The mean length of a passage."""
    passage: list[float]
    document: list[float]
    within: list[float]
    """1 where a right passage is met within the budget of words."""


def title(document: Document, passages: Sequence[Passage]) -> list[str]:
    """The title alone."""
    return [_line(document.entry.title)] * len(passages)


def heading(_document: Document, passages: Sequence[Passage]) -> list[str]:
    """The innermost heading alone, where the passage does not begin with it."""
    named = ((p.text, p.locator.headings[-1] if p.locator.headings else "") for p in passages)
    return ["" if text.startswith(name) else _line(name) for text, name in named]


def nothing(_document: Document, passages: Sequence[Passage]) -> list[str]:
    """No context at all."""
    return [""] * len(passages)


def overlapping(document: Document, passages: Sequence[Passage]) -> list[str]:
    """The shipped context, then the sentence before under the same heading."""
    before = [""]
    for one, other in pairwise(passages):
        start, end = [*sentences(one.text)][-1]
        same = one.locator.headings == other.locator.headings
        before.append(_line(" ".join(one.text[start:end].split())) if same else "")
    return [c + s for c, s in zip(contexts(document, passages), before, strict=False)]


WAYS = (
    Way("shipped"),
    Way("40 to 100 words", PassageSettings(40, 100)),
    Way("80 to 220 words", PassageSettings(80, 220)),
    Way("100 to 300 words", PassageSettings(100, 300)),
    Way("context: none", contexts=nothing),
    Way("context: title", contexts=title),
    Way("context: heading", contexts=heading),
    Way("one sentence overlap", contexts=overlapping),
)


def main() -> None:
    """Build, ask and print, a table for each collection."""
    with tempfile.TemporaryDirectory() as folder:
        for corpus in map(sampled, corpora(sys.argv[1:], Path(folder))):
            print(f"\n{corpus.name}, {len(corpus.questions)} questions")
            print(f"{'':22}{'words':>6}{'passage nDCG@10':>26}{'document':>26}{'in 300 words':>26}")
            base: Measured | None = None
            for way in WAYS:
                found = measure(corpus, Path(folder) / f"{corpus.name}-index", way)
                base = base or found
                show(way, found, base)


def sampled(corpus: Corpus) -> Corpus:
    """The collection with at most so many of its questions, evenly spread."""
    step = -(-len(corpus.questions) // _MOST_QUESTIONS)
    return replace(corpus, questions=corpus.questions[::step])


def measure(corpus: Corpus, index: Path, way: Way) -> Measured:
    """Build a collection one way and ask its questions."""
    with (
        patch("assistant.index.build.contexts", way.contexts),
        # what is built depends on the way alone, so the encoder and equal vectors are taken over
        patch("assistant.index.reuse.inputs_digest", lambda *_: way.name),
    ):
        build_index(corpus.folder, index, Settings(passages=way.lengths))
    with Assistant.open(index) as assistant:
        held = [p for source in assistant.sources() for p in assistant.passages(source.path)]
        found = Measured(float(np.mean([_words(passage) for passage in held])), [], [], [])
        for question in corpus.questions:
            ask = asked(assistant, question)
            hits = assistant.take(ask.text).hits(_HITS)
            found.passage.append(_gain(ask, hits))
            found.document.append(_gain(asked(assistant, question, page=True), hits))
            found.within.append(float(_is_met(ask, hits)))
    return found


def _gain(question: Asked, hits: Sequence[Hit]) -> float:
    scores: Floats = np.array([[hit.score] for hit in hits])
    keys = [question.key(hit.passage) for hit in hits]
    return float(ndcg(scores, keys, question.right)[0])


def _is_met(question: Asked, hits: Sequence[Hit]) -> bool:
    """Whether a right passage ends within the budget of words, or is the first."""
    read = accumulate(_words(hit.passage) for hit in hits)
    met = (
        n for n, hit in zip(read, hits, strict=True) if question.key(hit.passage) in question.right
    )
    return next(met, BUDGET + 1) <= BUDGET or (
        bool(hits) and question.key(hits[0].passage) in question.right
    )


def show(way: Way, found: Measured, base: Measured) -> None:
    """Print a row: what a way gives, less what is shipped, and p."""
    cells = (
        _cell(getattr(found, name), getattr(base, name))
        for name in ("passage", "document", "within")
    )
    print(f"{way.name:22}{found.words:6.0f}" + "".join(cells), flush=True)


def _cell(values: list[float], base: list[float]) -> str:
    if values is base:
        return f"{np.mean(values):26.4f}"
    test = paired(values, base)
    return f"{np.mean(values):10.4f} {test.difference:+.4f} p {test.p:.3f}"


def _line(text: str | None) -> str:
    return f"{text}\n" if text else ""


def _words(passage: Passage) -> int:
    return len(passage.text.split())


if __name__ == "__main__":
    main()
