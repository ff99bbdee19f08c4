"""Teaches the packaged encoder to put a question beside the passage that answers it.

Only an adapter is trained (LoRA, Hu and others 2021): beside each matrix of the model two narrow
ones, whose product is added to it. The loss is that of picking each question's passage from all of
a batch, by the measures that `assistant.retrieval` ranks by, without the one of words; in the
cosine one of a passage's points stands for all.
"""

from __future__ import annotations

import json
import math
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from assistant.encoder.export import model_folder
from assistant.evaluation.questions import load_questions
from assistant.index.build import build
from assistant.retrieval import WEIGHTS
from assistant.settings import PACKAGED_ENCODER, Settings
from assistant.text import points
from training import base, mining
from training.collections import HELD_OUT_KIND, MADE_UP, held_out, trained_on
from training.examples import OWN, Example, as_typed, authored, squad_asked
from training.mixes import OF_LISTS

RATE = 6e-4
_OF_WRITERS, _OF_ARTICLES = 4000, 1000
"""So many questions of our own over single passages are taken, and so many of SQuAD 1.1."""
JUDGED_BY = ("w1",)
"""These are over the practice pages, which ranking is judged by."""
FILE = "adapter.safetensors"
_RANK = 16
_SCALE = 30.0
_BATCH, _OF_A_DOCUMENT = 48, 8
_TOKENS, _QUESTION_TOKENS, _POINT_TOKENS = 192, 40, 64
_POINTS = 39  # of a passage; those behind count as part of the last
_AT_ONCE = 24  # texts


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the passage that answers it, and one beside it that does not."""

    question: str
    context: str
    passage: str
    point: str
    """The first unit that answers."""
    group: str
    """Questions of a group are put in a batch together: over one document or collection."""
    beside: tuple[str, str] | None = None
    """The context and text of another passage of the group, where there is one."""
    elsewhere: bool = False
    """Whether other passages of the group may answer as well."""


def pairs(public: Path | None, work: Path, rng: random.Random) -> list[Pair]:
    """Returns what one pass is over; indexes are kept in `work`."""
    files = [file for file in sorted(OWN.glob("w*.jsonl")) if file.stem not in JUDGED_BY]
    if public is not None:
        files += [public / "reading" / "authored" / f"{name}.jsonl" for name in ("w2", "w3")]
    written = [one for file in files for one in authored(file) if trained_on(one)]
    others = [one for one in written if one.answerable and one.source not in OF_LISTS]
    chosen = [one for one in written if one.answerable and one.source in OF_LISTS]
    chosen += rng.sample(others, min(_OF_WRITERS, len(others)))
    if public is not None:
        council = mining.index_of(public / "samples" / "council", work / "encoder-council")
        written += (over := mining.over_pages(OWN / "council.jsonl", council))
        chosen += [one for one in over if one.answerable]
    articles = base.questions(work / "base")
    asked = rng.sample(list(squad_asked(articles)), _OF_ARTICLES)
    chosen += [one.example(articles.stem) for one in asked]
    found = [(one, f"{one.source}/{one.document}") for one in chosen]
    passages: dict[str, dict[str, str]] = {}
    for one in written:
        passages.setdefault(f"{one.source}/{one.document}", {})[one.passage] = one.context
    for collection in sorted(path for path in MADE_UP.iterdir() if not held_out(path.name)):
        index = work / f"encoder-{collection.name}"
        build(collection / "corpus", index, Settings())
        held = mining.passages_in(index)
        passages[collection.name] = {passage.text: context for context, passage in held}
        for question in load_questions(collection / "questions.jsonl"):
            if question.type != HELD_OUT_KIND:
                answered = mining.answered(question, held, collection.name)
                several = len(question.sources) > 1
                found += [(replace(one, elsewhere=several), collection.name) for one in answered]
    return [_pair(one, group, passages.get(group, {}), rng) for one, group in found]


def _pair(one: Example, group: str, passages: dict[str, str], rng: random.Random) -> Pair:
    others = [(context, text) for text, context in passages.items() if text != one.passage]
    unit = next(unit for unit, is_gold in zip(one.units, one.gold, strict=True) if is_gold)
    beside = rng.choice(others) if others and not one.elsewhere else None
    asked, point = as_typed(one, rng).question, one.passage[slice(*unit)]
    return Pair(asked, one.context, one.passage, point, group, beside, one.elsewhere)


def batches(of: Sequence[Pair], rng: random.Random) -> list[list[Pair]]:
    """Returns pairs in batches, a few of one group after another, else in random order."""
    groups: dict[str, list[Pair]] = {}
    for one in rng.sample(of, len(of)):
        groups.setdefault(one.group, []).append(one)
    step = _OF_A_DOCUMENT
    few = [held[i : i + step] for held in groups.values() for i in range(0, len(held), step)]
    rng.shuffle(few)
    flat = [one for held in few for one in held]
    return [flat[i : i + _BATCH] for i in range(0, len(flat) - _BATCH + 1, _BATCH)]


def _held(batch: Sequence[Pair]) -> list[tuple[str, str]]:
    """The passages of a batch: what answers each question, then what stands beside some."""
    beside = [one.beside for one in batch[::2] if one.beside]
    return [(one.context, one.passage) for one in batch] + beside


class _Adapted(torch.nn.Module):
    """A linear layer with an adapter beside it, which adds nothing at first."""

    def __init__(self, layer: torch.nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = torch.nn.Parameter(torch.randn(_RANK, layer.in_features))
        self.down.data /= layer.in_features**0.5
        self.up = torch.nn.Parameter(torch.zeros(layer.out_features, _RANK))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        added: torch.Tensor = self.layer(given) + given @ self.down.T @ self.up.T
        return added


class Ranker:
    """The encoder with its adapter, as it ranks the passages of a batch for each question."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Load the packaged model; what a token of a question weighs is counted over `texts`."""
        from transformers import AutoModel, AutoTokenizer

        folder = str(model_folder(PACKAGED_ENCODER))
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder, dtype=torch.float32)
        for parameter in self.model.parameters():
            parameter.requires_grad = False
        for name, layer in list(self.model.named_modules()):
            if isinstance(layer, torch.nn.Linear) and "encoder.layer" in name:
                parent, _, last = name.rpartition(".")
                setattr(self.model.get_submodule(parent), last, _Adapted(layer))
        self._weights = self._rarity(texts)

    @property
    def adapter(self) -> dict[str, torch.Tensor]:
        """The narrow matrices, by the names of those that they are added to."""
        return {
            name: value
            for name, value in self.model.state_dict().items()
            if name.endswith((".down", ".up"))
        }

    def loss(self, batch: Sequence[Pair]) -> torch.Tensor:
        """The mean surprise at each question's own passage among all that the batch holds."""
        groups = [one.group for one in batch] + [one.group for one in batch[::2] if one.beside]
        held = list(zip(_held(batch), groups, strict=True))
        answers = [
            [
                one.passage == text or (one.elsewhere and one.group == group)
                for (_, text), group in held
            ]
            for one in batch
        ]
        own, others = torch.arange(len(batch)), torch.tensor(answers)
        others[own, own] = False
        return functional.cross_entropy(_SCALE * self.scores(batch).masked_fill(others, -10.0), own)

    def scores(self, batch: Sequence[Pair]) -> torch.Tensor:
        """How each question is met by each passage that a batch holds (`_held`), as a table.

        Of a passage's points one counts for the cosine: what answers, or the first.
        """
        passages = _held(batch)
        told = [one.point for one in batch]
        told += [text[slice(*points(text)[0])] for _, text in passages[len(batch) :]]
        asked = self._ids([one.question for one in batch], _QUESTION_TOKENS)
        questions = self._encoded(asked)
        cosine = (
            torch.stack([pooled for _, pooled in questions])
            @ torch.stack([p for _, p in self._encoded(self._ids(told, _POINT_TOKENS))]).T
        )
        width = max(map(len, asked))
        tokens = torch.stack([functional.pad(t, (0, 0, 0, width - len(t))) for t, _ in questions])
        weights = torch.zeros(len(batch), width)
        for place, ids in enumerate(asked):
            rare = self._weights[ids]
            weights[place, : len(ids)] = rare / rare.sum().clamp(min=1e-6)
        prepared = [self._prepared(*one) for one in passages]
        encoded = self._encoded([ids for ids, _ in prepared])
        measured = [
            self._interaction(tokens, weights, vectors, ids, segments)
            for (ids, segments), (vectors, _) in zip(prepared, encoded, strict=True)
        ]
        whole, point = (torch.stack(column, 1) for column in zip(*measured, strict=True))
        return WEIGHTS.whole * whole + WEIGHTS.point * point + WEIGHTS.cosine * cosine

    def _rarity(self, texts: Sequence[str]) -> torch.Tensor:
        """What each token of the vocabulary weighs: how rare it is; 0 where it is no word."""
        held: Counter[int] = Counter()
        for ids in self._ids(texts, _TOKENS):
            held.update(set(ids))
        rarity = torch.zeros(len(self._tokenizer))
        special = set(self._tokenizer.all_special_ids)
        for token, number in self._tokenizer.get_vocab().items():
            if number not in special and any(map(str.isalnum, token)):
                count = held[number]
                rarity[number] = math.log(1 + (len(texts) - count + 0.5) / (count + 0.5))
        return rarity

    def _ids(self, texts: Sequence[str], most: int) -> list[list[int]]:
        ids: list[list[int]] = self._tokenizer(list(texts), truncation=True, max_length=most)[
            "input_ids"
        ]
        return ids

    def _prepared(self, context: str, text: str) -> tuple[list[int], torch.Tensor]:
        """The tokens of a passage, and for each which point it is of; 0 is the context."""
        told = self._tokenizer(
            context + text, truncation=True, max_length=_TOKENS, return_offsets_mapping=True
        )
        starts = [len(context) + start for start, _ in points(text)]
        at = np.searchsorted(starts, [start for start, _ in told["offset_mapping"]], side="right")
        return told["input_ids"], torch.from_numpy(np.minimum(at, _POINTS))

    def _encoded(self, ids: Sequence[Sequence[int]]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Each text's token vectors and its pooled one, all of unit length."""
        found: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        order = sorted(range(len(ids)), key=lambda place: -len(ids[place]))
        for first in range(0, len(order), _AT_ONCE):
            places = order[first : first + _AT_ONCE]
            width = len(ids[places[0]])
            mask = torch.tensor([[i < len(ids[p]) for i in range(width)] for p in places]).long()
            padded = torch.tensor([[*ids[p], *[0] * (width - len(ids[p]))] for p in places])
            hidden = self.model(input_ids=padded, attention_mask=mask).last_hidden_state
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            for row, place in enumerate(places):
                tokens = functional.normalize(hidden[row, : len(ids[place])], dim=-1)
                found[place] = tokens, functional.normalize(pooled[row], dim=-1)
        return [found[place] for place in range(len(ids))]

    def _interaction(
        self,
        tokens: torch.Tensor,
        weights: torch.Tensor,
        vectors: torch.Tensor,
        ids: Sequence[int],
        segments: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """How each question meets a passage, whole and by its best point (`index.tokens`)."""
        similar = torch.einsum("qld,pd->qlp", tokens, vectors)
        similar = similar.masked_fill(self._weights[list(ids)] == 0, -1.0)
        shape = (*similar.shape[:2], int(segments.max()) + 1)
        places = segments[None, None].expand(similar.shape)
        best = torch.full(shape, -1.0).scatter_reduce(2, places, similar, "amax")
        whole = (best.amax(2) * weights).sum(1)
        point = torch.maximum(best[..., 1:], best[..., :1]) if shape[2] > 1 else best
        return whole, (point * weights[..., None]).sum(1).amax(1)


def teach(public: Path | None, work: Path, seed: int) -> Iterator[str]:
    """Train an adapter and leave it in `work`; yields what there is to say of every tenth step.

    Raises:
        OSError: the disk is full or failed.
    """
    from safetensors.torch import save_file

    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(seed)
    rng = random.Random(f"{seed} encoder")
    held = pairs(public, work, rng)
    texts = {one.passage: one.context + one.passage for one in held}
    ranker = Ranker(list(texts.values()))
    trained = [one for one in ranker.model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.01)
    steps = batches(held, rng)
    begun = time.monotonic()
    for step, batch in enumerate(steps):
        share = min(1.0, (step + 1) / 10) * max(0.05, 1 - step / len(steps))
        optimiser.param_groups[0]["lr"] = RATE * share
        loss = ranker.loss(batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        if step % 10 == 0:
            seconds = round(time.monotonic() - begun)
            told = {"step": step, "of": len(steps), "seconds": seconds}
            yield json.dumps({**told, "loss": round(loss.item(), 4)})
    save_file({name: one.half() for name, one in ranker.adapter.items()}, work / FILE)
