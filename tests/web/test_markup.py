from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.records import Document, Highlight, Mark, MarkKind, in_order
from assistant.web.markup import Layer, joined, literal, marked, text_html

if TYPE_CHECKING:
    from tests.web.conftest import Reading

TEXTS = st.text(max_size=60) | st.text(alphabet="<>&\"'`$}{/!-=\r\n\t\x00 amp;script", max_size=60)
SPANS = st.lists(st.builds(Highlight, st.integers(-5, 70), st.integers(-5, 70)), max_size=5)
ANY_TEXT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ANY_TEXT
@given(text=TEXTS, highlights=SPANS)
def test_marked_text_is_the_text(
    read: Callable[[str], Reading], text: str, highlights: list[Highlight]
) -> None:
    """A highlighted passage reads back as the very characters of the passage."""
    reading = read(marked(text, highlights))
    assert reading.text() == text
    assert reading.names() <= {"mark"}


@ANY_TEXT
@given(text=TEXTS, highlights=SPANS)
def test_marks_cover_the_highlights_and_nothing_else(
    read: Callable[[str], Reading], text: str, highlights: list[Highlight]
) -> None:
    """What is marked is what the highlights say, also where they overlap or overrun."""
    covered = {n for h in highlights for n in range(max(h.start, 0), min(h.end, len(text)))}
    expected = "".join(text[n] for n in sorted(covered))
    assert read(marked(text, highlights)).text("mark") == expected


PIECES = st.sampled_from(
    [
        "• one",
        "two | <b>",
        " | three",
        "a |  | b",
        "four\r\n",
        " ",
        "\n\n",
        "\xa0",
        "|",
        "5. fünf",
        "",
    ]
)
PLACES = st.tuples(st.integers(0, 70), st.integers(0, 70)).map(sorted)
MARKS = st.lists(
    st.builds(
        lambda kind, place, number: Mark(kind, place[0], place[1], number),
        st.sampled_from(MarkKind),
        PLACES,
        st.integers(0, 4),
    ),
    max_size=9,
)


@ANY_TEXT
@given(text=st.lists(PIECES, max_size=12).map("".join) | TEXTS, marks=MARKS, within=PLACES,
       spans=st.lists(PLACES, max_size=3))  # fmt: skip
def test_what_is_laid_out_is_the_text(
    read: Callable[[str], Reading],
    text: str,
    marks: list[Mark],
    within: list[int],
    spans: list[list[int]],
) -> None:
    """Whatever is a list or a table, the text content is the document's, and so is what is marked.

    A browser moves nothing: there are no words between the rows of a table, or the items of a list.
    """
    document = Document("a.txt", "", text, in_order(marks))
    first, last = (min(place, len(text)) for place in within)
    told = joined((start, end) for start, end in spans)
    reading = read(text_html(document, first, last, [Layer("<mark>", "</mark>", told)]))
    assert reading.text() == text[first:last]
    words = "".join(text[max(start, first) : min(end, last)] for start, end in told)
    assert "".join(reading.text("mark").split()) == "".join(words.split())
    assert not reading.between({"table", "tbody", "tr", "ul"}).strip(" \t\n\f\r")


@ANY_TEXT
@given(text=TEXTS)
def test_literal_text_stays_inside_an_attribute(read: Callable[[str], Reading], text: str) -> None:
    """No text breaks out of the attribute it is put into."""
    reading = read(f'<a href="{literal(text)}"></a>')
    assert reading.tags == [("a", {"href": text})]


LAID_OUT = """Pay
We ask for:
• fair pay
  ◦ for nights
• rest

Rate | 2024
Day | £9
Night | £11

Ask us."""


def laid_out(*kinds: tuple[MarkKind, str, int | None]) -> Document:
    """A document of blocks, each with its kind and level."""
    marks = [Mark(k, (at := LAID_OUT.index(text)), at + len(text), n) for k, text, n in kinds]
    return Document("a.txt", "", LAID_OUT, tuple(marks))


DOCUMENT = laid_out(
    (MarkKind.HEADING, "Pay", 1),
    (MarkKind.LEAD_IN, "We ask for:", None),
    (MarkKind.ITEM, "• fair pay", 1),
    (MarkKind.ITEM, "◦ for nights", 2),
    (MarkKind.ITEM, "• rest", 1),
    (MarkKind.ROW, "Rate | 2024", 0),
    (MarkKind.ROW, "Day | £9", 1),
    (MarkKind.ROW, "Night | £11", 2),
    (MarkKind.PARAGRAPH, "Ask us.", None),
)


def test_text_is_laid_out_as_it_is_meant() -> None:
    """A heading, a list nested by level, a table with header cells; a screen reader hears them."""
    html = text_html(DOCUMENT, 0, len(LAID_OUT))
    assert html == (
        '<p class="heading" role="heading" aria-level="3">Pay</p>\n<p>We ask for:</p>\n'
        "<ul><li>• fair pay\n  <ul><li>◦ for nights</li></ul></li>\n<li>• rest</li></ul>\n\n"
        '<div class="table"><table><tbody><tr><th scope="col">Rate<span hidden> | </span></th>'
        '<th scope="col">2024</th></tr>\n<tr><td>Day<span hidden> | </span></td><td>£9</td></tr>\n'
        "<tr><td>Night<span hidden> | </span></td><td>£11</td></tr></tbody></table></div>\n\n"
        "<p>Ask us.</p>"
    )


def test_a_row_by_itself_has_the_header_of_its_table() -> None:
    """Words that answer may be one row; what its figures are stands above them."""
    start = LAID_OUT.index("Night")
    html = text_html(DOCUMENT, start, start + len("Night | £11"), with_header=True)
    assert html.startswith(
        '<div class="table"><table><tbody><tr class="above"><th scope="col">Rate'
    )
    assert html.endswith("<td>£11</td></tr></tbody></table></div>")
