"""Gradio, told before it is imported to report nothing; the only module that imports it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

# Read when gradio is imported: no usage reports, no version check, no model hub.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
# At each call Gradio sets matplotlib's backend and sets it back. Where none is named that loads all
# of pyplot; this one needs nothing, and leaves nothing to set.
os.environ.setdefault("MPLBACKEND", "agg")


@contextlib.contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let a package that is installed look as if it were not."""
    held = sys.modules.get(name)
    sys.modules[name] = None  # type: ignore[assignment]
    yield
    del sys.modules[name]
    if held is not None:
        sys.modules[name] = held


with _hidden("mcp"):  # for offering the page to programs: a fifth of what importing gradio takes
    import gradio as gr
import matplotlib  # noqa: F401  (else the first question waits for it)
from gradio.routes import App as GradioApp

__all__ = ["GradioApp", "gr"]
