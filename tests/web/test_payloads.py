"""HTML and Markdown that would attack a reader: in documents, names, titles and questions.

A real Chromium opens the page; whatever it asks of any other machine is kept and not answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from assistant.corpus import files
from assistant.readers import document as read
from assistant.records import (
    Answer,
    Document,
    Entry,
    Filters,
    ListedDocument,
    Locator,
    Mark,
    MarkKind,
    Outcome,
    Problem,
)
from assistant.settings import Settings
from tests.web.browsing import Visit, visited
from tests.web.conftest import FakeAssistant, quotation, serving
from tests.web.payloads import PAYLOADS

pytestmark = pytest.mark.browser

FORMATS = ("txt", "md", "html")
ALIVE = """() => {
  const ours = ["ARTICLE", "H2", "H3", "H4", "SPAN", "P", "OL", "UL", "LI", "FIGURE", "DIV", "Q",
    "BLOCKQUOTE", "FIGCAPTION", "BUTTON", "FIELDSET", "LEGEND", "LABEL", "MARK", "STRONG",
    "DETAILS", "SUMMARY", "SECTION", "A", "INPUT", "B", "TABLE", "TBODY", "TR", "TH", "TD"];
  const told = [];
  for (const node of document.querySelectorAll(
      ".log *, .source-body *, .covered *, .offer *, .filter *, #examples *")) {
    const style = getComputedStyle(node);
    const floats = ["fixed", "sticky"].includes(style.position);
    if (floats && !node.matches("#offer .caution")) told.push(`${node.tagName} is fixed`);
    if (!ours.includes(node.tagName) && !node.closest("select")) told.push(node.outerHTML);
    if (node.tagName === "INPUT" && !node.closest(".verdict, .finder")) told.push(node.outerHTML);
    for (const { name, value } of node.attributes) {
      if (name.startsWith("on")) told.push(node.outerHTML);
      const leads = ["href", "src", "action"].includes(name);
      if (leads && !/^(#|\\/source|https:\\/\\/documents)/.test(value)) told.push(node.outerHTML);
    }
  }
  const set = Object.keys(window).filter((name) => /^a\\d+$/.test(name));
  const body = getComputedStyle(document.body).display;
  return [...told, ...set, ...(body === "none" ? ["hidden"] : [])];
}"""


def _own(payload: str, number: int) -> Document:
    """A document whose text, path, title and every other word of its entry is a payload."""
    entry = Entry(
        title=f"{payload} title",
        author=f"{payload} author",
        publisher=f"{payload} publisher",
        url=f"javascript:alert({number})",
        nation=f"{payload} nation",
        campaign=f"{payload} campaign",
        audience=f"{payload} audience",
        easy_read=bool(number % 2),
        superseded_by=f"{payload}.txt" if number % 2 else None,
    )
    head = payload.splitlines()[0]
    text = f"{head}\n{payload}\nThe end of {number}.\n"
    marks = (Mark(MarkKind.HEADING, 0, len(head), number=1),)
    return Document(f"{payload}.txt", sha256(text.encode()).hexdigest(), text, marks, entry)


class Poisoned(FakeAssistant):
    """Answers 'all' with every passage of its documents, 'list' with the documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Hold these documents."""
        super().__init__()
        self.documents = tuple(documents)
        problems = tuple(Problem(f"{payload}.pdf", payload) for payload in PAYLOADS)
        self.manifest = replace(self.manifest, problems=problems)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """Every passage; for 'list' the documents, for 'none' what is covered."""
        titles = tuple(source.title for source in self.sources())
        if question == "none":
            nothing = Outcome.NOT_FOUND
            return Answer(question, question, nothing, 0.1, (), self.snapshot, covers=titles)
        if question == "list":
            listed = tuple(ListedDocument(source, 1) for source in self.sources())
            said = f"{len(listed)} documents <b>here</b>."
            found = Outcome.FOUND
            return Answer(
                question, question, found, 1, (), self.snapshot, summary=said, documents=listed
            )
        quoted = tuple(
            quotation(d, 0, len(d.text), [(0, 2)], Locator(headings=(d.text.splitlines()[0],)))
            for d in self.documents
        )
        shown = quoted if question == "all" else ()
        outcome = Outcome.FOUND if shown else Outcome.NOT_FOUND
        return Answer(question, f"{question} more", outcome, 0.9, shown, self.snapshot)


class Watched:
    """A page of the chat from which nothing may leave, and what it tried."""

    def __init__(self, visit: Visit, address: str) -> None:
        """Answer for every machine but the chat's own."""
        self.visit = visit
        self.left: list[str] = []
        self._address = address
        visit.page.route("**/*", self._route)

    def _route(self, route: Route) -> None:
        if route.request.url.startswith((self._address, "data:", "blob:")):
            route.continue_()
        else:
            self.left.append(route.request.url)
            route.abort()

    def check(self) -> None:
        """Nothing lives, nothing left, nothing was opened, and the page is still the chat."""
        page = self.visit.page
        assert page.evaluate(ALIVE) == []
        assert self.left == []
        assert self.visit.troubles == []
        assert page.url == f"{self._address}/"
        assert len(page.context.pages) == 1
        expect(page.get_by_label("Your question")).to_be_visible()


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Poisoned]]:
    """The address of a chat over documents of payloads, read from files and made of records."""
    corpus = tmp_path_factory.mktemp("poisoned")
    for kind in FORMATS:
        body = "\n\n".join(f"{payload}\n\nAfter {n}." for n, payload in enumerate(PAYLOADS))
        (corpus / f"<img src=x onerror=alert(1)> {kind}.{kind}").write_text(body, "utf-8")
    held = [*map(read, files(corpus)), *(_own(p, n) for n, p in enumerate(PAYLOADS))]
    assistant = Poisoned(held)
    with serving(assistant, Settings(corpus=Path(corpus))) as address:
        yield address, assistant


@pytest.fixture
def watched(browser: Browser, poisoned: tuple[str, Poisoned]) -> Iterator[Watched]:
    """The chat over payloads, opened."""
    with visited(browser, poisoned[0]) as visit:
        yield Watched(visit, poisoned[0])


def test_payloads_in_documents_names_and_titles_are_text(
    watched: Watched, poisoned: tuple[str, Poisoned]
) -> None:
    """32 payloads as text, file name, title, author and heading are read, not run."""
    page, documents = watched.visit.page, poisoned[1].documents
    watched.check()  # what is covered names every document and problem
    covered = page.locator(".covered").evaluate("node => node.textContent")
    for question in ("all", "list", "none"):
        watched.visit.ask(question)
        watched.check()
        turn = page.locator("article").last.evaluate("node => node.textContent")
        for payload in PAYLOADS:
            assert f"{payload} title" in turn
            assert f"{payload} title" in covered
    quoted = page.locator("#turn-1 blockquote").evaluate_all("all => all.map(b => b.textContent)")
    assert quoted == [document.text for document in documents]
    cited = page.locator("#turn-1 .citation").evaluate_all("all => all.map(b => b.textContent)")
    for payload, citation in zip(PAYLOADS, cited[len(FORMATS) :], strict=True):
        assert f"{payload} title" in citation


def test_an_opened_document_is_text(watched: Watched, poisoned: tuple[str, Poisoned]) -> None:
    """A document of payloads, shown in the document at its passage, is its text and no more."""
    page = watched.visit.page
    watched.visit.ask("all")
    for number in (0, 1, 2, len(FORMATS) + 8):
        page.locator("button[data-source]").nth(number).click()
        shown = page.locator("dialog .document")
        expect(shown).to_be_visible()
        text = poisoned[1].documents[number].text
        assert shown.evaluate("node => node.textContent") == text
        watched.check()
        page.get_by_role("button", name="Close the source").click()


def test_payloads_in_questions_are_text(watched: Watched) -> None:
    """32 payloads asked, alone and beside personal data, are read, not run, and not stored."""
    page = watched.visit.page
    for number, payload in enumerate(PAYLOADS, 1):
        watched.visit.ask(payload)
        # The box makes one line of several kinds of break, and drops what cannot be typed.
        asked = page.locator(f"#question-{number}").evaluate("node => node.textContent")
        assert asked == f"Question: {payload}"
        again = page.locator("[data-searched]").last.get_attribute("data-searched")
        assert again == f"{payload} more"
    watched.check()
    for payload in PAYLOADS[:8]:
        page.get_by_label("Your question").fill(f"my client Jane Canary {payload}")
        page.keyboard.press("Enter")
        expect(page.locator(".offer mark").first).to_have_text("Jane Canary")
        expect(page.locator(".offer .asked")).to_have_text(f"my client Jane Canary {payload}")
        watched.check()
        page.get_by_role("button", name="Change the question").click()
    stored = page.evaluate(
        "async () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage),"
        " document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length])"
    )
    assert json.loads(stored) == [[], [], "", 0, 0]


def test_a_served_file_is_no_page(watched: Watched, poisoned: tuple[str, Poisoned]) -> None:
    """An HTML file of the corpus, opened by its address, is saved and never shown as a page."""
    html = next(d for d in poisoned[1].documents if d.path.endswith(".html"))
    page = watched.visit.page
    answer = page.request.get(f"{poisoned[0]}/source/original", params={"document": html.path})
    assert answer.ok
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
