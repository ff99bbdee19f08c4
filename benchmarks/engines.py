"""Milvus beside the index folder: `python -m benchmarks.engines [PASSAGES ...]`.

Grows the practice pages (1,000 and 10,000 passages unless told; see `benchmarks.growth`), sends
each to Milvus, and asks one in four of the practice and campaign questions on either engine in a
process each.
Prints how long sending and opening took, the time of a question, and the memory of the process that
asks beyond the files it maps. The server is milvus-lite in a process of its own, or the one that
ASSISTANT_MILVUS_URI names. Figures go to `benchmarks/results/engines.json`, each as soon as it is
there; a size or engine that fails is told, and does not keep the next from being measured.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import patch

from assistant import build_index
from assistant.errors import EngineError
from assistant.index import engines
from assistant.index.snapshot import open_snapshot
from assistant.settings import EngineSettings
from benchmarks.collections import COLLECTIONS
from benchmarks.growth import grow
from benchmarks.speed import in_a_process

RESULTS = Path(__file__).parent / "results" / "engines.json"
_SIZES = (1_000, 10_000)
_SECONDS_TO_START = 30
_EVERY = 4  # of the 239 questions one in four


def main() -> None:
    """Grow, send, ask, print and keep."""
    sizes = tuple(map(int, sys.argv[1:])) or _SIZES
    corpus, _ = COLLECTIONS["practice pages"]
    measured = []
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder) / "milvus") as uri:
        built = Path(folder) / "built"
        build_index(corpus, built)
        for size in sizes:
            grown = grow(open_snapshot(built), Path(folder) / str(size), size)
            started = time.perf_counter()
            try:
                engines.put(grown, grown.name, EngineSettings("milvus", uri), lambda *_: None)
            except EngineError as error:
                print(f"{size:,} passages were not sent: {error}", flush=True)
                continue
            sent = time.perf_counter() - started
            for engine in ("local", "milvus"):
                about = {"engine": engine, "passages": size, "sent_seconds": sent}
                with patch.dict(os.environ, ASSISTANT_ENGINE=engine, ASSISTANT_MILVUS_URI=uri):
                    measured.append(about | _asked(Path(folder) / str(size)))
                RESULTS.write_text(f"{json.dumps(measured, indent=1)}\n", "utf-8")
                print(_line(measured[-1]), flush=True)


def _asked(index: Path) -> dict[str, Any]:
    """What asking an index measured; that it failed, where it did."""
    try:
        return asdict(in_a_process(index, "", _EVERY))
    except subprocess.CalledProcessError as error:  # its own words are on stderr
        return {"failed": f"exit status {error.returncode}"}


def _line(one: Mapping[str, Any]) -> str:
    """A measurement in words."""
    opening = f"{one['engine']}, {one['passages']:,} passages: "
    sent = f"; sent in {one['sent_seconds']:.0f} s" if one["engine"] == "milvus" else ""
    if "failed" in one:
        return f"{opening}failed, {one['failed']}{sent}"
    return (
        f"{opening}opened in {one['open_seconds']:.1f} s; {one['p50_ms']:.0f} ms (p50), "
        f"{one['p95_ms']:.0f} ms (p95); {one['own_mb']:.0f} MB beyond mapped files{sent}"
    )


@contextmanager
def _server(data: Path) -> Iterator[str]:
    """The address of the server that is set, or of a milvus-lite that is started and ended."""
    if uri := os.environ.get("ASSISTANT_MILVUS_URI"):
        yield uri
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(data)]
    place = ["--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen([*command, *place], stdout=sys.stderr) as server:
        try:
            for _ in range(_SECONDS_TO_START * 10):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
