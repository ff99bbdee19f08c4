"""Word files: every word a person sees, in order, under its heading, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.readers.docx import read_docx
from assistant.records import Document, MarkKind, ProblemKind

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
H, P, L, I, O, F, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.FOOTNOTE,
    MarkKind.BOILERPLATE,
)
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
Found = list[tuple[MarkKind, int | None, str]]


def made(body: str, parts: Mapping[str, str] | None = None, template: Any = None) -> bytes:
    """A file from python-docx with another body, and with more parts by kind.

    The relation to a part has its kind as its id.
    """
    saved, changed = io.BytesIO(), io.BytesIO()
    (template or docx.Document()).save(saved)
    parts = parts or {}
    listed = "".join(
        f'<Relationship Id="{kind}" Type="x/{kind}" Target="made-{kind}.xml"/>' for kind in parts
    )
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
            elif name == "word/_rels/document.xml.rels":
                text = part.decode()
                for kind in parts:  # ours comes first, and the first counts
                    text = text.replace(f'/relationships/{kind}"', '/relationships/unused"')
                part = text.replace("</Relationships>", listed + "</Relationships>").encode()
            new.writestr(name, part)
        for kind, content in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            new.writestr(f"word/made-{kind}.xml", f"<w:{root} {NAMESPACES}>{content}</w:{root}>")
    return changed.getvalue()


def document(body: str, parts: Mapping[str, str] | None = None) -> Document:
    """What the reader makes of a body and more parts."""
    return read_docx(made(body, parts), "a.docx", "")


def blocks(found: Document) -> Found:
    """Kind, level and text of each mark."""
    return [(m.kind, m.number, found.text[m.start : m.end]) for m in found.marks]


def read(body: str, parts: Mapping[str, str] | None = None) -> Found:
    return blocks(document(body, parts))


def run(words: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def par(inside: str, style: str = "", properties: str = "") -> str:
    """A paragraph around runs, or around plain words."""
    inside = inside if inside.startswith("<") else run(inside)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inside}</w:p>"


def field(instruction: str, result: str) -> str:
    """A field whose result is runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def either(choice: str, fallback: str) -> str:
    """The same content in a newer and an older way."""
    return (
        f"<mc:AlternateContent><mc:Choice>{choice}</mc:Choice>"
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def text_box(inside: str) -> str:
    """A run that holds a text box as Word writes it, twice."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    newer = f"<w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing>"
    older = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    return f"<w:r>{either(newer, older)}</w:r>"


FRACTION = (
    "<m:oMath><m:f><m:fPr/><m:num><m:r><m:t>1</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)
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
    (run("said") + "<w:r><w:commentReference w:id='0'/></w:r>", "said"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), WORDS)
def test_words_are_those_on_the_page(inside: str, expected: str) -> None:
    """A quotation has the very characters that stand on the page once all changes are accepted."""
    assert read(par(inside)) == [(P, None, expected)]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    """Two paragraphs that were joined read as one; so does a large first letter with its word."""
    deleted = par("Fair ", properties="<w:rPr><w:del/></w:rPr>")
    letter = par("T", properties='<w:framePr w:dropCap="drop"/>')
    assert read(deleted + par("pay.") + letter + par("he branch.")) == [
        (P, None, "Fair pay."), (P, None, "The branch."),
    ]  # fmt: skip


STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for kind, key, name, more in (
        ("paragraph", "berschrift1", "heading 1", '<w:basedOn w:val="Standard"/>'),
        ("paragraph", "Own", "Branch heading", '<w:basedOn w:val="berschrift1"/>'),
        ("paragraph", "Lined", "Lined", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        ("paragraph", "Title", "Title", ""),
        ("paragraph", "TOC1", "toc 1", ""),
        ("paragraph", "Loop", "Loop", '<w:basedOn w:val="Loop"/>'),
        ("paragraph", "Numbered", "Numbered",
         '<w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr>'),
        ("paragraph", "Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>"),
        ("character", "Gone", "Gone", "<w:rPr><w:vanish/></w:rPr>"),
    )
)  # fmt: skip


def test_headings_are_told_by_style_and_outline_level() -> None:
    """A heading is one in any language, through other styles, or by its level alone."""
    body = (
        par("Cover", "Title") + par("One", "berschrift1") + par("Two", "Own")
        + par("Three", "Lined") + par("Four", properties='<w:outlineLvl w:val="3"/>')
        + par("Five", "berschrift1", '<w:outlineLvl w:val="9"/>') + par("Six", "Loop")
        + par(run("Bold only", "<w:b/>")) + par("", "berschrift1")
    )  # fmt: skip
    found = document(body, {"styles": STYLES})
    assert blocks(found) == [
        (H, 1, "Cover"), (H, 1, "One"), (H, 1, "Two"), (H, 3, "Three"), (H, 4, "Four"),
        (P, None, "Five"), (P, None, "Six"), (P, None, "Bold only"),
    ]  # fmt: skip
    assert found.entry.title == "Cover"


def test_styles_can_hide_text_and_are_known_without_their_part() -> None:
    """Hidden text is left out however it is hidden; 'Heading2' says what it is by itself."""
    body = par("no", "Secret") + par(run("yes") + run("no", '<w:rStyle w:val="Gone"/>'))
    assert read(body, {"styles": STYLES}) == [(P, None, "yes")]
    assert read(par("Aims", "Heading2"), {"styles": ""}) == [(H, 2, "Aims")]


def level(at: int, style: str, text: str, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def num(key: int, abstract: int, more: str = "") -> str:
    """A list of an abstract definition."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def abstract(key: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


FONT = '<w:rPr><w:rFonts w:ascii="{}"/></w:rPr>'
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
NUMBERING = (
    abstract(1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"))
    + abstract(2, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    + abstract(3, level(0, "bullet", "\uf0b7", FONT.format("Symbol")),
               level(1, "bullet", "o", FONT.format("Courier New")), level(2, "bullet", "–"))
    + abstract(4, level(0, "decimal", "%1"),
               level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>'))
    + abstract(5, level(0, "decimal", "Item %1", '<w:pStyle w:val="X"/>'),
               level(1, "decimal", "%2:", '<w:pStyle w:val="Numbered"/>'))
    + abstract(6, more='<w:numStyleLink w:val="S"/>')
    + abstract(7, level(0, "ordinal", "%1"), more='<w:styleLink w:val="S"/>')
    + abstract(8, level(0, "none", ""), level(1, "bullet", "x", '<w:lvlPicBulletId w:val="0"/>'))
    + num(1, 1) + num(2, 2) + num(3, 3) + num(4, 4) + num(9, 5) + num(6, 6) + num(8, 8)
    + num(11, 1) + num(12, 1, RESTART.format(5)) + num(13, 99)
    + num(14, 1, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "(%1)")}</w:lvlOverride>')
)  # fmt: skip


def item(key: int, at: int = 0, words: str = "x") -> str:
    """A paragraph of a list."""
    listed = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'
    return par(words, properties=listed)


LISTS = [
    (item(1) + item(1) + item(1, 1) + item(1, 1) + item(1) + item(1, 1),
     ["1. x", "2. x", "a) x", "b) x", "3. x", "a) x"]),
    (item(2) + item(2, 1) + item(2, 1), ["I x", "1.1 x", "1.2 x"]),
    (item(2, 1), ["1.1 x"]),
    (item(3) + item(3, 1) + item(3, 2), ["• x", "◦ x", "– x"]),
    (item(4) + item(4, 1) + item(4) + item(4, 1), ["1 x", "1.1 x", "2 x", "2.2 x"]),
    (item(1) + item(11) + item(12) + item(12) + item(1), ["1. x", "2. x", "5. x", "6. x", "7. x"]),
    (item(6) + item(6), ["1st x", "2nd x"]),
    (item(8) + item(8, 1), ["x", "• x"]),
    (item(14), ["(A) x"]),
    (item(13) + item(77), ["x", "x"]),
    (par("x", "Numbered") + par("x", "Numbered", "<w:numPr><w:numId w:val='0'/></w:numPr>"),
     ["1: x", "x"]),
    (item(1) + item(1, words="") + item(1), ["1. x", "3. x"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts"), LISTS)
def test_lists_have_the_numbers_that_word_counts(body: str, texts: list[str]) -> None:
    """An item carries the bullet or number that is seen, which the file does not hold."""
    found = read(body, {"styles": STYLES, "numbering": NUMBERING})
    assert [text for _, _, text in found] == texts
    kinds = [I if text != "x" else P for text in texts]
    assert [kind for kind, _, _ in found] == kinds


def test_headings_carry_their_numbers_and_lists_their_lead_in() -> None:
    """'2. Aims' is found as it is printed; 'Bring:' stays with what to bring, at its level."""
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = (
        par("Aims", "berschrift1", listed) + par("Bring:") + item(3, words="rules")
        + item(3, 1, "minutes") + par("• typed") + par("Note:") + par("Then go.")
    )  # fmt: skip
    assert read(body, {"styles": STYLES, "numbering": NUMBERING}) == [
        (H, 1, "1. Aims"), (L, None, "Bring:"), (I, 1, "• rules"), (I, 2, "◦ minutes"),
        (I, 1, "• typed"), (P, None, "Note:"), (P, None, "Then go."),
    ]  # fmt: skip


def cell(inside: str, properties: str = "") -> str:
    inside = inside if inside.startswith("<w:") else par(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, look: str = "") -> str:
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


PLAIN = row("a", "b") + row("c", "d")
CONTINUED = "<w:vMerge/>"
TABLES = [
    (table(PLAIN), [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:firstRow="1"/>'), [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:val="04A0"/>'), [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:val="none"/>'), [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(row("a", "b"), look='<w:tblLook w:firstRow="1"/>'), [(O, 1, "a | b")]),
    (table(row("a", "b", properties="<w:tblHeader/>"), row("c", "d")),
     [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(row(cell("a", '<w:vMerge w:val="restart"/>'), "b"), row(cell("", CONTINUED), "c")),
     [(O, 1, "a | b"), (O, 2, " | c")]),
    (table(row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "b")),
     [(O, 1, "a | b")]),
    (table(row("a", "b"), row("no", "no", properties="<w:del/>")), [(O, 1, "a | b")]),
    (table(row(cell(par("one") + par("two")),
               cell(table(row("in", "ner"), row("table", "")) + par("")))),
     [(O, 1, "one two | in ner table")]),
    (table(row(cell(par("one") + par("two")))), [(P, None, "one"), (P, None, "two")]),
    (table(row(cell(par("Aims", "Heading1") + par("one")), "two")),
     [(H, 1, "Aims"), (P, None, "one"), (P, None, "two")]),
    (table(f"<w:sdt><w:sdtContent>{row('a', 'b')}</w:sdtContent></w:sdt>"), [(O, 1, "a | b")]),
    (table(either(row("a", "b"), row("a", "b")) + f"<w:customXml>{row('c', 'd')}</w:customXml>"),
     [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(row("a", cell(par(text_box(par("boxed")))))), [(O, 1, "a | boxed")]),
    (table(), []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TABLES)
def test_tables_are_rows(body: str, expected: Found) -> None:
    """A row is found by itself; a frame around text is no table, and may hold headings."""
    assert read(body + par("end")) == [*expected, (P, None, "end")]


def test_tables_within_tables_are_read_however_deep() -> None:
    """As many tables in each other as a file can hold are no trouble."""
    deep = par("deep")
    for _ in range(60):
        deep = table(row(cell(deep + par("")), "x"))
    assert read(deep)[0][2].startswith("deep x x")


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    """What Word writes twice, for itself and for older programs, is one text."""
    inner = par(run("inner") + text_box(par("innermost")))
    body = par("Aims", "Heading1") + par(run("before ") + text_box(inner) + run("after"))
    assert read(body + par("next")) == [
        (H, 1, "Aims"), (P, None, "before after"), (P, None, "inner"), (P, None, "innermost"),
        (P, None, "next"),
    ]  # fmt: skip


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


def note_part(kind: str, *notes: str) -> str:
    separator = f'<w:{kind} w:id="-1" w:type="separator">{par("no")}</w:{kind}>'
    return separator + "".join(
        f'<w:{kind} w:id="{key}">{note}</w:{kind}>' for key, note in enumerate(notes)
    )


def test_notes_stand_after_the_text_with_their_numbers() -> None:
    """A sentence reads on past its references; each note has the number that led to it."""

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
        (P, None, "Pay rose in May*."), (O, 1, "a | b"),
        (F, None, "1 First."), (F, None, "* Third."),
        (F, None, "2 Second."), (F, None, "3 In a table.\nMore."), (F, None, "i At the end."),
    ]  # fmt: skip


def test_a_footnote_stands_in_the_section_that_refers_to_it() -> None:
    """A note is cited with the heading under which it is referred to, not with the last one."""

    def refer(key: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    body = par("Before", "Heading1") + par(run("Agree.") + refer(0)) + par(run("Meet."))
    body += par(run("After") + refer(1), "Heading1")
    body += par(run("Write.")) + par("More", "Heading1") + par(run("Read."))
    notes = {"footnotes": note_part("footnote", par("Three points."), par("In time."))}
    assert read(body, notes) == [
        (H, 1, "Before"), (P, None, "Agree."), (P, None, "Meet."), (F, None, "1 Three points."),
        (H, 1, "After"), (P, None, "Write."), (F, None, "2 In time."),
        (H, 1, "More"), (P, None, "Read."),
    ]  # fmt: skip


def test_pictures_beside_text_are_no_table() -> None:
    """Easy Read sets a picture beside each sentence, which is quoted without bars."""
    beside = table(row("", "You can tell us."), row("", "It is your home."))
    assert read(beside) == [(P, None, "You can tell us."), (P, None, "It is your home.")]
    spaced = table(row("a", "", "b"), row("c", "", "d"))
    assert read(spaced) == [(O, 1, "a | b"), (O, 2, "c | d")]


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
        (P, None, "See:"), (O, 0, " | Members"), (O, 1, "East | 3.0"),
    ]  # fmt: skip


def test_a_damaged_chart_costs_no_more_than_itself() -> None:
    """The text around a chart is read, and staff learn that something is missing."""
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    chart = f'<w:drawing><c:chart xmlns:c="{c}" r:id="chart"/></w:drawing>'
    found = document(par(f"{run('See.')}<w:r>{chart}</w:r>"), {"chart": "<"})
    assert found.text == "See."
    assert found.problems[0].reason == "its charts or diagrams are damaged and were not read"
    assert found.problems[0].kind is ProblemKind.PARTLY_READ


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
    content = made(par("Text.") + par("First", "Heading1"), template=template)
    entry = read_docx(content, "a.docx", "").entry
    assert (entry.title, entry.author) == expected


# Whatever a document holds

TEXTS = st.text("abc éß’“”–—&<>*_ﬁ→٣", min_size=1, max_size=30).map(lambda t: " ".join(t.split()))
KINDS = st.sampled_from(
    ["heading", "paragraph", "bullet", "number", "table", "nested", "box", "changed", "note"]
)


class Plans:
    """Writes a body block by block, and keeps what must be read of it."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self.body = ""
        self.expected: Found = []
        self.notes: list[str] = []
        self.noted: list[int] = []
        """How many blocks there are to each note's reference."""
        self._draw = draw
        self._count = 0
        self._numbers = 0

    def sentence(self) -> str:
        """A sentence that no other is like."""
        self._count += 1
        return f"S{self._count} {self._draw()}.".replace(" .", ".")

    def block(self, kind: str, depth: int) -> None:
        """One more block."""
        self.body += str(getattr(self, f"_{kind}")(depth))

    def _heading(self, depth: int) -> str:
        return self._planted(H, depth, f"Heading{depth}")

    def _paragraph(self, _: int) -> str:
        return self._planted(P, None)

    def _planted(self, kind: MarkKind, number: int | None, style: str = "") -> str:
        words = self.sentence()
        self.expected.append((kind, number, words))
        return par(run(escaped(words)), style)

    def _bullet(self, depth: int) -> str:
        words = self.sentence()
        self.expected.append((I, depth, f"{'•◦–'[depth - 1]} {words}"))
        return item(3, depth - 1, run(escaped(words)))

    def _number(self, _: int) -> str:
        words = self.sentence()
        self._numbers += 1
        self.expected.append((I, 1, f"{self._numbers}. {words}"))
        return item(1, 0, run(escaped(words)))

    def _table(self, depth: int) -> str:
        texts = [[self.sentence(), self.sentence()] for _ in range(depth)]
        self.expected += [(O, n, " | ".join(row)) for n, row in enumerate(texts, 1)]
        return table(*(row(*map(cell, map(run_par, cells))) for cells in texts)) + par("")

    def _nested(self, _: int) -> str:
        first, second, third = self.sentence(), self.sentence(), self.sentence()
        self.expected.append((O, 1, f"{first} {second} | {third}"))
        inner = table(row(cell(run_par(first)), cell(run_par(second))))
        return table(row(cell(inner + par("")), cell(run_par(third)))) + par("")

    def _box(self, _: int) -> str:
        words, boxed = self.sentence(), self.sentence()
        self.expected += [(P, None, words), (P, None, boxed)]
        return par(run(escaped(words)) + text_box(run_par(boxed)))

    def _changed(self, _: int) -> str:
        words = self.sentence()
        half = len(words) // 2
        self.expected.append((P, None, words))
        gone = f"<w:del><w:r><w:delText>{escaped(self.sentence())}</w:delText></w:r></w:del>"
        return par(
            run(escaped(words[:half])) + gone + f"<w:ins>{run(escaped(words[half:]))}</w:ins>"
        )

    def _note(self, _: int) -> str:
        words = self.sentence()
        half = len(words) // 2
        self.expected.append((P, None, words))
        reference = f'<w:r><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        self.notes.append(self.sentence())
        self.noted.append(len(self.expected))
        return par(run(escaped(words[:half])) + reference + run(escaped(words[half:])))

    def with_notes(self) -> Found:
        """What is expected, each note after the section that refers to it."""
        notes = [(F, None, f"{n} {note}") for n, note in enumerate(self.notes, 1)]
        noted = list(zip(self.noted, notes, strict=True))
        found: Found = []
        for place, block in enumerate(self.expected):
            if block[0] is H:
                found += [note for at, note in noted if at <= place and note not in found]
            found.append(block)
        return found + [note for note in notes if note not in found]


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run_par(words: str) -> str:
    return par(run(escaped(words)))


@given(st.lists(st.tuples(KINDS, st.integers(1, 3)), min_size=1, max_size=10), st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_every_sentence_is_read_once_in_order(
    plan: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    """document.text[p.start:p.end] == p.text, for each thing planted and nothing else."""
    plans = Plans(lambda: data.draw(TEXTS))
    for kind, depth in plan:
        plans.block(kind, depth)
    notes = {"footnotes": note_part("footnote", *map(run_par, plans.notes))}
    found = document(plans.body, {"numbering": NUMBERING, **notes})
    assert blocks(found) == plans.with_notes()
    covered = "".join(found.text[m.start : m.end] for m in found.marks)
    assert "".join(covered.split()) == "".join(found.text.split())


def test_files_from_python_docx_are_read() -> None:
    """Styles, lists and tables as another program writes them."""
    made_elsewhere = docx.Document()
    made_elsewhere.styles.add_style(
        "Mine", WD_STYLE_TYPE.PARAGRAPH
    ).base_style = made_elsewhere.styles["Heading 2"]
    made_elsewhere.add_heading("Fair pay", 0)
    made_elsewhere.add_paragraph("Means", "Mine")
    made_elsewhere.add_paragraph("Bring:")
    made_elsewhere.add_paragraph("rules", "List Bullet")
    made_elsewhere.add_paragraph("first", "List Number")
    cells = made_elsewhere.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "a", "b"
    saved = io.BytesIO()
    made_elsewhere.save(saved)
    assert blocks(read_docx(saved.getvalue(), "a.docx", "")) == [
        (H, 1, "Fair pay"), (H, 2, "Means"), (L, None, "Bring:"), (I, 1, "• rules"),
        (I, 1, "1. first"), (O, 1, "a | b"),
    ]  # fmt: skip


# Files that others made

KNOWN = {
    "markitdown--test.docx": ("AutoGen: Enabling Next-Gen", "Introduction", "Large language"),
    "markitdown--test_with_comment.docx": ("AutoGen: Enabling", "Abstract", "AutoGen is an"),
    "markitdown--docx_multipage.docx": (
        "Page 1 - Mixed Content", "Page 3 - Image at Start", "Content that follows",
    ),
    "markitdown--docx_complex_layout.docx": (
        "Complex Document", "Complex Document", "Encryption | Enabled",
    ),
    "markitdown--docx_image_middle.docx": ("Introduction", "Analysis", "after the image."),
    "markitdown--docx_image_end.docx": ("Report", "Report", "Recommendations."),
}  # fmt: skip


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_files_that_others_made_are_read() -> None:
    """Headings and what stands under them are those of the rendered file."""
    for path in sorted(SAMPLES.glob("*.docx")):
        found = read_docx(path.read_bytes(), path.name, "")
        assert found.problems == ()
        if path.name in KNOWN:
            first, heading, needle = KNOWN[path.name]
            headings = [t for k, _, t in blocks(found) if k is H]
            assert headings[0].startswith(first)
            above = found.text[: found.text.index(needle)]
            assert max(headings, key=lambda h: above.rfind(h + "\n")).startswith(heading)


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
