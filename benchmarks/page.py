"""How soon an answer is on the page: `python -m benchmarks.page [FOLDER]`.

Serves the practice pages grown to 10,000 passages, and beside it Gradio's own chat with a function
that does nothing, and asks both in turn in one Chromium. An answer's time is taken in the page,
from the key going down to the second frame after the answer is in the document. A page is ready
when its text box is painted, counted from the moment it is asked for. Starting is what `make chat`
does where the index is there: `assistant build`, then `assistant chat`, until the page comes.
FOLDER keeps the indexes for the next run. Figures go to `benchmarks/results/page.json`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from assistant import build_index
from assistant.assistant import Assistant
from assistant.evaluation.questions import load_questions
from assistant.index.snapshot import open_snapshot
from benchmarks.collections import COLLECTIONS
from benchmarks.growth import grow
from benchmarks.retrieval.figures import processor
from benchmarks.served import ASSISTANT, CLIENT, chat, free_port, served

RESULTS = Path(__file__).parent / "results" / "page.json"
PASSAGES, QUESTIONS, OPENINGS, STARTS = 10_000, 60, 10, 3
_PAUSE_MS = 300
"""Between two measurements, so that one does not wait for what the other left to do."""
_MEASURING = (Path(__file__).parent / "page.js").read_text("utf-8")
_BROWSER = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A chat, and where its page has the answers and the text box."""

    name: str
    answer: str
    box: str


OURS = Kind("ours", "article.turn", "#question textarea")
STOCK = Kind("gr.ChatInterface, doing nothing", '[data-testid="bot"]', "textarea")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a chat; times in milliseconds."""

    name: str
    first_opening: float
    """In a browser that has nothing of the page yet."""
    reload_p50: float
    reload_slowest: float
    first_question: float
    """After the server's start."""
    answer_p50: float
    answer_p95: float
    answer_slowest: float


def main() -> None:
    """Build, grow, measure, print and keep."""
    with contextlib.ExitStack() as open_until_done:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        folder = given or Path(open_until_done.enter_context(tempfile.TemporaryDirectory()))
        corpus, _ = COLLECTIONS["practice pages"]
        built, grown = folder / "built", folder / "grown"
        build_index(corpus, built)
        if not grown.exists():
            grow(open_snapshot(built), grown, PASSAGES)
        starts = [_started(corpus, built) for _ in range(STARTS)]
        questions = _questions(grown)
        ours = open_until_done.enter_context(chat(grown)).address
        stock = open_until_done.enter_context(_stock())
        measured = _in_turn({OURS: ours, STOCK: stock}, questions)
    _tell(starts, measured)
    results = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "passages": PASSAGES,
        "questions": len(questions),
        "start_seconds": sorted(starts),
        "measured": [asdict(one) for one in measured],
    }
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")


def _questions(index: Path) -> list[str]:
    """Labelled questions in which no personal data are seen: those are offered, not answered."""
    files = [questions for _, questions in COLLECTIONS.values()]
    asked = [question.turns[-1] for file in files for question in load_questions(file)]
    with Assistant.open(index) as assistant:
        return [question for question in asked if not assistant.take(question).personal_data]


def _started(corpus: Path, index: Path) -> float:
    """Seconds until the page comes, from the start of what `make chat` runs."""
    started = time.monotonic()
    folders = ("--corpus", str(corpus), "--index", str(index))
    subprocess.run([*ASSISTANT, "build", *folders], check=True, capture_output=True)
    with chat(index) as ready:
        CLIENT.get(ready.address).raise_for_status()
        return time.monotonic() - started


@contextlib.contextmanager
def _stock() -> Iterator[str]:
    """The address of Gradio's own chat."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.page", "--stock", str(port)]
    with served(command, port) as ready:
        yield ready.address


def serve_stock(port: int) -> None:
    """Serve Gradio's own chat with a function that does nothing."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    gradio.ChatInterface(lambda _message, _history: "nothing").launch(server_port=port, quiet=True)


def _in_turn(addresses: dict[Kind, str], questions: Sequence[str]) -> list[Measured]:
    """Open each chat many times, then ask each every question, one after the other."""
    installed = ("chromium", "chromium-headless-shell")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, installed)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_BROWSER)
        pages = {kind: _opened(browser, kind, address) for kind, address in addresses.items()}
        first = {kind: _ready(page) for kind, page in pages.items()}
        reloads: dict[Kind, list[float]] = {kind: [] for kind in pages}
        for kind, page in islice(cycle(pages.items()), OPENINGS * len(pages)):
            page.reload()
            reloads[kind].append(_ready(page))
        asked: dict[Kind, list[float]] = {kind: [] for kind in pages}
        for question in questions[: QUESTIONS + 1]:
            for kind, page in pages.items():
                asked[kind].append(_asked(page, kind, question))
        browser.close()
    return [_measured(kind, first[kind], reloads[kind], asked[kind]) for kind in pages]


def _opened(browser: Browser, kind: Kind, address: str) -> Page:
    page = browser.new_context().new_page()
    names = {"ANSWER": kind.answer, "BOX": kind.box}
    constants = "".join(f"const {name} = {json.dumps(value)};" for name, value in names.items())
    page.add_init_script(constants + _MEASURING)
    page.goto(address)
    return page


def _ready(page: Page) -> float:
    """Milliseconds until the page could be typed in."""
    page.wait_for_function("measured.ready > 0")
    page.wait_for_timeout(_PAUSE_MS)
    return float(page.evaluate("measured.ready"))


def _asked(page: Page, kind: Kind, question: str) -> float:
    """Milliseconds until a question's answer was painted."""
    before = page.evaluate("measured.answered.length")
    page.locator(kind.box).first.fill(question)
    page.wait_for_timeout(_PAUSE_MS)
    page.keyboard.press("Enter")
    page.wait_for_function(f"measured.answered.length > {before}")
    return float(page.evaluate("measured.answered.at(-1)"))


def _measured(
    kind: Kind, first: float, reloads: Sequence[float], asked: Sequence[float]
) -> Measured:
    p50, p95 = np.quantile(asked[1:], (0.5, 0.95))
    return Measured(
        name=kind.name,
        first_opening=round(first),
        reload_p50=round(float(np.median(reloads))),
        reload_slowest=round(max(reloads)),
        first_question=round(asked[0]),
        answer_p50=round(float(p50)),
        answer_p95=round(float(p95)),
        answer_slowest=round(max(asked[1:])),
    )


def _tell(starts: Sequence[float], measured: Sequence[Measured]) -> None:
    """Print a table."""
    print(f"make chat until the page comes: {', '.join(f'{one:.1f} s' for one in sorted(starts))}")
    print("\n| ms | first opening | reload, p50 / slowest | first question | p50 | p95 | slowest |")
    print("|---|---|---|---|---|---|---|")
    for one in measured:
        print(
            f"| {one.name} | {one.first_opening:.0f} | {one.reload_p50:.0f} / "
            f"{one.reload_slowest:.0f} | {one.first_question:.0f} | {one.answer_p50:.0f} | "
            f"{one.answer_p95:.0f} | {one.answer_slowest:.0f} |"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stock"]:
        serve_stock(int(sys.argv[2]))
    else:
        main()
