from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.errors import SettingError
from assistant.settings import Settings
from assistant.web.guard import MAX_BODY, listening
from assistant.web.page import FOLDER
from assistant.web.server import HEADERS, create_app, serve

if TYPE_CHECKING:
    from tests.web.conftest import FakeAssistant

pytestmark = pytest.mark.slow

PAGE_ASK = "/gradio_api/run/predict"
FOREIGN_HOSTS = [
    "attacker.example",
    "127.0.0.1.attacker.example",
    "localhost.attacker.example:7860",
    "127.0.0.1@attacker.example",
    "[::2]",
    "0.0.0.0",
]
OWN_HOSTS = ["127.0.0.1", "127.0.0.1:7860", "localhost", "LOCALHOST:81", "[::1]", "[::1]:7860"]
FOREIGN_ORIGINS = [
    "https://attacker.example",
    "http://attacker.example",
    "http://127.0.0.1",
    "http://localhost:9",
    "http://[::1]",
    "null",
    "",
]
CLOSED = [
    "/api/", "/api/docs", "/app_id/", "/config", "/config/", "/custom_component/a/b/c/d.js",
    "/docs", "/file/a",
    "/file=/etc/hosts", "/gradio_api/api/predict", "/gradio_api/call/replied",
    "/gradio_api/config", "/gradio_api/deep_link", "/gradio_api/dev/reload",
    "/gradio_api/file=/etc/hosts", "/gradio_api/file=app.py", "/gradio_api/info",
    "/gradio_api/info/", "/gradio_api/login_check", "/gradio_api/openapi.json",
    "/gradio_api/proxy=http://127.0.0.1/", "/gradio_api/proxy=https://attacker.example/",
    "/gradio_api/queue/data", "/gradio_api/queue/status", "/gradio_api/run/predict",
    "/gradio_api/run-history/buckets",
    "/gradio_api/runs", "/gradio_api/runs/", "/gradio_api/stream/a/1/2/playlist.m3u8",
    "/gradio_api/theme.css", "/gradio_api/token", "/gradio_api/upload",
    "/gradio_api/upload_progress", "/gradio_api/user", "/gradio_api/vibe-code", "/login", "/logout",
    "/manifest.json", "/mcp", "/monitoring", "/monitoring/summary", "/openapi.json",
    "/proxy=http:/", "/pwa_icon", "/redoc", "/robots.txt", "/static/../page.py",
    "/static/%2e%2e/page.py", "/static/..%2f..%2fserver.py", "/svelte/a.js", "/upload",
]  # fmt: skip
CLOSED_POSTS = [
    "/", "/gradio_api/api/replied", "/gradio_api/call/replied", "/gradio_api/call/v2/replied",
    "/gradio_api/cancel", "/gradio_api/component_server", "/gradio_api/process_recording",
    "/gradio_api/queue/data", "/gradio_api/queue/join", "/gradio_api/reset",
    "/gradio_api/run/replied",
    "/gradio_api/run-history/connect", "/gradio_api/stream/a", "/gradio_api/upload",
    "/gradio_api/vibe-edit", "/healthz", "/login", "/upload",
]  # fmt: skip
CALL: dict[str, object] = {
    "data": ["pay?", "", "", None],
    "fn_index": 0,
    "session_hash": "a1",
    "trigger_id": 2,
}
WRONG: list[dict[str, object]] = [
    {"data": 1}, {"data": []}, {"data": ["x"] * 9}, {"data": {"x": 1}}, {"data": [1, "", "", None]},
    {"data": ["x", {}, "", None]}, {"data": ["x", "", None]},
    {"data": [{"path": "/etc/hosts", "meta": {"_type": "gradio.FileData"}}, "", "", None]},
    {"fn_index": -1}, {"fn_index": 9999}, {"fn_index": "0"}, {"fn_index": False},
    {"session_hash": ""}, {"session_hash": None}, {"session_hash": "../a"},
    {"trigger_id": "2"}, {"event_data": {"x": 1}}, {"batched": True}, {"event_id": "a"},
]  # fmt: skip
WEIGHED = 33_726
"""Bytes of the styles and scripts of our own that the page carried before answers were cards.

They are counted in UTF-8 and not compressed; Gradio's own are not among them.
"""
MALFORMED = [
    *[b"", b"null", b"[]", b"{", b'"', b"{}", b"\xff\xfe", b"[" * 60_000, b"7", b"NaN"],
    *[json.dumps({**CALL, **wrong}).encode() for wrong in WRONG],
]


@pytest.fixture
def client(chat: str) -> Iterator[httpx.Client]:
    """A program that talks to the chat."""
    with httpx.Client(base_url=chat, timeout=10) as client:
        yield client


def assert_guarded(response: httpx.Response, without: str = "") -> None:
    """Every security header is on the response, and none that opens it to other sites."""
    expected = {name: value for name, value in HEADERS.items() if name != without}
    assert {name: response.headers.get(name) for name in expected} == expected
    assert not [name for name in response.headers if name.startswith("access-control-allow-orig")]
    assert "server" not in response.headers


def test_the_chat_says_that_it_is_well(client: httpx.Client) -> None:
    """A monitor can ask whether the chat is up and which index it answers from."""
    response = client.get("/healthz")
    assert response.json() == {"status": "ok", "snapshot": "20261122-a"}
    assert_guarded(response)


def test_the_page_is_served(client: httpx.Client) -> None:
    """The page, its style and its icon come with the headers that protect them."""
    for path in ("/", "/favicon.ico", "/theme.css"):
        response = client.get(path)
        assert response.status_code == 200
        assert_guarded(response)
    assert client.head("/").status_code == 200
    assert client.get("/?page=none&deep_link=../../a&view=api").status_code == 200


def test_the_page_stays_light(client: httpx.Client) -> None:
    """Our own styles and scripts take at most a tenth more bytes than before answers were cards."""
    page = client.get("/").text
    told, _ = json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])
    scripts = [part["props"].get("js_on_load") for part in told["components"]]
    events = [event["js"] for event in told["dependencies"] if isinstance(event["js"], str)]
    parts = [told["css"], *filter(None, scripts), *events]
    served = "".join(parts)
    files = [file for ending in ("css", "js") for file in FOLDER.glob(f"*.{ending}")]
    assert files
    assert [file.name for file in files if file.read_text("utf-8") not in served] == []
    assert len(served.encode()) <= 1.1 * WEIGHED


def test_only_files_named_by_their_content_are_kept_by_a_browser(client: httpx.Client) -> None:
    """Opening the page again loads no script anew, and nothing that was asked or read is kept."""
    (script,) = re.findall(r'src="\./(assets/[^"]+\.js)"', client.get("/").text)
    kept = client.get(f"/{script}")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert_guarded(kept, without="Cache-Control")
    missing = client.get("/assets/index-00000000.js")
    assert missing.status_code == 404
    for response in (missing, client.post(PAGE_ASK, json=CALL), client.get("/theme.css")):
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_this_machines_names_are_served(client: httpx.Client, host: str) -> None:
    """The chat can be opened under each name of this machine, on any port."""
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused(client: httpx.Client, host: str) -> None:
    """A web site cannot reach the chat by giving its own name this machine's address."""
    response = client.get("/", headers={"Host": host})
    assert response.status_code == 400
    assert_guarded(response)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_may_not_ask(client: httpx.Client, origin: str) -> None:
    """Another site open in the same browser cannot ask in the user's name, or read an answer."""
    response = client.post(PAGE_ASK, headers={"Origin": origin}, json={})
    assert response.status_code == 403
    assert_guarded(response)
    for method in ("GET", "OPTIONS"):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert_guarded(client.request(method, "/", headers=headers))


def test_a_cross_site_post_without_an_origin_is_refused(client: httpx.Client) -> None:
    """A browser that says a request comes from another site is believed."""
    response = client.post(PAGE_ASK, headers={"Sec-Fetch-Site": "cross-site"}, json={})
    assert response.status_code == 403


@pytest.mark.parametrize("path", CLOSED)
def test_other_routes_are_closed(client: httpx.Client, path: str) -> None:
    """Nothing but the page can be read: no file, other server, documentation or history."""
    response = client.get(path)
    assert response.status_code == 404
    assert_guarded(response)


@pytest.mark.parametrize("path", CLOSED_POSTS)
def test_nothing_can_be_sent_but_a_question(client: httpx.Client, path: str) -> None:
    """No file can be uploaded and no other function be called."""
    response = client.post(path, files={"files": b"x"})
    assert response.status_code == 404
    assert_guarded(response)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    """The chat is read and asked, nothing else."""
    response = client.request(method, "/")
    assert response.status_code == 405
    assert_guarded(response)


def test_a_large_body_is_refused(client: httpx.Client) -> None:
    """A flood of data is cut off, whether or not its size is told beforehand."""
    parts = (b"x" * 1024 for _ in range(MAX_BODY // 1024 + 1))
    for content in (b"x" * (MAX_BODY + 1), parts):
        response = client.post(PAGE_ASK, content=content)
        assert response.status_code == 413
        assert_guarded(response)


@pytest.mark.parametrize("body", MALFORMED)
def test_a_malformed_request_is_refused_quietly(
    client: httpx.Client, capfd: pytest.CaptureFixture[str], body: bytes
) -> None:
    """Whatever is sent, the answer is a refusal and no traceback is shown or logged."""
    response = client.post(PAGE_ASK, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500
    assert "Traceback" not in response.text + "".join(capfd.readouterr())
    assert_guarded(response)


def test_a_question_is_answered_without_a_browser(client: httpx.Client) -> None:
    """The request that the others differ from by one thing is answered."""
    answer = client.post(PAGE_ASK, json=CALL)
    assert answer.status_code == 200
    assert "of their time on forms" in answer.text
    assert_guarded(answer)


def test_the_page_names_no_function_to_other_programs(client: httpx.Client) -> None:
    """The page's own description lists no public function and no file folder."""
    page = client.get("/").text
    info = json.loads(page.split("window.gradio_api_info = ")[1].split(";</script>")[0])
    assert info["named_endpoints"] == info["unnamed_endpoints"] == {}


def test_a_taken_port_is_named() -> None:
    """Whoever starts the chat twice learns which port is taken and how to choose another."""
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(SettingError, match=f"port {port} .*--port"),
            listening("127.0.0.1", port),
        ):
            pass


def test_the_page_tells_what_a_rebuild_covers(assistant: FakeAssistant) -> None:
    """Who opens the page after a rebuild reads about the new index, without a restart."""
    app = create_app(assistant)
    rebuilt = type(assistant)("20261123-b")
    rebuilt.manifest = replace(assistant.manifest, passages=31)

    async def opened() -> str:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return (await client.get("/")).text

    assert "29 passages" in asyncio.run(opened())
    assistant.next = rebuilt
    page = asyncio.run(opened())
    assert "31 passages" in page
    assert "29 passages" not in page


def test_a_signal_ends_the_chat(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGTERM ends the chat soon and without an error, also while a page is open."""
    monkeypatch.setattr(Assistant, "open", lambda *_: assistant)
    port = _free_port()
    seconds: list[float] = []

    def open_page_and_stop() -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            _await(client)
            with client.stream("GET", "/gradio_api/heartbeat/abc") as page:
                next(page.iter_text())
                seconds.append(time.monotonic())
                os.kill(os.getpid(), signal.SIGTERM)

    visitor = threading.Thread(target=open_page_and_stop)
    visitor.start()
    serve(Settings(port=port))
    assert time.monotonic() - seconds[0] < 15
    visitor.join(timeout=15)
    told = f"Serving the chat at http://127.0.0.1:{port} (Ctrl-C stops it)\n"
    assert capsys.readouterr().err == told


def test_importing_the_server_leaves_gradio_out() -> None:
    """Commands that only name the chat start fast."""
    code = "import sys, assistant.web.server; sys.exit('gradio' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def _free_port() -> int:
    with listening("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


def _await(client: httpx.Client) -> None:
    """Return once the chat answers."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            client.get("/healthz")
        except httpx.ConnectError:
            continue
        return
