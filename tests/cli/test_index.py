"""What is told of an index: what it holds, and whether it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from assistant.index import snapshot
from tests.cli.conftest import CORPUS, PAY, Run, WriteCorpus, assert_one_error, file_of
from tests.index.conftest import SNAPSHOT_FILES

Damage = Callable[[Path], object]

DAMAGES: dict[str, Damage] = {
    "flipped": lambda path: path.write_bytes(path.read_bytes()[:-3] + b"\x01\x02\x03"),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "appended": lambda path: path.write_bytes(path.read_bytes() + b"tail"),
}
# Each file in one way, two in every way: tests/index/test_snapshot.py has all ways of all files.
DAMAGED = [
    pytest.param(name, DAMAGES[kind], id=f"{name} {kind}")
    for name, one in zip(SNAPSHOT_FILES, cycle(DAMAGES), strict=False)
    for kind in (DAMAGES if name in ("library.sqlite", "current") else (one,))
    if (name, kind) != ("current", "deleted")
]


def test_documents_json_lists_every_document(run: Run, built: Path) -> None:
    """Each document has its path, title, extent and catalogue entry, in order of path."""
    assert built.is_dir()
    found = run("documents", "--json")
    assert (found.status, found.err) == (0, "")
    keys = {
        "path",
        "title",
        "pages",
        "slides",
        "passages",
        "sha256",
        "author",
        "publisher",
        "published",
        "url",
        "nation",
        "campaign",
        "audience",
        "easy_read",
        "superseded_by",
        "language",
        "origins",
        "copies",
    }
    pay, homes = found.json
    assert set(pay) == set(homes) == keys
    assert (pay["path"], pay["title"], pay["passages"]) == ("pay.txt", "Fair pay now", 1)
    assert (pay["author"], pay["published"], pay["easy_read"]) == ("A. Author", "2023-05-01", False)
    assert (homes["path"], homes["title"], homes["url"]) == ("sub/homes.txt", "Homes", None)


@pytest.mark.usefixtures("built")
def test_documents_are_listed_for_people(run: Run) -> None:
    """Without `--json` each document is a line with title, extent and path."""
    ran = run("documents")
    assert (ran.status, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert first.startswith("Fair pay now: 1 passage")
    assert first.endswith(" (pay.txt)")
    assert second.startswith("Homes: 1 passage")
    assert second.endswith(" (sub/homes.txt)")


def test_status_json_names_what_could_not_be_read(
    run: Run, tmp_path: Path, write_corpus: WriteCorpus
) -> None:
    """Status has the promised keys; each file that could not be read has path, pages, reason."""
    write_corpus(CORPUS | {"empty.txt": b"", "z.xyz": "words"})
    run("build")
    ran = run("status", "--json")
    assert (ran.status, ran.err) == (0, "")
    status = ran.json
    opened = snapshot.open_snapshot(tmp_path / "index")
    assert status.pop("calibration")["file"] is None
    assert status.pop("problems") == [
        {"path": "empty.txt", "kind": "not_read", "pages": [], "reason": "is empty"},
        {
            "path": "z.xyz",
            "kind": "not_read",
            "pages": [],
            "reason": opened.manifest.problems[1].reason,
        },
    ]
    assert opened.manifest.problems[1].reason.startswith(".xyz files are not read; save it as ")
    assert [file["path"] for file in status.pop("files")] == [
        "empty.txt",
        "pay.txt",
        "sub/homes.txt",
        "z.xyz",
    ]
    assert [one["snapshot"] for one in status.pop("snapshots")] == [opened.name]
    assert status.pop("dense")["cells"] == 0
    assert status == {
        "snapshot": opened.name,
        "built_at": opened.manifest.built_at.isoformat(),
        "encoder": "tiny",
        "encoder_sha256": "0" * 64,
        "documents": 2,
        "passages": 2,
    }
    shown = run("status")
    assert shown.out.startswith("2 documents, 2 passages, built ")
    assert "not read: empty.txt: is empty\n" in shown.out


def test_verify_says_that_all_is_well(run: Run, built: Path) -> None:
    """A sound index gives status 0 and its name, for people and as JSON."""
    name = snapshot.current_name(built)
    assert run("verify") == (0, f"{name}: every file is what the build wrote\n", "")
    ran = run("verify", "--json")
    assert (ran.status, ran.json, ran.err) == (0, {"snapshot": name, "damages": []}, "")


@pytest.mark.parametrize(("name", "damage"), DAMAGED)
def test_damage_is_found_refused_and_repaired(
    run: Run, built: Path, name: str, damage: Damage
) -> None:
    """Any damage fails `verify`, is one line from every other command, and `build` mends it."""
    path = file_of(built, name)
    damage(path)
    checked = run("verify")
    assert (checked.status, checked.out) == (1, "")
    assert checked.err.startswith(f"error: {path} is damaged: ")
    assert checked.err.count("\n") == 1
    for command in (["ask", "pay"], ["status"], ["documents"]):
        ran = run(*command)
        if name == "current":  # a whole snapshot is there to answer from
            assert ran.status == 0
            assert ran.err.startswith(f"warning: {path} is damaged; the answers come from")
        else:
            assert_one_error(ran, f"{path} is damaged: ", "Run 'assistant build'")
    as_json = run("verify", "--json")
    assert as_json.status == 1
    assert len(as_json.json["damages"]) == 1
    repaired = run("build")
    assert repaired.status == 0
    assert f" of the index before was used: {path} was damaged" in repaired.err
    assert ("(0 encoded)" if name == "current" else "(2 encoded)") in repaired.err
    assert run("verify").status == 0
    assert run("ask", "fair pay", "--json").json["passages"][0]["text"] == PAY


def test_an_index_of_another_version_says_to_build(run: Run, built: Path) -> None:
    """After an update that changed the format, one command names the way out, and it works."""
    path = file_of(built, "manifest.json")
    content = json.dumps(json.loads(path.read_bytes()) | {"format_version": 99}).encode()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()[:12]
    folder = path.parent.rename(path.parent.with_name(f"20261122T101500Z-{digest}"))
    (built / "current").write_text(f"{folder.name}\n")
    assert_one_error(run("ask", "pay"), "has index format 99", "Run 'assistant build'")
    assert run("verify").status == 1
    assert run("build").status == 0
    assert run("ask", "pay").status == 0
