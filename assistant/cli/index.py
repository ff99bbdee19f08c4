"""What differs between two snapshots: lines for people, objects for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import citation
from assistant.cli.terminal import (
    FAILED_CHECK,
    Bars,
    CorpusOption,
    IndexOption,
    JsonOption,
    commands,
    count,
    index_folder,
    say,
    show,
    show_json,
)
from assistant.errors import AssistantError, NoIndexError
from assistant.records import Passage, Source
from assistant.settings import Settings
from assistant.text.files import written_time

if TYPE_CHECKING:
    from assistant.index.verify import Difference, Discrepancy, DocumentChange, PassageChange


_OPENING = 90
_LEAD = 40  # characters shown before what differs


def differing_lines(now: str, before: str, found: Difference) -> Iterator[str]:
    """What differs, as lines: the documents that came, went and changed, with their passages."""
    if found.is_nothing:
        yield f"{now} and {before} hold the same documents and passages"
        return
    yield f"{now}, beside {before}:"
    for change in found.came:
        yield f"+ {change.path}: {count(change.now.passages if change.now else 0, 'passage')}"
    for change in found.went:
        number = change.before.passages if change.before else 0
        yield f"- {change.path}: {count(number, 'passage')}"
    for change in found.changed:
        yield f"~ {change.path}: {_summary(change)}"
        for passage in change.passages:
            yield from _passage_lines(passage)


def difference_object(now: str, before: str, found: Difference) -> dict[str, object]:
    """What differs, as an object for JSON."""
    return {
        "snapshot": now,
        "beside": before,
        "came": [{"path": c.path, "passages": _number(c.now)} for c in found.came],
        "went": [{"path": c.path, "passages": _number(c.before)} for c in found.went],
        "changed": [
            {
                "path": change.path,
                "known": {k: list(v) for k, v in _known(change).items()},
                "passages": [
                    {"now": _passage_object(p.now), "before": _passage_object(p.before)}
                    for p in change.passages
                ],
            }
            for change in found.changed
        ],
    }


def _number(source: Source | None) -> int:
    return source.passages if source else 0


def _summary(change: DocumentChange) -> str:
    """How many passages came, went and changed, and what is known anew: 'title, 1 changed'."""
    kinds = [_kind(passage) for passage in change.passages]
    counts = [f"{kinds.count(k)} {k}" for k in ("came", "went", "changed") if k in kinds]
    passages = f"{', '.join(counts)} of its passages" if counts else ""
    return "; ".join(filter(None, [", ".join(_known(change)), passages]))


def _known(change: DocumentChange) -> dict[str, tuple[object, object]]:
    """What is known of a document otherwise than before, by name: before, then now."""
    if change.now is None or change.before is None:
        return {}
    now, before = asdict(change.now.entry), asdict(change.before.entry)
    return {key: (before[key], now[key]) for key in now if now[key] != before[key]}


def _kind(change: PassageChange) -> str:
    if change.now and change.before:
        return "changed"
    return "came" if change.now else "went"


def _passage_lines(change: PassageChange) -> Iterator[str]:
    """A passage's opening; of one that changed, both from where they begin to differ."""
    texts = [" ".join(p.text.split()) for p in (change.before, change.now) if p is not None]
    start = _first_difference(*texts) if len(texts) == 2 else 0
    for sign, passage in (("-", change.before), ("+", change.now)):
        if passage is not None:
            opening = shorten(" ".join(passage.text.split())[start:], _OPENING, placeholder=" …")
            yield f"    {sign} {_place(passage)}“{'… ' if start else ''}{opening}”"


def _first_difference(one: str, other: str) -> int:
    """Where to begin, a few words before two texts differ; 0 where that is near the beginning."""
    same = zip(one, other, strict=False)
    place = next((i for i, (a, b) in enumerate(same) if a != b), min(len(one), len(other)))
    return one.find(" ", place - _LEAD) + 1 if place > _LEAD else 0


def _place(passage: Passage) -> str:
    where = citation.place(passage.locator)
    return f"{where}: " if where else ""


def _passage_object(passage: Passage | None) -> dict[str, object] | None:
    if passage is None:
        return None
    return {"start": passage.start, "end": passage.end, "text": passage.text}


@commands.command()
def verify(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every passage again from its file.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every file of the index against the digests taken when it was built.

    With --deep, also that each passage stands in its file of the corpus, word for word.
    """
    folder = index_folder(index)
    name, damages = _damages(folder)
    found: list[Discrepancy] = []
    if deep and not damages:
        found = _discrepancies(corpus, folder)
    if as_json:
        differ = {"discrepancies": [_object(one) for one in found]} if deep else {}
        show_json({"snapshot": name or None, "damages": damages} | differ)
    elif not damages and not found:
        also = ", and every passage stands in its file" if deep else ""
        show(f"{name}: every file is what the build wrote{also}")
    for damage in damages:
        say(f"error: {damage}")
    for one in found:
        say(f"error: {_line(one)}")
    if damages or found:
        raise typer.Exit(FAILED_CHECK)


def _damages(folder: Path) -> tuple[str, list[str]]:
    """The live snapshot's name, and what is wrong with its files."""
    from assistant.index import snapshot

    try:
        name = snapshot.current_name(folder)
        found = folder / snapshot.SNAPSHOTS / name
        return name, [str(d) for d in snapshot.damages(found, snapshot.read_manifest(found))]
    except NoIndexError:
        raise
    except AssistantError as error:
        return "", [str(error)]


def _discrepancies(corpus: Path | None, folder: Path) -> list[Discrepancy]:
    """What differs between the live snapshot and the files of the corpus."""
    from assistant.index.recipe import reading_reasons
    from assistant.index.snapshot import open_snapshot
    from assistant.index.verify import discrepancies

    settings, opened = Settings.from_environment(), open_snapshot(folder)
    for reason in reading_reasons(opened.manifest.recipe, settings.reading):
        say(f"warning: files are read otherwise now than by the build: {reason}")
    with Bars() as bars:
        return discrepancies(opened, corpus or settings.corpus, settings.reading, bars)


def _line(found: Discrepancy) -> str:
    number = count(len(found.passages), "passage")
    lost = f"; {number} cannot be found at the place quoted" if found.passages else ""
    return f"{found.path} {found.reason}{lost}"


def _object(found: Discrepancy) -> dict[str, object]:
    return {
        "path": found.path,
        "reason": found.reason,
        "passages": [{"start": p.start, "end": p.end, "text": p.text} for p in found.passages],
    }


@commands.command()
def rollback(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Make the snapshot before live again; a second time goes forward to the one left."""
    from assistant.index import history

    done = history.roll_back(index_folder(index))
    for warning in done.warnings:
        say(f"warning: {warning}")
    manifest = done.now.manifest
    if as_json:
        built = manifest.built_at.isoformat()
        show_json({"snapshot": done.now.name, "built_at": built, "was": done.was})
        return
    show(f"{done.now.name} is live again, built {written_time(manifest.built_at)}")
    if done.was:
        say(f"'assistant rollback' goes forward to {done.was} again")
    say("the next 'assistant build' builds from the corpus as it is then")


@commands.command()
def diff(
    other: Annotated[
        str,
        typer.Argument(help="A snapshot as 'status' lists it, or 'before' or 'held'."),
    ] = "before",
    questions: Annotated[
        Path | None,
        typer.Option(help="Labelled questions to ask of both.", metavar="FILE"),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between the live snapshot and the one before, or another that is kept."""
    from assistant.index import snapshot
    from assistant.index.history import HELD, State, before_live, open_named
    from assistant.index.verify import difference

    folder = index_folder(index)
    now = snapshot.open_snapshot(folder)
    beside = before_live(folder) if other == State.BEFORE else open_named(folder, other)
    if beside.folder.parent.name == HELD:  # which would come after the live one
        now, beside = beside, now
    found = difference(now, beside)
    asked: dict[str, object] = {}
    lines = list(differing_lines(now.name, beside.name, found))
    if questions is not None:
        from assistant.evaluation.gate import asked_of_both, moved_lines, moved_object
        from assistant.evaluation.questions import load_questions

        labelled = load_questions(questions)
        with Bars() as bars:
            both = asked_of_both(folder, now, beside, labelled, bars)
        moved = [one for one in both if one.differs]
        lines.append(f"{len(moved)} of {count(len(both), 'question')} answered differently")
        lines += moved_lines("Answered differently", moved)
        asked["questions"] = moved_object(moved)
    if as_json:
        show_json(difference_object(now.name, beside.name, found) | asked)
    else:
        show("\n".join(lines))
