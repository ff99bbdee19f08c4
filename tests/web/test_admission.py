"""Who is let in to be answered, with an application that answers when it is let."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message, Receive, Scope, Send

from assistant.web.server import Admission

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
END: Message = {"type": "http.response.body", "body": b""}


def question(path: str = "/api/ask") -> Scope:
    return {"type": "http", "method": "POST", "path": path, "headers": []}


class Asking:
    """An application behind two places, one to be answered and one to wait, and who asks it."""

    def __init__(self, answer: Callable[[Send], Awaitable[None]]) -> None:
        self.answer = answer
        self.admission = Admission(self, ("/api/ask",), at_once=1, waiting=1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.answer(send)

    async def ask(self, scope: Scope, sent: Send | None = None) -> list[int]:
        """The statuses that are sent back."""
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            if sent:
                await sent(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        await self.admission(scope, receive, send)
        return statuses


def test_what_is_no_question_passes_while_all_places_are_taken() -> None:
    """The page, its files and the monitor's routes are served under load."""

    async def run() -> tuple[list[int], list[int], list[list[int]]]:
        let = asyncio.Event()

        async def answer(send: Send) -> None:
            await let.wait()
            await send(START)
            await send(END)

        asking = Asking(answer)
        inside = [asyncio.create_task(asking.ask(question())) for _ in range(2)]
        await asyncio.sleep(0)
        refused = await asking.ask(question())
        other = asyncio.create_task(asking.ask(question("/healthz")))
        let.set()
        return refused, await other, await asyncio.gather(*inside)

    refused, other, inside = asyncio.run(run())
    assert refused == [503]
    assert other == [200]
    assert inside == [[200], [200]]


def test_a_slow_reader_keeps_no_place() -> None:
    """Whoever takes an answer slowly, or never, keeps nobody else from being answered."""

    async def run() -> list[int]:
        async def answer(send: Send) -> None:
            await send(START)
            await send(END)

        async def never_read(_: Message) -> None:
            await asyncio.Event().wait()

        asking = Asking(answer)
        for _ in range(5):
            slow = asyncio.create_task(asking.ask(question(), never_read))
            await asyncio.sleep(0)
            assert not slow.done()
        return await asyncio.wait_for(asking.ask(question()), 5)

    assert asyncio.run(run()) == [200]


def test_a_question_that_fails_frees_its_place() -> None:
    """Errors do not fill the chat up."""

    async def run() -> None:
        async def answer(_: Send) -> None:
            raise RuntimeError

        asking = Asking(answer)
        for _ in range(5):
            with pytest.raises(RuntimeError):
                await asking.ask(question())

    asyncio.run(run())
