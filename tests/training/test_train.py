"""Training goes on from where it was cut off.

The library that trains is imported where it is used: a run that only collects does not need it.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tokenizers import Tokenizer

from assistant.comprehension.reader import FOLDER, TOKENIZER
from training.examples import example

if TYPE_CHECKING:
    from training.model import Reader, Tokenised

pytestmark = pytest.mark.slow


class _CutOffError(Exception):
    """The machine went off."""


def test_a_run_that_was_cut_off_ends_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever trains for hours loses what came after the last checkpoint, no more."""
    import torch

    from training import train as training

    monkeypatch.setattr(training, "_CHECKPOINT_SECONDS", 0)
    examples = _examples()
    whole = _model()
    training.train(whole, [examples], tmp_path / "whole", seed=3, rate=1e-3)

    def cut_off(_: Reader) -> dict[str, float]:
        raise _CutOffError

    with pytest.raises(_CutOffError):
        training.train(
            _model(), [examples], tmp_path / "cut", seed=3, rate=1e-3, judged=cut_off, judge_each=20
        )
    again = _model()
    training.train(again, [examples], tmp_path / "cut", seed=3, rate=1e-3)
    for name, weights in whole.state_dict().items():
        assert torch.equal(weights, again.state_dict()[name]), name
    assert not (tmp_path / "cut" / "checkpoint.pt").exists()


def _examples() -> list[Tokenised]:
    from training.model import tokenised

    rng = random.Random(1)
    passage = "Visits are monthly. A manager is told within a day."
    found = [
        example(rng.choice(["how often", "who is told"]), "", passage, span, source="", document="")
        for span in [(0, 19), None] * 420
    ]
    return tokenised(found, Tokenizer.from_file(str(FOLDER / TOKENIZER)))


def _model() -> Reader:
    import torch
    from transformers import BertConfig, BertModel

    from training.model import Reader

    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )
    return Reader(BertModel(config))
