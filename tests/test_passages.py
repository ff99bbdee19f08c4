"""Documents cut into passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import contexts, cut, lead_ins
from assistant.readers.canonical import Canonical
from assistant.readers.html import read_html
from assistant.readers.markdown import read_markdown
from assistant.readers.text import read_text
from assistant.records import Document, Entry, Locator, Mark, MarkKind, Passage, in_order
from assistant.settings import PassageSettings

SETTINGS = PassageSettings(least=60, most=160)


def sentence(words: int, name: str) -> str:
    return " ".join([name, *["word"] * (words - 1)]) + "."


def paragraphs(*texts: str) -> Document:
    """A document of paragraphs, one below the other."""
    text, marks = "", []
    for paragraph in texts:
        marks.append(Mark(MarkKind.PARAGRAPH, len(text), len(text) + len(paragraph)))
        text += paragraph + "\n\n"
    return Document("made-up.txt", "", text, tuple(marks))


def test_a_short_section_is_one_passage() -> None:
    """What fits into one passage is not cut."""
    first, second = sentence(70, "First"), sentence(80, "Second")
    assert [p.text for p in cut(paragraphs(first, second), SETTINGS)] == [f"{first}\n\n{second}"]


def test_a_long_section_is_cut_between_paragraphs() -> None:
    """Two paragraphs that are too long together become two passages, each whole."""
    first, second = sentence(100, "First"), sentence(90, "Second")
    assert [p.text for p in cut(paragraphs(first, second), SETTINGS)] == [first, second]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    """No quotation ends in the middle of a sentence, and no abbreviation ends one."""
    sentences = [f"{sentence(44, f'Number{n}')[:-1]} e.g. Dr. Jones." for n in range(5)]
    found = [p.text for p in cut(paragraphs(" ".join(sentences)), SETTINGS)]
    assert found == [" ".join(sentences[:2]), " ".join(sentences[2:])] or found == [
        " ".join(sentences[:3]),
        " ".join(sentences[3:]),
    ]


def test_a_list_keeps_its_lead_in() -> None:
    """A list that fits one passage is not parted from the words that open it."""
    opening = sentence(70, "Opening")
    items = "\n".join(f"- {sentence(14, f'item{n}')}" for n in range(7))
    text = f"{opening}\nThe documents include:\n{items}\n"
    found = [p.text for p in cut(read_text(text, "a.txt", ""), SETTINGS)]
    assert found == [opening, f"The documents include:\n{items}"]


def test_the_rest_of_an_inner_list_knows_its_own_lead_in() -> None:
    """What a tenant may not do is never shown below 'You may:'."""
    items = "\n".join(f"  - {sentence(30, f'item{n}')}" for n in range(8))
    text = f"You may:\n\n- keep a pet;\n- but not do any of these:\n{items}\n- and have guests.\n"
    first, *others, last = cut(read_markdown(text, "a.md", ""), SETTINGS)
    assert first.text.startswith("You may:")
    opening = "You may: - but not do any of these:"
    assert {passage.lead_in for passage in [*others, last]} == {opening}
    assert last.text.endswith("- and have guests.")


LISTS = """# Gifts

Staff should never:

- discuss a case
- give a number:
  1. at home
- text

The following are false.

- gifts are *free*

We met in May.

- We walked.

What may I take?

| Age | Fee |
|---|---|
| 0 to 4 | £165 |
| 5 to 9 | £170 |

## We do not pay for

- fines
  - of courts

## Fees

| Age | Sum |
|---|---|
| Ten | £175 |
"""


@pytest.mark.parametrize(
    ("words", "above"),
    [
        ("discuss a", ["Staff should never:"]),
        ("at home", ["Staff should never:", "give a number:"]),
        ("text", ["Staff should never:"]),
        ("should never", []),
        ("gifts are", ["The following are false."]),
        ("We walked.", []),
        ("Age |", ["What may I take?"]),
        ("5 to 9", ["What may I take?", "Age | Fee"]),
        ("We do not pay", []),
        ("of courts", ["We do not pay for", "fines"]),
        ("Ten", ["Age | Sum"]),
    ],
)
def test_a_place_in_a_list_or_table_knows_all_that_opens_it(words: str, above: list[str]) -> None:
    """Without its lead-ins an item may mean the opposite; a sentence that has ended is none."""
    document = read_markdown(LISTS, "a.md", "")
    marks = lead_ins(document, document.text.index(words))
    assert [document.text[m.start : m.end] for m in marks] == above


BROKEN = [
    "<p>Never:<ul><li><p>lie</p><p>Not in jest.</p><li>steal</ul>",
    "<p>Never:<ol><li>lie</ol><p>(see the code)</p><ol start=2><li>steal</ol>",
    "<p>Never:<ol type=a><li>lie<ol type=i><li>at home</ol></ol><p>It hurts.</p>"
    "<ol type=a start=2><li>steal</ol>",
    "<p>Never:<ul><li>lie</ul><figure><figcaption>A liar</figcaption></figure><ul><li>steal</ul>",
]


@pytest.mark.parametrize("page", BROKEN)
def test_text_within_a_list_does_not_part_it(page: str) -> None:
    """What stands within an item, or before one that counts on, takes no lead-in away."""
    document = read_html(f"<h1>Code</h1>{page}", "a.html", "")
    marks = lead_ins(document, document.text.index("steal"))
    assert [document.text[m.start : m.end] for m in marks] == ["Never:"]
    last = cut(document, PassageSettings(least=1, most=4))[-1]
    assert last.text.endswith("steal")
    assert (last.lead_in or last.text)[:6] == "Never:"


def test_text_that_opens_a_list_parts_it_from_the_one_before() -> None:
    """An item is not told to be what the list before it was about."""
    page = "<p>Never:<ol><li>lie</ol><p>Always:<ol start=2><li>share</ol><p>Now.</p><ul><li>go</ul>"
    document = read_html(page, "a.html", "")
    marks = [lead_ins(document, document.text.index(words)) for words in ("share", "go")]
    assert [[document.text[m.start : m.end] for m in of] for of in marks] == [["Always:"], []]


def test_a_row_of_one_cell_heads_the_rows_below_it() -> None:
    """A fee is told with the nation that it is paid in."""
    rows = "".join(
        f"<tr><td colspan=2>{nation}" + "".join(f"<tr><td>Band {n}<td>£{n}" for n in "123")
        for nation in ("England", "Wales")
    )
    page = (
        f"<table><tr><th>Band<th>Fee{rows}<tr><td colspan=2>None is taxed.<tr><td>Top<td>£9"
        "<tr><td>Total<td>£21"
    )
    document = read_html(page, "a.html", "")
    groups = {"Band 1": ["England"], "£3": ["England"], "Wales": [], "Top": ["Wales"], "£21": []}
    for words, group in groups.items():
        marks = lead_ins(document, document.text.index(words))
        assert [document.text[m.start : m.end] for m in marks] == ["Band | Fee", *group]
    passages = cut(document, PassageSettings(least=5, most=12))
    opening = [p.lead_in for p in passages]
    assert opening == [None, "Band | Fee\nEngland", "Band | Fee\nWales", "Band | Fee\nWales"]
    assert not any(p.text.endswith(("England", "Wales")) for p in passages)


def test_a_list_that_goes_on_overleaf_knows_what_opens_it() -> None:
    """Neither a page's end, its footer nor a footnote ends a list; a slide's end does."""
    for is_slide in (False, True):
        canonical = Canonical()
        canonical.block(MarkKind.PARAGRAPH, "Never:")
        canonical.block(MarkKind.FOOTNOTE, "1 See above.")
        canonical.block(MarkKind.BOILERPLATE, "Page 1")
        (canonical.open_slide if is_slide else canonical.open_page)(2)
        canonical.block(MarkKind.ITEM, "- lie", 1)
        canonical.block(MarkKind.FOOTNOTE, "2 At all.")
        document = written(canonical)
        found = lead_ins(document, document.text.index("lie"))
        assert [document.text[m.start : m.end] for m in found] == ["Never:"] * (not is_slide)
        assert lead_ins(document, document.text.index("At all")) == []


def test_the_rest_of_a_long_list_knows_its_lead_in() -> None:
    """Items parted from a long list's opening carry it as context, not as text."""
    items = [f"- {sentence(30, f'item{n}')}" for n in range(8)]
    text = "The documents include:\n" + "\n".join(items) + "\n"
    first, second = cut(read_text(text, "a.txt", ""), SETTINGS)
    assert (first.lead_in, second.lead_in) == (None, "The documents include:")
    assert first.text.startswith("The documents include:\n- item0")
    assert second.text.startswith("- item")
    document = read_text(text, "a.txt", "")
    assert contexts(document, [first, second])[1] + second.text == (
        f"The documents include:\n{second.text}"
    )


def test_boilerplate_is_in_no_passage() -> None:
    """A footer between two paragraphs parts them and is quoted by neither."""
    text = "One thing.\nFOOTER\nAnother thing."
    marks = in_order(
        [
            Mark(MarkKind.PARAGRAPH, 18, 32),
            Mark(MarkKind.BOILERPLATE, 11, 17),
            Mark(MarkKind.PARAGRAPH, 0, 10),
        ]
    )
    found = cut(Document("a.txt", "", text, marks), SETTINGS)
    assert [p.text for p in found] == ["One thing.", "Another thing."]


def test_a_passage_over_a_page_break_says_so() -> None:
    """A paragraph that runs on overleaf is cited with both its pages."""
    text = "It begins here and ends overleaf."
    marks = in_order(
        [
            Mark(MarkKind.PAGE, 0, 15, 1),
            Mark(MarkKind.PAGE, 15, 33, 2),
            Mark(MarkKind.PARAGRAPH, 0, 33),
        ]
    )
    (found,) = cut(Document("a.pdf", "", text, marks), SETTINGS)
    assert found.locator == Locator(pages=(1, 2))


def test_a_heading_above_a_deeper_one_is_no_passage() -> None:
    """A chapter's title alone answers nothing; it names the passages under it."""
    text = "Chapter\nSection\nThe text."
    marks = (
        Mark(MarkKind.HEADING, 0, 7, 1),
        Mark(MarkKind.HEADING, 8, 15, 2),
        Mark(MarkKind.PARAGRAPH, 16, 25),
    )
    (found,) = cut(Document("a.md", "", text, marks), SETTINGS)
    assert (found.text, found.locator.headings) == ("Section\nThe text.", ("Chapter", "Section"))


def test_embedded_text_names_what_the_passage_lacks() -> None:
    """Title and heading are put in front once, and never changed in the passage itself."""
    entry = Entry(title="Guide", author="A Union", published="2019")
    document = Document("a.md", "", "", (), entry)
    passage = Passage("a.md", 0, 9, "The text.", Locator(headings=("Chapter", "Section")))
    own = Passage("a.md", 9, 26, "Section\nThe text.", Locator(headings=("Section",)))
    before = contexts(document, [passage, own])
    assert [before[0] + passage.text, before[1] + own.text] == [
        "Guide\nDocument, written by A Union, 2019\nSection\nThe text.",
        "Guide\nSection\nThe text.",
    ]


@given(
    st.lists(
        st.lists(st.integers(1, 60), min_size=1, max_size=12).map(
            lambda lengths: " ".join(sentence(n, f"S{i}") for i, n in enumerate(lengths))
        ),
        min_size=1,
        max_size=6,
    )
)
def test_passages_are_exact_and_hold_everything(texts: list[str]) -> None:
    """Passages are slices in order, none over the limit, and no word of a document is lost."""
    document = paragraphs(*texts)
    found = cut(document, SETTINGS)
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(len(p.text.split()) <= SETTINGS.most for p in found)
    assert " ".join(p.text for p in found).split() == document.text.split()


@given(st.text(min_size=1, max_size=3000).filter(lambda t: t.strip()))
def test_no_text_makes_an_endless_passage(text: str) -> None:
    """Text without a space or full stop is cut all the same, and nothing of it is lost."""
    document = paragraphs(text)
    found = cut(document, PassageSettings(least=2, most=5))
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert "".join("".join(p.text.split()) for p in found) == "".join(text.split())
    assert all(len(p.text) <= 5 * 12 + 12 for p in found)


def written(canonical: Canonical) -> Document:
    return Document("a.pptx", "", canonical.text, canonical.marks)


def test_a_long_table_keeps_its_header() -> None:
    """Rows that are quoted without the header of their table come with it as their lead-in."""
    canonical = Canonical()
    canonical.row(["Region", "Said"], 0)
    for place in range(1, 9):
        canonical.row([f"Region {place}", sentence(35, "Said")], place)
    passages = cut(written(canonical), SETTINGS)
    assert len(passages) > 1
    assert passages[0].text.startswith("Region | Said\nRegion 1 | Said")
    assert {p.lead_in for p in passages} == {None, "Region | Said"}
    assert passages[0].lead_in is None


def test_a_long_table_keeps_all_rows_of_its_header_and_a_label_over_rows() -> None:
    """An empty first cell that opens a passage stands under the last one above that is not."""
    canonical = Canonical()
    canonical.row(["Team", "Said", ""], -1)
    canonical.row(["", "First", "Then"], 0)
    for place in range(1, 9):
        team = {1: "East", 5: "West"}.get(place, "")
        canonical.row([team, f"{place}", sentence(35, "Said")], place)
    canonical.row(["Day", "Fee"], 0)
    canonical.row(["", sentence(150, "Free")], 1)
    passages = cut(written(canonical), SETTINGS)
    header = "Team | Said | \n | First | Then"
    assert [p.lead_in for p in passages] == [None, f"{header}\nEast", f"{header}\nWest", None]
    opening = ["Team | Said | ", " | 3 | Said", " | 6 | Said", "Day | Fee"]
    assert [p.text[: len(words)] for p, words in zip(passages, opening, strict=True)] == opening


def test_a_stamp_on_a_page_is_told_of_what_stands_there() -> None:
    """Of a page that is marked DRAFT every passage says so, and of other pages none."""
    canonical = Canonical()
    for number, stamp in enumerate(("DRAFT", "Menu", ""), 1):
        canonical.open_page(number)
        canonical.block(MarkKind.PARAGRAPH, sentence(30, "Said"))
        canonical.block(MarkKind.BOILERPLATE, stamp)
    remarks = [p.locator.remarks for p in cut(written(canonical), SETTINGS)]
    assert remarks == [("marked DRAFT",), (), ()]


def test_notes_and_footnotes_stand_by_themselves_and_are_named() -> None:
    """What a speaker's notes say is never quoted as if the slide said it."""
    canonical = Canonical()
    canonical.open_slide(1)
    canonical.block(MarkKind.HEADING, "Pay", 1)
    canonical.block(MarkKind.ITEM, "• Fair pay", 1)
    canonical.block(MarkKind.NOTE, "Mention the survey.")
    canonical.block(MarkKind.NOTE, "Pause here.")
    canonical.block(MarkKind.FOOTNOTE, "1 Survey of 2018.")
    canonical.open_slide(2, hidden=True)
    canonical.block(MarkKind.PARAGRAPH, "Spare figures.")
    found = [
        (p.text, p.locator.slides, p.locator.remarks) for p in cut(written(canonical), SETTINGS)
    ]
    assert found == [
        ("Pay\n\n• Fair pay", (1, 1), ()),
        ("Mention the survey.\n\nPause here.", (1, 1), ("speaker notes",)),
        ("1 Survey of 2018.", (1, 1), ("footnote",)),
        ("Spare figures.", (2, 2), ("hidden slide",)),
    ]


def of_blocks(*blocks: tuple[MarkKind, str]) -> Document:
    """A document of blocks of these kinds, one below the other."""
    text, marks = "", []
    for kind, told in blocks:
        number = 1 if kind is MarkKind.HEADING else None
        marks.append(Mark(kind, len(text), len(text) + len(told), number))
        text += told + "\n\n"
    return Document("made-up.txt", "", text, tuple(marks))


HEADING, PARAGRAPH, ITEM = MarkKind.HEADING, MarkKind.PARAGRAPH, MarkKind.ITEM
APPARATUS = {
    "references by year in brackets": [
        (HEADING, "References"),
        (PARAGRAPH, "Brennock, A. (2010) ‘Rest for carers’, Made-up Journal, 4(2), pp. 11–29."),
        (PARAGRAPH, "Velling, T. and Osgarde, R. (2012) Made-up Work. Harrowmere: Fell Press."),
    ],
    "references by number": [
        (PARAGRAPH, "1. Brennock A, Velling T. Rest for carers. J Made Up. 2010;4(2):11–29."),
        (PARAGRAPH, "2. Osgarde R. Work with carers. J Made Up. 2012;6(1):3–9."),
    ],
    "references without a word of English": [
        (
            PARAGRAPH,
            "Müller, K. (2011) Über die Pflege zu Hause. Zeitschrift für Erfundenes, 3(1).",
        ),
        (PARAGRAPH, "Łuczak, Z. (2014) O pracy w domu. Czasopismo Zmyślone, 8(2), 15–31."),
    ],
    "contents with leaders": [
        (HEADING, "Contents"),
        (PARAGRAPH, "Rest for carers ........ 3\nPay of carers ........ 7"),
    ],
    "contents run together": [
        (PARAGRAPH, "CONTENTS Rest ....... 3 Pay of carers ........ 7 How to complain ..... 12"),
    ],
    "an index": [
        (PARAGRAPH, "carers, 3, 7–9\ncomplaints, 12\npay, 7\nrest, 3, 14"),
    ],
    "a bare heading": [(HEADING, "Rest for carers")],
}
SAYS = {
    "prose that cites": [
        (
            PARAGRAPH,
            "Carers who rest more stay longer (Brennock, 2010; Velling, 2012), and most say "
            "that a sitter whom the child knows is what they need (Osgarde, 2012).",
        )
    ],
    "a list of kinds": [
        (HEADING, "Kinds of abuse"),
        (ITEM, "• Physical Abuse"),
        (ITEM, "• Emotional Abuse"),
        (ITEM, "• Neglect"),
    ],
    "a bullet that says something": [(ITEM, "• Visits take place every week.")],
    "a heading that is a sentence": [(HEADING, "Visits take place every week.")],
    "a heading with a figure": [(HEADING, "Out of hours: 0300 000 0000")],
    "a bullet that names a topic": [(HEADING, "Second session"), (ITEM, "• Attachment theory")],
    "words that are no index": [(PARAGRAPH, "Under five, 31\nFive to ten, 12\nOver ten, 44")],
    "a bullet with a sum": [(ITEM, "• Allowance: £184")],
    "figures": [(PARAGRAPH, "Under five 31\nFive to ten 12\nOver ten 44")],
    "a line of contact": [(PARAGRAPH, "Made-up Helpline: 0300 000 0000, www.made-up.example")],
    "prose with a copyright line": [
        (PARAGRAPH, "Carers rest for two weekends in each quarter, and a sitter stays."),
        (PARAGRAPH, "The sitter is known to the child, and is paid by the council."),
        (PARAGRAPH, "© Made-up Press 2020"),
    ],
}


@pytest.mark.parametrize("name", APPARATUS)
def test_what_only_names_what_stands_elsewhere_is_apparatus(name: str) -> None:
    """References, contents, names and the like are told by how they are built, and kept."""
    document = of_blocks(*APPARATUS[name])
    (passage,) = cut(document, SETTINGS)
    assert passage.apparatus
    assert passage.text == document.text.strip()


@pytest.mark.parametrize("name", SAYS)
def test_what_says_something_is_no_apparatus(name: str) -> None:
    """Text that answers questions is none, though it cites, lists or counts."""
    assert not any(passage.apparatus for passage in cut(of_blocks(*SAYS[name]), SETTINGS))


def test_a_list_of_the_documents_own_headings_is_apparatus() -> None:
    """A contents list without pages names what stands under those headings."""
    names = ("Rest for carers", "Pay of carers", "How to complain")
    told = [block for name in names for block in ((HEADING, name), (PARAGRAPH, f"{name}: yes."))]
    listed = [(ITEM, f"• {name}") for name in names]
    flags = [passage.apparatus for passage in cut(of_blocks(*listed, *told), SETTINGS)]
    assert flags == [True, False, False, False]


def test_a_heading_is_bare_only_with_nothing_under_it() -> None:
    """Not one that a page's end or boilerplate parts from its text; on a slide, one alone."""
    document = of_blocks(
        (HEADING, "Rest"),
        (MarkKind.BOILERPLATE, "made-up.example"),
        (PARAGRAPH, "Two weekends."),
        (HEADING, "Pay"),
        (MarkKind.PAGE, "\f"),
        (PARAGRAPH, "Each week."),
        (HEADING, "Questions"),
        (MarkKind.SLIDE, "\n"),
        (PARAGRAPH, "Ask the clerk."),
        (HEADING, "The end"),
    )
    found = [(p.text, p.apparatus) for p in cut(document, SETTINGS)]
    assert [text for text, apparatus in found if apparatus] == ["Questions", "The end"]
    assert {"Rest", "Pay"} <= {text for text, _ in found}


@given(st.lists(st.tuples(st.sampled_from([HEADING, PARAGRAPH, ITEM]), st.text(min_size=1))))
def test_apparatus_is_a_slice_like_any_other(blocks: list[tuple[MarkKind, str]]) -> None:
    """Whatever a document holds, passages stay slices of it, and telling them never fails."""
    document = of_blocks(*blocks)
    for passage in cut(document, SETTINGS):
        assert document.text[passage.start : passage.end] == passage.text
