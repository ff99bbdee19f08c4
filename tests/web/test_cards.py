from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant import records
from assistant.answer_export import Format, exported
from assistant.answers.marked import led
from assistant.citation import Style, cite, safe_url
from assistant.passages import Locate
from assistant.quotes import QuoteState, check_quotes
from assistant.quotes.written import read_written
from assistant.readers.canonical import Canonical
from assistant.records import (
    Document,
    Elsewhere,
    Entry,
    Highlight,
    Locator,
    Mark,
    MarkKind,
    Origin,
    Outcome,
    Quotation,
)
from assistant.web.coverage import covered_by
from assistant.web.turns import card, turn_html
from tests.quoting import MADE, answer, document, shelf
from tests.web.conftest import TODAY, quotation

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant, Reading

OURS = {
    "a", "blockquote", "details", "div", "figcaption", "figure", "h3", "li", "mark", "p", "q",
    "span", "summary", "ul",
}  # fmt: skip
URLS = [
    ("https://documents.example/a", True),
    ("http://documents.example/a", True),
    ("javascript:alert(1)", False),
    ("JavaScript:alert(1)", False),
    ("data:text/html,<script>", False),
    ("file:///etc/hosts", False),
    ("//documents.example/a", False),
    ("https:///a", False),
    ("https://[broken", False),
    (None, False),
]


def quoted(assistant: FakeAssistant, question: str) -> tuple[Quotation, Document]:
    """The first quotation of an answer, and its document."""
    first = assistant.ask(question).quotations[0]
    return first, assistant.document(first.passage.path)


def test_a_card_quotes_cites_and_links(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A card holds the passage to the character, its citation and the way to its source."""
    quotation, document = quoted(assistant, "What is asked of pay?")
    reading = read(card(quotation, document, "Passage 1", TODAY))
    assert reading.text("blockquote") == quotation.passage.text
    assert reading.text("figcaption") == (
        "Passage 1 Homes not hospitals “Fair pay” pages 2–3 14 March 2023 Easy Read England"
    )
    assert quotation.cited in reading.text("details")
    assert reading.text("h3") == "Passage 1"
    links = [attributes for name, attributes in reading.tags if name == "a"]
    assert links == [
        {
            "class": "source",
            "href": "https://documents.example/homes?a=1&b=2",
            "target": "_blank",
            "rel": "noopener noreferrer",
        }
    ]


def test_a_card_tells_the_documents_standing(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Easy Read and nation stand on the card, what superseded it, and that it has no date."""
    shown = read(card(*quoted(assistant, "pay"), "Passage 1", TODAY)).text("ul")
    assert shown == "Easy Read England"
    other = read(card(*quoted(assistant, "law"), "1", TODAY))
    assert other.text("ul") == "Superseded by <i>new</i>.txt"
    assert "no date" in other.text("figcaption")


def test_hostile_text_is_shown_literally(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Markup in a passage, a title, a heading or a file name is text, and never a link."""
    quotation, document = quoted(assistant, "law")
    reading = read(card(quotation, document, "Passage 1", TODAY))
    assert reading.text("blockquote") == document.text
    assert "<u>Bills</u>" in reading.text("figcaption")
    assert "<script>alert('title')</script>" in reading.text("figcaption")
    assert reading.names() <= (OURS - {"a"}) | {"button", "b", "strong"}
    named = {name for _, attributes in reading.tags for name in attributes}
    assert named <= {
        "class",
        "type",
        "data-source",
        "data-copy",
        "aria-expanded",
        "role",
        "aria-level",
    }


@pytest.mark.parametrize("question", ["pay", "law"])
def test_a_card_carries_what_is_copied(
    read: Callable[[str], Reading], assistant: FakeAssistant, question: str
) -> None:
    """The case note and the reference are those of the command line, newlines and all."""
    quotation, document = quoted(assistant, question)
    reading = read(card(quotation, document, "Passage 1", TODAY))
    buttons = [tag for name, tag in reading.tags if name == "button" and "data-copy" in tag]
    assert [button["data-copy"] for button in buttons] == [
        cite(quotation, style, TODAY) for style in (Style.CASE_NOTE, Style.LETTER, Style.FULL)
    ]


def test_each_button_of_a_card_names_its_passage(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Who hears the buttons listed can tell those of one passage from those of another."""
    shown = read(card(*quoted(assistant, "pay"), "Passage 1", TODAY)).text("button")
    named = " (Passage 1, Homes not hospitals)"
    labels = (
        *("Show the whole passage", "Copy for case note", "Copy for letter"),
        *("Show in the document", "Copy citation"),
    )
    assert shown == "".join(f"{label}{named}" for label in labels)


def test_a_pdf_opens_at_the_passages_page(assistant: FakeAssistant) -> None:
    """The link to a PDF leads to the page that is quoted."""
    quotation, document = quoted(assistant, "pay")
    source = quotation.citation.source
    entry = replace(source.entry, url="https://documents.example/homes.pdf")
    citation = replace(quotation.citation, source=replace(source, entry=entry))
    html = card(replace(quotation, citation=citation), document, "Passage 1", TODAY)
    assert 'href="https://documents.example/homes.pdf#page=2"' in html


def test_what_opens_a_list_stands_before_its_words_and_is_copied_with_them(
    read: Callable[[str], Reading],
) -> None:
    """What is <false> is never shown nor copied as what holds; it is said once."""
    canonical = Canonical()
    canonical.block(MarkKind.PARAGRAPH, "These are <false>:")
    for item in ("- carers pay for a review", "- carers wait a year"):
        canonical.block(MarkKind.ITEM, item, 1)
    held = Document("myths.md", "0" * 64, canonical.text, canonical.marks)
    start, end = held.text.index("- carers"), len(held.text)
    second = Highlight(held.text.index("carers wait") - start, end - start)
    read_as = records.Reading(2.0, (records.Unit(second.start, second.end, 1.0, 1.0),))
    whole = replace(quotation(held, start, end, [], Locator()), reading=read_as)
    whole = led(whole, held, "")
    html = card(whole, held, "Answer 1", TODAY)
    reading = read(html)
    assert reading.text("q") == "These are <false>:"
    assert html.index("</q> …</p>") < html.index("<blockquote")
    assert reading.text("blockquote") == "carers wait a year" + whole.passage.text
    copied = [str(tag["data-copy"]) for _, tag in reading.tags if "data-copy" in tag]
    note = "(myths.md; no date; read 22 Nov 2026)"
    assert copied[0] == f"“These are <false>: … carers wait a year” {note}"
    assert copied[2] == f"“These are <false>: … {whole.passage.text}” {note}"
    assert copied[1].startswith("“These are <false>: … carers wait a year”\n")
    pasted = {"note.txt": copied[0], "md.md": cite(whole, Style.MARKDOWN, TODAY)}
    with shelf([held]) as opened:
        for name, content in pasted.items():
            (found,) = check_quotes(read_written(content.encode(), name), opened)
            assert found.verdict is QuoteState.EXACT


def test_a_heading_over_a_list_stands_before_its_items_and_once(
    read: Callable[[str], Reading],
) -> None:
    """What staff must not do is not pasted as what they may, also from a later passage.

    Copies are found again, also those made when a heading opened no list.
    """
    canonical = Canonical()
    canonical.block(MarkKind.HEADING, "Staff must not", 1)
    for item, level in (("- take gifts:", 1), ("- of money", 2), ("- sign a lease", 1)):
        canonical.block(MarkKind.ITEM, item, level)
    held = Document("rules.md", "0" * 64, canonical.text, canonical.marks)
    end, copies = len(held.text), dict[str, str]()
    note, locate = "(rules.md, Staff must not; no date; read 22 Nov 2026)", Locate(held)
    for start in (0, held.text.index("- of money")):
        words = Highlight(held.text.index("sign") - start, end - start)
        whole = quotation(held, start, end, [], locate.at(start, end))
        read_as = records.Reading(2.0, (records.Unit(words.start, words.end, 1.0, 1.0),))
        whole = led(replace(whole, reading=read_as), held, "")
        reading = read(card(whole, held, "Answer 1", TODAY))
        assert reading.text("figcaption") == "Answer 1 rules.md no date"
        assert reading.text("q") == "Staff must not" + "take gifts:" * (start > 0)
        copied = [str(tag["data-copy"]) for _, tag in reading.tags if "data-copy" in tag]
        above = "Staff must not … take gifts: … " * (start > 0)
        assert copied[0] == f"“Staff must not … sign a lease” {note}"
        assert copied[2] == f"“{above}{held.text[start:]}” {note}"
        copies |= {f"{start}-{number}.txt": text for number, text in enumerate(copied[:4])}
    with shelf([held]) as opened:
        before = {"a.txt": f"“take gifts: … of money” {note}", "b.txt": f"“sign a lease” {note}"}
        for name, content in {**copies, **before}.items():
            (found,) = check_quotes(read_written(content.encode(), name), opened)
            assert found.verdict is QuoteState.EXACT


def test_the_head_of_a_table_is_shown_in_it_and_copied_with_a_row(
    read: Callable[[str], Reading],
) -> None:
    """A row by itself does not say what its figures are of, nor what an asterisk in it means."""
    canonical = Canonical()
    canonical.block(MarkKind.PARAGRAPH, "No longer paid:")
    rows = ["", "Paid"], ["Age", "Fee"], ["0 to 4", "£165*"], ["5 to 9", "£170"]
    for place, row in enumerate(rows, -1):
        canonical.row(row, place)
    canonical.block(MarkKind.PARAGRAPH, "* Not <yet> agreed.")
    held = Document("fees.md", "0" * 64, canonical.text, canonical.marks)
    start, end = held.text.index("0 to 4"), held.text.index("\n5 to 9")
    read_as = records.Reading(2.0, (records.Unit(0, end - start, 1.0, 1.0),))
    made = replace(quotation(held, start, end, [], Locator()), reading=read_as)
    reading = read(card(led(made, held, ""), held, "Answer 1", TODAY))
    assert reading.text("q") == "No longer paid:* Not <yet> agreed."
    assert reading.text("th") == " | PaidAge | Fee"
    [copied, *_] = [str(tag["data-copy"]) for _, tag in reading.tags if "data-copy" in tag]
    above, note = "No longer paid: …  | Paid … Age | Fee", "* Not <yet> agreed."
    assert copied.startswith(f"“{above} … 0 to 4 | £165* … {note}” (")
    with shelf([held]) as opened:
        (found,) = check_quotes(read_written(copied.encode(), "note.txt"), opened)
    assert found.verdict is QuoteState.EXACT


def test_other_places_stand_under_the_citation(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A passage that stands in several documents names the others, and which are superseded."""
    quotation, document = quoted(assistant, "What is asked of pay?")
    other, _ = quoted(assistant, "law")
    place = Elsewhere(other.passage, other.citation, other.cited)
    reading = read(card(replace(quotation, also=(place,)), document, "Passage 1", TODAY))
    assert "The same words also stand in:" in reading.text()
    assert f"{other.cited} (superseded by <i>new</i>.txt)" in reading.text("li")


def test_the_words_that_answer_stand_first_and_are_copied_first(
    read: Callable[[str], Reading], documents: tuple[Document, ...]
) -> None:
    """By themselves, then marked in their passage; each way of copying cites where they stand."""
    text = documents[0].text
    marks = (
        Mark(MarkKind.PAGE, 0, text.index("Fair pay"), 4),
        Mark(MarkKind.PAGE, text.index("Fair pay"), len(text), 5),
        Mark(MarkKind.BOILERPLATE, text.index("Recommend"), text.index(" this"), None),
    )
    held = replace(documents[0], text=text.replace("Recommend", "    DRAFT"), marks=marks)
    start, end = text.index("The campaign"), text.index("\nRecommend")
    whole = quotation(held, start, end, [(4, 12)], Locator(pages=(4, 5)))
    words = "Workers spend 80–20 of their time on forms & calls:"
    at = whole.passage.text.index(words)
    whole = replace(whole, sentence=Highlight(at, at + len(words)))
    held = replace(held, marks=(*marks[:2], replace(marks[2], start=marks[2].start + 4)))
    reading = read(card(whole, held, "Answer 1", TODAY))
    assert reading.text("blockquote") == words + whole.passage.text
    assert (reading.text("mark"), reading.text("b")) == (words, "campaign")
    assert "page 5 14 March 2023 Marked DRAFT" in reading.text("figcaption")
    copied = [str(tag["data-copy"]) for _, tag in reading.tags if "data-copy" in tag]
    said = "Homes not hospitals, page 5 (marked DRAFT); Example Association, 2023; read 22 Nov 2026"
    assert copied[0] == f"“{words}” ({said})"
    assert copied[1] == (
        f"“{words}”\n— Homes not hospitals (Example Association, 2023), page 5 (marked DRAFT)"
    )
    assert copied[2].startswith(f"“{whole.passage.text}” (")
    [place] = [str(tag["data-source"]) for _, tag in reading.tags if "data-source" in tag]
    assert place.endswith(
        f"start={start}&end={end}&first={start + at}&last={start + at + len(words)}"
    )


def test_what_may_not_answer_is_copied_with_that(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A quotation that is only near is not pasted as an answer, and is found again."""
    asked = "perhaps “pay” is what I asked of in a query that is too long?"
    near = assistant.ask(asked)
    html = turn_html(near, 1, assistant, covered_by(assistant), TODAY)
    copied = [str(tag["data-copy"]) for _, tag in read(html).tags if "data-copy" in tag]
    end = "(nearest passage; may not answer: ‘… is what I asked of in a query that is too long?’)"
    assert [text.endswith(f") {end}") for text in copied] == [True, False, False]
    assert copied[1].endswith(f" {end}")
    assert "may not answer" not in copied[2]  # a reference
    found = turn_html(assistant.ask("pay"), 1, assistant, covered_by(assistant), TODAY)
    assert "may not answer" not in found
    with shelf([assistant.document(near.shown[0].passage.path)]) as opened:
        for text in copied[:2]:
            (one,) = check_quotes(read_written(text.encode(), "note.txt"), opened)
            assert one.verdict is QuoteState.EXACT


def test_a_mark_on_all_of_what_is_near_is_left_out(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Where nothing answers and all of the passage is nearest, it is plain text."""
    whole, document = quoted(assistant, "perhaps pay?")
    every = Highlight(0, len(whole.passage.text))
    near = replace(whole, sentence=every, outcome=Outcome.UNCONFIRMED)
    assert "mark" not in read(card(near, document, "Nearest 1", TODAY)).names()
    some = replace(near, sentence=Highlight(0, 7))
    assert read(card(some, document, "Nearest 1", TODAY)).text("mark") == "Workers"


STANDINGS = {
    "draft": (
        Entry(published="2021-06"),
        "1 (marked DRAFT); 2021",
        " (2021), page 1 (marked DRAFT)",
    ),
    "superseded": (
        Entry(author="A Union", published="2019-03-14", superseded_by="new.txt"),
        "1; A Union, 2019; superseded by new.txt",
        " (A Union, 2019), page 1; superseded by new.txt",
    ),
    "undated": (Entry(publisher="A Union"), "1; A Union; no date", " (A Union), page 1; no date"),
    "file": (
        Entry(published="2017-05-03", origins={"published": Origin.FILE}),
        "1; file dated 3 May 2017",
        " ([2017]), page 1; file dated 3 May 2017",
    ),
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_each_way_of_copying_tells_standing_and_date(
    read: Callable[[str], Reading], standing: str
) -> None:
    """The words that answer, and the whole passage, are pasted with all that limits them.

    What is pasted is found again in the documents, character by character.
    """
    entry, in_note, in_letter = STANDINGS[standing]
    text = "Carers have a review each year. Ask the duty team.\nDRAFT"
    stamp = Mark(MarkKind.BOILERPLATE, text.index("DRAFT"), len(text))
    marks = (Mark(MarkKind.PAGE, 0, len(text), 1), *([stamp] if standing == "draft" else []))
    held = replace(document("old.txt", text, entry), marks=marks)
    end = text.index("\nDRAFT")
    whole = quotation(held, 0, end, [], Locate(held).at(0, end))
    words = "Ask the duty team."
    marked = replace(whole, sentence=Highlight(text.index(words), end))
    tags = read(card(marked, held, "Answer 1", TODAY)).tags
    copied = [str(tag["data-copy"]) for _, tag in tags if "data-copy" in tag]
    assert copied[:4] == [
        pasted
        for said in (words, text[:end])
        for pasted in (
            f"“{said}” (old.txt, page {in_note}; read 22 Nov 2026)",
            f"“{said}”\n— old.txt{in_letter}",
        )
    ]
    saved = {f"saved{form}": exported([answer(marked)], MADE, form) for form in Format}
    cited = f"— old.txt{in_letter}".replace("[2017]", r"\[2017\]")
    assert f"\n\n{cited}\n\n" in saved["saved.md"].decode()
    with shelf([held]) as opened:
        notes = {f"{number}.txt": pasted.encode() for number, pasted in enumerate(copied[:4])}
        for name, content in {**notes, **saved}.items():
            found = check_quotes(read_written(content, name), opened)
            assert [one.verdict for one in found] == [QuoteState.EXACT]


@pytest.mark.parametrize(("url", "is_safe"), URLS)
def test_only_web_addresses_become_links(url: str | None, is_safe: bool) -> None:
    """An address that would run a script or open a file is not a link."""
    assert safe_url(url) == (url if is_safe else None)
