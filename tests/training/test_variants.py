"""Made variants of examples: pairs that only the answer tells apart."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from training.examples import Example, example
from training.stages import encyclopaedia
from training.variants import renamed, shortened, varied

PASSAGE = "Visits in Upton are monthly. A manager is told within a day. Ask at the desk."


def asked(question: str, quote: str, passage: str = PASSAGE) -> Example:
    """An example whose answer is a quote."""
    start = passage.index(quote)
    span = (start, start + len(quote))
    return example(question, "Upton\n", passage, span, source="s", document="d", kind="figure")


def test_a_passage_without_its_answer_does_not_answer() -> None:
    """One passage lacks what answers, the other something else."""
    without, kept = shortened(asked("who is told?", "A manager"), random.Random(1))
    assert without.passage == "Visits in Upton are monthly. Ask at the desk."
    assert (without.answerable, without.quote, without.kind) == (False, "", "figure")
    assert kept.passage in (
        "Visits in Upton are monthly. A manager is told within a day.",
        "A manager is told within a day. Ask at the desk.",
    )
    assert [
        kept.passage[a:b] for (a, b), gold in zip(kept.units, kept.gold, strict=True) if gold
    ] == ["A manager is told within a day."]
    assert without.question == kept.question == "who is told?"


def test_a_passage_that_repeats_its_answer_is_not_shortened() -> None:
    """What is left would still answer."""
    twice = "Visits are monthly. Ask at the desk. Visits in homes are monthly."
    assert shortened(asked("how often?", "Visits are monthly", twice), random.Random(1)) == []


def test_another_name_in_the_passage_alone_does_not_answer() -> None:
    """In the passage and its title; and in the question as well, where it answers."""
    other, same = renamed(asked("how often in upton?", "monthly"), ["Hallam"], random.Random(1))
    assert other.passage == same.passage == PASSAGE.replace("Upton", "Hallam")
    assert other.context == same.context == "Hallam\n"
    assert (other.question, other.answerable) == ("how often in upton?", False)
    assert (same.question, same.quote) == ("how often in Hallam?", "monthly")
    assert renamed(asked("how often?", "monthly"), ["Hallam"], random.Random(1)) == []


@pytest.mark.parametrize("seed", range(5))
def test_variants_are_answered_half_of_the_time(seed: int) -> None:
    """What is made of an example comes in pairs, one answered and one not."""
    examples = [asked("who is told in Upton?", "A manager"), asked("and when?", "within a day")]
    made = varied(examples, random.Random(seed))
    assert [one.answerable for one in made].count(True) == len(made) / 2 > 0


def test_a_large_file_gives_each_question_answered_and_not(tmp_path: Path) -> None:
    """The passage that does not answer is of the same article and holds no answer."""
    filler = " ".join(f"The {n}th desk opens early and closes late on most days." for n in range(5))
    texts = [
        f"Bakers in {town} rise at {hour}. {filler}"
        for town, hour in [("Upton", "four"), ("Hallam", "five"), ("Marsh", "six")]
    ]
    asked_of = [
        {
            "question": "When do bakers rise?",
            "answers": [{"text": hour, "answer_start": text.index(hour)}],
        }
        for text, hour in zip(texts, ["four", "five", "six"], strict=True)
    ]
    paragraphs = [{"context": t, "qas": [q]} for t, q in zip(texts, asked_of, strict=True)]
    file = tmp_path / "train.json"
    file.write_text(json.dumps({"data": [{"title": "Bread_and_bakers", "paragraphs": paragraphs}]}))
    found = encyclopaedia(file, 3, random.Random(2))
    assert len(found) == 6
    for one in found:
        assert one.context == "Bread and bakers\n"
        assert one.quote in one.passage
        assert one.answerable is any(f"rise at {h}" in one.passage for h in [one.quote or "never"])
    assert [one.answerable for one in found].count(True) == 3
