"""What programs are offered: questions and answers as JSON, described as OpenAPI and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from assistant.errors import FilterError, NoIndexError, QuestionError
from assistant.records import Filters, Outcome
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN
from assistant.web.guard import API_ASK, API_DESCRIPTION, API_PAGE
from assistant.web.service import Holder, Metrics

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem;
background: Canvas; color: CanvasText }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top;
padding: .3rem 1rem .3rem 0; border-bottom: 1px solid; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
:root { color-scheme: light dark }
"""


class Filter(BaseModel, extra="forbid"):
    """Which documents to answer from; what the catalogue does not say of one does not pass."""

    nation: str | None = Field(default=None, description="As the catalogue has it.")
    campaign: str | None = Field(default=None, description="As the catalogue has it.")
    audience: str | None = Field(default=None, description="As the catalogue has it.")
    since: str | None = Field(default=None, description="Published then or later: 2019, 2019-06.")
    until: str | None = Field(default=None, description="Published then or earlier.")
    easy_read: bool | None = Field(default=None, description="Only Easy Read, or only others.")
    current: bool = Field(default=False, description="Only what is not superseded.")
    language: str | None = Field(default=None, description="By ISO 639: 'en', 'cy'.")
    include_unstated: bool = Field(
        default=False, description="Also what the catalogue does not say this of."
    )


class Asked(BaseModel, extra="forbid"):
    """A question and what was asked before it."""

    question: str = Field(
        description=f"In words; at most {MAX_QUESTION_CHARACTERS:,} characters.",
        examples=["What does the campaign ask for?"],
    )
    history: list[str] = Field(
        default=[],
        max_length=50,
        description="The earlier questions of the conversation, in order.",
    )
    k: int = Field(default=PASSAGES_SHOWN, ge=1, le=100, description="How many passages at most.")
    filters: Filter = Field(default=Filter(), description="Which documents to answer from.")


class Cited(BaseModel, extra="allow"):
    """A passage of a document; it has more fields than are described."""

    text: str = Field(description="Word for word.")
    answers: bool = Field(description="Whether it answers by itself; else it is only near.")
    probability: float = Field(description="That it answers, from 0 to 1.")
    sentence: tuple[int, int] | None = Field(
        description="From which character to which of the text the words are that answer."
    )
    lead_ins: list[str] = Field(
        description="What opens the list or heads the table that the text begins within, word for "
        "word, outermost first: to be quoted before it."
    )
    sentence_lead_ins: list[str] = Field(description="The same of the words that answer.")
    sentence_notes: list[str] = Field(description="What is to be quoted behind them.")
    citation: str = Field(description="The citation in one line.")


class Answered(BaseModel, extra="allow"):
    """What the documents say; it has more fields than are described."""

    outcome: Outcome = Field(description="Of the whole answer.")
    message: str = Field(description="What the page says of it, in words.")
    passages: list[Cited] = Field(description="Those that answer and those that are near, by rank.")


class Refused(BaseModel):
    """Why there is no answer."""

    error: str = Field(description="What was wrong, in words.")


def add_api(app: FastAPI, holder: Holder, metrics: Metrics) -> None:
    """Lets programs ask the assistant that the holder holds, and read how."""
    router = APIRouter()

    @router.post(
        API_ASK,
        summary="Ask a question",
        response_description="The answer.",
        responses={200: {"model": Answered}, 422: {"model": Refused}, 503: {"model": Refused}},
    )
    def ask(asked: Asked) -> dict[str, object]:
        """The passages that answer a question, word for word and cited, or that none does.

        Where `outcome` is found, those with `answers` true answer, and the others are only near;
        else all are only near. Nothing that is sent is kept.
        """
        question, *earlier = (
            # without halves of surrogate pairs, which JSON can carry and UTF-8 cannot
            text.encode("utf-8", "replace").decode()
            for text in (asked.question, *asked.history)
        )
        filters = Filters(**asked.filters.model_dump())
        assistant = holder.current()
        return metrics.ask(
            "api",
            assistant.snapshot,
            lambda: assistant.take(question, earlier).answer(k=asked.k, filters=filters),
        ).to_dict()

    described = get_openapi(
        title="Campaign assistant", version=version("campaign-assistant"), routes=router.routes
    )
    app.include_router(router)
    app.add_api_route(API_DESCRIPTION, lambda: JSONResponse(described), include_in_schema=False)
    app.add_api_route(API_PAGE, lambda: HTMLResponse(page_html(described)), include_in_schema=False)
    for kind in (RequestValidationError, HTTPException, QuestionError, FilterError, NoIndexError):
        app.add_exception_handler(kind, _failure)


def _failure(_: Request, error: Exception) -> JSONResponse:
    """Says what was wrong, without what stood in the body."""
    status, said, headers = 422, str(error), None
    if isinstance(error, RequestValidationError):
        said = "; ".join(_problem(problem, error.body) for problem in error.errors())
    elif isinstance(error, HTTPException):  # of a body that is no JSON that can be looked at
        status, said = error.status_code, str(error.detail)
    elif isinstance(error, NoIndexError):
        status, headers = 503, {"Retry-After": "60"}
    return JSONResponse({"error": said}, status, headers)


def _problem(problem: dict[str, Any], body: object) -> str:
    """Returns where in the body something is wrong, and what: 'history, item 2: …'."""
    _, *where = problem["loc"]
    if problem["type"] != "json_invalid" or not isinstance(body, str):
        named = [f"item {part + 1}" if isinstance(part, int) else part for part in where]
        return f"{', '.join(named) or 'the body'}: {problem['msg']}"
    [at] = where  # how many characters come before
    line, column = body.count("\n", 0, at) + 1, at - body.rfind("\n", 0, at)
    reason = problem["ctx"]["error"]
    return f"the body is not valid JSON, line {line}, column {column}: {reason}"


def page_html(described: dict[str, Any]) -> str:
    """Returns the page of an OpenAPI 3.1 description; it needs no script and no other file."""
    title = escape(f"{described['info']['title']} {described['info']['version']}")
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in _whole(described["paths"], described["components"]["schemas"]).items()
        for method, operation in methods.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        '<p>For programs on this machine: <a href="/api/openapi.json">the same as OpenAPI</a>.'
        f"</p>{operations}</main></body></html>"
    )


def _whole(part: Any, schemas: dict[str, Any]) -> Any:
    """Returns a part of a description with each reference replaced by the schema it points at."""
    if isinstance(part, list):
        return [_whole(one, schemas) for one in part]
    if not isinstance(part, dict):
        return part
    named = schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
    return {name: _whole(value, schemas) for name, value in {**named, **part}.items()}


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    body = {n: f["examples"][0] for n, f in asked["properties"].items() if "examples" in f}
    call = (
        f"curl http://127.0.0.1:7860{path} -H 'Content-Type: application/json' \\\n"
        f"  -d '{json.dumps(body)}'"
    )
    answers = "".join(
        f"<h3>{status}: {escape(answer['description'])}</h3>"
        + _fields(answer["content"]["application/json"]["schema"])
        for status, answer in operation["responses"].items()
    )
    return (
        f"<h2>{escape(operation['summary'])}</h2><pre>{method.upper()} {escape(path)}</pre>"
        f"<p>{escape(operation['description'])}</p><h3>Body</h3>{_fields(asked)}"
        f"<h3>For example</h3><pre>{escape(call)}</pre>{answers}"
    )


def _fields(schema: dict[str, Any]) -> str:
    """Returns a table of an object's fields; those of an object in it under its field's name."""
    return f"<table>{''.join(_rows(schema, ''))}</table>"


def _rows(schema: dict[str, Any], before: str) -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        told = field.get("description", "")
        if "default" in field and not isinstance(field["default"], dict | None):
            told = f"{told} {json.dumps(field['default'])} where it is left out.".strip()
        cells = f"<td>{escape(_kind(field))}</td><td>{escape(told)}</td>"
        yield f"<tr><th scope='row'><code>{escape(before + name)}</code></th>{cells}</tr>"
        inner = field.get("items", field)
        yield from _rows(inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _kind(field: dict[str, Any]) -> str:
    """Returns what a value is: 'list of string', 'integer or null'."""
    if "anyOf" in field:
        return " or ".join(map(_kind, field["anyOf"]))
    if "enum" in field:
        return " or ".join(map(json.dumps, field["enum"]))
    return f"list of {_kind(field['items'])}" if "items" in field else field.get("type", "anything")
