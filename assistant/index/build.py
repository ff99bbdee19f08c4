"""Building the index of a corpus: its files read and cut, encoded, written, checked, published."""

from __future__ import annotations

import itertools
import shutil
import time
import timeit
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import corpus
from assistant.corpus import catalogue
from assistant.encoder import Encoder, TextEncoder, description_json, read_description
from assistant.encoder.export import LANGUAGES, export, weights_digest
from assistant.encoder.export import VERSION as EXPORT_VERSION
from assistant.encoder.graph import Precision, has_bfloat16
from assistant.errors import CorpusError, FilesLostError
from assistant.index import Progress, engines, history, reuse, snapshot
from assistant.index.history import Earlier, all_kept, live
from assistant.index.lexical import write_lexical
from assistant.index.library import (
    Library,
    Shelved,
    Spool,
    file_reports,
    lost_since,
    reports_of,
    source_of,
    write_library,
)
from assistant.index.snapshot import Snapshot
from assistant.index.verify import check_complete
from assistant.passages import contexts, cut
from assistant.readers import shown_name
from assistant.readers.canonical import NO_TEXT
from assistant.readers.sandbox import FileReading, read_files, worker
from assistant.records import CorpusFile, Document, FileReport, Manifest, Problem, Source
from assistant.settings import Settings
from assistant.text import abbreviations

WORTH_MEASURING = 500
"""Of so many passages on, measuring takes less time than it saves."""
SAMPLE = 16
"""On how many of them it is measured."""
_ROUNDS = 2
_GAIN = 1.2
"""So many times as fast bfloat16 must be, so that the choice is the same each time."""

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
    """Builds the index of a corpus, publishes it and returns its manifest.

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
    without_lost: bool = False,
    gate: Gate | None = None,
    progress: Progress = lambda *_: None,
    encoders: EncoderMaker | None = None,
) -> BuildReport:
    """Builds the index of the corpus in `folder` and publishes it, unless nothing changed.

    `full` takes nothing from builds before; `strict` publishes nothing unless every file was read
    whole, and nothing where a file that the live index holds cannot be read now, but for
    `without_lost`; `gate` may hold the new snapshot back; `encoders` makes the encoder, and tests
    put a small one in its place.

    Raises:
        CorpusError: the corpus is missing or holds nothing that can be read.
        CatalogueError: the catalogue is not what it should be.
        FilesLostError: a file was lost, or was not read whole and the build is strict.
        LockedIndexError: another build is running.
        EncoderError: the encoder is missing or not the expected one.
    """
    started = time.monotonic()
    encoders = encoders or EncoderMaker(settings.encoder)
    files, written = corpus.files(folder), catalogue.read(folder)
    described_by = catalogue.parse(written, folder / catalogue.FILE_NAME)
    made_with = reuse.recipe(settings, encoders.digest())
    inputs = reuse.inputs_digest(files, written, made_with)
    plan = _Plan(
        settings, folder, files, described_by, made_with, inputs, encoders, progress, without_lost
    )
    with history.locked(index):
        history.tidy(index)
        before = live(index)
        if before.live and before.live.manifest.inputs == inputs and not full:
            engines.put(before.live, before.live.name, settings.engine, progress)
            engines.settle(index, history.names(index), settings.engine)
            told = checked(file_reports(before.live), strict=strict)
            report = BuildReport(before.live, 0, 0.0, True, told)
        else:
            report = _rebuilt(index, plan, before, full=full, strict=strict, gate=gate)
        reuse.discard_journal(index)
    return replace(report, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a build is made of, known before anything is read."""

    settings: Settings
    folder: Path
    files: Sequence[CorpusFile]
    described_by: catalogue.Catalogue
    made_with: reuse.Recipe
    inputs: str
    encoders: EncoderMaker
    progress: Progress
    without_lost: bool


def _rebuilt(
    index: Path, plan: _Plan, before: Earlier, *, full: bool, strict: bool, gate: Gate | None
) -> BuildReport:
    """Builds whether there is an index or not; hold the lock."""
    before = all_kept(index, before)
    if full:
        reuse.discard_journal(index)
    taken = () if full else before.sound
    with Spool(index) as spool, history.unfinished(index) as written:
        found = gather(plan, reuse.Known(taken, plan.made_with), spool)
        told = checked(found.reports(), strict=strict)
        lost = lost_since(before.serving, told, ocr=plan.settings.reading.ocr)
        if lost and not plan.without_lost:
            raise FilesLostError(
                f"{'; '.join(lost)}. Nothing was published, and the index is as it was before: "
                f"{'; '.join(sorted({*lost.values()}))}; or type 'assistant build --without-lost' "
                "to publish without",
                told,
            )
        sealed, encoded = _write(written, index, found, plan, taken)
        check_complete(sealed)
        engines.put(sealed, history.published_name(sealed), plan.settings.engine, plan.progress)
        held_back = gate is not None and not gate(sealed, before.serving)
        done = (history.hold if held_back else history.publish)(index, sealed)
    built = list(found.aside)
    names = frozenset(file.name for file in plan.files)
    lacking = [*plan.described_by.warnings(built, names), *_foreign(built, plan.settings.encoder)]
    untidy = engines.settle(index, history.names(index), plan.settings.engine)
    why: tuple[str, ...] = ("everything is read and encoded again, as asked for",)
    if not full:
        why = reuse.reasons((before.live or sealed).manifest.recipe, sealed.manifest.recipe)
    return BuildReport(
        snapshot=done.snapshot,
        encoded=encoded,
        seconds=0.0,
        up_to_date=False,
        files=told,
        warnings=(*before.warnings, *lost, *lacking, *done.warnings, *untidy),
        read=len(found.read),
        reasons=why,
        held=held_back,
    )


def _write(
    folder: Path, index: Path, found: Gathered, plan: _Plan, taken: Sequence[Snapshot]
) -> tuple[Snapshot, int]:
    """Writes all that is searched into `folder`; returns it and how many passages were encoded."""
    encoder = plan.encoders.make(folder / snapshot.ENCODER, taken)
    write_library(folder / snapshot.LIBRARY, found.documents())
    reuse.write_readings(folder, found.readings)
    with closing(Library(folder / snapshot.LIBRARY)) as library:
        vectors = _taken_over(library, taken, encoder, plan.made_with)
        sample = vectors.sample(WORTH_MEASURING, SAMPLE)
        fastest = plan.encoders.fastest(folder / snapshot.ENCODER, encoder, sample)
        if fastest.precision != encoder.precision:
            vectors = _taken_over(library, taken, fastest, plan.made_with)
        described = fastest.description
        made_with = reuse.computed_in(plan.made_with, fastest.precision)
        key = f"{description_json(described)}{reuse.encoding(made_with)}"
        encoded = vectors.encode(fastest, reuse.Journal(index, key), plan.progress)
        write_lexical(folder / snapshot.LEXICAL, (p.embedded for p in library.encodable()))
        collector = abbreviations.Collector()
        for passage in library.encodable():
            collector.add(passage.context, passage.text)
        abbreviations.write(folder / snapshot.ABBREVIATIONS, collector.collected())
        dense, passages = vectors.write(folder), len(library)
    manifest = Manifest(
        format_version=snapshot.FORMAT_VERSION,
        built_at=datetime.now(UTC),
        inputs=plan.inputs,
        recipe=made_with,
        encoder=described.name,
        encoder_sha256=described.sha256,
        dimension=described.dimension,
        documents=len(found.aside),
        passages=passages,
        problems=found.problems,
        dense=dense,
        corpus=str(plan.folder.resolve()),
    )
    return history.seal(folder, manifest), encoded


def _taken_over(
    library: Library, taken: Sequence[Snapshot], encoder: TextEncoder, made_with: reuse.Recipe
) -> reuse.PassageVectors:
    """Returns the vectors of passages, those known that the encoder gave an earlier snapshot."""
    vectors, now = reuse.PassageVectors(library), reuse.computed_in(made_with, encoder.precision)
    for one in taken:
        same = read_description(one.encoder) == encoder.description
        if same and reuse.encoding(one.manifest.recipe) == reuse.encoding(now):
            vectors.reuse(one)
    return vectors


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of each file, by name; the documents with their passages are put aside."""

    readings: tuple[FileReading, ...]
    """As they were read: not yet described by the catalogue, and without text and marks."""
    aside: Mapping[Source, int]
    """The documents as the index lists them, with their tickets."""
    read: frozenset[str]
    """The names of the files that were read; the others were known from a build before."""
    spool: Spool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to say of the files that were not, or not quite, read."""
        return tuple(problem for reading in self.readings for problem in reading.problems)

    def documents(self) -> Iterator[tuple[Document, list[Shelved]]]:
        """Returns the documents that were read, with their passages, as the library keeps them."""
        for ticket in self.aside.values():
            document, held = self.spool.get(ticket)
            before = contexts(document, held)
            yield document, [Shelved(p, c) for p, c in zip(held, before, strict=True)]

    def reports(self) -> tuple[FileReport, ...]:
        """Returns how each file was read."""
        read = (r for r in self.readings if r.file.name in self.read)
        seconds = {shown_name(r.file.name): round(r.seconds, 3) for r in read}
        return reports_of(self.aside, self.problems, seconds)


def gather(plan: _Plan, known: reuse.Known, spool: Spool) -> Gathered:
    """Returns what came of the files, documents described, cut into passages and put aside.

    Those that are known are not read again, nor cut again where they were cut in the same way.

    Raises:
        CorpusError: there is not one passage.
        ReadingError: no process can be started to read in.
        SettingError: text shall be recognised, and tesseract is not installed.
    """
    if plan.settings.reading.ocr:
        worker.check()
    files, copies = corpus.parted(plan.files, plan.described_by)
    taken, unread = known.split(files)
    readings: dict[str, FileReading] = {}
    aside: dict[str, tuple[Source, int]] = {}
    plan.progress("Reading", 0, len(unread))
    read = ((reading, None) for reading in _read(unread, plan))
    for reading, passages in itertools.chain(taken, read):
        name, document = reading.file.name, reading.document
        if document is None:
            readings[name] = reading
            for copy in copies.get(name, ()):
                told = tuple(replace(p, path=shown_name(copy.name)) for p in reading.problems)
                readings[copy.name] = replace(reading, file=copy, problems=told)
        else:
            readings[name] = replace(reading, document=replace(document, text="", marks=()))
            also = tuple(shown_name(file.name) for file in copies.get(name, ()))
            document = plan.described_by.described(document, also)
            held = cut(document, plan.settings.passages) if passages is None else passages
            aside[name] = source_of(document, len(held)), spool.put((document, held))
    gathered = Gathered(
        readings=tuple(readings[name] for name in sorted(readings)),
        aside=dict(aside[name] for name in sorted(aside)),
        read=frozenset(file.name for file in unread),
        spool=spool,
    )
    if not any(source.passages for source in gathered.aside):
        ocr = plan.settings.reading.ocr
        raise CorpusError(_nothing_read(gathered.problems, len(readings), ocr=ocr))
    if unread:
        plan.progress("Reading", len(unread), len(unread))
    return gathered


def _read(files: Sequence[CorpusFile], plan: _Plan) -> Iterator[FileReading]:
    """Returns what came of each file, as each is read; that the last one is done is not told."""
    if not files:
        return
    with closing(read_files(files, plan.settings.reading)) as each:
        for done, reading in enumerate(each, 1):
            if done < len(files):
                plan.progress("Reading", done, len(files))
            yield reading


def _foreign(built: Sequence[Source], encoder: str) -> Iterator[str]:
    """Yields a line on the documents in languages that an encoder was not made for, if any."""
    known = LANGUAGES.get(encoder)
    spoken = [s for s in built if s.entry.language and known and s.entry.language not in known]
    if spoken:
        languages = ", ".join(sorted({str(s.entry.language) for s in spoken}))
        yield (
            f"{len(spoken):,} of {len(built):,} documents, such as {spoken[0].path}, are in "
            f"languages that {encoder} was not made for ({languages}): questions find less in them"
        )


def _nothing_read(problems: Sequence[Problem], files: int, *, ocr: bool) -> str:
    """Says that there is nothing to index, and why for the first few files, or for all."""
    pictures = len({p.path for p in problems if p.reason == NO_TEXT})
    which = "the only file" if files == 1 else f"all {files:,} files"
    if pictures == files and not ocr:
        be = "is" if files == 1 else "are"
        return (
            f"{which} {be} pictures of pages, which hold no text to search: nothing was built; "
            "type 'assistant build --ocr' to have the text recognised by tesseract"
        )
    said = "; ".join(f"{p.path}: {p.reason}" for p in problems[:3])
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
    which = which if files == 1 else f"any of the {files:,} files"
    return f"no text could be read from {which}: {said}{more}"


def checked(files: tuple[FileReport, ...], *, strict: bool) -> tuple[FileReport, ...]:
    """Returns the reports; raises FilesLostError where the build is strict and one is not whole."""
    lost = sum(not file.is_whole for file in files)
    if strict and lost:
        raise FilesLostError(
            f"{lost} of {len(files)} files could not be read whole, and the build is strict: "
            "nothing was published, and the index is as it was before",
            files,
        )
    return files


class EncoderMaker:
    """Puts the encoder of a model into a snapshot that is being written."""

    def __init__(self, name: str, precision: Precision | None = None) -> None:
        """Keep the model's name and the precision to encode in, if it is given."""
        self._name, self._precision = name, precision
        self._digest = ""

    def digest(self) -> str:
        """Returns the SHA-256 of the model's weights, checked when first asked for."""
        self._digest = self._digest or weights_digest(self._name)
        return self._digest

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        """Returns the encoder, exported into `folder` or copied from the first that is the same."""
        made_from = (self._name, self.digest(), EXPORT_VERSION)
        for before in earlier:
            told = read_description(before.encoder)
            if (told.name, told.sha256, told.export) == made_from:
                folder.mkdir()
                for path in before.encoder.iterdir():  # copytree would lose why the disk refuses
                    shutil.copyfile(path, folder / path.name)
                kept = reuse.precision_of(before.manifest.recipe)
                return Encoder(folder, self._precision or kept)
        export(self._name, folder)
        return Encoder(folder, self._precision or Precision.F32)

    def fastest(self, folder: Path, made: TextEncoder, sample: Sequence[str]) -> TextEncoder:
        """Returns the encoder in what encodes a sample fastest; `made` where there is no sample."""
        if self._precision or not sample or not has_bfloat16():
            return made
        wide, short = (Encoder(folder, precision) for precision in (Precision.F32, Precision.BF16))
        return short if _seconds(wide, sample) > _GAIN * _seconds(short, sample) else wide


def _seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    """Returns the least that encoding the texts takes, once they have been encoded."""
    taken = timeit.repeat(lambda: list(encoder.pool(texts)), repeat=1 + _ROUNDS, number=1)
    return min(taken[1:])
