from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.records import Highlight
from assistant.web.source import literal, marked

if TYPE_CHECKING:
    from tests.web.conftest import Reading

TEXTS = st.text(max_size=60) | st.text(alphabet="<>&\"'`$}{/!-=\r\n\t\x00 amp;script", max_size=60)
SPANS = st.lists(st.builds(Highlight, st.integers(-5, 70), st.integers(-5, 70)), max_size=5)
ANY_TEXT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ANY_TEXT
@given(text=TEXTS, highlights=SPANS)
def test_marked_text_is_the_text(
    read: Callable[[str], Reading], text: str, highlights: list[Highlight]
) -> None:
    """A highlighted passage reads back as the very characters of the passage."""
    reading = read(marked(text, highlights))
    assert reading.text() == text
    assert reading.names() <= {"mark"}


@ANY_TEXT
@given(text=TEXTS, highlights=SPANS)
def test_marks_cover_the_highlights_and_nothing_else(
    read: Callable[[str], Reading], text: str, highlights: list[Highlight]
) -> None:
    """What is marked is what the highlights say, also where they overlap or overrun."""
    covered = {n for h in highlights for n in range(max(h.start, 0), min(h.end, len(text)))}
    expected = "".join(text[n] for n in sorted(covered))
    assert read(marked(text, highlights)).text("mark") == expected


@ANY_TEXT
@given(text=TEXTS, highlights=SPANS, sentences=SPANS)
def test_the_sentence_is_told_apart_from_the_words(
    read: Callable[[str], Reading],
    text: str,
    highlights: list[Highlight],
    sentences: list[Highlight],
) -> None:
    """The stretch that answers has an element of its own, whatever of it is marked as well."""
    sentence = sentences[0] if sentences else None
    reading = read(marked(text, highlights, sentence))
    assert reading.text() == text
    assert reading.text("mark") == read(marked(text, highlights)).text("mark")
    stretch = text[max(sentence.start, 0) : max(sentence.end, 0)] if sentence else ""
    assert reading.text("strong") == stretch


@ANY_TEXT
@given(text=TEXTS)
def test_literal_text_stays_inside_an_attribute(read: Callable[[str], Reading], text: str) -> None:
    """No text breaks out of the attribute it is put into."""
    reading = read(f'<a href="{literal(text)}"></a>')
    assert reading.tags == [("a", {"href": text})]
