"""What a user sees when the page, the sign-in, the server or the index is not what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.feedback import kept as kept_in
from assistant.records import Document
from assistant.settings import AccessSettings, Settings
from assistant.web.signin import hashed
from tests.web.browsing import Visit
from tests.web.conftest import DOCUMENTS, FakeAssistant, serving

pytestmark = pytest.mark.browser

PASSWORD = "plum kettle ørsted 9"
FIRST, NEXT = "What is asked of pay?", "And in Wales?"
AWAY = "The assistant cannot be reached. Nothing on this page is lost"
PAGE_ASK = "**/run/predict*"


@contextmanager
def troubled(browser: Browser, address: str) -> Iterator[Visit]:
    """A page opened in a fresh profile on which things are to go wrong."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page())
    visit.page.goto(address)
    yield visit
    assert visit.hosts == {"127.0.0.1"}
    context.close()


def typed(page: Page, question: str) -> None:
    """Ask, without waiting for an answer."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def kept(page: Page, question: str, turns: int) -> None:
    """The question is still in the box and the conversation still there; nothing is under way."""
    expect(page.get_by_label("Your question")).to_have_value(question)
    expect(page.get_by_role("article")).to_have_count(turns)
    expect(page.locator("#notice .pending")).to_have_count(0)
    expect(page.get_by_test_id("toast-body")).to_have_count(0)


def signed_in(page: Page) -> None:
    """Type the password."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Your question").wait_for()


def test_a_sign_in_that_has_ended_is_told(browser: Browser) -> None:
    """A user signs in again beside the page, and goes on with what was typed and asked."""
    access = AccessSettings(password_hash=hashed(PASSWORD))
    with (
        serving(FakeAssistant(), Settings(access=access)) as address,
        troubled(browser, address) as visit,
    ):
        page = visit.page
        signed_in(page)
        visit.ask(FIRST)
        page.context.clear_cookies(name="assistant_session")
        typed(page, NEXT)
        expect(page.locator(".notice")).to_contain_text("You are no longer signed in.")
        expect(page.locator(".notice")).to_have_role("status")
        kept(page, NEXT, turns=1)
        page.get_by_role("button", name="Show in the document").click()
        expect(page.get_by_role("dialog")).to_contain_text("You are no longer signed in.")
        page.keyboard.press("Escape")
        with page.expect_popup() as other:
            page.locator(".notice").get_by_role("link", name="sign in again").click()
        signed_in(other.value)
        other.value.close()
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#turn-2")).to_contain_text(f"Searched for: {NEXT} pay")
        expect(page.locator(".notice")).to_be_empty()


def test_a_server_that_is_started_anew_loses_nothing_on_the_page(browser: Browser) -> None:
    """While the server is away the page says so; once it is back, what it no longer knows."""
    with serving(FakeAssistant()) as address:
        context = browser.new_context(reduced_motion="reduce")
        visit = Visit(context.new_page())
        page = visit.page
        page.goto(address)
        visit.ask(FIRST)
    typed(page, NEXT)
    expect(page.locator(".notice")).to_contain_text(AWAY)
    kept(page, NEXT, turns=1)
    page.get_by_role("button", name="Show in the document").click()
    expect(page.get_by_role("dialog")).to_contain_text("The assistant cannot be reached.")
    page.keyboard.press("Escape")
    with serving(FakeAssistant(), port=urlsplit(address).port or 0):
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_role("article")).to_have_count(2)
        expect(page.locator(".notice")).to_be_empty()
        expect(page.locator("#turn-1 h2")).to_have_text(f"Question: {NEXT}")
        expect(page.locator("#turn-1 .searched")).to_have_count(0)
        forgotten = page.get_by_text("The questions above are forgotten")
        expect(forgotten.and_(page.get_by_role("status"))).to_have_count(1)
        expect(page.locator(".forgotten").and_(forgotten)).to_be_in_viewport()
        expect(page.get_by_role("article").first).to_have_accessible_name(f"Question: {FIRST}")
        expect(page.get_by_text("Did this answer it?")).to_have_count(1)
        visit.ask("law")
        expect(page.locator("#turn-2")).to_contain_text("Searched for: law pay")
        expect(page.locator(".forgotten")).to_have_count(1)
        context.close()


def test_a_server_that_says_nothing_is_not_waited_for(browser: Browser, chat: str) -> None:
    """After a minute without an answer the page stops waiting, says so, and can ask again."""
    with troubled(browser, "about:blank") as visit:
        page = visit.page
        page.clock.install()
        page.goto(chat)
        visit.ask(FIRST)
        page.route(PAGE_ASK, lambda _: None)
        with page.expect_request(PAGE_ASK):
            typed(page, NEXT)
        page.clock.fast_forward(61_000)
        expect(page.locator(".notice")).to_contain_text(AWAY)
        kept(page, NEXT, turns=1)
        page.unroute(PAGE_ASK)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_role("article")).to_have_count(2)
        expect(page.locator(".notice")).to_be_empty()
        expect(page.get_by_label("Your question")).to_have_value("")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (502, "<h1>Bad gateway</h1>", AWAY),
        (200, '{"data": ["<article', AWAY),
        (500, '{"error": null}', "The assistant failed at this."),
        (503, '{"error": "Too many questions are waiting."}', "The assistant is busy."),
        (422, "The request is not one of this page's.", "Please reload the page."),
    ],
)
def test_a_refusal_is_told_in_plain_words(
    browser: Browser, chat: str, status: int, body: str, words: str
) -> None:
    """Whatever stands between the page and the server, the user reads what to do."""
    kind = "application/json" if body.startswith("{") else "text/html"
    with troubled(browser, chat) as visit:
        page = visit.page
        page.route(
            PAGE_ASK, lambda route: route.fulfill(status=status, body=body, content_type=kind)
        )
        typed(page, FIRST)
        expect(page.locator(".notice")).to_contain_text(words)
        kept(page, FIRST, turns=0)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (503, "application/json", "The assistant is busy."),
        (503, "text/html", "The assistant cannot be reached."),  # who stands before it says so
        (502, "text/html", "The assistant cannot be reached."),
        (404, "text/html", "This document was changed or taken out since it was cited."),
    ],
)
def test_a_source_that_is_not_sent_is_told_in_plain_words(
    browser: Browser, chat: str, status: int, kind: str, words: str
) -> None:
    """The pane says why, and the same button tries again."""
    with troubled(browser, chat) as visit:
        page = visit.page
        visit.ask(FIRST)
        button = page.get_by_role("button", name="Show in the document").first
        page.route(
            "**/source?*", lambda route: route.fulfill(status=status, body="{}", content_type=kind)
        )
        button.click()
        expect(page.get_by_role("dialog")).to_contain_text(words)
        page.unroute("**/source?*")
        button.press("Enter")
        expect(page.get_by_role("dialog").locator("mark").first).to_be_visible()


def test_a_reply_that_was_not_sent_can_be_sent_again(browser: Browser, tmp_path: Path) -> None:
    """Whoever said yes while the server was away is not held to have said it."""
    with (
        serving(FakeAssistant(), Settings(index=tmp_path)) as address,
        troubled(browser, address) as visit,
    ):
        page = visit.page
        visit.ask(FIRST)
        page.route(PAGE_ASK, lambda route: route.abort())
        way = page.get_by_role("button", name="Yes")
        way.click()
        expect(page.locator(".notice")).to_contain_text(AWAY)
        expect(way).not_to_have_attribute("aria-pressed", "true")
        page.unroute(PAGE_ASK)
        way.click()
        expect(page.locator(".judged")).to_contain_text("Thank you.")
        expect(page.locator(".notice")).to_be_empty()
    assert [verdict.helped for verdict in kept_in(tmp_path)] == [True]


class Rebuilt(FakeAssistant):
    """The next index: of one document the text is another, the other is as it was."""

    def document(self, path: str) -> Document:
        """One of the two."""
        found = super().document(path)
        return replace(found, text=f"Anew. {found.text}") if found == DOCUMENTS[0] else found


def test_an_earlier_citation_opens_or_says_why_not(browser: Browser) -> None:
    """Once the index is rebuilt, a document that is as it was opens; a changed one says so."""
    assistant = FakeAssistant()
    with serving(assistant) as address, troubled(browser, address) as visit:
        page = visit.page
        visit.ask(FIRST)
        visit.ask("law")
        assistant.next = Rebuilt("20261123-a")
        source = page.get_by_role("dialog", name="Source")
        page.locator("#turn-1").get_by_role("button", name="Show in the document").click()
        expect(source).to_contain_text("This document was changed or taken out since it was cited.")
        expect(source.get_by_role("heading")).to_be_focused()
        page.keyboard.press("Escape")
        page.locator("#turn-2").get_by_role("button", name="Show in the document").click()
        expect(source.locator("mark").first).to_be_in_viewport()


def test_tabs_do_not_share_a_conversation(visit: Visit) -> None:
    """In another tab of the same browser a question follows nothing."""
    visit.ask(FIRST)
    other = Visit(visit.page.context.new_page())
    other.page.goto(visit.page.url)
    other.ask(NEXT)
    expect(other.page.locator("#turn-1 .searched")).to_have_count(0)
    visit.ask(NEXT)
    expect(visit.page.locator("#turn-2")).to_contain_text(f"Searched for: {NEXT} pay")


def test_a_page_loaded_anew_is_empty(visit: Visit) -> None:
    """After Reload, and after leaving and Back, nobody sees or builds on what was asked before."""
    page = visit.page
    for way in ("reload", "back"):
        visit.ask(FIRST)
        page.get_by_label("Your question").fill("half a question")
        if way == "reload":
            page.reload()
        else:
            page.goto(f"{page.url.rstrip('/')}/api")
            page.go_back()
        expect(page.get_by_label("Your question")).to_have_value("")
        expect(page.get_by_role("article")).to_have_count(0)
        visit.ask(NEXT)
        expect(page.locator("#turn-1 .searched")).to_have_count(0)
    assert visit.held == 2  # each time it was asked first whether to leave


def test_back_within_the_page_keeps_the_conversation(visit: Visit) -> None:
    """A link to a part of the page, and Back, lead nowhere else."""
    page = visit.page
    visit.ask(FIRST)
    page.get_by_role("link", name="what is covered").click()
    expect(page).to_have_url(re.compile("#covered-title$"))
    page.go_back()
    expect(page.get_by_role("article")).to_have_count(1)
    visit.ask(NEXT)
    expect(page.locator("#turn-2")).to_contain_text(f"Searched for: {NEXT} pay")
