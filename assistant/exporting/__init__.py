"""Answers as one document to keep: Markdown or Word, with every quotation cited and checkable."""

from __future__ import annotations

from assistant.exporting.outline import Made
from assistant.exporting.writing import Format, exported, format_of

__all__ = ["Format", "Made", "exported", "format_of"]
