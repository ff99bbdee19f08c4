"""A chat whose answers are of every kind, and the states that its page can be brought to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from assistant.corpus import files
from assistant.readers import document as read
from assistant.records import (
    Answer,
    Document,
    Entry,
    Filters,
    Highlight,
    ListedDocument,
    Locator,
    MarkKind,
    Outcome,
    Quotation,
)
from tests.web.browsing import Visit
from tests.web.conftest import DOCUMENTS, FakeAssistant, document, quotation

FIRST = "Workers have a right to be safe at work."
SECOND = "Employers are to keep a record of each threat."
VISITS = [f"On visit {number} two workers go together and ring the desk." for number in range(40)]
GUIDE = document(
    "guide.txt",
    " ".join(VISITS),
    Entry(title="Guide to visits", published="2024", url="https://documents.example/guide"),
)
COLUMNS = ("Vehicle", "Mornings", "Afternoons", "Evenings", "Weekends", "Holidays", "Afterwards")
RATES = document(
    "rates.txt",
    "\n".join(" | ".join(f"{name}-{row}" for name in COLUMNS) for row in range(20)),
    Entry(title="Rates", published="2024"),
)
RATES = replace(
    RATES,
    marks=tuple(replace(m, kind=MarkKind.ROW, number=n) for n, m in enumerate(RATES.marks)),
)
PERSONAL = "what pay for my client Jane Canary, dob 01/02/1985, who wants to kill herself tonight"
WINDOWS = {"wide": (1280, 720), "phone": (320, 640), "enlarged four times": (320, 256)}


class Shelf(FakeAssistant):
    """An assistant on a PDF of two pages and two other documents, which answers in more ways."""

    def __init__(self, corpus: Path) -> None:
        """Write the PDF and read it."""
        super().__init__()
        canvas = Canvas(str(corpus / "safe.pdf"))
        for text in (FIRST, SECOND):
            canvas.drawString(72, 700, text)
            canvas.showPage()
        canvas.save()
        [pdf] = map(read, files(corpus))
        self.documents = (*DOCUMENTS, pdf, GUIDE, RATES)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 3,
        filters: Filters | None = None,
    ) -> Answer:
        """'safe' has three passages, 'visit' and 'rates' long ones, 'list' documents."""
        answer = super().ask(question, history, k=k, filters=filters)
        if "safe" in question:
            return replace(answer, quotations=self._safe())
        if "last visit" in question:
            return replace(answer, quotations=(_whole(GUIDE, VISITS[-1]),))
        if "visit" in question:
            return replace(answer, quotations=(_whole(GUIDE, VISITS[20]),))
        if "rates" in question:
            row = RATES.text.splitlines()[10]
            near = replace(_whole(GUIDE, VISITS[20]), outcome=Outcome.UNCONFIRMED)
            return replace(answer, quotations=(_whole(RATES, row), near))
        if "list" in question:
            rows = (ListedDocument(self.sources()[0], 1, self._safe()[1:2]),)
            said = "Documents that mention “pay”: 1 of 3 documents."
            return replace(answer, quotations=(), summary=said, documents=rows)
        if "harm" in question:
            return replace(
                answer,
                outcome=Outcome.NOT_FOUND,
                quotations=(),
                reply="Please turn to people.",
                caution="In danger now: call 999.",
            )
        return answer

    def _safe(self) -> tuple[Quotation, ...]:
        homes, hostile, pdf, *_ = self.documents
        start = pdf.text.index(SECOND)
        place = Locator(pages=(2, 2))
        marked = quotation(pdf, start, start + len(SECOND), [(17, 21)], place)
        may = quotation(hostile, 0, 30, [(4, 7)], Locator(headings=("Bills",)))
        return (
            replace(marked, sentence=Highlight(14, len(SECOND))),
            quotation(homes, 16, 60, [(0, 5)], Locator()),
            replace(may, outcome=Outcome.UNCONFIRMED),
        )


def _whole(source: Document, words: str) -> Quotation:
    """A document as one passage, in which these words answer."""
    start = source.text.index(words)
    whole = quotation(source, 0, len(source.text), [(0, 2)], Locator())
    return replace(whole, sentence=Highlight(start, start + len(words)))


def filters_opened(visit: Visit) -> None:
    visit.page.get_by_text("Filter", exact=True).click()


def answered(visit: Visit) -> None:
    visit.ask("keep safe")


def followed_up(visit: Visit) -> None:
    visit.ask("And in Wales?")
    visit.page.get_by_role("button", name="Change what was searched").last.click()


def unconfirmed(visit: Visit) -> None:
    visit.ask("perhaps pay?")


def not_found(visit: Visit) -> None:
    visit.ask("weather")


def listed(visit: Visit) -> None:
    visit.ask("list them")
    visit.page.get_by_text("Best passage").first.click()


def replied_with_caution(visit: Visit) -> None:
    visit.ask("harm")


def judged(visit: Visit) -> None:
    turn = visit.page.locator("#turn-1")
    turn.get_by_role("button", name="Yes").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you.")


def copied_by_hand(visit: Visit) -> None:
    visit.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: {}})")
    visit.page.evaluate("document.execCommand = () => false")
    visit.page.get_by_text("More ways to copy").first.click()
    visit.page.get_by_role("button", name="Copy citation").first.click()
    expect(visit.page.get_by_role("region", name="Copy by hand")).to_be_visible()


def personal_data_offered(visit: Visit) -> None:
    box = visit.page.get_by_label("Your question")
    box.fill(PERSONAL)
    box.press("Enter")
    expect(visit.page.get_by_role("button", name="Search without these details")).to_be_focused()


def failed(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Change the question").click()
    visit.page.get_by_label("Your question").fill("please fail")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".notice")).to_contain_text("Something went wrong")


def text_opened(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show in the document (Answer 2").first.click()
    expect(visit.page.locator("#source-title")).to_be_focused()


def pdf_opened(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="Show in the document (Answer 1").first.click()
    expect(visit.page.locator(".sheet img")).to_be_visible()
    visit.page.get_by_role("button", name="Go to the passage").click()


def source_gone(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    button = visit.page.locator("button[data-source]").first
    button.evaluate("node => { node.dataset.source = 'document=none&text=0&start=0&end=1'; }")
    button.click()
    expect(visit.page.get_by_role("heading", name="cannot be opened")).to_be_focused()
    visit.troubles.clear()  # the browser's own words on the 404


def empty(visit: Visit) -> None:
    expect(visit.page.get_by_role("region", name="What is covered")).to_be_visible()


STATES: tuple[Callable[[Visit], None], ...] = (
    empty, filters_opened, answered, followed_up, unconfirmed, not_found, listed,
    replied_with_caution, judged, copied_by_hand, personal_data_offered, failed, text_opened,
    pdf_opened, source_gone,
)  # fmt: skip


def in_window(name: str) -> Callable[[Page], object]:
    width, height = WINDOWS[name]
    return lambda page: page.set_viewport_size({"width": width, "height": height})


def high_contrast(page: Page) -> None:
    page.emulate_media(color_scheme="dark", forced_colors="active", reduced_motion="reduce")
