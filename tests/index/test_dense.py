from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.encoder import Vectors
from assistant.errors import EncoderError
from assistant.index.dense import DenseIndex, DenseWriter

DIMENSION = 16

WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from assistant.index.dense import DenseWriter
vectors = np.ones((100, 64), np.float32)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with DenseWriter(Path(sys.argv[1])) as writer:
        writer.add(vectors)
except Exception as error:
    print(type(error).__mro__)
"""


def normal(seed: int, count: int) -> Vectors:
    return np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)


def write_dense(path: Path, vectors: Vectors) -> None:
    with DenseWriter(path) as writer:
        writer.add(vectors)


def unit(vectors: Vectors) -> Vectors:
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return scaled


def kept(vectors: Vectors) -> Vectors:
    """Unit vectors as the index keeps them."""
    rounded: Vectors = unit(vectors).astype(np.float16).astype(np.float32)
    return rounded


def brute_force(vectors: Vectors, query: Vectors, most: int) -> list[tuple[int, float]]:
    """Every cosine, sorted; of equal ones the first in the corpus first."""
    scores = kept(vectors).astype(np.float64) @ query.astype(np.float64)
    order = sorted(range(len(vectors)), key=lambda i: (-round(float(scores[i]), 6), i))
    return [(i, float(scores[i])) for i in order[:most]]


def searched(folder: Path, vectors: Vectors, query: Vectors, most: int) -> list[tuple[int, float]]:
    write_dense(folder / "dense.faiss", vectors)
    return DenseIndex(folder / "dense.faiss").search(query, most)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 120), most=st.integers(1, 150))
def test_search_is_brute_force(seed: int, count: int, most: int) -> None:
    """Search gives the order and the cosines of a plain matrix product, to within .001."""
    vectors, query = normal(seed, count), unit(normal(seed + 1, 1)[0])
    with TemporaryDirectory() as folder:
        found = searched(Path(folder), vectors, query, most)
    expected = brute_force(vectors, query, most)
    assert len(found) == min(most, count)
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-3)
    own = unit(vectors) @ query
    np.testing.assert_allclose([own[n] for n, _ in found], [s for _, s in found], atol=1e-3)
    assert len({number for number, _ in found}) == len(found)


@pytest.mark.parametrize("most", [1, 3, 99, 100, 300])
def test_of_equal_passages_the_first_in_the_corpus_are_kept(tmp_path: Path, most: int) -> None:
    """Where more passages tie than are asked for, asking for more only adds to them."""
    directions = np.eye(DIMENSION, dtype=np.float32)
    vectors = np.tile(directions[:3], (100, 1))
    query = unit(3 * directions[0] + 2 * directions[1] + directions[2])
    found = searched(tmp_path, vectors, query, most)
    ordered = sorted(found, key=lambda f: (-f[1], f[0]))
    assert [n for n, _ in ordered] == [n for n, _ in brute_force(vectors, query, most)]
    assert len({score for _, score in found}) == len({n % 3 for n, _ in found})


def test_among_many_equal_passages_none_is_given_twice(tmp_path: Path) -> None:
    """Where hundreds tie, the scores are still the best there are, each passage once."""
    directions = np.eye(DIMENSION, dtype=np.float32)
    vectors = np.tile(directions[:3], (100, 1))
    query = unit(3 * directions[0] + 2 * directions[1] + directions[2])
    found = searched(tmp_path, vectors, query, 150)
    expected = brute_force(vectors, query, 150)
    assert len({n for n, _ in found}) == 150
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-6)


def test_asking_for_more_than_there_is_gives_all(tmp_path: Path) -> None:
    """An index smaller than what is asked for gives each passage once and no filler."""
    vectors = np.eye(3, DIMENSION, dtype=np.float32)
    found = searched(tmp_path, vectors, unit(np.arange(3, 3 + DIMENSION, dtype=np.float32)), 50)
    assert [n for n, _ in found] == [2, 1, 0]


def test_vectors_come_back_at_unit_length(tmp_path: Path) -> None:
    """A passage's vector can be taken over into the next index as it is."""
    vectors = normal(7, 20)
    write_dense(tmp_path / "dense.faiss", vectors)
    dense = DenseIndex(tmp_path / "dense.faiss")
    assert len(dense) == 20
    found = dense.vectors(np.array([3, 0, 19]))
    np.testing.assert_array_equal(found, kept(vectors)[[3, 0, 19]])
    assert found.dtype == np.float32
    write_dense(tmp_path / "again.faiss", found)
    again = DenseIndex(tmp_path / "again.faiss").vectors(np.arange(3))
    np.testing.assert_array_equal(again, found[:3])


@pytest.mark.parametrize("stretches", [[1], [40], [3, 0, 30, 7]])
def test_a_file_written_in_stretches_is_the_one_faiss_writes(
    tmp_path: Path, stretches: list[int]
) -> None:
    """An index that never was in memory is, byte for byte, the one that FAISS makes of it all."""
    vectors = normal(5, sum(stretches))
    whole = faiss.IndexScalarQuantizer(
        DIMENSION, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    whole.add(unit(vectors))
    with DenseWriter(tmp_path / "dense.faiss") as writer:
        for part in np.split(vectors, np.cumsum(stretches)[:-1]):
            writer.add(part)
    assert (tmp_path / "dense.faiss").read_bytes() == faiss.serialize_index(whole).tobytes()


def test_a_passage_without_a_vector_is_found_last(tmp_path: Path) -> None:
    """A passage of no known word has cosine 0 with everything, and does no harm."""
    vectors = np.eye(3, DIMENSION, dtype=np.float32)
    vectors[1] = 0
    found = searched(tmp_path, vectors, unit(np.array([1] * DIMENSION, np.float32)), 3)
    assert [n for n, _ in found][-1] == 1
    assert found[-1][1] == 0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_vector_that_is_not_finite_is_refused(tmp_path: Path, value: float) -> None:
    """Weights that give nonsense stop the build, and nothing is written."""
    vectors = normal(1, 3)
    vectors[1, 2] = value
    with pytest.raises(EncoderError, match="not finite"):
        write_dense(tmp_path / "dense.faiss", vectors)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [10_000, 12_840])
def test_a_full_disk_is_an_error(tmp_path: Path, room: int) -> None:
    """An index that did not fit is never taken for a whole one, however little is missing."""
    path = tmp_path / "dense.faiss"
    write_dense(path, np.ones((100, 64), np.float32))
    assert path.stat().st_size > room
    path.unlink()
    run = subprocess.run(
        [sys.executable, "-c", WRITE_ON_A_FULL_DISK, path, str(room)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "OSError" in run.stdout or "AssistantError" in run.stdout
