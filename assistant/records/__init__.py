"""The frozen records that cross module boundaries."""

from assistant.records.answers import (
    Answer,
    Citation,
    Elsewhere,
    Explanation,
    Highlight,
    Hit,
    ListedDocument,
    Measures,
    MetBy,
    Outcome,
    Part,
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
    ProblemKind,
    Source,
    in_order,
)
from assistant.records.evidence import FEATURES, Evidence
from assistant.records.filters import Filtering, Filters
from assistant.records.manifest import (
    DenseSearch,
    FileDigest,
    Manifest,
)
from assistant.records.reading import Reading, Unit
from assistant.records.reports import (
    FileReport,
    ReadOutcome,
    outcome_of,
)

__all__ = [
    "FEATURES",
    "Answer",
    "Citation",
    "DenseSearch",
    "Document",
    "Elsewhere",
    "Entry",
    "Evidence",
    "Explanation",
    "FileDigest",
    "FileReport",
    "Filtering",
    "Filters",
    "Highlight",
    "Hit",
    "ListedDocument",
    "Locator",
    "Manifest",
    "Mark",
    "MarkKind",
    "Measures",
    "MetBy",
    "Outcome",
    "Part",
    "Passage",
    "Problem",
    "ProblemKind",
    "Quotation",
    "ReadOutcome",
    "Reading",
    "Source",
    "Unit",
    "WordMatch",
    "in_order",
    "outcome_of",
]
