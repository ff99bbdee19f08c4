"""Which requests are let in: the paths there are, who may reach them, and what a body may hold.

Gradio opens many routes: files, uploads, other servers, programs. The page needs few of them, so
those few are listed here and all else is not found.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import json
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import SettingError
from assistant.settings import Settings

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
SIGN_IN, SIGN_OUT, ICON = "/sign-in", "/sign-out", "/favicon.ico"
OPEN_TO_ALL = (HEALTH, READY, SIGN_IN, ICON)
API_PAGE, API_DESCRIPTION, API_ASK = "/api", "/api/openapi.json", "/api/ask"
HOW_TO_ASK = (
    'POST a JSON object such as {"question": "What does the campaign ask for?"} to /api/ask; '
    "/api describes it"
)
PAGE_ASK = "/gradio_api/run/predict"
"""Where the page's own functions are called."""
SOURCE, PICTURE, ORIGINAL = "/source", "/source/picture", "/source/original"

OPEN = {
    "GET": re.compile(
        rf"/|{HEALTH}|{READY}|{METRICS}|{SIGN_IN}|{re.escape(ICON)}"
        r"|/theme\.css|/(?:assets|static)/[\w./-]+"
        rf"|{API_PAGE}|{re.escape(API_DESCRIPTION)}|{SOURCE}|{PICTURE}|{ORIGINAL}"
        r"|/gradio_api/(?:app_id|startup-events|heartbeat/\w{1,40})"
    ),
    "HEAD": re.compile(rf"/|{HEALTH}|{READY}"),
    "POST": re.compile(rf"{PAGE_ASK}|{API_ASK}|{SIGN_IN}|{SIGN_OUT}"),
}
"""By method, the paths that are open; all else is refused."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_EVERY = ("0.0.0.0", "::")
MAX_BODY = 64 * 1024
BODY_SECONDS = 10.0
_UNVOUCHED = (b"x-forwarded-host", b"x-forwarded-proto")
"""Headers by which anybody could put another address into the page. What a trusted proxy says of
the scheme is in the scope by now, and the page's host is the one that it was asked for."""
OWNER = "assistant.owner"
"""Where a request says whose it is; '' or missing where nobody has to sign in."""
_HEARTBEAT = "/gradio_api/heartbeat/"
_CALL_KEYS = {"data", "event_data", "fn_index", "session_hash", "trigger_id"}


def hosts(settings: Settings) -> list[str]:
    """Returns the names that a request may give as the host, without a port."""
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    owns = [] if settings.host in (*LOOPBACK, *_EVERY) else [own]
    return [*HOSTS, *(host.lower() for host in (*owns, *settings.access.hosts))]


def check_reach(settings: Settings) -> None:
    """Lets the chat be opened from elsewhere only where that is meant.

    Raises:
        SettingError: others could open it and nobody has to sign in, or by no name at all.
    """
    access = settings.access
    is_open = settings.host not in LOOPBACK
    if not is_open and not access.hosts:
        return
    where = f"--host {settings.host or repr('')}" if is_open else "hosts"
    if not access.has_sign_in and not access.without_sign_in:
        raise SettingError(
            f"{where} lets whoever can reach this machine open the chat and read every document, "
            "without a password. Make a password with 'assistant password' and set password_hash, "
            "or let a proxy sign people in (proxy_user_header), or say that this is meant with "
            "--without-sign-in; see docs/assistant.toml"
        )
    if settings.host in _EVERY and not access.hosts:
        raise SettingError(
            f"{where} needs hosts, the names by which the chat is opened: set for example "
            'hosts = ["assistant.example.org"] in assistant.toml, or ASSISTANT_HOSTS'
        )


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Opens a socket that listens on the port; port 0 takes any that is free.

    Raises:
        SettingError: the address or the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingError(
            f"port {port} on {host} cannot be used ({error.strerror or error}):"
            " stop what uses it, or choose another with --port, or another address with --host"
        ) from error
    with listener:
        yield listener


def is_within(scope: Scope, networks: tuple[str, ...]) -> bool:
    """Returns whether a connection comes from one of the networks."""
    client = scope.get("client")
    return client is not None and _is_in(client[0], networks)


def is_loopback(scope: Scope, host: str) -> bool:
    """Returns whether a request comes from this machine, is meant for it, and passed no proxy."""
    name = host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
    passed = any(header in (b"x-forwarded-for", b"forwarded") for header, _ in scope["headers"])
    return name in HOSTS and not passed and is_within(scope, ("127.0.0.0/8", "::1"))


@lru_cache(maxsize=1024)
def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return any(plain in ipaddress.ip_network(network) for network in networks)


@dataclass
class RequestGuard:
    """Refuses what the page never sends: other routes, other sites' posts, other bodies."""

    app: ASGIApp
    inputs: Mapping[int, int]
    """How many values each of the page's functions takes, by the function's number."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on if it may pass."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        way: ASGIApp | None = _refusal(scope)
        if way is None and scope["method"] == "POST":
            way, receive = await self._looked_at(scope, receive)
        await (way or self.app)(_passed(scope), receive, send)

    async def _looked_at(self, scope: Scope, receive: Receive) -> tuple[Response | None, Receive]:
        """Returns what to answer instead of passing a body on, or None, and what gives the body.

        The API and the sign-in check their own bodies; the page's must be such as the page sends,
        and is passed on with the name of its conversation as its owner's.
        """
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
        except TimeoutError:
            return _plain(408, "The request took too long to come."), receive
        if len(body) > MAX_BODY:
            return _plain(413, "The request is too large."), receive
        if scope["path"] not in (API_ASK, SIGN_IN, SIGN_OUT):
            call = parsed(body)
            if not _is_call(call, self.inputs):
                return _plain(422, "The request is not one of this page's."), receive
            session = _owned(call["session_hash"], scope.get(OWNER, ""))
            body = json.dumps({**call, "session_hash": session}).encode()
        return None, _replayed(body, receive)


def _passed(scope: Scope) -> Scope:
    """Returns the request without what Gradio would believe and nobody vouches for."""
    headers = [pair for pair in scope["headers"] if pair[0] not in _UNVOUCHED]
    # What follows '?' is for the page's own script; Gradio would look for files by it.
    query = b"" if scope["path"] == "/" else scope["query_string"]
    path = scope["path"]
    if path.startswith(_HEARTBEAT):
        path = _HEARTBEAT + _owned(path.removeprefix(_HEARTBEAT), scope.get(OWNER, ""))
    return {**scope, "headers": headers, "query_string": query, "path": path}


def _owned(session: str, owner: str) -> str:
    """Returns the name under which Gradio keeps an owner's conversation.

    Whoever knows the name that a browser gave it finds there only what is their own.
    """
    if not owner:
        return session
    return hashlib.blake2b(f"{owner}\0{session}".encode(), digest_size=20).hexdigest()


def _refusal(scope: Scope) -> Response | None:
    """Returns what to answer instead of passing the request on; None where it may pass."""
    routes = OPEN.get(scope["method"])
    if scope["path"] == API_ASK and scope["method"] != "POST":
        return JSONResponse({"error": HOW_TO_ASK}, 405, {"Allow": "POST"})
    if routes is None:
        return _plain(405, "Method not allowed.", {"Allow": ", ".join(OPEN)})
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers and "content-length" in headers:
        # Two lengths: a proxy in front may have cut the requests apart elsewhere (RFC 9112, 6.3).
        return _plain(400, "A request has one length.", {"Connection": "close"})
    if scope["method"] == "POST" and not _is_same_origin(headers, scope):
        return _plain(403, "Only this page may ask.")
    is_open = routes.fullmatch(scope["path"]) and ".." not in scope["path"]
    return None if is_open else _plain(404, "Not found.")


def _is_same_origin(headers: Headers, scope: Scope) -> bool:
    """Returns whether a request comes from this page, or from a program that is not a browser."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    if origin is None:
        return site in {"same-origin", "none"}
    own = f"{scope['scheme']}://{headers.get('host', '')}"
    return site == "same-origin" and origin.lower() == own.lower()


async def _body(receive: Receive) -> bytes:
    """Returns the body, whole unless it is larger than allowed."""
    body, goes_on = bytearray(), True
    while goes_on and len(body) <= MAX_BODY:
        message = await receive()
        body += message.get("body", b"")
        goes_on = message.get("more_body", False)
    return bytes(body)


def _is_call(call: Any, inputs: Mapping[int, int]) -> bool:
    """Returns whether a body calls one of the page's functions as the page does.

    Gradio would log anything else with a traceback, and with what was sent.
    """
    if not isinstance(call, dict):
        return False
    number, data, session = call.get("fn_index"), call.get("data"), call.get("session_hash")
    return (
        call.keys() <= _CALL_KEYS
        and type(number) is int
        and isinstance(data, list)
        and len(data) == inputs.get(number)
        and all(value is None or isinstance(value, str) for value in data)
        and call.get("event_data") is None
        and isinstance(call.get("trigger_id"), int | None)
        and isinstance(session, str)
        and re.fullmatch(r"\w{1,40}", session) is not None
    )


def parsed(sent: str | bytes) -> Any:
    """Returns what was sent as JSON; None where it is none, or too deep."""
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        return None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that gives the body once more, then whatever comes."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _plain(status: int, text: str, headers: Mapping[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(f"{text}\n", status_code=status, headers=headers)
