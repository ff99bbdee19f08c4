from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from assistant.index.build import build_index
from assistant.records import Document
from tests.web.browsing import Visit, visited

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
OFFLINE = ROOT / "tests" / "offline.py"


@contextlib.contextmanager
def served(index: Path) -> Iterator[str]:
    """The address of `assistant chat` in a process of its own, which must end as it should."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["chat", "--port", str(port), "--index", str(index)]
    with subprocess.Popen(
        [sys.executable, str(OFFLINE), *command], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first == f"Serving the chat at http://127.0.0.1:{port} (Ctrl-C stops it)\n"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
        _, said = process.communicate(timeout=20)
        assert (process.returncode, said) == (0, "")


@pytest.mark.real
def test_a_rebuilt_index_is_answered_from(
    browser: Browser, campaign_index: Path, tmp_path: Path
) -> None:
    """A chat moves over to a rebuilt index without a reload, and still ends cleanly."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(ROOT / "corpus", corpus)
    shutil.copytree(campaign_index, index)
    with served(index) as address, visited(browser, address) as visit:
        visit.ask("When are the lone working visits?")
        (corpus / "visits.txt").write_text("Lone working\nVisits are on Fridays at the lodge.\n")
        build_index(corpus, index)
        visit.ask("When are the lone working visits?")
        quoted = visit.page.locator("#turn-2 blockquote").first
        expect(quoted).to_contain_text("Visits are on Fridays at the lodge.")


@pytest.mark.real
def test_the_campaign_documents_answer(browser: Browser, campaign_index: Path) -> None:
    """A practitioner reads both answers on the page, cited by slide and by section, offline."""
    with served(campaign_index) as address, visited(browser, address) as visit:
        visit.ask("How many social workers are there in England?")
        card = visit.page.locator("#turn-1 .card").first
        expect(card.locator("blockquote.answer")).to_have_text("92,200 in England")
        expect(card.locator(".lead-in")).to_have_text("The social work workforce now …")
        expect(card.locator(".citation")).to_have_text(
            "Professional Social Work: Part of the solution (Dr Ruth Allen), "
            "section “The social work workforce now”, slide 2 (marked DRAFT)"
        )
        expect(card.locator(".badge")).to_have_text("Marked DRAFT")
        visit.ask("What is the 80-20 campaign about?")
        card = visit.page.locator("#turn-2 .card").first
        expect(card.locator("blockquote.answer")).to_contain_text(
            "just 20 per cent of their time in direct contact with families"
        )
        expect(card.locator(".citation")).to_contain_text(
            "section “80-20 campaign – Upholding relationship-based social work”"
        )
        expect(card.get_by_role("link", name="Open the source")).to_have_attribute(
            "href", re.compile("^https://www.basw.co.uk/about-basw/")
        )
        visit.ask("lemon cake recipe")
        expect(visit.page.locator("#turn-3")).to_contain_text("The documents do not cover this.")
        covered = visit.page.get_by_role("region", name="What is covered")
        expect(covered).to_contain_text("2 documents, 14 passages, built ")


def test_a_question_is_answered_with_the_passage(visit: Visit) -> None:
    """A user asks, and sees the passage with its highlights, citation and source."""
    visit.ask("What is asked of pay?")
    card = visit.page.get_by_role("listitem").filter(has=visit.page.locator("blockquote"))
    expect(card.locator("blockquote b").first).to_have_text("Workers")
    expect(card).to_contain_text(
        "Homes not hospitals (Example Association, 2023), section “Fair pay”, pages 2–3"
    )
    link = card.get_by_role("link", name="Open the source")
    expect(link).to_have_attribute("href", "https://documents.example/homes?a=1&b=2")
    expect(visit.page.get_by_label("Your question")).to_have_value("")


def test_the_passage_is_exact_in_the_browser(visit: Visit, documents: tuple[Document, ...]) -> None:
    """What the browser holds is the document's text to the character, tabs and spaces included."""
    visit.ask("What is asked of pay?")
    quoted = visit.page.locator("blockquote").evaluate("node => node.textContent")
    assert quoted in documents[0].text
    assert "too much”,  they say.\tWe" in quoted


def test_the_passage_is_shown_in_its_document(visit: Visit) -> None:
    """A user opens the document beside the answer, at the passage, and comes back to the button."""
    visit.ask("What is asked of pay?")
    button = visit.page.get_by_role("button", name="Show in the document")
    source = visit.page.get_by_role("dialog", name="Source")
    expect(source).to_be_hidden()
    button.press("Enter")
    expect(source).to_contain_text("The campaign asks for enough support at home")
    expect(source.locator("mark").first).to_contain_text("Workers spend 80–20")
    expect(source.locator("mark").first).to_be_in_viewport()
    expect(source.get_by_role("heading", level=2)).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(button).to_be_focused()


def test_a_question_outside_the_documents_is_told_apart(visit: Visit) -> None:
    """A user learns that the documents do not answer, and what they are about."""
    visit.ask("What is the weather?")
    turn = visit.page.get_by_role("article")
    expect(turn).to_contain_text("The documents do not cover this.")
    expect(turn).to_contain_text("Homes not hospitals: Fair pay")
    expect(turn.locator("blockquote")).to_have_count(0)


def test_hostile_text_is_shown_literally(visit: Visit, documents: tuple[Document, ...]) -> None:
    """Markup in a question, a passage or a title is text: no script, form or image of it lives."""
    question = "law <img src=x onerror=alert(1)> ${alert(2)} {{alert(3)}} </article>"
    visit.ask(question)
    expect(visit.page.locator("#question-1")).to_contain_text(question)
    quoted = visit.page.locator("blockquote").evaluate("node => node.textContent")
    assert quoted == documents[1].text
    alive = ".log :is(script, img, form, input:not(.verdict input), iframe)"
    assert visit.page.locator(alive).count() == 0
    expect(visit.page.locator(".citation")).to_contain_text("<script>alert('title')</script>")


def test_nothing_typed_is_left_in_the_browser(visit: Visit) -> None:
    """The next user of the computer finds no question in the browser's storages."""
    question = visit.page.get_by_label("Your question")
    question.fill("What of pay for Jane Canary?")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("button", name="Search as typed").click()
    expect(visit.page.get_by_role("article")).to_have_count(1)
    stored = visit.page.evaluate(
        "async () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage),"
        " document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length,"
        " location.href])"
    )
    assert "Canary" not in stored
    assert re.fullmatch(r'\[\[\],\[\],"",0,0,"http://127\.0\.0\.1:\d+/"\]', stored)


PERSONAL = "what pay for my client Jane Canary, dob 01/02/1985"


BUTTONS_COME_LATE = """(() => {
  const find = Document.prototype.querySelector;
  window.asked = 0;
  Document.prototype.querySelector = function (wanted) {
    return wanted === "#ways-on button" && ++window.asked < 5 ? null : find.call(this, wanted);
  };
})()"""


def offered(visit: Visit) -> None:
    """Ask a question with personal data and wait for the ways on."""
    visit.page.get_by_label("Your question").fill(PERSONAL)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("button", name="Search without these details")).to_be_focused()


def test_personal_data_is_shown_before_anything_is_searched(visit: Visit) -> None:
    """A user sees what was found and why, nothing is searched, and one key searches without it."""
    page = visit.page
    region = page.get_by_role("region", name="Details of a person")
    expect(region).to_be_hidden()
    offered(visit)
    expect(page.locator(".notice")).to_have_text(
        "Not searched yet: the question seems to hold a name and a date of birth."
    )
    expect(page.locator(".notice")).to_have_role("status")
    assert region.locator("mark").all_inner_texts() == ["Jane Canary", "01/02/1985"]
    expect(region).to_contain_text("Without these details: what pay for my client …, …")
    expect(page.get_by_role("article")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#question-1")).to_have_text("Question: what pay for my client …, …")
    expect(region).to_be_hidden()
    expect(page.get_by_label("Your question")).to_have_value("")
    expect(page.locator("body")).not_to_contain_text("Canary")


def test_personal_data_never_block(visit: Visit) -> None:
    """By the keyboard alone a user can search as typed, or go back to the question to change it."""
    page = visit.page
    offered(visit)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Change the question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value(PERSONAL)
    expect(page.get_by_role("region", name="Details of a person")).to_be_hidden()
    offered(visit)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#question-1")).to_have_text(f"Question: {PERSONAL}")
    visit.ask("And in Wales?")


def test_personal_data_are_offered_before_all_of_the_page_is_there(visit: Visit) -> None:
    """Gradio puts buttons in after the question box: a slow machine leaves time to ask between."""
    visit.page.add_init_script(BUTTONS_COME_LATE)
    visit.page.reload()
    offered(visit)
    assert visit.page.evaluate("window.asked") == 5


def test_what_was_said_makes_room_for_the_search(visit: Visit) -> None:
    """While it is searched as typed, nobody reads that it is not searched yet."""
    page, held = visit.page, list[Route]()
    offered(visit)
    page.route("**/run/predict*", lambda route: held.append(route))
    page.get_by_role("button", name="Search as typed").click()
    notice = page.locator("#notice .pending .notice")
    expect(notice).to_have_css("opacity", "0")
    expect(notice).to_have_text(re.compile("^Not searched yet"))
    [request] = held
    request.continue_()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.locator(".notice")).to_be_empty()


def test_personal_data_fit_a_small_phone(visit: Visit) -> None:
    """On a small phone nothing has to be scrolled sideways, and each way on can be pressed."""
    visit.page.set_viewport_size({"width": 320, "height": 640})
    offered(visit)
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 320
    for way in ("Search without these details", "Search as typed", "Change the question"):
        box = visit.page.get_by_role("button", name=way).bounding_box()
        assert box is not None
        assert box["height"] >= 24


def test_an_empty_question_is_explained(visit: Visit) -> None:
    """A user who sends nothing is told so in words that a screen reader reads out."""
    visit.page.get_by_role("button", name="Ask", exact=True).click()
    expect(visit.page.locator(".notice")).to_have_text("Please type a question.")
    expect(visit.page.locator(".notice")).to_have_role("status")


def test_a_failure_is_told_plainly(visit: Visit) -> None:
    """A user whose question fails keeps it in the box and sees no internals."""
    visit.page.get_by_label("Your question").fill("please fail")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".notice")).to_contain_text("Something went wrong")
    expect(visit.page.get_by_label("Your question")).to_have_value("please fail")
    expect(visit.page.locator("body")).not_to_contain_text("RuntimeError")


def test_an_example_asks_and_a_new_conversation_forgets(visit: Visit) -> None:
    """An example question is one press away, and starting anew drops what was asked."""
    visit.page.get_by_role("button", name="What does fair pay mean?").click()
    expect(visit.page.get_by_role("article")).to_have_count(1)
    expect(visit.page.get_by_label("Your question")).to_be_focused()
    visit.ask("And in Wales?")
    expect(visit.page.get_by_role("article").last).to_contain_text(
        "Searched for: And in Wales? pay"
    )
    visit.page.get_by_role("button", name="New conversation").click()
    expect(visit.page.get_by_role("article")).to_have_count(0)
    expect(visit.page.get_by_label("Your question")).to_be_focused()
    visit.ask("And in Wales?")
    expect(visit.page.get_by_role("article")).not_to_contain_text("Searched for")


def test_the_page_tells_what_it_covers_and_reads_well(visit: Visit) -> None:
    """The page is in English, holds a log, names the documents and fits a small phone."""
    page = visit.page
    expect(page).to_have_title("Ask the campaign documents")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("log", name="Conversation").get_attribute("aria-live") == "off"
    covered = page.get_by_role("region", name="What is covered")
    expect(covered).to_contain_text("2 documents, 29 passages, built 22 November 2026.")
    expect(covered).to_contain_text("scan.pdf, pages 2–3: no text on the page")
    page.set_viewport_size({"width": 320, "height": 640})
    visit.ask("law")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.get_by_role("link", name=re.compile("Gradio|API")).count() == 0
