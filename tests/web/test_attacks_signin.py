"""What somebody tries who has no password, or had somebody else's proof of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from assistant.settings import AccessSettings, Settings
from assistant.web.signin import TRIES, hashed
from tests.web.conftest import FakeAssistant, serving
from tests.web.wire import raw

pytestmark = pytest.mark.slow

PASSWORD = "plum kettle ørsted 9"


@pytest.fixture(scope="module")
def signed() -> Iterator[str]:
    """The address of a chat with a password."""
    access = AccessSettings(password_hash=hashed(PASSWORD))
    with serving(FakeAssistant(), Settings(access=access)) as served:
        yield served


def test_signing_in_leads_nowhere_else(signed: str) -> None:
    """No address, header or field sends whoever signs in to another site."""
    far = "//attacker.example"
    for more in (f"?next={far}", f"?redirect=https:{far}", "?next=%0d%0aLocation:%20x"):
        headers = {"Referer": f"https:{far}", "X-Forwarded-Host": "attacker.example"}
        form = {"password": PASSWORD, "next": far, "url": far}
        done = httpx.post(f"{signed}/sign-in{more}", data=form, headers=headers)
        assert (done.status_code, done.headers["location"]) == (303, "/")


def test_a_proof_is_new_each_time_and_ends_with_the_sign_out(signed: str) -> None:
    """A cookie planted before is not taken over, and a copied one opens nothing afterwards."""
    with httpx.Client(base_url=signed, cookies={"assistant_session": "planted"}) as client:
        first = client.post("/sign-in", data={"password": PASSWORD})
        second = client.post("/sign-in", data={"password": PASSWORD})
        proofs = [r.cookies["assistant_session"] for r in (first, second)]
        assert len({*proofs, "planted"}) == 3
        flags = first.headers["set-cookie"].lower()
        assert all(flag in flags for flag in ("httponly", "samesite=strict", "path=/"))
        assert "domain" not in flags
    stolen = {"Cookie": f"assistant_session={proofs[1]}"}
    assert httpx.get(signed, headers=stolen).status_code == 200
    assert httpx.post(f"{signed}/sign-out", headers=stolen).status_code == 303
    assert httpx.get(signed, headers=stolen).status_code == 303
    other = {"Cookie": f"assistant_session={proofs[0]}"}
    assert httpx.get(signed, headers=other).status_code == 200


def test_nothing_is_served_before_the_sign_in_but_the_sign_in(signed: str) -> None:
    """By no spelling of an address is the page, a document or an answer had without a password."""
    spelt = ["//", "/./", "/%2e/", "/;/", "/index.html", "/?a", "/sign-in/../", "/sign-in/%2e%2e/",
             "/healthz/../", "/sign-in%2f..%2f", "/SIGN-IN", "/favicon.ico/..", "/api/ask",
             "/gradio_api/queue/data?session_hash=a", "/gradio_api/heartbeat/a"]  # fmt: skip
    for path in spelt:
        told = raw(
            signed, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        assert told.split(b" ", 2)[1] in (b"303", b"401", b"404"), path
        assert b"homes" not in told.lower()


def test_guesses_of_one_household_count_together() -> None:
    """Who has a network of IPv6 addresses has no more guesses than who has one address."""
    from assistant.web.signin import _address

    scopes = [{"client": (f"2001:db8:1:2::{n:x}", 1)} for n in range(TRIES + 1)]
    assert len({_address(scope) for scope in scopes}) == 1
    assert _address({"client": ("2001:db8:1:3::1", 1)}) != _address(scopes[0])
    assert _address({"client": ("192.0.2.1", 1)}) == "192.0.2.1"
    assert _address({"client": ("::ffff:192.0.2.1", 1)}) != _address(
        {"client": ("::ffff:192.0.2.2", 1)}
    )
    assert _address({"client": None}) == ""
