"""Building: the files of a corpus to a published snapshot.

file → `Document` → `Passage` → vectors → snapshot. What an earlier snapshot already encoded with
the same encoder is not encoded again, and where nothing changed nothing is built.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from assistant import catalogue, corpus
from assistant.corpus import CorpusFile
from assistant.encoder import Encoder, TextEncoder, read_description
from assistant.errors import (
    DamagedIndexError,
    NoIndexError,
    SearchIndexError,
)
from assistant.export import VERSION as EXPORT_VERSION
from assistant.export import export, weights_digest
from assistant.index import snapshot
from assistant.index.gathering import Cut, Progress, checked, gather
from assistant.index.lexical import write_lexical
from assistant.index.library import Shelved, write_library
from assistant.index.report import file_reports, lost_since
from assistant.index.snapshot import Snapshot
from assistant.index.vectors import PassageVectors
from assistant.passages import contexts
from assistant.records import FileReport, Manifest
from assistant.settings import Settings

_READING_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "markdown-it-py",
    "nupunkt",
    "pypdf",
    "pypdfium2",
    "PyStemmer",
    "selectolax",
)
_READING_CODE = (
    "readers/**/*.py",
    "locators.py",
    "passages.py",
    "sentences.py",
    "words.py",
    "catalogue.py",
    "corpus.py",
    "recognition.py",
    "reading/**/*.py",
    "records/codec.py",
    "records/documents.py",
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    snapshot: Snapshot
    encoded: int
    """Passages that were encoded; the others' vectors came from the snapshot before."""
    seconds: float
    up_to_date: bool
    """Whether nothing had changed, so that nothing was built."""
    files: tuple[FileReport, ...]
    """How each file of the corpus was read."""
    warnings: tuple[str, ...] = ()


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
    progress: Progress = lambda *_: None,
    encoders: EncoderMaker | None = None,
) -> BuildReport:
    """Build the index of the corpus in `folder` and publish it, unless nothing changed.

    `full` takes nothing from the snapshot before; `strict` publishes nothing unless every file
    was read whole; `encoders` makes the encoder, and tests put a small one in its place.

    Raises:
        CorpusError: the corpus is missing or holds nothing that can be read.
        CatalogueError: the catalogue is not what it should be.
        StrictError: a file was not read, or not whole, and the build is strict.
        LockedIndexError: another build is running.
        EncoderError: the encoder is missing or not the expected one.
    """
    started = time.monotonic()
    files = corpus.files(folder)
    written_catalogue = catalogue.read(folder)
    known = catalogue.parse(written_catalogue, folder / catalogue.FILE_NAME)
    maker = encoders or EncoderMaker(settings.encoder)
    inputs = _inputs_digest(files, written_catalogue, settings, maker.digest())
    with snapshot.locked(index):
        snapshot.tidy(index)
        before, reason = _usable(index)
        if before and before.manifest.inputs == inputs and not full:
            told = checked(file_reports(before), strict=strict)
            return BuildReport(before, 0, time.monotonic() - started, up_to_date=True, files=told)
        found = gather(files, known, settings, progress)
        told = checked(found.reports(), strict=strict)
        documents = found.documents()
        lost = lost_since(before, told) if before else []
        reusable = None if full else before
        with snapshot.unfinished(index) as written:
            encoder = maker.make(written / snapshot.ENCODER, reusable)
            encoded = _write(written, documents, encoder, reusable, progress)
            manifest = Manifest(
                format_version=snapshot.FORMAT_VERSION,
                built_at=datetime.now(UTC),
                inputs=inputs,
                encoder=encoder.description.name,
                encoder_sha256=encoder.description.sha256,
                dimension=encoder.description.dimension,
                documents=len(documents),
                passages=sum(len(passages) for _, passages in documents),
                problems=found.problems,
            )
            published = snapshot.publish(index, written, manifest)
    warnings = [reason] if reason else []
    warnings += lost
    built, there = (frozenset(d.path for d, _ in documents), frozenset(f.name for f in files))
    warnings += known.warnings(built, there)
    seconds = time.monotonic() - started
    return BuildReport(
        published, encoded, seconds, up_to_date=False, files=told, warnings=tuple(warnings)
    )


class EncoderMaker:
    """Puts the encoder of a model into a snapshot that is being written."""

    def __init__(self, name: str) -> None:
        """Keep the model's name; nothing is loaded."""
        self._name = name

    def digest(self) -> str:
        """The SHA-256 of the model's weights, checked."""
        return weights_digest(self._name)

    def make(self, folder: Path, before: Snapshot | None) -> TextEncoder:
        """The encoder, written into `folder`: a copy of the snapshot's before, or exported."""
        if before is not None and self._is_in(before):
            folder.mkdir()
            for path in before.encoder.iterdir():
                shutil.copyfile(path, folder / path.name)
        else:
            export(self._name, folder)
        return Encoder(folder)

    def _is_in(self, before: Snapshot) -> bool:
        description = read_description(before.encoder)
        made_from = (description.name, description.sha256, description.export)
        return made_from == (self._name, self.digest(), EXPORT_VERSION)


def _usable(index: Path) -> tuple[Snapshot | None, str | None]:
    """The live snapshot, or why there is none to build on."""
    try:
        return snapshot.open_snapshot(index), None
    except NoIndexError:
        return None, None
    except DamagedIndexError as error:
        return None, f"nothing of the index before was used: {error.path} was damaged"
    except SearchIndexError:
        return None, "nothing of the index before was used: another version wrote it"


def _inputs_digest(
    files: Sequence[CorpusFile], written_catalogue: bytes, settings: Settings, weights: str
) -> str:
    """Digest of all that decides a snapshot's content: files, catalogue, settings, encoder, code.

    The code that reads and cuts documents counts by its text, so that no change of it is missed.
    """
    package = Path(__file__).parent.parent
    code = (p for name in _READING_CODE for p in sorted(package.glob(name)))
    parts = {
        "format": snapshot.FORMAT_VERSION,
        "code": [snapshot.file_digest(path) for path in code],
        "files": [[corpus.shown_name(f.name), f.sha256] for f in files],
        "libraries": [version(name) for name in _READING_LIBRARIES],
        "catalogue": hashlib.sha256(written_catalogue).hexdigest(),
        "passages": asdict(settings.passages),
        "reading": asdict(settings.reading),
        "encoder": [settings.encoder, weights, EXPORT_VERSION],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _write(
    folder: Path,
    documents: Sequence[Cut],
    encoder: TextEncoder,
    before: Snapshot | None,
    progress: Progress,
) -> int:
    """Write all that is searched into `folder`; returns how many passages were encoded."""
    shelves = [
        (document, [Shelved(p, c) for p, c in zip(held, contexts(document, held), strict=True)])
        for document, held in documents
    ]
    shelved = [passage for _, passages in shelves for passage in passages]
    texts = [passage.embedded for passage in shelved]
    vectors = PassageVectors([passage.passage for passage in shelved], texts)
    if before is not None and read_description(before.encoder) == encoder.description:
        vectors.reuse(before, [passage.digest for passage in shelved])
    missing = vectors.encode(encoder, progress)
    write_library(folder / snapshot.LIBRARY, shelves)
    write_lexical(folder / snapshot.LEXICAL, texts)
    vectors.write(folder)
    return missing
