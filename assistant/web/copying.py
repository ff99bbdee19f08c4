"""What can be copied of a passage: for a case note, or its citation alone."""

from __future__ import annotations

from datetime import date

from assistant.citation import Style, cite
from assistant.records import Quotation
from assistant.web.markup import literal

_WAYS = ((Style.CASE_NOTE, "Copy for case note"), (Style.FULL, "Copy citation"))


def copy_buttons(quotation: Quotation, read: date, named: str) -> str:
    """HTML of a button for each; the page's script copies the text that a button carries.

    `read` is the day the passage is read; `named` is HTML that tells the buttons of one passage
    from those of another.
    """
    return "".join(
        f'<button type="button" data-copy="{literal(cite(quotation, style, read))}">'
        f"{label}{named}</button>"
        for style, label in _WAYS
    )
