"""What a page's author says an element is, by its tag, its role and the names of its classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.readers.html.tree import Node, is_block, phrase
from assistant.readers.page import Line

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


_PROSE_WORDS = 5  # in one piece of text that is no link


@dataclass(slots=True)
class Weight:
    """Counts of letters and digits; `prose` counts those outside links in pieces of some length."""

    letters: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0

    def add(self, other: Weight) -> None:
        """Count another's too."""
        self.letters += other.letters
        self.linked += other.linked
        self.links += other.links
        self.prose += other.prose

    @property
    def is_menu(self) -> bool:
        """Whether it is links and hardly anything else."""
        return self.links > 2 and not self.prose and 10 * self.linked >= 6 * self.letters


def weigh(node: Node) -> dict[Node, Weight]:
    """The weight of an element and of all within it."""
    found: dict[Node, Weight] = {}
    _weigh(node, found, in_link=False)
    return found


def _weigh(node: Node, found: dict[Node, Weight], *, in_link: bool) -> Weight:
    in_link = in_link or node.tag == "a"
    weight = Weight(links=1 if node.tag == "a" else 0)
    for child in node.children:
        if isinstance(child, Node):
            weight.add(_weigh(child, found, in_link=in_link))
        else:
            letters = sum(map(str.isalnum, child))
            prose = not in_link and len(child.split()) >= _PROSE_WORDS
            weight.add(Weight(letters, letters if in_link else 0, 0, letters if prose else 0))
    found[node] = weight
    return weight


_ARTICLES = frozenset({"article", "main"})
_WHOLE = frozenset({"document", "html", "body"})
_LISTS = frozenset({"ul", "ol", "menu", "dl", "table", "div", "p"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_WRAPPERS = frozenset({"form", "header"})
"""A title may stand in them."""
_IMPRINT = re.compile(r"(?:©|\(c\)|copyright\b|all rights reserved)", re.IGNORECASE)
_LONGEST_LABEL = 60  # letters
_MUCH = 1_000  # letters of prose
_LEAST = 30  # letters of prose in a box that is quoted
_WAYS = ((True, True), (True, False), (False, False))


def site_parts(page: Node) -> frozenset[Node]:
    """The topmost elements that are the site's; never all of the text there is."""
    weights = weigh(page)
    for by_name, by_weight in _WAYS:
        found = _Site(page, weights, by_name=by_name, by_weight=by_weight).parts()
        if sum(weights[node].letters for node in found) < weights[page].letters:
            return found
    return frozenset()


class _Site:
    """One walk down a page, which stops at each part that is the site's."""

    def __init__(
        self, page: Node, weights: dict[Node, Weight], *, by_name: bool, by_weight: bool
    ) -> None:
        self.page = page
        self.weights = weights
        self.by_name = by_name
        self.by_weight = by_weight
        self.found: set[Node] = set()
        mains = frozenset(_topmost(page, _is_main))
        self.roots = self._trusted(mains or frozenset(self._outside_site(page, "article")))
        self.only_roots = bool(mains & self.roots)
        self.holding = self._holding(self.roots | self._titles())

    def parts(self) -> frozenset[Node]:
        """What the walk found."""
        self._walk(self.page, in_article=False, in_root=False)
        return frozenset(self.found)

    def _trusted(self, roots: frozenset[Node]) -> frozenset[Node]:
        """The elements said to hold the page's text, if they do."""
        inside = sum(self.weights[node].prose for node in roots)
        outside = self.weights[self.page].prose - inside
        return roots if outside < max(4 * inside, _MUCH) else frozenset()

    def _titles(self) -> frozenset[Node]:
        """The headings of level 1: those in the text, else in what is said to be the page."""
        inside = {n for root in self.roots for n in _topmost(root, _is_title)}
        found = inside or set(self._outside_site(self.page, "h1"))
        return frozenset(found or _topmost(self.page, _is_title))

    def _outside_site(self, node: Node, tag: str) -> Iterator[Node]:
        """The topmost elements with a tag that are not in what is the site's by its name."""
        for child in node.elements():
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS or not self._is_called_sites(child, node):
                yield from self._outside_site(child, tag)

    def _holding(self, kept: frozenset[Node]) -> frozenset[Node]:
        """What is kept, and all that has some of it inside."""
        found = set(kept)

        def look(node: Node) -> bool:
            inside = [look(child) for child in node.elements()]
            if any(inside):
                found.add(node)
            return node in found

        look(self.page)
        return frozenset(found)

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
        """Whether taking an element out would leave the page's text whole."""
        if node in self.holding or node.tag in _WHOLE or not self.weights[node].letters:
            return False
        in_sentence = not is_block(node) and within.tag not in _HEADINGS
        return not (in_sentence and any(isinstance(c, str) and c.strip() for c in within.children))

    def _is_called_sites(self, node: Node, within: Node, *, in_article: bool = False) -> bool:
        """Whether tag, role or name say so, and it does not hold most of the text nevertheless."""
        named = self.by_name and node.tag not in _ARTICLES
        called = (named and is_named_so(node, in_article=in_article)) or (
            is_sites(node, within=within, in_article=in_article)
            and not (in_article and self._is_callout(node, within))
        )
        prose = self.weights[node].prose
        return called and not (prose > _MUCH and 2 * prose > self.weights[self.page].prose)

    def _is_callout(self, node: Node, within: Node) -> bool:
        """Whether an aside is a box of the text's own: prose, with paragraphs beside it."""
        weight = self.weights[node]
        is_prose = weight.prose >= _LEAST and 2 * weight.linked < weight.letters
        beside = (n for n in within.elements() if n.tag == "p" and self.weights[n].letters)
        return node.tag == "aside" and is_prose and next(beside, None) is not None

    def _is_label(self, node: Node) -> bool:
        """Whether it is a link that sites have: 'Back to top'."""
        weight = self.weights[node]
        if weight.letters > _LONGEST_LABEL or not weight.links or weight.linked < weight.letters:
            return False
        words = phrase(node)
        return Line(0, len(words), words, 0, after_blank=True).is_chrome

    def _is_outside(self, node: Node, within: Node, above: Node | None, *, in_root: bool) -> bool:
        """Whether an element outside of the text proper, or at its head, is the site's."""
        if in_root:
            return within.tag == "header" and self.weights[node].is_menu
        return self.only_roots or (self.by_weight and self._is_menu(node, within, above))

    def _is_menu(self, node: Node, within: Node, above: Node | None) -> bool:
        """Whether it looks like a menu, and not like the list that a text announces."""
        weight = self.weights[node]
        if not weight.is_menu:
            return weight.letters < _MUCH and _IMPRINT.match(phrase(node)) is not None
        announced = above is not None and (above.tag in _HEADINGS or phrase(above).endswith(":"))
        return not (announced and node.tag in _LISTS and self.weights[within].prose)


def _topmost(node: Node, wanted: Callable[[Node], bool]) -> Iterator[Node]:
    """The elements that are wanted and stand in none that is."""
    for child in node.elements():
        if wanted(child):
            yield child
        else:
            yield from _topmost(child, wanted)


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.attributes.get("role", "").lower() == "main"


def _is_title(node: Node) -> bool:
    return node.tag == "h1"
