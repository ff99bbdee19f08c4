"""The collections that the model is judged on: documents, and questions held out of training.

A collection's index holds all of its documents; its questions are about those that training never
saw (`held_out`), so the other passages are there to be found wrongly. Collections of other people's
documents are read from a folder beside the project.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.questions import LabelledQuestion, load_questions
from training.examples import OWN, Example, authored, rows_of

ROOT = Path(__file__).parent.parent
PRACTICE = ROOT / "benchmarks" / "data" / "practice-pages"
KEPT = ROOT / "benchmarks" / "data" / "kept"
"""Made-up collections that nothing was ever fitted to."""
HELD_OUT_WRITERS = ("w12", "w18")
MADE_UP = OWN / "made-up"
"""Made-up collections, whose questions' labels tell of all documents; some are held out."""
HELD_OUT_KIND = "comparison-not-given"
_KEPT_BACK = "kept back, "
_HELD_OUT = 15  # of a hundred documents


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and the questions asked of them."""

    name: str
    corpus: Path
    questions: tuple[LabelledQuestion, ...]
    styles: dict[str, str]
    """How a question is typed, by its id."""


def held_out(document: str) -> bool:
    """Whether a document, by its name, is never trained on."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % 100 < _HELD_OUT


def is_fitted_to(collection: str) -> bool:
    """Whether calibration may go by a collection, by its name."""
    return not collection.startswith(_KEPT_BACK)


def trained_on(one: Example) -> bool:
    """Whether an example may be trained on: neither its document, writer nor kind is held out."""
    return not (
        held_out(one.document) or one.source in HELD_OUT_WRITERS or one.kind == HELD_OUT_KIND
    )


def collections(work: Path, public: Path | None) -> Iterator[Collection]:
    """Yields the collections; those of other people's documents where `public` is given."""
    campaign = ROOT / "corpus"
    yield _labelled("campaign, like tests", campaign, _DATA / "campaign-questions.jsonl")
    yield _labelled("campaign, as typed", campaign, OWN / "campaign-as-typed.jsonl")
    anew = OWN / "campaign-typed-anew.jsonl"
    yield _labelled(f"{_KEPT_BACK}campaign typed anew", campaign, anew)
    practice = PRACTICE / "corpus"
    yield _written("practice pages, as typed", practice, [OWN / "w1.jsonl"])
    like_tests = _labelled("practice pages, like tests", practice, PRACTICE / "questions.jsonl")
    yield _of_held_out(like_tests)
    for folder in sorted(path for path in KEPT.iterdir() if path.is_dir()):
        name = _KEPT_BACK + folder.name
        yield _labelled(name, folder / "corpus", folder / "questions.jsonl")
    for folder in sorted(path for path in MADE_UP.iterdir() if held_out(path.name)):
        name = f"made up, {folder.name}"
        yield _labelled(name, folder / "corpus", folder / "questions.jsonl")
    for writer in HELD_OUT_WRITERS:
        file = [OWN / f"{writer}.jsonl"]
        name = f"a writer held out, {writer}"
        yield _written(name, _made(work / writer, file), file, whole=True)
    if public is not None:
        council = [public / "reading" / "authored" / f"{name}.jsonl" for name in ("w2", "w3")]
        yield _written("council documents", public / "samples" / "council", council)


_DATA = ROOT / "benchmarks" / "data"


def _labelled(name: str, corpus: Path, file: Path) -> Collection:
    styles = {row["id"]: row.get("style", "") for row in rows_of(file)}
    questions = tuple(
        LabelledQuestion(q.id, q.turns, q.answerable, q.sources, q.quote, q.type)
        for q in load_questions(file)
    )
    return Collection(name, corpus, questions, styles)


def _of_held_out(whole: Collection) -> Collection:
    """The answerable questions of documents held out, and as large a share of the others."""
    chosen = tuple(
        q
        for q in whole.questions
        if (all(map(held_out, q.sources)) if q.answerable else held_out(q.id))
    )
    return Collection(whole.name, whole.corpus, chosen, whole.styles)


def _written(name: str, corpus: Path, files: Sequence[Path], *, whole: bool = False) -> Collection:
    """The questions of files of ours over documents held out, or over all of them."""
    questions, styles = [], {}
    for file in files:
        for number, one in enumerate(authored(file)):
            if one.elsewhere or not (whole or held_out(one.document)):
                continue  # what another passage answers is neither answerable here nor not
            key = f"{file.stem}-{number}"
            path = one.document if "." in one.document else f"{one.document}.md"
            turns = (*((one.after,) if one.after else ()), one.typed)
            sources = (path,) if one.answerable else ()
            questions.append(
                LabelledQuestion(key, turns, one.answerable, sources, one.quote, one.kind)
            )
            styles[key] = one.style
    return Collection(name, corpus, tuple(questions), styles)


def _made(folder: Path, files: Iterable[Path]) -> Path:
    """A folder with the documents that questions were written over, as Markdown."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    documents: dict[str, dict[tuple[str, str], str]] = {}
    for file in files:
        for row in rows_of(file):
            passages = documents.setdefault(row["doc"], {"": row["title"]})  # type: ignore[dict-item]
            passages[row["heading"], row["passage"]] = row["passage"]
    for name, passages in documents.items():
        title = passages.pop("")  # type: ignore[call-overload]
        parts = [f"# {title}"]
        for (heading, _), text in passages.items():
            shown = re.sub(r"(?m)^(?=[#>])", r"\\", text)
            parts.append(f"## {heading}\n\n{_paragraphs(shown)}")
        (folder / f"{name}.md").write_text("\n\n".join(parts) + "\n", "utf-8")
    return folder


def _paragraphs(text: str) -> str:
    """The text with each line a paragraph of its own, but for those of lists and tables."""
    return re.sub(r"\n(?![-•|*] )", "\n\n", text)
