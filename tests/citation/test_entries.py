"""Records for reference managers: whatever a title holds, it stays in its field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from assistant.citation import Style, bibtex, cite, cite_all, key, reference, ris
from assistant.records import Entry, Origin, Quotation, Source
from tests.quoting import ENTRIES, TEXTS, document, quotation

DAY = date(2026, 11, 22)
ENTRY = Entry("50% & more {now}", "Dr Given Surname", "A Union", "2019-11", "https://a.example/x")
SOURCE = Source("sub/Pay ünd more.pdf", "", ENTRY, 3, None, 5)

BIBTEX = r"""@online{pay-und-more-KEY,
  author = {Surname, Given},
  title = {{50\% \& more \textbraceleft{}now\textbraceright{}}},
  year = {2019},
  date = {2019-11},
  organization = {{A Union}},
  url = {https://a.example/x},
  urldate = {2026-11-22},
}"""
RIS = """TY  - ELEC
ID  - pay-und-more-KEY
AU  - Surname, Given
TI  - 50% & more {now}
PY  - 2019
DA  - 2019/11//
PB  - A Union
UR  - https://a.example/x
Y2  - 2026/11/22/
ER  - """


def closed(text: str) -> int:
    """Where the first brace of a text is closed, as BibTeX counts: escaped or not."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0 and character == "}":
            return place
    return -1


def test_records_in_full() -> None:
    """A record has its parts in the formats' own fields; BibTeX's own characters are escaped."""
    made = key(SOURCE)
    assert re.fullmatch("pay-und-more-[0-9a-f]{8}", made)
    assert bibtex(SOURCE, DAY) == BIBTEX.replace("pay-und-more-KEY", made)
    assert ris(SOURCE, DAY) == RIS.replace("pay-und-more-KEY", made)


def test_each_author_is_a_field() -> None:
    """Persons named as in a reference list are no organisation."""
    made = replace(SOURCE, entry=replace(ENTRY, author="One, A. and Two, B."))
    assert "author = {One, A. and Two, B.}," in bibtex(made, DAY)
    assert re.findall("^AU  - (.*)$", ris(made, DAY), re.MULTILINE) == ["One, A.", "Two, B."]


@pytest.mark.parametrize(
    ("author", "names", "listed"),
    [
        (
            "Dr Given Surname; Homes Union",
            ["Surname, Given", "Homes Union"],
            "Surname, G. and Homes Union",
        ),
        (
            "A Union; Leeds City Council; One, A.",
            ["A Union", "Leeds City Council", "One, A."],
            "A Union, Leeds City Council and One, A.",
        ),
        (
            "Work, Homes and Health; Given Surname;",
            ["Work, Homes and Health", "Given Surname"],
            "Work, Homes and Health and Given Surname",
        ),
    ],
)
def test_a_semicolon_parts_authors(author: str, names: list[str], listed: str) -> None:
    """Who writes with others is found in a reference manager, organisations among them."""
    made = replace(SOURCE, entry=replace(ENTRY, author=author))
    assert re.findall("^AU  - (.*)$", ris(made, DAY), re.MULTILINE) == names
    braced = (name if name.endswith((".", ", Given")) else f"{{{name}}}" for name in names)
    assert f"author = {{{' and '.join(braced)}}}," in bibtex(made, DAY)
    assert reference(made, DAY).startswith(f"{listed} (2019)")


def test_types_say_what_is_known() -> None:
    """Slides are slides; a file without an address is no web page, and is named."""
    slides = replace(SOURCE, pages=None, slides=8, entry=Entry("Talk", "A Union"))
    assert ris(slides, DAY).startswith("TY  - SLIDE\n")
    assert bibtex(slides, DAY).startswith("@misc{")
    assert "author = {{A Union}}" in bibtex(slides, DAY)
    assert "note = {File: sub/Pay ünd more.pdf; no date}" in bibtex(slides, DAY)
    assert ris(replace(slides, slides=None), DAY).startswith("TY  - GEN\n")
    assert "N1  - File: sub/Pay ünd more.pdf; no date\n" in ris(slides, DAY)


def test_keys_stay_and_differ() -> None:
    """A catalogue put right keeps the key; another file of the same name has another."""
    assert key(replace(SOURCE, entry=Entry("Other"), sha256="1")) == key(SOURCE)
    assert key(replace(SOURCE, path="other/Pay ünd more.pdf")) != key(SOURCE)
    assert re.fullmatch("[0-9a-f]{8}", key(replace(SOURCE, path="文書.pdf")))


@given(path=TEXTS, entry=ENTRIES)
def test_no_value_leaves_its_field(path: str, entry: Entry) -> None:
    """Hostile titles, authors and addresses stay in one line of one record."""
    source = Source(path, "", entry, None, None, 1)
    record = bibtex(source, DAY)
    head, *fields, end = record.split("\n")
    assert re.fullmatch(r"@(online|misc)\{[a-z0-9-]+,", head)
    assert end == "}"
    assert closed(record) == len(record) - 1
    for field in fields:
        value = re.fullmatch(r"  [a-z]+ = (\{.*\}),", field)
        assert value
        assert closed(value[1]) == len(value[1]) - 1
    assert not re.search(r"(?<!\\)[$%#&]", re.sub(r"  (url|date|urldate) = .*", "", record))
    lines = ris(source, DAY).split("\n")
    assert lines[0][:6] == "TY  - "
    assert lines[-1] == "ER  - "
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .+", line) for line in lines[:-1])
    assert not any(line.startswith(("TY", "ER")) for line in lines[1:-1])


NOTES = [
    (ENTRY, (), ""),
    (ENTRY, ("marked DRAFT",), "marked DRAFT"),
    (ENTRY, ("speaker notes", "footnote"), ""),
    (replace(ENTRY, superseded_by="new & best.pdf"), (), "superseded by new & best.pdf"),
    (replace(ENTRY, published=None), (), "no date"),
    (
        replace(ENTRY, published="2017-05-03", origins={"published": Origin.FILE}),
        (),
        "file dated 3 May 2017",
    ),
    (
        Entry("Talk", superseded_by="talk-2.pptx"),
        ("hidden slide", "marked DRAFT"),
        "File: pay.pdf; marked DRAFT; no date; superseded by talk-2.pptx",
    ),
]


@pytest.mark.parametrize(("entry", "remarks", "note"), NOTES)
def test_the_note_tells_what_copies_tell(entry: Entry, remarks: tuple[str, ...], note: str) -> None:
    """A draft, an outdated and an undated document are so in a reference manager, too."""
    cited = remarked(quotation(document("pay.pdf", "Fair pay.", entry)), remarks)
    record = cite(cited, Style.RIS, DAY)
    assert re.findall("^N1  - (.*)$", record, re.MULTILINE) == ([note] if note else [])
    record = cite(cited, Style.BIBTEX, DAY)
    written = note.replace("&", r"\&")
    assert re.findall(r"^  note = \{(.*)\},$", record, re.MULTILINE) == ([written] if note else [])


@pytest.mark.parametrize("style", [Style.BIBTEX, Style.RIS])
def test_a_document_cited_twice_is_one_record(style: Style) -> None:
    """Passages of one document are one record, which tells what each of their pages is marked."""
    pay, talk = document("pay.pdf", "Fair pay. Now.", ENTRY), document("talk.pptx", "We ask.")
    first, draft = quotation(pay, 0, 9), remarked(quotation(pay, 10), ("marked DRAFT",))
    found = cite_all([first, quotation(talk), draft, draft], style, DAY)
    assert found == [cite(draft, style, DAY), cite(quotation(talk), style, DAY)]
    assert "marked DRAFT" not in cite(first, style, DAY)
    assert cite_all([first, first], Style.SHORT, DAY) == [cite(first, Style.SHORT, DAY)]


def remarked(quoted: Quotation, remarks: tuple[str, ...]) -> Quotation:
    """A quotation of whose place something is to be known."""
    locator = replace(quoted.citation.locator, remarks=remarks)
    return replace(quoted, citation=replace(quoted.citation, locator=locator))
