"""What a document is cited as, by covers of our own making: lines of type, properties and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers.canonical import Canonical
from assistant.readers.cover import Cover, is_date
from assistant.readers.imprint import Properties, described
from assistant.records import Document, Entry, MarkKind, Origin
from tests.readers.covers import BODY, CARERS, PROSE, Line, cited, line


def test_a_cover_tells_all_of_it() -> None:
    """A title over two lines, the council by its address, and the month are read from the cover."""
    found = cited()
    assert found == Entry(
        title="Waiting for a diagnosis: a survey of families",
        publisher="Hillshire Borough Council",
        published="2023-06",
    )
    assert set(found.origins.values()) == {Origin.COVER}


PROGRAMS = {
    "a file's name": "H:\\Reports\\waiting v3.xlsm",
    "another file's name": "LATE.indd",
    "a file's name without its suffix": "SCAN_2019-waiting",
    "a template": "Letterhead Green 4",
    "a template in another language": "Präsentationsvorlage",
    "a version": "V2",
    "a program": "Chartmaker Output",
}


@pytest.mark.parametrize("title", PROGRAMS.values(), ids=PROGRAMS)
def test_the_cover_goes_before_a_title_that_the_text_does_not_have(title: str) -> None:
    """What a template or a program left in the properties names no document."""
    found = cited(said=Properties(title=title, programs="Chartmaker 3"))
    assert found.title == "Waiting for a diagnosis: a survey of families"


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        ("Untitled", PROSE, None),
        ("2019-waiting-final", PROSE, None),
        ("Chartmaker Output", PROSE, None),
        ("Fair pay", PROSE, ("Fair pay", Origin.FILE)),
        ("Fair pay", f"{PROSE} This is Fair Pay.", ("Fair pay", Origin.COVER)),
    ],
)
def test_without_a_heading_the_properties_tell(
    said: str, text: str, expected: tuple[str, Origin] | None
) -> None:
    """Where type tells no title the properties do, and are marked unless the text agrees."""
    found = cited((), Properties(title=said, programs="Chartmaker 3"), text=text)
    told = (found.title, found.origins.get("title")) if found.title else None
    assert told == expected


def test_a_title_of_the_properties_that_is_the_fuller_is_taken() -> None:
    """Where both agree, the one that also has the subtitle is the title."""
    lines = (("Fair pay", 24.0, 100.0), ("a guide for homes", 15.0, 140.0))
    found = cited(lines, Properties(title="Fair pay: a guide for homes"))
    assert (found.title, found.origins["title"]) == ("Fair pay: a guide for homes", Origin.COVER)


@pytest.mark.parametrize(
    ("is_title", "title"), [(True, "Kinship Care Policy"), (False, "Fostering Care Policy")]
)
def test_what_the_document_marks_as_its_title_goes_before_one_that_it_mentions(
    is_title: bool, title: str
) -> None:
    """A template's title differs in a word from its copy's, which names the other document too."""
    text = "Kinship Care Policy\n\nRead the Fostering Care Policy, too."
    read = Document("policy.docx", "", text, ())
    cover = Cover(heading="Kinship Care Policy", is_title=is_title)
    assert described(read, Properties(title="Fostering Care Policy"), cover).entry.title == title


def test_numbers_and_addresses_are_no_title() -> None:
    """A figure in large type, a year and an address are passed over."""
    lines = (("2014", 60.0, 90.0), ("63,700", 40.0, 200.0), ("www.x.org", 30.0, 260.0),
             ("Homes in the county", 20.0, 320.0))  # fmt: skip
    found = cited(lines, name="x.pdf")
    assert (found.title, found.published) == ("Homes in the county", "2014")


def test_a_numbered_heading_is_no_title_unless_the_file_is_called_so() -> None:
    """'1 Introduction' at the top of a short page is a section; '10 steps' may name the file."""
    lines = (("10 steps to fair pay", 24.0, 100.0),)
    assert cited(lines, name="x.pdf").title is None
    assert cited(lines, name="Ten-steps-fair-pay.pdf").title == "10 steps to fair pay"


@pytest.mark.parametrize(
    ("above", "heading", "below", "name", "title"),
    [
        ("Hillshire County Council", "12. Apologies", "13. Pay", "minutes.docx", None),
        ("Hillshire County Council", "12. Apologies", "Pay", "minutes.docx", "12. Apologies"),
        ("Hillshire County Council", "12 ways to pay", "13. Pay", "x.docx", "12 ways to pay"),
        ("Hillshire County Council", "4. Fair pay", "5. Costs", "fair-pay.docx", "4. Fair pay"),
        ("", "12. Apologies", "13. Pay", "minutes.docx", "12. Apologies"),
    ],
)
def test_a_numbered_heading_below_other_lines_heads_a_section(
    above: str, heading: str, below: str, name: str, title: str | None
) -> None:
    """Minutes begin with the council's name and go on counting from those before.

    If no other heading of its level is numbered, a chapter with its number is the title.
    """
    written = Canonical()
    written.block(MarkKind.PARAGRAPH, above)
    written.block(MarkKind.HEADING, heading, 1)
    written.block(MarkKind.HEADING, "1. Who asks", 2)
    written.block(MarkKind.HEADING, below, 1)
    read = Document(name, "", written.text, written.marks)
    assert described(read, Properties(), Cover(heading=heading)).entry.title == title


def test_the_largest_line_is_the_title_though_the_file_is_called_just_so() -> None:
    """Smaller lines that only share a word with the file's name do not go before it."""
    lines = (("Fair pay", 22.0, 80.0), ("Rates of pay from April", 18.0, 200.0))
    assert cited(lines, Properties(title="Fair pay"), name="fair-pay.pdf").title == "Fair pay"


def test_a_small_line_that_only_repeats_the_file_s_name_is_no_title() -> None:
    """'Guide' is what a document is, where it stands below the title."""
    lines = (CARERS, ("Guide", 17.0, 300.0))
    assert cited(lines, Properties(title="Guide"), name="guide.pdf").title == CARERS[0]


def test_a_heading_of_one_section_is_no_title() -> None:
    """On a page full of text, a heading that later ones match names its section alone."""
    lines = (("Aims of this", 14.0, 80.0), *((PROSE, BODY, 100.0 + 14 * n) for n in range(9)))
    lines = tuple((f"{words} by {top}", size, top) for words, size, top in lines)
    assert cited(lines, name="x.pdf").title is None
    assert cited(lines, name="x.pdf", later=12.0).title == "Aims of this by 80.0"


def test_a_subtitle_of_the_same_size_is_of_the_title() -> None:
    """Parts of one series are told apart."""
    lines = (("Needs of carers", 20.0, 200.0), ("July 2014", 20.0, 224.0),
             ("Part two - Interviews", 20.0, 270.0))  # fmt: skip
    found = cited(lines, name="x.pdf")
    assert (found.title, found.published) == ("Needs of carers: Part two - Interviews", "2014-07")


WHOLE = "Hillshire Needs Assessment 2031"
PARTS: dict[str, tuple[str, tuple[Line, ...]]] = {
    "a summary": (
        "Needs of carers: Short read summary",
        (CARERS, ("Short read summary", 16.0, 135.0), ("June 2023", 12.0, 300.0)),
    ),
    "a summary for another": (
        "Needs of carers: Executive Summary",
        (CARERS, ("Executive Summary prepared for North Hill Council", 16.0, 135.0)),
    ),
    "a chapter": (
        "Needs of carers: Chapter 4: Carers at school",
        (CARERS, ("Chapter 4: Carers at school", 16.0, 135.0), ("1", 8.0, 690.0)),
    ),
    "an appendix in larger type": (
        f"{WHOLE}: Appendix 3 Interviews",
        ((WHOLE, 14.0, 60.0), ("Appendix 3 Interviews", 18.0, 95.0)),
    ),
    "a stamp above an appendix": (
        "Appendix 3 Interviews",
        (("OFFICIAL", 11.0, 60.0), ("Appendix 3 Interviews", 18.0, 95.0)),
    ),
    "a body's summary": (
        "Executive summary",
        (("Hillshire Safeguarding Board", 16.0, 60.0), ("Executive summary", 22.0, 95.0)),
    ),
}


@pytest.mark.parametrize(("title", "lines"), PARTS.values(), ids=PARTS)
def test_a_part_or_a_summary_is_cited_as_one(title: str, lines: tuple[Line, ...]) -> None:
    """What is no whole is named with the whole, whichever is set in larger type."""
    assert cited(lines, name="x.pdf").title == title


@pytest.mark.parametrize(
    "lines",
    [
        (("Chapter 1: Aims", 14.0, 150.0), ("Chapter 2: Findings", 14.0, 170.0)),
        (("Summary", 14.0, 150.0), ("We asked forty of them what they need.", 11.0, 170.0)),
        (("Summary", 16.0, 135.0), ("400 new homes", 12.0, 160.0)),
        (("Part A: to be filled in by the landlord", 16.0, 135.0),),
        (("Easy read version is sent on request", 16.0, 135.0),),
        (("Read summary online at our website", 16.0, 135.0),),
        (("Easy Read. March 2025", 14.0, 140.0), ("What is a carer?", 26.0, 180.0)),
        (("1 Who cares", 26.0, 180.0),),
        (("Section 75 agreement", 14.0, 150.0),),
        (("Part of the county plan", 14.0, 150.0),),
    ],
    ids=lambda lines: lines[-1][0],
)
def test_what_stands_below_a_title_is_no_part_of_it(lines: tuple[Line, ...]) -> None:
    """Several parts are contents, and above a sentence 'Summary' heads a section."""
    assert cited((CARERS, *lines), name="x.pdf").title == "Needs of carers"


def test_of_two_lines_that_may_be_titles_the_organisation_is_none() -> None:
    """Where type and file name speak for both, the name that the text has is the council's."""
    lines = (("North Hill County Council", 22.0, 200.0), ("Interviews Report", 22.0, 260.0),
             ("Report", 22.0, 320.0))  # fmt: skip
    told = f"{PROSE} It was asked for by North Hill County Council."
    found = cited(lines, name="North-Hill-Interviews-Report.pdf", text=told)
    assert (found.title, found.publisher) == ("Interviews Report", "North Hill County Council")


def headings(lines: tuple[Line, ...], *later: tuple[MarkKind, str]) -> list[str]:
    """What is left of the headings that the lines of a first page were, and of those after it."""
    written = Canonical()
    written.open_page(1)
    for words, size, _ in lines:
        is_text = size == BODY or is_date(words)
        written.block(MarkKind.PARAGRAPH if is_text else MarkKind.HEADING, words, 1)
    written.open_page(2)
    for kind, words in later:
        written.block(kind, words, 1)
    read = Document("carers-pathways.pdf", "", written.text, written.marks)
    cover = Cover(tuple(line(*one) for one in lines), BODY)
    found = described(read, Properties(), cover)
    kept = [m for m in found.marks if m.kind is MarkKind.HEADING]
    return [found.text[m.start : m.end] for m in kept]


def test_an_organisation_on_the_cover_is_no_heading() -> None:
    """A section is not called after the council, though its name stands as large as the title.

    Nor is one called 'Author(s)' there; a later one on its authors is.
    """
    lines = (("Life pathways of carers", 22.0, 100.0), ("North Hill County Council", 22.0, 200.0),
             ("Author(s)", 22.0, 300.0))  # fmt: skip
    asked = f"{PROSE} It was asked for by North Hill County Council."
    found = headings(lines, (MarkKind.PARAGRAPH, asked), (MarkKind.HEADING, "Authors"))
    assert found == ["Life pathways of carers", "Authors"]


def test_who_signs_a_cover_with_a_date_is_no_heading() -> None:
    """Apart from the title and near to the date; a subtitle is near to the title, or is short."""
    title, date = ("Life pathways of carers", 26.0, 100.0), ("June 2023", 18.0, 254.0)
    unit = ("North Hill Research Unit", 18.0, 220.0)
    assert headings((title, unit, date)) == [title[0]]
    near = ("North Hill Research Unit", 18.0, 130.0)
    short = ("Executive Summary", 18.0, 220.0)
    for subtitle in (near, short):
        assert headings((title, subtitle, date)) == [title[0], subtitle[0]]


def test_the_lines_of_an_address_on_a_cover_are_no_headings() -> None:
    """Nor is what stands beside them; without an address on the web they could be anything."""
    title = ("Life pathways of carers", 26.0, 100.0)
    lines = ("First Floor", "3 Mill Lane", "Hillford")
    placed = [(words, 13.0, 600.0 + 24 * n) for n, words in enumerate(lines)]
    slogan = ("EVIDENCE FIRST", 20.0, 640.0)
    assert headings((title, *placed, slogan)) == [title[0], *lines, slogan[0]]
    mail = ("ask@hillford.example", 13.0, 672.0)
    assert headings((title, *placed, mail, slogan)) == [title[0]]


def test_an_organisation_above_the_text_of_a_first_page_is_no_heading() -> None:
    """Where another heading stands right below it; one that text stands below is a section's."""
    title, name = ("Life pathways of carers", 22.0, 100.0), ("NHS North Hill", 22.0, 150.0)
    page = [(f"{PROSE} {n}", BODY, 200.0 + 14 * n) for n in range(8)]
    told = (MarkKind.PARAGRAPH, f"{PROSE} It is so in NHS North Hill now.")
    background = ("Background", 16.0, 180.0)
    found = headings((title, name, background, *page), told)
    assert found == [title[0], "Background"]
    found = headings((title, background, name, *page), told)
    assert found == [title[0], "Background", name[0]]


def test_what_a_document_states_is_no_guess() -> None:
    """What its entry says already, as front matter does, stands."""
    said = Document("a.md", "", PROSE, (), Entry(title="Pay", published="2011"))
    found = described(said, Properties(title="Other", made="2016-10-10"), Cover(heading="More"))
    assert (found.entry, found.entry.origins) == (said.entry, {})


@given(
    st.lists(st.tuples(st.text(max_size=40), st.floats(1, 90), st.floats(0, 900)), max_size=12),
    st.builds(Properties, *[st.text(max_size=30)] * 5),
)
def test_whatever_stands_on_a_cover_something_is_decided(
    lines: list[tuple[str, float, float]], said: Properties
) -> None:
    """No cover and no properties stop a build, and nothing is known without its origin."""
    found = cited(tuple(lines), said)
    known = {key for key in ("title", "author", "publisher", "published") if getattr(found, key)}
    assert known == found.origins.keys()
