"""What is said of files that were not, or not quite, read: for terminal and page alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assistant import citation
from assistant.records import FileReport, Problem, ProblemKind, ReadOutcome

LABELS = {
    ProblemKind.NOT_READ: "not read",
    ProblemKind.PARTLY_READ: "partly read",
    ProblemKind.REMARK: "remark",
}
_COUNTED = {
    ReadOutcome.NOT_READ: "not read",
    ReadOutcome.PARTLY_READ: "partly read",
    ReadOutcome.REMARK: "with a remark",
}


def problem_lines(reports: Iterable[FileReport]) -> list[str]:
    """A line for each problem: 'partly read: scan.pdf, pages 2–3: no text on these pages'."""
    return [
        f"{_label(report, problem)}: {told(report, problem)}"
        for report in reports
        for problem in report.problems
    ]


def _label(report: FileReport, problem: Problem) -> str:
    """The problem's kind; a file of which nothing was read was not read, page for page."""
    lost = report.outcome is ReadOutcome.NOT_READ and problem.kind is ProblemKind.PARTLY_READ
    return LABELS[ProblemKind.NOT_READ if lost else problem.kind]


def told(report: FileReport, problem: Problem) -> str:
    """What a problem of a file is: 'scan.pdf, pages 2–3: no text on these pages'."""
    noun = "slide" if report.slides else "page"
    where = f", {citation.pages(problem.pages, noun)}" if problem.pages else ""
    return f"{problem.path}{where}: {problem.reason}"


def counted(reports: Iterable[FileReport]) -> str:
    """How many files were not quite read: '1 file not read, 2 partly read'; '' if all were."""
    found = Counter(report.outcome for report in reports)
    parts = [f"{found[outcome]:,} {words}" for outcome, words in _COUNTED.items() if found[outcome]]
    if not parts:
        return ""
    number, _, words = parts[0].partition(" ")
    return ", ".join([f"{number} {'file' if number == '1' else 'files'} {words}", *parts[1:]])
