"""What was met of a question and what was not."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calibration import shipped
from assistant.evidence import evidence
from assistant.records import (
    Evidence,
    Explanation,
    Highlight,
    Hit,
    Locator,
    Measures,
    MetBy,
    Passage,
    WordMatch,
)
from assistant.retrieval import WEIGHTS
from assistant.words import content_stems, stem, words

NOTHING = Measures(0.0, 0.0, 0.0, 0.0)
FULL = WEIGHTS.whole + WEIGHTS.point


class Corpus:
    """Holds the stems of a text."""

    def __init__(self, text: str) -> None:
        self._stems = {word.stem for word in words(text)}

    def holds(self, stem: str) -> bool:
        return stem in self._stems


def hit(text: str, score: float = 0.5) -> Hit:
    passage = Passage("a.txt", 0, len(text), text, Locator())
    return Hit(passage, 0, score, Measures(0.5, 0.5, 0.6, 0.4))


def explained(question: str, text: str, near: Mapping[str, float] | None = None) -> Explanation:
    """As by an encoder to which a word is like itself, and like others as `near` says or 0.2."""
    found, meaningful = {word.stem: word for word in words(text)}, content_stems(question)
    weight = 1 / max(len(meaningful), 1)
    matches = []
    for word in words(question):
        asked, meant = question[word.start : word.end], word.stem in meaningful
        similarity = 0.9 if word.stem in found else (near or {}).get(asked, 0.2)
        met: tuple[MetBy, ...] = ()
        if meant and (word.stem in found or similarity >= 0.63):
            place = found.get(word.stem)
            other = text[place.start : place.end] if place else "other"
            met = (MetBy(other, similarity, Highlight(0, 1)),)
        share = weight if meant else 0.0
        matches.append(WordMatch(asked, share, share * similarity * FULL, met))
    return Explanation(NOTHING, NOTHING, tuple(matches), 0.0, None)


def told(
    question: str,
    text: str,
    corpus: str = "",
    near: Mapping[str, float] | None = None,
    sought: str = "",
) -> Evidence:
    explanation, vocabulary = explained(question, text, near), Corpus(f"{text} {corpus}")
    stems = {word.stem for word in words(sought)}
    (found,) = evidence(question, [hit(text)], [explanation], vocabulary, stems)
    return found


def test_all_met() -> None:
    """Nothing is against a passage with every word of the question, nor that it stands alone."""
    found = told("carers in Leeds", "Carers met in Leeds.")
    assert found == Evidence(
        cosine=0.6,
        margin=0.08,
        worst_unmet=0.0,
        unmet_elsewhere=0.0,
        unknown=0.0,
        alike=0.0,
        numbers_unmet=0.0,
        names_unmet=0.0,
        answer_missing=0.0,
    )


def test_a_word_that_other_passages_hold() -> None:
    """That the corpus knows the word, but not this passage, is told apart from an unknown word."""
    known = told("budget of carers", "Carers met in Leeds.", corpus="the budget")
    unknown = told("budget of carers", "Carers met in Leeds.")
    assert known.unmet_elsewhere == pytest.approx(0.5 * (1 - 0.2))
    assert known.unknown == 0.0
    assert (unknown.unmet_elsewhere, unknown.unknown) == (0.0, 0.5)
    assert known.worst_unmet == unknown.worst_unmet == pytest.approx(0.5 * (1 - 0.2 / 0.75))


def test_a_word_met_by_one_of_its_meaning() -> None:
    """A paraphrase counts for the passage by how near it comes."""
    found = told("carers uniting", "Carers met.", near={"uniting": 0.65})
    assert found.alike == pytest.approx(0.5 * 0.65)
    assert found.worst_unmet == pytest.approx(0.5 * (1 - 0.65 / 0.75))


def test_a_word_that_says_little_is_not_missed() -> None:
    """'Actually' and 'get' may be missing from an answer."""
    found = told("what do carers actually get", "Carers met.", corpus="actually get")
    assert (found.worst_unmet, found.unmet_elsewhere, found.unknown) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("question", "numbers", "names"),
    [
        ("carers of 2026", 1, 0),
        ("carers of 2019", 0, 0),
        ("carers by Ada Sample", 0, 2),
        ("carers and the NHS", 0, 1),
        ("Parents and carers", 0, 0),
        ("Hello. Parents and carers", 0, 0),
        ("CARERS IN WALES", 0, 0),
        ("1 2 3 4 5 carers", 3, 0),
    ],
)
def test_numbers_and_names(question: str, numbers: int, names: int) -> None:
    """A year or a name that the passage lacks is counted; how a sentence begins is no name."""
    found = told(question, "Carers met in 2019.")
    assert (found.numbers_unmet, found.names_unmet) == (numbers, names)


def test_one_name_is_not_another_like_it() -> None:
    """Who asks of Wales is not answered of England, however alike the two words are."""
    found = told("carers in Wales", "Carers met in England.", near={"Wales": 0.55})
    assert (found.names_unmet, found.alike) == (1.0, 0.0)
    assert found.worst_unmet == 0.5


def test_the_kind_of_answer() -> None:
    """Who asks for a sum is not answered by a passage without one."""
    assert told("what do carers cost", "Carers cost much.").answer_missing == 1.0
    assert told("what do carers cost", "Carers cost £9.").answer_missing == 0.0


def test_the_margin_is_to_the_best_others() -> None:
    """A hit is compared with the four best others, whether they are shown or not."""
    scores = (0.7, 0.5, 0.4, 0.3, 0.2, 0.1)
    hits = [hit("Carers met.", score) for score in scores]
    shown = [explained("carers", "Carers met.")] * 2
    first, second = evidence("carers", hits, shown, Corpus("carers"))
    assert first.margin == pytest.approx(0.7 - 0.35)
    assert second.margin == pytest.approx(0.5 - 0.4)


@pytest.mark.parametrize(
    ("question", "sought", "nothing"),
    [
        ("carers in Leeds, and in prisons?", "prisons", True),
        ("carers in Leeds, and in may?", "may", False),  # met by a word of its meaning
        ("carers in Leeds, and in Wales?", "Wales", True),  # another name is not
        ("carers in Leeds, and the manager in prisons?", "manager prisons", False),
        ("carers in Leeds, and what else?", "else", False),  # says nothing to be met
        ("carers in Leeds, and prisons?", "", False),  # its topic is all that it asks of
        ("carers in Leeds, and the DASS one?", "DASS", False),  # spelt out there
        ("carers in Leeds, and for DASSs?", "DASSs", False),
        ("carers in Leeds, and the DASS's?", "DASS's", False),
        ("carers in Leeds, and the ASSM one?", "ASSM", True),  # not beyond the line
        ("carers in Leeds, and the DA one?", "DA", True),  # so do any two words
        ("carers in Leeds, and the NHS one?", "NHS", True),
        ("carers in Leeds, and what of a dass?", "dass", True),  # a word, not an abbreviation
    ],
)
def test_whether_anything_that_is_asked_was_met(
    question: str, sought: str, *, nothing: bool
) -> None:
    """A topic that was met before tells nothing of what is asked of it now."""
    text = (
        "The managers met carers in Leeds, and the Director of Adult Social Services.\nMany came."
    )
    near = {"Wales": 0.7, "may": 0.7}
    assert told(question, text, near=near, sought=sought).met_nothing is nothing


def test_abbreviations_are_looked_for_in_any_text_without_delay() -> None:
    """No text makes looking slow, and nothing of the question is kept in the pattern's cache."""
    for text in ("A-" * 50_000, "A'" * 50_000, "Aa and " * 20_000, "A B " * 20_000):
        assert told("carers, and the AAAAAB one?", text, sought="AAAAAB").met_nothing
    assert not any("AAB" in str(key) for key in re._cache)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("When did carers meet in 2019?", "When did carers meet in 2026?"),
        ("carers in Leeds", "carers in Leeds and Truro"),
        ("what carers do", "what carers cost"),
        ("carers in Leeds", "salary of carers in Leeds"),
    ],
)
def test_what_the_passage_lacks_makes_an_answer_less_probable(better: str, worse: str) -> None:
    """A year, a place, a sum or an attribute that is not there lowers the probability."""
    text = "Carers met in Leeds in May 2019."
    corpus = "salary Truro cost 2026"
    chances = [shipped().probability(told(q, text, corpus)) for q in (better, worse)]
    assert chances[0] > chances[1]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_question_has_a_probability(question: str, text: str) -> None:
    """No question and no passage raises, and the chance is one."""
    assert 0 <= shipped().probability(told(question, text)) <= 1


def test_a_question_too_long_to_encode_whole() -> None:
    """Words that the encoder never saw have no weight and are no evidence."""
    match = WordMatch("carers", 0.0, 0.0, ())
    explanation = Explanation(NOTHING, NOTHING, (match,), 0.0, None)
    (found,) = evidence("carers", [hit("Leeds")], [explanation], Corpus(""))
    assert (found.worst_unmet, found.unknown) == (0.0, 0.0)
    assert stem("carers") in content_stems("carers")
