"""The commands that tell what an index holds."""

from __future__ import annotations

import typer

from assistant.cli.app import FAILED_CHECK, IndexOption, JsonOption, commands, index_folder
from assistant.cli.calibrating import calibration_line, calibration_object
from assistant.cli.report import status_object
from assistant.errors import AssistantError, NoIndexError
from assistant.remarks import problem_lines
from assistant.terminal import count, extent, say, show, show_json, source_object


@commands.command()
def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index import snapshot
    from assistant.index.library import Library

    library = Library(snapshot.open_snapshot(index_folder(index)).library)
    sources = library.sources()
    library.close()
    if as_json:
        show_json([source_object(source) for source in sources])
        return
    for source in sources:
        show(f"{source.title}: {extent(source)} ({source.path})")


@commands.command()
def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what the index holds, when it was built and what could not be read."""
    from assistant import calibration
    from assistant.index import snapshot
    from assistant.index.report import file_reports

    folder = index_folder(index)
    opened = snapshot.open_snapshot(folder)
    manifest, files = opened.manifest, file_reports(opened)
    used = calibration.in_use(folder, manifest.encoder_sha256)
    if as_json:
        told = status_object(opened.name, manifest, files)
        show_json({**told, "calibration": calibration_object(used)})
        return
    show(
        f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}, built "
        f"{manifest.built_at:%d %B %Y %H:%M} UTC with {manifest.encoder} (snapshot {opened.name})"
    )
    show(calibration_line(used))
    if used.problem:
        show(used.problem)
    for line in problem_lines(files):
        show(line)


@commands.command()
def verify(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every file of the index against the digests taken when it was built."""
    from assistant.index import snapshot

    folder = index_folder(index)
    try:
        name = snapshot.current_name(folder)
        found = folder / "snapshots" / name
        damages = [str(d) for d in snapshot.damages(found, snapshot.read_manifest(found))]
    except NoIndexError:
        raise
    except AssistantError as error:
        name, damages = "", [str(error)]
    if as_json:
        show_json({"snapshot": name or None, "damages": damages})
    elif not damages:
        show(f"{name}: every file is what the build wrote")
    for damage in damages:
        say(f"error: {damage}")
    if damages:
        raise typer.Exit(FAILED_CHECK)
