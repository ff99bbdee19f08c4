"""The shape of the package: what it exports, what imports what, what importing it costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import assistant

PACKAGE = Path(assistant.__file__).parent
HEAVY = (
    *("torch", "sentence_transformers", "faiss", "gradio", "tantivy", "openvino", "numpy"),
    *("sklearn", "scipy", "pandas", "matplotlib", "transformers"),
)

LADDER = (
    "records",
    "errors",
    "text",
    "settings",
    "encoder",
    "comprehension",
    "citation",
    "readers",
    "corpus",
    "passages",
    "index",
    "retrieval",
    "conversation",
    "wording",
    "answers",
    "screening",
    "assistant",
    "answer_export",
    "feedback",
    "quotes",
    "evaluation",
    "web",
    "cli",
)


def rung(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """The modules of this package that a file imports, by their first name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(rung(a.name) for a in node.names if a.name.startswith("assistant"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "assistant":
            named = {a.name for a in node.names} if node.module == "assistant" else set()
            found.update(named or {rung(node.module or "")})
    return found - {""}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from those below it, so that each can be understood alone."""
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if here in ("__init__", "__main__"):
        return
    below = set(LADDER[: LADDER.index(here) + 1])
    assert imports(path) <= below


def test_exported_names() -> None:
    """Programs that use the package find exactly these names."""
    assert assistant.__all__ == [
        "Answer",
        "Assistant",
        "AssistantError",
        "Manifest",
        "Outcome",
        "Settings",
        "build_index",
    ]
    assert all(getattr(assistant, name) for name in assistant.__all__)
    with pytest.raises(AttributeError):
        _ = assistant.nothing


def modules_after(statement: str) -> set[str]:
    """The heavy modules that are loaded after a statement in a new process."""
    code = f"{statement}; import sys; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.split())


def test_importing_the_package_is_light() -> None:
    """`import assistant` and `assistant --help` load no model library."""
    assert modules_after("import assistant") == set()
    assert modules_after("import assistant.cli") == set()


def test_asking_does_not_import_torch() -> None:
    """A question is answered without half a gigabyte of training library."""
    assert modules_after("import assistant.assistant") == {"openvino", "faiss", "numpy", "tantivy"}
