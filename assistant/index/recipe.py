"""What a snapshot is made with beside its files and catalogue: settings, encoder, code, libraries.

Each ingredient has a name that people are told. One that differs says what must be done again: a
file is read again where how files are read changed, a passage encoded again where how passages
are encoded did. Code counts by its text, so that no change of it is missed.

The model of comprehension changes no part of an index. It stands in the manifest, to tell which one
a snapshot was tried with; a build with another makes a new snapshot of the same parts.

The precision of vectors is an ingredient that a build finds out: which one is faster depends on the
machine. So it is no part of what decides whether there is anything to build, and the vectors of one
snapshot are all of one precision.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from assistant import corpus
from assistant.comprehension.files import shipped_sha256
from assistant.corpus import CorpusFile
from assistant.export import VERSION as EXPORT_VERSION
from assistant.index import snapshot
from assistant.index.precision import INGREDIENT as PRECISION
from assistant.settings import ReadSettings, Settings

Recipe = Mapping[str, str]

_READING_CODE, _CUTTING_CODE = "the code that reads files", "the code that cuts passages"
_ENCODING_CODE, _ENCODER = "the code that encodes", "the encoder"
_LIBRARIES, _SENTENCES = "the libraries that read files", "the library that finds sentences"
_STEMS, _ABBREVIATING_CODE = "the library that finds stems", "the code that reads abbreviations"
_LIMITS, _LENGTHS = "what the reading of a file may take", "the length of passages"
_COMPREHENSION = "the model of comprehension"
_READING = (_READING_CODE, _LIBRARIES, _LIMITS)
_CUTTING = (_CUTTING_CODE, _LENGTHS, _STEMS)
_ENCODING = (_ENCODING_CODE, _SENTENCES, _ENCODER, PRECISION)

_READING_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "markdown-it-py",
    "pypdf",
    "pypdfium2",
    "selectolax",
)
_CODE = {
    _READING_CODE: (
        "readers/**/*.py",
        "corpus.py",
        "recognition.py",
        "reading/**/*.py",
        "records/codec.py",
        "records/documents.py",
    ),
    _CUTTING_CODE: ("passages.py", "locators.py", "catalogue.py", "words.py"),
    _ENCODING_CODE: ("encoder.py", "graph.py", "sentences.py", "index/tokens.py"),
    _ABBREVIATING_CODE: ("abbreviations.py", "index/abbreviating.py"),
}


def recipe(settings: Settings, weights: str) -> Recipe:
    """What a build with these settings, and an encoder of these weights, makes a snapshot with."""
    lengths = settings.passages
    return {
        **_reading(settings.reading),
        _CUTTING_CODE: _digest_of(_CUTTING_CODE),
        _ENCODING_CODE: _digest_of(_ENCODING_CODE),
        _ABBREVIATING_CODE: _digest_of(_ABBREVIATING_CODE),
        _STEMS: f"PyStemmer {version('PyStemmer')}",
        _SENTENCES: f"nupunkt {version('nupunkt')}",
        _LENGTHS: f"{lengths.least} to {lengths.most} words",
        _ENCODER: f"{settings.encoder}, weights {weights}, export {EXPORT_VERSION}",
        _COMPREHENSION: shipped_sha256(),
    }


def inputs_digest(files: Sequence[CorpusFile], catalogue: bytes, made_with: Recipe) -> str:
    """Digest of all that decides a snapshot's content: files, catalogue and recipe."""
    parts = {
        "format": snapshot.FORMAT_VERSION,
        "files": [[corpus.shown_name(f.name), f.sha256] for f in files],
        "catalogue": hashlib.sha256(catalogue).hexdigest(),
        "recipe": dict(made_with),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def reads_alike(one: Recipe, other: Recipe) -> bool:
    """Whether a file gives the same document with both."""
    return not _changed(one, other, _READING)


def cuts_alike(one: Recipe, other: Recipe) -> bool:
    """Whether a document gives the same passages with both; they end where sentences do."""
    return not _changed(one, other, (*_CUTTING, _ENCODING_CODE, _SENTENCES))


def encodes_alike(one: Recipe, other: Recipe) -> bool:
    """Whether a passage gives the same vectors with both."""
    return not _changed(one, other, _ENCODING)


def encoding(made_with: Recipe) -> str:
    """All that decides how a passage is encoded, as one text."""
    return json.dumps([made_with[name] for name in _ENCODING])


def reasons(before: Recipe, now: Recipe) -> tuple[str, ...]:
    """Why files are read, or passages cut or encoded, again though they have not changed."""
    stages = (
        ("every file is read again", _READING),
        ("passages are cut anew", _CUTTING),
        ("every passage is encoded again", _ENCODING),
    )
    return tuple(
        f"{redone}: {_said(name, before.get(name, ''), now[name])}"
        for redone, names in stages
        for name in _changed(before, now, names)
    )


def reading_reasons(before: Recipe, settings: ReadSettings) -> list[str]:
    """What differs between how files were read and how they are read now."""
    now = _reading(settings)
    return [_said(name, before.get(name, ""), now[name]) for name in _changed(before, now, now)]


def _reading(settings: ReadSettings) -> Recipe:
    """What decides how files are read."""
    ocr = ", pages that are images recognised" if settings.ocr else ""
    return {
        _READING_CODE: _digest_of(_READING_CODE),
        _LIBRARIES: ", ".join(f"{name} {version(name)}" for name in _READING_LIBRARIES),
        _LIMITS: f"{settings.seconds} s, {settings.megabytes} MB{ocr}",
    }


def _changed(before: Recipe, now: Recipe, names: Iterable[str]) -> list[str]:
    return [name for name in names if before.get(name) != now.get(name)]


def _said(name: str, before: str, now: str) -> str:
    """What changed of an ingredient; code is not told by its digest."""
    if name in _CODE:
        return f"{name} is another version"
    was, parts = before.split(", "), now.split(", ")
    gone = ", ".join(part for part in was if part not in parts)
    come = ", ".join(part for part in parts if part not in was)
    return f"{name} changed (from {gone or 'nothing'} to {come or 'nothing'})"


def _digest_of(name: str) -> str:
    """The SHA-256 of the code of this name."""
    package = Path(__file__).parent.parent
    code = (path for pattern in _CODE[name] for path in sorted(package.glob(pattern)))
    return hashlib.sha256("".join(map(snapshot.file_digest, code)).encode()).hexdigest()
