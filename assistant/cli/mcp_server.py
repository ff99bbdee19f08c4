"""The assistant as tools of the Model Context Protocol, over standard input and output.

A program that speaks the protocol asks the documents and gets the objects that the command line
prints as JSON. The only module that imports mcp.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from assistant.assistant import Assistant
from assistant.cli.terminal import progress_bars, source_object
from assistant.errors import AssistantError
from assistant.records import Filters
from assistant.settings import PASSAGES_SHOWN
from assistant.web.api import Filter
from assistant.web.service import Answering, Holder

_INSTRUCTIONS = (
    "Searches a collection of documents and returns passages word for word, each with a citation. "
    "Quote them as they are, and words of a list behind their `lead_ins`, without which they may "
    "mean the opposite. Where `outcome` is 'unconfirmed' the passages are the nearest ones and may "
    "not answer; where it is 'not_found' the documents do not answer."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


class _Server(MCPServer[Any]):
    """A server that says what is wrong with the arguments of a call in a sentence."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Calls a tool."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            found = error.__cause__.errors(include_url=False, include_input=False)
            told = (
                f"it lacks '{where}'"
                if one["type"] == "missing"
                else f"of '{where}': {one['msg'][:1].lower()}{one['msg'][1:]}"
                for one in found
                for where in [".".join(map(str, one["loc"]))]
            )
            raise ToolError(
                f"the arguments of '{name}' are wrong: {'; '.join(told)}; see its input schema"
            ) from error.__cause__


def serve(index: Path) -> None:
    """Answers a program on standard input and output until it goes away.

    Raises:
        SearchIndexError: there is no index to answer from.
    """
    with progress_bars() as progress, Assistant.open(index, progress) as assistant:
        server(assistant).run("stdio")


def server(assistant: Answering) -> MCPServer[Any]:
    """Returns a server that answers from the assistant, and from each index published later."""
    holder = Holder(assistant)
    # A level at which nothing is logged: a log would repeat what was asked.
    made = _Server(
        "campaign-assistant",
        instructions=_INSTRUCTIONS,
        version=version("campaign-assistant"),
        log_level="CRITICAL",
    )

    @made.tool(annotations=_READS)
    def ask(
        question: Annotated[str, Field(description="The question, in words.")],
        history: Annotated[
            list[str], Field(description="The earlier questions of the conversation, in order.")
        ] = [],  # noqa: B006  (it is never changed)
        k: Annotated[int, Field(description="How many passages at most.", ge=1, le=100)] = (
            PASSAGES_SHOWN
        ),
        filters: Annotated[Filter, Field(description="Which documents to answer from.")] = Filter(),  # noqa: B008  (it is never changed)
    ) -> dict[str, Any]:
        """The passages that answer a question, word for word and cited, or that none does."""
        try:
            given = Filters(**filters.model_dump())
            return holder.current().take(question, history).answer(k=k, filters=given).to_dict()
        except AssistantError as error:
            raise ToolError(str(error)) from error

    @made.tool(annotations=_READS)
    def documents() -> list[dict[str, Any]]:
        """The documents that can be asked."""
        return [source_object(source) for source in holder.current().sources()]

    return made
