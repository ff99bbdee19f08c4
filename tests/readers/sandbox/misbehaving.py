"""A reading process whose reader does what the file's first line says: `python misbehaving.py …`.

Each way is one in which a real file has been seen, or could be made, to bring a reader down.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from assistant import readers
from assistant.readers.sandbox import worker
from assistant.readers.sandbox.child import Request
from assistant.records import CorpusFile, Document, Mark, MarkKind, Problem

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
_kept: list[Any] = []
_read = readers.document


def segfault() -> None:
    ctypes.string_at(0)


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def allocate() -> None:
    _kept.append(bytearray(4 * 1024**3))


def allocate_slowly() -> None:
    while True:
        _kept.append(bytearray(50 * 1024**2))


def recurse() -> None:
    recurse()


def fail() -> None:
    raise KeyError("no such\nobject")


def flood() -> None:
    for _ in range(100):
        os.write(1, b"x" * 1_000_000)
        os.write(2, b"x" * 1_000_000)


def private_output() -> int:
    """The descriptor that replies go to: the first pipe that is open for writing, but 1 and 2."""
    return next(n for n in range(3, 20) if os.path.exists(f"/proc/self/fd/{n}"))  # noqa: PTH110


def rubbish() -> None:
    while True:
        os.write(private_output(), b"rubbish " * 10_000)


def huge_length() -> None:
    os.write(private_output(), b"document" + b"\xff" * 8)
    time.sleep(600)


def pages_without_end() -> None:
    while True:
        os.write(private_output(), b"now page" + b"\0" * 8)


def close() -> None:
    os.close(private_output())
    time.sleep(600)


def leave_a_child() -> None:
    """Go, and leave a process behind that holds on to the pipe."""
    subprocess.Popen(SLEEPER, close_fds=False, pass_fds=[private_output()])
    os._exit(0)


def spawn() -> None:
    for _ in range(5):
        subprocess.Popen(SLEEPER)
    time.sleep(600)


def thread() -> None:
    """Go, with a thread that never ends."""
    threading.Thread(target=loop).start()
    sys.exit(3)


def write() -> None:
    with open(os.environ["MISBEHAVING_FILE"], "w") as file:  # noqa: PTH123
        file.write("words")


WAYS: dict[str, Callable[[], object]] = {
    "segfault": segfault,
    "abort": os.abort,
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda: os._exit(0),
    "loop": loop,
    "sleep": sleep,
    "allocate": allocate,
    "allocate slowly": allocate_slowly,
    "recurse": recurse,
    "fail": fail,
    "flood": flood,
    "rubbish": rubbish,
    "huge length": huge_length,
    "pages without end": pages_without_end,
    "close": close,
    "leave a child": leave_a_child,
    "spawn": spawn,
    "write": write,
    "exec": lambda: os.execv("/bin/sleep", ["sleep", "600"]),
    "thread": thread,
    "later": lambda: _kept.append("spoilt"),
}


def lying() -> Document:
    """A document that no reader may give: another's name, and a mark beyond the text."""
    return Document("../other", "0" * 64, "words", (Mark(MarkKind.PARAGRAPH, 0, 500),))


def surrogates(name: str) -> Document:
    problems = (Problem("../other", "odd \ud800\nreason"), Problem(name, "no text", (2, 3)))
    return Document("../other", "0" * 64, "a\ud800b\U0001f600", (), problems=problems)


def document(file: CorpusFile, **_: object) -> Document:
    """What the file's first line asks for, then the file as it is."""
    way = file.path.read_text("utf-8").split("\n")[0]
    if "spoilt" in _kept:
        os.abort()
    if way in ("lying", "surrogates"):
        return lying() if way == "lying" else surrogates(file.name)
    if way in WAYS:
        WAYS[way]()
    return _read(file)


def paged(request: Request, at_page: Callable[[int], object]) -> Document:
    """A file whose lines are pages; one that names a way breaks when it is begun."""
    if not request.file.name.endswith(".pages"):
        return document(request.file)
    pages = request.file.path.read_text("utf-8").splitlines()
    for number, page in enumerate(pages, 1):
        if number not in request.skip:
            at_page(number)
            WAYS.get(page, str)()
    kept = [page for number, page in enumerate(pages, 1) if number not in request.skip]
    problem = Problem(request.file.name, "these pages could not be read", request.skip)
    problems = (problem,) if request.skip else ()
    return Document(request.file.name, "0" * 64, "\n".join(kept), (), problems=problems)


if __name__ == "__main__":
    worker._document = paged
    sys.exit(worker.main(sys.argv[1:]))
