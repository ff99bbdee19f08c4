"""Which examples each stage of training takes, in epochs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant import comprehension
from assistant.encoder.export import model_folder
from assistant.settings import PACKAGED_ENCODER
from training import base, mining, stages
from training.collections import MADE_UP
from training.examples import Example, as_typed, squad
from training.variants import varied

T = TypeVar("T")
FIRST = ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w11")
"""Of our own examples those of these writers come first, once."""
LATE = ("w21", "w22", "w23", "w24")
"""Those of these writers come from the stage `all` on, there twice."""
NEAREST = 4200
"""So many questions have the surest of their near passages in the stage `near`."""
REAL = ("w1", "w2", "w3")
"""These are over real pages."""
NEW = re.compile(r"w(?:2[5-9]|[3-9]\d)")
"""Those of these writers come in the last stages only."""

OF_LISTS = ("w52", "w53")
"""Those of these writers are on lists and tables of figures."""


def examples_of(stage: str, public: Path | None, work: Path, seed: int) -> list[list[Example]]:
    """Returns the epochs of a stage; `work` is where indexes and what is fetched are kept."""
    rng = random.Random(f"{seed} {stage}")
    if stage == "public" and public:
        return stages.public(public, encode, rng)
    written, nearest = stages.own(public, encode)
    asked = list(squad(public / stages.SQUAD)) if public else []
    old = [one for one in written if not is_new(one)]
    new = [one for one in written if is_new(one)]
    epochs = MIXES[stage](Pool(old, new, nearest, asked, rng, public, work))
    return [[as_typed(one, rng) for one in epoch] for epoch in epochs]


def is_new(one: Example) -> bool:
    """Whether an example comes in the last stages only."""
    return NEW.fullmatch(one.source) is not None


@dataclass(frozen=True, slots=True)
class Pool:
    """What a stage takes its examples from."""

    old: list[Example]
    """Of the writers to w24."""
    new: list[Example]
    """Of those from w25 on."""
    nearest: list[list[Example]]
    """Each question of all these on the near passages that do not answer it."""
    asked: list[Example]
    """SQuAD 2.0."""
    rng: random.Random
    public: Path | None
    work: Path

    def beside(self, *, new: bool) -> list[Example]:
        """Returns each question of the old or new writers on one of its near passages."""
        drawn = [self.rng.choice(others) for others in self.nearest]
        return [one for one in drawn if is_new(one) == new]

    def real_and_made_up(self) -> tuple[list[Example], list[Example]]:
        """Returns the old examples over real pages, and the others."""
        real = [one for one in self.old if one.source in REAL]
        return real, [one for one in self.old if one.source not in REAL]

    def near_misses(self) -> tuple[list[Example], list[Example]]:
        """Returns examples over a county council's pages, and near misses the product finds there.

        Without the folder of public sets there are no such pages.
        """
        return mining.near_misses(self.public, [*self.new, *self.old], self.work, self.rng)

    def some(self, examples: Sequence[T], most: int) -> list[T]:
        """Returns so many of some examples, drawn by chance."""
        return self.rng.sample(examples, min(most, len(examples)))


def encyclopaedia(questions: int, pool: Pool) -> list[Example]:
    """Returns questions of SQuAD 1.1, each answered and not."""
    return stages.encyclopaedia(base.questions(pool.work / "base"), questions, pool.rng)


def first(pool: Pool) -> list[list[Example]]:
    """Returns one epoch of the first writers, with near passages, and SQuAD 2.0."""
    written = [*pool.old, *pool.beside(new=False)]
    return [[*(one for one in written if one.source in FIRST), *pool.asked]]


def varied_twice(pool: Pool) -> list[list[Example]]:
    """Returns two epochs of the writers to w20, with variants made of them."""
    written, near = (
        [one for one in part if one.source not in LATE]
        for part in (pool.old, pool.beside(new=False))
    )
    made = [varied(written, pool.rng) for _ in range(2)]
    return [
        [
            *written,
            *pool.some(near, len(near) // 2),
            *pool.some(pool.asked, 1200),
            *pool.some(made[0], 4000),
        ],
        [*written, *pool.some(made[1], 1500)],
    ]


def all_so_far(pool: Pool) -> list[list[Example]]:
    """Returns two epochs of SQuAD 1.1 and the writers to w24, the late ones there twice."""
    late = [one for one in pool.old if one.source in LATE]
    made = [varied(pool.old, pool.rng) for _ in range(2)]
    articles, near = encyclopaedia(7000, pool), pool.some(pool.beside(new=False), 3000)
    return [
        [*articles[:12000], *pool.old, *near[:1500], *pool.some(made[0], 1000)],
        [
            *articles[12000:],
            *pool.old,
            *late,
            *near[1500:],
            *pool.some(pool.asked, 800),
            *pool.some(made[1], 1000),
        ],
    ]


def far(pool: Pool) -> list[list[Example]]:
    """Returns one epoch of SQuAD 1.1 and half of ours."""
    written = [*pool.old, *pool.new]
    return [[*encyclopaedia(10000, pool), *pool.some(written, len(written) // 2)]]


def more(pool: Pool) -> list[list[Example]]:
    """Returns two epochs of the new writers, with near passages and variants."""
    beside = pool.some(pool.beside(new=True), 5000)
    variants = pool.some(varied(pool.new, pool.rng), 1000)
    return [
        [*pool.new, *pool.some(pool.old, len(pool.old) // 3), *beside[::2], *variants],
        [*pool.new, *pool.some(pool.asked, 800), *beside[1::2]],
    ]


def near(pool: Pool) -> list[list[Example]]:
    """Returns two epochs of questions over real pages and of what the product takes wrongly."""
    pages, wrongly = pool.near_misses()
    reader = comprehension.reader.Reader()
    chosen = pool.some(pool.nearest, NEAREST)
    surest = [one for others in chosen for one in mining.surest(reader, others)]
    wrongly = pool.some([*wrongly, *surest], len(wrongly) + len(surest))
    real, made_up = pool.real_and_made_up()
    new, old = pool.some(pool.new, 5000), pool.some(made_up, 2000)
    variants = pool.some(varied(pages, pool.rng), 1200)
    return [
        [*real, *pages, *wrongly[::2], *new[::2], *old[::2], *variants],
        [*pages, *wrongly[1::2], *new[1::2], *old[1::2], *pool.some(pool.asked, 600)],
    ]


def whole(pool: Pool) -> list[list[Example]]:
    """Returns two epochs of what the product reads of whole collections, and of real pages."""
    read = list(mining.of_collections(MADE_UP, pool.work))
    pages, wrongly = pool.near_misses()
    wrongly = pool.some(wrongly, len(wrongly))
    real, made_up = pool.real_and_made_up()
    new, old = pool.some(pool.new, 3000), pool.some(made_up, 1500)
    return [
        [*read, *pages, *wrongly[::2], *new[::2], *old[::2]],
        [*read, *real, *wrongly[1::2], *new[1::2], *old[1::2], *pool.some(pool.asked, 400)],
    ]


def wide(pool: Pool) -> list[list[Example]]:
    """Returns an epoch of what is read of whole collections, lists of figures, and some others."""
    read = list(mining.of_collections(MADE_UP, pool.work))
    pages, wrongly = pool.near_misses()
    lists = [one for one in pool.new if one.source in OF_LISTS]
    others = [one for one in pool.new if one.source not in OF_LISTS]
    some = [pool.some(part, 1200) for part in (pages, wrongly, others)]
    return [[*pool.some(read, 10000), *lists, *some[0], *some[1], *some[2]]]


MIXES: dict[str, Callable[[Pool], list[list[Example]]]] = {
    "first": first,
    "varied": varied_twice,
    "all": all_so_far,
    "far": far,
    "more": more,
    "near": near,
    "whole": whole,
    "wide": wide,
}


def encode(texts: Sequence[str]) -> stages.Vectors:
    """Returns the vectors of texts, by the encoder as it was published."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(PACKAGED_ENCODER)), device="cpu")
    model.max_seq_length = 128
    vectors = model.encode(list(texts), normalize_embeddings=True, batch_size=64)
    return np.asarray(vectors, np.float32)
