"""Answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, zip_longest

import numpy as np
import pytest

from assistant.answers.composed import Folded, JudgedHit, compose
from assistant.answers.marked import led
from assistant.comprehension import Calibration, Term
from assistant.conversation import Search
from assistant.encoder import Encoded
from assistant.readers.canonical import Canonical
from assistant.readers.markdown import read_markdown
from assistant.records import (
    Answer,
    Document,
    Entry,
    Evidence,
    Explanation,
    Highlight,
    Hit,
    Locator,
    MarkKind,
    Measures,
    Outcome,
    Passage,
    Quotation,
    Ranking,
    Reading,
    Source,
    Unit,
)
from assistant.text import units

NOTHING = Measures(0.0, 0.0, 0.0, 0.0)
UNENCODED = Encoded(np.zeros(4, np.float32), np.zeros((0, 4), np.float32), (), ())
UNEXPLAINED = Explanation(NOTHING, NOTHING, (), 0.0)
TEXT = "In Leeds 35% of Children’s carers left the 80-20 scheme; carer pay was cited."
SOURCE = Source("a.txt", "", Entry(), None, None, 3)
TERMS = {"answers": Term(0.0, 1.0, 1.0), "score": Term(0.0, 1.0, 0.0)}
BY_READING = Calibration(0.0, TERMS, 0.6, 0.3, 30, 20)
"""Even at 0; found above log odds of .41; on the topic from a score of .3."""


def judged(answers: float, score: float) -> JudgedHit:
    passage = Passage("a.txt", 0, len(TEXT), TEXT, Locator())
    folded = Folded(Hit(passage, 0, score, Measures(score, score, score, 0.0)))
    evidence = Evidence(answers, score)
    units = (Unit(0, 59, 0.9, 0.8), Unit(61, 76, 0.1, 0.2))
    return JudgedHit(folded, Reading(answers, units), evidence, BY_READING.probability(evidence))


def answer(question: str, *readings: float, score: float = 0.5) -> Answer:
    shown = [judged(reading, score) for reading in readings]
    return composed(question, shown, score)


def composed(question: str, shown: list[JudgedHit], best: float) -> Answer:
    search = Search(question, UNENCODED, Ranking((0,), (best,), (NOTHING,)))
    reasons = [UNEXPLAINED] * len(shown)
    made = compose(question, search, shown, reasons, {"a.txt": SOURCE}, BY_READING, "s")
    read = [Document(q.passage.path, "", q.passage.text, ()) for q in made.quotations]
    quoted = map(led, made.quotations, read, [question] * len(read))
    return replace(made, quotations=tuple(quoted))


@pytest.mark.parametrize(
    ("reading", "score", "outcome"),
    [
        (0.5, 0.5, Outcome.FOUND),
        (0.0, 0.5, Outcome.UNCONFIRMED),
        (-9.0, 0.3, Outcome.UNCONFIRMED),
        (0.0, 0.29, Outcome.NOT_FOUND),
        (0.5, 0.1, Outcome.FOUND),
    ],
)
def test_the_outcome_is_that_of_the_first_passage(
    reading: float, score: float, outcome: Outcome
) -> None:
    """What is on the documents' topics and not answered is never said not to be covered."""
    found = answer("carers", reading, -9.0, score=score)
    assert found.outcome is outcome
    assert found.probability == found.quotations[0].probability


def test_the_best_unit_is_marked() -> None:
    """What is underlined, cited and copied is the unit that was read as the answer."""
    (quotation,) = answer("carers", 2.0).quotations
    assert quotation.sentence == Highlight(0, 59)
    assert [unit.share for unit in quotation.reading.units] == [0.9, 0.1]


@pytest.mark.parametrize("question", ["?!", "…", "\u202e", ""])
def test_a_question_without_words_is_not_found(question: str) -> None:
    """Punctuation alone never comes back with an answer."""
    found = answer(question, 9.0)
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


def test_nothing_found_is_not_found() -> None:
    """Without a hit there is no answer."""
    found = answer("carers")
    assert (found.outcome, found.probability) == (Outcome.NOT_FOUND, 0.0)


def test_only_what_answers_is_an_answer() -> None:
    """A reader is shown the passages that answer by themselves; the rest is near.

    What is far less sure to answer than the first one seldom does.
    """
    found = answer("carers", 3.0, 2.0, 1.0, -0.5)
    assert [q.answers for q in found.quotations] == [True, True, False, False]
    assert (len(found.answering), len(found.near)) == (2, 2)
    near = answer("carers", -0.5, -0.5, -0.5)
    assert near.outcome is Outcome.UNCONFIRMED
    assert (len(near.answering), len(near.near)) == (0, 3)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("homes not hospitals", "Staff should act early."),
        ("Are Homes Not Hospitals people in care?", "Staff should act early."),
        ("what is done about hospitals", "Homes Not Hospitals"),
    ],
)
def test_a_heading_that_says_no_more_than_the_question_is_no_answer(
    question: str, marked: str
) -> None:
    """Who types a campaign's name is told what stands under it, not its name again."""
    text = "Homes Not Hospitals\nStaff should act early."
    passage = Passage("a.txt", 0, len(text), text, Locator(headings=("Homes Not Hospitals",)))
    folded = Folded(Hit(passage, 0, 0.5, NOTHING))
    read = Reading(2.0, (Unit(0, 19, 0.99, 0.9), Unit(20, 43, 0.01, 0.1)))
    hit = JudgedHit(folded, read, Evidence(2.0, 0.5), 0.9)
    (quotation,) = composed(question, [hit], 0.5).quotations
    assert quotation.sentence is not None
    assert text[quotation.sentence.start : quotation.sentence.end] == marked


TABLE = "Fee | Child | Adult\n--- | --- | ---\nBus | £1 | £2\nTrain | £3 | £4"
STEPS = "Tell us. You must wait where:\n\n- it is late;\n- it is dark. Then ask.\n\nAll may go."
LONG = f"The fee is {'very ' * 100}high."


@pytest.mark.parametrize(
    ("text", "best", "marked_units"),
    [
        ("Ring us first. Passes are free. They may be taken.", 2, slice(1, 3)),
        ("A pass is free. It is small. In that case ask us.", 2, slice(0, 3)),
        ("A pass is free. If lost, it is paid for.", 1, slice(0, 2)),
        ("A pass is free. If they ask, carers get one.", 1, slice(1, 2)),
        ("We met at noon. It was agreed that passes are free.", 1, slice(1, 2)),
        ("A pass is free. IT staff make it.", 1, slice(1, 2)),
        ("A pass is free. In addition to it, ask us.", 1, slice(1, 2)),
        ("A pass is free. It is new. It is red. It is small. It is ours.", 4, slice(4, 5)),
        ("A pass is free. This does not hold for dogs.", 1, slice(0, 2)),
        ("It applies to carers. It does not apply to hosts.", 0, slice(0, 2)),
        ("A pass is free. This is not the first time.", 0, slice(0, 1)),
        ("A pass is free. They are not allowed abroad.", 0, slice(0, 2)),
        ("The panel opened in May. It does not replace a review.", 0, slice(0, 1)),
        ("A pass is free. This includes dogs.", 1, slice(1, 2)),
        ("A pass is free. This process is slow.", 1, slice(1, 2)),
        ("A pass is free. In this guide staff means all.", 1, slice(1, 2)),
        ("A pass is free. Those who are ill may rest.", 1, slice(1, 2)),
        ("A pass is free.\n\nIt may be taken away.", 1, slice(0, 2)),
        ("# Passes\n\nIt may be taken away.", 1, slice(1, 2)),
        ("## May I go?\n\nNo. You must wait. We ring.", 1, slice(0, 3)),
        ("May I go? Yes, at noon. We ring.", 1, slice(0, 2)),
        ("Q: May I go?\nA: No. You must wait. We ring.", 1, slice(0, 3)),
        ("We ring. A: Yes, at noon.", 1, slice(1, 2)),
        ("You can say no. But ask us first. We ring.", 0, slice(0, 2)),
        ("You can say no.\n\nExcept at night, that is.", 0, slice(0, 2)),
        ("You can say no.\n\nUnless it is late, go.", 0, slice(0, 1)),
        ("You can say no. Unless it is late, we agree.", 0, slice(0, 1)),
        ("A pass is free. Unless we agree, it may not be lent.", 0, slice(0, 2)),
        ("A pass is free. They cannot be lent. We ring.", 0, slice(0, 2)),
        ("A pass is free.\n\nThis doesn’t hold for dogs.", 0, slice(0, 2)),
        ("1.1 A pass is free.\n\n1.2 It is not for dogs.", 0, slice(0, 2)),
        ("A pass is free.\n\nNote: dogs pay.", 0, slice(0, 2)),
        ("A pass is free. Notes are kept.", 0, slice(0, 1)),
        ("A pass is free. Note the time.", 0, slice(0, 1)),
        ("A pass is free. Note that dogs pay.", 0, slice(0, 2)),
        ("A pass is free. This notice is new.", 0, slice(0, 1)),
        ("A pass is free. It is new.", 0, slice(0, 1)),
        ("You can say no. We ring.", 0, slice(0, 1)),
        (f"{LONG} It may change.", 1, slice(1, 2)),
        (STEPS, 1, slice(1, 5)),
        (STEPS, 2, slice(2, 3)),
        (STEPS, 4, slice(3, 5)),
        (f"You may go where:\n\n- {LONG}", 0, slice(0, 1)),
        (f"You may go where:\n\n- it is late\n- {LONG}\n- by bus", 0, slice(1, 2)),
        ("We ask for:\n\nA letter. We ring.", 0, slice(0, 2)),
        (TABLE, 0, slice(0, 3)),
        (TABLE, 1, slice(1, 2)),
        (TABLE.partition("\n---")[0], 0, slice(0, 1)),
        ("Fee | Adult\n--- | ---\nBus | £1\nTrain | £3", 0, slice(1, 2)),
        ("A pass is free. The pass is not for hosts.", 0, slice(0, 2)),
        ("A pass is free. The bus is not for hosts.", 0, slice(0, 1)),
        ("A pass is free. The pass does not cover dogs.", 0, slice(0, 2)),
        ("A pass is free. It does not need a photo.", 0, slice(0, 1)),
    ],
)
def test_what_is_marked_says_the_same_by_itself(text: str, best: int, marked_units: slice) -> None:
    """It is copied alone: with what it points back to, its items and its exception."""
    document = read_markdown(text, "a.txt", "")
    quotation = marked(document, best)
    spans = units(document.text)
    first, *_, last = (*spans[marked_units], spans[marked_units][-1])
    assert quotation.sentence == Highlight(first[0], last[1])


@pytest.mark.parametrize(
    ("blocks", "shares", "marked"),
    [
        ("row:Care | Fee/row:Nursing/row:Day | £1/row:Night | £2", (0, 0.8, 0.1, 0.1), "Day | £1"),
        ("row:Care | Fee/row:Nursing/row:Day | £1/row:Night | £2", (0, 1, 0, 0), "Nursing"),
        ("row:Care | Fee/row:Nursing/row:Day | £1", (0.5, 0.4, 0.1), "Day | £1"),
        (
            "lead-in:Not in:/item:- a lane/lead-in:By post/paragraph:Write.",
            (0, 0.5, 0.4, 0.1),
            "a lane",
        ),
        ("lead-in:By post/paragraph:Write. We ring.", (0.8, 0.1, 0.1), "Write."),
        ("lead-in:Who can go?/paragraph:All may.", (0.4, 0.5), "Who can go?\n\nAll may."),
    ],
)
def test_what_only_opens_others_is_not_marked_without_them(
    blocks: str, shares: tuple[float, ...], marked: str
) -> None:
    """A group's name without its rows says nothing; who asked for one fee sees that fee."""
    document = written(*(block.split(":", 1) for block in blocks.split("/")))
    spans = units(document.text)
    read = tuple(Unit(*span, w, w) for span, w in zip(spans, shares, strict=True))
    assert led_by(document, Reading(2.0, read)).marked == marked


FEES = (
    "Fee | Child | Adult\n--- | --- | ---\nBus | £1\\* | £2†\nTrain | £3 | £4\n\n{}\n\n"
    "## More\n\n† No."
)


@pytest.mark.parametrize(
    ("text", "best", "notes"),
    [
        ("We pay for:\n\n- a bus\n- a tram\n\nBut ask us first.", 1, ("But ask us first.",)),
        ("We pay for:\n\n- a bus\n- a tram\n\nAsk us first.", 1, ()),
        (f"We pay for:\n\n- a bus\n- a tram\n\nBut {LONG}", 1, ()),
        ("We pay for:\n\n- a bus\n\nWe ring.\n\nBut ask us first.", 1, ()),
        (FEES.format("However, ask us first."), 1, ("However, ask us first.",)),
        (FEES.format("All is new.\n\n\\* In May.\n\n\\*\\* In June."), 1, ("* In May.",)),
        (FEES.format("\\* In May.  \n† For two."), 1, ("* In May.", "† For two.")),
        (FEES.format("\\* In May."), 2, ()),
        (FEES.format("\\* In May.\n\n\\* In June."), 1, ()),
        ("Fee | Adult†\n--- | ---\nBus | £1\n\n† Over 18.", 1, ("† Over 18.",)),
        ("A pass is free\\*. We ring.\n\n\\*Not for dogs.", 0, ("*Not for dogs.",)),
        ("Fee | Adult\n--- | ---\nBus | \\*\n\nFrom us. \\* Not told.", 1, ("* Not told.",)),
        ("Fee | Adult\n--- | ---\nBus² | £1\n\n¹ In May.\n\n² For 5 km².", 1, ("² For 5 km².",)),
        ("A walk of 2 km. Or 5 km². We ring.\n\n² In May.", 1, ()),
    ],
)
def test_what_stands_further_on_is_quoted_with_what_is_marked(
    text: str, best: int, notes: tuple[str, ...]
) -> None:
    """A list's exception, and the note to a figure, stand behind what else is in the list."""
    assert marked(read_markdown(text, "a.txt", ""), best).sentence_notes == notes


@pytest.mark.parametrize(
    ("words", "is_exception"),
    [
        ("Grants are not paid to members on leave.", True),
        ("Members on leave cannot have a loan.", True),
        ("Members who do not ask can have a loan.", False),
        ("Members are not charged for a call.", False),
        ("Grants help members. Members are not charged.", False),
        ("If a grant is not paid, members can ring.", False),
        ("Guests cannot have a loan.", False),
        ("A bus is not open to guests.", False),
    ],
)
def test_what_denies_some_of_a_list_is_its_exception(words: str, is_exception: bool) -> None:
    """It stands right behind the list, and tells of the same in its main clause."""
    document = read_markdown(f"We can pay members:\n\n- a grant\n- a fare\n\n{words}", "a.md", "")
    assert marked(document, 1).sentence_notes == ((words,) if is_exception else ())


CLAUSES = ("1.1 A pass is for:", "(a) carers;", "(b) staff.", "1.2 {}", "1.3 But ask us.")


@pytest.mark.parametrize(
    ("clause", "best", "notes"),
    [
        ("The above does not apply to hosts.", 1, ("1.2 {}",)),
        ("This section does not apply to hosts.", 2, ("1.2 {}",)),
        ("A pass is not open to hosts.", 2, ()),
        ("The pass is not open to hosts.", 2, ("1.2 {}",)),
        ("The bus is not open to hosts.", 2, ()),
        ("We ring hosts.", 3, ("1.3 But ask us.",)),
    ],
)
def test_the_clause_behind_a_list_may_be_its_exception(
    clause: str, best: int, notes: tuple[str, ...]
) -> None:
    """Word numbers the clauses of a policy as it does the points of their lists."""
    told = [words.format(clause) for words in CLAUSES]
    document = written(*zip(["item"] * 5, told, strict=True), levels=(1, 2, 2, 1, 1))
    assert marked(document, best).sentence_notes == tuple(note.format(clause) for note in notes)


def test_the_note_at_the_foot_comes_with_the_figure_that_bears_its_number() -> None:
    """On a page other headings stand between a figure and its note."""
    blocks = [("paragraph", "A pass costs £5¹."), ("heading", "More"), ("paragraph", "Ask².")]
    notes = [("footnote", "1 From May."), ("footnote", "2 By post."), ("footnote", "1 Not told.")]
    assert marked(written(*blocks, *notes), 0).sentence_notes == ("1 From May.",)


def written(*blocks: Sequence[str], levels: Sequence[int | None] = ()) -> Document:
    """A document of blocks, each a kind and what it says; the first row is a table's header."""
    canonical, rows = Canonical(), count()
    for (kind, text), level in zip_longest(blocks, levels):
        number = next(rows) if kind == "row" else level
        canonical.block(MarkKind(kind), text, number)
    return Document("a.txt", "", canonical.text, canonical.marks)


def marked(document: Document, best: int) -> Quotation:
    """A quotation of a whole document, of which one unit answers."""
    spans = units(document.text)
    shares = [0.9 if place == best else 0.01 * (len(spans) - place) for place in range(len(spans))]
    read = Reading(2.0, tuple(Unit(*s, w, w) for s, w in zip(spans, shares, strict=True)))
    return led_by(document, read)


def led_by(document: Document, read: Reading) -> Quotation:
    """A quotation of a whole document as it was read."""
    passage = Passage("a.txt", 0, len(document.text), document.text, Locator())
    hit = JudgedHit(Folded(Hit(passage, 0, 0.5, NOTHING)), read, Evidence(2.0, 0.5), 0.9)
    return led(composed("so", [hit], 0.5).quotations[0], document, "so")
