"""Made-up sentences: some say that someone is in danger now, the others only sound like it.

`assistant.screening` is fitted to the first ones; those held out were never fitted to.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "danger"


def _lines(name: str) -> list[str]:
    return (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()


DANGER, ORDINARY = _lines("danger"), _lines("ordinary")
DANGER_HELD_OUT, ORDINARY_HELD_OUT = _lines("danger-held-out"), _lines("ordinary-held-out")

CASES_OF_DANGER = ("patrick has told me he will kill himself, what do i do",)
"""Of the made-up questions about cases; no example of an ordinary one."""
