"""What a question is searched in: the files of a snapshot, or Milvus where that is the engine.

Milvus serves an index that one machine shall not hold in memory. A collection holds one snapshot.
The engine finds candidates, and what is computed of them is what the index folder would give. The
folder stays whole: documents, words and the encoder are read from there.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import Encoded, Vectors
from assistant.errors import EngineError
from assistant.index import Allowed, Progress, Scored, in_chunks, snapshot
from assistant.index.dense import POINTS_A_PASSAGE, PointIndex, best_of_each
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library, located, locator_json
from assistant.index.milvus_client import SECONDS_TO_PREPARE, Milvus, layout
from assistant.index.snapshot import TOKENS, Snapshot
from assistant.index.tokens import EncodedPassage, FetchedTokens, Interaction, TokenIndex
from assistant.records import Passage
from assistant.settings import EngineSettings, Settings
from assistant.text import abbreviations, in_a_row, stands_in, words

_PASSAGES_READ = 50
"""Of the passages that hold all words of a phrase, how many are read for the phrase itself."""

PREFIX = "milvus"
"""The file of an index folder that says how its collections' names begin."""

_ROWS = 2**20  # a passage's rows are numbered from its number times so many
_PIECE = 60_000  # characters in a row; Milvus holds up to 65,535
_AT_ONCE = 100  # passages in a call
FIELDS = ["passage", "document", "pieces", "piece", "vector", "stems"]
_NO_STEM = {0: 1e-6}  # Milvus takes no sparse vector without a number
_KEPT = 4000  # passages kept in memory, some 25 kB each
_OLDEST = (2, 4)


class LocalIndex:
    """All that is asked of an index, passages by number. Safe to use from several threads."""

    def __init__(self, opened: Snapshot) -> None:
        """Open the files of a checked snapshot."""
        self._open(opened)
        self.points = PointIndex(opened.folder, opened.manifest.files)
        self._tokens = TokenIndex(opened.folder / TOKENS)
        self.dense_candidates, self.cosines = self.points.nearest, self.points.cosines
        self.lexical_candidates = self.vocabulary.search
        self.coded, self.weights = self._tokens.passage, self._tokens.weights
        self.passages, self.contexts = self.library.passages, self.library.contexts

    def _open(self, opened: Snapshot) -> None:
        """Opens what is read of the files wherever candidates are searched for."""
        self.library = Library(opened.library)
        self.vocabulary = LexicalIndex(opened.folder / snapshot.LEXICAL)
        self.holding = self.vocabulary.holding
        self.abbreviations = abbreviations.read(opened.folder / snapshot.ABBREVIATIONS)
        self.owners = self.library.owners()
        """For each passage, the place of its document among the library's sources."""
        self.apparatus = self.library.apparatus()

    def asking(self) -> AbstractContextManager[None]:
        """Bounds how long one question may search; files answer soon enough."""
        return nullcontext()

    def close(self) -> None:
        """Closes the files."""
        self.library.close()
        self.vocabulary.close()

    def interact(self, query: Encoded, numbers: Sequence[int]) -> Interaction:
        """Returns how the tokens of a question met those of passages."""
        return self._tokens.interact(query, numbers)

    def holds_phrase(self, phrase: str) -> bool:
        """Returns whether the words of a phrase stand next to each other in a passage."""
        forms = [phrase[word.start : word.end].lower() for word in words(phrase)]
        numbers = self.vocabulary.holding_forms(forms, _PASSAGES_READ) if forms else []
        return any(stands_in(phrase, in_a_row(p.text)) for p in self.passages(numbers))


def open_index(
    opened: Snapshot, progress: Progress = lambda *_: None, settings: EngineSettings | None = None
) -> LocalIndex:
    """Returns the index of a checked snapshot, ready to be searched on an engine, else that set."""
    settings = settings or Settings.from_environment().engine
    return MilvusIndex(opened, settings, progress) if settings.is_milvus else LocalIndex(opened)


def name_of(index: Path, snapshot: str) -> str:
    """Returns what the collection of a snapshot of an index folder is called."""
    path = index / PREFIX
    if not path.exists():
        path.write_text(f"assistant_{uuid.uuid4().hex[:8]}", "ascii")
    return f"{path.read_text('ascii')}_{snapshot.replace('-', '_')}"


def put(opened: Snapshot, named: str, settings: EngineSettings, progress: Progress) -> None:
    """Fills the collection of a snapshot, unless there is one; `named` is the snapshot's name.

    Nothing is done where Milvus is not the engine.

    Raises:
        EngineError: the server does not answer, refuses, or is too old: there is no such
            collection then.
    """
    if not settings.is_milvus:
        return
    with closing(Milvus(settings)) as call:
        if call("has_collection", name := name_of(opened.index, named)):
            return
        beside = f"{name}_unfinished"
        if call("has_collection", beside):
            call("drop_collection", beside)
        version = re.match(r"v?(\d+)\.(\d+)", str(call("get_server_version")))
        if version and (int(version[1]), int(version[2])) < _OLDEST:
            raise EngineError(
                f"Milvus {version[0]} is too old: it needs 2.4 or later, which has sparse vectors"
            )
        rows, passages, dense = 0, opened.manifest.passages, opened.manifest.dense
        schema, indexes = layout(opened.manifest.dimension, dense.vectors if dense else 0)
        call("create_collection", beside, schema=schema)
        progress("Sending to Milvus", 0, passages)
        for chunk in rows_of_snapshot(opened):
            call("insert", beside, chunk, seconds=SECONDS_TO_PREPARE)
            rows += len(chunk)
            progress("Sending to Milvus", chunk[-1]["passage"] + 1, passages)
        call("flush", beside, seconds=SECONDS_TO_PREPARE)
        call("create_index", beside, indexes, seconds=SECONDS_TO_PREPARE, sync=False)
        held = int(call("get_collection_stats", beside)["row_count"])
        if held != rows:
            raise EngineError(f"Milvus was sent {rows:,} rows and holds {held:,}: build again")
        call("rename_collection", beside, name)
        _load(call, name, passages, progress)


def _load(call: Milvus, name: str, passages: int, progress: Progress) -> None:
    """Has the server take a collection into its memory; tells of it if it was not there.

    Then it is searched: milvus-lite makes the index of stems when that is searched first.
    """
    cold = str(call("get_load_state", name)["state"]) != "Loaded"
    if cold:
        progress("Loading into Milvus", 0, passages)
    call("load_collection", name, seconds=SECONDS_TO_PREPARE)
    _searched(call, name, "stems", _NO_STEM, 1, seconds=SECONDS_TO_PREPARE)
    if cold:
        progress("Loading into Milvus", passages, passages)


def settle(index: Path, kept: Sequence[str], settings: EngineSettings) -> tuple[str, ...]:
    """Points the alias at the collection of the live snapshot, the first of those that are `kept`.

    Collections of other snapshots of this index are dropped. Returns what went wrong.
    """
    if not settings.is_milvus:
        return ()
    try:
        names, prefix = [name_of(index, one) for one in kept], name_of(index, "")
        alias = f"{prefix}live"
        with closing(Milvus(settings)) as call:
            there = call("list_collections")
            if names[0] in there:
                is_there = alias in call("list_aliases")["aliases"]
                call("alter_alias" if is_there else "create_alias", names[0], alias)
            for name in set(there) - {*names}:
                if name.startswith(prefix):
                    call("drop_collection", name)
    except EngineError as error:
        return (f"the new index is live, but Milvus was not tidied: {error}",)
    return ()


def told(opened: Snapshot, settings: EngineSettings) -> str:
    """Returns what there is to say of a snapshot's collection, in one line."""
    name = name_of(opened.index, opened.name)
    try:
        return f"Milvus, collection {name}, {count(Milvus(settings), name):,} rows"
    except EngineError as error:
        return str(error)


def count(call: Milvus, name: str) -> int:
    """Returns how many rows a collection has."""
    (told,) = call("query", name, filter="", output_fields=["count(*)"], consistency_level="Strong")
    return int(told["count(*)"])


def rows_of_snapshot(opened: Snapshot) -> Iterator[list[dict[str, Any]]]:
    """Yields the rows of the passages of a snapshot, those of some passages at a time."""
    with closing(LocalIndex(opened)) as local:
        lengths = [sum(1 for _ in words(p.embedded)) for p in local.library.encodable()]
        average = sum(lengths) / len(lengths)
        for several in in_chunks(range(len(lengths)), _AT_ONCE):
            passages = zip(several, local.passages(several), local.contexts(several), strict=True)
            yield [row for passage in passages for row in _rows(local, *passage, average)]


def _rows(
    local: LocalIndex, number: int, passage: Passage, context: str, average: float
) -> Iterator[dict[str, Any]]:
    """Yields the rows of a passage: one for each point, more where its bytes need them.

    The first has its stems too, as a sparse vector of their BM25.
    """
    vectors = local.points.vectors(number)
    weights = local.vocabulary.weights(context + passage.text, average)
    stems = {_dimension(stem): weight for stem, weight in weights.items()}
    held = _Held(passage, context, EncodedPassage(local.coded(number), vectors)).packed()
    pieces = [held[place : place + _PIECE] for place in range(0, len(held), _PIECE)]
    for row in range(max(len(vectors), len(pieces))):
        yield {
            "id": number * _ROWS + row,
            "passage": number,
            "document": int(local.owners[number]),
            "vector": vectors[min(row, len(vectors) - 1)],
            "stems": _NO_STEM if row or not stems else stems,
            "pieces": len(pieces),
            "piece": pieces[row] if row < len(pieces) else "",
        }


def _dimension(stem: str) -> int:
    """Returns the number of a stem in sparse vectors, never 0.

    Of 100,000 stems one pair or so has the same; what one of them counts is then of both.
    """
    return 1 + zlib.crc32(stem.encode("utf-8", "surrogatepass")) % (2**32 - 3)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a collection holds of one passage, beside vectors and stems."""

    passage: Passage
    context: str
    encoded: EncodedPassage

    def packed(self) -> str:
        p = self.passage
        at = locator_json(p.locator)
        parts = [self.context, p.path, p.start, p.end, p.text, at, p.lead_in, p.apparatus]
        told = json.dumps(parts).encode("ascii")
        return b64encode(b"%d %s%s" % (len(told), told, self.encoded.packed())).decode("ascii")

    @classmethod
    def unpacked(cls, content: str) -> _Held:
        length, _, rest = b64decode(content).partition(b" ")
        context, path, start, end, text, at, *marks = json.loads(rest[: int(length)])
        passage = Passage(path, start, end, text, located(at), *marks)
        return cls(passage, context, EncodedPassage.unpacked(rest[int(length) :]))


def _searched(
    call: Milvus, name: str, field: str, query: Any, most: int, among: str = "", seconds: float = 0
) -> Scored:
    """Returns the passages of the rows that meet a query best, with the inner products."""
    by: dict[str, Any] = {"anns_field": field, "search_params": {"metric_type": "IP"}}
    (found,) = call("search", name, [query], among, most, ["passage"], seconds=seconds, **by)
    return [(hit["id"] // _ROWS, hit["distance"]) for hit in found]


class MilvusIndex(LocalIndex):
    """The index of a snapshot whose collection is in Milvus. Safe to use from several threads."""

    def __init__(self, opened: Snapshot, settings: EngineSettings, progress: Progress) -> None:
        """Open what is read of the folder, and have Milvus load the rest."""
        self._open(opened)
        self._call, self._name = Milvus(settings), name_of(opened.index, opened.name)
        with suppress(EngineError):  # each question tries again, and tells
            _load(self._call, self._name, opened.manifest.passages, progress)
        self._known: dict[int, _Held] = {}
        self._lock = threading.Lock()
        self._tokens = FetchedTokens(
            opened.folder / TOKENS, lambda ns: [held.encoded.coded for held in self._held(ns)]
        )
        self.dense_candidates, self.cosines = self._nearest, self._cosines
        self.lexical_candidates = self._search
        self.coded, self.weights = self._tokens.passage, self._tokens.weights
        self.passages = lambda numbers: [held.passage for held in self._held(numbers)]
        self.contexts = lambda numbers: [held.context for held in self._held(numbers)]

    def asking(self) -> AbstractContextManager[None]:
        """Lets what one question asks of the server take no longer than one call may."""
        return self._call.at_once()

    def close(self) -> None:
        """Closes the files and the connection."""
        super().close()
        self._call.close()

    def _nearest(self, query: Vectors, most: int, allowed: Allowed = None) -> Scored:
        points = self._found("vector", query.tolist(), most * POINTS_A_PASSAGE, allowed)
        return best_of_each(points, most)

    def _search(
        self,
        stems: Collection[str],
        most: int,
        shares: Mapping[str, float] | None = None,
        allowed: Allowed = None,
    ) -> Scored:
        asked, best = self.vocabulary.asked(stems, shares)
        if not best:
            return []
        query = {_dimension(stem): share for stem, share in asked.items() if share > 0}
        return [(n, score / best) for n, score in self._found("stems", query, most, allowed)]

    def _cosines(self, query: Vectors, numbers: Sequence[int]) -> Vectors:
        best = [(held.encoded.points @ query).max() for held in self._held(numbers)]
        return np.array(best, np.float32)

    def _found(self, field: str, query: Any, most: int, allowed: Allowed) -> Scored:
        if allowed is not None and not allowed.any():
            return []
        among = "" if allowed is None else self._among(allowed)
        return _searched(self._call, self._name, field, query, most, among)

    def _among(self, allowed: NDArray[np.bool_]) -> str:
        """Returns the filter for the passages that are allowed."""
        documents = np.unique(self.owners[allowed])
        if np.array_equal(np.isin(self.owners, documents), allowed):
            return f"document in {documents.tolist()}"
        return f"passage in {np.flatnonzero(allowed).tolist()}"

    def _held(self, numbers: Sequence[int]) -> list[_Held]:
        """Returns what is held of passages, the last few kept in memory."""
        numbers = [int(number) for number in numbers]
        with self._lock:
            known = {number: self._known[number] for number in numbers if number in self._known}
        for chunk in in_chunks((n for n in numbers if n not in known), _AT_ONCE):
            pieces = self._pieces([number * _ROWS for number in chunk])
            places = {n: range(n * _ROWS, n * _ROWS + pieces[n * _ROWS][0]) for n in chunk}
            more = [place for held in places.values() for place in held[1:]]
            pieces |= self._pieces(more) if more else {}
            for number, held in places.items():
                known[number] = _Held.unpacked("".join(pieces[place][1] for place in held))
        with self._lock:
            self._known.update(known)
            while len(self._known) > _KEPT:
                self._known.pop(next(iter(self._known)))
        return [known[number] for number in numbers]

    def _pieces(self, ids: list[int]) -> dict[int, tuple[int, str]]:
        """Returns of rows how many pieces their passages have, and theirs."""
        rows = self._call("get", self._name, ids, ["pieces", "piece"])
        if len(rows) < len(ids):
            raise EngineError(
                f"collection {self._name} in Milvus lacks passages: run 'assistant verify', "
                "then 'assistant build --full'"
            )
        return {row["id"]: (row["pieces"], row["piece"]) for row in rows}
