"""The two campaign documents, the real encoder, the whole path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, build_index
from assistant.evaluation.figures import figures as figures_of
from assistant.evaluation.questions import Metric, judge_all, load_questions
from assistant.records import MarkKind, Outcome

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "benchmarks" / "data" / "campaign-questions.jsonl"
PRESENTATION = "professional-social-work-part-of-the-solution.txt"

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def campaign(campaign_index: Path) -> Iterator[Assistant]:
    """An assistant on it."""
    with Assistant.open(campaign_index) as opened:
        yield opened


def test_the_workforce_figure_is_cited_by_slide(campaign: Assistant) -> None:
    """The number of social workers in England comes from slide 2, with title and author."""
    answer = campaign.ask("How many social workers are there in England?")
    first = answer.quotations[0]
    assert answer.outcome is Outcome.FOUND
    assert "92,200 in England" in first.passage.text
    assert first.passage.locator.slides == (2, 2)
    assert first.cited == (
        "Professional Social Work: Part of the solution (Dr Ruth Allen), "
        "section “The social work workforce now”, slide 2 (marked DRAFT)"
    )


def test_a_campaign_is_found_under_its_section(campaign: Assistant) -> None:
    """What a campaign is about is quoted from its own section of the page."""
    first = campaign.ask("What is the 80-20 campaign about?").quotations[0]
    assert "just 20 per cent of their time in direct contact with families" in first.passage.text
    assert first.passage.locator.headings == (
        "80-20 campaign – Upholding relationship-based social work",
    )
    assert (first.citation.source.entry.url or "").startswith("https://www.basw.co.uk/")


@pytest.mark.parametrize(
    "question",
    ["lemon cake recipe", "who won the cup final", "cheap flights to Lisbon", "zxcvbnm", "?!"],
)
def test_what_the_documents_do_not_cover_is_not_found(campaign: Assistant, question: str) -> None:
    """A question about something else altogether gets no passage as an answer."""
    assert campaign.ask(question).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "question", ["what campaigns are there", "Which campaigns are there?", "list the campaigns"]
)
def test_each_campaign_is_told_once(campaign: Assistant, question: str) -> None:
    """A campaign's section goes over two passages, of which one is shown."""
    shown = campaign.ask(question).quotations
    assert {quotation.passage.locator.headings for quotation in shown} == {
        ("80-20 campaign – Upholding relationship-based social work",),
        ("Social work in disasters",),
        ("Homes Not Hospitals",),
    }


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("What is the PCF?", "The Professional Capabilities Framework"),
        ("pcf meaning", "The Professional Capabilities Framework"),
        ("what is an amhp", "Social workers making the difference: examples"),
    ],
)
def test_what_an_abbreviation_stands_for_is_found_where_it_is_spelt_out(
    campaign: Assistant, question: str, heading: str
) -> None:
    """Neither slide has the abbreviation; one answers, and what is only near does not."""
    answer = campaign.ask(question)
    assert answer.outcome is Outcome.FOUND
    assert answer.answering[0].passage.locator.headings == (heading,)
    assert len(answer.answering) == 1


@pytest.mark.parametrize(
    "question",
    [
        "What does HALO mean?",
        "what does the pcf cost",
        "How much does the disasters training cost?",
        "What is the mileage rate for social workers?",
    ],
)
def test_what_is_named_is_not_thereby_explained(campaign: Assistant, question: str) -> None:
    """What is asked beyond the words is not told, nor what no document spells out."""
    assert campaign.ask(question).outcome is not Outcome.FOUND


def test_a_title_spells_out_nothing(tmp_path: Path) -> None:
    """However many passages are asked for, none that stands under it answers by it."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    said = "\n\n".join(f"## Part {n}\n\nThe magazine comes {n} times a year." for n in range(9))
    named = "# News of the Federation\n\nIt is the British Federation of Care Workers."
    (corpus / "pages.md").write_text(f"# British Federation of Care Workers\n\n{said}", "utf-8")
    build_index(corpus, tmp_path / "titled")
    (corpus / "news.md").write_text(named, "utf-8")
    build_index(corpus, tmp_path / "told")
    for name, answering in (("titled", []), ("told", ["news.md"])):
        with Assistant.open(tmp_path / name) as assistant:
            answer = assistant.ask("What is the BFCW?", k=8)
            assert [quotation.passage.path for quotation in answer.answering] == answering


@pytest.mark.parametrize("question", ["and in Brazil?", "and in prisons?", "what about dentists?"])
@pytest.mark.parametrize(
    "topic", ["What is Homes Not Hospitals?", "How many social workers are there in the UK?"]
)
def test_a_topic_that_is_met_does_not_answer_whatever_is_asked_of_it(
    campaign: Assistant, topic: str, question: str
) -> None:
    """A follow-up about something that no document has is never said to be answered."""
    answer = campaign.ask(question, [topic])
    assert answer.carried
    assert answer.outcome is not Outcome.FOUND
    assert answer.probability < 0.5


def test_a_question_of_which_nothing_is_met_is_not_said_to_be_answered(campaign: Assistant) -> None:
    """Not by its form either: neither document has clauses or contracts."""
    answer = campaign.ask("What kinds of clause are provided for in contracts?")
    assert answer.outcome is not Outcome.FOUND


def test_the_page_has_three_campaigns(campaign: Assistant) -> None:
    """Each passage of the campaigns page stands under one of its three campaigns."""
    headings = [p.locator.headings for p in campaign.passages("campaigns-in-england.txt")]
    assert list(dict.fromkeys(headings)) == [
        ("Homes Not Hospitals",),
        ("Social work in disasters",),
        ("80-20 campaign – Upholding relationship-based social work",),
    ]


def test_the_presentation_has_eight_slides(campaign: Assistant) -> None:
    """Each slide is one passage, and the last, which has no title, counts."""
    slides = [p.locator.slides for p in campaign.passages(PRESENTATION)]
    assert slides == [(n, n) for n in range(1, 9)]
    assert campaign.passages(PRESENTATION)[-1].locator.headings == ()


def test_no_passage_carries_what_is_not_content(campaign: Assistant) -> None:
    """The sharing site's words and the DRAFT mark are in no passage, yet in the text."""
    document = campaign.document(PRESENTATION)
    for passage in campaign.passages(PRESENTATION):
        assert document.text[passage.start : passage.end] == passage.text
        assert not {"DRAFT", "Recommend", "play", "PowerPoint"} & set(passage.text.split())
    assert document.text.count("DRAFT") == 7
    marks = [m for m in document.marks if m.kind is MarkKind.BOILERPLATE]
    assert len(marks) == 4 + 7 + 2


def test_the_right_passage_is_in_the_top_three(campaign: Assistant) -> None:
    """At least 95 % of the labelled questions have their passage among the three shown."""
    figures = figures_of(judge_all(campaign, load_questions(QUESTIONS)))
    assert figures.answerable == 30
    assert figures.metrics[Metric.RECALL_3] >= 0.95


OFFLINE = Path(__file__).parent / "offline.py"


@pytest.mark.parametrize("command", ["build", "ask"])
def test_no_connection_is_tried(campaign_index: Path, tmp_path: Path, command: str) -> None:
    """Building and asking work, and try nothing else, on a machine without a network."""
    target = tmp_path / "index" if command == "build" else campaign_index
    arguments = {
        "build": ["build", "--corpus", str(ROOT / "corpus"), "--index", str(target)],
        "ask": ["ask", "Who leads the restorative work?", "--index", str(target), "--json"],
    }[command]
    run = subprocess.run(
        [sys.executable, str(OFFLINE), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "ASSISTANT_CORPUS": "", "ASSISTANT_INDEX": ""},
    )
    assert run.returncode == 0, run.stderr
    assert "WENT OUT" not in run.stderr
    if command == "ask":
        assert json.loads(run.stdout)["passages"]
