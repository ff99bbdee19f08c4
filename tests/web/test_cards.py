from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.citation import Style, cite, safe_url
from assistant.records import Document, Elsewhere, Quotation
from assistant.web.turns import card
from tests.web.conftest import TODAY

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
    quotation = assistant.ask(question).quotations[0]
    return quotation, assistant.document(quotation.passage.path)


def test_a_card_quotes_cites_and_links(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A card holds the passage to the character, its citation and the way to its source."""
    quotation, document = quoted(assistant, "What is asked of pay?")
    reading = read(card(quotation, document, "Passage 1", TODAY))
    assert reading.text("blockquote") == quotation.passage.text
    assert quotation.cited in reading.text("figcaption")
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
    """Easy Read, nation and date stand on the card, and what superseded the document."""
    shown = read(card(*quoted(assistant, "pay"), "Passage 1", TODAY)).text("ul")
    assert shown == "Easy ReadEnglandPublished 14 March 2023"
    assert "Superseded by <i>new</i>.txt" in read(card(*quoted(assistant, "law"), "1", TODAY)).text(
        "ul"
    )


def test_hostile_text_is_shown_literally(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Markup in a passage, a title, a heading or a file name is text, and never a link."""
    quotation, document = quoted(assistant, "law")
    reading = read(card(quotation, document, "Passage 1", TODAY))
    assert reading.text("blockquote") == document.text
    assert "<u>Bills</u>" in reading.text("figcaption")
    assert "<script>alert('title')</script>" in reading.text("figcaption")
    assert reading.names() <= (OURS - {"a"}) | {"button"}
    named = {name for _, attributes in reading.tags for name in attributes}
    assert named <= {"class", "type", "data-source", "data-copy"}


@pytest.mark.parametrize("question", ["pay", "law"])
def test_a_card_carries_what_is_copied(
    read: Callable[[str], Reading], assistant: FakeAssistant, question: str
) -> None:
    """The case note and the reference are those of the command line, newlines and all."""
    quotation, document = quoted(assistant, question)
    reading = read(card(quotation, document, "Passage 1", TODAY))
    buttons = [tag for name, tag in reading.tags if name == "button" and "data-copy" in tag]
    assert [button["data-copy"] for button in buttons] == [
        cite(quotation, Style.CASE_NOTE, TODAY),
        cite(quotation, Style.FULL, TODAY),
    ]


def test_each_button_of_a_card_names_its_passage(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """Who hears the buttons listed can tell those of one passage from those of another."""
    shown = read(card(*quoted(assistant, "pay"), "Passage 1", TODAY)).text("button")
    named = " (Passage 1, Homes not hospitals)"
    labels = ("Show in the document", "Copy for case note", "Copy citation")
    assert shown == "".join(f"{label}{named}" for label in labels)


def test_a_pdf_opens_at_the_passages_page(assistant: FakeAssistant) -> None:
    """The link to a PDF leads to the page that is quoted."""
    quotation, document = quoted(assistant, "pay")
    source = quotation.citation.source
    entry = replace(source.entry, url="https://documents.example/homes.pdf")
    citation = replace(quotation.citation, source=replace(source, entry=entry))
    html = card(replace(quotation, citation=citation), document, "Passage 1", TODAY)
    assert 'href="https://documents.example/homes.pdf#page=2"' in html


def test_a_lead_in_stands_outside_the_quotation(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """The sentence that opened a list is context, and not part of the passage quoted."""
    quotation, document = quoted(assistant, "pay")
    led = replace(quotation, passage=replace(quotation.passage, lead_in="We ask for <more>:"))
    reading = read(card(led, document, "Passage 1", TODAY))
    assert reading.text("q") == "We ask for <more>:"
    assert reading.text("blockquote") == quotation.passage.text


def test_other_places_stand_under_the_citation(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A passage that stands in several documents names the others, and which are superseded."""
    quotation, document = quoted(assistant, "What is asked of pay?")
    other, _ = quoted(assistant, "law")
    place = Elsewhere(other.passage, other.citation, other.cited)
    reading = read(card(replace(quotation, also=(place,)), document, "Passage 1", TODAY))
    assert "The same words also stand in:" in reading.text("figcaption")
    assert f"{other.cited} (superseded by <i>new</i>.txt)" in reading.text("figcaption")


@pytest.mark.parametrize(("url", "is_safe"), URLS)
def test_only_web_addresses_become_links(url: str | None, is_safe: bool) -> None:
    """An address that would run a script or open a file is not a link."""
    assert safe_url(url) == (url if is_safe else None)
