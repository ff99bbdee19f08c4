"""Pages whose headings and bullets lost their markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import cut
from assistant.readers.page import page_marks
from assistant.readers.text import read_text
from assistant.records import MarkKind
from assistant.settings import PassageSettings

HEADING, PARAGRAPH, LEAD_IN, ITEM, BOILERPLATE = (
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.BOILERPLATE,
)

CASES = {
    "sections without blank lines": (
        "Fair pay\nCare staff earn less than shop staff. Posts stay empty.\nSafe homes\n"
        "Every child needs a settled home.\n",
        [
            (HEADING, "Fair pay"),
            (PARAGRAPH, "Care staff earn less than shop staff. Posts stay empty."),
            (HEADING, "Safe homes"),
            (PARAGRAPH, "Every child needs a settled home."),
        ],
    ),
    "items that run over lines": (
        "Our guides include:\n- Pay: the facts\nA guide in two parts. Annex to Pay - Pay: Annex B\n"
        "- Homes: the facts\n",
        [
            (LEAD_IN, "Our guides include:"),
            (ITEM, "- Pay: the facts\nA guide in two parts. Annex to Pay - Pay: Annex B"),
            (ITEM, "- Homes: the facts"),
        ],
    ),
    "a heading after a list": (
        "Done so far:\n- We met the minister.\nNext steps\nThe group reports in June.\n",
        [
            (LEAD_IN, "Done so far:"),
            (ITEM, "- We met the minister."),
            (HEADING, "Next steps"),
            (PARAGRAPH, "The group reports in June."),
        ],
    ),
    "a second lead-in after a list": (
        "Done so far:\n- A survey\nPartners have helped with these resources:\n- A guide\n",
        [
            (LEAD_IN, "Done so far:"),
            (ITEM, "- A survey"),
            (LEAD_IN, "Partners have helped with these resources:"),
            (ITEM, "- A guide"),
        ],
    ),
    "lines broken at one width": (
        "This guide was written by a group of housing officers who meet\n"
        "families in temporary homes. It sets out the duties that councils\nowe them.\n",
        [
            (
                PARAGRAPH,
                "This guide was written by a group of housing officers who meet\n"
                "families in temporary homes. It sets out the duties that councils\nowe them.",
            )
        ],
    ),
    "a site's menu and page numbers": (
        "Housing today\nHome\nNews\nJoin us\nContact us\nSkip to main content\n"
        "Rents have risen every year.\nPage 3 of 12\n",
        [
            (HEADING, "Housing today"),
            (BOILERPLATE, "Home"),
            (BOILERPLATE, "News"),
            (BOILERPLATE, "Join us"),
            (BOILERPLATE, "Contact us"),
            (BOILERPLATE, "Skip to main content"),
            (PARAGRAPH, "Rents have risen every year."),
            (BOILERPLATE, "Page 3 of 12"),
        ],
    ),
    "a numbered list is not a row of headings": (
        "How to record\n\n1. Write the date. Then write the time.\n\n2. Sign it.\n",
        [
            (HEADING, "How to record"),
            (ITEM, "1. Write the date. Then write the time."),
            (ITEM, "2. Sign it."),
        ],
    ),
    "short lines are a menu only where sites have them": (
        "Rents by ward.\nWard A 43%\nWard B 51%\nWard C 38%\nWard D 40%\nHow we measure\n"
        "Agents tell us each June.\nHome\nAbout us\nOur work\nContact us\n",
        [
            (PARAGRAPH, "Rents by ward."),
            (PARAGRAPH, "Ward A 43%"),
            (PARAGRAPH, "Ward B 51%"),
            (PARAGRAPH, "Ward C 38%"),
            (PARAGRAPH, "Ward D 40%"),
            (HEADING, "How we measure"),
            (PARAGRAPH, "Agents tell us each June."),
            (BOILERPLATE, "Home"),
            (BOILERPLATE, "About us"),
            (BOILERPLATE, "Our work"),
            (BOILERPLATE, "Contact us"),
        ],
    ),
    "a heading below a menu, a trail and a cookie notice": (
        "We use cookies on this site.\nAccept all cookies\nHome\nAbout us\nNews\nContact us\n"
        "Home > Rivers\nBeach clean\nWe meet on Sunday.\n",
        [
            (BOILERPLATE, "We use cookies on this site."),
            (BOILERPLATE, "Accept all cookies"),
            (BOILERPLATE, "Home"),
            (BOILERPLATE, "About us"),
            (BOILERPLATE, "News"),
            (BOILERPLATE, "Contact us"),
            (BOILERPLATE, "Home > Rivers"),
            (HEADING, "Beach clean"),
            (PARAGRAPH, "We meet on Sunday."),
        ],
    ),
    "words that sites have may be headings": (
        "Play\nChildren learn through play.\nRegister\nFill in the form.\n",
        [
            (HEADING, "Play"),
            (PARAGRAPH, "Children learn through play."),
            (HEADING, "Register"),
            (PARAGRAPH, "Fill in the form."),
        ],
    ),
    "a heading between two lists": (
        "We give:\n- Free training\n- A mentor\nWhat we ask\n- Two hours a week\n",
        [
            (LEAD_IN, "We give:"),
            (ITEM, "- Free training"),
            (ITEM, "- A mentor"),
            (HEADING, "What we ask"),
            (ITEM, "- Two hours a week"),
        ],
    ),
    "broken lines after blank ones are not headings": (
        "MONEY\n\nIncome rose by a tenth, to just over nine thousand pounds, thanks\n"
        "to a gift. Spending on the hall roof was higher than it was planned\nto be.\n",
        [
            (HEADING, "MONEY"),
            (
                PARAGRAPH,
                "Income rose by a tenth, to just over nine thousand pounds, thanks\n"
                "to a gift. Spending on the hall roof was higher than it was planned\nto be.",
            ),
        ],
    ),
    "quotes, dates, addresses and telephone numbers are not headings": (
        "Bridge to close\n14 June 2022\nIt will close in July.\nPhone: 01632 960 123\n"
        "12 Mill Lane\nNorthwick\nNW4 2AB\nWe are open daily.\n\n“I waited a year.”\n– Ann\n"
        "Last updated: 3 May 2022\nIt is reviewed yearly.\n",
        [
            (HEADING, "Bridge to close"),
            (PARAGRAPH, "14 June 2022"),
            (PARAGRAPH, "It will close in July."),
            (PARAGRAPH, "Phone: 01632 960 123"),
            (PARAGRAPH, "12 Mill Lane"),
            (PARAGRAPH, "Northwick"),
            (PARAGRAPH, "NW4 2AB"),
            (PARAGRAPH, "We are open daily."),
            (PARAGRAPH, "“I waited a year.”"),
            (PARAGRAPH, "– Ann"),
            (PARAGRAPH, "Last updated: 3 May 2022"),
            (PARAGRAPH, "It is reviewed yearly."),
        ],
    ),
    "single words below a line that announces them are no menu, which goes on as it begins": (
        "We are here for you.\n\nDrop in for\n\nHousing\nJobs\nHelp\nEvents\n\nCall us.\n\n"
        "Home\nNews\nContact us\nOur work\n\nOverview\n\nWe meet on Sunday.\n",
        [
            (PARAGRAPH, "We are here for you."),
            (PARAGRAPH, "Drop in for"),
            (PARAGRAPH, "Housing"),
            (PARAGRAPH, "Jobs"),
            (PARAGRAPH, "Help"),
            (PARAGRAPH, "Events"),
            (PARAGRAPH, "Call us."),
            (BOILERPLATE, "Home"),
            (BOILERPLATE, "News"),
            (BOILERPLATE, "Contact us"),
            (BOILERPLATE, "Our work"),
            (HEADING, "Overview"),
            (PARAGRAPH, "We meet on Sunday."),
        ],
    ),
    "a score below its label is no page number": (
        "Score\n3 / 4\nWe passed.\n\nAnnual report\n1 / 9\nWe grew.\n\nAnnual report\n2 / 9\n",
        [
            (PARAGRAPH, "Score"),
            (PARAGRAPH, "3 / 4"),
            (PARAGRAPH, "We passed."),
            (HEADING, "Annual report"),
            (BOILERPLATE, "1 / 9"),
            (PARAGRAPH, "We grew."),
            (PARAGRAPH, "Annual report"),
            (BOILERPLATE, "2 / 9"),
        ],
    ),
    "a number that a line was broken before opens no item, one in an underlined line a heading": (
        "1. Rents\n========\nRents are due weekly, and a tenant who is more than\n"
        "2. weeks late is written to. A tenant who is later than that\nis called, and who does "
        "not answer is visited by one of the\nofficers. Then bring this to the office in town\n"
        "1. your lease\n2. a bill\n",
        [
            (HEADING, "1. Rents"),
            (BOILERPLATE, "========"),
            (
                PARAGRAPH,
                "Rents are due weekly, and a tenant who is more than\n"
                "2. weeks late is written to. A tenant who is later than that\nis called, and who "
                "does not answer is visited by one of the\nofficers. Then bring this to the office "
                "in town",
            ),
            (ITEM, "1. your lease"),
            (ITEM, "2. a bill"),
        ],
    ),
    "numbers that lines of one width begin with": (
        "Swimming club\n\nThe club teaches the children of members, and others who are aged\n"
        "11 and live in the town. A badge is given to those who swim at least\n"
        "25. Lengths count in the main pool and\nin the lido.\n\n"
        "1. Bring a towel, and bring a form that was signed by someone at the\nTown Hall\n"
        "2. Bring the fee, which has to be paid in cash on the day\n",
        [
            (HEADING, "Swimming club"),
            (
                PARAGRAPH,
                "The club teaches the children of members, and others who are aged\n"
                "11 and live in the town. A badge is given to those who swim at least\n"
                "25. Lengths count in the main pool and\nin the lido.",
            ),
            (
                ITEM,
                "1. Bring a towel, and bring a form that was signed by someone at the\nTown Hall",
            ),
            (ITEM, "2. Bring the fee, which has to be paid in cash on the day"),
        ],
    ),
    "a date below a long heading, and years that begin lines": (
        "How the members of the committee voted on the new bridge over the Ouse\n14 June 2022\n"
        "They voted twice.\n\n2019 The first plan for a bridge is drawn by an engineer from York\n"
        "2020 The second plan is drawn\n",
        [
            (HEADING, "How the members of the committee voted on the new bridge over the Ouse"),
            (PARAGRAPH, "14 June 2022"),
            (PARAGRAPH, "They voted twice."),
            (PARAGRAPH, "2019 The first plan for a bridge is drawn by an engineer from York"),
            (PARAGRAPH, "2020 The second plan is drawn"),
        ],
    ),
    "years, times, numbers of sections and figures below long lines": (
        "History\n\n1889\n"
        "An Act lets the police arrest people who are cruel to a child in their care\n"
        "1948\nEvery local authority in the country gets a department for its children\n\n"
        "1 Purpose\nTo set out what each agency does when a child goes missing from home or care\n"
        "2 Definitions\n"
        "High, medium and low, as the police decide with the social worker on duty\n\n"
        "Children who live outside the county at the end of the year in all\n87\n\n"
        "Children who lived with grandparents at the end of the year that was told\n"
        "312 children did.\n87 children did not.\n",
        [
            (PARAGRAPH, "History"),
            (PARAGRAPH, "1889"),
            (
                PARAGRAPH,
                "An Act lets the police arrest people who are cruel to a child in their care",
            ),
            (PARAGRAPH, "1948"),
            (PARAGRAPH, "Every local authority in the country gets a department for its children"),
            (HEADING, "1 Purpose"),
            (
                PARAGRAPH,
                "To set out what each agency does when a child goes missing from home or care",
            ),
            (HEADING, "2 Definitions"),
            (
                PARAGRAPH,
                "High, medium and low, as the police decide with the social worker on duty",
            ),
            (PARAGRAPH, "Children who live outside the county at the end of the year in all"),
            (PARAGRAPH, "87"),
            (
                HEADING,
                "Children who lived with grandparents at the end of the year that was told",
            ),
            (PARAGRAPH, "312 children did."),
            (PARAGRAPH, "87 children did not."),
        ],
    ),
    "a day that a line of a text begins with whose lines are otherwise whole": (
        "The members noted the report and thanked the author for what she had done on\n"
        "2 March. They asked for another.\n",
        [
            (
                PARAGRAPH,
                "The members noted the report and thanked the author for what she had done on\n"
                "2 March. They asked for another.",
            ),
        ],
    ),
    "a list that counts down below a long line": (
        "Our top three of the year, as chosen by readers from all over the country\n"
        "3. Foster carers\n2. Kin\n1. Friends\n",
        [
            (
                PARAGRAPH,
                "Our top three of the year, as chosen by readers from all over the country",
            ),
            (ITEM, "3. Foster carers"),
            (ITEM, "2. Kin"),
            (ITEM, "1. Friends"),
        ],
    ),
    "headings above lines that begin with brackets": (
        "Attendance Allowance\n"
        "(for people over State Pension age) is paid at two rates. It is small.\n"
        "\nCarer's Allowance\n(for those who care).\n",
        [
            (HEADING, "Attendance Allowance"),
            (
                PARAGRAPH,
                "(for people over State Pension age) is paid at two rates. It is small.",
            ),
            (HEADING, "Carer's Allowance"),
            (PARAGRAPH, "(for those who care)."),
        ],
    ),
    "titles of letters": (
        "Letters you can use\n\n"
        "Letter inviting parents to a child protection conference\n\nDear parent or carer\n\n"
        "We were sorry that you could not come.\n\n"
        "Dear Santa: what children in care ask for at Christmas\n\nMost ask for a bike.\n",
        [
            (HEADING, "Letters you can use"),
            (HEADING, "Letter inviting parents to a child protection conference"),
            (PARAGRAPH, "Dear parent or carer"),
            (PARAGRAPH, "We were sorry that you could not come."),
            (HEADING, "Dear Santa: what children in care ask for at Christmas"),
            (PARAGRAPH, "Most ask for a bike."),
        ],
    ),
    "numbered headings of which some have a word or two below": (
        "1. Present\n\nMr Lee.\n\n2. RULES OF THE ALLOTMENT\n\nTenants shall -\n"
        "(a) keep paths clear;\n(b) burn nothing.\n\n3. Water\n\n"
        "The tank is filled weekly in summer.\n\n4. Next meeting in the hut\n\n3 May.\n\n"
        "To bring\n\n1. Gloves\n\n2. Seeds\n\n3. Tea for all\n\nThanks.\n",
        [
            (HEADING, "1. Present"),
            (PARAGRAPH, "Mr Lee."),
            (HEADING, "2. RULES OF THE ALLOTMENT"),
            (LEAD_IN, "Tenants shall -"),
            (ITEM, "(a) keep paths clear;"),
            (ITEM, "(b) burn nothing."),
            (HEADING, "3. Water"),
            (PARAGRAPH, "The tank is filled weekly in summer."),
            (HEADING, "4. Next meeting in the hut"),
            (PARAGRAPH, "3 May."),
            (HEADING, "To bring"),
            (ITEM, "1. Gloves"),
            (ITEM, "2. Seeds"),
            (ITEM, "3. Tea for all"),
            (PARAGRAPH, "Thanks."),
        ],
    ),
    "whom a letter is to and from, and a sentence that ends in brackets": (
        "Dear neighbour\n\nThe hall is let again.\nIt costs £9 an hour\n(£7 for clubs).\n\n"
        "Cheers\nAnn\n\nFrom: Tom\nSent: 3 May\n",
        [
            (PARAGRAPH, "Dear neighbour"),
            (PARAGRAPH, "The hall is let again."),
            (PARAGRAPH, "It costs £9 an hour\n(£7 for clubs)."),
            (PARAGRAPH, "Cheers"),
            (PARAGRAPH, "Ann"),
            (PARAGRAPH, "From: Tom"),
            (PARAGRAPH, "Sent: 3 May"),
        ],
    ),
    "lines of a letter that is quoted in a reply": (
        "Dear all,\n\n> Tom wrote:\n> When will it be replaced? My mother is\n> ill. I hope that\n"
        "> Jane can help.\n>\n> Fee: £5\n> - a point\n>> An older line\n",
        [
            (PARAGRAPH, "Dear all,"),
            (LEAD_IN, "> Tom wrote:"),
            (
                PARAGRAPH,
                "> When will it be replaced? My mother is\n> ill. I hope that\n> Jane can help.",
            ),
            (BOILERPLATE, ">"),
            (PARAGRAPH, "> Fee: £5"),
            (PARAGRAPH, "> - a point"),
            (PARAGRAPH, ">> An older line"),
        ],
    ),
    "a line that begins with an amount is set in below a number": (
        "1.1 Staff are paid not more than\n    £12.50 a day.\n",
        [(PARAGRAPH, "1.1 Staff are paid not more than\n    £12.50 a day.")],
    ),
    "numbered headings over what they cost": (
        "1. Rent\n   £650 a month, which you pay us on the first day of each month.\n",
        [
            (HEADING, "1. Rent"),
            (PARAGRAPH, "£650 a month, which you pay us on the first day of each month."),
        ],
    ),
    "headings over what they cost": (
        "Day centre place with lunch and with transport from home and back\n"
        "£42 a day, of which we pay half.\n"
        "Short break in the respite house at Mill Lane for a whole weekend\n"
        "£310 for two nights, paid in advance.\n",
        [
            (HEADING, "Day centre place with lunch and with transport from home and back"),
            (PARAGRAPH, "£42 a day, of which we pay half."),
            (HEADING, "Short break in the respite house at Mill Lane for a whole weekend"),
            (PARAGRAPH, "£310 for two nights, paid in advance."),
        ],
    ),
    "prices below what they are for": (
        "Home care on weekdays for those who can pay the whole of its cost\n£24 an hour\n",
        [
            (PARAGRAPH, "Home care on weekdays for those who can pay the whole of its cost"),
            (PARAGRAPH, "£24 an hour"),
        ],
    ),
    "a clause that points go on with is no heading": (
        "1. VISITS\n\n1.1 Nobody may visit a home by night where\n    (a) there is a dog; or\n"
        "    (b) it is dark.\n",
        [
            (HEADING, "1. VISITS"),
            (PARAGRAPH, "1.1 Nobody may visit a home by night where"),
            (ITEM, "(a) there is a dog; or"),
            (ITEM, "(b) it is dark."),
        ],
    ),
    "a long numbered heading over points": (
        "1. VISITS\n\n1.1 What we expect of managers who must visit a home\n- talk to them\n"
        "- write it down\n\n1.2 Duties of the housing options team\n- visit\n",
        [
            (HEADING, "1. VISITS"),
            (HEADING, "1.1 What we expect of managers who must visit a home"),
            (ITEM, "- talk to them"),
            (ITEM, "- write it down"),
            (HEADING, "1.2 Duties of the housing options team"),
            (ITEM, "- visit"),
        ],
    ),
    "a heading that only looks like an imprint": (
        "Housing\n\nNeed in the district\n\nAbout 400 families were homeless last year.\n",
        [
            (HEADING, "Housing"),
            (HEADING, "Need in the district"),
            (PARAGRAPH, "About 400 families were homeless last year."),
        ],
    ),
    "a month that heads a section": (
        "Chronology\n\nMarch 2023\n\nAnna moved to her aunt.\n\nAction\n\nWe met.\n",
        [
            (HEADING, "Chronology"),
            (HEADING, "March 2023"),
            (PARAGRAPH, "Anna moved to her aunt."),
            (HEADING, "Action"),
            (PARAGRAPH, "We met."),
        ],
    ),
    "a record above a date is no title": (
        "Child: Anna Green\nPublished: March 2024\n\nAnna was calm and played.\n",
        [
            (PARAGRAPH, "Child: Anna Green"),
            (PARAGRAPH, "Published: March 2024"),
            (PARAGRAPH, "Anna was calm and played."),
        ],
    ),
    "months that part a chronology are headings": (
        "Visits\n\nMarch 2024\n\nAnn was at home.\n\nApril 2024\n\nNobody was at home.\n",
        [
            (HEADING, "Visits"),
            (HEADING, "March 2024"),
            (PARAGRAPH, "Ann was at home."),
            (HEADING, "April 2024"),
            (PARAGRAPH, "Nobody was at home."),
        ],
    ),
    "a short last line is not a heading": (
        "Rents have risen.\n\nThank you\n",
        [(PARAGRAPH, "Rents have risen."), (PARAGRAPH, "Thank you")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_lines_are_what_they_look_like(text: str, expected: list[tuple[MarkKind, str]]) -> None:
    """A reader of the page would call each line what the reader calls it."""
    assert [(m.kind, text[m.start : m.end]) for m in page_marks(text)] == expected


@pytest.mark.parametrize(
    ("front", "title", "headings"),
    [
        ("Visits\nAgreed by Cabinet 3 May 2024\nReview date: May 2026", "Visits", 2),
        ("Visits\n\nVersion 2\n\nIssued 3 May 2024", "Visits", 2),
        ("Visits\nMay 2024", "Visits", 2),
        ("ANYTOWN COUNCIL\n\nVISITS ALONE", "ANYTOWN COUNCIL", 3),
        ("Inspection of Rosewood School\n\nFindings", "Inspection of Rosewood School", 3),
        (
            "Minutes of Scrutiny Committee\nTown Hall\nHeld on 14 May 2024",
            "Minutes of Scrutiny Committee",
            2,
        ),
        ("MINUTES OF THE BOARD\n\nHELD ON 3 MAY 2024", "MINUTES OF THE BOARD", 2),
    ],
)
def test_the_title_is_neither_who_made_a_text_nor_when(
    front: str, title: str, headings: int
) -> None:
    """What a policy says of itself below its title heads nothing of it."""
    document = read_text(f"{front}\n\n1. Duty\n\nStaff must not be alone.\n", "a.txt", "0" * 64)
    assert document.entry.title == title
    assert sum(m.kind is HEADING for m in document.marks) == headings


def test_headings_in_capitals_are_above_the_others() -> None:
    """A passage's path of headings has the chapter in capitals above its section."""
    text = "PART ONE\n\nScope\n\nIt covers England.\n\nPART TWO\n\nCosts\n\nIt costs little.\n"
    passages = cut(read_text(text, "a.txt", ""), PassageSettings())
    assert [p.locator.headings for p in passages] == [("PART ONE", "Scope"), ("PART TWO", "Costs")]


def test_form_feeds_part_pages() -> None:
    """Text extracted with form feeds is cited by page, and page 1 is page 1."""
    document = read_text("Rents have risen.\n\fPay has not.\n", "a.txt", "")
    passages = cut(document, PassageSettings())
    assert [(p.text, p.locator.pages) for p in passages] == [
        ("Rents have risen.", (1, 1)),
        ("Pay has not.", (2, 2)),
    ]


WORDS = st.sampled_from(["families", "carers", "councils", "safe", "pay", "homes", "children"])
TITLES = st.lists(WORDS, min_size=1, max_size=4).map(lambda ws: " ".join(ws).capitalize())
SENTENCES = st.lists(WORDS, min_size=6, max_size=18).map(lambda ws: " ".join(ws).capitalize() + ".")
ITEMS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def sections(draw: st.DrawFn) -> list[tuple[str, str, list[str]]]:
    """Sections with a unique heading, a paragraph and a list."""
    count = draw(st.integers(1, 5))
    return [
        (
            f"{draw(TITLES)} {number}x",
            f"{draw(SENTENCES)[:-1]} para{number}x.",
            [f"{draw(ITEMS)} item{number}x{i}" for i in range(draw(st.integers(0, 12)))],
        )
        for number in range(count)
    ]


@given(sections(), st.sampled_from(["- ", "* ", "• "]), st.sampled_from(["\n", "\n\n"]))
def test_planted_text_comes_back_under_its_heading(
    planted: list[tuple[str, str, list[str]]], bullet: str, gap: str
) -> None:
    """Every sentence and item of a made-up page is in one passage, exact, under its heading."""
    blocks = []
    for heading, paragraph, items in planted:
        lead_in = ["They include:"] if items else []
        blocks.append("\n".join([heading, paragraph, *lead_in, *(bullet + i for i in items)]))
    document = read_text(gap.join(blocks), "made-up.txt", "")
    passages = cut(document, PassageSettings())
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
    for heading, paragraph, items in planted:
        for part in (paragraph, *(bullet + item for item in items)):
            holders = [p for p in passages if part in p.text.splitlines()]
            assert [p.locator.headings[-1] for p in holders] == [heading]
            assert holders[0].text.splitlines().count(part) == 1


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """No text, however odd, stops a build; marks stay inside it and in order."""
    marks = read_text(text, "odd.txt", "").marks
    assert all(0 <= m.start < m.end <= len(text) for m in marks if m.kind is not MarkKind.PAGE)
    assert [m.start for m in marks] == sorted(m.start for m in marks)
