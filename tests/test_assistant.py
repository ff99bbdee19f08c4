"""Asking one snapshot, with the tiny encoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.comprehension import shipped
from assistant.encoder import TextEncoder
from assistant.errors import FilterError, NoIndexError, QuestionError, SettingError
from assistant.index.build import BuildReport
from assistant.records import Filters, Outcome
from assistant.screening import CAUTION
from assistant.settings import EngineSettings

WriteCorpus = Callable[[Mapping[str, str | bytes]], Path]


class TextEncoderMaker(Protocol):
    """What the tests need of the `maker` fixture."""

    encoder: TextEncoder


CORPUS = {
    "pay.txt": "Pay\nCarers in Leeds are paid weekly. The rate rose in 2021.\n",
    "homes.txt": "Homes\nEvery council must offer a settled home to care leavers.\n",
}
"""Two pages of one section each."""


@pytest.fixture
def assistant_(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> Assistant:
    """An assistant on the two pages."""
    tiny_build(write_corpus(CORPUS))
    return tiny_assistant()


def test_the_answer_quotes_the_document(assistant_: Assistant) -> None:
    """The best passage comes first, word for word, with its citation and place."""
    answer = assistant_.ask("When are carers in Leeds paid?")
    first = answer.quotations[0]
    assert answer.outcome is Outcome.FOUND
    assert first.passage.text == CORPUS["pay.txt"].strip()
    assert first.passage.locator.headings == ("Pay",)
    assert first.cited == "Pay"
    document = assistant_.document("pay.txt")
    assert document.text[first.passage.start : first.passage.end] == first.passage.text


def test_a_reprint_is_quoted_once_with_its_other_place(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """Of two documents with one text the later is quoted, and `k` counts distinct passages."""
    catalogue = "".join(
        f'[[document]]\nfile = "{name}"\ntitle = "{name}"\npublished = "{year}"\n'
        for name, year in (("old.txt", 2019), ("pay.txt", 2021), ("homes.txt", 2020))
    )
    reprint = {"old.txt": CORPUS["pay.txt"].replace("weekly. The", "weekly.\nThe")}
    tiny_build(write_corpus(CORPUS | reprint | {"catalogue.toml": catalogue}))
    answer = tiny_assistant().ask("When are carers in Leeds paid?", k=2)
    assert [q.passage.path for q in answer.quotations] == ["pay.txt", "homes.txt"]
    first: Any = answer.to_dict()["passages"]
    (place,) = first[0]["also"]
    assert place["document"]["path"] == "old.txt"
    assert (place["start"], place["end"]) == (0, len(CORPUS["pay.txt"].strip()))
    assert place["citation"] == "old.txt (2019), section “Pay”"
    assert first[1]["also"] == []


def test_an_excerpt_is_cited_only_for_words_that_stand_in_it(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """'The same words also stand in' is true of what is marked, and of what opens its list."""
    excerpt = "Pay\nDrivers in Leeds are paid on Fridays by the council of the city.\n"
    files = {
        "whole.txt": f"{excerpt}The mileage of zebras is 40 pence.\n",
        "excerpt.txt": excerpt,
        "list.md": "# Bees\n\nStaff must not:\n\n- feed the striped bees in any of our own hives\n",
        "item.md": "feed the striped bees in any of our own hives\n",
    }
    tiny_build(write_corpus(files))
    for question, marked, places in (
        ("When are drivers in Leeds paid?", "Drivers in Leeds", ["excerpt.txt"]),
        ("What is the mileage of zebras?", "The mileage", []),
        ("feed striped bees hive", "feed the", []),
    ):
        first = tiny_assistant().ask(question).quotations[0]
        assert first.marked.startswith(marked)
        assert [place.passage.path for place in first.also] == places


def test_small_talk_is_not_a_topic(assistant_: Assistant) -> None:
    """A thank-you between two questions does not become what the next one is about."""
    history = ["Hello, what are carers in Leeds paid?", "Thank you!"]
    answer = assistant_.ask("and when did it rise?", history)
    assert answer.searched_for == "what are carers in Leeds paid? and when did it rise?"
    assert assistant_.ask("Thanks", history).quotations == ()


def test_danger_is_cautioned_and_still_searched(assistant_: Assistant) -> None:
    """Who tells of danger gets the way to help and the passages both."""
    answer = assistant_.ask("He is going to kill her tonight. When are carers in Leeds paid?")
    assert answer.caution == CAUTION
    assert answer.quotations[0].passage.path == "pay.txt"
    assert assistant_.ask("carers in Leeds").caution is None


@pytest.mark.parametrize(
    ("question", "history", "searched"),
    [
        ("He is going to kill her tonight", ["What are carers paid?"], "typed"),
        ("and her?", ["What are carers paid?", "He is going to kill her tonight"],
         "He is going to kill her tonight, and her?"),
        ("and her?", ["What are carers paid?", "He is going to kill her tonight", "and him?"],
         "He is going to kill her tonight, and him? and her?"),
        ("and her?", ["He is going to kill her tonight", "What are carers in Leeds paid?"],
         "What are carers in Leeds paid? and her?"),
    ],
)  # fmt: skip
def test_danger_leaves_the_topic_before_it_behind(
    assistant_: Assistant, question: str, history: list[str], searched: str
) -> None:
    """A cry for help is not searched together with pay, nor is what is asked after it."""
    assert assistant_.ask(question, history).searched_for == searched.replace("typed", question)


def test_under_a_filter_what_passes_it_is_covered(nations: Assistant) -> None:
    """Documents that the filter has just left out are not offered."""
    far = replace(shipped(), covered_from=0.9)  # the tiny encoder finds all words somewhat alike
    nations._ground = replace(nations._ground, calibration=far)
    question = "Who won the match in Madrid in 1998?"
    assert nations.ask(question, filters=Filters(nation="Wales")).covers == ("Wages",)
    assert nations.ask(question, filters=Filters(since="2022")).covers == ()


def test_what_is_not_covered_comes_with_what_is(assistant_: Assistant) -> None:
    """Who asks about something else learns what can be asked about."""
    far = replace(shipped(), covered_from=0.9)  # the tiny encoder finds all words somewhat alike
    assistant_._ground = replace(assistant_._ground, calibration=far)
    answer = assistant_.ask("Who won the match in Madrid in 1998?")
    assert answer.message == "The documents do not cover this."
    assert set(answer.covers) == {"Pay", "Homes"}


def test_what_no_document_says_is_not_found(assistant_: Assistant) -> None:
    """A question about something else gets no answer."""
    assert assistant_.ask("lemon cake recipe").outcome is not Outcome.FOUND


def test_a_follow_up_is_searched_with_its_topic(assistant_: Assistant) -> None:
    """The answer says what was searched for, so that the user can see how it was understood."""
    answer = assistant_.ask("and when did it rise?", ["What are carers in Leeds paid?"])
    assert answer.searched_for == "What are carers in Leeds paid? and when did it rise?"
    assert answer.question == "and when did it rise?"
    assert answer.carried == "What are carers in Leeds paid?"
    assert answer.quotations[0].passage.path == "pay.txt"
    typed = assistant_.ask("and when did it rise?")
    assert (typed.searched_for, typed.carried) == ("and when did it rise?", None)


def test_a_follow_up_is_explained_with_its_topic_weighing_less(assistant_: Assistant) -> None:
    """Highlights mark what met the topic too, but a word of the question counts for more."""
    answer = assistant_.ask("when was the rate set?", ["carers in Leeds"])
    explained = answer.quotations[0].explanation
    weights = {match.word: match.weight for match in explained.words}
    assert answer.searched_for == "carers in Leeds, when was the rate set?"
    assert weights["rate"] == pytest.approx(2 * weights["Leeds"])
    text = answer.quotations[0].passage.text
    marked = [text[h.start : h.end] for h in answer.quotations[0].highlights]
    assert {"Carers", "Leeds", "rate"} <= set(marked)


def test_the_object_for_json_is_as_documented(assistant_: Assistant) -> None:
    """Programs find the documented keys, and offsets that point into the text."""
    found: dict[str, Any] = assistant_.ask("settled home for care leavers", k=1).to_dict()
    (passage,) = found["passages"]
    assert list(found) == [
        "question", "searched_for", "carried_over", "read_as", "parts", "differing", "caution",
        "outcome", "message", "reply", "covers", "unread", "probability", "passages", "snapshot",
        "filters", "summary", "documents",
    ]  # fmt: skip
    assert passage["document"]["path"] == "homes.txt"
    assert passage["document"]["url"] is None
    assert passage["locator"] == {"pages": None, "slides": None, "headings": ["Homes"]}
    marked = [passage["text"][a:b] for a, b in passage["highlights"]]
    assert marked == ["Homes", "settled", "home", "care", "leavers"]


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "empty"), (" \n\t", "empty"), ("x" * 2001, "2,001 characters")],
)
def test_a_question_that_cannot_be_searched_is_refused(
    assistant_: Assistant, question: str, message: str
) -> None:
    """The message says what is wrong with the question."""
    with pytest.raises(QuestionError, match=message):
        assistant_.ask(question)


def test_the_longest_question_is_answered(assistant_: Assistant) -> None:
    """Two thousand characters are not too long."""
    assert assistant_.ask("carers " * 285 + "pay??").quotations


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.text(min_size=1, max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_no_question_raises(assistant_: Assistant, question: str, history: list[str]) -> None:
    """Emoji, right-to-left text, SQL, control characters: an answer or a plain refusal."""
    try:
        answer = assistant_.ask(question, history)
    except QuestionError:
        assert not question.strip()
    else:
        assert 0 <= answer.probability <= 1


def test_a_new_snapshot_is_picked_up(
    assistant_: Assistant,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    maker: TextEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A running chat answers from the rebuilt index; without a rebuild nothing is reopened."""
    assert assistant_.refreshed() is assistant_
    monkeypatch.setattr("assistant.assistant.Encoder", lambda *_: maker.encoder)
    tiny_build(write_corpus({"new.txt": "Visits\nSocial workers visit on Fridays.\n"}))
    after = assistant_.refreshed()
    assert after.ask("who visits on Fridays?").quotations[0].passage.path == "new.txt"
    assert assistant_.ask("carers in Leeds").quotations[0].passage.path == "pay.txt"


def test_without_an_index_the_message_says_what_to_do(tmp_path: Path) -> None:
    """The first thing a new user meets says which command to run."""
    with pytest.raises(NoIndexError, match="run 'assistant build' first"):
        Assistant.open(tmp_path)


def test_an_engine_that_is_given_is_searched_whatever_is_set(
    tmp_path: Path,
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    maker: TextEncoderMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program that says where to search depends on no settings file, also after a rebuild."""
    monkeypatch.setattr("assistant.assistant.Encoder", lambda *_: maker.encoder)
    tiny_build(write_corpus(CORPUS))
    (tmp_path / "assistant.toml").write_text('port = "x"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError, match="port must be a number"):
        Assistant.open(tmp_path / "index")
    with Assistant.open(tmp_path / "index", engine=EngineSettings()) as opened:
        assert opened.ask("When are carers in Leeds paid?").outcome is Outcome.FOUND
        tiny_build(write_corpus({"new.txt": "Visits\nSocial workers visit on Fridays.\n"}))
        with opened.refreshed() as after:
            assert after.snapshot != opened.snapshot


def test_personal_data_are_what_the_documents_do_not_publish(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """A name, address or number that stands in a document is public; a client's is not."""
    text = "Contact\nMrs Ada Example chairs us at 4 Office Street, LS99 9ZZ: 0113 496 0001.\n"
    tiny_build(write_corpus({"contact.txt": text}))
    assistant = tiny_assistant()
    public = "does Mrs Ada Example work at 4 Office Street, LS99 9ZZ, phone 0113 496 0001"
    assert assistant.take(public).personal_data == ()
    mine = "my client Mrs Eva Example of 5 Office Street, LS99 9ZY"
    found = [mine[f.start : f.end] for f in assistant.take(mine).personal_data]
    assert found == ["Mrs Eva Example", "5 Office Street", "LS99 9ZY"]
    apart = "for Ada Office"  # both words stand in the passage, but not next to each other
    assert [f.start for f in assistant.take(apart).personal_data] == [4]


NATIONS = {
    "pay.txt": "Pay\nCarers in Leeds are paid weekly. The rate rose in 2021.\n",
    "wages.txt": "Wages\nCarers in Swansea are paid monthly. Their rate rose too.\n",
    "homes.txt": "Homes\nEvery council must offer a settled home to care leavers.\n",
    "catalogue.toml": """
[[document]]
file = "pay.txt"
nation = "England"
published = 2021
[[document]]
file = "wages.txt"
nation = "England and Wales"
audience = "carers, students"
""",
}


@pytest.fixture
def nations(
    write_corpus: WriteCorpus,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> Assistant:
    """An assistant on three pages, two of them with a nation."""
    tiny_build(write_corpus(NATIONS))
    return tiny_assistant()


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        (Filters(nation="england"), {"pay.txt", "wages.txt"}),
        (Filters(nation="Wales"), {"wages.txt"}),
        (Filters(audience="students"), {"wages.txt"}),
        (Filters(since="2021"), {"pay.txt"}),
        (Filters(easy_read=False), {"pay.txt", "wages.txt", "homes.txt"}),
    ],
)
def test_a_filtered_answer_is_the_ranking_of_what_passes(
    nations: Assistant, filters: Filters, paths: set[str]
) -> None:
    """The passages, their order and their scores are those of all, without what does not pass."""
    question = "When are carers paid?"
    everything = nations.ask(question, k=9).quotations
    answer = nations.ask(question, k=9, filters=filters)
    kept = [quotation for quotation in everything if quotation.passage.path in paths]
    assert [q.passage for q in answer.quotations] == [q.passage for q in kept]
    assert [q.score for q in answer.quotations] == pytest.approx([q.score for q in kept])
    assert {q.passage.path for q in answer.quotations} == paths
    assert answer.filters is not None
    assert answer.filters.documents == len(paths)


def test_a_filter_finds_what_an_index_of_those_documents_finds(
    nations: Assistant,
    tmp_path: Path,
    tiny_build: Callable[..., BuildReport],
    tiny_assistant: Callable[[], Assistant],
) -> None:
    """The same passages come as from a corpus without the others, though scores may differ."""
    answer = nations.ask("When are carers paid?", k=9, filters=Filters(nation="England"))
    (tmp_path / "corpus" / "homes.txt").unlink()
    tiny_build(tmp_path / "corpus")
    alone = tiny_assistant().ask("When are carers paid?", k=9)
    assert [q.passage for q in answer.quotations] == [q.passage for q in alone.quotations]


def test_what_is_only_outside_the_filter_is_counted(nations: Assistant) -> None:
    """Who filters too much learns that the documents do answer without the filter."""
    question = "Who must offer a settled home to care leavers?"
    filters = nations.ask(question, filters=Filters(nation="Wales")).filters
    assert filters is not None
    assert filters.to_dict() == {
        "nation": "Wales", "campaign": None, "audience": None, "since": None, "until": None,
        "easy_read": None, "current": False, "language": None, "include_unstated": False,
        "documents": 1, "of": 3, "silent": 1, "outside": 1,
    }  # fmt: skip
    cake = nations.ask("lemon cake recipe", filters=Filters(nation="Wales"))
    assert cake.outcome is Outcome.NOT_FOUND
    assert cake.filters is not None
    assert cake.filters.outside == 0


def test_where_all_documents_pass_none_is_outside(nations: Assistant) -> None:
    """A filter that leaves nothing out is not named as the reason for finding nothing."""
    answer = nations.ask("lemon cake recipe", filters=Filters(current=True))
    assert answer.filters is not None
    assert (answer.filters.documents, answer.filters.outside) == (3, None)


def test_no_document_passing_is_not_found(nations: Assistant) -> None:
    """Filters that together let nothing pass give no passage and no error."""
    answer = nations.ask("When are carers paid?", filters=Filters(nation="Wales", since="2021"))
    assert (answer.outcome, answer.quotations) == (Outcome.NOT_FOUND, ())
    assert answer.filters is not None
    assert (answer.filters.documents, answer.filters.outside) == (0, 2)


def test_a_filter_that_cannot_be_met_is_refused(nations: Assistant) -> None:
    """The message lists what there is."""
    with pytest.raises(FilterError, match="the nation 'Mars': there is England, Wales"):
        nations.ask("pay", filters=Filters(nation="Mars"))


def test_without_a_filter_the_answer_names_none(nations: Assistant) -> None:
    """Filters that are all off are no filters."""
    assert nations.ask("pay", filters=Filters()).filters is None
    assert nations.ask("pay").to_dict()["filters"] is None


def test_what_answers_does_not_depend_on_how_many_are_shown(assistant_: Assistant) -> None:
    """A user who asks for one passage gets the first of those who ask for many."""
    question = "What are carers in Leeds paid?"
    few, many = (assistant_.ask(question, k=k) for k in (1, 50))
    assert (few.outcome, few.probability) == (many.outcome, many.probability)
    assert few.quotations == many.quotations[:1]
