"""Connections that begin a request and do not go on are closed after some seconds."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.web.headers import HEADERS

HEAD_SECONDS = 10.0
"""How long the head of a request may take from when a connection opens, or from its first byte."""


class Connection(H11Protocol):
    """Uvicorn's connection, which of itself waits for the head of a request without end."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Let the first request come soon."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what comes; a request that is only begun has to go on."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the limit."""
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the headers of every other response."""
        told = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close", **HEADERS}
        headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in told.items()]
        body = f"{msg}\n".encode("ascii", "replace")
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        """Start the limit while a request is awaited, end it once its head is whole."""
        if self._is_answering() or self.timeout_keep_alive_task is not None:
            self._forget()
        elif self._limit is None:
            self._limit = self.loop.call_later(HEAD_SECONDS, self._close)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _close(self) -> None:
        self._limit = None
        if not self._is_answering():
            self.transport.close()

    def _forget(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
