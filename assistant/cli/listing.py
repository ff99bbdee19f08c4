"""The commands that tell what an index holds."""

from __future__ import annotations

from assistant.cli.app import IndexOption, JsonOption, commands, index_folder, serving
from assistant.cli.report import kept_line, status_object
from assistant.remarks import problem_lines
from assistant.terminal import count, extent, show, show_json, source_object


@commands.command()
def documents(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents that the index holds."""
    from assistant.index.library import Library

    library = Library(serving(index_folder(index)).library)
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
    from assistant.index.history import kept
    from assistant.index.report import file_reports

    folder = index_folder(index)
    opened, snapshots = serving(folder), kept(folder)
    manifest, files = opened.manifest, file_reports(opened)
    if as_json:
        show_json(status_object(opened.name, manifest, files, snapshots))
        return
    show(
        f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}, built "
        f"{manifest.built_at:%d %B %Y %H:%M} UTC with {manifest.encoder} (snapshot {opened.name})"
    )
    for line in problem_lines(files):
        show(line)
    for one in snapshots:
        show(kept_line(one))
