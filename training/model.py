"""The model: a cross-encoder that says whether a passage answers, and which of its units do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from assistant.comprehension.reader import Text, TokenisedQuestion, Window
from training.examples import Example

binary = torch.nn.functional.binary_cross_entropy_with_logits
_NEVER = -1e4
_WIDTHS = 32
"""Batches are padded to multiples of so many tokens."""


def shape() -> BertConfig:
    """Returns the shape of the model: 12 layers, 384 wide, a tenth of what each gives dropped."""
    return BertConfig(
        vocab_size=30522,
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
        max_position_embeddings=512,
        layer_norm_eps=1e-12,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )


class Reader(torch.nn.Module):
    """Two heads on a BERT: one on the pooled vector, one on each token.

    The token head gives two numbers: the first compares units with each other, the second says by
    itself whether a unit is part of the answer. A unit's number is the mean of its tokens'.
    """

    def __init__(self, bert: BertModel, relevance: torch.nn.Linear | None = None) -> None:
        """Put heads on a BERT, the first one begun from a head that judges relevance."""
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.answers = torch.nn.Linear(size, 1)
        self.tokens = torch.nn.Linear(size, 2)
        if relevance is not None:
            with torch.no_grad():
                self.answers.weight.copy_(relevance.weight * 0.3)
                self.answers.bias.zero_()

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns the logits that passages answer, and those of their tokens.

        Their shapes are (batch,) and (batch, tokens, 2).
        """
        read = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        )
        answers = self.answers(read.pooler_output)[:, 0]
        return answers, self.tokens(read.last_hidden_state)


Read = tuple[float, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Tokenised:
    """An example as the model reads it."""

    window: Window
    gold: tuple[bool, ...]
    taught: Read | None = None
    """What a teacher read: its logit that the passage answers and the two numbers of each unit."""


def tokenised(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Tokenised]:
    """Returns the examples as the product reads them; of a passage too long, the first window."""
    found = []
    for one in examples:
        asked = TokenisedQuestion(one.question, tokenizer)
        window = next(asked.windows(Text(one.context, one.passage), one.units))
        found.append(Tokenised(window, one.gold))
    return found


def width_of(examples: Sequence[Tokenised]) -> int:
    """Returns how wide a batch of these examples is: one of a few widths."""
    return -(-max(len(one.window.ids) for one in examples) // _WIDTHS) * _WIDTHS


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples, padded."""

    inputs: dict[str, torch.Tensor]
    unit_of: torch.Tensor
    """Shape (batch, tokens); -1 for tokens of no unit."""
    gold: torch.Tensor
    """Shape (batch, units); 1 answers, 0 does not, -1 is padding."""
    taught: tuple[torch.Tensor, torch.Tensor] | None = None
    """A teacher's logits, shapes (batch,) and (batch, units, 2)."""


def batch(examples: Sequence[Tokenised]) -> Batch:
    """Returns examples as one batch."""
    width = width_of(examples)
    most = max(len(one.gold) for one in examples)

    def padded(rows: Sequence[Sequence[Any]], size: int, value: Any) -> torch.Tensor:
        return torch.tensor([[*row, *[value] * (size - len(row))] for row in rows])

    taught = [one.taught for one in examples if one.taught]

    return Batch(
        {
            "input_ids": padded([one.window.ids for one in examples], width, 0),
            "attention_mask": padded([[1] * len(one.window.ids) for one in examples], width, 0),
            "token_type_ids": padded([one.window.type_ids for one in examples], width, 0),
        },
        padded([one.window.unit_of for one in examples], width, -1),
        padded([[int(g) for g in one.gold] for one in examples], most, -1),
        (
            torch.tensor([answers for answers, _ in taught]),
            padded([units for _, units in taught], most, (0.0, 0.0)),
        )
        if taught
        else None,
    )


def of_units(tokens: torch.Tensor, unit_of: torch.Tensor, units: int) -> torch.Tensor:
    """Returns the mean of each unit's tokens, shape (batch, units, 2)."""
    inside = torch.nn.functional.one_hot(unit_of + 1, units + 1)[..., 1:].to(tokens.dtype)
    counted = inside.sum(1).clamp(min=1)
    return torch.einsum("btu,btk->buk", inside, tokens) / counted[..., None]


def loss(answers: torch.Tensor, tokens: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Returns the loss: whether a passage answers, which unit best, and each unit by itself.

    With a teacher half of it is how far both are from what the teacher read.
    """
    gold, there = batch.gold, batch.gold >= 0
    answered = (gold == 1).any(1)
    units = of_units(tokens.float(), batch.unit_of, gold.shape[1])
    compared = units[..., 0].masked_fill(~there, _NEVER)
    right = torch.logsumexp(compared.masked_fill(gold != 1, _NEVER), 1)
    which = (torch.logsumexp(compared, 1) - right)[answered]
    labelled = (
        binary(answers.float(), answered.float())
        + (which.mean() if len(which) else 0.0)
        + binary(units[..., 1][there], (gold[there] == 1).float())
    )
    if batch.taught is None:
        return labelled
    surely, parts = batch.taught[0].sigmoid(), batch.taught[1]
    shares = parts[..., 0].masked_fill(~there, _NEVER).softmax(1)
    apart = -(shares * compared.log_softmax(1)).sum(1)
    taught = (
        binary(answers.float(), surely)
        + (surely * apart).mean()
        + binary(units[..., 1][there], parts[..., 1][there].sigmoid())
    )
    return (labelled + taught) / 2
