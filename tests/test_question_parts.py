"""Questions that ask several things, and what is said of their parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversation import parts_of
from assistant.index.build import BuildReport
from assistant.records import Answer, Outcome, Part
from assistant.wording import notes

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]
AskOf = Callable[[Mapping[str, str | bytes]], Assistant]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what is the pcf and who owns it", ("what is the pcf", "who owns it")),
        (
            "How many carers are there? And what are they paid?",
            ("How many carers are there?", "And what are they paid?"),
        ),
        (
            "My mum is 81. Can she get help, and who pays for it?",
            ("My mum is 81. Can she get help", "who pays for it?"),
        ),
        (
            "who pays for visits and what is the pcf and who should do it?",
            ("who pays for visits", "what is the pcf and who should do it?"),
        ),
        ("what is the pcf and who should do it?", ()),
        ("when and where are visits held?", ()),
        ("who decides what and when", ()),
        ("children and families", ()),
        ("I am a student and new here. What is the pcf?", ()),
        ("what is an amhp", ()),
        (" and ".join(["who pays for visits"] * 5), ()),
        ("", ()),
    ],
)
def test_a_question_is_cut_where_it_asks_again(question: str, parts: tuple[str, ...]) -> None:
    """Two questions in one are two; two things of one question, or a story before it, are not."""
    assert parts_of(question) == parts


@pytest.fixture
def ask_of(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> AskOf:
    """Asks of files."""

    def made(files: Mapping[str, str | bytes]) -> Assistant:
        tiny_build(write_corpus(files))
        return tiny_assistant()

    return made


def test_the_part_that_is_met_is_named_and_comes_first(ask_of: AskOf) -> None:
    """Who asks two things and gets one is told which, and sees what answers it before all else."""
    pages = {
        "pay.txt": "Pay\nCarers in Leeds are paid weekly.\n",
        "homes.txt": "Homes\nEvery council must offer a settled home to care leavers.\n",
    }
    first, second = (
        "Are carers in Leeds paid weekly",
        "where do the zebras of the plains graze at night?",
    )
    question = f"{first} and {second}"
    answer = ask_of(pages).ask(question)
    assert [part.question for part in answer.parts] == [first, second]
    assert answer.parts[0] == Part(first, Outcome.FOUND)
    assert answer.parts[1].outcome is not Outcome.FOUND
    assert answer.quotations[0].marked == "Carers in Leeds are paid weekly."
    assert notes(answer) == (f"Answered: “{first}”. Not answered clearly: “{second}”.",)
    assert answer.to_dict()["parts"] == [
        {"question": part.question, "outcome": part.outcome} for part in answer.parts
    ]


@pytest.mark.parametrize(
    ("outcome", "said"), [(Outcome.FOUND, "Answered"), (Outcome.UNCONFIRMED, "Perhaps answered")]
)
def test_long_parts_are_named_by_their_last_words(outcome: Outcome, said: str) -> None:
    """Nobody reads a story of their own first, nor that nearest passages have answered it."""
    told = "when I asked her she said “later” and the nurse was told by him, but " * 3
    parts = (Part(f"{told}must\nwe visit", Outcome.FOUND), Part("who pays?", Outcome.UNCONFIRMED))
    answer = Answer("q", "q", outcome, 0.5, (), "s", parts=parts)
    (note,) = notes(answer)
    assert note == (
        f"{said}: “… ‘later’ and the nurse was told by him, but must we visit”. "
        "Not answered clearly: “who pays?”."
    )


@pytest.mark.parametrize("question", ["{0}? And {1}?", "{1}? And {0}?"])
def test_what_answers_a_part_is_found_whatever_else_is_asked(ask_of: AskOf, question: str) -> None:
    """An answer is not lost by asking something else with it that no document tells of."""
    part, other = "are carers paid", "what is the boiling point of quicksilver or molten lead"
    pages = {"pay.txt": "Pay\nCarers are paid.\n", "homes.txt": "Homes\nAll are new.\n"}
    answer = ask_of(pages).ask(question.format(part, other))
    assert (answer.outcome, answer.covers) == (Outcome.FOUND, ())
    assert answer.probability == answer.quotations[0].probability
    assert [one.marked for one in answer.answering] == ["Carers are paid."]


def test_each_part_that_is_met_is_shown(ask_of: AskOf) -> None:
    """Both answers are there though the words of the first fill the ranking."""
    pages = {f"pay-{n}.txt": f"Pay {n}\nCarers in Leeds are paid weekly in {n}.\n" for n in "abc"}
    pages["zebras.txt"] = "Zebras\nZebras graze at night.\n"
    answer = ask_of(pages).ask("Are carers in Leeds paid weekly and do zebras graze at night?", k=2)
    assert {q.passage.path for q in answer.quotations} == {"pay-a.txt", "zebras.txt"}
    assert answer.parts == ()
    assert answer.outcome is not Outcome.NOT_FOUND


RATES = {
    "old.txt": "Old rates\nThe mileage rate of carers is 40 pence.\n",
    "new.txt": "New rates\nThe mileage rate of carers is 45 pence.\n",
    "same.txt": "Letter\nIn short, the mileage rate of carers is 45.0 pence now.\n",
    "catalogue.toml": (
        '[[document]]\nfile = "new.txt"\npublished = "2024-05"\n'
        '[[document]]\nfile = "old.txt"\npublished = 2019\n'
    ),
}


def test_documents_that_give_different_figures_are_named_with_their_dates(ask_of: AskOf) -> None:
    """A reader sees at once that two documents do not say the same, and which is newer."""
    answer = ask_of(RATES).ask("mileage rate of carers")
    assert len(answer.answering) == 3
    assert notes(answer) == (
        "These documents give different figures or dates: New rates (May 2024); Old rates (2019).",
    )


def test_of_documents_that_differ_the_superseded_one_is_told(ask_of: AskOf) -> None:
    """A reader sees which figure holds."""
    newer = RATES["catalogue.toml"] + 'superseded_by = "new.txt"\n'
    answer = ask_of({**RATES, "catalogue.toml": newer}).ask("mileage rate of carers")
    assert notes(answer) == (
        "These documents give different figures or dates: "
        "New rates (May 2024); Old rates (2019, superseded).",
    )


def test_documents_that_give_the_same_figure_do_not_differ(ask_of: AskOf) -> None:
    """Nobody is sent to compare what is the same."""
    answer = ask_of({name: RATES[name] for name in ("new.txt", "same.txt")}).ask("mileage rate")
    assert (len(answer.answering), answer.differing) == (2, ())


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        ("The mileage of carers is 9,000 a year.\n", ()),
        ("# Mileage rate\n\nFor carers it is 40 pence.\n", ("new.txt", "other.md")),
    ],
)
def test_documents_differ_only_where_both_tell_of_all_that_is_asked(
    ask_of: AskOf, other: str, differing: tuple[str, ...]
) -> None:
    """Figures of different things are not said to conflict; a heading tells what they are of."""
    files = {"new.txt": RATES["new.txt"], "other.md": other}
    answer = ask_of(files).ask("mileage rate of carers")
    assert len(answer.quotations) == 2
    assert tuple(sorted(one.passage.path for one in answer.differing)) == differing


def test_documents_of_one_title_that_differ_are_told_apart_by_their_files(ask_of: AskOf) -> None:
    """Who is sent to compare two documents learns which."""
    rate = "# Rates\n\nThe mileage rate of carers is {} pence.\n"
    files = {f"rates{n}.md": rate.format(n) for n in (40, 45)}
    assert notes(ask_of(files).ask("mileage rate of carers")) == (
        "These documents give different figures or dates: Rates (rates40.md, no date); "
        "Rates (rates45.md, no date).",
    )


@pytest.mark.parametrize("question", ["mileage rate ages 11 to 15", "mileage rate ages 11-15"])
def test_figures_of_what_is_asked_do_not_make_documents_agree(ask_of: AskOf, question: str) -> None:
    """Nor do those of a row's label; what heads its columns tells what its figures are of."""
    table = "# Policy {}\n\n| For | Ages |\n|---|---|\n| Mileage rate, 11 to 15 ({}) | £{} |\n"
    files = {f"{n}.md": table.format(n, 9, n) for n in (40, 45)}
    assert len(ask_of(files).ask(question).differing) == 2
    same = {f"{n}.md": table.format(n, n, 45) for n in (40, 45)}
    assert ask_of(same).ask(question).differing == ()
