"""Word files: every word a person sees, in order, under its heading, and nothing else."""

from __future__ import annotations

import docx
import pytest

from assistant.readers.docx import read_docx
from assistant.records import ProblemKind
from tests.readers.word_files import (
    STYLES,
    B,
    C,
    F,
    H,
    O,
    P,
    blocks,
    cell,
    document,
    either,
    made,
    note_part,
    par,
    read,
    row,
    run,
    table,
    text_box,
)


def field(instruction: str, result: str) -> str:
    """A field whose result is runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


FRACTION = (
    "<m:oMath><m:f><m:fPr/><m:num><m:r><m:t>1</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)
RAISED = '<w:vertAlign w:val="superscript"/>'
SIGNS = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
WORDS = [
    (run("Members’ pay: 80–20 — “fair”…"), "Members’ pay: 80–20 — “fair”…"),
    (run("Fair ") + run("pay"), "Fair pay"),
    (run("a &lt;b&gt; &amp; *c*"), "a <b> & *c*"),
    ("<w:r><w:t> one </w:t><w:t>two\n three </w:t></w:r>", "onetwo  three"),
    (run("one\ntwo"), "one two"),
    ("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>", "one\ntwo\tthree"),
    ("<w:r><w:t>80</w:t><w:noBreakHyphen/><w:t>20</w:t></w:r>", "80-20"),
    ("<w:r><w:t>cam</w:t><w:softHyphen/><w:t>paign\u00ading</w:t></w:r>", "campaigning"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run(" done"), "✓ done"),
    (run("\uf0fc", SIGNS.format("Wingdings")) + run(" done"), "✓ done"),
    (run("ü", SIGNS.format("Wingdings")) + run("ü", SIGNS.format("Arial")), "✓ü"),
    (run("\uf061\uf062 ", SIGNS.format("Symbol")) + run("a", SIGNS.format("Symbol")), "αβ α"),  # noqa: RUF001
    (run("Not one", SIGNS.format("Symbol")), "Not one"),
    ('<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>' + run(" Yes"), "□ Yes"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F028"/></w:r>' + run(" 030"), "☎ 030"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F078"/></w:r>' + run(" No"), "☒ No"),
    ('<w:r><w:sym w:font="X" w:char="F041"/><w:sym w:font="X" w:char="F020"/></w:r>' + run("No"),
     "\ufffd No"),
    (run("c", SIGNS.format("Webdings")) + run(" No ") + run("g", SIGNS.format("Webdings")),
     "□ No ■"),
    (run("seen") + run("ii", RAISED) + run(" on the 2") + run("nd", RAISED), "seenⁱⁱ on the 2nd"),
    ('<w:r><w:sym w:font="X" w:char="-1"/><w:sym w:char="D800"/><w:sym/></w:r>' + run("x"), "x"),
    (f'<w:hyperlink r:id="x">{run("a link")}</w:hyperlink>' + run(" here"), "a link here"),
    (f"<w:ins>{run('put in')}</w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del>",
     "put in"),
    (f"<w:moveTo>{run('moved')}</w:moveTo><w:moveFrom>{run('moved')}</w:moveFrom>", "moved"),
    (run("seen") + run("hidden", "<w:vanish/>"), "seen"),
    (run("seen", '<w:vanish w:val="0"/>'), "seen"),
    (run("Capitals", "<w:caps/>"), "Capitals"),
    (field('HYPERLINK "x"', run("shown")) + run(" too"), "shown too"),
    (field("IF " + field("PAGE", run("3")) + " = 1", run("yes")), "yes"),
    (f'<w:fldSimple w:instr="DATE">{run("1 May")}</w:fldSimple>', "1 May"),
    (f"<w:sdt><w:sdtContent>{run('chosen')}</w:sdtContent></w:sdt>", "chosen"),
    ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
     f"{run('Click here')}</w:sdtContent></w:sdt>" + run("x"), "x"),
    (f"<w:smartTag><w:smartTag>{run('tagged')}</w:smartTag></w:smartTag>", "tagged"),
    (either(run("once"), run("once")), "once"),
    (FRACTION, "1/2"),
    ('<w:r><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r>'
     "</w:rubyBase></w:ruby></w:r>", "漢"),
    (run("50") + run("3", '<w:position w:val="8"/><w:sz w:val="14"/>')
     + run("4", '<w:position w:val="8"/>'), "50³4"),
    (run("said") + "<w:r><w:commentReference w:id='0'/></w:r>", "said"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), WORDS)
def test_words_are_those_on_the_page(inside: str, expected: str) -> None:
    """A quotation has the very characters that stand on the page once all changes are accepted."""
    assert read(par(inside)) == [(P, None, expected)]


def math(kind: str, *parts: str) -> str:
    """An element of a formula; a part is its name, a colon and its signs, or an element."""
    inside = ""
    for part in parts:
        name, _, signs = part.partition(":")
        is_element = part.startswith("<")
        run = signs if signs.startswith("<") else f"<m:r><m:t>{signs}</m:t></m:r>"
        inside += part if is_element else f"<m:{name}>{run}</m:{name}>"
    return f"<m:{kind}>{inside}</m:{kind}>"


SQUARE = '<m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr>'
FORMULAS = [
    (math("sSup", "e:" + math("d", "e:a+b"), "sup:2"), "(a+b)^2"),
    (math("d", SQUARE, "e:x"), "|x|"),
    (math("d", "<m:dPr><m:endChr m:val=''/></m:dPr>", "e:x", "e:y"), "(x|y"),
    (math("f", "num:a+b", "den:c-d"), "(a+b)/(c-d)"),
    (math("f", "num:income", "den:12.5"), "income/12.5"),
    (math("box", "e:2") + math("f", "num:1", "den:2") + math("box", "e:x"), "2 1/2 x"),
    (math("sSup", "e:10", "sup:n+1"), "10^(n+1)"),
    (math("sSup", "e:10", "sup:-3") + math("box", "e:kg"), "10^-3 kg"),
    (math("sSub", "e:10", "sub:2") + math("sSubSup", "e:x", "sub:1", "sup:2"), "10₂x1^2"),
    (math("rad", "<m:deg/>", "e:x+1") + math("rad", "deg:3", "e:8"), "√(x+1)∛8"),
    (math("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', "sub:i=1", "sup:n", "e:x"),
     "∑_(i=1)^n x"),
    (math("nary", "e:x"), "∫ x"),
    (math("limLow", "e:lim", "lim:x→0"), "lim_(x→0)"),
    (f"{math('box', 'e:x=')}<w:del>{math('r', 't:5')}</w:del><w:ins>{math('box', 'e:7')}</w:ins>",
     "x=7"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), FORMULAS)
def test_formulas_say_in_a_line_what_they_say_on_paper(inside: str, expected: str) -> None:
    """Who works out a fee by '(a+b)/(c-d)' gets another sum from 'a+b/c-d'."""
    assert read(par(f"<m:oMath>{inside}</m:oMath>")) == [(P, None, expected)]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    """Two paragraphs that were joined read as one; so does a large first letter with its word."""
    deleted = par("Fair ", properties="<w:rPr><w:del/></w:rPr>")
    letter = par("T", properties='<w:framePr w:dropCap="drop"/>')
    assert read(deleted + par("pay.") + letter + par("he branch.")) == [
        (P, None, "Fair pay."), (P, None, "The branch."),
    ]  # fmt: skip


def test_words_whose_end_was_deleted_are_not_lost() -> None:
    """Before a table, and at the end of a cell or of the text, nothing follows to go on with."""
    deleted = "<w:rPr><w:del/></w:rPr>"
    fees, last = par("The fees are:", properties=deleted), par("Pay now.", properties=deleted)
    cells = row(cell(par("Adults", properties=deleted)), "10")
    assert read(fees + table(cells) + par("", properties=deleted) + last) == [
        (P, None, "The fees are:"), (O, 1, "Adults | 10"), (P, None, "Pay now."),
    ]  # fmt: skip


def test_headings_are_told_by_style_and_outline_level() -> None:
    """A heading is one in any language, through other styles, or by its level alone."""
    body = (
        par("Cover", "Title") + par("One", "berschrift1") + par("Two", "Own")
        + par("Three", "Lined") + par("Four", properties='<w:outlineLvl w:val="3"/>')
        + par("Five", "berschrift1", '<w:outlineLvl w:val="9"/>') + par("Six", "Loop")
        + par("Seven.", "Clause")
        + par(run("Bold only", "<w:b/>")) + par("", "berschrift1")
    )  # fmt: skip
    found = document(body, {"styles": STYLES})
    assert blocks(found) == [
        (H, 1, "Cover"), (H, 1, "One"), (H, 1, "Two"), (H, 3, "Three"), (H, 4, "Four"),
        (P, None, "Five"), (P, None, "Six"), (P, None, "Seven."), (P, None, "Bold only"),
    ]  # fmt: skip
    assert found.entry.title == "Cover"


def test_styles_can_hide_text_and_are_known_without_their_part() -> None:
    """Hidden text is left out however it is hidden; 'Heading2' says what it is by itself."""
    body = par("no", "Secret") + par(run("yes") + run("no", '<w:rStyle w:val="Gone"/>'))
    assert read(body, {"styles": STYLES}) == [(P, None, "yes")]
    assert read(par("Aims", "Heading2"), {"styles": ""}) == [(H, 2, "Aims")]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    """What Word writes twice, for itself and for older programs, is one text."""
    inner = par(run("inner") + text_box(par("innermost")))
    body = par("Aims", "Heading1") + par(run("before ") + text_box(inner) + run("after"))
    assert read(body + par("next")) == [
        (H, 1, "Aims"), (P, None, "before after"), (P, None, "inner"), (P, None, "innermost"),
        (P, None, "next"),
    ]  # fmt: skip


def test_boxes_that_nobody_sees_are_not_read() -> None:
    """A remark that was hidden is no part of the letter, be its box of a newer or an older kind."""
    inside = f"<w:txbxContent>{par('draft')}</w:txbxContent>"
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    for hidden, seen in (('hidden="1"', []), ('hidden="0"', [(P, None, "draft")])):
        newer = f'<wp:anchor xmlns:wp="{wp}"><wp:docPr {hidden}/>{inside}</wp:anchor>'
        body = par(run("Pay.") + f"<w:r><w:drawing>{newer}</w:drawing></w:r>")
        assert read(body) == [(P, None, "Pay."), *seen]
    older = f'<v:shape style="left:0; visibility: hidden">{inside}</v:shape>'
    assert read(par(run("Pay.") + f"<w:r><w:pict>{older}</w:pict></w:r>")) == [(P, None, "Pay.")]


def test_a_header_of_a_first_page_is_read_where_the_first_page_has_its_own() -> None:
    """Word keeps the header of a first page that was switched off: nobody sees it."""
    first = '<w:headerReference w:type="first" r:id="header"/>'
    for switch, seen in (("", []), ("<w:titlePg/>", [(B, None, "Old draft")])):
        found = read(
            par("Pay.") + f"<w:sectPr>{first}{switch}</w:sectPr>", {"header": par("Old draft")}
        )
        assert found == [(P, None, "Pay."), *seen]


@pytest.mark.parametrize(
    ("title", "held", "below", "is_heading"),
    [
        ("Remember", par("Meet."), par("Notes are kept."), False),
        ("1. Remember", par("Meet."), par("Notes are kept."), True),
        ("Remember", par("Meet."), par("Roles", "Heading1") + par("All."), True),
        ("Remember", "", par("Notes are kept."), True),
    ],
)
@pytest.mark.parametrize("level", ["Heading1", "Heading2"])
@pytest.mark.parametrize("beside", [par("Duty", "Heading2"), ""])
def test_a_heading_in_a_box_of_one_cell_heads_only_the_box(
    title: str, held: str, below: str, is_heading: bool, level: str, beside: str
) -> None:
    """What stands below a box goes on with the section; a bar in colour is a heading as any."""
    box = table(row(cell(par(title, level) + held)))
    found = read(par("Care", "Heading1") + beside + par("Text.") + box + below)
    is_bar = is_heading or level == "Heading1" or not beside
    assert (found[3 if beside else 2][0] is H) == is_bar


def test_headings_in_boxes_head_nothing_but_a_cover() -> None:
    """A box in the margin does not take over the text beside it; a cover's title is a title."""
    body = (
        par(text_box(par("Fair pay", "Title"))) + par("Aims", "Heading1")
        + par(run("one") + text_box(par("A quotation", "Heading2"))) + par("two")
    )  # fmt: skip
    found = document(body)
    assert blocks(found) == [
        (H, 1, "Fair pay"), (H, 1, "Aims"), (P, None, "one"), (P, None, "A quotation"),
        (P, None, "two"),
    ]  # fmt: skip
    assert found.entry.title == "Fair pay"


def test_notes_stand_after_the_text_with_their_numbers() -> None:
    """A sentence has the raised numbers of its notes, and each note the number that led to it."""

    def refer(kind: str, key: int, more: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{key}" {more}/></w:r>'

    own_mark = refer("footnote", 2, 'w:customMarkFollows="1"') + run("*")
    body = par(
        run("Pay rose") + refer("footnote", 1) + run(" in May") + refer("endnote", 0)
        + own_mark + refer("footnote", 0) + run(".")
    ) + table(row("a", cell(par(refer("footnote", 3) + run("b")))))  # fmt: skip
    parts = {
        "footnotes": note_part(
            "footnote", par("Second."), par("<w:r><w:footnoteRef/></w:r>" + run(" First.")),
            par("* Third."), par("In a table.") + par("More."), par("Never referred to."),
        ),
        "endnotes": note_part("endnote", par("At the end.")),
    }  # fmt: skip
    assert read(body, parts) == [
        (P, None, "Pay rose¹ in Mayⁱ*²."), (O, 1, "a | ³b"),
        (F, None, "1 First."), (F, None, "* Third."),
        (F, None, "2 Second."), (F, None, "3 In a table.\nMore."), (F, None, "i At the end."),
    ]  # fmt: skip


def test_a_footnote_stands_in_the_section_that_refers_to_it() -> None:
    """A note is cited with the heading under which it is referred to, not with the last one.

    The heading itself has no number of a note.
    """

    def refer(key: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    header = row(*(cell(par(words, "Heading2")) for words in ("Who", "When")))
    body = par("Before", "Heading1") + table(header, row("All", "May"))
    body += par(run("Agree.") + refer(0)) + par(run("Meet."))
    body += par(run("After") + refer(1), "Heading1")
    body += par(run("Write.")) + par("More", "Heading1") + par(run("Read."))
    notes = {"footnotes": note_part("footnote", par("Three points."), par("In time."))}
    assert read(body, notes) == [
        (H, 1, "Before"), (O, 0, "Who | When"), (O, 1, "All | May"),
        (P, None, "Agree.¹"), (P, None, "Meet."), (F, None, "1 Three points."),
        (H, 1, "After"), (P, None, "Write."), (F, None, "2 In time."),
        (H, 1, "More"), (P, None, "Read."),
    ]  # fmt: skip


def test_notes_are_numbered_as_the_document_says() -> None:
    """Letters and another beginning are kept."""
    form = '<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:numStart w:val="3"/></w:footnotePr>'
    body = par(run("x") + '<w:r><w:footnoteReference w:id="0"/></w:r>')
    parts = {"footnotes": note_part("footnote", par("Note.")), "settings": form}
    assert read(body, parts)[1] == (F, None, "c Note.")
    assert read(f"{body}<w:sectPr>{form}</w:sectPr>", parts)[1] == (F, None, "c Note.")


def test_contents_headers_and_footers_are_boilerplate() -> None:
    """What repeats headings or stands on each page is never an answer, and stands there once."""
    begin, end = field("TOC \\o", "|").split("|")
    name = '<w:docPartGallery w:val="Table of Contents"/>'
    gallery = f"<w:sdtPr><w:docPartObj>{name}</w:docPartObj></w:sdtPr>"
    body = (
        par(begin + run("Aims 1")) + par(run("Means 2") + end) + par("Ends 3", "TOC1")
        + f"<w:sdt>{gallery}<w:sdtContent>{par('Contents')}</w:sdtContent></w:sdt>"
        + par("Aims", "berschrift1")
        + '<w:sectPr><w:headerReference r:id="header"/><w:headerReference r:id="header"/>'
        '<w:footerReference r:id="footer"/><w:footerReference r:id="none"/></w:sectPr>'
    )  # fmt: skip
    footer = par(run("Page ") + field("PAGE", run("1")))
    found = read(body, {"styles": STYLES, "header": par("Union"), "footer": footer})
    assert found == [
        (B, None, "Aims 1"), (B, None, "Means 2"), (B, None, "Ends 3"), (B, None, "Contents"),
        (H, 1, "Aims"), (B, None, "Union"), (B, None, "Page 1"),
    ]  # fmt: skip


def test_a_field_without_an_end_swallows_nothing() -> None:
    """One broken field does not make the rest of a document unseen or boilerplate."""
    broken = field("TOC", run("Aims 1")).rpartition("<w:r>")[0]
    assert read(par(broken) + par("Fair pay."))[1] == (P, None, "Fair pay.")


def test_wrapped_blocks_are_read_and_inserted_files_told() -> None:
    """Content controls and marks around paragraphs hide nothing; a file put in is not read."""
    body = (
        f"<w:sdt><w:sdtContent>{par('one')}</w:sdtContent></w:sdt><w:customXml>{par('two')}"
        f"</w:customXml>{either(par('three'), par('three'))}<w:altChunk r:id='x'/>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{par('no')}</w:sdtContent></w:sdt>"
    )
    found = document(body)
    assert [t for _, _, t in blocks(found)] == ["one", "two", "three"]
    assert "inserted files" in found.problems[0].reason


def test_charts_in_a_text_are_read_after_their_paragraph() -> None:
    """A chart in a report gives its numbers as one on a slide does."""
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    chart = f'<w:drawing><c:chart xmlns:c="{c}" r:id="chart"/></w:drawing>'
    numbers = (
        f'<c:ser xmlns:c="{c}"><c:tx><c:v>Members</c:v></c:tx><c:cat><c:strLit><c:pt idx="0"><c:v>'
        "East</c:v></c:pt></c:strLit></c:cat><c:val><c:numLit><c:formatCode>0.0</c:formatCode>"
        '<c:pt idx="0"><c:v>3</c:v></c:pt></c:numLit></c:val></c:ser>'
    )
    assert read(par(f"{run('See:')}<w:r>{chart}</w:r>"), {"chart": numbers}) == [
        (P, None, "See:"), (C, 0, " | Members"), (C, 1, "East | 3.0"),
    ]  # fmt: skip


def test_a_damaged_chart_costs_no_more_than_itself() -> None:
    """The text around a chart is read, and staff learn that something is missing."""
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    chart = f'<w:drawing><c:chart xmlns:c="{c}" r:id="chart"/></w:drawing>'
    found = document(par(f"{run('See.')}<w:r>{chart}</w:r>"), {"chart": "<"})
    assert found.text == "See."
    assert found.problems[0].reason == "its charts or diagrams are damaged and were not read"
    assert found.problems[0].kind is ProblemKind.PARTLY_READ


def test_a_paragraph_of_the_style_title_names_the_document() -> None:
    """It does wherever it stands, and whatever kind of document the properties speak of."""
    template = docx.Document()
    template.core_properties.title = "Press release"
    body = par("For release: 4 July 2022") + par("Drivers vote to strike", "Title") + par("Text.")
    entry = read_docx(made(body, template=template), "a.docx", "").entry
    assert entry.title == "Drivers vote to strike"


@pytest.mark.parametrize(
    ("said", "author", "expected"),
    [
        ("Campaigns in 2020", "A. Member", ("Campaigns in 2020", "A. Member")),
        ("Microsoft Word - Pay.docx", "python-docx", ("First", None)),
        ("Word Document", "Windows User", ("First", None)),
        ("", " ", ("First", None)),
    ],
)
def test_title_and_author_are_those_that_a_person_gave(
    said: str, author: str, expected: tuple[str, str | None]
) -> None:
    """What a program wrote into a file by itself names nothing; the first heading then does."""
    template = docx.Document()
    template.core_properties.title, template.core_properties.author = said, author
    content = made(par("To A. Member") + par("First", "Heading1") + par("Text."), template=template)
    entry = read_docx(content, "a.docx", "").entry
    assert (entry.title, entry.author) == expected


BOX = "<w:fldChar w:fldCharType='begin'><w:ffData>{}</w:ffData></w:fldChar>"
TICKED = "<w:checkBox>{}</w:checkBox>"
LISTED = (
    "<w:ddList>{}<w:listEntry w:val='No'/><w:listEntry w:val='Some'/>"
    "<w:listEntry w:val='All'/></w:ddList>"
)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (TICKED.format("<w:default w:val='1'/>"), "☒"),
        (TICKED.format("<w:default w:val='0'/>"), "☐"),
        (TICKED.format("<w:default w:val='1'/><w:checked w:val='0'/>"), "☐"),
        (TICKED.format("<w:checked/>"), "☒"),
        (LISTED.format(""), "No"),
        (LISTED.format("<w:default w:val='2'/>"), "All"),
        (LISTED.format("<w:result w:val='1'/>"), "Some"),
        (LISTED.format("<w:result w:val='9'/>"), ""),
        ("<w:textInput/>", ""),
    ],
)
def test_an_older_form_shows_what_was_chosen(form: str, shown: str) -> None:
    """A tick box and a drop-down list say what their reader sees, not the field's code."""
    run = f"<w:r>{BOX.format(form)}</w:r><w:r><w:instrText> FORM </w:instrText></w:r>"
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>: carers</w:t></w:r>"
    assert document(f"<w:p>{run}{end}</w:p>").text == f"{shown}: carers"
