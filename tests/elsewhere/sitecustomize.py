"""Takes from Python, in each process with this folder on its path, what only Unix has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

_MODULES = ("fcntl", "resource", "pwd", "grp", "termios")
_OF_OS = (
    "fork",
    "forkpty",
    "setsid",
    "killpg",
    "getuid",
    "geteuid",
    "getpgid",
    "sched_getaffinity",
)
_OF_SIGNAL = ("SIGKILL", "SIGALRM", "SIGXCPU", "alarm", "setitimer")


class NotHere:
    """Finds none of the modules, before anything else looks for them."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in _MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, NotHere)
for _name in _MODULES:
    sys.modules.pop(_name, None)
for _name in _OF_OS:
    delattr(os, _name)
for _name in _OF_SIGNAL:
    delattr(signal, _name)
subprocess.Popen.kill = subprocess.Popen.terminate  # type: ignore[method-assign]
