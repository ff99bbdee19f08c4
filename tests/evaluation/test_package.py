"""What importing the package costs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "faiss", "openvino", "tantivy", "numpy", "ir_measures", "matplotlib")


def test_importing_the_package_is_light() -> None:
    """Question files can be read without loading what measures and draws."""
    loaded = f"print(*[m for m in {HEAVY!r} if m in sys.modules])"
    code = f"import assistant.evaluation.questions, sys; {loaded}"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.split() == []
