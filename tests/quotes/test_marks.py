"""Words in quotation marks, in text that somebody wrote."""

from __future__ import annotations

import time

import pytest

from assistant.quotes.written import marked

CITED = " (Plan, page 2; A Union, 2019; read 22 Nov 2026)"

CASES = [
    ("She said “yes we can”.", [("yes we can", False)]),
    ('She said "yes we can".', [("yes we can", False)]),
    ("“a “b” c” and “d”", [("a “b” c", False), ("d", False)]),
    ('"a "b" c" and "d"', [('a "b" c', False), ("d", False)]),
    (f"“one”{CITED} “two”", [("one", True), ("two", False)]),
    (f"“a ” b”{CITED}", [("a ” b", True)]),
    (f"“a “ b”{CITED}", [("a “ b", True)]),
    (f"“fine”, then: “a ” b”{CITED}", [("fine", False), ("a ” b", True)]),
    (f"“over\nlines”\n{CITED.strip()}", [("over\nlines", True)]),
    ("“never closed, “but this is”", [("but this is", False)]),
    (
        "He: “first.\n\n“then “x” y.\n\n“last.” I.",
        [("first.", 0), ("then “x” y.", 0), ("last.", 0)],
    ),
    ('He: "first.\n\n"last." I.', [("first.", False), ("last.", False)]),
    ("“never.\n\nNew.\n“closed”", [("closed", False)]),
    (f"“a “b”\n— c”{CITED}", [("a “b”\n— c", True)]),
    (f"“b”\n— c\nd”{CITED} “e”", [("b”\n— c\nd", True), ("e", False)]),
    ("“a “b”\n— c”\n— Plan “x”\nI.", [("a “b”\n— c", True)]),
    ("“a “b”\n— Plan\nI say “c”\n— Plan", [("a “b", True), ("c", True)]),
    ("Report (A Union), section “Fair pay for all”, page 2", []),
    ('a 5" pipe', []),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_quotations_are_found_by_their_marks(text: str, found: list[tuple[str, bool]]) -> None:
    """Marks within marks stay in the words; a citation's end is the quotation's."""
    assert [(text[start:end], cited) for start, end, cited in marked(text)] == found


@pytest.mark.parametrize(
    "text", ["“", '"', '" ', "” (", "“a ", '“a b c d" ', '"(', "“a” (", "““”\n— ", "\n “"]
)
def test_a_megabyte_of_marks_takes_seconds(text: str) -> None:
    """No arrangement of marks takes time that grows with the square of the text."""
    started = time.process_time()
    assert list(marked(text * (1_000_000 // len(text)))) is not None
    assert time.process_time() - started < 20
