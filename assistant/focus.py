"""Which stretch of a passage answers: its best sentence or bullet, with the neighbours it needs.

The sentence that met the question best holds the whole labelled answer in two of three practice
questions, since the answer often stands beside the sentence that names the subject. So a
neighbour is taken in where it adds to what was met, the next one also where no sentence stands
out, and the list that a sentence opens. `python -m benchmarks.highlights` says how often the
stretch holds the answer; these limits were chosen there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.encoder import Spans, Vectors
from assistant.records import Highlight

_STANDS_OUT = 0.15
"""By how much the best sentence is better than any other where it needs no next one."""
_ADDS = 0.02
"""How much of the question the sentence before must add."""
_MOST_ITEMS = 12


def focus(text: str, points: Spans, met: Vectors, weights: Vectors) -> Highlight | None:
    """The stretch of a passage that answers; None in a passage without words.

    `points` are its sentences and bullets, `met` how well each met each token of the question,
    shape (points, question tokens), and `weights` what the tokens weigh.
    """
    if not len(points):
        return None
    scores = met @ weights
    best = first = last = int(np.argmax(scores))
    listed = _list_end(text, points, best)
    if listed > best:
        last = listed
    elif best + 1 < len(points) and scores[best] - _second(scores, best) < _STANDS_OUT:
        last = best + 1
    if best and np.maximum(met[best - 1], met[best]) @ weights - scores[best] >= _ADDS:
        first = best - 1
    return _whole(text, points[first][0], points[last][1])


def _second(scores: Vectors, best: int) -> float:
    return float(np.delete(scores, best).max())


def _list_end(text: str, points: Sequence[tuple[int, int]], opening: int) -> int:
    """The last item of the list that a point opens with a colon; the point itself if none."""
    last = opening
    if ":" not in _between(text, points, opening):
        return opening
    while last - opening < _MOST_ITEMS and "\n" in _between(text, points, last):
        last += 1
    return last


def _between(text: str, points: Sequence[tuple[int, int]], place: int) -> str:
    """What stands between a point and the next; nothing after the last."""
    return text[points[place][1] : points[place + 1][0]] if place + 1 < len(points) else ""


def _whole(text: str, start: int, end: int) -> Highlight:
    """The stretch with the marks that touch it: a full stop, a quotation mark, a pound sign."""
    while start > 0 and _is_mark(text[start - 1]):
        start -= 1
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return Highlight(start, end)


def _is_mark(character: str) -> bool:
    return not character.isspace() and not character.isalnum()
