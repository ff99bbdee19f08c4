from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from assistant.index import history
from assistant.index.build import BuildReport, build
from assistant.index.library import Library
from assistant.index.verify import difference, discrepancies
from assistant.settings import PassageSettings, ReadSettings, Settings

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., BuildReport]

PLAN = "# Plan\n\nFirst of all.\n\n# Pay\n\nFair pay.\n\n# Rest\n\nRest is rare.\n"
CORPUS = {"homes.txt": "Homes not hospitals.", "plan.md": PLAN}


def silent(*_: object) -> None:
    return None


def test_nothing_differs_between_two_builds_of_the_same(
    write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A full rebuild of an unchanged corpus shows no difference."""
    one = tiny_build(write_corpus(CORPUS)).snapshot
    assert difference(tiny_build(write_corpus(CORPUS), full=True).snapshot, one).is_nothing


def test_what_came_went_and_changed(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """Documents by name, passages by text: one that only moved within its document is no change."""
    tiny_build(write_corpus(CORPUS))
    (tmp_path / "corpus" / "homes.txt").unlink()
    changed = PLAN.replace("First of all.", "First of all comes this.").replace(
        "# Rest\n\nRest is rare.\n", ""
    )
    now = tiny_build(write_corpus({"new.txt": "New.", "plan.md": changed})).snapshot
    found = difference(now, history.before_live(tmp_path / "index"))
    assert [c.path for c in found.came] == ["new.txt"]
    assert [c.path for c in found.went] == ["homes.txt"]
    (plan,) = found.changed
    pairs = [(p.before and p.before.text, p.now and p.now.text) for p in plan.passages]
    assert pairs == [
        ("Plan\n\nFirst of all.", "Plan\n\nFirst of all comes this."),
        ("Rest\n\nRest is rare.", None),
    ]
    assert not found.is_nothing


def test_white_space_alone_is_no_change(write_corpus: WriteCorpus, tiny_build: Build) -> None:
    """A line that is broken elsewhere says the same."""
    old = tiny_build(write_corpus(CORPUS)).snapshot
    new = tiny_build(write_corpus({"plan.md": PLAN.replace("Fair pay.", "Fair\n\npay.")})).snapshot
    with closing(Library(new.library)) as library:
        assert library.passages_of("plan.md")[1].text == "Pay\n\nFair\n\npay."
    assert difference(new, old).is_nothing


def test_a_new_title_is_a_change_without_passages(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """What is known of a document is compared as well as what it says."""
    tiny_build(write_corpus(CORPUS))
    entry = '[[document]]\nfile = "homes.txt"\ntitle = "Homes now"\n'
    now = tiny_build(write_corpus({"catalogue.toml": entry})).snapshot
    (homes,) = difference(now, history.before_live(tmp_path / "index")).changed
    assert (homes.now.path, homes.now.entry.title, homes.passages) == ("homes.txt", "Homes now", ())


@pytest.mark.isolated
def test_every_passage_is_found_in_its_file(
    tmp_path: Path, write_corpus: WriteCorpus, tiny_build: Build
) -> None:
    """A deep check of an index and its corpus is silent, and of a corpus that moved on is not."""
    opened = tiny_build(write_corpus(CORPUS | {"bad.txt": b""})).snapshot
    folder = tmp_path / "corpus"

    def found() -> dict[str, tuple[str, list[str]]]:
        told = discrepancies(opened, folder, ReadSettings(), silent)
        return {d.path: (d.reason, [p.text for p in d.passages]) for d in told}

    assert found() == {}
    (folder / "homes.txt").unlink()
    write_corpus({"new.txt": "New.", "plan.md": PLAN.replace("Fair pay.", "Fare pay.")})
    assert found() == {
        "homes.txt": ("is quoted, and is not in the corpus", ["Homes not hospitals."]),
        "new.txt": ("is in the corpus, and was not there at the build", []),
        "plan.md": ("has changed since the build", ["Pay\n\nFair pay."]),
    }
    write_corpus({"plan.md": b""})
    assert found()["plan.md"][0] == "cannot be read now: is empty"


def test_a_deep_check_needs_no_settings_of_passages(
    tmp_path: Path, write_corpus: WriteCorpus, maker: object
) -> None:
    """Passages are compared by their places, however long they were cut."""
    folder, settings = write_corpus(CORPUS), Settings(passages=PassageSettings(2, 4))
    report = build(folder, tmp_path / "index", settings, encoders=maker)  # type: ignore[arg-type]
    assert discrepancies(report.snapshot, folder, ReadSettings(), silent) == []
