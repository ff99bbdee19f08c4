from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.records import Document, Locator, Mark, MarkKind, Passage
from assistant.web.excerpt import REACH, excerpt

if TYPE_CHECKING:
    from tests.web.conftest import Reading


def passage_of(document: Document, text: str) -> Passage:
    """The passage of a document that is this text."""
    start = document.text.index(text)
    return Passage(document.path, start, start + len(text), text, Locator())


def test_a_short_document_is_shown_whole(
    read: Callable[[str], Reading], documents: tuple[Document, ...]
) -> None:
    """The surroundings are the document's own text, with the passage marked in it."""
    passage = passage_of(documents[0], "The campaign asks")
    reading = read(excerpt(documents[0], passage))
    assert reading.text() == documents[0].text
    assert reading.text("mark") == passage.text


def test_menus_and_footers_are_muted(
    read: Callable[[str], Reading], documents: tuple[Document, ...]
) -> None:
    """A site's menu is told apart from what the document says."""
    reading = read(excerpt(documents[0], passage_of(documents[0], "The campaign asks")))
    assert reading.text("span") == "Home | News | JoinRecommend this page"


@pytest.mark.parametrize("block", [100, 700])
def test_a_long_document_is_cut_between_blocks(
    read: Callable[[str], Reading], documents: tuple[Document, ...], block: int
) -> None:
    """The surroundings begin and end with a whole block, and the ellipsis is not quoted."""
    lines = [f"{number} ".ljust(block - 1, "x") + "\n" for number in range(80)]
    marks = tuple(Mark(MarkKind.PARAGRAPH, n * block, (n + 1) * block - 1) for n in range(80))
    long = replace(documents[0], text="".join(lines), marks=marks)
    passage = passage_of(long, lines[40].strip())
    reading = read(excerpt(long, passage))
    shown = reading.text("div")
    assert shown in long.text
    assert shown.startswith(f"{40 - REACH // block} x")
    assert len(shown) <= block + 2 * REACH
    assert shown.endswith("x")
    assert reading.text("p") == "……"


def test_text_without_blocks_is_cut_at_the_reach(
    read: Callable[[str], Reading], documents: tuple[Document, ...]
) -> None:
    """A document of one endless line still shows what is near, and no more."""
    endless = replace(documents[0], text="a" * 5000 + "here" + "b" * 5000, marks=())
    shown = read(excerpt(endless, passage_of(endless, "here"))).text("div")
    assert shown == "a" * REACH + "here" + "b" * REACH
