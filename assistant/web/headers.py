"""What every response carries, whatever it is of."""

from __future__ import annotations

import logging
import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.metrics import Metrics
from assistant.web.paths import SIGN_IN, SOURCE

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; worker-src 'self' blob:"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_NAMED_BY_CONTENT = re.compile(r"/assets/[\w./-]+-[\w-]{8,}\.\w+\?|/theme\.css\?v=[0-9a-f]{64}")
"""Gradio's own scripts and styles: another content has another address, and none is of ours."""
_INERT = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""The policy for what holds a document's words: no script, form or other origin, ever."""
_log = logging.getLogger(__name__)


class ResponseGuard:
    """Sets the security headers on every response, and makes a plain one of any failure."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Stand in front of the application; count what it refuses and where it fails."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the response."""
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_headers(scope, message["status"]))
                if message["status"] >= 400:
                    self.metrics.refused(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:  # noqa: BLE001  (a traceback would log what was sent)
            self.metrics.failure()
            _log.error("a request failed: %s", type(error).__name__)
            if started:
                await send({"type": "http.response.body"})
            elif scope["type"] == "http":
                await PlainTextResponse("The server failed.\n", 500)(scope, receive, dressed)


def _headers(scope: Scope, status: int) -> dict[str, str]:
    """The security headers of a response."""
    path = scope.get("path", "")
    if path == SIGN_IN:
        # Under 'no-referrer' a browser sends a form with 'Origin: null', as another site's.
        return {**HEADERS, "Referrer-Policy": "same-origin"}
    if path == SOURCE:
        return {**HEADERS, "Content-Security-Policy": _INERT}
    asked = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
    if status == 200 and _NAMED_BY_CONTENT.fullmatch(asked):
        return {**HEADERS, **_FOR_GOOD}
    return HEADERS
