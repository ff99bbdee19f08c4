"""An OpenAPI description as a page to read; it needs no script and nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from assistant.errors import FilterError, NoIndexError, QuestionError
from assistant.records import Filters
from assistant.settings import MAX_QUESTION_CHARACTERS, PASSAGES_SHOWN
from assistant.web.guard import API_ASK, API_DESCRIPTION, API_PAGE
from assistant.web.holder import Holder

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem;
background: Canvas; color: CanvasText }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top;
padding: .3rem 1rem .3rem 0; border-bottom: 1px solid; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
:root { color-scheme: light dark }
"""


def page_html(described: dict[str, Any]) -> str:
    """The page of an OpenAPI 3.1 description."""
    title = escape(f"{described['info']['title']} {described['info']['version']}")
    operations = "".join(
        _operation(described, path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        '<p>For programs on this machine: <a href="/api/openapi.json">the same as OpenAPI</a>.'
        f"</p>{operations}</main></body></html>"
    )


def _operation(described: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    asked = _resolved(described, operation["requestBody"]["content"]["application/json"]["schema"])
    answers = "".join(
        f"<h3>{status}: {escape(answer['description'])}</h3>{_answer(described, answer)}"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<h2>{escape(operation['summary'])}</h2><pre>{method.upper()} {escape(path)}</pre>"
        f"<p>{escape(operation['description'])}</p>"
        f"<h3>Body</h3>{_fields(described, asked)}"
        f"<h3>For example</h3>{_example(path, asked)}{answers}"
    )


def _answer(described: dict[str, Any], answer: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return _fields(described, _resolved(described, schema))


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> str:
    """A table of an object's fields; those of an object in it under its field's name."""
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{escape(kind)}</td>"
        f"<td>{escape(told)}</td></tr>"
        for name, kind, told in _rows(described, schema, "")
    )
    return f"<table>{rows}</table>" if rows else ""


def _rows(
    described: dict[str, Any], schema: dict[str, Any], before: str
) -> Iterator[tuple[str, str, str]]:
    for name, field in schema.get("properties", {}).items():
        told = field.get("description", "")
        if "default" in field and not isinstance(field["default"], dict | None):
            told = f"{told} {json.dumps(field['default'])} where it is left out.".strip()
        yield before + name, _kind(described, field), told
        inner = _resolved(described, field.get("items", field))
        yield from _rows(described, inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _kind(described: dict[str, Any], field: dict[str, Any]) -> str:
    """What a value is: 'list of string', 'integer or null'."""
    if "anyOf" in field:
        return " or ".join(_kind(described, one) for one in field["anyOf"])
    whole = _resolved(described, field)
    if "enum" in whole:
        return " or ".join(map(json.dumps, whole["enum"]))
    inner = whole.get("items")
    return f"list of {_kind(described, inner)}" if inner else str(whole.get("type", "anything"))


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference points at, or the schema itself."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def _example(path: str, schema: dict[str, Any]) -> str:
    body = {n: f["examples"][0] for n, f in schema["properties"].items() if "examples" in f}
    call = (
        f"curl http://127.0.0.1:7860{path} -H 'Content-Type: application/json' \\\n"
        f"  -d '{json.dumps(body)}'"
    )
    return f"<pre>{escape(call)}</pre>"


_MOST_PASSAGES = 100
_MOST_EARLIER = 50


class Filter(BaseModel):
    """Which documents to answer from; what the catalogue does not say of one does not pass."""

    model_config = ConfigDict(extra="forbid")

    nation: str | None = Field(default=None, description="As the catalogue has it.")
    campaign: str | None = Field(default=None, description="As the catalogue has it.")
    audience: str | None = Field(default=None, description="As the catalogue has it.")
    since: str | None = Field(default=None, description="Published then or later: 2019, 2019-06.")
    until: str | None = Field(default=None, description="Published then or earlier.")
    easy_read: bool | None = Field(default=None, description="Only Easy Read, or only others.")
    current: bool = Field(default=False, description="Only what is not superseded.")


class Asked(BaseModel):
    """A question and what was asked before it."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(
        description=f"In words; at most {MAX_QUESTION_CHARACTERS:,} characters.",
        examples=["What does the campaign ask for?"],
    )
    history: list[str] = Field(
        default=[],
        max_length=_MOST_EARLIER,
        description="The earlier questions of the conversation, in order.",
    )
    k: int = Field(
        default=PASSAGES_SHOWN, ge=1, le=_MOST_PASSAGES, description="How many passages at most."
    )
    filters: Filter = Field(default=Filter(), description="Which documents to answer from.")


class Refused(BaseModel):
    """Why there is no answer."""

    error: str = Field(description="What was wrong, in words.")


def add_api(app: FastAPI, holder: Holder) -> None:
    """Let programs ask the assistant that the holder holds, and read how."""
    router = APIRouter()

    @router.post(
        API_ASK,
        summary="Ask a question",
        response_description="The answer.",
        responses={422: {"model": Refused}, 503: {"model": Refused}},
    )
    def ask(asked: Asked) -> dict[str, object]:
        """The passages that answer a question, word for word and cited, or that none does.

        Nothing that is sent is kept.
        """
        return _answered(holder, asked)

    described = get_openapi(
        title="Campaign assistant", version=version("campaign-assistant"), routes=router.routes
    )
    app.include_router(router)
    app.add_api_route(API_DESCRIPTION, lambda: JSONResponse(described), include_in_schema=False)
    app.add_api_route(API_PAGE, lambda: HTMLResponse(page_html(described)), include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _not_a_question)
    app.add_exception_handler(HTTPException, _unreadable)
    app.add_exception_handler(QuestionError, _refused)
    app.add_exception_handler(FilterError, _refused)
    app.add_exception_handler(NoIndexError, _not_ready)


def _answered(holder: Holder, asked: Asked) -> dict[str, object]:
    earlier = [*map(_whole, asked.history)]
    filters = Filters(**asked.filters.model_dump())
    answer = holder.current().ask(_whole(asked.question), earlier, k=asked.k, filters=filters)
    return answer.to_dict()


def _whole(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _not_a_question(_: Request, error: Exception) -> JSONResponse:
    """What was wrong with a body, without what stood in it."""
    assert isinstance(error, RequestValidationError)
    found = (f"{_place(problem['loc'])}: {problem['msg']}" for problem in error.errors())
    return _failure(422, "; ".join(found))


def _place(where: tuple[Any, ...]) -> str:
    """Where in the body: 'history, item 2'."""
    named = [f"item {part + 1}" if isinstance(part, int) else str(part) for part in where[1:]]
    return ", ".join(named) or "the body"


def _unreadable(_: Request, error: Exception) -> JSONResponse:
    """Of a body so wrong that it is no JSON that can be looked at."""
    assert isinstance(error, HTTPException)
    return _failure(error.status_code, str(error.detail))


def _refused(_: Request, error: Exception) -> JSONResponse:
    return _failure(422, str(error))


def _not_ready(_: Request, error: Exception) -> JSONResponse:
    return _failure(503, str(error), {"Retry-After": "60"})


def _failure(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(Refused(error=message).model_dump(), status, headers)
