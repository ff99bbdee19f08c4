"""Word files in the making, piece by piece, and what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx

from assistant.readers.docx import read_docx
from assistant.records import Document, MarkKind

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
H, P, L, I, O, C, F, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.LABEL,
    MarkKind.FOOTNOTE,
    MarkKind.BOILERPLATE,
)
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
Found = list[tuple[MarkKind, int | None, str]]


def made(body: str, parts: Mapping[str, str] | None = None, template: Any = None) -> bytes:
    """A file from python-docx with another body, and with more parts by kind.

    The relation to a part has its kind as its id.
    """
    saved, changed = io.BytesIO(), io.BytesIO()
    (template or docx.Document()).save(saved)
    parts = parts or {}
    listed = "".join(
        f'<Relationship Id="{kind}" Type="x/{kind}" Target="made-{kind}.xml"/>' for kind in parts
    )
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
            elif name == "word/_rels/document.xml.rels":
                text = part.decode()
                for kind in parts:  # ours comes first, and the first counts
                    text = text.replace(f'/relationships/{kind}"', '/relationships/unused"')
                part = text.replace("</Relationships>", listed + "</Relationships>").encode()
            new.writestr(name, part)
        for kind, content in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            new.writestr(f"word/made-{kind}.xml", f"<w:{root} {NAMESPACES}>{content}</w:{root}>")
    return changed.getvalue()


def document(body: str, parts: Mapping[str, str] | None = None) -> Document:
    """What the reader makes of a body and more parts."""
    return read_docx(made(body, parts), "a.docx", "")


def blocks(found: Document) -> Found:
    """Kind, level and text of each mark."""
    return [(m.kind, m.number, found.text[m.start : m.end]) for m in found.marks]


def read(body: str, parts: Mapping[str, str] | None = None) -> Found:
    return blocks(document(body, parts))


def run(words: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def par(inside: str, style: str = "", properties: str = "") -> str:
    """A paragraph around runs, or around plain words."""
    inside = inside if inside.startswith("<") else run(inside)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inside}</w:p>"


def either(choice: str, fallback: str) -> str:
    """The same content in a newer and an older way."""
    return (
        f"<mc:AlternateContent><mc:Choice>{choice}</mc:Choice>"
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def text_box(inside: str) -> str:
    """A run that holds a text box as Word writes it, twice."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    newer = f"<w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing>"
    older = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    return f"<w:r>{either(newer, older)}</w:r>"


STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for kind, key, name, more in (
        ("paragraph", "berschrift1", "heading 1", '<w:basedOn w:val="Standard"/>'),
        ("paragraph", "Own", "Branch heading", '<w:basedOn w:val="berschrift1"/>'),
        ("paragraph", "Lined", "Lined", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        ("paragraph", "Title", "Title", ""),
        ("paragraph", "Clause", "Clause",
         '<w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
        ("paragraph", "TOC1", "toc 1", ""),
        ("paragraph", "Loop", "Loop", '<w:basedOn w:val="Loop"/>'),
        ("paragraph", "Numbered", "Numbered",
         '<w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr>'),
        ("paragraph", "Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>"),
        ("character", "Gone", "Gone", "<w:rPr><w:vanish/></w:rPr>"),
    )
)  # fmt: skip


def level(at: int, style: str, text: str, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def num(key: int, abstract: int, more: str = "") -> str:
    """A list of an abstract definition."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def abstract(key: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


FONT = '<w:rPr><w:rFonts w:ascii="{}"/></w:rPr>'
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
NUMBERING = (
    abstract(1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"))
    + abstract(2, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    + abstract(3, level(0, "bullet", "\uf0b7", FONT.format("Symbol")),
               level(1, "bullet", "o", FONT.format("Courier New")), level(2, "bullet", "–"))
    + abstract(4, level(0, "decimal", "%1"),
               level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>'))
    + abstract(5, level(0, "decimal", "Item %1", '<w:pStyle w:val="X"/>'),
               level(1, "decimal", "%2:", '<w:pStyle w:val="Numbered"/>'))
    + abstract(6, more='<w:numStyleLink w:val="S"/>')
    + abstract(7, level(0, "ordinal", "%1"), more='<w:styleLink w:val="S"/>')
    + abstract(8, level(0, "none", ""), level(1, "bullet", "x", '<w:lvlPicBulletId w:val="0"/>'))
    + num(1, 1) + num(2, 2) + num(3, 3) + num(4, 4) + num(9, 5) + num(6, 6) + num(8, 8)
    + num(11, 1) + num(12, 1, RESTART.format(5)) + num(13, 99)
    + num(14, 1, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "(%1)")}</w:lvlOverride>')
)  # fmt: skip


def item(key: int, at: int = 0, words: str = "x") -> str:
    """A paragraph of a list."""
    listed = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'
    return par(words, properties=listed)


def cell(inside: str, properties: str = "") -> str:
    inside = inside if inside.startswith("<w:") else par(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, look: str = "") -> str:
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


def note_part(kind: str, *notes: str) -> str:
    separator = f'<w:{kind} w:id="-1" w:type="separator">{par("no")}</w:{kind}>'
    return separator + "".join(
        f'<w:{kind} w:id="{key}">{note}</w:{kind}>' for key, note in enumerate(notes)
    )
