"""Near misses that the product itself finds: its surest passages that do not answer a question.

Each question is asked of the index of a whole collection, as a practitioner's is.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import Assistant
from assistant.comprehension.reader import Reader, Text
from assistant.conversation import join
from assistant.evaluation.questions import LabelledQuestion, load_questions
from assistant.index.build import build
from assistant.index.engines import open_index
from assistant.index.history import open_serving
from assistant.records import Passage
from assistant.settings import PASSAGES_READ, Settings
from assistant.text import content_stems
from assistant.text import units as units_of
from training.collections import HELD_OUT_KIND, PRACTICE, held_out
from training.examples import OWN, Example, example, rows_of
from training.variants import MOST_HELD

_OF_PAGES = 1400
_STRANGERS = 700
"""So many questions over the council's pages are asked, and so many of made-up documents."""
_BESIDE = 2
"""On so many passages that do not answer a question of a whole collection is put."""
_ITEMS = ("- ", "• ", "* ")
_SURE = 1.0
"""Log odds: from so many on the product is sure that a passage answers."""


def index_of(corpus: Path, work: Path) -> Path:
    """Builds and returns an index of those documents of a folder that may be trained on."""
    documents, index = work / "documents", work / "index"
    shutil.rmtree(documents, ignore_errors=True)
    for file in sorted(path for path in corpus.rglob("*") if path.is_file()):
        name = file.relative_to(corpus)
        if not held_out(name.as_posix()):
            (documents / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, documents / name)
    build(documents, index, Settings())
    return index


def passages_in(index: Path) -> list[tuple[str, Passage]]:
    """Returns the passages of an index, each behind its context."""
    local = open_index(open_serving(index).snapshot)
    numbers = list(range(len(local.owners)))
    found = list(zip(local.contexts(numbers), local.passages(numbers), strict=True))
    local.close()
    return found


def over_pages(file: Path, index: Path) -> list[Example]:
    """Returns the examples of a file that names passages and units by the digests of their texts.

    So questions over other people's pages are kept without the pages. Those over a passage that is
    no longer read so are left out. Other passages of a document may answer what one does not.
    """
    passages = {digest(passage.text): (context, passage) for context, passage in passages_in(index)}
    found = []
    for row in rows_of(file):
        if row["passage"] in passages:
            context, passage = passages[row["passage"]]
            text = passage.text
            answer = [unit for unit in units_of(text) if digest(text[slice(*unit)]) in row["units"]]
            if bool(answer) == bool(row["units"]):
                span = (answer[0][0], answer[-1][1]) if answer else None
                said = {"source": file.stem, "document": passage.path}
                said |= {"kind": row["kind"], "style": row["style"]}
                found.append(example(row["q"], context, text, span, elsewhere=True, **said))
    return found


def digest(text: str) -> str:
    """Returns what names a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def taken_wrongly(examples: Sequence[Example], index: Path, most: int) -> Iterator[Example]:
    """Yields each question on those of the surest passages of a collection that do not answer it.

    What the product is sure of is left out: it may answer, as labels tell of one document only.
    """
    contexts = {(one.path, one.start): context for context, one in passages_in(index)}
    with Assistant.open(index) as assistant:
        for one in examples:
            shown = assistant.ask(one.question, k=PASSAGES_READ).quotations
            surest = sorted(shown, key=lambda quotation: -quotation.reading.answers)
            for quotation in surest[:most]:
                passage = quotation.passage
                if quotation.reading.answers < _SURE and does_not_answer(passage, one):
                    context = contexts[passage.path, passage.start]
                    said = {"source": one.source, "document": passage.path}
                    yield example(one.question, context, passage.text, None, **said)


def of_collections(folder: Path, work: Path) -> Iterator[Example]:
    """Yields the examples of made-up collections, whose labels tell of all their documents.

    Each question is put on the passages that answer it, twice, and on the surest of those that the
    product reads for it and that do not.
    """
    for collection in sorted(path for path in folder.iterdir() if not held_out(path.name)):
        index = work / f"made-up-{collection.name}"
        build(collection / "corpus", index, Settings())
        passages = passages_in(index)
        with Assistant.open(index) as assistant:
            for question in load_questions(collection / "questions.jsonl"):
                if question.type != HELD_OUT_KIND:
                    yield from 2 * answered(question, passages, collection.name)
                    yield from _read_wrongly(question, assistant, passages, collection.name)


def answered(
    question: LabelledQuestion, passages: Sequence[tuple[str, Passage]], source: str
) -> list[Example]:
    """Returns a question on the passages of a collection that answer it."""
    found = []
    for context, passage in passages if question.answerable else ():
        start = passage.text.find(question.quote)
        if passage.path in question.sources and start >= 0:
            span = (start, _end_of(question.quote, passage.text, start))
            said = {"source": source, "document": passage.path, "kind": question.type}
            found.append(example(_searched(question), context, passage.text, span, **said))
    return found


def _read_wrongly(
    question: LabelledQuestion,
    assistant: Assistant,
    passages: Sequence[tuple[str, Passage]],
    source: str,
) -> Iterator[Example]:
    """Yields a question on the surest passages that the product reads and that do not answer.

    A second document that answers may do so in other words, so all of its passages are left out.
    """
    *before, last = question.turns
    contexts = {(one.path, one.start): context for context, one in passages}
    shown = assistant.ask(last, before, k=PASSAGES_READ).quotations
    said = content_stems(question.quote)
    found = []
    for quotation in sorted(shown, key=lambda quotation: -quotation.reading.answers):
        passage = quotation.passage
        is_told = len(said & content_stems(passage.text)) > MOST_HELD * len(said)
        if not is_told and passage.path not in question.sources[1:]:
            context = contexts[passage.path, passage.start]
            told = {"source": source, "document": passage.path, "kind": question.type}
            found.append(example(_searched(question), context, passage.text, None, **told))
    yield from found[:_BESIDE]


def _searched(question: LabelledQuestion) -> str:
    """The question as it is searched: a follow-up behind the question before it."""
    *before, last = question.turns
    return join(before[-1], last).text if before else last


def _end_of(quote: str, text: str, start: int) -> int:
    """Where what answers ends: behind the list that a quote opens."""
    end = start + len(quote)
    if quote.endswith(":"):
        for line in text[end + 1 :].split("\n"):
            if not line.startswith(_ITEMS):
                break
            end += 1 + len(line)
    return end


def does_not_answer(passage: Passage, one: Example) -> bool:
    """Whether a passage is another than an example's and safely does not answer its question.

    One of the same document may answer where that does, and so may one with most of the answer's
    words.
    """
    is_told_there = passage.path == one.document and (one.answerable or one.elsewhere)
    if passage.text == one.passage or is_told_there:
        return False
    said = content_stems(one.quote)
    return len(said & content_stems(passage.text)) <= MOST_HELD * len(said)


def near_misses(
    public: Path | None, written: Sequence[Example], work: Path, rng: random.Random
) -> tuple[list[Example], list[Example]]:
    """Returns examples over a county council's pages, and near misses that the product finds.

    Of the council's and the practice pages, asked their own questions and those of others. Without
    the folder of public sets there are none.
    """
    if public is None:
        return [], []
    council, practice = (
        index_of(corpus, work / f"near-{corpus.parent.name}-{corpus.name}")
        for corpus in (public / "samples" / "council", PRACTICE / "corpus")
    )
    pages = over_pages(OWN / "council.jsonl", council)
    of_council = [one for one in written if one.source in ("w2", "w3")]
    of_practice = [one for one in written if one.source == "w1"]
    made_up = [one for one in written if one.source not in ("w1", "w2", "w3")]
    asked = (
        (of_practice, practice, 3),
        (of_council, council, 3),
        (rng.sample(pages, min(_OF_PAGES, len(pages))), council, 2),
        ([*rng.sample(made_up, _STRANGERS), *rng.sample(of_council, 200)], practice, 1),
        ([*rng.sample(made_up, _STRANGERS), *of_practice[:200]], council, 1),
    )
    return pages, [one for examples in asked for one in taken_wrongly(*examples)]


def surest(reader: Reader, others: Sequence[Example]) -> list[Example]:
    """Returns the one of a question's examples whose passage the product most takes for an answer.

    Returns none where it is sure of it: labels tell of one document only, so another may answer.
    """
    read = reader.read(others[0].question, [Text(one.context, one.passage) for one in others])
    answers, one = max(
        zip([reading.answers for reading in read], others, strict=True), key=lambda pair: pair[0]
    )
    return [one] if answers < _SURE else []
