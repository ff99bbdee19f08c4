"""Filters: which documents pass, what may be asked for, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.filters import Choices, checked_filters, choices_of, filtering_of
from assistant.errors import FilterError
from assistant.records import Answer, Entry, Filtering, Filters, Outcome, Source
from assistant.records.documents import several
from assistant.wording import filter_lines, outcome_lines

NATIONS = ("England", "Wales", "Scotland")
DATES = st.one_of(
    st.integers(2017, 2022).map(str),
    st.dates().map(lambda d: f"{2017 + d.year % 6}-{d.month:02}"),
    st.dates().map(lambda d: f"{2017 + d.year % 6}-{d.month:02}-{min(d.day, 28):02}"),
)
NAMES = st.none() | st.sampled_from(["England", "Wales", "England and Wales", "Wales; Scotland"])
ENTRIES = st.builds(
    Entry,
    nation=NAMES,
    campaign=st.none() | st.sampled_from(["Homes, not Hospitals", "80-20"]),
    audience=st.none() | st.sampled_from(["students", "families, students"]),
    published=st.none() | DATES,
    easy_read=st.none() | st.booleans(),
    superseded_by=st.none() | st.just("new.txt"),
    language=st.none() | st.sampled_from(["en", "cy"]),
)
FILTERS = st.builds(
    Filters,
    nation=st.none() | st.sampled_from(NATIONS),
    campaign=st.none() | st.sampled_from(["homes,  NOT hospitals", "80-20"]),
    audience=st.none() | st.sampled_from(["students", "Families"]),
    since=st.none() | DATES,
    until=st.none() | DATES,
    easy_read=st.none() | st.booleans(),
    current=st.booleans(),
    language=st.none() | st.sampled_from(["en", "cy", "EN"]),
    include_unstated=st.booleans(),
)

WITHIN: list[tuple[str | None, dict[str, str], bool]] = [
    ("2019", {"since": "2019"}, True),
    ("2019", {"since": "2020"}, False),
    ("2019", {"since": "2019-06"}, True),
    ("2019-05", {"since": "2019-06"}, False),
    ("2019-05-31", {"since": "2019-06"}, False),
    ("2019-06-01", {"since": "2019-06"}, True),
    ("2019-06-01", {"until": "2019-06"}, True),
    ("2019-06-30", {"until": "2019"}, True),
    ("2019-07", {"until": "2019-06-30"}, False),
    ("2020-01-01", {"until": "2019"}, False),
    ("2019-06-15", {"since": "2019-06-15", "until": "2019-06-15"}, True),
    (None, {"since": "1900"}, False),
]


def period(date: str) -> tuple[str, str]:
    """The first and the last day that a date to the year, month or day may mean."""
    return f"{date}-01-01"[:10], f"{date}-99-99"[:10]


def passes(entry: Entry, filters: Filters) -> bool:
    """What a filter is documented to let pass, written out."""
    if filters.easy_read is not None and filters.easy_read != bool(entry.easy_read):
        return False
    if filters.current and entry.superseded_by:
        return False
    return has_the_names(entry, filters) and is_of_the_period(entry, filters)


def has_the_names(entry: Entry, filters: Filters) -> bool:
    campaign = " ".join((filters.campaign or "").lower().split())
    met = (
        (entry.nation, not filters.nation or filters.nation in several(entry.nation)),
        (entry.campaign, not campaign or campaign == (entry.campaign or "").lower()),
        (
            entry.audience,
            not filters.audience or filters.audience.lower() in several(entry.audience),
        ),
        (entry.language, not filters.language or filters.language.lower() == entry.language),
    )
    return all(is_met or (filters.include_unstated and not known) for known, is_met in met)


def is_of_the_period(entry: Entry, filters: Filters) -> bool:
    if (filters.since or filters.until) and not entry.published:
        return filters.include_unstated
    if filters.since and period(entry.published or "")[1] < period(filters.since)[0]:
        return False
    return not filters.until or period(entry.published or "")[0] <= period(filters.until)[1]


def source(path: str, **known: Any) -> Source:
    return Source(path, "", Entry(**known), None, None, 1)


SOURCES = (
    source("a", nation="Wales", published="2021-05", audience="students, families"),
    source(
        "b",
        nation="England and Wales",
        campaign="Homes, not hospitals",
        easy_read=True,
        language="cy",
    ),
    source("c", nation="england", published="2019", superseded_by="a"),
    source("d"),
)


@given(ENTRIES, FILTERS)
def test_a_document_passes_by_what_is_known_of_it(entry: Entry, filters: Filters) -> None:
    """Whatever is combined, a document passes if each filter by itself lets it pass."""
    assert filters.admits(entry) == passes(entry, filters)


@given(st.lists(ENTRIES, max_size=8), FILTERS)
def test_every_document_is_accounted_for(entries: list[Entry], filters: Filters) -> None:
    """As many as are said to be left out for want of knowledge pass once they are included."""
    filtering = filtering_of(filters, entries)
    assert filtering.documents == sum(passes(e, filters) for e in entries)
    assert filtering.of == len(entries)
    wider = filtering_of(replace(filters, include_unstated=True), entries)
    assert wider.documents == filtering.documents + filtering.silent
    assert wider.silent == 0


@pytest.mark.parametrize(("published", "period_", "passing"), WITHIN)
def test_dates_count_as_exactly_as_they_are_known(
    published: str | None, period_: dict[str, str], passing: bool
) -> None:
    """A document dated to the year passes wherever the year may; one without a date never does."""
    assert Filters(**period_).admits(Entry(published=published)) is passing  # type: ignore[arg-type]


def test_no_filter_is_false() -> None:
    """Whoever sets nothing has no filter on."""
    assert not Filters()
    assert Filters(easy_read=False)
    assert Filters(current=True)
    assert not Filters(include_unstated=True)


def test_the_choices_are_what_the_documents_have() -> None:
    """Each name once, in order, those of a list apart."""
    assert choices_of(SOURCES) == Choices(
        nations=("England", "Wales"),
        campaigns=("Homes, not hospitals",),
        audiences=("families", "students"),
        years=("2019", "2021"),
        easy_read=True,
        superseded=True,
        languages=("cy",),
        unstated=True,
    )
    assert choices_of(SOURCES[3:]) == Choices()


def test_names_are_spelt_as_in_the_catalogue() -> None:
    """A filter typed in other capitals is understood, and told as the catalogue has it."""
    asked = Filters(nation=" wales ", campaign="HOMES, not hospitals", audience="Students")
    assert checked_filters(asked, choices_of(SOURCES)) == Filters(
        nation="Wales", campaign="Homes, not hospitals", audience="students"
    )


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(nation="Mars"), "no document has the nation 'Mars': there is England, Wales"),
        (Filters(nation=""), "no document has the nation '': there is England, Wales"),
        (Filters(audience="x"), "no document has the audience 'x': there is families, students"),
        (Filters(language="en"), "no document has the language 'en': there is cy"),
        (Filters(since="May"), "since must be a year, .* 2019-11-30; found 'May'"),
        (Filters(until="2019-13"), "until must be a year, .*; found '2019-13'"),
        (Filters(until="2019-02-30"), "found '2019-02-30'"),
        (Filters(since=""), "found ''"),
        (Filters(since="٢٠١٩"), "since must be a year"),
        (
            Filters(since="2021-02", until="2021-01-31"),
            "since must not be after until; found 2021-02 and 2021-01-31",
        ),
    ],
)
def test_what_no_document_can_meet_is_refused(filters: Filters, message: str) -> None:
    """A typing slip is not taken for an answer that is not there."""
    with pytest.raises(FilterError, match=message):
        checked_filters(filters, choices_of(SOURCES))


def test_a_catalogue_without_campaigns_says_so() -> None:
    """Who filters by what the catalogue never gives learns why that cannot be."""
    with pytest.raises(FilterError, match="the catalogue gives no document a campaign"):
        checked_filters(Filters(campaign="80-20"), choices_of(SOURCES[3:]))


@pytest.mark.parametrize("until", ["2021", "2021-01", "2021-01-15"])
def test_a_period_of_one_date_is_one(until: str) -> None:
    """From and to may be the same, or one within the other."""
    filters = Filters(since="2021-01", until=until)
    assert checked_filters(filters, Choices()) == filters


def test_the_reader_is_told_what_a_filter_leaves_out() -> None:
    """A document that the catalogue says too little of is not left out in silence."""
    filters = Filters(nation="Wales", since="2020")
    filtering = filtering_of(filters, (s.entry for s in SOURCES))
    assert filter_lines(filtering) == [
        "Filter: nation Wales, published from 2020 (1 of 4 documents).",
        "Left out: 2 documents whose nation or date the catalogue does not give.",
    ]
    wider = filtering_of(replace(filters, include_unstated=True), (s.entry for s in SOURCES))
    assert filter_lines(wider) == [
        "Filter: nation Wales, published from 2020, or not stated (3 of 4 documents)."
    ]
    plain = Filters(until="2020", easy_read=False, current=True)
    assert filter_lines(Filtering(plain, 3, 4, 1)) == [
        "Filter: published up to 2020, not Easy Read, not superseded (3 of 4 documents).",
        "Left out: 1 document whose date the catalogue does not give.",
    ]


@pytest.mark.parametrize(
    ("outside", "line"),
    [
        (None, ""),
        (0, "Without the filter: no answer either."),
        (1, "Without the filter: 1 passage."),
        (3, "Without the filter: 3 passages."),
    ],
)
def test_the_reader_is_told_what_is_outside(outside: int | None, line: str) -> None:
    """Where nothing is found, whether lifting the filter would help is said."""
    filtering = Filtering(Filters(current=True), 1, 2, 0, outside)
    missed = Answer("q", "q", Outcome.NOT_FOUND, 0.0, (), "s", filters=filtering)
    said = [*filter(None, [line])]
    assert outcome_lines(missed) == ["The documents do not cover this.", *said]
    near = replace(missed, outcome=Outcome.UNCONFIRMED)
    assert outcome_lines(near) == [*said, Outcome.UNCONFIRMED.words]  # above what it announces
