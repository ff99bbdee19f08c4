"""DOCX: headings, paragraphs, lists and tables as Word shows them, then the notes.

Tracked changes read as accepted; comments and hidden text are left out. The number of a footnote
is left out where the text refers to it, so that a sentence reads as it was written, and stands in
front of the note, which follows the section that refers to it. A Word file has no pages until it
is printed, so there are no marks for pages.
"""

from __future__ import annotations

from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Canonical
from assistant.readers.docx.body import BodyReader
from assistant.readers.docx.bold import with_bold_headings
from assistant.readers.docx.notes import NoteFormats, Notes
from assistant.readers.docx.numbering import Numbering
from assistant.readers.docx.parts import Parts
from assistant.readers.docx.sections import Note, after_sections
from assistant.readers.docx.styles import Styles
from assistant.readers.office.archive import WORD
from assistant.readers.office.blocks import Block, Row, write
from assistant.readers.office.package import main_part, open_package
from assistant.readers.office.properties import properties
from assistant.readers.office.xml import attribute, child, descendants
from assistant.records import Document, Entry, MarkKind, Problem, ProblemKind

_NO_TEXT = "holds no text (pictures of text?); put a copy with text in its place"
_RUNNING = ("w:headerReference", "w:footerReference")


def read_docx(content: bytes, name: str, sha256: str) -> Document:
    """The document in the bytes of a DOCX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single parts of the file
            is told in the document's problems instead.
    """
    package = open_package(content, name, WORD)
    main, root = main_part(package, WORD)
    parts = Parts(package, main)
    styles = Styles(parts.related("styles"))
    numbering = Numbering(parts.related("numbering"))
    notes = Notes(NoteFormats.of(parts.related("settings"), root))
    reader = BodyReader(parts, styles, numbering, notes)
    blocks = reader.blocks(child(root, "w:body"))
    footnotes = _notes("footnotes", parts, styles, numbering, notes)
    endnotes = _notes("endnotes", parts, styles, numbering, notes)
    blocks = list(after_sections(blocks, footnotes, notes.sections))
    blocks = [*with_bold_headings(blocks), *(n.block for n in endnotes)]
    blocks += _running(parts, styles, numbering, root)
    canonical = Canonical()
    write(canonical, blocks)
    if not canonical.text:
        raise UnreadableFileError(name, _NO_TEXT)
    said = properties(package)
    entry = Entry(title=said.title or reader.title or _first_heading(blocks), author=said.author)
    return Document(name, sha256, canonical.text, canonical.marks, entry, _problems(parts, name))


def _notes(
    kind: str, parts: Parts, styles: Styles, numbering: Numbering, notes: Notes
) -> list[Note]:
    """The notes of a kind that the text refers to."""
    found: list[Note] = []
    sections = list(notes.sections)
    part, root = parts.named(kind)
    for n in notes.referred(kind, root):
        inside = Parts(parts.package, part, parts.damaged)
        words = BodyReader(inside, styles, numbering, notes).words(n.note)
        text = f"{n.shown} {words}".strip() if words else ""
        found.append(Note(n.place, Block(MarkKind.FOOTNOTE, text)))
    notes.sections = sections
    return found


def _running(parts: Parts, styles: Styles, numbering: Numbering, root: Any) -> list[Block | Row]:
    """Headers and footers, each wording once."""
    targets = parts.targets()
    wanted = [attribute(r, "r:id") or "" for r in descendants(root, *_RUNNING)]
    found: dict[str, None] = {}
    for target in dict.fromkeys(targets[key] for key in wanted if key in targets):
        inside = Parts(parts.package, target, parts.damaged)
        element = inside.read("headers and footers")
        notes = Notes(NoteFormats())
        if element is not None:
            found[BodyReader(inside, styles, numbering, notes).words(element)] = None
    return [Block(MarkKind.BOILERPLATE, words) for words in found]


def _first_heading(blocks: list[Block | Row]) -> str | None:
    headings = (b.text for b in blocks if isinstance(b, Block) and b.kind is MarkKind.HEADING)
    return " ".join(next(headings, "").split()) or None


def _problems(parts: Parts, name: str) -> tuple[Problem, ...]:
    if not parts.damaged:
        return ()
    reason = f"its {', '.join(dict.fromkeys(parts.damaged))} are damaged and were not read"
    return (Problem(name, reason, kind=ProblemKind.PARTLY_READ),)
