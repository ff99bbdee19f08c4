"""What a page's author says an element is, by its tag, its role and the names of its classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.readers.html.tree import Node

_TAGS = frozenset({"nav", "aside", "button", "select", "textarea", "form"})
_ROLES = frozenset(
    """
    navigation banner contentinfo complementary search menu menubar toolbar tablist dialog
    alertdialog form
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_EDGES = frozenset({"header", "footer"})  # of the site, unless they are within an article
_LABELLED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})
"""A button in one of these is its text, as in an accordion."""

_SITE = frozenset(
    """
    nav navbar navigation nav-bar navbox subnav topnav sidenav menu submenu megamenu breadcrumb
    breadcrumbs crumbs cookie cookies gdpr consent onetrust share sharing sharethis addthis addtoany
    sharedaddy social related relatedposts recommended newsletter subscribe signup comments
    commentlist respond disqus sidebar banner masthead promo advert adverts advertisement ad ads
    adsbygoogle sponsor sponsored popup modal skip skiplink skiplinks backtotop pagination pager
    paging search searchform login toolbar printfriendly catlinks printfooter editsection toc
    announcement jump colophon cat tags
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_GENERIC = frozenset(
    """
    area bar block body bottom box btn bound button buttons container content desktop fixed follow
    global group head header footer icon icons inner info item items left level link links list
    local main media message mobile more notice outer overlay page panel policy post posts primary
    region right row secondary section site sticky tertiary title to top website widget wrap
    wrapper back skip this us the on form
    app block c component el elementor et gem govuk is js jp l m mw nhsuk o theme u ui wp
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_EDGE_PARTS = _EDGES | frozenset(
    """
    area bar bottom container desktop fixed global inner mobile outer page row site sticky top
    website wrap wrapper c el elementor gem govuk js l nhsuk o theme u wp
    """.split()  # noqa: SIM905  # so many quoted words would read worse
)
_HASH = re.compile(r"_(?=\w*[A-Z0-9])[\w-]{4,6}$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_sites(node: Node, *, within: Node | None, in_article: bool) -> bool:
    """Whether tag or role say that an element is of the site; `within` is what it stands in."""
    role = node.attributes.get("role", "").lower()
    if node.tag == "button" or role == "button":
        return within is None or within.tag not in _LABELLED
    if node.tag in _TAGS or role in _ROLES:
        return not (in_article and role == "banner")
    return node.tag in _EDGES and not in_article and not role


def is_named_so(node: Node, *, in_article: bool) -> bool:
    """Whether a class or the id says so: all its words are words that sites use of themselves."""
    for name in _names(node):
        words = {word.lower() for word in _WORD.findall(_HASH.sub("", name))}
        if words & _SITE and words <= _SITE | _GENERIC:
            return True
        if not in_article and words & _EDGES and words <= _EDGE_PARTS:
            return True
    return False


def _names(node: Node) -> Iterator[str]:
    yield from node.attributes.get("class", "").split()
    yield node.attributes.get("id", "")
