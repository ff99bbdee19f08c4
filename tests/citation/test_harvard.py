"""References as a reference list has them, with parts missing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.citation import full, reference
from assistant.records import Citation, Entry, Locator, Source

DAY = date(2026, 11, 2)
URL = "https://example.org/pay"


def source(path: str = "pay.pdf", **known: str) -> Source:
    return Source(path, "", Entry(**known), 9, None, 20)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (
            {"title": "Pay", "author": "Dr Given Surname", "publisher": "A Union",
             "published": "2023-05-01", "url": URL},
            f"Surname, G. (2023) Pay. A Union. Available at: {URL} (Accessed: 2 November 2026).",
        ),
        ({"title": "Pay", "publisher": "A Union", "published": "2023"},
         "Pay (2023). A Union. File: pay.pdf."),
        ({"title": "Who pays?", "author": "A Union", "publisher": "a union"},
         "A Union (no date) Who pays? File: pay.pdf."),
        ({"title": "Pay", "url": URL},
         f"Pay (no date). Available at: {URL} (Accessed: 2 November 2026)."),
        ({"title": "Pay", "url": "javascript:alert(1)"}, "Pay (no date). File: pay.pdf."),
        ({"title": "Pay\n(part)\u202e"}, "Pay (part)\ufffd (no date). File: pay.pdf."),
        ({}, "pay.pdf (no date)."),
    ],
)  # fmt: skip
def test_a_reference_says_what_is_known(known: dict[str, str], shown: str) -> None:
    """Without an author the title is first; without an address the file is named."""
    assert reference(source(**known), DAY) == shown


def test_a_full_citation_names_the_place() -> None:
    """The section and page stand between the publisher and the address."""
    cited = Citation(source(title="Pay", url=URL), Locator((4, 5), None, ("Pay", "Rates")))
    assert full(cited, DAY) == (
        f"Pay (no date). Section “Rates”, pages 4–5. Available at: {URL} "
        "(Accessed: 2 November 2026)."
    )
