"""Who is said to have written or published a document."""

from __future__ import annotations

import pytest

from assistant.readers.canonical import Canonical
from assistant.readers.cover import Cover
from assistant.readers.imprint import Properties, described
from assistant.records import Document, MarkKind, Origin
from tests.readers.covers import BODY, CARERS, COVER, PROSE, cited, line

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
        ("(c) 2021 Carers Alliance", "Carers Alliance"),
        ("(C) Carers Alliance 2021.", "Carers Alliance"),
        ("(c) Carers Alliance, 2021. All rights reserved.", "Carers Alliance"),
        ("See section 9(b) of the Act.\n(c) 2021 Carers Alliance", "Carers Alliance"),
        ("(a) carers; or\n(b) others.\nAll may ask.\n(c) Carers Alliance 2021", "Carers Alliance"),
        ("Copyright (c) Carers Alliance", "Carers Alliance"),
        ("(c) Grade H and above: two months;", None),
        ("(a) carers;\n(b) others; and\n(c) Care Act 2014", None),
        ("(a) in 2019;\n(b) in 2020;\n(c) 2021 Annual Survey", None),
        ("It is done under section 9(c) Care Act 2014", None),
        ("as in paragraph (c) Care Act 2014", None),
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


@pytest.mark.parametrize(
    ("kind", "below", "publisher"),
    [
        (MarkKind.ROW, "Higher rate: £110.40", None),
        (MarkKind.ITEM, "the higher rate", None),
        (MarkKind.PARAGRAPH, "It is paid at two rates.", None),
        (MarkKind.PARAGRAPH, "Hill Street 3", "Care Allowance"),
    ],
)
def test_a_heading_of_what_stands_on_the_first_page_names_no_publisher(
    kind: MarkKind, below: str, publisher: str | None
) -> None:
    """A section stays one, though later text has its words as it has an organisation's."""
    lines = (CARERS, ("Care Allowance", 16.0, 200.0), (below, BODY, 230.0))
    written = Canonical()
    written.open_page(1)
    for (words, _, _), as_ in zip(lines, [MarkKind.HEADING, MarkKind.HEADING, kind], strict=True):
        written.block(as_, words, 1)
    written.open_page(2)
    written.block(MarkKind.PARAGRAPH, f"{PROSE} Most had the Care Allowance.")
    read = Document("a.pdf", "", written.text, written.marks)
    found = described(read, Properties(), Cover([line(*one) for one in lines], BODY))
    named = [found.text[m.start : m.end] for m in found.marks if m.kind is MarkKind.HEADING]
    assert found.entry.publisher == publisher
    assert named == [CARERS[0], *([] if publisher else ["Care Allowance"])]


def test_an_organisation_on_the_cover_has_to_be_sure() -> None:
    """'Executive Summary' stands on covers as a name does; the running text tells them apart."""
    lines = (("Fair pay", 24.0, 100.0), ("Executive Summary", 16.0, 200.0))
    assert cited(lines, text=f"{PROSE} It is short.").publisher is None
    lines = (("Fair pay", 24.0, 100.0), ("Carers Alliance", 16.0, 200.0))
    assert cited(lines, text=f"{PROSE} We of the Carers Alliance ask.").publisher == (
        "Carers Alliance"
    )
