"""The page by keyboard alone: every task, and where the focus goes."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.accessible import findings, focused
from tests.web.browsing import Visit
from tests.web.shelf import (
    SECOND,
    WINDOWS,
    answered,
    filters_opened,
    followed_up,
    in_window,
    listed,
    personal_data_offered,
    unconfirmed,
)

pytestmark = pytest.mark.browser


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


REST = """async () => {
  for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
  return [scrollY, document.querySelector(".turn:last-child h2").getBoundingClientRect().top];
}"""
"""Where the page and the newest question are, once nothing moves."""


@pytest.mark.parametrize("size", [(1366, 700), (390, 844)])
def test_what_is_typed_leaves_the_answer_where_it_is(at: Visit, size: tuple[int, int]) -> None:
    """Neither a key typed into the question box nor the way on to Ask scrolls the answer."""
    page = at.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for question in ("keep safe", "which rates?"):
        at.ask(question)
    before = page.evaluate(REST)
    for key in ("w", "h", "y", "Backspace", "Tab", "Shift+Tab", "o"):
        page.keyboard.press(key)
        assert page.evaluate(REST) == before
    expect(page.get_by_label("Your question")).to_have_value("who")


@pytest.mark.parametrize("way", ["Search without these details", "Search as typed"])
def test_an_answer_to_what_was_held_back_starts_at_its_top(at: Visit, way: str) -> None:
    """On a phone the ways on fill half the window; once they are gone the question is in sight."""
    in_window("phone")(at.page)
    answered(at)
    personal_data_offered(at)
    at.page.get_by_role("button", name=way).press("Enter")
    expect(at.page.get_by_role("article")).to_have_count(2)
    expect(at.page.get_by_role("region", name="Details of a person")).to_be_hidden()
    _, top = at.page.evaluate(REST)
    assert 0 <= top < 50


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
