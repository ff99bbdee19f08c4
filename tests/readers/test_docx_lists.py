"""Lists and tables of Word files: the numbers that Word counts, and row after row."""

from __future__ import annotations

import pytest

from tests.readers.word_files import (
    NUMBERING,
    STYLES,
    Found,
    H,
    I,
    L,
    O,
    P,
    cell,
    document,
    either,
    item,
    par,
    read,
    row,
    table,
    text_box,
)

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


def test_a_heading_that_text_follows_in_its_line_is_counted() -> None:
    """A heading whose end is hidden keeps its number; one that nobody sees is not counted."""
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    run_in = f"{listed}<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    unseen = f"{listed}<w:rPr><w:vanish/></w:rPr>"
    body = (
        par("Due date.", "Heading1", run_in) + par(" On 1 May.") + par("Old.", "", unseen)
        + par("Interest.", "Heading1", run_in) + par(" None.") + par("", "", run_in)
        + item(1, words="Costs.")
    )  # fmt: skip
    assert read(body, {"numbering": NUMBERING}) == [
        (H, 1, "1. Due date."), (P, None, "On 1 May."), (P, None, "Old."),
        (H, 1, "2. Interest."), (P, None, "None."), (I, 1, "3. Costs."),
    ]  # fmt: skip


PLAIN = row("a", "b") + row("c", "d")
CONTINUED = "<w:vMerge/>"
PROMPTED = (
    f"<w:tr>{cell('a')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    f"<w:sdtContent>{cell('Enter text')}</w:sdtContent></w:sdt>{cell('b')}</w:tr>"
)
SPAN = '<w:gridSpan w:val="2"/>'
HEADED = row(*(cell(par(words, "Heading1")) for words in ("Age", "Fee")))
TABLES = [
    (table(PLAIN), [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:firstRow="1"/>'), [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:val="04A0"/>'), [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(PLAIN, look='<w:tblLook w:val="none"/>'), [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(row("a", "b"), look='<w:tblLook w:firstRow="1"/>'), [(O, 1, "a | b")]),
    (table(row("a", "b", properties="<w:tblHeader/>"), row("c", "d")),
     [(O, 0, "a | b"), (O, 1, "c | d")]),
    (table(row("a", "b", properties="<w:tblHeader/>") * 2, row("c", "d")),
     [(O, -1, "a | b"), (O, 0, "a | b"), (O, 1, "c | d")]),
    (table(row("a", "b", properties="<w:tblHeader/>") * 2), [(O, 0, "a | b"), (O, 1, "a | b")]),
    (table(row(cell("a", '<w:vMerge w:val="restart"/>'), "b"), row(cell("", CONTINUED), "c")),
     [(O, 1, "a | b"), (O, 2, " | c")]),
    (table(row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "b")),
     [(O, 1, "a | b")]),
    (table(row("a", "b"), row("no", "no", properties="<w:del/>")), [(O, 1, "a | b")]),
    (table(row("a", cell("no", '<w:cellDel w:id="1"/>'), "b")), [(O, 1, "a | b")]),
    (table(PROMPTED, row("c", "d", "e")), [(O, 1, "a |  | b"), (O, 2, "c | d | e")]),
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
    (table(row("a", cell("b", SPAN), "c"), row("1", "2", "3", "4"), row(cell("d", SPAN))),
     [(O, 1, "a | b |  | c"), (O, 2, "1 | 2 | 3 | 4"), (O, 3, "d")]),
    (table(row(cell("a", SPAN), "b"), row("c", cell("d", SPAN))),
     [(O, 1, "a | b"), (O, 2, "c | d")]),
    (table(row("a", "b", properties='<w:gridBefore w:val="1"/>'), row("1", "2", "3")),
     [(O, 1, " | a | b"), (O, 2, "1 | 2 | 3")]),
    (table(row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "b"),
           row("1", "2", "3")), [(O, 1, "a |  | b"), (O, 2, "1 | 2 | 3")]),
    (table(HEADED, row("0", "£1")), [(O, 0, "Age | Fee"), (O, 1, "0 | £1")]),
    (table(HEADED, row(cell(par("Young", "Heading1")), "£1"), row("b", cell(par("c") + par("d")))),
     [(O, 0, "Age | Fee"), (O, 1, "Young | £1"), (O, 2, "b | c d")]),
    (table(HEADED, row(cell(par("one") + par("two")), "three")),
     [(H, 1, "Age"), (H, 1, "Fee"), *((P, None, words) for words in ("one", "two", "three"))]),
    (table(row(cell(par("Young", "Heading1")), "£1"), row("b", "c")),
     [(H, 1, "Young"), *((P, None, words) for words in ("£1", "b", "c"))]),
    (table(HEADED), [(H, 1, "Age"), (H, 1, "Fee")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TABLES)
def test_tables_are_rows(body: str, expected: Found) -> None:
    """A row is found by itself; a frame around text is no table, and may hold headings."""
    assert read(body + par("end")) == [*expected, (P, None, "end")]


def test_numbers_that_word_counts_are_read_in_cells_that_hold_nothing_else() -> None:
    """'As action 1' leads to a row; lines that are left to be filled in say nothing."""
    numbered = [row(cell(item(1, words="")), words) for words in ("Call", "Tell")]
    lines = [row(cell(item(1, words="")), cell(item(3, words=""))) for _ in range(2)]
    assert read(table(*numbered) + table(*lines) + item(1), {"numbering": NUMBERING}) == [
        (O, 1, "1. | Call"), (O, 2, "2. | Tell"), (I, 1, "5. x"),
    ]  # fmt: skip


def test_styles_of_deeper_lists_make_deeper_items() -> None:
    """A rule behind an exception's conditions is none of them, be the lists apart in the file."""
    styles = ("ListBullet", "ListBullet2", "ListNumber3", "ListBullet")
    own = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    found = read("".join(par("x", style) for style in styles) + par("x", "ListBullet2", own))
    assert [level for _, level, _ in found] == [1, 2, 3, 1, 2]


def test_tables_within_tables_are_read_however_deep() -> None:
    """As many tables in each other as a file can hold are no trouble."""
    deep = par("deep")
    for _ in range(60):
        deep = table(row(cell(deep + par("")), "x"))
    assert read(deep)[0][2].startswith("deep x x")


def test_pictures_beside_text_are_no_table() -> None:
    """Easy Read sets a picture beside each sentence, which is quoted without bars."""
    beside = table(row("", "You can tell us."), row("", "It is your home."))
    assert read(beside) == [(P, None, "You can tell us."), (P, None, "It is your home.")]
    spaced = table(row("a", "", "b"), row("c", "", "d"))
    assert read(spaced) == [(O, 1, "a | b"), (O, 2, "c | d")]


def test_letters_typed_below_what_word_counts_are_items_of_it() -> None:
    """'(b) two' stays behind the clause that it is of, be its number Word's or typed, too."""
    typed = par("(a)\tone;") + par("(b)\ttwo:")
    body = item(4, 1, "Not:") + typed + item(3, words="deep") + item(4, 1, "Yes:") + typed
    body += par("2.2 No:") + typed + par("(i)\tthree") + par("(ii)\tfour")
    found = read(body, {"styles": STYLES, "numbering": NUMBERING})
    assert [(kind, at) for kind, at, _ in found] == [
        (I, 2), (I, 3), (I, 3), (I, 4), (I, 2), (I, 3), (I, 3),
        (L, None), (I, 1), (I, 1), (I, 2), (I, 2),
    ]  # fmt: skip


def test_text_set_in_as_items_are_is_within_the_item_above() -> None:
    """A remark below an item does not part its list; what opens another list does."""
    body = (
        item(3, words="a") + par("Not now.", "ListParagraph") + item(3, words="b")
        + par("So.", properties='<w:ind w:left="720"/>') + par("Then:", "ListParagraph")
        + item(3, words="c") + par("End.")
    )  # fmt: skip
    found = read(body, {"styles": STYLES, "numbering": NUMBERING})
    assert [(kind, at) for kind, at, _ in found] == [
        (I, 1), (P, 2), (I, 1), (P, 2), (L, None), (I, 1), (P, None)
    ]  # fmt: skip


def test_cells_that_reach_down_hold_in_each_row() -> None:
    """A value over two rows is not said to be missing; a merged header goes on with its rows."""
    begun, below, wide = (
        f"<w:{look}/>" for look in ('vMerge w:val="restart"', "vMerge", 'gridSpan w:val="2"')
    )
    body = table(
        row(cell(par("Kind"), begun), cell(par("Fee"), wide)),
        row(cell(par(""), below), cell(par("Day")), cell(par("Night"))),
        row(cell(par("Meals")), cell(par("Free"), begun), cell(par("£6"))),
        row(cell(par("Bus")), cell(par(""), below), cell(par("£7"))),
        look='<w:tblLook w:firstRow="1"/>',
    )
    assert read(body) == [
        (O, -1, "Kind | Fee | "), (O, 0, " | Day | Night"), (O, 1, "Meals | Free | £6"),
        (O, 2, "Bus | Free | £7"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "title", "author", "published"),
    [
        ([("Date:", "18 May 2012"), ("Title:", "Homes 2024-27"), ("Report author:", "Jo Vale")],
         "Homes 2024-27", "Jo Vale", "2012-05-18"),
        ([("Subject", "Care fund"), ("Issue date", "1 May 2012"), ("Review date", "1 May 2013")],
         "1. Purpose", None, "2012-05-01"),
    ],
)  # fmt: skip
def test_a_report_is_cited_by_the_table_at_its_head(
    rows: list[tuple[str, str]], title: str, author: str | None, published: str
) -> None:
    """Councils head reports with rows of a label and what it says."""
    head = table(*(row(*(cell(par(words)) for words in pair)) for pair in rows))
    found = document(head + par("1. Purpose", "Heading1") + par("That it is agreed by all."))
    entry = found.entry
    assert (entry.title, entry.author, entry.published) == (title, author, published)
