from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant import corpus, readers
from assistant.errors import ReadingError, UnreadableFileError
from assistant.readers.canonical import Allowance
from assistant.readers.sandbox import FileReading, child, document_of, read_file, read_files
from assistant.records import Problem, ProblemKind
from assistant.settings import ReadSettings

pytestmark = [pytest.mark.isolated, pytest.mark.slow]

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

ROOT = Path(__file__).parents[3]
MISBEHAVING = (sys.executable, "-B", str(Path(__file__).parent / "misbehaving.py"))
SHORT = ReadSettings(seconds=2, megabytes=512)
GOOD = {f"good-{number:02}.txt": f"Words of file {number}." for number in range(20)}

CRASH = "made the reader crash"
SLOW = "took longer than 2 s to read"
BAD = {
    "segfault": f"{CRASH} (signal 11)",
    "abort": f"{CRASH} (signal 6)",
    "kill": f"{CRASH} (signal 9)",
    "exit": f"{CRASH} (exit status 0)",
    "loop": SLOW,
    "sleep": SLOW,
    "allocate": "needs more than 512 MB of memory to read",
    "allocate slowly": "needs more than 512 MB of memory to read",
    "recurse": "made the reader fail (RecursionError: ",
    "fail": "made the reader fail (KeyError: 'no such\\nobject')",
    "rubbish": CRASH,
    "huge length": CRASH,
    "pages without end": SLOW,
    "close": CRASH,
    "leave a child": SLOW,
    "spawn": SLOW,
    "write": "made the reader fail (OSError: [Errno 27] File too large",
    "exec": CRASH,
    "thread": CRASH,
    "lying": CRASH,
}
RUN_UNTIL_STOPPED = """
import signal
import sys
from pathlib import Path
from assistant import corpus
from assistant.readers.sandbox import child, read_files
from assistant.settings import ReadSettings

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits none
child.WORKER = tuple(sys.argv[2:])
try:
    for reading in read_files(corpus.files(Path(sys.argv[1])), ReadSettings(seconds=60)):
        print("read", flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.fixture(autouse=True)
def misbehaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Reads with a reader that does what a file says."""
    monkeypatch.setattr(child, "WORKER", MISBEHAVING)
    monkeypatch.setenv("MISBEHAVING_FILE", str(tmp_path / "written"))


def read(folder: Path, settings: ReadSettings = SHORT) -> dict[str, FileReading]:
    return {r.file.name: r for r in read_files(corpus.files(folder), settings)}


def reason(reading: FileReading) -> str:
    assert reading.document is None
    (problem,) = reading.problems
    assert problem.kind is ProblemKind.NOT_READ
    assert "\n" not in problem.reason
    return problem.reason


def processes_of(mark: str) -> list[int]:
    """The processes whose command line, or a parent's, names this test's folder."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and mark in (folder / "environ").read_text("utf-8", "replace"):
                found.append(int(folder.name))
    return found


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether a condition comes to hold within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_every_bad_file_has_one_reason_and_every_good_one_is_read(
    write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """Whatever readers do over bad files, the parent lives and reads all the good ones."""
    folder = write_corpus(GOOD | {f"{way}.txt": f"{way}\n" for way in BAD})
    found = read(folder)
    assert len(found) == len(GOOD) + len(BAD)
    assert {name: document_of(found[name]).text for name in GOOD} == GOOD
    for way, expected in BAD.items():
        assert reason(found[f"{way}.txt"]).startswith(expected), way
    assert not (tmp_path / "written").exists() or (tmp_path / "written").read_text() == ""
    assert until(lambda: processes_of(str(tmp_path)) == [], 20)


def test_what_a_library_prints_goes_nowhere(
    write_corpus: WriteCorpus, capfd: pytest.CaptureFixture[str]
) -> None:
    """A reader that floods its output neither blocks nor reaches the terminal."""
    found = read(write_corpus({"a.txt": "flood\nWords."}))
    assert document_of(found["a.txt"]).text == "flood\nWords."
    assert capfd.readouterr() == ("", "")


def test_a_file_is_not_blamed_for_the_one_before(
    write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that fails in a process that another spoilt is read in a new one."""
    monkeypatch.setattr("assistant.readers.sandbox._cores", lambda: 1)
    found = read(write_corpus({"a.txt": "later\n", "b.txt": "Words.", "c.txt": "More words."}))
    assert [document_of(found[n]).text for n in sorted(found)] == [
        "later\n",
        "Words.",
        "More words.",
    ]


def test_pages_before_and_after_one_that_breaks_the_reader_are_kept(
    write_corpus: WriteCorpus,
) -> None:
    """A file whose pages crash or hang its reader is read without those pages, which are named."""
    found = read(write_corpus({"a.pages": "one\nabort\nthree\nloop\nfive"}))
    reading = found["a.pages"]
    assert document_of(reading).text == "one\nthree\nfive"
    assert reading.problems == (
        Problem("a.pages", "these pages could not be read", (2, 4), ProblemKind.PARTLY_READ),
    )


def test_a_file_with_many_bad_pages_is_given_up(write_corpus: WriteCorpus) -> None:
    """A file that breaks its reader again and again does not hold up a build for ever."""
    found = read(write_corpus({"a.pages": "one\n" + "abort\n" * 50}))
    assert reason(found["a.pages"]).startswith(f"{CRASH} (signal 6)")


def test_what_a_child_says_is_not_trusted(write_corpus: WriteCorpus) -> None:
    """A document has the name that the corpus gives it, and no half characters, whatever came."""
    (reading,) = read(write_corpus({"a.txt": "surrogates\n"})).values()
    document = document_of(reading)
    assert (document.path, document.text) == ("a.txt", "a\ufffdb\U0001f600")
    assert reading.problems == (
        Problem("a.txt", "odd \ufffd reason", (), ProblemKind.REMARK),
        Problem("a.txt", "no text", (2, 3), ProblemKind.PARTLY_READ),
    )


def test_one_file_that_cannot_be_read_raises(write_corpus: WriteCorpus) -> None:
    """Who wants the document of one file is told why there is none."""
    (file,) = corpus.files(write_corpus({"a.txt": b"\0"}))
    with pytest.raises(UnreadableFileError, match="holds binary data"):
        document_of(read_file(file, SHORT))


def test_a_process_that_cannot_start_is_no_fault_of_the_files(
    write_corpus: WriteCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that is broken is reported once, not as a thousand bad files."""
    monkeypatch.setattr(child, "WORKER", (sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(ReadingError, match="could not be started; install the assistant anew"):
        read(write_corpus(GOOD))


def test_who_stops_listening_stops_the_reading(write_corpus: WriteCorpus, tmp_path: Path) -> None:
    """Closing the iterator, as an error in the build does, leaves no process behind."""
    folder = write_corpus(GOOD | {"sleep.txt": "sleep\n"})
    readings = read_files(corpus.files(folder), ReadSettings())
    next(readings)
    readings.close()
    assert until(lambda: processes_of(str(tmp_path)) == [], 20)


@pytest.fixture
def running(write_corpus: WriteCorpus, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that reads two files which never end, with processes of their own."""
    folder = write_corpus({"a.txt": "A first word.", "b.txt": "spawn\n", "c.txt": "spawn\n"})
    with subprocess.Popen(
        [sys.executable, "-c", RUN_UNTIL_STOPPED, str(folder), *MISBEHAVING],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "MISBEHAVING_FILE": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "read\n"
        assert until(lambda: len(processes_of(str(tmp_path))) >= 7, 20)
        yield process
        process.kill()


def test_ctrl_c_stops_every_child(running: subprocess.Popen[str], tmp_path: Path) -> None:
    """One Ctrl-C ends the reading at once, with all that readers started."""
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert out == "stopped\n"
    assert until(lambda: processes_of(str(tmp_path)) == [], 20)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent")
def test_children_end_with_a_parent_that_was_killed(
    running: subprocess.Popen[str], tmp_path: Path
) -> None:
    """After `kill -9` of a build its reading processes are gone soon after."""
    running.kill()
    assert until(lambda: not _workers(tmp_path), 20)
    for pid in processes_of(str(tmp_path)):  # what the misbehaving reader left to itself
        os.kill(pid, signal.SIGKILL)


def _workers(tmp_path: Path) -> list[int]:
    return [
        pid
        for pid in processes_of(str(tmp_path))
        if "misbehaving.py" in Path(f"/proc/{pid}/cmdline").read_text("utf-8")
    ]


def test_pages_that_a_pdf_reader_may_not_touch_are_told(
    write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """What a crash or a time-out costs a PDF is only the pages in question."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in range(1, 5):
        canvas.drawString(72, 700, f"The words of page {number}.")
        canvas.showPage()
    canvas.save()
    (file,) = corpus.files(write_corpus({"a.pdf": (tmp_path / "a.pdf").read_bytes()}))
    begun: list[int] = []
    document = readers.document(file, Allowance(skip=frozenset({2}), progress=begun.append))
    assert [n for n in begun if n] == [1, 3, 4]
    assert "page 2" not in document.text
    assert [p.pages for p in document.problems] == [(2,)]
    late = readers.document(file, Allowance(most_seconds=0))
    assert late.text == ""
    assert late.problems[0].pages == (1, 2, 3, 4)
