"""Which examples the stages of training take."""

from __future__ import annotations

import random
from argparse import Namespace
from pathlib import Path

import pytest

pytest.importorskip("torch")
from training.__main__ import LAST, LAYERS, MEANS, STAGES, folder_of
from training.examples import Example, example
from training.mixes import MIXES, Pool

SAID = "The rate is 45p. It is paid weekly."


def of(source: str) -> Example:
    """A question of a writer's that is answered."""
    return example("what is the rate", "", SAID, (0, 16), source=source, document="made-up")


def beside(source: str) -> Example:
    """The same on a passage that does not answer."""
    return example("what is the rate", "", "It is rated.", None, source=source, document="made-up")


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    """A question each of a few writers, with a near passage."""
    old, new = [of("w1"), of("w9"), of("w21")], [of("w25"), of("w51")]
    nearest = [[beside(one.source)] for one in (*old, *new)]
    return Pool(old, new, nearest, [of("squad2-a")], random.Random(1), None, tmp_path)


def sources(stage: str, pool: Pool) -> list[set[str]]:
    """The writers of each epoch."""
    return [{one.source for one in epoch} for epoch in MIXES[stage](pool)]


def test_every_stage_has_its_mix() -> None:
    """The public sets alone are no mix of ours; a stage begins from stages before it."""
    order = [*STAGES]
    assert {*MIXES, "public"} == {*order}
    assert order[-1] == LAST
    for stage, before in MEANS.items():
        assert all(order.index(one) < order.index(stage) for one in before)


def test_writers_come_in_by_turns(pool: Pool) -> None:
    """The first alone, then all to w20, and the new ones in the last stages only."""
    assert sources("first", pool) == [{"w1", "squad2-a"}]
    assert sources("varied", pool) == [{"w1", "w9", "squad2-a"}, {"w1", "w9"}]
    first, second = sources("more", pool)
    assert first >= {"w25", "w51"}
    assert second == {"w25", "w51", "squad2-a"}


def test_a_near_passage_is_one_of_the_questions(pool: Pool) -> None:
    """Each question of the old writers comes on one of its own near passages."""
    assert [one.source for one in pool.beside(new=False)] == ["w1", "w9", "w21"]
    assert not any(one.answerable for one in pool.beside(new=True))


def test_what_is_distilled_is_the_whole_model(tmp_path: Path) -> None:
    """The teacher is the model of twelve layers, whatever is asked of the one that is taught."""
    given = Namespace(work=tmp_path, layers=6, seed=1)
    assert folder_of(LAST, given, LAYERS).name == f"{LAST}-12-1"
    assert folder_of(LAST, given).name == f"{LAST}-6-1"
