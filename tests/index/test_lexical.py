"""BM25 against its formula."""

from __future__ import annotations

import math
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.lexical import LexicalIndex, write_lexical
from assistant.text import content_stems, words

TEXTS = [
    "The 80-20 campaign asks for time with families.",
    "Carers of 80 families, and 20 more carers.",
    "35% of social workers left; carers stayed.",
    "AMHP leads meet in Leeds.",
    "",
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    write_lexical(tmp_path / "lexical", TEXTS)
    return LexicalIndex(tmp_path / "lexical")


def bm25(stems: frozenset[str]) -> dict[int, float]:
    """BM25 (k1 1.2, b 0.75) as a share of the most that the stems could give."""
    bags = [Counter(w.stem for w in words(text)) for text in TEXTS]
    mean = sum(map(Counter.total, bags)) / len(bags)
    held = {stem: sum(stem in bag for bag in bags) for stem in stems}
    rarity = {s: math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) for s, n in held.items()}
    scores = {
        number: sum(
            rarity[s] * bag[s] * 2.2 / (bag[s] + 1.2 * (0.25 + 0.75 * bag.total() / mean))
            for s in stems & bag.keys()
        )
        / (2.2 * sum(rarity.values()))
        for number, bag in enumerate(bags)
    }
    return {number: score for number, score in scores.items() if score}


@pytest.mark.parametrize(
    "question",
    ["carers and families", "the 80-20 campaign", "35% of AMHP leads", "who cares for families?"],
)
def test_scores_are_those_of_the_formula(index: LexicalIndex, question: str) -> None:
    """The passages that hold a question's words, and only they, with BM25's scores."""
    stems = content_stems(question)
    assert dict(index.search(stems, 10)) == pytest.approx(bm25(stems), rel=0.02)


def test_a_stem_counts_as_much_as_its_share(index: LexicalIndex) -> None:
    """With half a share each for the topic's stems, the question's own decides."""
    stems = content_stems("campaign leeds")
    shares = {"campaign": 0.5}
    found, whole = dict(index.search(stems, 10, shares)), bm25(stems)
    assert found == pytest.approx({0: whole[0] / 1.5, 3: whole[3] / 0.75}, rel=0.02)
    assert dict(index.search(stems, 10, {})) == dict(index.search(stems, 10))


def test_compounds_are_found_whole(index: LexicalIndex) -> None:
    """'80-20' finds the campaign and not every 80 and 20; an acronym is found in any case."""
    assert [number for number, _ in index.search(content_stems("80-20"), 10)] == [0]
    assert [number for number, _ in index.search(content_stems("amhp"), 10)] == [3]


def test_nothing_to_search_by_finds_nothing(index: LexicalIndex) -> None:
    """A question of stop words, or of words no document holds, has no lexical candidates."""
    assert index.search([], 10) == []
    assert index.search(["zebra"], 10) == []


@pytest.mark.parametrize("stem", ["a AND b", "stems:x", '"', "(", "*", "a" * 70_000, "\u202e"])
def test_no_word_is_read_as_a_query_language(index: LexicalIndex, stem: str) -> None:
    """Punctuation and operators in a question are words like any other."""
    assert index.search([stem], 10) == []


def test_an_index_on_a_read_only_disk_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no lock can be written, a copy elsewhere serves, and goes when it is closed."""
    folder = tmp_path / "lexical"
    write_lexical(folder, TEXTS)
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    (folder / ".tantivy-meta.lock").mkdir()  # what cannot be opened as a file to lock
    opened = LexicalIndex(folder)
    assert [number for number, _ in opened.search(["amhp"], 10)] == [3]
    opened.close()
    assert os.listdir(tmp_path / "copies") == []  # noqa: PTH208


def test_passages_that_hold_all_words(index: LexicalIndex) -> None:
    """Only passages that hold each of the words, in the form given, are named."""
    assert sorted(index.holding_forms(["carers"], 9)) == [1, 2]
    assert index.holding_forms(["carers", "families"], 9) == [1]
    assert index.holding_forms(["carer"], 9) == []
    assert len(index.holding_forms(["carers"], 1)) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1))
def test_of_some_passages_the_best_are_those_of_all(made: list[tuple[int, int, bool]]) -> None:
    """Leaving passages out changes neither the order nor the scores of those that stay."""
    texts = ["pay " * pay + "homes " * homes + "other" for pay, homes, _ in made]
    allowed = np.array([held for _, _, held in made])
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # tantivy may lock it meanwhile
        write_lexical(Path(folder) / "lexical", texts)
        index = LexicalIndex(Path(folder) / "lexical")
        everything = index.search(["pay", "home"], len(texts))
        kept = [hit for hit in everything if allowed[hit[0]]]
        for most in (1, 2, len(texts)):
            assert index.search(["pay", "home"], most, allowed=allowed) == kept[:most]


def test_every_passage_with_all_the_words_is_counted(index: LexicalIndex) -> None:
    """A word is met in any of its forms; of several words each must be there."""
    assert index.holding(content_stems("carer")) == [1, 2]
    assert index.holding(content_stems("families")) == [0, 1]
    assert index.holding(content_stems("carers and families")) == [1]
    assert index.holding(content_stems("carers of lemons")) == []
