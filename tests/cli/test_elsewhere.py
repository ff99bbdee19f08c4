"""The commands where there is less than here: no Unix, no source folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant.web.guard import listening

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
        "-c", "import assistant.web.server, assistant.web.service as m; print(m._memory())"
    )
    assert int(served.stdout) > 0, served.stderr


@pytest.mark.real
def test_what_pip_installs_serves_a_folder_with_one_command(tmp_path: Path) -> None:
    """The package alone, beside none of its sources, builds what is missing here and answers."""
    source, site, here = (tmp_path / name for name in ("source", "site", "here"))
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "assistant", source / "assistant")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "install"]
    alone = ["--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    subprocess.run([*pip, *alone, str(source)], check=True, timeout=300)
    shutil.rmtree(source)
    (here / "corpus").mkdir(parents=True)
    (here / "corpus" / "pay.txt").write_text(PAY)
    with listening("127.0.0.1", 0) as free:
        port = int(free.getsockname()[1])
    run = "import sys; from assistant.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "chat", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    with subprocess.Popen(
        command, cwd=here, env=environment, stderr=subprocess.PIPE, text=True
    ) as chat:
        try:
            assert chat.stderr is not None
            told = ""
            while "Serving the chat" not in told and (line := chat.stderr.readline()):
                told += line
            asked = {"question": "What does the campaign ask for?"}
            answer = httpx.post(f"http://127.0.0.1:{port}/api/ask", json=asked, timeout=30).json()
        finally:
            chat.kill()
    assert "Built the index: 1 document, 1 passage" in told
    assert answer["passages"][0]["text"] == PAY
    assert sorted(path.name for path in here.iterdir()) == ["corpus", "index"]
