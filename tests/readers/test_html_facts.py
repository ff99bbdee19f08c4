from __future__ import annotations

import json

import pytest

from assistant.readers.html.tree import parse, phrase
from tests.readers.web_pages import read

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
        ("<title>Home | The Union</title>", "<h1>Pay</h1>", "Pay"),
        ("<title>Untitled page</title>", "<h1>Pay</h1>", "Pay"),
        ("<title>Home care | The Union</title>", "<h1>Pay</h1>", "Home care"),
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


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (
            ["citation_author=Lee, Ann", "citation_author=Ng, Bo", "author=Press"],
            "Lee, Ann; Ng, Bo",
        ),
        (["DC.Creator=Ann Lee", "dc.creator=Bo Ng", "DC.creator=Ann Lee"], "Ann Lee, Bo Ng"),
        (["author=admin", "author=Ann Lee"], "Ann Lee"),
    ],
)
def test_all_authors_that_the_head_names_are_named_in_order(head: list[str], author: str) -> None:
    """An article of several authors is not cited as that of the first."""
    said = (one.split("=") for one in head)
    page = "".join(f"<meta name='{name}' content='{value}'>" for name, value in said)
    assert read(f"{page}<p>Text.").entry.author == author
    works = "<meta itemprop=author content=Cy><meta itemprop=author content=Di>"
    assert read(f"<p>Text.</p>{works}").entry.author == "Cy"


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
        ("2024/5/16", "2024-05-16"),
        ("2024/05", "2024-05"),
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
        f"<meta name='dc.date' content=then><meta name='citation_publication_date' "
        f"content='{written}'>",
        f"<p><time pubdate datetime='{written}'>then</time>",
        f"<p><time class='entry-date' datetime='{written}'>then</time>",
    ):
        assert read(f"{said}<p>Text.").entry.published == published
    assert read(f"<p><time datetime='{written}'>the meeting</time>").entry.published is None


UPDATED = {
    "<p>Last updated: 12 May 2024</p>": "2024-05-12",
    "<div>Page last reviewed: <time datetime='2024-05-12'>12 May 2024</time>.</div>": "2024-05-12",
    "<h2>Pay</h2><p>Text.</p><p>This page was last updated on 12 May 2024</p>": "2024-05-12",
    "<h2>Form</h2><p>Last updated: 12 May 2024</p>": None,
    "<ul><li>Last updated: 12 May 2024</li><li>Form</li></ul>": None,
    "<table><tr><th>Form<th>Note<tr><td>Last updated: 12 May 2024<td>Sign</table>": None,
    "<p>Guide to pay. Last updated: 12 May 2024.</p>": None,
    "<p>Last updated: 04/05/2024</p>": None,
    "<p>Last reviewed: 12 May 2024<br>Next review due: 12 May 2027</p>": "2024-05-12",
    "<h2>News</h2><p>Published: 12 May 2024</p>": None,
    "<p>Last updated: 12 May 2024</p><h2>Form</h2><p>Last updated: 3 July 2023</p>": "2024-05-12",
    "<p>Page last updated: 12 May 2024</p><p>Page last reviewed: 3 July 2023</p>": None,
    "<p>Last updated: 12 May 2999</p>": None,
    "<p>Next update: 12 May 2024</p>": None,
}


@pytest.mark.parametrize(("shown", "published"), UPDATED.items(), ids=UPDATED)
def test_a_page_shows_when_it_was_last_updated(shown: str, published: str | None) -> None:
    """A line that opens so dates the page, if no other says another day; its head goes first.

    In an item, a row or a section, or outside the text, it is of something else if it does not
    say that the page was.
    """
    page = f"<main><h1>Fair pay</h1><p>All are paid.</p>{shown}</main>"
    assert read(page).entry.published == published
    assert read(f"<meta name=dc.date content=2020>{page}").entry.published == "2020"
    footer = f"<main><h1>Fair pay</h1><p>All are paid.</p></main><footer>{shown}</footer>"
    assert read(footer).entry.published == (published if "age " in shown else None)


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


def test_a_parsed_page_knows_its_head() -> None:
    """The parts of a page that are not shown are there for its entry."""
    page = parse(HEAD, "a.html")
    assert page.title == "Fair pay | The Union"
    assert len(page.meta) == 4
    assert phrase(page.body) == "Fair pay Text."
