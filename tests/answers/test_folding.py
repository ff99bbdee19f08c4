"""Folding of hits that say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.composed import Folded, JudgedHit, current_first, fold, of_each_section
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


@pytest.mark.parametrize(
    "whole",
    [
        TEXT.replace("week.", "week, unless the leaver has found a home."),
        f"Nobody believed that {TEXT}",
        TEXT.replace("week.", "week | from May"),
    ],
)
def test_part_of_a_sentence_is_no_excerpt(whole: str) -> None:
    """A condition that another document makes is not said to stand in one that makes none."""
    hits = [hit("a.txt", TEXT, 0.9), hit("b.txt", whole, 0.8)]
    assert folded(hits) == [Folded(h) for h in hits]


def test_a_newer_text_is_not_hidden_in_an_older_one() -> None:
    """What has been left out since is seen to be; also where older words are the same."""
    whole = hit("old.txt", f"{TEXT} It does not apply in Wales.", 0.9)
    excerpts = [hit(path, TEXT, 0.8) for path in ("older.txt", "new.txt")]
    dates = {"older.txt": "2019", "old.txt": "2020", "new.txt": "2024-05"}
    shown = folded([whole, *excerpts], *(source(path, date) for path, date in dates.items()))
    assert shown == [Folded(whole, (excerpts[0],)), Folded(excerpts[1])]


def test_what_opens_a_list_tells_its_items_apart() -> None:
    """The same items below 'must' and 'must not' are no reprint of each other."""
    hits = [hit(path, TEXT, 0.9) for path in "ab"]
    must, must_not = (
        replace(h, passage=replace(h.passage, lead_in=opens))
        for h, opens in zip(hits, ("Staff must:", "Staff must not:"), strict=True)
    )
    assert folded([must, must_not]) == [Folded(must), Folded(must_not)]


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


ANOTHER = "Nothing is paid for homes, says the council."


@pytest.mark.parametrize(
    ("text", "old", "new", "is_moved"),
    [
        (TEXT.replace("£5", "£6"), 0.95, 0.2, False),  # in nearly the same words, but no answer
        (TEXT.replace("£5", "£6"), 0.99, 0.8, True),
        (TEXT.replace("£5", "£6"), 0.3, 0.1, True),  # neither is an answer
        (ANOTHER, 0.95, 0.9, True),
        (ANOTHER, 0.95, 0.8, False),
        (ANOTHER, 0.6, 0.4, False),  # as sure, but no answer
    ],
)
def test_a_current_answer_comes_first_if_it_answers_as_well(
    text: str, old: float, new: float, is_moved: bool
) -> None:
    """A right answer does not come after what is none because its document is superseded."""
    found = [Folded(hit("old.txt", TEXT, 0.9)), Folded(hit("new.txt", text, 0.8))]
    judged = {
        one: JudgedHit(one, Reading(0.0, ()), Evidence(0.0, 0.5), probability)
        for one, probability in zip(found, (old, new), strict=True)
    }
    known = {"old.txt": source("old.txt", superseded_by="new.txt"), "new.txt": source("new.txt")}
    assert current_first(judged, known, 0.5) == (found[::-1] if is_moved else found)
