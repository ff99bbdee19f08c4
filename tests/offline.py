"""The command line with every way off this machine closed: `python tests/offline.py ask …`.

A try to leave is told on stderr, also from a process forked off, and fails.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost", None)


def refuse(way: str, host: object) -> None:
    """Tell what was tried, and fail."""
    sys.stderr.write(f"WENT OUT: {way} {host}\n")
    sys.stderr.flush()
    raise OSError("there is no way off this machine")


def guard(name: str) -> None:
    """Let one of a socket's ways to send reach this machine only."""
    real = getattr(socket.socket, name)

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = next((a for a in arguments if isinstance(a, tuple)), None)
        if address is not None and address[0] not in LOOPBACK:
            refuse(name, address)
        return real(self, *arguments)

    setattr(socket.socket, name, guarded)


def main() -> int:
    """Close the ways out, then run the command."""
    for name in ("connect", "connect_ex", "sendto"):
        guard(name)
    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in LOOPBACK:
            refuse("looked up", host)
        return real_lookup(host, *rest, **more)

    socket.getaddrinfo = lookup
    from assistant.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
