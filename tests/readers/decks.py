"""Presentations in the making, and what was read of them slide by slide."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from assistant.readers.pptx import read_pptx
from assistant.records import Document, MarkKind

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
H, P, L, I, R, C, N, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.LABEL,
    MarkKind.NOTE,
    MarkKind.BOILERPLATE,
)
TITLE_ONLY, TITLE_AND_CONTENT, BLANK = 5, 1, 6
Found = list[tuple[MarkKind, int | None, str]]


class Deck:
    """A presentation in the making."""

    def __init__(self) -> None:
        self.file: Any = Presentation()

    def slide(self, title: str | None = None, layout: int = TITLE_ONLY) -> Any:
        """A new slide; its body, if the layout has one, is placeholder 1."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[layout])
        if title is not None:
            slide.shapes.title.text = title
        return slide

    def bytes(self, change: Callable[[str, str], str] = lambda _, part: part) -> bytes:
        """The file; each XML part goes through `change` with its name first."""
        saved = io.BytesIO()
        self.file.save(saved)
        changed = io.BytesIO()
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                is_xml = name.endswith((".xml", ".rels"))
                new.writestr(name, change(name, part.decode()) if is_xml else part)
        return changed.getvalue()

    def read(self, change: Callable[[str, str], str] = lambda _, part: part) -> Document:
        """The document that the reader makes of it."""
        return read_pptx(self.bytes(change), "a.pptx", "")


def box(slide: Any, text: str, top: float = 3, left: float = 1, height: float = 0.5) -> Any:
    """A text box with paragraphs, at a place in inches."""
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height))
    shape.text_frame.text = text
    return shape


def points(*paragraphs: str) -> Any:
    """Paragraphs of DrawingML, given as what stands within `a:p`."""
    inside = "".join(f"<a:p>{p}</a:p>" for p in paragraphs)
    return etree.fromstring(f'<a:x xmlns:a="{A}" xmlns:mc="{MC}">{inside}</a:x>')


def with_paragraphs(shape: Any, *paragraphs: str) -> None:
    """Put raw paragraphs in the place of a shape's own."""
    body = shape.text_frame._txBody
    for old in body.p_lst:
        body.remove(old)
    body.extend(list(points(*paragraphs)))


def on_slide(document: Document, number: int) -> Found:
    """Kind, level and text of what stands on a slide."""
    slide = next(m for m in document.marks if (m.kind, m.number) == (MarkKind.SLIDE, number))
    inside = (m for m in document.marks if slide.start <= m.start and m.end <= slide.end)
    shown = (m for m in inside if m.kind is not MarkKind.SLIDE)
    return [(m.kind, m.number, document.text[m.start : m.end]) for m in shown]


def only_slide(deck: Deck) -> Found:
    return on_slide(deck.read(), 1)


def run(words: str) -> str:
    return f"<a:r><a:t>{words}</a:t></a:r>"


def table(slide: Any, rows: Sequence[Sequence[str]], top: float = 3) -> Any:
    """A table on a slide."""
    size = Inches(1), Inches(top), Inches(5), Inches(1)
    made = slide.shapes.add_table(len(rows), len(rows[0]), *size).table
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def footer(slide: Any, kind: str, text: str) -> None:
    """A footer, date or slide number on a slide."""
    shape = box(slide, text, 7)
    mark = etree.SubElement(
        shape._element.nvSpPr.nvPr,
        "{http://schemas.openxmlformats.org/presentationml/2006/main}ph",
    )
    mark.set("type", kind)
