"""Choosing a reader, and refusing what no reader can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UnreadableFileError
from assistant.readers import read

REFUSED = {
    "a.xyz": (b"PK\x03\x04", ".xyz files are not read; save it as .pdf, .docx, "),
    "table.xlsx": (b"PK\x03\x04", ".xlsx files are not read; save it as .pdf"),
    "table.csv": (b"a,b", ".csv files are not read; save it as .pdf"),
    "note.rtf": (b"{\\rtf1}", ".rtf files are not read; save it as .docx"),
    "poster.PNG": (b"\x89PNG", ".PNG files are not read; save it as .pdf and build with --ocr"),
    "all.zip": (b"PK\x03\x04", ".zip files are not read; unpack it and put its files here"),
    "talk.mp4": (b"\x00", ".mp4 files are not read; put a transcript of it here"),
    "a.DOC": (b"\xd0\xcf\x11\xe0", ".DOC files are not read; save it as .docx"),
    "a.pptm": (b"PK\x03\x04", ".pptm files are not read; save it as .pptx"),
    "a.docx": (b"PK\x03\x04", "is damaged and cannot be opened"),
    "noname": (b"text", "files without a suffix are not read"),
    "empty.txt": (b"", "is empty"),
    "blank.md": (b" \n\t\n", "holds no text"),
    "report.txt": (b"%PDF-1.7 ...", "is a PDF file by its content"),
    "sheet.md": (b"PK\x03\x04...", "is an Office or ZIP file by its content"),
    "unsure.txt": (b"one\ntwo \xff\n", "is not valid UTF-8 (byte 8, line 2)"),
    "binary.txt": (b"a\x00b", "holds binary data (NUL bytes)"),
}


@pytest.mark.parametrize(("name", "content", "reason"), [(n, *c) for n, c in REFUSED.items()])
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    """The reason says what is wrong with the file, so that staff can mend it."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError) as caught:
        read(path, f"sub/{name}")
    assert caught.value.path == f"sub/{name}"
    assert reason in caught.value.reason


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_and_line_ends_are_no_text(tmp_path: Path, codec: str) -> None:
    """A file saved by a Windows editor reads like any other."""
    path = tmp_path / "a.txt"
    path.write_bytes("Fair pay\r\nfor carers’ work.\r".encode(codec))
    assert read(path, "a.txt").text == "Fair pay\nfor carers’ work.\n"
