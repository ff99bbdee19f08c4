"""The command that checks an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import (
    FAILED_CHECK,
    CorpusOption,
    IndexOption,
    JsonOption,
    commands,
    index_folder,
)
from assistant.errors import AssistantError, NoIndexError
from assistant.settings import Settings
from assistant.terminal import Bars, count, say, show, show_json

if TYPE_CHECKING:
    from assistant.index.deep import Discrepancy


@commands.command()
def verify(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every passage again from its file.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every file of the index against the digests taken when it was built.

    With --deep, also that each passage stands in its file of the corpus, word for word.
    """
    folder = index_folder(index)
    name, damages = _damages(folder)
    found: list[Discrepancy] = []
    if deep and not damages:
        found = _discrepancies(corpus, folder)
    if as_json:
        differ = {"discrepancies": [_object(one) for one in found]} if deep else {}
        show_json({"snapshot": name or None, "damages": damages} | differ)
    elif not damages and not found:
        also = ", and every passage stands in its file" if deep else ""
        show(f"{name}: every file is what the build wrote{also}")
    for damage in damages:
        say(f"error: {damage}")
    for one in found:
        say(f"error: {_line(one)}")
    if damages or found:
        raise typer.Exit(FAILED_CHECK)


def _damages(folder: Path) -> tuple[str, list[str]]:
    """The live snapshot's name, and what is wrong with its files."""
    from assistant.index import snapshot

    try:
        name = snapshot.current_name(folder)
        found = folder / snapshot.SNAPSHOTS / name
        return name, [str(d) for d in snapshot.damages(found, snapshot.read_manifest(found))]
    except NoIndexError:
        raise
    except AssistantError as error:
        return "", [str(error)]


def _discrepancies(corpus: Path | None, folder: Path) -> list[Discrepancy]:
    """What differs between the live snapshot and the files of the corpus."""
    from assistant.index.deep import discrepancies
    from assistant.index.recipe import reading_reasons
    from assistant.index.snapshot import open_snapshot

    settings, opened = Settings.from_environment(), open_snapshot(folder)
    for reason in reading_reasons(opened.manifest.recipe, settings.reading):
        say(f"warning: files are read otherwise now than by the build: {reason}")
    with Bars() as bars:
        return discrepancies(opened, corpus or settings.corpus, settings.reading, bars)


def _line(found: Discrepancy) -> str:
    number = count(len(found.passages), "passage")
    lost = f"; {number} cannot be found at the place quoted" if found.passages else ""
    return f"{found.path} {found.reason}{lost}"


def _object(found: Discrepancy) -> dict[str, object]:
    return {
        "path": found.path,
        "reason": found.reason,
        "passages": [{"start": p.start, "end": p.end, "text": p.text} for p in found.passages],
    }
