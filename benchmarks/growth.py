"""An index grown from real documents to any size, for measuring speed and memory.

A grown passage is sentences drawn from all of the documents, as many words as a real passage has
(and the rest of the last sentence). `assistant.index.build` builds the index, but for three things:
documents are made up rather than read from files; they are cut where they were put together; and
an encoder stands in that knows every sentence: it gives the real sentence's token codes with one
bit in sixteen turned, and its vector off by half the difference of two other sentences', so that no
two are alike and the vectors fill the space between the real ones. Nothing is encoded anew; the
ranking of a grown index means nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np

from assistant.encoder import (
    Encoded,
    Encoder,
    EncoderDescription,
    Spans,
    TextEncoder,
    Vectors,
    unit_length,
)
from assistant.encoder.graph import Precision, usable
from assistant.index import Progress, snapshot
from assistant.index.build import EncoderMaker, build
from assistant.index.dense import PointIndex
from assistant.index.library import Library
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, TokenIndex
from assistant.passages import Locate
from assistant.readers.sandbox import FileReading
from assistant.records import CorpusFile, Document, Entry, Mark, MarkKind, Passage
from assistant.settings import ReadSettings, Settings
from assistant.text import points

_PASSAGES_A_DOCUMENT = 20
_PRECISION = usable(Precision.BF16)  # what a build of so many passages finds to be faster
_AT_ONCE = 4096  # between two entries of the journal: the stand-in needs a second for so many
_TURNED = 4  # the bits of so many random bytes in common: one in sixteen


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, and how it is coded."""

    text: str
    coded: CodedPassage
    vector: Vectors


@dataclass(frozen=True, slots=True)
class _Base:
    """What an index is grown from."""

    sentences: Mapping[str, _Part]
    texts: tuple[str, ...]
    titles: tuple[str, ...]
    lengths: tuple[int, ...]
    """How many words passages have."""


def grow(
    before: Snapshot, index: Path, passages: int, progress: Progress = lambda *_: None
) -> Snapshot:
    """Publish an index of so many passages in a new folder, grown from a built one."""
    base = _base(before)
    documents = -(-passages // _PASSAGES_A_DOCUMENT)
    names = [f"{number:06}.md" for number in range(documents)]
    files = [CorpusFile(Path(name), name, f"{number:064}") for number, name in enumerate(names)]

    def read_files(unread: Sequence[CorpusFile], _: ReadSettings) -> Iterator[FileReading]:
        for file in unread:
            yield FileReading(file, _document(base, file), (), 0.0)

    with (
        TemporaryDirectory() as nothing,
        patch("assistant.index.build.corpus.files", lambda _: files),
        patch("assistant.index.build.read_files", read_files),
        patch("assistant.index.build.cut", _cut),
        patch("assistant.index.tokens.points", _lines),
        patch("assistant.index.reuse._AT_ONCE", _AT_ONCE),
    ):
        made = _Maker(before, base)
        done = build(Path(nothing), index, Settings(), encoders=made, progress=progress)
    return done.snapshot


class _Maker(EncoderMaker):
    """Puts the encoder of the index that is grown into the new one."""

    def __init__(self, before: Snapshot, base: _Base) -> None:
        super().__init__(before.manifest.encoder, _PRECISION)
        self._before, self._base = before, base

    def digest(self) -> str:
        """Of the real encoder."""
        return self._before.manifest.encoder_sha256

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:  # noqa: ARG002
        """The stand-in; the real encoder is left in the folder."""
        folder.mkdir()
        for path in self._before.encoder.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        return _StandIn(Encoder(folder), self._base)


class _StandIn:
    """Knows how every sentence is encoded, and makes up how it would be elsewhere."""

    def __init__(self, encoder: Encoder, base: _Base) -> None:
        self._encoder, self._sentences = encoder, base.sentences
        self._titles: dict[str, _Part] = {}
        self._parts = list(base.sentences.values())
        self._vectors = np.stack([part.vector for part in self._parts])

    @property
    def description(self) -> EncoderDescription:
        """Of the real encoder."""
        return self._encoder.description

    @property
    def precision(self) -> Precision:
        """As if it had been computed so."""
        return _PRECISION

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text, line by line."""
        for place, text in enumerate(texts):
            yield place, self.encode_query(text)

    def encode_query(self, question: str) -> Encoded:
        """The tokens of each line, spread over it."""
        chance = np.random.default_rng(zlib.crc32(question.encode()))
        codes, ids, spans, start = [], [], [], 0
        for line in question.split("\n"):
            part = self._part(line)
            codes.append(part.coded.codes)
            ids.append(part.coded.ids)
            many = len(part.coded.ids)
            places = start + np.arange(many) * len(line) // max(many, 1)
            spans += [(place, place + 1) for place in places.tolist()]
            start += len(line) + 1
        whole = np.concatenate(codes)[:, :-1]
        turned = np.frombuffer(chance.bytes(whole.size * _TURNED), np.uint8)
        whole = whole ^ np.bitwise_and.reduce(turned.reshape(_TURNED, *whole.shape))
        tokens = unit_length(np.unpackbits(whole, axis=1).astype(np.float32) - np.float32(0.5))
        held = tuple(np.concatenate(ids).tolist())
        return Encoded(np.zeros(tokens.shape[1], np.float32), tokens, held, tuple(spans))

    def pool(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Each sentence's vector, off by half the difference of two others'."""
        chance = np.random.default_rng(zlib.crc32(texts[0].encode()) + len(texts))
        one, other = self._vectors[chance.integers(len(self._parts), size=(2, len(texts)))]
        own = np.stack([self._part(text).vector for text in texts])
        yield from enumerate(unit_length(own + (one - other) / 2))

    def passage_spans(self, text: str) -> Spans:
        """Where the tokens stand."""
        return self._encoder.passage_spans(text)

    def _part(self, line: str) -> _Part:
        """A sentence by its text; for a title tokens of any sentence, as many as it has."""
        known = self._sentences.get(line) or self._titles.get(line)
        if known is None:
            other = self._parts[zlib.crc32(line.encode()) % len(self._parts)]
            tokens = np.arange(len(self._encoder.passage_spans(line))) % len(other.coded.ids)
            coded = other.coded
            coded = CodedPassage(coded.codes[tokens], coded.segments[tokens], coded.ids[tokens])
            known = self._titles[line] = _Part(line, coded, other.vector)
        return known


def _base(before: Snapshot) -> _Base:
    """The sentences of a snapshot, its titles, and how many words its passages have."""
    library = Library(before.library)
    tokens, vectors = TokenIndex(before.folder / snapshot.TOKENS), PointIndex(before.folder)
    sentences, lengths = {}, []
    for passage in library.encodable():
        coded, pooled = tokens.passage(passage.number), vectors.vectors(passage.number)
        lengths.append(len(passage.text.split()))
        for place, (start, end) in enumerate(points(passage.text)):
            part, text = _segment(coded, place + 1), passage.text[start:end]
            if len(part.codes) and "\n" not in text:
                sentences[text] = _Part(text, part, pooled[place])
    titles = tuple(source.title for source in library.sources())
    library.close()
    return _Base(sentences, tuple(sentences), titles, tuple(lengths))


def _segment(coded: CodedPassage, segment: int) -> CodedPassage:
    held = coded.segments == segment
    return CodedPassage(coded.codes[held], coded.segments[held], coded.ids[held])


def _document(base: _Base, file: CorpusFile) -> Document:
    """A document of passages of as many words as real ones, a sentence a line."""
    number = int(file.sha256 or 0)
    chance = np.random.default_rng(number)
    passages = [
        _drawn(base.texts, int(chance.choice(base.lengths)), chance)
        for _ in range(_PASSAGES_A_DOCUMENT)
    ]
    text = "\n\n".join(passages)
    title = f"{base.titles[number % len(base.titles)]} {number}"
    marks = (Mark(MarkKind.PARAGRAPH, 0, len(text)),)
    return Document(file.name, file.sha256 or "", text, marks, Entry(title=title))


def _drawn(sentences: Sequence[str], most: int, chance: np.random.Generator) -> str:
    """Sentences of about so many words, one a line."""
    drawn: list[str] = []
    words = 0
    while words < most:
        drawn.append(sentences[int(chance.integers(len(sentences)))])
        words += len(drawn[-1].split())
    return "\n".join(drawn)


def _lines(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a grown passage stand."""
    ends = np.cumsum([len(line) + 1 for line in text.split("\n")]).tolist()
    return list(zip([0, *ends], [end - 1 for end in ends], strict=False))


def _cut(document: Document, _: object) -> list[Passage]:
    """The passages of a grown document, where they were put together."""
    locate, found, start = Locate(document), [], 0
    for text in document.text.split("\n\n"):
        end = start + len(text)
        found.append(Passage(document.path, start, end, text, locate.at(start, end)))
        start = end + 2
    return found
