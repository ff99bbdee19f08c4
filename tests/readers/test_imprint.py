"""What a document is cited as, by covers of our own making: lines of type, properties and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers.canonical import Canonical
from assistant.readers.cover import Cover, CoverLine, is_date
from assistant.readers.imprint import Properties, described
from assistant.records import Document, Entry, MarkKind, Origin

BODY = 11.0
PROSE = (
    "The families whom we asked said that waiting was the worst of it, and that no one told them."
)
COVER = (
    ("Hillshire Borough Council", 22.0, 200.0),
    ("Waiting for a diagnosis: a survey of", 22.0, 300.0),
    ("families", 22.0, 326.0),
    ("June 2023", 16.0, 400.0),
    ("www.hillshire.gov.uk", 10.0, 700.0),
)
CALLED = "waiting-survey.pdf"


def line(text: str, size: float, top: float) -> CoverLine:
    return CoverLine(text, size, top, 60.0, 60.0 + size * len(text) / 2)


def cited(
    lines: tuple[tuple[str, float, float], ...] = COVER,
    said: Properties = Properties(),  # noqa: B008 (frozen)
    *,
    name: str = CALLED,
    text: str = PROSE,
    later: float = 14.0,
) -> Entry:
    """What is known of a document with this cover, whose second page is the text."""
    written = Canonical()
    written.open_page(1)
    for words, _, _ in lines:
        written.block(MarkKind.PARAGRAPH, words)
    written.open_page(2)
    written.block(MarkKind.PARAGRAPH, text)
    cover = Cover(tuple(line(*one) for one in lines), BODY, later)
    return described(Document(name, "", written.text, written.marks), said, cover).entry


def typed(text: str, name: str = "a.txt", heading: str = "") -> Entry:
    """What is known of a document without type sizes."""
    written = Canonical()
    for block in text.split("\n\n"):
        written.block(MarkKind.PARAGRAPH, block)
    found = Document(name, "", written.text, written.marks)
    return described(found, Properties(), Cover(heading=heading)).entry


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


WHOLE, CARERS = "Hillshire Needs Assessment 2031", ("Needs of carers", 26.0, 100.0)
PARTS = {
    "a summary": (
        (CARERS, ("Short read summary", 16.0, 135.0), ("June 2023", 12.0, 300.0)),
        "Needs of carers: Short read summary",
    ),
    "a summary for another": (
        (CARERS, ("Executive Summary prepared for North Hill Council", 16.0, 135.0)),
        "Needs of carers: Executive Summary",
    ),
    "a chapter": (
        (CARERS, ("Chapter 4: Carers at school", 16.0, 135.0), ("1", 8.0, 690.0)),
        "Needs of carers: Chapter 4: Carers at school",
    ),
    "an appendix in larger type": (
        ((WHOLE, 14.0, 60.0), ("Appendix 3 Interviews", 18.0, 95.0)),
        f"{WHOLE}: Appendix 3 Interviews",
    ),
    "a stamp above an appendix": (
        (("OFFICIAL", 11.0, 60.0), ("Appendix 3 Interviews", 18.0, 95.0)),
        "Appendix 3 Interviews",
    ),
    "a list of chapters": (
        (CARERS, ("Chapter 1: Aims", 14.0, 150.0), ("Chapter 2: Findings", 14.0, 170.0)),
        "Needs of carers",
    ),
    "a section of a short page": (
        (CARERS, ("Summary", 14.0, 150.0), ("We asked forty of them what they need.", 11.0, 170.0)),
        "Needs of carers",
    ),
    "a heading above more": (
        (CARERS, ("Summary", 16.0, 135.0), ("400 new homes", 12.0, 160.0)),
        "Needs of carers",
    ),
    "what is to be done": (
        (CARERS, ("Part A: to be filled in by the landlord", 16.0, 135.0)),
        "Needs of carers",
    ),
    "a version to be had": (
        (CARERS, ("Easy read version is sent on request", 16.0, 135.0)),
        "Needs of carers",
    ),
    "a summary to be had": (
        (CARERS, ("Read summary online at our website", 16.0, 135.0)),
        "Needs of carers",
    ),
    "a body's summary": (
        (("Hillshire Safeguarding Board", 16.0, 60.0), ("Executive summary", 22.0, 95.0)),
        "Executive summary",
    ),
    "a section of the title's size": (
        (CARERS, ("Easy Read. March 2025", 14.0, 140.0), ("What is a carer?", 26.0, 180.0)),
        "Needs of carers",
    ),
    "a numbered section": ((CARERS, ("1 Who cares", 26.0, 180.0)), "Needs of carers"),
    "a law": ((CARERS, ("Section 75 agreement", 14.0, 150.0)), "Needs of carers"),
    "part of something": ((CARERS, ("Part of the county plan", 14.0, 150.0)), "Needs of carers"),
}


@pytest.mark.parametrize(("lines", "title"), PARTS.values(), ids=PARTS)
def test_a_part_or_a_summary_is_cited_as_one(
    lines: tuple[tuple[str, float, float], ...], title: str
) -> None:
    """What a cover tells to be no whole is named with the whole, whichever is set in larger type.

    Several parts are contents, and above a sentence 'Summary' heads a section.
    """
    assert cited(lines, name="x.pdf").title == title


def test_of_two_lines_that_may_be_titles_the_organisation_is_none() -> None:
    """Where type and file name speak for both, the name that the text has is the council's."""
    lines = (("North Hill County Council", 22.0, 200.0), ("Interviews Report", 22.0, 260.0),
             ("Report", 22.0, 320.0))  # fmt: skip
    told = f"{PROSE} It was asked for by North Hill County Council."
    found = cited(lines, name="North-Hill-Interviews-Report.pdf", text=told)
    assert (found.title, found.publisher) == ("Interviews Report", "North Hill County Council")


NOBODY = ["jrob2180", "jsmith", "PAdams", "HILL\\smith", "j.smith@hillshire.gov.uk", "Windows User",
          "Chartmaker", "admin", "Front Desk PC 2", "Defnyddiwr", "DELL", "HP Inc.",
          "Adobe InDesign 18.0", "Google Docs", "Canva", "Web Team"]  # fmt: skip


@pytest.mark.parametrize("author", NOBODY)
def test_log_ins_addresses_and_programs_are_no_authors(author: str) -> None:
    """What a computer calls its user is not cited, be it on the page."""
    lines = (*COVER, (author, 11.0, 500.0))
    assert cited(lines, Properties(author=author, programs="Chartmaker 3")).author is None


def test_an_author_of_the_properties_is_one_whom_the_first_page_names() -> None:
    """Who saved the file is often not who wrote it, and later pages name whom to thank or ask."""
    said = Properties(author="Max Saver; Ann Lee; b.oh@x.org; Cem Oz")
    found = cited((*COVER, ("Ann Lee and Cem Oz, Research", 11.0, 500.0)), said)
    assert (found.author, found.origins["author"]) == ("Ann Lee; Cem Oz", Origin.COVER)
    text = f"{PROSE} Ask Ruth Okoro."
    assert cited((), Properties(author="Ruth Okoro"), text=text).author is None


def test_authors_under_their_label_are_read() -> None:
    """'Author(s)' above names, or 'By' before them, tells who wrote it, whoever saved it."""
    lines = (*COVER, ("Author(s)", 11.0, 500.0), ("Ann O’Lee, Cem Oz", 11.0, 514.0))
    assert cited(lines, Properties(author="Max Saver")).author == "Ann O’Lee, Cem Oz"
    assert cited((*COVER, ("By Ann Lee and Cem Oz", 11.0, 500.0))).author == "Ann Lee and Cem Oz"
    inside = f"{PROSE}\n\n{{}}\n\nAnn Lee, Cem Oz and Di Roy.\n\n{PROSE}"
    for label in ("Authors", "Author:", "Principal authors:"):
        found = cited((), Properties(author="Cem Oz"), text=inside.format(label))
        assert found.author == "Ann Lee, Cem Oz and Di Roy"
    assert cited((), Properties(author="Cem Oz"), text=inside.format("Thanks")).author is None


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("Author: Ann Lee, Service Manager", "Ann Lee"),
        ("Report author: Ann Lee (Head of Practice)", "Ann Lee"),
        ("Author: Ann Lee, Head of Policy and Practice", "Ann Lee"),
        ("By Ann Lee, Hillshire County Council", "Ann Lee"),
        ("By Ann Lee, Strategic Lead", "Ann Lee"),
        ("Written by Ann Lee, May 2021", "Ann Lee"),
        ("By Ann Lee, Cem Oz and Di Roy", "Ann Lee, Cem Oz and Di Roy"),
        ("By Ann O’Lee and Cem van den Oz", "Ann O’Lee and Cem van den Oz"),
        ("Authors: Dr Ann Lee, Prof. Cem Oz", "Dr Ann Lee, Prof. Cem Oz"),
        ("By Ann Lee, Sam Brown, Cem Oz", "Ann Lee, Sam Brown, Cem Oz"),
        ("Author: Ann Lee, Cem Oz", "Ann Lee, Cem Oz"),
        ("By Ann Lee, , Cem Oz", "Ann Lee"),
        ("Author: Ann Lee, Commissioning Manager, Cem Oz", "Ann Lee"),
        ("Authors: Ann Lee (BASW), Cem Oz (North University)", "Ann Lee, Cem Oz"),
        ("Author: Fostering Team", "Fostering Team"),
        ("Author: Head of Practice, Adult Services", None),
        ("By Your Side", None),
    ],
)
def test_a_job_or_an_employer_is_no_second_author(said: str, author: str | None) -> None:
    """What a comma parts from one author tells who they are; of several, it parts the names."""
    assert cited((*COVER, (said, 11.0, 500.0))).author == author


CREDITS = {
    "Content: Di Yarrow Public Health Lead for Carers,Hillshire Council": "Di Yarrow",
    "Content:Cem Oz and Robert Yarrow, North Hill Research, a.b@hillshire.example": (
        "Cem Oz and Robert Yarrow"
    ),
    "Content: Ann Lee, Cem Oz and Di Roy, Hillshire Council": "Ann Lee, Cem Oz and Di Roy",
    "Content: Ann Lee, Public Health Lead – Hubs, Hillshire Council": "Ann Lee",
    "Content by: Mark Yarrow, Head of Housing, Hillshire Council": "Mark Yarrow",
    "Content: Access to housing": None,
    "Content: Dementia Awareness": None,
    "Content: Housing Needs, Hillshire Council": None,
    "Content: Mental Health and Social Care Services": None,
    "Dr Ann Hall – Principle author and researcher": "Dr Ann Hall",
    "Ann Hall | Registrar, Hillshire Council | Principal author": "Ann Hall",
    "Cem Oz, report author": "Cem Oz",
    "Di Roy, bestselling author": None,
    "Ann Hall was the lead author of another.": None,
    "The Age Institute (AI) has prepared this review for North Hill (NH). It is long.": (
        "Age Institute"
    ),
    "Age Economics was commissioned by North Hill in 2020 to prepare this report.": "Age Economics",
    "Prepared by Age Economics for North Hill Council": "Age Economics",
    "Prepared for North Hill Council by Oz and Lee Research, May 2021": "Oz and Lee Research",
    "Report prepared by Ann Lee on behalf of the Housing Board": "Ann Lee",
    "Prepared by the National Institute for Health Research": None,
    "In 2019 Age Economics was commissioned to write a report.": None,
    "Age Economics has prepared a review for North Hill Council.": None,
    "A report prepared for North Hill Council by Age Economics found otherwise.": None,
    "We have prepared this report for North Hill Council.": None,
    "Prepared by Age Economics for the Ministry for Housing and Local Government": "Age Economics",
    "This review was prepared by Age Research for North Hill Council.": "Age Research",
    "Oz, C. (2018) Breaks. Report prepared by Age Hallam for North Hill Council.": None,
    "It was told. Evaluation written by Age University for the Home Office in 2019": None,
    "Audio version produced by Talking Papers for North Hill Council.": None,
    "Photographs by Di Roy. Map prepared by Land Survey for North Hill Council.": None,
    "Di Roy was commissioned to write this report's poem by the Trust.": None,
    "Age Foundation was commissioned to produce this film by North Hill Council.": None,
    "Age Consulting was commissioned to produce this year's survey of carers.": None,
    "Accounts prepared by Age Brown LLP for the Trust": None,
    "Prepared for: Adults Committee\n\nPrinted by Hart Print Ltd": None,
}


@pytest.mark.parametrize(("text", "author"), CREDITS.items(), ids=CREDITS)
def test_who_is_said_to_have_made_a_document_is_its_author(text: str, author: str | None) -> None:
    """Those whom the content is by, without their posts, a main author, a body that did the work.

    'Content' may tell topics, and a sentence on a report may be about another.
    """
    assert cited((), text=f"{PROSE}\n\n{text}").author == author


def test_whom_a_report_is_prepared_for_is_not_its_author() -> None:
    """Nor is any firm on the cover; a publisher's name ends before the one for whom it worked."""
    client = ("Summary prepared for North Hill Homes Ltd", 16.0, 140.0)
    assert cited((CARERS, client, ("Printed by Hart Print Ltd", 13.0, 600.0))).author is None
    text = f"{PROSE}\n\nPrepared by Age Economics for North Hill Council"
    assert cited((), text=text).publisher == "Age Economics"
    far = f"{PROSE * 50}\n\nPrepared by Age Economics for North Hill Council"
    assert cited((), text=far).author is None


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("© Carers of the North 2019. All rights reserved.", "Carers of the North"),
        ("Published by the Carers Trust Wales, Cardiff", "Carers Trust Wales, Cardiff"),
        ("© Crown copyright 2017", None),
        ("This was written by hand.", None),
        ("Published by Hillshire County Council in May 2021.", "Hillshire County Council"),
        ("Prepared by Hillshire County Council, May 2021", "Hillshire County Council"),
        ("A report by the Carers Alliance", "Carers Alliance"),
        ("A report by the Carers Alliance says so.", None),
        ("In 2019 a review by the Carers Alliance", None),
        ("A paper published by the Carers Alliance in 2021 found it so.", None),
        ("Prepared by: Ann Lee", None),
        ("Report by Dr Ann Lee, Director of Adult Services", None),
        ("Written by Ann Lee and Cem Oz, May 2021", None),
        ("Copyright of the Carers Alliance 2021", "Carers Alliance"),
        ("© 2021 Carers Alliance All Rights Reserved", "Carers Alliance"),
        ("© 2021 All Rights Reserved", None),
        ("Cover picture © Shutter Agency", None),
        ("Adapted from Signs of Trouble © Some Company Ltd", None),
        ("Copyright Notice Please Read", None),
        ("Copyright Social Care Wales", "Social Care Wales"),
        ("Cover image © Shutter Agency. Text © Age UK 2020", "Age UK"),
        ("ISBN 978-1-23-4, © Age UK 2020", "Age UK"),
        ("It is for all. It is published by the Home Office.", "Home Office"),
        ("Issued by the Adult Care Directorate. Version 3", "Adult Care Directorate"),
        ("Issued by the Home Office under section 31 of the Act.", "Home Office"),
        ("Statutory guidance issued by the Home Office", "Home Office"),
        ("Guidance issued by the Home Office under section 7 of the Act", "Home Office"),
        ("Published by Age UK on 3 March 2021", "Age UK"),
        ("Written and published by Age UK", "Age UK"),
        ("Jointly published by Age UK and Mind", "Age UK and Mind"),
        ("Evidence review by the Institute of Public Care", "Institute of Public Care"),
        ("Report prepared by Cem Oz", None),
        ("This report was produced by Skills for Care with Mind", "Skills for Care"),
        ("It was written by the Housing Team (HT) with help", "Housing Team"),
        ("Prepared by Alma Economics", "Alma Economics"),
        ("Prepared by Kantar Public", "Kantar Public"),
        ("Written by Social Care Wales", "Social Care Wales"),
        ("Produced by Citizens Advice", "Citizens Advice"),
        ("Prepared by Ms Sam Brown", None),
        ("The independent review by the Carers Alliance recommended it.", None),
    ],
)
def test_an_imprint_names_the_publisher(text: str, publisher: str | None) -> None:
    """A copyright line or 'published by' tells it, where it is said of the whole document.

    It is not where a sentence or a picture's line has it, and who prepared it may be a person.
    """
    assert cited((), text=f"{PROSE}\n\n{text}").publisher == publisher


def headings(
    lines: tuple[tuple[str, float, float], ...], *later: tuple[MarkKind, str]
) -> list[str]:
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


def test_an_organisation_on_the_cover_has_to_be_sure() -> None:
    """'Executive Summary' stands on covers as a name does; the running text tells them apart."""
    lines = (("Fair pay", 24.0, 100.0), ("Executive Summary", 16.0, 200.0))
    assert cited(lines, text=f"{PROSE} It is short.").publisher is None
    lines = (("Fair pay", 24.0, 100.0), ("Carers Alliance", 16.0, 200.0))
    assert cited(lines, text=f"{PROSE} We of the Carers Alliance ask.").publisher == (
        "Carers Alliance"
    )


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
