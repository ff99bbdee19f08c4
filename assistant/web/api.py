"""The JSON API: the chat's answers for other programs."""

from __future__ import annotations

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
from assistant.web.api_page import page_html
from assistant.web.holder import Holder
from assistant.web.paths import API_ASK, API_DESCRIPTION, API_PAGE

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
