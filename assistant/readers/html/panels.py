"""Puts the words that open a panel of a page in front of it: a question, or the label of a tab."""

from __future__ import annotations

from itertools import zip_longest

from assistant.readers.html.shown import HEADINGS
from assistant.readers.html.tree import Node, phrase

LABELLED = HEADINGS | {"summary", "dt"}  # a button in one is its text, as in an accordion
_SITES = frozenset({"nav", "form", "dialog", "search", "menu", "navigation"})
_BOXES = frozenset({"div", "section"})


def label_panels(page: Node) -> None:
    """Makes a summary of each button that opens a text behind it, and of each tab with a panel."""
    nodes = [page, *page.within()]
    by_id = {given: node for node in reversed(nodes) if (given := node.attributes.get("id"))}
    for node in nodes:
        if node.tag in LABELLED or any(isinstance(c, str) and c.strip() for c in node.children):
            continue
        parts = [*node.elements()]
        for part, behind in zip_longest(parts, parts[1:]):
            if part.role == "tab" or "button" not in (part.tag, part.role):
                continue
            panel = by_id.pop(part.attributes.get("aria-controls", ""), None)
            if _opens(part, panel, behind):
                part.tag, part.attributes = "summary", {}
    _label_tabs(nodes, by_id)


def _opens(button: Node, panel: Node | None, behind: Node | None) -> bool:
    """Returns whether a button opens a text: the panel that it names, or what stands behind it."""
    if "aria-expanded" in button.attributes and panel is not None:
        return _is_text(panel)
    is_question = (
        "aria-expanded" in button.attributes
        or "accordion" in button.attributes.get("class", "").lower()
        or phrase(button).endswith("?")
    )
    if behind is None or behind.tag not in _BOXES or not (is_question or panel is behind):
        return False
    return _is_text(behind)


def _label_tabs(nodes: list[Node], by_id: dict[str, Node]) -> None:
    tabs = [node for node in nodes if node.role == "tab" and node.tag not in HEADINGS]
    named = {node.attributes.get("id", ""): node for node in tabs}
    panels = {named.get(node.attributes.get("aria-labelledby", "")): node for node in nodes}
    for tab in tabs:
        panel = by_id.pop(tab.attributes.get("aria-controls", ""), None) or panels.get(tab)
        if panel is None or panel.role != "tabpanel" or not _is_text(panel):
            continue
        label = phrase(tab)
        if label and not phrase(panel).startswith(label):
            panel.children.insert(0, Node("summary", children=tab.children))
            tab.children = []


def _is_text(panel: Node) -> bool:
    """Returns whether a panel is more than links and fields."""
    within = {panel, *panel.within()}
    if any(_SITES & {node.tag, node.role} for node in within):
        return False
    links = {node for node in within if node.tag == "a"}
    return 2 * len(phrase(panel, links)) > len(phrase(panel))
