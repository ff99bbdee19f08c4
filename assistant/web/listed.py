"""The documents that answer a question about documents, as a list on the page."""

from __future__ import annotations

from datetime import date

from assistant.records import Answer, ListedDocument
from assistant.web.cards import card
from assistant.web.coverage import document_row
from assistant.web.holder import Answering
from assistant.web.markup import literal

_SHOWN = 12


def listed_html(answer: Answer, number: int, assistant: Answering, read: date) -> str:
    """HTML of what is said of the documents, and of the list; long lists end in a closed part.

    `number` counts the questions.
    """
    asked = f"question {number}"
    rows = [_row(document, asked, assistant, read) for document in answer.documents]
    shown, rest = "".join(rows[:_SHOWN]), "".join(rows[_SHOWN:])
    more = f"{len(rows) - _SHOWN:,} more"
    closed = f'<details><summary>{more}</summary><ul class="documents">{rest}</ul></details>'
    return (
        f'<p class="outcome">{literal(answer.summary)}</p>'
        f'<ul class="documents">{shown}</ul>{closed if rest else ""}'
    )


def _row(document: ListedDocument, asked: str, assistant: Answering, read: date) -> str:
    """A document with how often it mentions what was asked for, and its best passage."""
    said, source = document.mentions, document.source
    passages = "1 passage" if said == 1 else f"{said:,} passages" if said else ""
    cards = "".join(
        card(quotation, assistant.document(source.path), "Best passage", read, asked)
        for quotation in document.quotations
    )
    best = (
        f'<details><summary>Best passage<span class="unseen"> ({literal(source.title)}, {asked})'
        f'</span></summary><ol class="cards">{cards}</ol></details>'
    )
    mentioned = f'<span class="facts">Mentioned in {passages}</span>' if passages else ""
    return document_row(source, mentioned + (best if cards else ""))
