"""What all commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.settings import Settings
from assistant.terminal import say

if TYPE_CHECKING:
    from assistant.index.snapshot import Snapshot

FAILED_CHECK, BAD_INPUT, INTERRUPTED = 1, 2, 130

commands = typer.Typer(
    name="assistant",
    help="Answers questions with the matching passages of your documents, word for word and cited.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="The index folder.", metavar="DIR", show_default=False),
]
CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="The folder of documents.", metavar="DIR", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


def index_folder(given: Path | None) -> Path:
    """The index folder that an option names, else the one that is set."""
    return given or Settings.from_environment().index


def serving(index: Path) -> Snapshot:
    """The snapshot that answers; where that is not the live one, the reason is told."""
    from assistant.index.history import open_serving

    found = open_serving(index)
    if found.warning:
        say(f"warning: {found.warning}")
    return found.snapshot
