"""A last look at a snapshot before it is published: whether all of it opens and is complete."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import corpus
from assistant.corpus import catalogue
from assistant.corpus.catalogue import Catalogue
from assistant.encoder import TextEncoder, description_json, read_description
from assistant.errors import DamagedIndexError, NoIndexError, SearchIndexError
from assistant.index import history, snapshot, vectors
from assistant.index.dense import PointIndex
from assistant.index.gathering import (
    Gathered,
    Known,
    Progress,
    Spool,
    checked,
    gather,
    write_readings,
)
from assistant.index.history import kept
from assistant.index.lexical import LexicalIndex, write_lexical
from assistant.index.library import Library, Shelved, file_reports, lost_since, write_library
from assistant.index.recipe import (
    SAMPLE,
    WORTH_MEASURING,
    EncoderMaker,
    Recipe,
    computed_in,
    encodes_alike,
    encoding,
    inputs_digest,
    reasons,
    recipe,
)
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import TokenIndex
from assistant.index.vectors import Journal, PassageVectors
from assistant.passages import contexts
from assistant.records import CorpusFile, Document, FileReport, Manifest
from assistant.settings import Settings
from assistant.text import abbreviations
from assistant.text.abbreviations import Collector


def check_complete(sealed: Snapshot) -> None:
    """Open every part of a snapshot, and compare how many passages each holds.

    Its digests say that the files stay as they were written, not that they were written whole.

    Raises:
        OSError: a part does not open, or passages are missing.
    """
    try:
        counts = _counts(sealed)
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise OSError(
            errno.EIO, f"the index was not written whole ({error})", str(sealed.folder)
        ) from error
    if set(counts) != {sealed.manifest.passages}:
        raise OSError(
            errno.EIO, "the index was not written whole: passages are missing", str(sealed.folder)
        )


def _counts(sealed: Snapshot) -> list[int]:
    """How many passages each part holds."""
    library = Library(sealed.library)
    lexical = LexicalIndex(sealed.folder / snapshot.LEXICAL)
    try:
        return [
            library.checked_count(),
            sum(source.passages for source in library.sources()),
            len(TokenIndex(sealed.folder / snapshot.TOKENS)),
            len(PointIndex(sealed.folder)),
            len(lexical),
        ]
    finally:
        library.close()
        lexical.close()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The live snapshot, the sound snapshots to take from, and why it is not all of them."""

    live: Snapshot | None
    """None where there is none, or it cannot be used."""
    sound: tuple[Snapshot, ...] = ()
    """The live one first, if it is sound."""
    reason: str | None = None

    def warnings(self) -> tuple[str, ...]:
        """What is to be said of it."""
        return (self.reason,) if self.reason else ()

    @property
    def serving(self) -> Snapshot | None:
        """The snapshot that answers now."""
        return self.sound[0] if self.sound else None


def live(index: Path) -> Earlier:
    """The live snapshot, or why there is none to build on."""
    try:
        found = snapshot.open_snapshot(index)
    except NoIndexError:
        return Earlier(None)
    except DamagedIndexError as error:
        return Earlier(None, (), f"{error.path} was damaged")
    except SearchIndexError:
        return Earlier(None, (), "another version wrote it")
    return Earlier(found, (found,))


def all_kept(index: Path, found: Earlier) -> Earlier:
    """The same with all other sound snapshots that are kept; every byte of them was read.

    What is taken over from a file that a disk had changed would be taken for whole ever after.
    """
    damage = snapshot.recheck(found.live) if found.live else None
    if damage is not None:
        found = Earlier(None, (), f"{damage.path} was damaged")
    others: list[Snapshot] = []
    with contextlib.suppress(SearchIndexError, OSError):
        opened = [k.opened for k in kept(index) if k.opened and k.opened != found.live]
        others = [one for one in opened if snapshot.recheck(one) is None]
    used = f"only {others[0].name}" if others else "nothing"
    reason = found.reason and f"{used} of the index before was used: {found.reason}"
    return Earlier(found.live, (*found.sound, *others), reason)


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
    with history.locked(index):
        history.tidy(index)
        before = live(index)
        if before.live and before.live.manifest.inputs == plan.inputs and not full:
            told = checked(file_reports(before.live), strict=strict)
            report = BuildReport(before.live, 0, 0.0, True, told)
        else:
            report = _rebuilt(index, settings, plan, before, full=full, strict=strict, gate=gate)
        vectors.discard(index)
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
    before = all_kept(index, before)
    if full:
        vectors.discard(index)
    taken = () if full else before.sound
    known = Known(taken, plan.made_with)
    with Spool(index) as spool, history.unfinished(index) as written:
        found = gather(plan.files, known, plan.described_by, settings, plan.progress, spool)
        told = checked(found.reports(), strict=strict)
        lost = lost_since(before.serving, told) if before.serving else []
        sealed, encoded = _write(written, index, found, plan, taken)
        check_complete(sealed)
        held_back = gate is not None and not gate(sealed, before.serving)
        done = (history.hold if held_back else history.publish)(index, sealed)
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
    return history.seal(folder, manifest), encoded


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
