"""The command line with every way off this machine closed: `python tests/offline.py ask …`.

A try to leave is told on stderr, also from a process forked off, and fails. Python tells of each
by an audit event (PEP 578), whichever library tries.
"""

from __future__ import annotations

import sys
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost", "", None)
_ASKED_AFTER = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_SENT_TO = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def machine_of(event: str, given: tuple[Any, ...]) -> str:
    """The other machine that an audit event is about; '' for none and for this one."""
    host: object = None
    if event in _ASKED_AFTER:
        host = given[0]
    elif event in _SENT_TO and isinstance(given[1], tuple):
        host = given[1][0]
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return "" if host in LOOPBACK else str(host)


def refuse(event: str, given: tuple[Any, ...]) -> None:
    """Tell what was tried, and fail."""
    machine = machine_of(event, given)
    if machine:
        sys.stderr.write(f"WENT OUT: {event} {machine}\n")
        sys.stderr.flush()
        raise OSError("there is no way off this machine")


def main() -> int:
    """Close the ways out, then run the command."""
    sys.addaudithook(refuse)
    from assistant.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
