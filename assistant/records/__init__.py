"""The frozen records that cross module boundaries."""

from assistant.records.answers import (
    Answer,
    Citation,
    Explanation,
    Highlight,
    Hit,
    Measures,
    MetBy,
    Outcome,
    Quotation,
    WordMatch,
)
from assistant.records.documents import (
    Document,
    Entry,
    Locator,
    Mark,
    MarkKind,
    Passage,
    Problem,
    Source,
    in_order,
)
from assistant.records.manifest import (
    FileDigest,
    Manifest,
)

__all__ = [
    "Answer",
    "Citation",
    "Document",
    "Entry",
    "Explanation",
    "FileDigest",
    "Highlight",
    "Hit",
    "Locator",
    "Manifest",
    "Mark",
    "MarkKind",
    "Measures",
    "MetBy",
    "Outcome",
    "Passage",
    "Problem",
    "Quotation",
    "Source",
    "WordMatch",
    "in_order",
]
