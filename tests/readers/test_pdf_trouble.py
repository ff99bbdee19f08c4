from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PageObject, PdfWriter

from assistant.errors import UnreadableFileError
from assistant.readers.canonical import Allowance
from assistant.readers.pdf import pages as pdf_pages
from assistant.readers.pdf import read_pdf
from assistant.readers.pdf.gather import Gatherer
from assistant.records import MarkKind, Problem
from tests.readers.printed_pages import (
    PROSE,
    draw,
    lines,
    page_marks,
    prose,
    read,
    rewritten,
    shown,
)

# Files and pages that cannot be read


def test_a_password_is_said_to_be_the_reason(tmp_path: Path) -> None:
    """Staff learn that a locked file needs a copy without its password."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    rewritten(path, lambda w: w.encrypt("secret", algorithm="AES-256"))
    with pytest.raises(UnreadableFileError, match="password") as raised:
        read(path)
    assert raised.value.path == "campaign.pdf"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_user_password_opens_silently(tmp_path: Path, algorithm: str) -> None:
    """A file that any viewer opens without asking is read with all it says of itself."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)], title="Fair pay now")
    rewritten(path, lambda w: w.encrypt("", "owner", algorithm=algorithm))
    document = read(path)
    assert (document.text, document.entry.title) == (PROSE, "Fair pay now")


def test_a_file_that_is_no_pdf_is_named_so(tmp_path: Path) -> None:
    """A web page saved with the wrong suffix is told from a damaged PDF."""
    path = tmp_path / "a.pdf"
    path.write_text("<html>Sign in to read this document</html>")
    with pytest.raises(UnreadableFileError, match=r"is named \.pdf but is not a PDF file"):
        read(path)


def test_a_damaged_file_is_named_so(tmp_path: Path) -> None:
    """A download that broke off is reported, and no other error gets out."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read(path)


def test_a_missing_file_is_named_so(tmp_path: Path) -> None:
    """A file removed during a build is reported like any other that cannot be read."""
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read(tmp_path / "none.pdf")


def test_a_file_without_pages_is_named_so(tmp_path: Path) -> None:
    """An empty export is reported instead of being indexed as nothing, a locked file before it."""
    locked = draw(tmp_path / "locked.pdf", [prose(PROSE)])
    rewritten(locked, lambda w: w.encrypt("secret", algorithm="AES-256"))
    with pytest.raises(UnreadableFileError, match="password"):
        read(locked)
    path = tmp_path / "a.pdf"
    PdfWriter().write(path)
    with pytest.raises(UnreadableFileError, match="has no pages"):
        read(path)


def test_pages_without_text_are_one_problem(tmp_path: Path) -> None:
    """Staff learn which pages are scans that need text recognition."""
    path = draw(tmp_path / "a.pdf", [lines(), prose(PROSE), lines(), lines()])
    document = read(path)
    reason = "no text on these pages (scanned images?)"
    assert document.problems == (Problem("campaign.pdf", reason, (1, 3, 4)),)
    assert [m.number for m in page_marks(document)] == [1, 2, 3, 4]
    assert [m.end - m.start for m in page_marks(document)] == [0, len(PROSE), 0, 0]


def test_a_document_of_scans_comes_back_with_its_problem(tmp_path: Path) -> None:
    """A scanned document is listed as unread, not left out silently."""
    document = read(draw(tmp_path / "a.pdf", [lines(), lines()]))
    assert (document.text, document.problems[0].pages) == ("", (1, 2))


def test_a_page_that_fails_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad page does not cost the whole report."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3)
    fail_at(monkeypatch, 2)
    monkeypatch.setattr(PageObject, "extract_text", refuse)
    document = read(path)
    assert [(p.pages, "damaged" in p.reason) for p in document.problems] == [((2,), True)]
    assert shown(document, MarkKind.PARAGRAPH) == [PROSE, PROSE]
    assert document.numbers(MarkKind.PAGE) == (1, 2, 3)


def fail_at(monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """Make pdfium fail at one page."""
    reader = Gatherer

    def failing(number: int, *others: Any) -> Gatherer:
        if number == page:
            raise RuntimeError("bad page")
        return reader(number, *others)

    monkeypatch.setattr(pdf_pages, "Gatherer", failing)


def refuse(*_: object) -> None:
    """Stand in for what fails in a way of its own."""
    raise RecursionError("broken")


def test_a_page_that_pdfium_cannot_read_comes_from_pypdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that one library fails at is read with the other."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3)
    fail_at(monkeypatch, 2)
    document = read(path)
    assert (document.problems, document.text.count("Campaigns begin")) == ((), 3)


def test_a_file_that_pdfium_cannot_open_comes_from_pypdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged file that pypdf can mend is read."""

    def failing(*_: object) -> None:
        raise pypdfium2.PdfiumError("damaged")

    monkeypatch.setattr(pypdfium2, "PdfDocument", failing)
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 2, title="Fair pay now")
    document = read(path)
    assert document.numbers(MarkKind.PAGE) == (1, 2)
    assert document.text.count("Campaigns begin") == 2
    assert document.entry.title == "Fair pay now"


# Limits


def test_pages_read_before_the_time_is_up_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow file gives what was read of it, and a problem names the rest."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 4)
    clock = iter([0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0])
    mine, real = threading.get_ident(), time.monotonic

    def told() -> float:
        return next(clock, 9.0) if threading.get_ident() == mine else real()

    monkeypatch.setattr(time, "monotonic", told)
    document = read_pdf(path, "campaign.pdf", "0" * 64, Allowance(most_seconds=2.0))
    assert [(p.pages, "not read" in p.reason) for p in document.problems] == [((3, 4), True)]
    assert document.text.count("Campaigns begin") == 2
    assert document.numbers(MarkKind.PAGE) == (1, 2, 3, 4)


def test_pages_to_skip_are_not_touched_and_progress_is_told(tmp_path: Path) -> None:
    """Who reads in a child process can leave out the page that ended it."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 3, title="Fair pay now")
    begun: list[int] = []
    allowance = Allowance(skip=frozenset({0, 2}), progress=begun.append)
    document = read_pdf(path, "campaign.pdf", "0" * 64, allowance)
    assert begun == [1, 3]
    assert [p.pages for p in document.problems] == [(2,)]
    assert document.entry.title is None


def test_text_is_kept_where_only_the_metadata_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flaw in a file's metadata does not cost its text."""
    monkeypatch.setattr(pdf_pages, "PdfReader", refuse)
    document = read(draw(tmp_path / "a.pdf", [prose(PROSE)], title="Fair pay now"))
    assert (document.text, document.entry.title) == (PROSE, None)


def test_flaws_that_are_coped_with_are_not_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The build's report is not drowned in a library's warnings."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)])
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    assert read(path).text == PROSE
    assert (capfd.readouterr().err, caplog.records) == ("", [])


def test_several_threads_may_read_at_once(tmp_path: Path) -> None:
    """The chat may show a page while another is being read."""
    path = draw(tmp_path / "a.pdf", [prose(PROSE)] * 5)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: read(path).text, range(12)))
    assert set(texts) == {read(path).text}
