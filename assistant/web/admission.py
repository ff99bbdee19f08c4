"""How much is done at once, how much may wait, and what the others are told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 2
WAITING = 20
_BUSY = {"error": "Too many are waiting. Please try again in a moment."}


class Admission:
    """Answers so many requests at once, lets so many wait, and refuses the surplus at once.

    It stands behind what reads a request whole and before what is slow, so that nobody keeps a
    place by sending slowly, and refusing costs next to nothing.
    """

    def __init__(
        self, app: ASGIApp, paths: Sequence[str], at_once: int = AT_ONCE, waiting: int = WAITING
    ) -> None:
        """Stand in front of the application; only requests for the paths count."""
        self.app = app
        self._paths = paths
        self._answering = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, when it is its turn if it counts."""
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self.app(scope, receive, send)
        elif self._inside >= self._most:
            refusal = JSONResponse(_BUSY, 503, {"Retry-After": "1"})
            await refusal(scope, receive, send)
        else:
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as place:
            self._inside += 1
            place.callback(self._leave)
            await place.enter_async_context(self._answering)

            async def left(message: Message) -> None:
                # What is answered may be read as slowly as the other side likes.
                await place.aclose()
                await send(message)

            await self.app(scope, receive, left)

    def _leave(self) -> None:
        self._inside -= 1
