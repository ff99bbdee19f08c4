"""Presentations: every word a person sees on a slide, on its slide and under its title."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.chart import data as typeless_chart_data
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from assistant.readers.pptx import read_pptx
from assistant.records import Document, Mark, MarkKind, Problem

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "pptx"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
H, P, L, I, R, N, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.NOTE,
    MarkKind.BOILERPLATE,
)
TITLE_ONLY, TITLE_AND_CONTENT, BLANK = 5, 1, 6

chart_data: Any = typeless_chart_data
Found = list[tuple[MarkKind, int | None, str]]


class Deck:
    """A presentation in the making."""

    def __init__(self) -> None:
        self.file: Any = Presentation()

    def slide(self, title: str | None = None, layout: int = TITLE_ONLY) -> Any:
        """A new slide; its body, if the layout has one, is placeholder 1."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[layout])
        if title is not None:
            slide.shapes.title.text = title
        return slide

    def bytes(self, change: Callable[[str, str], str] = lambda _, part: part) -> bytes:
        """The file; each XML part goes through `change` with its name first."""
        saved = io.BytesIO()
        self.file.save(saved)
        changed = io.BytesIO()
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                is_xml = name.endswith((".xml", ".rels"))
                new.writestr(name, change(name, part.decode()) if is_xml else part)
        return changed.getvalue()

    def read(self, change: Callable[[str, str], str] = lambda _, part: part) -> Document:
        """The document that the reader makes of it."""
        return read_pptx(self.bytes(change), "a.pptx", "")


def box(slide: Any, text: str, top: float = 3, left: float = 1, height: float = 0.5) -> Any:
    """A text box with paragraphs, at a place in inches."""
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height))
    shape.text_frame.text = text
    return shape


def points(*paragraphs: str) -> Any:
    """Paragraphs of DrawingML, given as what stands within `a:p`."""
    inside = "".join(f"<a:p>{p}</a:p>" for p in paragraphs)
    return etree.fromstring(f'<a:x xmlns:a="{A}" xmlns:mc="{MC}">{inside}</a:x>')


def with_paragraphs(shape: Any, *paragraphs: str) -> None:
    """Put raw paragraphs in the place of a shape's own."""
    body = shape.text_frame._txBody
    for old in body.p_lst:
        body.remove(old)
    body.extend(list(points(*paragraphs)))


def on_slide(document: Document, number: int) -> Found:
    """Kind, level and text of what stands on a slide."""
    slide = next(m for m in document.marks if (m.kind, m.number) == (MarkKind.SLIDE, number))
    inside = (m for m in document.marks if slide.start <= m.start and m.end <= slide.end)
    shown = (m for m in inside if m.kind is not MarkKind.SLIDE)
    return [(m.kind, m.number, document.text[m.start : m.end]) for m in shown]


def only_slide(deck: Deck) -> Found:
    return on_slide(deck.read(), 1)


def run(words: str) -> str:
    return f"<a:r><a:t>{words}</a:t></a:r>"


WORDS = [
    (run("Members’ pay: 80–20 — “fair”…"), "Members’ pay: 80–20 — “fair”…"),
    (run("Fair ") + run("pay"), "Fair pay"),
    (run("one") + "<a:br/>" + run("two"), "one\ntwo"),
    (run("one_x000B_two_x0009_three_x0007_"), "one\ntwo\tthree"),
    (run("plain _x0041_ text"), "plain _x0041_ text"),
    (run("one\ntwo"), "one two"),
    (run("cam\u00adpaign"), "campaign"),
    (run("10\u00a0000 non\u2011stop"), "10\u00a0000 non\u2011stop"),
    (run("a &lt;b&gt; &amp; *c*"), "a <b> & *c*"),
    ("<a:fld type='datetime1'><a:t>1 May</a:t></a:fld>" + run(" rally"), "1 May rally"),
    ("<a:r><a:rPr cap='all'/><a:t>Capitals</a:t></a:r>", "Capitals"),
    (
        "<a:r><a:rPr><a:sym typeface='Wingdings'/></a:rPr><a:t>\uf0fc</a:t></a:r>" + run(" done"),
        "✓ done",
    ),
    (
        "<mc:AlternateContent><mc:Choice>" + run("once") + "</mc:Choice><mc:Fallback>"
        + run("once") + "</mc:Fallback></mc:AlternateContent>",
        "once",
    ),
    (
        "<m:m xmlns:m='http://schemas.microsoft.com/office/drawing/2010/main'><o:f xmlns:o="
        "'http://schemas.openxmlformats.org/officeDocument/2006/math'><o:fPr/><o:num><o:r><o:t>1"
        "</o:t></o:r></o:num><o:den><o:r><o:t>2</o:t></o:r></o:den></o:f></m:m>",
        "1/2",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "expected"), WORDS)
def test_words_are_those_on_the_slide(paragraph: str, expected: str) -> None:
    """A quotation has the very characters that stand on the slide."""
    deck = Deck()
    slide = deck.slide("Pay")
    with_paragraphs(box(slide, ""), paragraph)
    assert only_slide(deck) == [(H, 1, "Pay"), (P, None, expected)]


LISTS = [
    (["", ' lvl="1"', ""], ["• x", "– x", "• x"], [1, 2, 1]),
    ([' lvl="4"', ' lvl="9"'], ["» x", "• x"], [5, 9]),
    (["><a:buNone/></a:pPr", ""], ["x", "• x"], [None, 1]),
    (['><a:buChar char="→"/></a:pPr'], ["→ x"], [1]),
    (['><a:buFont typeface="Wingdings"/><a:buChar char="ü"/></a:pPr'], ["✓ x"], [1]),
    (["><a:buBlip/></a:pPr"], ["• x"], [1]),
]


def paragraph(properties: str, words: str = "x") -> str:
    closed = properties.endswith("</a:pPr")
    return f"<a:pPr{properties}{'>' if closed else '/>'}{run(words)}"


@pytest.mark.parametrize(("written", "texts", "levels"), LISTS)
def test_bullets_are_those_that_the_design_gives(
    written: Sequence[str], texts: Sequence[str], levels: Sequence[int | None]
) -> None:
    """A point has the bullet that is seen, from wherever in the design it comes."""
    deck = Deck()
    slide = deck.slide("Points", TITLE_AND_CONTENT)
    with_paragraphs(slide.placeholders[1], *map(paragraph, written))
    assert [(n, t) for k, n, t in only_slide(deck)[1:]] == list(zip(levels, texts, strict=True))


def numbered(scheme: str, level: int = 0, more: str = "") -> str:
    return f' lvl="{level}"><a:buAutoNum type="{scheme}"{more}/></a:pPr'


NUMBERED = [
    ([numbered("arabicPeriod")] * 3, ["1. x", "2. x", "3. x"]),
    ([numbered("alphaLcParenR"), numbered("alphaLcParenR")], ["a) x", "b) x"]),
    ([numbered("romanUcPeriod", more=' startAt="4"')] * 2, ["IV. x", "V. x"]),
    ([numbered("alphaUcParenBoth"), numbered("arabicPlain")], ["(A) x", "1 x"]),
    ([numbered("somethingNew")], ["1 x"]),
    (
        [numbered("arabicPeriod"), numbered("romanLcParenR", 1), numbered("romanLcParenR", 1),
         numbered("arabicPeriod"), numbered("romanLcParenR", 1)],
        ["1. x", "i) x", "ii) x", "2. x", "i) x"],
    ),
    (
        [numbered("arabicPeriod"), "><a:buNone/></a:pPr", numbered("arabicPeriod")],
        ["1. x", "x", "1. x"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "texts"), NUMBERED)
def test_numbers_are_counted_as_powerpoint_counts(
    written: Sequence[str], texts: Sequence[str]
) -> None:
    """A numbered point carries the number that is seen, which the file does not hold."""
    deck = Deck()
    slide = deck.slide("Points", TITLE_AND_CONTENT)
    with_paragraphs(slide.placeholders[1], *map(paragraph, written))
    assert [t for _, _, t in only_slide(deck)[1:]] == texts


def test_a_paragraph_before_points_leads_into_them() -> None:
    """'Bring:' stays with what to bring; typed bullets are bullets, too."""
    deck = Deck()
    box(deck.slide("Rally"), "Bring:\n• rules\n•\tminutes\nThen go.")
    assert only_slide(deck)[1:] == [
        (L, None, "Bring:"), (I, 1, "• rules"), (I, 1, "•\tminutes"), (P, None, "Then go."),
    ]  # fmt: skip


def test_titles_are_headings_and_untitled_slides_have_none() -> None:
    """A title with a line break is one heading; nothing is made up for a slide without one."""
    deck = Deck()
    deck.slide("Fair pay\vfor all", 0).placeholders[1].text = "A subtitle"
    box(deck.slide(layout=BLANK), "Only text")
    deck.slide(" ")
    document = deck.read()
    assert on_slide(document, 1) == [(H, 1, "Fair pay\nfor all"), (P, None, "A subtitle")]
    assert on_slide(document, 2) == [(P, None, "Only text")]
    assert on_slide(document, 3) == []
    assert document.numbers(MarkKind.SLIDE) == (1, 2, 3)
    assert document.entry.title == "Fair pay for all"
    assert document.problems == ()


def test_shapes_are_read_from_the_top_and_from_the_left() -> None:
    """Text comes in the order in which it is read, not in which it was drawn; the title first."""
    deck = Deck()
    slide = deck.slide("Title")
    box(slide, "below", 5)
    box(slide, "right", 3, 5)
    box(slide, "left, a little lower", 3.1, 1)
    box(slide, "above the title", 0)
    assert [t for _, _, t in only_slide(deck)] == [
        "Title", "above the title", "left, a little lower", "right", "below",
    ]  # fmt: skip


def test_what_is_compared_stays_with_its_heading() -> None:
    """Two columns with headings are read one after the other, however they get their places."""
    deck = Deck()
    slide = deck.slide("Pay", layout=4)
    for place, words in enumerate(["Now", "Low\nLate", "With a rise", "Higher\nOn time"], 1):
        slide.placeholders[place].text = words
    boxes = deck.slide("Hours")
    for words, top, left, height in (
        ("Long", 2, 1, 0.5), ("Short", 2, 5, 0.5), ("tired", 3, 1, 2), ("rested", 3, 5, 2),
    ):  # fmt: skip
        box(boxes, words, top, left, height)
    document = deck.read()
    assert [t for _, _, t in on_slide(document, 1)] == [
        "Pay", "Now", "• Low", "• Late", "With a rise", "• Higher", "• On time",
    ]  # fmt: skip
    assert [t for _, _, t in on_slide(document, 2)] == ["Hours", "Long", "tired", "Short", "rested"]


def test_groups_stay_together_and_are_read_inwards() -> None:
    """What was grouped is one thing to the reader, however deep the groups go."""
    deck = Deck()
    slide = deck.slide("Title")
    box(slide, "beside the group", 3.2, 6)
    group = slide.shapes.add_group_shape()
    box(group, "second", 4)
    inner = group.shapes.add_group_shape()
    box(inner, "first right", 3, 3)
    box(inner, "first left", 3, 1)
    box(slide, "last", 6)
    assert [t for _, _, t in only_slide(deck)] == [
        "Title", "first left", "first right", "second", "beside the group", "last",
    ]  # fmt: skip


def test_deep_groups_are_read() -> None:
    """As many groups in each other as a file can hold are no trouble."""
    deck = Deck()
    box(deck.slide("Title"), "deep")
    opening = "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>"

    def wrap(name: str, part: str) -> str:
        deep = re.sub(r"<p:sp>(?=(?:(?!<p:sp>).)*deep)", opening * 200 + "<p:sp>", part, flags=re.S)
        return (
            deep.replace("</p:spTree>", "</p:grpSp>" * 200 + "</p:spTree>")
            if "slides/" in name
            else part
        )

    assert on_slide(deck.read(wrap), 1) == [(H, 1, "Title"), (P, None, "deep")]


def table(slide: Any, rows: Sequence[Sequence[str]], top: float = 3) -> Any:
    """A table on a slide."""
    size = Inches(1), Inches(top), Inches(5), Inches(1)
    made = slide.shapes.add_table(len(rows), len(rows[0]), *size).table
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def test_tables_are_rows_with_merged_cells_once() -> None:
    """A row is found by itself and with the header's words; a merged cell says its text once."""
    deck = Deck()
    made = table(
        deck.slide("Branches"), [["Region", "2019–20"], ["North\nand East", "5"], ["", ""]]
    )
    made.cell(2, 0).merge(made.cell(2, 1))
    made.cell(2, 0).text = "All: 5"
    made.cell(0, 0).merge(made.cell(1, 0))
    other = table(deck.slide(), [["a", "b"], ["c", "d"]])
    other.first_row = False
    document = deck.read()
    assert on_slide(document, 1)[1:] == [
        (R, 0, "Region North and East | 2019–20"), (R, 1, " | 5"), (R, 2, "All: 5"),
    ]  # fmt: skip
    assert on_slide(document, 2) == [(R, 1, "a | b"), (R, 2, "c | d")]


def test_charts_give_their_title_names_and_values() -> None:
    """The numbers behind a chart are found as they are shown, not as the file computes them."""
    deck = Deck()
    data = chart_data.CategoryChartData()
    data.categories = ["East", "West"]
    data.add_series("2019", (4.3, None))
    data.add_series("2020", (0.35, 1204.0), number_format="0%")
    place = Inches(1), Inches(2), Inches(5), Inches(4)
    chart = deck.slide("Chart").shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Members by region"
    scatter = chart_data.XyChartData()
    scatter.add_series("Hours").add_data_point(1, 2.5)
    deck.slide("Dots").shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *place, scatter)
    document = deck.read(lambda _, part: part.replace("<c:v>4.3<", "<c:v>4.2999999999999998<"))
    assert on_slide(document, 1)[1:] == [
        (P, None, "Members by region"),
        (R, 0, " | 2019 | 2020"), (R, 1, "East | 4.3 | 35%"), (R, 2, "West |  | 120400%"),
    ]  # fmt: skip
    assert on_slide(document, 2)[1:] == [(R, 0, " | Hours"), (R, 1, "1 | 2.5")]


def in_frame(uri: str, content: str) -> str:
    """A graphic frame at the top of a slide."""
    return (
        "<p:graphicFrame><p:nvGraphicFramePr/><p:xfrm><a:off x='0' y='0'/></p:xfrm><a:graphic>"
        f"<a:graphicData uri='{uri}'>{content}</a:graphicData></a:graphic></p:graphicFrame>"
        "</p:spTree>"
    )


def with_part(deck: Deck, frame: str, part: str) -> Document:
    """The first slide of a deck with a graphic that refers to a part of its own as 'g1'."""

    def change(name: str, old: str) -> str:
        if name == "ppt/slides/slide1.xml":
            return old.replace("</p:spTree>", frame)
        if name == "ppt/slides/_rels/slide1.xml.rels":
            relation = '<Relationship Id="g1" Type="x/graphic" Target="../graphic.xml"/>'
            return old.replace("</Relationships>", relation + "</Relationships>")
        return old

    content = io.BytesIO(deck.bytes(change))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("ppt/graphic.xml", part)
    return read_pptx(content.getvalue(), "a.pptx", "")


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def diagram(points: Sequence[tuple[str, str]], links: Sequence[tuple[str, str, int]]) -> str:
    """The data of a diagram: identifiers with texts, and which stands below which."""
    listed = "".join(
        f'<d:pt modelId="{key}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'
        for key, text in points
    )
    linked = "".join(f'<d:cxn srcId="{a}" destId="{b}" srcOrd="{n}"/>' for a, b, n in links)
    return (
        f'<d:dataModel xmlns:d="{DIAGRAM}" xmlns:a="{A}"><d:ptLst><d:pt modelId="0" type="doc"/>'
        '<d:pt modelId="p" type="pres"><d:t><a:p><a:r><a:t>no</a:t></a:r></a:p></d:t></d:pt>'
        f"{listed}</d:ptLst><d:cxnLst>{linked}</d:cxnLst></d:dataModel>"
    )


FRAMED_DIAGRAM = in_frame(
    "diagram", f"<d:relIds xmlns:d='{DIAGRAM}' xmlns:r='{RELATIONSHIPS}' r:dm='g1'/>"
)


def test_diagrams_give_their_text_in_their_order() -> None:
    """The steps of SmartArt come as they are linked, each level under the one above."""
    deck = Deck()
    deck.slide("Steps")
    part = diagram(
        [("b", "Vote"), ("a", "Talk"), ("a1", "to members"), ("x", "loose")],
        [("0", "b", 1), ("0", "a", 0), ("a", "a1", 0), ("a1", "a", 0)],
    )
    assert on_slide(with_part(deck, FRAMED_DIAGRAM, part), 1)[1:] == [
        (I, 1, "Talk"), (I, 2, "to members"), (I, 1, "Vote"), (I, 1, "loose"),
    ]  # fmt: skip


def test_newer_charts_give_their_values() -> None:
    """A waterfall or funnel, which older programs cannot draw, is read all the same."""
    cx = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    frame = in_frame("chartex", f"<x:chart xmlns:x='{cx}' xmlns:r='{RELATIONSHIPS}' r:id='g1'/>")
    part = (
        f'<x:chartSpace xmlns:x="{cx}" xmlns:a="{A}"><x:chartData><x:data id="0">'
        '<x:strDim type="cat"><x:lvl><x:pt idx="0">Asked</x:pt><x:pt idx="1">Joined</x:pt></x:lvl>'
        '</x:strDim><x:numDim type="val"><x:lvl formatCode="#,##0"><x:pt idx="0">1204</x:pt>'
        '<x:pt idx="1">90</x:pt></x:lvl></x:numDim></x:data></x:chartData><x:chart><x:title><x:tx>'
        "<x:rich><a:p><a:r><a:t>Funnel</a:t></a:r></a:p></x:rich></x:tx></x:title><x:plotArea>"
        '<x:series><x:dataId val="0"/></x:series></x:plotArea></x:chart></x:chartSpace>'
    )
    deck = Deck()
    deck.slide("Newer")
    assert on_slide(with_part(deck, frame, part), 1)[1:] == [
        (P, None, "Funnel"), (R, 1, "Asked | 1,204"), (R, 2, "Joined | 90"),
    ]  # fmt: skip


def test_a_damaged_graphic_costs_no_more_than_itself() -> None:
    """The rest of the slide is read, and staff learn where something is missing."""
    deck = Deck()
    deck.slide("Steps")
    document = with_part(deck, FRAMED_DIAGRAM, "<broken")
    assert on_slide(document, 1) == [(H, 1, "Steps")]
    reason = "a chart, a diagram or the notes of these slides are damaged and were not read"
    assert document.problems == (Problem("a.pptx", reason, (1,)),)


def test_a_damaged_design_costs_bullets_only() -> None:
    """A layout that cannot be read takes no word of the slides with it."""
    deck = Deck()
    deck.slide("Aims", TITLE_AND_CONTENT).placeholders[1].text = "Fair pay"
    document = deck.read(lambda name, part: "<" if "Layouts/slideLayout2.xml" in name else part)
    assert on_slide(document, 1)[:2] == [(H, 1, "Aims"), (P, None, "Fair pay")]
    assert deck.read(lambda name, part: "<" if "core" in name else part).entry.title == "Aims"


def test_shapes_that_are_given_twice_are_read_once() -> None:
    """What PowerPoint writes for itself and for older programs is one shape."""
    deck = Deck()
    box(deck.slide("Title"), "once")

    def twice(part: str) -> str:
        shape = part[part.rindex("<p:sp>") : part.rindex("</p:sp>") + len("</p:sp>")]
        both = (
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice>{shape}</mc:Choice>'
            f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>"
        )
        return part.replace(shape, both)

    document = deck.read(
        lambda name, part: twice(part) if name == "ppt/slides/slide1.xml" else part
    )
    assert on_slide(document, 1) == [(H, 1, "Title"), (P, None, "once")]


def test_notes_stand_after_their_slide() -> None:
    """What the speaker says is found with its slide, and told apart from what is shown."""
    deck = Deck()
    slide = deck.slide("Pay")
    box(slide, "Shown")
    slide.notes_slide.notes_text_frame.text = "Said first.\nSaid second."
    deck.slide("Next")
    assert on_slide(deck.read(), 1) == [
        (H, 1, "Pay"), (P, None, "Shown"), (N, None, "Said first."), (N, None, "Said second."),
    ]  # fmt: skip


def test_hidden_slides_are_read_and_marked_and_hidden_shapes_are_not() -> None:
    """A hidden slide can be found and says so; a hidden shape is seen by nobody."""
    deck = Deck()
    deck.slide("One")
    hidden = deck.slide("Two")
    hidden._element.set("show", "0")
    box(hidden, "secret")._element.nvSpPr.cNvPr.set("hidden", "1")
    deck.slide("Three")
    document = deck.read()
    slides = [m for m in document.marks if m.kind is MarkKind.SLIDE]
    assert [(m.number, m.label) for m in slides] == [(1, None), (2, "hidden"), (3, None)]
    assert on_slide(document, 2) == [(H, 1, "Two")]


def test_slides_come_in_the_order_in_which_they_are_shown() -> None:
    """Slides that were moved are numbered by their place, not by their file's name."""
    deck = Deck()
    for title in ("One", "Two", "Three"):
        deck.slide(title)
    listing = deck.file.slides._sldIdLst
    listing.insert(0, listing[2])
    document = deck.read()
    assert [on_slide(document, n)[0][2] for n in (1, 2, 3)] == ["Three", "One", "Two"]


def footer(slide: Any, kind: str, text: str) -> None:
    """A footer, date or slide number on a slide."""
    shape = box(slide, text, 7)
    mark = etree.SubElement(
        shape._element.nvSpPr.nvPr,
        "{http://schemas.openxmlformats.org/presentationml/2006/main}ph",
    )
    mark.set("type", kind)


def test_footers_and_what_repeats_on_most_slides_are_boilerplate() -> None:
    """A footer is never an answer, be it a placeholder or a text box on each slide."""
    deck = Deck()
    for number in range(1, 6):
        slide = deck.slide(f"Slide {number}")
        footer(slide, "sldNum", str(number))
        footer(slide, "ftr", "Branch meeting")
        box(slide, f"© Union {2015 + number}", 6.5)
        box(slide, "Twice only" if number < 3 else f"Point {'abc'[number - 3]}")
    document = deck.read()
    assert on_slide(document, 2) == [
        (H, 1, "Slide 2"), (P, None, "Twice only"),
        (B, None, "© Union 2017"), (B, None, "2"), (B, None, "Branch meeting"),
    ]  # fmt: skip
    assert [k for k, _, t in on_slide(document, 4)] == [H, P, B, B, B]


def test_slides_that_show_only_pictures_are_told() -> None:
    """Staff learn which slides say nothing that can be found; an empty slide is no news."""
    deck = Deck()
    picture = io.BytesIO(bytes.fromhex(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
    ))  # fmt: skip
    for title in ("Titled", None, None):
        slide = deck.slide(title)
        if title or not deck.file.slides.index(slide) % 2:
            continue
        slide.shapes.add_picture(picture, 0, 0)
    document = deck.read()
    assert document.problems == (
        Problem("a.pptx", "no text on these slides (pictures of text?)", (2,)),
    )


TITLES = [
    ("First steps", "First steps"),
    ("Campaigns in 2020", "First"),
    ("PowerPoint Presentation", "First"),
    ("", "First"),
    ("Slide 1", "First"),
    ("Microsoft PowerPoint - First steps", "First steps"),
    ("draft_v2.pptx", "First"),
]


@pytest.mark.parametrize(("said", "expected"), TITLES)
def test_title_and_author_are_those_that_a_person_gave(said: str, expected: str) -> None:
    """What a program wrote into a file by itself names nothing; what the slides say does."""
    deck = Deck()
    deck.slide("First")
    deck.slide("First steps")
    deck.file.core_properties.title = said
    deck.file.core_properties.author = "Microsoft Office User" if said == "Slide 1" else "A. Member"
    entry = deck.read().entry
    assert entry.title == expected
    assert entry.author == (None if said == "Slide 1" else "A. Member")


# Whatever a presentation holds


@dataclass(frozen=True)
class Planned:
    """A slide to be made: each text is given by how many words it has."""

    titled: bool
    hidden: bool
    points: list[int]
    """The levels of the points of its body."""
    boxes: list[bool]
    """Whether each stands in a group, from the top."""
    rows: int
    notes: int


PLANS = st.lists(
    st.builds(
        Planned,
        st.booleans(),
        st.booleans(),
        st.lists(st.integers(0, 4), max_size=4),
        st.lists(st.booleans(), max_size=3),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=3,
)
TEXTS = st.text("abc éß’“”–—&<>*_ﬁ→٣", min_size=1, max_size=30).map(lambda t: " ".join(t.split()))


class Plans:
    """Makes slides to plan, and keeps what must be read on each."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self.deck = Deck()
        self.expected: list[Found] = []
        self._draw = draw
        self._count = 0

    def sentence(self) -> str:
        """A sentence that no other is like."""
        self._count += 1
        code = "".join(chr(ord("g") + int(d)) for d in str(self._count))
        return f"S{code} {self._draw()}.".replace(" .", ".")

    def slide(self, plan: Planned, shuffle: Callable[[list[Any]], None]) -> None:
        """One slide, its shapes drawn in any order."""
        title = self.sentence() if plan.titled else None
        slide = self.deck.slide(title, TITLE_AND_CONTENT)
        found: Found = [(H, 1, title)] if title else []
        found += self._points(slide, plan)
        found += self._boxes(slide, plan)
        if plan.rows:
            texts = [
                [self.sentence().replace("|", ""), self.sentence().replace("|", "")]
                for _ in range(plan.rows)
            ]
            table(slide, texts, 9)
            found += [(R, n, " | ".join(row)) for n, row in enumerate(texts)]
        notes = [self.sentence() for _ in range(plan.notes)]
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        if plan.hidden:
            slide._element.set("show", "0")
        tree = slide.shapes._spTree
        shapes = list(tree)[2:]
        shuffle(shapes)
        tree.extend(shapes)
        self.expected.append([*found, *((N, None, text) for text in notes)])

    def _points(self, slide: Any, plan: Planned) -> Found:
        texts = [self.sentence() for _ in plan.points]
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join(texts)
        for paragraph, level in zip(frame.paragraphs, plan.points, strict=False):
            paragraph.level = level
        signs = [("•", "–", "•", "–", "»")[level] for level in plan.points]
        listed = zip(plan.points, signs, texts, strict=True)
        return [(I, level + 1, f"{sign} {text}") for level, sign, text in listed]

    def _boxes(self, slide: Any, plan: Planned) -> Found:
        found: Found = []
        for place, grouped in enumerate(plan.boxes):
            text = self.sentence()
            holder = slide.shapes.add_group_shape() if grouped else slide
            box(holder, text, 6.5 + place * 0.6)
            found.append((P, None, text))
        return found


@given(PLANS, st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_sentence_is_read_once_in_order_on_its_slide(
    plans: list[Planned], data: st.DataObject
) -> None:
    """document.text[p.start:p.end] == p.text, for each thing planted and nothing else."""
    made = Plans(lambda: data.draw(TEXTS))
    made.deck.file.slide_height = Inches(20)
    for plan in plans:
        made.slide(plan, data.draw(st.randoms(use_true_random=False)).shuffle)
    document = made.deck.read()
    assert [on_slide(document, n) for n in range(1, len(plans) + 1)] == made.expected
    slides = [m for m in document.marks if m.kind is MarkKind.SLIDE]
    assert [m.label == "hidden" for m in slides] == [p.hidden for p in plans]
    covered = "".join(document.text[m.start : m.end] for m in document.marks if m not in slides)
    assert "".join(covered.split()) == "".join(document.text.split())


# Files that others made

KNOWN = {
    "markitdown--test.pptx": (6, "AutoGen: Enabling Next-Gen", 3, "13 | 14 | 15 | 16 | 17 | 18"),
    "markitdown--pptx_complex_layout.pptx": (1, "Product Comparison", 1, "lead the market"),
    "markitdown--pptx_image_end.pptx": (2, "Presentation", 2, "Thank You"),
    "markitdown--pptx_image_middle.pptx": (3, "Introduction", 3, "Conclusion"),
    "markitdown--pptx_image_start.pptx": (1, "Welcome", 1, "Welcome"),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_files_that_others_made_are_read() -> None:
    """Slides are counted, titled and filled as in the rendered file."""
    for path in sorted(SAMPLES.glob("*.pptx")):
        document = read_pptx(path.read_bytes(), path.name, "")
        assert all(0 <= m.start <= m.end <= len(document.text) for m in document.marks)
        if path.name in KNOWN:
            slides, first, place, needle = KNOWN[path.name]
            assert document.numbers(MarkKind.SLIDE) == tuple(range(1, slides + 1))
            assert on_slide(document, 1)[0][2].startswith(first)
            assert any(needle in text for _, _, text in on_slide(document, place))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_a_deck_of_pictures_only_says_so() -> None:
    """A deck that shows two pictures and no word is read as one silent slide."""
    path = SAMPLES / "markitdown--pptx_multiple_images.pptx"
    document = read_pptx(path.read_bytes(), path.name, "")
    assert document.marks == (Mark(MarkKind.SLIDE, 0, 0, 1),)
    assert [p.pages for p in document.problems] == [(1,)]


@pytest.mark.parametrize(
    ("left", "top", "is_read"),
    [(1, 1, True), (-1, 1, True), (9.5, 7, True), (-3, 1, False), (11, 1, False), (1, 8, False)],
)
def test_what_is_parked_off_a_slide_is_not_on_it(left: float, top: float, is_read: bool) -> None:
    """A box that nobody sees is not read; one that is partly on the slide is."""
    file: Any = Presentation()
    shapes = file.slides.add_slide(file.slide_layouts[6]).shapes
    for words, at in (("Fair pay", (1, 3)), ("Old fee", (left, top))):
        box = shapes.add_textbox(*map(Inches, (*at, 2, 1)))
        box.text_frame.text = words
    saved = io.BytesIO()
    file.save(saved)
    assert ("Old fee" in read_pptx(saved.getvalue(), "a.pptx", "").text) == is_read
