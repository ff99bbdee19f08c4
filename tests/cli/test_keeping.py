"""The commands about the snapshots that an index keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.index import history, snapshot

if TYPE_CHECKING:
    from tests.conftest import Ran

pytestmark = pytest.mark.slow

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., "Ran"]

PAY, BETTER = "Carers in Leeds are paid weekly.", "Carers in Leeds are paid daily."
CORPUS = {"homes.txt": "Homes not hospitals.", "pay.txt": PAY}
QUESTIONS = [
    {
        "id": "pay",
        "turns": ["When are carers paid?"],
        "answerable": True,
        "source": "pay.txt",
        "quote": "Carers in Leeds are paid",
    },
    {
        "id": "cake",
        "turns": ["Which of Madrid, Rome or Oslo won in 1998 and 2004?"],
        "answerable": False,
    },
]


@pytest.fixture
def index(tmp_path: Path, run: Run, write_corpus: WriteCorpus) -> Path:
    """An index that was built twice."""
    write_corpus(CORPUS)
    run("build")
    write_corpus({"pay.txt": BETTER})
    assert run("build").status == 0
    return tmp_path / "index"


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(question)}\n" for question in QUESTIONS))
    return str(path)


def live(index: Path) -> str:
    return snapshot.current_name(index)


def test_rollback_says_which_snapshot_is_live(index: Path, run: Run) -> None:
    """Who goes back is told to what, and how to go forward again."""
    new = live(index)
    ran = run("rollback")
    old = live(index)
    assert ran.status == 0
    assert ran.out.startswith(f"{old} is live again, built ")
    assert f"'assistant rollback' goes forward to {new} again" in ran.err
    assert run("ask", "When are carers paid?", "--json").json["passages"][0]["text"] == PAY
    told = run("rollback", "--json").json
    assert (told["snapshot"], told["was"]) == (new, old)
    assert "up to date" in run("build").err
    run("rollback")
    assert "Built the index" in run("build").err


def test_a_rollback_that_cannot_be_is_one_line(
    tmp_path: Path, run: Run, write_corpus: WriteCorpus
) -> None:
    """Without a snapshot before, or while a build runs, the index stays and the reason is said."""
    write_corpus(CORPUS)
    ran = run("rollback")
    assert (ran.status, ran.out) == (2, "")
    assert "run 'assistant build' first" in ran.err
    run("build")
    ran = run("rollback")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "keeps no snapshot before the live one" in ran.err
    run("build", "--full")
    with history.locked(tmp_path / "index"):
        assert "another build is running" in run("rollback").err


def test_status_lists_the_snapshots_that_are_kept(index: Path, run: Run) -> None:
    """Each is named with what it is there for, and a damaged one with what is wrong."""
    told = run("status", "--json").json["snapshots"]
    assert [(one["state"], one["damage"]) for one in told] == [("live", None), ("before", None)]
    path = index / "snapshots" / told[1]["snapshot"] / "library.sqlite"
    path.write_bytes(b"")
    lines = run("status").out.splitlines()
    assert lines[-2].startswith(f"live: {told[0]['snapshot']}, built ")
    assert lines[-1].startswith(f"before it: {told[1]['snapshot']}, which cannot be used: {path}")


def test_a_damaged_index_answers_from_the_one_before_and_says_so(index: Path, run: Run) -> None:
    """Every command that reads the index works on, with a warning, and `build` mends it."""
    path = index / "snapshots" / live(index) / "points.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    for command in (
        ["ask", "When are carers paid?"],
        ["documents"],
        ["status"],
        ["show", "pay.txt"],
    ):
        ran = run(*command)
        assert ran.status == 0, command
        assert f"warning: {path} is damaged; the answers come from" in ran.err, command
    assert PAY in run("ask", "When are carers paid?").out
    assert run("verify").status == 1
    ran = run("build")
    assert ran.status == 0
    assert "of the index before was used" in ran.err
    assert run("verify").status == 0


def test_diff_tells_documents_passages_and_questions(
    index: Path, run: Run, write_corpus: WriteCorpus, questions: str
) -> None:
    """What came, went and changed, and which labelled question is answered otherwise."""
    (index.parent / "corpus" / "homes.txt").unlink()
    write_corpus({"new.txt": "New.", "pay.txt": PAY})
    run("build")
    shown = run("diff", "--questions", questions)
    assert shown.status == 0
    lines = shown.out.splitlines()
    assert lines[1:4] == [
        "+ new.txt: 1 passage",
        "- homes.txt: 1 passage",
        "~ pay.txt: 1 changed of its passages",
    ]
    assert lines[4:6] == [f"    - “{BETTER}”", f"    + “{PAY}”"]
    assert "1 of 2 questions answered differently" in shown.out
    told = run("diff", "before", "--questions", questions, "--json").json
    assert [one["path"] for one in told["came"]] == ["new.txt"]
    assert told["changed"][0]["passages"][0]["now"]["text"] == PAY
    assert [one["id"] for one in told["questions"]] == ["pay"]
    asked = {"id": "daily", "turns": ["Paid daily?"], "answerable": True, "source": "pay.txt"}
    outdated = index.parent / "outdated.jsonl"
    outdated.write_text(json.dumps(asked | {"quote": "paid daily"}), "utf-8")
    shown = run("diff", "--questions", str(outdated))
    assert "0 of 1 question answered differently" in shown.out
    assert shown.out.splitlines()[-1] == "    daily: its quote no longer stands in pay.txt"


def test_diff_of_a_passage_that_changed_shows_where(run: Run, write_corpus: WriteCorpus) -> None:
    """Two long passages that differ at their ends are shown from there."""
    words = " ".join(f"word{number}" for number in range(40))
    write_corpus({"a.txt": f"{words} old end.", "b.txt": "B."})
    run("build")
    write_corpus({"a.txt": f"{words} new end."})
    run("build")
    assert run("diff").out.splitlines()[2:] == [
        "    - “… word35 word36 word37 word38 word39 old end.”",
        "    + “… word35 word36 word37 word38 word39 new end.”",
    ]


@pytest.mark.parametrize("other", ["held", "2099", "nonsense"])
def test_diff_with_a_snapshot_that_is_not_kept_tells_those_that_are(
    index: Path, run: Run, other: str
) -> None:
    """A wrong name is answered with the right ones."""
    ran = run("diff", other)
    assert (ran.status, ran.out) == (2, "")
    assert f"no snapshot is called {other!r}" in ran.err
    assert live(index) in ran.err


@pytest.mark.usefixtures("index")
def test_a_deep_check_finds_what_is_no_longer_in_the_corpus(
    run: Run, write_corpus: WriteCorpus
) -> None:
    """`verify --deep` reads the files again, and fails where a quoted passage is not there."""
    ran = run("verify", "--deep")
    assert ran.status == 0
    assert ran.out.endswith("and every passage stands in its file\n")
    write_corpus({"pay.txt": PAY})
    ran = run("verify", "--deep")
    assert (ran.status, ran.out) == (1, "")
    assert (
        "error: pay.txt has changed since the build; 1 passage cannot be found at the place quoted"
    ) in ran.err
    told = run("verify", "--deep", "--json")
    assert told.status == 1
    assert told.json["discrepancies"][0]["passages"][0]["text"] == BETTER
    assert run("verify").status == 0


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_gate_holds_back_what_answers_worse(
    index: Path,
    run: Run,
    write_corpus: WriteCorpus,
    questions: str,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    """The old index stays live, the report shows why, and the new one can be published still."""
    gate = ["--gate", questions] if by == "option" else []
    if by == "environment":
        monkeypatch.setenv("ASSISTANT_GATE", questions)
    before = live(index)
    write_corpus({"pay.txt": "Nothing of it is left."})
    ran = run("build", *gate)
    assert ran.status == 1
    assert live(index) == before
    assert "recall@3, fell by more than 0.02" in ran.out
    assert f"“{BETTER}”" in ran.out
    assert "error: the gate held back " in ran.err
    held = run("status", "--json").json["snapshots"][-1]
    assert held["state"] == "held"
    assert run("diff", "held").out.startswith(f"{held['snapshot']}, beside {before}:")
    told = run("build", *gate, "--json")
    assert (told.status, told.json["published"], told.json["gate"]["passed"]) == (1, False, False)
    assert told.json["encoded"] == 0
    accepted = run("build", "--accept")
    assert accepted.status == 0
    assert live(index) == told.json["snapshot"]
    assert [one["state"] for one in run("status", "--json").json["snapshots"]] == ["live", "before"]


def test_a_gate_lets_through_what_answers_as_well(
    index: Path, run: Run, write_corpus: WriteCorpus, questions: str
) -> None:
    """A change that costs no question is published, and what the gate measured is shown."""
    before = live(index)
    write_corpus({"new.txt": "Something new."})
    ran = run("build", "--gate", questions)
    assert ran.status == 0
    assert "recall@3" in ran.out
    assert live(index) != before


def test_a_published_index_ends_what_was_held_back(
    index: Path, run: Run, write_corpus: WriteCorpus, questions: str
) -> None:
    """There is never a held snapshot that is older than the live one."""
    write_corpus({"pay.txt": "Nothing of it is left."})
    assert run("build", "--gate", questions).status == 1
    write_corpus({"pay.txt": PAY})
    assert run("build", "--gate", questions).status == 0
    assert not (index / "held").exists()
    ran = run("build", "--accept")
    assert (ran.status, ran.err) == (
        2,
        f"error: no gate has held back a snapshot in {index}: nothing was done\n",
    )


def test_a_gate_with_bad_questions_is_told_before_anything_is_built(
    index: Path, run: Run, write_corpus: WriteCorpus
) -> None:
    """A misspelt file name costs no build."""
    before = live(index)
    write_corpus({"pay.txt": PAY})
    ran = run("build", "--gate", "gone.jsonl")
    assert (ran.status, ran.out) == (2, "")
    told = "error: the questions of the gate (setting or --gate): gone.jsonl cannot be read"
    assert ran.err.startswith(told)
    assert run("build", "--gate", "gone.jsonl", "--tolerance", "2").err.startswith(
        "error: the gate's tolerance is from 0 to 1; found 2"
    )
    assert live(index) == before
