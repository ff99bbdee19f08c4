"""Passages by their nearest point, against brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import unit_length
from assistant.index.dense import PointIndex, write_points


def test_a_passage_is_as_near_as_its_nearest_point(tmp_path: Path) -> None:
    """Order and cosines are those of comparing a question with every point of every passage."""
    rng = np.random.default_rng(3)
    passages = [
        unit_length(rng.standard_normal((int(rng.integers(1, 9)), 24)).astype(np.float32))
        for _ in range(60)
    ]
    write_points(tmp_path, passages)
    index = PointIndex(tmp_path)
    query = unit_length(rng.standard_normal(24).astype(np.float32))
    kept = [points.astype(np.float16).astype(np.float32) for points in passages]
    best = np.array([float((points @ query).max()) for points in kept])
    assert len(index) == 60
    found = index.nearest(query, 60)
    assert [number for number, _ in found] == np.argsort(-best, kind="stable").tolist()
    assert [cosine for _, cosine in found] == pytest.approx(sorted(best, reverse=True), abs=1e-6)
    assert index.nearest(query, 5) == found[:5]
    numbers = [59, 0, 17, 17]
    assert index.cosines(query, numbers) == pytest.approx(best[numbers], abs=1e-6)
    assert index.cosines(query, []).tolist() == []
    np.testing.assert_allclose(index.vectors(17), kept[17], atol=1e-6)


@pytest.mark.parametrize("share", [0.02, 0.3, 1.0])
def test_of_some_passages_the_nearest_are_those_of_brute_force(
    tmp_path: Path, share: float
) -> None:
    """However few passages are allowed, the nearest of them are found, all of them if asked for."""
    rng = np.random.default_rng(5)
    passages = [
        unit_length(rng.standard_normal((int(rng.integers(1, 6)), 24)).astype(np.float32))
        for _ in range(150)
    ]
    write_points(tmp_path, passages)
    index = PointIndex(tmp_path)
    allowed = rng.random(150) < share
    allowed[7] = True
    query = unit_length(rng.standard_normal(24).astype(np.float32))
    kept = [points.astype(np.float16).astype(np.float32) for points in passages]
    best = np.array([float((points @ query).max()) for points in kept])
    ranked = [n for n in np.argsort(-best, kind="stable").tolist() if allowed[n]]
    found = index.nearest(query, 150, allowed)
    assert [number for number, _ in found] == ranked
    assert index.nearest(query, 3, allowed) == found[:3]
    assert index.nearest(query, 3, np.zeros(150, np.bool_)) == []
