"""Which elements of a page a reader sees, or does once a panel is opened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode


def named(words: str) -> frozenset[str]:
    """Returns the words of a text as a set: so many quoted ones would read worse."""
    return frozenset(words.split())


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER_SHOWN = named("""annotation annotation-xml audio canvas datalist del embed head iframe
    noembed noframes noscript rp s script strike style svg template title video""")
_HIDING_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE
)
_OUT_OF_PAGE = re.compile(r"(?:^|[;\s])(?:left|top)\s*:\s*-\d{4}", re.IGNORECASE)
_PLACED = re.compile(r"(?:^|[;\s])position\s*:\s*(?:absolute|fixed)\b", re.IGNORECASE)
_NO_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_STRIKING_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_CLASS = re.compile(r"\s*(?:span)?\.([\w-]+)\s*", re.IGNORECASE)  # a selector of one class
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRUCK_CLASSES = named("line-through text-decoration-line-through")  # Tailwind's and Bootstrap's
_SPOKEN_CLASS = re.compile(  # of what only screen readers say
    r"(?!.*(?:not|hide-for)-)(?:.*[_-])?(?:visually-?hidden|sr-only|show-for-sr|element-invisible"
    r"|screen-?reader(?:-text|-only)?|elementor-screen-only|accordion__section-toggle)",
    re.IGNORECASE,
)
_SEEN_CLASS = re.compile(r"(?:sm|md|lg|xl|2xl):not-sr-only|d-(?:sm|md|lg|xl|xxl)-(?!none)\w.*")
_HIDING_CLASS = re.compile("d-none")  # Bootstrap's
# scripts show and hide these as they hide them from screen readers; `i` is an icon
_SCRIPTED = named("a aside button div footer form header i label nav ol section ul")
_IN_A_LINE = named("a button i label")
_OF_TEXT = ", ".join(sorted(HEADINGS | {"p"}))
_FOLDING = named("accordion collapse collapsible expand expander toggle")  # parts of a class
_FOLDED = _FOLDING | named("answer answers faq faqs question questions")
_STYLED = '[style*="display"]:not(footer *, form *, header *, nav *)'
_PANELS = named("dd div ol p section ul")
_COMMENTS = 'a[id^="cmnt_ref"], div:has(> p:first-child > a[href^="#cmnt_ref"])'  # of Google Docs
_MUCH = 200  # characters
_CLONED = re.compile("clone|duplicate")  # what a carousel repeats at its ends


class Sight:
    """What is seen of one page."""

    def __init__(self, page: LexborHTMLParser) -> None:
        """Reads what the page says of all of its elements: panels, formulas, own styles."""
        controlled = (attributes(node)["aria-controls"] for node in page.css("[aria-controls]"))
        self._panels = named(" ".join(controlled))  # the ids of what buttons open
        styles = (style.text() for style in page.css("style"))
        self._struck = _STRUCK_CLASSES.union(_struck_classes(styles))
        unread = sum(len(node.text()) for node in page.css("script, style, template"))
        self._comments = {node.mem_id for node in page.css(_COMMENTS)}
        self._pairs = Counter(map(_pair, page.css(_STYLED)))
        self._has_formulas = page.css_first("math") is not None
        self._length = len(page.root.text()) - unread if page.root else 0

    def is_shown(self, node: LexborNode) -> bool:
        """Returns whether a reader sees an element, or does once a panel is opened.

        What only a style sheet hides counts.
        """
        tag = node.tag or ""
        if tag.startswith(("-", "!")) or tag in _NEVER_SHOWN or node.mem_id in self._comments:
            return False
        if tag in ("html", "body"):  # hidden until a script has run
            return True
        given = attributes(node)
        if self._is_struck(given) or _is_hidden_by(_SPOKEN_CLASS, given):
            return False
        is_hidden = (
            given.get("hidden", "until-found").lower() != "until-found"
            or (tag == "dialog" and "open" not in given)
            or _is_styled_away(node, given)
            or (given.get("aria-hidden", "").lower() == "true" and self._is_decoration(node, given))
        )
        return not is_hidden or self._is_panel(node, given)

    def _is_struck(self, given: dict[str, str]) -> bool:
        is_styled = _STRIKING_STYLE.search(given.get("style", "")) is not None
        return is_styled or not self._struck.isdisjoint(given.get("class", "").split())

    def _is_decoration(self, node: LexborNode, given: dict[str, str]) -> bool:
        """Returns whether what screen readers are not told of is an icon, a twin or a script's.

        Other words that are only hidden from them are seen on the page.
        """
        classes, parent = given.get("class", "").lower(), node.parent
        is_icon = "icon" in classes or "symbol" in classes
        if node.tag in _SCRIPTED:
            is_seen = self._is_text(node, given) or (not is_icon and _is_told_beside(node))
            return node.tag in _IN_A_LINE or not is_seen
        words = node.text()
        is_twin = self._has_formulas and parent is not None and parent.css_first("math") is not None
        return is_icon or is_twin or "_" in words or not any(map(str.isalnum, words))

    def _is_text(self, node: LexborNode, given: dict[str, str]) -> bool:
        """Returns whether an element is a part of the text: a dialog over it hides it so."""
        is_dialog = given.get("role", "").lower() in ("dialog", "menu")
        if is_dialog or _CLONED.search(given.get("class", "")):
            return False
        return len(node.text()) > max(self._length / 2, _MUCH)

    def _is_panel(self, node: LexborNode, given: dict[str, str]) -> bool:
        """Returns whether a button opens the element: a tab, or the heading of an accordion."""
        if node.tag == "dialog" or given.get("role", "").lower() in ("dialog", "menu"):
            return False
        if given.get("role", "").lower() == "tabpanel" or given.get("id") in self._panels:
            return True
        before = _beside(node, forward=False)
        return before is not None and (
            "aria-expanded" in before.attributes
            or before.css_first("[aria-expanded]") is not None
            or ((alike := self._pairs[_pair(node)]) > 0 and _is_answer(node, before, alike))
        )


def _is_answer(node: LexborNode, title: LexborNode, alike: int) -> bool:
    """Returns whether an element is all that stands under a title, as in an accordion.

    `alike` counts the pairs of a title and an element that are named so, this one with them.
    """
    places, after = (title, node, node.parent), _beside(node, forward=True)
    classes = " ".join(attributes(one).get("class", "") for one in places if one)
    parts, is_term = set(re.split(r"[\s_-]+", classes.lower())), title.tag == "dt"
    is_alone = alike < 2 and not (is_term and after)
    is_named = is_term or parts & _FOLDED
    if not is_named or (is_alone and not (title.tag in HEADINGS and parts & _FOLDING)):
        return False
    links = " ".join(link.text() for link in node.css("a"))
    is_menu = "".join(links.split()) == "".join(node.text().split())
    if node.tag not in _PANELS or is_menu or _is_styled_away(title, attributes(title)):
        return False
    if after is None or after.tag in HEADINGS or after.tag == title.tag == "dt":
        return True
    return attributes(after).get("class") == attributes(title).get("class", "")


def _pair(node: LexborNode) -> tuple[str | None, ...]:
    """Returns what an element and the title in front of it have in common with other such pairs."""
    title = _beside(node, forward=False)
    names = (attributes(one).get("class") if one else None for one in (title, node.parent))
    return (node.tag, title.tag if title else None, *names)


def attributes(node: LexborNode) -> dict[str, str]:
    """Returns the attributes of an element, '' for one without a value."""
    return {key.lower(): value or "" for key, value in node.attributes.items()}


def _is_hidden_by(hiding: re.Pattern[str], given: dict[str, str]) -> bool:
    """Returns whether a class hides the words, on any width of screen."""
    classes = given.get("class", "").split()
    return any(map(hiding.fullmatch, classes)) and not any(map(_SEEN_CLASS.fullmatch, classes))


def spoken(node: LexborNode) -> str:
    """Returns what stands for an icon, or is only said by screen readers; '' for what is shown."""
    given, title = attributes(node), node.css_first("svg > title")
    if node.tag == "svg" and given.get("aria-hidden") != "true":
        return given.get("aria-label") or (title.text() if title else "")
    return node.text() if _is_hidden_by(_SPOKEN_CLASS, given) else ""


def _is_styled_away(node: LexborNode, given: dict[str, str]) -> bool:
    style = given.get("style", "")
    if _HIDING_STYLE.search(style) or (_PLACED.search(style) and _OUT_OF_PAGE.search(style)):
        return True
    hides = _is_hidden_by(_HIDING_CLASS, given)
    if not hides and not _NO_SIZE.search(style):
        return False
    # a script may yet show a box; what is within may have a size of its own
    is_box = any(other != node for other in node.css(_OF_TEXT))
    return not is_box and (hides or len(node.css("[style], [class]")) == 1)


def _is_told_beside(node: LexborNode) -> bool:
    """Returns whether screen readers are told in other words what is seen here."""
    beside = (_beside(node, forward=True), _beside(node, forward=False))
    return any(other and _is_hidden_by(_SPOKEN_CLASS, attributes(other)) for other in beside)


def _beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """Returns the next element on a side of one."""
    other = node.next if forward else node.prev
    while other is not None and (other.tag or "").startswith("-"):
        other = other.next if forward else other.prev
    return other


def _struck_classes(styles: Iterable[str]) -> Iterator[str]:
    """Yields the classes whose words style sheets strike out wherever they stand."""
    for rule in _COMMENT.sub("", "\n".join(styles)).split("}"):
        selectors, _, declarations = rule.partition("{")
        if _STRIKING_STYLE.search(declarations):
            yield from (m[1] for m in map(_CLASS.fullmatch, selectors.split(",")) if m)
