"""An answer as it is cited: for a case note, a reference list, a reference manager."""

from __future__ import annotations

import textwrap
from datetime import date

from assistant.citation import Style, cite
from assistant.citation.entries import once
from assistant.records import Answer, Outcome
from assistant.terminal import say, show, show_answer
from assistant.wording import is_reworded, notes, read_line


def show_cited(answer: Answer, documents: int, style: Style, read: date) -> None:
    """Print an answer's passages, cited in a style; `documents` is how many there are.

    What is to be pasted or saved stands alone on stdout; what is to be known of it is on stderr.
    """
    if style is Style.SHORT:
        show_answer(answer, documents)
        return
    searched = f"Searched for: {answer.searched_for}" if is_reworded(answer) else ""
    outcome = answer.message if answer.outcome is not Outcome.FOUND else ""
    for line in (answer.caution, read_line(answer), searched, *notes(answer), outcome):
        if line:
            say(line)
    if answer.outcome is Outcome.NOT_FOUND:
        return
    quotations = answer.answering or answer.near
    cited = [cite(quotation, style, read) for quotation in quotations]
    if style is Style.FULL:
        texts = [textwrap.indent(q.passage.text, "   ") for q in quotations]
        pairs = enumerate(zip(cited, texts, strict=True), 1)
        cited = [f"{number}. {reference}\n{text}" for number, (reference, text) in pairs]
    show(once(cited))


def cited_object(answer: Answer, style: Style, read: date, *, explained: bool) -> dict[str, object]:
    """The answer as an object for JSON, each passage with its citation in a style, too."""
    made = answer.to_dict(explained=explained)
    made["passages"] = [
        {
            **quotation.to_dict(explained=explained),
            "citations": {style: cite(quotation, style, read)},
        }
        for quotation in answer.quotations
    ]
    return made
