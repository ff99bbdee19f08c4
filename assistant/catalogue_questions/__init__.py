"""Questions about the documents themselves, told from questions about what they say.

'What documents are there?' is about the documents; 'Which documents must a social worker keep?' is
about social work. A question is taken for one about the documents only if every word of it fits
one of a few forms; a word too many, and it is searched for like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.catalogue_questions.constraints import Constraints, split
from assistant.catalogue_questions.courtesy import tidy
from assistant.catalogue_questions.facts import Fact, fact_form
from assistant.catalogue_questions.forms import Kind, form, is_topic
from assistant.catalogue_questions.titles import named
from assistant.filters import Choices
from assistant.records import Filters, Source

__all__ = ["CatalogueQuestion", "Fact", "Kind", "recognised"]

_LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """A question about the documents."""

    kind: Kind
    topic: str | None = None
    """What the documents are to mention."""
    filters: Filters = field(default_factory=Filters)
    superseded: bool = False
    """Whether only superseded documents are asked for."""
    fact: Fact | None = None
    paths: tuple[str, ...] = ()
    """The documents that are named, where a fact is asked for."""


def recognised(
    question: str, sources: Sequence[Source], choices: Choices
) -> CatalogueQuestion | None:
    """What a question asks about these documents; None where it asks what they say."""
    if len(question) > _LONGEST:
        return None
    text = tidy(question)
    return _of_a_document(text, sources) or _of_documents(text, choices)


def _of_a_document(text: str, sources: Sequence[Source]) -> CatalogueQuestion | None:
    """A fact of a document that is named so that it can be told which one."""
    found = fact_form(text)
    if found is None:
        return None
    paths = named(found.name, sources)
    return CatalogueQuestion(Kind.FACT, fact=found.fact, paths=paths) if paths else None


def _of_documents(text: str, choices: Choices) -> CatalogueQuestion | None:
    """Which documents there are, how many, the latest, or those that mention something."""
    for head, constraints in (split(text, choices), (text, Constraints())):
        found = form(head, constrained=constraints.ends)
        if found is not None and (found.topic is None or is_topic(found.topic)):
            return _asked(found.kind, found.topic, constraints.with_adjective(found.adjective))
    return None


def _asked(kind: Kind, topic: str | None, constraints: Constraints) -> CatalogueQuestion:
    asked = CatalogueQuestion(kind, topic, constraints.filters, constraints.superseded)
    dated = constraints.filters.since or constraints.filters.until
    return replace(asked, kind=Kind.LIST) if kind is Kind.LATEST and dated else asked
