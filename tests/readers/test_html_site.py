from __future__ import annotations

import re

import pytest

from tests.readers.web_pages import I, blocks, content, read, site

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
    "year": "<p>Copyright 2024 of the union and of all its branches</p>",
    "rights": "<p>(c) The union of all of us. All rights reserved.</p>",
    "comment form": "<section id=comments><h2>Comments</h2><p>Say what you think of all this.</p>"
    "<form><textarea></textarea></form></section>",
    "consent": "<div id=consent><h2>Your consent</h2><p>We set cookies if you consent to it.</p>"
    "<button>Accept</button></div>",
    "path": "<p id=breadcrumbs><a href=/>Home</a> » <a href=/pay>Pay</a></p>",
    "notice": "<p id=cookie-notice>We use cookies to make this site work.</p>",
    "path in words": "<p id=breadcrumbs><span><a href=/>Home</a></span> » Pay for those who work",
    "sharing": "<p id=social-share>Share this on social media, by email or in print.</p>",
    "sign-up": "<p id=newsletter-signup>Sign up to our newsletter for all of our news.</p>",
    "menu item": "<ul><li id=menu-item-3>Call us on 0113 496 0000 on any day of the week</ul>",
    "plain notice": "<p id=cookies>We use cookies to make this site work.</p>",
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
    "<h1>Terms</h1><p>(c) you must not sublet any part of it to anyone.</p>",
    "<h1>Terms</h1><h2>Copyright and images</h2><p>Copyright is the photographer's.</p>",
    "<h1>Pay</h1><h2 id=consent>Consent</h2><p>Text.</p>",
    "<main><h1>Plans</h1><div id=comments><h2>Comments</h2>"
    "<p>You can make comments on a plan within 21 days.</p></div></main>",
    "<h1>Terms</h1><dl><dt id=consent>Consent<dd>What a person agrees to.</dl>",
    "<h1>Terms</h1><h2><span id=Social_media>Social media</span></h2><p>Text.</p>",
    "<h1>Terms</h1><p>See <a href=#social>social care</a>.</p>"
    "<h3><a id=consent>Consent</a></h3><p id=social>Social care is free.</p>",
    "<h1>Terms</h1><p>See <a href=#consent>consent</a>.</p><details id=consent>"
    "<summary>Is it free?</summary><p>It is.</p></details>",
    "<h1>Terms</h1><div id=social role=tabpanel><p>We meet on Mondays.</p></div>",
    "<h1>Terms</h1><p>See <a href=#consent>consent</a>.</p>"
    "<table><tr id=consent><td>Consent form<td>6 years</table>",
    "<h1>Terms</h1><section id=share><h2>Sharing information</h2>"
    "<p>You may share it where a child is at risk of harm.</p></section>",
    "<form id=aspnetForm><div><h1>Pay</h1><p>Some servers wrap all in a form.</p></div></form>",
]


@pytest.mark.parametrize("page", KEPT)
def test_what_is_doubtful_is_kept(page: str) -> None:
    """No sentence of a page is lost to the name of the box it stands in."""
    assert site(read(page)) == []


@pytest.mark.parametrize("link", ["/", "https://www.anytown.gov.uk"])
def test_the_sites_name_above_the_title_is_the_sites(link: str) -> None:
    """A heading that is the link to the home page is no title, unless it is the only one."""
    name = f"<div id=header><h1 id=site-name><a href={link}>Anytown Council</a></h1></div>"
    document = read(f"<title>Pay | Anytown Council</title>{name}<h2>Pay</h2>{TEXT}")
    assert document.entry.title == "Pay"
    assert site(document) == ["Anytown Council"]
    assert content(read(f"<div>{name}</div>{TEXT}"))[0] == "Anytown Council"


@pytest.mark.parametrize(
    ("title", "after", "is_sites"),
    [
        ("carers.example", "", False),
        ("A guide for carers", "", False),
        ("Home - Sunrise", "", False),
        ("Pay | a guide for carers", "", True),
        ("Pay", "<h1>Pay</h1>", True),
        ("Pay - Sunrise", "<h2>Pay</h2>", True),
    ],
)
@pytest.mark.parametrize("link", ["/", "https://sunrise.example"])
def test_the_only_title_may_lead_home(title: str, link: str, after: str, is_sites: bool) -> None:
    """The title of a guide on one page links to that page and stays its title."""
    name = f"<div class=wrapper><h1><a href={link}>A guide for carers</a></h1>{after}"
    document = read(f"<title>{title}</title>{name}{TEXT}<h2>Breaks</h2>{TEXT}</div>")
    assert site(document) == (["A guide for carers"] if is_sites else [])


def test_lists_of_google_docs_have_the_level_that_their_class_says() -> None:
    """Its inner lists stand beside the outer ones."""
    lists = "<ul class=lst-kix_abc-0><li>Care</ul><ul class=lst-kix_abc-1><li>washing</ul>"
    assert blocks(read(lists)) == [(I, 1, "- Care"), (I, 2, "- washing")]


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


def test_a_short_box_within_the_text_is_quoted() -> None:
    """One sentence in a box may be what a page is read for."""
    box = "<aside><p>You need no court order.</p></aside>"
    assert "You need no court order." in content(read(f"<main>{TEXT}{box}{TEXT}</main>"))


@pytest.mark.parametrize(
    ("page", "box"),
    [
        ("<div><h1>Pay</h1>{0}{1}{0}</div>", "<p>Sign up to our newsletter for all the news.</p>"),
        ("<main><div>{0}</div>{1}<div>{0}</div></main>", "<p>Cookies.</p><button>OK</button>"),
        (
            "<main><div>{0}</div>{1}<div>{0}</div></main>",
            "<p>A library opens.</p><a href=/>More</a>",
        ),
    ],
)
def test_a_box_that_asks_for_something_is_the_sites(page: str, box: str) -> None:
    """So is one in a page that no element holds."""
    found = content(read(page.format(TEXT, f"<aside>{box}</aside>")))
    assert [text for text in found if text != "Pay"] == content(read(f"<main>{TEXT}{TEXT}</main>"))


def test_a_wide_column_in_a_row_of_two_is_the_sites() -> None:
    """What stands behind all text, in an element of its own, is a column."""
    column = "<div><aside><p>We write about our work every week on this site.</p></aside></div>"
    assert len(content(read(f"<main><div>{TEXT}</div>{column}</main>"))) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "<div role=heading aria-level=2><button aria-expanded=true>Pay</button></div>",
        "<h2>Pay <button>Show</button></h2>",
        "<h2>1 <button>Pay</button></h2>",
        "<h2><span>Step 1</span> <button>Pay</button></h2>",
        "<h2><button>Pay</button> <span>Show or hide this</span></h2>",
    ],
)
def test_a_button_in_a_heading_is_its_text_unless_it_opens_what_is_below(heading: str) -> None:
    """Buttons of accordions are headings; one behind the words says what it does."""
    found = content(read(f"<main><h1>Help</h1>{TEXT}{heading}{TEXT}</main>"))
    name = found[2].removeprefix("Step ").removeprefix("1 ")
    assert name.removesuffix(" Show or hide this") == "Pay"


def test_headers_that_are_repeated_in_cells_are_read_once() -> None:
    """On narrow screens they stand in front of each cell's words; else they are the cell's own."""
    head = "<tr><th>Care<th>Cost</tr>"
    cells = (
        "<tr><td><span>Care </span>Day<td><b>Cost:</b> £45</tr><tr><td><b>Care</b> home<td>£9</tr>"
    )
    rows = content(read(f"<main>{TEXT}<table>{head}{cells}</table></main>"))[1:]
    assert rows == ["Care | Cost", "Day | £45", "Care home | £9"]


@pytest.mark.parametrize(
    "cells",
    [
        ("<b>Before</b> the meeting, read.", "<b>After</b> the meeting, sign."),
        ("<b>Before</b>: read.", "<b>After</b>: sign."),
        ("<p>Before</p>", "<p>After</p>"),
        ("<b>Before</b> Read.", "<b>After</b> all, sign."),
    ],
)
def test_words_of_cells_that_open_as_headers_do_are_kept(cells: tuple[str, str]) -> None:
    """What goes on behind them makes one sentence with them."""
    table = "<table><tr><th>Before<th>After</tr><tr><td>{}<td>{}</tr></table>".format(*cells)
    said = re.sub("<.*?>", "", " | ".join(cells))
    assert content(read(f"<main>{TEXT}{table}</main>"))[2] == said


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
