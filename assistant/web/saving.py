"""A conversation as a file that the browser saves; the server keeps nothing of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.exporting import Format, Made, exported
from assistant.records import Answer
from assistant.web.holder import Answering

NOTHING = (
    "There is nothing to save: ask something first. "
    "A conversation is forgotten after an hour without a question."
)
_TYPES = {
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.MARKDOWN: "text/markdown;charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What the page is sent: the file as JSON for its script, '' for none, and a sentence."""

    file: str
    notice: str


def saved(answers: Sequence[Answer], assistant: Answering, form: Format, now: datetime) -> Saved:
    """A file of the answers, made now (UTC)."""
    if not answers:
        return Saved("", NOTHING)
    made = Made(now, assistant.snapshot, assistant.manifest.built_at)
    name = f"answers-{now.astimezone():%Y-%m-%d}{form}"
    content = base64.b64encode(exported(answers, made, form)).decode("ascii")
    # The moment makes two files different: the page hears only of what has changed.
    told = {"name": name, "type": _TYPES[form], "content": content, "made": now.isoformat()}
    return Saved(json.dumps(told), f"{name} is with your browser's downloads.")
