"""Documents of twenty passages each, and labelled questions over them, the same each time.

Their words are those of the practice pages, drawn as often as they stand there, so that a passage
has as many tokens, and a word stands in as many passages, as in documents that people write. What
they say means nothing.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.collections import COLLECTIONS

PASSAGES = 20
CHANGED = 2
"""The first so many documents may change or go: no question is about them."""
_SENTENCES, _WORDS = 5, 14
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo")
_TELLING = 6  # letters; shorter words are mostly stop words


def write_corpus(folder: Path, documents: int) -> None:
    """Write so many documents into a new folder."""
    folder.mkdir()
    for number in range(documents):
        write_document(folder, number, seed=number)


def write_document(folder: Path, number: int, seed: int) -> None:
    """Write the document of a number; with another seed it says something else."""
    chance = random.Random(seed)
    title, *headings = (_word(chance).title() for _ in range(1 + PASSAGES))
    sections = (
        f"## {heading} {place}\n\n{' '.join(sentences)}"
        for place, (heading, sentences) in enumerate(zip(headings, _sections(seed), strict=True))
    )
    (folder / _name(number)).write_text("\n\n".join((f"# {title}", *sections)) + "\n", "utf-8")


def write_questions(path: Path, documents: int, questions: int) -> None:
    """Write labelled questions: of ten, eight answerable, one a follow-up, one unanswerable."""
    lines = (json.dumps(line) for line in _questions(documents, questions))
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _questions(documents: int, questions: int) -> Iterator[dict[str, object]]:
    chance = random.Random(documents)
    for number in range(questions):
        line: dict[str, object] = {"id": f"q{number}", "answerable": number % 10 != 0}
        if number % 10 == 0:
            yield line | {"turns": [f"What is the {_made_up(chance)} of {_made_up(chance)}?"]}
            continue
        document = CHANGED + number * (documents - CHANGED) // questions
        sentence = chance.choice(chance.choice(list(_sections(document))))
        first, *others = [w for w in re.findall(r"\w+", sentence) if len(w) >= _TELLING] or ["it"]
        turns = [f"What is said of {first} and {' '.join(others)}?"]
        if number % 10 == 1:
            turns = [f"What is said of {' '.join(others)}?", f"And of {first}?"]
        yield line | {"turns": turns, "source": _name(document), "quote": sentence}


def _name(number: int) -> str:
    return f"{number:04}.md"


def _sections(seed: int) -> Iterator[list[str]]:
    """The sentences of each section of a document."""
    chance = random.Random(f"sections of {seed}")
    for _ in range(PASSAGES):
        yield [_sentence(chance) for _ in range(_SENTENCES)]


def _sentence(chance: random.Random) -> str:
    sentence = " ".join(_word(chance) for _ in range(_WORDS))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _word(chance: random.Random) -> str:
    return chance.choice(_words())


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3))


@cache
def _words() -> list[str]:
    """Every word of the practice pages, as often as it stands there."""
    folder, _ = COLLECTIONS["practice pages"]
    texts = (path.read_text("utf-8") for path in sorted(folder.glob("*.md")))
    return [word for text in texts for word in re.findall(r"\b[A-Za-z]+\b", text)]
