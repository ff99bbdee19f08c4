"""The routes for whoever looks after the service: is it up, is it ready, what has it counted."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.settings import AccessSettings
from assistant.web.holder import Holder
from assistant.web.metrics import Metrics
from assistant.web.paths import HEALTH, METRICS, READY
from assistant.web.reach import is_loopback
from assistant.wording import NO_INDEX

_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


def add_health(app: FastAPI, holder: Holder, metrics: Metrics, access: AccessSettings) -> None:
    """Let a monitor ask."""

    def healthz() -> dict[str, str]:
        """That the process answers, whether or not there is an index."""
        return {"status": "ok", "snapshot": holder.snapshot}

    def readyz() -> Response:
        """Whether questions are answered; an index published since is opened for it."""
        holder.current()
        if holder.is_ready:
            return JSONResponse({"status": "ready", "snapshot": holder.snapshot})
        return JSONResponse({"status": "no index", "error": NO_INDEX}, 503)

    def counted(request: Request) -> Response:
        """The counts: for whoever signed in, or only for this machine where nobody has to."""
        host = request.headers.get("host", "")
        if not access.has_sign_in and not is_loopback(request.scope, host):
            return PlainTextResponse("Not found.\n", 404)
        return PlainTextResponse(metrics.text(holder), media_type=_FORMAT)

    for path, route, methods in (
        (HEALTH, healthz, ["GET", "HEAD"]),
        (READY, readyz, ["GET", "HEAD"]),
        (METRICS, counted, ["GET"]),
    ):
        app.add_api_route(path, route, methods=methods, response_model=None)
