"""The search of large indexes by cells, against comparing every vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.encoder import Vectors, unit_length
from assistant.errors import DamagedIndexError
from assistant.index import dense, snapshot
from assistant.index.build import BuildReport
from assistant.index.dense import PointIndex, write_points
from assistant.index.snapshot import open_snapshot
from assistant.records import DenseSearch
from tests.conftest import Ran

pytestmark = pytest.mark.slow

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

DIMENSION, PASSAGES = 48, 5_000


def clustered(seed: int, count: int) -> Vectors:
    """Vectors around one of two hundred directions."""
    centres = np.random.default_rng(1).standard_normal((200, DIMENSION))
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((count, DIMENSION)) * 0.5
    return unit_length((centres[rng.integers(200, size=count)] + noise).astype(np.float32))


def smooth(seed: int, count: int) -> Vectors:
    """Vectors of any direction: no cell is nearer to a question than many others."""
    rng = np.random.default_rng(seed)
    return unit_length(rng.standard_normal((count, DIMENSION)).astype(np.float32))


def passages(vectors: Vectors) -> list[Vectors]:
    """Passages of one to four points."""
    lengths = np.random.default_rng(2).integers(1, 5, PASSAGES)
    return np.split(vectors[: lengths.sum()], np.cumsum(lengths)[:-1])


def by_brute_force(held: list[Vectors], query: Vectors) -> list[int]:
    kept = [points.astype(np.float16).astype(np.float32) for points in held]
    best = np.array([float((points @ query).max()) for points in kept])
    ranked: list[int] = np.argsort(-best, kind="stable").tolist()
    return ranked


def recall(found: list[int], expected: list[int]) -> float:
    return len({*found[:10]} & {*expected[:10]}) / min(10, len(expected))


@pytest.fixture(autouse=True)
def large_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has an index of some thousand vectors searched as one of millions is."""
    make_small(monkeypatch)


def make_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dense, "EXACT_UP_TO", 1_000)
    patch.setattr(dense, "_WIDEST", 5)  # of few cells a larger share is needed


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Vectors], DenseSearch]:
    """A folder of clustered passages searched by cells, the passages, and how it is searched."""
    folder, held = tmp_path_factory.mktemp("cells"), passages(clustered(3, 4 * PASSAGES))
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        return folder, held, write_points(folder, iter(held))


def numbers(found: Sequence[tuple[int, float]]) -> list[int]:
    """The numbers of passages, without their cosines."""
    return [number for number, _ in found]


def test_a_few_vectors_are_all_compared(tmp_path: Path) -> None:
    """A small index has no second file to keep, and misses nothing."""
    held = passages(clustered(3, 4 * PASSAGES))[:300]
    assert write_points(tmp_path, held) == DenseSearch(sum(map(len, held)))
    assert {path.name for path in tmp_path.iterdir()} == {"points.faiss", "points.npy"}


def test_what_is_promised_holds_for_questions_kept_back(
    cells: tuple[Path, list[Vectors], DenseSearch],
) -> None:
    """Of the ten nearest passages at least .99 are found for questions nobody measured on."""
    folder, held, chosen = cells
    index = PointIndex(folder)
    assert chosen.cells > 4 * chosen.probes > 0
    assert chosen.recall >= 0.99
    assert chosen.questions == 256
    asked = [*clustered(99, 60)]
    found = [recall(numbers(index.nearest(q, 10)), by_brute_force(held, q)) for q in asked]
    assert np.mean(found) >= 0.99


def test_what_is_found_is_in_the_order_of_its_cosines(
    cells: tuple[Path, list[Vectors], DenseSearch],
) -> None:
    """The nearest passage comes first, by the cosine that is shown, though cells are coarser."""
    folder, held, _ = cells
    index, query = PointIndex(folder), clustered(98, 1)[0]
    found = numbers(index.nearest(query, 50))
    best = index.cosines(query, found)
    assert len(found) == len(set(found)) == 50
    assert best.tolist() == sorted(best.tolist(), reverse=True)
    assert recall(found, by_brute_force(held, query)) >= 0.9


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.9])
def test_filters_leave_out_no_near_passage(
    cells: tuple[Path, list[Vectors], DenseSearch], share: float
) -> None:
    """Whatever share of the passages a filter lets pass, the nearest of those are found."""
    folder, held, _ = cells
    index, rng = PointIndex(folder), np.random.default_rng(5)
    allowed = rng.random(PASSAGES) < share
    allowed[7] = True
    found = []
    for query in clustered(97, 20):
        expected = [n for n in by_brute_force(held, query) if allowed[n]]
        near = numbers(index.nearest(query, 10, allowed))
        assert allowed[near].all()
        assert len(near) == min(10, allowed.sum())
        found.append(recall(near, expected))
    assert np.mean(found) >= 0.99
    assert index.nearest(query, 3, np.zeros(PASSAGES, np.bool_)) == []


def test_a_filter_on_what_lies_elsewhere_still_finds_it(
    cells: tuple[Path, list[Vectors], DenseSearch],
) -> None:
    """Passages that all lie far from a question are found where only they may be."""
    folder, held, _ = cells
    index, query = PointIndex(folder), clustered(96, 1)[0]
    allowed: NDArray[np.bool_] = np.zeros(PASSAGES, np.bool_)
    allowed[by_brute_force(held, query)[-200:]] = True
    expected = [n for n in by_brute_force(held, query) if allowed[n]]
    assert numbers(index.nearest(query, 10, allowed)) == expected[:10]


def test_where_cells_miss_too_much_every_vector_is_compared(tmp_path: Path) -> None:
    """An index whose vectors do not gather in cells is searched exactly, and says why."""
    held = passages(smooth(3, 4 * PASSAGES))
    chosen = write_points(tmp_path, held)
    assert (chosen.cells, chosen.probes, chosen.recall) == (0, 0, 1.0)
    assert chosen.tried is not None
    assert 0 < chosen.tried < 0.995
    assert not (tmp_path / "cells.faiss").exists()
    index = PointIndex(tmp_path)
    for query in smooth(99, 5):
        assert numbers(index.nearest(query, 10)) == by_brute_force(held, query)[:10]


def test_equal_passages_count_as_found_whichever_they_are(tmp_path: Path) -> None:
    """A corpus that says the same in a thousand places does not look as if much were missed."""
    held = passages(np.repeat(clustered(3, 40), 500, axis=0))
    assert write_points(tmp_path, held).cells > 0


@pytest.fixture
def in_cells(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A published index of three documents, searched by cells."""
    monkeypatch.setattr(dense, "EXACT_UP_TO", 2)
    monkeypatch.setattr(dense, "_WIDEST", 1)
    tiny_build(write_corpus({f"{n}.txt": f"Words of file {n}." for n in range(80)}))
    return tmp_path / "index"


def test_the_choice_and_its_recall_are_told(in_cells: Path, run: Callable[..., Ran]) -> None:
    """Who looks after the index sees how it is searched and what that costs."""
    dense = open_snapshot(in_cells).manifest.dense
    assert dense is not None
    assert (dense.vectors, dense.cells, dense.questions) == (80, 16, 256)
    assert (
        f"Nearest sentences: {dense.probes} of 16 cells of 80 are looked into, which finds "
        f"{dense.recall:.1%} of the ten nearest passages (measured on 256 made-up questions)"
    ) in run("status").out
    assert run("status", "--json").json["dense"]["probes"] == dense.probes


@pytest.mark.parametrize("kind", ["flip", "cut", "gone"])
def test_damaged_cells_are_refused_by_name(in_cells: Path, kind: str) -> None:
    """The file that an approximate search needs is checked as all others are."""
    path = in_cells / "snapshots" / snapshot.current_name(in_cells) / "cells.faiss"
    content = path.read_bytes()
    path.unlink()
    if kind != "gone":
        half = len(content) // 2
        middle = bytes([content[half] ^ 1]) + content[half + 1 :] if kind == "flip" else b""
        path.write_bytes(content[:half] + middle)
    with pytest.raises(DamagedIndexError) as caught:
        open_snapshot(in_cells)
    assert caught.value.path == path
