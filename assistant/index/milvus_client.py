"""What is sent to a Milvus server: calls, each of which ends in time, and a collection's layout."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.errors import EngineError, SettingError
from assistant.settings import EngineSettings

if TYPE_CHECKING:
    from pymilvus import MilvusClient

SECONDS_TO_PREPARE = 600.0
"""How long a call may take that fills a collection or loads it."""
_SECONDS = 10.0  # any other
_CHANNEL = {"grpc.keepalive_time_ms": round(SECONDS_TO_PREPARE * 1000)}
"""Every call ends in time by itself. Pymilvus would ping each ten seconds, for which milvus-lite
ends a connection on which it makes an index for minutes ('too many pings')."""
_EXACT_UP_TO = 200_000  # rows; beyond that HNSW is searched
_HNSW = {"index_type": "HNSW", "params": {"M": 24, "efConstruction": 200}}
_NOT_LOADED, _OF_THE_SERVER = 101, 100  # codes: this one; those from the second on it gives
_PAUSE = 2.0  # seconds after a failure in which nothing is sent
_SLOW = "it takes too long"


class Milvus:
    """Calls to a Milvus server: each ends within seconds. Safe to use from several threads."""

    def __init__(self, settings: EngineSettings) -> None:
        """Keep the address; the first call connects, and so does one after a failure."""
        self._uri = settings.milvus_uri
        address = urlsplit(self._uri)
        self._shown = address.netloc.rpartition("@")[2] or address.path
        self._client: MilvusClient | None = None
        self._failed = -_PAUSE
        self._lock = threading.Lock()
        self._thread = threading.local()

    def __call__(self, method: str, *values: Any, seconds: float = 0, **named: Any) -> Any:
        """Returns what a method of `pymilvus.MilvusClient` does.

        Raises:
            EngineError: the server does not answer, or refuses.
            SettingError: pymilvus is not installed.
        """
        try:
            from grpc import FutureTimeoutError, RpcError
            from pymilvus import MilvusException

            logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what fails is raised
        except ImportError as error:
            raise SettingError(
                'engine = "milvus" needs a package that is not installed: '
                "pip install 'campaign-assistant[milvus]'"
            ) from error
        left: float = getattr(self._thread, "until", math.inf) - time.monotonic()
        if left <= 0:
            raise self._lost(_SLOW)
        seconds, client = min(seconds or _SECONDS, left), None
        try:
            client = self._connected(seconds)
            asked = partial(getattr(client, method), *values, timeout=seconds, **named)
            try:
                return asked()
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
                client.load_collection(values[0], timeout=seconds)  # as after a restart
                return asked()
        except (MilvusException, RpcError, FutureTimeoutError) as error:
            code, said = getattr(error, "code", 0), getattr(error, "message", _SLOW)
            if isinstance(code, int) and code >= _OF_THE_SERVER:
                refused = f"refused to {method.replace('_', ' ')}"
                raise EngineError(f"Milvus at {self._shown} {refused}: {said}") from error
            self._drop(client)
            raise self._lost(said) from error

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Lets all calls of this thread together take no longer than one may."""
        self._thread.until = time.monotonic() + _SECONDS
        try:
            yield
        finally:
            del self._thread.until

    def close(self) -> None:
        """Closes the connection; a call opens another."""
        self._drop(self._client)

    def _connected(self, seconds: float) -> MilvusClient:
        """Returns the connection; others wait while it is opened, and fail where that fails."""
        from pymilvus import MilvusClient

        with self._lock:
            if time.monotonic() < self._failed + _PAUSE:
                raise self._lost("it did not a moment ago")
            try:
                self._client = self._client or MilvusClient(
                    self._uri, timeout=seconds, dedicated=True, grpc_options=_CHANNEL
                )
            finally:
                self._failed = time.monotonic() if self._client is None else -_PAUSE
            return self._client

    def _drop(self, client: MilvusClient | None) -> None:
        """Closes a connection; where no other has taken its place, none is tried for a while."""
        if client is None:
            return
        with self._lock:
            if id(client) == id(self._client):
                self._client, self._failed = None, time.monotonic()
        client.close()

    def _lost(self, why: str) -> EngineError:
        return EngineError(
            f"the search engine (Milvus at {self._shown}) does not answer; ask again in a minute, "
            f"and tell whoever runs it if that does not help ({why})"
        )


def layout(dimension: int, vectors: int) -> tuple[Any, Any]:
    """Returns the fields of a collection with so many vectors, and its indexes."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for name in ("passage", "document", "pieces"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("stems", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("piece", DataType.VARCHAR, max_length=65_535)
    indexes = MilvusClient.prepare_index_params()
    kind = {"index_type": "FLAT"} if vectors <= _EXACT_UP_TO else _HNSW
    indexes.add_index("vector", metric_type="IP", **kind)
    indexes.add_index("stems", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    for name in ("passage", "document"):
        indexes.add_index(name, index_type="INVERTED")
    return schema, indexes
