"""What the package imports is declared, and what it is built on is listed with its licence."""

from __future__ import annotations

import ast
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name as canonical

import assistant
from assistant import cli
from tests.dependencies import PAGE, declared, pinned, rows

PACKAGE = Path(assistant.__file__).parent


@cache
def extra_of() -> dict[str, str]:
    """By each declared package, the extra that brings it; '' for the program itself."""
    found: dict[str, str] = {}
    for extra in ("", "evaluate", "mcp", "milvus"):
        for requirement in declared()[extra]:
            found.setdefault(canonical(requirement.name), extra)
    return found


distributions = cache(packages_distributions)


def imported(path: Path) -> set[str]:
    """The packages of others that a file imports, by the first name of the module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found - {"assistant"} - sys.stdlib_module_names


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_what_is_imported_is_declared(path: Path) -> None:
    """Nothing is there only because something else brings it; who lacks an extra is told."""
    for module in imported(path):
        extras = {extra_of().get(canonical(n)) for n in distributions()[module]}
        assert extras != {None}, f"{module} is not declared in pyproject.toml"
        for extra in extras - {"", None}:
            says = f"campaign-assistant[{extra}]" in path.read_text("utf-8")
            assert says or cli._EXTRAS.get(module) == extra, f"{module}: say to install [{extra}]"


def test_what_is_declared_is_pinned() -> None:
    """Whoever follows the README installs what was tested."""
    asked = [requirement for listed in declared().values() for requirement in listed]
    pins = pinned()
    for requirement in asked:
        assert requirement.specifier.contains(pins[canonical(requirement.name)]), requirement


def test_the_page_of_licences_agrees_with_what_is_installed() -> None:
    """Every pinned package that is installed has its row, and no other package has one."""
    listed = PAGE.read_text("utf-8").splitlines()
    table = [line for line in listed if line.startswith("| ")][1:]
    named = {line.rsplit("|", 2)[0] for line in table}
    for row in rows().values():  # what for is known whole only where every extra is installed
        assert row.rsplit("|", 2)[0] in named, "run 'python -m tests.dependencies --write'"
    assert {canonical(line.split(" | ")[0].removeprefix("| ")) for line in table} <= pinned().keys()
