"""What the front ends show alike: words, and the blocks that a text is laid out in.

The words for each outcome are its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant import citation
from assistant.passages import BLOCKS
from assistant.records import (
    Answer,
    Document,
    Elsewhere,
    FileReport,
    Filtering,
    Filters,
    Mark,
    MarkKind,
    Outcome,
    ProblemKind,
    ReadOutcome,
    Source,
)

NO_INDEX = (
    "There is no index of the documents that can be used yet, so no question can be answered. "
    "Whoever looks after the documents has to run 'assistant build'."
)
THEY_COVER = "They cover:"
ALSO = "The same words also stand in:"
ALSO_NEAR = "Also near:"
NEAREST = "May not answer: nearest passage"  # some of them do
_TOPICS_NAMED = 6
_WORDS_NAMED = 12  # of a question that is named beside others
_WHITE = " \t\n\f\r"


def topics(sources: Iterable[Source]) -> tuple[str, ...]:
    """A few of the things the documents are about: campaigns, those of most documents first.

    Where there are few campaigns, the titles of other documents follow, taken from all over the
    list, since neighbours are often alike. Superseded documents, and those without text, are not
    named.
    """
    current = [s for s in sources if s.passages and not s.entry.superseded_by]
    campaigns = Counter(s.entry.campaign for s in current if s.entry.campaign)
    titles = [s.title for s in current if not s.entry.campaign]
    named = [campaign for campaign, _ in campaigns.most_common(_TOPICS_NAMED)]
    room = _TOPICS_NAMED - len(named)
    apart = [titles[place * len(titles) // room] for place in range(room)] if titles else []
    return tuple(dict.fromkeys((*named, *apart)))


def read_line(answer: Answer) -> str:
    """How abbreviations were read, or ''; 'Read “pcf” as Professional Capabilities Framework.'."""
    return " ".join(f"Read “{typed}” as {meant}." for typed, meant in answer.read_as)


def notes(answer: Answer) -> tuple[str, ...]:
    """What is said of an answer as a whole: which part is met, and that documents differ."""
    said = []
    if answer.parts:
        told: dict[bool, list[str]] = {True: [], False: []}
        for part in answer.parts:
            told[part.outcome is Outcome.FOUND].append(f"“{ending(part.question)}”")
        met, unmet = map(", ".join, told.values())
        answered = "Answered" if answer.outcome is Outcome.FOUND else "Perhaps answered"
        said.append(f"{answered}: {met}. Not answered clearly: {unmet}.")
    if answer.differing:
        sources = [quotation.citation.source for quotation in answer.differing]
        sources.sort(key=lambda source: source.entry.published or "", reverse=True)
        apart = len({source.title for source in sources}) == len(sources)
        named = []
        for source in sources:
            known = ["" if apart else source.path, citation.dated(source)]
            known += ["superseded"] if source.entry.superseded_by else []
            named.append(f"{source.title} ({', '.join(filter(None, known))})")
        said.append(f"These documents give different figures or dates: {'; '.join(named)}.")
    return tuple(said)


def ending(question: str) -> str:
    """A question to stand in quotation marks, of a long one the last words: '… who pays it?'."""
    words = citation.one_line(question).translate(citation.SINGLE).split()
    return " ".join(["…"] * (len(words) > _WORDS_NAMED) + words[-_WORDS_NAMED:])


def is_reworded(answer: Answer) -> bool:
    """Whether what was searched for is not the question, beyond what `read_line` says."""
    searched = answer.searched_for
    for _, meant in answer.read_as:
        searched = searched.replace(f" ({meant})", "", 1)
    return searched != answer.question


def elsewhere(place: Elsewhere) -> str:
    """Another place of a passage in one line."""
    outdated = citation.superseded(place.citation.source)
    return f"{place.cited} ({outdated})" if outdated else place.cited


def all_documents(number: int) -> str:
    """How the list of the documents is called: 'all 109 documents'."""
    return "the one document" if number == 1 else f"all {number:,} documents"


def count(number: int, noun: str) -> str:
    """A number of things: '1 passage', '2,000 passages'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def in_words(filters: Filters) -> str:
    """The filters in one line: 'nation England, published from 2019, Easy Read only'."""
    told = {
        **{f"{kind} {name}": True for kind, name in filters.names.items()},
        f"published from {filters.since}": filters.since is not None,
        f"published up to {filters.until}": filters.until is not None,
        "Easy Read only": filters.easy_read is True,
        "not Easy Read": filters.easy_read is False,
        "not superseded": filters.current,
        "or not stated": filters and filters.include_unstated,
    }
    return ", ".join(words for words, is_on in told.items() if is_on)


def filter_lines(filtering: Filtering | None) -> list[str]:
    """What a reader must be told of the filters: which are on, and what they leave out."""
    if filtering is None:
        return []
    share = f"{filtering.documents:,} of {filtering.of:,} documents"
    return [f"Filter: {in_words(filtering.filters)} ({share}).", *silence_lines(filtering)]


def silence_lines(filtering: Filtering) -> list[str]:
    """How many documents are left out as the catalogue says too little of them; [] for none."""
    if not filtering.silent:
        return []
    filters = filtering.filters
    asked = [*filters.names, *(["date"] if filters.since or filters.until else [])]
    return [left_out(filtering.silent, " or ".join(asked))]


def left_out(documents: int, what: str) -> str:
    """Says that documents are left out as what is asked for is not known of them."""
    return f"Left out: {count(documents, 'document')} whose {what} the catalogue does not give."


def outcome_lines(answer: Answer) -> list[str]:
    """The words for the outcome, and whether documents that do not pass the filters would answer.

    The words that announce the nearest passages come last.
    """
    outside = answer.filters.outside if answer.filters else None
    if outside is None:
        return [answer.message]
    found = count(outside, "passage") if outside else "no answer either"
    said = [answer.message, f"Without the filter: {found}."]
    return said[::-1] if answer.outcome is Outcome.UNCONFIRMED else said


_COUNTED = {
    ReadOutcome.NOT_READ: "not read",
    ReadOutcome.PARTLY_READ: "partly read",
    ReadOutcome.REMARK: "with a remark",
}


def problem_lines(reports: Iterable[FileReport]) -> list[str]:
    """A line for each problem: 'partly read: scan.pdf, pages 2–3: no text on these pages'."""
    return [f"{cost.replace('_', ' ')}: {problem}" for cost, problem in problems_of(reports)]


def problems_of(reports: Iterable[FileReport]) -> Iterator[tuple[ProblemKind, str]]:
    """Yields what each problem cost, and 'scan.pdf, pages 2–3: no text on these pages'."""
    for report in reports:
        noun, is_lost = "slide" if report.slides else "page", report.outcome is ReadOutcome.NOT_READ
        for problem in report.problems:
            is_part = problem.kind is ProblemKind.PARTLY_READ
            cost = ProblemKind.NOT_READ if is_lost and is_part else problem.kind
            where = f", {citation.pages(problem.pages, noun)}" if problem.pages else ""
            yield cost, f"{problem.path}{where}: {problem.reason}"


def counted(reports: Iterable[FileReport]) -> str:
    """How many files were not quite read: '1 file not read, 2 partly read'; '' if all were."""
    found = Counter(report.outcome for report in reports)
    parts = [(found[outcome], words) for outcome, words in _COUNTED.items() if found[outcome]]
    first = [f"{count(number, 'file')} {words}" for number, words in parts[:1]]
    return ", ".join([*first, *(f"{number:,} {words}" for number, words in parts[1:])])


def blocks(document: Document, first: int, last: int) -> Iterator[Mark]:
    """Yields the blocks of a stretch, in order and apart, without the white space around them.

    What is of no block is a paragraph.
    """
    done = first
    found = (m for m in document.marks if m.kind in BLOCKS)
    for mark in (*found, Mark(MarkKind.PARAGRAPH, last, last)):
        start, end = min(max(mark.start, done), last), min(mark.end, last)
        for block in (Mark(MarkKind.PARAGRAPH, done, start), replace(mark, start=start, end=end)):
            text = document.text[block.start : block.end]
            inner = text.strip(_WHITE)
            if inner and block.kind is MarkKind.ROW:
                yield block  # whose first cell, or last, may be empty
            elif inner:
                begin = block.start + len(text) - len(text.lstrip(_WHITE))
                yield replace(block, start=begin, end=begin + len(inner))
        done = max(done, end)
