"""A chat opened in a real Chromium, and what the browser did meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

expect.set_options(timeout=20_000)  # a busy machine is slow, and what passes does not wait


class Visit:
    """A page of the chat, and what the browser did while it was open."""

    def __init__(self, page: Page) -> None:
        """Listen to the page before it loads."""
        self.page = page
        self.hosts: set[str | None] = set()
        self.troubles: list[str] = []
        self.held = 0
        """How often it was asked whether to leave, and what is on the page to lose."""
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", self._dismiss)
        page.on("console", self._listen)

    def _listen(self, told: ConsoleMessage) -> None:
        if told.type in {"error", "warning"}:
            self.troubles.append(told.text)

    def _dismiss(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            self.held += 1
            dialog.accept()
        else:
            self.troubles.append(f"dialog: {dialog.message}")
            dialog.dismiss()

    def ask(self, question: str) -> None:
        """Type a question, press Enter and wait for its turn."""
        turns = self.page.get_by_role("article")
        before = turns.count()
        self.page.get_by_label("Your question").fill(question)
        self.page.keyboard.press("Enter")
        expect(turns).to_have_count(before + 1)


@contextlib.contextmanager
def visited(browser: Browser, address: str) -> Iterator[Visit]:
    """A chat opened in a fresh profile; nothing may have gone wrong or gone out by the end."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(20_000)
    visit = Visit(context.new_page())
    visit.page.goto(address)
    visit.page.get_by_label("Your question").wait_for()
    yield visit
    assert not visit.troubles, visit.troubles
    assert visit.hosts == {"127.0.0.1"}
    context.close()
