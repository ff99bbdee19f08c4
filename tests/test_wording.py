"""The words that the chat, the terminal and JSON share."""

from __future__ import annotations

from dataclasses import replace

from assistant.records import Citation, Elsewhere, Entry, Locator, Outcome, Passage, Source
from assistant.wording import all_documents, elsewhere, topics


def source(title: str, campaign: str | None = None, superseded_by: str | None = None) -> Source:
    entry = Entry(title=title, campaign=campaign, superseded_by=superseded_by)
    return Source(f"{title}.txt", "", entry, None, None, 1)


def test_each_outcome_has_its_words() -> None:
    """No outcome is left without a sentence, and no two share one."""
    assert Outcome.UNCONFIRMED.words == (
        "Nothing in the documents answers this clearly. The nearest passages are:"
    )
    assert Outcome.NOT_FOUND.words == "The documents do not cover this."
    assert len({outcome.words for outcome in Outcome}) == 3


def test_campaigns_are_named_before_titles() -> None:
    """What is covered is told by campaigns, the larger ones first, then by other titles."""
    sources = [
        source("Pay guide"),
        source("Old guide", superseded_by="Pay guide.txt"),
        replace(source("Scan"), passages=0),
        source("Pack", "Homes"),
        source("Survey", "80-20"),
        source("Briefing", "Homes"),
    ]
    assert topics(sources) == ("Homes", "80-20", "Pay guide")


def test_of_many_titles_a_few_from_all_over_are_named() -> None:
    """A hundred documents are summed up in six titles that do not all begin alike."""
    named = topics([source(f"{number:03}") for number in range(120)])
    assert named == ("000", "020", "040", "060", "080", "100")
    assert topics([]) == ()


def test_the_number_of_documents_is_told() -> None:
    """The way to the whole list says how long it is."""
    assert all_documents(1) == "the one document"
    assert all_documents(1200) == "all 1,200 documents"


def test_another_place_says_if_it_is_superseded() -> None:
    """Who looks up the other place learns that a newer document has taken over."""
    place = Citation(source("Old", superseded_by="new.txt"), Locator())
    passage = Passage("Old.txt", 0, 1, "x", Locator())
    assert elsewhere(Elsewhere(passage, place, "Old, page 2")) == (
        "Old, page 2 (superseded by new.txt)"
    )
