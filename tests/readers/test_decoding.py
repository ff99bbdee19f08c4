from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.readers import Decoded, decoded, decoded_page, read
from assistant.records import Problem, ProblemKind

SENTENCES = {
    "English": "The carers’ report – “Fair pay” – costs £9.30 an hour; it’s naïve to wait. ",
    "French": "Les équipes ont été reçues à la préfecture, où l’on a évoqué les difficultés. ",
    "German": "Die Beschäftigten fordern höhere Löhne und größere Spielräume für die Pflege. ",
    "Polish": "Pracownicy są zmęczeni i żądają wyższych płac, ponieważ życie stało się droższe. ",
    "Russian": "Работники требуют повышения заработной платы и улучшения условий труда. ",
    "Greek": "Κάθε κοινωνικός λειτουργός ζητά αυξήσεις και καλύτερες συνθήκες εργασίας. ",
}

READ = [
    ("English", "cp1252", "Windows-1252"),
    ("English", "mac-roman", "Mac Roman"),
    ("French", "cp1252", "Windows-1252"),
    ("French", "mac-roman", "Mac Roman"),
    ("German", "iso8859-1", "Windows-1252"),
    ("Polish", "cp1250", "Windows-1250"),
    ("Russian", "cp1251", "Windows-1251"),
    ("Russian", "koi8-r", "KOI8-R"),
    ("Greek", "cp1253", "Windows-1253"),
]


@pytest.mark.parametrize(("language", "codec", "shown"), READ)
def test_other_encodings_are_read_with_a_remark(language: str, codec: str, shown: str) -> None:
    """A file saved by an older editor is read, and its owner is told how."""
    text = SENTENCES[language] * 10
    found = decoded("a.txt", text.encode(codec))
    assert found.text == text
    assert found.remark == (
        f"was read as {shown}, because it is not valid UTF-8; "
        "save it as UTF-8 if letters look wrong"
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_its_mark(codec: str) -> None:
    """A file exported as 'Unicode' is read, whichever byte comes first."""
    found = decoded("a.txt", SENTENCES["English"].encode(codec))
    assert found.text == SENTENCES["English"]
    assert found.remark == (
        "was read as UTF-16, because it has no byte order mark; "
        "save it as UTF-8 if letters look wrong"
    )


UNSURE = {
    "a sign by itself": b"one two \xff",
    "an old DOS encoding": SENTENCES["English"].encode("cp850", "ignore"),
    "Welsh letters": "Mae gweithwyr yn gofyn am gŵyn a dŵr a thŷ. ".encode("iso8859-14"),
    "damaged UTF-8": SENTENCES["French"].encode()[:-10] + b"\xff",
    "no letters": b"\x80\x81\x82\x83",
    "all bytes": bytes(range(1, 256)),
    "bytes and NULs": bytes(range(256)),
}


@pytest.mark.parametrize("content", UNSURE.values(), ids=UNSURE.keys())
def test_what_is_not_certain_is_refused(content: bytes) -> None:
    """A wrong letter in a quotation is worse than a file that is named as unread."""
    with pytest.raises(UnreadableFileError, match=r"is not valid UTF-8 \(byte \d+, line \d\)"):
        decoded("a.txt", content)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_the_remark_is_a_problem_of_the_document(tmp_path: Path, suffix: str) -> None:
    """The build tells of a file that was read in an encoding it did not name."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"Fair pay costs \xa39 an hour.")
    document = read(path, path.name)
    (problem,) = document.problems
    assert document.text == "Fair pay costs £9 an hour."
    assert (problem.path, problem.pages, problem.kind) == (path.name, (), ProblemKind.REMARK)
    assert problem.reason.startswith("was read as Windows-1252, because")


def test_a_file_in_utf8_has_no_problem(tmp_path: Path) -> None:
    """Nothing is said of a file that is as it should be."""
    path = tmp_path / "a.md"
    path.write_text(SENTENCES["Polish"], "utf-8")
    assert read(path, "a.md").problems == tuple[Problem]()


# Pages name their encoding

BODY = "<p>It’s £9 – fair.</p>"
NAMED = {
    "meta": ("<meta charset=windows-1252>", "cp1252"),
    "Latin-1, which browsers read so": ("<meta charset='ISO-8859-1'>", "cp1252"),
    "http-equiv": (
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252">',
        "cp1252",
    ),
    "XML": ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
    "UTF-8": ("<meta charset=utf-8>", "utf-8"),
    "nothing": ("", "utf-8"),
    "Latin-1, but it was saved anew": ("<meta charset=iso-8859-1>", "utf-8"),
    "UTF-16, which it cannot be": ("<meta charset=utf-16>", "utf-8"),
    "what there is not": ("<meta charset=klingon>", "utf-8"),
    "what is not for text": ("<meta charset=base64>", "utf-8"),
    "what is Python's own": ("<meta charset=unicode_escape>", "utf-8"),
    "Japanese": ("<meta charset=shift_jis>", "utf-8-sig"),
}


@pytest.mark.parametrize(("head", "codec"), NAMED.values(), ids=NAMED.keys())
def test_a_page_is_read_as_it_says(head: str, codec: str) -> None:
    """A page is read in the encoding it names, unless its bytes say otherwise."""
    assert decoded_page("a.html", (head + BODY).encode(codec)) == Decoded(head + BODY)


def test_a_page_that_names_the_wrong_encoding_is_read_with_a_remark() -> None:
    """A page that says UTF-8 and is not is still read."""
    head = "<meta charset=utf-8>"
    found = decoded_page("a.html", (head + BODY).encode("cp1252"))
    assert found.text == head + BODY
    assert found.remark is not None


def test_a_page_of_nuls_is_refused() -> None:
    """A few NULs are passed over as browsers do; a file full of them is no page."""
    assert decoded_page("a.html", b"<p>o\0ne</p>" + b"x" * 200).text.count("\0") == 1
    with pytest.raises(UnreadableFileError, match="binary data"):
        decoded_page("a.html", b"<p>\0\0\0")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Whatever a file holds, its text can be stored, or there is a reason."""
    for function in (decoded, decoded_page):
        try:
            assert function("a.txt", content).text.encode()
        except UnreadableFileError as error:
            assert error.reason  # noqa: PT017


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_utf8_is_always_read_exactly(text: str) -> None:
    """A file that is as it should be is never taken for something else."""
    if text.strip() and not text.startswith("\ufeff"):
        assert decoded("a.txt", b"\xef\xbb\xbf" + text.encode()) == Decoded(text)
        assert decoded("a.txt", f"words {text}".encode()) == Decoded(f"words {text}")
