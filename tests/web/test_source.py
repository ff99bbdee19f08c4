"""Documents opened at a passage, as the page fetches them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assistant.corpus import files
from assistant.readers import document as read
from assistant.records import Document, Entry, Mark, MarkKind, Source
from assistant.settings import Settings
from assistant.web.markup import text_html
from assistant.web.source import Opened, place_in
from tests.web.conftest import DOCUMENTS, HOSTILE, FakeAssistant, Reading, serving

HOMES, BAD = DOCUMENTS
PDF = "safe & sound.pdf"
FIRST = "Workers have a right to be safe at work."
SECOND = "Employers are to keep a record of each threat."


class Library(FakeAssistant):
    """An assistant on a PDF of two pages and two other documents, one of them hostile."""

    def __init__(self, corpus: Path) -> None:
        """Write the PDF and read it."""
        super().__init__()
        canvas = Canvas(str(corpus / PDF))
        for text in (FIRST, SECOND):
            canvas.drawString(72, 700, text)
            canvas.showPage()
        canvas.save()
        self.documents = (*DOCUMENTS, *map(read, files(corpus)))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the PDF is written to and read from."""
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def library(corpus: Path) -> Library:
    """The assistant, and a corpus folder with only the PDF in it."""
    return Library(corpus)


@pytest.fixture(scope="module")
def client(library: Library, corpus: Path) -> Iterator[httpx.Client]:
    """The page's script, as it were."""
    with (
        serving(library, Settings(corpus=corpus)) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client


def place(document: Document, text: str) -> dict[str, str | int]:
    """Where a text stands in a document, as the page asks for it."""
    start = document.text.index(text)
    return place_in(document, start, start + len(text))


def test_a_text_is_shown_whole_with_the_passage_marked(client: httpx.Client) -> None:
    """What is shown is the document word for word, its headings told, the passage in one mark."""
    shown = Reading(client.get("/source", params=place(HOMES, "“too much”,  they say.")).text)
    assert HOMES.text in shown.text()
    assert shown.text("mark") == "“too much”,  they say."
    headings = [attributes for tag, attributes in shown.tags if attributes.get("role") == "heading"]
    assert [heading["aria-level"] for heading in headings] == ["3", "3"]
    links = [attributes["href"] for tag, attributes in shown.tags if tag == "a"]
    assert links == ["https://documents.example/homes?a=1&b=2"]


def test_nothing_in_a_document_is_read_as_markup(client: httpx.Client) -> None:
    """A hostile file is shown as the characters that it holds."""
    shown = Reading(client.get("/source", params=place(BAD, HOSTILE)).text)
    assert HOSTILE in shown.text()
    assert shown.names() <= {"h2", "div", "mark", "span", "p", "ul", "li", "button"}


@pytest.mark.parametrize(
    ("own", "heard"),
    [((3, 1, 3, 2), "3344"), ((1, 2, 3, 4, 5, 6), "345666"), ((2, 4, 4, 2, 1), "34433")],
)
def test_headings_never_skip_a_level(own: tuple[int, ...], heard: str) -> None:
    """Who goes through a document by its headings looks for none that is not there."""
    marks = [Mark(MarkKind.HEADING, i, i + 1, number=level) for i, level in enumerate(own)]
    shown = Reading(
        text_html(Document("a", "", "x" * len(own), tuple(marks), Entry()), 0, len(own))
    )
    assert "".join(str(tag["aria-level"]) for _, tag in shown.tags if "aria-level" in tag) == heard


def test_a_pdf_opens_at_the_passages_page(client: httpx.Client, library: Library) -> None:
    """The page is shown as it looks, the passage under the mark, with the way to the others."""
    pdf = library.document(PDF)
    shown = Reading(client.get("/source", params=place(pdf, SECOND)).text)
    assert "Page 2 of 2" in shown.text()
    assert shown.text("mark") == SECOND
    assert FIRST not in shown.text()
    boxes = [attributes for tag, attributes in shown.tags if attributes.get("class") == "box"]
    assert len(boxes) == 1
    buttons = [attributes for tag, attributes in shown.tags if tag == "button"]
    pages = {b["data-page"]: "disabled" in b for b in buttons if "data-page" in b}
    assert pages == {"1": False, "3": True}
    [address] = [attributes["src"] for tag, attributes in shown.tags if tag == "img"]
    picture = Image.open(io.BytesIO(client.get(str(address)).content))
    assert picture.format == "PNG"
    share = {k: float(v.strip("%")) / 100 for k, v in
             (part.split(":") for part in str(boxes[0]["style"]).split(";"))}  # fmt: skip
    left, top = share["left"] * picture.width, share["top"] * picture.height
    right, bottom = share["width"] * picture.width, share["height"] * picture.height
    area = (round(left), round(top), round(left + right), round(top + bottom))
    assert sum(picture.convert("L").crop(area).histogram()[:128]) > 0
    links = [str(attributes["href"]) for tag, attributes in shown.tags if tag == "a"]
    original = client.get(links[0])
    assert original.content.startswith(b"%PDF")
    assert original.headers["content-type"] == "application/pdf"


def test_another_page_has_no_mark(client: httpx.Client, library: Library) -> None:
    """Leafing on, the reader sees the other page and that the passage is not on it."""
    asked = {**place(library.document(PDF), SECOND), "page": 1}
    shown = Reading(client.get("/source", params=asked).text)
    assert "Page 1 of 2" in shown.text()
    assert FIRST in shown.text()
    assert shown.text("mark") == ""


def test_a_changed_file_is_shown_as_the_text_that_was_read(
    library: Library, corpus: Path, client: httpx.Client
) -> None:
    """A file that is no longer what was read is neither drawn nor handed out."""
    path, asked = corpus / PDF, place(library.document(PDF), SECOND)
    before = path.read_bytes()
    try:
        path.write_bytes(before + b"\n% changed")
        shown = Reading(client.get("/source", params=asked).text)
        assert "img" not in shown.names()
        assert shown.text("mark") == SECOND
        assert client.get("/source/original", params={"document": PDF}).status_code == 404
        assert client.get("/source/picture", params={**asked, "page": 2}).status_code == 404
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "../../etc/passwd"},
        {"document": "/etc/passwd"},
        {"document": "other.txt"},
        {"text": "0" * 16},
        {"start": -1},
        {"start": 30, "end": 30},
        {"end": 10**9},
    ],
)
def test_a_place_that_is_not_there_is_not_found(
    client: httpx.Client, wrong: dict[str, str | int]
) -> None:
    """Neither another file nor a place that moved since is opened, and the words say what to do."""
    asked = {**place(HOMES, "they say."), **wrong}
    refused = client.get("/source", params=asked)
    assert refused.status_code == 404
    assert "Please ask again." in refused.text
    document = {"document": asked["document"]}
    assert client.get("/source/original", params=document).status_code == 404
    assert client.get("/source/picture", params={**asked, "page": 1}).status_code == 404


@pytest.mark.parametrize("asked", [{}, {"document": "homes.txt"}, {"page": "x"}])
def test_a_malformed_address_is_refused(client: httpx.Client, asked: dict[str, str]) -> None:
    """What the page never asks for is refused in words."""
    refused = client.get("/source", params=asked)
    assert refused.status_code == 422
    assert refused.json().keys() == {"error"}


def test_the_text_of_a_document_is_marked_with_its_language() -> None:
    """A screen reader speaks a Welsh document as Welsh; where none is known it is not told."""
    for entry, opening in (
        (Entry(language="cy"), '<div class="verbatim document" lang="cy">'),
        (Entry(), '<div class="verbatim document">'),
    ):
        document = Document("a", "", "Gofal", (), entry)
        source = Source("a", "", entry, None, None, 1)
        assert Opened(document, source, 0, 1).html().startswith(opening)
