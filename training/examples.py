"""Labelled questions to what the model is trained on: a question, a passage and its units.

Sets that others made are read from a folder beside the project (`--public`); our own are in
`training/data`. An example's units are those that the product marks.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.conversation import join
from assistant.text import units

_units = lru_cache(maxsize=1)(units)  # the questions on a passage follow each other

OWN = Path(__file__).with_name("data")
_WORDS_A_PASSAGE = 130
_SLIPS = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage, and which of the passage's units answer it."""

    question: str
    context: str
    """What stands in front of the passage: its title and heading, in lines."""
    passage: str
    units: tuple[tuple[int, int], ...]
    gold: tuple[bool, ...]
    """Which units answer; all False where the passage does not answer."""
    source: str
    document: str
    kind: str = ""
    style: str = ""
    elsewhere: bool = False
    """Whether another passage of the same document answers."""
    quote: str = ""
    typed: str = ""
    """The question by itself, where `question` has its topic in front."""
    after: str = ""
    """The question asked before it."""

    @property
    def answerable(self) -> bool:
        """Whether the passage answers."""
        return any(self.gold)


def example(
    question: str, context: str, passage: str, answer: tuple[int, int] | None, **said: Any
) -> Example:
    """Returns an example whose answer is a span of its passage, or None where there is none."""
    spans = _units(passage)
    start, end = answer or (0, 0)
    gold = tuple(a < end and start < b for a, b in spans)
    quote = passage[start:end]
    return Example(question, context, passage, spans, gold, quote=quote, **said)


def context_of(title: str, heading: str, passage: str) -> str:
    """Returns the lines that stand in front of a passage, as `assistant.passages` writes them."""
    lines = [title, "" if passage.startswith(heading) else heading]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines) if line)


def authored(path: Path) -> list[Example]:
    """Returns the examples of a file of our own format, a passage a line or an example a line."""
    found: list[Example] = []
    for row in rows_of(path):
        found += _of_pairs(row, path.stem) if "pairs" in row else [_of_row(row, path.stem)]
    return found


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Returns the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _of_row(row: dict[str, Any], source: str) -> Example:
    context = context_of(row["title"], row["heading"], row["passage"])
    question = _with_topic(row["question"], row.get("after"))
    quote = row["quote"]
    start = row["passage"].index(quote) if quote else 0
    return example(
        question,
        context,
        row["passage"],
        (start, start + len(quote)) if quote else None,
        source=source,
        document=row["doc"],
        kind=row["kind"],
        style=row["style"],
        elsewhere=bool(row.get("elsewhere")),
        typed=row["question"],
        after=row.get("after") or "",
    )


def _of_pairs(row: dict[str, Any], source: str) -> Iterator[Example]:
    for pair in row["pairs"]:
        for one in pair:
            labelled = {"question": one["q"], "quote": one.get("quote")}
            yield _of_row({**row, **one, **labelled}, source)


def _with_topic(question: str, after: str | None) -> str:
    """The question as it is searched: behind its topic, as `assistant.conversation` joins them."""
    return join(after, question).text if after else question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a file in the format of SQuAD, whose passage is not cut into units yet."""

    question: str
    title: str
    passage: str
    answer: tuple[int, int] | None

    def example(self, source: str) -> Example:
        """Returns the example."""
        context = f"{self.title}\n" if self.title else ""
        said = {"source": source, "document": self.title}
        return example(self.question, context, self.passage, self.answer, **said)


def squad_asked(path: Path) -> Iterator[Asked]:
    """Yields the questions of a file in the format of SQuAD 1.1 or 2.0, contexts as they are."""
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article.get("title", "").replace("_", " ")
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                span = None if asked.get("is_impossible") else _span(asked["answers"][0])
                yield Asked(asked["question"], title, paragraph["context"], span)


def squad(path: Path) -> Iterator[Example]:
    """Yields the examples of a file in the format of SQuAD 1.1 or 2.0."""
    return (one.example(path.stem) for one in squad_asked(path))


def _span(answer: dict[str, Any]) -> tuple[int, int]:
    start = answer["answer_start"]
    return start, start + len(answer["text"].rstrip())


def policies(path: Path, most: int, rng: random.Random) -> list[Example]:
    """Returns questions on website policies, as many on a passage of the same policy without one.

    Few questions are asked, each of many policies, so that a question alone tells nothing.
    """
    found: list[Example] = []
    for policy in json.loads(path.read_text("utf-8"))["data"]:
        title = policy.get("title", "")
        paragraphs = [p for p in policy["paragraphs"] if len(p["context"].split()) > 8]
        kinds = [{a["type"].split("|||")[0] for a in p["qas"]} for p in paragraphs]
        for paragraph in paragraphs:
            for asked in paragraph["qas"]:
                kind = asked["type"].split("|||")[0]
                others = [p for p, k in zip(paragraphs, kinds, strict=True) if kind not in k]
                if not others:
                    continue
                said = {"source": "policyqa", "document": title}
                context = f"{title}\n" if title else ""
                span = _span(asked["answers"][0])
                other = rng.choice(others)["context"]
                found += [
                    example(asked["question"], context, paragraph["context"], span, **said),
                    example(asked["question"], context, other, None, **said),
                ]
    pairs = list(zip(found[::2], found[1::2], strict=True))
    return [one for pair in rng.sample(pairs, min(most, len(pairs))) for one in pair]


def articles(path: Path) -> list[tuple[Example, list[str]]]:
    """Returns questions on long articles, each with the other passages of its article."""
    found = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            title = text.split("\n", 1)[0]
            cut = list(_windows(text))
            for asked in paragraph["qas"]:
                start, end = _span(asked["answers"][0])
                inside = [(a, b) for a, b in cut if a <= start and end <= b]
                if not inside:
                    continue
                a, b = inside[0]
                said = {"source": "covidqa", "document": title}
                one = example(
                    asked["question"], f"{title}\n", text[a:b], (start - a, end - a), **said
                )
                answer = text[start:end]
                others = [text[c:d] for c, d in cut if answer not in text[c:d]]
                found.append((one, others))
    return found


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yields spans of whole sentences, of about as many words as a passage has."""
    first = last = 0
    for start, end in units(text):
        if last > first and len(text[first:end].split()) > _WORDS_A_PASSAGE:
            yield first, last
            first = start
        last = end
    yield first, last


def typed(path: Path) -> list[Example]:
    """Returns questions that people typed into a search engine, on the paragraph that answers."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = row["paragraph_text"]
        answer = row.get("annotation", {}).get("answer") or []
        if not answer or not answer[0].get("paragraph_reference", {}).get("string"):
            continue
        place = answer[0]["paragraph_reference"]
        span = (place["start"], place["end"])
        title = row["title_text"]
        said = {"source": "qed", "document": title}
        found.append(example(row["question_text"], f"{title}\n", text, span, **said))
    return found


def as_typed(one: Example, rng: random.Random) -> Example:
    """Returns the example, half of the time with its question as people type.

    That is in lower case, without marks at its end, and now and then with a slip.
    """
    if rng.random() < 0.5:
        return one
    question = re.sub(r"[?.!]+$", "", one.question.strip()).lower()
    if rng.random() < _SLIPS:
        question = _slip(question, rng)
    return replace(one, question=question)


def _slip(text: str, rng: random.Random) -> str:
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i - 1].isalpha()]
    if not places:
        return text
    i = rng.choice(places)
    return rng.choice(
        [text[:i] + text[i + 1 :], text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]]
    )
