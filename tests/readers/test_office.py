"""Office files as packages: hostile and broken ones are refused, and do no harm.

Files are put together here part by part, so that each holds exactly one thing that is wrong.
"""

from __future__ import annotations

import io
import random
import socket
import struct
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.errors import UnreadableFileError
from assistant.readers import read
from assistant.readers.canonical import symbol, written
from assistant.readers.docx import read_docx
from assistant.readers.office.blocks import bullet
from assistant.readers.pptx import read_pptx
from assistant.records import Problem, ProblemKind

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CANARY = "the-canary-sings"
SECONDS = 5.0  # far more than any of them takes, for a busy machine

Parts = dict[str, str | bytes]


def relations(*listed: tuple[str, str]) -> str:
    """A list of relations: kind and target; the first has the id r1."""
    rows = (
        f'<Relationship Id="r{i}" Type="{R}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(listed, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def body(inside: str, prolog: str = "") -> str:
    """A Word file's main part."""
    return f'{prolog}<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def said(words: str) -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word_parts(main: str | bytes = body(said("Fair pay."))) -> Parts:
    """The parts of the smallest Word file."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": main,
    }


def slide(inside: str, prolog: str = "") -> str:
    """A slide with one text box."""
    return (
        f'{prolog}<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree><p:sp><p:txBody>'
        f"<a:p><a:r><a:t>{inside}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )


def slide_parts(*slides: str | bytes) -> Parts:
    """The parts of the smallest presentation."""
    ids = "".join(f'<p:sldId id="{i + 255}" r:id="r{i}"/>' for i in range(1, len(slides) + 1))
    names = [f"slides/slide{i}.xml" for i in range(1, len(slides) + 1)]
    main = (
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{ids}</p:sldIdLst>'
        "</p:presentation>"
    )
    return {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": main,
        "ppt/_rels/presentation.xml.rels": relations(*(("slide", name) for name in names)),
        **{f"ppt/{name}": content for name, content in zip(names, slides, strict=True)},
    }


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts in a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def directory_changed(content: bytes, name: str, offset: int, value: bytes) -> bytes:
    """A zip whose directory says something else of one entry."""
    entry = content.index(b"PK\x01\x02")
    while not content.startswith(name.encode(), entry + 46):
        entry = content.index(b"PK\x01\x02", entry + 4)
    at = entry + offset
    return content[:at] + value + content[at + len(value) :]


def declared(name: str, size: int) -> bytes:
    """A Word file whose directory gives a false size for a part."""
    return directory_changed(packed(word_parts()), name, 24, struct.pack("<I", size))


def locked() -> bytes:
    """A Word file with an encrypted entry."""
    return directory_changed(packed(word_parts()), "word/document.xml", 8, b"\x01\x00")


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50_000}">]>'
BOMB = b"\0" * 20_000_000
DEEP = "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000


def declarations(canary: Path, url: str) -> dict[str, tuple[str, str]]:
    """Document types that do harm: what is declared, and the text that uses it."""
    return {
        "external entity": (f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.as_uri()}">]>', "&e;"),
        "entity from the network": (f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}/e">]>', "&e;"),
        "external document type": (f'<!DOCTYPE x SYSTEM "{url}/x.dtd">', "words"),
        "public document type": (f'<!DOCTYPE x PUBLIC "-//X//Y" "{url}/x.dtd">', "words"),
        "parameter entity": (f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}/p"> %p;]>', "words"),
        "billion laughs": (LAUGHS, "&i;"),
        "quadratic blow-up": (QUADRATIC, "&a;" * 10_000),
        "empty document type": ("<!DOCTYPE x>", "words"),
    }


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A server on this machine that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.mark.parametrize("kind", list(declarations(Path("/x"), "")))
@pytest.mark.parametrize("place", ["main", "utf-16", "styles", "relations", "slide", "notes"])
def test_document_types_are_refused(
    tmp_path: Path, server: socket.socket, kind: str, place: str
) -> None:
    """No declaration is acted on wherever it stands: no file is read, no address called."""
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY)
    prolog, words = declarations(canary, f"http://127.0.0.1:{server.getsockname()[1]}")[kind]
    reason = refusal(*declaring(place, prolog, words))
    assert "declares a document type" in reason
    assert CANARY not in reason
    with pytest.raises(BlockingIOError):
        server.accept()


def declaring(place: str, prolog: str, words: str) -> tuple[bytes, str]:
    """A file with a document type in one of its parts, and its name."""
    parts = word_parts(body(said(words if place in ("main", "utf-16") else "words"), prolog))
    if place == "utf-16":
        head = '<?xml version="1.0" encoding="UTF-16"?>'
        parts["word/document.xml"] = (head + body(said(words), prolog)).encode("utf-16")
    elif place == "styles":
        parts["word/document.xml"] = body(said("words"))
        parts["word/_rels/document.xml.rels"] = relations(("styles", "styles.xml"))
        parts["word/styles.xml"] = f'{prolog}<w:styles xmlns:w="{W}">{words}</w:styles>'
    elif place == "relations":
        parts["_rels/.rels"] = prolog + str(parts["_rels/.rels"])
    elif place == "slide":
        return packed(slide_parts(slide("words"), slide(words, prolog))), "a.pptx"
    elif place == "notes":
        parts = slide_parts(slide("words"))
        parts["ppt/slides/_rels/slide1.xml.rels"] = relations(("notesSlide", "../notes.xml"))
        parts["ppt/notes.xml"] = slide(words, prolog)
        return packed(parts), "a.pptx"
    return packed(parts), "a.docx"


def refusal(content: bytes, name: str = "a.docx") -> str:
    """The reason for which a file is refused, which takes no time and one line."""
    reader = read_docx if name.endswith(".docx") else read_pptx
    began = time.perf_counter()
    with pytest.raises(UnreadableFileError) as caught:
        reader(content, name, "")
    assert time.perf_counter() - began < SECONDS
    assert caught.value.path == name
    assert "\n" not in caught.value.reason
    assert len(caught.value.reason) < 200
    return caught.value.reason


def many(count: int) -> bytes:
    return packed(word_parts() | {f"media/{i}.txt": "" for i in range(count)})


def random_text(size: int) -> str:
    return random.Random(0).randbytes(size // 2).hex()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb in the main part": (lambda: packed(word_parts(BOMB)), "holds a zip bomb"),
    "bomb in a picture": (
        lambda: packed(word_parts() | {"word/media/1.png": BOMB}),
        "holds a zip bomb",
    ),
    "bomb of many small parts": (
        lambda: packed(word_parts() | {f"{i}": b"\0" * 900_000 for i in range(20)}),
        "is a zip bomb",
    ),
    "a size of 3 GB": (lambda: declared("word/document.xml", 3 << 30), "more than 200 MB"),
    "a size too small": (lambda: declared("word/document.xml", 10), "is damaged"),
    "6,000 parts": (lambda: many(6_000), "more than 5,000 parts"),
    "30,000 parts": (lambda: many(30_000), "more than 5,000 parts"),
    "main part of 60 MB": (
        lambda: packed(word_parts(body(said(random_text(60_000_000)))), zipfile.ZIP_STORED),
        "too large to be read",
    ),
    "2,500,000 paragraphs": (
        lambda: packed(word_parts(body("<w:p/>" * 2_500_000)), zipfile.ZIP_STORED),
        "holds too much markup; split the file",
    ),
    "encrypted entry": (locked, "is locked with a password"),
    "path above": (lambda: packed(word_parts() | {"../../evil.sh": "x"}), "path outside"),
    "path above, backwards": (lambda: packed(word_parts() | {"..\\evil.sh": "x"}), "path outside"),
    "path from the root": (lambda: packed(word_parts() | {"/etc/passwd": "x"}), "path outside"),
    "path on a drive": (lambda: packed(word_parts() | {"C:\\evil.sh": "x"}), "path outside"),
    "packed by lzma": (lambda: packed(word_parts(), zipfile.ZIP_LZMA), "unusual way"),
    "100,000 levels deep": (lambda: packed(word_parts(body(DEEP)), zipfile.ZIP_STORED), "damaged"),
    "attribute of 20 MB": (
        lambda: packed(
            word_parts(body(f'<w:p w:x="{random_text(20_000_000)}"/>')), zipfile.ZIP_STORED
        ),
        "is damaged",
    ),
    "main part that is its own relations": (
        lambda: packed(
            word_parts() | {"_rels/.rels": relations(("officeDocument", "_rels/.rels"))}
        ),
        "is not a Word file",
    ),
    "no relations": (
        lambda: packed({"word/document.xml": body(said("x"))}),
        "is not a Word file: it has no main part",
    ),
    "no main part": (
        lambda: packed({"_rels/.rels": word_parts()["_rels/.rels"]}),
        "is not a Word file: it has no main part",
    ),
    "main part outside the file": (
        lambda: packed(
            word_parts()
            | {"_rels/.rels": relations(("officeDocument", "../../../../../etc/passwd"))}
        ),
        "is not a Word file: it has no main part",
    ),
    "main part not XML": (lambda: packed(word_parts("words")), "is damaged"),
    "main part empty": (lambda: packed(word_parts("")), "is damaged"),
    "main part cut off": (lambda: packed(word_parts(body(said("x"))[:-9])), "is damaged"),
    "main part in no known encoding": (
        lambda: packed(word_parts('<?xml version="1.0" encoding="utf-7"?><x/>')),
        "is damaged",
    ),
    "bytes overwritten": (lambda: packed(word_parts()).replace(b"\x4b", b"\x4c"), "is"),
    "no text": (lambda: packed(word_parts(body(said("")))), "holds no text"),
    "a presentation": (lambda: packed(slide_parts(slide("x"))), "is not a Word file"),
    "a web page": (lambda: b"<html>", "is not a Word file: it is something else"),
    "an empty zip": (lambda: packed({}), "is not a Word file"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0" + bytes(2000), "save it as .docx"),
    "a locked Word file": (
        lambda: b"\xd0\xcf\x11\xe0" + bytes(999) + "EncryptedPackage".encode("utf-16-le"),
        "is locked with a password",
    ),
}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_and_broken_files_are_refused(kind: str) -> None:
    """One line says what is wrong and what to do, and saying so takes no time."""
    make, expected = HOSTILE[kind]
    assert expected in refusal(make())


def test_presentations_without_a_slide_that_can_be_read_are_refused() -> None:
    """A presentation that gives nothing is reported as a whole."""
    assert "has no slides" in refusal(packed(slide_parts()), "a.pptx")
    deep = slide("<a:x>" * 100_000)
    for broken in ("", "words", deep, deep + "<", "<p:sld/>"[:-1]):
        assert "none of its slides" in refusal(packed(slide_parts(broken)), "a.pptx")
    assert "save it as .pptx" in refusal(packed(word_parts()), "a.pptx")


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_truncated_files_are_refused_or_read(suffix: str) -> None:
    """A download that broke off anywhere ends in a reason, never in another error."""
    parts = word_parts() if suffix == ".docx" else slide_parts(slide("one"), slide("two"))
    whole = packed(parts)
    for end in range(0, len(whole), 7):
        assert refusal(whole[:end], f"a{suffix}")


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_flipped_bits_are_refused_or_read(suffix: str) -> None:
    """Whatever the disk did to a file, the reader ends in a document or a reason."""
    chance = random.Random(7)
    parts = word_parts() if suffix == ".docx" else slide_parts(slide("one"), slide("two"))
    whole = packed(parts)
    reader = read_docx if suffix == ".docx" else read_pptx
    for _ in range(300):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        with suppress(UnreadableFileError):
            assert reader(bytes(flipped), "a", "").path == "a"


def test_damaged_slides_are_named_and_the_others_read() -> None:
    """One slide that is damaged costs that slide only, and staff learn which."""
    parts = slide_parts(slide("one"), "<broken", slide("three"), slide("four"))
    del parts["ppt/slides/slide4.xml"]
    document = read_pptx(packed(parts), "a.pptx", "")
    assert document.text == "one\n\nthree"
    reason = (
        "these slides are damaged and could not be read; put a fresh copy of the file in its place"
    )
    assert document.problems == (Problem("a.pptx", reason, (2, 4)),)


def test_a_slide_that_is_named_again_is_damage() -> None:
    """A file cannot make more of one slide than it holds."""
    parts = slide_parts(slide("one"), slide("two"))
    parts["ppt/_rels/presentation.xml.rels"] = relations(
        ("slide", "slides/slide1.xml"), ("slide", "slides/slide1.xml")
    )
    document = read_pptx(packed(parts), "a.pptx", "")
    assert (document.text, document.problems[0].pages) == ("one", (2,))


def test_damaged_parts_of_a_word_file_are_named_and_the_body_read() -> None:
    """Without its styles a document still gives its words, and staff learn what is missing."""
    parts = word_parts()
    parts["word/_rels/document.xml.rels"] = relations(
        ("styles", "styles.xml"), ("numbering", "none.xml"), ("footnotes", "notes.xml")
    )
    parts |= {"word/styles.xml": "<w:styles", "word/notes.xml": ""}
    document = read_docx(packed(parts), "a.docx", "")
    assert document.text == "Fair pay."
    reason = "its styles, numbering, footnotes are damaged and were not read"
    assert document.problems == (Problem("a.docx", reason, kind=ProblemKind.PARTLY_READ),)


def test_relations_that_go_in_a_circle_are_followed_once() -> None:
    """A header that is the document itself adds nothing, and the reading ends."""
    parts = word_parts(
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{said("Fair pay.")}<w:sectPr>'
        '<w:headerReference r:id="r1"/></w:sectPr></w:body></w:document>'
    )
    circle = relations(("header", "document.xml"), ("styles", "document.xml"))
    parts["word/_rels/document.xml.rels"] = circle
    assert read_docx(packed(parts), "a.docx", "").text == "Fair pay."


def test_external_relations_are_never_followed(tmp_path: Path, server: socket.socket) -> None:
    """A chart, a picture or a template on another machine stays there."""
    canary = tmp_path / "canary.xml"
    canary.write_text(f'<w:styles xmlns:w="{W}">{CANARY}</w:styles>')
    address = f"http://127.0.0.1:{server.getsockname()[1]}/"
    for target in (canary.as_uri(), str(canary), address, "../" * 12 + str(canary)[1:]):
        for mode in ("", ' TargetMode="External"'):
            parts = word_parts()
            listed = relations(("styles", target), ("footnotes", target))
            parts["word/_rels/document.xml.rels"] = listed.replace("/><", f"{mode}/><")
            assert read_docx(packed(parts), "a.docx", "").text == "Fair pay."
    with pytest.raises(BlockingIOError):
        server.accept()


def test_files_are_read_by_their_suffix(tmp_path: Path) -> None:
    """Both formats are read in any writing of their suffix, with their digest."""
    for name, parts in (("a.DOCX", word_parts()), ("b.pptx", slide_parts(slide("Fair pay.")))):
        (tmp_path / name).write_bytes(packed(parts))
        document = read(tmp_path / name, name)
        assert (document.text, len(document.sha256)) == ("Fair pay.", 64)


def test_strict_files_are_read_like_any_other() -> None:
    """The other set of namespaces that Office can save in changes no word."""
    strict = {
        name: str(part)
        .replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(P, "http://purl.oclc.org/ooxml/presentationml/main")
        .replace(A, "http://purl.oclc.org/ooxml/drawingml/main")
        .replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for parts in (word_parts(), slide_parts(slide("Fair work.")))
        for name, part in parts.items()
        if name != "_rels/.rels"
    }
    for main, reader in (("word/document.xml", read_docx), ("ppt/presentation.xml", read_pptx)):
        listed = relations(("officeDocument", main)).replace(
            R, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        document = reader(packed(strict | {"_rels/.rels": listed}), "a", "")
        assert document.text in ("Fair pay.", "Fair work.")


NUMERALS = [
    (4, "decimal", "4"), (7, "decimalZero", "07"), (4, "lowerRoman", "iv"),
    (1994, "upperRoman", "MCMXCIV"), (3, "lowerLetter", "c"), (28, "upperLetter", "BB"),
    (1, "ordinal", "1st"), (12, "ordinal", "12th"), (22, "ordinal", "22nd"),
    (21, "cardinalText", "Twenty-one"), (5, "ordinalText", "Fifth"),
    (40, "ordinalText", "Fortieth"), (140, "ordinalText", "140th"),
    (101, "cardinalText", "101"), (0, "lowerRoman", "0"),
    (99_999, "upperLetter", "99999"), (3, "ideographTraditional", "3"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "style", "expected"), NUMERALS)
def test_numerals_are_written_as_word_writes_them(value: int, style: str, expected: str) -> None:
    """A list's number is found as the reader sees it."""
    assert written(value, style) == expected


def test_symbols_are_what_their_font_shows() -> None:
    """A tick is a tick, though the file holds the letter ü in a font of signs."""
    assert [symbol(c, "Wingdings") for c in ("ü", "\uf0fc", "A")] == ["✓", "✓", ""]
    assert [symbol("b", font) for font in ("Symbol", None, "Arial")] == ["β", "b", "b"]
    assert symbol("\uf0b7", None) == "•"
    assert [symbol(c, "Wingdings") for c in "\uf081\uf08c"] == ["①", "❶"]
    assert bullet("\ue00c", "OpenSymbol") == "•"
    assert symbol("\uf021", "Some Font") == ""
    assert [bullet(c, f) for c, f in (("o", "Courier New"), ("o", None), ("§", "Wingdings"))] == [
        "◦", "o", "▪",
    ]  # fmt: skip
    assert [bullet("\uf021", "Some Font"), bullet("–", "Arial"), bullet(" ", None)] == [
        "•",
        "–",
        "",
    ]
