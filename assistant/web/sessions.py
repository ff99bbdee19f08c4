"""Who has signed in, and how often a password was tried."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Callable

TRIES = 10
TRIED_WITHIN = 300
_ADDRESSES = 10_000


class Sessions:
    """Signed proofs that somebody signed in. The secret is new at each start: none outlives it."""

    def __init__(self, hours: int, now: Callable[[], float] = time.time) -> None:
        """Let a proof hold for so many hours."""
        self.seconds = hours * 3600
        self._now = now
        self._secret = os.urandom(32)
        self._closed: dict[str, int] = {}

    def opened(self) -> str:
        """A new proof: when it ends, a number of its own, and a signature."""
        said = f"{int(self._now()) + self.seconds}.{os.urandom(16).hex()}"
        return f"{said}.{self._signature(said)}"

    def holds(self, proof: str) -> bool:
        """Whether a proof is one of these, has not ended and was not closed."""
        said, _, signature = proof.rpartition(".")
        signed = hmac.compare_digest(signature.encode(), self._signature(said).encode())
        return signed and said not in self._closed and self._now() < _end(said)

    def close(self, proof: str) -> None:
        """Let a proof hold no longer, whoever has a copy of it."""
        if self.holds(proof):
            now, said = self._now(), proof.rpartition(".")[0]
            self._closed = {s: end for s, end in self._closed.items() if end > now}
            self._closed[said] = _end(said)

    def mark(self, password: str) -> bytes:
        """What tells one password from others while this runs, without being any use elsewhere."""
        return hmac.digest(self._secret, b"password " + _encoded(password), hashlib.sha256)

    def _signature(self, said: str) -> str:
        return hmac.new(self._secret, b"session " + _encoded(said), hashlib.sha256).hexdigest()


class Attempts:
    """How often each address tried a password in vain lately; for one thread, the server's."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._now = now
        self._tried: dict[str, list[float]] = {}

    def wait(self, address: str) -> int:
        """The seconds until the address may try; 0 if it may now."""
        recent = self._recent(address)
        return int(recent[0] + TRIED_WITHIN - self._now()) + 1 if len(recent) >= TRIES else 0

    def count(self, address: str) -> None:
        """Count a try."""
        recent = self._recent(address)
        self._make_room()
        self._tried[address] = [*recent, self._now()]

    def forget(self, address: str) -> None:
        """Count the address's tries anew, once it had the right password."""
        self._tried.pop(address, None)

    def _recent(self, address: str) -> list[float]:
        since = self._now() - TRIED_WITHIN
        return [at for at in self._tried.get(address, ()) if at > since]

    def _make_room(self) -> None:
        """Drop what no longer counts once there are many addresses, then whoever came first."""
        if len(self._tried) < _ADDRESSES:
            return
        now = self._now()
        self._tried = {a: at for a, at in self._tried.items() if at[-1] > now - TRIED_WITHIN}
        while len(self._tried) >= _ADDRESSES:
            del self._tried[next(iter(self._tried))]


def _end(said: str) -> int:
    """When a proof ends, of what it says before its signature."""
    return int(said.partition(".")[0])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
