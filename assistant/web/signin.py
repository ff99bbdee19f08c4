"""Who may open the chat: whoever has the shared password, or was signed in by a trusted proxy."""

from __future__ import annotations

import binascii
import hmac
import ipaddress
from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import parse_qs

import anyio
from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import AccessSettings
from assistant.web.passwords import LONGEST, matches
from assistant.web.paths import API_ASK, API_PAGE, METRICS, OPEN_TO_ALL, SIGN_IN, SIGN_OUT
from assistant.web.reach import is_within
from assistant.web.sessions import Attempts, Sessions
from assistant.web.signin_page import page_html, signed_in_html

COOKIE = "assistant_session"
_PROXY_USER = "assistant.proxy_user"
_WAITING = 20
_WRONG = "That is not the password. Please try again."


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether a password is right, or how many seconds to wait before it is looked at."""

    is_right: bool
    wait: int = 0


class Door:
    """Knows the password and who is signed in."""

    def __init__(self, access: AccessSettings) -> None:
        """Keep a secret of its own, new at each start."""
        self.access = access
        self.sessions = Sessions(access.session_hours)
        self._attempts = Attempts()
        self._right: bytes | None = None
        self._limiter = anyio.CapacityLimiter(1)

    async def tries(self, password: str, address: str) -> Tried:
        """What comes of a password tried from an address; those in vain are counted."""
        wait = self._attempts.wait(address)
        if wait or self._limiter.statistics().tasks_waiting >= _WAITING:
            return Tried(False, wait or 1)
        mark = self.sessions.mark(password)
        if self._right is not None and hmac.compare_digest(mark, self._right):
            return Tried(True)
        self._attempts.count(address)
        kept = self.access.password_hash
        if not kept or len(password) > LONGEST:
            return Tried(False)
        if not await anyio.to_thread.run_sync(matches, password, kept, limiter=self._limiter):
            return Tried(False)
        self._right = mark  # so that a program need not wait for scrypt at each question
        self._attempts.forget(address)
        return Tried(True)

    def is_signed_in(self, scope: Scope) -> bool:
        """Whether a proxy says who is asking, or the browser proves that it had the password."""
        proof = HTTPConnection(scope).cookies.get(COOKIE, "")
        return bool(scope.get(_PROXY_USER)) or self.sessions.holds(proof)


class ProxyUser:
    """Marks the requests whose user a trusted proxy has signed in."""

    def __init__(self, app: ASGIApp, access: AccessSettings) -> None:
        """Stand in front of the application, where the connection's own address is still seen."""
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, marked or not."""
        header = self.access.proxy_user_header
        if scope["type"] == "http" and header and is_within(scope, self.access.trusted_proxies):
            users = Headers(scope=scope).getlist(header)
            scope = {**scope, _PROXY_USER: len(users) == 1 and bool(users[0].strip())}
        await self.app(scope, receive, send)


class SignIn:
    """Lets nobody further who has not signed in."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        """Stand in front of the application."""
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it may pass."""
        way = self.app
        if scope["type"] == "http" and scope["path"] not in OPEN_TO_ALL:
            way = await self._refusal(scope) or way
        await way(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """What to answer instead of passing the request on; None where it may pass."""
        if self.door.is_signed_in(scope):
            return None
        tried = await self._tried(scope)
        if tried.is_right:
            return None
        if tried.wait:
            return _wait(tried.wait)
        has_page = bool(self.door.access.password_hash)
        if has_page and scope["method"] == "GET" and scope["path"] in ("/", API_PAGE):
            return RedirectResponse(SIGN_IN, 303)
        return _unknown(scope["path"], has_page)

    async def _tried(self, scope: Scope) -> Tried:
        """What comes of the password in HTTP Basic, whatever the name beside it."""
        password = _basic_password(Headers(scope=scope).get("authorization", ""))
        if password is None:
            return Tried(False)
        return await self.door.tries(password, _address(scope))


def add_sign_in(app: FastAPI, door: Door) -> None:
    """The page where the password is typed, and the way out."""

    async def shown(request: Request) -> Response:
        signed_in = door.is_signed_in(request.scope)
        return HTMLResponse(signed_in_html() if signed_in else page_html())

    async def typed(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=5)
        tried = await door.tries(form.get("password", [""])[0], _address(request.scope))
        if tried.wait:
            said = f"Too many tries. Please wait {_minutes(tried.wait)} and try again."
            return HTMLResponse(page_html(said), 429, {"Retry-After": str(tried.wait)})
        if not tried.is_right:
            return HTMLResponse(page_html(_WRONG), 403)
        done = RedirectResponse("/", 303)
        done.set_cookie(
            COOKIE,
            door.sessions.opened(),
            max_age=door.sessions.seconds,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return done

    async def left(request: Request) -> Response:
        door.sessions.close(request.cookies.get(COOKIE, ""))
        done = RedirectResponse(SIGN_IN, 303)
        done.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return done

    for path, way, method in ((SIGN_IN, shown, "GET"), (SIGN_IN, typed, "POST")):
        app.add_api_route(path, way, methods=[method], response_class=Response)
    app.add_api_route(SIGN_OUT, left, methods=["POST"], response_class=Response)


def _basic_password(authorization: str) -> str | None:
    """The password in an Authorization header; None where there is none to read."""
    kind, _, coded = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        return b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return None


def _unknown(path: str, has_page: bool) -> Response:
    ways = "open / in a browser and sign in, or send the password with HTTP Basic"
    said = f"sign in first: {ways if has_page else 'open the chat by way of its proxy'}"
    headers = {"WWW-Authenticate": 'Basic realm="assistant", charset="UTF-8"'}
    for_programs = has_page and path in (API_ASK, METRICS)
    return JSONResponse({"error": said}, 401, headers if for_programs else None)


def _wait(seconds: int) -> Response:
    said = f"too many tries with a wrong password: wait {_minutes(seconds)}"
    return JSONResponse({"error": said}, 429, {"Retry-After": str(seconds)})


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _address(scope: Scope) -> str:
    """Whom tries are counted for: an address, of IPv6 the network that one household is given."""
    client = scope.get("client")
    given = str(client[0]) if client else ""
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found.packed, 64), strict=False))
    return given
