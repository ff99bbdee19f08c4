"""The chat as a web application of our own, with Gradio mounted inside, and its server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
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

from assistant.asking import Assistant
from assistant.errors import SettingError
from assistant.settings import Settings
from assistant.web.api import add_api
from assistant.web.guard import RequestGuard, ResponseGuard
from assistant.web.holder import Answering, Holder
from assistant.web.originals import Originals
from assistant.web.replies import Replier
from assistant.web.source import add_source
from assistant.web.verdicts import Judge

if TYPE_CHECKING:
    from types import FrameType

_log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_DRAIN_SECONDS = 8


def create_app(assistant: Answering, settings: Settings | None = None) -> FastAPI:
    """The application that answers from the assistant, and from each index published later."""
    settings = settings or Settings()
    holder = Holder(assistant)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> dict[str, str]:
        return {"status": "ok", "snapshot": holder.snapshot}

    @app.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(Path(__file__).parent / "icon.svg", media_type="image/svg+xml")

    add_api(app, holder)
    add_source(app, holder, Originals(settings.corpus, settings.reading))
    # Outside a running loop Gradio opens loops of its own and never closes them.
    asyncio.run(_add_page(app, Replier(holder), Judge(holder, settings.index)))
    return app


async def _add_page(app: FastAPI, replier: Replier, judge: Judge) -> None:
    """Mount the page, with the guards before it."""
    from assistant.web import page  # gradio takes seconds to import

    built = page.ChatPage(replier, judge)
    app.state.end_streams = page.mount(app, built)
    # Starlette puts what is added last outermost. The first allows no other site to read
    # anything; that it is there keeps Gradio from allowing every one.
    app.add_middleware(CORSMiddleware, allow_origins=())
    app.add_middleware(Renewal, renew=built.renew)
    app.add_middleware(RequestGuard, inputs=built.inputs())
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    app.add_middleware(ResponseGuard)


def serve(settings: Settings) -> None:
    """Serve the chat on this machine until SIGTERM or Ctrl-C, then return.

    Raises:
        SettingError: the host is not this machine's own, or the port cannot be had.
        SearchIndexError: there is no index to answer from.
    """
    with listening(settings.host, settings.port) as listener:
        assistant = Assistant.open(settings.index)
        if assistant.warning:
            _log.warning(assistant.warning)
        server = Server(create_app(assistant, settings))
        with _stopped_quietly():
            server.run(sockets=[listener])


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens on the port; port 0 takes any that is free.

    Raises:
        SettingError: the host is not this machine's own, or the port cannot be had.
    """
    if host not in LOOPBACK:
        raise SettingError(
            f"the chat serves this machine only: --host must be one of {', '.join(LOOPBACK)};"
            f" found {host!r}"
        )
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingError(
            f"port {port} on {host} cannot be used ({os.strerror(error.errno or 0)}):"
            " stop what uses it, or choose another with --port"
        ) from error
    with listener:
        yield listener


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

    def __init__(self, app: FastAPI) -> None:
        """Serve the application, without access log, server header or proxies' headers."""
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                log_level="warning",
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
            sys.stderr.write(f"Serving the chat at http://{shown}:{port} (Ctrl-C stops it)\n")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let questions in flight be answered, but hold no connection for pages left open."""
        self._app.state.end_streams()
        await super().shutdown(sockets)


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
