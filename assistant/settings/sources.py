"""What is set, and where: defaults, the settings file, the environment; the later ones win."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import Any

from assistant.errors import SettingError
from assistant.settings.keys import KEYS, Key
from assistant.settings.values import Settings

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
