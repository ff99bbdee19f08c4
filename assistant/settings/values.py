"""The only defaults: all that can be set, and what a value must be beside the others."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
        from assistant.settings.sources import in_force, settings_of

        return settings_of(in_force(environment))


def _check_network(proxy: str) -> None:
    try:
        ipaddress.ip_network(proxy)
    except ValueError:
        raise SettingError(
            f"trusted_proxies must be addresses or networks such as 10.0.0.0/24; found {proxy!r}"
        ) from None
