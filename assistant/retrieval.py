"""A question to ranked hits.

Candidates are the passages with the nearest points (sentences, bullets) and those that hold most
of the question's words. Each is then measured in four ways, and the score is their weighted sum.
The measures are on scales of their own that mean the same for every question, so they are not
normalised for each: doing so would make the best of poor matches count as much as a good one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

import numpy as np

from assistant.citation import section
from assistant.encoder import Encoded, ignoring_invalid
from assistant.index import Allowed
from assistant.index.engines import LocalIndex
from assistant.records import Measures
from assistant.records.answers import Ranking
from assistant.text import content_stems, words

# Chosen on the campaign questions, the practice pages and half of the SQuAD articles together.
WEIGHTS = Measures(whole=0.26, point=0.45, cosine=0.17, lexical=0.12)
_CANDIDATES = 100  # of each kind; on an index of all those together 400 rank no better
_ASKED_FOR = 10  # so many of the best are looked at for lists that are asked for by their heading


@ignoring_invalid
def rank(question: str, query: Encoded, index: LocalIndex, allowed: Allowed = None) -> Ranking:
    """The candidates for a question, measured and ranked.

    With `allowed`, of shape (passages,), only passages that it holds true for are candidates. Their
    scores are the same with and without it: words weigh what they weigh in the whole index.
    """
    meaningful = content_stems(question)
    counted = [(query.share(w.start), w.stem) for w in words(question) if w.stem in meaningful]
    # of a word that stands several times the most counts
    shares = {stem: share for share, stem in sorted(counted)}
    lexical = dict(index.lexical_candidates(shares.keys(), _CANDIDATES, shares, allowed))
    dense = dict(index.dense_candidates(query.pooled, _CANDIDATES, allowed))
    numbers = sorted({*dense, *lexical})
    if not numbers:
        return Ranking((), (), ())
    met = index.interact(query, numbers)
    others = [number for number in numbers if number not in dense]
    near = dense | dict(zip(others, index.cosines(query.pooled, others).tolist(), strict=True))
    cosines = np.array([near[number] for number in numbers], np.float32)
    held = np.array([lexical.get(number, 0.0) for number in numbers], np.float32)
    table = np.stack([met.whole, met.point, cosines, held], axis=1)
    scores = table @ np.array(astuple(WEIGHTS), np.float32)
    order = _set_aside(question, numbers, np.argsort(-scores, kind="stable").tolist(), index)
    return Ranking(
        tuple(numbers[place] for place in order),
        tuple(scores[order].tolist()),
        tuple(Measures(*row) for row in table[order].tolist()),
    )


def _set_aside(
    question: str, numbers: Sequence[int], order: list[int], index: LocalIndex
) -> list[int]:
    """The places of candidates, best first, with those that only name what stands elsewhere last.

    Of the first few, a list that the question asks for by its heading ('the references') stays.
    """
    aside = {place for place in order if numbers[place] in index.apparatus}
    near = [place for place in order[:_ASKED_FOR] if place in aside]
    passages = index.passages([numbers[place] for place in near]) if near else ()
    for place, passage in zip(near, passages, strict=True):
        heading = section(passage.locator)
        called = content_stems(heading)
        if called and called <= content_stems(question) and passage.text != heading:
            aside.remove(place)
    return sorted(order, key=aside.__contains__)
