"""An index grown from real documents to any size, for measuring speed and memory.

A grown passage is a real passage's context before sentences drawn from all of them, as many words
as a real one has (and the rest of the last sentence), with their token codes and vectors perturbed
so that no two are alike. Nothing is encoded anew, so that a large index is made in seconds; its
ranking means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Vectors, unit_length
from assistant.index import publishing, snapshot
from assistant.index.lexical import write_lexical
from assistant.index.library import Library, Shelved, write_library
from assistant.index.points import PointIndex, write_points
from assistant.index.snapshot import Snapshot
from assistant.index.tokens import CodedPassage, TokenIndex, TokenWriter
from assistant.records import Document, Entry, Locator, Passage
from assistant.sentences import points

_PASSAGES_A_DOCUMENT = 20
_FLIPPED = 0.05  # of the bits of a code
_NOISE = 0.3  # length of what is added to a vector of length 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A context or a sentence, and how it is coded."""

    text: str
    coded: CodedPassage
    vector: Vectors


def grow(before: Snapshot, index: Path, passages: int, seed: int = 0) -> Snapshot:
    """Publish an index of so many passages in a new folder, grown from a built one."""
    rng = np.random.default_rng(seed)
    contexts, sentences, lengths = _parts(before)
    shelves, vectors, writer = [], [], TokenWriter()
    for number in range(-(-passages // _PASSAGES_A_DOCUMENT)):
        drawn = [
            _drawn(contexts, sentences, int(rng.choice(lengths)), rng)
            for _ in range(_PASSAGES_A_DOCUMENT)
        ]
        shelves.append(_document(f"{number:06}.md", drawn))
        for parts in drawn:
            writer.add(_coded(parts, rng))
            vectors.append(_noisy(np.stack([part.vector for part in parts[1:]]), rng))
    index.mkdir(parents=True)
    with publishing.locked(index), publishing.unfinished(index) as folder:
        (folder / snapshot.ENCODER).mkdir()
        for path in before.encoder.iterdir():
            (folder / snapshot.ENCODER / path.name).write_bytes(path.read_bytes())
        write_library(folder / snapshot.LIBRARY, shelves)
        write_lexical(folder / snapshot.LEXICAL, (s.embedded for _, held in shelves for s in held))
        writer.write(folder / snapshot.TOKENS)
        write_points(folder, vectors)
        manifest = replace(before.manifest, documents=len(shelves), passages=len(vectors))
        return publishing.publish(index, publishing.seal(folder, manifest)).snapshot


def _parts(before: Snapshot) -> tuple[list[_Part], list[_Part], list[int]]:
    """The contexts and sentences of a snapshot, and how many words its passages have."""
    library = Library(before.library)
    tokens, vectors = TokenIndex(before.folder / snapshot.TOKENS), PointIndex(before.folder)
    numbers = range(before.manifest.passages)
    contexts, sentences, lengths = [], [], []
    described = zip(numbers, library.contexts(numbers), library.passages(numbers), strict=True)
    for number, context, passage in described:
        coded, pooled = tokens.passage(number), vectors.vectors(number)
        lengths.append(len(passage.text.split()))
        contexts.append(_Part(context, _segment(coded, 0), pooled[0]))
        for place, (start, end) in enumerate(points(passage.text)):
            part = _segment(coded, place + 1)
            if len(part.codes):
                sentences.append(_Part(passage.text[start:end], part, pooled[place]))
    library.close()
    return contexts, sentences, lengths


def _segment(coded: CodedPassage, segment: int) -> CodedPassage:
    held = coded.segments == segment
    return CodedPassage(coded.codes[held], coded.segments[held], coded.ids[held])


def _drawn(
    contexts: list[_Part], sentences: list[_Part], most: int, rng: np.random.Generator
) -> list[_Part]:
    """A context and sentences of about so many words."""
    drawn = [contexts[rng.integers(len(contexts))]]
    words = 0
    while words < most:
        drawn.append(sentences[rng.integers(len(sentences))])
        words += len(drawn[-1].text.split())
    return drawn


def _document(path: str, drawn: list[list[_Part]]) -> tuple[Document, list[Shelved]]:
    texts = ["\n".join(part.text for part in parts[1:]) for parts in drawn]
    whole = "\n\n".join(texts)
    shelved, start = [], 0
    for parts, text in zip(drawn, texts, strict=True):
        passage = Passage(path, start, start + len(text), text, Locator())
        shelved.append(Shelved(passage, parts[0].text))
        start += len(text) + 2
    return Document(path, "0" * 64, whole, (), Entry(title=f"Document {path}")), shelved


def _coded(parts: list[_Part], rng: np.random.Generator) -> CodedPassage:
    codes = np.concatenate([part.coded.codes for part in parts])
    flipped = np.packbits(rng.random((len(codes), codes.shape[1] * 8)) < _FLIPPED, axis=1)
    lengths = [len(part.coded.codes) for part in parts]
    segments: NDArray[np.int64] = np.repeat(np.arange(len(parts)), lengths)
    return CodedPassage(codes ^ flipped, segments, np.concatenate([p.coded.ids for p in parts]))


def _noisy(vectors: Vectors, rng: np.random.Generator) -> Vectors:
    noise = rng.standard_normal(vectors.shape) * (_NOISE / vectors.shape[1] ** 0.5)
    return unit_length((vectors + noise).astype(np.float32))
