"""Charts and diagrams that a drawing refers to."""

from __future__ import annotations

from typing import Any

from assistant.readers.office.blocks import Block, Row
from assistant.readers.office.charts import chart_blocks
from assistant.readers.office.diagrams import diagram_blocks
from assistant.readers.office.package import Package
from assistant.readers.office.xml import attribute, descendants, short


def graphic_blocks(package: Package, part: str, drawing: Any) -> list[Block | Row]:
    """The text of the charts and diagrams in a drawing of a part.

    Raises:
        DamagedPartError: a chart's or diagram's part cannot be read.
    """
    found: list[Block | Row] = []
    for graphic in descendants(drawing, "c:chart", "cx:chart", "dgm:relIds"):
        diagram = short(graphic) == "dgm:relIds"
        target = package.targets(part).get(attribute(graphic, "r:dm" if diagram else "r:id") or "")
        if target:
            root = package.part(target)
            found += diagram_blocks(root) if diagram else chart_blocks(root)
    return found
