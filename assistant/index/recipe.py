"""The precision of a snapshot's vectors, as its recipe tells it."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from assistant import readers
from assistant.comprehension.reader import shipped_sha256
from assistant.encoder import Encoder, TextEncoder, read_description
from assistant.encoder.export import VERSION as EXPORT_VERSION
from assistant.encoder.export import export, weights_digest
from assistant.encoder.graph import Precision, has_bfloat16
from assistant.index import snapshot
from assistant.index.snapshot import Snapshot
from assistant.records import CorpusFile
from assistant.settings import ReadSettings, Settings

INGREDIENT = "the precision of vectors"


def computed_in(made_with: Mapping[str, str], precision: Precision) -> Mapping[str, str]:
    """The recipe with vectors of this precision."""
    return {**made_with, INGREDIENT: precision.value}


def precision_of(made_with: Mapping[str, str]) -> Precision:
    """What vectors were computed in; float32 where that is not known."""
    said = made_with.get(INGREDIENT)
    return Precision(said) if said in list(Precision) else Precision.F32


WORTH_MEASURING = 500
"""Of so many passages on, measuring takes less time than it saves."""
SAMPLE = 16
"""On how many of them it is measured."""
_ROUNDS = 2
_GAIN = 1.2
"""So many times as fast bfloat16 must be, so that the choice is the same each time."""


class EncoderMaker:
    """Puts the encoder of a model into a snapshot that is being written."""

    def __init__(self, name: str, precision: Precision | None = None) -> None:
        """Keep the model's name and the precision to encode in, if it is given."""
        self._name = name
        self._precision = precision
        self._digest = ""

    def digest(self) -> str:
        """The SHA-256 of the model's weights, checked when first asked for."""
        self._digest = self._digest or weights_digest(self._name)
        return self._digest

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        """The encoder, written into `folder`: a copy of an earlier snapshot's, or exported.

        It encodes in that snapshot's precision, if this processor has units for it.
        """
        for before in filter(self._is_in, earlier):
            folder.mkdir()
            for path in before.encoder.iterdir():
                shutil.copyfile(path, folder / path.name)
            return Encoder(folder, self._precision or precision_of(before.manifest.recipe))
        export(self._name, folder)
        return Encoder(folder, self._precision or Precision.F32)

    def fastest(self, folder: Path, made: TextEncoder, sample: Sequence[str]) -> TextEncoder:
        """The encoder in `folder` in what encodes a sample fastest; `made` where there is none."""
        if self._precision or not sample or not has_bfloat16():
            return made
        wide, short = (Encoder(folder, precision) for precision in (Precision.F32, Precision.BF16))
        return short if _seconds(wide, sample) > _GAIN * _seconds(short, sample) else wide

    def _is_in(self, before: Snapshot) -> bool:
        description = read_description(before.encoder)
        made_from = (description.name, description.sha256, description.export)
        return made_from == (self._name, self.digest(), EXPORT_VERSION)


def _seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    """The least that encoding the texts takes, once they have been encoded."""
    taken = []
    for _ in range(1 + _ROUNDS):
        started = time.perf_counter()
        deque(encoder.pool(texts), maxlen=0)
        taken.append(time.perf_counter() - started)
    return min(taken[1:])


Recipe = Mapping[str, str]

_READING_CODE, _CUTTING_CODE = "the code that reads files", "the code that cuts passages"
_ENCODING_CODE, _ENCODER = "the code that encodes", "the encoder"
_LIBRARIES, _SENTENCES = "the libraries that read files", "the library that finds sentences"
_STEMS, _ABBREVIATING_CODE = "the library that finds stems", "the code that reads abbreviations"
_LIMITS, _LENGTHS = "what the reading of a file may take", "the length of passages"
_COMPREHENSION = "the model of comprehension"
_READING = (_READING_CODE, _LIBRARIES, _LIMITS)
_CUTTING = (_CUTTING_CODE, _LENGTHS, _STEMS)
_ENCODING = (_ENCODING_CODE, _SENTENCES, _ENCODER, INGREDIENT)

_READING_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "markdown-it-py",
    "pypdf",
    "pypdfium2",
    "selectolax",
)
_CODE = {
    _READING_CODE: ("readers/**/*.py", "records/manifest.py", "records/documents.py"),
    _CUTTING_CODE: ("passages.py", "corpus/catalogue.py", "text/__init__.py"),
    _ENCODING_CODE: (
        "encoder/__init__.py",
        "encoder/graph.py",
        "text/__init__.py",
        "index/tokens.py",
    ),
    _ABBREVIATING_CODE: ("text/abbreviations.py",),
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
        "files": [[readers.shown_name(f.name), f.sha256] for f in files],
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
