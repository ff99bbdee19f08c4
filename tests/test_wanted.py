"""The kind of answer that a question wants, and whether a text holds one."""

from __future__ import annotations

import pytest

from assistant.wanted import Wanted, holds, wanted

ASKED = {
    "How much does the course cost?": Wanted.MONEY,
    "membership fees": Wanted.MONEY,
    "how much of the day is paperwork": Wanted.NUMBER,
    "how long does it take": Wanted.DURATION,
    "How many members are there?": Wanted.NUMBER,
    "When did it open?": Wanted.DATE,
    "it opened, and when?": Wanted.DATE,
    "in what year did it open": Wanted.DATE,
    "application deadline": Wanted.DATE,
    "who chairs it": Wanted.PERSON,
    "where is the office": Wanted.PLACE,
    "why is it called that": None,
    "what should I do when a child is missing": None,
    "advice for people who care": None,
    "": None,
}
HELD = [
    (Wanted.MONEY, "It costs £40 a year.", True),
    (Wanted.MONEY, "Students pay 83p a month.", True),
    (Wanted.MONEY, "It costs 40 people their jobs.", False),
    (Wanted.DURATION, "Allow three to four hours.", True),
    (Wanted.DURATION, "It is held weekly.", True),
    (Wanted.DURATION, "It is long.", False),
    (Wanted.NUMBER, "There are nine domains.", True),
    (Wanted.NUMBER, "There are domains.", False),
    (Wanted.DATE, "It opened in May.", True),
    (Wanted.DATE, "It opened in 1998.", True),
    (Wanted.DATE, "It opened early.", False),
    (Wanted.PERSON, "The chair is Ada Sample.", True),
    (Wanted.PERSON, "The chair is elected.", False),
    (Wanted.PLACE, "They met in Leeds.", True),
    (Wanted.PLACE, "They met again.", False),
]


@pytest.mark.parametrize(("question", "kind"), ASKED.items())
def test_what_a_question_wants(question: str, kind: Wanted | None) -> None:
    """A question word inside a sentence ('people who care') asks for nothing."""
    assert wanted(question) is kind


@pytest.mark.parametrize(("kind", "text", "held"), HELD)
def test_whether_a_text_holds_it(kind: Wanted, text: str, held: bool) -> None:
    """A sum is told from a count, a date from any number."""
    assert holds(kind, text, "a question") is held


def test_what_the_question_says_itself_is_no_answer() -> None:
    """'What did the 2019 conference cost' is not answered by the year it names."""
    assert not holds(Wanted.NUMBER, "The 2019 conference", "How many came to the 2019 conference?")
    assert holds(Wanted.NUMBER, "80 came in 2019", "How many came to the 2019 conference?")
