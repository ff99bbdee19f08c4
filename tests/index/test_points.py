"""Passages by their nearest point, against brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import unit_length
from assistant.index.points import PointIndex, write_points


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
    assert index.nearest(query, 60) == np.argsort(-best, kind="stable").tolist()
    assert index.nearest(query, 5) == np.argsort(-best, kind="stable")[:5].tolist()
    numbers = [59, 0, 17, 17]
    assert index.cosines(query, numbers) == pytest.approx(best[numbers], abs=1e-6)
    assert index.cosines(query, []).tolist() == []
    np.testing.assert_allclose(index.vectors(17), kept[17], atol=1e-6)
