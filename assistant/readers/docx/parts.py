"""The parts of a Word file beside the one that is read; what is damaged of them is noted."""

from __future__ import annotations

from typing import Any

from assistant.readers.office.blocks import Block, Row
from assistant.readers.office.graphics import graphic_blocks
from assistant.readers.office.package import Package
from assistant.readers.office.xml import DamagedPartError


class Parts:
    """What one part of a package refers to."""

    def __init__(self, package: Package, part: str, damaged: list[str] | None = None) -> None:
        """Keep the part's name; `damaged` grows by what was found damaged."""
        self.package = package
        self.part = part
        self.damaged = [] if damaged is None else damaged

    def targets(self) -> dict[str, str]:
        """The names of the parts referred to, by the relation's id."""
        try:
            return self.package.targets(self.part)
        except DamagedPartError:
            self.damaged.append("relations")
            return {}

    def named(self, kind: str) -> tuple[str, Any | None]:
        """The name and outermost element of the part of a kind; None where there is none."""
        try:
            target = self.package.related(self.part, kind)
            return target or "", self.package.part(target) if target else None
        except DamagedPartError:
            self.damaged.append(kind)
            return "", None

    def related(self, kind: str) -> Any | None:
        """The outermost element of the part of a kind; None where there is none to be read."""
        return self.named(kind)[1]

    def read(self, kind: str) -> Any | None:
        """The part's own outermost element; `kind` is what it is to a person."""
        try:
            return self.package.part(self.part)
        except DamagedPartError:
            self.damaged.append(kind)
            return None

    def graphics(self, drawing: Any) -> list[Block | Row]:
        """The text of the charts and diagrams in a drawing."""
        try:
            return graphic_blocks(self.package, self.part, drawing)
        except DamagedPartError:
            self.damaged.append("charts or diagrams")
            return []
