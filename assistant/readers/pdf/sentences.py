"""Whether a sentence goes on from one line of a PDF to another, by the words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.readers.lines import opens_item
from assistant.readers.pdf.lines import PdfLine
from assistant.readers.pdf.type import fits

_BROKEN_OFF = re.compile(r"\w[-\u2010\xad]$")
_ENDS = (".", "!", "?", "…", ":", ";")


def runs_on_text(text: str, below: str) -> bool:
    """Whether the words show that a sentence goes on: no end above, a small letter below."""
    if _BROKEN_OFF.search(text):
        return below[0].isalnum()
    if not below[0].islower() or opens_item(below):
        return False
    return not ends_sentence(text) and any(c.isalpha() for c in text)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return text.rstrip("\"'”’)]").endswith(_ENDS)


def runs_on(line: PdfLine, below: PdfLine) -> bool:
    """Whether the words show that a sentence goes on from one line to another."""
    return runs_on_text(line.text, below.text) and not (below.text[0].islower() and below.is_bullet)


def continues(lines: Sequence[PdfLine], following: PdfLine) -> bool:
    """Whether a block's lines go on in the line that begins the next column or page.

    The words tell, or that a sentence breaks off before a number or quotation mark, or in a line
    that is so full that its end was not meant.
    """
    above = lines[-1]
    if abs(above.size - following.size) >= 1 or above.quarter != following.quarter:
        return False
    if runs_on(above, following):
        return True
    if above.page == following.page and above.baseline > following.baseline:
        return False
    plain = not (above.is_row or following.is_row or following.is_bullet)
    if not plain or ends_sentence(above.text):
        return False
    starts = following.text[0].isdigit() or following.text[0] in "‘“'\"(£$€"
    return starts or (len(lines) > 1 and _is_full(lines, following))


def _is_full(lines: Sequence[PdfLine], following: PdfLine) -> bool:
    """Whether the last line had no room for the following line's first word."""
    last = lines[-1]
    column = [n.right for n in lines if abs(n.left - last.left) <= 3 * last.size]
    return not fits(last, following, max(column))
