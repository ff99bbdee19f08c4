"""Footnotes put after the section that refers to them, so that they are cited with its heading."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Canonical
from assistant.readers.docx.body import BodyReader
from assistant.readers.docx.styles import Numbering, Styles
from assistant.readers.docx.words import NoteFormats, Notes, Parts
from assistant.readers.office import attribute, child, descendants
from assistant.readers.office.graphics import Block, Row, write
from assistant.readers.office.package import WORD, main_part, open_package, properties
from assistant.readers.page import Line
from assistant.records import Document, Entry, MarkKind, Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Note:
    """A note's block; `place` counts the references to notes before its own."""

    place: int
    block: Block


def after_sections(
    blocks: Sequence[Block | Row], notes: Sequence[Note], sections: Sequence[int]
) -> Iterator[Block | Row]:
    """The blocks with each note in front of the next heading after its reference.

    `sections` says for each heading how many notes are referred to before it; where that does not
    agree with the blocks, as headings were lost in a table, all notes stand at the end.
    """
    waiting = deque(notes)
    is_known = len(sections) == sum(b.kind is MarkKind.HEADING for b in blocks)
    before = deque(sections if is_known else ())
    for block in blocks:
        if before and block.kind is MarkKind.HEADING:
            referred = before.popleft()
            while waiting and waiting[0].place < referred:
                yield waiting.popleft().block
        yield block
    yield from (note.block for note in waiting)


_DEEPEST = 9
_MOST = 2  # such lines in a row: a heading and one below it; more is an address or a poster
_ABOVE = frozenset({MarkKind.PARAGRAPH, MarkKind.ITEM, MarkKind.ROW})


def with_bold_headings(blocks: Sequence[Block | Row]) -> Iterator[Block | Row]:
    """The blocks; a heading in bold is one level below the styled heading above it.

    None is one where most paragraphs are bold.
    """
    paragraphs = [b for b in blocks if isinstance(b, Block) and b.kind is MarkKind.PARAGRAPH]
    if 2 * sum(b.is_bold for b in paragraphs) > len(paragraphs):
        yield from blocks
        return
    level = 0
    headings = _headings(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Block) and place in headings:
            yield replace(block, kind=MarkKind.HEADING, level=min(level + 1, _DEEPEST))
            continue
        if isinstance(block, Block) and block.kind is MarkKind.HEADING:
            level = block.level or level
        yield block


def _headings(blocks: Sequence[Block | Row]) -> frozenset[int]:
    """The places of bold lines with text below them, few in a row."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        if _could_be(block):
            run.append(place)
            continue
        if len(run) <= _MOST and block.kind in _ABOVE and not _is_bold(block):
            found.update(run)
        run = []
    return frozenset(found)


def _could_be(block: Block | Row) -> bool:
    if not isinstance(block, Block) or block.kind is not MarkKind.PARAGRAPH or not block.is_bold:
        return False
    line = Line(0, len(block.text), block.text, 0, after_blank=True)
    return "\n" not in block.text and line.is_heading_like


def _is_bold(block: Block | Row) -> bool:
    return isinstance(block, Block) and block.is_bold


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
