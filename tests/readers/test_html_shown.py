"""What a page shows, or shows once something on it is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers import read
from assistant.readers.html import read_html
from assistant.records import MarkKind, ProblemKind

FAQ = "<div class=faq><p>{}</p><div style='display:none'>{}</div></div>"
LONG = " ".join(["Behind a dialog there is the text of the page."] * 6)


def shown(written: str) -> list[str]:
    """The blocks of a page, but for those of its site."""
    document = read_html(f"<main><h1>Pay</h1>{written}</main>", "a.html", "")
    marks = [m for m in document.marks if m.kind is not MarkKind.BOILERPLATE]
    return [document.text[m.start : m.end] for m in marks][1:]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p>Ring <b aria-hidden=true>020 7946 0018</b> now</p>", ["Ring 020 7946 0018 now"]),
        ("<p>Ring<i aria-hidden=true>phone</i></p>", ["Ring"]),
        ("<p>Ring <span aria-hidden=true>×</span></p>", ["Ring"]),
        ("<p>Ring <span class=x-icon aria-hidden=true>call</span></p>", ["Ring"]),
        ("<div aria-hidden=true>Menu of the phone</div><p>Ring</p>", ["Ring"]),
        (f"<div aria-hidden=true><p>{LONG}</p></div><p>Cookies</p>", [LONG, "Cookies"]),
        ("<div aria-hidden=true><p>Give</p></div><p>Ring</p>", ["Ring"]),
        ("<div class=d-none><p>Shown by a script</p></div>", ["Shown by a script"]),
        ("<div aria-hidden=true class=slick-cloned><p>Twice</p></div><p>Ring</p>", ["Ring"]),
        ("<div role=dialog aria-hidden=true><p>Closed</p></div><p>Ring</p>", ["Ring"]),
        ("<div aria-hidden=true>£14</div><div class=sr-only>14 pounds</div>", ["£14"]),
        ("<p><i aria-hidden=true>tel</i><b class=sr-only>Phone</b> 020</p>", ["020"]),
        ("<p>Ring</p><p class=element-invisible>No</p><p class=show-for-sr>No</p>", ["Ring"]),
        ("<p>Ring</p><p class=elementor-screen-only>No</p><p class=d-none>No</p>", ["Ring"]),
        ("<p class='d-none d-md-block'>Wide</p>", ["Wide"]),
        ("<p class='sr-only sm:not-sr-only'>Wide</p>", ["Wide"]),
        ("<p>Ring</p><p class='sr-only focus:not-sr-only'>No</p>", ["Ring"]),
        ("<p class=hide-for-screen-reader>Seen</p>", ["Seen"]),
        ("<p>Ring</p><p style='position:absolute; left:-9999px'>No</p>", ["Ring"]),
        ("<p>Ring<b style='font-size:0'>no</b></p>", ["Ring"]),
        ("<div style='font-size:0px'><p style='font-size:1em'>Ring</p></div>", ["Ring"]),
        ("<p style='font-size:0.9em'>Ring</p>", ["Ring"]),
        (
            "<style>/* x */ .c3, span.c4 {text-decoration: line-through}.c5{color:red}</style>"
            "<p>£<i class=c3>40</i><span class=c4>45</span><i class=c5>50</i></p>",
            ["£50"],
        ),
        ("<p>£<i class=text-decoration-line-through>40</i>50</p>", ["£50"]),
        ("<p>Ring <img class=emoji alt=📞> 020</p>", ["Ring 📞 020"]),
        (
            "<table><tr><td>Advice<td><img alt=Yes></tr><tr><td><a><img alt=Logo></a><td></table>",
            ["Advice | Yes"],
        ),
        (
            "<table><tr><th>Right<th>Leave<th>Pay<tr><td>Kin<td><i aria-hidden=true></i>"
            "<b class=sr-only>Yes</b><td><svg role=img><title>No</title></svg><tr><td>Foster"
            "<td><svg aria-label=Yes></svg><td><i class=tick title=Partly></i></table>",
            ["Right | Leave | Pay", "Kin | Yes | No", "Foster | Yes | Partly"],
        ),
        (
            "<table><tr><th>Right<th>Leave<th>Pay<tr><td>Kin<td><b class=sr-only>Leave:</b>"
            "<td>£9 <b class=sr-only>a week</b><tr><td>Foster<td><svg aria-hidden=true>"
            "<title>x</title></svg><td><a href=a title=Edit><b class=sr-only>Edit</b></a></table>",
            ["Right | Leave | Pay", "Kin |  | £9", "Foster |  | "],
        ),
        (
            "<table><tfoot><tr><td>All<td>3</tfoot><tr><td>Tea<td>3</table>",
            ["Tea | 3", "All | 3"],
        ),
        ("<button class=accordion>Who?</button><div>Carers do.</div>", ["Who?", "Carers do."]),
        (
            "<div role=button aria-controls=a aria-expanded=false>Who</div><div id=a>We do.</div>",
            ["Who", "We do."],
        ),
        (
            "<button aria-controls=a aria-expanded=false>Menu</button>"
            "<div id=a><a href=b>Other pages</a></div><p>Ring</p>",
            ["Other pages", "Ring"],
        ),
        ("<button>Next</button><div>Carers do.</div>", ["Carers do."]),
        (
            "<h2><button>Who<span class=govuk-accordion__section-toggle>Show</span></button></h2>",
            ["Who"],
        ),
        (
            "<ul role=tablist><li><button role=tab aria-controls=a>Wales</button>"
            "<li><a role=tab id=b>Eire"
            "</a></ul><div role=tabpanel id=a>Free.</div>"
            "<div role=tabpanel aria-labelledby=b><h3>Eire</h3>£9.</div>",
            ["Wales", "Free.", "Eire", "£9."],
        ),
        ("<div role=tabpanel hidden>Leeds pays.</div>", ["Leeds pays."]),
        (
            "<div role=tablist><h3 role=tab aria-controls=a>Who?</h3>"
            "<div role=tabpanel id=a style='display: none'>Carers do.</div>"
            "<div role=tab id=b><h4><a role=button aria-controls=c>When?</a></h4></div>"
            "<div role=tabpanel id=c aria-labelledby=b><a href=f>Ask us.</a></div></div>",
            ["Who?", "Carers do.", "When?", "Ask us."],
        ),
        (
            "<div role=tablist><b role=tab aria-controls=a>Wales</b></div><div role=tablist>"
            "<b role=tab aria-controls=a>Wales</b><div role=tabpanel id=a>Free.</div></div>",
            ["Wales", "Free."],
        ),
        (
            "<div role=tablist><b role=tab>Pages</b><div role=tabpanel>"
            "<a href=b>Bins</a><a href=c>Roads</a><a href=d>Jobs</a></div></div><p>Ring</p>",
            ["Ring"],
        ),
        (
            "<button aria-controls=a aria-expanded=false>Who?</button>"
            "<div id=a style='display:none'>Carers do.</div>",
            ["Who?", "Carers do."],
        ),
        (
            "<h2><button aria-expanded=false>Who?</button></h2><div hidden>Carers do.</div>",
            ["Who?", "Carers do."],
        ),
        (
            "<div class=et_toggle><h5>Who?</h5><div style='display: none'>Carers do.</div></div>",
            ["Who?", "Carers do."],
        ),
        (
            "<dl><dt>Who?<dd style='display:none'>Carers do.<dt>When?<dd>Now.</dl>",
            ["Who?", "Carers do.", "When?", "Now."],
        ),
        (
            "<h3 class=accordion>Who?</h3><div style='display:none'>On phones</div><p>All do.</p>",
            ["Who?", "All do."],
        ),
        ("<h3>Who?</h3><div style='display:none'>Thank you</div>", ["Who?"]),
        ("<p><b data-to-value=5400 data-delimiter=,>0</b></p><p>breaks</p>", ["breaks"]),
        ("<p>£<b data-count=7.5>0.0</b></p><p><i data-target='#a'>0</i> left</p>", ["£", "0 left"]),
        ("<table><tr><td>Falls<td data-value=3>0</table>", ["Falls | 0"]),
        (
            "<p>Posted <time>3 May</time><time>5 June</time></p>",
            ["Posted 3 May 5 June"],
        ),
        ("<p>From<time>3 May</time></p>", ["From 3 May"]),
        ("<p>The <time>1980</time>s, from <time>9</time>am</p>", ["The 1980s, from 9am"]),
        (
            "<p><a href=a>Report 2023</a><a class=download href=a>Download</a></p>",
            ["Report 2023 Download"],
        ),
        (
            "<p><b>Mind</b><i>Out</i>, <span>Child</span><span>Line</span>, <em>Power</em>"
            "<strong>Point</strong>, <b>Mc</b><i>Bride</i>, <a href=c>Car</a>"
            "<a href=c>Line</a></p>",
            ["MindOut, ChildLine, PowerPoint, McBride, CarLine"],
        ),
        (
            "<div role=table><div role=row><span role=columnheader>Age</span>"
            "<span role=columnheader>Rate</span></div><div role=row>"
            "<span role=cell>0 to 4</span><span role=cell>£165</span></div></div>",
            ["Age | Rate", "0 to 4 | £165"],
        ),
        (
            "<div role=table>Rates<div role=row><span role=cell>4</span><span role=cell>5</span>"
            "</div></div>",
            ["Rates", "4", "5"],
        ),
        (
            "<p>Not so.<sup><a href=#cmnt1 id=cmnt_ref1>[a]</a></sup>"
            "<sup><a href=#ftnt1 id=ftnt_ref1>[1]</a></sup></p>"
            "<div><p><a href=#ftnt_ref1 id=ftnt1>[1]</a><b> Lee.</b></p></div>"
            "<div><p><a href=#cmnt_ref1 id=cmnt1>[a]</a><b>Is it?</b></p><p>Ask.</p></div>",
            ["Not so.[¹]", "[¹] Lee."],
        ),
        (
            "<ul><li><a href=#one>1.</a> Assess<li><a href=#x>[3]</a> Review</ul>",
            ["- 1. Assess", "- [3] Review"],
        ),
        (
            f"{FAQ.format('Who?', 'Carers do.')}{FAQ.format('When?', 'Now.')}",
            ["Who?", "Carers do.", "When?", "Now."],
        ),
        (
            "<div class=feedback-question><p>Is it useful?</p>"
            "<div style='display:none'>Thank you.</div></div>"
            "<div class=faq-search><h3>Search</h3><p style='display:none'>No questions.</p></div>"
            "<div class=nav-toggle>Menu</div>"
            "<ul style='display:none'><li><a href=a>Council tax</a><li><a href=b>Bins</a></ul>"
            "<dl><dt>Error<dd style='display:none'>Enter a postcode.</dl>",
            ["Is it useful?", "Search", "Menu", "Error"],
        ),
        (
            "<div class=toggle><h3>Menu</h3><ul style='display:none'><li><a href=a>Bins</a></ul>"
            "</div><div class=collapses><h3>Who?</h3><p style='display:none'>We.</p></div>",
            ["Menu", "Who?"],
        ),
        ("<details><summary>Who?</summary><p>Carers do.</p></details>", ["Who?", "Carers do."]),
        ("<p>One</p><p hidden>Never</p>", ["One"]),
        ("<p>So <textarea>Mine</textarea><button>Send</button></p>", ["So Mine Send"]),
        ("<p>Press <button>Send</button>.</p>", ["Press Send."]),
        ("<p><a href=w>Wales</a><a href=e>England</a></p>", ["Wales England"]),
        ("<p><a href=w>Car</a><a href=w>diff</a>.</p>", ["Cardiff."]),
        ("<p><span style='display:inline-block'>5</span>6</p>", ["5 6"]),
        ("<p><b>W</b>hole</p>", ["Whole"]),
        ("<p>They said <q>pay <q>all</q> now</q>.</p>", ["They said “pay ‘all’ now”."]),
        (
            "<p>Before <img alt='Pay rose each year since 2010'>after.</p><p>More.</p>",
            ["Before after.", "Pay rose each year since 2010", "More."],
        ),
        ("<p>Before <img alt='Union logo'>after.</p>", ["Before after."]),
        ("<p><a href=/><img alt='Home of the union of all'></a>Text.</p>", ["Text."]),
    ],
)
def test_what_can_be_seen_is_read(written: str, expected: list[str]) -> None:
    """Words that only screen readers are spared, and what a button opens, are on the page."""
    assert shown(written) == expected


def test_a_page_behind_a_dialog_is_not_lost_for_the_dialog() -> None:
    """A page saved while it asked about cookies is the page, whatever elements it is made of."""
    text = "Tell us about damp within seven days. " * 9
    page = f"<div aria-hidden=true>{text}</div><div role=dialog><p>We use cookies.</p></div>"
    document = read_html(page, "a.html", "")
    assert [m.kind for m in document.marks] == [MarkKind.PARAGRAPH, MarkKind.BOILERPLATE]


def test_cells_below_one_that_reaches_down_keep_their_columns() -> None:
    """Words over two rows hold in both, a bare number may be that of both together.

    In the first column the cell is empty below it.
    """
    table = (
        "<tr><th>Area<th>Office<th>Staff</tr>"
        "<tr><td rowspan=2>East<td rowspan=2>Ely<td>4</tr><tr><td rowspan=2>6</tr>"
        "<tr><td colspan=2>West</tr>"
    )
    assert shown(f"<table>{table}</table>") == [
        "Area | Office | Staff",
        "East | Ely | 4",
        " | Ely | 6",
        "West |  | ",
    ]


@pytest.mark.parametrize(
    ("value", "below"),
    [
        *((said, said) for said in ("£45", "3 days", "May 2031", "10:30", "95%", "2031/32", "4–6")),
        *((said, "") for said in ("61", "1,204", "-3.5", "(12)", "61*", "1 204²")),
    ],
)
def test_a_figure_with_a_unit_holds_in_each_row_and_column(value: str, below: str) -> None:
    """A fee or a time over two rows is that of each; a count may be that of both together."""
    table = (
        "<tr><th>Visit<th>Fee<th>Second fee</tr>"
        f"<tr><td>Day<td rowspan=2>{value}<td>Free</tr><tr><td>Night<td>Free</tr>"
        f"<tr><td>Week<td colspan=2>{value}</tr>"
    )
    assert shown(f"<table>{table}</table>")[1:] == [
        f"Day | {value} | Free",
        f"Night | {below} | Free",
        f"Week | {value} | {below}",
    ]


HEADS = "<tr><th rowspan=2>Area<th colspan=2>2022<tr><th>Beds<th>Free"
SPANNED = [
    (f"<thead>{HEADS}<tbody><tr><td>Ely<td>8<td>2",
     [(-1, "Area | 2022 | "), (0, " | Beds | Free"), (1, "Ely | 8 | 2")]),
    (f"{HEADS}<tr><td>Ely<td>8<td>2",
     [(-1, "Area | 2022 | "), (0, " | Beds | Free"), (1, "Ely | 8 | 2")]),
    ("<thead><tr><th>Home<th>Unit<th>2022<tbody><tr><td>Ely<td>Beds<td>8<tr><td colspan=2>All<td>8"
     "<tr><th colspan=3>Closed<tr><td colspan=100>Ask us.",
     [(0, "Home | Unit | 2022"), (1, "Ely | Beds | 8"), (2, "All |  | 8"), (3, "Closed"),
      (4, "Ask us.")]),
    ("<tr><td rowspan=2 colspan=2>East<td>8<tr><td>6<tr><td>West<td>Ely<td>7",
     [(1, "East |  | 8"), (2, " |  | 6"), (3, "West | Ely | 7")]),
    ("<caption>A<tr><td colspan=2>Name<td colspan=3>Jo<tr><td colspan=2>Age<td>4",
     [(1, "Name | Jo"), (2, "Age | 4")]),
    ("<tr><th>Duty<th>Adult<th>Child<tr><td>Ask<td colspan=2>None<tr><td>See<td rowspan=2>Yearly"
     "<td><tr><td>Tell<td>Daily",
     [(0, "Duty | Adult | Child"), (1, "Ask | None | None"), (2, "See | Yearly | "),
      (3, "Tell | Yearly | Daily")]),
    ("<thead><tr><th>Day<th>Fee<tr><td>Monday<td>£9", [(0, "Day | Fee"), (1, "Monday | £9")]),
    ("<tr><th>Day<th>Fee<tr><th>Nights<th><tr><td>Monday<td>£9",
     [(0, "Day | Fee"), (1, "Nights | "), (2, "Monday | £9")]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), SPANNED)
def test_what_reaches_over_columns_keeps_them(
    written: str, expected: list[tuple[int, str]]
) -> None:
    """Figures stand under their header, of one row or two, where some row has a cell for each."""
    document = read_html(f"<main><h1>Beds</h1><table>{written}</table></main>", "a.html", "")
    rows = [m for m in document.marks if m.kind is MarkKind.ROW]
    assert [(m.number, document.text[m.start : m.end]) for m in rows] == expected


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4), max_size=5))
def test_no_cell_of_a_table_is_lost(rows: list[list[tuple[int, int]]]) -> None:
    """However cells reach over rows and columns, the words of each stand there, in order."""
    written, words = "", []
    for number, row in enumerate(rows):
        written += "<tr>"
        for place, (down, across) in enumerate(row):
            words.append(f"c{number}x{place}")
            written += f"<td rowspan={down} colspan={across}>{words[-1]}</td>"
        written += "</tr>"
    said = " | ".join(shown(f"<table><caption>Pay</caption>{written}</table>")[1:])
    assert [*dict.fromkeys(cell for cell in said.split(" | ") if cell.strip())] == words


def test_one_bad_byte_does_not_cost_a_page(tmp_path: Path) -> None:
    """A page that is UTF-8 but for a byte is read, and its owner told."""
    file = tmp_path / "a.html"
    file.write_bytes(
        "<meta charset=utf-8><p>It’s £5 – a week \0x</p>".encode().replace(b"\0", b"\xe9")
    )
    document = read(file, "a.html")
    assert document.text == "It’s £5 – a week \ufffdx"
    assert [p.kind for p in document.problems] == [ProblemKind.REMARK]
    assert "are shown as \ufffd" in document.problems[0].reason
