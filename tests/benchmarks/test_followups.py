"""The conversations that follow-ups are measured on."""

from __future__ import annotations

from assistant.evaluation.questions import LabelledQuestion, load_questions
from assistant.text import content_stems, words
from benchmarks.collections import COLLECTIONS, DATA
from benchmarks.followups import NEW_TOPIC, related

WRITTEN = load_questions(DATA / "follow-ups.jsonl")


def test_every_quote_stands_in_its_source() -> None:
    """No conversation is judged by words that its document does not hold."""
    texts = {
        path.name: " ".join(path.read_text("utf-8").split())
        for corpus, _ in COLLECTIONS.values()
        for path in corpus.iterdir()
        if path.suffix in (".txt", ".md")
    }
    assert [q.id for q in WRITTEN if " ".join(q.quote.split()) not in texts[q.sources[0]]] == []


def test_there_are_enough_conversations_of_many_forms() -> None:
    """Sixty and more, in halves alike, some of three turns and some that change the topic."""
    assert len({q.id for q in WRITTEN}) == len(WRITTEN) >= 60
    for half in (WRITTEN[::2], WRITTEN[1::2]):
        assert sum(q.type == NEW_TOPIC for q in half) >= 8
        assert sum(len(q.turns) == 3 for q in half) >= 3
        assert len({q.type for q in half}) >= 10


def test_no_document_has_what_strange_follow_ups_are_about() -> None:
    """Each says something, and there is one thing in it that neither collection mentions."""
    texts = [
        path.read_text("utf-8")
        for corpus, _ in COLLECTIONS.values()
        for path in corpus.iterdir()
        if path.suffix in (".txt", ".md")
    ]
    held = {word.stem for text in texts for word in words(text)}
    strange = load_questions(DATA / "strange-follow-ups.jsonl")
    assert len({q.id for q in strange}) == len(strange) == 40
    assert [q.id for q in strange if q.answerable or content_stems(q.turns[-1]) <= held] == []


def test_questions_of_one_article_are_related() -> None:
    """A SQuAD paragraph counts with its article, any other document for itself."""

    def asked(path: str) -> LabelledQuestion:
        return LabelledQuestion(path, ("why?",), True, (path,))

    assert related(asked("003-001.md"), asked("003-017.md"))
    assert not related(asked("003-001.md"), asked("004-001.md"))
    assert not related(asked("campaigns-in-england.txt"), asked("campaigns-in-wales.txt"))
