"""How many made-up questions are judged rightly.

The files were written before the rules; those named 'unseen' and 'later' were first judged by rules
that were finished on the ones before; the ninth to the eleventh were written without sight of rules
or of other lists, and only the model is judged by them. In a question with personal data each part
of it stands in brackets after its kind: 'my client [name:Jane Example]'.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assistant.screening import found
from assistant.screening.patterns import Finding, Kind

FOLDER = Path(__file__).parent
DATA = FOLDER.parents[2] / "benchmarks" / "data"
PART = re.compile(r"\[([A-Za-z][\w -]*):([^\]]*)\]")
TAGS = {
    "name": Kind.NAME,
    "date of birth": Kind.DATE_OF_BIRTH,
    "address": Kind.ADDRESS,
    "postcode": Kind.POSTCODE,
    "telephone": Kind.TELEPHONE,
    "e-mail": Kind.EMAIL,
    "NHS number": Kind.NHS_NUMBER,
    "National Insurance number": Kind.NATIONAL_INSURANCE,
    "reference": Kind.REFERENCE,
    "social media": Kind.ACCOUNT,
    "vehicle": Kind.VEHICLE,
}
STRANGE = frozenset({"bridie", "deshawn", "tomos"})
"""Words of these questions that the packaged encoder knows only in pieces."""


def marked_question(line: str) -> tuple[str, set[tuple[int, int, Kind]]]:
    """A question as it is typed, and where its personal data stand."""
    text, done, parts = "", 0, set()
    for part in PART.finditer(line):
        text += line[done : part.start()]
        parts.add((len(text), len(text) + len(part[2]), TAGS[part[1]]))
        text += part[2]
        done = part.end()
    return text + line[done:], parts


def lines(name: str) -> list[str]:
    """The questions of a file, one a line."""
    return (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()


def places(findings: tuple[Finding, ...]) -> set[tuple[int, int, Kind]]:
    """Findings as the questions are marked."""
    return {(f.start, f.end, f.kind) for f in findings}


@pytest.mark.parametrize(
    "half", ["development", "unseen", "later", "third", "fourth", "fifth", "sixth", "seventh"]
)
def test_questions_with_personal_data_are_flagged(half: str) -> None:
    """Of 100 questions about somebody at least 95 are flagged, most to the character."""
    questions = [marked_question(line) for line in lines(f"holding-{half}")]
    missed = [text for text, _ in questions if not found(text, strange=STRANGE)]
    assert len(missed) <= 0.05 * len(questions), missed
    parts = sum(len(marked) for _, marked in questions)
    exact = sum(len(marked & places(found(text, strange=STRANGE))) for text, marked in questions)
    assert exact >= 0.9 * parts


@pytest.mark.parametrize(
    "half", ["development", "unseen", "later", "third", "fourth", "fifth", "sixth", "seventh"]
)
def test_ordinary_questions_are_not(half: str) -> None:
    """Of 100 questions about practice at most 2 are held up."""
    questions = lines(f"ordinary-{half}")
    flagged = [text for text in questions if found(text)]
    assert len(flagged) <= 0.02 * len(questions), flagged


@pytest.mark.parametrize("path", ["campaign-questions.jsonl", "practice-pages/questions.jsonl"])
def test_the_labelled_questions_are_not(path: str) -> None:
    """Of the questions that this project is measured by, at most 2 in a hundred are held up."""
    read = (DATA / path).read_text("utf-8").splitlines()
    questions = [turn for line in read for turn in json.loads(line)["turns"]]
    flagged = [text for text in questions if found(text)]
    assert len(flagged) <= 0.02 * len(questions), flagged
