"""The command that tells what users say of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import IndexOption, JsonOption, commands, index_folder
from assistant.errors import UsageError
from assistant.records import Outcome
from assistant.terminal import count, say, show, show_json

if TYPE_CHECKING:
    from assistant.feedback import Verdict

_OUTCOMES = {
    Outcome.FOUND: "answered",
    Outcome.UNCONFIRMED: "nearest passages only",
    Outcome.NOT_FOUND: "not answered",
}


@commands.command()
def feedback(
    write: Annotated[
        Path | None,
        typer.Option(help="Write the questions answered as a question file.", metavar="FILE"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count what users of the chat say of its answers, and list the questions they let keep."""
    from assistant.exporting.saving import save
    from assistant.feedback import kept, question_file

    verdicts = kept(index_folder(index))
    if write:
        questions = question_file(verdicts)
        if not questions:
            raise UsageError(
                "there is no question to write: nobody said yes and let the question be kept"
            )
        save(write, "".join(f"{line}\n" for line in questions).encode(), force=force)
        say(f"wrote {write}: {count(len(questions), 'question')}")
    if as_json:
        show_json([asdict(verdict) for verdict in verdicts])
    else:
        show("\n".join(_lines(verdicts)))


def _lines(verdicts: Sequence[Verdict]) -> list[str]:
    """The counts, then the questions."""
    counts = Counter((v.outcome, v.helped) for v in verdicts)
    lines = ["Did this answer it?"]
    lines += [
        f"  {told}: {counts[outcome, True]:,} yes, {counts[outcome, False]:,} no"
        for outcome, told in _OUTCOMES.items()
        if counts[outcome, True] or counts[outcome, False]
    ]
    if not verdicts:
        lines.append("  nobody has said")
    asked = [v for v in verdicts if v.question]
    for told, helped in (("Questions answered", True), ("Questions not answered", False)):
        listed = [v for v in asked if v.helped is helped]
        if listed:
            lines += ["", f"{told}:"]
            lines += [f"  {v.day}  {' '.join(v.question.split())}" for v in listed]
    return lines
