"""Reads passages for a question: whether each answers, and which of its units do.

A cross-encoder reads question and passage together (`training/` says how it was taught). It comes
with the package as an OpenVINO graph of 8-bit weights and is loaded as the encoder is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.encoder import Vectors, encodable
from assistant.encoder.graph import Graph, Precision, has_bfloat16
from assistant.errors import ComprehensionError
from assistant.records import Highlight, Reading, Unit
from assistant.text import Spans, owners, units
from assistant.text.files import file_digest

FOLDER = Path(__file__).with_name("model")
GRAPH, WEIGHTS, TOKENIZER, DIGESTS = "graph.xml", "graph.bin", "tokenizer.json", "digests.json"
SAMPLE = ("who must be told", "The manager must be told within a day. Visits are monthly.")
"""A question and a passage of which it is known what the model reads."""


def shipped_sha256() -> str:
    """Returns the SHA-256 that the weights should have.

    Raises:
        ComprehensionError: it is not told.
    """
    return _told(FOLDER)[0][WEIGHTS]


def checked(folder: Path) -> str:
    """Returns the SHA-256 of the model's weights, all its files compared with those shipped.

    Raises:
        ComprehensionError: a file is missing or is not what was shipped.
    """
    digests, _ = _told(folder)
    for name, expected in digests.items():
        try:
            found = file_digest(folder / name)
        except OSError as error:
            raise _unusable(folder / name, f"cannot be read ({error.strerror})") from error
        if found != expected:
            told = f"is not the file that was shipped: expected SHA-256 {expected}, found {found}"
            raise _unusable(folder / name, told)
    return digests[WEIGHTS]


def _told(folder: Path) -> tuple[dict[str, str], float]:
    """The digests of a model's files, and the log odds it gave `SAMPLE` before its export."""
    path = folder / DIGESTS
    try:
        stored = json.loads(path.read_text("utf-8"))
        digests = {name: str(stored[name]) for name in (GRAPH, WEIGHTS, TOKENIZER)}
        return digests, float(stored["sample"])
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(path, "is not the file that was shipped") from error


def _unusable(path: Path, reason: str) -> ComprehensionError:
    return ComprehensionError(
        f"{path} {reason}. It is part of the model of comprehension, without which no question "
        f"is answered: put it back ('git restore {path.name}' beside it, where this is a clone) or "
        "install the package again"
    )


MOST_TOKENS = 384  # read at once: question, context and as much of the passage as has room
_LEAST_TOKENS = 96  # of a passage, however long the question
_MOST_QUESTION = 256
_MOST_CONTEXT = 64
_OVERLAP = 48  # of the windows of a passage that is too long


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to be read."""

    context: str
    """What stands in front of it: its title and heading, in lines."""
    passage: str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage as the model reads it, behind the question and the context."""

    ids: list[int]
    type_ids: list[int]
    unit_of: list[int]
    """Which unit each token belongs to; -1 for none."""


class TokenisedQuestion:
    """A question that passages are read for, tokenised once."""

    def __init__(self, question: str, tokenizer: Tokenizer) -> None:
        """Keep its first tokens, as many as leave room for a passage."""
        self._tokenizer = tokenizer
        first, self._after = tokenizer.encode("").ids
        self._before = [first, *_encoded(tokenizer, question)[0][:_MOST_QUESTION], self._after]

    def windows(self, text: Text, spans: Spans) -> Iterator[Window]:
        """Yields the windows that together hold all of a passage; `spans` are its units."""
        context = _encoded(self._tokenizer, text.context)[0][:_MOST_CONTEXT]
        ids, offsets = _encoded(self._tokenizer, text.passage)
        unit_of = owners(offsets, spans)
        before = [*self._before, *context]
        room = max(MOST_TOKENS - len(before) - 1, _LEAST_TOKENS)
        types = [0] * len(self._before) + [1] * len(context)
        step = room - min(_OVERLAP, room // 2)
        for start in range(0, max(len(ids) - room, 0) + step, step):
            part = ids[start : start + room]
            yield Window(
                ids=[*before, *part, self._after],
                type_ids=[*types, *[1] * (len(part) + 1)],
                unit_of=[*[-1] * len(before), *unit_of[start : start + room], -1],
            )


def _encoded(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    encoding = tokenizer.encode(encodable(text), add_special_tokens=False)
    return encoding.ids, encoding.offsets


_TOGETHER = 128  # a seventh quicker than 32 values rounded together, and judged as good
_ALIKE = 1.0  # at 8 bits the log odds of the sample are within .2 of those before


class PassageReader(Protocol):
    """What asking needs of the model; tests put a small one in its place."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its weights."""

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Returns what each text says to the question, in their order."""


class Reader:
    """Reads passages for a question. Safe to use from several threads."""

    def __init__(self, folder: Path = FOLDER, precision: Precision | None = None) -> None:
        """Load the model in a folder, in bfloat16 where the processor has units for it.

        Raises:
            ComprehensionError: a file is missing or is not what was shipped, or what is read comes
                out wrong on this processor.
        """
        self.sha256 = checked(folder)
        """Of its weights."""
        precision = precision or (Precision.BF16 if has_bfloat16() else Precision.F32)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            # in bfloat16 a thread by itself reads wrongly in OpenVINO: passages then take turns
            many = precision is Precision.F32
            self._graph = Graph(folder / GRAPH, precision, many=many, together=_TOGETHER)
        except Exception as error:  # the tokenizer raises bare Exception, OpenVINO RuntimeError
            raise ComprehensionError(
                f"the model of comprehension in {folder} cannot be loaded: {error}"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        question, passage = SAMPLE
        (read,) = self.read(question, [Text("", passage)])
        if not abs(read.answers - _told(folder)[1]) < _ALIKE:
            raise ComprehensionError(
                f"the model of comprehension in {folder} reads wrongly on this processor, and "
                "answers would be wrong: use another computer, or another version of openvino"
            )

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Returns what each text says to the question, in their order.

        A text longer than the model reads at once is read in windows that overlap: it answers as
        much as the best of them does.
        """
        if not texts:
            return []
        spans = [units(text.passage) for text in texts]
        asked = TokenisedQuestion(question, self._tokenizer)
        windows = [list(asked.windows(*pair)) for pair in zip(texts, spans, strict=True)]
        read = iter(self._graph.each([window for several in windows for window in several]))
        return [
            _reading(several, span, list(islice(read, len(several))))
            for several, span in zip(windows, spans, strict=True)
        ]


@cache
def shipped_reader() -> Reader:
    """Returns the model that comes with the package, loaded once and kept for good.

    A process that dropped and compiled it a hundred times was brought down by OpenVINO.

    Raises:
        ComprehensionError: as `Reader` does.
    """
    return Reader()


def _reading(
    windows: Sequence[Window], spans: Spans, read: Sequence[tuple[Vectors, Vectors]]
) -> Reading:
    """What a text's windows say together; a unit's numbers are the mean of its tokens'."""
    totals = np.zeros((len(spans) + 1, 2))
    counts = np.zeros(len(spans) + 1)
    for window, (_, row) in zip(windows, read, strict=True):
        owners = np.array(window.unit_of)
        np.add.at(totals, owners, row[: len(owners)])
        np.add.at(counts, owners, 1)
    means: NDArray[np.float64] = totals[:-1] / np.maximum(counts[:-1, None], 1)
    among = np.exp(means[:, 0] - means[:, 0].max(initial=-np.inf)) * (counts[:-1] > 0)
    among /= max(float(among.sum()), 1e-9)
    inside = 1 / (1 + np.exp(-means[:, 1]))
    told = zip(spans, among.tolist(), inside.tolist(), strict=True)
    return Reading(
        answers=max(float(answers[0]) for answers, _ in read),
        units=tuple(Unit(*span, share, part) for span, share, part in told),
    )


def both(one: Reading, other: Reading, share: float) -> Reading:
    """Returns what two readings of a passage say together, `share` of it from the `other`.

    Units count alike in both, as geometric means: a unit that answers must answer to both. Of 96
    follow-ups the mark so holds the labelled words in .96, of their readings with the topic in .84.
    """
    pairs = list(zip(one.units, other.units, strict=True))
    among = np.sqrt([a.share * b.share for a, b in pairs])
    among /= max(float(among.sum()), 1e-9)
    units = tuple(
        Unit(a.start, a.end, best, (a.inside * b.inside) ** 0.5)
        for (a, b), best in zip(pairs, among.tolist(), strict=True)
    )
    return Reading((1 - share) * one.answers + share * other.answers, units)


# Chosen where documents are held out: the mark holds the labelled words in 85 to 99 % of the right
# first passages, at .98 to 1.09 times the length of the smallest unit that does. From .5 on one of
# two close figures would be marked by a hair: '92,200 in England' of the workforce in the UK.
_ALONE = 0.8  # from which share on the best unit answers alone
_BELONGS = 0.7  # how probable a unit beside the best one must be, beside it, to answer as well
NEVER_BEST = 0.02  # of the best share: with less a unit only leads to the answer, as headings do


def mark(reading: Reading) -> Highlight | None:
    """Returns the stretch that answers: the best unit, or the run of them that belongs together.

    None where the passage has no unit.
    """
    units = reading.units
    if not units:
        return None
    first = last = max(range(len(units)), key=lambda place: units[place].share)
    best = units[first]
    least = 1.0 if best.share >= _ALONE else _BELONGS * best.inside

    def belongs(unit: Unit) -> bool:
        return unit.inside > least and unit.share >= NEVER_BEST * best.share

    while first > 0 and belongs(units[first - 1]):
        first -= 1
    while last + 1 < len(units) and belongs(units[last + 1]):
        last += 1
    return Highlight(units[first].start, units[last].end)
