"""The precision of a snapshot's vectors, as its recipe tells it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.graph import Precision

INGREDIENT = "the precision of vectors"


def computed_in(made_with: Mapping[str, str], precision: Precision) -> Mapping[str, str]:
    """The recipe with vectors of this precision."""
    return {**made_with, INGREDIENT: precision.value}


def precision_of(made_with: Mapping[str, str]) -> Precision:
    """What vectors were computed in; float32 where that is not known."""
    said = made_with.get(INGREDIENT)
    return Precision(said) if said in list(Precision) else Precision.F32
