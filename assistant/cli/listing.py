"""The commands that tell what an index holds."""

from __future__ import annotations

from assistant.cli.app import IndexOption, JsonOption, commands, index_folder, serving
from assistant.cli.calibrating import calibration_line, calibration_object
from assistant.cli.report import dense_line, kept_line, status_object
from assistant.dates import written_time
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
    from assistant import calibration
    from assistant.comprehension.files import shipped_sha256
    from assistant.index.history import kept
    from assistant.index.report import file_reports

    folder = index_folder(index)
    opened, snapshots = serving(folder), kept(folder)
    manifest, files = opened.manifest, file_reports(opened)
    used = calibration.in_use(folder, manifest.encoder_sha256, shipped_sha256())
    if as_json:
        told = status_object(opened.name, manifest, files, snapshots)
        show_json({**told, "calibration": calibration_object(used)})
        return
    show(
        f"{count(manifest.documents, 'document')}, {count(manifest.passages, 'passage')}, built "
        f"{written_time(manifest.built_at)} with {manifest.encoder} (snapshot {opened.name})"
    )
    if manifest.dense:
        show(dense_line(manifest.dense))
    show(calibration_line(used))
    if used.problem:
        show(used.problem)
    for line in problem_lines(files):
        show(line)
    for one in snapshots:
        show(kept_line(one))
