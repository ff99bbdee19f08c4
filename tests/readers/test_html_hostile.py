from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import NoReturn

import pytest

from assistant.errors import UnreadableFileError
from assistant.readers import read as read_file
from tests.readers.web_pages import read

SECONDS = 60  # of the processor; each takes at most 3, and more where every line is counted

BOMBS = {
    "nested": "<div>" * 100_000 + "deep",
    "nested and closed": "<b><i>" * 50_000 + "deep" + "</i></b>" * 50_000,
    "attributes": "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">text",
    "tags": "<p>x" * 1_000_001,
    "length": "<p>" + "a b " * 8_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_at_once(bomb: str) -> None:
    """A page made to exhaust the machine costs a second and is named as what it is."""
    started = time.process_time()
    with pytest.raises(UnreadableFileError, match=r"larger than a web page|nested over"):
        read(bomb)
    assert time.process_time() - started < SECONDS


HEAVY = {
    "one line": "<p>" + "word " * 400_000,
    "an attribute": f"<p title='{'a ' * 2_000_000}'>text",
    "references": "<p>" + "&amp;&copy; " * 200_000,
    "a comment": f"<!--{'x' * 4_000_000}--><p>text",
    "paragraphs never closed": "<p>text" * 20_000,
    "tables in tables": "<table><tr><td>x" * 4_000,
    "formatting": "<b><p>text" * 2_000,
    "angle brackets": "<" * 500_000 + "p>text",
    "open tags": "<a " * 100_000,
}


@pytest.mark.parametrize("page", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_pages_are_read_or_refused_in_time(page: str) -> None:
    """An odd page never holds a build up."""
    started = time.process_time()
    try:
        assert read(page).text
    except UnreadableFileError as error:
        assert error.reason  # noqa: PT017
    assert time.process_time() - started < SECONDS


DTDS = {
    "external": '<!DOCTYPE html [<!ENTITY x SYSTEM "file://{canary}">]>',
    "parameter": '<!doctype html [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    "laughs": '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;">]>',
    "public": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "file://{canary}">',
    "system": '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@pytest.mark.parametrize("dtd", DTDS.values(), ids=DTDS.keys())
def test_entities_are_refused_or_inert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtd: str
) -> None:
    """A page cannot have another file or address read for it."""
    canary = tmp_path / "canary"
    canary.write_text("the secret")
    monkeypatch.setattr(socket, "socket", forbidden)
    page = tmp_path / "a.xhtml"
    page.write_text(f"<?xml version='1.0'?>{dtd.replace('{canary}', str(canary))}<p>&x; text</p>")
    if "[" in dtd:
        with pytest.raises(UnreadableFileError, match="entities"):
            read_file(page, "a.xhtml")
    else:
        assert read_file(page, "a.xhtml").text == "&x; text"


def forbidden(*_: object, **__: object) -> NoReturn:
    raise AssertionError("a socket was opened")


def test_odd_characters_survive_to_json() -> None:
    """Control characters neither break what is stored nor reorder what is near them silently."""
    document = read("<p>a\0b \u202ec\u202c \u2066d\u2069 \x07 \U0001f600 &#0; &#xD800;</p>")
    assert document.text == "ab \u202ec\u202c \u2066d\u2069 \x07 \U0001f600 \ufffd \ufffd"
    assert json.loads(json.dumps(document.text.encode().decode())) == document.text


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</p><form action=//x><input>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_scripts_come_out_only_where_they_were_text(payload: str) -> None:
    """Code shown on a page is quoted letter for letter; code that ran is not text at all."""
    shown = payload.replace("&", "&amp;").replace("<", "&lt;")
    assert read(f"<p>Write {shown} here.</p>").text == f"Write {payload} here."
    assert read(f"<pre>{shown}</pre>").text == payload
    assert "alert" not in read(f"<p>Write {payload} here.</p>").text
    attribute = payload.replace("'", "&#39;")
    assert read(f"<p title='{attribute}'>Text.</p>").text == "Text."


@pytest.mark.parametrize(
    "page",
    ["<html></html>", "<div id=root></div><script>x</script>", "<p hidden>no", "<img alt=x>"],
)
def test_a_page_without_words_says_so(page: str) -> None:
    """A page whose words a script loads is reported, with what to do."""
    with pytest.raises(UnreadableFileError, match="shows no text"):
        read(page)
