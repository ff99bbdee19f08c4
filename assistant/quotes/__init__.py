"""Whether the words that a text quotes still stand in the documents, character by character."""

from __future__ import annotations

from assistant.quotes.checking import Checked, FileState, Verdict, check_quotes
from assistant.quotes.shelf import Shelf
from assistant.quotes.written import Quote, Written, read_written

__all__ = [
    "Checked",
    "FileState",
    "Quote",
    "Shelf",
    "Verdict",
    "Written",
    "check_quotes",
    "read_written",
]
