"""The page by keyboard, by screen reader, in high contrast, enlarged: each state of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from reportlab.pdfgen.canvas import Canvas

from assistant.corpus import files
from assistant.readers import document as read
from assistant.records import (
    Answer,
    Document,
    Entry,
    Filters,
    Highlight,
    ListedDocument,
    Locator,
    MarkKind,
    Outcome,
    Quotation,
)
from assistant.settings import Settings
from assistant.web.holder import Unready
from assistant.web.signin import page_html, signed_in_html
from tests.web.accessible import BY_LOOKS, TEXT_SPACING, exposed, findings, focused, overflowing
from tests.web.browsing import Visit, visited
from tests.web.conftest import DOCUMENTS, FakeAssistant, document, quotation, serving

pytestmark = pytest.mark.browser

FIRST = "Workers have a right to be safe at work."
SECOND = "Employers are to keep a record of each threat."
VISITS = [f"On visit {number} two workers go together and ring the desk." for number in range(40)]
GUIDE = document(
    "guide.txt",
    " ".join(VISITS),
    Entry(title="Guide to visits", published="2024", url="https://documents.example/guide"),
)
COLUMNS = ("Vehicle", "Mornings", "Afternoons", "Evenings", "Weekends", "Holidays", "Afterwards")
RATES = document(
    "rates.txt",
    "\n".join(" | ".join(f"{name}-{row}" for name in COLUMNS) for row in range(20)),
    Entry(title="Rates", published="2024"),
)
RATES = replace(
    RATES,
    marks=tuple(replace(m, kind=MarkKind.ROW, number=n) for n, m in enumerate(RATES.marks)),
)
PERSONAL = "what pay for my client Jane Canary, dob 01/02/1985, who wants to kill herself tonight"
HEARD = [
    ("keep safe", "2 answers from the documents."),
    ("pay", "1 answer from the documents."),
    ("perhaps pay?", "Nothing in the documents answers this clearly. Nearest: 1 passage."),
    ("weather", "The documents do not cover this."),
    ("hello", "Hello <you>."),
    ("list them", "Documents that mention “pay”: 1 of 3 documents."),
]
WINDOWS = {"wide": (1280, 720), "phone": (320, 640), "enlarged four times": (320, 256)}


class Shelf(FakeAssistant):
    """An assistant on a PDF of two pages and two other documents, which answers in more ways."""

    def __init__(self, corpus: Path) -> None:
        """Write the PDF and read it."""
        super().__init__()
        canvas = Canvas(str(corpus / "safe.pdf"))
        for text in (FIRST, SECOND):
            canvas.drawString(72, 700, text)
            canvas.showPage()
        canvas.save()
        [pdf] = map(read, files(corpus))
        self.documents = (*DOCUMENTS, pdf, GUIDE, RATES)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """'safe' has three passages, 'visit' and 'rates' long ones, 'list' documents."""
        answer = super().ask(question, history, k=k, filters=filters)
        if "safe" in question:
            return replace(answer, quotations=self._safe())
        if "visit" in question:
            return replace(answer, quotations=(_whole(GUIDE, VISITS[20]),))
        if "rates" in question:
            row = RATES.text.splitlines()[10]
            near = replace(_whole(GUIDE, VISITS[20]), outcome=Outcome.UNCONFIRMED)
            return replace(answer, quotations=(_whole(RATES, row), near))
        if "list" in question:
            rows = (ListedDocument(self.sources()[0], 1, self._safe()[1:2]),)
            said = "Documents that mention “pay”: 1 of 3 documents."
            return replace(answer, quotations=(), summary=said, documents=rows)
        if "harm" in question:
            return replace(
                answer,
                outcome=Outcome.NOT_FOUND,
                quotations=(),
                reply="Please turn to people.",
                caution="In danger now: call 999.",
            )
        return answer

    def _safe(self) -> tuple[Quotation, ...]:
        homes, hostile, pdf, *_ = self.documents
        start = pdf.text.index(SECOND)
        place = Locator(pages=(2, 2))
        marked = quotation(pdf, start, start + len(SECOND), [(17, 21)], place)
        may = quotation(hostile, 0, 30, [(4, 7)], Locator(headings=("Bills",)))
        return (
            replace(marked, sentence=Highlight(14, len(SECOND))),
            quotation(homes, 16, 60, [(0, 5)], Locator()),
            replace(may, outcome=Outcome.UNCONFIRMED),
        )


def _whole(source: Document, words: str) -> Quotation:
    """A document as one passage, in which these words answer."""
    start = source.text.index(words)
    whole = quotation(source, 0, len(source.text), [(0, 2)], Locator())
    return replace(whole, sentence=Highlight(start, start + len(words)))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat with a PDF among its documents."""
    corpus = tmp_path_factory.mktemp("corpus")
    index = tmp_path_factory.mktemp("index")
    with serving(Shelf(corpus), Settings(corpus=corpus, index=index)) as address:
        yield address


@pytest.fixture
def at(browser: Browser, shelf: str) -> Iterator[Visit]:
    """That chat, opened."""
    with visited(browser, shelf) as visit:
        yield visit


def filters_opened(visit: Visit) -> None:
    visit.page.get_by_text("Filter", exact=True).click()


def answered(visit: Visit) -> None:
    visit.ask("keep safe")


def followed_up(visit: Visit) -> None:
    visit.ask("And in Wales?")
    visit.page.get_by_role("button", name="Change what was searched").last.click()


def unconfirmed(visit: Visit) -> None:
    visit.ask("perhaps pay?")


def not_found(visit: Visit) -> None:
    visit.ask("weather")


def listed(visit: Visit) -> None:
    visit.ask("list them")
    visit.page.get_by_text("Best passage").first.click()


def replied_with_caution(visit: Visit) -> None:
    visit.ask("harm")


def judged(visit: Visit) -> None:
    turn = visit.page.locator("#turn-1")
    turn.get_by_role("button", name="Yes").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you.")


def copied_by_hand(visit: Visit) -> None:
    visit.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: {}})")
    visit.page.evaluate("document.execCommand = () => false")
    visit.page.get_by_text("More ways to copy").first.click()
    visit.page.get_by_role("button", name="Copy citation").first.click()
    expect(visit.page.get_by_role("region", name="Copy by hand")).to_be_visible()


def personal_data_offered(visit: Visit) -> None:
    box = visit.page.get_by_label("Your question")
    box.fill(PERSONAL)
    box.press("Enter")
    expect(visit.page.get_by_role("button", name="Search without these details")).to_be_focused()


def failed(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Change the question").click()
    visit.page.get_by_label("Your question").fill("please fail")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".notice")).to_contain_text("Something went wrong")


def text_opened(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show in the document (Answer 2").first.click()
    expect(visit.page.locator("#source-title")).to_be_focused()


def pdf_opened(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="Show in the document (Answer 1").first.click()
    expect(visit.page.locator(".sheet img")).to_be_visible()
    visit.page.get_by_role("button", name="Go to the passage").click()


def source_gone(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    button = visit.page.locator("button[data-source]").first
    button.evaluate("node => { node.dataset.source = 'document=none&text=0&start=0&end=1'; }")
    button.click()
    expect(visit.page.get_by_role("heading", name="cannot be opened")).to_be_focused()
    visit.troubles.clear()  # the browser's own words on the 404


def empty(visit: Visit) -> None:
    expect(visit.page.get_by_role("region", name="What is covered")).to_be_visible()


STATES: tuple[Callable[[Visit], None], ...] = (
    empty, filters_opened, answered, followed_up, unconfirmed, not_found, listed,
    replied_with_caution, judged, copied_by_hand, personal_data_offered, failed, text_opened,
    pdf_opened, source_gone,
)  # fmt: skip
TO_THE_ENDS = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  document.querySelector("dialog").scrollTo(0, 0);
}"""  # where nothing lies under what is sticky


def in_window(name: str) -> Callable[[Page], object]:
    width, height = WINDOWS[name]
    return lambda page: page.set_viewport_size({"width": width, "height": height})


def dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")


def high_contrast(page: Page) -> None:
    page.emulate_media(color_scheme="dark", forced_colors="active", reduced_motion="reduce")


def text_doubled(page: Page) -> None:
    page.add_style_tag(content="html { font-size: 200% }")


def text_spaced(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.add_style_tag(content=TEXT_SPACING)


LOOKS = {
    "dark": dark,
    "high contrast": high_contrast,
    "320 px": in_window("phone"),
    "text at 200 %": text_doubled,
    "text spaced": text_spaced,
}


def walked(visit: Visit, rules: tuple[str, ...]) -> dict[str, list[str]]:
    """What is found in each state, in the order in which a user would come to them."""
    found = {}
    for state in STATES:
        state(visit)
        visit.page.evaluate(TO_THE_ENDS)
        found[state.__name__] = findings(visit.page, rules) + overflowing(visit.page)
    return {state: told for state, told in found.items() if told}


def test_axe_finds_nothing_in_any_state(at: Visit) -> None:
    """In no state of the page does axe-core find anything of any severity, by any rule it has."""
    assert walked(at, ()) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_can_be_seen_however_it_is_looked_at(at: Visit, look: str) -> None:
    """Contrast, target sizes and reflow hold in the dark, in high contrast, on phones, enlarged."""
    LOOKS[look](at.page)
    is_dark = look in {"dark", "high contrast"}
    at.page.wait_for_function("dark => document.body.matches('.dark') === dark", arg=is_dark)
    # In high contrast axe reads the page's own colours, and the system's own are shown.
    shown = BY_LOOKS[1:] if look == "high contrast" else BY_LOOKS
    assert walked(at, shown) == {}


@pytest.mark.parametrize(
    "html", [page_html(), page_html("That is not the password."), signed_in_html()]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_is_open_to_all(browser: Browser, html: str, scheme: str) -> None:
    """The page for the password, wrong or right, has no finding and fits a phone."""
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(html)
    assert findings(page) + overflowing(page) == []
    page.close()


def test_the_description_for_programs_is_open_to_all(at: Visit) -> None:
    """Who writes a program against the chat reads its description in any way, too."""
    at.page.goto(at.page.url + "api")
    assert findings(at.page) == []
    at.page.set_viewport_size({"width": 320, "height": 640})
    at.page.emulate_media(color_scheme="dark")
    assert findings(at.page, BY_LOOKS) + overflowing(at.page) == []


def test_a_chat_without_an_index_is_open_to_all(browser: Browser, tmp_path: Path) -> None:
    """Who comes before the first build is told so, and told again on asking."""
    with serving(Unready(tmp_path)) as address, visited(browser, address) as visit:
        visit.page.get_by_label("Your question").fill("What of pay?")
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator(".notice")).to_contain_text("There is no index")
        assert findings(visit.page) == []
        visit.page.set_viewport_size({"width": 320, "height": 640})
        assert findings(visit.page, BY_LOOKS) + overflowing(visit.page) == []


class Keyboard:
    """A user who has nothing but a keyboard, and must see at each stop where the focus is."""

    def __init__(self, page: Page) -> None:
        """Start wherever the focus is."""
        self.page = page

    def press(self, key: str) -> str:
        """Press a key; what has the focus then, as a screen reader says it."""
        self.page.keyboard.press(key)
        return self.here()

    def here(self) -> str:
        """What has the focus; it must be seen, once the page has come to rest."""
        end = monotonic() + 20
        while (at := focused(self.page)) and at.trouble and monotonic() < end:
            self.page.wait_for_timeout(50)
        if at is None:
            return ""
        assert at.trouble == ""
        said = self.page.locator(":focus").aria_snapshot().splitlines()[0]
        return re.sub(r"""^- |["']|:$| \[active\]""", "", said)

    def to(self, name: str, key: str = "Tab") -> None:
        """Go to what is called so."""
        met = []
        while name not in (here := self.press(key)):
            met.append(here)
            assert len(met) < 60, met

    def do(self, name: str, key: str = "Tab") -> None:
        """Go to what is called so, and press Enter on it."""
        self.to(name, key)
        self.page.keyboard.press("Enter")


@pytest.mark.parametrize("window", WINDOWS)
def test_the_main_task_needs_no_mouse(at: Visit, window: str) -> None:
    """Ask, read, open the source, come back, copy, filter, change, save, start anew: by keyboard.

    At each stop the focus is seen, and nothing lies over it.
    """
    page, keys = at.page, Keyboard(at.page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    in_window(window)(page)
    keys.do("link Skip to the question box")
    assert keys.here().startswith("textbox Your question")
    page.keyboard.type("keep safe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("+ [role=status]")).to_have_text(
        "2 answers from the documents."
    )
    expect(page.get_by_label("Your question")).to_be_focused()
    keys.do("link Go to the newest answer", "Shift+Tab")
    assert keys.here() == "heading Question: keep safe [level=2]"
    keys.do("button Show in the document (Answer 1, safe.pdf, question 1)")
    expect(page.locator("#source-title")).to_be_focused()
    keys.do("button Go to the passage")
    said = SECOND.removeprefix("Employers are ")
    assert keys.here() == f"mark: Marked as answering: {said} End of what is marked."
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert keys.here().startswith("button Show in the document (Answer 1")
    keys.do("button Copy for case note (Answer 1, safe.pdf, question 1)")
    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"“{said}” (")
    keys.do("Filter")
    keys.to("combobox Nation")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".chosen")).to_have_text(": England")
    keys.to("textbox Your question")
    page.keyboard.type("And in Wales?")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-2")).to_be_visible()
    keys.do("link Go to the newest answer", "Shift+Tab")
    keys.do("button Change what was searched for question 2")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value("And in Wales? pay")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-3")).to_be_visible()
    keys.to("button Ask")
    with page.expect_download():
        keys.do("button Save as text")
    expect(page.locator(".notice")).to_contain_text("is with your browser's downloads.")
    keys.do("button New conversation", "Shift+Tab")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()


TOP = "link Skip to the question box"


def stops(keys: Keyboard, key: str) -> list[str]:
    """Where the focus goes from the top of the page until it is there again."""
    met: list[str] = []
    while (here := keys.press(key)) != TOP:
        met.append(here)
        assert len(met) < 150, met[-20:]
    return [stop for stop in met if stop]  # it may leave the page for the browser's own parts


@pytest.mark.parametrize("window", WINDOWS)
def test_the_focus_is_seen_everywhere_and_trapped_nowhere(at: Visit, window: str) -> None:
    """From end to end and back, the focus meets everything in the order in which it is read."""
    in_window(window)(at.page)
    for state in (answered, followed_up, unconfirmed, listed, filters_opened):
        state(at)
    at.page.get_by_label("Your question").fill("a question of many lines " * 20)
    keys = Keyboard(at.page)
    keys.to(TOP, "Shift+Tab")
    there = stops(keys, "Tab")
    named = [stop for stop in there if not stop.startswith("link Homes not hospitals")]
    assert len(set(named)) == len(named)
    order = [there.index(stop) for stop in (
        "link what is covered", "button Copy for letter (Answer 1, safe.pdf, question 1)",
        "button Change what was searched for question 2",
        "button No (question 3 is not answered)", "link Go to the newest answer",
        "button Ask", "button New conversation", "button Save as text",
    )]  # fmt: skip
    assert order == sorted(order)
    assert stops(keys, "Shift+Tab") == there[::-1]


@pytest.mark.parametrize("window", WINDOWS)
def test_the_source_is_read_by_keyboard(at: Visit, window: str) -> None:
    """In the pane, pages are turned and enlarged without losing the place, and heard of."""
    page, keys = at.page, Keyboard(at.page)
    in_window(window)(page)
    answered(at)
    button = page.get_by_role("button", name="Show in the document (Answer 1")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Source")
    said = dialog.get_by_role("status")
    expect(page.locator("#source-title")).to_be_focused()
    keys.do("button Previous page")
    expect(said).to_have_text("Page 1 of 2")
    assert keys.here() == "button Next page"  # there is no page before the first
    keys.page.keyboard.press("Enter")
    expect(said).to_have_text("Page 2 of 2")
    assert keys.here() == "button Previous page"
    keys.do("button Larger")
    expect(said).to_have_text("150 % of the width")
    assert keys.here() == "button Larger"
    for _ in range(2):
        page.keyboard.press("Enter")
    assert keys.here() == "button Smaller"  # no larger than that
    keys.do("Go to the passage", "Shift+Tab")
    expect(dialog.locator("mark")).to_be_in_viewport()
    keys.do("button Close the source", "Shift+Tab")
    expect(button).to_be_focused()


@pytest.mark.parametrize("window", WINDOWS)
def test_the_passage_stays_where_it_is_when_its_picture_comes_late(at: Visit, window: str) -> None:
    """Who goes to the passage before its page is drawn is not left beside it afterwards."""
    page = at.page
    in_window(window)(page)
    answered(at)
    held: list[Route] = []
    page.route("**/source/picture*", lambda route: held.append(route))
    with page.expect_request("**/source/picture*"):
        page.get_by_role("button", name="Show in the document (Answer 1").click()
    expect(page.locator("#source-title")).to_be_focused()
    box = page.locator(".sheet .box")
    expect(box).to_be_in_viewport()
    page.get_by_role("button", name="Go to the passage").click()
    mark = page.locator("dialog mark")
    expect(mark).to_be_in_viewport(ratio=0.5)
    places = [where.bounding_box() for where in (box, mark)]
    [picture] = held
    picture.continue_()
    expect(page.locator(".sheet img")).to_have_js_property("naturalWidth", 1200)
    assert [where.bounding_box() for where in (box, mark)] == places


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


def test_the_focus_stays_where_it_is_of_use(at: Visit) -> None:
    """Buttons that go once they are pressed leave the focus in the question box."""
    box = at.page.get_by_label("Your question")
    personal_data_offered(at)
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_role("article")).to_have_count(1)
    expect(box).to_be_focused()
    personal_data_offered(at)
    at.page.get_by_role("button", name="Search as typed").press("Enter")
    expect(at.page.get_by_role("article")).to_have_count(2)
    expect(box).to_be_focused()


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


def test_the_keyboard_stops_at_a_table_where_it_is_heard(at: Visit) -> None:
    """A table too wide for a phone can be scrolled by keys, by itself or in its passage."""
    at.page.set_viewport_size({"width": 320, "height": 640})
    at.ask("which rates?")
    turn = at.page.locator("#turn-1")
    for shown, way in (("answer", "Show"), ("folded", "Fold"), ("answer", "Show")):
        turn.locator("h2").focus()
        at.page.keyboard.press("Tab")
        stops = []
        while not at.page.evaluate("document.activeElement.matches('[data-copy]')"):
            stops.append(
                at.page.evaluate("document.activeElement.closest('button, .verbatim').classList[1]")
            )
            at.page.keyboard.press("Tab")
        assert [stop for stop in stops if stop != "unfold"] == [shown]
        assert findings(at.page) == []
        assert at.page.evaluate("document.documentElement.scrollWidth") == 320
        turn.get_by_role("button", name=f"{way} the ").first.press("Enter")


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


def test_marks_do_not_need_colour(at: Visit) -> None:
    """In high contrast what is marked in a passage, and on a page's picture, stands out still."""
    high_contrast(at.page)
    answered(at)
    mark = at.page.locator("blockquote mark").first
    assert mark.evaluate("node => getComputedStyle(node).backgroundColor") != at.page.locator(
        ".card"
    ).first.evaluate("node => getComputedStyle(node).backgroundColor")
    pdf_opened(at)
    box = at.page.locator(".sheet .box").first
    expect(box).to_have_css("mix-blend-mode", "multiply")
    expect(box).to_have_css("background-color", "rgb(255, 236, 128)")


def test_who_wants_no_motion_gets_none(at: Visit) -> None:
    """Where reduced motion is asked for, nothing glides or moves by itself."""
    at.page.evaluate(
        "() => { window.ways = []; const own = Element.prototype.scrollIntoView;"
        " Element.prototype.scrollIntoView = function (way) {"
        " window.ways.push(way.behavior ?? 'auto'); own.call(this, way); }; }"
    )
    answered(at)
    text_opened(at)
    assert set(at.page.evaluate("window.ways")) == {"auto"}
    moving = "document.getAnimations().filter(a => a.playState === 'running').length"
    assert at.page.evaluate(moving) == 0
    expect(at.page.locator("html")).to_have_css("scroll-behavior", "auto")
