from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.passages import cut
from assistant.readers import read as read_file
from assistant.readers.markdown import read_markdown
from assistant.records import Document
from assistant.settings import PassageSettings
from tests.readers.web_pages import SAMPLES, B, H, blocks, quoted, read

# Files

MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/pay\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    "--b\r\nContent-Type: text/html; charset=windows-1252\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<h1>Fair=\r\n pay</h1><p>It=92s =A39 an hour.</p>\r\n--b--\r\n"
)


@pytest.mark.parametrize("suffix", [".mhtml", ".mht"])
def test_pages_saved_as_one_file_are_read(tmp_path: Path, suffix: str) -> None:
    """A page with its pictures in one file is the page, with its address."""
    path = tmp_path / f"pay{suffix}"
    path.write_bytes(MHTML.encode())
    document = read_file(path, path.name)
    assert document.text == "Fair pay\n\nIt’s £9 an hour."
    assert document.entry.url == "https://example.org/pay"
    assert document.problems == ()


@pytest.mark.parametrize(
    "content",
    [b"no message", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", b"\xff\xfe\x00"],
)
def test_an_archive_without_a_page_says_so(tmp_path: Path, content: bytes) -> None:
    """What only has the name of a saved page is refused with what to do."""
    path = tmp_path / "a.mht"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="holds no web page; save the page again"):
        read_file(path, path.name)


SWEEP = {
    "markitdown--test_blog.html": (
        "Does Model and Inference Parameter Matter in LLM Applications? - A Case Study for MATH",
        "Experiment Setup",
        "We use AutoGen to select between the following models",
    ),
    "markitdown--test_wikipedia.html": (
        "Microsoft",
        "1972–1985: Founding",
        "In 1972, they founded Traf-O-Data",
    ),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", SWEEP)
def test_real_pages_are_read(name: str) -> None:
    """Saved pages come out with their title and with their sentences under their headings."""
    title, heading, sentence = SWEEP[name]
    document = read_file(SAMPLES / name, name)
    passages = cut(document, PassageSettings())
    first = next(text for kind, _, text in blocks(document) if kind is H)
    found = [p for p in passages if sentence in p.text]
    assert (document.entry.title, first) == (title, title)
    assert [p.locator.headings[-1] for p in found] == [heading]
    assert not any("Skip to main content" in p.text or "Jump to" in p.text for p in passages)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
def test_all_samples_are_read() -> None:
    """No sample crashes the reader, and each passage is a slice of its document."""
    for path in sorted(SAMPLES.iterdir()):
        document = read_file(path, path.name)
        for passage in cut(document, PassageSettings()):
            assert document.text[passage.start : passage.end] == passage.text


# Made-up pages

VOCABULARY = ["campaign", "member’s", "pay", "well-being", "2019–20", "£9.30", "(the)", "R&D", "<5"]
PLAIN = st.lists(st.sampled_from(VOCABULARY), min_size=4, max_size=12)
SHAPES = {
    "heading": "<h2>{}</h2>",
    "paragraph": "<p>{}</p>",
    "loose": "<div>{}</div>",
    "list": "<ul><li>{}</li></ul>",
    "nested list": "<ul><li><ol><li>{}</ul>",
    "table": "<table><tr><th>{}</th></tr></table>",
    "quote": "<blockquote><p>{}</blockquote>",
    "broken": "<p><b>{}</p></b></i>",
    "details": "<details><summary></summary><div>{}</div></details>",
}
UNSEEN = {
    "menu": "<nav><ul><li><a href=x>{}</a></ul></nav>",
    "cookies": "<div class='cookie-notice'><p>{}</p></div>",
    "aside": "<aside><p><a href=x>{}</a></p></aside>",
    "share": "<div class=share-buttons>{}</div>",
    "hidden": "<p hidden>{}</p>",
    "styled": "<div style='display:none'><p>{}</p></div>",
    "icon": "<i aria-hidden=true>{}</i>",
    "script": "<script>var text = '{}'</script>",
    "noscript": "<noscript><p>{}</p></noscript>",
    "template": "<template><p>{}</p></template>",
    "comment": "<!-- {} -->",
}
PLANTED = st.lists(st.tuples(st.sampled_from([*SHAPES, *UNSEEN]), PLAIN), max_size=12)
AROUND = st.sampled_from(
    ["<main>{}</main>", "<article>{}</article>", "<div id=content>{}</div>", "{}"]
)


@dataclass
class Plan:
    """A made-up page: its HTML, its sentences with their headings, and what nobody should find."""

    written: list[str] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    heading: str = ""

    def add(self, kind: str, words: Sequence[str], tag: str) -> None:
        """Plant one sentence that is told from all others by its number."""
        number = f"No{len(self.written)}x"
        plain = " ".join([number, *words])
        escaped = [w.replace("&", "&amp;").replace("<", "&lt;") for w in words]
        inside = f"{number}\n <{tag}>{escaped[0]}</{tag}> {'  '.join(escaped[1:])}"
        if kind in UNSEEN:
            self.unseen.append(number)
            self.written.append(UNSEEN[kind].format(inside if kind != "comment" else number))
            return
        if kind == "heading":
            self.heading = plain
        self.sentences.append((plain, self.heading))
        self.written.append(SHAPES[kind].format(inside))


def placed(document: Document) -> list[tuple[str, str]]:
    """Each block that can be quoted, without its bullet, and the heading it stands under."""
    heading, found = "", []
    for kind, _, text in blocks(document):
        if kind is not B:
            heading = text if kind is H else heading
            found.append((text[text.index("No") :], heading))
    return found


@given(PLANTED, st.sampled_from(["b", "span", "a href=x", "custom-x"]), AROUND)
def test_made_up_pages_come_back_whole(
    planted: list[tuple[str, list[str]]], tag: str, around: str
) -> None:
    """Each sentence is found once, exact, in order and under its heading; what is unseen never."""
    plan = Plan()
    for kind, words in (("paragraph", ["first", "of", "the", "page"]), *planted):
        plan.add(kind, words, tag)
    menu = "<header><p>Nosite</p></header><ul class=menu><li><a href=x>Nosite</a></ul>"
    document = read(f"<title>Pay</title>{menu}{around.format(''.join(plan.written))}<footer>Nosite")
    assert placed(document) == plan.sentences
    quotations = quoted(document)
    assert not [number for number in [*plan.unseen, "Nosite"] if number in quotations]
    lowest = [s for n, (s, _) in enumerate(plan.sentences) if not heads_nothing(plan.sentences, n)]
    assert all(quotations.count(sentence.split()[0]) == 1 for sentence in lowest)


def heads_nothing(sentences: list[tuple[str, str]], place: int) -> bool:
    """Whether a sentence is a heading with nothing under it."""
    sentence, heading = sentences[place]
    return sentence == heading and all(h != heading for _, h in sentences[place + 1 :])


ODD = st.text("<>/abp='\"! -&;#x\n[]h1uldivtr\0\u202e", max_size=120)


@given(ODD)
def test_any_text_is_a_page_or_is_refused(text: str) -> None:
    """However broken, marks are in bounds and in order, and cover all of the text."""
    try:
        document = read(text)
    except UnreadableFileError:
        return
    marks = document.marks
    assert all(0 <= m.start < m.end <= len(document.text) for m in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    kept = "".join(document.text[m.start : m.end] for m in marks)
    assert "".join(kept.split()) == "".join(document.text.split())


TAGS = (
    "div",
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h2",
    "b",
    "a",
    "dl",
    "dd",
    "pre",
    "form",
    "nav",
)
SOUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")]),
        st.just("<br>"),
        st.just(None),
    ),
    max_size=40,
)


@given(SOUP)
def test_no_word_is_lost_however_tags_are_nested(soup: list[str | None]) -> None:
    """Each word of a tag soup comes back once."""
    parts = [f" word{n}x " if tag is None else tag for n, tag in enumerate(soup)]
    words = [part.strip() for part in parts if part.startswith(" word")]
    try:
        found = read("".join(parts)).text
    except UnreadableFileError:
        found = ""
    assert [found.count(word) for word in words] == [1] * len(words)


MARKDOWN_SHAPES = {
    "heading": "## {}",
    "paragraph": "{}",
    "list": "- {}",
    "nested list": "- outer words\n    - {}",
    "table": "| {} |\n|---|",
    "quote": "> > {}",
}


@given(st.lists(st.tuples(st.sampled_from([*MARKDOWN_SHAPES]), st.integers(1, 30)), max_size=12))
def test_sentences_of_made_up_markdown_are_passages(planted: list[tuple[str, int]]) -> None:
    """Each sentence of a Markdown file can be quoted, once, exact and under its heading."""
    heading, written, expected = "", [], []
    for number, (kind, length) in enumerate(planted):
        sentence = f"No{number}x " + " ".join(["words"] * length)
        heading = sentence if kind == "heading" else heading
        written.append(MARKDOWN_SHAPES[kind].format(sentence) + "\n\n<!-- -->")
        if kind != "heading":
            expected.append((sentence, heading))
    document = read_markdown("\n\n".join(written), "a.md", "0" * 64)
    passages = cut(document, PassageSettings())
    for sentence, above in expected:
        (found,) = [p for p in passages if f"{sentence}\n" in f"{p.text}\n"]
        assert (found.locator.headings[-1:] or ("",))[0] == above
        assert document.text[found.start : found.end] == found.text
