from __future__ import annotations

import numpy as np
import pytest

from assistant.encoder import Encoder
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.index.tokens import similarity
from benchmarks.codes import FullPrecision, measure, show, token_vectors
from benchmarks.retrieval.collection import Collection

pytestmark = pytest.mark.slow


@pytest.mark.real
def test_full_precision_scores_by_the_formula_of_the_index(campaign: Collection) -> None:
    """Given what codes stand for in place of vectors, every passage gets what the codes give it."""
    snapshot = open_snapshot(campaign.index)
    coded, dimension = LocalIndex(snapshot), snapshot.manifest.dimension
    numbers = range(len(campaign.ids))
    axes = np.eye(dimension, dtype=np.float32)
    full = FullPrecision(snapshot, [similarity(axes, coded.coded(n).codes) for n in numbers])
    encoder = Encoder(snapshot.encoder)
    for question in campaign.questions[:5]:
        query = encoder.encode_query(question.text)
        for chosen in ([3, 1, 7], list(numbers)):
            by_codes, by_signs = coded.interact(query, chosen), full.interact(query, chosen)
            np.testing.assert_allclose(by_signs.whole, by_codes.whole, atol=1e-5)
            np.testing.assert_allclose(by_signs.point, by_codes.point, atol=1e-5)


@pytest.mark.real
def test_codes_are_measured_on_a_collection(
    campaign: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both rankings are good, and a code is a fraction of a vector."""
    found = measure(campaign)
    assert found.passages == len(campaign.ids)
    assert min(found.ours.codes, found.ours.full, found.alone.codes, found.alone.full) > 0.8
    assert 48 < found.bytes_a_token < 0.2 * found.full_bytes_a_token
    show(found)
    assert "bytes a token on disk" in capsys.readouterr().out


def test_a_text_without_a_token_has_a_vector_all_the_same() -> None:
    """As in the index, where each passage has a token at least."""

    class Silent:
        description = type("Description", (), {"dimension": 4})

        def encode_passages(self, texts: list[str]) -> list[tuple[int, object]]:
            tokens = np.zeros((0, 4), np.float32)
            return [(i, type("Encoded", (), {"tokens": tokens})) for i in range(len(texts))]

    (found,) = token_vectors(Silent(), [""])  # type: ignore[arg-type]
    assert found.shape == (1, 4)
