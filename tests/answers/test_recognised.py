"""Questions about documents told from questions about what they say."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answers.catalogue_questions import (
    CatalogueQuestion,
    Fact,
    QuestionKind,
    asks_what_there_is,
    recognised,
)
from assistant.answers.filters import choices_of
from assistant.records import Entry, Filters, Source


def source(path: str, **known: Any) -> Source:
    return Source(path, "", Entry(**known), None, None, 1)


SOURCES = (
    source("80-20.pdf", title="The 80-20 campaign: final report", author="A. Author"),
    source("homes.pdf", title="Homes not hospitals", nation="England", campaign="Homes"),
    source("pay.pdf", title="Fair pay", nation="Wales", audience="students", published="2021"),
    source("old.pdf", title="Old pay guide", superseded_by="pay.pdf", easy_read=True),
)


def asked(kind: QuestionKind, topic: str | None = None, **filters: Any) -> CatalogueQuestion:
    return CatalogueQuestion(kind, topic, Filters(**filters))


def mention(topic: str, **filters: Any) -> CatalogueQuestion:
    return asked(QuestionKind.MENTION, topic, **filters)


def about(topic: str, **filters: Any) -> CatalogueQuestion:
    return asked(QuestionKind.ABOUT, topic, **filters)


def fact(of: Fact, *paths: str) -> CatalogueQuestion:
    return CatalogueQuestion(QuestionKind.FACT, fact=of, paths=paths)


EVERYTHING = asked(QuestionKind.LIST)
SUPERSEDED = CatalogueQuestion(QuestionKind.LIST, superseded=True)
CATALOGUE: dict[str, CatalogueQuestion] = {
    "What documents are there?": EVERYTHING,
    "what documents do you have": EVERYTHING,
    "Which documents are there?": EVERYTHING,
    "Which documents have you got?": EVERYTHING,
    "Which documents do you use?": EVERYTHING,
    "what files can you search?": EVERYTHING,
    "List the documents": EVERYTHING,
    "list all documents please": EVERYTHING,
    "Please list all the documents.": EVERYTHING,
    "show me the documents": EVERYTHING,
    "Could you show me all of the documents?": EVERYTHING,
    "Can you list your documents, please?": EVERYTHING,
    "can I see a list of the documents": EVERYTHING,
    "give me a list of all documents": EVERYTHING,
    "I'd like to see all the documents": EVERYTHING,
    "tell me which documents you have": EVERYTHING,
    "all documents": EVERYTHING,
    "What do you have?": EVERYTHING,
    "what is in the collection?": EVERYTHING,
    "Which publications are included?": EVERYTHING,
    "How many documents are there?": asked(QuestionKind.COUNT),
    "how many documents do you have in total?": asked(QuestionKind.COUNT),
    "what's the number of documents in the library": asked(QuestionKind.COUNT),
    "How many documents are in Easy Read?": asked(QuestionKind.COUNT, easy_read=True),
    "How many documents are from 2021?": asked(QuestionKind.COUNT, since="2021", until="2021"),
    "Anything in easy read?": asked(QuestionKind.LIST, easy_read=True),
    "is there anything in Easy Read format?": asked(QuestionKind.LIST, easy_read=True),
    "Which documents are easy read?": asked(QuestionKind.LIST, easy_read=True),
    "easy-read documents": asked(QuestionKind.LIST, easy_read=True),
    "what is available in easy read?": asked(QuestionKind.LIST, easy_read=True),
    "Do you have any easy read documents?": asked(QuestionKind.LIST, easy_read=True),
    "What's new?": asked(QuestionKind.LATEST),
    "What is new since 2020?": asked(QuestionKind.LIST, since="2020"),
    "anything new since March 2021?": asked(QuestionKind.LIST, since="2021-03"),
    "What has been published since 2019-06-01?": asked(QuestionKind.LIST, since="2019-06-01"),
    "which documents were published after 2019": asked(QuestionKind.LIST, since="2020"),
    "documents from before 2015": asked(QuestionKind.LIST, until="2014"),
    "documents from before March 2021": asked(QuestionKind.LIST, until="2021-02"),
    "documents from before January 2021": asked(QuestionKind.LIST, until="2020-12"),
    "documents from before 2020-03-01": asked(QuestionKind.LIST, until="2020-02-29"),
    "What was published after December 2020?": asked(QuestionKind.LIST, since="2021-01"),
    "What was published after 2021-02": asked(QuestionKind.LIST, since="2021-03"),
    "What was published after 2020-12-31": asked(QuestionKind.LIST, since="2021-01-01"),
    "documents from before 2021-13": asked(QuestionKind.LIST, until="2021-13"),
    "What was published between 2019 and 2021?": asked(
        QuestionKind.LIST, since="2019", until="2021"
    ),
    "latest document": asked(QuestionKind.LATEST),
    "What is the latest document?": asked(QuestionKind.LATEST),
    "what's your most recent publication?": asked(QuestionKind.LATEST),
    "Which document is the newest?": asked(QuestionKind.LATEST),
    "show me the newest documents": asked(QuestionKind.LATEST),
    "which is the oldest document": asked(QuestionKind.OLDEST),
    "Which documents are superseded?": SUPERSEDED,
    "list the documents that are out of date": SUPERSEDED,
    "superseded documents": SUPERSEDED,
    "What documents have been replaced?": SUPERSEDED,
    "Which documents are still current?": asked(QuestionKind.LIST, current=True),
    "Which documents are for Wales?": asked(QuestionKind.LIST, nation="Wales"),
    "what do you have for England?": asked(QuestionKind.LIST, nation="England"),
    "list the documents of the Homes campaign": asked(QuestionKind.LIST, campaign="Homes"),
    "which documents are for students?": asked(QuestionKind.LIST, audience="students"),
    "Which documents mention pay?": mention("pay"),
    "what documents talk about the duty to refer": about("the duty to refer"),
    "Which of the documents mention AMHPs?": mention("AMHPs"),
    "list documents that mention whistleblowing": mention("whistleblowing"),
    "how many documents mention pay": mention("pay"),
    "which reports discuss caseloads in Wales?": about("caseloads", nation="Wales"),
    "documents mentioning section 117": mention("section 117"),
    "Do any of the documents mention Leeds?": mention("Leeds"),
    "Is Leeds mentioned in any document?": mention("Leeds"),
    "Where is the webinar mentioned?": mention("the webinar"),
    "Which documents mention pay since 2020?": mention("pay", since="2020"),
    "Which current documents cover pay?": about("pay", current=True),
    "Which documents use the word “resilience”?": mention("“resilience”"),
    "Do you have anything on AMHPs?": about("AMHPs"),
    "have you got anything about supervision?": about("supervision"),
    "Is there anything on foster care?": about("foster care"),
    "What do you have about Scotland?": about("Scotland"),
    "what documents do you have on pay": about("pay"),
    "which documents are about domestic abuse?": about("domestic abuse"),
    "documents about adoption": about("adoption"),
    "any documents on pay in easy read?": about("pay", easy_read=True),
    "Which documents refer to pay?": mention("pay"),
    "do the documents mention pay?": mention("pay"),
    "Do any documents cover moral injury?": about("moral injury"),
    "which documents relate to Wales?": about("Wales"),
    "any mention of pay?": about("pay"),
    "is pay mentioned?": about("pay"),
    "search for documents about pay": about("pay"),
    "what are the documents?": EVERYTHING,
    "What sources do you use?": EVERYTHING,
    "which documents can I ask about?": EVERYTHING,
    "what documents are new": asked(QuestionKind.LATEST),
    "when was the latest document published?": asked(QuestionKind.LATEST),
    "what's been added since 2021?": asked(QuestionKind.LIST, since="2021"),
    "are any documents superseded?": SUPERSEDED,
    "which documents are no longer current?": SUPERSEDED,
    "Who wrote the 80-20 report?": fact(Fact.AUTHOR, "80-20.pdf"),
    "who is the author of Homes not hospitals?": fact(Fact.AUTHOR, "homes.pdf"),
    "who was “Fair pay” written by": fact(Fact.AUTHOR, "pay.pdf"),
    "Who published the pay guide?": fact(Fact.PUBLISHER, "old.pdf"),
    "When was Fair pay published?": fact(Fact.DATE, "pay.pdf"),
    "what year was the 80-20 report published?": fact(Fact.DATE, "80-20.pdf"),
    "What is the link to pay.pdf?": fact(Fact.ADDRESS, "pay.pdf"),
    "Is the old pay guide still current?": fact(Fact.STANDING, "old.pdf"),
    "Can you tell me who wrote Fair pay?": fact(Fact.AUTHOR, "pay.pdf"),
}

CONTENT = (
    "What documents are needed for a DoLS application?",
    "Which documents must a social worker keep?",
    "Which documents should be in the child's file?",
    "What documents do I need to bring to the review?",
    "What documents does a council have to publish?",
    "Which documents have to be shared with the family?",
    "What documents do families have to sign?",
    "How many documents must be uploaded?",
    "How many documents are in a case file?",
    "Who keeps the documents?",
    "How long do you keep documents?",
    "Where should documents be stored?",
    "What are the key documents for Homes Not Hospitals?",
    "Which document sets out the duty of candour?",
    "What is an easy read document?",
    "cons of easy read documents?",
    "Who should get an Easy Read version?",
    "What is new in the Mental Health Act 2025?",
    "What's new about the assessment?",
    "What has changed since 2020?",
    "What happened in 2021?",
    "What was the pay rise in 2021?",
    "What is in an assessment?",
    "What is in Wales?",
    "Is there anything a carer can do?",
    "Is there anything I must tell the police?",
    "Is there anything that helps when a child refuses to speak?",
    "Anything else?",
    "What do you have to do before a removal?",
    "What do you have when a plan fails?",
    "What do I have to write down?",
    "Do you have to report abuse?",
    "Do you have any advice?",
    "Have you got to give notice?",
    "What is the latest date for a review?",
    "What is the latest on pay?",
    "What are the latest figures?",
    "When was the latest pay rise?",
    "Which is the oldest campaign?",
    "Which guidance is superseded by the Act?",
    "Is the 2014 guidance still current?",
    "Is the law out of date?",
    "Who wrote to the minister?",
    "who wrote the presentation",
    "who wrote that document?",
    "Who wrote the Munro review?",
    "When was the Mental Health Act published?",
    "When was the pay survey carried out?",
    "When was the Homes campaign launched?",
    "when does Leeds publish its evaluation",
    "Who published the league tables?",
    "How old is the average worker?",
    "Where can I find a foster carer?",
    "Where can I find support for carers?",
    "What is the date of the conference?",
    "Which carers mention pay?",
    "Which social workers talk about burnout?",
    "Which reports must cover caseloads?",
    "What is mentioned in the assessment?",
    "Does the plan mention pay?",
    "What does the document say about pay?",
    "What do the documents say about caseloads?",
    "List the duties of a social worker",
    "List the campaigns in England",
    "Show me how to write a report",
    "Tell me about the documents a court needs",
    "how many social workers are there in England?",
    "what files does a social worker keep",
    "Which files need to be kept for 75 years?",
    "Is consent mentioned in the Act?",
    "Does the document mention consent?",
    "What are the documents for a review?",
    "What sources of support are there?",
    "What sources do families use for advice?",
    "Are any rules out of date?",
    "Are children superseded?",
    "What new documents must I sign?",
    "Do any carers mention pay?",
    "Do documents have to be kept?",
    "documents",
    "report",
    "pay documents needed",
    "which documents",
    "What about documents?",
    "?",
    "",
)


@pytest.mark.parametrize("question", CATALOGUE)
def test_a_question_about_documents_is_recognised(question: str) -> None:
    """However it is worded, it is understood with its topic and filters."""
    assert recognised(question, SOURCES, choices_of(SOURCES)) == CATALOGUE[question]


@pytest.mark.parametrize("question", CONTENT)
def test_a_question_about_what_documents_say_is_not_taken(question: str) -> None:
    """Questions with the same words that ask about social work are searched for as ever."""
    assert recognised(question, SOURCES, choices_of(SOURCES)) is None


@pytest.mark.parametrize("letters", ["s\u017f", "i\u0131", "i\u0130", "k\u212a"], ids=ascii)
def test_letters_that_only_look_alike_break_nothing(letters: str) -> None:
    """Where case is ignored Python takes a long s for an s; no month is spelt with it."""
    for question in (*CATALOGUE, *CONTENT, "documents since August 2020", "pay in april 2021"):
        recognised(question.translate(str.maketrans(*letters)), SOURCES, choices_of(SOURCES))


def test_a_name_that_no_document_has_is_no_filter() -> None:
    """Where no document is of a nation, its name is a word like any other."""
    nothing = choices_of(())
    assert recognised("Which documents are for Wales?", (), nothing) is None
    found = recognised("Which documents mention pay in Wales?", (), nothing)
    assert found == mention("pay in Wales")


def test_several_documents_may_have_the_name() -> None:
    """Where a name fits several documents all of them are meant."""
    both = (source("a", title="Pay report 2020"), source("b", title="Pay report 2021"))
    found = recognised("Who wrote the pay report?", both, choices_of(both))
    assert found == fact(Fact.AUTHOR, "a", "b")


def test_the_lists_are_long_enough() -> None:
    """Sixty wordings of either kind at least, none of them in both."""
    assert len(CATALOGUE) >= 60
    assert len(CONTENT) >= 60
    assert CATALOGUE.keys().isdisjoint(CONTENT)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("what campaigns are there", True),
        ("Which training routes are there?", True),
        ("please list all the campaigns", True),
        ("what campaigns are there in Wales", False),
        ("what is the campaign", False),
        ("list the steps of an assessment", False),
    ],
)
def test_what_there_is_of_a_kind_is_asked_with_nothing_said_of_it(
    question: str, asks: bool
) -> None:
    """A word too many, and the passages come as they rank."""
    assert asks_what_there_is(question) is asks
