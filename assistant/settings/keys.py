"""The name of each setting, in the file and in the environment, and what its value must be.

`docs/assistant.toml` says what each is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.settings.values import MOST_OF_A_LIMIT

_HASH = re.compile(r"scrypt:\d{1,7}:\d{1,2}:\d{1,2}:[\w+/=-]{16,200}:[\w+/=-]{16,200}")
_SWITCHES = {"1": True, "0": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what is expected, in words, and what is accepted."""

    expected: str
    accepts: Callable[[object], bool]
    from_text: Callable[[str], object] = str
    """A variable's text as the value that would stand in the file; itself where it is none."""
    make: Callable[[object], object] = lambda value: value
    """The accepted value as the settings keep it."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its name in the file, and its field among the settings, from the outside in."""

    name: str
    field: tuple[str, ...]
    kind: Kind
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"ASSISTANT_{self.name.upper()}"


def _whole(least: int, most: int, expected: str = "") -> Kind:
    def accepts(value: object) -> bool:
        return type(value) is int and least <= value <= most

    def from_text(text: str) -> object:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else text

    return Kind(expected or f"a whole number from {least} to {most}", accepts, from_text)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _is_share(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "\0" not in value


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _choice(*choices: str) -> Kind:
    return Kind(" or ".join(f'"{one}"' for one in choices), lambda value: value in choices)


_TEXT = Kind("text in quotes", _is_text)
_PATH = Kind("a path in quotes", _is_text, make=lambda value: Path(str(value)))
_NAME = Kind("text in quotes", lambda value: isinstance(value, str))
_FILE = Kind(
    "a path in quotes",
    lambda value: isinstance(value, str) and "\0" not in value,
    make=lambda value: Path(str(value)) if value else None,
)
_SWITCH = Kind(
    "true or false (1 or 0 in the environment)",
    lambda value: isinstance(value, bool),
    lambda text: _SWITCHES.get(text, text),
)
_LIST = Kind(
    'a list such as ["one", "two"] (one, two in the environment)',
    _is_list,
    lambda text: [part for part in re.split(r"[\s,]+", text) if part],
    lambda value: tuple(value) if isinstance(value, list) else value,
)
_SHARE = Kind("a number from 0 to 1", _is_share, _number, lambda value: float(str(value)))
_KEPT_PASSWORD = Kind(
    "what 'assistant password' prints",
    lambda value: isinstance(value, str) and (not value or bool(_HASH.fullmatch(value))),
)

KEYS = (
    Key("corpus", ("corpus",), _PATH),
    Key("index", ("index",), _PATH),
    Key("encoder", ("encoder",), _TEXT),
    Key("passage_least", ("passages", "least"), _whole(1, MOST_OF_A_LIMIT)),
    Key("passage_most", ("passages", "most"), _whole(2, MOST_OF_A_LIMIT)),
    Key("read_seconds", ("reading", "seconds"), _whole(1, MOST_OF_A_LIMIT)),
    Key("read_megabytes", ("reading", "megabytes"), _whole(64, MOST_OF_A_LIMIT)),
    Key("ocr", ("reading", "ocr"), _SWITCH),
    Key("gate", ("gate", "questions"), _FILE),
    Key("gate_tolerance", ("gate", "tolerance"), _SHARE),
    Key("host", ("host",), _TEXT),
    Key("port", ("port",), _whole(1, 65535, "a number from 1 to 65535")),
    Key("hosts", ("access", "hosts"), _LIST),
    Key("password_hash", ("access", "password_hash"), _KEPT_PASSWORD, is_secret=True),
    Key("session_hours", ("access", "session_hours"), _whole(1, 720)),
    Key("proxy_user_header", ("access", "proxy_user_header"), _NAME),
    Key("trusted_proxies", ("access", "trusted_proxies"), _LIST),
    Key("without_sign_in", ("access", "without_sign_in"), _SWITCH),
    Key("log", ("log",), _choice("plain", "json")),
)
