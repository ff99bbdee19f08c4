from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_an_index_withstands_a_share_of_every_fault(tmp_path: Path) -> None:
    """Kills, failing disks, damage and rebuilding meanwhile leave an index that answers.

    `python -m benchmarks.faults` runs all of them.
    """
    results = tmp_path / "faults.json"
    command = [sys.executable, "-m", "benchmarks.faults", "0.01", str(results)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    families = json.loads(results.read_text())["families"]
    assert len(families) == 10
    assert all(family["tried"] and not family["failures"] for family in families)
