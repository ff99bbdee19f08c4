"""The files of the model of comprehension, as they come with the package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from assistant.errors import ComprehensionError

FOLDER = Path(__file__).with_name("model")
GRAPH, WEIGHTS, TOKENIZER, DIGESTS = "graph.xml", "graph.bin", "tokenizer.json", "digests.json"
SAMPLE = ("who must be told", "The manager must be told within a day. Visits are monthly.")
"""A question and a passage of which it is known what the model reads."""


def shipped_sha256() -> str:
    """Returns the SHA-256 that the weights should have.

    Raises:
        ComprehensionError: it is not told.
    """
    return _digests(FOLDER)[WEIGHTS]


def checked(folder: Path) -> str:
    """Returns the SHA-256 of the model's weights, all its files compared with those shipped.

    Raises:
        ComprehensionError: a file is missing or is not what was shipped.
    """
    digests = _digests(folder)
    for name, expected in digests.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise _unusable(folder / name, f"cannot be read ({error.strerror})") from error
        if found != expected:
            told = f"is not the file that was shipped: expected SHA-256 {expected}, found {found}"
            raise _unusable(folder / name, told)
    return digests[WEIGHTS]


def sample(folder: Path) -> float:
    """Returns the log odds that the model gave `SAMPLE` before it was exported.

    Raises:
        ComprehensionError: it is not told.
    """
    return _told(folder)[1]


def _digests(folder: Path) -> dict[str, str]:
    return _told(folder)[0]


def _told(folder: Path) -> tuple[dict[str, str], float]:
    path = folder / DIGESTS
    try:
        stored = json.loads(path.read_text("utf-8"))
        digests = {name: str(stored[name]) for name in (GRAPH, WEIGHTS, TOKENIZER)}
        return digests, float(stored["sample"])
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(path, "is not the file that was shipped") from error


def _unusable(path: Path, reason: str) -> ComprehensionError:
    return ComprehensionError(
        f"{path} {reason}. It is part of the model of comprehension, without which no question "
        f"is answered: put it back ('git restore {path.name}' beside it, where this is a clone) or "
        "install the package again"
    )
