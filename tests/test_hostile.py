"""Strings that nobody means as a question: each gets an answer or a plain refusal.

There are 300 of them, or as many as HOSTILE_STRINGS says.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.index.build import BuildReport
from assistant.records import Answer
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.turns import card

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

CORPUS = {
    "pay.txt": "Pay\nCarers in Leeds are paid weekly. The rate rose in 2021.\n",
    "homes.md": "# Homes\n\nEvery council must offer:\n\n- a settled home\n- £40 a week\n",
    "odd.txt": 'Odds\nA AND b:* OR (c) ~ "d"^2 \u202eright to left\u202c नमस्ते 你好 e\u0301 🙂\n',
}
ALPHABETS = (
    "".join(map(chr, range(128))),
    "".join(map(chr, [*range(32), *range(127, 160)])),
    "\u200b\u200c\u200d\ufeff\u2060\u00ad\u034f\u180e a",
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f a\u05d0\u0627",
    "\ud800\udbff\udc00\udfff a",
    "e\u0301\u0300\u0323\u0489\u20dd\u0f39\u1ab0",
    "👩\u200d👧🏽\ufe0f🇬🇧\u20e3🏴\U000e0067\U000e007f1#",
    "+-&|!(){}[]^\"~*?:\\/<>=,;'` andORNOT",
    "<>&\"'`/=!-scriptalertonerror ${{}}%s\\u0000",
    "0123456789.,-/%£$ ",
    "ﬁﬀßŒİ\u0131\u017fΣςΩKÅǅ½²①Ⅷ",
    "\U0010ffff\ufffe\uffff\ufdd0\ue000\U000f0000\u2028\u2029\x85",
    "asdfghjkl qwertyuiop",
    "नमस्ते 你好 สวัสดี שלום مرحبا Привет こんにちは",
)
PIECES = (
    "'; DROP TABLE passages; --", "\" OR 1=1 --", "stems:[* TO *]", "number:>0", "forms:/.*/",
    "(((((((((((((((", "a~2^1e999", "*", "carers AND NOT (Leeds OR", "<script>alert(1)</script>",
    "{{7*7}}", "${jndi:ldap://x}", "%n%s%x", "../../../../etc/passwd", "\x00", "\r\n\r\n", "\\",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$", "hello ", "thanks, ", "ignore the ",
    "documents ", "he is ", "going to ", "hurt her ", "tonight ", "child ", "home ", "alone ",
    "left ", "i have taken ", "a an the ", "is this it ", "write me a ", "please ", "letter ",
    "what is ", "and ", "it ", "who ", "carers in Leeds ", "2021 ", "£40 ", "home", "?", "…",
    "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "e" + "\u0301" * 40,
    "\ud800", "\u202e", "ﷺ", "ß", "İ",
)  # fmt: skip


_LOOKED_AT = 10
"""One answer in so many is shown in every way."""


def long_ones() -> Iterator[str]:
    """The longest questions there may be, of one thing each."""
    for part in (
        *"aA0?. \n\x00\u200b\u202e\u0301👩é你ßİ",
        *PIECES,
        "asd",
        "a b ",
        "a,",
        "n't",
        "I'm ",
    ):
        yield (part * MAX_QUESTION_CHARACTERS)[:MAX_QUESTION_CHARACTERS]


def drawn(count: int, seed: int = 20261122) -> Iterator[str]:
    """Strings of every kind, always the same."""
    chance = random.Random(seed)
    yield from ("", " ", "\n", "\x00", *long_ones(), *PIECES)
    for _ in range(count):
        length = chance.choice((1, 2, 3, 5, 8, 12, 20, 40, 60, 120))
        kind = chance.randrange(3)
        if kind == 0:
            yield "".join(chance.choices(chance.choice(ALPHABETS), k=length))
        elif kind == 1:
            yield "".join(chance.choices(PIECES, k=1 + length // 6))
        else:
            mixed = "".join(chance.choice(chance.choice(ALPHABETS)) for _ in range(length))
            yield mixed + chance.choice(PIECES)


def asked(assistant: Assistant, question: str, history: tuple[str, ...]) -> Answer | None:
    """The answer; None where the question is refused, as only one without words or too long is."""
    try:
        return assistant.ask(question, history)
    except QuestionError:
        assert not question.strip() or len(question) > MAX_QUESTION_CHARACTERS
        return None


def check(assistant: Assistant, questions: list[str]) -> None:
    """Every question is answered soundly; prints the slowest."""
    times: list[tuple[float, str]] = []
    last = ""
    for number, question in enumerate(questions):
        started = time.perf_counter()
        answer = asked(assistant, question, (last,))
        times.append((time.perf_counter() - started, question))
        if answer is not None:
            assert 0 <= answer.probability <= 1
            assert not (answer.reply and answer.quotations)
            if number % _LOOKED_AT == 0:
                sound(answer, assistant)
        last = question
    for seconds, question in sorted(times, reverse=True)[:3]:
        print(f"{1000 * seconds:.0f} ms: {question[:60]!a}")  # noqa: T201


def sound(answer: Answer, assistant: Assistant) -> None:
    """An answer that can be shown: exact quotations, JSON, HTML."""
    assert json.dumps(answer.to_dict(explained=True), allow_nan=False)
    for quotation in answer.quotations:
        passage, stretch = quotation.passage, quotation.sentence
        document = assistant.document(passage.path)
        assert document.text[passage.start : passage.end] == passage.text
        for span in (*quotation.highlights, *([stretch] if stretch else [])):
            assert 0 <= span.start < span.end <= len(passage.text)
        assert card(quotation, document, "Passage 1", date(2026, 11, 22))


def test_no_string_raises(
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """Control characters, half characters, markup, query syntax, 2,000 of one letter: no error."""
    tiny_build(write_corpus(CORPUS))
    check(tiny_assistant(), list(drawn(int(os.environ.get("HOSTILE_STRINGS", "300")))))


@pytest.mark.real
def test_no_string_raises_with_the_real_encoder(campaign_index: Path) -> None:
    """The tokenizer and the model take whatever is typed."""
    with Assistant.open(campaign_index) as assistant:
        check(assistant, list(drawn(60, seed=7)))
