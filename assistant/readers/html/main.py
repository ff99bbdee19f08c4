"""Which parts of a page are the site's, and not what the page is about.

What the author says comes first: main, article, nav and their like, roles, and class names that
sites use of themselves. An aside between the paragraphs of an article is the page's own, if it is
prose and not links. Where a page has no main element, blocks of links without a sentence are
menus. What is doubtful is the page's: a menu that is quoted costs less than a sentence that is
never found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.readers.html.inline import is_block, phrase
from assistant.readers.html.names import is_named_so, is_sites
from assistant.readers.html.tree import Node
from assistant.readers.html.weights import Weight, weigh
from assistant.readers.lines import Line

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
