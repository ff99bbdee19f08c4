"""Folding of hits that say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.composed import Folded, JudgedHit, fold, of_each_section
from assistant.records import Entry, Evidence, Hit, Locator, Measures, Passage, Reading, Source

TEXT = "Every council must offer a settled home to care leavers from 2019, at £5 a week."
SAME = [
    "EVERY COUNCIL must offer a settled home\nto care leavers from 2019, at £5 a week",
    "• Every council must offer the settled home – to care leavers; from 2019, at £5 a week",
    "Every  council must offer “a settled home” to care leavers from 2019 at £5 a week…",
]
DIFFERENT = [
    TEXT.replace("2019", "2020"),
    TEXT.replace("must", "must not"),
    TEXT.replace("must", "may"),
    TEXT.replace("£5", "£50"),
    TEXT.replace("£5", "5"),
    TEXT.replace("£5", "£-5"),
    TEXT.replace("£5 a", "5% a"),
    TEXT.replace("Every", "No"),
    TEXT.replace("from", "until"),
    TEXT.replace("care leavers", "carers"),
    "To care leavers every council must offer a settled home from 2019, at £5 a week.",
]


def source(path: str, published: str | None = None, superseded_by: str | None = None) -> Source:
    entry = Entry(title=path, published=published, superseded_by=superseded_by)
    return Source(path, "", entry, None, None, 1)


def hit(path: str, text: str, score: float, start: int = 0) -> Hit:
    passage = Passage(path, start, start + len(text), text, Locator())
    return Hit(passage, 0, score, Measures(score, score, score, score))


def folded(hits: list[Hit], *sources: Source) -> list[Folded]:
    known = {h.passage.path: source(h.passage.path) for h in hits}
    return fold(hits, known | {s.path: s for s in sources})


@pytest.mark.parametrize("other", SAME)
def test_a_reprint_is_shown_once(other: str) -> None:
    """The same words in another layout are one passage with two places, the better hit first."""
    first, second = hit("a.txt", TEXT, 0.9), hit("b.txt", other, 0.8)
    assert folded([first, second]) == [Folded(first, (second,))]


@pytest.mark.parametrize("other", DIFFERENT)
def test_a_difference_that_matters_keeps_passages_apart(other: str) -> None:
    """Another year, sum, duty, order or group of people is another statement."""
    hits = [hit("a.txt", TEXT, 0.9), hit("b.txt", other, 0.8)]
    assert folded(hits) == [Folded(h) for h in hits]


def test_a_passage_repeated_in_one_document_is_shown_once() -> None:
    """What a document prints on each page is quoted once, with its other places."""
    first, second = hit("a.txt", TEXT, 0.9), hit("a.txt", TEXT, 0.9, start=500)
    assert folded([first, second]) == [Folded(first, (second,))]


def test_an_excerpt_is_folded_into_what_holds_it() -> None:
    """Of a passage and an excerpt of it the whole is shown, in the place of the better one."""
    excerpt = hit("a.txt", TEXT, 0.9)
    whole = hit("b.txt", f"Homes. {TEXT} It is the law.", 0.7)
    other = hit("c.txt", "Another matter.", 0.8)
    assert folded([excerpt, other, whole]) == [Folded(whole, (excerpt,)), Folded(other)]


def test_a_few_words_are_not_an_excerpt() -> None:
    """A heading that stands in a passage is a hit of its own."""
    hits = [hit("a.txt", "A settled home", 0.9), hit("b.txt", TEXT, 0.8)]
    assert len(folded(hits)) == 2


def test_the_current_document_is_shown_before_the_superseded_one() -> None:
    """The same words are quoted from the document that holds now."""
    old, new = hit("old.txt", TEXT, 0.9), hit("new.txt", TEXT, 0.8)
    known = [source("old.txt", "2023", superseded_by="new.txt"), source("new.txt", "2020")]
    assert folded([old, new], *known) == [Folded(new, (old,))]


def test_what_is_current_is_not_hidden_in_what_is_not() -> None:
    """A current excerpt stays beside the longer superseded passage, and before it."""
    old = hit("old.txt", f"{TEXT} It is the law.", 0.9)
    new = hit("new.txt", TEXT, 0.8)
    shown = folded([old, new], source("old.txt", superseded_by="new.txt"))
    assert shown == [Folded(new), Folded(old)]


def test_the_newer_of_two_current_documents_is_shown() -> None:
    """Of two documents that hold, the one published later is quoted, however exact its date."""
    first, second = hit("a.txt", TEXT, 0.9), hit("b.txt", TEXT, 0.8)
    known = [source("a.txt", "2020"), source("b.txt", "2020-05")]
    assert folded([first, second], *known) == [Folded(second, (first,))]


def test_an_old_figure_comes_after_the_new_one() -> None:
    """A superseded passage with another figure stays apart and follows the current one."""
    old, new = hit("old.txt", TEXT, 0.9), hit("new.txt", TEXT.replace("£5", "£6"), 0.7)
    other = hit("c.txt", "Another matter.", 0.8)
    shown = folded([old, other, new], source("old.txt", superseded_by="new.txt"))
    assert [f.hit for f in shown] == [new, old, other]


TEXTS = st.sampled_from([TEXT, *SAME, *DIFFERENT, "", "…", "A", f"{TEXT} More."])


@given(st.lists(st.tuples(TEXTS, st.sampled_from("abc"), st.booleans()), max_size=8))
def test_no_hit_is_lost(drawn: list[tuple[str, str, bool]]) -> None:
    """Every hit is shown or listed under one that is shown, exactly once."""
    hits = [hit(path, text, 1 - n / 10, start=n) for n, (text, path, _) in enumerate(drawn)]
    known = {path: source(path, superseded_by="d" if old else None) for _, path, old in drawn}
    shown = fold(hits, known)
    listed = [h for f in shown for h in (f.hit, *f.also)]
    assert sorted(h.passage.start for h in listed) == list(range(len(hits)))


def test_of_each_section_one_comes_before_a_second_of_any() -> None:
    """Nothing is left out; what stands under no heading, or in another document, is of its own."""
    places = [("a", "Bees"), ("a", "Bees"), ("b", "Bees"), ("a", ""), ("a", ""), ("a", "Wasps")]
    judged = []
    for number, (path, heading) in enumerate(places):
        locator = Locator(headings=(heading,) if heading else ())
        passage = Passage(path, 10 * number, 10 * number + 4, "text", locator)
        found = Hit(passage, number, 0.5, Measures(0.5, 0.5, 0.5, 0.5))
        judged.append(JudgedHit(Folded(found), Reading(0.0, ()), Evidence(0.0, 0.5), 0.5))
    ordered = of_each_section(judged)
    assert [one.folded.hit.number for one in ordered] == [0, 2, 3, 4, 5, 1]
