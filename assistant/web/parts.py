"""The parts of the page, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.coverage import EXAMPLES, Coverage, covered_html
from assistant.web.filtering import filter_html
from assistant.web.quiet_gradio import gr
from assistant.web.session import Session

TITLE = "Ask the campaign documents"
FOLDER = Path(__file__).parent
_SESSION_SECONDS = 3600
_MOST_CHARACTERS = 5 * MAX_QUESTION_CHARACTERS
"""A browser cuts what is pasted without a word; what is a little too long is told instead."""

_INTRODUCTION = f"""<a class="skip" href="#question">Skip to the question box</a>
<header class="introduction"><h1>{TITLE}</h1>
<p>Every answer is a quotation: the passages of the documents that match your question, word for
word, each with where it stands. The assistant adds no words of its own. See
<a href="#covered-title">what is covered</a> and
<a href="#unread">what could not be read</a>.</p></header>"""
_LOG = """<div class="log" role="log" aria-live="off" aria-label="Conversation"></div>
<p class="unseen" role="status"></p>
<a class="skip" href="#newest">Go to the newest answer</a>"""
_SOURCE = """<dialog class="source-dialog" aria-label="Source">
<button type="button" class="close">Close the source</button>
<p class="unseen" role="status"></p>
<div class="source-body"></div></dialog>"""
_NOTICE = '<p class="notice" role="status">${value}</p>'
_COPYING = """<p class="copied" role="status"></p>
<section class="by-hand" aria-label="Copy by hand" hidden>
<p id="by-hand">Copying did not work in this browser. The text is selected: copy it with Ctrl+C
(⌘C on a Mac), or hold it down on a phone.</p>
<textarea readonly rows="4" aria-labelledby="by-hand"></textarea>
<button type="button" class="way">Close the text</button></section>"""
_OFFER = """<section class="offer" aria-label="Details of a person">${value}</section>"""
_PRIVACY = """<p class="privacy">Please leave out names and anything else that identifies a person.
Questions are saved only where you say so. If someone is in danger now, call 999 or your duty
team.</p>"""
_WAYS_ON = ("Search without these details", "Search as typed", "Change the question")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the page that change, from top to bottom."""

    session: gr.State
    conversation: gr.HTML
    filters: gr.HTML
    complete: gr.HTML
    """Its value is not '' while the question box holds a question to be searched by itself."""
    notice: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    offer: gr.HTML
    ways_on: tuple[gr.Button, ...]
    """Without the personal data, as typed, or back to the question."""
    again: gr.Button
    save_word: gr.Button
    save_text: gr.Button
    saved: gr.HTML
    verdict: gr.HTML
    """Its value is what the user says of an answer, then what is said to that."""
    examples: tuple[gr.Button, ...]
    covered: gr.HTML


def lay_out(coverage: Coverage) -> Parts:
    """Put the parts on the page; what is written first stands on top."""
    session = gr.State(Session(), time_to_live=_SESSION_SECONDS)
    _html(_INTRODUCTION)
    conversation = _scripted("conversation", _LOG)
    filters = _scripted("filters", filter_html(coverage.choices()))
    complete = _scripted("complete", "<span hidden></span>")
    with gr.Column(elem_id="composer"):
        notice = _scripted("notice", _NOTICE)
        _scripted("copying", _COPYING)
        with gr.Row(elem_id="ask-row"):
            question = _question_box()
            ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0)
        offer, ways_on = _offer()
    with gr.Row(elem_id="actions"):
        names = ("New conversation", "Save as a Word document", "Save as text")
        again, save_word, save_text = (gr.Button(name, size="sm", min_width=0) for name in names)
    saved = _scripted("saving", "<span hidden></span>")
    verdict = _scripted("verdict", "<span hidden></span>")
    examples = _example_buttons(coverage)
    _html(_PRIVACY)
    covered = _html(covered_html(coverage))
    _scripted("source", _SOURCE)
    return Parts(
        session,
        conversation,
        filters,
        complete,
        notice,
        question,
        ask,
        offer,
        ways_on,
        again,
        save_word,
        save_text,
        saved,
        verdict,
        examples,
        covered,
    )


def padded(questions: tuple[str, ...]) -> list[str]:
    """The example questions, with '' for each that is missing."""
    return [*questions, *[""] * (EXAMPLES - len(questions))]


def _scripted(name: str, template: str) -> gr.HTML:
    """A part with the script of its name; its value is what the script makes of it."""
    scripts = (FOLDER / f"{part}.js" for part in ("speaking", name))
    script = "".join(path.read_text(encoding="utf-8") for path in scripts)
    return gr.HTML(
        "", html_template=template, js_on_load=script, apply_default_css=False, elem_id=name
    )


def _offer() -> tuple[gr.HTML, tuple[gr.Button, ...]]:
    """What is said to a question with personal data, and three ways on; page.css hides it empty."""
    script = (FOLDER / "offer.js").read_text(encoding="utf-8")
    with gr.Column(elem_id="offer"):
        said = gr.HTML(html_template=_OFFER, js_on_load=script, apply_default_css=False)
        with gr.Row(elem_id="ways-on"):
            ways = tuple(gr.Button(way, size="sm", min_width=0) for way in _WAYS_ON)
    return said, ways


def _html(value: str) -> gr.HTML:
    # Without the script that Gradio would add: it makes each click an event.
    return gr.HTML(value, js_on_load=None, apply_default_css=False)


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        lines=1,
        max_lines=6,
        max_length=_MOST_CHARACTERS,
        elem_id="question",
        scale=1,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
    )


def _example_buttons(coverage: Coverage) -> tuple[gr.Button, ...]:
    """A button for each example question; those without one are there but not shown."""
    with gr.Column(elem_id="examples"):
        _html('<h2 class="label">For example</h2>')
        return tuple(
            gr.Button(question, size="sm", visible=bool(question), elem_classes="example")
            for question in padded(coverage.examples())
        )
