"""One document of each format, made for tests, and what is asked of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from pptx import Presentation
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

TITLE_AND_CONTENT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: a page of a PDF, a slide, or a section, with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the words that answer it, and where they stand."""

    question: str
    answer: str
    place: str
    """The end of the citation."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a section of its own, and what a row of it answers."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    """The first is the header."""
    asked: Asked


@dataclass(frozen=True, slots=True)
class Case:
    """A document, what is asked of it first, and what then follows."""

    path: str
    title: str
    campaign: str
    parts: tuple[Part, ...]
    first: Asked
    follow_up: Asked
    changed: Asked
    """What the words that were searched for the follow-up are changed to."""
    table: Table | None = None

    def passage(self, asked: Asked) -> str:
        """The passage that answers, as the document's text has it."""
        [part] = [p for p in self.parts if asked.answer in p.paragraphs]
        if self.path.endswith(".pptx"):
            return "\n\n".join((part.heading, "\n".join(f"• {p}" for p in part.paragraphs)))
        return "\n\n".join((part.heading, *part.paragraphs))


PDF = Case(
    "mileage.pdf",
    "Mileage allowance guide",
    "Fair travel",
    (
        Part(
            "About this guide",
            (
                "This guide is for all staff who use a vehicle of their own at work.",
                "It is read again each spring, and a newer one takes its place.",
            ),
        ),
        Part(
            "Rates by vehicle",
            (
                "The mileage allowance for a car is 45 pence for each mile driven to a home visit.",
                "Tolls and the cost of parking are repaid in full when a receipt is sent in.",
            ),
        ),
        Part(
            "Bicycles",
            (
                "The mileage allowance for a bicycle is 20 pence for each mile ridden to a home "
                "visit, and a helmet is bought for whoever asks for one.",
                "Bicycles may be left in the yard overnight.",
            ),
        ),
    ),
    Asked(
        "How much is the mileage allowance for a car?",
        "The mileage allowance for a car is 45 pence for each mile driven to a home visit.",
        "section “Rates by vehicle”, page 2",
    ),
    Asked(
        "And for a bicycle?",
        "The mileage allowance for a bicycle is 20 pence for each mile ridden to a home visit, "
        "and a helmet is bought for whoever asks for one.",
        "section “Bicycles”, page 3",
    ),
    Asked(
        "Are tolls and parking repaid?",
        "Tolls and the cost of parking are repaid in full when a receipt is sent in.",
        "section “Rates by vehicle”, page 2",
    ),
)

PPTX = Case(
    "supervision.pptx",
    "Supervision in practice",
    "Time to think",
    (
        Part("Why it matters", ("Supervision keeps practice safe and gives room to reflect.",)),
        Part(
            "How often",
            (
                "Newly qualified staff have supervision every two weeks.",
                "Everyone else has supervision once a month.",
            ),
        ),
        Part(
            "Records",
            (
                "Supervision notes are kept for seven years and then destroyed.",
                "Both who were there sign the notes.",
            ),
        ),
    ),
    Asked(
        "How often do newly qualified staff have supervision?",
        "Newly qualified staff have supervision every two weeks.",
        "section “How often”, slide 2",
    ),
    Asked(
        "And how long are the notes kept?",
        "Supervision notes are kept for seven years and then destroyed.",
        "section “Records”, slide 3",
    ),
    Asked(
        "Who signs the supervision notes?",
        "Both who were there sign the notes.",
        "section “Records”, slide 3",
    ),
)

DOCX = Case(
    "duty-desk.docx",
    "Duty desk handbook",
    "Open doors",
    (
        Part("Purpose", ("Whoever worries about a neighbour may ring the duty desk.",)),
        Part(
            "Opening hours",
            (
                "The duty desk is open from half past eight until six on weekdays.",
                "Callers who ring before it opens hear a recorded message.",
            ),
        ),
        Part(
            "Weekends",
            (
                "At weekends the duty desk is open from ten until four.",
                "The night team answers at all other hours.",
            ),
        ),
    ),
    Asked(
        "When is the duty desk open on weekdays?",
        "The duty desk is open from half past eight until six on weekdays.",
        "section “Opening hours”",
    ),
    Asked(
        "And at weekends?",
        "At weekends the duty desk is open from ten until four.",
        "section “Weekends”",
    ),
    Asked(
        "What do callers hear before the duty desk opens?",
        "Callers who ring before it opens hear a recorded message.",
        "section “Opening hours”",
    ),
    Table(
        "Interpreters",
        (
            ("Language", "Interpreters on call", "Fee for each hour"),
            ("Polish", "Six", "£31"),
            ("Somali", "Two", "£38"),
            ("British Sign Language", "Three", "£45"),
        ),
        Asked(
            "What is the fee for a Somali interpreter?",
            "Somali | Two | £38",
            "section “Interpreters”",
        ),
    ),
)

HTML = Case(
    "foster-course.html",
    "The foster carers’ course",
    "A home for each child",
    (
        Part("Who it is for", ("The course is for people who want to look after a child.",)),
        Part(
            "Length",
            (
                "The preparation course for foster carers lasts three days.",
                "Each day begins at nine with “tea & talk”.",
            ),
        ),
        Part(
            "Cost",
            (
                "The preparation course for foster carers costs nothing, and lunch is given.",
                "Bus fares are repaid on the last day.",
            ),
        ),
    ),
    Asked(
        "How long does the preparation course for foster carers last?",
        "The preparation course for foster carers lasts three days.",
        "section “Length”",
    ),
    Asked(
        "What about bus fares?",
        "Bus fares are repaid on the last day.",
        "section “Cost”",
    ),
    Asked(
        "What does the preparation course for foster carers cost?",
        "The preparation course for foster carers costs nothing, and lunch is given.",
        "section “Cost”",
    ),
    Table(
        "Allowances",
        (
            ("Age of the child", "Weekly allowance", "Holiday allowance"),
            ("Under 5", "£170", "£340"),
            ("5 to 10", "£190", "£380"),
            ("11 to 15", "£215", "£430"),
        ),
        Asked(
            "weekly allowance for a child aged 11 to 15",
            "11 to 15 | £215 | £430",
            "section “Allowances”",
        ),
    ),
)

TEXT = Case(
    "toy-library.txt",
    "Rules of the toy library",
    "Room to play",
    (
        Part(
            "Joining", ("Any family of the district may join the toy library at the front desk.",)
        ),
        Part(
            "Borrowing",
            (
                "A family may borrow four toys from the library for three weeks.",
                "Toys that nobody waits for may be kept for a week more.",
            ),
        ),
        Part(
            "Broken toys",
            (
                "Nobody pays for a broken toy; bring back every piece of it.",
                "The workshop mends what it can on the first Monday of the month.",
            ),
        ),
    ),
    Asked(
        "How many toys may a family borrow from the library?",
        "A family may borrow four toys from the library for three weeks.",
        "section “Borrowing”",
    ),
    Asked(
        "And what about broken toys?",
        "Nobody pays for a broken toy; bring back every piece of it.",
        "section “Broken toys”",
    ),
    Asked(
        "When does the workshop mend toys?",
        "The workshop mends what it can on the first Monday of the month.",
        "section “Broken toys”",
    ),
)

CASES = (PDF, PPTX, DOCX, HTML, TEXT)


def write_corpus(folder: Path) -> None:
    """Write the five documents and their catalogue into a new folder."""
    folder.mkdir()
    for case, write in zip(CASES, (_pdf, _pptx, _docx, _html, _text), strict=True):
        write(folder / case.path, case)
    entries = (
        f'[[document]]\nfile = "{case.path}"\ntitle = "{case.title}"\nauthor = "The editors"\n'
        f'published = "2024-05-0{number}"\ncampaign = "{case.campaign}"\n'
        + 'nation = "Wales"\n'
        * (case is PDF)
        for number, case in enumerate(CASES, start=1)
    )
    (folder / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")


def _pdf(path: Path, case: Case) -> None:
    canvas = Canvas(str(path), pagesize=(595, 842))
    for part in case.parts:
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 740, part.heading)
        canvas.setFont("Helvetica", 11)
        top = 700.0
        for paragraph in part.paragraphs:
            for line in simpleSplit(paragraph, "Helvetica", 11, 300):
                canvas.drawString(72, top, line)
                top -= 14
            top -= 14
        canvas.showPage()
    canvas.save()


def _pptx(path: Path, case: Case) -> None:
    deck: Any = Presentation()
    for part in case.parts:
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_CONTENT])
        slide.shapes.title.text = part.heading
        slide.placeholders[1].text = "\n".join(part.paragraphs)
    deck.save(str(path))


def _docx(path: Path, case: Case) -> None:
    file = docx.Document()
    file.add_heading(case.title, 0)
    for part in case.parts:
        file.add_heading(part.heading, 1)
        for paragraph in part.paragraphs:
            file.add_paragraph(paragraph)
    if case.table:
        file.add_heading(case.table.heading, 1)
        grid = file.add_table(len(case.table.rows), len(case.table.rows[0]))
        for row, cells in zip(grid.rows, case.table.rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    file.save(str(path))


def _html(path: Path, case: Case) -> None:
    parts = "".join(
        f"<h2>{part.heading}</h2>{''.join(f'<p>{p}</p>' for p in part.paragraphs)}"
        for part in case.parts
    ).replace(" & ", " &amp; ")
    if case.table:
        header, *others = ("".join(f"<td>{cell}</td>" for cell in row) for row in case.table.rows)
        rows = "".join(f"<tr>{row}</tr>" for row in (header.replace("td>", "th>"), *others))
        parts += f"<h2>{case.table.heading}</h2><table>{rows}</table>"
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{case.title}</title>'
        '</head><body><nav><a href="/">Home</a> <a href="/join">Join</a></nav>'
        f"<main><h1>{case.title}</h1>{parts}</main></body></html>",
        encoding="utf-8",
    )


def _text(path: Path, case: Case) -> None:
    parts = ("\n\n".join((part.heading, *part.paragraphs)) for part in case.parts)
    path.write_text("\n\n".join((case.title, *parts)) + "\n", encoding="utf-8")
