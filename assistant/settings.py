"""All that can be set: each setting's name, what is accepted, its default, and what is in force.

A setting is a field of one of the groups below, declared once, there. It is read from the settings
file under its name, and from the environment under ASSISTANT_ and its name in capitals.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import SettingError, UsageError
from assistant.text.files import content, toml_of, unknown_key

PACKAGED_ENCODER = "all-MiniLM-L6-v2"
MAX_QUESTION_CHARACTERS = 2000
PASSAGES_SHOWN = 3
PASSAGES_READ = 3
"""So many of the best passages of a ranking are read together with the question.

With a fourth whether any answers was told no better, over nineteen collections, and as often the
right one came first; eight took twice as long.
"""

_FILE = Path("assistant.toml")  # in the folder that a command is run in
_MOST = 1_000_000
_SWITCHES = {"1": True, "0": False, "true": True, "false": False}
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:]+\]")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
_HASH = re.compile(r"scrypt:\d{1,7}:\d{1,2}:\d{1,2}:[\w+/=-]{16,200}:[\w+/=-]{16,200}")


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value: what is expected, in words, and what is accepted."""

    expected: str
    accepts: Callable[[Any], bool]
    from_text: Callable[[str], object] = str
    """A variable's text as the value that would stand in the file; itself where it is none."""
    make: Callable[[Any], object] = lambda value: value
    """The accepted value as the settings keep it."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its name in the file, and what it may be."""

    name: str
    default: object
    kind: ValueKind
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"ASSISTANT_{self.name.upper()}"

    def checked(self, value: object, where: str, found: object) -> object:
        """Returns a value as the settings keep it; `where` it stands, and what was `found` there.

        Raises:
            SettingError: it is not what it must be.
        """
        if self.kind.accepts(value):
            return self.kind.make(value)
        shown = "something else" if self.is_secret else repr(found)
        if isinstance(value, str) and isinstance(self.kind.from_text(value), int | float):
            shown += ": leave out the quotes"
        raise SettingError(f"{where} must be {self.kind.expected}; found {shown}")


def _whole(least: int, most: int, expected: str = "") -> ValueKind:
    return ValueKind(
        expected or f"a whole number from {least} to {most}",
        lambda value: type(value) is int and least <= value <= most,
        lambda text: int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else text,
    )


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "\0" not in value


_PORT = _whole(1, 65535, "a number from 1 to 65535")
_TEXT = ValueKind("text in quotes", _is_text)
_TEXT_OR_NONE = ValueKind("text in quotes", lambda value: isinstance(value, str))
_PATH = ValueKind("a path in quotes", _is_text, make=Path)
_PATH_OR_NONE = ValueKind(
    "a path in quotes",
    lambda value: value == "" or _is_text(value),
    make=lambda value: Path(value) if value else None,
)
_SWITCH = ValueKind(
    "true or false (1 or 0 in the environment)",
    lambda value: isinstance(value, bool),
    lambda text: _SWITCHES.get(text, text),
)
_LIST = ValueKind(
    'a list such as ["one", "two"] (one, two in the environment)',
    lambda value: isinstance(value, list) and all(isinstance(v, str) and v for v in value),
    lambda text: [part for part in re.split(r"[\s,]+", text) if part],
    tuple,
)
_SHARE = ValueKind(
    "a number from 0 to 1",
    lambda value: type(value) in (int, float) and 0 <= value <= 1,
    _number,
    float,
)
_PASSWORD_HASH = ValueKind(
    "what 'assistant password' prints",
    lambda value: isinstance(value, str) and (not value or bool(_HASH.fullmatch(value))),
)
_ENGINE = ValueKind('"local" or "milvus"', lambda value: value in ("local", "milvus"))
_LOG_FORMAT = ValueKind('"plain" or "json"', lambda value: value in ("plain", "json"))


def _key(name: str, kind: ValueKind, *, is_secret: bool = False) -> dict[str, Any]:
    return {"name": name, "kind": kind, "is_secret": is_secret}


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How documents are cut; lengths are in words."""

    least: int = field(default=60, metadata=_key("passage_least", _whole(1, _MOST)))
    most: int = field(default=160, metadata=_key("passage_most", _whole(2, _MOST)))

    def __post_init__(self) -> None:
        """Refuses lengths that no cut can meet."""
        if not 0 < self.least < self.most:
            told = f"found {self.least} and {self.most}"
            raise SettingError(f"passage_least must be above 0, and passage_most above it; {told}")


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What the reading of one file may take, and whether images of pages are recognised."""

    seconds: int = field(default=20, metadata=_key("read_seconds", _whole(1, _MOST)))
    megabytes: int = field(default=1024, metadata=_key("read_megabytes", _whole(64, _MOST)))
    ocr: bool = field(default=False, metadata=_key("ocr", _SWITCH))

    def __post_init__(self) -> None:
        """Refuses limits under which no file can be read."""
        for one, key in zip(fields(self), _keys(type(self)), strict=True):
            value = getattr(self, one.name)
            key.checked(value, key.name, value)


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Where what is searched is held: in the index folder, or in Milvus as well."""

    engine: str = field(default="local", metadata=_key("engine", _ENGINE))
    milvus_uri: str = field(
        default="http://127.0.0.1:19530", metadata=_key("milvus_uri", _TEXT, is_secret=True)
    )
    """Its address; it may hold a name and a password."""

    @property
    def is_milvus(self) -> bool:
        """Whether Milvus is searched."""
        return self.engine == "milvus"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Labelled questions that a new index must not answer worse than the one before."""

    questions: Path | None = field(default=None, metadata=_key("gate", _PATH_OR_NONE))
    tolerance: float = field(default=0.02, metadata=_key("gate_tolerance", _SHARE))
    """By how much recall@3, nDCG@10 and the shares of marks and outcomes right may each fall."""

    def __post_init__(self) -> None:
        """Refuses a tolerance that means nothing."""
        if not 0 <= self.tolerance <= 1:
            raise SettingError(f"the gate's tolerance is from 0 to 1; found {self.tolerance}")


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may open the chat, and under which names, where others than this machine can."""

    hosts: tuple[str, ...] = field(default=(), metadata=_key("hosts", _LIST))
    """Names by which the chat is opened, without a port; this machine's own always work."""
    password_hash: str = field(
        default="", metadata=_key("password_hash", _PASSWORD_HASH, is_secret=True)
    )
    """What `assistant password` prints; '' asks for no password."""
    session_hours: int = field(default=12, metadata=_key("session_hours", _whole(1, 720)))
    proxy_user_header: str = field(default="", metadata=_key("proxy_user_header", _TEXT_OR_NONE))
    """The header in which a proxy names the user it signed in; '' believes none."""
    trusted_proxies: tuple[str, ...] = field(default=(), metadata=_key("trusted_proxies", _LIST))
    """Addresses or networks whose word is taken for who asks, and over which scheme."""
    without_sign_in: bool = field(default=False, metadata=_key("without_sign_in", _SWITCH))

    def __post_init__(self) -> None:
        """Refuses names and addresses that are none, and a header that anybody could send."""
        for host in self.hosts:
            if not _HOST_NAME.fullmatch(host.lower()):
                raise SettingError(
                    "hosts must be names or addresses without a port, an IPv6 address in [ ]; "
                    f"found {host!r}"
                )
        for proxy in self.trusted_proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise SettingError(
                    "trusted_proxies must be addresses or networks such as 10.0.0.0/24; "
                    f"found {proxy!r}"
                ) from None
        header = self.proxy_user_header
        if header and not _HEADER_NAME.fullmatch(header):
            raise SettingError(f"proxy_user_header must be a header's name; found {header!r}")
        if header and not self.trusted_proxies:
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

    corpus: Path = field(default=Path("corpus"), metadata=_key("corpus", _PATH))
    index: Path = field(default=Path("index"), metadata=_key("index", _PATH))
    encoder: str = field(default=PACKAGED_ENCODER, metadata=_key("encoder", _TEXT))
    """The packaged model's name, or any other sentence-transformers model by name or path."""
    passages: PassageSettings = field(default_factory=PassageSettings)
    reading: ReadSettings = field(default_factory=ReadSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    host: str = field(default="127.0.0.1", metadata=_key("host", _TEXT))
    port: int = field(default=7860, metadata=_key("port", _PORT))
    access: AccessSettings = field(default_factory=AccessSettings)
    log: str = field(default="plain", metadata=_key("log", _LOG_FORMAT))
    """'plain' lines or 'json', one object an event."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Returns what is in force: the defaults, over them the file, over it the environment.

        Raises:
            SettingError: the file cannot be read, names a key that there is not, a value is not
                what it must be, or two contradict each other.
        """
        made: Settings = _filled(cls, {one.key.name: one for one in in_force(environment)})
        return made


def _keys(group: Any) -> Iterator[Key]:
    """Yields the settings of a group and of the groups in it, in order."""
    for one in fields(group):
        if one.metadata:
            yield Key(default=one.default, **one.metadata)
        else:
            yield from _keys(one.default_factory)


KEYS = tuple(_keys(Settings))


@dataclass(frozen=True, slots=True)
class Value:
    """A setting in force, and where it comes from: 'default', a variable, or the file's path."""

    key: Key
    value: object
    source: str


def in_force(environment: Mapping[str, str] | None = None) -> tuple[Value, ...]:
    """Returns every setting in force; an empty variable sets nothing.

    Raises:
        SettingError: the file cannot be read or names a key that there is not, or a value is not
            what it must be.
    """
    variables = os.environ if environment is None else environment
    path = settings_file(variables)
    written = _written(path) if path else {}
    values = []
    for key in KEYS:
        value, source = key.default, "default"
        if text := variables.get(key.variable):
            value, source = key.checked(key.kind.from_text(text), key.variable, text), key.variable
        elif key.name in written:
            found, source = written[key.name], str(path)
            value = key.checked(found, f"{path}: {key.name}", found)
        values.append(Value(key, value, source))
    return tuple(values)


def settings_file(variables: Mapping[str, str]) -> Path | None:
    """Returns the settings file to read; None where there is none and none was named."""
    if named := variables.get("ASSISTANT_CONFIG"):
        return Path(named)
    return _FILE if _FILE.is_file() else None


def _filled(group: Any, values: Mapping[str, Value]) -> Any:
    """Returns a group with the values that have its settings' names, and so the groups in it."""
    made = {
        one.name: values[one.metadata["name"]].value
        if one.metadata
        else _filled(one.default_factory, values)
        for one in fields(group)
    }
    try:
        return group(**made)
    except SettingError as error:
        named = (values[k.name] for k in _keys(group) if re.search(rf"\b{k.name}\b", str(error)))
        told = (f"{v.key.name} is set in {v.source}" for v in named if v.source != "default")
        raise SettingError(f"{error} ({', '.join(told)})") from error


def _written(path: Path) -> dict[str, object]:
    try:
        found = content(path)
    except UsageError as error:
        raise SettingError(f"the settings file {error}") from error
    written = toml_of(found, path, SettingError)
    known = [key.name for key in KEYS]
    for name in written:
        if name not in known:
            raise SettingError(f"{path}: {unknown_key(name, known)}")
    return written
