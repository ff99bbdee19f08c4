"""The metrics of a ranking, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import fmean


class Metric(StrEnum):
    """What is measured of a question's ranking; `recall@k` is ir-measures' Success@k.

    In this project recall@k is the share of questions with a right passage among the first k, as
    in work on answering questions, and not the share of the right passages.
    """

    NDCG = "nDCG@10"
    RECALL_1 = "recall@1"
    RECALL_3 = "recall@3"
    RECALL_10 = "recall@10"
    MRR = "MRR@10"


def measure(right: Sequence[bool], among: int) -> dict[Metric, float]:
    """The metrics of one ranking: whether each place, best first, is right.

    `among` is how many right places there are in all, ranked or not; each has grade 1. Where there
    are none, all metrics are 0.
    """
    from ir_measures import RR, Qrel, ScoredDoc, Success, iter_calc, nDCG

    measures = {
        nDCG @ 10: Metric.NDCG,
        Success @ 1: Metric.RECALL_1,
        Success @ 3: Metric.RECALL_3,
        Success @ 10: Metric.RECALL_10,
        RR @ 10: Metric.MRR,
    }
    found = [place for place, is_right in enumerate(right) if is_right]
    unranked = range(len(right), len(right) + max(among, 1) - len(found))
    judgements = [Qrel("question", str(place), 1) for place in (*found, *unranked)]
    ranking = [ScoredDoc("question", str(place), -float(place)) for place in range(len(right))]
    return {measures[m.measure]: m.value for m in iter_calc(measures, judgements, ranking)}


def mean(scores: Sequence[Mapping[Metric, float]]) -> dict[Metric, float]:
    """The mean of each metric over questions; 0 where there are none."""
    return {m: fmean(score[m] for score in scores) if scores else 0.0 for m in Metric}
