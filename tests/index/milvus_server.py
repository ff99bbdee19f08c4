"""A Milvus server in the process of a test, and documents to put into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index import snapshot
from assistant.settings import EngineSettings
from tests.conftest import TinyEncoder, TinyReader

FILES = {
    f"{place}.md": f"# Pay in {place}\n\n"
    + "\n\n".join(
        f"In {place} {who} earn {number + 9} pounds an hour. Their {what} is paid by the council."
        f" About {number} of them wrote to us on {what} and 80-20 shares in {year}."
        for number, (who, what, year) in enumerate(
            (who, what, year)
            for who in ("carers", "nurses", "drivers")
            for what in ("travel", "training", "sick leave", "pension")
            for year in (2019, 2021)
        )
    )
    for place in ("Leeds", "York", "Hull", "Bath")
}


class Server:
    """A Milvus server in this process, which can be lost and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, 0
        self.start()

    def start(self) -> None:
        from milvus_lite.adapter.grpc.server import start_server_in_thread

        self._server, self._db, self.port = start_server_in_thread(
            str(self._folder), port=self.port
        )

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._db.close()

    @property
    def settings(self) -> EngineSettings:
        return EngineSettings("milvus", f"http://127.0.0.1:{self.port}")


def use(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ENGINE", "milvus")
    monkeypatch.setenv("ASSISTANT_MILVUS_URI", server.settings.milvus_uri)


def opened(index: Path) -> Assistant:
    """An assistant on the live snapshot."""
    return Assistant(index, snapshot.open_snapshot(index), TinyEncoder(), TinyReader())
