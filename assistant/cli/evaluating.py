"""The command that fits the probability of an answer to an organisation's own questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.terminal import (
    FAILED_CHECK,
    Bars,
    IndexOption,
    JsonOption,
    commands,
    count,
    index_folder,
    say,
    show,
    show_json,
)
from assistant.errors import UsageError
from assistant.records import Outcome

if TYPE_CHECKING:
    from assistant.comprehension.calibration import InUse
    from assistant.evaluation.calibrating import Refit
    from assistant.feedback import Verdict


@commands.command()
def calibrate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Labelled questions about the documents of the index: JSON Lines, as for evaluate."
        ),
    ] = None,
    index: IndexOption = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the calibration shipped.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit to your own questions how sure an answer has to look to be shown as found.

    What was fitted is kept in the index folder, where builds leave it, if it does better on
    questions held out than what was shipped; else nothing changes and the exit status is 1.
    """
    folder = index_folder(index)
    if reset == bool(files):
        raise UsageError("name files of labelled questions, or --reset alone")
    if reset:
        _reset(folder, as_json=as_json)
    else:
        _fit(folder, files or [], as_json=as_json)


def calibration_line(used: InUse) -> str:
    """Which calibration is in use, in words."""
    fitted = used.calibration
    on = f"{fitted.answerable:,} answerable and {fitted.unanswerable:,} unanswerable questions"
    if used.file is None:
        return f"calibration: the one shipped, fitted on {on}"
    return f"calibration: {used.file}, fitted on {on}"


def calibration_object(used: InUse) -> dict[str, object]:
    """Which calibration is in use, as an object for JSON."""
    return {
        "file": str(used.file) if used.file else None,
        "answerable": used.calibration.answerable,
        "unanswerable": used.calibration.unanswerable,
        "problem": used.problem or None,
    }


def _reset(folder: Path, *, as_json: bool) -> None:
    from assistant.comprehension import calibration
    from assistant.index import snapshot

    snapshot.current_name(folder)  # known to be an index
    path = folder / calibration.FILE_NAME
    removed = path.exists()
    path.unlink(missing_ok=True)
    say(f"removed {path}" if removed else f"{folder} has no calibration of its own")
    if as_json:
        show_json({"removed": removed})


def _fit(folder: Path, files: list[Path], *, as_json: bool) -> None:
    from assistant.assistant import Assistant
    from assistant.comprehension import calibration
    from assistant.evaluation.calibrating import refit
    from assistant.evaluation.questions import load_questions

    questions = [question for file in files for question in load_questions(file)]
    with Assistant.open(folder) as assistant, Bars() as bars:
        found = refit(assistant, questions, calibration.shipped(), bars)
    path = folder / calibration.FILE_NAME
    if found.better:
        calibration.save(found.calibration, path)
    if as_json:
        show_json(_object(found, path))
    else:
        show("\n".join(_lines(found)))
    if not found.better:
        say("not better than the calibration shipped on questions held out; nothing was changed")
        raise typer.Exit(FAILED_CHECK)
    say(f"wrote {path}; a chat that is running uses it from its next question on")


def _lines(found: Refit) -> list[str]:
    from assistant.evaluation.report import figure, table

    both = (found.before, found.after)
    rows = [
        ("", "shipped", "refitted"),
        ("area under ROC", *(figure(one.area) for one in both)),
        ("log loss", *(figure(one.log_loss) for one in both)),
        ("calibration error", *(figure(one.error) for one in both)),
        ("answerable found", *(f"{one.found} of {one.answerable}" for one in both)),
        (
            "unanswerable found",
            *(f"{one.found_unanswerable} of {one.unanswerable}" for one in both),
        ),
    ]
    likely, least, most = map(figure, found.moved)
    left_out = f", {count(found.left_out, 'question')} left out" if found.left_out else ""
    return [
        f"{found.answerable:,} answerable and {found.unanswerable:,} unanswerable questions"
        + left_out
        + "; refitted: each question by a fit without it",
        "",
        *table(rows),
        "",
        f"what was as likely as not to answer is now {likely} likely "
        f"(95 %: {least} to {most}, {found.answerable + found.unanswerable} questions)",
    ]


def _object(found: Refit, path: Path) -> dict[str, object]:
    return {
        "answerable": found.answerable,
        "unanswerable": found.unanswerable,
        "left_out": found.left_out,
        "half_becomes": list(found.moved),
        "before": found.before.to_dict(),
        "after": found.after.to_dict(),
        "file": str(path) if found.better else None,
        "weights": {name: term.weight for name, term in found.calibration.terms.items()},
        "intercept": found.calibration.intercept,
    }


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
    from assistant.feedback import kept, question_file
    from assistant.text.files import save

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
        show("\n".join(_lines_judging(verdicts)))


def _lines_judging(verdicts: Sequence[Verdict]) -> list[str]:
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
