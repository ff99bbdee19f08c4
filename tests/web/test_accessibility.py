"""The page in every state, as axe-core sees it: in the dark, in high contrast, enlarged."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.web.service import Unready
from assistant.web.signin import page_html, signed_in_html
from tests.web.accessible import BY_LOOKS, TEXT_SPACING, findings, overflowing
from tests.web.browsing import Visit, visited
from tests.web.conftest import serving
from tests.web.shelf import STATES, answered, high_contrast, in_window, pdf_opened, text_opened

pytestmark = pytest.mark.browser

TO_THE_ENDS = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  document.querySelector("dialog").scrollTo(0, 0);
}"""  # where nothing lies under what is sticky


def dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")


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


def test_what_may_not_answer_is_not_marked_as_what_does(at: Visit) -> None:
    """Its nearest words are underlined with dashes, without the colour of an answer."""
    at.ask("which rates?")
    mark = at.page.locator(".near mark").first
    expect(mark).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(mark).to_have_css("border-bottom-style", "dashed")


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
