"""Tables, charts and diagrams on slides: their words and numbers, in their order."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from pptx.chart import data as typeless_chart_data
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from assistant.passages import cut
from assistant.readers.pptx import read_pptx
from assistant.records import Document, Problem
from assistant.settings import PassageSettings
from tests.readers.decks import A, C, Deck, H, I, P, R, on_slide, table

chart_data: Any = typeless_chart_data


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


def test_what_stands_below_a_cell_over_columns_keeps_its_column() -> None:
    """The second price in the county is not read as the one outside of it."""
    deck = Deck()
    made = table(deck.slide(), [["Age", "In county", "", "Outside"], ["0", "£1", "£2", "£3"]])
    made.cell(0, 1).merge(made.cell(0, 2))
    assert on_slide(deck.read(), 1) == [
        (R, 0, "Age | In county |  | Outside"), (R, 1, "0 | £1 | £2 | £3"),
    ]  # fmt: skip


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
        (C, 0, " | 2019 | 2020"), (C, 1, "East | 4.3 | 35%"), (C, 2, "West |  | 120400%"),
    ]  # fmt: skip
    assert on_slide(document, 2)[1:] == [(C, 0, " | Hours"), (C, 1, "1 | 2.5")]


@pytest.mark.parametrize(
    ("look", "shown"),
    [
        ("yyyy\\-mm\\-dd", "1 May 2024"),
        ("[$-409]mmm\\-yy;@", "May 2024"),
        ("d&quot; of &quot;mmm", "1 May"),
        ("yyyy", "2024"),
        ("0", "45413"),
        ("0.0&quot;m&quot;", "45413"),
    ],
)
def test_dates_below_a_chart_are_dates(look: str, shown: str) -> None:
    """'May 2024' is found, which the file holds as the 45413th day since 1900."""
    deck = Deck()
    data = chart_data.CategoryChartData()
    data.categories = [datetime.date(2024, 5, 1)]
    data.categories.number_format = look
    data.add_series("Calls", (12,))
    place = Inches(1), Inches(2), Inches(5), Inches(4)
    deck.slide("Calls").shapes.add_chart(XL_CHART_TYPE.LINE, *place, data)
    assert on_slide(deck.read(), 1)[2] == (C, 1, f"{shown} | 12")


def test_what_is_written_in_a_chart_is_text_and_its_labels_are_apparatus() -> None:
    """A title and a remark on a bar can be found first; names of axes and bare figures cannot."""
    deck = Deck()
    data = chart_data.CategoryChartData()
    data.categories = ["May", "June", "July"]
    data.add_series("Calls", (12, 40, 31))
    place = Inches(1), Inches(2), Inches(5), Inches(4)
    chart = deck.slide("Calls").shapes.add_chart(XL_CHART_TYPE.LINE, *place, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "The helpline was busiest in June"
    chart.value_axis.axis_title.text_frame.text = "Calls a day"
    points = chart.plots[0].series[0].points
    points[0].data_label.text_frame.text = "12 a day"
    points[1].data_label.text_frame.text = "The bus strike began"
    points[2].data_label.text_frame.text = "31"
    field = '<a:fld id="{0}" type="CATEGORYNAME"><a:t>[CATEGORY NAME]</a:t></a:fld>'
    taken = "<a:r><a:t>12 a day</a:t></a:r>", f"{field}<a:r><a:t>: the line opened</a:t></a:r>"
    document = deck.read(lambda _, part: part.replace(*taken))
    assert on_slide(document, 1)[1:] == [
        (P, None, "The helpline was busiest in June"),
        (P, None, "May: the line opened"), (P, None, "The bus strike began"),
        (C, 0, "Calls a day"), (C, 1, " | Calls"),
        (C, 2, "May | 12"), (C, 3, "June | 40"), (C, 4, "July | 31"),
    ]  # fmt: skip
    found = [(p.text.splitlines()[0], p.apparatus) for p in cut(document, PassageSettings())]
    assert found == [("Calls", False), ("Calls a day", True)]


def test_a_chart_may_take_its_title_and_its_remarks_from_cells() -> None:
    """What the workbook says for a title or a point is read as it stands in the chart."""
    c15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
    deck = Deck()
    data = chart_data.CategoryChartData()
    data.categories = ["May", "June"]
    data.add_series("Calls", (12, 40))
    place = Inches(1), Inches(2), Inches(5), Inches(4)
    deck.slide("Calls").shapes.add_chart(XL_CHART_TYPE.LINE, *place, data)
    cached = (
        "<c:strRef><c:f/><c:strCache><c:pt idx='0'><c:v>Calls in 2023</c:v></c:pt></c:strCache>"
    )
    title = f"<c:title><c:tx>{cached}</c:strRef></c:tx></c:title><c:autoTitleDeleted"
    remarks = (
        f"<c:extLst><c:ext xmlns:c15='{c15}'><c15:datalabelsRange><c15:dlblRangeCache>"
        "<c:pt idx='1'><c:v>Bus strike</c:v></c:pt></c15:dlblRangeCache></c15:datalabelsRange>"
        "</c:ext></c:extLst></c:ser>"
    )
    document = deck.read(
        lambda _, part: part.replace("<c:autoTitleDeleted", title).replace("</c:ser>", remarks)
    )
    assert on_slide(document, 1)[1:3] == [(P, None, "Calls in 2023"), (P, None, "Bus strike")]


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
        (P, None, "Funnel"), (C, 0, "Asked | 1,204"), (C, 1, "Joined | 90"),
    ]  # fmt: skip


def test_a_damaged_graphic_costs_no_more_than_itself() -> None:
    """The rest of the slide is read, and staff learn where something is missing."""
    deck = Deck()
    deck.slide("Steps")
    document = with_part(deck, FRAMED_DIAGRAM, "<broken")
    assert on_slide(document, 1) == [(H, 1, "Steps")]
    reason = "a chart, a diagram or the notes of these slides are damaged and were not read"
    assert document.problems == (Problem("a.pptx", reason, (1,)),)
