"""The examples of each stage of training: public sets first, then our own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.text import content_stems
from training.collections import trained_on
from training.examples import (
    OWN,
    Asked,
    Example,
    articles,
    as_typed,
    authored,
    example,
    policies,
    squad,
    squad_asked,
    typed,
)
from training.model import Reader
from training.variants import MOST_HELD, names_in, renamed, shortened

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
Judge = Callable[[Reader], dict[str, float]]
SQUAD = Path("eval", "squad2-a.json")
_POLICY_PAIRS = 1100
"""Of each file: few questions are asked there, so more would teach little."""
_WORDS = range(41, 260)
_NAMED = 6
"""So many passages of an article give names."""
_NEAREST = 4
"""A passage that does not answer is drawn from so many nearest ones."""


def public(folder: Path, encode: Encode, rng: random.Random) -> list[list[Example]]:
    """Returns two epochs of examples of the public sets, as many answered as not in each set."""
    asked = list(squad(folder / SQUAD))
    reading = folder / "reading"
    policy = [
        one
        for name in ("policyqa-dev.json", "policyqa-test.json")
        for one in policies(reading / name, _POLICY_PAIRS, rng)
    ]
    found = articles(reading / "covidqa.json")
    passages = list(dict.fromkeys(text for _, others in found for text in others))
    vectors = dict(zip(passages, encode(passages), strict=True))
    covid: list[Example] = []
    for (one, others), query in zip(found, encode([o.question for o, _ in found]), strict=True):
        nearness = np.array([vectors[text] for text in others]) @ query
        other = others[int(np.argsort(-nearness)[rng.choice([0, 1, 2])])]
        said = {"source": one.source, "document": one.document}
        covid += [one, example(one.question, one.context, other, None, **said)]
    searched = typed(reading / "qed-dev.jsonl")
    nearness = encode([o.passage for o in searched]) @ encode([o.question for o in searched]).T
    engine: list[Example] = []
    for place, one in enumerate(searched):
        order = np.argsort(-nearness[:, place])[:12]
        near = [n for n in order if searched[n].document != one.document][:2]
        other_one = searched[int(rng.choice(near))]
        said = {"source": one.source, "document": other_one.document}
        engine += [
            one,
            example(one.question, other_one.context, other_one.passage, None, **said),
        ]
    first = [as_typed(one, rng) for one in (*engine, *covid, *policy, *asked)]
    return [first, [as_typed(one, rng) for one in asked]]


def encyclopaedia(file: Path, questions: int, rng: random.Random) -> list[Example]:
    """Returns some questions of a large file in SQuAD's format, each answered and not.

    Not answered by a passage of the same article that shares its words, by its own passage without
    what answers, or by its own passage with another name or year in it. Passages as long as ours.
    """
    articles: dict[str, dict[str, Set[str]]] = {}
    asked: list[Asked] = []
    for told in squad_asked(file):
        if len(told.passage.split()) in _WORDS:
            articles.setdefault(told.title, {})[told.passage] = frozenset()
            asked.append(told)
    names = names_in(text for held in articles.values() for text in [*held][:_NAMED])
    found: list[Example] = []
    for place in sorted(rng.sample(range(len(asked)), questions)):
        one = asked[place].example(file.stem)
        held = articles[one.document]
        for text in held:
            held[text] = held[text] or content_stems(text)
        made = rng.choices((None, shortened, renamed), (5, 3, 2))[0]
        pair: list[Example] = []
        if made is shortened:
            pair = shortened(one, rng)
        elif made is renamed:
            pair = renamed(one, names, rng)
        found += pair or _beside(one, held, rng)
    return found


def _beside(one: Example, held: Mapping[str, Set[str]], rng: random.Random) -> list[Example]:
    """The example and its question on another passage of the article that shares its words."""
    asked, said = content_stems(one.question), content_stems(one.quote)
    safe = [
        text
        for text in sorted(held, key=lambda text: -len(asked & held[text]))
        if text != one.passage
        and one.quote.lower() not in text.lower()
        and len(said & held[text]) <= MOST_HELD * len(said)
    ]
    if not safe:
        return []
    told = {"source": one.source, "document": one.document}
    other = rng.choice(safe[:_NEAREST])
    return [one, example(one.question, one.context, other, None, **told)]


def own(folder: Path | None, encode: Encode) -> tuple[list[Example], list[list[Example]]]:
    """Returns our own examples that may be trained on, and each on near passages (`nearby`).

    With a folder of public sets, the questions over other people's documents there as well.
    """
    files = sorted(OWN.glob("w*.jsonl"))
    if folder is not None:
        files += [folder / "reading" / "authored" / f"{name}.jsonl" for name in ("w2", "w3")]
    written = [[one for one in authored(file) if trained_on(one)] for file in files]
    return (
        [one for examples in written for one in examples],
        [others for examples in written for others in nearby(examples, encode)],
    )


def nearby(examples: Sequence[Example], encode: Encode) -> list[list[Example]]:
    """Returns questions on the nearest passages of the same writer's that do not answer them.

    Each question's together, where there are any. Passages of the same document are left out where
    any of them may answer, and so are those that hold most of the answer's words.
    """
    if not examples:
        return []
    passages = {one.passage: one for one in examples}
    texts = list(passages)
    nearness = (
        encode([passages[t].context + t for t in texts])
        @ encode([one.question for one in examples]).T
    )
    held = {text: content_stems(text) for text in texts}
    found = []
    for place, one in enumerate(examples):
        said = content_stems(one.quote)
        order = [texts[n] for n in np.argsort(-nearness[:, place])]
        safe = [
            text
            for text in order
            if text != one.passage
            and len(said & held[text]) <= MOST_HELD * len(said)
            and (passages[text].document != one.document or not (one.answerable or one.elsewhere))
        ]
        if safe:
            found.append([_on(one, passages[text]) for text in safe[:_NEAREST]])
    return found


def _on(one: Example, other: Example) -> Example:
    """The question of one example on the passage of another, which does not answer it."""
    return replace(
        one,
        context=other.context,
        passage=other.passage,
        units=other.units,
        gold=(False,) * len(other.units),
        quote="",
    )
