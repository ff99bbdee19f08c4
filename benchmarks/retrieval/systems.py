"""The systems that are measured, each built and then asked in processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.encoder.export import ADAPTER
from benchmarks.collections import ROOT
from benchmarks.retrieval import environment, reranker, worker
from benchmarks.retrieval.collection import code_digest
from benchmarks.retrieval.worker import Asked, Built, Job

HERE = "benchmarks.retrieval"
_SECONDS = 900
_SECONDS_A_QUESTION = 15
_FOLDERS = re.compile(r"(?<![\w.])/(?:[^\s/'\"]+/)+")
"""What names this machine's folders in a message, which is kept with the figures."""


@dataclass(frozen=True, slots=True)
class System:
    """A system: what it is called, and the class that runs it."""

    name: str
    label: str
    target: str
    """`module:class`, for the worker."""
    is_peer: bool = True


OURS = System("ours", "ours", f"{HERE}.ours:Ours", is_peer=False)
SYSTEMS = (
    System("langchain", "LangChain, FAISS", f"{HERE}.peers.langchain:Dense"),
    System(
        "langchain-ensemble",
        "LangChain, ensemble of FAISS and BM25",
        f"{HERE}.peers.langchain:Ensemble",
    ),
    System(
        "langchain-rerank",
        "LangChain, ensemble and cross-encoder",
        f"{HERE}.peers.langchain:Reranked",
    ),
    System("llamaindex", "LlamaIndex, vector index", f"{HERE}.peers.llamaindex:Dense"),
    System(
        "llamaindex-fusion",
        "LlamaIndex, fusion of vectors and BM25",
        f"{HERE}.peers.llamaindex:Fusion",
    ),
    System(
        "llamaindex-rerank",
        "LlamaIndex, fusion and cross-encoder",
        f"{HERE}.peers.llamaindex:Reranked",
    ),
    System("txtai", "txtai, hybrid", f"{HERE}.peers.txtai:Hybrid"),
    System("txtai-rerank", "txtai, hybrid and cross-encoder", f"{HERE}.peers.txtai:Reranked"),
    System("haystack", "Haystack, hybrid", f"{HERE}.peers.haystack:Hybrid"),
    System(
        "haystack-rerank",
        "Haystack, hybrid and cross-encoder",
        f"{HERE}.peers.haystack:Reranked",
    ),
    System("chroma", "Chroma", f"{HERE}.peers.chroma:Dense"),
    OURS,
)


class SystemFailedError(Exception):
    """A system could not be built or asked; the message is its own last word."""


@dataclass(frozen=True, slots=True)
class Run:
    """What building and asking a system gave."""

    built: Built
    asked: Asked
    disk_bytes: int
    """Of the persisted index. The encoder that ours keeps in it is left out: the others load theirs
    from its package, which is not counted either."""


def run(system: System, job: Job, folder: Path, *, fresh: bool) -> Run:
    """Build and ask a system, or take what an earlier run of the same gave.

    Raises:
        SystemFailedError: it failed.
        EnvironmentSetupError: the environment of the libraries beside ours cannot be made.
    """
    key, kept = _key(system, job), folder / f"{system.name}.json"
    if not fresh and (known := _known(kept, key)):
        return known
    folder.mkdir(parents=True, exist_ok=True)
    index, job_file = folder / system.name, folder / "job.json"
    shutil.rmtree(index, ignore_errors=True)
    job_file.write_text(json.dumps(asdict(job)), "utf-8")
    built = Built(**_worker(system, "build", job_file, index))
    asked = Asked.of(_worker(system, "ask", job_file, index, len(job.questions)))
    found = Run(built, asked, sum(path.stat().st_size for path in _files(index)))
    shutil.rmtree(index)
    kept.write_text(json.dumps({"key": key} | asdict(found)), "utf-8")
    return found


def _worker(
    system: System, mode: str, job_file: Path, index: Path, questions: int = 0
) -> dict[str, Any]:
    """Run the worker and return what it measured."""
    seconds = _SECONDS + _SECONDS_A_QUESTION * questions
    python = environment.python() if system.is_peer else Path(sys.executable)
    result = job_file.with_name("result.json")
    result.unlink(missing_ok=True)
    command = [str(python), "-m", f"{HERE}.worker", mode, system.target]
    try:
        subprocess.run(
            [*command, *map(str, (job_file, index, result))],
            cwd=ROOT,
            env=os.environ | environment.QUIET,
            check=True,
            timeout=seconds,
            capture_output=True,
            text=True,
        )
    except subprocess.TimeoutExpired as error:
        raise SystemFailedError(f"{system.label}: {mode} took more than {seconds} s") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().rpartition("\n")[2] or f"exit status {error.returncode}"
        told = _FOLDERS.sub("", last)
        raise SystemFailedError(f"{system.label}: {mode} failed: {told}") from error
    measured: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return measured


def _known(kept: Path, key: str) -> Run | None:
    if not kept.is_file():
        return None
    held = json.loads(kept.read_text("utf-8"))
    if held["key"] != key:
        return None
    return Run(Built(**held["built"]), Asked.of(held["asked"]), held["disk_bytes"])


def _key(system: System, job: Job) -> str:
    """Digest of all that decides what a system gives: the task, its code and its libraries."""
    task = [job.ids, job.texts, job.questions, job.units]
    digest = hashlib.sha256(json.dumps(task).encode())
    module = ROOT / f"{system.target.split(':')[0].replace('.', '/')}.py"
    for path in (module, Path(worker.__file__)):
        digest.update(path.read_bytes())
    if not system.is_peer:
        digest.update(code_digest().encode())
        return digest.hexdigest()
    told = (environment.REQUIREMENTS, ADAPTER, Path(reranker.__file__), ROOT / "training/base.py")
    for path in told:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(index: Path) -> Iterator[Path]:
    """The files of a persisted index, but for an encoder within."""
    return (p for p in index.rglob("*") if p.is_file() and p.parent.name != "encoder")
