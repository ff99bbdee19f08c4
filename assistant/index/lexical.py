"""Lexical retrieval: BM25 (tantivy) over the stems that `assistant.text` finds.

Passages are indexed as their stems, so that one analyser serves passages and questions alike and
what it keeps whole ('80-20', '35%', acronyms) stays whole.
"""

from __future__ import annotations

import errno
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from assistant.index import Allowed, Scored
from assistant.text import words

_NUMBER, _STEMS, _FORMS = "number", "stems", "forms"
_K1, _B = 1.2, 0.75  # tantivy's own
_HEAP = 64_000_000  # bytes


def write_lexical(folder: Path, texts: Iterable[str]) -> None:
    """Writes an index of `texts`, numbered from 0; raises OSError where that cannot be written."""
    folder.mkdir()
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field(_NUMBER, fast=True)
    schema.add_text_field(_STEMS, tokenizer_name="whitespace", index_option="freq")
    schema.add_text_field(_FORMS, tokenizer_name="whitespace", index_option="basic")
    try:
        writer = tantivy.Index(schema.build(), path=str(folder)).writer(_HEAP, num_threads=1)
        for number, text in enumerate(texts):
            found = list(words(text))
            document = tantivy.Document()
            document.add_unsigned(_NUMBER, number)
            document.add_text(_STEMS, " ".join(word.stem for word in found))
            document.add_text(_FORMS, " ".join(text[w.start : w.end] for w in found).lower())
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
            self._open(folder)
        except ValueError:
            # tantivy needs to write a lock: of a folder that is read only a copy elsewhere serves.
            self._copy = tempfile.TemporaryDirectory()
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    shutil.copyfile(path, Path(self._copy.name) / path.name)
            self._open(Path(self._copy.name))

    def _open(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._searcher, self._schema = index.searcher(), index.schema

    def close(self) -> None:
        """Removes the copy, where there is one."""
        if self._copy is not None:
            self._copy.cleanup()

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._searcher.num_docs)

    def search(
        self,
        stems: Collection[str],
        most: int,
        shares: Mapping[str, float] | None = None,
        allowed: Allowed = None,
    ) -> Scored:
        """Returns numbers and scores of the `most` passages that hold most stems, best first.

        `shares` says what a stem counts where that is not 1. A score is BM25 as a share of the
        most that these stems could give, from 0 to 1; how rare a stem is counts over all passages.
        With `allowed`, of shape (passages,), only of those that it holds true for.
        """
        asked, best = self.asked(stems, shares)
        if not best:
            return []
        terms = (tantivy.Query.term_query(self._schema, _STEMS, stem) for stem in asked)
        boosted = map(tantivy.Query.boost_query, terms, asked.values())
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in boosted])
        found = self._found(query, most) if allowed is None else self._among(query, most, allowed)
        return [(number, score / best) for number, score in found]

    def asked(
        self, stems: Collection[str], shares: Mapping[str, float] | None
    ) -> tuple[dict[str, float], float]:
        """Returns what each stem of a question counts, and the most that BM25 can come to."""
        counted = {stem: (shares or {}).get(stem, 1.0) for stem in sorted(set(stems))}
        return counted, sum(many * self._rarity(s) for s, many in counted.items()) * (_K1 + 1)

    def weights(self, text: str, average: float) -> dict[str, float]:
        """Returns the BM25 of each stem of an indexed text, which add up to its score.

        `average` is the mean number of words of all texts.
        """
        held = Counter(word.stem for word in words(text))
        norm = _K1 * (1 - _B + _B * _kept_length(held.total()) / average)
        return {s: self._rarity(s) * n * (_K1 + 1) / (n + norm) for s, n in held.items()}

    def holding(self, stems: Collection[str]) -> list[int]:
        """Returns the numbers of all passages that hold every one of the stems, in order."""
        return sorted(self._holding_all(_STEMS, stems, max(1, self._searcher.num_docs)))

    def frequency(self, word: str) -> int:
        """Returns in how many passages a word, given in lower case, stands in just this form."""
        return int(self._searcher.doc_freq(_FORMS, word))

    def holding_forms(self, words: Collection[str], most: int) -> list[int]:
        """Returns up to `most` numbers of passages that hold each word, in lower case, as it is."""
        return self._holding_all(_FORMS, words, most)

    def holds(self, stem: str) -> bool:
        """Returns whether a word with this stem stands in any passage."""
        return bool(self._searcher.doc_freq(_STEMS, stem))

    def _among(self, query: tantivy.Query, most: int, allowed: NDArray[np.bool_]) -> Scored:
        """Returns numbers and scores of the `most` allowed passages that meet a query best.

        tantivy cannot leave passages out: it is asked for more until enough of them may stay.
        """
        reach = 2 * most * len(allowed) // max(1, int(allowed.sum()))
        while True:
            found = self._found(query, min(reach, len(allowed)))
            kept = [hit for hit in found if allowed[hit[0]]]
            if len(kept) >= most or len(found) < reach:
                return kept[:most]
            reach *= 8

    def _found(self, query: tantivy.Query, most: int) -> Scored:
        """Returns the numbers and scores of the `most` passages that meet a query best."""
        hits = self._searcher.search(query, limit=most, count=False).hits
        numbers = self._searcher.fast_field_values(_NUMBER, [address for _, address in hits])
        return [(int(n or 0), score) for n, (score, _) in zip(numbers, hits, strict=True)]

    def _holding_all(self, field: str, texts: Collection[str], most: int) -> list[int]:
        """Returns up to `most` numbers of passages whose field holds every one of the texts."""
        terms = (tantivy.Query.term_query(self._schema, field, text) for text in sorted(set(texts)))
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
        return [number for number, _ in self._found(query, most)]

    def _rarity(self, stem: str) -> float:
        """Returns the inverse document frequency of a stem, as BM25 has it."""
        held, all_passages = self._searcher.doc_freq(_STEMS, stem), self._searcher.num_docs
        return math.log(1 + (all_passages - held + 0.5) / (held + 0.5))


def _kept_length(words: int) -> int:
    """Returns a text's length as tantivy keeps it: in a byte, so that four bits of it count."""
    shift = max((words - 24).bit_length() - 4, 0)
    return words if words < 24 else 24 + ((words - 24) >> shift << shift)
