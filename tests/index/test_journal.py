from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.index.reuse import Journal, discard_journal
from assistant.index.tokens import CodedPassage, EncodedPassage

KEY = "an encoder"


def passage(number: int) -> tuple[bytes, EncodedPassage]:
    """A digest, and what could have been encoded under it."""
    chance = np.random.default_rng(number)
    tokens, points = number + 1, number % 3
    coded = CodedPassage(
        chance.integers(0, 256, (tokens, 8), np.uint8),
        np.sort(chance.integers(0, 4, tokens)),
        chance.integers(0, 30_000, tokens),
    )
    return bytes([number]) * 32, EncodedPassage(
        coded, chance.random((points, 64)).astype(np.float16)
    )


PASSAGES = dict(map(passage, range(4)))


def assert_held(found: Journal, many: int) -> None:
    """The journal has exactly the first so many passages, to the last bit."""
    assert list(found) == list(PASSAGES)[:many]
    for digest, held in found.items():
        expected = PASSAGES[digest]
        for name in ("codes", "segments", "ids"):
            one, other = getattr(held.coded, name), getattr(expected.coded, name)
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
        np.testing.assert_array_equal(held.points, expected.points)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The content of a journal that passages were added to in two goes."""
    folder = tmp_path_factory.mktemp("written")
    first, *rest = PASSAGES.items()
    begun = Journal(folder, KEY)
    begun.add(dict([first]))
    begun.add(dict(rest))
    return (folder / "journal").read_bytes()


def ends(content: bytes) -> list[int]:
    """Where each whole journal of fewer passages ends."""
    found, place = [32], 32
    while place < len(content):
        place += 40 + int.from_bytes(content[place : place + 8], "little")
        found.append(place)
    return found


def test_what_was_encoded_comes_back(tmp_path: Path, written: bytes) -> None:
    """A build that goes on after another has the very vectors that one made."""
    assert_held(Journal(tmp_path, KEY), 0)
    (tmp_path / "journal").write_bytes(written)
    assert_held(Journal(tmp_path, KEY), 4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_journal_cut_off_anywhere_keeps_what_was_whole(
    tmp_path: Path, written: bytes, data: st.DataObject
) -> None:
    """A machine that loses power loses the passages of the last moment, and may add them again."""
    cut = data.draw(st.integers(0, len(written)))
    (tmp_path / "journal").write_bytes(written[:cut])
    found = Journal(tmp_path, KEY)
    whole = sum(end <= cut for end in ends(written)[1:])
    assert_held(found, whole)
    found.add(dict(list(PASSAGES.items())[whole:]))
    assert_held(Journal(tmp_path, KEY), 4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_flipped_bit_loses_what_comes_after_it_and_never_lies(
    tmp_path: Path, written: bytes, data: st.DataObject
) -> None:
    """No damaged vector gets into an index: what stands before the damage counts, no more."""
    place, bit = data.draw(st.integers(0, len(written) - 1)), data.draw(st.integers(0, 7))
    damaged = bytearray(written)
    damaged[place] ^= 1 << bit
    (tmp_path / "journal").write_bytes(damaged)
    whole = sum(end <= place for end in ends(written)[1:])
    assert_held(Journal(tmp_path, KEY), whole)


def test_another_encoder_begins_anew(tmp_path: Path, written: bytes) -> None:
    """Vectors of one encoder are never taken for those of another."""
    (tmp_path / "journal").write_bytes(written)
    other = Journal(tmp_path, "another encoder")
    assert_held(other, 0)
    other.add(PASSAGES)
    assert_held(Journal(tmp_path, "another encoder"), 4)
    assert_held(Journal(tmp_path, KEY), 0)


def test_a_journal_is_discarded_whether_or_not_it_is_there(tmp_path: Path, written: bytes) -> None:
    """Nothing is left of it once the index is published."""
    discard_journal(tmp_path)
    (tmp_path / "journal").write_bytes(written)
    discard_journal(tmp_path)
    assert list(tmp_path.iterdir()) == []
