"""The commands where there is less than here: no Unix, no source folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from assistant import assistant
from assistant.cli import main
from assistant.index import build
from tests.conftest import TinyEncoderMaker, TinyReader
maker = TinyEncoderMaker()
build.EncoderMaker = lambda _: maker
assistant.Encoder = lambda *_: maker.encoder
assistant.shipped_reader = TinyReader
sys.exit(main(sys.argv[1:]))
"""
PAY = "The campaign asks for fair pay for all social workers in every council."
UNLIMITED = (
    "note: this system does not let the memory be limited that reading a file takes: add no files "
    "from people you do not know, or build on Linux"
)


def test_it_builds_and_answers_where_nothing_is_but_what_windows_has(tmp_path: Path) -> None:
    """No module or call of Unix alone is needed, and what is then not enforced is said."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "pay.txt").write_text(PAY)
    path = os.pathsep.join([str(ROOT / "tests" / "elsewhere"), str(ROOT)])

    def ran(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "ignore::UserWarning", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    hidden = ran("-c", "import os; hasattr(os, 'fork') or print('gone'); import fcntl")
    assert (hidden.stdout, hidden.returncode) == ("gone\n", 1)
    built = ran("-c", RUN, "build")
    assert built.returncode == 0, built.stderr
    assert built.stderr.splitlines()[0] == UNLIMITED
    assert "Built the index: 1 document, 1 passage" in built.stderr
    asked = ran("-c", RUN, "ask", "What does the campaign ask for?", "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["passages"][0]["text"] == PAY
    served = ran(
        "-c", "import assistant.web.server, assistant.web.metrics as m; print(m._memory())"
    )
    assert int(served.stdout) > 0, served.stderr
