"""Answers exported: what the file says, and what it is to a screen reader."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from markdown_it import MarkdownIt

from assistant.answer_export import Format, exported, format_of
from assistant.errors import UsageError
from assistant.records import (
    Answer,
    Document,
    Entry,
    Filtering,
    Filters,
    Highlight,
    ListedDocument,
    Outcome,
)
from assistant.text.files import save
from tests.quoting import MADE, answer, corpora, document, quotation

ENTRY = Entry("Fair pay", "Dr Given Surname", "A Union", "2019", "https://a.example/pay")
PAY = document("pay.txt", "Fair pay.\n• Now", ENTRY)
NOTES = document("notes.txt", "Other words.", Entry(superseded_by="new.txt"))
ANSWERS = [
    answer(quotation(PAY), quotation(NOTES), question="What\nof pay?"),
    replace(answer(quotation(PAY)), outcome=Outcome.UNCONFIRMED, searched_for="and when?"),
    Answer("Why?", "Why?", Outcome.NOT_FOUND, 0.1, (quotation(NOTES),), "s"),
]
EXPECTED = f"""# Answers from the documents

Made on 22 November 2026 at 10:05 UTC from snapshot snapshot-a of the index, built on 21 November \
2026 at 00:00 UTC. The quotations are word for word; the command assistant check-quotes compares \
them with the documents.

## What of pay?

Searched for: What of pay?

From the documents, word for word:

### Passage 1

> Fair pay.\\
> • Now

— [Fair pay (Dr Given Surname, 2019), page 1](https://a.example/pay)

### Passage 2

> Other words.

— notes.txt, page 1; no date; superseded by new.txt

## What is it?

Searched for: and when?

Nothing in the documents answers this clearly. The nearest passages are:

### May not answer: nearest passage 1

> Fair pay.\\
> • Now

— [Fair pay (Dr Given Surname, 2019), page 1](https://a.example/pay)

## Why?

Searched for: Why?

The documents do not cover this.

## References

notes.txt (no date). Superseded by new.txt.

File: notes.txt (SHA-256: {NOTES.sha256})

Surname, G. (2019) Fair pay. A Union. Available at: \
[https\\://a.example/pay](https://a.example/pay) (Accessed: 22 November 2026).

File: pay.txt (SHA-256: {PAY.sha256})
"""


def test_markdown_in_full() -> None:
    """Each question with its outcome, quotations and citations; each document once at the end."""
    assert exported(ANSWERS, MADE, Format.MARKDOWN).decode() == EXPECTED


def test_word_says_the_same() -> None:
    """Both formats hold the same words in the same order."""
    written = docx.Document(BytesIO(exported(ANSWERS, MADE, Format.WORD)))
    words = [p.text for p in written.paragraphs]
    assert words[:6] == [
        "Answers from the documents",
        EXPECTED.split("\n")[2],
        "What of pay?",
        "Searched for: What of pay?",
        "From the documents, word for word:",
        "Passage 1",
    ]
    assert words[6] == "Fair pay.\n• Now"
    assert words[-1] == f"File: pay.txt (SHA-256: {PAY.sha256})"


def test_listed_documents_are_named() -> None:
    """An answer that is a list of documents is exported with the list, linked where it can be."""
    rows = tuple(ListedDocument(quotation(d).citation.source) for d in (PAY, NOTES))
    listed = Answer("q", "q", Outcome.FOUND, 1.0, (), "s", summary="Two.", documents=rows)
    text = exported([listed], MADE, Format.MARKDOWN).decode()
    rest = "• notes.txt; no date; superseded by new.txt"
    assert text.endswith(f"\nTwo.\n\n• [Fair pay](https://a.example/pay)\n\n{rest}\n")


def test_a_filter_is_told_with_what_it_leaves_out() -> None:
    """Who reads the file later does not take a filter's silence for that of the documents."""
    filtering = Filtering(Filters(nation="Wales"), 1, 3, 2, 1)
    missed = replace(ANSWERS[2], filters=filtering)
    text = exported([missed], MADE, Format.MARKDOWN).decode()
    assert text.endswith(
        "\n\nFilter: nation Wales (1 of 3 documents).\n\n"
        "Left out: 2 documents whose nation the catalogue does not give.\n\n"
        "The documents do not cover this.\n\nWithout the filter: 1 passage.\n"
    )


def test_word_is_accessible() -> None:
    """A screen reader finds the title, the language, headings, quotations and live links."""
    written = docx.Document(BytesIO(exported(ANSWERS, MADE, Format.WORD)))
    assert written.core_properties.title == "Answers from the documents"
    assert written.core_properties.language == "en-GB"
    languages = written.styles.element.iter(qn("w:lang"))
    assert {element.get(qn("w:val")) for element in languages} == {"en-GB"}
    styles = [p.style.name for p in written.paragraphs if p.style]
    assert styles[:8] == [
        *("Title", "Normal", "Heading 1", "Normal", "Normal", "Heading 2", "Quote", "Normal"),
    ]
    links = [link for p in written.paragraphs for link in p.hyperlinks]
    assert [link.address for link in links] == ["https://a.example/pay"] * 3
    assert [link.text for link in links][-1] == "https://a.example/pay"


def test_a_list_is_quoted_with_what_opens_it() -> None:
    """Later items of a list are understood by its first words, which are quoted, too."""
    held = document("a.txt", "We ask for:\n• pay\n• time")
    quoted = quotation(held, 18)
    quoted = replace(quoted, lead_ins=("We ask for:",))
    text = exported([answer(quoted)], MADE, Format.MARKDOWN).decode()
    assert "\n\n> We ask for: … • time\n\n" in text


@pytest.mark.parametrize(
    ("text", "marked", "quoted"),
    [
        ("One.\n• Two 5*.\n• Three.", "• Two 5*.", "> One.\\\n> **• Two 5\\*.**\\\n> • Three."),
        ("It is £95. No more.", "It is £95.", "> **It is £95.** No more."),
        ("It is £95.2 No more.", "It is £95.", "> It is £95.2 No more."),
    ],
)
def test_what_answers_is_in_bold(text: str, marked: str, quoted: str) -> None:
    """A reader of the file sees what one of the page does, and the quotation stays word for word.

    Where asterisks would not be taken for bold, as before a note's number, Markdown goes without.
    """
    held, start = document("a.txt", text), text.index(marked)
    answers = [answer(replace(quotation(held), sentence=Highlight(start, start + len(marked))))]
    written = exported(answers, MADE, Format.MARKDOWN).decode()
    assert f"\n\n{quoted}\n\n" in written
    assert "What answers is in bold." in written
    word = docx.Document(BytesIO(exported(answers, MADE, Format.WORD)))
    assert [r.text for p in word.paragraphs for r in p.runs if r.bold] == [marked]


def test_pictures_of_control_characters_are_explained() -> None:
    """A reader is told what a picture stands for, where there is one."""
    text = exported([answer(quotation(document("a", "one\x1btwo")))], MADE, Format.MARKDOWN)
    assert "> one␛two\n" in text.decode()
    assert "is shown by its picture" in text.decode()


@given(made=corpora())
@settings(max_examples=60)
def test_markdown_keeps_its_shape_whatever_is_in_it(
    made: tuple[list[Document], list[Answer]],
) -> None:
    """No question, title, address or quotation adds a heading, a list or HTML."""
    _, answers = made
    tokens = MarkdownIt("commonmark").parse(exported(answers, MADE, Format.MARKDOWN).decode())
    quotations = sum(len(a.quotations) for a in answers)
    kinds = [token.type for token in tokens]
    shown = {child.type for token in tokens for child in token.children or []}
    assert kinds.count("blockquote_open") == quotations
    headings = 1 + len(answers) + quotations + (1 if quotations else 0)
    assert kinds.count("heading_open") == headings
    assert {kind.partition("_")[0] for kind in kinds} <= {
        *("heading", "paragraph", "blockquote", "inline"),
    }
    assert {kind.rpartition("_")[0] or kind for kind in shown} <= {
        *("text", "hardbreak", "link", "strong"),
    }


def test_the_name_says_the_format() -> None:
    """A file's suffix chooses; any other is refused with the two there are."""
    assert format_of(Path("a.MD")) is Format.MARKDOWN
    with pytest.raises(UsageError, match=r"a\.pdf: answers are exported as \.md .* or \.docx"):
        format_of(Path("a.pdf"))


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is there stays, unless it is to be replaced; nothing else is left behind."""
    path = tmp_path / "a.md"
    save(path, b"one", force=False)
    with pytest.raises(UsageError, match="is there already"):
        save(path, b"two", force=False)
    assert path.read_bytes() == b"one"
    save(path, b"two", force=True)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.text.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(path, b"three", force=True)
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]
    with pytest.raises(UsageError, match="name a file in a folder that is there"):
        save(tmp_path / "no" / "a.md", b"", force=True)


def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two exports at the same time one wins, and the other says so."""
    path = tmp_path / "a.md"
    monkeypatch.setattr("assistant.text.files.os.fsync", lambda _: path.write_bytes(b"other"))
    with pytest.raises(UsageError, match="is there already"):
        save(path, b"mine", force=False)
    assert path.read_bytes() == b"other"
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]
