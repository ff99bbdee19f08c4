"""Gradio, told before it is imported to report nothing; the only module that imports it."""

from __future__ import annotations

import os
import sys

# Read when gradio is imported: no usage reports, no version check, no model hub.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
# Nor a table of all past events, made anew with pandas at each question.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

import gradio as gr
from gradio.routes import App as GradioApp

__all__ = ["GradioApp", "gr"]
