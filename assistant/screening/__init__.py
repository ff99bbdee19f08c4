"""A question, before it is searched: the personal data in it, and whether it tells of danger.

No list of words tells danger from a question about it in general (the law, the signs). A logistic
model does, of the question's words, singly and in pairs, and of its vector; with another encoder of
the words alone. `python -m benchmarks.danger` fits it. Passages are shown all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.encoder import Encoded, TextEncoder, Vectors
from assistant.index.engines import LocalIndex
from assistant.records import Source
from assistant.screening import name_rules, patterns
from assistant.screening.name_model import naming_for
from assistant.screening.patterns import Finding, Kind
from assistant.text import in_a_row, stands_in, words
from assistant.text.abbreviations import strange_words

# Samaritans' number in the United Kingdom and Ireland since 2015, free of charge:
# https://www.samaritans.org/how-we-can-help/contact-samaritan/
CAUTION = (
    "This tool only searches documents. If someone is in danger now, call 999 or your duty team. "
    "Samaritans are there day and night, free, on 116 123."
)

FILE = Path(__file__).with_name("danger.json")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_MOST_SENTENCES = 8
_PUBLISHED = frozenset(
    {Kind.NAME, Kind.ADDRESS, Kind.POSTCODE, Kind.TELEPHONE, Kind.EMAIL, Kind.ACCOUNT}
)
"""Kinds that organisations and authors publish of themselves."""
_AN = ("address", "e-mail", "NHS")


class Screening:
    """Looks at questions, with what the documents of one index hold in view; keeps none of them."""

    def __init__(self, index: LocalIndex, encoder_sha256: str, sources: Sequence[Source]) -> None:
        """Take the models that were fitted to this encoder, and rules where there are none."""
        self._index = index
        self._sources = sources
        self._danger = danger_for(encoder_sha256)
        self._naming = naming_for(encoder_sha256)

    def caution(self, question: str, encoder: TextEncoder) -> str | None:
        """Returns what to say first, where a question tells of danger to someone now."""

        def pooled(text: str) -> Vectors:
            return encoder.encode_query(text).pooled

        told = self._danger.tells(question, pooled)
        # By rules: they find more names than beside the model, and are faster.
        if not told and (personal := self._found(question, encoder.encode_query(question))):
            told = self._danger.tells(unnamed(question, personal), pooled)
        return CAUTION if told else None

    def personal_data(self, question: str, encoder: TextEncoder) -> tuple[Finding, ...]:
        """Returns the personal data in a question; what stands in the documents is public."""
        encoded, frequency = encoder.encode_query(question), self._index.vocabulary.frequency
        named = self._naming.names(question, encoded, frequency) if self._naming else None
        return self._found(question, encoded, named)

    def is_public(self, phrase: str) -> bool:
        """Returns whether a phrase stands in a passage, or in a document's title or author."""
        return stands_in(phrase, self._told) or self._index.holds_phrase(phrase)

    def _found(
        self, question: str, encoded: Encoded, named: Sequence[tuple[int, int]] | None = None
    ) -> tuple[Finding, ...]:
        strange = strange_words(question, encoded.spans, self._index.vocabulary)
        return found(question, self.is_public, strange, named)

    @cached_property
    def _told(self) -> str:
        """Returns the words of all titles and authors, a line each: there may be thousands."""
        entries = (source.entry for source in self._sources)
        told = (part for entry in entries for part in (entry.title, entry.author) if part)
        return "\n".join(map(in_a_row, told))


def found(
    text: str,
    is_public: Callable[[str], bool] = lambda _: False,
    strange: Collection[str] = (),
    named: Sequence[tuple[int, int]] | None = None,
) -> tuple[Finding, ...]:
    """Returns the personal data in a text, in order and without overlap.

    `is_public` says whether a name, number or address stands in the documents; it is not asked
    about a single forename, which stands in many and is somebody else's there. `strange` are the
    words, in lower case, that no document and no dictionary holds: with them names are found that
    are in no list, and fewer without. `named` says where a model finds names; the rules then look
    only for those that they are sure of.
    """
    kept: list[Finding] = []
    rest = text
    # Again without what was found: it may have covered the beginning of something else.
    while new := _found_at_once(rest, is_public, strange, named):
        kept += new
        for finding in new:
            rest = rest[: finding.start] + "…" * (finding.end - finding.start) + rest[finding.end :]
    return tuple(sorted(kept))


def without(text: str, findings: Sequence[Finding]) -> str:
    """Returns the text with '…' for each finding and the words that announce it.

    The ellipsis searches as well as a gap, and better than a word such as '[name]', which would
    be looked for in the documents.
    """
    return patterns.replaced(text, findings, name="…", other="…")


def in_words(findings: Sequence[Finding]) -> str:
    """Returns the kinds found, in order: 'a name and an NHS number'; '' where there is none."""
    labels = dict.fromkeys(finding.kind.label for finding in sorted(findings))
    kinds = [f"{'an' if label.startswith(_AN) else 'a'} {label}" for label in labels]
    return " and ".join(filter(None, [", ".join(kinds[:-1]), *kinds[-1:]]))


def _found_at_once(
    text: str,
    is_public: Callable[[str], bool],
    strange: Collection[str],
    named: Sequence[tuple[int, int]] | None,
) -> list[Finding]:
    """Returns the findings that hide none of each other: of two that overlap the surer."""
    kept: list[Finding] = []
    public_people = name_rules.public_people(text)
    for finding in _candidates(text, strange, named):
        is_name = finding.kind is Kind.NAME
        if is_name and any(start <= finding.start < end for start, end in public_people):
            continue
        if any(finding.start < k.end and k.start < finding.end for k in kept):
            continue
        part = text[finding.start : finding.end]
        is_anybodys = is_name and name_rules.is_forename(part)
        if finding.kind not in _PUBLISHED or is_anybodys or not is_public(part):
            kept.append(finding)
    return kept


def _candidates(
    text: str, strange: Collection[str], named: Sequence[tuple[int, int]] | None
) -> Iterator[Finding]:
    """Yields what may be personal data, the surer first."""
    yield from patterns.findings(text)
    by_model = (
        Finding(start, end, Kind.NAME, start)
        for start, end in named or ()
        if "…" not in text[start:end]  # found before
    )
    for name in [*name_rules.findings(text, strange, sure=named is not None), *by_model]:
        yield name
        yield from patterns.dates_after(text, name)


@dataclass(frozen=True, slots=True)
class Danger:
    """The weights of a model that tells whether a question tells of danger."""

    intercept: float
    words: Mapping[str, float]
    """By the stem of a word, or those of two in a row."""
    vector: tuple[float, ...] = ()
    """One for each dimension of a vector; none where the words alone decide."""

    def tells(self, question: str, pooled: Callable[[str], Vectors] | None = None) -> bool:
        """Returns whether a question tells of danger, as a whole or in one of its sentences.

        `pooled` gives the vector of a text; where the words alone decide it is not needed.
        """
        return any(self._score(part, pooled) > 0 for part in judged(question))

    def _score(self, text: str, pooled: Callable[[str], Vectors] | None) -> float:
        """Returns the log-odds that a text tells of danger, less those that call for a caution."""
        score = self.intercept + sum(self.words.get(term, 0.0) for term in terms(text))
        if self.vector and pooled:
            score += float(np.dot(pooled(text), np.array(self.vector, np.float32)))
        return score


def judged(question: str) -> list[str]:
    """Returns what of a question is judged: all of it, and each of several sentences."""
    sentences = [s for s in _SENTENCE.findall(question) if s.strip()]
    return [question, *(sentences[:_MOST_SENTENCES] if len(sentences) > 1 else [])]


def terms(text: str) -> set[str]:
    """Returns the stems of a text's words, and each two in a row: what the model weighs."""
    stems = [word.stem for word in words(text)]
    return {*stems, *map(" ".join, pairwise(stems))}


def unnamed(question: str, personal: Sequence[Finding]) -> str:
    """Returns the question with 'she' for each name, and without the other personal data.

    Names are many, and the model knows none of them.
    """
    told = patterns.replaced(question, personal, name="she", other="")
    return re.sub(r"(?:\s*,)+", "", told)


def danger_for(encoder_sha256: str) -> Danger:
    """Returns the model for an encoder's vectors; that of the words alone for another encoder's."""
    return _shipped().get(encoder_sha256, words_alone())


def words_alone() -> Danger:
    """Returns the model that needs no vector."""
    return _shipped()[""]


@cache
def _shipped() -> dict[str, Danger]:
    """Returns the models by their encoder's SHA-256, that of the words alone by ''."""
    stored = json.loads(FILE.read_text("utf-8"))
    models = {stored["encoder_sha256"]: stored["words and vector"], "": stored["words alone"]}
    return {k: Danger(m["intercept"], m["words"], tuple(m["vector"])) for k, m in models.items()}
