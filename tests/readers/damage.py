"""Crafted bombs and damaged copies of PDFs, for tests that read each in a process of its own.

Reading a bomb may abort, hang or fill the memory: never read one in the process of a test.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

_PAGE_SIZE = 4096
_MEGABYTE = 1024 * 1024
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SHOWN = b"BT /F1 12 Tf 72 720 Td (Fair pay now) Tj ET"


def bombs() -> Iterator[tuple[str, bytes]]:
    """Crafted PDFs with a name that says what each does."""
    yield "page tree that holds itself", pdf_with({2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})
    yield "page tree 20,000 deep", _deep_tree(20_000)
    yield "ten million pages claimed", _tree(b"<< /Type /Pages /Kids [3 0 R] /Count 10000000 >>")
    yield (
        "one page 100,000 times",
        _tree(b"<< /Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000 >>"),
    )
    yield "Flate stream of 1 GB", pdf_with({4: stream(_zeros(1024), b"/Filter /FlateDecode")})
    yield (
        "Flate in Flate",
        pdf_with(
            {4: stream(zlib.compress(_zeros(1024), 9), b"/Filter [/FlateDecode /FlateDecode]")}
        ),
    )
    yield "chain of filters", pdf_with({4: _chain()})
    yield "form that draws itself", _form(b"/X Do")
    yield "forms that double 30 times", _doubling_forms(30)
    yield "giant page", _page(b"/MediaBox [0 0 1e30 1e30]")
    yield "font with endless widths", pdf_with({5: _wide_font()})
    yield "object stream that holds itself", _own_object_stream()
    yield "cross references in a loop", _xref_loop()
    yield "array 100,000 deep", pdf_with({6: b"[" * 100_000 + b"]" * 100_000}, extra=b"/A 6 0 R")
    yield "a million operators", pdf_with({4: stream(b"q " * 1_000_000 + _SHOWN)})
    yield "ten million letters", pdf_with({4: stream(_letters(), b"/Filter /FlateDecode")})
    yield "outline that follows itself", _outline_loop()


def flipped(content: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """So many copies, each with one to twenty bits flipped."""
    chance = random.Random(seed)
    for _ in range(count):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        yield bytes(damaged)


def truncated(content: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """So many copies that break off somewhere."""
    chance = random.Random(seed)
    for _ in range(count):
        yield content[: chance.randrange(1, len(content))]


def zeroed(content: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """So many copies in which one page of the disk, or what there is of one, is zero."""
    chance = random.Random(seed)
    for _ in range(count):
        start = chance.randrange(len(content))
        end = min(start + _PAGE_SIZE, len(content))
        yield content[:start] + bytes(end - start) + content[end:]


def pdf_with(changed: dict[int, bytes], extra: bytes = b"") -> bytes:
    """A PDF of one page with some of its objects put in place of the ordinary ones."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        4: stream(_SHOWN),
        5: _FONT,
    } | changed
    return _file(objects)


def _file(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """The objects with their cross references."""
    body, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(objects) + 1
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        body += b"%010d 00000 %c \n" % (places.get(number, 0), b"n" if number in places else b"f")
    body += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        trailer,
        start,
    )
    return bytes(body)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def _tree(root: bytes) -> bytes:
    return pdf_with({2: root})


def _page(entries: bytes) -> bytes:
    return pdf_with({3: b"<< /Type /Page /Parent 2 0 R " + entries + b" /Contents 4 0 R >>"})


def _deep_tree(depth: int) -> bytes:
    kids = {
        number: b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>"
        % (number - 1, number + 1)
        for number in range(6, 6 + depth)
    }
    kids[6 + depth - 1] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf_with({2: b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>", **kids})


def _zeros(megabytes: int) -> bytes:
    """So many megabytes of spaces, compressed: one of them, again and again."""
    one = b" " * _MEGABYTE
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(one, check)
    return b"\x78\xda" + packed * megabytes + packer.flush() + check.to_bytes(4, "big")


def _letters() -> bytes:
    return zlib.compress(b"BT /F1 1 Tf 1 1 Td " + b"(abcdefghij) Tj " * 1_000_000 + b"ET", 9)


def _chain() -> bytes:
    """A stream behind filter upon filter, each of which makes more of what it gets."""
    names = b"/ASCII85Decode /LZWDecode /RunLengthDecode /FlateDecode " * 250
    return stream(b"z" * 100_000 + b"~>", b"/Filter [" + names + b"]")


def _form(content: bytes) -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return pdf_with({4: stream(b"/X Do"), 6: stream(content, entries)})


def _doubling_forms(depth: int) -> bytes:
    forms = {
        number: stream(
            b"/X Do /X Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
            b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1),
        )
        for number in range(6, 6 + depth)
    }
    last = {6 + depth: stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")}
    return pdf_with({4: stream(b"/X Do"), **forms, **last})


def _wide_font() -> bytes:
    widths = b"500 " * 2_000_000
    return _FONT[:-2] + b"/FirstChar 0 /LastChar 2147483647 /Widths [" + widths + b"] >>"


def _own_object_stream() -> bytes:
    entries = b"/Type /ObjStm /N 1 /First 4 /Extends 6 0 R"
    return pdf_with({6: stream(b"6 0 << /Type /ObjStm >>", entries)}, extra=b"/A 6 0 R")


def _xref_loop() -> bytes:
    """The cross references before these are these."""
    whole = _file({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] >>"})
    start = whole.index(b"xref\n")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def _outline_loop() -> bytes:
    return pdf_with(
        {
            6: b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
            7: b"<< /Title (Again) /Parent 6 0 R /Next 7 0 R /First 7 0 R /Dest [3 0 R /Fit] >>",
        },
        extra=b"/Outlines 6 0 R",
    )
