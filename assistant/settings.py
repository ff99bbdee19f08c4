"""The only defaults: all that can be set, and what a value must be beside the others."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import Any

from assistant.errors import SettingError

PACKAGED_ENCODER = "all-MiniLM-L6-v2"
MAX_QUESTION_CHARACTERS = 2000
PASSAGES_SHOWN = 3
PASSAGES_READ = 4
"""So many of the best passages of a ranking are read together with the question.

Reading eight took twice as long and told no better whether any answers, on any collection held out;
it put the right passage first in up to 3 % more.
"""

MOST_OF_A_LIMIT = 1_000_000
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:]+\]")
_HEADER = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How documents are cut; lengths are in words."""

    least: int = 60
    most: int = 160

    def __post_init__(self) -> None:
        """Refuse lengths that no cut can meet."""
        if not 0 < self.least < self.most:
            raise SettingError(
                f"passage lengths must be 0 < least < most; found {self.least} and {self.most}"
            )


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What the reading of one file may take, and whether images of pages are recognised."""

    seconds: int = 20
    megabytes: int = 1024
    ocr: bool = False

    def __post_init__(self) -> None:
        """Refuse limits under which no file can be read."""
        for name, value, least in (("seconds", self.seconds, 1), ("megabytes", self.megabytes, 64)):
            if not least <= value <= MOST_OF_A_LIMIT:
                raise SettingError(
                    f"read_{name} must be a whole number from {least} to "
                    f"{MOST_OF_A_LIMIT}; found {value}"
                )


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Labelled questions that a new index must not answer worse than the one before."""

    questions: Path | None = None
    tolerance: float = 0.02
    """By how much recall@3, nDCG@10 and the shares of marks and outcomes right may each fall."""

    def __post_init__(self) -> None:
        """Refuse a tolerance that means nothing."""
        if not 0 <= self.tolerance <= 1:
            raise SettingError(f"the gate's tolerance is from 0 to 1; found {self.tolerance}")


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may open the chat, and under which names, where others than this machine can."""

    hosts: tuple[str, ...] = ()
    """Names by which the chat is opened, without a port; this machine's own always work."""
    password_hash: str = ""
    """What `assistant password` prints; '' asks for no password."""
    session_hours: int = 12
    proxy_user_header: str = ""
    """The header in which a proxy names the user it signed in; '' believes none."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose word is taken for who asks, and over which scheme."""
    without_sign_in: bool = False

    def __post_init__(self) -> None:
        """Refuse names and addresses that are none, and a header that anybody could send."""
        for host in self.hosts:
            if not _HOST.fullmatch(host.lower()):
                raise SettingError(
                    "hosts must be names or addresses without a port, an IPv6 address in [ ]; "
                    f"found {host!r}"
                )
        for proxy in self.trusted_proxies:
            _check_network(proxy)
        if self.proxy_user_header and not _HEADER.fullmatch(self.proxy_user_header):
            raise SettingError(
                f"proxy_user_header must be a header's name; found {self.proxy_user_header!r}"
            )
        if self.proxy_user_header and not self.trusted_proxies:
            raise SettingError(
                "proxy_user_header needs trusted_proxies: else anybody could send the header"
            )

    @property
    def has_sign_in(self) -> bool:
        """Whether whoever opens the chat has to sign in, here or at a proxy."""
        return bool(self.password_hash or self.proxy_user_header)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; `from_environment` reads what is set over the defaults."""

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    encoder: str = PACKAGED_ENCODER
    """The packaged model's name, or any other sentence-transformers model by name or path."""
    passages: PassageSettings = field(default_factory=PassageSettings)
    reading: ReadSettings = field(default_factory=ReadSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    host: str = "127.0.0.1"
    port: int = 7860
    access: AccessSettings = field(default_factory=AccessSettings)
    log: str = "plain"
    """'plain' lines or 'json', one object an event."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """What is in force: the defaults, over them the settings file, over it the environment.

        Raises:
            SettingError: the file cannot be read, names a key that there is not, or a value is
                not what it must be.
        """
        return settings_of(in_force(environment))


def _check_network(proxy: str) -> None:
    try:
        ipaddress.ip_network(proxy)
    except ValueError:
        raise SettingError(
            f"trusted_proxies must be addresses or networks such as 10.0.0.0/24; found {proxy!r}"
        ) from None


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


FILE = Path("assistant.toml")
"""The settings file, in the folder that a command is run in; ASSISTANT_CONFIG names another."""
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting in force, and where it comes from: 'default', a variable, or the file's path."""

    key: Key
    value: object
    source: str


def in_force(environment: Mapping[str, str] | None = None) -> tuple[Value, ...]:
    """Every setting in force, each with where it comes from; an empty variable sets nothing.

    Raises:
        SettingError: the file cannot be read or names a key that there is not, or a value is not
            what it must be.
    """
    variables = os.environ if environment is None else environment
    path = settings_file(variables)
    written = _written(path) if path else {}
    return tuple(_value(key, variables, path, written) for key in KEYS)


def settings_of(values: Sequence[Value]) -> Settings:
    """The settings with these values.

    Raises:
        SettingError: two values contradict each other.
    """
    groups: dict[str, dict[str, object]] = {}
    flat: dict[str, Any] = {}
    for one in values:
        *group, name = one.key.field
        (groups.setdefault(group[0], {}) if group else flat)[name] = one.value
    default = Settings()
    made = {name: replace(getattr(default, name), **given) for name, given in groups.items()}
    return Settings(**flat, **made)


def settings_file(variables: Mapping[str, str]) -> Path | None:
    """The settings file to read; None where there is none and none was named."""
    named = variables.get("ASSISTANT_CONFIG")
    if named:
        return Path(named)
    return FILE if FILE.is_file() else None


def default_of(key: Key) -> object:
    """What a setting is where nobody sets it."""
    return reduce(getattr, key.field, Settings())


def fields_of(settings: object, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every field of settings, from the outside in."""
    assert is_dataclass(settings)
    found: list[tuple[str, ...]] = []
    for one in fields(settings):
        value, place = getattr(settings, one.name), (*before, one.name)
        found += fields_of(value, place) if is_dataclass(value) else [place]
    return found


def _written(path: Path) -> dict[str, Any]:
    """What stands in the file, its keys checked."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError(f"{path}: {error.strerror}: it is the settings file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingError(f"{path} is not valid TOML: {error}") from error
    known = [key.name for key in KEYS]
    for name in written:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise SettingError(f"{path}: unknown key {name!r}; {hint}")
    return written


def _value(
    key: Key, variables: Mapping[str, str], path: Path | None, written: Mapping[str, object]
) -> Value:
    text = variables.get(key.variable)
    if text:
        return Value(key, _made(key, key.kind.from_text(text), key.variable, text), key.variable)
    if path is not None and key.name in written:
        found = written[key.name]
        return Value(key, _made(key, found, f"{path}: {key.name}", found), str(path))
    return Value(key, default_of(key), DEFAULT)


def _made(key: Key, value: object, where: str, found: object) -> object:
    """The value as the settings keep it.

    Raises:
        SettingError: it is not what it must be.
    """
    if key.kind.accepts(value):
        return key.kind.make(value)
    shown = "something else" if key.is_secret else repr(found)
    raise SettingError(f"{where} must be {key.kind.expected}; found {shown}")


__all__ = [
    "MAX_QUESTION_CHARACTERS",
    "PACKAGED_ENCODER",
    "PASSAGES_READ",
    "PASSAGES_SHOWN",
    "AccessSettings",
    "GateSettings",
    "PassageSettings",
    "ReadSettings",
    "Settings",
]
