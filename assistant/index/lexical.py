"""Lexical retrieval: BM25 (tantivy) over the stems that `assistant.words` finds.

Passages are indexed as their stems, so that one analyser serves passages and questions alike and
what it keeps whole ('80-20', '35%', acronyms) stays whole.
"""

from __future__ import annotations

import errno
import math
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from assistant.words import words

_NUMBER, _STEMS, _FORMS = "number", "stems", "forms"
_K1 = 1.2  # tantivy's own
_HEAP = 64_000_000  # bytes


def write_lexical(folder: Path, texts: Iterable[str]) -> None:
    """Write an index of `texts`, numbered from 0.

    Raises:
        OSError: the disk is full or failed.
    """
    folder.mkdir()
    try:
        writer = tantivy.Index(_schema(), path=str(folder)).writer(_HEAP, num_threads=1)
        for number, text in enumerate(texts):
            found = list(words(text))
            document = tantivy.Document()
            document.add_unsigned(_NUMBER, number)
            document.add_text(_STEMS, " ".join(word.stem for word in found))
            document.add_text(_FORMS, " ".join(text[w.start : w.end].lower() for w in found))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise OSError(errno.EIO, f"cannot be written ({error})", str(folder)) from error
    for path in folder.iterdir():
        if path.suffix == ".lock":
            path.unlink()
        else:
            path.chmod(0o644)  # tantivy lets only its user read some of them


class LexicalIndex:
    """A lexical index, mapped from its files. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that `write_lexical` made."""
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            index = tantivy.Index.open(str(folder))
            self._searcher = index.searcher()
        except ValueError:
            # tantivy needs to write a lock: on a read-only disk a copy elsewhere serves.
            self._copy = tempfile.TemporaryDirectory()
            without = shutil.ignore_patterns("*.lock")
            shutil.copytree(folder, self._copy.name, ignore=without, dirs_exist_ok=True)
            index = tantivy.Index.open(self._copy.name)
            self._searcher = index.searcher()
        self._schema = index.schema

    def close(self) -> None:
        """Remove the copy, where there is one."""
        if self._copy is not None:
            self._copy.cleanup()

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._searcher.num_docs)

    def search(self, stems: Collection[str], most: int) -> list[tuple[int, float]]:
        """The numbers and scores of the `most` passages that hold most of the stems, best first.

        A score is BM25 as a share of the most that these stems could give, from 0 to 1.
        """
        asked = sorted(set(stems))
        best = sum(self._rarity(stem) for stem in asked) * (_K1 + 1)
        if not best:
            return []
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, _STEMS, stem))
            for stem in asked
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), limit=most, count=False)
        addresses = [address for _, address in hits.hits]
        numbers = (int(n or 0) for n in self._searcher.fast_field_values(_NUMBER, addresses))
        return list(zip(numbers, (score / best for score, _ in hits.hits), strict=True))

    def frequency(self, word: str) -> int:
        """In how many passages a word, given in lower case, stands in just this form."""
        return int(self._searcher.doc_freq(_FORMS, word))

    def holds(self, stem: str) -> bool:
        """Whether a word with this stem stands in any passage."""
        return bool(self._searcher.doc_freq(_STEMS, stem))

    def _rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem, as BM25 has it."""
        held, all_passages = self._searcher.doc_freq(_STEMS, stem), self._searcher.num_docs
        return math.log(1 + (all_passages - held + 0.5) / (held + 0.5))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_NUMBER, fast=True)
    builder.add_text_field(_STEMS, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(_FORMS, tokenizer_name="whitespace", index_option="basic")
    return builder.build()
