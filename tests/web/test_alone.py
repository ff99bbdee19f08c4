"""The chat as it is run: alone on its machine, writing nothing, ready soon and ended soon."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from assistant.web.guard import listening

pytestmark = [pytest.mark.real, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
OFFLINE = ROOT / "tests" / "offline.py"
DATA = ROOT / "benchmarks" / "data"
HERE = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")
"""127.0.0.1 and ::1 as /proc/net writes them; the last is the first as IPv6."""


@contextlib.contextmanager
def chat(index: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of `assistant chat` with every way off this machine closed, and its process."""
    with listening("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, str(OFFLINE), "chat", "--port", str(port), "--index", str(index)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        try:
            _await(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}", run
        finally:
            run.kill()


def _await(address: str) -> None:
    deadline = time.monotonic() + 60
    with httpx.Client() as client:  # made once: each loads the certificates of the world
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if client.get(address).status_code == 200:
                    return
            time.sleep(0.05)
    raise TimeoutError(address)


def far_ends(process: int) -> set[str]:
    """The machines that a process holds connections to, as the kernel tells it."""
    held = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            held.update(re.findall(r"socket:\[(\d+)\]", str(descriptor.readlink())))
    ends = set()
    for name in ("tcp", "tcp6", "udp", "udp6"):
        table = Path(f"/proc/{process}/net/{name}")
        for line in table.read_text("ascii").splitlines()[1:] if table.exists() else ():
            parts = line.split()
            if parts[9] in held:
                ends.add(parts[2].partition(":")[0])
    return {end for end in ends if end.strip("0") and end not in HERE}


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder and what is in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def test_fifty_questions_leave_the_machine_by_no_way_and_write_nothing(
    campaign_index: Path,
) -> None:
    """From the start to the end no other machine is asked anything, and no file is written."""
    lines = (DATA / "campaign-questions.jsonl").read_text("utf-8").splitlines()
    questions = [turn for line in lines for turn in json.loads(line)["turns"]][:50]
    questions += [f"What did Canary{n} say of pay?" for n in range(50 - len(questions))]
    temporary = Path(tempfile.gettempdir())
    before, around = state(campaign_index), {*temporary.iterdir()}
    with chat(campaign_index) as (address, run), httpx.Client(timeout=30) as client:
        for number, question in enumerate(questions):
            if number % 2:
                asked = client.post(f"{address}/api/ask", json={"question": question})
            else:
                call = {"data": [question, "", "", None], "fn_index": 0, "trigger_id": 2}
                page = f"{address}/gradio_api/run/predict"
                asked = client.post(page, json={**call, "session_hash": f"s{number}"})
            assert asked.status_code == 200
            assert far_ends(run.pid) == set()
        run.send_signal(signal.SIGTERM)
        _, told = run.communicate(timeout=20)
    assert run.returncode == 0
    assert told.splitlines()[1:] == []
    assert state(campaign_index) == before
    made = {path for path in {*temporary.iterdir()} - around if "pytest" not in path.name}
    assert not [path for path in made if "Canary" in path.name or _holds(path, b"Canary")]


def _holds(path: Path, words: bytes) -> bool:
    """Whether a file or folder holds some words."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    for file in files:
        with contextlib.suppress(OSError):
            if words in file.read_bytes():
                return True
    return False


def test_a_restart_is_ready_within_half_a_minute(campaign_index: Path) -> None:
    """After a SIGTERM with a page open the chat ends within 10 s and is ready again within 30."""
    with (
        chat(campaign_index) as (address, run),
        httpx.stream("GET", f"{address}/gradio_api/heartbeat/open") as page,
    ):
        next(page.iter_text())
        started = time.monotonic()
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=10) == 0
    with chat(campaign_index):
        assert time.monotonic() - started < 40


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything may write everywhere")
def test_a_disk_that_cannot_be_written_is_read(campaign_index: Path, tmp_path: Path) -> None:
    """From a read-only folder the chat answers all the same."""
    index = tmp_path / "index"
    shutil.copytree(campaign_index, index)
    folders = [index, *(path for path in index.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        with chat(index) as (address, _):
            asked = httpx.post(f"{address}/api/ask", json={"question": "What is asked?"})
            assert asked.status_code == 200
    finally:
        for folder in folders:
            folder.chmod(0o755)
