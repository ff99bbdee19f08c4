"""The project's own labelled collections: for each a folder of documents and a question file."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parent.parent
COLLECTIONS = {
    "campaign documents": (ROOT / "corpus", DATA / "campaign-questions.jsonl"),
    "practice pages": (
        DATA / "practice-pages" / "corpus",
        DATA / "practice-pages" / "questions.jsonl",
    ),
}
