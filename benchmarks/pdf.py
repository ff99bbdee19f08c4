"""How long 300 pages of PDF take to read: `python -m benchmarks.pdf`.

Makes a report of its own with running heads, headings, two columns, tables and footnotes, and
reads it with this package, pypdf and pdfplumber in turn, five times over. All of it runs on one
core and in one process, so the ratios hold on other machines. Figures go to
`benchmarks/results/pdf.json`. pdfplumber is not among the dependencies; without it the line that
installs it is printed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.readers.pdf import read_pdf

RESULTS = Path(__file__).parent / "results" / "pdf.json"
PAGES = 300
MOST_SECONDS = 3.0
_ROUNDS = 5
_WIDTH, _HEIGHT, _MARGIN, _GUTTER = 595.0, 842.0, 60.0, 20.0
_TYPE, _LEADING = 11.0, 14.0
_WORDS = [
    *("campaign", "branch", "member", "council", "rota", "caseload", "supervision", "social"),
    *("work", "practice", "vote", "pay", "hours", "nation", "policy", "evidence", "meeting"),
    *("letter", "petition", "minister", "report", "region", "union", "workers", "families"),
]
_NO_PDFPLUMBER = "pdfplumber is not installed; to compare: python -m pip install pdfplumber\n"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one reader takes over all pages."""

    reader: str
    seconds: float
    """The median of the rounds."""
    processor_seconds: float
    """The same without the time that other processes took from this one's core."""
    ratio: float
    """Of the processor's time to this package's."""


def main() -> None:
    """Make the file, time the readers, print and keep."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "report.pdf", PAGES)
        letters = len(_ours(path))
        timings = _timings(_readers(), path)
    ours = timings[0].seconds
    print(f"{PAGES} pages, {letters:,} characters, median of {_ROUNDS} rounds on one core")
    for timing in timings:
        print(
            f"{timing.reader:12} {timing.seconds:6.2f} s ({timing.processor_seconds:.2f} s of the "
            f"processor), {timing.ratio:.2f} × ours"
        )
    print(f"{'within' if ours <= MOST_SECONDS else 'OVER'} the {MOST_SECONDS:.0f} s allowed")
    results = {
        "pages": PAGES,
        "characters": letters,
        "rounds": _ROUNDS,
        "timings": [asdict(t) for t in timings],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")


def make(path: Path, pages: int) -> Path:
    """The path of a report with so many pages; the same words at each call."""
    canvas = Canvas(str(path), pagesize=(_WIDTH, _HEIGHT))
    report = _Report(canvas, random.Random(0))
    for number in range(1, pages + 1):
        report.page(number)
        canvas.showPage()
    canvas.save()
    return path


class _Report:
    """Draws pages of a report."""

    def __init__(self, canvas: Any, chance: random.Random) -> None:
        self.canvas = canvas
        self.chance = chance
        self.end = 0.0

    def page(self, number: int) -> None:
        """A running head, a heading, two columns, every third time a table, a footnote."""
        self._text(_MARGIN, _HEIGHT - 30, "Annual report of the campaign", 8)
        self._text(_WIDTH / 2, 25, str(number), 8)
        self._text(_MARGIN, _HEIGHT - 70, f"{number} {self._sentence(5)[:-1]}", 16)
        bottom = self._table(_HEIGHT - 110) if number % 3 == 0 else _HEIGHT - 95
        width = (_WIDTH - 2 * _MARGIN - _GUTTER) / 2
        for column in range(2):
            self._column(_MARGIN + column * (width + _GUTTER), bottom, width, number)
        self._text(_MARGIN, 52, f"{number} {self._sentence(9)}", 7)

    def _column(self, left: float, top: float, width: float, number: int) -> None:
        y, paragraph = top, 0
        while y > 120:
            words = " ".join(self._sentence(14) for _ in range(4))
            for line in simpleSplit(words, "Times-Roman", _TYPE, width):
                if y > 75:
                    self._text(left, y, line, _TYPE, "Times-Roman")
                    self.end = left + stringWidth(line, "Times-Roman", _TYPE)
                y -= _LEADING
            if paragraph == 0 and left == _MARGIN:
                self._text(self.end, y + _LEADING + 4, str(number), 6)
            y, paragraph = y - 6, paragraph + 1

    def _table(self, top: float) -> float:
        """Where the page goes on below a ruled table of five rows and four columns."""
        widths, height = (175.0, 100.0, 100.0, 100.0), 16.0
        edges = [_MARGIN + sum(widths[:n]) for n in range(5)]
        self.canvas.grid(edges, [top - height * n for n in range(6)])
        for row in range(5):
            font = "Helvetica-Bold" if row == 0 else "Helvetica"
            for column, left in enumerate(edges[:-1]):
                figure = f"{self.chance.randrange(100, 9999):,}"
                words = figure if row and column else self.chance.choice(_WORDS).title()
                self._text(left + 4, top - height * row - 12, words, 9, font)
        return top - height * 5 - 25

    def _sentence(self, words: int) -> str:
        return " ".join(self.chance.choice(_WORDS) for _ in range(words)).capitalize() + "."

    def _text(self, x: float, y: float, words: str, size: float, font: str = "Helvetica") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, words)


def _readers() -> dict[str, Callable[[Path], object]]:
    found: dict[str, Callable[[Path], object]] = {"ours": _ours, "pypdf": _pypdf}
    if importlib.util.find_spec("pdfplumber"):
        found["pdfplumber"] = _pdfplumber
    else:
        sys.stderr.write(_NO_PDFPLUMBER)
    return found


def _ours(path: Path) -> str:
    return read_pdf(path, path.name, "0" * 64).text


def _pypdf(path: Path) -> list[str]:
    with PdfReader(path) as reader:
        return [page.extract_text() for page in reader.pages]


def _pdfplumber(path: Path) -> list[str]:
    pdfplumber: Any = importlib.import_module("pdfplumber")
    with pdfplumber.open(path) as reader:
        return [page.extract_text() for page in reader.pages]


def _timings(readers: dict[str, Callable[[Path], object]], path: Path) -> list[Timing]:
    """The median times of each, the readers in turn so that a busy minute meets all."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in readers}
    for _ in range(_ROUNDS):
        for name, read in readers.items():
            started, spent = time.perf_counter(), time.process_time()
            read(path)
            times = time.perf_counter() - started, time.process_time() - spent
            taken[name].append(times)
    medians = {
        name: tuple(map(statistics.median, zip(*t, strict=True))) for name, t in taken.items()
    }
    ours = medians["ours"][1]
    return [Timing(name, wall, spent, spent / ours) for name, (wall, spent) in medians.items()]


if __name__ == "__main__":
    main()
