"""When a document is from, by its cover, its text and its file."""

from __future__ import annotations

import pytest

from assistant.readers.canonical import Canonical
from assistant.readers.cover import Cover
from assistant.readers.imprint import Properties, described
from assistant.records import Document, MarkKind, Origin
from tests.readers.covers import PROSE, cited, typed

DATES = {
    "June 2023": "2023-06",
    "14th June 2023": "2023-06-14",
    "June 14, 2023": "2023-06-14",
    "Date: 14/06/2023": "2023-06-14",
    "Published: Sept 2019": "2019-09",
    "2021-03-09": "2021-03-09",
    "Mehefin 2023": "2023-06",
    "4. Mai 2021": "2021-05-04",
    "Version 3.2, 9 May 2022 (next review: May 2025)": "2022-05-09",
    "Review due by June 2019": None,
    "Valid until 1 June 2019": None,
    "© Hillshire 2018": "2018",
    "© Crown copyright 2018": "2018",
    "Contains survey data © Crown copyright 2018": None,
    "Source: Office for Carers, licensed under the OGL. © Crown copyright 2018": None,
    "© Crown copyright and database right 2018": None,
    "Data Protection Policy © Hillshire Council 2018": "2018",
    "Data team, Hillshire Council © 2018": "2018",
    "Vale Carers Trust, April 2025": "2025-04",
    "Learning and Development, Hillshire Vale Council, September 2024": "2024-09",
    "They wrote to the council, March 2024": None,
    "Hillshire Council, 4 March 2024": None,
    "April 2019 - March 2020": None,
    "2013-2015": None,
    "Year ending June 2016": None,
    "31 February 2019": None,
    "(2017 data)": None,
    "Smarch 2019": None,
    "Approved: May 2023": "2023-05",
    "Report completed 2 May 2023": "2023-05-02",
    "Date of publication: 2 May 2023": "2023-05-02",
    "Date of last review: May 2023": "2023-05",
    "Published June 2023, updated May 2024": "2024-05",
    "First published: March 2014, updated May 2019": "2019-05",
    "Final report: March 2021": "2021-03",
    "Evidence review: March 2021": "2021-03",
    "Last amended: 12 March 2021": "2021-03-12",
    "Newsletter March 2024": "2024-03",
    "Wed 12 March 2024": "2024-03-12",
    "Second edition: March 2024": "2024-03",
    "Date created: March 2024": "2024-03",
    "Board meeting: 12 March 2024": "2024-03-12",
    "Final report:\nMarch 2021": "2021-03",
    "Review: March 2026": None,
    "Policy review: March 2026": None,
    "Review of services: March 2021": "2021-03",
    "Until 31 March 2024": None,
    "Deadline, 12 March 2024": None,
    "Last reviewed: June 2023, next review due: June 2025": "2023-06",
    "Tuesday 2 May 2023": "2023-05-02",
    "For immediate release: Tuesday, 2 May 2023": "2023-05-02",
    "We met on Tuesday 2 May 2023": None,
    "Cardiff, May 2023": "2023-05",
    "To be reviewed: March 2027": None,
    "Next policy review: May 2026": None,
    "Review date: May 2026": None,
    "Closing date: 31 May 2024": None,
    "Next update: January 2025": None,
    "Date of incident: 4 March 2021": None,
    "Born: 4 March 2019": None,
    "Year ending: 31 March 2023": None,
    "2 May 2023 to 5 May 2023": None,
    "2 May 2023, 10am, Town Hall": None,
    "Published\n2 May 2023": "2023-05-02",
    "Hillshire Council\n2 May 2023": "2023-05-02",
    "Date of next meeting\n2 May 2023": None,
    "Deadline for comments:\n2 May 2023": None,
    "Minutes of the meeting held on 8 May 2023": None,
    "It is based on advice by Age UK. Published 2 May 2023.": None,
}


@pytest.mark.parametrize(("words", "expected"), DATES.items(), ids=DATES)
def test_a_line_that_is_a_date_dates_the_document(words: str, expected: str | None) -> None:
    """A date by itself counts, or under a label that speaks of no other time.

    One of anything else does not, nor a period, nor a year that data are of; of two, the later.
    """
    lines = ((line, 12.0, 200.0 + 20 * n) for n, line in enumerate(words.split("\n")))
    assert cited((("Fair pay", 24.0, 100.0), *lines)).published == expected
    assert typed(f"Fair pay\n\n{words}\n\n{PROSE * 3}").published == expected


def test_below_a_later_heading_a_date_is_what_that_tells() -> None:
    """Where text has begun, the next heading ends what may be a cover; text alone does not."""

    def dated(*blocks: tuple[MarkKind, str]) -> str | None:
        written = Canonical()
        for kind, words in blocks:
            written.block(kind, words, 1)
        read = Document("a.md", "", written.text, written.marks)
        return described(read, Properties(), Cover(heading="Fair pay")).entry.published

    title, text = (
        (MarkKind.HEADING, "Fair pay"),
        (MarkKind.PARAGRAPH, "This is for all staff here."),
    )
    day, section = (MarkKind.PARAGRAPH, "5 May 2024"), (MarkKind.HEADING, "Closing")
    assert dated(title, text, day, section) == "2024-05-05"
    assert dated(title, text, section, day) is None
    assert dated(title, text, section, (MarkKind.HEADING, "3 July 2021")) is None
    issued = (MarkKind.PARAGRAPH, "Issued 3 February 2022 by the head of practice.")
    assert dated(title, issued, section, day) == "2022-02-03"


def test_a_date_labelled_within_goes_before_the_file_s_own() -> None:
    """'Last updated: October 2015' on the last page dates a document whose cover does not."""
    text = f"{PROSE}\n\nLast Updated: October 2015 Next Updated: October 2016"
    found = cited((), Properties(made="2016-10-10"), text=text)
    assert (found.published, found.origins["published"]) == ("2015-10", Origin.COVER)
    found = cited((), Properties(made="2016-10-10"), text=f"{PROSE}\n\nUpdated: March 2018")
    assert found.published == "2016-10-10"


def test_what_says_when_it_was_last_updated_knows_better_than_its_file() -> None:
    """A file made from a template may keep the template's day; one that is planned may not be."""
    old = Properties(made="2013-12-23", saved="2013-12-23")
    for words in ("Last updated: 14 April 2021", "Page last reviewed 14 April 2021"):
        assert cited((("Fair pay", 24.0, 100.0), (words, 12.0, 200.0)), old).published == (
            "2021-04-14"
        )
        assert cited((), old, text=f"{PROSE}\n\n{words}").published == "2021-04-14"
    assert cited((), old, text=f"{PROSE}\n\nPublished: 14 April 2021").published == "2013-12-23"


def test_of_several_dates_the_latest_counts_that_can_be() -> None:
    """'Issue 1' and a later date make the later; a day of review to come is none."""
    lines = (("Fair pay", 24.0, 100.0), ("Issue 1: August 2012", 12.0, 200.0),
             ("March 2015", 12.0, 220.0), ("Review: March 2018", 12.0, 240.0))  # fmt: skip
    found = cited(lines, Properties(made="2015-02-20", saved="2015-02-27"))
    assert (found.published, found.origins["published"]) == ("2015-03", Origin.LATEST)


def test_the_dates_of_an_axis_are_none() -> None:
    """Months along a chart date nothing."""
    months = (("Jan 2015", 8.0, 100.0), ("Feb 2015", 8.0, 120.0), ("Mar 2015", 8.0, 140.0),
              ("Apr 2015", 8.0, 160.0))  # fmt: skip
    assert cited((("Fair pay", 24.0, 50.0), *months)).published is None


def test_the_day_on_which_a_file_was_made_is_told_as_that() -> None:
    """Where the cover has no date the file's is taken, and cited in brackets."""
    found = cited((("Fair pay", 24.0, 50.0),), Properties(made="2016-10-10"))
    assert (found.published, found.origins["published"]) == ("2016-10-10", Origin.FILE)
    assert (found.year, cited().year) == ("[2016]", "2023")
