"""Late interaction against a plain reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.encoder import Encoded, Vectors, unit_length
from assistant.index.tokens import TokenIndex, code, similarity, write_tokens

DIMENSION = 16


def encoded(rng: np.random.Generator, tokens: int) -> Encoded:
    """A text of so many tokens of random direction, one character each."""
    vectors = unit_length(rng.standard_normal((tokens, DIMENSION)).astype(np.float32))
    ids = tuple(int(i) for i in rng.integers(0, 9, tokens))
    return Encoded(vectors.mean(axis=0), vectors, ids, tuple((i, i + 1) for i in range(tokens)))


def decoded(vectors: Vectors) -> Vectors:
    """What the codes of vectors of unit length stand for: their signs, as long as is right."""
    signs = np.where(vectors > 0, 1, -1).astype(np.float32)
    shares = np.abs(vectors).sum(axis=1, keepdims=True) / DIMENSION**0.5
    rounded = np.round(254 * (2 * np.maximum(shares, 0.5) - 1)) / 508 + 0.5
    found: Vectors = (signs / (rounded * DIMENSION**0.5)).astype(np.float32)
    return found


def maxsim(query: Vectors, tokens: Vectors, weights: Vectors) -> float:
    """MaxSim as the paper has it, weighted."""
    return float(
        sum(w * max(float(t @ q) for t in tokens) for q, w in zip(query, weights, strict=True))
    )


@pytest.fixture
def collection(tmp_path: Path) -> tuple[list[Encoded], list[list[int]], TokenIndex]:
    """Seventy passages of one to nine tokens, and where their points begin."""
    rng = np.random.default_rng(7)
    passages = [encoded(rng, int(rng.integers(1, 10))) for _ in range(70)]
    starts = [sorted({*rng.integers(0, 9, 2).tolist()}) for _ in passages]
    coded = (code(passage, begins) for passage, begins in zip(passages, starts, strict=True))
    write_tokens(tmp_path / "tokens", coded)
    return passages, starts, TokenIndex(tmp_path / "tokens")


def test_scores_are_those_of_the_definition(
    collection: tuple[list[Encoded], list[list[int]], TokenIndex],
) -> None:
    """Whole passages and points score as MaxSim over their codes does, for any choice of them."""
    passages, starts, index = collection
    rng = np.random.default_rng(8)
    query = encoded(rng, 5)
    weights = index.weights(query)
    numbers = rng.permutation(70).tolist()
    found = index.interact(query, numbers)
    for place, number in enumerate(numbers):
        tokens = decoded(passages[number].tokens)
        segment = np.searchsorted(starts[number], np.arange(len(tokens)), side="right")
        points = [tokens[(segment == s) | (segment == 0)] for s in np.unique(segment)]
        assert found.whole[place] == pytest.approx(maxsim(query.tokens, tokens, weights), abs=1e-5)
        assert found.point[place] == pytest.approx(
            max(maxsim(query.tokens, p, weights) for p in points), abs=1e-5
        )


def test_rare_tokens_weigh_more(
    collection: tuple[list[Encoded], list[list[int]], TokenIndex],
) -> None:
    """A token that no passage holds weighs most; the weights are inverse document frequencies."""
    passages, _, index = collection
    rng = np.random.default_rng(9)
    tokens = encoded(rng, 3).tokens
    query = Encoded(tokens[0], tokens, (0, 1, 99_999), ((0, 1), (1, 2), (2, 3)))
    held = np.array([sum(i in p.ids for p in passages) for i in query.ids])
    rarity = np.log(1 + (70 - held + 0.5) / (held + 0.5))
    assert index.weights(query) == pytest.approx(rarity / rarity.sum(), abs=1e-6)
    assert int(np.argmax(index.weights(query))) == 2


def test_tokens_carried_over_weigh_half(
    collection: tuple[list[Encoded], list[list[int]], TokenIndex],
) -> None:
    """Of tokens alike rare, those of the question itself count for twice those of its topic."""
    tokens = encoded(np.random.default_rng(9), 3).tokens
    query = Encoded(
        tokens[0], tokens, (99_997, 99_998, 99_999), ((0, 1), (2, 3), (4, 5)), own=(4, 5)
    )
    assert collection[2].weights(query).tolist() == pytest.approx([0.25, 0.25, 0.5])


def test_common_tokens_and_the_end_of_a_long_question_count_for_nothing(tmp_path: Path) -> None:
    """What every passage holds cannot rank them, and of many words the rarest decide."""
    rng = np.random.default_rng(10)
    coded = []
    for number in range(300):  # more than one byte counts
        vectors = encoded(rng, 2)
        held = (0, number % 299 + 1)
        coded.append(code(Encoded(vectors.pooled, vectors.tokens, held, vectors.spans), [0]))
    write_tokens(tmp_path / "tokens", coded)
    index = TokenIndex(tmp_path / "tokens")

    def weights(ids: tuple[int, ...]) -> Vectors:
        tokens = encoded(rng, len(ids)).tokens
        return index.weights(Encoded(tokens[0], tokens, ids, tuple((i, i + 1) for i in ids)))

    assert (weights((0, 40, 50)) > 0).tolist() == [False, True, True]
    assert weights((0, 40, 50)).sum() == pytest.approx(1)
    assert weights((0,)).tolist() == [1.0]
    long = weights((1, *range(20, 60)))  # token 1 stands in two passages, the others in one
    assert (long > 0).sum() == 32
    assert long[0] == 0


def test_a_passage_comes_back_as_it_was_coded(
    collection: tuple[list[Encoded], list[list[int]], TokenIndex],
) -> None:
    """What a rebuild takes over from the index before is exactly what was encoded."""
    passages, starts, index = collection
    for number in (0, 33, 69):
        expected = code(passages[number], starts[number])
        found = index.passage(number)
        np.testing.assert_array_equal(found.codes, expected.codes)
        np.testing.assert_array_equal(found.segments, expected.segments)
        np.testing.assert_array_equal(found.ids, expected.ids)


def test_a_text_without_tokens_is_scored(tmp_path: Path) -> None:
    """A passage or a question that the tokenizer finds nothing in does no harm."""
    empty = Encoded(np.zeros(DIMENSION, np.float32), np.zeros((0, DIMENSION), np.float32), (), ())
    write_tokens(tmp_path / "tokens", [code(empty, [0])])
    index = TokenIndex(tmp_path / "tokens")
    assert index.interact(empty, [0]).whole.tolist() == [0.0]
    assert np.isfinite(index.interact(encoded(np.random.default_rng(1), 4), [0]).point).all()
    assert index.interact(encoded(np.random.default_rng(1), 4), []).whole.tolist() == []


def test_a_code_has_one_bit_a_dimension() -> None:
    """The index of a token of 384 dimensions takes 48 bytes, and one for its correction."""
    vectors = np.ones((3, 384), np.float32)
    text = Encoded(vectors[0], vectors, (1, 2, 3), ((0, 1), (1, 2), (2, 3)))
    assert code(text, [0]).codes.nbytes == 3 * 49


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6))
def test_similarity_is_the_inner_product_with_the_codes(
    seed: int, tokens: int, queries: int
) -> None:
    """A code stands for its signs, made so long that the token's product with itself is one."""
    rng = np.random.default_rng(seed)
    held, asked = encoded(rng, tokens), encoded(rng, queries).tokens
    codes = code(held, [0]).codes
    assert similarity(asked, codes) == pytest.approx(decoded(held.tokens) @ asked.T, abs=1e-5)


def test_similarity_is_right_on_average() -> None:
    """A code says how near tokens are, not how near their signs are."""
    rng = np.random.default_rng(11)
    asked = unit_length(rng.standard_normal((1, 384)).astype(np.float32))
    noise = rng.standard_normal((2000, 384)).astype(np.float32)
    across = unit_length(noise - (noise @ asked.T) * asked)
    text = Encoded(asked[0], 0.6 * asked + 0.8 * across, (0,) * 2000, ((0, 1),) * 2000)
    found = similarity(asked, code(text, [0]).codes)
    assert float(found.mean()) == pytest.approx(0.6, abs=0.02)  # their signs: 0.47
    assert float(found.std()) < 0.05
