"""The benchmarks are not installed: they are found beside the tests."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from benchmarks.retrieval.collection import Collection


@pytest.fixture(scope="session")
def campaign(campaign_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The campaign documents and their questions, on the index that other tests use as well."""
    from assistant.evaluation.questions import load_questions
    from benchmarks.collections import COLLECTIONS
    from benchmarks.retrieval.collection import code_digest, collection

    work = tmp_path_factory.mktemp("work")
    shutil.copytree(campaign_index, work / "index")
    (work / "code").write_text(code_digest(), "ascii")
    corpus, questions = COLLECTIONS["campaign documents"]
    return collection("campaign documents", corpus, load_questions(questions), work)
