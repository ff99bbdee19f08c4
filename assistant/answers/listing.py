"""Questions about the documents, answered from the catalogue and from what passages hold.

The words are fixed, around titles, names and passages that stand in the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers.catalogue_questions import CatalogueQuestion, Fact, QuestionKind
from assistant.answers.filters import filtering_of, in_words, left_out, silence_lines
from assistant.index.searcher import LocalIndex
from assistant.records import ListedDocument, Quotation, Source
from assistant.records.documents import is_among, several
from assistant.text import content_stems, words
from assistant.wording import count

Best = Callable[[str, Sequence[int]], Sequence[Quotation]]
"""The best passages for a topic, best first and one a document, of those with certain numbers."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The documents that answer a question about documents, and what is said of them."""

    summary: str
    documents: tuple[ListedDocument, ...] = ()
    silent: int = 0
    """How many more might be listed, of which the catalogue does not say what is asked for."""


def listing(
    asked: CatalogueQuestion, among: Sequence[Source], index: LocalIndex, best: Best
) -> Listing | None:
    """What the documents `among` answer to a question about them.

    None where the catalogue does not say what is asked of a document, and where nothing mentions
    the topic of a question that may be about what the documents say.
    """
    if asked.fact is not None:
        return _fact(asked.fact, [source for source in among if source.path in asked.paths])
    standing = [s for s in among if s.entry.superseded_by or not asked.superseded]
    fitting = [source for source in standing if asked.filters.admits(source.entry)]
    if asked.topic is not None:
        found = _on_topic(asked, asked.topic, fitting, len(among), index, best)
    elif asked.kind in (QuestionKind.LATEST, QuestionKind.OLDEST):
        found = _by_date(asked, fitting)
    else:
        found = _all(asked, fitting, len(among))
    if found is None:
        return None
    filtering = filtering_of(asked.filters, (source.entry for source in standing))
    summary = " ".join([found.summary, *silence_lines(filtering)])
    return replace(found, summary=summary, silent=filtering.silent)


def _all(asked: CatalogueQuestion, fitting: Sequence[Source], of: int) -> Listing:
    """The documents that fit, and how many they are, of all or of those that there are."""
    if asked.filters.since or asked.filters.until:
        fitting = sorted(fitting, key=lambda s: s.entry.published or "", reverse=True)
    given = _given(asked)
    counted = f"{given}: {_share(len(fitting), of)}" if given else f": {len(fitting):,}"
    return Listing(f"Documents{counted}.", tuple(ListedDocument(source) for source in fitting))


def _by_date(asked: CatalogueQuestion, fitting: Sequence[Source]) -> Listing:
    """The documents of the latest, or of the earliest, date."""
    dates = [source.entry.published for source in fitting if source.entry.published]
    if not dates:
        return Listing("The catalogue gives no date of these documents.")
    is_latest = asked.kind is QuestionKind.LATEST
    word, end = ("Latest", max(dates)) if is_latest else ("Oldest", min(dates))
    dated = count(len(dates), "document")
    told = f"{word} of {dated} with a date in the catalogue{_given(asked)}."
    if without := len(fitting) - len(dates):
        told = f"{told} {left_out(without, 'date')}"
    found = tuple(ListedDocument(source) for source in fitting if source.entry.published == end)
    return Listing(told, found)


def _fact(fact: Fact, sources: Sequence[Source]) -> Listing | None:
    """What the catalogue says of each document that it says something of."""
    if fact is Fact.STANDING:
        known = [(s, s.entry.superseded_by or "no document in the catalogue") for s in sources]
    else:
        said = [(source, getattr(source.entry, fact.value)) for source in sources]
        known = [(source, value) for source, value in said if value]
    if not known:
        return None
    what = "address" if fact is Fact.ADDRESS else fact.value.replace("_", " ")
    told = "; ".join(dict.fromkeys(str(value) for _, value in known))
    documents = tuple(ListedDocument(source) for source, _ in known)
    return Listing(f"By the catalogue, {what}: {told}.", documents)


def _on_topic(
    asked: CatalogueQuestion,
    topic: str,
    fitting: Sequence[Source],
    of: int,
    index: LocalIndex,
    best: Best,
) -> Listing | None:
    """The documents that mention a topic, are called after it or are of the nation it names."""
    mentions = _mentions(topic, fitting, index)
    counts = Counter(mentions.values())
    quoted = {q.passage.path: (q,) for q in best(topic, [*mentions])} if mentions else {}
    found = [s for s in fitting if counts[s.path] or _is_called(s, topic)]
    if not found and asked.kind is QuestionKind.ABOUT:
        return None
    places = {path: place for place, path in enumerate(quoted)}
    found.sort(key=lambda s: (places.get(s.path, len(places)), -counts[s.path]))
    return Listing(
        f"Documents that mention {_said(topic)}{_given(asked)}: {_share(len(found), of)}.",
        tuple(ListedDocument(s, counts[s.path], quoted.get(s.path, ())) for s in found),
    )


def _mentions(topic: str, among: Sequence[Source], index: LocalIndex) -> dict[int, str]:
    """The passages of these documents whose own text holds every word of a topic.

    By their numbers, with their paths. One that is no more than the title is none: it says what the
    document is called.
    """
    stems = content_stems(topic)
    titles = {source.path: source.title for source in among}
    numbers = index.holding(stems)
    return {
        number: passage.path
        for number, passage in zip(numbers, index.passages(numbers), strict=True)
        if passage.path in titles
        and passage.text.strip() != titles[passage.path]
        and stems <= {word.stem for word in words(passage.text)}
    }


def _is_called(source: Source, topic: str) -> bool:
    named = is_among(topic, several(source.entry.nation))
    return named or content_stems(topic) <= content_stems(source.title)


def _given(asked: CatalogueQuestion) -> str:
    """The constraints of a question, in brackets after what is counted."""
    parts = (in_words(asked.filters), "superseded" if asked.superseded else "")
    told = ", ".join(filter(None, parts))
    return f" ({told})" if told else ""


def _said(topic: str) -> str:
    """A topic as it is searched for: '“fair” and “pay” in one passage'."""
    stems = content_stems(topic)
    found = dict.fromkeys(topic[w.start : w.end] for w in words(topic) if w.stem in stems)
    quoted = " and ".join(f"“{word}”" for word in found)
    return f"{quoted} in one passage" if len(found) > 1 else quoted


def _share(found: int, of: int) -> str:
    return f"{f'{found:,}' if found else 'none'} of {count(of, 'document')}"
