"""One index folder, which may not be written to, and several processes that answer from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.index.build import build
from assistant.settings import Settings
from tests.conftest import TinyEncoderMaker

NOBODY = 65534
CHAT = """
import os, sys, time
from pathlib import Path
from assistant.assistant import Assistant
from assistant.index import snapshot
from tests.conftest import TinyEncoder, TinyReader

def opened(index):
    return Assistant(index, snapshot.open_snapshot(index), TinyEncoder(), TinyReader())

index, like_it = map(Path, sys.argv[1:3])
opened(like_it).ask("Who is paid?")  # so that all there is to import is
if os.geteuid() == 0:
    os.seteuid(int(sys.argv[3]))
try:
    (index / "written").touch()
except OSError:
    pass
else:
    sys.exit("the folder can be written to")
assistant, said = opened(index), ""
while True:
    assistant = assistant.refreshed()
    answer = assistant.ask("Who is paid?")
    assert answer.quotations
    if answer.snapshot != said:
        said = answer.snapshot
        print(said, flush=True)
    time.sleep(0.05)
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user may read, with a corpus and its index."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "corpus").mkdir()
        (folder / "corpus" / "pay.txt").write_text("Carers are paid in Leeds.", "utf-8")
        built(folder)
        shutil.copytree(folder / "index", folder / "like it")
        yield folder
        allow(folder / "index", write=True)


def built(folder: Path) -> str:
    """Builds the index; returns the name of its snapshot."""
    report = build(folder / "corpus", folder / "index", Settings(), encoders=TinyEncoderMaker())
    return report.snapshot.name


def allow(folder: Path, *, write: bool) -> None:
    """Lets a folder and all in it be written to, or nothing in it."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755 if write else 0o555)
        else:
            path.chmod(0o644 if write else 0o444)


def state(folder: Path) -> dict[str, int]:
    """When each file and folder in a folder was last changed."""
    return {str(path): path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such users and modes")
def test_processes_answer_from_a_folder_they_may_only_read_and_move_over(shared: Path) -> None:
    """Two processes answer without a byte written, and from a new index within five seconds."""
    index = shared / "index"
    allow(index, write=False)
    before = state(index)
    command = [sys.executable, "-c", CHAT, str(index), str(shared / "like it"), str(NOBODY)]
    with ExitStack() as stack:
        chats = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for chat in chats:
            stack.enter_context(chat)
            stack.callback(chat.kill)
        live = index / "current"
        assert [next_line(chat) for chat in chats] == [live.read_text("utf-8").split()[0]] * 2
        assert state(index) == before
        allow(index, write=True)
        (shared / "corpus" / "more.txt").write_text("Nurses are paid in York.", "utf-8")
        now, started = built(shared), time.monotonic()
        assert [next_line(chat) for chat in chats] == [now] * 2
        assert time.monotonic() - started < 5


def next_line(chat: subprocess.Popen[str]) -> str:
    """What a process says next."""
    assert chat.stdout is not None
    return chat.stdout.readline().strip()
