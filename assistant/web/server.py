"""The chat as a web service: the application behind its guards, and the server that runs it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web import guard
from assistant.web.api import add_api
from assistant.web.replies import Judge, Replier
from assistant.web.service import Answering, Holder, Metrics, add_health, logged, opened
from assistant.web.signin import Door, ProxyUser, SignIn, add_sign_in
from assistant.web.source import Originals, add_source

if TYPE_CHECKING:
    from assistant.web.page import ChatPage

HEAD_SECONDS = 10.0
"""How long the head of a request may take from when a connection opens, or from its first byte."""
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
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; worker-src 'self' blob:"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_NAMED_BY_CONTENT = re.compile(r"/assets/[\w./-]+-[\w-]{8,}\.\w+\?|/theme\.css\?v=[0-9a-f]{64}")
"""Gradio's own scripts and styles: another content has another address, and none is of ours."""
_INERT = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""The policy for what holds a document's words: no script, form or other origin, ever."""
_log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serves the chat until SIGTERM or Ctrl-C, then returns.

    Where there is no index yet, the page says so until there is one.

    Raises:
        SettingError: others could open the chat and nobody has to sign in, or the port cannot be
            had.
    """
    guard.check_reach(settings)
    usual = sys.getswitchinterval()
    with logged(settings.log), guard.listening(settings.host, settings.port) as listener:
        sys.setswitchinterval(_SWITCH_SECONDS)
        try:
            server = Server(_opened_app(settings), log=settings.log)
            if settings.access.password_hash and settings.host not in guard.LOOPBACK:
                _log.warning(_IN_CLEAR)
            with _stopped_quietly():
                server.run(sockets=[listener])
        finally:
            sys.setswitchinterval(usual)


def _opened_app(settings: Settings) -> FastAPI:
    """Returns the application on the index that is there.

    Only the application knows the assistant, which is let go, its files with it, when another
    index answers.
    """
    assistant = opened(settings.index)
    if assistant.warning:
        _log.warning(assistant.warning)
    if isinstance(assistant, Assistant):
        threading.Thread(target=assistant.recheck, daemon=True).start()
    return create_app(assistant, settings)


@contextlib.contextmanager
def _stopped_quietly() -> Iterator[None]:
    """Lets a signal end the server and nothing more: uvicorn raises it again once it has ended."""
    is_main = threading.current_thread() is threading.main_thread()
    with contextlib.ExitStack() as after:
        for kind in (signal.SIGTERM, signal.SIGINT) if is_main else ():
            after.callback(signal.signal, kind, signal.signal(kind, lambda *_: None))
        yield


class Server(uvicorn.Server):
    """Uvicorn, quiet, that says where the chat is once it listens."""

    def __init__(self, app: FastAPI, log: str = "plain") -> None:
        """Serves the application, without access log or server header."""
        self._app, self._log = app, log
        config = uvicorn.Config(
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
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then tells the address."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            _log.info("started", extra={"told": {"address": address}})
            if self._log == "plain":
                sys.stderr.write(f"Serving the chat at {address} (Ctrl-C stops it)\n")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets questions in flight be answered, but holds no connection for pages left open."""
        self._app.state.end_streams()
        await super().shutdown(sockets)
        _log.info("stopped")


class Connection(H11Protocol):
    """Uvicorn's connection, which of itself waits for the head of a request without end."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Lets the first request come soon."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Takes what comes; a request that is only begun has to go on."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the limit."""
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request, with the headers of every other response."""
        told = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close", **HEADERS}
        body = f"{msg}\n".encode("ascii", "replace")
        start = h11.Response(status_code=400, headers=[*told.items()], reason=b"Bad Request")
        for event in (start, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        """Starts the limit while a request is awaited, ends it once its head is whole."""
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if is_answering or self.timeout_keep_alive_task is not None:
            self._forget()
        elif self._limit is None:
            self._limit = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


def create_app(assistant: Answering, settings: Settings | None = None) -> FastAPI:
    """Returns the application on the assistant, and on each index published later."""
    settings = settings or Settings()
    holder, metrics = Holder(assistant), Metrics()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    door = Door(settings.access)

    @app.get(guard.ICON)
    def icon() -> FileResponse:
        return FileResponse(Path(__file__).parent / "icon.svg", media_type="image/svg+xml")

    add_health(app, holder, metrics, settings.access)
    add_api(app, holder, metrics)
    add_source(app, holder, Originals(settings.corpus, settings.reading))
    if settings.access.password_hash:
        add_sign_in(app, door)
    # Outside a running loop Gradio opens loops of its own and never closes them.
    page = asyncio.run(_add_page(app, Replier(holder, metrics), Judge(holder, settings.index)))
    _add_guards(app, page, settings, metrics, door)
    return app


async def _add_page(app: FastAPI, replier: Replier, judge: Judge) -> ChatPage:
    from assistant.web import page  # gradio takes seconds to import

    built = page.ChatPage(replier, judge)
    app.state.end_streams = page.mount(app, built)
    return built


def _add_guards(
    app: FastAPI, page: ChatPage, settings: Settings, metrics: Metrics, door: Door
) -> None:
    """Puts the guards before the page; Starlette puts what is added last outermost."""
    access, names = settings.access, guard.hosts(settings)
    # This one allows no other site to read anything; that it is there keeps Gradio from allowing
    # every one.
    app.add_middleware(CORSMiddleware, allow_origins=())
    app.add_middleware(Renewal, renew=page.renew)
    app.add_middleware(Admission, paths=(guard.API_ASK, guard.PAGE_ASK))
    app.add_middleware(Admission, paths=(guard.SOURCE, guard.PICTURE))  # takes memory and time
    app.add_middleware(guard.RequestGuard, inputs=page.inputs())
    if access.has_sign_in:
        app.add_middleware(SignIn, door=door)
    if access.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[*access.trusted_proxies])
        app.add_middleware(ProxyUser, access=access)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    app.add_middleware(ResponseGuard, metrics=metrics)


@dataclass
class Renewal:
    """Stands in front of the application and brings the page up to date before it is opened."""

    app: ASGIApp
    renew: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] == "http" and scope["path"] == "/":
            await run_in_threadpool(self.renew)
        await self.app(scope, receive, send)


class Admission:
    """Answers so many requests at once, lets so many wait, and refuses the surplus at once.

    It stands behind what reads a request whole and before what is slow, so that nobody keeps a
    place by sending slowly, and refusing costs next to nothing.
    """

    def __init__(
        self, app: ASGIApp, paths: Sequence[str], at_once: int = 2, waiting: int = 20
    ) -> None:
        """Stands in front of the application; only requests for the paths count."""
        self.app, self._paths = app, paths
        self._inside = asyncio.Semaphore(at_once + waiting)
        self._answering = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, when it is its turn if it counts."""
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self.app(scope, receive, send)
        elif self._inside.locked():
            busy = {"error": "Too many are waiting. Please try again in a moment."}
            await JSONResponse(busy, 503, {"Retry-After": "1"})(scope, receive, send)
        else:
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with contextlib.AsyncExitStack() as place:
            await place.enter_async_context(self._inside)
            await place.enter_async_context(self._answering)

            async def left(message: Message) -> None:
                # What is answered may be read as slowly as the other side likes.
                await place.aclose()
                await send(message)

            await self.app(scope, receive, left)


@dataclass
class ResponseGuard:
    """Sets the security headers on every response, and makes a plain one of any failure.

    It counts what the application refuses and where it fails.
    """

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and dresses the response."""
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_headers(scope, message["status"]))
                if message["status"] >= 400:
                    self.metrics.refused(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:  # noqa: BLE001  (a traceback would log what was sent)
            self.metrics.failure()
            _log.error("a request failed: %s", type(error).__name__)
            if started:
                await send({"type": "http.response.body"})
            elif scope["type"] == "http":
                await PlainTextResponse("The server failed.\n", 500)(scope, receive, dressed)


def _headers(scope: Scope, status: int) -> dict[str, str]:
    path = scope.get("path", "")
    if path == guard.SIGN_IN:
        # Under 'no-referrer' a browser sends a form with 'Origin: null', as another site's.
        return {**HEADERS, "Referrer-Policy": "same-origin"}
    if path == guard.SOURCE:
        return {**HEADERS, "Content-Security-Policy": _INERT}
    asked = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
    if status == 200 and _NAMED_BY_CONTENT.fullmatch(asked):
        return {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    return HEADERS
