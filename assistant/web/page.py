"""The page as Gradio Blocks; the only module that imports gradio."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Read when gradio is imported: no usage reports, no version check, no model hub.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
# Nor a table of all past events, made anew with pandas at each question.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App as GradioApp
from starlette.routing import Mount

from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.coverage import EXAMPLES, Coverage, covered_html
from assistant.web.filtering import filter_html
from assistant.web.replies import Replier, Reply, Session

TITLE = "Ask the campaign documents"
WAITING = 20
"""Questions that may wait; whoever comes after them is told to try again."""
_ANSWERED_AT_ONCE = 2
_SESSION_SECONDS = 3600
_FOLDER = Path(__file__).parent

_INTRODUCTION = f"""<header class="introduction"><h1>{TITLE}</h1>
<p>Every answer is a quotation: the passages of the documents that match your question, word for
word, each with where it stands. The assistant adds no words of its own.</p></header>"""
_LOG = '<div class="log" role="log" aria-live="polite" aria-label="Conversation"></div>'
_SOURCE = """<dialog class="source-dialog" aria-label="Source">
<button type="button" class="close">Close the source</button>
<div class="source-body"></div></dialog>"""
_NOTICE = '<p class="notice" role="status">${value}</p>'
_OFFER = """<section class="offer" aria-label="Details of a person">${value}</section>"""
_PRIVACY = """<p class="privacy">Please leave out names and anything else that identifies a person.
Questions are not saved. If someone is in danger now, call 999 or your duty team.</p>"""
_WITHOUT, _ANYWAY, _CHANGE = (
    "Search without these details",
    "Search as typed",
    "Change the question",
)
_FOCUS = "() => document.querySelector('#question textarea').focus()"

_BACK = """() => {
  document.querySelector("#question textarea").focus();
  return ["", ""];
}"""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the page that change, from top to bottom."""

    session: gr.State
    conversation: gr.HTML
    filters: gr.HTML
    notice: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    offer: gr.HTML
    without: gr.Button
    anyway: gr.Button
    change: gr.Button
    again: gr.Button
    examples: tuple[gr.Button, ...]
    covered: gr.HTML


class ChatPage:
    """The page, not yet mounted, that shows what the replier replies."""

    def __init__(self, replier: Replier) -> None:
        """Build the page around what is covered now."""
        self._replier = replier
        self._shown = replier.coverage()
        self.blocks: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
        with self.blocks:
            self._parts = _lay_out(self._shown)
            _wire_asking(replier, self._parts)
            _wire_starting(self._parts)
        self.blocks.queue(
            max_size=WAITING, api_open=False, default_concurrency_limit=_ANSWERED_AT_ONCE
        )

    def inputs(self) -> dict[int, int]:
        """How many values each function takes that the server runs, by the function's number."""
        functions = self.blocks.fns.items()
        return {n: len(called.inputs) for n, called in functions if called.fn is not None}

    def renew(self) -> None:
        """Let whoever opens the page next see what is covered now.

        Gradio's own way, an event as the page loads, loses the answer to a question asked in
        the moment that event ends.
        """
        coverage = self._replier.coverage()
        if coverage is self._shown:
            return
        self._shown = coverage
        self._parts.covered.value = covered_html(coverage)
        self._parts.filters.html_template = filter_html(coverage.choices())
        questions = _padded(coverage.examples())
        for button, question in zip(self._parts.examples, questions, strict=True):
            button.value, button.visible = question, bool(question)
        self.blocks.config = self.blocks.get_config_file()


def mount(app: FastAPI, page: ChatPage) -> Callable[[], None]:
    """Put the page at the application's root, with what Gradio opens by default closed.

    Returns what ends the streams that open pages hold; they would hold up the server's end.
    """
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=["/"],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        css_paths=[_FOLDER / "page.css", _FOLDER / "source.css"],
        head='<meta name="color-scheme" content="light dark">',
    )
    [mounted] = [
        route.app
        for route in app.routes
        if isinstance(route, Mount) and isinstance(route.app, GradioApp)
    ]
    stop: asyncio.Event = mounted.stop_event
    return stop.set


def _lay_out(coverage: Coverage) -> _Parts:
    """Put the parts on the page; what is written first stands on top."""
    session = gr.State(Session(), time_to_live=_SESSION_SECONDS)
    _html(_INTRODUCTION)
    script = (_FOLDER / "conversation.js").read_text(encoding="utf-8")
    conversation = gr.HTML(
        html_template=_LOG, js_on_load=script, apply_default_css=False, elem_id="conversation"
    )
    filters = _filters(coverage)
    with gr.Column(elem_id="composer"):
        notice = gr.HTML(
            html_template=_NOTICE, js_on_load=None, apply_default_css=False, elem_id="notice"
        )
        with gr.Row(elem_id="ask-row"):
            question = _question_box()
            ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0)
        ways_on = _offer()
    again = gr.Button("New conversation", size="sm", elem_id="again")
    examples = _example_buttons(coverage)
    _html(_PRIVACY)
    covered = _html(covered_html(coverage))
    opened = (_FOLDER / "source.js").read_text(encoding="utf-8")
    gr.HTML(html_template=_SOURCE, js_on_load=opened, apply_default_css=False, elem_id="source")
    return _Parts(
        session,
        conversation,
        filters,
        notice,
        question,
        ask,
        *ways_on,
        again,
        examples,
        covered,
    )


def _offer() -> tuple[gr.HTML, gr.Button, gr.Button, gr.Button]:
    """What is said to a question with personal data, and three ways on; page.css hides it empty."""
    script = (_FOLDER / "offer.js").read_text(encoding="utf-8")
    with gr.Column(elem_id="offer"):
        said = gr.HTML(html_template=_OFFER, js_on_load=script, apply_default_css=False)
        with gr.Row(elem_id="ways-on"):
            ways = [gr.Button(way, size="sm", min_width=0) for way in (_WITHOUT, _ANYWAY, _CHANGE)]
    return said, ways[0], ways[1], ways[2]


def _html(value: str) -> gr.HTML:
    # Without the script that Gradio would add: it makes each click an event.
    return gr.HTML(value, js_on_load=None, apply_default_css=False)


def _filters(coverage: Coverage) -> gr.HTML:
    script = (_FOLDER / "filters.js").read_text(encoding="utf-8")
    return gr.HTML(
        "",
        html_template=filter_html(coverage.choices()),
        js_on_load=script,
        apply_default_css=False,
        elem_id="filters",
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION_CHARACTERS,
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
            for question in _padded(coverage.examples())
        )


def _padded(questions: tuple[str, ...]) -> list[str]:
    return [*questions, *[""] * (EXAMPLES - len(questions))]


_Reply = Callable[[str, Session, str], Reply]


def _wire_asking(replier: Replier, parts: _Parts) -> None:
    """Let the Ask button, the Enter key, each example and each way on ask."""
    typed = [parts.ask.click, parts.question.submit]
    _wire(replier.reply, typed, parts.question, parts)
    for button in parts.examples:
        _wire(replier.reply, [button.click], button, parts)
    _wire(replier.reply_without, [parts.without.click], parts.question, parts)
    _wire(replier.reply_anyway, [parts.anyway.click], parts.question, parts)


def _wire(
    reply: _Reply, triggers: Sequence[Callable[..., object]], asked: gr.Component, parts: _Parts
) -> None:
    """Show on each trigger what is replied to what stands in a component."""

    def replied(
        asked: object, chosen: object, earlier: Session
    ) -> tuple[object, str, str, Session, str]:
        said = reply(str(asked or ""), earlier, str(chosen or ""))
        return said.turn or gr.skip(), said.notice, said.left, said.session, said.offer

    gr.on(
        triggers,
        replied,
        [asked, parts.filters, parts.session],
        [parts.conversation, parts.notice, parts.question, parts.session, parts.offer],
        trigger_mode="once",
        show_progress="minimal",
        show_progress_on=parts.notice,  # page.css makes words of it
        api_visibility="private",
    )


def _wire_starting(parts: _Parts) -> None:
    """Start anew, or back to the question, on their buttons; ready to type."""

    def emptied() -> tuple[str, str, str, Session, str]:
        return "", "", "", Session(), ""

    outputs = [parts.conversation, parts.notice, parts.question, parts.session, parts.offer]
    started = parts.again.click(
        emptied, None, outputs, show_progress="hidden", api_visibility="private"
    )
    started.then(None, js=_FOCUS, api_visibility="private")
    parts.change.click(None, None, [parts.notice, parts.offer], js=_BACK, api_visibility="private")


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the reader's own fonts, on the grounds that page.css sets."""
    return gr.themes.Base(
        font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(body_background_fill="#f6f5f1", body_background_fill_dark="#13181a")
