"""The quotations of files of each kind, and where their lines stand."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from assistant.errors import UnreadableFileError, UsageError
from assistant.quotes.written import read_written

NOTE = """# “Not a quotation, but a heading”

Visited today. “The plan is looked at
every year” (Plan, page 2; A Union, 2019; read 22 Nov 2026), and all was “fine”.

> The plan is looked at\\
> every *year*.
>
> Really.
"""


def found(content: bytes | str, name: str) -> list[tuple[str, int, int]]:
    """Each quotation with the lines of its first and last character."""
    written = read_written(content.encode() if isinstance(content, str) else content, name)
    return [(q.text, q.line(0), q.line(len(q.text))) for q in written.quotes]


def test_markdown() -> None:
    """Block quotations and words in marks are quotations; headings and single words are not."""
    assert found(NOTE, "note.md") == [
        ("The plan is looked at\nevery year", 3, 4),
        ("The plan is looked at\nevery year.\nReally.", 6, 9),
    ]
    assert [(q.text, q.line(0)) for q in read_written(NOTE.encode(), "note.md").short] == [
        ("fine", 4)
    ]


def test_few_words_with_a_figure_are_a_quotation() -> None:
    """A figure that is quoted wrongly is found out, however short the quotation."""
    assert found("They say “92,300 in England”, “rising” and “£95”.", "note.txt") == [
        ("92,300 in England", 1, 1),
        ("£95", 1, 1),
    ]


def test_text() -> None:
    """In plain text lines that begin with '>' are a quotation, as in a mail."""
    text = "He wrote:\r\n> The plan\r\n> is good.\r\nI say “the plan is very good”."
    assert found(text, "note.txt") == [
        ("The plan\nis good.", 2, 3),
        ("the plan is very good", 4, 4),
    ]
    assert found(b"\xef\xbb\xbf" + text.encode(), "") == found(text, "note.txt")


def test_lines_that_look_like_a_mail_within_marks() -> None:
    """A case note's words stay one quotation though a line of them begins with '>'."""
    text = "“The plan\n\n> is\n> good” (Plan; read 1 May 2026)\n\n> And this"
    assert found(text, "note.txt") == [("The plan\n\n> is\n> good", 1, 4), ("And this", 6, 6)]


def test_word() -> None:
    """In Word quotations are in its styles for them, or in marks over several paragraphs."""
    made = docx.Document()
    made.add_paragraph("A visit “of four whole words”", style="Heading 1")
    made.add_paragraph("The plan\tis", style="Quote")
    made.add_paragraph("good.", style="Intense Quote")
    made.add_paragraph("I say “the plan")
    made.add_paragraph("is good” today.")
    made.add_table(1, 1).cell(0, 0).text = "“A cell may quote too”"
    saved = BytesIO()
    made.save(saved)
    assert found(saved.getvalue(), "note.docx") == [
        ("The plan\tis", 2, 2),
        ("good.", 3, 3),
        ("the plan\nis good", 4, 5),
        ("A cell may quote too", 6, 6),
    ]


def test_an_export_is_checked_by_its_block_quotations() -> None:
    """What an export's questions and titles hold in marks is no quotation."""
    text = (
        f"Searched for: “four words in marks”\n\n> Quoted\n\nFile: a (b).txt (SHA-256: {'0' * 64})"
    )
    assert found(text, "a.md") == [("Quoted", 3, 3)]
    assert read_written(text.encode(), "a.md").files == {"a (b).txt": "0" * 64}


@pytest.mark.parametrize(
    ("content", "name", "error", "said"),
    [
        (b"x", "a.pdf", UsageError, "a.pdf: quotations are read from .md, .docx and .txt files"),
        (b"x\n\xff", "a.md", UsageError, "a.md is not valid UTF-8 (line 2)"),
        (b"PK\x03\x04", "a.docx", UnreadableFileError, "a.docx: is damaged"),
        (b"x", "a.docx", UnreadableFileError, "a.docx: is not a Word file"),
    ],
)
def test_what_cannot_be_read_is_named(
    content: bytes, name: str, error: type[Exception], said: str
) -> None:
    """A file of another kind, or a damaged one, is refused with the reason."""
    with pytest.raises(error) as raised:
        read_written(content, name)
    assert str(raised.value).startswith(said)
