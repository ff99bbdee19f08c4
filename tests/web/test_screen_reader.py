"""The page as a screen reader has it: what is announced, and what is read in which order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.accessible import exposed, findings
from tests.web.browsing import Visit
from tests.web.shelf import GUIDE, SECOND, VISITS, answered, unconfirmed

pytestmark = pytest.mark.browser

HEARD = [
    ("keep safe", "2 answers from the documents."),
    ("pay", "1 answer from the documents."),
    ("perhaps pay?", "Nothing in the documents answers this clearly. Nearest: 1 passage."),
    ("weather", "The documents do not cover this."),
    ("hello", "Hello <you>."),
    ("list them", "Documents that mention “pay”: 1 of 3 documents."),
]


@pytest.mark.parametrize(("question", "heard"), HEARD)
def test_what_came_of_a_question_is_heard(at: Visit, question: str, heard: str) -> None:
    """A screen reader says at once how many passages there are, or that there are none."""
    at.ask(question)
    said = at.page.get_by_role("log").locator("+ [role=status]")
    expect(said).to_have_text(heard)
    assert at.page.get_by_role("log").get_attribute("aria-live") == "off"  # not all of it, too


def test_a_caution_interrupts(at: Visit) -> None:
    """In danger the way to help is said before what else came of the question."""
    at.ask("harm")
    expect(at.page.get_by_role("alert")).to_have_text("In danger now: call 999.")
    said = at.page.get_by_role("log").locator("+ [role=status]")
    expect(said).to_have_text("Please turn to people.")


def test_an_answer_reads_in_order(at: Visit) -> None:
    """Where it is from, the words that answer in their passage, what can be done."""
    answered(at)
    expect(at.page.locator("#turn-1 .card").first).to_match_aria_snapshot(
        """
        - listitem:
          - figure /Answer 1 safe\\.pdf · page 2/:
            - heading "Answer 1" [level=3]
            - paragraph:
              - strong: safe.pdf
              - text: /· page 2 · file dated .+/
            - blockquote:
              - paragraph:
                - text: Employers are
                - mark: /^Marked as answering. to keep a record of each threat. End of/
          - button "Copy for case note (Answer 1, safe.pdf, question 1)"
          - button "Copy for letter (Answer 1, safe.pdf, question 1)"
          - button "Show in the document (Answer 1, safe.pdf, question 1)"
          - group
        """
    )


MARKED = ("Marked as answering:", "End of what is marked.")


def test_what_is_folded_is_heard_once_it_is_opened(at: Visit) -> None:
    """The words that answer are heard once: by themselves, then in their passage.

    What is folded can be seen and selected, and is read right after the button that opens it.
    """
    at.ask("which visit?")
    card = at.page.locator("#turn-1 .card")

    def heard() -> tuple[list[str], list[tuple[str, str]]]:
        told = exposed(card)
        return [name for role, name in told if role == "StaticText"], told

    named = "(Answer 1, Guide to visits, question 1)"
    texts, told = heard()
    assert [text for text in texts if "visit " in text] == [VISITS[20]]
    assert ("button", f"Show the whole passage {named}, collapsed") in told
    assert ("link", f"Open the source {named} in a new tab") in told
    assert ("button", f"Show in the document {named}") in told
    folded = card.locator(".folded")
    expect(folded).to_be_in_viewport()
    folded.locator("mark").click(click_count=3)
    selected = at.page.evaluate("getSelection().toString()")
    assert " ".join(selected.split()) == GUIDE.text

    card.get_by_role("button", name="Show the whole passage").press("Enter")
    texts, told = heard()
    opened = told.index(("button", f"Fold the passage {named}, expanded"))
    read = [name for role, name in told[opened:] if role == "StaticText"]
    read = read[: read.index(f" {' '.join(VISITS[21:])}") + 1]
    assert "".join(read) == GUIDE.text.replace(VISITS[20], VISITS[20].join(MARKED))
    assert sum(VISITS[20] in text for text in texts) == 1
    assert findings(at.page) == []

    card.get_by_role("button", name="Fold the passage").press("Enter")
    texts, told = heard()
    assert [text for text in texts if "visit " in text] == [VISITS[20]]
    assert ("button", f"Show the whole passage {named}, collapsed") in told


def test_a_fold_fades_where_the_passage_goes_on(at: Visit) -> None:
    """The words that answer are not faded where they are the passage's last."""
    for number, question in enumerate(("which visit?", "last visit?"), 1):
        at.ask(question)
        folded = at.page.locator(f"#turn-{number} .folded")
        fades = folded.evaluate("text => getComputedStyle(text).maskImage")
        below = folded.evaluate(
            "text => text.getBoundingClientRect().bottom"
            " - text.querySelector('mark').getBoundingClientRect().bottom"
        )
        assert below >= 0
        assert fades.endswith("rgba(0, 0, 0, 0))") == (number == 1)


def test_what_is_near_is_folded_each_time_it_is_opened(at: Visit) -> None:
    """A part that was opened, closed and opened again has the passage as it was left."""
    at.ask("which rates?")
    near = at.page.locator("#turn-1 .near")
    for name in ("Show the whole passage", "Fold the passage", "Fold the passage"):
        near.locator("summary").first.press("Enter")
        way = near.get_by_role("button", name=name)
        expect(way).to_be_visible()
        if name.startswith("Show"):
            way.press("Enter")
        near.locator("summary").first.press("Enter")


def test_what_is_short_or_answers_nothing_is_heard_whole_and_once(at: Visit) -> None:
    """A passage that is not folded, and one without words by themselves, are read as they are."""
    answered(at)
    told = exposed(at.page.locator(".card").first)
    heard = "".join(name for role, name in told if role == "StaticText")
    said = SECOND.removeprefix("Employers are ")
    assert f"Employers are {said.join(MARKED)}" in heard
    assert heard.count("record") == 1
    unconfirmed(at)
    near = exposed(at.page.locator("#turn-2 .card").first)
    assert sum("Workers" in name for role, name in near if role == "StaticText") == 1


def test_what_is_near_is_not_said_to_answer(at: Visit) -> None:
    """In a passage that answers nothing by itself a screen reader hears what comes nearest."""
    at.ask("which rates?")
    near = at.page.locator("#turn-1 .near")
    near.locator("summary").first.press("Enter")
    near.get_by_role("button", name="Show the whole passage").press("Enter")
    heard = "".join(name for role, name in exposed(near) if role == "StaticText")
    nearest = VISITS[20].join(("Marked as nearest:", "End of what is marked."))
    assert nearest in heard
    assert "Marked as answering" not in heard
    near.get_by_role("button", name="Show in the document").first.press("Enter")
    expect(at.page.locator("dialog mark").first).to_be_visible()
    heard = "".join(
        name for role, name in exposed(at.page.locator("dialog")) if role == "StaticText"
    )
    assert nearest in heard
    assert "Marked as answering" not in heard
