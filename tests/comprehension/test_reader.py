"""The model of comprehension as it is shipped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.comprehension.reader import (
    DIGESTS,
    FOLDER,
    GRAPH,
    MOST_TOKENS,
    TOKENIZER,
    WEIGHTS,
    Reader,
    Text,
    mark,
)
from assistant.encoder.graph import CAP, Precision, has_bfloat16
from assistant.errors import ComprehensionError

pytestmark = pytest.mark.slow

SLIDE = (
    "The social work workforce now • 115,000 across UK • 92,200 in England • c. 18,500 fte (21%) in"
    " adult statutory services (SfC 2016) • 130 routes into training in 70+ institutions"
)
RATES = "Rate | Weekly amount\nLower rate | £61.40\nMiddle rate | £84.15\nHigher rate | £103.70"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The model, in the precision that every processor has."""
    return Reader(precision=Precision.F32)


def marked(reader: Reader, question: str, passage: str) -> str:
    """What is marked in a passage."""
    (reading,) = reader.read(question, [Text("", passage)])
    found = mark(reading)
    assert found is not None
    return passage[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("How many social workers are there in England?", SLIDE, "92,200 in England"),
        (
            "how many fte in adult services",
            SLIDE,
            "c. 18,500 fte (21%) in adult statutory services (SfC 2016)",
        ),
        ("what is the higher rate", RATES, "Higher rate | £103.70"),
        ("lower rate how much", RATES, "Lower rate | £61.40"),
    ],
)
def test_the_unit_that_answers_is_marked(
    reader: Reader, question: str, passage: str, answer: str
) -> None:
    """Not the figure beside it, nor the row above."""
    assert marked(reader, question, passage) == answer


def test_a_batch_gives_what_single_readings_give(reader: Reader) -> None:
    """What is read beside a passage changes nothing of what is read in it."""
    texts = [Text("Title\n", SLIDE[:length]) for length in (10, 40, 70, 100, 130, 160, 170, 175)]
    together = reader.read("how many in england", texts)
    assert together == [reader.read("how many in england", [text])[0] for text in texts]


def test_an_answer_behind_what_is_read_at_once_is_found(reader: Reader) -> None:
    """A passage longer than the model reads is read in windows that overlap."""
    filler = "The panel met and agreed the minutes of the meeting before. " * 60
    passage = f"{filler}The mileage rate is 45p a mile. {filler}"
    assert len(passage.split()) > 2 * MOST_TOKENS
    (told,) = reader.read("what is the mileage rate", [Text("", passage)])
    (without,) = reader.read("what is the mileage rate", [Text("", filler)])
    assert told.answers > without.answers
    assert marked(reader, "what is the mileage rate", passage) == "The mileage rate is 45p a mile."


def test_marks_are_exact_beside_odd_characters(reader: Reader) -> None:
    """Ligatures, raised digits, no-break spaces and pound signs move no mark."""
    answer = "The carers’ bene\ufb01t is £76.75\u00a0a week½."
    passage = f"The oﬃce\u00a0opens on 3². {answer} Visits last an hour."
    assert marked(reader, "how much is carers benefit a week", passage) == answer


@settings(max_examples=25)
@given(st.text(max_size=600), st.text(max_size=600))
def test_any_question_and_text_are_read(reader: Reader, question: str, passage: str) -> None:
    """Whatever is typed and whatever stands there, the shares of the units make 1."""
    (reading,) = reader.read(question, [Text("", passage)])
    shares = [unit.share for unit in reading.units]
    assert not shares or sum(shares) == pytest.approx(1.0, abs=1e-3) or sum(shares) == 0.0


def test_nothing_to_read(reader: Reader) -> None:
    """No passages, no readings; a question alone is no error."""
    assert reader.read("why?", []) == []
    assert reader.read("", [Text("", "")])[0].units == ()


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS, TOKENIZER])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_damaged_model_is_refused_at_start(name: str, damage: str, tmp_path: Path) -> None:
    """One bit is enough; the message names the file and what to do."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    if damage == "missing":
        (folder / name).unlink()
    else:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
    with pytest.raises(ComprehensionError, match=rf"{name} .*install the package again"):
        Reader(folder)


def test_a_model_that_reads_wrongly_is_refused(tmp_path: Path) -> None:
    """On a processor where numbers come out wrong, no answer is better than a wrong one."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    told = json.loads((folder / DIGESTS).read_text("utf-8"))
    (folder / DIGESTS).write_text(json.dumps(told | {"sample": told["sample"] + 5}), "utf-8")
    with pytest.raises(ComprehensionError, match="wrongly on this processor"):
        Reader(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({GRAPH: "0"})])
def test_digests_that_tell_nothing_are_refused(content: str, tmp_path: Path) -> None:
    """Without the digests nothing is known to be whole."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    (folder / DIGESTS).write_text(content, "utf-8")
    with pytest.raises(ComprehensionError, match=DIGESTS):
        Reader(folder)


def test_capped_instructions_compute_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenVINO names bfloat16 units that it may not use then, and would not start with them."""
    monkeypatch.setenv(CAP, "AVX2_VNNI")
    assert not has_bfloat16()
