"""How much of a file with pages a reader may read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of a file is read; a caller that limits time gets the pages read until then."""

    most_seconds: float | None = None
    """After these no further page is begun; the rest come as unread."""
    skip: frozenset[int] = frozenset()
    """Pages not to be touched, as reading them ended a process before; 0 is what the file says of
    itself: title, outline, page labels."""
    progress: Callable[[int], object] | None = None
    """Is told each page's number before it is begun, and 0 before what the file says of itself,
    so that who reads in a child process knows which page ended it."""
    boxes: bool = False
    """Whether the boxes of all characters are wanted, which takes several times as long."""

    def begins(self, page: int, started: float) -> bool:
        """Whether a page may be begun; `started` is when the file was, by `time.monotonic`."""
        spent = time.monotonic() - started
        if page in self.skip or (self.most_seconds is not None and spent >= self.most_seconds):
            return False
        if self.progress is not None:
            self.progress(page)
        return True


ALL = Allowance()
