"""What somebody tries who wants to read, write, flood or overhear more than the page offers."""

from __future__ import annotations

import gzip
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from assistant.assistant import checked
from assistant.records import Document, Entry
from assistant.settings import MAX_QUESTION_CHARACTERS, Settings
from assistant.web.guard import MAX_BODY
from assistant.web.server import HEADERS
from tests.watching import watching
from tests.web.conftest import FakeAssistant, FakeQuestion, serving
from tests.web.wire import raw

pytestmark = pytest.mark.slow

ASK, PAGE_ASK = "/api/ask", "/gradio_api/run/predict"
SECRET = "canary: the secret of this machine"
JSON = {"Content-Type": "application/json"}


class Shelf(FakeAssistant):
    """An assistant on two documents, and on files whose names try to lead elsewhere."""

    def __init__(self, corpus: Path) -> None:
        """Write the files, and a secret beside the folder."""
        super().__init__()
        (corpus.parent / "secret.txt").write_text(SECRET, "utf-8")
        for name in ("page.html", "picture.svg", 'a"\r\nSet-Cookie: x=1;.html', "ü.txt"):
            data = b"<script>alert(1)</script><h1>A page</h1>" + b"words " * 200
            (corpus / name).write_bytes(data)
            text = data.decode()
            entry = Entry(title=name)
            self.documents += (Document(name, sha256(data).hexdigest(), text, (), entry),)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with a secret beside it."""
    folder = tmp_path_factory.mktemp("shelf") / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    """Where the chat is."""
    with serving(Shelf(corpus), Settings(corpus=corpus)) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """A program that talks to the chat."""
    with httpx.Client(base_url=address, timeout=20) as client:
        yield client


def post(*headers: str, body: str = "", path: str = ASK) -> bytes:
    """A POST as bytes, followed by a request that must not be answered."""
    head = "\r\n".join([f"POST {path} HTTP/1.1", *headers, "", ""])
    return (head + body + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").encode("latin-1")


HOST, TYPE = "Host: localhost", "Content-Type: application/json"
SMUGGLED = {
    "two kinds of length": post(
        HOST, TYPE, "Content-Length: 4", "Transfer-Encoding: chunked", body="0\r\n\r\n"
    ),
    "two lengths": post(HOST, TYPE, "Content-Length: 4", "Content-Length: 9", body="{}{}"),
    "a list of lengths": post(HOST, "Content-Length: 4, 9", body="{}{}"),
    "a negative length": post(HOST, "Content-Length: -1"),
    "a signed length": post(HOST, "Content-Length: +4", body="{}{}"),
    "an unknown coding": post(HOST, "Transfer-Encoding: xchunked", body="0\r\n\r\n"),
    "two codings": post(HOST, "Transfer-Encoding: gzip, chunked", body="0\r\n\r\n"),
    "a coding twice": post(
        HOST, "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body="0\r\n\r\n"
    ),
    "a chunk of no size": post(HOST, "Transfer-Encoding: chunked", body="-1\r\n\r\n0\r\n\r\n"),
    "a space before the colon": post(HOST, "Content-Length : 4", body="{}{}"),
    "a folded header": post(HOST, "X-A: b\r\n Transfer-Encoding: chunked", "Content-Length : 0"),
    "a NUL in a header": post(HOST, "X-A: \0b"),
    "two hosts": post(HOST, "Host: attacker.example", "Content-Length: 0"),
    "no host": post("Content-Length: 0"),
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no HTTP": b"HELO attacker.example\r\n\r\n",
    "a byte that is no address": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a megabyte of headers": post(HOST, "Cookie: " + "a=b; " * 200_000, "Content-Length: 0"),
}


@pytest.mark.parametrize("kind", SMUGGLED)
def test_a_request_that_can_be_read_two_ways_is_refused(address: str, kind: str) -> None:
    """What a proxy could cut apart differently gets one refusal, with every header, and the end."""
    told = raw(address, SMUGGLED[kind])
    status = int(told.split(b" ", 2)[1])
    assert 400 <= status < 500
    head = told.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    for name, value in HEADERS.items():
        assert f"{name}: {value}".lower() in head
    assert told.count(b"HTTP/1.1") == 1, "what followed was taken for another request"


@pytest.mark.parametrize(
    "host",
    ["localhost/attacker.example", "attacker.example@localhost", "localhost, attacker.example",
     "localhost:x@attacker.example", "localhost#.attacker.example", "localhost.", "[::1"],
)  # fmt: skip
def test_a_host_that_is_none_of_ours_is_refused(client: httpx.Client, host: str) -> None:
    """No way of writing a name beside ours is taken for ours."""
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_what_a_proxy_would_say_is_not_believed(client: httpx.Client) -> None:
    """Without a trusted proxy no header puts another site's address into the page."""
    far = "attacker.example"
    headers = {"X-Forwarded-Host": far, "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": far,
               "Forwarded": f"host={far}", "X-Original-URL": "/config", "X-Rewrite-URL": "/config",
               "X-HTTP-Method-Override": "PUT", "X-Forwarded-For": far}  # fmt: skip
    for path in ("/", "/api", "/gradio_api/startup-events", "/theme.css"):
        assert far not in client.get(path, headers=headers).text


PAIRS = [
    ("127.0.0.1", "null"),
    ("localhost", "https://attacker.example"),
    ("[::1]", "null"),
    ("[::1]", "http://[::1]:9"),
    ("localhost:7860", "http://localhost"),
    ("127.0.0.1", "http://127.0.0.1.attacker.example"),
]


@pytest.mark.parametrize(("host", "origin"), PAIRS)
def test_no_other_site_is_allowed_anything(client: httpx.Client, host: str, origin: str) -> None:
    """For no pair of host and origin does the chat let a site's script read or ask."""
    headers = {"Host": host, "Origin": origin, "Access-Control-Request-Method": "POST"}
    for method, path in (("GET", "/"), ("OPTIONS", PAGE_ASK), ("OPTIONS", ASK), ("POST", ASK),
                         ("POST", PAGE_ASK), ("GET", "/gradio_api/startup-events")):  # fmt: skip
        answer = client.request(method, path, headers=headers)
        assert not [name for name in answer.headers if name.startswith("access-control-allow-o")]
        if method == "POST":
            assert answer.status_code == 403


WAYS_OUT = [
    "../secret.txt", "..\\secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt",
    "%252e%252e%252fsecret", "/etc/passwd", "//etc/passwd", "C:\\windows\\win.ini",
    "file:///etc/passwd", "\0", "homes.txt\0.pdf",
    "page.html/../../secret.txt", "./page.html", "page.html/", "PAGE.HTML", ".", "", "~/.bashrc",
    "page.html?x", "page.html#x", "page.html;x", "\xed\xa0\x80",
    "..%c0%afsecret.txt", "\uff0e\uff0e/secret.txt", "a" * 30_000,
]  # fmt: skip


@pytest.mark.parametrize("route", ["/source", "/source/picture", "/source/original"])
def test_no_name_leads_out_of_the_corpus(client: httpx.Client, corpus: Path, route: str) -> None:
    """However a path is written or coded, only the very names of the documents open anything."""
    for name in WAYS_OUT:
        for coded in (quote(name, safe=""), quote(quote(name, safe=""), safe="")):
            address = f"{route}?document={coded}&text=0&start=0&end=1&page=1"
            answer = client.get(address)
            assert answer.status_code == 404, (name, answer.status_code)
            assert "canary" not in answer.text
            assert str(corpus) not in answer.text


@pytest.mark.parametrize("path", ["static", "assets"])
def test_no_address_leads_out_of_the_packages_files(address: str, path: str) -> None:
    """However an address is written or coded, no file beside the page's own is sent."""
    up = ["../", "..%2f", "%2e%2e/", "%252e%252e%252f", "..\\", "..%5c", "%c0%ae%c0%ae/", "....//",
          "..;/", "./../", "%00/../", "//"]  # fmt: skip
    for way in up:
        for end in ("server.py", "../../etc/passwd", "etc/passwd%00.js", "routes.py"):
            target = f"/{path}/{way * 4}{end}".encode("latin-1")
            told = raw(
                address,
                b"GET %b HTTP/1.1\r\nHost: a\r\n".replace(b"Host: a", b"Host: localhost") % target
                + b"Connection: close\r\n\r\n",
            )
            assert told.split(b" ", 2)[1] in (b"400", b"403", b"404"), target
            assert b"root:" not in told
            assert b"import " not in told


def test_a_file_is_never_shown_as_a_page(client: httpx.Client) -> None:
    """HTML and pictures with scripts are handed out as files to save, whatever their names do."""
    for name in ("page.html", "picture.svg", 'a"\r\nSet-Cookie: x=1;.html', "ü.txt"):
        answer = client.get("/source/original", params={"document": name})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_ranges_of_a_file_cost_no_more_than_the_file(client: httpx.Client) -> None:
    """A thousand overlapping ranges are neither slow nor larger than what they are of."""
    asked = {"document": "page.html"}
    whole = client.get("/source/original", params=asked).content
    for ranges in ("0-" + ",0-" * 1000, "0-0" + ",0-0" * 1000, "5-1", "-9999999999999999999999",
                   "a-b", "99999-", ",".join(f"{n}-{n}" for n in range(0, 1000, 2))):  # fmt: skip
        answer = client.get("/source/original", params=asked, headers={"Range": f"bytes={ranges}"})
        assert answer.status_code in (200, 206, 400, 416)
        assert len(answer.content) <= 200 * len(whole)
        assert answer.elapsed.total_seconds() < 2


PROBES = [
    ("GET", "/config"), ("GET", "/gradio_api/config"), ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"), ("GET", "/openapi.json"), ("GET", "/docs"),
    ("GET", "/redoc"), ("GET", "/file=/etc/passwd"), ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=app.py"), ("HEAD", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1:1/"), ("GET", "/proxy=https://attacker.example/"),
    ("GET", "/gradio_api/stream/a/1/2/playlist.m3u8"), ("GET", "/gradio_api/deep_link"),
    ("GET", "/gradio_api/runs"), ("GET", "/gradio_api/run-history/buckets"),
    ("GET", "/gradio_api/queue/status"), ("GET", "/gradio_api/user"), ("GET", "/gradio_api/token"),
    ("GET", "/gradio_api/login_check"), ("GET", "/gradio_api/dev/reload"), ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"), ("GET", "/gradio_api/monitoring"), ("GET", "/login"),
    ("GET", "/gradio_api/vibe-code"), ("GET", "/gradio_api/upload_progress?upload_id=a"),
    ("GET", "/gradio_api/mcp/sse"), ("GET", "/gradio_api/mcp"), ("GET", "/manifest.json"),
    ("GET", "/custom_component/a/b/c/d.js"), ("GET", "/gradio_api/call/replied/1"),
    ("POST", "/upload"), ("POST", "/gradio_api/upload"), ("POST", "/gradio_api/upload?upload_id=a"),
    ("POST", "/gradio_api/component_server"), ("POST", "/gradio_api/process_recording"),
    ("POST", "/gradio_api/stream/a"), ("POST", "/gradio_api/reset"), ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/run/replied"), ("POST", "/gradio_api/api/predict"),
    ("POST", "/gradio_api/call/replied"), ("POST", "/gradio_api/mcp/messages"),
    ("POST", "/gradio_api/mcp"), ("POST", "/gradio_api/vibe-edit"), ("POST", "/login"),
    ("POST", "/gradio_api/run-history/connect"), ("POST", "/gradio_api/queue/join"),
]  # fmt: skip


def test_gradios_other_routes_are_closed_and_nothing_is_written(client: httpx.Client) -> None:
    """Fifty probes, uploads among them, get 403 or 404, and no file is written for any."""
    folder = Path(tempfile.gettempdir()) / "gradio"
    before = sorted(folder.rglob("*"))
    with watching() as watch:
        for method, path in PROBES:
            body = {"files": {"files": ("a.txt", SECRET)}} if method == "POST" else {}
            answer = client.request(method, path, **body)  # type: ignore[arg-type]
            assert answer.status_code in (403, 404), (method, path, answer.status_code)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert watch.written == []
    assert watch.left == []
    assert sorted(folder.rglob("*")) == before


def test_no_other_protocol_is_spoken(address: str) -> None:
    """A web socket, HTTP/2 or a tunnel is not opened."""
    for upgrade in ("websocket", "h2c"):
        told = raw(
            address,
            f"GET {PAGE_ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
            f"Upgrade: {upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode(),
        )
        assert told.split(b" ", 2)[1] == b"404"
    assert raw(address, b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n").split(b" ")[1] in (
        b"400",
        b"405",
    )


NUMBERS = ["0", "-1", "1e400", "NaN", "Infinity", "1" * 5000, "-", "true", "[]", "{}"]
MALFORMED = [
    b"", b"null", b"[]", b"{", b'"', b"{}", b"\xff\xfe{}", b"[" * 60_000, b"7", b"NaN",
    b"{]", b"{,}", b'{"a"}', b"'a'", b'{"question": }', b'{"question": "a",}', b"\0", b"\x1b[2J",
    b'{"question"', b'{"question": "a" "b"}', b"question=a", b"--a\r\n\r\na\r\n--a--",
    b"<?xml version='1.0'?><a/>", b'{"question": null}', b'{"question": ["a"]}',
    b'{"question": {"a": 1}}', b'{"question": true}', b'{"question": 1e999}',
    b'{"question": "a", "history": {}}', b'{"question": "a", "history": [null]}',
    b'{"question": "a", "history": ["' + b'a","' * 60 + b'"]}', b'{"question": "a", "filters": 1}',
    b'{"question": "a", "filters": {"nation": ["x"]}}', b'{"question": "a", "k": "many"}',
    b'{"question": "a", "k": [3]}', b'{"__proto__": {"question": "a"}}', b'{"": ""}',
    b'{"question": "a", "question\\u0000": "b"}', gzip.compress(b'{"question": "pay?"}'),
    gzip.compress(b" " * 50_000_000), *(f'{{"question": {n}}}'.encode() for n in NUMBERS),
]  # fmt: skip


@pytest.mark.parametrize("path", [ASK, PAGE_ASK])
def test_fifty_malformed_bodies_are_refused_quietly(
    client: httpx.Client, capfd: pytest.CaptureFixture[str], path: str
) -> None:
    """Each gets a 4xx at once, with no traceback in the answer or on the console."""
    assert len(MALFORMED) >= 50
    for body in MALFORMED:
        coding = {"Content-Encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {}
        answer = client.post(path, content=body, headers={**JSON, **coding})
        assert 400 <= answer.status_code < 500, body[:60]
        assert answer.elapsed.total_seconds() < 2
        assert "Traceback" not in answer.text
        assert 'File "' not in answer.text
    assert "".join(capfd.readouterr()) == ""


def test_a_body_over_64_kilobytes_is_refused_everywhere(client: httpx.Client) -> None:
    """The limit holds for each route that takes a body."""
    for path in (ASK, PAGE_ASK, "/sign-in", "/sign-out"):
        assert client.post(path, content=b"x" * (MAX_BODY + 1)).status_code == 413


class Whole(FakeAssistant):
    """Refuses what is too long as the real assistant does; fails where it is looked through."""

    def take(self, question: str, history: Sequence[str] = ()) -> FakeQuestion:
        """Refuse as the real one does."""
        return super().take(checked(question), history)


def ask_in_page(address: str, question: str, session: str, number: int = 0) -> httpx.Response:
    """What the page is told after a question, asked as the page does."""
    data = [question, "", "", None]
    call = {"data": data, "fn_index": number, "session_hash": session, "trigger_id": 2}
    return httpx.post(address + PAGE_ASK, json=call, timeout=30)


@pytest.mark.parametrize("length", [MAX_QUESTION_CHARACTERS + 1, 60_000])
def test_a_question_too_long_gets_a_plain_refusal(length: int) -> None:
    """By either way one sentence says how much too long; it is not looked through before."""
    with serving(Whole()) as address:
        told = httpx.post(address + ASK, json={"question": "x" * length}, timeout=20)
        assert told.status_code == 422
        assert f"the question has {length:,} characters; at most 2,000" in told.json()["error"]
        told = ask_in_page(address, "my client Jane Canary " + "x" * (length - 22), "long")
        assert f"The question has {length:,} characters; at most 2,000" in told.text


def test_no_session_hears_another(address: str) -> None:
    """Who guesses or leaves out the name of a session builds on no question of somebody else."""
    followed = "and there? pay"
    ask_in_page(address, "pay?", "mine")
    assert followed in ask_in_page(address, "and there?", "mine").text
    for guess in ("m", "mine2", "MINE", "min\u0435", "yours"):
        told = ask_in_page(address, "and there?", guess)
        assert told.status_code == 200
        assert followed not in told.text
    for guess in ("", "*", "mine\0", "mine,yours", "mine\n", "../mine"):
        told = ask_in_page(address, "and there?", guess)
        assert told.status_code == 422


def every_answer(address: str) -> Iterator[tuple[str, httpx.Response]]:
    """One answer of every kind that the chat gives."""
    with httpx.Client(base_url=address, timeout=20) as client:
        for path in ("/", "/healthz", "/readyz", "/metrics", "/api", "/api/openapi.json",
                     "/theme.css", "/favicon.ico", "/gradio_api/app_id", "/nothing",
                     "/gradio_api/startup-events", "/source", "/source?document=a",
                     "/source/original?document=page.html",
                     "/source/original?document=no"):  # fmt: skip
            yield path, client.get(path)
        yield "405", client.request("BREW", "/")
        yield "400", client.get("/", headers={"Host": "attacker.example"})
        yield "403", client.post(ASK, headers={"Origin": "null"})
        yield "413", client.post(ASK, content=b"x" * (MAX_BODY + 1))
        yield "422", client.post(ASK, json={})
        yield "422", client.post(PAGE_ASK, json={})
        yield "500", client.post(ASK, json={"question": "fail"})
        yield "200", client.post(ASK, json={"question": "pay?"})
        yield (
            "416",
            client.get(
                "/source/original",
                params={"document": "page.html"},
                headers={"Range": "bytes=9999-"},
            ),
        )


def test_every_answer_carries_every_header(address: str) -> None:
    """Pages, errors, refusals and files alike forbid framing, sniffing, referring and storing."""
    found = set()
    for kind, answer in every_answer(address):
        policy = answer.headers["content-security-policy"]
        assert "default-src" in policy, kind
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, kind
        assert answer.headers["x-frame-options"] == "DENY", kind
        assert answer.headers["x-content-type-options"] == "nosniff", kind
        assert answer.headers["referrer-policy"] == "no-referrer", kind
        assert answer.headers["cache-control"] == "no-store", kind
        found.add(answer.status_code)
    assert found >= {200, 400, 403, 404, 405, 413, 416, 422, 500}


class Held(Shelf):
    """A shelf whose documents open when they are let."""

    def __init__(self, corpus: Path) -> None:
        """Let the page be made."""
        super().__init__(corpus)
        self.let = threading.Event()
        self.let.set()

    def document(self, path: str) -> Document:
        """The document, later."""
        self.let.wait(20)
        return super().document(path)


def test_opening_many_documents_at_once_stops_nobody(corpus: Path) -> None:
    """Of 60 documents opened at once the surplus is refused; the page and questions go on."""
    assistant = Held(corpus)
    with serving(assistant, Settings(corpus=corpus)) as address, ThreadPoolExecutor(60) as threads:
        assistant.let.clear()

        def opened(number: int) -> int:
            asked = f"/source?document=page.html&text=0&start=0&end={number + 1}"
            return httpx.get(address + asked, timeout=30).status_code

        found = [threads.submit(opened, number) for number in range(60)]
        refused = next(as_completed(found, timeout=10))
        assert refused.result() == 503
        started = time.monotonic()
        assert httpx.get(address, timeout=10).status_code == 200
        assert httpx.post(address + ASK, json={"question": "pay?"}, timeout=10).status_code == 200
        assert time.monotonic() - started < 15
        assistant.let.set()
        statuses = [one.result() for one in found]
    assert set(statuses) == {404, 503}
    assert statuses.count(404) >= 20
