"""How often the stretch marked as the answer holds it: `python -m benchmarks.highlights [SQUAD]`.

Of the answerable questions whose outcome is 'found' and whose first passage holds the labelled
quote: how often the marked stretch holds all of the quote, or four fifths of its words; the mean
share of the quote's words in it; and how long it is beside the passage. SQuAD's answers are the
quotes there; six hundred of its questions are drawn by chance, always the same.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Outcome, build_index
from assistant.evaluation.questions import LabelledQuestion, load_questions
from assistant.evaluation.squad import write_corpus
from assistant.words import words
from benchmarks.collections import COLLECTIONS

_DRAWN = 600
_MOST = 0.8


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked for one question."""

    whole: bool
    """Whether the stretch holds all of the quote, white space folded."""
    share: float
    """Of the quote's words, those in the stretch."""
    length: int
    """Of the stretch, in words."""
    passage: int
    """The passage's length in words."""


def main() -> None:
    """Build, ask and print."""
    with tempfile.TemporaryDirectory() as work:
        for name, corpus, questions in _collections(Path(work)):
            index = Path(work) / f"{corpus.name}-{len(questions)}-index"
            build_index(corpus, index)
            _print(name, list(measure(index, questions)))


def measure(index: Path, questions: Iterable[LabelledQuestion]) -> Iterator[Marked]:
    """What was marked for each question whose first passage is right."""
    with Assistant.open(index) as assistant:
        for question in questions:
            answer = assistant.ask(question.turns[-1], question.turns[:-1], k=1)
            if not question.quote or answer.outcome is not Outcome.FOUND:
                continue
            (first,) = answer.quotations
            text, stretch = first.passage.text, first.sentence
            if first.passage.path in question.sources and _folded(question.quote) in _folded(text):
                yield marked(text, text[stretch.start : stretch.end] if stretch else "", question)


def marked(passage: str, stretch: str, question: LabelledQuestion) -> Marked:
    """How much of a question's quote a stretch of a passage holds."""
    held = set(_words(stretch))
    asked = _words(question.quote)
    share = sum(word in held for word in asked) / max(len(asked), 1)
    whole = _folded(question.quote) in _folded(stretch)
    return Marked(whole, share, len(_words(stretch)), len(_words(passage)))


def _collections(work: Path) -> Iterator[tuple[str, Path, list[LabelledQuestion]]]:
    for name, (corpus, file) in COLLECTIONS.items():
        yield name, corpus, [q for q in load_questions(file) if q.answerable]
    for path in map(Path, sys.argv[1:]):
        folder = work / path.stem
        asked = [q for q in write_corpus(path, folder) if q.answerable]
        quotes = _squad_answers(path)
        quoted = [LabelledQuestion(q.id, q.turns, True, q.sources, quotes[q.id]) for q in asked]
        yield path.stem, folder, random.Random(7).sample(quoted, min(_DRAWN, len(quoted)))


def _squad_answers(path: Path) -> dict[str, str]:
    """The first answer to each question of a SQuAD file, by the question's id."""
    return {
        str(asked["id"]): asked["answers"][0]["text"]
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
        if asked["answers"]
    }


def _print(name: str, found: list[Marked]) -> None:
    count = max(len(found), 1)
    print(
        f"{name}: {len(found)} found with the right passage first; the stretch holds the quote "
        f"whole in {sum(m.whole for m in found) / count:.1%}, four fifths of its words in "
        f"{sum(m.share >= _MOST for m in found) / count:.1%}, on average "
        f"{sum(m.share for m in found) / count:.1%} of them; it has "
        f"{sum(m.length for m in found) / count:.0f} words of the passage's "
        f"{sum(m.passage for m in found) / count:.0f}"
    )


def _words(text: str) -> list[str]:
    return [word.stem for word in words(text)]


def _folded(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
