"""A password as it may be kept: its scrypt hash (RFC 7914), with the salt and the cost."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode

from assistant.errors import SettingError

SHORTEST, LONGEST = 12, 200
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1
_MOST_MEMORY = 256 * 1024 * 1024
_SALT_BYTES, _HASH_BYTES = 16, 32


def hashed(password: str) -> str:
    """The password's hash, as the setting `password_hash` takes it."""
    salt = os.urandom(_SALT_BYTES)
    digest = _digest(password, salt, _COST, _BLOCK, _PARALLEL)
    parts = (str(_COST), str(_BLOCK), str(_PARALLEL), _written(salt), _written(digest))
    return ":".join(("scrypt", *parts))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that a hash was made of; takes as long either way.

    Raises:
        SettingError: the hash cannot be used.
    """
    try:
        _, cost, block, parallel, salt, digest = kept.split(":")
        numbers = int(cost), int(block), int(parallel)
        tried = _digest(password, b64decode(salt, validate=True), *numbers)
        return hmac.compare_digest(tried, b64decode(digest, validate=True))
    except ValueError as error:
        raise SettingError(
            "password_hash cannot be used: run 'assistant password' and set what it prints"
        ) from error


def _digest(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    given = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        given, salt=salt, n=cost, r=block, p=parallel, maxmem=_MOST_MEMORY, dklen=_HASH_BYTES
    )


def _written(data: bytes) -> str:
    return b64encode(data).decode("ascii")
