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

KINDS = {
    "H": MarkKind.HEADING,
    "P": MarkKind.PARAGRAPH,
    "L": MarkKind.LEAD_IN,
    "I": MarkKind.ITEM,
    "B": MarkKind.BOILERPLATE,
}
CASES = {
    "sections without blank lines": """
H Fair pay
P Care staff earn less than shop staff. Posts stay empty.
H Safe homes
P Every child needs a settled home.""",
    "items that run over lines": """
L Our guides include:
I - Pay: the facts
| A guide in two parts. Annex to Pay - Pay: Annex B
I - Homes: the facts""",
    "a heading after a list": """
L Done so far:
I - We met the minister.
H Next steps
P The group reports in June.""",
    "a second lead-in after a list": """
L Done so far:
I - A survey
L Partners have helped with these resources:
I - A guide""",
    "lines broken at one width": """
P This guide was written by a group of housing officers who meet
| families in temporary homes. It sets out the duties that councils
| owe them.""",
    "a site's menu and page numbers": """
H Housing today
B Home
B News
B Join us
B Contact us
B Skip to main content
P Rents have risen every year.
B Page 3 of 12""",
    "a numbered list is not a row of headings": """
H How to record

I 1. Write the date. Then write the time.

I 2. Sign it.""",
    "short lines are a menu only where sites have them": """
P Rents by ward.
P Ward A 43%
P Ward B 51%
P Ward C 38%
P Ward D 40%
H How we measure
P Agents tell us each June.
B Home
B About us
B Our work
B Contact us""",
    "a heading below a menu, a trail and a cookie notice": """
B We use cookies on this site.
B Accept all cookies
B Home
B About us
B News
B Contact us
B Home > Rivers
H Beach clean
P We meet on Sunday.""",
    "words that sites have may be headings": """
H Play
P Children learn through play.
H Register
P Fill in the form.""",
    "a heading between two lists": """
L We give:
I - Free training
I - A mentor
H What we ask
I - Two hours a week""",
    "broken lines after blank ones are not headings": """
H MONEY

P Income rose by a tenth, to just over nine thousand pounds, thanks
| to a gift. Spending on the hall roof was higher than it was planned
| to be.""",
    "quotes, dates, addresses and telephone numbers are not headings": """
H Bridge to close
P 14 June 2022
P It will close in July.
P Phone: 01632 960 123
P 12 Mill Lane
P Northwick
P NW4 2AB
P We are open daily.

P “I waited a year.”
P – Ann
P Last updated: 3 May 2022
P It is reviewed yearly.""",
    "single words below a line that announces them are no menu, which goes on as it begins": """
P We are here for you.

P Drop in for

P Housing
P Jobs
P Help
P Events

P Call us.

B Home
B News
B Contact us
B Our work

H Overview

P We meet on Sunday.""",
    "a score below its label is no page number": """
P Score
P 3 / 4
P We passed.

H Annual report
B 1 / 9
P We grew.

P Annual report
B 2 / 9""",
    "a number that a line was broken before opens no item, one in an underlined line a heading": """
H 1. Rents
B ========
P Rents are due weekly, and a tenant who is more than
| 2. weeks late is written to. A tenant who is later than that
| is called, and who does not answer is visited by one of the
| officers. Then bring this to the office in town
I 1. your lease
I 2. a bill""",
    "numbers that lines of one width begin with": """
H Swimming club

P The club teaches the children of members, and others who are aged
| 11 and live in the town. A badge is given to those who swim at least
| 25. Lengths count in the main pool and
| in the lido.

I 1. Bring a towel, and bring a form that was signed by someone at the
| Town Hall
I 2. Bring the fee, which has to be paid in cash on the day""",
    "a date below a long heading, and years that begin lines": """
H How the members of the committee voted on the new bridge over the Ouse
P 14 June 2022
P They voted twice.

P 2019 The first plan for a bridge is drawn by an engineer from York
P 2020 The second plan is drawn""",
    "years, times, numbers of sections and figures below long lines": """
P History

P 1889
P An Act lets the police arrest people who are cruel to a child in their care
P 1948
P Every local authority in the country gets a department for its children

H 1 Purpose
P To set out what each agency does when a child goes missing from home or care
H 2 Definitions
P High, medium and low, as the police decide with the social worker on duty

P Children who live outside the county at the end of the year in all
P 87

H Children who lived with grandparents at the end of the year that was told
P 312 children did.
P 87 children did not.""",
    "a day that a line of a text begins with whose lines are otherwise whole": """
P The members noted the report and thanked the author for what she had done on
| 2 March. They asked for another.""",
    "a list that counts down below a long line": """
P Our top three of the year, as chosen by readers from all over the country
I 3. Foster carers
I 2. Kin
I 1. Friends""",
    "headings above lines that begin with brackets": """
H Attendance Allowance
P (for people over State Pension age) is paid at two rates. It is small.

H Carer's Allowance
P (for those who care).""",
    "titles of letters": """
H Letters you can use

H Letter inviting parents to a child protection conference

P Dear parent or carer

P We were sorry that you could not come.

H Dear Santa: what children in care ask for at Christmas

P Most ask for a bike.""",
    "numbered headings of which some have a word or two below": """
H 1. Present

P Mr Lee.

H 2. RULES OF THE ALLOTMENT

L Tenants shall -
I (a) keep paths clear;
I (b) burn nothing.

H 3. Water

P The tank is filled weekly in summer.

H 4. Next meeting in the hut

P 3 May.

H To bring

I 1. Gloves

I 2. Seeds

I 3. Tea for all

P Thanks.""",
    "whom a letter is to and from, and a sentence that ends in brackets": """
P Dear neighbour

P The hall is let again.
P It costs £9 an hour
| (£7 for clubs).

P Cheers
P Ann

P From: Tom
P Sent: 3 May""",
    "lines of a letter that is quoted in a reply": """
P Dear all,

L > Tom wrote:
P > When will it be replaced? My mother is
| > ill. I hope that
| > Jane can help.
B >
P > Fee: £5
P > - a point
P >> An older line""",
    "a line that begins with an amount is set in below a number": """
P 1.1 Staff are paid not more than
|     £12.50 a day.""",
    "numbered headings over what they cost": """
H 1. Rent
P    £650 a month, which you pay us on the first day of each month.""",
    "headings over what they cost": """
H Day centre place with lunch and with transport from home and back
P £42 a day, of which we pay half.
H Short break in the respite house at Mill Lane for a whole weekend
P £310 for two nights, paid in advance.""",
    "prices below what they are for": """
P Home care on weekdays for those who can pay the whole of its cost
P £24 an hour""",
    "a clause that points go on with is no heading": """
H 1. VISITS

P 1.1 Nobody may visit a home by night where
I     (a) there is a dog; or
I     (b) it is dark.""",
    "a long numbered heading over points": """
H 1. VISITS

H 1.1 What we expect of managers who must visit a home
I - talk to them
I - write it down

H 1.2 Duties of the housing options team
I - visit""",
    "a heading that only looks like an imprint": """
H Housing

H Need in the district

P About 400 families were homeless last year.""",
    "a month that heads a section": """
H Chronology

H March 2023

P Anna moved to her aunt.

H Action

P We met.""",
    "a record above a date is no title": """
P Child: Anna Green
P Published: March 2024

P Anna was calm and played.""",
    "months that part a chronology are headings": """
H Visits

H March 2024

P Ann was at home.

H April 2024

P Nobody was at home.""",
    "a short last line is not a heading": """
P Rents have risen.

P Thank you""",
}
"""Each line behind the first letter of what it is, or behind a bar where it goes on."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_lines_are_what_they_look_like(case: str) -> None:
    """A reader of the page would call each line what the reader calls it."""
    lines = case.splitlines()[1:]
    expected: list[tuple[str, str]] = []
    for line in filter(None, lines):
        kind, words = line[0], line[2:]
        if kind == "|":
            kind, above = expected.pop()
            words = f"{above}\n{words}"
        expected.append((kind, words.lstrip()))
    text = "".join(f"{line[2:]}\n" for line in lines)
    found = [(m.kind, text[m.start : m.end]) for m in page_marks(text)]
    assert found == [(KINDS[kind], words) for kind, words in expected]


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
    assert sum(m.kind is MarkKind.HEADING for m in document.marks) == headings


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
