"""The group of filters on the page, and what it sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from assistant.answers.filters import Choices, filtering_of
from assistant.errors import FilterError
from assistant.records import Answer, Entry, Filters
from assistant.web.coverage import chosen_filters, filter_html, sent_filters
from tests.web.browsing import visited
from tests.web.conftest import DOCUMENTS, FakeAssistant, serving

if TYPE_CHECKING:
    from tests.web.conftest import Reading

EVERYTHING = Choices(("England", "Wales"), ("80-20",), ("students",), ("2019", "2021"), True, True,
                     ("cy", "en"), True)  # fmt: skip


def test_each_list_has_a_label_and_what_there_is(read: Callable[[str], Reading]) -> None:
    """A screen reader names every list, and each offers just what documents have."""
    reading = read(filter_html(EVERYTHING))
    labelled = [tag["for"] for name, tag in reading.tags if name == "label"]
    assert labelled == [tag["id"] for name, tag in reading.tags if name == "select"]
    values = [tag["value"] for name, tag in reading.tags if name == "option" and tag["value"]]
    assert values == [
        "England", "Wales", "80-20", "students", "cy", "en",
        "2019", "2021", "2019", "2021", "yes", "no", "yes", "yes",
    ]  # fmt: skip
    details = next(tag for name, tag in reading.tags if name == "details")
    assert "open" not in details


def test_without_anything_to_choose_there_is_no_group() -> None:
    """A corpus without a catalogue shows no empty lists; one year alone is no choice."""
    assert filter_html(Choices()) == ""
    assert filter_html(Choices(years=("2019",))) == ""
    assert filter_html(Choices(languages=("en",), unstated=True)) == ""


def test_only_what_tells_documents_apart_is_offered(read: Callable[[str], Reading]) -> None:
    """A filter that no document has a value for is left out."""
    reading = read(filter_html(Choices(nations=("Wales",))))
    assert [tag["name"] for name, tag in reading.tags if name == "select"] == ["nation"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_name_is_never_markup_nor_an_expression(campaign: str) -> None:
    """A hostile name in the catalogue is shown, and neither the browser nor Gradio runs it."""
    html = filter_html(Choices(campaigns=(campaign,)))
    assert not set("${}`\\") & set(html)
    plain = filter_html(Choices(campaigns=("x",)))
    assert html.count("<") == plain.count("<")


@pytest.mark.parametrize(
    ("sent", "filters"),
    [
        ("", Filters()),
        ("{}", Filters()),
        ('{"nation": "Wales", "since": "2019"}', Filters(nation="Wales", since="2019")),
        ('{"language": "cy"}', Filters(language="cy")),
        ('{"easy_read": "yes", "current": "yes"}', Filters(easy_read=True, current=True)),
        ('{"easy_read": "no"}', Filters(easy_read=False)),
        ('{"nation": "Wales", "include_unstated": "yes"}', Filters("Wales", include_unstated=True)),
        (
            '{"campaign": "80-20", "audience": "students", "until": "2021"}',
            Filters(campaign="80-20", audience="students", until="2021"),
        ),
    ],
)
def test_what_was_chosen_is_read(sent: str, filters: Filters) -> None:
    """Each list's value becomes its filter."""
    assert chosen_filters(sent) == filters
    assert chosen_filters(sent_filters(filters)) == filters


@pytest.mark.parametrize(
    "sent",
    ["x", "[]", "7", "null", '{"nation": 7}', '{"nation": null}', '{"x": "y"}', "[" * 100_000],
)
def test_what_the_page_never_sends_is_refused(sent: str) -> None:
    """Whatever else arrives is an error in plain words."""
    with pytest.raises(FilterError, match="reload the page"):
        chosen_filters(sent)


@given(st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5))
def test_no_json_breaks_it(value: object) -> None:
    """Any JSON is read or refused."""
    try:
        chosen_filters(json.dumps({"nation": value}))
    except FilterError:
        assert not isinstance(value, str)


class Gaps(FakeAssistant):
    """Sixteen documents in two campaigns, of which half name no nation; tells what passes."""

    documents = tuple(
        replace(
            DOCUMENTS[0],
            path=f"{number}.txt",
            entry=Entry(
                title=f"Guide {number}",
                campaign=("Homes", "Café 80")[number % 2],
                nation="Wales" if number < 8 else None,
            ),
        )
        for number in range(16)
    )

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """Nothing but how many documents pass."""
        answer = super().ask("weather", history, k=k, filters=filters)
        entries = [document.entry for document in self.documents]
        filtering = filtering_of(filters or Filters(), entries)
        return replace(answer, question=question, searched_for=question, filters=filtering)


@pytest.mark.browser
def test_what_is_left_out_is_included_and_a_document_is_found(browser: Browser) -> None:
    """One press asks again with what a filter left out; typing shortens the list of documents.

    A new conversation starts without the filter.
    """
    assistant = Gaps()
    with serving(assistant) as address, visited(browser, address) as visit:
        page = visit.page
        page.get_by_text("Filter", exact=True).click()
        page.get_by_label("Nation").select_option("Wales")
        visit.ask("What of pay?")
        page.get_by_role("button", name="Include them (ask question 1 again)").click()
        expect(page.locator("#turn-2 .searched")).to_have_text(
            "Filter: nation Wales, or not stated (16 of 16 documents)."
        )
        assert assistant.filters == [Filters("Wales"), Filters("Wales", include_unstated=True)]
        expect(page.locator("#turn-2 h2")).to_have_text("Question: What of pay?")
        expect(page.locator(".chosen")).to_have_text(": Wales, include if not stated")
        covered = page.get_by_role("region", name="What is covered")
        page.get_by_role("searchbox", name="Find a document in the list").fill("guide 3 cafe")
        expect(covered.get_by_role("status")).to_have_text("2 of 16 documents listed below")
        expect(covered.locator("li:visible strong")).to_have_text(["Guide 3", "Guide 13"])
        expect(covered.get_by_role("heading", level=3)).to_have_text(
            ["Café 80: 8 documents", "What could not be read"]
        )
        page.get_by_role("searchbox").fill("")
        expect(covered.get_by_role("status")).to_be_empty()
        expect(covered.get_by_role("heading", name="Homes: 8 documents")).to_be_visible()
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".chosen")).to_be_empty()
        expect(page.get_by_label("Nation")).to_have_value("")
        visit.ask("What of homes?")
        assert assistant.filters[2:] == [Filters()]
