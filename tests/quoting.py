"""Documents, answers and the index that quotations are checked against, made on the spot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from hypothesis import strategies as st

from assistant.answer_export import Made
from assistant.citation import comparable, short
from assistant.index.lexical import LexicalIndex
from assistant.index.library import Library, Shelved, write_library
from assistant.quotes.written import Shelf, is_within_word
from assistant.records import (
    Answer,
    Citation,
    Document,
    Entry,
    Explanation,
    Highlight,
    Locator,
    Mark,
    MarkKind,
    Measures,
    Origin,
    Outcome,
    Passage,
    Quotation,
    Source,
)
from assistant.text import words

MADE = Made(
    datetime(2026, 11, 22, 10, 5, tzinfo=UTC), "snapshot-a", datetime(2026, 11, 21, tzinfo=UTC)
)
NOTHING = Explanation(Measures(0, 0, 0, 0), Measures(0, 0, 0, 0), (), 0)

# What Markdown, XML, quotation marks or a line's end could trip over, and any other character.
TRICKY = st.sampled_from(
    [
        *"aéb1 \n\t\r*_`#>-+=.)(<&;:/\\|~[]!\"'^$@{}%“”‘’…•\x00\x1b\x7f\x85\xa0\u2028\u202e\u200b",
        *("\ufeff", "\uffff", "\U0001f600", "e\u0301", "\n\n", "---", "&#9;", "```", "> ", "1. "),
        *("<br>", "](x)", "https://a.example", "” (b; read 1 May 2026)"),
    ]
)
WORDS = st.sampled_from(["carer", "visits", "review", "home", "plan", "duty", "80-20", "35%"])
TEXTS = st.one_of(
    st.lists(TRICKY, min_size=1, max_size=40).map("".join),
    st.lists(WORDS | TRICKY, min_size=3, max_size=40).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
).filter(lambda text: bool(text.strip()))
KNOWN = st.none() | TEXTS
ENTRIES = st.builds(
    Entry,
    title=KNOWN,
    author=KNOWN,
    publisher=KNOWN,
    published=st.sampled_from([None, "2019", "2019-11", "2019-11-30"]),
    url=st.none() | TEXTS.map("https://a.example/{}".format),
    superseded_by=KNOWN,
    origins=st.sampled_from([{}, {"published": Origin.FILE}]),
)


def document(path: str, text: str, entry: Entry | None = None) -> Document:
    """A document of one page."""
    digest = sha256(path.encode() + text.encode("utf-8", "replace")).hexdigest()
    return Document(path, digest, text, (Mark(MarkKind.PAGE, 0, len(text), 1),), entry or Entry())


def quotation(held: Document, start: int = 0, end: int | None = None) -> Quotation:
    """A stretch of a document as an answer quotes it."""
    stop = len(held.text) if end is None else end
    passage = Passage(held.path, start, stop, held.text[start:stop], Locator(pages=(1, 1)))
    source = Source(held.path, held.sha256, held.entry, 1, None, 1)
    cited = Citation(source, passage.locator)
    return Quotation(passage, 1.0, NOTHING, cited, short(cited))


def answer(*quotations: Quotation, question: str = "What is it?") -> Answer:
    """An answer that quotes."""
    return Answer(question, question, Outcome.FOUND, 0.9, quotations, MADE.snapshot)


class CountedStems:
    """Finds the texts that hold most of some stems; quick to make, unlike an index on disk."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._held = [{word.stem for word in words(text)} for text in texts]

    def search(self, stems: Collection[str], most: int) -> list[tuple[int, float]]:
        scored = [(number, len(held & set(stems))) for number, held in enumerate(self._held)]
        best = sorted(scored, key=lambda pair: -pair[1])[:most]
        return [(number, float(score)) for number, score in best if score]

    def close(self) -> None: ...


@contextmanager
def shelf(documents: Sequence[Document]) -> Iterator[Shelf]:
    """The index of documents that are a passage each, as a check of quotations uses it."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        passages = [quotation(held).passage for held in documents]
        write_library(
            path / "library",
            [(d, [Shelved(p, "")]) for d, p in zip(documents, passages, strict=True)],
        )
        lexical = cast(LexicalIndex, CountedStems([p.text for p in passages]))
        with Shelf(Library(path / "library"), lexical, MADE.snapshot) as opened:
            yield opened


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Document], list[Answer]]:
    """Some documents of any text, and answers that quote stretches of them."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    documents = [document(f"{i}.txt", text, draw(ENTRIES)) for i, text in enumerate(texts)]
    answers = []
    for _ in range(draw(st.integers(1, 2))):
        quoted = draw(st.lists(st.sampled_from(documents), max_size=3))
        quotations = [draw(stretches(held)) for held in quoted]
        answers.append(answer(*quotations, question=draw(TEXTS)))
    return documents, answers


@st.composite
def stretches(draw: st.DrawFn, held: Document) -> Quotation:
    """A quotation of some of a document that is not blank, of whole words as all passages are.

    Some of it is marked, or nothing.
    """
    start = draw(st.integers(0, len(held.text) - 1))
    end = draw(st.integers(start + 1, len(held.text)))
    shown = comparable(held.text)
    while is_within_word(shown, start):
        start -= 1
    while is_within_word(shown, end):
        end += 1
    if not held.text[start:end].strip():
        start, end = 0, len(held.text)
    first, last = sorted(draw(st.tuples(*[st.integers(0, end - start)] * 2)))
    marked = draw(st.sampled_from([None, Highlight(first, last)]))
    return replace(quotation(held, start, end), sentence=marked)
