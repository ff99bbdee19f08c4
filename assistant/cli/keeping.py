"""The commands about the snapshots that an index keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app import IndexOption, JsonOption, commands, index_folder
from assistant.cli.differing import difference_object, differing_lines
from assistant.dates import written_time
from assistant.terminal import Bars, count, say, show, show_json


@commands.command()
def rollback(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Make the snapshot before live again; a second time goes forward to the one left."""
    from assistant.index import publishing

    done = publishing.roll_back(index_folder(index))
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
    from assistant.index.difference import difference
    from assistant.index.history import HELD, State, before_live, open_named

    folder = index_folder(index)
    now = snapshot.open_snapshot(folder)
    beside = before_live(folder) if other == State.BEFORE else open_named(folder, other)
    if beside.folder.parent.name == HELD:  # which would come after the live one
        now, beside = beside, now
    found = difference(now, beside)
    asked: dict[str, object] = {}
    lines = list(differing_lines(now.name, beside.name, found))
    if questions is not None:
        from assistant.evaluation.moved import asked_of_both, moved_lines, moved_object
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
