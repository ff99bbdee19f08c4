from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.passages import cut
from assistant.readers import read as read_file
from assistant.readers.html import read_html
from assistant.readers.html.tree import parse
from assistant.readers.markdown import read_markdown
from assistant.records import Document, MarkKind
from assistant.settings import PassageSettings

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "html"

H, P, L, I, R, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.BOILERPLATE,
)


def read(text: str) -> Document:
    """The document in a web page of the corpus."""
    return read_html(text, "page.html", "0" * 64)


def blocks(document: Document) -> list[tuple[MarkKind, int | None, str]]:
    """Kind, level and text of each mark."""
    return [(m.kind, m.number, document.text[m.start : m.end]) for m in document.marks]


def content(document: Document) -> list[str]:
    """The texts that are not the site's."""
    return [text for kind, _, text in blocks(document) if kind is not B]


def site(document: Document) -> list[str]:
    """The texts that are the site's."""
    return [text for kind, _, text in blocks(document) if kind is B]


def quoted(document: Document) -> str:
    """All that a passage can quote."""
    return "\n".join(passage.text for passage in cut(document, PassageSettings()))


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
    ("H<sub>2</sub>O, m<sup>2</sup>", "H2O, m2"),
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
    ("<div>one<div>two</div>three</div>", [(P, None, "one"), (P, None, "two"), (P, None, "three")]),
    ("one<br><br>two<br>three", [(P, None, "one"), (P, None, "two\nthree")]),
    (
        "<p>Bring:</p><ul><li>rules<li><p>a list</p><p>by branch</p><ul><li>deep</ul></ul>Then go.",
        [
            (L, None, "Bring:"),
            (I, 1, "- rules"),
            (I, 1, "- a list"),
            (P, None, "by branch"),
            (I, 2, "- deep"),
            (P, None, "Then go."),
        ],
    ),
    ("<p>Note:</p><p>Text.</p>", [(P, None, "Note:"), (P, None, "Text.")]),
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
        "<ul><li><h3>Title</h3>Text.</li><li></li>loose<li>last</ul>after",
        [
            (H, 3, "Title"),
            (P, None, "Text."),
            (P, None, "loose"),
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
            (P, None, "Two."),
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


# The site's own parts

TEXT = "<p>Members of the union asked for fair pay at the council.</p>"
LINKS = "".join(f"<li><a href='{n}'>{n}</a></li>" for n in ("Home", "News", "Jobs", "Events"))
SITES = {
    "nav": f"<nav><ul>{LINKS}</ul></nav>",
    "header": "<header><p>The union, since 1921, for you.</p></header>",
    "footer": "<footer><p>Registered as a union under the Act of 1992.</p></footer>",
    "aside": "<aside><p>More that you could also read on this site.</p></aside>",
    "role": "<div role=navigation>Where you are on this site</div>",
    "list of links": f"<ul>{LINKS}</ul>",
    "class": "<div class='main-menu'><p>What is on this site, in short.</p></div>",
    "hashed class": "<div class='announcementBar_mb4j'>We have a new site this year!</div>",
    "breadcrumbs": "<ol class=breadcrumbs><li><a href=/>Home</a><li>Pay</ol>",
    "cookies": "<div id='cookie-banner'><p>We use cookies to make this site work.</p></div>",
    "share": "<div class='social-share'>Tell your friends about this page</div>",
    "related": "<section class='related-content'><h2>More</h2><p>Our other work.</p></section>",
    "newsletter": "<div class='newsletter-signup'><p>Be the first to hear of our news.</p></div>",
    "form": "<form><label>Your name, as it is on your card</label><input></form>",
    "comments": "<div id=comments><article><p>I agree, said Ann of Neath.</p></article></div>",
    "skip link": "<a href='#main'>Skip to main content</a>",
    "back to top": "<p><a href='#top'>Back to top</a></p>",
    "imprint": "<p>© 2024 The union. All rights reserved by us and ours.</p>",
}
FRAMES = {
    "main": "{before}<main><h1>Pay</h1>{text}</main>{after}",
    "article": "{before}<article><h1>Pay</h1>{text}</article>{after}",
    "plain": "{before}<h1>Pay</h1>{text}{after}",
    "wrapped": "<div class='social-work'><div>{before}<div><h1>Pay</h1>{text}</div>{after}</div>",
    "no heading": "{before}<div>{text}</div>{after}",
}


@pytest.mark.parametrize("part", SITES.values(), ids=SITES.keys())
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("place", ["before", "after"])
def test_what_is_the_sites_is_never_quoted(part: str, frame: str, place: str) -> None:
    """Menus, notices and footers stay in the text and do not become passages."""
    around = {"before": "", "after": "", place: part}
    document = read(frame.format(text=TEXT, **around))
    assert content(document)[-1] == "Members of the union asked for fair pay at the council."
    assert set(content(document)) <= {"Pay", content(document)[-1]}
    assert site(document)


KEPT = [
    "<div class='social-work-page'><p>About social work and what it is.</p></div>",
    "<div class='consent-guidance'><p>Consent must be given freely.</p></div>",
    "<article><header><h1>Pay</h1><p>What we ask for this year.</p></header><p>More.</p>"
    "<footer><p>By the members of the branch.</p></footer></article>",
    "<h2>Useful links</h2><p>These may help you with it:</p><ul><li><a href=a>One long link</a>"
    "<li><a href=b>Two</a><li><a href=c>Three</a></ul>",
    "<header><h1>Pay</h1></header><p>Text of the page itself.</p>",
    "<div class='sidebar-right'><h1>Pay</h1><p>A layout is named so, not a part.</p></div>",
    "<ul><li><a href=1>One</a><li><a href=2>Two</a><li><a href=3>Three</a></ul>",
    "<div class=comments><p>Only what is called comments is on this page.</p></div>",
    "<main></main><h1>Pay</h1>" + "<p>The main element of this page was never filled.</p>" * 30,
    "<button>Only a button</button>",
    "<form id=aspnetForm><div><h1>Pay</h1><p>Some servers wrap all in a form.</p></div></form>",
]


@pytest.mark.parametrize("page", KEPT)
def test_what_is_doubtful_is_kept(page: str) -> None:
    """No sentence of a page is lost to the name of the box it stands in."""
    assert site(read(page)) == []


BOX = "<aside class=callout><h3>Bring</h3><p>A coat, and the number of the legal team.</p></aside>"
LINK_BOX = f"<aside><h2>Related</h2><ul>{LINKS}</ul></aside>"


@pytest.mark.parametrize(
    "frame", ["<main>{}</main>", "<main><article><div>{}</div></article></main>"]
)
def test_a_box_between_paragraphs_is_quoted_and_a_box_of_links_is_not(frame: str) -> None:
    """What an article says in a box is its own; what it links to is the site's."""
    document = read(frame.format(f"<h1>Pay</h1>{TEXT}{BOX}{TEXT}{LINK_BOX}"))
    assert content(document) == [
        "Pay",
        "Members of the union asked for fair pay at the council.",
        "Bring",
        "A coat, and the number of the legal team.",
        "Members of the union asked for fair pay at the council.",
    ]
    assert site(document)[0] == "Related"


def test_a_column_beside_the_article_is_the_sites() -> None:
    """Words on who runs the site, next to the text and not in it, are never quoted."""
    beside = (
        "<aside><h2>About us</h2><p>We write about our work every week on this site.</p></aside>"
    )
    document = read(f"<main><article><h1>Pay</h1>{TEXT}</article>{beside}</main>")
    assert content(document) == ["Pay", "Members of the union asked for fair pay at the council."]


def test_a_page_with_a_main_element_is_that_element() -> None:
    """Prose beside the main element is the site's, by the word of the page's author."""
    document = read(f"<div><p>Our union is the best for you.</p></div><main>{TEXT}</main>")
    assert len(content(document)) == len(site(document)) == 1


def test_long_prose_beside_a_short_main_element_is_kept() -> None:
    """An author who marked a slogan as the main part does not hide the page."""
    document = read(f"<main><p>Join us today, all of you.</p></main>{TEXT * 40}")
    assert len(content(document)) == 41


def test_a_list_of_languages_in_the_page_header_is_no_text() -> None:
    """An encyclopedia's links to other languages are not a part of the article."""
    page = f"<main><header><h1>Pay</h1><div><ul>{LINKS}</ul></div></header>{TEXT}</main>"
    assert content(read(page))[0] == "Pay"
    assert len(content(read(page))) == 2


# What the page says of itself

HEAD = """<!DOCTYPE html><!-- saved from url=(0024)https://example.org/saved -->
<html><head><title>Fair pay | The Union</title>
<meta property="og:title" content="Fair pay | The Union"><meta name=author content="Ann Bevan">
<meta property="og:site_name" content="The Union">
<meta property="article:published_time" content="2024-05-06T23:30:00+01:00">
<link rel=canonical href="https://example.org/pay"></head><body><h1>Fair pay</h1><p>Text.</p>"""


def test_the_page_says_what_it_is() -> None:
    """A citation has the title, author, publisher, date and address that the page gives."""
    entry = read(HEAD).entry
    assert (entry.title, entry.author, entry.publisher) == ("Fair pay", "Ann Bevan", "The Union")
    assert (entry.published, entry.url) == ("2024-05-06", "https://example.org/pay")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Pay – The Union</title>", "<h1>Pay</h1>", "Pay"),
        ("<title>Pay | The Union</title>", "<h2>x</h2>", "Pay"),
        ("<title>Pay - a guide</title>", "", "Pay - a guide"),
        ("<meta property=og:site_name content=Us><title>Pay - Us</title>", "", "Pay"),
        ("<title>Pay-as-you-go</title>", "<h1>Other</h1>", "Pay-as-you-go"),
        ("<title>The Union</title>", "<h1>Pay</h1>", "The Union"),
        ("", "<h1>Fair<br>pay</h1>", "Fair pay"),
        ("<title> </title>", "", None),
        ("", "<p>No heading.", None),
        ("<svg><title>icon</title></svg>", "<h1>Pay</h1>", "Pay"),
    ],
)
def test_the_title_goes_without_the_sites_name(head: str, body: str, title: str | None) -> None:
    """A page is cited by its own title."""
    assert read(f"<head>{head}</head><body>{body}<p>Text.").entry.title == title


LINKED = {
    "article": ({"@type": "NewsArticle", "author": {"name": "Ann"}}, "Ann"),
    "several": (
        {"@type": ["Article"], "author": [{"name": "Ann"}, "Bob", {"name": "Ann"}]},
        "Ann, Bob",
    ),
    "graph": (
        {"@graph": [{"@type": "Person", "name": "x"}, {"@type": "WebPage", "author": "Cy"}]},
        "Cy",
    ),
    "list": ([{"@type": "BlogPosting", "author": "Dee"}], "Dee"),
    "address": ({"@type": "Article", "author": "https://example.org/ann"}, None),
    "number": ({"@type": "Article", "author": 7}, None),
    "of a person": ({"@type": "Person", "author": "x"}, None),
}


@pytest.mark.parametrize(("data", "author"), LINKED.values(), ids=LINKED.keys())
def test_authors_are_read_from_linked_data(data: object, author: str | None) -> None:
    """A name given for search engines is the author's, in citations too."""
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert read(f"{script}<p>Text.").entry.author == author


@pytest.mark.parametrize("script", ["{", "[" * 100_000, "null", '{"@graph": 1, "@type": null}', ""])
def test_broken_linked_data_is_passed_over(script: str) -> None:
    """A page with a slip in its JSON is read like any other."""
    page = f"<script type='application/ld+json'>{script}</script><p>Text."
    assert read(page).entry.publisher is None


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06 10:00", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2023-02-29", None),
        ("06/05/2024", None),
        ("1970-01-01T00:00:00Z", None),
        ("2999-01-01", None),
        ("0001-01-01", None),
    ],
)
def test_only_a_plausible_date_is_used(written: str, published: str | None) -> None:
    """Nobody is shown a date that a program filled in, or one that can be misread."""
    for said in (
        f"<meta name='dc.date' content='{written}'>",
        f"<p><time pubdate datetime='{written}'>then</time>",
        f"<p><time class='entry-date' datetime='{written}'>then</time>",
    ):
        assert read(f"{said}<p>Text.").entry.published == published
    assert read(f"<p><time datetime='{written}'>the meeting</time>").entry.published is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/pay",
        "https://",
        "https://a b",
        "http://[",
        "",
    ],
)
def test_only_addresses_on_the_web_are_used(address: str) -> None:
    """A link in a citation leads to a web site or nowhere."""
    page = (
        f"<link rel=canonical href='{address}'><meta property=og:url content='{address}'><p>Text."
    )
    assert read(page).entry.url is None
    saved = f"<!-- saved from url=(0020)https://example.org/ -->{page}"
    assert read(saved).entry.url == "https://example.org/"


# Hostile pages

BOMBS = {
    "nested": "<div>" * 100_000 + "deep",
    "nested and closed": "<b><i>" * 50_000 + "deep" + "</i></b>" * 50_000,
    "attributes": "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">text",
    "tags": "<p>x" * 1_000_001,
    "length": "<p>" + "a b " * 8_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_at_once(bomb: str) -> None:
    """A page made to exhaust the machine costs a second and is named as what it is."""
    started = time.monotonic()
    with pytest.raises(UnreadableFileError, match=r"larger than a web page|nested over"):
        read(bomb)
    assert time.monotonic() - started < 20


HEAVY = {
    "one line": "<p>" + "word " * 400_000,
    "an attribute": f"<p title='{'a ' * 2_000_000}'>text",
    "references": "<p>" + "&amp;&copy; " * 200_000,
    "a comment": f"<!--{'x' * 4_000_000}--><p>text",
    "paragraphs never closed": "<p>text" * 20_000,
    "tables in tables": "<table><tr><td>x" * 4_000,
    "formatting": "<b><p>text" * 2_000,
    "angle brackets": "<" * 500_000 + "p>text",
    "open tags": "<a " * 100_000,
}


@pytest.mark.parametrize("page", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_pages_are_read_or_refused_in_time(page: str) -> None:
    """An odd page never holds a build up."""
    started = time.monotonic()
    try:
        assert read(page).text
    except UnreadableFileError as error:
        assert error.reason  # noqa: PT017
    assert time.monotonic() - started < 20


DTDS = {
    "external": '<!DOCTYPE html [<!ENTITY x SYSTEM "file://{canary}">]>',
    "parameter": '<!doctype html [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    "laughs": '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;">]>',
    "public": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "file://{canary}">',
    "system": '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@pytest.mark.parametrize("dtd", DTDS.values(), ids=DTDS.keys())
def test_entities_are_refused_or_inert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtd: str
) -> None:
    """A page cannot have another file or address read for it."""
    canary = tmp_path / "canary"
    canary.write_text("the secret")
    monkeypatch.setattr(socket, "socket", forbidden)
    page = tmp_path / "a.xhtml"
    page.write_text(f"<?xml version='1.0'?>{dtd.replace('{canary}', str(canary))}<p>&x; text</p>")
    if "[" in dtd:
        with pytest.raises(UnreadableFileError, match="entities"):
            read_file(page, "a.xhtml")
    else:
        assert read_file(page, "a.xhtml").text == "&x; text"


def forbidden(*_: object, **__: object) -> NoReturn:
    raise AssertionError("a socket was opened")


def test_odd_characters_survive_to_json() -> None:
    """Control characters neither break what is stored nor reorder what is near them silently."""
    document = read("<p>a\0b \u202ec\u202c \u2066d\u2069 \x07 \U0001f600 &#0; &#xD800;</p>")
    assert document.text == "ab \u202ec\u202c \u2066d\u2069 \x07 \U0001f600 \ufffd \ufffd"
    assert json.loads(json.dumps(document.text.encode().decode())) == document.text


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</p><form action=//x><input>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_scripts_come_out_only_where_they_were_text(payload: str) -> None:
    """Code shown on a page is quoted letter for letter; code that ran is not text at all."""
    shown = payload.replace("&", "&amp;").replace("<", "&lt;")
    assert read(f"<p>Write {shown} here.</p>").text == f"Write {payload} here."
    assert read(f"<pre>{shown}</pre>").text == payload
    assert "alert" not in read(f"<p>Write {payload} here.</p>").text
    attribute = payload.replace("'", "&#39;")
    assert read(f"<p title='{attribute}'>Text.</p>").text == "Text."


@pytest.mark.parametrize(
    "page",
    ["<html></html>", "<div id=root></div><script>x</script>", "<p hidden>no", "<img alt=x>"],
)
def test_a_page_without_words_says_so(page: str) -> None:
    """A page whose words a script loads is reported, with what to do."""
    with pytest.raises(UnreadableFileError, match="shows no text"):
        read(page)


# Files

MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/pay\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    "--b\r\nContent-Type: text/html; charset=windows-1252\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<h1>Fair=\r\n pay</h1><p>It=92s =A39 an hour.</p>\r\n--b--\r\n"
)


@pytest.mark.parametrize("suffix", [".mhtml", ".mht"])
def test_pages_saved_as_one_file_are_read(tmp_path: Path, suffix: str) -> None:
    """A page with its pictures in one file is the page, with its address."""
    path = tmp_path / f"pay{suffix}"
    path.write_bytes(MHTML.encode())
    document = read_file(path, path.name)
    assert document.text == "Fair pay\n\nIt’s £9 an hour."
    assert document.entry.url == "https://example.org/pay"
    assert document.problems == ()


@pytest.mark.parametrize(
    "content",
    [b"no message", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", b"\xff\xfe\x00"],
)
def test_an_archive_without_a_page_says_so(tmp_path: Path, content: bytes) -> None:
    """What only has the name of a saved page is refused with what to do."""
    path = tmp_path / "a.mht"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="holds no web page; save the page again"):
        read_file(path, path.name)


SWEEP = {
    "markitdown--test_blog.html": (
        "Does Model and Inference Parameter Matter in LLM Applications? - A Case Study for MATH",
        "Experiment Setup",
        "We use AutoGen to select between the following models",
    ),
    "markitdown--test_wikipedia.html": (
        "Microsoft",
        "1972–1985: Founding",
        "In 1972, they founded Traf-O-Data",
    ),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", SWEEP)
def test_real_pages_are_read(name: str) -> None:
    """Saved pages come out with their title and with their sentences under their headings."""
    title, heading, sentence = SWEEP[name]
    document = read_file(SAMPLES / name, name)
    passages = cut(document, PassageSettings())
    first = next(text for kind, _, text in blocks(document) if kind is H)
    found = [p for p in passages if sentence in p.text]
    assert (document.entry.title, first) == (title, title)
    assert [p.locator.headings[-1] for p in found] == [heading]
    assert not any("Skip to main content" in p.text or "Jump to" in p.text for p in passages)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
def test_all_samples_are_read() -> None:
    """No sample crashes the reader, and each passage is a slice of its document."""
    for path in sorted(SAMPLES.iterdir()):
        document = read_file(path, path.name)
        for passage in cut(document, PassageSettings()):
            assert document.text[passage.start : passage.end] == passage.text


# Made-up pages

VOCABULARY = ["campaign", "member’s", "pay", "well-being", "2019–20", "£9.30", "(the)", "R&D", "<5"]
PLAIN = st.lists(st.sampled_from(VOCABULARY), min_size=4, max_size=12)
SHAPES = {
    "heading": "<h2>{}</h2>",
    "paragraph": "<p>{}</p>",
    "loose": "<div>{}</div>",
    "list": "<ul><li>{}</li></ul>",
    "nested list": "<ul><li><ol><li>{}</ul>",
    "table": "<table><tr><th>{}</th></tr></table>",
    "quote": "<blockquote><p>{}</blockquote>",
    "broken": "<p><b>{}</p></b></i>",
    "details": "<details><summary></summary><div>{}</div></details>",
}
UNSEEN = {
    "menu": "<nav><ul><li><a href=x>{}</a></ul></nav>",
    "cookies": "<div class='cookie-notice'><p>{}</p></div>",
    "aside": "<aside><p>{}</p></aside>",
    "share": "<div class=share-buttons>{}</div>",
    "hidden": "<p hidden>{}</p>",
    "styled": "<div style='display:none'><p>{}</p></div>",
    "icon": "<span aria-hidden=true>{}</span>",
    "script": "<script>var text = '{}'</script>",
    "noscript": "<noscript><p>{}</p></noscript>",
    "template": "<template><p>{}</p></template>",
    "comment": "<!-- {} -->",
}
PLANTED = st.lists(st.tuples(st.sampled_from([*SHAPES, *UNSEEN]), PLAIN), max_size=12)
AROUND = st.sampled_from(
    ["<main>{}</main>", "<article>{}</article>", "<div id=content>{}</div>", "{}"]
)


@dataclass
class Plan:
    """A made-up page: its HTML, its sentences with their headings, and what nobody should find."""

    written: list[str] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    heading: str = ""

    def add(self, kind: str, words: Sequence[str], tag: str) -> None:
        """Plant one sentence that is told from all others by its number."""
        number = f"No{len(self.written)}x"
        plain = " ".join([number, *words])
        escaped = [w.replace("&", "&amp;").replace("<", "&lt;") for w in words]
        inside = f"{number}\n <{tag}>{escaped[0]}</{tag}> {'  '.join(escaped[1:])}"
        if kind in UNSEEN:
            self.unseen.append(number)
            self.written.append(UNSEEN[kind].format(inside if kind != "comment" else number))
            return
        if kind == "heading":
            self.heading = plain
        self.sentences.append((plain, self.heading))
        self.written.append(SHAPES[kind].format(inside))


def placed(document: Document) -> list[tuple[str, str]]:
    """Each block that can be quoted, without its bullet, and the heading it stands under."""
    heading, found = "", []
    for kind, _, text in blocks(document):
        if kind is not B:
            heading = text if kind is H else heading
            found.append((text[text.index("No") :], heading))
    return found


@given(PLANTED, st.sampled_from(["b", "span", "a href=x", "custom-x"]), AROUND)
def test_made_up_pages_come_back_whole(
    planted: list[tuple[str, list[str]]], tag: str, around: str
) -> None:
    """Each sentence is found once, exact, in order and under its heading; what is unseen never."""
    plan = Plan()
    for kind, words in (("paragraph", ["first", "of", "the", "page"]), *planted):
        plan.add(kind, words, tag)
    menu = "<header><p>Nosite</p></header><ul class=menu><li><a href=x>Nosite</a></ul>"
    document = read(f"<title>Pay</title>{menu}{around.format(''.join(plan.written))}<footer>Nosite")
    assert placed(document) == plan.sentences
    quotations = quoted(document)
    assert not [number for number in [*plan.unseen, "Nosite"] if number in quotations]
    lowest = [s for n, (s, _) in enumerate(plan.sentences) if not heads_nothing(plan.sentences, n)]
    assert all(quotations.count(sentence.split()[0]) == 1 for sentence in lowest)


def heads_nothing(sentences: list[tuple[str, str]], place: int) -> bool:
    """Whether a sentence is a heading with nothing under it."""
    sentence, heading = sentences[place]
    return sentence == heading and all(h != heading for _, h in sentences[place + 1 :])


ODD = st.text("<>/abp='\"! -&;#x\n[]h1uldivtr\0\u202e", max_size=120)


@given(ODD)
def test_any_text_is_a_page_or_is_refused(text: str) -> None:
    """However broken, marks are in bounds and in order, and cover all of the text."""
    try:
        document = read(text)
    except UnreadableFileError:
        return
    marks = document.marks
    assert all(0 <= m.start < m.end <= len(document.text) for m in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    kept = "".join(document.text[m.start : m.end] for m in marks)
    assert "".join(kept.split()) == "".join(document.text.split())


TAGS = (
    "div",
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h2",
    "b",
    "a",
    "dl",
    "dd",
    "pre",
    "form",
    "nav",
)
SOUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")]),
        st.just("<br>"),
        st.just(None),
    ),
    max_size=40,
)


@given(SOUP)
def test_no_word_is_lost_however_tags_are_nested(soup: list[str | None]) -> None:
    """Each word of a tag soup comes back once."""
    parts = [f" word{n}x " if tag is None else tag for n, tag in enumerate(soup)]
    words = [part.strip() for part in parts if part.startswith(" word")]
    try:
        found = read("".join(parts)).text
    except UnreadableFileError:
        found = ""
    assert [found.count(word) for word in words] == [1] * len(words)


MARKDOWN_SHAPES = {
    "heading": "## {}",
    "paragraph": "{}",
    "list": "- {}",
    "nested list": "- outer words\n    - {}",
    "table": "| {} |\n|---|",
    "quote": "> > {}",
}


@given(st.lists(st.tuples(st.sampled_from([*MARKDOWN_SHAPES]), st.integers(1, 30)), max_size=12))
def test_sentences_of_made_up_markdown_are_passages(planted: list[tuple[str, int]]) -> None:
    """Each sentence of a Markdown file can be quoted, once, exact and under its heading."""
    heading, written, expected = "", [], []
    for number, (kind, length) in enumerate(planted):
        sentence = f"No{number}x " + " ".join(["words"] * length)
        heading = sentence if kind == "heading" else heading
        written.append(MARKDOWN_SHAPES[kind].format(sentence) + "\n\n<!-- -->")
        if kind != "heading":
            expected.append((sentence, heading))
    document = read_markdown("\n\n".join(written), "a.md", "0" * 64)
    passages = cut(document, PassageSettings())
    for sentence, above in expected:
        (found,) = [p for p in passages if f"{sentence}\n" in f"{p.text}\n"]
        assert (found.locator.headings[-1:] or ("",))[0] == above
        assert document.text[found.start : found.end] == found.text


def test_a_parsed_page_knows_its_head() -> None:
    """The parts of a page that are not shown are there for its entry."""
    page = parse(HEAD, "a.html")
    assert page.title == "Fair pay | The Union"
    assert len(page.meta) == 4
    assert page.body.words.split() == ["Fair", "payText."]
