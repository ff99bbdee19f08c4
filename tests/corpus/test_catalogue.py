from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.catalogue import FILE_NAME, Catalogue, language_of, parse, read, readable_name
from assistant.errors import CatalogueError
from assistant.records import Document, Entry, Origin, Source

COMPOSED, DECOMPOSED = "caf\u00e9.txt", "cafe\u0301.txt"

REFUSED = {
    "not TOML": ("[[document]\n", "is not valid TOML"),
    "no quotes": (
        '[[document]]\nfile = "a.txt"\ntitle = Fair pay\n',
        r"TOML: Invalid value \(at line 3, column 9\); text stands in straight quotes, such as ",
    ),
    "a key twice": ('[[document]]\nfile = "a.txt"\nfile = "b.txt"\n', "is not valid TOML"),
    "an impossible date": ("[[document]]\npublished = 2023-02-30\n", "is not valid TOML"),
    "another table": ('[[documents]]\nfile = "a.txt"\n', "found 'documents'"),
    "a single table": ('[document]\nfile = "a.txt"\n', r"may hold only \[\[document\]\] tables"),
    "no file": ('[[document]]\ntitle = "A"\n', 'document 1 needs file = "its name"'),
    "file not text": ("[[document]]\nfile = 7\n", 'document 1 needs file = "its name"'),
    "second without file": (
        '[[document]]\nfile = "a.txt"\n[[document]]\nfile = ""\n',
        'document 2 needs file = "its name"',
    ),
    "near key": (
        '[[document]]\nfile = "a.txt"\nauthors = "B"\n',
        "document 'a.txt': unknown key 'authors'; did you mean 'author'",
    ),
    "strange key": (
        '[[document]]\nfile = "a.txt"\nxyzzy = "B"\n',
        "unknown key 'xyzzy'; known are title, author, publisher, published, url",
    ),
    "title not text": (
        '[[document]]\nfile = "a.txt"\ntitle = 7\n',
        "document 'a.txt': title must be text in quotes; found 7",
    ),
    "blank author": (
        '[[document]]\nfile = "a.txt"\nauthor = " "\n',
        "author must be text in quotes; found ' '",
    ),
    "easy_read not boolean": (
        '[[document]]\nfile = "a.txt"\neasy_read = "yes"\n',
        "easy_read must be true or false; found 'yes'",
    ),
    "address without scheme": (
        '[[document]]\nfile = "a.txt"\nurl = "www.basw.co.uk"\n',
        "url must begin with https:// or http://; found 'www.basw.co.uk'",
    ),
    "address that runs code": (
        '[[document]]\nfile = "a.txt"\nurl = "javascript:alert(1)"\n',
        "url must begin with https:// or http://",
    ),
    "language that is no text": (
        '[[document]]\nfile = "a.txt"\nlanguage = nan\n',
        "language must be text in quotes; found nan",
    ),
    "language by its name": (
        '[[document]]\nfile = "a.txt"\nlanguage = "Welsh"\n',
        'language must be a code of ISO 639, such as "en" or "cy"; found \'Welsh\'',
    ),
    "listed twice": (
        '[[document]]\nfile = "a.txt"\n[[document]]\nfile = "a.txt"\n',
        "'a.txt' is listed twice",
    ),
    "listed twice, spelled in two forms": (
        f'[[document]]\nfile = "{COMPOSED}"\n[[document]]\nfile = "{DECOMPOSED}"\n',
        "is listed twice",
    ),
}

PUBLISHED = {
    "2019": "2019",
    '"2019"': "2019",
    '"2019-11"': "2019-11",
    '"2019-11-30"': "2019-11-30",
    "2019-11-30": "2019-11-30",
    "2019-11-30T12:00:00Z": "2019-11-30",
    '"2020-02-29"': "2020-02-29",
}

NOT_PUBLISHED = [
    "true",
    "19",
    "2019.5",
    "07:32:00",
    '""',
    '"30 November 2019"',
    '"2019-13"',
    '"2019-11-31"',
    '"2019-02-30"',
    '"2019-02-29"',
    '"2019-1-1"',
    '"\uff12\uff10\uff11\uff19"',
    "[2019]",
]

READABLE = {
    "annual-report_2023.pdf": "Annual report 2023",
    "reports/pay--and conditions.txt": "Pay and conditions",
    "Überblick.md": "Überblick",
    "---.txt": "---.txt",
}


def document(path: str, entry: Entry | None = None) -> Document:
    return Document(path, "0" * 64, "words", (), entry or Entry())


def source(path: str, **known: Any) -> Source:
    return Source(path, "0" * 64, Entry(**known), None, None, 1)


def catalogue(folder: Path, content: str | bytes) -> Catalogue:
    path = folder / "catalogue.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return loaded(folder)


def loaded(folder: Path) -> Catalogue:
    return parse(read(folder), folder / FILE_NAME)


def test_every_key_reaches_the_document(tmp_path: Path) -> None:
    """All that a catalogue may say of a document is known of it afterwards, spaces trimmed."""
    known = catalogue(
        tmp_path,
        """
        [[document]]
        file = "pay.txt"
        title = " Fair pay "
        author = "A. Author"
        publisher = "The Union"
        published = 2023-05-01
        url = "https://example.org/pay"
        nation = "Wales"
        campaign = "Fair pay now"
        easy_read = true
        superseded_by = "pay-2024.txt"
        """,
    )
    assert known.described(document("pay.txt")).entry == Entry(
        title="Fair pay",
        author="A. Author",
        publisher="The Union",
        published="2023-05-01",
        url="https://example.org/pay",
        nation="Wales",
        campaign="Fair pay now",
        easy_read=True,
        superseded_by="pay-2024.txt",
    )


def test_the_catalogue_goes_over_what_the_file_says_of_itself(tmp_path: Path) -> None:
    """A catalogue's word replaces the file's own; where it is silent the file's own stays."""
    known = catalogue(tmp_path, '[[document]]\nfile = "a.pdf"\nauthor = "Catalogue"\n')
    own = Entry(title="Its own title", author="Its own author", published="2019")
    assert known.described(document("a.pdf", own)).entry == Entry(
        title="Its own title", author="Catalogue", published="2019", easy_read=False
    )


def test_describing_a_document_changes_only_its_entry(tmp_path: Path) -> None:
    """Text, digest and path of a document are never touched by the catalogue."""
    plain = document("a.txt")
    found = catalogue(tmp_path, '[[document]]\nfile = "a.txt"\ntitle = "T"\n').described(plain)
    assert (found.path, found.sha256, found.text, found.marks) == ("a.txt", "0" * 64, "words", ())


@pytest.mark.parametrize(("path", "title"), READABLE.items())
def test_a_document_without_a_title_is_named_after_its_file(path: str, title: str) -> None:
    """A citation always has a name: the file's, made readable."""
    assert readable_name(path) == title
    assert Catalogue({}).described(document(path)).entry.title == title


@pytest.mark.parametrize("title", ["Know your rights: Easy Read", "easyread guide", "EASY-READ"])
def test_easy_read_is_recognised_by_the_title(title: str) -> None:
    """A document that calls itself easy read counts as such without an entry."""
    assert Catalogue({}).described(document("a.txt", Entry(title=title))).entry.easy_read


def test_the_catalogue_can_say_that_a_document_is_not_easy_read(tmp_path: Path) -> None:
    """`easy_read = false` in the catalogue stands against a title that only mentions it."""
    known = catalogue(tmp_path, '[[document]]\nfile = "a.txt"\neasy_read = false\n')
    entry = Entry(title="How to write in Easy Read")
    assert not known.described(document("a.txt", entry)).entry.easy_read


@pytest.mark.parametrize(("listed", "there"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_names_match_in_either_unicode_form(tmp_path: Path, listed: str, there: str) -> None:
    """An accented name typed on one system finds the file copied from another."""
    assert unicodedata.normalize("NFC", listed) == unicodedata.normalize("NFC", there)
    known = catalogue(tmp_path, f'[[document]]\nfile = "{listed}"\ntitle = "Café"\n')
    assert known.described(document(there)).entry.title == "Café"
    assert there in known
    assert known.warnings([source(there, title="Café")], frozenset({there})) == []


def test_no_catalogue_is_an_empty_one(tmp_path: Path) -> None:
    """A corpus without a catalogue is read all the same."""
    assert loaded(tmp_path).warnings([], frozenset()) == []


def test_a_catalogue_saved_by_notepad_is_read(tmp_path: Path) -> None:
    """A byte order mark in front, as Windows editors write it, does no harm."""
    content = b"\xef\xbb\xbf" + b'[[document]]\nfile = "a.txt"\ntitle = "A"\n'
    assert catalogue(tmp_path, content).described(document("a.txt")).entry.title == "A"


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_catalogue_is_refused_with_file_and_place(
    tmp_path: Path, content: str, message: str
) -> None:
    """A mistake in the catalogue is reported with the file's path and what is wrong in it."""
    with pytest.raises(CatalogueError, match=message) as caught:
        catalogue(tmp_path, content)
    assert str(caught.value).startswith(str(tmp_path / "catalogue.toml"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("written", "kept"), PUBLISHED.items())
def test_a_date_may_be_a_year_a_month_or_a_day(tmp_path: Path, written: str, kept: str) -> None:
    """Publication dates are kept as exactly as they were given, in ISO 8601."""
    known = catalogue(tmp_path, f'[[document]]\nfile = "a.txt"\npublished = {written}\n')
    assert known.described(document("a.txt")).entry.published == kept


@pytest.mark.parametrize("written", NOT_PUBLISHED)
def test_a_date_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    """A date that no calendar has is reported before it can be cited."""
    with pytest.raises(CatalogueError, match=r"document 'a\.txt': published must be a year"):
        catalogue(tmp_path, f'[[document]]\nfile = "a.txt"\npublished = {written}\n')


def test_a_catalogue_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """A catalogue in another encoding is reported as such."""
    with pytest.raises(CatalogueError, match=r"is not valid UTF-8 \(line 3\); save it as UTF-8"):
        catalogue(tmp_path, b'[[document]]\nfile = "a.txt"\ntitle = "caf\xe9"\n')


def test_a_mistyped_file_name_is_hinted_at(tmp_path: Path) -> None:
    """An entry whose file is not there names the file that was probably meant."""
    known = catalogue(tmp_path, '[[document]]\nfile = "anual-report.pdf"\n')
    assert known.warnings([], frozenset({"annual-report.pdf"})) == [
        "catalogue.toml lists 'anual-report.pdf', which is not in the corpus; "
        "did you mean 'annual-report.pdf'?"
    ]


def test_a_catalogue_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A catalogue that is there but cannot be opened is not taken for none."""
    (tmp_path / "catalogue.toml").mkdir()
    with pytest.raises(CatalogueError, match=r"catalogue\.toml cannot be opened: Is a directory"):
        loaded(tmp_path)


def test_what_does_not_fit_the_files_is_warned_of(tmp_path: Path) -> None:
    """Doubtful titles, entries without document and lost successors are each named.

    Entries are named in the catalogue's own order, so that a person can go down the file.
    """
    known = catalogue(
        tmp_path,
        """
        [[document]]
        file = "a.txt"
        superseded_by = "gone.txt"
        [[document]]
        file = "z-missing.txt"
        [[document]]
        file = "m-missing.txt"
        """,
    )
    built = [
        source("a.txt", title="A", published="2016", origins={"published": Origin.FILE}),
        source("b.txt", title="Pay", author="B", origins={"title": Origin.COVER}),
        source("c.txt", title="C", origins={"title": Origin.NAME}),
        source("d.pdf", title="V2", origins={"title": Origin.FILE, "published": Origin.FILE}),
    ]
    assert known.warnings(built, frozenset({"c.txt", "a.txt", "b.txt"})) == [
        "c.txt: its title “C” is from the file's name; if it has another, put it into "
        'catalogue.toml, as title = "…" under file = "c.txt"',
        "d.pdf: its title “V2” is from the file's own properties; if it has another, put it into "
        'catalogue.toml, as title = "…" under file = "d.pdf"',
        "published is from the file's own properties for 2 of 4 documents, such as a.txt; "
        "'assistant documents' says for which, and published = \"…\" under their names in "
        "catalogue.toml goes before it",
        "catalogue.toml lists 'z-missing.txt', which is not in the corpus",
        "catalogue.toml lists 'm-missing.txt', which is not in the corpus",
        "catalogue.toml says 'a.txt' is superseded by 'gone.txt', which is not in the corpus",
    ]


@pytest.mark.parametrize(
    ("newer", "circles"),
    [
        ({"a": "a"}, ["'a' is superseded by 'a'"]),
        ({"a": "b", "b": "a"}, ["'a' is superseded by 'b', that by 'a'"]),
        (
            {"d": "b", "c": "a", "a": "b", "b": "c"},
            ["'a' is superseded by 'b', that by 'c', that by 'a'"],
        ),
        ({"a": "b", "b": "c"}, []),
    ],
)
def test_documents_that_supersede_each_other_are_warned_of(
    tmp_path: Path, newer: dict[str, str], circles: list[str]
) -> None:
    """Each would be told as outdated, and none be left as current."""
    entry = '[[document]]\nfile = "{}"\nsuperseded_by = "{}"\n'
    known = catalogue(tmp_path, "".join(entry.format(*pair) for pair in newer.items()))
    told = [f"catalogue.toml says {circle}, in a circle" for circle in circles]
    assert known.warnings([], frozenset("abcd")) == told


def test_many_doubtful_titles_are_counted(tmp_path: Path) -> None:
    """A corpus of files without titles is warned of in some lines, not in one for each file."""
    built = [source(f"{n:04}.txt", title="A", origins={"title": Origin.NAME}) for n in range(1200)]
    told = catalogue(tmp_path, "").warnings(built, frozenset())
    assert (len(told), told[-1]) == (21, "1,180 more titles are from files' names or properties")


def test_what_the_catalogue_says_is_no_guess(tmp_path: Path) -> None:
    """What was guessed is told as that until the catalogue says it; a name for a title is, too."""
    known = catalogue(tmp_path, '[[document]]\nfile = "a.pdf"\npublished = 2019\n')
    guesses = {"author": Origin.COVER, "published": Origin.FILE}
    found = known.described(document("a.pdf", Entry(author="A", published="2016", origins=guesses)))
    assert found.entry.origins == {"author": Origin.COVER, "title": Origin.NAME}
    assert (found.entry.year, found.entry.title) == ("2019", "A")


LANGUAGES = {
    "Those who care for an older relative were asked what would help them most at home.": "en",
    "Gofynnwyd i'r rhai sy'n gofalu am berthynas hŷn beth fyddai'n helpu fwyaf gartref.": "cy",
    "On a demandé aux personnes qui s'occupent d'un parent âgé ce qui les aiderait.": "fr",
    "Zapytano opiekunów starszych krewnych, co pomogłoby im najbardziej w domu.": "pl",
    "2019 | 30 | 41 | 2020 | 32 | 45": None,
    "Gofal": None,
    "": None,
}


@pytest.mark.parametrize(("text", "language"), LANGUAGES.items(), ids=repr)
def test_the_language_of_a_text_is_recognised(text: str, language: str | None) -> None:
    """A sentence is enough, figures or a word are not; of a long text most of it counts."""
    assert language_of(text) == language
    if language:
        assert language_of(f"Summary of the report. {text * 2_000}") == language


def test_the_catalogue_goes_before_the_language_that_was_recognised(tmp_path: Path) -> None:
    """A document has the language of its text, unless the catalogue has a word for it."""
    known = catalogue(tmp_path, '[[document]]\nfile = "a.txt"\nlanguage = "kw"\n')
    english, *_ = LANGUAGES
    found = [known.described(Document(f, "", english, ())).entry for f in ("a.txt", "b.txt")]
    assert [entry.language for entry in found] == ["kw", "en"]
