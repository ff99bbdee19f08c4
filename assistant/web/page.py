"""The page that Gradio serves: its parts, from top to bottom, and what happens on each event.

No other module imports gradio, which is told here, before it is imported, to report nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

from assistant.answer_export import Format
from assistant.answers.examples import EXAMPLES
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.coverage import Coverage, covered_html, filter_html
from assistant.web.replies import Judge, Replier, Reply, Session

# Read when gradio is imported: no usage reports, no version check, no model hub.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
# At each call Gradio sets matplotlib's backend and sets it back. Where none is named that loads all
# of pyplot; this one needs nothing, and leaves nothing to set.
os.environ.setdefault("MPLBACKEND", "agg")
# Hidden meanwhile: it offers the page to programs, a fifth of what importing gradio takes.
_mcp = sys.modules.get("mcp")
sys.modules["mcp"] = None  # type: ignore[assignment]

import gradio as gr
import matplotlib  # noqa: F401  (else the first question waits for it)
from gradio.routes import App as GradioApp

del sys.modules["mcp"]
if _mcp:
    sys.modules["mcp"] = _mcp

TITLE = "Ask the campaign documents"
FOLDER = Path(__file__).parent
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
_SAVING = (("Save as a Word document", Format.WORD), ("Save as text", Format.MARKDOWN))
_FOCUS = "() => document.querySelector('#question textarea').focus()"
_BACK = """() => {
  document.querySelector("#question textarea").focus();
  return ["", ""];
}"""
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "queue": False}
_small_button = partial(gr.Button, size="sm", min_width=0)
# Without the script that Gradio would add: it makes each click an event.
_html = partial(gr.HTML, js_on_load=None, apply_default_css=False)


class ChatPage:
    """The page, not yet mounted, that shows what the replier replies."""

    def __init__(self, replier: Replier, judge: Judge) -> None:
        """Builds the page around what is covered now."""
        self._replier = replier
        self._shown = replier.coverage()
        self.blocks: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
        with self.blocks:
            self._lay_out(self._shown)
            self._wire_asking()
            self._wire_starting()
            self._wire_saving()
            self._wire_judging(judge)
        # Nothing is queued, and Gradio would look a thousand times a second whether anything is.
        queue = self.blocks._queue
        queue.sleep_when_free = queue.progress_update_sleep_when_free = 3600.0

    def inputs(self) -> dict[int, int]:
        """Returns how many values each function takes that the server runs, by its number."""
        functions = self.blocks.fns.items()
        return {n: len(called.inputs) for n, called in functions if called.fn is not None}

    def renew(self) -> None:
        """Lets whoever opens the page next see what is covered now.

        Gradio's own way, an event as the page loads, loses the answer to a question asked in
        the moment that event ends.
        """
        coverage = self._replier.coverage()
        if coverage is self._shown:
            return
        self._shown = coverage
        self._covered.value = covered_html(coverage)
        self._filters.html_template = filter_html(coverage.choices())
        for button, question in zip(self._examples, _padded(coverage.examples), strict=True):
            button.value, button.visible = question, bool(question)
        self.blocks.config = self.blocks.get_config_file()

    def _lay_out(self, coverage: Coverage) -> None:
        """Puts the parts on the page; what is written first stands on top."""
        self._session = gr.State(Session(), time_to_live=3600)
        _html(_INTRODUCTION)
        self._conversation = _scripted("conversation", _LOG)
        self._filters = _scripted("filters", filter_html(coverage.choices()))
        # Its value is not '' while the question box holds a question to be searched by itself.
        self._complete = _scripted("complete", "<span hidden></span>")
        with gr.Column(elem_id="composer"):
            self._notice = _scripted("notice", _NOTICE)
            _scripted("copying", _COPYING)
            with gr.Row(elem_id="ask-row"):
                self._question = gr.Textbox(
                    label="Your question",
                    lines=1,
                    max_lines=6,
                    max_length=_MOST_CHARACTERS,
                    elem_id="question",
                    scale=1,
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
                )
                self._ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0)
            self._offer, self._ways_on = _offer()
        with gr.Row(elem_id="actions"):
            self._again = _small_button("New conversation")
            self._saving = [(_small_button(name), form) for name, form in _SAVING]
        self._saved = _scripted("saving", "<span hidden></span>")
        # Its value is what the user says of an answer, then what is said to that.
        self._verdict = _scripted("verdict", "<span hidden></span>")
        self._examples = _example_buttons(coverage)
        _html(_PRIVACY)
        self._covered = _html(covered_html(coverage))
        _scripted("source", _SOURCE)
        # What changes when a question is asked, or all are forgotten.
        self._changed: list[gr.Component] = [self._conversation, self._notice, self._question]
        self._changed += [self._session, self._offer, self._complete]
        # How the page waits for what takes long; page.css makes words of it.
        self._waiting = {"show_progress": "minimal", "show_progress_on": self._notice, **_PRIVATE}

    def _wire_asking(self) -> None:
        """Lets the Ask button, the Enter key, each example and each way on ask."""
        replier, question = self._replier, self._question
        self._wire(replier.reply, [self._ask.click, question.submit], question)
        for button in self._examples:
            self._wire(replier.reply, [button.click], button)
        without, anyway, _ = self._ways_on
        self._wire(replier.reply_without, [without.click], question)
        self._wire(replier.reply_anyway, [anyway.click], question)

    def _wire(
        self, reply: Reply, triggers: Sequence[Callable[..., object]], asked: gr.Component
    ) -> None:
        """Shows on each trigger what is replied to what stands in a component."""

        def replied(
            asked: object, chosen: object, complete: object, earlier: Session
        ) -> tuple[object, str, str, Session, str, object]:
            said = reply(str(asked or ""), earlier, str(chosen or ""), str(complete or ""))
            kept = gr.skip() if said.left else ""
            return said.turn or gr.skip(), said.notice, said.left, said.session, said.offer, kept

        given = [asked, self._filters, self._complete, self._session]
        gr.on(triggers, replied, given, self._changed, trigger_mode="once", **self._waiting)

    def _wire_starting(self) -> None:
        """Starts anew, or goes back to the question, on their buttons; ready to type."""

        def emptied() -> tuple[str, str, str, Session, str, str]:
            return "", "", "", Session(), "", ""

        again, back = self._again, self._ways_on[-1]
        started = again.click(emptied, None, self._changed, show_progress="hidden", **_PRIVATE)
        started.then(None, js=_FOCUS, api_visibility="private")
        changed = [self._notice, self._offer]
        back.click(None, None, changed, js=_BACK, api_visibility="private")

    def _wire_saving(self) -> None:
        """Lets each button send the conversation as a file of its format."""
        for button, form in self._saving:

            def saved(session: Session, form: Format = form) -> tuple[str, str]:
                made = self._replier.save(session, form)
                return made.file, made.notice

            told = [self._saved, self._notice]
            button.click(saved, [self._session], told, trigger_mode="once", **self._waiting)

    def _wire_judging(self, judge: Judge) -> None:
        """Lets the page's script send what the user says of an answer."""

        def judged(sent: object, session: Session) -> str:
            return judge.judge(str(sent or ""), session)

        several = {"trigger_mode": "multiple", "show_progress": "hidden", **_PRIVATE}  # at once
        self._verdict.submit(judged, [self._verdict, self._session], [self._verdict], **several)


def _padded(questions: tuple[str, ...]) -> list[str]:
    """Returns the example questions, with '' for each that is missing."""
    return [*questions[:EXAMPLES], *[""] * (EXAMPLES - len(questions))]


def _scripted(name: str, template: str) -> gr.HTML:
    """Returns a part with the script of its name; its value is what the script makes of it."""
    script = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    if name == "conversation":  # once, for all of them
        script = (FOLDER / "speaking.js").read_text(encoding="utf-8") + script
    return gr.HTML(
        "", html_template=template, js_on_load=script, apply_default_css=False, elem_id=name
    )


def _offer() -> tuple[gr.HTML, tuple[gr.Button, ...]]:
    """Lays out what is said to personal data, and three ways on; page.css hides it empty."""
    script = (FOLDER / "offer.js").read_text(encoding="utf-8")
    with gr.Column(elem_id="offer"):
        said = gr.HTML(html_template=_OFFER, js_on_load=script, apply_default_css=False)
        with gr.Row(elem_id="ways-on"):
            ways = tuple(_small_button(way) for way in _WAYS_ON)
    return said, ways


def _example_buttons(coverage: Coverage) -> tuple[gr.Button, ...]:
    """Returns a button for each example question; those without one are there but not shown."""
    with gr.Column(elem_id="examples"):
        _html('<h2 class="label">For example</h2>')
        button = partial(gr.Button, size="sm", elem_classes="example")
        return tuple(button(text, visible=bool(text)) for text in _padded(coverage.examples))


def mount(app: FastAPI, page: ChatPage) -> Callable[[], None]:
    """Puts the page at the application's root, with what Gradio opens by default closed.

    Returns what ends the streams that open pages hold; they would hold up the server's end.
    """
    plain = gr.themes.Base(
        font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )
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
        # on the grounds that page.css sets
        theme=plain.set(body_background_fill="#f6f5f1", body_background_fill_dark="#13181a"),
        css_paths=[FOLDER / style for style in ("page.css", "source.css", "actions.css")],
        head='<meta name="color-scheme" content="light dark">',
    )
    mounts = (route.app for route in app.routes if isinstance(route, Mount))
    [mounted] = [mount for mount in mounts if isinstance(mount, GradioApp)]
    return mounted.stop_event.set
