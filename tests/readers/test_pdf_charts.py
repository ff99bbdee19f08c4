"""Charts of PDFs: what they are labelled with stands apart, and neither prose nor a table does."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.passages import cut
from assistant.records import MarkKind
from assistant.settings import PassageSettings
from tests.readers.drawing import BOLD, MARGIN, WIDTH, draw, prose, put, read, set_in, shown

LEFT, BOTTOM, PLOT_WIDTH, STEP = 120.0, 420.0, 330.0, 24.0
YEARS = ("2019", "2020", "2021", "2022", "2023")
VALUES = ("0", "10", "20", "30", "40", "50")


def chart(
    canvas: Any,
    up: tuple[str, ...] = VALUES,
    across: tuple[str, ...] = YEARS,
    bottom: float = BOTTOM,
) -> None:
    """Draw lines on a grid with its axes, a title in its middle and a legend."""
    canvas.setFont(BOLD, 11)
    canvas.drawCentredString(LEFT + PLOT_WIDTH / 2, bottom + STEP * len(up) + 4, "Rate of calls")
    canvas.setFont("Helvetica", 8)
    for place, value in enumerate(up):
        canvas.line(LEFT, bottom + STEP * place, LEFT + PLOT_WIDTH, bottom + STEP * place)
        canvas.drawRightString(LEFT - 6, bottom + STEP * place - 3, value)
    for place, name in enumerate(across):
        middle = LEFT + PLOT_WIDTH * (place + 0.5) / len(across)
        canvas.drawCentredString(middle, bottom - 14, name)
    for left, name in ((LEFT + 40, "North branch"), (LEFT + 180, "All branches")):
        canvas.line(left - 24, bottom - 35, left - 4, bottom - 35)
        canvas.drawString(left, bottom - 38, name)
    canvas.saveState()
    canvas.translate(LEFT - 36, bottom + 40)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Calls each week")
    canvas.restoreState()


def page(canvas: Any) -> None:
    """Draw a section of prose with a chart in its middle."""
    put(canvas, [(MARGIN, 780, "What branches did")], 16, BOLD)
    put(canvas, set_in(MARGIN, 750, WIDTH - 2 * MARGIN, prose(0, 8)))
    chart(canvas)
    put(canvas, set_in(MARGIN, 340, WIDTH - 2 * MARGIN, prose(8, 8)))


def test_what_a_chart_is_labelled_with_is_one_block_apart_from_the_text(tmp_path: Path) -> None:
    """Axes, title and legend stand together; what is written across is a block of its own."""
    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.LABEL) == [
        "Rate of calls 50 40 30 20 10 0 2019 2020 2021 2022 2023 North branch All branches",
        "Calls each week",
    ]
    assert shown(document, MarkKind.HEADING) == ["What branches did"]
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(prose(0, 8)), " ".join(prose(8, 8))]


def test_passages_of_labels_are_apparatus_and_the_text_below_keeps_its_section(
    tmp_path: Path,
) -> None:
    """The chart's title is no heading of what follows, and its labels rank after all text."""
    document = read(draw(tmp_path / "a.pdf", page))
    passages = cut(document, PassageSettings())
    assert [p.text.split()[0] for p in passages if p.apparatus] == ["Rate", "Calls"]
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert {p.locator.headings for p in passages} == {("What branches did",)}


def test_a_heading_over_a_chart_alone_is_apparatus(tmp_path: Path) -> None:
    """A heading names what stands under it, and a chart's labels say nothing."""

    def only_a_chart(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Calls to branches")], 16, BOLD)
        chart(canvas)

    passages = cut(read(draw(tmp_path / "a.pdf", only_a_chart)), PassageSettings())
    assert passages
    assert all(passage.apparatus for passage in passages)


def test_what_is_but_bold_above_a_chart_is_its_title_and_heads_nothing(tmp_path: Path) -> None:
    """A section goes on behind it; a numbered line, or one in larger type, is a section's own."""

    def titled(title: str, size: float) -> tuple[list[str], list[str]]:
        def drawn(canvas: Any) -> None:
            put(canvas, [(MARGIN, 780, "What branches did")], 16, BOLD)
            put(canvas, set_in(MARGIN, 750, WIDTH - 2 * MARGIN, prose(0, 8)))
            put(canvas, [(MARGIN, 620, title)], size, BOLD)
            chart(canvas)
            put(canvas, set_in(MARGIN, 340, WIDTH - 2 * MARGIN, prose(8, 8)))

        document = read(draw(tmp_path / "a.pdf", drawn))
        return shown(document, MarkKind.HEADING), shown(document, MarkKind.PARAGRAPH)

    words = "Calls of all branches in each of five years"
    headings, paragraphs = titled(words, 10)
    assert headings == ["What branches did"]
    assert paragraphs[1] == words
    for section, size in ((f"2.3 {words}", 10), (words, 13)):
        assert titled(section, size)[0] == ["What branches did", section]


def test_what_is_but_bold_above_loose_figures_or_below_a_picture_heads_nothing(
    tmp_path: Path,
) -> None:
    """The figures of a chart that no axis tells, and a caption nearer to what it is of."""
    above, below, section = "Calls by branch (per cent)", "A branch on its day", "What came of it"

    def drawn(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "What branches did")], 16, BOLD)
        put(canvas, [(MARGIN, 740, above)], 10, BOLD)
        bars = [(MARGIN + 61 * n * n, 700 - 37 * n, f"{7 + n}.{n}") for n in range(3)]
        put(canvas, bars)
        picture = Image.new("RGB", (8, 8), "grey")
        canvas.drawInlineImage(picture, MARGIN, 400, 200, 150)
        put(canvas, [(MARGIN, 386, below)], 10, BOLD)
        put(canvas, set_in(MARGIN, 350, WIDTH - 2 * MARGIN, prose(0, 8)))
        canvas.drawInlineImage(picture, MARGIN, 180, 200, 90)
        put(canvas, [(MARGIN, 140, section)], 10, BOLD)
        put(canvas, set_in(MARGIN, 122, WIDTH - 2 * MARGIN, prose(8, 4)))

    document = read(draw(tmp_path / "a.pdf", drawn))
    assert shown(document, MarkKind.HEADING) == ["What branches did", section]
    assert {above, below} <= {*shown(document, MarkKind.PARAGRAPH)}


def said(canvas: Any) -> None:
    """Draw a chart, and in it what is said about it: a figure, and a note of two lines."""
    chart(canvas)
    put(canvas, [(LEFT + 40, BOTTOM + 80, "North rose by 7.9 calls")], 9, BOLD)
    note = ["Calls of the branch in the west are", "counted from this year on"]
    put(canvas, [(LEFT + 120, BOTTOM + 50 - 10 * n, text) for n, text in enumerate(note)], 8)


def with_its_data(canvas: Any) -> None:
    """Draw a chart above a table of what it shows."""
    chart(canvas, across=("Spring", "Summer", "Autumn", "Winter"))
    rows = (("", "North", "South"), ("Letters", "31", "17"), ("Stalls", "12", "5"))
    for row, cells in enumerate(rows):
        lefts = (LEFT - 60, LEFT + 60, LEFT + 200)
        put(canvas, [(x, BOTTOM - 44 - 10 * row, c) for x, c in zip(lefts, cells, strict=True)], 8)


def one_below_the_other(canvas: Any) -> None:
    """Draw two charts, each under its title."""
    for bottom, title in ((BOTTOM + 130, "Calls by year, all of them"), (200, "Calls by region")):
        put(canvas, [(MARGIN, bottom + 170, title)], 9, BOLD)
        chart(canvas, bottom=bottom)


def axis_at_the_head(canvas: Any) -> None:
    """Draw bars that lie, their axis above them, in a frame."""
    canvas.rect(MARGIN, BOTTOM - 10, WIDTH - 2 * MARGIN, 130, stroke=1)
    canvas.setFont("Helvetica", 8)
    canvas.line(LEFT, BOTTOM, LEFT, BOTTOM + 95)
    for place, value in enumerate(VALUES):
        canvas.drawCentredString(LEFT + 60 * place, BOTTOM + 100, value)
    for row, (name, figure) in enumerate(
        (("Leaflets", 14), ("Stalls", 45), ("Over 65 and at home", 3))
    ):
        canvas.rect(LEFT, BOTTOM + 70 - 28 * row, 6 * figure, 10, stroke=1)
        canvas.drawRightString(LEFT - 6, BOTTOM + 71 - 28 * row, name)
        canvas.drawString(LEFT + 6 * figure + 4, BOTTOM + 71 - 28 * row, str(figure))


def two_axes(canvas: Any) -> None:
    """Draw a chart with another axis at its right, under its title."""
    put(canvas, [(MARGIN, BOTTOM + 190, "Calls and letters of all branches")], 9, BOLD)
    chart(canvas)
    for place in range(6):
        bottom = BOTTOM + STEP * place - 3
        canvas.drawString(LEFT + PLOT_WIDTH + 4, bottom, f"{2 * place}%")


LABELS = "50 40 30 20 10 0 2019 2020 2021 2022 2023 North branch All branches"


@pytest.mark.parametrize(
    ("drawn", "labels", "others"),
    [
        (
            said,
            [f"Rate of calls {LABELS}"],
            [
                "North rose by 7.9 calls",
                "Calls of the branch in the west are counted from this year on",
            ],
        ),
        (
            with_its_data,
            ["Rate of calls 50 40 30 20 10 0"],
            ["Letters", "31", "17", "Stalls", "12", "5"],
        ),
        (
            one_below_the_other,
            [f"Rate of calls {LABELS}", f"Rate of calls {LABELS}"],
            ["Calls by year, all of them", "Calls by region"],
        ),
        (
            axis_at_the_head,
            ["0 10 20 30 40 50 Leaflets 14 Stalls 45 Over 65 and at home 3"],
            [],
        ),
        (
            two_axes,
            [
                "Rate of calls 50 10% 40 8% 30 6% 20 4% 10 2% 0 0% 2019 2020 2021 2022 2023"
                " North branch All branches"
            ],
            ["Calls and letters of all branches"],
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_says_something_is_no_label(
    drawn: Any, labels: list[str], others: list[str], tmp_path: Path
) -> None:
    """A remark in a plot, its data below it and the title above it stay text; labels are whole."""
    document = read(draw(tmp_path / "a.pdf", drawn))
    assert [t for t in shown(document, MarkKind.LABEL) if "each week" not in t] == labels
    kept = [m for m in document.marks if m.kind not in (MarkKind.LABEL, MarkKind.PAGE)]
    text = "\n".join(document.text[m.start : m.end] for m in kept)
    places = [text.find(told) for told in others]
    assert -1 not in places
    assert places == sorted(places)


def test_a_chart_leaves_the_order_of_the_text_as_it_is(tmp_path: Path) -> None:
    """Each chart stands under what it stands under on the page, wherever the file draws it."""

    def page(canvas: Any) -> None:
        one_below_the_other(canvas)
        put(canvas, set_in(MARGIN, 130, WIDTH - 2 * MARGIN, prose(0, 4)))
        put(canvas, set_in(MARGIN, 800, WIDTH - 2 * MARGIN, prose(4, 3)))

    document = read(draw(tmp_path / "a.pdf", page))
    first = [document.text[m.start : m.end].split()[0:3] for m in document.marks[1:]]
    assert [" ".join(words) for words in first] == [
        " ".join(prose(4, 1)[0].split()[:3]),
        "Calls by year,",
        "Rate of calls",
        "Calls by region",
        "Rate of calls",
        " ".join(prose(0, 1)[0].split()[:3]),
        "Calls each week",
    ]


def test_a_chart_that_is_drawn_as_one_form_is_told_like_any_other(tmp_path: Path) -> None:
    """Programs put a chart in a document as one form, with figures in its plot, scaled."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 780, "Calls of all branches")], 9, BOLD)
        canvas.beginForm("chart")
        chart(canvas, across=("Leaflets", "Stalls", "Letters"))
        put(canvas, [(LEFT + 50, BOTTOM + 60, "14"), (LEFT + 165, BOTTOM + 80, "31")], 8)
        put(canvas, [(LEFT + 40, BOTTOM - 23, "by hand")], 8)
        canvas.endForm()
        canvas.saveState()
        canvas.scale(0.9, 0.9)
        canvas.doForm("chart")
        canvas.restoreState()

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.LABEL) == [
        "Rate of calls 50 40 31 30 14 20 10 0 Leaflets Stalls Letters by hand"
        " North branch All branches",
        "Calls each week",
    ]
    assert shown(document, MarkKind.PARAGRAPH, MarkKind.HEADING) == ["Calls of all branches"]


def test_a_legend_below_names_that_go_up_is_the_charts(tmp_path: Path) -> None:
    """The title above comes first, then the chart, however late the file draws the title."""

    def page(canvas: Any) -> None:
        canvas.setFont("Helvetica", 8)
        for place, value in enumerate(VALUES):
            canvas.drawRightString(LEFT - 6, BOTTOM + STEP * place - 3, value)
            canvas.line(LEFT, BOTTOM + STEP * place, LEFT + PLOT_WIDTH, BOTTOM + STEP * place)
        for place, year in enumerate(YEARS):
            canvas.saveState()
            canvas.translate(LEFT + 30 + 60 * place, BOTTOM - 30)
            canvas.rotate(90)
            canvas.drawString(0, 0, year)
            canvas.restoreState()
        canvas.drawString(LEFT + 150, BOTTOM - 45, "Year")
        for place, name in enumerate(("North", "South", "East", "West")):
            left, bottom = LEFT + 60 * (place // 2), BOTTOM - 66 - 17 * (place % 2)
            canvas.rect(left, bottom - 4, 17, 17, fill=1)
            canvas.drawString(left + 22, bottom, name)
        put(canvas, [(MARGIN, BOTTOM + 160, "Calls of each branch")], 12, BOLD)
        put(canvas, [(MARGIN, BOTTOM - 120, "Source: the rota of all branches.")])

    document = read(draw(tmp_path / "a.pdf", page))
    assert document.text.split("\n\n") == [
        "Calls of each branch",
        "50 40 30 20 10 0 Year North East South West",
        "Source: the rota of all branches.",
        " ".join(YEARS),
    ]


@settings(deadline=None, max_examples=40)
@given(
    st.integers(4, 12),
    st.integers(-40, 40),
    st.sampled_from([1, 2, 5, 10, 250]),
    st.sampled_from(["{}", "{}%", "£{}", "{}.5"]),
    st.integers(1990, 2020),
    st.integers(4, 9),
)
def test_every_even_axis_is_told(
    count: int, first: int, step: int, shape: str, year: int, years: int
) -> None:
    """Whatever its numbers, units and length; no word of the page is lost or stands twice."""
    up = tuple(shape.format(abs(first) + step * n) for n in range(count))
    across = tuple(str(year + n) for n in range(years))

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 800, WIDTH - 2 * MARGIN, prose(0, 5)))
        chart(canvas, up, across, bottom=200)

    with TemporaryDirectory() as folder:
        document = read(draw(Path(folder) / "a.pdf", page))
    label, _ = shown(document, MarkKind.LABEL)
    assert label == " ".join(
        ("Rate of calls", *reversed(up), *across, "North branch", "All branches")
    )
    assert shown(document, MarkKind.PARAGRAPH) == [" ".join(prose(0, 5))]


def test_the_table_right_below_a_chart_is_none_of_its_axis(tmp_path: Path) -> None:
    """The rules of the table go on in those of the plot; the chart's figures stand after it."""

    def page(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 750, WIDTH - 2 * MARGIN, prose(0, 4)))
        put(canvas, set_in(MARGIN, 360, WIDTH - 2 * MARGIN, prose(4, 4)))
        for place, value in enumerate(VALUES):
            put(canvas, [(LEFT - 16, BOTTOM + STEP * place - 3, value)], 8)
        edges = [LEFT + PLOT_WIDTH * place / 3 for place in range(4)]
        for place, height in enumerate((18, 58, 44)):
            canvas.rect(edges[place] + 30, BOTTOM, 50, height)
        canvas.line(LEFT, BOTTOM, LEFT, BOTTOM + STEP * 5)
        canvas.grid(edges, [BOTTOM, BOTTOM - 14])
        canvas.grid([LEFT - 60, *edges], [BOTTOM - 14, BOTTOM - 28])
        for row in (("", "No", "Sometimes", "Yes"), ("Members", "15", "48", "37")):
            for left, cell in zip((LEFT - 60, *edges), row, strict=False):
                y = BOTTOM - (11 if row[0] == "" else 25)
                put(canvas, [(left + 12, y, cell)] if cell else [], 8)

    document = read(draw(tmp_path / "a.pdf", page))
    assert shown(document, MarkKind.PARAGRAPH, MarkKind.LABEL, MarkKind.ROW) == [
        " ".join(prose(0, 4)),
        "50 40 30 20 10 0",
        " | No | Sometimes | Yes",
        "Members | 15 | 48 | 37",
        " ".join(prose(4, 4)),
    ]


def test_the_number_of_its_page_may_stand_at_an_axis(tmp_path: Path) -> None:
    """A page's number is near its edge; other lines stand below that of an axis."""

    def low(canvas: Any) -> None:
        put(canvas, set_in(MARGIN, 700, WIDTH - 2 * MARGIN, prose(0, 8)))
        chart(canvas, tuple("012345"), bottom=120)
        put(canvas, [(MARGIN, 50, "Counted by the branch in May"), (MARGIN, 36, "Printed by us")])

    document = read(draw(tmp_path / "a.pdf", lambda _: None, low))
    assert "Rate of calls 5 4 3 2 1 0 2019" in shown(document, MarkKind.LABEL)[0]
    assert shown(document, MarkKind.BOILERPLATE) == []
