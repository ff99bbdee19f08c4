"""Reads a web page: which of its parts are its own text, and what it says of itself.

What its author says an element is, by tag, role and the names of its classes, is believed unless
most of the text would go; what else only looks like a menu is the site's too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from assistant.citation import safe_url
from assistant.errors import UnreadableFileError
from assistant.readers.cover import LAST, labelled_date
from assistant.readers.html.shown import HEADINGS, named
from assistant.readers.html.tree import (
    LABELLED,
    Node,
    Page,
    is_block,
    joined,
    label_panels,
    parse,
    phrase,
)
from assistant.readers.html.writer import canonical
from assistant.readers.imprint import UNNAMED, may_be_author
from assistant.readers.page import Line
from assistant.records import Document, Entry, MarkKind
from assistant.text import content_stems
from assistant.text.files import first_day

_SITE_TAGS = frozenset({"nav", "aside", "button", "select", "textarea", "form"})
_SITE_ROLES = named("""navigation banner contentinfo complementary search menu menubar toolbar
    tablist dialog alertdialog form""")
_EDGES = frozenset({"header", "footer"})  # of the site, unless they are within an article
_SITE_WORDS = named("""nav navbar navigation nav-bar navbox subnav topnav sidenav menu submenu
    megamenu breadcrumb breadcrumbs crumbs cookie cookies gdpr consent onetrust share sharing
    sharethis addthis addtoany sharedaddy social related relatedposts recommended newsletter
    subscribe signup comments commentlist respond disqus sidebar banner masthead promo advert
    adverts advertisement ad ads adsbygoogle sponsor sponsored popup modal skip skiplink skiplinks
    backtotop pagination pager paging search searchform login toolbar printfriendly catlinks
    printfooter editsection toc announcement jump colophon cat tags""")
_EDGE_WORDS = _EDGES | named("""area bar bottom container desktop fixed global inner mobile outer
    page row site sticky top website wrap wrapper c el elementor gem govuk js l nhsuk o theme u
    wp""")
_NEUTRAL_WORDS = _EDGE_WORDS | named("""block body box btn bound button buttons content follow group
    head icon icons info item items left level link links list local main media message more notice
    overlay panel policy post posts primary region right secondary section tertiary title to widget
    back skip this us the on form app component et is jp m mw ui""")
_CLASS_HASH = re.compile(r"_(?=\w*[A-Z0-9])[\w-]{4,6}$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ARTICLES = frozenset({"article", "main"})
_CONTROLS = frozenset({"article", "button", "form", "input", "textarea"})  # of comments, a sign-up
_CONTROL = re.compile(r"(?i)(?:show|hide|open|close|copy|share|expand)(?: (?:all|link|more))?")
_WHOLE = frozenset({"document", "html", "body"})
_LISTS = frozenset({"ul", "ol", "menu", "dl", "table", "div", "p"})
_PLACES = named("a b dd details em li p span strong tr")  # links within a page lead to such
_SECTION_HEADINGS = HEADINGS - {"h1"}
_WRAPPERS = frozenset({"form", "header"})  # a title may stand in them
_IMPRINT = re.compile(
    r"©|all rights reserved"
    r"|(?:\(c\)(?-i:(?!\s*[a-z]))|copyright\b)"
    r"(?:[\s:,–-]*(?:\(c\)|copyright\b|©|\d{4}\b)|.{0,200}?(?:©|all rights reserved))",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_LABEL = 60  # letters
_MUCH = 1_000  # letters of prose
_LEAST = 30  # letters of prose in a box that is quoted
_TRUSTED_SIGNS = ((True, True), (True, False), (False, False))
"""Whether names, and whether what looks like a menu, are believed; one after the other is tried."""
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_PARTED = re.compile(r"\s+[|·»:–—-]{1,2}\s+|\s*\|\s*")
_DATED = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?")
_EARLIEST = date(1990, 1, 1)  # that a page can have been published
_UNSAFE = re.compile(r"[\s<>\"\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")  # in an address
_HOME_PAGE = re.compile(r"(?:(?:https?:)?//[^/]+)?/|https?://[^/]+")
_HOME = re.compile(r"home(?: ?page)?|welcome|index|page(?: \d+)?", re.IGNORECASE)
_LONGEST = 300  # of a title or a name
_AUTHORS = (
    "citation_author", "author", "article:author", "dc.creator", "dcterms.creator",
    "parsely-author",
)  # fmt: skip
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name")
_DATES = (
    "article:published_time", "datepublished", "citation_publication_date", "citation_date",
    "dc.date", "dcterms.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "parsely-pub-date", "pubdate", "publish-date", "date",
)  # fmt: skip
_PROSE_WORDS = 5  # in one piece of text that is no link


def read_html(text: str, path: str, sha256: str, url: str | None = None) -> Document:
    """Returns the document in a decoded web page; `url` is where it was saved from, if known.

    Raises:
        UnreadableFileError: the page shows no text, or is not one that a person wrote.
    """
    page = parse(text, path)
    label_panels(page.body)
    written = canonical(page.body, _site_parts(page.body, page.title.strip()))
    if not written.text:
        raise UnreadableFileError(
            path, "shows no text: its words are loaded by a script; save the page as PDF instead"
        )
    found = Document(path, sha256, written.text, written.marks)
    return replace(found, entry=_entry(page, text, found, url))


def _site_parts(page: Node, title: str) -> set[Node]:
    """Returns the topmost elements that are the site's; never all of the text there is."""
    weights: dict[Node, _Weight] = {}
    _weigh(page, weights)
    for by_name, by_weight in _TRUSTED_SIGNS:
        found = _SiteWalk(page, title, weights, by_name, by_weight).found
        if sum(weights[node].letters for node in found) < weights[page].letters:
            return found
    return set()


@dataclass
class _SiteWalk:
    """One walk down a page, which stops at each part that is the site's."""

    page: Node
    title: str
    weights: dict[Node, _Weight]
    by_name: bool
    by_weight: bool
    found: set[Node] = field(default_factory=set)

    def __post_init__(self) -> None:
        nodes = [*self.page.within()]
        self.links = {node.attributes.get("href") for node in nodes}
        self.titles = _PARTED.split(self.title.casefold())
        lower = {phrase(node).casefold() for node in nodes if node.tag in _SECTION_HEADINGS}
        has_several = sum(node.tag == "h1" for node in nodes) > 1
        self.has_other_title = has_several or self.titles[0] in lower - {""}
        mains = set(_topmost(self.page, "main"))
        roots = mains or set(self._outside_site(self.page, "article"))
        inside = sum(self.weights[node].prose for node in roots)
        outside = self.weights[self.page].prose - inside
        # what is said to hold the page's text is believed, if it does
        self.roots = roots if outside < max(4 * inside, _MUCH) else set[Node]()
        self.only_roots = bool(mains & self.roots)
        self.holding = self.roots | self._titles()
        for node in reversed([self.page, *self.page.within()]):
            if not self.holding.isdisjoint(node.elements()):
                self.holding.add(node)
        self._walk(self.page, in_article=False, in_root=False)

    def _titles(self) -> set[Node]:
        """Returns the headings of level 1: in the text, or else in what is said to be the page."""
        found = {h1 for root in self.roots for h1 in _topmost(root, "h1")}
        found = found or {*self._outside_site(self.page, "h1")} or {*_topmost(self.page, "h1")}
        return {h1 for h1 in found if not self._is_label(h1)}

    def _outside_site(self, node: Node, tag: str) -> Iterator[Node]:
        """Yields the topmost elements with a tag that are not in what is the site's by its name."""
        for child in node.elements():
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS or not self._is_called_sites(child, node):
                yield from self._outside_site(child, tag)

    def _walk(self, node: Node, *, in_article: bool, in_root: bool) -> None:
        in_article = in_article or node.tag in _ARTICLES or node in self.roots
        in_root = in_root or node in self.roots
        above: Node | None = None
        for child in node.elements():
            if self._may_be_sites(child, node) and (
                self._is_called_sites(child, node, in_article=in_article)
                or self._is_label(child)
                or self._is_outside(child, node, above, in_root=in_root)
            ):
                self.found.add(child)
                continue
            self._walk(child, in_article=in_article, in_root=in_root)
            if self.weights[child].letters:
                above = child

    def _may_be_sites(self, node: Node, within: Node) -> bool:
        """Returns whether taking an element out would leave the page's text whole."""
        if node in self.holding or node.tag in _WHOLE or not self.weights[node].letters:
            return False
        in_sentence = not is_block(node) and within.tag not in _SECTION_HEADINGS
        return not (in_sentence and any(isinstance(c, str) and c.strip() for c in within.children))

    def _is_called_sites(self, node: Node, within: Node, *, in_article: bool = False) -> bool:
        """Returns whether tag, role or name say so, and it does not hold most of the text."""
        prose = self.weights[node].prose
        if prose > _MUCH and 2 * prose > self.weights[self.page].prose:
            return False
        may_be_named = self.by_name and node.tag not in _ARTICLES
        if may_be_named and self._is_named_so(node, within, in_article=in_article):
            return True
        is_tagged = self._is_tagged_so(node, within, in_article=in_article)
        return is_tagged and not (in_article and self._is_callout(node, within))

    def _is_tagged_so(self, node: Node, within: Node, *, in_article: bool) -> bool:
        """Returns whether tag or role say so; a button in a heading is text, if not a control."""
        if "button" in (node.tag, node.role):
            before = phrase(within).removesuffix(phrase(node))
            is_control = _CONTROL.fullmatch(phrase(node)) and before == phrase(within, {node}) + " "
            return within.tag not in LABELLED or bool(is_control)
        if node.tag in _SITE_TAGS or node.role in _SITE_ROLES:
            panels = _topmost(node, "tabpanel") if node.role == "tablist" else ()
            has_text = not all(self.weights[panel].is_menu for panel in panels)
            return not has_text and not (in_article and node.role == "banner")
        return node.tag in _EDGES and not in_article and not node.role

    def _is_named_so(self, node: Node, within: Node, *, in_article: bool) -> bool:
        """Returns whether a class or the id says so, which may also be of a place in the text."""
        names = node.attributes.get("class", "").split()
        given = node.attributes.get("id", "")
        is_led_to = node.tag in _PLACES and f"#{given}" in self.links
        is_prose = 2 * self.weights[node].linked <= self.weights[node].letters
        is_place = (is_led_to or node.role == "tabpanel") and given.isalpha() and is_prose
        is_place = is_place or not LABELLED.isdisjoint({node.tag, within.tag})
        if given and not is_place and not self._is_section(node, given, in_article=in_article):
            names.append(given)
        return any(_is_sites_name(name, in_article=in_article) for name in names)

    def _is_section(self, node: Node, given: str, *, in_article: bool) -> bool:
        """Returns whether an id names the heading of a text, and no form or comments follow it."""
        weight = self.weights[node]
        if weight.prose < _LEAST or 2 * weight.linked > weight.letters:
            return False
        if not in_article and node.tag != "section":
            return False
        inside = [*node.within()]
        heading = next((one for one in inside if one.tag in LABELLED), None)
        if heading is None or any(one.tag in _CONTROLS for one in inside):
            return False
        named_after = content_stems(" ".join(re.findall(r"[^\W_]+", given)))
        return named_after <= content_stems(phrase(heading))

    def _is_callout(self, node: Node, within: Node) -> bool:
        """Returns whether an aside is a box of the text's own: prose, with paragraphs beside it."""
        weight, words = self.weights[node], phrase(node)
        is_long = weight.prose >= _LEAST or Line(0, len(words), words).is_sentence
        is_prose = weight.prose and is_long and 2 * weight.linked < weight.letters
        is_beside = any(n.tag == "p" and self.weights[n].letters for n in within.elements())
        return bool(node.tag == "aside" and is_prose and is_beside)

    def _is_label(self, node: Node) -> bool:
        """Returns whether it is a link that sites have, or a site's name and not the page's."""
        weight = self.weights[node]
        if weight.letters > _LONGEST_LABEL or not weight.links or weight.linked < weight.letters:
            return False
        words = phrase(node)
        if node.tag != "h1":
            return Line(0, len(words), words).is_chrome
        links = (one.attributes.get("href", "") for one in node.within())
        is_other = self.has_other_title or words.casefold() in self.titles[1:]
        return is_other and any(map(_HOME_PAGE.fullmatch, links))

    def _is_outside(self, node: Node, within: Node, above: Node | None, *, in_root: bool) -> bool:
        """Returns whether an element outside of the text proper, or at its head, is the site's."""
        if in_root:
            return within.tag == "header" and self.weights[node].is_menu
        return self.only_roots or (self.by_weight and self._is_menu(node, within, above))

    def _is_menu(self, node: Node, within: Node, above: Node | None) -> bool:
        weight = self.weights[node]
        if not weight.is_menu:
            return weight.letters < _MUCH and _IMPRINT.match(phrase(node)) is not None
        if above is None or node.tag not in _LISTS or not self.weights[within].prose:
            return True
        return not (above.tag in _SECTION_HEADINGS or phrase(above).endswith(":"))


def _topmost(node: Node, name: str) -> Iterator[Node]:
    """Yields the topmost elements with a tag or a role."""
    for child in node.elements():
        if name in (child.tag, child.role):
            yield child
        else:
            yield from _topmost(child, name)


def _is_sites_name(name: str, *, in_article: bool) -> bool:
    """Returns whether all words of a class or an id are those of sites."""
    words = {word.lower() for word in _WORD.findall(_CLASS_HASH.sub("", name))}
    if words & _SITE_WORDS and words <= _SITE_WORDS | _NEUTRAL_WORDS:
        return True
    return not in_article and bool(words & _EDGES) and words <= _EDGE_WORDS


class _Weight(NamedTuple):
    """Counts of letters and digits; `prose` counts those outside links in pieces of some length."""

    letters: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0

    @property
    def is_menu(self) -> bool:
        """Whether it is links and hardly anything else."""
        return self.links > 2 and not self.prose and 10 * self.linked >= 6 * self.letters


def _weigh(node: Node, found: dict[Node, _Weight], *, in_link: bool = False) -> _Weight:
    """Returns the weight of an element, and puts it and those of all within it in `found`."""
    is_link = node.tag == "a" and ("href" in node.attributes or "name" not in node.attributes)
    in_link = in_link or is_link
    parts = [_Weight(links=int(is_link))]
    for child in node.children:
        if isinstance(child, Node):
            parts.append(_weigh(child, found, in_link=in_link))
        else:
            letters = sum(map(str.isalnum, child))
            is_prose = not in_link and len(child.split()) >= _PROSE_WORDS
            parts.append(_Weight(letters, letters * in_link, 0, letters * is_prose))
    found[node] = _Weight(*map(sum, zip(*parts, strict=True)))
    return found[node]


def _entry(page: Page, source: str, found: Document, url: str | None) -> Entry:
    """Returns what a page says of itself; its first heading of level 1 may be its title."""
    titles = (m for m in found.marks if m.kind is MarkKind.HEADING and m.number == 1)
    heading = next((found.text[m.start : m.end] for m in titles), "")
    publisher = _said(page, _PUBLISHERS, "publisher", bool)
    saved_from = _SAVED_FROM.search(source, 0, 5_000)
    saved = saved_from[1] if saved_from else ""
    addresses = (*page.addresses, *page.meta.get("og:url", ()), saved, url or "")
    return Entry(
        title=_title(page, " ".join(heading.split()), publisher),
        author=_said(page, _AUTHORS, "author", may_be_author),
        publisher=publisher,
        published=next(filter(None, map(_plausible, (*_dates(page), *_updated(found)))), None),
        url=next(filter(None, map(_address, addresses)), None),
    )


def _said(
    page: Page, keys: Iterable[str], linked: str, is_name: Callable[[str], bool]
) -> str | None:
    """Returns the names that the head gives under one of the keys; else those in the JSON-LD."""
    for given in (*map(page.meta.get, keys), *(work.get(linked) for work in page.works)):
        several = given if isinstance(given, list) else [given]
        names = (_name(one.get("name") if isinstance(one, dict) else one) for one in several)
        if found := [*dict.fromkeys(name for name in names if name and is_name(name))]:
            return ("; " if "," in "".join(found) else ", ").join(found)
    return None


def _dates(page: Page) -> Iterator[str]:
    """Yields what may say when the page was published, the surest first."""
    yield from page.meta.get(_DATES[0], ())
    yield from (given for w in page.works if isinstance(given := w.get("datePublished"), str))
    yield from (said for key in _DATES[1:] for said in page.meta.get(key, ()))
    for node in (node for node in page.body.within() if node.tag == "time"):
        said = f"{node.attributes.get('itemprop', '')} {node.attributes.get('class', '')}".lower()
        plain = said.replace("-", "")
        if "pubdate" in node.attributes or "published" in plain or "entrydate" in plain:
            yield node.attributes.get("datetime", "")


def _updated(found: Document) -> set[str]:
    """Returns the day on which a page, not a section, says it was last updated, if all agree."""
    text = found.text
    above = takewhile(lambda m: m.kind is not MarkKind.HEADING or m.number == 1, found.marks)
    head = "\n".join(text[m.start : m.end] for m in above if m.kind is MarkKind.PARAGRAPH)
    lines = [*head.split("\n"), *(x for x in text.split("\n") if "page" in x[:9].lower())]
    days = {day for x in lines if "/" not in x and (day := labelled_date(x, LAST))}
    return days if len(days) == 1 else set()  # of 4/5/2024 either may be the month


def _title(page: Page, heading: str, publisher: str | None) -> str | None:
    """Returns the title as the page shows it, without the site's name behind it."""
    given = next(map(_name, page.meta.get("og:title", ())), None) or _name(page.title)
    if not given:
        return heading or None
    parts = _PARTED.split(given)
    first, last = parts[0].strip(), parts[-1].strip()
    is_general = UNNAMED.fullmatch(first) or _HOME.fullmatch(first)
    if heading and (is_general or heading.casefold() in given.casefold()):
        return heading
    is_site = publisher is not None and last.casefold() == publisher.casefold()
    if len(parts) > 1 and (is_site or "|" in given):
        return given[: given.rindex(parts[-1])].rstrip(" |·»:–—-")
    return given


def _name(value: object) -> str | None:
    """Returns a name of a person or a thing; None for an address and for what is no text."""
    words = joined(value) if isinstance(value, str) else ""
    is_address = re.match(r"(?:https?:)?//|www\.|@", words) is not None
    return words if words and not is_address and len(words) <= _LONGEST else None


def _plausible(value: str) -> str | None:
    """Returns an ISO 8601 year, month or day, if a page can have been published then."""
    dated = _DATED.fullmatch(re.sub(r"/(\d\d?)\b", lambda m: f"-{m[1]:0>2}", value.strip()))
    day = first_day(dated[1]) if dated else None
    return dated[1] if dated and day and _EARLIEST <= day <= date.today() else None


def _address(value: str) -> str | None:
    value = value.strip()
    return value if safe_url(value) and not _UNSAFE.search(value) else None
