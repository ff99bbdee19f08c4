from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from assistant.readers.canonical import Canonical
from assistant.records import Document, Highlight, Mark, MarkKind, in_order
from assistant.web.markup import Layer, joined, literal, marked, text_html
from assistant.web.turns import card
from tests.quoting import document, quotation

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
    html = text_html(DOCUMENT, start, start + len("Night | £11"), in_card=True)
    assert html.startswith(
        '<div class="table"><table><tbody><tr class="above"><th scope="col">Rate'
    )
    assert html.endswith("<td>£11</td></tr></tbody></table></div>")


def test_a_row_by_itself_has_all_that_heads_it() -> None:
    """That is each row of the header, and the cell beside it that reaches down to it."""
    canonical = Canonical()
    for place, cells in enumerate([("Team", "2024"), ("", "Posts"), ("East", "4"), ("", "5")], -1):
        canonical.row(cells, place)
    canonical.block(MarkKind.PARAGRAPH, "Ask us.")
    table = Document("a.txt", "", canonical.text, canonical.marks)
    start = table.text.index(" | 5")
    html = text_html(table, start, start + len(" | 5"), in_card=True)
    above = re.findall('<tr class="above">(.*?)</tr>', html)
    bar = "<span hidden> | </span>"
    assert above == [
        f'<th scope="col">Team{bar}</th><th scope="col">2024</th>',
        f'<th scope="col">{bar}</th><th scope="col">Posts</th>',
        "<td>East</td>",
    ]
    below = text_html(table, table.text.index("Ask"), len(table.text), in_card=True)
    assert "above" not in below


SAID = st.lists(
    st.sampled_from(["fair", "pay", "<b>", "&", "80–20", "fünf", "“now”"]), min_size=1, max_size=4
).map(" ".join)
CELL = SAID | st.just("")
BLOCKS = st.lists(
    st.one_of(
        st.tuples(st.just(MarkKind.HEADING), st.integers(1, 4), SAID),
        st.tuples(st.sampled_from([MarkKind.PARAGRAPH, MarkKind.NOTE]), st.none(), SAID),
        st.tuples(
            st.just(MarkKind.ITEM), st.lists(st.integers(1, 4), min_size=1, max_size=5), SAID
        ),
        st.tuples(
            st.just(MarkKind.ROW),
            st.lists(st.tuples(CELL, CELL, SAID), min_size=1, max_size=3),
            st.integers(2, 3),
        ),
    ),
    min_size=1,
    max_size=6,
)


@dataclass
class Meant:
    """A document on its way, and what is to be heard of it: each part with its kind and level."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    heard: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)

    def add(self, kind: MarkKind, level: int | None, words: str, *heard: str) -> None:
        """Add a block on a line of its own."""
        start = len(self.text)
        self.text += f"{words}\n"
        self.marks.append(Mark(kind, start, start + len(words), level))
        self.heard.append((kind.value, level or 0, heard or (words,)))


def meant(blocks: Sequence[Any]) -> Meant:
    """The document that these blocks make; no list leaves a level out."""
    made = Meant()
    for kind, what, more in blocks:
        if kind is MarkKind.ITEM:
            level = 0
            for asked in what:
                level = min(asked, level + 1)
                made.text += "  " * level
                made.add(kind, level, f"{'•◦▪–'[level - 1]} {more}")
        elif kind is MarkKind.ROW:
            for number, cells in enumerate(what):
                held = cells[-more:]
                made.add(kind, number, " | ".join(held), *held)
        else:
            made.add(kind, what, more)
        made.text += "\n"
    return made


def heard(quoted: Any) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The parts of a quotation as a screen reader comes to them: what is hidden is not heard."""
    for node in quoted.iter("p", "li", "tr"):
        if node.tag == "li":
            own = "".join(node.xpath("text()")).strip()
            yield "item", len(node.xpath("ancestor::ul")), (own,)
        elif node.tag == "tr":
            cells = ("".join(c.xpath(".//text()[not(ancestor::*[@hidden])]")) for c in node)
            number = len(node.xpath("preceding-sibling::tr"))
            kinds = {(cell.tag, cell.get("scope")) for cell in node}
            assert kinds == ({("td", None)} if number else {("th", "col")})
            yield "row", number, tuple(cells)
        elif node.get("role"):
            yield "heading", int(node.get("aria-level")), (node.text,)
        else:
            yield node.get("class") or "paragraph", 0, (node.text,)


@ANY_TEXT
@given(blocks=BLOCKS)
def test_a_card_holds_the_words_and_their_structure(blocks: Sequence[Any]) -> None:
    """Of any document, a quotation is its very words; lists, tables and headings are heard."""
    made = meant(blocks)
    held = document("a.txt", made.text)
    held = replace(held, marks=in_order([*held.marks, *made.marks]))
    html = card(quotation(held), held, "Answer 1", date(2026, 11, 22))
    [quoted] = fromstring(html).xpath("//*[contains(@class, 'verbatim')]")
    assert " ".join(quoted.text_content().split()) == " ".join(made.text.split())
    assert {n.text.strip() for n in quoted.xpath(".//*[@hidden]")} <= {"|"}
    found, told = list(heard(quoted)), made.heard
    assert [(kind, words) for kind, _, words in found] == [(k, words) for k, _, words in told]
    above, own_above = 3, 0  # the card's own heading is of the third level
    for (kind, level, _), (_, own, _) in zip(found, told, strict=True):
        if kind != "heading":
            assert level == own
            continue
        assert level == min(above + 1, 6) if own > own_above else level <= above
        above, own_above = level, own
