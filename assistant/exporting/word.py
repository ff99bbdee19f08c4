"""An export as a Word file: headings, quotations in Word's own style, live links, British English.

It carries the title and the language that screen readers ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assistant.exporting.outline import TITLE, Block, Kind, Made, Run

_STYLES = {
    Kind.TITLE: "Title",
    Kind.QUESTION: "Heading 1",
    Kind.LABEL: "Heading 2",
    Kind.TEXT: "Normal",
    Kind.QUOTATION: "Quote",
}
_LANGUAGE = "en-GB"
_LINK_COLOUR = "0563C1"


def word(blocks: Sequence[Block], made: Made) -> bytes:
    """The blocks as the bytes of a DOCX file."""
    document = docx.Document()
    _describe(document, made)
    for block in blocks:
        paragraph = document.add_paragraph(style=_STYLES[block.kind])
        paragraph.paragraph_format.keep_with_next = block.kind is Kind.QUOTATION or None
        for run in block.runs:
            _add(paragraph, run)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _describe(document: Any, made: Made) -> None:
    """What the file says of itself: its title, its language, when it was made."""
    properties = document.core_properties
    properties.title, properties.language = TITLE, _LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made.at.replace(tzinfo=None)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), _LANGUAGE)


def _add(paragraph: Any, run: Run) -> None:
    """Add words to a paragraph, as a link where they lead somewhere."""
    added = paragraph.add_run(run.text)
    if not run.url:
        return
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    added.font.underline = True
    added.font.color.rgb = docx.shared.RGBColor.from_string(_LINK_COLOUR)
    paragraph._p.append(link)
    link.append(added._r)
