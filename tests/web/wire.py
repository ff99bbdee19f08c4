"""Bytes sent to the chat as no client would send them."""

from __future__ import annotations

import socket


def raw(address: str, sent: bytes) -> bytes:
    """All that comes back for some bytes, until the chat closes the connection or is quiet."""
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(sent)
        parts = []
        try:
            while part := connection.recv(65536):
                parts.append(part)
        except (TimeoutError, ConnectionError):
            pass
    return b"".join(parts)
