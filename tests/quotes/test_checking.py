"""What was exported is found again, and what was changed is pointed at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.answer_export import Format, exported
from assistant.citation import Style, cite, comparable
from assistant.quotes import Checked, FileState, QuoteState, check_quotes
from assistant.quotes.written import Shelf, read_written
from assistant.readers.markdown import read_markdown
from assistant.records import Answer, Document, Outcome
from tests.quoting import MADE, answer, corpora, document, quotation, shelf

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 22)
PLAN = (
    "The review looks at the carer’s plan – every year.\n"
    "• “Short breaks” are offered to 92,200 families.\n"
    "• A social worker visits at home before the plan is made."
)
OTHER = (
    "Duty calls are answered by the team on weekdays.\n\nOutside these hours ring the night line."
)
SLIPS = st.characters(categories=["L", "N"], max_codepoint=0x2FF)


def checked(text: bytes | str, name: str, opened: Shelf) -> tuple[Checked, ...]:
    content = text.encode() if isinstance(text, str) else text
    return check_quotes(read_written(content, name), opened)


def verdicts(text: bytes | str, name: str, opened: Shelf) -> list[QuoteState]:
    return [one.verdict for one in checked(text, name, opened)]


@pytest.mark.parametrize("form", Format)
@given(made=corpora())
@settings(max_examples=50)
def test_whatever_is_exported_is_found_exactly(
    form: Format, made: tuple[list[Document], list[Answer]]
) -> None:
    """Any answers over any documents, exported, are found again character by character."""
    documents, answers = made
    quoted = [comparable(q.passage.text) for a in answers for q in a.quotations]
    with shelf(documents) as opened:
        found = checked(exported(answers, MADE, form), f"a{form}", opened)
    assert [one.quote.text for one in found] == quoted
    assert {one.verdict for one in found} <= {QuoteState.EXACT}
    assert {one.file for one in found} <= {FileState.SAME}
    texts = {d.path: comparable(d.text) for d in documents}
    for one in found:
        assert one.citation
        assert texts[one.citation.source.path][one.start : one.end] == one.quote.text


@pytest.mark.parametrize("style", [Style.CASE_NOTE, Style.LETTER])
@given(made=corpora())
@settings(max_examples=50)
def test_what_was_pasted_is_found_exactly(
    style: Style, made: tuple[list[Document], list[Answer]]
) -> None:
    """The words of a case note or a letter are found again, whatever quotation marks they hold."""
    documents, answers = made
    quotations = [q for a in answers for q in a.quotations]
    pasted = [cite(quoted, style, DAY) for quoted in quotations]
    assume("” (b; read 1 May" not in "".join(pasted))  # a citation of its own
    with shelf(documents) as opened:
        for copy in pasted:
            note = f"I told the family:\n{copy}\nThey agreed."
            assert verdicts(note, "note.txt", opened) == [QuoteState.EXACT]


@pytest.mark.parametrize("form", Format)
@given(data=st.data())
@settings(max_examples=50)
def test_one_changed_character_is_pointed_at(form: Format, data: st.DataObject) -> None:
    """One other character anywhere in a quotation is found, with its exact place."""
    place = data.draw(st.integers(0, len(PLAN) - 1))
    slip = data.draw(SLIPS.filter(lambda character: character != PLAN[place]))
    changed = f"{PLAN[:place]}{slip}{PLAN[place + 1 :]}"
    export = exported([answer(quotation(document("plan.txt", changed)))], MADE, form)
    with shelf([document("other.txt", OTHER), document("plan.txt", PLAN)]) as opened:
        (one,) = checked(export, f"a{form}", opened)
    (difference,) = one.differences
    assert one.verdict is QuoteState.CHANGED or PLAN[place] in "’–“”• \n"
    assert (difference.start, difference.end) == (place, place + 1)
    assert (difference.source_start, difference.source) == (place, PLAN[place])
    assert one.source_text == PLAN


@given(data=st.data())
@settings(max_examples=50)
def test_any_edits_are_told_so_that_undoing_them_gives_the_source(data: st.DataObject) -> None:
    """Whatever was changed, the differences lead from the quotation back to the source's words."""
    edited = PLAN
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(edited)))
        end = min(len(edited), start + data.draw(st.integers(0, 6)))
        edited = edited[:start] + data.draw(st.text(SLIPS, max_size=6)) + edited[end:]
    assume(edited not in PLAN and edited.strip())
    with shelf([document("plan.txt", PLAN)]) as opened:
        export = exported([answer(quotation(document("p", edited)))], MADE, Format.MARKDOWN)
        (one,) = checked(export, "a.md", opened)
    assert one.verdict in (QuoteState.CHANGED, QuoteState.SAME_WORDS)
    undone = edited
    for difference in reversed(one.differences):
        undone = undone[: difference.start] + difference.source + undone[difference.end :]
    assert undone == one.source_text == PLAN[one.start : one.end]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        (PLAN.replace("\n", " "), QuoteState.SAME_WORDS),
        (PLAN.replace("’", "'").replace("“", '"').replace("”", '"'), QuoteState.SAME_WORDS),
        (PLAN.replace("–", "-"), QuoteState.SAME_WORDS),
        (PLAN.replace("every year", "every month"), QuoteState.CHANGED),
        (PLAN.replace("The review", "The Review"), QuoteState.CHANGED),
        (PLAN.replace("92,200", "92 200"), QuoteState.CHANGED),
        ("They said that nobody had ever called them back.", QuoteState.NOT_FOUND),
    ],
)
def test_what_was_pasted_is_judged_by_its_words(written: str, verdict: QuoteState) -> None:
    """Refolded lines and straightened marks are told apart from other words."""
    with shelf([document("plan.txt", PLAN), document("other.txt", OTHER)]) as opened:
        assert verdicts(f"> {written}".replace("\n", "\n> "), "a.md", opened) == [verdict]


RULES = (
    "It is unlawful to share the file with anyone. You are unlikely to be refused on paper.\n"
    "Carers get £1,500 a week at home. The rate is 12.5 per cent of pay. You can’t appeal twice.\n"
    "It is non-statutory guidance for all. Ask the carers, yearly.² 支援は無料です。"
)


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("lawful to share the file with anyone", "un"),
        ("likely to be refused on paper", "un"),
        ("500 a week at home", "1,"),
        ("5 per cent of pay", "12."),
        ("twice.\nIt is non", "-statutory"),
        ("The rate is 12.5 per cent of pay. You can", "’t"),
        ("statutory guidance for all", "non-"),
        ("unlawful to share the file with anyone", ""),
        ("£1,500 a week at home", ""),
        ("guidance for all. Ask the carers, yearly", ""),
        ("支援は無料", ""),
    ],
)
def test_words_cut_within_a_word_are_no_exact_quotation(words: str, cut: str) -> None:
    """'It is lawful' cut out of 'unlawful' would pass as what the document says."""
    with shelf([document("rules.txt", RULES), document("other.txt", OTHER)]) as opened:
        (one,) = checked(f"> {words}".replace("\n", "\n> "), "a.md", opened)
    assert one.verdict is (QuoteState.CHANGED if cut else QuoteState.EXACT)
    assert [difference.source for difference in one.differences] == [cut] * bool(cut)


def test_whole_words_elsewhere_are_preferred_to_words_cut() -> None:
    """What stands with another white space is told so, though it also ends another word."""
    text = f"{RULES}\nIt is lawful to share\nthe file with anyone."
    with shelf([document("rules.txt", text)]) as opened:
        assert verdicts("“lawful to share the file with anyone”", "a.md", opened) == [
            QuoteState.SAME_WORDS
        ]


def test_a_changed_file_that_still_holds_the_words_is_told() -> None:
    """The words may stand though the file was replaced; its digest tells, or that it is gone."""
    export = exported([answer(quotation(document("plan.txt", PLAN)))], MADE, Format.WORD)
    with shelf([document("plan.txt", f"{OTHER}\n\n{PLAN}")]) as opened:
        (one,) = checked(export, "a.docx", opened)
    assert (one.verdict, one.file) == (QuoteState.EXACT, FileState.CHANGED)
    assert one.start == len(OTHER) + 2
    with shelf([document("new.txt", PLAN)]) as opened:
        (one,) = checked(export, "a.docx", opened)
    assert (one.verdict, one.file) == (QuoteState.EXACT, None)


def test_the_listed_document_is_preferred() -> None:
    """Of two documents that say the same, the one that the export lists is named."""
    export = exported([answer(quotation(document("b.txt", PLAN)))], MADE, Format.MARKDOWN)
    with shelf([document("a.txt", PLAN), document("b.txt", PLAN)]) as opened:
        (one,) = checked(export, "a.md", opened)
    assert one.citation
    assert one.citation.source.path == "b.txt"


def test_a_long_quotation_is_pointed_at_where_it_leaves_the_document() -> None:
    """A quotation of many pages is not compared in full, but its first slip is found."""
    text = " ".join(f"Sentence {number} of the guidance says so." for number in range(400))
    changed = f"{text[:9000]}#{text[9001:]}"
    with shelf([document("long.txt", text)]) as opened:
        (one,) = checked(f"> {changed}".replace("#", "\\#"), "a.md", opened)
    assert one.verdict is QuoteState.CHANGED
    assert one.differences[0].start == 9000
    with shelf([document("long.txt", f"Re{text}")]) as opened:
        (one,) = checked(f"> {text}", "a.md", opened)
    assert one.verdict is QuoteState.CHANGED
    assert (one.differences[0].start, one.differences[0].source) == (0, "e")


def test_nothing_is_shown_as_an_answer_where_none_was_found() -> None:
    """A question that the documents do not answer has no quotation in an export."""
    asked = "Who said “four words in marks”?"
    nothing = Answer(asked, asked, Outcome.NOT_FOUND, 0.1, (quotation(document("a", PLAN)),), "s")
    with shelf([document("a", PLAN)]) as opened:
        assert checked(exported([nothing], MADE, Format.MARKDOWN), "a.md", opened) == ()


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Staff may not: … accept gifts of money", QuoteState.EXACT),
        ("Staff may … accept gifts of money", QuoteState.CHANGED),
        ("Staff may not: … visit at home alone", QuoteState.CHANGED),
        ("Staff may: … visit at home alone … But they must ask.", QuoteState.EXACT),
        ("visit at home alone … Nobody may drive.", QuoteState.NOT_FOUND),
    ],
)
def test_words_of_a_list_stand_behind_what_opens_their_own(words: str, verdict: QuoteState) -> None:
    """No more is left out of a quotation than what stands between an item and its lead-in."""
    text = "Staff may not:\n- accept gifts of money\n\nStaff may:\n- visit at home alone"
    text += "\n- ring\n\nBut they must ask.\n\nNobody may drive."
    held = replace(document("rules.md", text), marks=read_markdown(text, "rules.md", "").marks)
    assert held.text == read_markdown(text, "rules.md", "").text
    with shelf([held]) as opened:
        assert verdicts(f"“{words}”", "note.txt", opened) == [verdict]
