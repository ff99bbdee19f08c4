"""The page as Gradio Blocks: what happens when its parts are used, and how it is mounted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from fastapi import FastAPI
from starlette.routing import Mount

from assistant.exporting import Format
from assistant.web.coverage import covered_html
from assistant.web.filtering import filter_html
from assistant.web.parts import FOLDER, TITLE, Parts, lay_out, padded
from assistant.web.quiet_gradio import GradioApp, gr
from assistant.web.replies import Replier, Reply
from assistant.web.session import Session
from assistant.web.verdicts import Judge

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
