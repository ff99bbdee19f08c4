"""Checks what the package depends on: `make dependencies`, or `python -m tests.dependencies`.

Resolves the pins of `constraints.txt` for each Python that is supported (uv reads the packages'
metadata from the registry and installs nothing), and names what is needed but not pinned, and the
other way round. `--write` writes `docs/licences.md` from the metadata of what is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as canonical

ROOT = Path(__file__).parent.parent
PINS = ROOT / "constraints.txt"
PAGE = ROOT / "docs" / "licences.md"
PYTHONS = ("3.11", "3.12", "3.13")
_PINNED_BY_TORCH = re.compile("cuda-|nvidia-|triton")
"""What torch brings for NVIDIA cards, where it is not its build for processors alone."""
_UNREACHABLE = 2
"""uv's exit status where it could not ask the registry; where pins do not fit it is 1."""
_LONGEST = 60
_HEAD = """# Licences of what it is built on

Written by `python -m tests.dependencies --write` from the metadata of the packages, each in the
version that `constraints.txt` pins; a test holds the page to what is installed. *For* says what
needs a package: the program itself, or one of its extras (`test` and `train` are for those who
change it). Some packages hold parts of others under licences of their own; their folders in
`.venv` have the full texts.

| Package | Licence | For |
|---|---|---|
"""


def declared() -> dict[str, list[Requirement]]:
    """Returns the requirements in pyproject.toml by extra; those of the program under ''."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(line) for line in lines] for extra, lines in listed.items()}


def pinned() -> dict[str, str]:
    """Returns the pinned version of each package, by its canonical name."""
    lines = PINS.read_text("utf-8").splitlines()
    return {canonical(name): pin for name, pin in (line.split("==") for line in lines)}


def needed(asked: Iterable[Requirement]) -> dict[str, Distribution]:
    """Returns what of requirements and all that they require is installed, by canonical name."""
    found: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = list(asked)
    while waiting:
        one = waiting.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        try:
            package = found[canonical(one.name)] = distribution(one.name)
        except PackageNotFoundError:
            continue
        more = [Requirement(line) for line in package.requires or ()]
        waiting += [m for m in more if any(_holds(m, extra) for extra in ("", *one.extras))]
    return found


def _holds(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def licence(package: Distribution) -> str:
    """Returns the licence that a package names, else the first line of its file of one."""
    told = package.metadata
    kinds = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", ())
             if line.startswith("License ::")]  # fmt: skip
    files = [file for file in package.files or () if "licen" in file.name.lower()]
    lines = [*(told["License"] or "").splitlines(), ""]
    said = told["License-Expression"] or (lines[0] if len(lines) == 2 else "")
    if said and len(said) <= _LONGEST:
        return said.rpartition(" :: ")[2]
    if kinds:
        return ", ".join(kinds)
    return files[0].read_text().strip().splitlines()[0].strip() if files else "not stated"


def rows() -> dict[str, str]:
    """Returns the row of the page for each installed package that is pinned, by canonical name."""
    found: dict[str, tuple[Distribution, list[str]]] = {}
    for extra, asked in declared().items():
        for name, package in needed(asked).items():
            found.setdefault(name, (package, []))[1].append(
                f"`{extra}`" if extra else "the program"
            )
    pins = pinned()
    return {
        name: f"| {package.name} | {licence(package)} | "
        f"{uses[0] if uses[0] == 'the program' else ', '.join(uses)} |"
        for name, (package, uses) in sorted(found.items())
        if name in pins
    }


def resolved(python: str) -> set[str]:
    """Returns the packages that a Python needs with every extra, all of them as they are pinned.

    Raises:
        CalledProcessError: the pins do not go together, or the registry cannot be asked.
    """
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-config",
        "--no-header",
    ]
    how = ["--python-version", python, "--all-extras", "--only-binary", ":all:", "--no-annotate"]
    done = subprocess.run(
        [*command, *how, "-c", str(PINS), str(ROOT / "pyproject.toml")],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return {canonical(line.split("==")[0]) for line in done.stdout.splitlines()}


def main(arguments: list[str]) -> int:
    """Checks, or writes the page; returns the exit status."""
    if arguments == ["--write"]:
        PAGE.write_text(_HEAD + "\n".join(rows().values()) + "\n", "utf-8")
        return 0
    pins, found = set(pinned()), set()
    for python in PYTHONS:
        try:
            here = resolved(python)
        except subprocess.CalledProcessError as error:
            if error.returncode == _UNREACHABLE:
                print("not checked: the registry of packages could not be asked")
                return 0
            print(f"Python {python}: the pins of constraints.txt do not go together")
            return 1
        print(f"Python {python}: {len(here)} packages, as pinned")
        found |= here
    loose = {name for name in found - pins if not _PINNED_BY_TORCH.match(name)}
    for name in sorted(loose):
        print(f"{name} is needed and not pinned: add it to constraints.txt")
    for name in sorted(pins - found):
        print(f"{name} is pinned and nothing needs it: take it out of constraints.txt")
    return 1 if loose or pins - found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
