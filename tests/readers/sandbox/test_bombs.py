"""Files made to do harm, among good ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant import corpus
from assistant.readers.sandbox import FileReading, read_files
from assistant.settings import ReadSettings
from tests.readers import damage

pytestmark = [pytest.mark.isolated, pytest.mark.slow]

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]

LIMITS = ReadSettings(seconds=6, megabytes=512)
GOOD: Mapping[str, str] = {
    f"good-{number:02}.txt": f"Words of file {number}." for number in range(20)
}


def read(folder: Path) -> dict[str, FileReading]:
    return {reading.file.name: reading for reading in read_files(corpus.files(folder), LIMITS)}


def check(found: dict[str, FileReading], bad: Mapping[str, bytes]) -> None:
    """Every good file is read whole, and of each bad one something is read or one line says why."""
    assert found.keys() == GOOD.keys() | bad.keys()
    for name, words in GOOD.items():
        document = found[name].document
        assert document is not None
        assert document.text == words
        assert not found[name].problems
    for name in bad:
        reading = found[name]
        assert reading.document is not None or len(reading.problems) == 1
        assert all(p.reason and "\n" not in p.reason for p in reading.problems)


def test_every_good_file_among_pdf_bombs_is_read(write_corpus: WriteCorpus) -> None:
    """Whatever a crafted PDF does to the process that reads it, the others are read."""
    bad = {f"{name}.pdf".replace(" ", "-"): content for name, content in damage.bombs()}
    assert len(bad) >= 10
    check(read(write_corpus({**GOOD, **bad})), bad)


@pytest.mark.parametrize("harm", [damage.flipped, damage.truncated, damage.zeroed])
def test_every_good_file_among_damaged_pdfs_is_read(
    harm: Callable[[bytes, int], list[bytes]], write_corpus: WriteCorpus, tmp_path: Path
) -> None:
    """A disk that forgets bits, ends or pages of files costs those files at most."""
    canvas = Canvas(str(tmp_path / "whole.pdf"))
    for page in range(4):
        canvas.drawString(72, 700, f"What stands on page {page + 1}.")
        canvas.showPage()
    canvas.save()
    whole = (tmp_path / "whole.pdf").read_bytes()
    bad = {f"bad-{n:03}.pdf": content for n, content in enumerate(harm(whole, 60))}
    check(read(write_corpus({**GOOD, **bad})), bad)
