"""PPTX: the slides in the order they are shown, each with its title, its shapes and its notes.

The canonical text holds what a person sees on a slide: not pictures' descriptions, comments, or
what the design (master and layout) prints on every slide. Capitals that are only a look stay as
they were typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Canonical
from assistant.readers.office.archive import POWERPOINT
from assistant.readers.office.blocks import write
from assistant.readers.office.package import main_part, open_package
from assistant.readers.office.properties import properties
from assistant.readers.pptx.slides import Shape, Slide, read_slides
from assistant.records import Document, Entry, MarkKind, Problem

_NO_SLIDES = "has no slides; put a complete copy in its place"
_DAMAGED = "is damaged: none of its slides can be read; put a fresh copy in its place"
_FAILED = (
    "these slides are damaged and could not be read; put a fresh copy of the file in its place"
)
_INCOMPLETE = "a chart, a diagram or the notes of these slides are damaged and were not read"
_NO_TEXT = "no text on these slides (pictures of text?)"
_FOOTER_WORDS = 15
_FOOTER_SLIDES = 3


def read_pptx(content: bytes, name: str, sha256: str) -> Document:
    """The document in the bytes of a PPTX file; `name` is its path within the corpus.

    Raises:
        UnreadableFileError: there is nothing to read; what is wrong with single slides is told in
            the document's problems instead.
    """
    package = open_package(content, name, POWERPOINT)
    slides = read_slides(package, *main_part(package, POWERPOINT))
    if not slides:
        raise UnreadableFileError(name, _NO_SLIDES)
    if all(slide.failed for slide in slides):
        raise UnreadableFileError(name, _DAMAGED)
    canonical = Canonical()
    running = _running(slides)
    for slide in slides:
        _write(canonical, slide, running)
    said = properties(package)
    entry = Entry(title=said.title or _first_title(slides), author=said.author)
    return Document(
        name, sha256, canonical.text, canonical.marks, entry, tuple(_problems(slides, name))
    )


def _write(canonical: Canonical, slide: Slide, running: frozenset[str]) -> None:
    canonical.open_slide(slide.number, hidden=slide.hidden)
    canonical.heading(slide.title, 1)
    own = [s for s in slide.shapes if not s.is_footer and _bare(s) not in running]
    write(canonical, [block for shape in own for block in shape.blocks])
    for shape in slide.shapes:
        if shape not in own:
            canonical.boilerplate(shape.text)
    for paragraph in slide.notes:
        canonical.note(paragraph)


def _running(slides: Sequence[Slide]) -> frozenset[str]:
    """What few words stand in a shape of their own on most slides, with digits made alike."""
    found = Counter(words for slide in slides for words in {_bare(s) for s in slide.shapes})
    least = max(_FOOTER_SLIDES, len(slides) // 2 + 1)
    return frozenset(w for w, count in found.items() if w and count >= least)


def _bare(shape: Shape) -> str:
    """The words of a shape that may be a footer, to tell repeats; empty for any other."""
    words = shape.text.split()
    plain = all(block.kind is MarkKind.PARAGRAPH for block in shape.blocks)
    if not plain or len(words) > _FOOTER_WORDS:
        return ""
    return "".join("#" if c.isdigit() else c for c in " ".join(words))


def _first_title(slides: Sequence[Slide]) -> str | None:
    return " ".join(slides[0].title.split()) or None


def _problems(slides: Sequence[Slide], name: str) -> list[Problem]:
    """What could not be read, slides of one kind together."""
    kinds = (
        (_FAILED, [s for s in slides if s.failed]),
        (_INCOMPLETE, [s for s in slides if s.incomplete]),
        (_NO_TEXT, [s for s in slides if s.is_silent]),
    )
    return [
        Problem(name, reason, tuple(s.number for s in found)) for reason, found in kinds if found
    ]
