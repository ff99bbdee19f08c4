"""An evaluation as text, as JSON, and as the files that were asked for."""

from __future__ import annotations

import json
from itertools import zip_longest
from pathlib import Path

from assistant.errors import UsageError
from assistant.evaluation.comparison import comparison_object
from assistant.evaluation.plot import check_plot, save_plot
from assistant.evaluation.report import file_report, overall_report
from assistant.evaluation.results import results_object
from assistant.evaluation.runs import Evaluation
from assistant.evaluation.side_report import side_report


def check_files(save: Path | None, plot: Path | None) -> None:
    """Refuse files that cannot be written, before minutes go into the asking.

    Raises:
        UsageError: a file is a folder, is in no folder, or a plot has no suffix known.
    """
    for path in (save, plot):
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise UsageError(f"{path} cannot be written: name a file in a folder that is there")
    if plot is not None:
        check_plot(plot)


def write_files(found: Evaluation, save: Path | None, plot: Path | None) -> None:
    """Write the results and the plot, where they were asked for."""
    if save is not None:
        written = json.dumps(as_object(found), ensure_ascii=False, indent=2)
        save.write_text(f"{written}\n", "utf-8")
    if plot is not None:
        save_plot(found.results, plot)


def as_object(found: Evaluation) -> dict[str, object]:
    """An evaluation as an object for JSON."""
    made = results_object(found.results)
    if found.sides:
        made["against"] = {
            "name": found.against,
            "files": [comparison_object(side) for side in found.sides],
            "overall": comparison_object(found.overall) if found.overall else None,
        }
    return made


def as_text(found: Evaluation, worst: int) -> str:
    """An evaluation as text for people, with the `worst` questions of each kind of failure."""
    lines: list[str] = []
    for result, side in zip_longest(found.results, found.sides):
        lines += file_report(result, worst)
        lines += side_report(side, found.against, worst) if side else []
        lines += ["", ""] if len(found.results) > 1 else []
    if len(found.results) > 1:
        lines += overall_report(found.results)
    if found.overall:
        lines += side_report(found.overall, found.against, 0)
    return "\n".join(lines)
