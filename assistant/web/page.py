"""The parts of the page, from top to bottom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Mount

from assistant.answer_export import Format
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.coverage import EXAMPLES, Coverage, covered_html, filter_html
from assistant.web.holder import Session
from assistant.web.quiet_gradio import GradioApp, gr
from assistant.web.replies import Replier, Reply
from assistant.web.turns import Judge

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


_LONG = 3600.0
_STYLES = ("page.css", "source.css", "actions.css")
_FOCUS = "() => document.querySelector('#question textarea').focus()"
_BACK = """() => {
  document.querySelector("#question textarea").focus();
  return ["", ""];
}"""


class ChatPage:
    """The page, not yet mounted, that shows what the replier replies."""

    def __init__(self, replier: Replier, judge: Judge) -> None:
        """Build the page around what is covered now."""
        self._replier = replier
        self._shown = replier.coverage()
        self.blocks: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
        with self.blocks:
            self._parts = lay_out(self._shown)
            _wire_asking(replier, self._parts)
            _wire_starting(self._parts)
            _wire_saving(replier, self._parts)
            _wire_judging(judge, self._parts)
        # Nothing is queued, and Gradio would look a thousand times a second whether anything is.
        queue = self.blocks._queue
        queue.sleep_when_free = queue.progress_update_sleep_when_free = _LONG

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
        questions = padded(coverage.examples())
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
        css_paths=[FOLDER / style for style in _STYLES],
        head='<meta name="color-scheme" content="light dark">',
    )
    [mounted] = [
        route.app
        for route in app.routes
        if isinstance(route, Mount) and isinstance(route.app, GradioApp)
    ]
    stop: asyncio.Event = mounted.stop_event
    return stop.set


_Reply = Callable[[str, Session, str, str], Reply]


def _wire_asking(replier: Replier, parts: Parts) -> None:
    """Let the Ask button, the Enter key, each example and each way on ask."""
    typed = [parts.ask.click, parts.question.submit]
    _wire(replier.reply, typed, parts.question, parts)
    for button in parts.examples:
        _wire(replier.reply, [button.click], button, parts)
    without, anyway, _ = parts.ways_on
    _wire(replier.reply_without, [without.click], parts.question, parts)
    _wire(replier.reply_anyway, [anyway.click], parts.question, parts)


def _wire(
    reply: _Reply, triggers: Sequence[Callable[..., object]], asked: gr.Component, parts: Parts
) -> None:
    """Show on each trigger what is replied to what stands in a component."""

    def replied(
        asked: object, chosen: object, complete: object, earlier: Session
    ) -> tuple[object, str, str, Session, str, object]:
        said = reply(str(asked or ""), earlier, str(chosen or ""), str(complete or ""))
        kept = gr.skip() if said.left else ""
        return said.turn or gr.skip(), said.notice, said.left, said.session, said.offer, kept

    gr.on(
        triggers,
        replied,
        [asked, parts.filters, parts.complete, parts.session],
        _changed(parts),
        trigger_mode="once",
        show_progress="minimal",
        show_progress_on=parts.notice,  # page.css makes words of it
        api_visibility="private",
        queue=False,
    )


def _changed(parts: Parts) -> list[gr.Component]:
    """What changes when a question is asked, or all are forgotten."""
    return [
        parts.conversation,
        parts.notice,
        parts.question,
        parts.session,
        parts.offer,
        parts.complete,
    ]


def _wire_starting(parts: Parts) -> None:
    """Start anew, or back to the question, on their buttons; ready to type."""

    def emptied() -> tuple[str, str, str, Session, str, str]:
        return "", "", "", Session(), "", ""

    started = parts.again.click(
        emptied,
        None,
        _changed(parts),
        show_progress="hidden",
        api_visibility="private",
        queue=False,
    )
    started.then(None, js=_FOCUS, api_visibility="private")
    back = parts.ways_on[-1]
    back.click(None, None, [parts.notice, parts.offer], js=_BACK, api_visibility="private")


def _wire_saving(replier: Replier, parts: Parts) -> None:
    """Let each button send the conversation as a file of its format."""
    for button, form in ((parts.save_word, Format.WORD), (parts.save_text, Format.MARKDOWN)):

        def saved(session: Session, form: Format = form) -> tuple[str, str]:
            made = replier.save(session, form)
            return made.file, made.notice

        button.click(
            saved,
            [parts.session],
            [parts.saved, parts.notice],
            trigger_mode="once",
            show_progress="minimal",
            show_progress_on=parts.notice,
            api_visibility="private",
            queue=False,
        )


def _wire_judging(judge: Judge, parts: Parts) -> None:
    """Let the page's script send what the user says of an answer."""

    def judged(sent: object, session: Session) -> str:
        return judge.judge(str(sent or ""), session)

    parts.verdict.submit(
        judged,
        [parts.verdict, parts.session],
        [parts.verdict],
        trigger_mode="multiple",  # several answers may be judged at once
        show_progress="hidden",
        api_visibility="private",
        queue=False,
    )


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the reader's own fonts, on the grounds that page.css sets."""
    return gr.themes.Base(
        font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(body_background_fill="#f6f5f1", body_background_fill_dark="#13181a")
