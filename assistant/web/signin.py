"""Signing in: the password and its hash, who is signed in, and what is refused until then."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import math
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from urllib.parse import parse_qs

import anyio
from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import SettingError
from assistant.settings import AccessSettings
from assistant.web import guard
from assistant.web.guard import OWNER, SIGN_IN, SIGN_OUT
from assistant.wording import count

SHORTEST, LONGEST = 12, 200
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1
TRIES = 10
"""So many wrong passwords within `TRIED_WITHIN` seconds are told at once, from one address or
browser; those after them one in `PAUSE` seconds, and what would wait longer than `PATIENCE` is not
looked at."""
TRIED_WITHIN, PAUSE, PATIENCE = 300.0, 5.0, 15.0
_TRYING = 10_000
COOKIE, KNOWN = "assistant_session", "assistant_known"
_KNOWN_SECONDS = 365 * 24 * 3600
_PROXY_USER = "assistant.proxy_user"
_WAITING = 20
_STYLE = """
:root { color-scheme: light dark }
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 12vh auto 2rem;
padding: 0 1rem; background: Canvas; color: CanvasText }
label, input, button { display: block; font: inherit }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .4rem .6rem;
border: 2px solid; border-radius: .25rem }
button { min-height: 2.75rem; margin-top: 1rem; padding: .4rem 1.5rem }
:focus-visible { outline: 3px solid; outline-offset: 2px }
.wrong { border-left: .3rem solid; padding-left: .7rem; font-weight: 600 }
"""


@dataclass
class ProxyUser:
    """Marks the requests whose user a trusted proxy has signed in.

    It stands where the connection's own address is still seen.
    """

    app: ASGIApp
    access: AccessSettings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, marked or not."""
        header, proxies = self.access.proxy_user_header, self.access.trusted_proxies
        if scope["type"] == "http" and header and guard.is_within(scope, proxies):
            users = Headers(scope=scope).getlist(header)
            scope = {**scope, _PROXY_USER: users[0].strip() if len(users) == 1 else ""}
        await self.app(scope, receive, send)


@dataclass
class SignIn:
    """Lets nobody further who has not signed in."""

    app: ASGIApp
    door: Door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on if it may pass, and whose it is."""
        way = self.app
        if scope["type"] == "http" and scope["path"] not in guard.OPEN_TO_ALL:
            scope = {**scope, OWNER: self.door.owner(scope)}
            way = await self._refusal(scope) or way
        await way(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """Returns what to answer instead of passing the request on; None where it may pass."""
        if scope[OWNER]:
            return None
        password = _basic_password(Headers(scope=scope).get("authorization", ""))
        # A password alone does not tell whose conversation it is.
        if password is not None and scope["path"] != guard.PAGE_ASK:
            tried = await self.door.tries(password, scope)
            if tried.is_right:
                return None
            if tried.wait:
                said = f"too many wrong passwords lately: wait {count(tried.wait, 'second')}"
                return JSONResponse({"error": said}, 429, {"Retry-After": str(tried.wait)})
        has_page = bool(self.door.access.password_hash)
        if has_page and scope["method"] == "GET" and scope["path"] in ("/", guard.API_PAGE):
            return RedirectResponse(SIGN_IN, 303)
        ways = "open / in a browser and sign in, or send the password with HTTP Basic"
        said = f"sign in first: {ways if has_page else 'open the chat by way of its proxy'}"
        basic = {"WWW-Authenticate": 'Basic realm="assistant", charset="UTF-8"'}
        is_for_programs = has_page and scope["path"] in (guard.API_ASK, guard.METRICS)
        return JSONResponse({"error": said}, 401, basic if is_for_programs else None)


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether a password is right, or how many seconds to wait before it is looked at."""

    is_right: bool
    wait: int = 0


class Door:
    """Knows the password and who is signed in."""

    def __init__(self, access: AccessSettings) -> None:
        """Keeps a secret of its own, new at each start."""
        self.access = access
        self.sessions = Sessions(access.session_hours)
        self._secret = os.urandom(32)
        self._attempts = Attempts()
        self._right: bytes | None = None
        self._limiter = anyio.CapacityLimiter(1)

    async def tries(self, password: str, scope: Scope) -> Tried:
        """Returns what comes of a password; after many wrong ones it waits for its turn.

        Those of a browser that has signed in before count by themselves, so that no stranger
        behind the same address slows it down.
        """
        who = self.known(scope) or _address(scope)
        turn = self._attempts.turn(who)
        if turn > PATIENCE:
            return Tried(False, math.ceil(turn - PATIENCE))
        counted = self._attempts.count(who, turn)
        if turn:
            await anyio.sleep(turn)
        tried = await self._tried(password)
        if tried.is_right:
            self._attempts.take_back(who, counted)
        return tried

    async def _tried(self, password: str) -> Tried:
        # It tells one password from others while this runs, and is of no use elsewhere.
        mark = hmac.digest(self._secret, password.encode("utf-8", "surrogatepass"), hashlib.sha256)
        if self._right is not None and hmac.compare_digest(mark, self._right):
            return Tried(True)
        kept = self.access.password_hash
        if not kept or len(password) > LONGEST:
            return Tried(False)
        if self._limiter.statistics().tasks_waiting >= _WAITING:
            return Tried(False, 1)
        if not await anyio.to_thread.run_sync(matches, password, kept, limiter=self._limiter):
            return Tried(False)
        self._right = mark  # so that a program need not wait for scrypt at each question
        return Tried(True)

    def owner(self, scope: Scope) -> str:
        """Returns whose a request is: a proxy's user's, or a browser's; '' of nobody signed in."""
        if user := scope.get(_PROXY_USER):
            return f"user {user}"
        return self.sessions.owner(HTTPConnection(scope).cookies.get(COOKIE, ""))

    def known(self, scope: Scope) -> str:
        """Returns the name of a browser that has signed in before; '' where nothing proves it."""
        given = HTTPConnection(scope).cookies.get(KNOWN, "")
        name = given.partition(".")[0]
        return name if hmac.compare_digest(given.encode(), self._signed(name).encode()) else ""

    def let_in(self, scope: Scope, response: Response) -> None:
        """Gives a browser the cookies of one that is signed in."""
        name = self.known(scope) or secrets.token_urlsafe(16)
        set_cookie = _setting(scope, response)
        set_cookie(KNOWN, self._signed(name), _KNOWN_SECONDS, path=SIGN_IN)
        set_cookie(COOKIE, self.sessions.opened(f"browser {name}"), self.sessions.seconds)

    def let_out(self, scope: Scope, response: Response) -> None:
        """Ends a browser's session. It stays known, by another name: what it had is nobody's."""
        self.sessions.close(HTTPConnection(scope).cookies.get(COOKIE, ""))
        set_cookie, name = _setting(scope, response), secrets.token_urlsafe(16)
        set_cookie(COOKIE, max_age=0, expires=0)
        set_cookie(KNOWN, self._signed(name), _KNOWN_SECONDS, path=SIGN_IN)

    def _signed(self, name: str) -> str:
        """Returns a name with its proof, which holds until there is another password."""
        key = self.access.password_hash.encode()
        return f"{name}.{hmac.digest(key, name.encode(), hashlib.sha256).hex()}"


class Sessions:
    """The browsers that are signed in, each by a random proof; kept in memory only."""

    def __init__(self, hours: int, now: Callable[[], float] = time.time) -> None:
        """Lets a proof hold for so many hours."""
        self.seconds, self._now = hours * 3600, now
        self._open: dict[str, tuple[float, str]] = {}

    def opened(self, owner: str) -> str:
        """Returns a new proof of an owner."""
        proof, now = secrets.token_urlsafe(32), self._now()
        self._open = {known: held for known, held in self._open.items() if held[0] > now}
        self._open[proof] = now + self.seconds, owner
        return proof

    def owner(self, proof: str) -> str:
        """Returns whose a proof is; '' if it is none of these, has ended or was closed."""
        end, owner = self._open.get(proof, (0.0, ""))
        return owner if self._now() < end else ""

    def close(self, proof: str) -> None:
        """Lets a proof hold no longer, whoever has a copy of it."""
        self._open.pop(proof, None)


class Attempts:
    """When each address or browser tried a password in vain lately; for one thread, the server's.

    A password that is being looked at counts as wrong until it is taken back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Starts with none."""
        self._now = now
        self._tried: dict[str, list[float]] = {}

    def turn(self, who: str) -> float:
        """Returns in how many seconds one more password may be looked at; 0 for at once."""
        recent = self._recent(who)
        return max(recent[-1] + PAUSE - self._now(), 0.0) if len(recent) >= TRIES else 0.0

    def count(self, who: str, turn: float) -> float:
        """Counts a try in so many seconds; returns the moment."""
        recent, now = self._recent(who), self._now()
        if len(self._tried) >= _TRYING:  # drop what no longer counts, then whoever came first
            self._tried = {a: at for a, at in self._tried.items() if at[-1] > now - TRIED_WITHIN}
            while len(self._tried) >= _TRYING:
                del self._tried[next(iter(self._tried))]
        self._tried[who] = [*recent, now + turn]
        return now + turn

    def take_back(self, who: str, counted: float) -> None:
        """Lets a try no longer count, since it was not in vain."""
        recent = self._tried.get(who, [])
        if counted in recent:
            recent.remove(counted)
        if not recent:
            self._tried.pop(who, None)

    def _recent(self, who: str) -> list[float]:
        since = self._now() - TRIED_WITHIN
        return [at for at in self._tried.get(who, ()) if at > since]


def hashed(password: str) -> str:
    """Returns the password's scrypt hash (RFC 7914) with its cost, as `password_hash` takes it."""
    salt, cost = os.urandom(16), (_COST, _BLOCK, _PARALLEL)
    written = (b64encode(part).decode("ascii") for part in (salt, _digest(password, salt, *cost)))
    return ":".join(("scrypt", *map(str, cost), *written))


def matches(password: str, kept: str) -> bool:
    """Returns whether a password is the one that a hash was made of; takes as long either way.

    Raises:
        SettingError: the hash cannot be used.
    """
    try:
        _, cost, block, parallel, salt, digest = kept.split(":")
        numbers = int(cost), int(block), int(parallel)
        tried = _digest(password, b64decode(salt, validate=True), *numbers)
        return hmac.compare_digest(tried, b64decode(digest, validate=True))
    except ValueError as error:
        raise SettingError(
            "password_hash cannot be used: run 'assistant password' and set what it prints"
        ) from error


def _digest(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    typed = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(typed, salt=salt, n=cost, r=block, p=parallel, maxmem=2**28, dklen=32)


def add_sign_in(app: FastAPI, door: Door) -> None:
    """Adds the page where the password is typed, and the way out."""

    @app.get(SIGN_IN)
    async def shown(request: Request) -> Response:
        return HTMLResponse(signed_in_html() if door.owner(request.scope) else page_html())

    @app.post(SIGN_IN)
    async def typed(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=5)
        tried = await door.tries(form.get("password", [""])[0], request.scope)
        if tried.wait:
            wait = count(tried.wait, "second")
            said = f"Too many wrong passwords lately. Please try again in {wait}."
            return HTMLResponse(page_html(said), 429, {"Retry-After": str(tried.wait)})
        if not tried.is_right:
            return HTMLResponse(page_html("That is not the password. Please try again."), 403)
        done = RedirectResponse("/", 303)
        door.let_in(request.scope, done)
        return done

    @app.post(SIGN_OUT)
    async def left(request: Request) -> Response:
        done = RedirectResponse(SIGN_IN, 303)
        door.let_out(request.scope, done)
        return done


def page_html(wrong: str = "") -> str:
    """Returns the page that asks for the password; `wrong` says why the last one did not do."""
    alert = f'<p class="wrong" id="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    told = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    return _page(
        "Error: Sign in" if wrong else "Sign in",
        f"""<h1>Sign in</h1>{alert}
<form method="post" action="{SIGN_IN}"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
autofocus{told}><button>Sign in</button></form>""",
    )


def signed_in_html() -> str:
    """Returns the page for whoever is signed in: the way to the chat, and out."""
    return _page(
        "You are signed in",
        f"""<h1>You are signed in</h1><p><a href="/">Go to the chat</a></p>
<form method="post" action="{SIGN_OUT}"><button>Sign out</button></form>""",
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="/favicon.ico">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _basic_password(authorization: str) -> str | None:
    """Returns the password in an Authorization header; None where there is none to read."""
    kind, _, coded = authorization.partition(" ")
    with contextlib.suppress(ValueError):
        if kind.lower() == "basic":
            return b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")[2]
    return None


def _setting(scope: Scope, response: Response) -> Callable[..., None]:
    """Returns what sets a cookie kept from scripts, other sites and, with https, the network."""
    is_secure = scope["scheme"] == "https"
    return partial(response.set_cookie, httponly=True, samesite="strict", secure=is_secure)


def _address(scope: Scope) -> str:
    """Returns whom tries count for: an address, of IPv6 the network of one household."""
    client = scope.get("client")
    given = str(client[0]) if client else ""
    with contextlib.suppress(ValueError):
        found = ipaddress.IPv6Address(given)
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found.packed, 64), strict=False))
    return given
