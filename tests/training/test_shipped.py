"""The shipped weights, restored for training that goes on from them, read as the product does.

The library that trains is imported where it is used: a run that only collects does not need it.
"""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from assistant.comprehension import reader
from assistant.comprehension.reader import FOLDER, TOKENIZER, Text
from training.examples import example

pytestmark = pytest.mark.slow

_PASSAGES = (
    "Visits are monthly. The manager must be told within a day. Notes are kept for six years.",
    "The team meets on Mondays.\n• Cakes are brought in turn.\n• Minutes are sent to everybody.",
)


def test_restored_weights_read_as_the_product_reads() -> None:
    """Log odds and the best units of passages are the same, but for the rounding of bfloat16."""
    from training import shipped
    from training.model import tokenised
    from training.train import read

    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    question = "who must be told"
    examples = [example(question, "", text, None, source="", document="") for text in _PASSAGES]
    restored = read(shipped.restored(), tokenised(examples, tokenizer))
    served = reader.Reader().read(question, [Text("", text) for text in _PASSAGES])
    for (answers, units), reading in zip(restored, served, strict=True):
        assert answers == pytest.approx(reading.answers, abs=0.15)
        shares = [unit.share for unit in reading.units]
        bests = [best for best, _ in units]
        assert bests.index(max(bests)) == shares.index(max(shares))
