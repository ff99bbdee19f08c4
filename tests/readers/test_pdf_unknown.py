"""Characters of PDFs that nobody can know, signs of fonts of symbols, and text set sideways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from assistant.readers.canonical import NO_TEXT
from assistant.readers.pdf.pages import GARBLED
from assistant.records import Document, MarkKind
from tests.readers.drawing import BOLD, MARGIN, SIZE, WIDTH, draw, prose, put, read, set_in, shown
from tests.readers.printed_pages import rewritten

CODES = {letter: place for place, letter in enumerate(" abcdefghijklmnopqrstuvwxyz.", 3)}
LOST, KNOWN, SYMBOLS = "/Lost", "/Known", "/ABCDEF+Wingdings-Regular"


def said(font: str, *codes: int, x: float = MARGIN, y: float = 700.0) -> str:
    """The command that draws some codes of a font."""
    return f"BT {font} {SIZE} Tf {x} {y} Td <{''.join(f'{c:04X}' for c in codes)}> Tj ET"


def letters(text: str) -> list[int]:
    """Codes as a subset of a font has them, which are not those of the letters."""
    return [CODES[letter] for letter in text]


def font(writer: Any, name: str, meant: dict[int, str]) -> Any:
    """A font of glyphs that stand for what is `meant`, as far as the file says."""
    facts = {"/Registry": "Adobe", "/Ordering": "Identity"}
    system: dict[Any, Any] = {NameObject(k): TextStringObject(v) for k, v in facts.items()}
    system[NameObject("/Supplement")] = NumberObject(0)
    inner: dict[str, Any] = {
        "/Type": NameObject("/Font"),
        "/Subtype": NameObject("/CIDFontType2"),
        "/BaseFont": NameObject(name),
        "/CIDSystemInfo": DictionaryObject(system),
        "/DW": NumberObject(500),
    }
    outer: dict[str, Any] = {
        "/Type": NameObject("/Font"),
        "/Subtype": NameObject("/Type0"),
        "/BaseFont": NameObject(name),
        "/Encoding": NameObject("/Identity-H"),
        "/DescendantFonts": ArrayObject([writer._add_object(named(inner))]),
    }
    if meant:
        pairs = "\n".join(f"<{code:04X}> <{ord(sign):04X}>" for code, sign in meant.items())
        stream = DecodedStreamObject()
        stream.set_data(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def"
            " 1 begincodespacerange <0000> <FFFF> endcodespacerange"
            f" {len(meant)} beginbfchar\n{pairs}\nendbfchar endcmap end end".encode()
        )
        outer["/ToUnicode"] = writer._add_object(stream)
    return writer._add_object(named(outer))


def named(entries: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def read_with(path: Path, *commands: str, words: Sequence[str] = ()) -> Document:
    """What is read of a page with such commands between words in a font of every viewer."""

    def page(canvas: Any) -> None:
        put(canvas, [(MARGIN, 760.0, "Members of the branch wrote to the council.")])
        canvas._code += commands
        put(canvas, [(MARGIN, 640.0 - 40 * n, text) for n, text in enumerate(words)])

    def add(writer: Any) -> None:
        fonts = writer.pages[0]["/Resources"]["/Font"]
        fonts[NameObject(LOST)] = font(writer, LOST, {})
        fonts[NameObject(KNOWN)] = font(writer, KNOWN, {c: s for s, c in CODES.items()})
        private = {code: chr(0xF000 + code) for code in range(0x21, 0x100)} | {3: " "}
        fonts[NameObject(SYMBOLS)] = font(writer, SYMBOLS, private)
        icons = {1: "\ue001", 2: "\uf0a1", 3: " "}
        fonts[NameObject("/Icons")] = font(writer, "/Icons", icons)

    return read(rewritten(draw(path, page), add))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3), min_size=1, max_size=6))
def test_words_of_a_font_that_says_no_letters_are_left_out_and_the_page_is_named(
    words: list[str],
) -> None:
    """The codes of glyphs are never quoted as if they were letters; all else is read."""
    codes = letters(" ".join(words))
    with TemporaryDirectory() as folder:
        document = read_with(Path(folder) / "a.pdf", said(LOST, *codes), words=["Fair pay now."])
    assert document.text == "Members of the branch wrote to the council.\n\nFair pay now."
    assert [(p.reason, p.pages) for p in document.problems] == [(GARBLED, (1,))]


def test_the_same_words_are_read_where_the_font_says_its_letters(tmp_path: Path) -> None:
    """What tells is the map of the font, not how the words look."""
    document = read_with(tmp_path / "a.pdf", said(KNOWN, *letters("qxz vkq zzj.")))
    assert document.text.endswith("qxz vkq zzj.")
    assert document.problems == ()


def test_a_word_that_lacks_a_letter_shows_it(tmp_path: Path) -> None:
    """A ligature without a map is a hole, neither glued together nor another letter."""
    codes = [*letters("a na"), 0x150, *letters("onal pay rise.")]
    document = read_with(tmp_path / "a.pdf", said(KNOWN, *codes))
    assert document.text.endswith("a na\ufffdonal pay rise.")
    assert [(p.reason, p.pages) for p in document.problems] == [(GARBLED, (1,))]


def test_a_page_with_nothing_else_may_be_recognised(tmp_path: Path) -> None:
    """It counts as one without text, which recognition reads, and says why."""

    def page(canvas: Any) -> None:
        canvas._code.append(said(LOST, *letters("members wrote to the council.")))

    def add(writer: Any) -> None:
        fonts = named({LOST: font(writer, LOST, {})})
        writer.pages[0]["/Resources"][NameObject("/Font")] = fonts

    document = read(rewritten(draw(tmp_path / "a.pdf", page), add))
    assert document.text == ""
    assert [p.reason for p in document.problems] == [NO_TEXT, GARBLED]


SIGNS = [
    (SYMBOLS, 0xE9, "rooms ↑ and more"),
    (SYMBOLS, 0xFC, "rooms ✓ and more"),
    (SYMBOLS, 0x21, "rooms and more"),  # a pencil
    ("/Icons", 1, "rooms and more"),
    ("/Icons", 2, "rooms and more"),
]


@pytest.mark.parametrize(("name", "code", "expected"), SIGNS)
def test_a_sign_in_a_line_is_what_it_stands_for_or_nothing(
    name: str, code: int, expected: str, tmp_path: Path
) -> None:
    """No private character is quoted, which shows as an empty box; the page is none to look at."""
    commands = (
        said(KNOWN, *letters("rooms ")),
        said(name, code, *letters(" "), x=MARGIN + 30),
        said(KNOWN, *letters("and more"), x=MARGIN + 40),
    )
    document = read_with(tmp_path / "a.pdf", *commands)
    assert document.text.endswith(f"\n\n{expected}")
    assert document.problems == ()


@pytest.mark.parametrize(("name", "codes"), [("/Icons", (2, 3)), (LOST, (0x70,))])
def test_a_sign_that_opens_a_line_is_its_bullet(
    name: str, codes: Sequence[int], tmp_path: Path
) -> None:
    """Items stay items, in whatever font their bullets are."""
    commands = (
        said(name, *codes),
        said(KNOWN, *letters("keep a record."), x=MARGIN + 12),
    )
    document = read_with(tmp_path / "a.pdf", *commands)
    assert shown(document, MarkKind.ITEM) == ["• keep a record."]
    assert document.problems == ()


def test_private_letters_are_no_signs(tmp_path: Path) -> None:
    """A font that maps its letters to private characters says nothing, and the page is named."""
    document = read_with(tmp_path / "a.pdf", said(SYMBOLS, 0x21, 0x26, 0x23, 0x24, 0x25))
    assert document.text == "Members of the branch wrote to the council."
    assert [p.reason for p in document.problems] == [GARBLED]


# Text set sideways


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from([90, 270]),
    st.sampled_from([20.0, WIDTH - 20]),
    st.integers(0, 12),
    st.sampled_from([7.0, SIZE, 18.0]),
)
def test_text_beside_the_body_is_a_block_of_its_own(
    turn: int, x: float, drawn_at: int, size: float
) -> None:
    """Wherever the file draws it and however large, it neither cuts a line nor heads the text."""
    aside = "Photograph by a member"

    def page(first: int) -> Any:
        def drawn(canvas: Any) -> None:
            lines = set_in(MARGIN, 760, WIDTH - 2 * MARGIN, prose(first, 8))
            put(canvas, lines[:drawn_at])
            canvas.saveState()
            canvas.translate(x, 500)
            canvas.rotate(turn)
            put(canvas, [(0, 0, f"{aside} {first}")], size, BOLD)
            canvas.restoreState()
            put(canvas, lines[drawn_at:])

        return drawn

    with TemporaryDirectory() as folder:
        document = read(draw(Path(folder) / "a.pdf", page(0), page(8)))
    assert shown(document, MarkKind.HEADING) == []
    texts = shown(document, MarkKind.PARAGRAPH)
    assert [text for text in texts if aside in text] == [f"{aside} 0", f"{aside} 8"]
    assert [text for text in texts if aside not in text] == [
        " ".join(prose(0, 8)),
        " ".join(prose(8, 8)),
    ]


def test_a_paragraph_goes_on_overleaf_past_what_is_set_across(tmp_path: Path) -> None:
    """A credit up the page's edge does not tear the sentence apart."""
    sentences = prose(0, 4)
    lines = set_in(MARGIN, 760, WIDTH - 2 * MARGIN, sentences)

    def first(canvas: Any) -> None:
        put(canvas, lines[:2])
        canvas.translate(20, 500)
        canvas.rotate(90)
        put(canvas, [(0, 0, "Photograph by a member")])

    document = read(draw(tmp_path / "a.pdf", first, lambda canvas: put(canvas, lines[2:])))
    assert shown(document, MarkKind.PARAGRAPH) == ["Photograph by a member", " ".join(sentences)]
