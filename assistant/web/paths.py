"""Where the page, the API and the documents are, and which of those paths can be had at all.

Gradio opens many routes: files, uploads, other servers, programs. The page needs few of them, so
those few are listed here and all else is not found.
"""

from __future__ import annotations

import re

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
SIGN_IN, SIGN_OUT, ICON = "/sign-in", "/sign-out", "/favicon.ico"
OPEN_TO_ALL = (HEALTH, READY, SIGN_IN, ICON)
API_PAGE, API_DESCRIPTION, API_ASK = "/api", "/api/openapi.json", "/api/ask"
PAGE_ASK = "/gradio_api/run/predict"
"""Where the page's own functions are called."""
SOURCE, PICTURE, ORIGINAL = "/source", "/source/picture", "/source/original"

OPEN = {
    "GET": re.compile(
        rf"/|{HEALTH}|{READY}|{METRICS}|{SIGN_IN}|{re.escape(ICON)}"
        r"|/theme\.css|/(?:assets|static)/[\w./-]+"
        rf"|{API_PAGE}|{re.escape(API_DESCRIPTION)}|{SOURCE}|{PICTURE}|{ORIGINAL}"
        r"|/gradio_api/(?:app_id|startup-events|heartbeat/\w{1,40})"
    ),
    "HEAD": re.compile(rf"/|{HEALTH}|{READY}"),
    "POST": re.compile(rf"{PAGE_ASK}|{API_ASK}|{SIGN_IN}|{SIGN_OUT}"),
}
"""By method, the paths that are open; all else is refused."""
