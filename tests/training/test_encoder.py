"""The encoder's adapter: what it is taught on, and that it learns."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import Encoder
from assistant.encoder.export import export
from assistant.index.library import Encodable
from assistant.index.tokens import TokenIndex, encode_passages, write_tokens
from assistant.retrieval import WEIGHTS
from assistant.settings import PACKAGED_ENCODER
from training.encoder import Pair, Ranker, batches

pytestmark = pytest.mark.slow

ARREARS, CLUB, AUDIT = (
    "The fund pays arrears.",
    "The club for children opens at 9 am.",
    "Ann Lee leads the audit team.",
)
PAIRS = [
    Pair("rent arears help", "Housing\n", f"- Advice\n- {ARREARS}", ARREARS, "a", None),
    Pair("kids club hours", "Clubs\n", CLUB, CLUB, "a", None),
    Pair("boss of audit", "Staff\n", AUDIT, AUDIT, "b", ("", "No one.")),
]


def test_a_batch_holds_neighbours_and_every_pair_comes_at_most_once() -> None:
    """What a question is told from is not only what has nothing to do with it."""
    many = [
        Pair(f"q{place}", "", f"p{place}", "", f"group {place % 50}", None) for place in range(400)
    ]
    found = batches(many, random.Random(0))
    assert [len(batch) for batch in found] == [48] * 8
    asked = [one.question for batch in found for one in batch]
    assert len(set(asked)) == len(asked)
    for batch in found:
        groups = [one.group for one in batch]
        assert len(set(groups)) == 6


@pytest.mark.real
def test_a_ranker_learns_which_passage_answers() -> None:
    """Before it is taught the adapter adds nothing; a few steps bring each question nearer."""
    import torch

    torch.manual_seed(0)
    ranker = Ranker([one.passage for one in PAIRS])
    assert all(not value.any() for name, value in ranker.adapter.items() if name.endswith(".up"))
    trained = [one for one in ranker.model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-3)
    losses = []
    for _ in range(4):
        loss = ranker.loss(PAIRS)
        losses.append(loss.item())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.8 * losses[0]


@pytest.mark.real
def test_passages_are_met_as_they_are_ranked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taught is what ranking goes by, but for the words and for codes of one bit."""
    monkeypatch.setattr("assistant.encoder.export._adapt", lambda _: None)
    export(PACKAGED_ENCODER, tmp_path / "encoder")
    served = Encoder(tmp_path / "encoder")
    passages = [Encodable(n, one.context, one.passage) for n, one in enumerate(PAIRS)]
    encoded = encode_passages(served, passages)
    write_tokens(tmp_path / "tokens", (one.coded for one in encoded))
    tokens = TokenIndex(tmp_path / "tokens")
    found = Ranker([one.context + one.passage for one in PAIRS]).scores(PAIRS).detach().numpy()
    for row, one in zip(found, PAIRS, strict=True):
        query = served.encode_query(one.question)
        met = tokens.interact(query, range(len(PAIRS)))
        cosines = [(passage.points @ query.pooled).max() for passage in encoded]
        told = WEIGHTS.whole * met.whole + WEIGHTS.point * met.point
        told += WEIGHTS.cosine * np.array(cosines)
        assert row[: len(PAIRS)] == pytest.approx(told, abs=0.08)
