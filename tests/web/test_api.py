"""The JSON API, as another program uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from assistant.records import Filters
from assistant.web.guard import MAX_BODY
from tests.web.conftest import CAMPAIGN, FakeAssistant, Reading, serving

ASK = "/api/ask"
MALFORMED = [
    (b"", "the body"),
    (
        b'{"question": "pay?",\r\n "k" 3}',
        "the body is not valid JSON, line 2, column 6: Expecting ':' delimiter",
    ),
    (b"{", "the body is not valid JSON, line 1, column 2: Expecting property name"),
    (b"[]", "the body"),
    (b"[" * 50_000, ""),
    (b'{"question": 7}', "question: Input should be a valid string"),
    (b'{"question": "pay", "history": "pay"}', "history: Input should be a valid list"),
    (b'{"question": "pay", "history": ["a", 1]}', "history, item 2"),
    (b'{"question": "pay", "k": 0}', "k: Input should be greater than or equal to 1"),
    (b'{"question": "pay", "k": 1e9}', "k: "),
    (b'{"question": "pay", "top": 3}', "top: Extra inputs are not permitted"),
    (b'{"question": " "}', "Please type a question."),
    (b'{"question": "\\ud800"', ""),
]


@pytest.fixture
def client(chat: str) -> Iterator[httpx.Client]:
    """A program on this machine."""
    with httpx.Client(base_url=chat, timeout=20) as client:
        yield client


def test_a_program_gets_what_the_page_shows(client: httpx.Client) -> None:
    """The object holds the passage word for word, its highlights and its citation."""
    found = client.post(ASK, json={"question": "pay?"})
    assert found.status_code == 200
    answer = found.json()
    assert (answer["outcome"], answer["searched_for"]) == ("found", "pay?")
    [passage] = answer["passages"]
    assert passage["answers"] is True
    assert passage["text"] == CAMPAIGN[passage["start"] : passage["end"]]
    assert [passage["text"][a:b] for a, b in passage["highlights"]] == ["Workers", "80–20"]
    assert passage["document"]["title"] == "Homes not hospitals"


def test_earlier_questions_count(client: httpx.Client) -> None:
    """A follow-up is asked with what came before it."""
    asked = {"question": "and there?", "history": ["pay?", "where?"], "k": 1}
    assert client.post(ASK, json=asked).json()["searched_for"] == "and there? pay"


def test_filters_reach_the_search() -> None:
    """A program may keep a question to some of the documents, as the page may."""
    assistant = FakeAssistant()
    with serving(assistant) as address:
        asked = {
            "question": "pay?",
            "filters": {"nation": "Wales", "current": True, "include_unstated": True},
        }
        assert httpx.post(address + ASK, json=asked).status_code == 200
        wrong = {"question": "pay?", "filters": {"nations": "Wales"}}
        refused = httpx.post(address + ASK, json=wrong)
    assert assistant.filters == [Filters(nation="Wales", current=True, include_unstated=True)]
    assert "filters, nations" in refused.json()["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_who_does_not_post_is_told_to(client: httpx.Client, method: str) -> None:
    """Whoever opens the address in a browser reads what to send."""
    refused = client.request(method, ASK)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert refused.json() == {
        "error": 'POST a JSON object such as {"question": "What does the campaign ask for?"} '
        "to /api/ask; /api describes it"
    }
    assert client.delete("/").headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(("body", "told"), MALFORMED)
def test_what_is_wrong_is_said(
    client: httpx.Client, capfd: pytest.CaptureFixture[str], body: bytes, told: str
) -> None:
    """A wrong body gets one sentence that says where, and no traceback."""
    refused = client.post(ASK, content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code in {400, 422}
    assert refused.json().keys() == {"error"}
    assert told in refused.json()["error"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_failure_does_not_tell_the_question(
    client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong inside, neither the answer nor the log repeats what was asked."""
    failed = client.post(ASK, json={"question": "fail for Canary Smith"})
    assert failed.status_code == 500
    assert "Canary" not in failed.text + "".join(capfd.readouterr())


def test_another_sites_page_may_not_ask(client: httpx.Client) -> None:
    """A web site open in the same browser cannot read the documents through the API."""
    headers = {"Origin": "https://attacker.example"}
    assert client.post(ASK, json={"question": "pay?"}, headers=headers).status_code == 403
    large = {"question": "x" * MAX_BODY}
    assert client.post(ASK, json=large).status_code == 413


def test_half_a_surrogate_pair_is_answered(client: httpx.Client) -> None:
    """JSON can carry what UTF-8 cannot."""
    body = b'{"question": "pay \\ud800?"}'
    found = client.post(ASK, content=body, headers={"Content-Type": "application/json"})
    assert found.status_code in {200, 422}


def test_the_description_and_its_page_name_every_field(client: httpx.Client) -> None:
    """Whoever writes a program finds each field of a question, and an example that works."""
    described = client.get("/api/openapi.json").json()
    schemas = described["components"]["schemas"]
    schema = schemas["Asked"]
    assert list(described["paths"]) == [ASK]
    page = client.get("/api")
    text = Reading(page.text).text()
    for name, field in (*schema["properties"].items(), *schemas["Cited"]["properties"].items()):
        assert name in text
        assert field["description"] in text
    assert "Whether it answers by itself; else it is only near." in text
    example = next(line for line in text.splitlines() if line.strip().startswith("-d"))
    body = json.loads(example.partition("'")[2].partition("'")[0])
    assert client.post(ASK, json=body).status_code == 200
