"""A small assistant that answers by rule, and the chat served from it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.citation import short
from assistant.errors import QuestionError
from assistant.records import (
    Answer,
    Citation,
    Document,
    Entry,
    Explanation,
    Filters,
    Highlight,
    Locator,
    Manifest,
    Mark,
    MarkKind,
    Measures,
    MetBy,
    Outcome,
    Passage,
    Problem,
    Quotation,
    Source,
    WordMatch,
)
from assistant.screening import CAUTION, found, unnamed, words_alone
from assistant.screening.patterns import Finding
from assistant.settings import Settings
from assistant.web.service import Answering

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.browsing import Visit

CAMPAIGN = """Home | News | Join
Homes Not Hospitals
The campaign asks for enough support at home, so that nobody stays in hospital for want of it.
Fair pay
Workers spend 80–20 of their time on forms & calls: “too much”,  they say.\tWe ask for more.
Recommend this page
"""
HOSTILE = """<h1>Law & order</h1>
<img src=x onerror="alert(1)"> ${alert(2)} {{alert(3)}} `x` \\u003cscript&gt; *5* </blockquote>
<script>alert(4)</script><form action="https://attacker.example"><input></form>
"""
HOSTILE_TITLE = "<script>alert('title')</script> & \"notes\""
SNAPSHOT = "20261122-a"
TODAY = date(2026, 11, 22)


def document(path: str, text: str, entry: Entry) -> Document:
    """A document whose first line is a menu, and whose short lines are headings."""
    marks = []
    start = 0
    for line in text.splitlines(keepends=True):
        kind = MarkKind.HEADING if len(line) < 30 else MarkKind.PARAGRAPH
        is_site = line.startswith(("Home |", "Recommend"))
        kind = MarkKind.BOILERPLATE if is_site else kind
        marks.append(Mark(kind, start, start + len(line.rstrip("\n")), number=1))
        start += len(line)
    return Document(path, sha256(text.encode()).hexdigest(), text, tuple(marks), entry)


DOCUMENTS = (
    document(
        "homes.txt",
        CAMPAIGN,
        Entry(
            title="Homes not hospitals",
            author="Example Association",
            published="2023-03-14",
            url="https://documents.example/homes?a=1&b=2",
            nation="England",
            easy_read=True,
        ),
    ),
    document(
        "<b>hostile</b>.txt",
        HOSTILE,
        Entry(title=HOSTILE_TITLE, url="javascript:alert(5)", superseded_by="<i>new</i>.txt"),
    ),
)


def explained(text: str, highlights: Sequence[tuple[int, int]]) -> Explanation:
    """An explanation whose highlights are these."""
    met = tuple(MetBy(text[slice(*span)], 0.9, Highlight(*span)) for span in highlights)
    nothing = Measures(0.0, 0.0, 0.0, 0.0)
    return Explanation(nothing, nothing, (WordMatch("word", 1.0, 0.0, met),), 0.0)


def quotation(
    source: Document, start: int, end: int, highlights: Sequence[tuple[int, int]], locator: Locator
) -> Quotation:
    """A quotation of a stretch of a document."""
    text = source.text[start:end]
    listed = Source(source.path, source.sha256, source.entry, pages=4, slides=None, passages=2)
    citation = Citation(listed, locator)
    return Quotation(
        Passage(source.path, start, end, text, locator),
        score=0.9,
        explanation=explained(text, highlights),
        citation=citation,
        cited=short(citation),
        outcome=Outcome.FOUND,
    )


class FakeAssistant:
    """Answers by a word in the question; counts what it was asked."""

    documents: tuple[Document, ...] = DOCUMENTS

    def __init__(self, snapshot: str = SNAPSHOT) -> None:
        """Start with nothing asked."""
        self.snapshot = snapshot
        self.histories: list[tuple[str, ...]] = []
        self.filters: list[Filters | None] = []
        self.next: FakeAssistant | Exception | None = None
        self.warning: str | None = None
        self.examples = ("What does fair pay mean?",)
        self.manifest = Manifest(
            format_version=1,
            built_at=datetime(2026, 11, 22, tzinfo=UTC),
            inputs="",
            encoder="fake",
            encoder_sha256="",
            dimension=1,
            documents=2,
            passages=29,
            problems=(Problem("scan.pdf", "no text on the page", (2, 3)),),
        )

    def take(self, question: str, history: Sequence[str] = ()) -> FakeQuestion:
        """A question that is answered by `ask`."""
        return FakeQuestion(self, question, tuple(history))

    def sources(self) -> tuple[Source, ...]:
        """The documents; the two unless a test has others."""
        return tuple(Source(d.path, d.sha256, d.entry, 4, None, 2) for d in self.documents)

    def document(self, path: str) -> Document:
        """One of them."""
        return next(d for d in self.documents if d.path == path)

    def refreshed(self) -> FakeAssistant:
        """What the test says is published next."""
        if isinstance(self.next, Exception):
            raise self.next
        return self.next or self

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """'weather' is not found, 'perhaps' unconfirmed, 'law' hostile, 'fail' an error."""
        self.histories.append(tuple(history))
        self.filters.append(filters)
        if not question.strip():
            raise QuestionError("Please type a question.")
        if "fail" in question:
            raise RuntimeError(f"cannot answer {question}")
        if "weather" in question:
            titles = ("Homes not hospitals", HOSTILE_TITLE)
            return Answer(
                question, question, Outcome.NOT_FOUND, 0.01, (), self.snapshot, covers=titles
            )
        if "hello" in question:
            return Answer(
                question, question, Outcome.NOT_FOUND, 0.0, (), self.snapshot, reply="Hello <you>."
            )
        outcome = Outcome.UNCONFIRMED if "perhaps" in question else Outcome.FOUND
        searched = f"{question} pay" if history else question
        read_as = (("fp", "Fair <Pay>"),) if searched.startswith("fp") else ()
        searched = searched.replace("fp", "fp (Fair <Pay>)")
        caution = "Call <999>." if "danger" in question else None
        quoted = _quotations(question)[:k]
        return Answer(
            question,
            searched,
            outcome,
            0.9,
            quoted,
            self.snapshot,
            caution=caution,
            read_as=read_as,
        )


@dataclass(frozen=True)
class FakeQuestion:
    """A question taken up by a fake assistant."""

    assistant: FakeAssistant
    text: str
    history: tuple[str, ...]

    @property
    def personal_data(self) -> tuple[Finding, ...]:
        """What is found where nothing is public."""
        return found(self.text)

    @property
    def caution(self) -> str | None:
        """What the words of the question say."""
        told = words_alone().tells(unnamed(self.text, found(self.text)))
        return CAUTION if told else None

    def answer(self, *, k: int = 3, filters: Filters | None = None) -> Answer:
        """What the assistant answers."""
        return self.assistant.ask(self.text, self.history, k=k, filters=filters)


class Slow(FakeAssistant):
    """Answers when it is let."""

    def __init__(self) -> None:
        """Hold every question back."""
        super().__init__()
        self.let = threading.Event()
        self.asked = threading.Event()

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """The answer, later."""
        self.asked.set()
        self.let.wait(20)
        return super().ask(question, history, k=k, filters=filters)


def _quotations(question: str) -> tuple[Quotation, ...]:
    homes, hostile = DOCUMENTS
    if "law" in question:
        heading = Locator(headings=("<u>Bills</u>",))
        return (quotation(hostile, 0, len(HOSTILE), [(4, 7)], heading),)
    start = CAMPAIGN.index("Workers")
    end = CAMPAIGN.index("\nRecommend")
    fair = Locator(pages=(2, 3), headings=("Homes Not Hospitals", "Fair pay"))
    return (quotation(homes, start, end, [(0, 7), (14, 19)], fair),)


class Reading(HTMLParser):
    """What a browser would make of HTML: the tags it meets, and the text inside each class."""

    _VOID = frozenset({"img", "input", "link", "meta", "br"})

    def __init__(self, html: str) -> None:
        """Read the HTML whole."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._pieces: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self._VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the tag; HTML of ours never leaves one open."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text with the tags around it."""
        self._pieces.append((tuple(self._open), data))

    def text(self, inside: str | None = None) -> str:
        """The text content: of everything, or of the elements of one tag."""
        return "".join(data for tags, data in self._pieces if inside is None or inside in tags)

    def between(self, tags: set[str]) -> str:
        """The text that stands in elements of these tags themselves, and in none within."""
        return "".join(data for opened, data in self._pieces if opened and opened[-1] in tags)

    def names(self) -> set[str]:
        """The names of the tags met."""
        return {name for name, _ in self.tags}


@pytest.fixture(scope="session", autouse=True)
def certificates() -> Iterator[None]:
    """Loads the world's certificates once; each client of a test would take 40 ms for them."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(httpx.create_ssl_context)
        patch.setattr("httpx._transports.default.create_ssl_context", once)
        yield


@pytest.fixture
def read() -> Callable[[str], Reading]:
    """Reads HTML as a browser would."""
    return Reading


@pytest.fixture
def documents() -> tuple[Document, ...]:
    """The two documents: the harmless one, and the hostile one."""
    return DOCUMENTS


@pytest.fixture
def assistant() -> FakeAssistant:
    """A new assistant, asked nothing yet."""
    return FakeAssistant()


@contextmanager
def serving(assistant: Answering, settings: Settings | None = None, port: int = 0) -> Iterator[str]:
    """The address of a chat served from an assistant, by default on a free port."""
    from assistant.web.guard import listening
    from assistant.web.server import Server, create_app

    with listening("127.0.0.1", port) as listener:
        # In a thread of its own: a browser under test holds this one's event loop.
        with ThreadPoolExecutor(1) as elsewhere:
            server = Server(elsewhere.submit(create_app, assistant, settings).result())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=15)


@pytest.fixture(scope="session")
def chat() -> Iterator[str]:
    """The address of a chat served from a fake assistant."""
    with serving(FakeAssistant()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    from tests.web.browsing import ARGUMENTS

    known = ("chromium-headless-shell", "chromium")  # the first has half the work with a page
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, known)), None)
    if path is None:
        pytest.fail("no chromium found: install it with 'apt install chromium', or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, chat: str) -> Iterator[Visit]:
    """The chat of a fake assistant, opened."""
    from tests.web.browsing import visited

    with visited(browser, chat) as opened:
        yield opened


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat with a PDF among its documents."""
    from tests.web.shelf import Shelf

    corpus = tmp_path_factory.mktemp("corpus")
    index = tmp_path_factory.mktemp("index")
    with serving(Shelf(corpus), Settings(corpus=corpus, index=index)) as address:
        yield address


@pytest.fixture
def at(browser: Browser, shelf: str) -> Iterator[Visit]:
    """That chat, opened."""
    from tests.web.browsing import visited

    with visited(browser, shelf) as visit:
        yield visit
