"""What a practitioner does with an answer, in a real Chromium, for a document of each format."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin

import docx
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from assistant.assistant import Assistant
from assistant.index.build import build_index
from assistant.settings import Settings
from tests.web.browsing import Visit, visited
from tests.web.conftest import serving
from tests.web.five_formats import CASES, PDF, PPTX, Asked, Case, write_corpus

pytestmark = [pytest.mark.browser, pytest.mark.real]

PHONE = ViewportSize(width=320, height=640)
WIDE = ViewportSize(width=1400, height=900)
TEXT_OF = "node => node.textContent"


@pytest.fixture(scope="module")
def folder(campaign_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of one document of each format, and its index."""
    folder = tmp_path_factory.mktemp("formats")
    write_corpus(folder / "corpus")
    shutil.copytree(campaign_index, folder / "index")  # whose encoder is taken over
    build_index(folder / "corpus", folder / "index")
    return folder


@pytest.fixture(scope="module")
def five(folder: Path) -> Iterator[str]:
    """The address of a chat over the five documents."""
    settings = Settings(corpus=folder / "corpus", index=folder / "index")
    with serving(Assistant.open(folder / "index"), settings) as address:
        yield address


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.path.rpartition(".")[2])
def case(request: pytest.FixtureRequest) -> Case:
    """One document, and what is asked of it."""
    found: Case = request.param
    return found


@pytest.fixture(scope="module")
def talk(browser: Browser, five: str, case: Case) -> Iterator[Visit]:
    """A page on which the document was asked, and asked again."""
    with visited(browser, five) as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.set_viewport_size(WIDE)
        visit.ask(case.first.question)
        visit.ask(case.follow_up.question)
        yield visit


@pytest.fixture
def visited_five(browser: Browser, five: str) -> Iterator[Visit]:
    """A page of the chat over the five documents, asked nothing yet."""
    with visited(browser, five) as visit:
        yield visit


def card_of(visit: Visit, number: int, asked: Asked) -> Locator:
    """The passage that answers a question, among those shown for it."""
    return visit.page.locator(f"#turn-{number} .card").filter(has_text=asked.answer)


def opened(visit: Visit, number: int, asked: Asked) -> Locator:
    """The source, opened from the passage that answers."""
    card_of(visit, number, asked).get_by_role("button", name="Show in the document").click()
    source = visit.page.get_by_role("dialog", name="Source")
    expect(source.locator(".source-body")).to_have_attribute("aria-busy", "false", timeout=30_000)
    return source


def close(visit: Visit) -> None:
    """Close the source."""
    visit.page.get_by_role("button", name="Close the source").click()
    expect(visit.page.get_by_role("dialog", name="Source")).to_be_hidden()


def test_the_document_answers(talk: Visit, case: Case) -> None:
    """The question and its follow-up are answered word for word, cited at the right place."""
    expect(talk.page.locator("#turn-1 .searched")).to_have_count(0)
    expect(talk.page.locator("#turn-2 .searched q")).to_contain_text(case.follow_up.question)
    for number, asked in enumerate((case.first, case.follow_up), start=1):
        card = card_of(talk, number, asked)
        assert card.locator("blockquote").last.evaluate(TEXT_OF) == case.passage(asked)
        expect(card.locator(".citation")).to_have_text(
            f"{case.title} (The editors, 2024), {asked.place}"
        )
    expect(talk.page.locator("#turn-1 blockquote.answer").first).to_have_text(case.first.answer)


def test_the_source_opens_at_the_passage(talk: Visit, case: Case, folder: Path) -> None:
    """Under the mark are the words quoted and no others, in sight, on the place cited."""
    for number, asked in enumerate((case.first, case.follow_up), start=1):
        source = opened(talk, number, asked)
        expect(source.get_by_role("heading", level=2)).to_have_text(case.title)
        marked = source.locator("mark").all_text_contents()
        if asked is case.first:
            assert marked == [asked.answer]
        assert " ".join(marked) in " ".join(case.passage(asked).split())
        around = source.locator(".passage").all_text_contents()
        assert " ".join(around).split() == case.passage(asked).split()
        if case is PDF:
            expect(source.locator(".number")).to_have_text(f"{asked.place[-6:].title()} of 3")
            expect(source.locator(".box").first).to_be_in_viewport()
        else:
            expect(source.locator("mark").last).to_be_in_viewport()
            places = source.locator("[data-place]").evaluate_all(
                "nodes => nodes.map(n => n.dataset.place)"
            )
            assert places == (["Slide 1", "Slide 2", "Slide 3"] if "slide" in asked.place else [])
        address = source.get_by_role("link", name="Original file").get_attribute("href")
        assert address is not None
        original = talk.page.request.get(urljoin(talk.page.url, address))
        assert original.body() == (folder / "corpus" / case.path).read_bytes()
        close(talk)


def test_what_is_copied_is_the_passage_and_its_place(talk: Visit, case: Case) -> None:
    """The clipboard holds the words quoted with where they stand, or the reference alone."""
    card = card_of(talk, 1, case.first)
    page = talk.page
    place = case.first.place.removeprefix("section “").replace("”", "")
    heading, _, where = place.partition(", ")
    card.get_by_role("button", name="Copy for case note").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    note = page.evaluate("navigator.clipboard.readText()")
    quoted, _, told = note.rpartition(" (")
    led = f"{heading} … " if case is PPTX else ""  # an item directly under its slide's title
    assert quoted == f"“{led}{case.first.answer}”"
    assert told.startswith(", ".join(filter(None, (case.title, heading, where))) + "; The editors")
    assert re.search(r", 2024; read \d+ [A-Z][a-z]{2} \d{4}\)$", told)
    card.get_by_text("More ways to copy").click()
    card.get_by_role("button", name="Copy whole passage for case note").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    quoted, _, told = page.evaluate("navigator.clipboard.readText()").rpartition(" (")
    assert quoted.split() == f"“{case.passage(case.first)}”".split()
    card.get_by_role("button", name="Copy citation").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    reference = page.evaluate("navigator.clipboard.readText()")
    assert reference.startswith(f"The editors (2024) {case.title}. ")
    assert (where or heading) in reference
    assert case.first.answer not in reference


def test_what_was_searched_is_changed(talk: Visit, case: Case) -> None:
    """A user puts other words in the place of those searched, and gets their answer alone."""
    page = talk.page
    page.get_by_role("button", name="Change what was searched for question 2").click()
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    expect(box).to_have_value(page.locator("#turn-2 .searched q").inner_text())
    box.press("ControlOrMeta+a")
    page.keyboard.type(case.changed.question)
    page.keyboard.press("Enter")
    expect(page.locator("#turn-3 h2")).to_have_text(f"Question: {case.changed.question}")
    expect(page.locator("#turn-3 .searched")).to_have_count(0)
    expect(page.locator("#turn-3 .card").first).to_contain_text(case.changed.answer)


def test_a_filter_keeps_to_its_documents(talk: Visit, case: Case) -> None:
    """With its own campaign chosen the document answers; with another's it is left out."""
    page = talk.page
    page.get_by_text("Filter", exact=False).locator("visible=true").first.click()
    other = next(c for c in CASES if c is not case)
    choice = page.get_by_label("Campaign")
    titles = []
    for campaign in (case.campaign, other.campaign):
        choice.select_option(campaign)
        talk.ask(case.first.question)
        turn = page.get_by_role("article").last
        expect(turn.locator(".searched").last).to_contain_text(campaign)
        titles.append(turn.locator(".from strong >> visible=true").all_inner_texts())
    choice.select_option("")
    own, others = titles
    assert own
    assert all(title.startswith(case.title) for title in own)
    assert not any(title.startswith(case.title) for title in others)


def test_the_conversation_is_saved_with_its_quotations(talk: Visit, case: Case) -> None:
    """The files hold the questions, the words quoted and where they stand."""
    page = talk.page
    found = []
    for button in ("Save as text", "Save as a Word document"):
        with page.expect_download() as saving:
            page.get_by_role("button", name=button).click()
        found.append(Path(saving.value.path()).read_bytes())
    text = found[0].decode("utf-8")
    word = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(found[1])).paragraphs)
    for asked in (case.first, case.follow_up):
        for file in (text, word):
            assert asked.question in file
            assert asked.place.rpartition(", ")[2] in file
        assert asked.answer in word
        assert asked.answer in text.replace("\\", "").replace("&amp;", "&")


def test_nothing_is_wider_than_a_small_phone(talk: Visit, case: Case) -> None:
    """With the source open at 320 px nothing is scrolled sideways, and Back closes the source."""
    page = talk.page
    page.set_viewport_size(PHONE)
    try:
        source = opened(talk, 1, case.first)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert source.evaluate("node => node.scrollWidth <= node.clientWidth")
        mark = source.locator(".box" if case is PDF else "mark").first
        expect(mark).to_be_in_viewport()
        turns = page.get_by_role("article").count()
        page.go_back()
        expect(source).to_be_hidden()
        expect(page.get_by_role("article")).to_have_count(turns)
        expect(
            card_of(talk, 1, case.first).get_by_role("button", name="Show in the document")
        ).to_be_focused()
    finally:
        page.set_viewport_size(WIDE)


def drawn(path: Path, page: int) -> Image.Image:
    """A page of a PDF as the test draws it, small and grey."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        picture: Image.Image = pdf[page - 1].render(scale=1).to_pil()
        return picture.convert("L").resize((200, 283))


def words_in(path: Path, page: int, share: dict[str, float]) -> str:
    """The words that stand in a part of a page, whose place is told in shares of the page."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        width, height = pdf[page - 1].get_size()
        left, top = share["x"] * width - 1, height * (1 - share["y"]) + 1
        right, bottom = left + share["width"] * width + 2, top - share["height"] * height - 2
        text: str = pdf[page - 1].get_textpage().get_text_bounded(left, bottom, right, top)
        return " ".join(text.split())


IN_SHARES = """boxes => boxes.map(box => {
  const mark = box.getBoundingClientRect();
  const page = box.parentElement.querySelector("img").getBoundingClientRect();
  return {
    x: (mark.x - page.x) / page.width, y: (mark.y - page.y) / page.height,
    width: mark.width / page.width, height: mark.height / page.height,
  };
})"""


@pytest.mark.parametrize("case", [PDF], ids=["pdf"], indirect=True)
def test_the_page_of_a_pdf_is_shown_as_it_looks(talk: Visit, case: Case, folder: Path) -> None:
    """The picture is of the page cited, the marks lie on the answer's ink, and one can leaf."""
    path = folder / "corpus" / case.path
    source = opened(talk, 1, case.first)
    picture = source.get_by_role("img", name=re.compile("^Page 2 as it looks"))
    expect(picture).to_have_js_property("complete", value=True)

    def shown() -> Image.Image:
        address = source.get_by_role("img").get_attribute("src") or ""
        got = talk.page.request.get(urljoin(talk.page.url, address))
        return Image.open(io.BytesIO(got.body()))

    def number_of(image: Image.Image) -> int:
        small = image.convert("L").resize((200, 283))
        pages = (1, 2, 3)
        return min(
            pages, key=lambda n: ImageStat.Stat(ImageChops.difference(small, drawn(path, n))).rms
        )

    image = shown()
    assert number_of(image) == 2
    shares = source.locator(".box").evaluate_all(IN_SHARES)
    words = " ".join(words_in(path, 2, share) for share in shares)
    assert words == case.first.answer
    for share in shares:
        x, y = share["x"] * image.width, share["y"] * image.height
        marked = image.convert("L").crop(
            (round(x), round(y), round(x + share["width"] * image.width),
             round(y + share["height"] * image.height))
        )  # fmt: skip
        assert sum(marked.histogram()[:64]) > 0
    for way, number in (("Next page", 3), ("Previous page", 2), ("Previous page", 1)):
        source.get_by_role("button", name=way).click()
        expect(source.locator(".number")).to_have_text(f"Page {number} of 3", timeout=30_000)
        assert number_of(shown()) == number
        expect(source.locator(".box")).to_have_count(len(shares) if number == 2 else 0)
    expect(source.get_by_role("button", name="Previous page")).to_be_disabled()
    before = source.get_by_role("img").bounding_box()
    source.get_by_role("button", name="Larger").click()
    after = source.get_by_role("img").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == pytest.approx(1.5 * before["width"], rel=0.01)
    source.get_by_role("button", name="Smaller").click()
    expect(source.get_by_role("button", name="Smaller")).to_be_disabled()
    assert source.evaluate("node => node.scrollWidth <= node.clientWidth")
    close(talk)


def test_what_no_document_answers_is_told(visited_five: Visit) -> None:
    """A question about something else is told apart, and the next one is answered."""
    visited_five.ask("Who won the football cup?")
    turn = visited_five.page.locator("#turn-1")
    expect(turn).to_contain_text("The documents do not cover this.")
    expect(turn.locator("blockquote")).to_have_count(0)
    visited_five.ask(PDF.first.question)
    expect(visited_five.page.locator("#turn-2 .card").first).to_contain_text(PDF.first.answer)
    visited_five.page.get_by_role("button", name="New conversation").click()
    expect(visited_five.page.get_by_role("article")).to_have_count(0)
    visited_five.ask(PDF.follow_up.question)
    expect(visited_five.page.locator("#turn-1 .searched")).to_have_count(0)


def test_a_question_that_is_too_long_is_told_and_kept(visited_five: Visit) -> None:
    """Nothing pasted is cut without a word; the longest allowed leaves room for its answer."""
    page = visited_five.page
    box = page.get_by_label("Your question")
    long = PDF.first.question + " I ask as I drive each day." * 80
    box.fill(long)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text(
        f"The question has {len(long):,} characters; at most 2,000 can be searched: shorten it."
    )
    expect(box).to_have_value(long)
    visited_five.ask(long[:2000])
    expect(page.locator(".notice")).to_be_empty()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator("#turn-1").scroll_into_view_if_needed()
    heading = page.locator("#question-1").bounding_box()
    assert heading is not None
    assert heading["height"] < PHONE["height"] / 2


def test_what_a_question_leaves_out_is_included(visited_five: Visit) -> None:
    """A nation typed into the question leaves out what has none; one press lists that as well."""
    page = visited_five.page
    visited_five.ask("What documents are there for Wales?")
    expect(page.locator("#turn-1 .outcome")).to_have_text(
        "Documents (nation Wales): 1 of 5 documents. "
        "Left out: 4 documents whose nation the catalogue does not give."
    )
    expect(page.locator("#turn-1 .documents strong")).to_have_text([PDF.title])
    page.get_by_role("button", name="Include them (ask question 1 again)").click()
    expect(page.locator("#turn-2 h2")).to_have_text("Question: What documents are there for Wales?")
    expect(page.locator("#turn-2 .outcome")).to_have_text(
        "Documents (nation Wales, or not stated): 5 of 5 documents."
    )
    expect(page.locator("#turn-2 .documents strong")).to_have_count(5)
    expect(page.get_by_role("button", name="Include")).to_have_count(1)


OUT_OF_SIGHT = """card => {
  const foot = document.querySelector("#composer").getBoundingClientRect().top;
  const looked = [".from", ".answer"].map(name => card.querySelector(name));
  return [...looked, ...card.querySelectorAll(".answer :is(th, td)")].filter(node => {
    const { top, right, bottom, left, height } = node.getBoundingClientRect();
    return height === 0 || top < 0 || bottom > foot || left < 0 || right > innerWidth;
  }).map(node => node.textContent);
}"""


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_the_answer_is_in_sight_at_once(visited_five: Visit, size: tuple[int, int]) -> None:
    """After each of ten questions its answering words and their source are seen unscrolled.

    Of a table they are the row that answers, every cell of it, under the table's header.
    """
    page = visited_five.page
    page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
    for case in CASES:
        for asked in (case.first, case.table.asked if case.table else case.changed):
            visited_five.ask(asked.question)
            card = page.get_by_role("article").last.locator(".card").first
            expect(card.locator("blockquote.answer")).to_contain_text(asked.answer)
            if case.table and asked is case.table.asked:
                expect(card.locator(".answer tr")).to_have_count(2)
                header = card.locator(".answer").get_by_role("columnheader")
                expect(header).to_have_text([*case.table.rows[0]], use_inner_text=True)
                expect(card.locator(".from")).to_contain_text(case.table.heading)
            assert card.evaluate(OUT_OF_SIGHT) == [], asked.question
