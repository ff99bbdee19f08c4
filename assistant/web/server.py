"""The chat as a web application of our own, with Gradio mounted inside, and its server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.asking import Assistant
from assistant.settings import Settings
from assistant.web.admission import Admission
from assistant.web.api import add_api
from assistant.web.connections import Connection
from assistant.web.counted import CountedHolder
from assistant.web.guard import RequestGuard
from assistant.web.headers import ResponseGuard
from assistant.web.health import add_health
from assistant.web.holder import Answering, Holder
from assistant.web.logs import logged
from assistant.web.metrics import Metrics
from assistant.web.originals import Originals
from assistant.web.paths import API_ASK, ICON, PAGE_ASK, PICTURE, SOURCE
from assistant.web.reach import LOOPBACK, check_reach, hosts, listening
from assistant.web.replies import Replier
from assistant.web.signin import Door, ProxyUser, SignIn, add_sign_in
from assistant.web.source import add_source
from assistant.web.unready import opened
from assistant.web.verdicts import Judge

if TYPE_CHECKING:
    from types import FrameType

    from assistant.web.page import ChatPage

_log = logging.getLogger(__name__)

_IN_CLEAR = (
    "the password crosses the network unencrypted unless a proxy with https stands in front; "
    "see docs/assistant.toml"
)
_SWITCH_SECONDS = 0.0005
"""How long a thread that answers keeps the interpreter while the one that serves waits for it.

That one gives it up at each call of the system, some of them for every connection: at Python's
own 5 ms, 200 connections at once are not even accepted within a second.
"""
_DRAIN_SECONDS = 8
"""How long questions in flight may take once the server is told to end."""


def create_app(assistant: Answering, settings: Settings | None = None) -> FastAPI:
    """The application that answers from the assistant, and from each index published later."""
    settings = settings or Settings()
    holder, metrics = Holder(assistant), Metrics()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    door = Door(settings.access)

    @app.get(ICON)
    def icon() -> FileResponse:
        return FileResponse(Path(__file__).parent / "icon.svg", media_type="image/svg+xml")

    add_health(app, holder, metrics, settings.access)
    add_api(app, CountedHolder(holder, metrics, "api"))
    add_source(app, holder, Originals(settings.corpus, settings.reading))
    if settings.access.password_hash:
        add_sign_in(app, door)
    # Outside a running loop Gradio opens loops of its own and never closes them.
    replier = Replier(CountedHolder(holder, metrics, "chat"))
    page = asyncio.run(_add_page(app, replier, Judge(holder, settings.index)))
    _add_guards(app, page, settings, metrics, door)
    return app


async def _add_page(app: FastAPI, replier: Replier, judge: Judge) -> ChatPage:
    """Mount the page."""
    from assistant.web import page  # gradio takes seconds to import

    built = page.ChatPage(replier, judge)
    app.state.end_streams = page.mount(app, built)
    return built


def _add_guards(
    app: FastAPI, page: ChatPage, settings: Settings, metrics: Metrics, door: Door
) -> None:
    """Put the guards before the page; Starlette puts what is added last outermost."""
    access = settings.access
    # This one allows no other site to read anything; that it is there keeps Gradio from allowing
    # every one.
    app.add_middleware(CORSMiddleware, allow_origins=())
    app.add_middleware(Renewal, renew=page.renew)
    app.add_middleware(Admission, paths=(API_ASK, PAGE_ASK))
    app.add_middleware(Admission, paths=(SOURCE, PICTURE))  # drawing takes memory and time
    app.add_middleware(RequestGuard, inputs=page.inputs())
    if access.has_sign_in:
        app.add_middleware(SignIn, door=door)
    if access.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[*access.trusted_proxies])
        app.add_middleware(ProxyUser, access=access)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts(settings), www_redirect=False)
    app.add_middleware(ResponseGuard, metrics=metrics)


def serve(settings: Settings) -> None:
    """Serve the chat until SIGTERM or Ctrl-C, then return.

    Where there is no index yet, the page says so until there is one.

    Raises:
        SettingError: others could open the chat and nobody has to sign in, or the port cannot be
            had.
    """
    check_reach(settings)
    with (
        _switching_often(),
        logged(settings.log),
        listening(settings.host, settings.port) as listener,
    ):
        server = Server(_opened_app(settings), log=settings.log)
        if settings.access.password_hash and settings.host not in LOOPBACK:
            _log.warning(_IN_CLEAR)
        with _stopped_quietly():
            server.run(sockets=[listener])


@contextlib.contextmanager
def _switching_often() -> Iterator[None]:
    """Let threads take turns more often, so that those that answer do not hold up the server."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _opened_app(settings: Settings) -> FastAPI:
    """The application on the index that is there.

    Only the application knows the assistant, which is let go, its files with it, when another
    index answers.
    """
    assistant = opened(settings.index)
    if assistant.warning:
        _log.warning(assistant.warning)
    if isinstance(assistant, Assistant):
        threading.Thread(target=assistant.recheck, daemon=True).start()
    return create_app(assistant, settings)


class Renewal:
    """Brings the page up to date before it is opened."""

    def __init__(self, app: ASGIApp, renew: Callable[[], None]) -> None:
        """Stand in front of the application."""
        self.app = app
        self.renew = renew

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and scope["path"] == "/":
            await run_in_threadpool(self.renew)
        await self.app(scope, receive, send)


class Server(uvicorn.Server):
    """Uvicorn, quiet, that says where the chat is once it listens."""

    def __init__(self, app: FastAPI, log: str = "plain") -> None:
        """Serve the application, without access log or server header."""
        self._app = app
        self._log = log
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                log_config=None,
                log_level="warning",
                http=Connection,
                ws="none",
                timeout_graceful_shutdown=_DRAIN_SECONDS,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the address."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            _log.info("started", extra={"told": {"address": f"http://{shown}:{port}"}})
            if self._log == "plain":
                sys.stderr.write(f"Serving the chat at http://{shown}:{port} (Ctrl-C stops it)\n")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let questions in flight be answered, but hold no connection for pages left open."""
        self._app.state.end_streams()
        await super().shutdown(sockets)
        _log.info("stopped")


@contextlib.contextmanager
def _stopped_quietly() -> Iterator[None]:
    """Let a signal end the server and nothing more: uvicorn raises it again once it has ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ended(number: int, frame: FrameType | None) -> None:
        pass

    before = {kind: signal.signal(kind, ended) for kind in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
