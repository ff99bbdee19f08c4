"""Word files whole: whatever they hold is read once, and so are those that others made."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.readers.canonical import raised
from assistant.readers.docx import read_docx
from assistant.records import MarkKind
from tests.readers.word_files import (
    NUMBERING,
    F,
    Found,
    H,
    I,
    L,
    O,
    P,
    blocks,
    cell,
    document,
    item,
    note_part,
    par,
    row,
    run,
    table,
    text_box,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "docx"

# Whatever a document holds

TEXTS = st.text("abc éß’“”–—&<>*_ﬁ→٣", min_size=1, max_size=30).map(lambda t: " ".join(t.split()))
KINDS = st.sampled_from(
    ["heading", "paragraph", "bullet", "number", "table", "nested", "box", "changed", "note"]
)


class Plans:
    """Writes a body block by block, and keeps what must be read of it."""

    def __init__(self, draw: Callable[[], str]) -> None:
        self.body = ""
        self.expected: Found = []
        self.notes: list[str] = []
        self.noted: list[int] = []
        """How many blocks there are to each note's reference."""
        self._draw = draw
        self._count = 0
        self._numbers = 0

    def sentence(self) -> str:
        """A sentence that no other is like."""
        self._count += 1
        return f"S{self._count} {self._draw()}.".replace(" .", ".")

    def block(self, kind: str, depth: int) -> None:
        """One more block."""
        self.body += str(getattr(self, f"_{kind}")(depth))

    def _heading(self, depth: int) -> str:
        return self._planted(H, depth, f"Heading{depth}")

    def _paragraph(self, _: int) -> str:
        return self._planted(P, None)

    def _planted(self, kind: MarkKind, number: int | None, style: str = "") -> str:
        words = self.sentence()
        self.expected.append((kind, number, words))
        return par(run(escaped(words)), style)

    def _bullet(self, depth: int) -> str:
        words = self.sentence()
        self.expected.append((I, depth, f"{'•◦–'[depth - 1]} {words}"))
        return item(3, depth - 1, run(escaped(words)))

    def _number(self, _: int) -> str:
        words = self.sentence()
        self._numbers += 1
        self.expected.append((I, 1, f"{self._numbers}. {words}"))
        return item(1, 0, run(escaped(words)))

    def _table(self, depth: int) -> str:
        texts = [[self.sentence(), self.sentence()] for _ in range(depth)]
        self.expected += [(O, n, " | ".join(row)) for n, row in enumerate(texts, 1)]
        return table(*(row(*map(cell, map(run_par, cells))) for cells in texts)) + par("")

    def _nested(self, _: int) -> str:
        first, second, third = self.sentence(), self.sentence(), self.sentence()
        self.expected.append((O, 1, f"{first} {second} | {third}"))
        inner = table(row(cell(run_par(first)), cell(run_par(second))))
        return table(row(cell(inner + par("")), cell(run_par(third)))) + par("")

    def _box(self, _: int) -> str:
        words, boxed = self.sentence(), self.sentence()
        self.expected += [(P, None, words), (P, None, boxed)]
        return par(run(escaped(words)) + text_box(run_par(boxed)))

    def _changed(self, _: int) -> str:
        words = self.sentence()
        half = len(words) // 2
        self.expected.append((P, None, words))
        gone = f"<w:del><w:r><w:delText>{escaped(self.sentence())}</w:delText></w:r></w:del>"
        return par(
            run(escaped(words[:half])) + gone + f"<w:ins>{run(escaped(words[half:]))}</w:ins>"
        )

    def _note(self, _: int) -> str:
        words = self.sentence()
        reference = f'<w:r><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        self.notes.append(self.sentence())
        self.expected.append((P, None, words + raised(str(len(self.notes)))))
        self.noted.append(len(self.expected))
        return par(run(escaped(words)) + reference)

    def with_notes(self) -> Found:
        """What is expected, each note after the section that refers to it."""
        notes = [(F, None, f"{n} {note}") for n, note in enumerate(self.notes, 1)]
        noted = list(zip(self.noted, notes, strict=True))
        found: Found = []
        for place, block in enumerate(self.expected):
            if block[0] is H:
                found += [note for at, note in noted if at <= place and note not in found]
            found.append(block)
        return found + [note for note in notes if note not in found]


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run_par(words: str) -> str:
    return par(run(escaped(words)))


@given(st.lists(st.tuples(KINDS, st.integers(1, 3)), min_size=1, max_size=10), st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_every_sentence_is_read_once_in_order(
    plan: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    """document.text[p.start:p.end] == p.text, for each thing planted and nothing else."""
    plans = Plans(lambda: data.draw(TEXTS))
    for kind, depth in plan:
        plans.block(kind, depth)
    notes = {"footnotes": note_part("footnote", *map(run_par, plans.notes))}
    found = document(plans.body, {"numbering": NUMBERING, **notes})
    assert blocks(found) == plans.with_notes()
    covered = "".join(found.text[m.start : m.end] for m in found.marks)
    assert "".join(covered.split()) == "".join(found.text.split())


def test_files_from_python_docx_are_read() -> None:
    """Styles, lists and tables as another program writes them."""
    made_elsewhere = docx.Document()
    made_elsewhere.styles.add_style(
        "Mine", WD_STYLE_TYPE.PARAGRAPH
    ).base_style = made_elsewhere.styles["Heading 2"]
    made_elsewhere.add_heading("Fair pay", 0)
    made_elsewhere.add_paragraph("Means", "Mine")
    made_elsewhere.add_paragraph("Bring:")
    made_elsewhere.add_paragraph("rules", "List Bullet")
    made_elsewhere.add_paragraph("first", "List Number")
    cells = made_elsewhere.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "a", "b"
    saved = io.BytesIO()
    made_elsewhere.save(saved)
    assert blocks(read_docx(saved.getvalue(), "a.docx", "")) == [
        (H, 1, "Fair pay"), (H, 2, "Means"), (L, None, "Bring:"), (I, 1, "• rules"),
        (I, 1, "1. first"), (O, 1, "a | b"),
    ]  # fmt: skip


# Files that others made

KNOWN = {
    "markitdown--test.docx": ("AutoGen: Enabling Next-Gen", "Introduction", "Large language"),
    "markitdown--test_with_comment.docx": ("AutoGen: Enabling", "Abstract", "AutoGen is an"),
    "markitdown--docx_multipage.docx": (
        "Page 1 - Mixed Content", "Page 3 - Image at Start", "Content that follows",
    ),
    "markitdown--docx_complex_layout.docx": (
        "Complex Document", "Complex Document", "Encryption | Enabled",
    ),
    "markitdown--docx_image_middle.docx": ("Introduction", "Analysis", "after the image."),
    "markitdown--docx_image_end.docx": ("Report", "Report", "Recommendations."),
}  # fmt: skip


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
def test_files_that_others_made_are_read() -> None:
    """Headings and what stands under them are those of the rendered file."""
    for path in sorted(SAMPLES.glob("*.docx")):
        found = read_docx(path.read_bytes(), path.name, "")
        assert found.problems == ()
        if path.name in KNOWN:
            first, heading, needle = KNOWN[path.name]
            headings = [t for k, _, t in blocks(found) if k is H]
            assert headings[0].startswith(first)
            above = found.text[: found.text.index(needle)]
            assert max(headings, key=lambda h: above.rfind(h + "\n")).startswith(heading)
