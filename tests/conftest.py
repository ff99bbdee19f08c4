"""A small encoder and corpora made on the spot, so that ids, texts and scores are exact."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings

from assistant import assistant, readers
from assistant.assistant import Assistant
from assistant.cli import main
from assistant.comprehension.reader import Text, shipped_sha256
from assistant.encoder import (
    DESCRIPTION,
    Encoded,
    EncoderDescription,
    Spans,
    TextEncoder,
    Vectors,
    unit_length,
)
from assistant.encoder.graph import Precision
from assistant.errors import UnreadableFileError
from assistant.index import build as building
from assistant.index import snapshot
from assistant.index.build import BuildReport, EncoderMaker, build, build_index
from assistant.index.snapshot import Snapshot
from assistant.readers.sandbox import FileReading, reading_of
from assistant.records import CorpusFile, Document, Problem, Reading, Unit
from assistant.settings import ReadSettings, Settings
from assistant.text import content_stems, units, words

# A busy machine must not fail a property, and a run must tell the same twice;
# --hypothesis-profile thorough looks harder and elsewhere each time.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.load_profile("default")

DIMENSION = 64
DESCRIBED = EncoderDescription("tiny", "0" * 64, 1, DIMENSION, 256)


class TinyEncoder:
    """Every stem has a fixed random direction; a text is the sum of its words' directions."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    @property
    def description(self) -> EncoderDescription:
        return DESCRIBED

    @property
    def precision(self) -> Precision:
        return Precision.F32

    def encode_query(self, question: str) -> Encoded:
        return self._encode(question)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        for place, text in enumerate(texts):
            self.encoded.append(text)
            yield place, self._encode(text)

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        for place, text in enumerate(texts):
            yield place, self._encode(text).pooled

    def passage_spans(self, text: str) -> Spans:
        return self._encode(text).spans

    def _encode(self, text: str) -> Encoded:
        found = list(words(text))
        tokens = np.zeros((len(found), DIMENSION), np.float32)
        for row, word in zip(tokens, found, strict=True):
            row[:] = _direction(word.stem)
        return Encoded(
            pooled=unit_length(tokens.sum(axis=0)),
            tokens=tokens,
            ids=tuple(_number(w.stem) for w in found),
            spans=tuple((w.start, w.end) for w in found),
        )


class TinyEncoderMaker(EncoderMaker):
    """Makes the tiny encoder; counts how often, and keeps it for a look at what it encoded."""

    def __init__(self) -> None:
        super().__init__("tiny")
        self.encoder = TinyEncoder()
        self.made = 0

    def digest(self) -> str:
        return DESCRIBED.sha256

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        folder.mkdir()
        (folder / DESCRIPTION).write_text(json.dumps(asdict(DESCRIBED)), "utf-8")
        self.made += 1
        return self.encoder

    def fastest(self, folder: Path, made: TextEncoder, sample: Sequence[str]) -> TextEncoder:
        return made


class TinyReader:
    """A passage answers as much as it holds of the question's words; its best unit is marked."""

    sha256 = shipped_sha256()

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        asked = content_stems(question)
        return [self._reading(asked, text) for text in texts]

    @staticmethod
    def _reading(asked: Collection[str], text: Text) -> Reading:
        def share(part: str) -> float:
            held = {word.stem for word in words(part)}
            return sum(stem in held for stem in asked) / max(len(asked), 1)

        spans = units(text.passage)
        shares = [share(text.passage[start:end]) for start, end in spans]
        best = shares.index(max(shares)) if shares else -1
        told = share(text.context + text.passage)
        return Reading(
            answers=12 * told - 6,
            units=tuple(
                Unit(start, end, float(place == best), float(place == best))
                for place, (start, end) in enumerate(spans)
            ),
        )


@cache
def _number(stem: str) -> int:
    return int.from_bytes(hashlib.sha256(stem.encode("utf-8", "replace")).digest()[:2], "big")


@cache
def _direction(stem: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    seed = int.from_bytes(hashlib.sha256(stem.encode("utf-8", "replace")).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


@pytest.hookimpl(trylast=True)  # after hypothesis has marked what is its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the files that hold something slow, and measures no coverage of properties.

    What is left when another process has nothing more to do is then short; and each line that a
    property tries on many examples is tried on one elsewhere.
    """
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker("no_cover")
    long = {
        item.path
        for item in items
        if any(map(item.get_closest_marker, ("slow", "browser", "real", "isolated")))
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def campaign_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the two campaign documents, made with the real encoder: to be read only.

    One for all the processes of a run; where another one makes it, it is waited for.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if os.environ.get("PYTEST_XDIST_WORKER") is None else base.parent) / "campaign"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "built").exists():
            build_index(Path(__file__).parent.parent / "corpus", folder / "index")
            (folder / "built").touch()
    return folder / "index"


def read_here(files: Sequence[CorpusFile], _settings: ReadSettings) -> Iterator[FileReading]:
    for file in files:
        found: Document | Problem
        try:
            found = readers.document(file)
        except UnreadableFileError as error:
            found = Problem(error.path, error.reason)
        yield reading_of(file, found, 0.0)


@pytest.fixture(autouse=True)
def read_in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares the builds of most tests the start of a reading process; `isolated` ones have it."""
    if request.node.get_closest_marker("isolated") is None:
        monkeypatch.setattr(building, "read_files", read_here)


@pytest.fixture
def write_corpus(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Writes files, by name, into a new corpus folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "corpus"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture
def maker() -> TinyEncoderMaker:
    """Makes the tiny encoder for a build."""
    return TinyEncoderMaker()


@pytest.fixture
def tiny_build(tmp_path: Path, maker: TinyEncoderMaker) -> Callable[..., BuildReport]:
    """Builds a corpus folder into `tmp_path/index` with the tiny encoder."""

    def run(corpus: Path, *, full: bool = False, without_lost: bool = False) -> BuildReport:
        index, settings = tmp_path / "index", Settings()
        return build(corpus, index, settings, full=full, without_lost=without_lost, encoders=maker)

    return run


@pytest.fixture
def tiny_assistant(tmp_path: Path) -> Callable[[], Assistant]:
    """Opens `tmp_path/index` with the tiny encoder."""

    def opened() -> Assistant:
        index = tmp_path / "index"
        return Assistant(index, snapshot.open_snapshot(index), TinyEncoder(), TinyReader())

    return opened


def assistant_on(folder: Path, files: Mapping[str, str]) -> Assistant:
    """An assistant on the index of files, by name, built with the tiny encoder in a folder.

    For a fixture that many tests only ask.
    """
    (folder / "corpus").mkdir()
    for name, content in files.items():
        (folder / "corpus" / name).write_text(content, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "read_files", read_here)
        made = build(folder / "corpus", folder / "index", Settings(), encoders=TinyEncoderMaker())
    return Assistant(folder / "index", made.snapshot, TinyEncoder(), TinyReader())


class Ran(NamedTuple):
    """What a command gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def use_tiny(patch: pytest.MonkeyPatch, maker: TinyEncoderMaker) -> None:
    """Has commands build and answer with the tiny encoder and the tiny reader."""
    patch.setattr(building, "EncoderMaker", lambda _: maker)
    patch.setattr(assistant, "Encoder", lambda *_: maker.encoder)
    patch.setattr(assistant, "shipped_reader", TinyReader)


@pytest.fixture
def run(
    tmp_path: Path,
    maker: TinyEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ran]:
    """Runs a command on `tmp_path/corpus` and `tmp_path/index` with the tiny encoder."""
    use_tiny(monkeypatch, maker)
    monkeypatch.setenv("ASSISTANT_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("ASSISTANT_INDEX", str(tmp_path / "index"))

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        status = main(arguments)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return command
