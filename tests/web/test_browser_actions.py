from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Locator, expect

from assistant.feedback import kept
from assistant.settings import Settings
from tests.web.browsing import Visit, visited
from tests.web.conftest import FakeAssistant, serving

pytestmark = pytest.mark.browser

READ = ["clipboard-read", "clipboard-write"]
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: {}})"
NO_COPYING = "document.execCommand = () => false"


def copy(visit: Visit, way: str) -> tuple[Locator, str]:
    """Copy a passage by the keyboard: the button, and what it is to put on the clipboard."""
    if way == "Copy citation":
        visit.page.get_by_text("More ways to copy").click()
    button = visit.page.get_by_role("button", name=f"{way} (Answer 1")
    text = button.get_attribute("data-copy")
    assert text
    button.press("Enter")
    return button, text


def told(visit: Visit, button: Locator) -> None:
    """It is said that it was copied, and the focus is where it was."""
    said = visit.page.locator(".copied")
    expect(said).to_have_text("Copied")
    expect(said).to_have_role("status")
    expect(said).to_be_in_viewport()
    expect(button).to_be_focused()
    expect(visit.page.get_by_role("region", name="Copy by hand")).to_be_hidden()


@pytest.mark.parametrize("question", ["What is asked of pay?", "law"])
@pytest.mark.parametrize("way", ["Copy for case note", "Copy citation"])
def test_a_passage_is_copied(visit: Visit, way: str, question: str) -> None:
    """What is pasted elsewhere is exactly the note or the reference, hostile words and all."""
    visit.page.context.grant_permissions(READ)
    visit.ask(question)
    button, text = copy(visit, way)
    told(visit, button)
    assert visit.page.evaluate("navigator.clipboard.readText()") == text


def test_a_case_note_holds_the_passage_and_its_place(visit: Visit) -> None:
    """The case note quotes the passage to the character and says where it stands and when read."""
    visit.ask("What is asked of pay?")
    _, text = copy(visit, "Copy for case note")
    quoted = visit.page.locator("blockquote").evaluate("node => node.textContent")
    assert text.startswith(f"“{quoted}” (Homes not hospitals, Fair pay, pages 2–3; ")
    assert re.search(r"Example Association, 2023; read \d+ [A-Z][a-z]{2} \d{4}\)$", text)


def test_an_older_browser_copies_as_well(visit: Visit) -> None:
    """Where a browser has no clipboard for pages, the older way of copying is taken."""
    visit.page.evaluate(NO_CLIPBOARD)
    visit.ask("What is asked of pay?")
    visit.page.evaluate(
        "document.addEventListener('copy', () => window.taken = getSelection().toString())"
    )
    button, text = copy(visit, "Copy for case note")
    told(visit, button)
    assert visit.page.evaluate("window.taken") == text


def test_what_cannot_be_copied_is_shown_to_be_copied_by_hand(visit: Visit) -> None:
    """A user whose browser forbids copying is told so, and finds the text selected."""
    page = visit.page
    page.evaluate(NO_CLIPBOARD)
    page.evaluate(NO_COPYING)
    page.set_viewport_size({"width": 320, "height": 640})
    visit.ask("What is asked of pay?")
    button, text = copy(visit, "Copy citation")
    field = page.get_by_role("textbox", name=re.compile("^Copying did not work"))
    expect(field).to_be_focused()
    expect(field).to_have_value(text)
    expect(field).to_be_in_viewport()
    assert page.evaluate("getSelection().toString()") == text
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(page.locator(".copied")).to_be_empty()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(button).to_be_focused()


def test_a_selected_answer_is_copied_without_what_is_heard_or_pressed(visit: Visit) -> None:
    """Of a card that is selected whole, neither hidden words nor names of buttons are copied."""
    page = visit.page
    page.context.grant_permissions(READ)
    visit.ask("What is asked of pay?")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#turn-1 .card'))")
    page.keyboard.press("ControlOrMeta+c")
    taken = page.evaluate("navigator.clipboard.readText()")
    assert "Workers spend 80–20 of their time on forms" in taken
    assert taken.startswith("Homes not hospitals “Fair pay” pages 2–3")
    for never in ("Answer 1", "Copy", "Show", "in a new tab"):
        assert never not in taken


def test_what_was_searched_is_changed_and_searched_again(visit: Visit) -> None:
    """A user mends what was made of a follow-up, and it is then searched by itself."""
    page = visit.page
    visit.ask("What is asked of pay?")
    visit.ask("And in Wales?")
    page.get_by_role("button", name="Change what was searched for question 2").press("Enter")
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    expect(box).to_have_value("And in Wales? pay")
    page.keyboard.press("End")
    page.keyboard.type(" rise")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-3 h2")).to_have_text("Question: And in Wales? pay rise")
    expect(page.locator("#turn-3")).not_to_contain_text("Searched for")
    visit.ask("And in England?")
    expect(page.locator("#turn-4")).to_contain_text("Searched for: And in England? pay")


def test_a_question_typed_instead_is_a_follow_up_again(visit: Visit) -> None:
    """Who empties the box and types something else gets a follow-up as before."""
    visit.ask("What is asked of pay?")
    visit.ask("And in Wales?")
    visit.page.get_by_role("button", name="Change what was searched for question 2").click()
    visit.page.keyboard.press("ControlOrMeta+a")
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.type("And in Scotland?")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#turn-3")).to_contain_text("Searched for: And in Scotland? pay")


def test_the_conversation_is_saved(visit: Visit) -> None:
    """A user keeps the whole conversation as a Word file or as text, as often as wanted."""
    page = visit.page
    visit.ask("What is asked of pay?")
    visit.ask("law <b>")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as a Word document").press("Enter")
    assert re.fullmatch(r"answers-\d{4}-\d\d-\d\d\.docx", saving.value.suggested_filename)
    expect(page.locator(".notice")).to_have_text(
        f"{saving.value.suggested_filename} is with your browser's downloads."
    )
    word = docx.Document(BytesIO(Path(saving.value.path()).read_bytes()))
    assert "law <b>" in [paragraph.text for paragraph in word.paragraphs]
    for _ in range(2):
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save as text").click()
        text = Path(saving.value.path()).read_text("utf-8")
        assert text.startswith("# Answers from the documents\n")
        assert "> Workers spend 80–20 of their time on forms" in text


def test_only_a_conversation_can_be_saved(visit: Visit) -> None:
    """Before the first question, and once it is forgotten, no button offers to save nothing."""
    page = visit.page
    button = page.get_by_role("button", name="Save as text")
    expect(button).to_be_hidden()
    visit.ask("What is asked of pay?")
    expect(button).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(button).to_be_hidden()


def test_what_is_covered_is_one_press_away(visit: Visit) -> None:
    """From the top of the page a link leads to the documents, and one to what was not read."""
    page = visit.page
    page.set_viewport_size({"width": 800, "height": 400})
    page.get_by_role("link", name="what could not be read").press("Enter")
    expect(page.get_by_text("scan.pdf, pages 2–3: no text on the page")).to_be_in_viewport()
    page.get_by_role("link", name="what is covered").press("Enter")
    expect(page.get_by_role("heading", name="What is covered")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="What is covered")).to_be_focused()


def test_the_actions_fit_a_small_phone(visit: Visit) -> None:
    """On a small phone nothing has to be scrolled sideways, and each button can be pressed."""
    page = visit.page
    page.set_viewport_size({"width": 320, "height": 640})
    visit.ask("What is asked of pay?")
    visit.ask("And in Wales?")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    buttons = page.locator(":is(.turn button, .turn label, #actions button):visible")
    expect(buttons).to_have_count(16)
    for button in buttons.all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24


@pytest.fixture
def kept_in(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a chat whose index folder is empty, and that folder."""
    with serving(FakeAssistant(), Settings(index=tmp_path)) as address:
        yield address, tmp_path


def test_whether_it_was_answered_is_said_by_the_keyboard(
    browser: Browser, kept_in: tuple[str, Path]
) -> None:
    """A user says yes or no under an answer, once and no more, and hears what was kept."""
    address, index = kept_in
    with visited(browser, address) as visit:
        page = visit.page
        visit.ask("What is asked of pay?")
        visit.ask("perhaps pay?")
        group = page.locator("#turn-2").get_by_role("group", name="Did this answer it?")
        button = group.get_by_role("button", name="No (question 2 is not answered)")
        button.press("Enter")
        said = group.get_by_role("status")
        expect(said).to_have_text("Thank you. Kept: your reply and which passages were shown.")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(group.get_by_role("button", name="Yes")).to_be_disabled()
        group.get_by_role("button", name="Yes").press("Enter")
        first = page.locator("#turn-1")
        box = first.get_by_role("checkbox", name=re.compile("Keep my question too"))
        box.press("Space")
        expect(box).to_have_css("appearance", "auto")  # its tick is seen on a light ground, too
        first.get_by_role("button", name="Yes (question 1 is answered)").press("Enter")
        expect(first.get_by_role("status")).to_contain_text("and your question.")
        visit.ask("And in Wales?")
        expect(page.locator("#turn-3")).to_contain_text("Searched for: And in Wales? pay")
    assert [(v.helped, v.question) for v in kept(index)] == [
        (False, ""),
        (True, "What is asked of pay?"),
    ]


def test_nothing_is_asked_where_nothing_was_shown(visit: Visit) -> None:
    """Without passages there is nothing to say yes or no to."""
    visit.ask("What is the weather?")
    expect(visit.page.get_by_text("Did this answer it?")).to_have_count(0)
