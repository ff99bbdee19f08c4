"""Who may open the chat where not everybody may."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingError
from assistant.settings import AccessSettings, Settings
from assistant.web import signin
from assistant.web.guard import PAGE_ASK, check_reach
from assistant.web.server import HEADERS, create_app
from assistant.web.signin import (
    PAUSE,
    TRIED_WITHIN,
    TRIES,
    Attempts,
    Door,
    Sessions,
    Tried,
    hashed,
    matches,
)
from tests.web.conftest import FakeAssistant

PASSWORD = "plum kettle ørsted 9"
HOST = "chat.example"
ASKED = {"question": "pay?"}
CLOSED = [
    "/api", "/api/openapi.json", "/metrics", "/source", "/source/original", "/theme.css",
    "/gradio_api/queue/data", "/gradio_api/startup-events", "/static/a.js", "/nothing",
]  # fmt: skip


def app_with(**access: object) -> FastAPI:
    """The chat with these settings of access."""
    settings = AccessSettings(hosts=(HOST,), **access)  # type: ignore[arg-type]
    return create_app(FakeAssistant(), Settings(access=settings))


def cheaply_hashed(password: str) -> str:
    """A hash as people get it, but at a small cost, so that many passwords can be tried."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signin, "_COST", 2)
        return hashed(password)


@pytest.fixture(scope="module")
def kept() -> str:
    return cheaply_hashed(PASSWORD)


@pytest.fixture(scope="module")
def guarded(kept: str) -> FastAPI:
    """A chat with a password."""
    return app_with(password_hash=kept)


@pytest.fixture(scope="module")
def behind() -> FastAPI:
    """A chat behind a proxy that signs in."""
    return app_with(proxy_user_header="X-User", trusted_proxies=("10.0.0.0/24",))


def sent(
    app: FastAPI,
    method: str,
    path: str,
    *,
    cookies: Mapping[str, str] | None = None,
    address: str = "192.0.2.7",
    scheme: str = "http",
    **request: object,
) -> httpx.Response:
    """What the chat answers to a request from an address."""

    async def answered() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 1))
        base = f"{scheme}://{HOST}"
        async with httpx.AsyncClient(
            transport=transport, base_url=base, cookies=dict(cookies or {})
        ) as client:
            return await client.request(method, path, **request)  # type: ignore[arg-type]

    return asyncio.run(answered())


def signed_in(app: FastAPI, password: str = PASSWORD, **request: object) -> httpx.Response:
    return sent(app, "POST", "/sign-in", data={"password": password}, **request)  # type: ignore[arg-type]


def test_the_page_is_behind_the_sign_in(guarded: FastAPI) -> None:
    """Whoever opens the chat is asked for the password, on a page without script."""
    assert sent(guarded, "GET", "/").headers["location"] == "/sign-in"
    page = sent(guarded, "GET", "/sign-in")
    assert page.status_code == 200
    assert '<label for="password">' in page.text
    assert "<script" not in page.text
    guards = {name: page.headers[name] for name in HEADERS}
    # Under 'no-referrer' a browser would send the form as from another site.
    assert guards == {**HEADERS, "Referrer-Policy": "same-origin"}


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_else_is_open(guarded: FastAPI, path: str) -> None:
    """No document, list, description or count is told to whoever has not signed in."""
    answer = sent(guarded, "GET", path)
    assert answer.status_code == (303 if path == "/api" else 401)
    assert "plum" not in answer.text


def test_what_monitors_need_is_open(guarded: FastAPI) -> None:
    """A monitor without a password learns that the chat is up and ready."""
    for path in ("/healthz", "/readyz", "/favicon.ico"):
        assert sent(guarded, "GET", path).status_code == 200


def test_the_password_opens_the_chat(guarded: FastAPI) -> None:
    """After the password the page opens, by a cookie that no script and no other site can use."""
    done = signed_in(guarded)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=43200" in cookie
    assert "Secure" not in cookie
    assert sent(guarded, "GET", "/", cookies=done.cookies).status_code == 200
    assert sent(guarded, "GET", "/metrics", cookies=done.cookies).status_code == 200
    assert "Sign out" in sent(guarded, "GET", "/sign-in", cookies=done.cookies).text
    assert cookie.count("HttpOnly") == cookie.count("SameSite=strict") == 2
    assert "Max-Age=31536000; Path=/sign-in" in cookie  # that of a browser known from now on
    assert "Secure" in signed_in(guarded, scheme="https").headers["set-cookie"]
    left = sent(guarded, "POST", "/sign-out", cookies=done.cookies)
    assert "Max-Age=0" in left.headers["set-cookie"]


@pytest.mark.parametrize(
    "wrong", ["", "plum", PASSWORD.upper(), f"{PASSWORD} ", "\ud800", "x" * 999]
)
def test_a_wrong_password_does_not(guarded: FastAPI, wrong: str) -> None:
    """The page says so, and gives no cookie."""
    content = f"password={wrong}".encode("utf-8", "replace")
    answer = sent(guarded, "POST", "/sign-in", content=content, address=f"192.0.2.{len(wrong)}")
    assert answer.status_code == 403
    assert "That is not the password" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "proof", ["", ".", "9999999999", "9999999999.", "9999999999.00", "x.y", "9999999999.é"]
)
def test_a_forged_cookie_opens_nothing(guarded: FastAPI, proof: str) -> None:
    """Nobody signs in with a cookie of their own making."""
    header = {"Cookie": f"assistant_session={proof}".encode("latin-1")}
    assert sent(guarded, "GET", "/metrics", headers=header).status_code == 401


def test_a_restart_and_the_hours_end_a_session() -> None:
    """A proof holds until it ends, and in no other process."""
    clock = [1000.0]
    sessions = Sessions(2, lambda: clock[0])
    proof = sessions.opened("browser a")
    assert sessions.owner(proof) == "browser a"
    assert sessions.owner("") == Sessions(2, lambda: clock[0]).owner(proof) == ""
    clock[0] += 7200
    assert sessions.owner(proof) == ""


def test_programs_send_the_password_with_basic(guarded: FastAPI) -> None:
    """A program asks with HTTP Basic, and is told in JSON where it does not."""
    refused = sent(guarded, "POST", "/api/ask", json=ASKED)
    assert refused.status_code == 401
    assert "sign in first" in refused.json()["error"]
    assert refused.headers["www-authenticate"].startswith("Basic")
    for auth, status in ((("a", PASSWORD), 200), (("", PASSWORD), 200), (("a", "b"), 401)):
        answer = sent(guarded, "POST", "/api/ask", json=ASKED, auth=auth, address="192.0.2.99")
        assert answer.status_code == status
    for header in ("Basic", "Basic !", "Basic /w==", "Bearer x"):
        told = sent(guarded, "POST", "/api/ask", json=ASKED, headers={"Authorization": header})
        assert told.status_code == 401


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns come soon."""
    monkeypatch.setattr(signin, "PAUSE", 0.2)
    monkeypatch.setattr(signin, "PATIENCE", 0.5)


@pytest.mark.usefixtures("impatient")
def test_guessing_is_slowed_down_and_the_right_password_gets_through(guarded: FastAPI) -> None:
    """After ten wrong passwords from an address each waits for its turn; the right one opens."""
    address = "192.0.2.66"
    guesses = [signed_in(guarded, f"wrong {n}", address=address) for n in range(TRIES)]
    assert [g.status_code for g in guesses] == [403] * TRIES
    started = time.monotonic()
    assert signed_in(guarded, "wrong", address=address).status_code == 403
    assert signed_in(guarded, address=address).status_code == 303
    right = sent(guarded, "POST", "/api/ask", json=ASKED, auth=("a", PASSWORD), address=address)
    assert right.status_code == 200
    assert time.monotonic() - started > 0.2
    assert signed_in(guarded, address="192.0.2.67").status_code == 303


@pytest.mark.usefixtures("impatient")
def test_guesses_sent_at_once_wait_one_behind_the_other(kept: str) -> None:
    """An address has no more of them looked at for that, and is told when the next one may come."""
    door = Door(AccessSettings(password_hash=kept))
    scope = {"type": "http", "headers": [], "client": ("192.0.2.68", 1)}
    for _ in range(TRIES):
        door._attempts.count("192.0.2.68", 0.0)

    async def at_once() -> list[Tried]:
        return await asyncio.gather(*(door.tries(word, scope) for word in ["wrong"] * 8))

    tried = asyncio.run(at_once())
    assert [one.wait for one in tried] == [0] * 2 + [1] * 6
    assert not any(one.is_right for one in tried)


def known_to(door: Door, cookie: str) -> str:
    """Whom a door knows by a cookie."""
    return door.known(
        {"type": "http", "headers": [(b"cookie", f"assistant_known={cookie}".encode())]}
    )


def test_a_browser_that_has_signed_in_before_is_not_held_up_by_others(
    kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor after a restart or a sign-out; its own wrong passwords do hold it up."""
    monkeypatch.setattr(signin, "PATIENCE", 0.0)  # so that it is told at once whose turn is later
    before, now = app_with(password_hash=kept), app_with(password_hash=kept)
    done = signed_in(before)
    left = sent(before, "POST", "/sign-out", cookies=done.cookies)
    known, other = (
        {"assistant_known": answer.cookies["assistant_known"]} for answer in (done, left)
    )
    assert known != other
    for _ in range(TRIES):
        assert signed_in(now, "wrong").status_code == 403
    assert signed_in(now).status_code == 429
    assert signed_in(now, cookies={"assistant_known": "made.up"}).status_code == 429
    assert signed_in(now, cookies=known).status_code == 303
    for _ in range(TRIES):
        assert signed_in(now, "wrong", cookies=known).status_code == 403
    refused = signed_in(now, cookies=known)
    assert refused.status_code == 429
    assert f"try again in {refused.headers['retry-after']} seconds" in refused.text
    assert signed_in(now, cookies=other).status_code == 303


def test_no_browser_makes_itself_known(kept: str) -> None:
    """What it shows has to be signed, and with the password of today."""
    door = Door(AccessSettings(password_hash=kept))
    cookie = door._signed("name")
    proof = cookie.partition(".")[2]
    assert known_to(door, cookie) == "name"
    assert known_to(Door(AccessSettings(password_hash=f"{kept}=")), cookie) == ""
    for made in ("", ".", f"x.{proof}", "name.", cookie[:-1], f"name2.{proof}", f"é.{proof}"):
        assert known_to(door, made) == ""


def test_tries_are_forgotten_in_time() -> None:
    """Whoever waited may try again, and many addresses do not fill the memory."""
    clock = [0.0]
    attempts = Attempts(lambda: clock[0])
    for _ in range(TRIES):
        assert attempts.turn("a") == 0
        attempts.count("a", 0.0)
    assert attempts.turn("a") == PAUSE
    attempts.count("a", PAUSE)
    assert attempts.turn("a") == 2 * PAUSE
    attempts.take_back("a", PAUSE)
    assert attempts.turn("a") == PAUSE
    clock[0] = PAUSE - 1
    assert attempts.turn("a") == 1
    clock[0] = TRIED_WITHIN + 1
    assert attempts.turn("a") == 0
    for number in range(10_050):
        attempts.count(str(number), 0.0)
    assert len(attempts._tried) == 10_000


def test_another_site_cannot_sign_in_or_out(guarded: FastAPI) -> None:
    """A form on another site is refused before the password is looked at."""
    for path in ("/sign-in", "/sign-out"):
        headers = {"Origin": "https://attacker.example"}
        assert sent(guarded, "POST", path, headers=headers).status_code in {401, 403}
    assert signed_in(guarded, headers={"Origin": "null"}).status_code == 403
    assert signed_in(guarded, headers={"Origin": f"http://{HOST}"}).status_code == 303


@pytest.mark.parametrize(
    ("address", "users", "status"),
    [
        ("10.0.0.2", ["anna"], 200),
        ("::ffff:10.0.0.2", ["anna"], 200),
        ("10.0.1.2", ["anna"], 401),
        ("127.0.0.1", ["anna"], 401),
        ("10.0.0.2", [], 401),
        ("10.0.0.2", [" "], 401),
        ("10.0.0.2", ["anna", "eve"], 401),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(
    behind: FastAPI, address: str, users: list[str], status: int
) -> None:
    """The header counts once and from the proxy only; there is no password to try."""
    headers = [("X-User", user) for user in users]
    assert sent(behind, "GET", "/", headers=headers, address=address).status_code == status
    assert sent(behind, "GET", "/sign-in", address=address).status_code == 404


def asked(app: FastAPI, question: str, **request: Any) -> httpx.Response:
    """What the page of a browser is told to a question; all of them name the conversation alike."""
    call = {"data": [question, "", "", None], "fn_index": 0, "session_hash": "a1", "trigger_id": 2}
    return sent(app, "POST", PAGE_ASK, json=call, **request)


def saved(app: FastAPI, **request: Any) -> str:
    """What the page of a browser is told as it saves the conversation."""
    for number in range(40):  # only saving takes one value
        call = {"data": [None], "fn_index": number, "session_hash": "a1", "trigger_id": 2}
        told = sent(app, "POST", PAGE_ASK, json=call, **request)
        if told.status_code == 200:
            return told.text
    raise AssertionError


def test_a_conversation_is_its_owners(guarded: FastAPI) -> None:
    """Another browser, signed in too, gets nothing of it by its name; nor does a password alone."""
    one, two = signed_in(guarded).cookies, signed_in(guarded).cookies
    followed = "and there? pay"
    assert "pay?" in asked(guarded, "pay?", cookies=one).text
    assert followed in asked(guarded, "and there?", cookies=one).text
    assert followed not in asked(guarded, "and there?", cookies=two).text
    assert "answers-" in saved(guarded, cookies=one)
    third = signed_in(guarded).cookies
    assert "There is nothing to save" in saved(guarded, cookies=third)
    assert asked(guarded, "pay?", auth=("a", PASSWORD)).status_code == 401


def test_a_conversation_goes_on_after_signing_in_again_but_not_after_signing_out(
    guarded: FastAPI,
) -> None:
    """A sign-in that ended by itself costs its browser nothing; who signs out leaves nothing."""
    first = signed_in(guarded).cookies
    asked(guarded, "pay?", cookies=first)
    again = signed_in(guarded, cookies=first).cookies
    assert "and there? pay" in asked(guarded, "and there?", cookies=again).text
    left = sent(guarded, "POST", "/sign-out", cookies=again).cookies
    last = signed_in(guarded, cookies=left).cookies
    assert "and there? pay" not in asked(guarded, "and there?", cookies=last).text


def test_a_conversation_is_that_of_the_proxys_user(behind: FastAPI) -> None:
    """One whom the proxy names otherwise gets nothing of it."""
    anna, eve = ({"headers": {"X-User": user}, "address": "10.0.0.2"} for user in ("anna", "eve"))
    asked(behind, "pay?", **anna)
    assert "and there? pay" in asked(behind, "and there?", **anna).text
    assert "and there? pay" not in asked(behind, "and there?", **eve).text


def test_a_proxy_with_https_may_ask(behind: FastAPI) -> None:
    """The page's own posts pass where the trusted proxy says that it uses https."""
    headers = {"X-User": "a", "Origin": f"https://{HOST}"}
    over = {**headers, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.4"}
    for given_headers, status in ((headers, 403), (over, 200)):
        answer = sent(
            behind, "POST", "/api/ask", json=ASKED, headers=given_headers, address="10.0.0.2"
        )
        assert answer.status_code == status


def test_behind_a_proxy_that_is_not_named_nobody_signs_in_over_https(kept: str) -> None:
    """As docs/assistant.toml says: the form seems another site's; named, the proxy is believed."""
    over = {"Origin": f"https://{HOST}", "X-Forwarded-Proto": "https"}
    headers, address = {**over, "X-Forwarded-For": "198.51.100.4"}, "10.0.0.2"
    refused = signed_in(app_with(password_hash=kept), headers=headers, address=address)
    assert (refused.status_code, refused.text) == (403, "Only this page may ask.\n")
    named = app_with(password_hash=kept, trusted_proxies=(address,))
    done = signed_in(named, headers=headers, address=address)
    assert done.status_code == 303
    assert done.headers["set-cookie"].count("Secure") == 2


def test_counts_are_for_this_machine_where_nobody_signs_in() -> None:
    """Without a sign-in no other machine reads the counts, nor a proxy on this one."""
    app = app_with(without_sign_in=True)
    own = {"Host": "localhost:7860"}
    for headers, address, status in (
        (own, "127.0.0.1", 200),
        ({}, "127.0.0.1", 404),
        (own, "192.0.2.1", 404),
        ({**own, "X-Forwarded-For": "192.0.2.1"}, "127.0.0.1", 404),
    ):
        answer = sent(app, "GET", "/metrics", headers=headers, address=address)
        assert answer.status_code == status
    assert sent(app, "GET", "/").status_code == 200
    assert sent(app, "GET", "/", headers={"Host": "other.example"}).status_code == 400


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_a_hash_matches_its_password_only(password: str, other: str) -> None:
    """Of any two passwords each opens only what was made of it; the hash does not hold it."""
    kept = cheaply_hashed(password)
    assert matches(password, kept)
    assert matches(other, kept) == (other == password)


@pytest.mark.parametrize("kept", ["scrypt:3:8:1:YWFhYQ==:YWFhYQ==", "scrypt:2:8:1:a:b", "x"])
def test_a_hash_that_is_none_is_refused(kept: str) -> None:
    """A hash cut off by a slip is told, not taken for a wrong password."""
    with pytest.raises(SettingError, match="assistant password"):
        matches("x", kept)


REACHES: list[tuple[str, dict[str, object], str | None]] = [
    ("127.0.0.1", {}, None),
    ("::1", {}, None),
    ("0.0.0.0", {}, "--without-sign-in"),
    ("192.0.2.1", {}, "--without-sign-in"),
    ("", {}, "--without-sign-in"),
    ("127.0.0.1", {"hosts": ("a.example",)}, "--without-sign-in"),
    ("0.0.0.0", {"without_sign_in": True}, "needs hosts"),
    ("::", {"password_hash": "x"}, "needs hosts"),
    ("0.0.0.0", {"without_sign_in": True, "hosts": ("a.example",)}, None),
    ("192.0.2.1", {"password_hash": "x"}, None),
]


@pytest.mark.parametrize(("host", "access", "told"), REACHES)
def test_others_are_let_in_only_where_that_is_meant(
    host: str, access: dict[str, object], told: str | None
) -> None:
    """The chat is not put on a network by mistake."""
    settings = Settings(host=host, access=AccessSettings(**access))  # type: ignore[arg-type]
    with pytest.raises(SettingError, match=told) if told else nullcontext():
        check_reach(settings)
