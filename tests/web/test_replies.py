from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.records import (
    Answer,
    Document,
    Filtering,
    Filters,
    ListedDocument,
    Locator,
    Outcome,
    Source,
)
from assistant.web.coverage import chosen_filters, covered_by
from assistant.web.replies import FAILED, Replier, Session, Turn
from assistant.web.service import Holder
from assistant.web.turns import caution_html, turn_html
from tests.web.conftest import TODAY, quotation

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant, Reading


@pytest.fixture
def replier(assistant: FakeAssistant) -> Replier:
    """Replies from the small assistant."""
    return Replier(Holder(assistant))


def test_a_found_answer_shows_its_passages(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """An answer says that it is verbatim and shows the passage."""
    reading = read(replier.reply("What is asked of pay?", Session()).turn)
    assert reading.text("h2") == "Question: What is asked of pay?"
    assert "From the documents, word for word:" in reading.text()
    assert "Workers spend 80–20 of their time" in reading.text("blockquote")


def test_an_unconfirmed_answer_is_labelled(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """The nearest passages cannot be mistaken for an answer."""
    reading = read(replier.reply("perhaps pay?", Session()).turn)
    assert (
        "Nothing in the documents answers this clearly. The nearest passages are:" in reading.text()
    )
    assert reading.text("h3") == "May not answer: nearest passage 1"


def test_not_found_says_what_is_covered(read: Callable[[str], Reading], replier: Replier) -> None:
    """Who asks about something else learns what the documents are about, and gets no passage."""
    reading = read(replier.reply("weather?", Session()).turn)
    assert "The documents do not cover this.They cover:" in reading.text()
    assert "Homes not hospitals: Fair pay" in reading.text()
    assert reading.text("a") == "See all 2 documents"
    assert "blockquote" not in reading.names()


def test_small_talk_gets_its_reply_and_nothing_else(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """Who says hello is answered in kind, without passages and without a list."""
    reading = read(replier.reply("hello", Session()).turn)
    assert reading.text() == "Question: helloHello <you>."
    assert reading.names() == {"article", "h2", "span", "p"}


def test_a_caution_comes_before_anything_else(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """In danger the way to help is what is seen and announced first; passages follow it."""
    reading = read(replier.reply("danger and pay", Session()).turn)
    assert reading.text().startswith("Call <999>.Question: ")
    assert reading.tags[1] == ("p", {"class": "caution", "role": "alert"})
    assert reading.tags[2] == ("a", {"href": "tel:999"})
    assert "Workers spend 80–20" in reading.text("blockquote")


def test_the_numbers_of_a_caution_are_dialled() -> None:
    """On a telephone a press calls; nothing else is taken for a number."""
    html = caution_html("It's 1 of 22: call 999, or 116 123.")
    assert html.endswith(
        '>It&#x27;s 1 of 22: call <a href="tel:999">999</a>,'
        ' or <a href="tel:116123">116 123</a>.</p>'
    )


def test_a_follow_up_is_searched_with_the_earlier_questions(
    read: Callable[[str], Reading], replier: Replier, assistant: FakeAssistant
) -> None:
    """Earlier questions of the session are passed on, and the question searched is shown."""
    first = replier.reply("What of <pay>?", Session())
    second = replier.reply("And in Wales?", first.session)
    assert assistant.histories == [(), ("What of <pay>?",)]
    assert "Searched for: And in Wales? pay" in read(second.turn).text()
    assert "Searched for" not in first.turn
    assert second.session.asked == 2


def test_what_was_searched_can_be_changed(read: Callable[[str], Reading], replier: Replier) -> None:
    """The words searched go into the question box to be changed, exactly as they were searched."""
    first = replier.reply("What of <pay>?", Session())
    assert "data-searched" not in first.turn
    reading = read(replier.reply('And in "Wales"?', first.session).turn)
    searched = [tag["data-searched"] for _, tag in reading.tags if "data-searched" in tag]
    assert searched == ['And in "Wales"? pay']
    assert "Change what was searched for question 2" in reading.text("button")


def test_how_an_abbreviation_was_read_is_said_and_can_be_changed(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """In a line of its own, and what was searched for only where more than that was changed."""
    first = replier.reply("fp rates", Session())
    reading = read(first.turn)
    assert "Read “fp” as Fair <Pay>. Change what was searched for question 1" in reading.text()
    assert "Searched for" not in reading.text()
    searched = [tag["data-searched"] for _, tag in reading.tags if "data-searched" in tag]
    assert searched == ["fp (Fair <Pay>) rates"]
    second = read(replier.reply("fp in Wales", first.session).turn).text()
    assert "Read “fp” as Fair <Pay>. Searched for: fp (Fair <Pay>) in Wales pay" in second


def test_a_complete_question_is_searched_by_itself(
    replier: Replier, assistant: FakeAssistant
) -> None:
    """What was changed is searched as it stands, and what follows may depend on it."""
    first = replier.reply("What of pay?", Session())
    second = replier.reply("pay in Wales", first.session, "", "yes")
    replier.reply("And in England?", second.session)
    assert assistant.histories == [(), (), ("What of pay?", "pay in Wales")]
    assert "Searched for" not in second.turn


def test_half_a_surrogate_pair_breaks_nothing(replier: Replier) -> None:
    """A question with half a character in it is answered like any other."""
    reply = replier.reply("pay \ud800?", Session())
    assert "pay ??" in reply.turn
    assert reply.session.history == ("pay ??",)


def test_only_recent_questions_are_kept() -> None:
    """A long conversation does not grow without end."""
    session = Session()
    for number in range(50):
        session = session.after(Turn(str(number)))
    assert session.asked == 50
    assert session.history == tuple(str(number) for number in range(30, 50))


def test_an_empty_question_gets_a_plain_sentence(replier: Replier) -> None:
    """What cannot be searched is explained, and stays in the box to be mended."""
    reply = replier.reply("  ", Session())
    assert (reply.turn, reply.notice, reply.left) == ("", "Please type a question.", "  ")


def test_a_failure_tells_the_user_little_and_the_log_no_question(
    replier: Replier, caplog: pytest.LogCaptureFixture
) -> None:
    """A question never reaches the log, not even by way of an error's message."""
    with caplog.at_level(logging.DEBUG):
        reply = replier.reply_anyway("fail for Jane Canary", Session())
    assert (reply.turn, reply.notice, reply.left) == ("", FAILED, "fail for Jane Canary")
    assert "RuntimeError at" in caplog.text
    assert "Canary" not in caplog.text


def test_coverage_follows_the_snapshot(replier: Replier, assistant: FakeAssistant) -> None:
    """After a rebuild the page tells what the new index covers."""
    before = replier.coverage()
    assert replier.coverage() is before
    assistant.next = type(assistant)("20261123-b")
    assert replier.coverage() is not before


def test_personal_data_are_not_searched_before_the_user_says_so(
    read: Callable[[str], Reading], replier: Replier, assistant: FakeAssistant
) -> None:
    """The question stays in the box, with what was found marked, and nothing is asked."""
    reply = replier.reply("what pay for Mrs <i>Patel, NHS number 999 110 6847", Session())
    assert (reply.turn, reply.session.history, assistant.histories) == ("", (), [])
    assert reply.left == "what pay for Mrs <i>Patel, NHS number 999 110 6847"
    assert reply.notice == "Not searched yet: the question seems to hold an NHS number."
    reading = read(reply.offer)
    assert reading.text("mark") == "999 110 6847"
    assert "i" not in reading.names()
    assert "Without these details: what pay for Mrs <i>Patel, …" in reading.text()


def test_a_question_goes_on_without_its_personal_data(replier: Replier) -> None:
    """What was taken out is neither searched nor remembered."""
    reply = replier.reply_without("what pay for my client Jane Example", Session())
    assert reply.session.history == ("what pay for my client …",)
    assert "Jane" not in reply.turn
    assert (reply.offer, reply.left) == ("", "")
    assert "Searched for: <q>what pay for my client …</q>" in reply.turn
    assert "Change what was searched" in reply.turn


def test_a_question_goes_on_as_typed(replier: Replier) -> None:
    """The check may be wrong, and then the user has the last word."""
    reply = replier.reply_anyway("what pay for my client Jane Example", Session())
    assert reply.session.history == ("what pay for my client Jane Example",)
    assert "Jane Example" in reply.turn


def test_danger_is_answered_before_personal_data(
    read: Callable[[str], Reading], replier: Replier
) -> None:
    """Whoever tells of danger sees where to turn at once, not after a choice about details."""
    reply = replier.reply("Jane Example, dob 1/2/1990, has taken an overdose", Session())
    assert reply.offer.startswith('<p class="caution" role="alert">')
    assert "999" in read(reply.offer).text()


def test_the_filters_chosen_are_asked_with(replier: Replier, assistant: FakeAssistant) -> None:
    """What is chosen on the page reaches the search; what cannot be read is explained."""
    replier.reply("pay?", Session(), '{"nation": "Wales"}')
    assert assistant.filters == [Filters(nation="Wales")]
    reply = replier.reply("pay?", Session(), "nonsense")
    assert (reply.turn, reply.left) == ("", "pay?")
    assert reply.notice == "The filter cannot be read: reload the page."


def shown(read: Callable[[str], Reading], assistant: FakeAssistant, answer: Answer) -> Reading:
    return read(turn_html(answer, 1, assistant, covered_by(assistant), TODAY))


def test_the_filter_is_told_with_the_answer(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A reader sees under which filter nothing was found, and that others would answer."""
    filtering = Filtering(Filters(nation="<Wales>"), 1, 4, 2, outside=3)
    answer = Answer("pay?", "pay?", Outcome.NOT_FOUND, 0.0, (), "s", filters=filtering)
    reading = shown(read, assistant, answer)
    text = reading.text()
    assert "Filter: nation <Wales> (1 of 4 documents)." in text
    assert "does not give. Include them (ask question 1 again)" in text
    [way] = [tag for _, tag in reading.tags if "data-filters" in tag]
    assert way["data-searched"] == "pay?"
    sent = chosen_filters(str(way["data-filters"]))
    assert sent == Filters(nation="<Wales>", include_unstated=True)
    whole = replace(answer, filters=replace(filtering, silent=0))
    assert "Include" not in shown(read, assistant, whole).text()
    assert "Left out: 2 documents whose nation the catalogue does not give." in text
    assert "The documents do not cover this. Without the filter: 3 passages." in text


def test_what_a_question_leaves_out_is_offered_once(
    read: Callable[[str], Reading], assistant: FakeAssistant
) -> None:
    """A nation in the question offers what a nation in the filter offers, under the same filters.

    Where the filter leaves documents out as well, its own button includes them all.
    """
    said = "Documents (nation Wales): none of 4 documents. Left out: 1 document."
    answer = Answer("Any in Wales?", "Any in Wales?", Outcome.NOT_FOUND, 0.0, (), "s", summary=said)
    for filters, silent in ((None, 0), (Filtering(Filters(current=True), 3, 4, 0), 0),
                            (Filtering(Filters(since="2020"), 1, 4, 2), 2)):  # fmt: skip
        reading = shown(read, assistant, replace(answer, silent=1, filters=filters))
        [way] = [tag for _, tag in reading.tags if "data-filters" in tag]
        assert way["data-searched"] == "Any in Wales?"
        chosen = filters.filters if filters else Filters()
        sent = chosen_filters(str(way["data-filters"]))
        assert sent == replace(chosen, include_unstated=True)
        said = f"Include {'them' if silent else 'it'} (ask question 1 again)"
        assert said in reading.text("button")
    assert "Include" not in shown(read, assistant, answer).text()


def test_without_the_filter_stands_before_the_nearest_passages(
    read: Callable[[str], Reading], assistant: FakeAssistant, documents: tuple[Document, ...]
) -> None:
    """What is outside the filter is told before passages that are no answer, not among them."""
    near = quotation(documents[0], 0, 30, [], Locator())
    filtering = Filtering(Filters(current=True), 1, 2, 0, outside=1)
    answer = Answer("q", "q", Outcome.UNCONFIRMED, 0.3, (near,), "s", filters=filtering)
    assert (
        "Without the filter: 1 passage. Nothing in the documents answers this clearly. "
        "The nearest passages are:" in shown(read, assistant, answer).text()
    )


def test_only_what_answers_stands_open(
    read: Callable[[str], Reading], assistant: FakeAssistant, documents: tuple[Document, ...]
) -> None:
    """What is near and answers nothing by itself is folded; of nearest ones all stand open."""
    sure = quotation(documents[0], 0, 30, [], Locator())
    unsure = replace(sure, outcome=Outcome.UNCONFIRMED)
    answer = Answer("q", "q", Outcome.FOUND, 0.9, (sure, unsure), "s")
    reading = shown(read, assistant, answer)
    assert "Also near:More ways to copy (Also near 1" in reading.text("summary")
    assert reading.text("h3") == "Answer 1Also near 1"
    nearest = replace(answer, outcome=Outcome.UNCONFIRMED, quotations=(unsure,))
    assert "Also near" not in shown(read, assistant, nearest).text()


def test_listed_documents_are_shown_with_their_best_passage(
    read: Callable[[str], Reading], assistant: FakeAssistant, documents: tuple[Document, ...]
) -> None:
    """Each document is a row with its link, its mentions and, closed, its best passage."""
    homes, hostile = documents
    best = quotation(homes, 0, 30, [(0, 4)], Locator())
    rows = (
        ListedDocument(best.citation.source, 2, (best,)),
        ListedDocument(Source(hostile.path, "", hostile.entry, None, None, 1), 0),
    )
    said = "Documents that mention “<home>”: 2 of 2 documents."
    answer = Answer("q", "q", Outcome.FOUND, 1.0, (), "s", summary=said, documents=rows)
    reading = shown(read, assistant, answer)
    assert said in reading.text()
    assert "England, Easy Read, 4 pages, 2 passages Mentioned in 2 passages" in reading.text()
    assert reading.text("blockquote") == homes.text[:30]
    assert "<script>alert('title')</script>" in reading.text()
    links = [tag["href"] for name, tag in reading.tags if name == "a"]
    assert links == ["https://documents.example/homes?a=1&b=2"] * 2
    assert "script" not in reading.names()


def test_a_long_list_is_opened_on_demand(
    read: Callable[[str], Reading], assistant: FakeAssistant, documents: tuple[Document, ...]
) -> None:
    """A list of many documents does not bury the question box."""
    row = ListedDocument(Source("a", "", documents[0].entry, None, None, 1))
    answer = Answer("q", "q", Outcome.FOUND, 1.0, (), "s", summary="Many.", documents=(row,) * 40)
    reading = shown(read, assistant, answer)
    assert reading.text("summary") == "28 more"
    assert reading.text("li").count("Homes not hospitals") == 40


def test_an_empty_list_says_so(read: Callable[[str], Reading], assistant: FakeAssistant) -> None:
    """Where no document mentions a topic the page says that, and nothing of other topics."""
    said = "Documents that mention “x”: none of 2 documents."
    answer = Answer("q", "q", Outcome.NOT_FOUND, 0.0, (), "s", summary=said)
    reading = shown(read, assistant, answer)
    assert said in reading.text()
    assert "They cover" not in reading.text()


@pytest.mark.parametrize("way", ["reply", "reply_without", "reply_anyway"])
def test_one_snapshot_looks_at_a_question_and_answers_it(
    way: str, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that is published in between does not answer what another one looked at."""
    holder, asked_for = Holder(assistant), list[str]()

    def current() -> FakeAssistant:
        asked_for.append(way)
        return assistant

    monkeypatch.setattr(holder, "current", current)
    update = getattr(Replier(holder), way)("What is asked of pay?", Session())
    assert "word for word" in update.turn
    assert asked_for == [way]
