"""What a build takes over from builds before: readings, passages, vectors; and when it may.

A snapshot is made with a recipe: the settings, the encoder, the code and the libraries that decide
its content. What two recipes have in common need not be done again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from assistant.comprehension.reader import shipped_sha256
from assistant.encoder import TextEncoder
from assistant.encoder.export import VERSION as EXPORT_VERSION
from assistant.encoder.graph import Precision
from assistant.errors import DamagedIndexError
from assistant.index import Progress, in_chunks, snapshot
from assistant.index.dense import PointIndex, write_points
from assistant.index.library import Library
from assistant.index.snapshot import READINGS, Snapshot
from assistant.index.tokens import EncodedPassage, TokenIndex, encode_passages, write_tokens
from assistant.readers import shown_name
from assistant.readers.sandbox import FileReading
from assistant.records import CorpusFile, DenseSearch, Passage, ProblemKind
from assistant.records.manifest import entry_from, problem_from
from assistant.settings import ReadSettings, Settings
from assistant.text.files import file_digest

Recipe = Mapping[str, str]

_PRECISION = "the precision of vectors"
_READING_CODE, _CUTTING_CODE = "the code that reads files", "the code that cuts passages"
_ENCODING_CODE, _ENCODER = "the code that encodes", "the encoder"
_LIBRARIES, _SENTENCES = "the libraries that read files", "the library that finds sentences"
_STEMS, _ABBREVIATING_CODE = "the library that finds stems", "the code that reads abbreviations"
_LIMITS, _LENGTHS = "what the reading of a file may take", "the length of passages"
_READING = (_READING_CODE, _LIBRARIES, _LIMITS)
_CUTTING = (_CUTTING_CODE, _LENGTHS, _STEMS)
_ENCODING = (_ENCODING_CODE, _SENTENCES, _ENCODER, _PRECISION)

_TEXT = "text/__init__.py"
_CODE = {
    _READING_CODE: (
        *("readers/**/*.py", "records/manifest.py", "records/documents.py"),
        *("citation.py", "text/*.py"),
    ),
    _CUTTING_CODE: ("passages.py", "corpus/catalogue.py", _TEXT),
    _ENCODING_CODE: ("encoder/__init__.py", "encoder/graph.py", _TEXT, "index/tokens.py"),
    _ABBREVIATING_CODE: ("text/abbreviations.py",),
}

JOURNAL = "journal"
_VERSION = 2
_RECORD = struct.Struct("<Q32s")
_DIGEST = 32
_AT_ONCE = 64  # passages that are encoded between two entries of the journal
_NOWHERE = -1


def recipe(settings: Settings, weights: str) -> Recipe:
    """Returns what a snapshot is made with, the encoder being of these weights."""
    lengths = settings.passages
    return {
        **{name: _digest_of(name) for name in _CODE},
        **_reading(settings.reading),
        _STEMS: _versions("PyStemmer"),
        _SENTENCES: _versions("nupunkt"),
        "the library that recognises languages": _versions("py3langid"),
        _LENGTHS: f"{lengths.least} to {lengths.most} words",
        _ENCODER: f"{settings.encoder}, weights {weights}, export {EXPORT_VERSION}",
        "the model of comprehension": shipped_sha256(),
    }


def inputs_digest(files: Sequence[CorpusFile], catalogue: bytes, made_with: Recipe) -> str:
    """Returns the digest of all that decides a snapshot's content: files, catalogue and recipe."""
    parts = {
        "format": snapshot.FORMAT_VERSION,
        "files": [[shown_name(f.name), f.sha256] for f in files],
        "catalogue": hashlib.sha256(catalogue).hexdigest(),
        "recipe": dict(made_with),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def encoding(made_with: Recipe) -> str:
    """Returns all that decides how a passage is encoded, as one text."""
    return json.dumps([made_with.get(name) for name in _ENCODING])


def reasons(before: Recipe, now: Recipe) -> tuple[str, ...]:
    """Returns why files are read, or passages cut or encoded, again though they are the same."""
    stages = {
        "every file is read again": _READING,
        "passages are cut anew": _CUTTING,
        "every passage is encoded again": _ENCODING,
    }
    return tuple(
        f"{redone}: {said}"
        for redone, names in stages.items()
        for said in _changes(before, now, names)
    )


def reading_reasons(before: Recipe, settings: ReadSettings) -> list[str]:
    """Returns what differs between how files were read and how they are read now."""
    now = _reading(settings)
    return _changes(before, now, now)


def _reading(settings: ReadSettings) -> Recipe:
    """Returns what decides how files are read."""
    ocr = ", pages that are images recognised" if settings.ocr else ""
    return {
        _READING_CODE: _digest_of(_READING_CODE),
        _LIBRARIES: _versions(
            *("charset-normalizer", "lxml", "markdown-it-py", "pypdf", "pypdfium2"),
            *("pyspellchecker", "PyStemmer", "selectolax"),
        ),
        _LIMITS: f"{settings.seconds} s, {settings.megabytes} MB{ocr}",
    }


@cache  # what is asked reads a package's description each time
def _versions(*packages: str) -> str:
    return ", ".join(f"{package} {metadata.version(package)}" for package in packages)


def _changes(before: Recipe, now: Recipe, names: Iterable[str]) -> list[str]:
    """Returns what differs in the ingredients of these names; code is not told by its digest."""
    said = []
    for name in names:
        was, parts = before.get(name, "").split(", "), now[name].split(", ")
        if was == parts:
            continue
        gone = ", ".join(part for part in was if part not in parts) or "nothing"
        come = ", ".join(part for part in parts if part not in was) or "nothing"
        changed = "is another version" if name in _CODE else f"changed (from {gone} to {come})"
        said.append(f"{name} {changed}")
    return said


def _digest_of(name: str) -> str:
    """Returns the SHA-256 of the code of this name."""
    package = Path(__file__).parent.parent
    code = (path for pattern in _CODE[name] for path in sorted(package.glob(pattern)))
    return hashlib.sha256("".join(map(file_digest, code)).encode()).hexdigest()


def computed_in(made_with: Recipe, precision: Precision) -> Recipe:
    """Returns the recipe with vectors of this precision."""
    return {**made_with, _PRECISION: precision.value}


def precision_of(made_with: Recipe) -> Precision:
    """Returns what vectors were computed in; float32 where that is not known."""
    said = made_with.get(_PRECISION)
    return Precision(said) if said in list(Precision) else Precision.F32


class Known:
    """The readings of earlier snapshots that a build with a recipe may take over."""

    def __init__(self, earlier: Iterable[Snapshot], made_with: Recipe) -> None:
        """Look into the snapshots, the newest first, that read files as the recipe does."""
        alike = [e for e in earlier if not _changes(e.manifest.recipe, made_with, _READING)]
        cutting = (*_CUTTING, _ENCODING_CODE, _SENTENCES)  # passages end where sentences do
        cut = (e.name for e in alike if not _changes(e.manifest.recipe, made_with, cutting))
        self._cut_alike = frozenset(cut)
        self._files: dict[tuple[str, str | None], tuple[Snapshot, Any]] = {}
        for one in reversed(alike):
            for path, stored in _stored(one.folder).items():
                self._files[path, stored["sha256"]] = one, stored

    def split(
        self, files: Sequence[CorpusFile]
    ) -> tuple[Iterator[tuple[FileReading, list[Passage] | None]], list[CorpusFile]]:
        """Returns what is known of those files that are, one after another, and the other files.

        That is what came of a file and, where it was cut as it would be now, its passages.
        """
        held = {file: self._files.get((file.name, file.sha256)) for file in files}
        known = {file: taken for file, taken in held.items() if taken is not None}
        return self._taken(known), [file for file in files if file not in known]

    def _taken(
        self, known: Mapping[CorpusFile, tuple[Snapshot, Any]]
    ) -> Iterator[tuple[FileReading, list[Passage] | None]]:
        libraries: dict[str, Library] = {}
        with ExitStack() as opened:
            for file, (one, stored) in known.items():
                if one.name not in libraries:
                    libraries[one.name] = opened.enter_context(closing(Library(one.library)))
                library = libraries[one.name]
                problems, entry = tuple(map(problem_from, stored["problems"])), stored["entry"]
                document = library.document(file.name)
                document = replace(document, entry=entry_from(entry), problems=problems)
                is_cut_alike = one.name in self._cut_alike
                passages = library.passages_of(file.name) if is_cut_alike else None
                yield FileReading(file, document, problems, 0.0), passages


def write_readings(folder: Path, readings: Iterable[FileReading]) -> None:
    """Writes what a later build needs in order not to read these files again."""
    stored = {
        reading.document.path: {
            "sha256": reading.document.sha256,
            "entry": asdict(reading.document.entry),
            "problems": [asdict(problem) for problem in reading.problems],
        }
        for reading in readings
        if reading.document is not None
        and all(problem.kind is ProblemKind.REMARK for problem in reading.problems)
    }
    (folder / READINGS).write_text(json.dumps(stored, indent=0), "utf-8")


def _stored(folder: Path) -> dict[str, Any]:
    path = folder / READINGS
    try:
        return dict(json.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise DamagedIndexError(path, "it is not what the build wrote") from error


class Journal(Mapping[bytes, EncodedPassage]):
    """What a build of an index folder has encoded, by the digest of that; hold the lock.

    It is a file, which a build that was stopped leaves: a digest of what encodes, then a record for
    each passage: its length, its SHA-256, the passage's own digest and the passage, packed.
    Whatever is cut off, written over or appended, the records before it count and nothing after it
    does. In memory is only where each record stands.
    """

    def __init__(self, index: Path, key: str) -> None:
        """Open the journal; `key` is all that decides how a passage is encoded.

        One that was written under another key is begun anew when first added to.
        """
        self._path = index / JOURNAL
        self._head = hashlib.sha256(f"{_VERSION} {key}".encode()).digest()
        self._places: dict[bytes, int] = {}
        self._whole = self._read()

    def __getitem__(self, digest: bytes) -> EncodedPassage:
        """The passage with a digest, read from the disk."""
        place = self._places[digest]
        with self._path.open("rb") as file:
            file.seek(place)
            payload = _payload(file)
        if payload is None:
            raise OSError(errno.EIO, "what was written cannot be read again", str(self._path))
        return EncodedPassage.unpacked(payload[_DIGEST:])

    def __iter__(self) -> Iterator[bytes]:
        """The digests, in the order they were added."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._places)

    def add(self, passages: Mapping[bytes, EncodedPassage]) -> None:
        """Adds passages, by the digest of what was encoded, and have them written to the disk."""
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            file.truncate(self._whole)
            file.seek(self._whole)
            if not self._whole:
                file.write(self._head)
            for digest, passage in passages.items():
                payload = digest + passage.packed()
                self._places[digest] = file.tell()
                file.write(_RECORD.pack(len(payload), hashlib.sha256(payload).digest()))
                file.write(payload)
            file.flush()
            os.fsync(file.fileno())
            self._whole = file.tell()

    def _read(self) -> int:
        """Finds the records that are whole; returns where those end."""
        if not self._path.exists():
            return 0
        with self._path.open("rb") as file:
            if file.read(_DIGEST) != self._head:
                return 0
            place = _DIGEST
            while payload := _payload(file):
                self._places[payload[:_DIGEST]] = place
                place += _RECORD.size + len(payload)
            return place


def discard_journal(index: Path) -> None:
    """Removes the journal of an index folder."""
    (index / JOURNAL).unlink(missing_ok=True)


def _payload(file: BinaryIO) -> bytes | None:
    """Returns the payload of the record that begins here; None where none is whole."""
    head = file.read(_RECORD.size)
    if len(head) < _RECORD.size:
        return None
    length, digest = _RECORD.unpack(head)
    if not _DIGEST < length <= os.fstat(file.fileno()).st_size - file.tell():
        return None
    payload = file.read(length)
    return payload if hashlib.sha256(payload).digest() == digest else None


class PassageVectors:
    """Token codes and point vectors of the passages of a library, in order."""

    def __init__(self, library: Library) -> None:
        """Begin with none known."""
        self._library, self._digests = library, library.digests()
        self._earlier: list[tuple[TokenIndex, PointIndex]] = []
        # For each passage which of the earlier snapshots has it, and under which number.
        self._holder = np.full(len(self._digests), _NOWHERE, np.int64)
        self._number = np.zeros(len(self._digests), np.int64)
        self._journal: Mapping[bytes, EncodedPassage] = {}

    def reuse(self, before: Snapshot) -> None:
        """Takes what a snapshot of the same encoder has, by the digest of what was embedded."""
        with closing(Library(before.library)) as library:
            known = {digest: number for number, digest in enumerate(library.digests())}
        for place, digest in enumerate(self._digests):
            if digest in known and self._holder[place] == _NOWHERE:
                self._holder[place] = len(self._earlier)
                self._number[place] = known[digest]
        tokens = TokenIndex(before.folder / snapshot.TOKENS)
        self._earlier.append((tokens, PointIndex(before.folder, before.manifest.files)))

    def sample(self, least: int, most: int) -> list[str]:
        """Returns up to `most` texts to encode; none if those are less than `least`, or than known.

        Then encoding all of them anew in what is faster is not worth it.
        """
        missing = np.flatnonzero(self._holder == _NOWHERE).tolist()
        if len(missing) < max(least, len(self._digests) - len(missing)):
            return []
        chosen = missing[:: -(-len(missing) // most)]
        return [passage.embedded for passage in self._library.encodable(chosen)]

    def encode(self, encoder: TextEncoder, journal: Journal, progress: Progress) -> int:
        """Encodes what is neither known nor in the journal; returns how many passages that was."""
        self._journal = journal
        unknown = np.flatnonzero(self._holder == _NOWHERE).tolist()
        missing = [place for place in unknown if self._digests[place] not in journal]
        done = 0
        progress("Encoding", done, len(missing))
        for chunk in in_chunks(self._library.encodable(missing), _AT_ONCE):
            digests = (self._digests[passage.number] for passage in chunk)
            journal.add(dict(zip(digests, encode_passages(encoder, chunk), strict=True)))
            for _ in chunk:
                done += 1
                progress("Encoding", done, len(missing))
        return len(missing)

    def write(self, folder: Path) -> DenseSearch:
        """Writes all of them into a snapshot's folder; returns how they are to be searched."""
        write_tokens(folder / snapshot.TOKENS, (held.coded for held in self._all()))
        return write_points(folder, (held.points for held in self._all()))

    def _all(self) -> Iterator[EncodedPassage]:
        held = zip(self._digests, self._holder.tolist(), self._number.tolist(), strict=True)
        for digest, holder, number in held:
            if holder == _NOWHERE:
                yield self._journal[digest]
            else:
                tokens, points = self._earlier[holder]
                yield EncodedPassage(tokens.passage(number), points.vectors(number))
