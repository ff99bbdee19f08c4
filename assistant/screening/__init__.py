"""A question, before it is searched: the personal data in it, and whether it tells of danger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from assistant.encoder import Encoded, TextEncoder, Vectors
from assistant.index.searcher import LocalIndex
from assistant.records import Source
from assistant.screening.danger import CAUTION, danger_for, unnamed
from assistant.screening.naming import naming_for
from assistant.screening.patterns import Finding
from assistant.screening.personal_data import found
from assistant.text import in_a_row, stands_in
from assistant.text.spelling import strange_words


class Screening:
    """Looks at questions, with what the documents of one index hold in view; keeps none of them."""

    def __init__(
        self,
        index: LocalIndex,
        encoder_sha256: str,
        sources: Sequence[Source],
    ) -> None:
        """Take the models that were fitted to this encoder, and rules where there are none."""
        self._index = index
        self._sources = sources
        self._danger = danger_for(encoder_sha256)
        self._naming = naming_for(encoder_sha256)

    def caution(self, question: str, encoder: TextEncoder) -> str | None:
        """What to say before anything else, where a question tells of danger to someone now."""

        def pooled(text: str) -> Vectors:
            return encoder.encode_query(text).pooled

        told = self._danger.tells(question, pooled)
        if not told and (personal := self._by_rules(question, encoder.encode_query(question))):
            told = self._danger.tells(unnamed(question, personal), pooled)
        return CAUTION if told else None

    def personal_data(self, question: str, encoder: TextEncoder) -> tuple[Finding, ...]:
        """The personal data in a question; what stands in the documents is public, and is none."""
        encoded = encoder.encode_query(question)
        if self._naming is None:
            return self._by_rules(question, encoded)
        named = self._naming.names(question, encoded, self._index.vocabulary.frequency)
        return found(question, self.is_public, self._strange(question, encoded), named)

    def is_public(self, phrase: str) -> bool:
        """Whether a phrase stands in a passage, or in a document's title or author."""
        return stands_in(phrase, self._told) or self._index.holds_phrase(phrase)

    def _by_rules(self, question: str, encoded: Encoded) -> tuple[Finding, ...]:
        """The personal data that rules find: of names more than beside the model, and faster."""
        return found(question, self.is_public, self._strange(question, encoded))

    def _strange(self, question: str, encoded: Encoded) -> frozenset[str]:
        """The words that no document and no dictionary holds."""
        return strange_words(question, encoded.spans, self._index.vocabulary)

    @cached_property
    def _told(self) -> str:
        """The words of all titles and authors, each in a line: there may be many thousand."""
        entries = (source.entry for source in self._sources)
        told = (part for entry in entries for part in (entry.title, entry.author) if part)
        return "\n".join(map(in_a_row, told))
