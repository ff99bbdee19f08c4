"""The environment of the libraries beside ours: `.venv-peers`, from pinned requirements."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.collections import ROOT

FOLDER = ROOT / ".venv-peers"
REQUIREMENTS = Path(__file__).parent / "peers" / "requirements.txt"

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "OTEL_SDK_DISABLED": "true",  # Chroma and txtai bring OpenTelemetry
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "true",
}
"""No download, no telemetry and no tracing, whatever the surroundings ask for."""


class EnvironmentSetupError(Exception):
    """The libraries beside ours cannot be installed."""


def python() -> Path:
    """The interpreter of the environment, which is made first where it is missing or stale.

    Raises:
        EnvironmentSetupError: it cannot be made.
    """
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = FOLDER / "installed"
    interpreter = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if stamp.is_file() and stamp.read_text("ascii") == digest:
        return interpreter
    sys.stderr.write(f"installing the libraries beside ours into {FOLDER.name} (about 2 GB) …\n")
    try:
        venv.create(FOLDER, with_pip=True)
        (FOLDER / ".gitignore").write_text("*\n", "ascii")
        pip = [str(interpreter), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        install = [*pip, "install", "--requirement", str(REQUIREMENTS)]
        subprocess.run(install, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentSetupError(
            f"the libraries beside ours could not be installed into {FOLDER.name} ({error}); pip's "
            "own message is above. Run again to try again, or with --no-peers to do without them"
        ) from error
    stamp.write_text(digest, "ascii")
    return interpreter
