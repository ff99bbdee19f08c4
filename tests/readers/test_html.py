from __future__ import annotations

import pytest

from assistant.records import MarkKind
from tests.readers.web_pages import B, H, I, L, P, R, blocks, read

# Words

WORDS = [
    ("an <em>important</em> <b>po</b>int", "an important point"),
    ("  one\n\t two  ", "one two"),
    ("one <b> two </b> three", "one two three"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("one <br> two<br>", "one\ntwo"),
    ("fish &amp; chips &copy; &eacute;&#8217;&#x2013;&#150;", "fish & chips © é’––"),
    ("&lt;b&gt;5 &lt; 6&lt;/b&gt;", "<b>5 < 6</b>"),
    ("£9&nbsp;000&#8239;a year", "£9 000 a year"),
    ("well&shy;being<wbr> at\u200b work", "wellbeing at work"),
    ("H<sub>2</sub>O, m<sup>2</sup>", "H2O, m²"),
    ("a <a href='x'>link</a>, <img alt='not shown'>here", "a link, here"),
    ("shown<!-- not --><script>x()</script><style>p{}</style>", "shown"),
    ("shown <span hidden>not</span><span style='color:red; display: none'>nor</span>", "shown"),
    ("shown <i aria-hidden='true'>icon</i><template>no</template>", "shown"),
    ("shown<noscript>switch on</noscript><svg><title>t</title><text>x</text></svg>", "shown"),
    ("shown <span class='govuk-visually-hidden'>(opens in a tab)</span>", "shown"),
    ("press <button>OK</button> now", "press OK now"),
    ("to <a class='menu-link' href='x'>read more</a>, see p. 2", "to read more, see p. 2"),
    ("<custom-element>unknown</custom-element> words", "unknown words"),
    ("a<font color=red>b<p></font>", "ab"),
]


@pytest.mark.parametrize(("written", "expected"), WORDS)
def test_words_are_those_that_are_seen(written: str, expected: str) -> None:
    """A quotation has the words that a reader of the page sees, and no others."""
    document = read(f"<p>{written}</p>")
    assert blocks(document) == [(P, None, expected)]
    assert document.text == expected


# Structure

STRUCTURES = [
    (
        "<h1>Pay</h1><p>Text.</p><h3>Deeper</h3><div role=heading aria-level=4>Own</div>"
        "<p role=heading>Two</p>",
        [(H, 1, "Pay"), (P, None, "Text."), (H, 3, "Deeper"), (H, 4, "Own"), (H, 2, "Two")],
    ),
    (
        "<ol><li><p>No pay for:<p>(a) tea;<p>(b) ale.</ol><p>Pay for:<p>a) oats<p>b) hay",
        [
            (I, 1, "1. No pay for:"),
            (I, 2, "(a) tea;"),
            (I, 2, "(b) ale."),
            (L, None, "Pay for:"),
            (I, 1, "a) oats"),
            (I, 1, "b) hay"),
        ],
    ),
    ("<div>one<div>two</div>three</div>", [(P, None, "one"), (P, None, "two"), (P, None, "three")]),
    ("one<br><br>two<br>three", [(P, None, "one"), (P, None, "two\nthree")]),
    (
        "<p>Bring:</p><ul><li>rules<li><p>a list</p><p>by branch</p><ul><li>deep</ul></ul>Then go.",
        [
            (L, None, "Bring:"),
            (I, 1, "- rules"),
            (I, 1, "- a list"),
            (P, 2, "by branch"),
            (I, 2, "- deep"),
            (P, None, "Then go."),
        ],
    ),
    ("<p>Note:</p><p>Text.</p>", [(P, None, "Note:"), (P, None, "Text.")]),
    (
        "<p>Ask:<p>1. call<p>or<p>2. write<p>Thank them.<p>3. Next",
        [
            (L, None, "Ask:"),
            (I, 1, "1. call"),
            (P, 2, "or"),
            (I, 1, "2. write"),
            (P, None, "Thank them."),
            (P, None, "3. Next"),
        ],
    ),
    (
        "<ol start=3><li>c<li value=7>g<li>h</ol><ol reversed><li>b<li>a</ol>",
        [(I, 1, "3. c"), (I, 1, "7. g"), (I, 1, "8. h"), (I, 1, "2. b"), (I, 1, "1. a")],
    ),
    (
        "<ol type=a start=26><li>z<li>aa</ol><ol type=I start=4><li>four<li type=1>five</ol>"
        "<ol type=i start=0><li>none</ol>",
        [
            (I, 1, "z. z"),
            (I, 1, "aa. aa"),
            (I, 1, "IV. four"),
            (I, 1, "5. five"),
            (I, 1, "0. none"),
        ],
    ),
    (
        "<ol style='list-style-type: lower-alpha'><li>one</ol><ol style='list-style: upper-roman "
        "inside'><li>four</ol><ol style='list-style:none'><li>1.1 So.</ol>"
        "<ol style='list-style-position: inside' type=a><li>last</ol>",
        [(I, 1, "a. one"), (I, 1, "I. four"), (I, 1, "1.1 So."), (I, 1, "a. last")],
    ),
    (
        "<ol class=legal><li>2. So:<ol><li>(a) care<li>(b) food</ol><li>3.&nbsp;Or</ol>"
        "<ol class='list list-unstyled'><li>Ask</ol><ol class=govuk-list><li>Go</ol>",
        [
            (I, 1, "2. So:"),
            (I, 2, "(a) care"),
            (I, 2, "(b) food"),
            (I, 1, "3. Or"),
            (I, 1, "Ask"),
            (I, 1, "Go"),
        ],
    ),
    (
        "<ol class='govuk-list govuk-list--number'><li>Ask</ol><ol><li>J. Lee<li>B. Ng</ol>"
        "<ol><li>a child<li>b</ol><ol><li>9 a.m.</ol>",
        [
            (I, 1, "1. Ask"),
            (I, 1, "1. J. Lee"),
            (I, 1, "2. B. Ng"),
            (I, 1, "1. a child"),
            (I, 1, "2. b"),
            (I, 1, "1. 9 a.m."),
        ],
    ),
    (
        "<ul><li><h3>Title</h3>Text.</li><li></li>loose<li>last</ul>after",
        [
            (H, 3, "Title"),
            (P, 2, "Text."),
            (P, 2, "loose"),
            (I, 1, "- last"),
            (P, None, "after"),
        ],
    ),
    (
        "<dl><dt>Branch</dt><dd>Where members meet.</dd><dt>Rep<dd><p>One.</p><p>Two.</p></dl>",
        [
            (L, None, "Branch"),
            (I, 1, "Where members meet."),
            (L, None, "Rep"),
            (I, 1, "One."),
            (P, 2, "Two."),
        ],
    ),
    (
        "<table><caption>Members</caption><thead><tr><th>Region<th>Number</thead>"
        "<tr><td>North<td>1,204<tr><td>South<br>East<td></table>",
        [
            (P, None, "Members"),
            (R, 0, "Region | Number"),
            (R, 1, "North | 1,204"),
            (R, 2, "South East | "),
        ],
    ),
    (
        "<table><tr><td>North<td>1<tr><td>South<td>2</table>",
        [(R, 1, "North | 1"), (R, 2, "South | 2")],
    ),
    (
        "<table><tr><td><h2>Left</h2><p>Text.</p></td><td><p>Right.</p></td></tr></table>",
        [(H, 2, "Left"), (P, None, "Text."), (P, None, "Right.")],
    ),
    (
        "<table role=presentation><tr><td>One<td>Two</table>",
        [(P, None, "One"), (P, None, "Two")],
    ),
    (
        "<blockquote><p>said</p></blockquote><figure><img><figcaption>A march</figcaption></figure>"
        "<hr><pre>\n  a = 1\n\n  b&nbsp;= 2\n</pre>",
        [(P, None, "said"), (P, None, "A march"), (P, None, "  a = 1\n\n  b = 2")],
    ),
    (
        "<details><summary>May I leave early?</summary><p>Yes, by the rules.</p></details>",
        [(L, None, "May I leave early?"), (P, None, "Yes, by the rules.")],
    ),
    (
        "<h2><button>Section one</button></h2><p>Text.</p>",
        [(H, 2, "Section one"), (P, None, "Text.")],
    ),
    (
        "<h2>Rights <a href='#r'>#</a><span class='mw-editsection'>[edit]</span></h2><p>Text.</p>",
        [(B, None, "[edit]"), (H, 2, "Rights"), (P, None, "Text.")],
    ),
    (
        f"<h2>Never closed<p>{'word ' * 50}",
        [(H, 2, "Never closed"), (P, None, "word " * 49 + "word")],
    ),
    (
        "<p>one<p>two</div></p></body></html><p>after",
        [(P, None, w) for w in ("one", "two", "after")],
    ),
]


@pytest.mark.parametrize(("written", "expected"), STRUCTURES)
def test_structure_becomes_marks(
    written: str, expected: list[tuple[MarkKind, int | None, str]]
) -> None:
    """A point of a list or a row of a table is found by itself and under its heading."""
    assert blocks(read(written)) == expected


def test_blocks_are_parted_by_a_blank_line_and_items_by_a_newline() -> None:
    """A list reads as a list where it is quoted whole."""
    text = read("<h1>A</h1><p>Bring:</p><ul><li>rules<li>minutes</ul>Then go.").text
    assert text == "A\n\nBring:\n- rules\n- minutes\n\nThen go."


def test_words_nested_deeper_than_structure_is_kept() -> None:
    """What stands a thousand elements deep comes back, in order."""
    deep = "".join(f"<div>down{n}" for n in range(1000)) + "".join(
        f"</div>up{n}" for n in range(1000)
    )
    expected = [*(f"down{n}" for n in range(1000)), *(f"up{n}" for n in range(1000))]
    assert read(deep).text.split() == expected
