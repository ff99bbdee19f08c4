from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import lead_ins
from assistant.readers.canonical import Canonical
from assistant.readers.markdown import read_markdown
from assistant.records import Document, Mark, MarkKind

H, P, L, I, R, B = (  # noqa: E741 - the kinds, as the tables below list them
    MarkKind.HEADING,
    MarkKind.PARAGRAPH,
    MarkKind.LEAD_IN,
    MarkKind.ITEM,
    MarkKind.ROW,
    MarkKind.BOILERPLATE,
)


def read(text: str) -> Document:
    """The document in a Markdown file of the corpus."""
    return read_markdown(text, "campaign.md", "0" * 64)


def blocks(document: Document) -> list[tuple[MarkKind, int | None, str]]:
    """Kind, level and text of each mark."""
    return [(m.kind, m.number, document.text[m.start : m.end]) for m in document.marks]


WORDS_OF_MARKUP = [
    ("an *important* **point**", "an important point"),
    ("*5* of 10", "5 of 10"),
    ("a [link](https://example.org 'title') in text", "a link in text"),
    ("a [reference][one].\n\n[one]: https://example.org", "a reference."),
    ("<https://example.org/a>", "https://example.org/a"),
    ("![Members *marching*](march.png)", "Members marching"),
    ("run `a * b` now", "run a * b now"),
    ("one\ntwo", "one two"),
    ("one  \ntwo", "one\ntwo"),
    ("one\\\ntwo", "one\ntwo"),
    ("\\*not emphasis\\*", "*not emphasis*"),
    ("fish &amp; chips &copy;", "fish & chips ©"),
    ("the <b>bold</b> <script>x</script>", "the bold"),
    ("<div>\nraw\n</div>", "raw"),
    ("The fee is £40. <!-- check\nit -->", "The fee is £40."),
    ("A room of 25<sup>2</sup> in<br>Leeds", "A room of 25² in\nLeeds"),
    ("No note[^1], `[^a]`", "No note[^1], [^a]"),
    ("2019–20 ... (c) -- 'so' \"so\"", "2019–20 ... (c) -- 'so' \"so\""),
    ("see www.example.org", "see www.example.org"),
    ("kept ~~gone~~", "kept "),
    ("now ~£5~ £6", "now  £6"),
    ("~~about ~£5 or 5~6~~ £7", " £7"),
    ("~£4, ~~£5~~ or £6~ £7", " £7"),
    (
        "~5 people, 5~6 and 7~8, CO~2~, from ~5 to ~6",
        "~5 people, 5~6 and 7~8, CO~2~, from ~5 to ~6",
    ),
    ("> quoted\n> words", "quoted words"),
    ("```python\na = 1\n\nb = 2\n```", "a = 1\n\nb = 2"),
    ("    indented code", "indented code"),
]


@pytest.mark.parametrize(("written", "expected"), WORDS_OF_MARKUP)
def test_markup_goes_and_words_stay(written: str, expected: str) -> None:
    """A quotation has the words that a reader of the rendered page sees, and no others."""
    document = read(written)
    assert document.text == expected
    assert blocks(document) == [(P, None, expected)]


STRUCTURES = [
    (
        "# Title\n\nText.\n\n### Deeper\n\nSetext *heading*\n---\n",
        [(H, 1, "Title"), (P, None, "Text."), (H, 3, "Deeper"), (H, 2, "Setext heading")],
    ),
    (
        "Bring:\n\n- rules\n  and minutes\n- a list\n    - by branch\n\nThen go.",
        [
            (L, None, "Bring:"),
            (I, 1, "- rules and minutes"),
            (I, 1, "- a list"),
            (I, 2, "- by branch"),
            (P, None, "Then go."),
        ],
    ),
    ("Note:\n\nText.", [(P, None, "Note:"), (P, None, "Text.")]),
    ("3. three\n4. four", [(I, 1, "3. three"), (I, 1, "4. four")]),
    (
        "1. one\n1. two\n   1. in it\n\n1. see 2",
        [
            (I, 1, "1. one"),
            (I, 1, "2. two"),
            (I, 2, "1. in it"),
            (I, 1, "3. see 2"),
        ],
    ),
    (
        "<table>\n<tr><td>Adult</td>\n\n<td>\n\n**£5**\n\n</td></tr>\n\n</table>\n\nText.",
        [
            (R, 1, "Adult | £5"),
            (P, None, "Text."),
        ],
    ),
    (
        '<ol start="3">\n\n<li>Third</li>\n\n<li>\n\nFourth\n\n</li>\n</ol>',
        [
            (I, 1, "3. Third"),
            (I, 1, "4. Fourth"),
        ],
    ),
    (
        "<div>\n\n## Never closed\n\n<p>Text\n\n- point",
        [
            (H, 2, "Never closed"),
            (P, None, "Text"),
            (I, 1, "- point"),
        ],
    ),
    (
        "Now:\n\n<del>\n\nThe old rule.\n\n</del>\n\nThe new one.",
        [
            (P, None, "Now:"),
            (P, None, "The new one."),
        ],
    ),
    ("1) one", [(I, 1, "1) one")]),
    ("* star\n\n+ plus", [(I, 1, "- star"), (I, 1, "- plus")]),
    (
        "- one:\n\n  more of one\n\n  > said\n- ## Heading",
        [(I, 1, "- one:"), (P, None, "more of one"), (P, None, "said"), (H, 2, "Heading")],
    ),
    (
        "| Region | *Members* |\n|---|--:|\n| North | 1,204 |\n| South | |",
        [(R, 0, "Region | Members"), (R, 1, "North | 1,204"), (R, 2, "South | ")],
    ),
    ("one\n\n***\n\ntwo", [(P, None, "one"), (P, None, "two")]),
    ("#\n\n-\n\n![](a.png)", []),
    ("", []),
]


@pytest.mark.parametrize(("written", "expected"), STRUCTURES)
def test_structure_becomes_marks(
    written: str, expected: list[tuple[MarkKind, int | None, str]]
) -> None:
    """A point of a list or a row of a table is found by itself and under its heading."""
    assert blocks(read(written)) == expected


def test_blocks_are_parted_by_a_blank_line_and_items_by_a_newline() -> None:
    """A list reads as a list where it is quoted whole."""
    text = read("# A\n\nBring:\n- rules\n- minutes\n\nThen go.").text
    assert text == "A\n\nBring:\n- rules\n- minutes\n\nThen go."


TYPED = [  # paragraphs, and behind which words each is read
    ("Do not:|(a) lift;|(b) push, unless:|(i) asked; or|(ii) paid.|Do:|(a) smile.|(b) wave.",
     "|Do not:|Do not:|Do not: (b) push, unless:|Do not: (b) push, unless:||Do:|Do:"),
    ("We may not|a) lend;|b) borrow.|We may:|c) give;|d) take.",
     "|We may not|We may not||We may:|We may:"),
    ("# Not paid|(1) Tea.|(2) Cake:|- iced|- plain|(3) Ale.",
     "|Not paid|Not paid|Not paid (2) Cake:|Not paid (2) Cake:|Not paid"),
    ("Not paid:|(a) tea,|provided that:|(i) it is|(ii) hot;|(b) ale.|So it is.",
     "|Not paid:|Not paid: (a) tea,|Not paid: (a) tea, provided that:"
     "|Not paid: (a) tea, provided that:|Not paid:|"),
    ("Not:|a. x|b. x|c. x|d. x|e. x|f. x|g. x|h. x|i. x|j. x",
     "|Not:|Not:|Not:|Not:|Not:|Not:|Not:|Not:|Not:|Not:"),
    ("Not:|(a) tea.|Milk is the same.|(b) ale.", "|Not:|Not:|Not:"),
    ("Not under:|(a) Health Act 2006|(b) Care Act 2014|(c) Housing Act 2004",
     "|Not under:|Not under:|Not under:"),
    ("Free if:|(a) old;|(b) poor.|Others pay.|(c) 2024 Ely Council", "|Free if:|Free if:||"),
    ("Free if:|(a) old;|(b) poor.|(c) 2024 Ely Council", "|Free if:|Free if:|"),
    ("Free if:|(a) old;|(b) poor.|Others pay.|(c) Ely Council 2024.", "|Free if:|Free if:||"),
    ("We must:|(a) act;|(b) tell.|Tenants have duties.|(a) Pay.|(b) Tell.|(c) Clean.",
     "|We must:|We must:||||"),
    ("Not:|(1) tea, if:|(a) hot;|(b) old.|It is bad.|(a) Ask.|(b) Tell.|(2) ale.",
     "|Not:" + 5 * "|Not: (1) tea, if:" + "|Not:"),
    ("Do not:|(a) lift;|(b) push.|You can bring:|- tea|- ale|- gin",
     "|Do not:|Do not:||You can bring:|You can bring:|You can bring:"),
    ("If you:|(a) are ill, or|(b) care,|we need:|(i) a bill;|(ii) a pass.",
     "|If you:|If you:||we need:|we need:"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "behind"), TYPED)
def test_clauses_numbered_by_hand_are_read_behind_what_they_are_under(
    written: str, behind: str
) -> None:
    """'(b) push' says the opposite without 'Do not:', as the letters are no list to Markdown."""
    document = read(written.replace("|", "\n\n"))
    marks = [lead_ins(document, mark.start) for mark in document.marks]
    assert "|".join(" ".join(document.text[m.start : m.end] for m in of) for of in marks) == behind


@pytest.mark.parametrize(
    "written",
    [
        "# Rules|(a) This stands alone.|Then this.",
        "It has ended.|(a) One.|(b) Two.",
        "Present|A. Smith|B. Jones",
        "I. Introduction|We asked.|II. Method|We counted.",
        "Map by us:|(c) Crown copyright 2024|(d) ours",
        "Introduction|a. First|b. Second",
    ],
)
def test_letters_that_count_nothing_are_text(written: str) -> None:
    """A sentence, a name or a chapter with a letter in front is no item of a list."""
    kinds = {mark.kind for mark in read(written.replace("|", "\n\n")).marks}
    assert kinds <= {H, P}


def test_deeply_nested_words_are_kept() -> None:
    """Forwarded mail, quoted thirty times over, loses nothing."""
    assert read(">" * 30 + " still here").text == "still here"


# What the file says of itself

FRONT = """---
title: "Fair pay: now"
author: 'The members'' group'
date: 2024-05  # draft
url: https://example.org/pay
tags: [pay, hours]
---
# Another title

Text.
"""


def test_front_matter_describes_the_document_and_is_no_passage() -> None:
    """A citation has the title, author, date and address that the file gives."""
    document = read(FRONT)
    entry = document.entry
    assert (entry.title, entry.author) == ("Fair pay: now", "The members' group")
    assert (entry.published, entry.url) == ("2024-05", "https://example.org/pay")
    assert [kind for kind, _, _ in blocks(document)] == [B, H, P]
    assert "tags: [pay, hours]" in document.text


@pytest.mark.parametrize(
    "body",
    [
        "# of the site\ntitle: Pay\ndate created: 2024",
        "title: Pay\n\ntags:\n- pay\n\n# more\nlast edited: 2024",
    ],
)
def test_front_matter_may_have_comments_and_gaps(body: str) -> None:
    """No settings of a site are quoted as what its page says."""
    document = read(f"---\n{body}\n---\n\nText.")
    assert blocks(document) == [(B, None, body), (P, None, "Text.")]
    assert document.entry.title == "Pay"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024", "2024"),
        ("2024-02", "2024-02"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("2024-13", None),
        ("May 2024", None),
        ("12/05/2024", None),
        ("2024-05-01T10:00", None),
    ],
)
def test_only_a_date_that_cannot_be_misread_is_used(written: str, published: str | None) -> None:
    """Nobody is shown a date with day and month swapped."""
    assert read(f"---\ndate: {written}\n---\nText.").entry.published == published


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "|", "> folded", "# nothing", '""'])
def test_values_that_are_not_plain_are_left_alone(value: str) -> None:
    """YAML notation is never shown as an author's name."""
    assert read(f"---\nauthor: {value}\n---\nText.").entry.author is None


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA paragraph.\n\n---\n\nAnother.",
        "---\ntitle: never closed\n\nA paragraph.",
        "---\nNote: it changed.\n\nA paragraph.\n\n---\n\nAnother.",
        "---\n# Fees\n\nA paragraph.\n\n---\n\nAnother.",
    ],
)
def test_a_rule_on_the_first_line_hides_nothing(text: str) -> None:
    """A page that opens with a drawn line keeps its first paragraph."""
    assert B not in {kind for kind, _, _ in blocks(read(text))}
    assert "A paragraph." in read(text).text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Pay\n\n## Aims\n\nText.", "Pay"),
        ("# Pay\n\n# Hours", "Pay"),
        ("Text first.\n\n# Pay\n\n## Aims", "Pay"),
        ("Text first.\n\n# Pay\n\n# Hours", None),
        ("## Pay\n\n# Hours", None),
        ("Source: https://example.org\n\n# Pay\n\n# Hours", "Pay"),
        ("Fair  \npay\n===", "Fair pay"),
        ("No heading.", None),
    ],
)
def test_the_title_is_a_heading_that_can_only_be_the_title(text: str, title: str | None) -> None:
    """A section's heading is not cited as the document."""
    assert read(text).entry.title == title


@pytest.mark.parametrize(
    "line",
    [
        "Source: https://example.org/pay?a=1",
        "URL: <https://example.org/pay?a=1>",
        "**Link:** https://example.org/pay?a=1",
    ],
)
def test_a_source_line_gives_the_address_and_is_no_passage(line: str) -> None:
    """A page that was saved by hand is cited with the address noted in it."""
    document = read(f"# Pay\n\n{line}\n\nText.\n\nSource: https://example.org/other")
    assert document.entry.url == "https://example.org/pay?a=1"
    assert [kind for kind, _, _ in blocks(document)] == [H, B, P, B]


def test_a_sentence_with_an_address_is_a_passage() -> None:
    """Where to look something up is an answer."""
    document = read("Source: https://example.org and the minutes.")
    assert (blocks(document)[0][0], document.entry.url) == (P, None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<!-- note -->", ""),
        ("<details><summary>Who?</summary>\n\nCarers.\n\n</details>", "Who?\n\nCarers."),
        (
            "In 2020[^a] and[^2].\n\n[^2]: Two.\n\n[^a]: A note.",
            "In 2020¹ and².\n\n² Two.\n\n¹ A note.",
        ),
        (
            "In 2020[^a] and[^2].\n\n[^2]: Two\n  lines.\n[^a]: A note.",
            "In 2020¹ and².\n\n² Two lines.\n\n¹ A note.",
        ),
        (
            "In[^a] and[^b].\n\n[^a]: One.\n\n    *More* of it.\n\n\tAnd more.\n[^b]: Two.",
            "In¹ and².\n\n¹ One.\n\nMore of it.\n\nAnd more.\n\n² Two.",
        ),
    ],
)
def test_html_and_notes_are_read_as_they_are_shown(written: str, expected: str) -> None:
    """A comment is nothing, what can be opened is text, and the marks of notes are raised."""
    assert read(written).text == expected


# The builder


def test_a_block_may_go_on_overleaf() -> None:
    """A paragraph over two pages is one mark, and each page ends where its words end."""
    canonical = Canonical()
    canonical.open_page(1, "i")
    canonical.block(MarkKind.PARAGRAPH, "one ")
    canonical.open_page(2)
    canonical.run_on("two")
    canonical.open_page(3)
    canonical.open_page(4)
    canonical.block(MarkKind.BOILERPLATE, "after")
    assert canonical.text == "one two\n\nafter"
    assert canonical.marks == (
        Mark(MarkKind.PAGE, 0, 4, 1, "i"),
        Mark(P, 0, 7),
        Mark(MarkKind.PAGE, 4, 7, 2),
        Mark(MarkKind.PAGE, 7, 7, 3),
        Mark(MarkKind.PAGE, 9, 14, 4),
        Mark(B, 9, 14),
    )


texts = st.text("ab –\n*", max_size=8)


@given(st.lists(st.tuples(st.sampled_from([H, P, L, I, B, MarkKind.SLIDE]), texts), max_size=12))
def test_each_marks_slice_is_the_text_given(given_blocks: list[tuple[MarkKind, str]]) -> None:
    """Whatever a reader appends is what a passage will quote."""
    canonical = Canonical()
    for number, (kind, text) in enumerate(given_blocks, 1):
        if kind is MarkKind.SLIDE:
            canonical.open_slide(number)
        else:
            canonical.block(kind, text)
            assert canonical.text.endswith(text) or not text.strip()
    marks = [m for m in canonical.marks if m.kind is not MarkKind.SLIDE]
    appended = [(k, t) for k, t in given_blocks if t.strip() and k is not MarkKind.SLIDE]
    assert [(m.kind, canonical.text[m.start : m.end]) for m in marks] == appended
    slides = [m.number for m in canonical.marks if m.kind is MarkKind.SLIDE]
    assert slides == [n for n, (k, _) in enumerate(given_blocks, 1) if k is MarkKind.SLIDE]


# Made-up documents

VOCABULARY = ["campaign", "member’s", "pay", "well-being", "2019–20", "£9.30", "(the)", "council"]
PLAIN = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12)
PLANTED = st.lists(
    st.tuples(st.sampled_from(["heading", "paragraph", "list", "table", "quote"]), PLAIN),
    max_size=15,
)


@dataclass
class Plan:
    """A made-up document: its Markdown, and its sentences in order, each with its heading."""

    written: list[str] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)
    heading: str = ""

    def add(self, kind: str, words: Sequence[str], marked: str) -> None:
        """Plant one sentence that is told from all others by its number."""
        words = [f"No{len(self.sentences)}", *words]
        plain = " ".join(words)
        written = " ".join([words[0], f"{marked}{words[1]}{marked}", *words[2:]])
        if kind == "heading":
            self.heading = plain
        self.sentences.append((plain, self.heading))
        shapes = {
            "heading": f"## {written}",
            "paragraph": written.replace(" ", "\n", 1),
            "list": f"- {written}\n",
            "table": f"| {written} |\n|---|",
            "quote": f"> {written}",
        }
        self.written.append(shapes[kind])


@given(PLANTED, st.sampled_from(["", "*", "**", "`", "_"]))
def test_made_up_documents_come_back_whole(
    planted: list[tuple[str, list[str]]], marked: str
) -> None:
    """Each sentence comes back once, exact, in order, as a block under its heading."""
    plan = Plan()
    for kind, words in planted:
        plan.add(kind, words, marked)
    document = read("\n\n".join(plan.written))
    heading, found = "", []
    for kind, _, text in blocks(document):
        heading = text if kind is H else heading
        found.append((text.removeprefix("- "), heading))
    assert found == plan.sentences


@given(st.text("ab*_`[](){}<>!#-+>|\\~&;:.\n \t1–", max_size=80))
def test_no_letter_is_lost_and_marks_hold(text: str) -> None:
    """However odd the markup, its letters come back in order, and marks are in bounds."""
    document = read(text)
    marks = document.marks
    assert all(0 <= m.start < m.end <= len(document.text) for m in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    kept = "".join(document.text[m.start : m.end] for m in marks)
    assert "".join(kept.split()) == "".join(document.text.split())
    if not set(text) & set("[]<`~:"):
        letters = [c for c in text if c in "ab"]
        assert [c for c in document.text if c in "ab"] == letters
