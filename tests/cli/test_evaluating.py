"""What 'evaluate' prints, keeps, compares and draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import PAY, Run, assert_one_error

EVALUATE_MISUSES: dict[str, tuple[Sequence[str], str]] = {
    "no such file": (
        ["gone.jsonl"],
        "error: gone.jsonl cannot be read: there is no such file; check its name and folder\n",
    ),
    "a folder": (["."], "error: . cannot be read: it is a folder; name a file in it\n"),
    "no such comparison": (["questions.jsonl", "--against", "gone"], "gone cannot be read"),
    "no results": (
        ["questions.jsonl", "--against", "questions.jsonl"],
        "questions.jsonl holds no results of 'assistant evaluate'",
    ),
    "no index": (["questions.jsonl", "--against", "."], "no index in .: run 'assistant build'"),
    "no picture": (["questions.jsonl", "--plot", "x.doc"], "x.doc: a plot is saved as .png or"),
    "no folder": (["questions.jsonl", "--save", "a/b.json"], "a/b.json cannot be written"),
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file with a question that the corpus answers and one that it does not."""
    lines = [
        {"id": 1, "turns": ["fair pay"], "answerable": True, "source": "pay.txt", "quote": PAY},
        {"id": 2, "turns": ["?!"], "answerable": False, "type": "off-topic"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


@pytest.mark.usefixtures("built")
def test_evaluate_prints_figures(run: Run, questions: Path) -> None:
    """`evaluate` gives the figures of a question file, for people and as JSON."""
    found = run("evaluate", str(questions), "--json")
    assert (found.status, found.err) == (0, "Asking questions.jsonl: 2 done\n")
    assert (found.json["answerable"], found.json["unanswerable"]) == (1, 1)
    assert found.json["metrics"] == dict.fromkeys(
        ["nDCG@10", "recall@1", "recall@3", "recall@10", "MRR@10"], 1.0
    )
    (file,) = found.json["files"]
    assert [question["outcome"] for question in file["questions"]] == ["found", "not_found"]
    shown = run("evaluate", str(questions))
    assert shown.out.startswith("questions.jsonl\n===============\n1 answerable and 1 unanswer")
    assert "all                          1    1.000     1.000     1.000" in shown.out
    assert "off-topic                      1      0            0          1" in shown.out


@pytest.mark.usefixtures("built")
def test_evaluate_keeps_compares_and_draws(run: Run, questions: Path, tmp_path: Path) -> None:
    """`--save`, `--against` and `--plot` work together, and nothing but results is on stdout."""
    saved, plot = tmp_path / "before.json", tmp_path / "plot.svg"
    first = run("evaluate", str(questions), "--save", str(saved), "--plot", str(plot))
    assert (first.status, first.out.count("Beside")) == (0, 0)
    assert json.loads(saved.read_text("utf-8"))["answerable"] == 1
    assert plot.read_text("utf-8").startswith("<?xml")
    for against in (saved, tmp_path / "index"):
        ran = run("evaluate", str(questions), "--against", str(against), "--worst", "0")
        assert f"\nBeside {against}\n" in ran.out
        assert ran.out.endswith("The two rank the right passages alike for every question.\n")
    as_json = run("evaluate", str(questions), "--against", str(saved), "--json").json
    assert as_json["against"]["files"][0]["differences"]["nDCG@10"]["difference"] == 0


@pytest.mark.usefixtures("built")
def test_evaluate_gives_each_file_a_section(run: Run, questions: Path, tmp_path: Path) -> None:
    """Several files are told apart, SQuAD's among them, and summed up at the end."""
    asked = {"id": "s", "question": "When is rye baked?", "is_impossible": False}
    paragraph = {"context": "Rye is baked at dawn.", "qas": [asked]}
    squad = tmp_path / "squad.json"
    squad.write_text(json.dumps({"data": [{"title": "Bread", "paragraphs": [paragraph]}]}))
    ran = run("evaluate", str(questions), str(squad))
    assert ran.status == 0
    headings = [ran.out.index(f"{name}\n") for name in ("questions.jsonl", "squad.json")]
    assert headings == sorted(headings)
    assert "\nAll files\n" in ran.out
    assert "\nall questions                2    1.000" in ran.out
    assert "Asking squad.json: 1 done" in ran.err


@pytest.mark.parametrize(("arguments", "message"), EVALUATE_MISUSES.values(), ids=EVALUATE_MISUSES)
@pytest.mark.usefixtures("built", "questions")
def test_evaluate_refuses_what_it_cannot_do(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
    message: str,
) -> None:
    """A wrong file is one line on stderr, before anything is asked."""
    monkeypatch.chdir(tmp_path)
    assert_one_error(run("evaluate", *arguments), message)
