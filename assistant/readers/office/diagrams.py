"""The text of a diagram (SmartArt), from the part that holds its data."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assistant.readers.office.blocks import Block
from assistant.readers.office.drawing import all_text
from assistant.readers.office.xml import attribute, child, children, number
from assistant.records import MarkKind

_SHOWN = ("node", "asst", None)


def diagram_blocks(root: Any) -> list[Block]:
    """An item for each shape of the diagram, in its order; those below another are a level deeper.

    Diagrams show no bullets, so the items have none.
    """
    points = {attribute(p, "modelId"): p for p in _listed(root, "dgm:ptLst", "dgm:pt")}
    below: defaultdict[str | None, list[tuple[int, str | None]]] = defaultdict(list)
    for link in _listed(root, "dgm:cxnLst", "dgm:cxn"):
        if attribute(link, "type") in (None, "parOf"):
            order = number(link, "srcOrd", 0) or 0
            below[attribute(link, "srcId")].append((order, attribute(link, "destId")))
    roots = [key for key, p in points.items() if attribute(p, "type") == "doc"]
    linked = {key for targets in below.values() for _, key in targets}
    loose = [key for key, p in points.items() if attribute(p, "type") in _SHOWN]
    todo = [(key, 0) for key in [*roots, *(k for k in loose if k not in linked)]][::-1]
    found: list[Block] = []
    while todo:
        key, level = todo.pop()
        point = points.pop(key, None)  # each is shown once, whatever the links say
        if point is None:
            continue
        found += _item(point, max(level, 1))
        deeper = sorted(below[key], key=lambda link: link[0], reverse=True)
        todo += [(target, level + 1) for _, target in deeper]
    return found


def _listed(root: Any, group: str, name: str) -> list[Any]:
    listing = child(root, group)
    return [] if listing is None else list(children(listing, name))


def _item(point: Any, level: int) -> list[Block]:
    words = child(point, "dgm:t")
    if words is None or attribute(point, "type") not in _SHOWN:
        return []
    return [Block(MarkKind.ITEM, all_text(words), level)]
