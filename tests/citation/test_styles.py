"""One function cites in every style."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from assistant.citation import Style, cite, holdable, linked, literal, quoted, safe_url, short
from assistant.records import Entry
from tests.quoting import ENTRIES, TEXTS, document, quotation

DAY = date(2026, 11, 22)
ENTRY = Entry("Pay “now”", None, "A Union", "2019", "https://a.example/pay")
QUOTED = quotation(document("pay.pdf", "Fair *pay*.\n- Now", ENTRY))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (Style.SHORT, "Pay “now” (A Union, 2019), page 1"),
        (
            Style.FULL,
            "Pay “now” (2019). A Union. Page 1. Available at: https://a.example/pay "
            "(Accessed: 22 November 2026).",
        ),
        (
            Style.CASE_NOTE,
            "“Fair *pay*.\n- Now” (Pay ‘now’, page 1; A Union, 2019; read 22 Nov 2026)",
        ),
        (Style.LETTER, "“Fair *pay*.\n- Now”\n— Pay “now” (A Union, 2019), page 1"),
        (
            Style.MARKDOWN,
            "> Fair \\*pay\\*.\\\n> \\- Now\n\n— [Pay “now” (A Union, 2019), page 1]"
            "(https://a.example/pay) (read 22 November 2026)",
        ),
    ],
)
def test_a_quotation_in_each_style(style: Style, text: str) -> None:
    """What is pasted says what was quoted, from where, and when it was read."""
    assert cite(QUOTED, style, DAY) == text


def test_standing_goes_with_what_is_copied() -> None:
    """That a document is outdated, a draft or without a date is said wherever it is cited."""
    held = document("old.txt", "Words.", Entry(superseded_by="new.txt"))
    old = quotation(held)
    stamped = replace(old.passage.locator, remarks=("marked DRAFT",))
    citation = replace(old.citation, locator=stamped)
    draft = replace(old, citation=citation, cited=short(citation))
    said = "page 1 (marked DRAFT); no date; superseded by new.txt"
    assert cite(draft, Style.CASE_NOTE, DAY) == f"“Words.” (old.txt, {said}; read 22 Nov 2026)"
    assert cite(draft, Style.LETTER, DAY) == f"“Words.”\n— old.txt, {said}"
    assert cite(draft, Style.MARKDOWN, DAY) == (
        "> Words.\n\n— old.txt, page 1 (marked DRAFT); no date; superseded by new.txt "
        "(read 22 November 2026)"
    )
    assert cite(draft, Style.FULL, DAY) == (
        "old.txt (no date). Page 1 (marked DRAFT). Superseded by new.txt."
    )


@pytest.mark.parametrize(
    ("newer", "said"), [("Fees 2026", "Fees 2026"), ("Fees", "new.txt"), ("", "new.txt")]
)
def test_a_newer_document_is_named_as_its_reader_knows_it(newer: str, said: str) -> None:
    """By its title, but where that would tell the two not apart, or is not known."""
    held = quotation(document("old.txt", "Words.", Entry("Fees", superseded_by="new.txt")))
    source = replace(held.citation.source, newer=newer)
    cited = replace(held, citation=replace(held.citation, source=source))
    assert cite(cited, Style.LETTER, DAY).endswith(f"; superseded by {said}")


def test_a_case_note_without_author_or_date() -> None:
    """What is not known is left out, and nothing is made up."""
    bare = quotation(document("notes.txt", "Words."))
    assert (
        cite(bare, Style.CASE_NOTE, DAY)
        == "“Words.” (notes.txt, page 1; no date; read 22 Nov 2026)"
    )


@pytest.mark.parametrize("published", [None, "2019"])
def test_an_undated_document_is_cited_with_its_address(published: str | None) -> None:
    """A reader of the note or the letter can find which text was quoted."""
    entry = Entry("Fees", published=published, url="https://a.example/p (q)")
    held = quotation(document("fees.txt", "Words.", entry))
    at = "" if published else "; no date; https://a.example/p%20%28q%29"
    year = "2019" if published else ""
    note = "; ".join(filter(None, ["Fees, page 1", year, at[2:], "read 22 Nov 2026"]))
    assert cite(held, Style.CASE_NOTE, DAY) == f"“Words.” ({note})"
    letter = "Fees (2019), page 1" if published else f"Fees, page 1{at}"
    assert cite(held, Style.LETTER, DAY) == f"“Words.”\n— {letter}"


def shown(markdown: str) -> tuple[list[str], str, str]:
    """CommonMark's elements of a text, its first paragraph's words and its first link."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    inline = next(token.children or [] for token in tokens if token.type == "inline")
    words = "".join("\n" if t.type.endswith("break") else t.content for t in inline)
    link = next((str(t.attrs["href"]) for t in inline if t.type == "link_open"), "")
    kinds = {t.type for t in inline} - {"text", "text_special", "hardbreak"}
    return [*[t.type for t in tokens if t.type != "inline"], *sorted(kinds)], words, link


PARAGRAPH = ["paragraph_open", "paragraph_close"]


@given(text=TEXTS)
def test_markdown_shows_just_these_words(text: str) -> None:
    """No word is markup, none leaves the quotation, and none is lost."""
    after = ["blockquote_open", *PARAGRAPH, "blockquote_close", *PARAGRAPH]
    assert shown(f"{quoted(text)}\n\nafter") == (after, holdable(text), "")
    assert shown(f"a{literal(text)}a") == (PARAGRAPH, f"a{holdable(text)}a", "")


@given(text=TEXTS, entry=ENTRIES)
def test_a_linked_citation_is_one_link(text: str, entry: Entry) -> None:
    """Whatever title and address hold, there is one link, to that address or to none."""
    url = safe_url(entry.url)
    kinds, words, link = shown(linked(text, url))
    assert kinds == [*PARAGRAPH, *(["link_close", "link_open"] if url else [])]
    assert "\n" not in words
    assert link.startswith(url[:18] if url else "")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?a=1&b=%20#c", "https://a.example/x?a=1&b=%20#c"),
        ('https://a.example/"> x\n(y)', "https://a.example/%22%3E%20x%0A%28y%29"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_addresses_are_of_the_web_and_hold_nothing_else(url: str | None, safe: str | None) -> None:
    """A link leads to a web page or nowhere, and cannot end early."""
    assert safe_url(url) == safe
