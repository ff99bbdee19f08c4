"""Building: the files of a corpus to a published snapshot.

file → `Document` → `Passage` → vectors → snapshot. What earlier builds read, or encoded with the
same encoder, is not done again, and where nothing changed nothing is built.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import abbreviations, catalogue, corpus
from assistant.catalogue import Catalogue
from assistant.corpus import CorpusFile
from assistant.encoder import TextEncoder, description_json, read_description
from assistant.index import earlier, journal, publishing, snapshot
from assistant.index.abbreviating import Collector
from assistant.index.checking import check_complete
from assistant.index.earlier import Earlier
from assistant.index.encoders import SAMPLE, WORTH_MEASURING, EncoderMaker
from assistant.index.gathering import Gathered, Progress, checked, gather
from assistant.index.journal import Journal
from assistant.index.lexical import write_lexical
from assistant.index.library import Library, Shelved, write_library
from assistant.index.precision import computed_in
from assistant.index.readings import Known, write_readings
from assistant.index.recipe import (
    Recipe,
    encodes_alike,
    encoding,
    inputs_digest,
    reasons,
    recipe,
)
from assistant.index.report import file_reports, lost_since
from assistant.index.snapshot import Snapshot
from assistant.index.spool import Spool
from assistant.index.vectors import PassageVectors
from assistant.passages import contexts
from assistant.records import Document, FileReport, Manifest
from assistant.settings import Settings

Gate = Callable[[Snapshot, Snapshot | None], bool]
"""Whether a new snapshot may be published in the place of the one that answers now, if any."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    snapshot: Snapshot
    encoded: int
    """Passages that were encoded; the others' vectors came from builds before."""
    seconds: float
    up_to_date: bool
    """Whether nothing had changed, so that nothing was built."""
    files: tuple[FileReport, ...]
    """How each file of the corpus was read."""
    warnings: tuple[str, ...] = ()
    read: int = 0
    """Files that were read; the others had not changed since a build before."""
    reasons: tuple[str, ...] = ()
    """Why what had not changed was done again."""
    held: bool = False
    """Whether the gate held the snapshot back, so that the one before is still live."""


def build_index(corpus: Path, index: Path, settings: Settings | None = None) -> Manifest:
    """Build the index of a corpus, publish it and return its manifest.

    Raises:
        AssistantError: nothing was published; the message says why and what to do.
    """
    return build(Path(corpus), Path(index), settings or Settings()).snapshot.manifest


def build(
    folder: Path,
    index: Path,
    settings: Settings,
    *,
    full: bool = False,
    strict: bool = False,
    gate: Gate | None = None,
    progress: Progress = lambda *_: None,
    encoders: EncoderMaker | None = None,
) -> BuildReport:
    """Build the index of the corpus in `folder` and publish it, unless nothing changed.

    `full` takes nothing from builds before; `strict` publishes nothing unless every file was read
    whole; `gate` may hold the new snapshot back; `encoders` makes the encoder, and tests put a
    small one in its place.

    Raises:
        CorpusError: the corpus is missing or holds nothing that can be read.
        CatalogueError: the catalogue is not what it should be.
        StrictError: a file was not read, or not whole, and the build is strict.
        LockedIndexError: another build is running.
        EncoderError: the encoder is missing or not the expected one.
    """
    started = time.monotonic()
    plan = _plan(folder, settings, encoders or EncoderMaker(settings.encoder), progress)
    with publishing.locked(index):
        publishing.tidy(index)
        before = earlier.live(index)
        if before.live and before.live.manifest.inputs == plan.inputs and not full:
            told = checked(file_reports(before.live), strict=strict)
            report = BuildReport(before.live, 0, 0.0, True, told)
        else:
            report = _rebuilt(index, settings, plan, before, full=full, strict=strict, gate=gate)
        journal.discard(index)
    return replace(report, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a build is made of, known before anything is read."""

    files: Sequence[CorpusFile]
    described_by: Catalogue
    made_with: Recipe
    inputs: str
    encoders: EncoderMaker
    progress: Progress

    def warnings(self, found: Gathered) -> list[str]:
        """What the catalogue lacks."""
        built = frozenset(source.path for source in found.sources)
        return self.described_by.warnings(built, frozenset(f.name for f in self.files))


def _plan(folder: Path, settings: Settings, encoders: EncoderMaker, progress: Progress) -> _Plan:
    files = corpus.files(folder)
    written = catalogue.read(folder)
    described_by = catalogue.parse(written, folder / catalogue.FILE_NAME)
    made_with = recipe(settings, encoders.digest())
    inputs = inputs_digest(files, written, made_with)
    return _Plan(files, described_by, made_with, inputs, encoders, progress)


def _rebuilt(
    index: Path,
    settings: Settings,
    plan: _Plan,
    before: Earlier,
    *,
    full: bool,
    strict: bool,
    gate: Gate | None,
) -> BuildReport:
    """Build though there is an index, or since there is none; hold the lock."""
    before = earlier.all_kept(index, before)
    if full:
        journal.discard(index)
    taken = () if full else before.sound
    known = Known(taken, plan.made_with)
    with Spool(index) as spool, publishing.unfinished(index) as written:
        found = gather(plan.files, known, plan.described_by, settings, plan.progress, spool)
        told = checked(found.reports(), strict=strict)
        lost = lost_since(before.serving, told) if before.serving else []
        sealed, encoded = _write(written, index, found, plan, taken)
        check_complete(sealed)
        held_back = gate is not None and not gate(sealed, before.serving)
        done = (publishing.hold if held_back else publishing.publish)(index, sealed)
    return BuildReport(
        snapshot=done.snapshot,
        encoded=encoded,
        seconds=0.0,
        up_to_date=False,
        files=told,
        warnings=(*before.warnings(), *lost, *plan.warnings(found), *done.warnings),
        read=len(found.read),
        reasons=_reasons(before, sealed.manifest.recipe, full=full),
        held=held_back,
    )


def _reasons(before: Earlier, made_with: Recipe, *, full: bool) -> tuple[str, ...]:
    """Why what had not changed was done again."""
    if full:
        return ("everything is read and encoded again, as asked for",)
    return reasons(before.live.manifest.recipe, made_with) if before.live else ()


def _write(
    folder: Path, index: Path, found: Gathered, plan: _Plan, taken: Sequence[Snapshot]
) -> tuple[Snapshot, int]:
    """Write all that is searched into `folder`; returns it and how many passages were encoded."""
    encoder = plan.encoders.make(folder / snapshot.ENCODER, taken)
    write_library(folder / snapshot.LIBRARY, _shelved(found))
    write_readings(folder, found.readings())
    with contextlib.closing(Library(folder / snapshot.LIBRARY)) as library:
        vectors = _taken_over(library, taken, encoder, plan.made_with)
        sample = vectors.sample(WORTH_MEASURING, SAMPLE)
        fastest = plan.encoders.fastest(folder / snapshot.ENCODER, encoder, sample)
        if fastest.precision != encoder.precision:
            vectors = _taken_over(library, taken, fastest, plan.made_with)
        encoder, made_with = fastest, computed_in(plan.made_with, fastest.precision)
        described = description_json(encoder.description)
        done_before = Journal(index, f"{described}{encoding(made_with)}")
        encoded = vectors.encode(encoder, done_before, plan.progress)
        write_lexical(folder / snapshot.LEXICAL, (p.embedded for p in library.encodable()))
        _write_abbreviations(folder, library)
        dense, passages = vectors.write(folder), len(library)
    manifest = Manifest(
        format_version=snapshot.FORMAT_VERSION,
        built_at=datetime.now(UTC),
        inputs=plan.inputs,
        recipe=made_with,
        encoder=encoder.description.name,
        encoder_sha256=encoder.description.sha256,
        dimension=encoder.description.dimension,
        documents=len(found.sources),
        passages=passages,
        problems=found.problems,
        dense=dense,
    )
    return publishing.seal(folder, manifest), encoded


def _write_abbreviations(folder: Path, library: Library) -> None:
    collector = Collector()
    for passage in library.encodable():
        collector.add(passage.context, passage.text)
    abbreviations.write(folder / snapshot.ABBREVIATIONS, collector.collected())


def _shelved(found: Gathered) -> Iterator[tuple[Document, list[Shelved]]]:
    """The documents as the library keeps them, one after another."""
    for document, held in found.documents():
        yield (
            document,
            [Shelved(p, c) for p, c in zip(held, contexts(document, held), strict=True)],
        )


def _taken_over(
    library: Library, taken: Sequence[Snapshot], encoder: TextEncoder, made_with: Recipe
) -> PassageVectors:
    """The vectors of passages with those known that the encoder gave an earlier snapshot."""
    vectors, now = PassageVectors(library), computed_in(made_with, encoder.precision)
    for one in taken:
        same = read_description(one.encoder) == encoder.description
        if same and encodes_alike(one.manifest.recipe, now):
            vectors.reuse(one)
    return vectors
