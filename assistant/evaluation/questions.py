"""Labelled questions: read from files in JSON Lines or SQuAD 2.0, asked of an index, and judged.

In JSON Lines each line has `id`, `turns` (the question last, the earlier questions before it),
`answerable` and, where answerable, `source` or `sources` and `quote`; it may have `type`. Judged
are the ranking, the outcome and the mark of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant import citation
from assistant.corpus.catalogue import FILE_NAME, quoted
from assistant.errors import UsageError
from assistant.index import Progress
from assistant.records import Answer, Citation, Highlight, Outcome, Passage
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.text import BULLET_CHARACTERS, units
from assistant.text.files import content, decoded, json_of
from assistant.wording import count

if TYPE_CHECKING:
    from assistant.assistant import Assistant

DEPTH = 50
"""How many passages are judged."""
_OPENING = 200
_BULLET = f" -{BULLET_CHARACTERS}"
"""What a labelled quote may begin with; a mark is without."""
_NEEDED = (
    "one JSON object with id, turns, answerable and, where answerable, source or sources and "
    "quote: see docs/questions.md"
)
_YES_NO = re.compile(
    r"\W*(?:(?:and|but|so|or)\s+)?(?:is|are|was|were|am|do|does|did|can|could|should|shall|will"
    r"|would|has|have|had|may|might|must|isn['’]t|aren['’]t|doesn['’]t|don['’]t)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:(?P<how_many>how\s+(?:many|much))|(?P<who>who|whom|whose)|(?P<when>when)"
    r"|(?P<where>where)|(?P<how>how)|(?P<why>why)|(?P<which>which)|(?P<what>what))\b",
    re.IGNORECASE,
)
_SQUAD = re.compile(r'\s*\{\s*(?:"(?!data")\w+"\s*:\s*(?:"[^"]*"|[\d.]+)\s*,\s*)*"data"\s*:\s*\[')
_EXPECTED = (
    'SQuAD 2.0 has {"data": [{"title", "paragraphs": [{"context", '
    '"qas": [{"id", "question", "is_impossible"}]}]}]}'
)
_NAMES = {str: "a text that is not blank", list: "a list", bool: "true or false"}
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_UNREFERABLE = "\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_MARKUP = re.compile(rf"(?!(?<=[^\W_]) (?=[^\W_]))(?![{_UNREFERABLE}])[\W_]")
"""All but words, single spaces between them, and the few characters that HTML cannot refer to."""
_Kind = TypeVar("_Kind", str, bool, list[Any])


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and, where the documents answer it, where.

    Without a quote the whole document is the answer, and whichever of its passages is found.
    """

    id: str
    turns: tuple[str, ...]
    answerable: bool
    sources: tuple[str, ...] = ()
    quote: str = ""
    type: str = ""
    """What the file calls this sort of question; empty where it does not say."""

    @property
    def kind(self) -> str:
        """The file's type; else 'follow-up', 'yes-no', the first question word, or 'other'."""
        if self.type or len(self.turns) > 1:
            return self.type or "follow-up"
        if _YES_NO.match(self.turns[-1]):
            return "yes-no"
        found = _QUESTION_WORD.search(self.turns[-1])
        return (found.lastgroup or "").replace("_", " ") if found else "other"


def load_questions(path: Path) -> list[LabelledQuestion]:
    """Reads the questions of a JSON Lines file.

    Raises:
        UsageError: the file cannot be read, or a line is not a labelled question.
    """
    lines = enumerate(decoded(content(path), path).split("\n"), 1)
    found = [_question_in(line, path, number) for number, line in lines if line.strip()]
    if not found:
        raise UsageError(f"{path} holds no questions; write one a line, as {_NEEDED}")
    return found


def _question_in(line: str, path: Path, number: int) -> LabelledQuestion:
    found = json_of(line, path, f"each line is to be {_NEEDED}", number)
    try:
        if not isinstance(found, dict):
            raise TypeError(f"found {found!r}")
        return _labelled(found)
    except (ValueError, KeyError, TypeError) as error:
        wrong = f"{error} is missing" if isinstance(error, KeyError) else error
        raise UsageError(
            f"{path}, line {number} is not a labelled question: {wrong}; it is to be {_NEEDED}"
        ) from error


def _labelled(line: dict[str, Any]) -> LabelledQuestion:
    turns, answerable = _texts(line["turns"]), line["answerable"]
    if len(turns[-1]) > MAX_QUESTION_CHARACTERS:
        most = f"a question has at most {MAX_QUESTION_CHARACTERS:,} characters"
        raise ValueError(f"{most}; found {len(turns[-1]):,}")
    if not isinstance(answerable, bool):
        raise TypeError("answerable must be true or false")
    (kind,) = _texts([line["type"]]) if line.get("type") not in (None, "") else ("",)
    sources, quote = tuple[str, ...](), ""
    if answerable:
        sources = _texts(line["sources"] if "sources" in line else [line["source"]])
        (quote,) = _texts([line["quote"]])
    elif line.get("quote"):
        raise ValueError("a question that nothing answers has no quote")
    return LabelledQuestion(str(line["id"]), turns, answerable, sources, quote, kind)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError(f"a list of texts was expected; found {value!r}")
    if not all(isinstance(text, str) and text.strip() for text in value):
        raise TypeError(f"texts were expected; found {value!r}")
    return tuple(value)


def is_squad(path: Path) -> bool:
    """Returns whether a file is SQuAD JSON by how it begins, be it whole or not."""
    try:
        return bool(_SQUAD.match(decoded(content(path), path)))
    except UsageError:
        return False


def write_corpus(path: Path, folder: Path) -> list[LabelledQuestion]:
    """Writes each paragraph of a SQuAD file as a document of a new folder; returns its questions.

    A document has the title of its article. Its text, once read, is the paragraph to the letter.

    Raises:
        UsageError: the file cannot be read, or is not what SQuAD files are.
    """
    read = json_of(decoded(content(path), path), path, _EXPECTED)
    try:
        paragraphs = list(_paragraphs(read))
    except ValueError as error:
        raise UsageError(f"{path} is not a SQuAD file: {error}; {_EXPECTED}") from error
    questions = [question for *_, asked in paragraphs for question in asked]
    if not questions:
        raise UsageError(f"{path} holds no questions")
    folder.mkdir(parents=True)
    entries = []
    for name, title, text, _ in paragraphs:
        (folder / name).write_text(markdown(text), "utf-8", newline="")
        entries.append(f'[[document]]\nfile = "{name}"\ntitle = {quoted(title)}\n')
    (folder / FILE_NAME).write_text("\n".join(entries), "utf-8")
    return questions


def markdown(text: str) -> str:
    """Returns Markdown of one paragraph that reads as the text, line ends and all.

    All but words and single spaces is written as numeric character references, so that nothing
    of it is taken for markup; the few characters that HTML has no reference for stand as they are.
    """
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)


def _paragraphs(content: object) -> Iterator[tuple[str, str, str, list[LabelledQuestion]]]:
    """Yields the name of each paragraph as a document, its title, text and questions."""
    for number, article in enumerate(_member(content, "data", list, "the file")):
        at = f"article {number + 1}"
        title = _member(article, "title", str, at).replace("_", " ")
        for place, paragraph in enumerate(_member(article, "paragraphs", list, at)):
            here, name = f"{at} ({title}), paragraph {place + 1}", f"{number:03}-{place:03}.md"
            text = _member(paragraph, "context", str, here)
            if bad := _UNWRITABLE.search(text):
                raise ValueError(f"{here} holds U+{ord(bad[0]):04X}, which no text file can hold")
            asked = enumerate(_member(paragraph, "qas", list, here), 1)
            yield name, title, text, [_asked(q, name, f"{here}, question {n}") for n, q in asked]


def _asked(asked: object, document: str, at: str) -> LabelledQuestion:
    question = _member(asked, "question", str, at).strip()
    if len(question) > MAX_QUESTION_CHARACTERS:
        most = f"at most {MAX_QUESTION_CHARACTERS:,} can be asked"
        raise ValueError(f"{at} has {len(question):,} characters; {most}")
    answerable = not _member(asked, "is_impossible", bool, at)
    sources = (document,) if answerable else ()
    return LabelledQuestion(_member(asked, "id", str, at), (question,), answerable, sources)


def _member(value: object, key: str, kind: type[_Kind], at: str) -> _Kind:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, kind) or (isinstance(found, str) and not found.strip()):
        shown = type(found).__name__ if isinstance(found, dict | list) else repr(found)
        raise ValueError(f"{at}: {key!r} must be {_NAMES[kind]}; found {shown}")
    return found


class Metric(StrEnum):
    """What is measured of a question's ranking; `recall@k` is ir-measures' Success@k.

    In this project recall@k is the share of questions with a right passage among the first k, as
    in work on answering questions, and not the share of the right passages.
    """

    NDCG = "nDCG@10"
    RECALL_1 = "recall@1"
    RECALL_3 = "recall@3"
    RECALL_10 = "recall@10"
    MRR = "MRR@10"


@dataclass(frozen=True, slots=True)
class JudgedMark:
    """What was marked in a passage that holds the quote."""

    text: str
    """The marked stretch, white space folded; empty where nothing was marked."""
    holds: bool
    """Whether the stretch holds all of the quote."""
    length: float | None
    """Over that of the smallest unit that holds the quote; None where nothing was marked."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage as a report names it: its place, its citation and how it begins."""

    path: str
    start: int
    end: int
    cited: str
    opening: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a question; the metrics are those of an answerable one, else empty."""

    question: LabelledQuestion
    rank: int | None
    """Of the first right hit, from 1; by document where the question has no quote."""
    metrics: Mapping[Metric, float]
    outcome: Outcome
    probability: float
    first: Extract | None
    """The first hit, if there was any."""
    right: Extract | None
    """The first right hit; where none was found, a right passage of the index, if it has one."""
    mark: JudgedMark | None = None
    """What was marked in the first passage shown, where it is right and holds the quote."""

    @property
    def mark_misses(self) -> bool:
        """Whether the first passage shown holds the quote, and what is marked in it does not."""
        return self.mark is not None and not self.mark.holds


def judge_all(
    assistant: Assistant,
    questions: Sequence[LabelledQuestion],
    progress: Progress = lambda *_: None,
    stage: str = "Asking",
) -> tuple[Judged, ...]:
    """Asks every question, in order; `progress` is told of each."""
    return tuple(judge(assistant, question) for question in counted(questions, progress, stage))


def counted(
    questions: Sequence[LabelledQuestion], progress: Progress, stage: str = "Asking"
) -> Iterator[LabelledQuestion]:
    """Yields the questions, in order; `progress` is called before each and after the last."""
    for done, question in enumerate(questions):
        progress(stage, done, len(questions))
        yield question
    progress(stage, len(questions), len(questions))


def judge(assistant: Assistant, question: LabelledQuestion) -> Judged:
    """Asks one question as a user does, and finds its right passages among the first hits.

    The outcome is that of the answer a user gets. An answer also explains each passage it shows,
    which takes longer than finding it, so what is judged further down comes from the search alone.
    """
    taken = assistant.take(question.turns[-1], question.turns[:-1])
    answer = taken.answer()
    right = _right_passages(assistant, question)
    ranked = [quotation.passage for quotation in answer.quotations]
    if question.answerable:
        ranked = [hit.passage for hit in taken.hits(DEPTH)]
    if not question.quote:
        paths = dict.fromkeys(passage.path for passage in ranked)
        ranked = [next(p for p in ranked if p.path == path) for path in paths]
    flags = [passage in right for passage in ranked]
    rank = flags.index(True) + 1 if True in flags else None
    first_right = [ranked[rank - 1]] if rank else right
    among = len(right if question.quote else question.sources)
    return Judged(
        question=question,
        rank=rank,
        metrics=measure(flags, among) if question.answerable else {},
        outcome=answer.outcome,
        probability=answer.probability,
        first=_extract(assistant, ranked[0]) if ranked else None,
        right=_extract(assistant, first_right[0]) if first_right else None,
        mark=_mark(answer, right, question.quote),
    )


def _right_passages(assistant: Assistant, question: LabelledQuestion) -> list[Passage]:
    held, quote = holders(question, assistant), folded(question.quote)
    passages = [p for path in question.sources if path in held for p in assistant.passages(path)]
    return [p for p in passages if quote in folded(p.text)] or passages


def _mark(answer: Answer, right: Sequence[Passage], quote: str) -> JudgedMark | None:
    """Returns the mark in the first passage shown, if that or one that says the same is right."""
    for shown in answer.quotations[:1]:
        if any(place in right for place in (shown.passage, *(also.passage for also in shown.also))):
            return mark_of(shown.passage.text, shown.sentence, quote)
    return None


def _extract(assistant: Assistant, passage: Passage) -> Extract:
    (source,) = (source for source in assistant.sources() if source.path == passage.path)
    cited = citation.short(Citation(source, passage.locator))
    text = folded(passage.text)
    opening = text if len(text) <= _OPENING else f"{text[:_OPENING]}…"
    return Extract(passage.path, passage.start, passage.end, cited, opening)


def absent_sources(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[str]:
    """Returns the documents that questions name as right and the index does not hold, by name."""
    held = {source.path for source in assistant.sources()}
    return sorted({path for question in questions for path in question.sources} - held)


def holders(question: LabelledQuestion, assistant: Assistant) -> dict[str, str]:
    """Returns the sources that hold the quote, also over several passages: path and SHA-256."""
    quote = folded(question.quote)
    named = (source for source in assistant.sources() if source.path in question.sources)
    return {s.path: s.sha256 for s in named if quote in folded(assistant.document(s.path).text)}


def check_labels(questions: Sequence[LabelledQuestion], *assistants: Assistant) -> None:
    """Refuses questions whose quote stands in no source, though an assistant holds one.

    Raises:
        UsageError: there are such questions; the message names them with their sources.
    """
    held = {source.path for assistant in assistants for source in assistant.sources()}
    wrong = [
        f"{question.id!r} of {' and '.join(question.sources)}"
        for question in questions
        if held.intersection(question.sources)
        and not any(holders(question, assistant) for assistant in assistants)
    ]
    if wrong:
        raise UsageError(
            f"the quote of {count(len(wrong), 'question')} stands nowhere in the source, so "
            f"nothing tells what is right: {'; '.join(wrong)}. Quote the words as 'assistant "
            "show' shows them, or name the file that holds them"
        )


def measure(right: Sequence[bool], among: int) -> dict[Metric, float]:
    """Returns the metrics of one ranking: whether each place, best first, is right.

    `among` is how many right places there are in all, ranked or not; each has grade 1. Where there
    are none, all metrics are 0.
    """
    from ir_measures import RR, Qrel, ScoredDoc, Success, iter_calc, nDCG

    measures = (nDCG @ 10, Success @ 1, Success @ 3, Success @ 10, RR @ 10)
    found = [place for place, is_right in enumerate(right) if is_right]
    unranked = range(len(right), len(right) + max(among, 1) - len(found))
    judgements = [Qrel("question", str(place), 1) for place in (*found, *unranked)]
    ranking = [ScoredDoc("question", str(place), -float(place)) for place in range(len(right))]
    values = {m.measure: m.value for m in iter_calc(measures, judgements, ranking)}
    return {metric: values[measure] for metric, measure in zip(Metric, measures, strict=True)}


def mark_of(text: str, marked: Highlight | None, quote: str) -> JudgedMark | None:
    """Returns the mark in a passage's text; None where the text does not hold the quote."""
    quote = quote.lstrip(_BULLET)
    words = quote.split()
    places = [found.span() for found in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if not words or not places:
        return None
    if marked is None:
        return JudgedMark("", holds=False, length=None)
    stretch = folded(text[marked.start : marked.end])
    unit = min(_unit(units(text), *place) for place in places)
    return JudgedMark(stretch, folded(quote) in stretch, (marked.end - marked.start) / unit)


def _unit(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Returns the length of the unit that a quote is in, or of the units from first to last."""
    within = [span for span in spans if span[0] < end and start < span[1]]
    return within[-1][1] - within[0][0] if within else end - start


def folded(text: str) -> str:
    """Returns the text with each run of white space as one space, and none at its ends."""
    return " ".join(text.split())
