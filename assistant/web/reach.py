"""Who can reach the chat: the addresses it listens on and the names it answers to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from functools import lru_cache

from starlette.types import Scope

from assistant.errors import SettingError
from assistant.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_EVERY = ("0.0.0.0", "::")


def hosts(settings: Settings) -> list[str]:
    """The names that a request may give as the host, without a port."""
    own = [] if settings.host in (*LOOPBACK, *_EVERY) else [_as_host(settings.host)]
    return [*HOSTS, *own, *(host.lower() for host in settings.access.hosts)]


def check_reach(settings: Settings) -> None:
    """Let the chat be opened from elsewhere only where that is meant.

    Raises:
        SettingError: others could open it and nobody has to sign in, or by no name at all.
    """
    access = settings.access
    is_open = settings.host not in LOOPBACK
    if not is_open and not access.hosts:
        return
    where = f"--host {settings.host or repr('')}" if is_open else "hosts"
    if not access.has_sign_in and not access.without_sign_in:
        raise SettingError(
            f"{where} lets whoever can reach this machine open the chat and read every document, "
            "without a password. Make a password with 'assistant password' and set password_hash, "
            "or let a proxy sign people in (proxy_user_header), or say that this is meant with "
            "--without-sign-in; see docs/assistant.toml"
        )
    if settings.host in _EVERY and not access.hosts:
        raise SettingError(
            f"{where} needs hosts, the names by which the chat is opened: set for example "
            'hosts = ["assistant.example.org"] in assistant.toml, or ASSISTANT_HOSTS'
        )


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens on the port; port 0 takes any that is free.

    Raises:
        SettingError: the address or the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingError(
            f"port {port} on {host} cannot be used ({_reason(error)}):"
            " stop what uses it, or choose another with --port, or another address with --host"
        ) from error
    with listener:
        yield listener


def is_within(scope: Scope, networks: tuple[str, ...]) -> bool:
    """Whether a connection comes from one of the networks."""
    client = scope.get("client")
    return client is not None and _is_in(client[0], networks)


def is_loopback(scope: Scope, host: str) -> bool:
    """Whether a request comes from this machine and is meant for it, and no proxy passed it on."""
    name = host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
    passed = any(header in (b"x-forwarded-for", b"forwarded") for header, _ in scope["headers"])
    return name in HOSTS and not passed and is_within(scope, ("127.0.0.0/8", "::1"))


@lru_cache(maxsize=1024)
def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return any(plain in ipaddress.ip_network(network) for network in networks)


def _as_host(address: str) -> str:
    return f"[{address.lower()}]" if ":" in address else address.lower()


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
