"""The commands that answer, here, in a document, a browser or another program; and their settings.

An answer is cited as it is wanted: for a case note, a reference list, a reference manager.
"""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Argument, Option

from assistant.citation import Style, cite, cite_all
from assistant.cli.building import build_now, tell_unlimited
from assistant.cli.terminal import (
    CorpusOption,
    CountOption,
    IndexOption,
    JsonOption,
    ReplaceOption,
    index_folder,
    opening,
    progress_bars,
    say,
    show,
    show_answer,
    show_json,
)
from assistant.errors import AssistantError, QuestionError, UsageError
from assistant.index import history, snapshot
from assistant.records import Answer, Filters, Outcome
from assistant.settings import PASSAGES_SHOWN, Settings, Value, in_force, settings_file
from assistant.text.files import check_target, content, decoded, save
from assistant.wording import count


def _only(documents: str, *names: str, metavar: str | None = None) -> Any:
    return Option(*names, help=f"Only documents {documents}.", metavar=metavar)


def ask(
    typed: Annotated[list[str], Argument(help="The question, in words.", metavar="QUESTION...")],
    k: CountOption = PASSAGES_SHOWN,
    after: Annotated[
        list[str] | None,
        Option(help="An earlier question of the conversation; may be repeated, in order."),
    ] = None,
    nation: Annotated[str | None, _only("of this nation")] = None,
    campaign: Annotated[str | None, _only("of this campaign")] = None,
    audience: Annotated[str | None, _only("for these readers")] = None,
    since: Annotated[str | None, _only("published then or later", metavar="DATE")] = None,
    until: Annotated[str | None, _only("published then or before", metavar="DATE")] = None,
    easy_read: Annotated[
        bool | None, Option("--easy-read/--no-easy-read", help="Only Easy Read documents, or none.")
    ] = None,
    current: Annotated[bool, _only("that are not superseded", "--current")] = False,
    language: Annotated[str | None, _only("in this language", metavar="CODE")] = None,
    include_unstated: Annotated[
        bool,
        Option(
            "--include-unstated", help="Also documents of which the catalogue does not say this."
        ),
    ] = False,
    explain: Annotated[bool, Option("--explain", help="Show why each passage was found.")] = False,
    style: Annotated[
        Style | None,
        Option(
            "--cite",
            case_sensitive=False,
            help="How to cite the passages; they are cited short otherwise.",
        ),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question and print the passages that answer it, or that none does."""
    from assistant.assistant import Assistant, checked
    from assistant.screening import in_words

    question = checked(" ".join(typed))
    if style and explain and not as_json:
        raise UsageError("--cite and --explain go together only with --json; leave one out")
    filters = Filters(
        nation, campaign, audience, since, until, easy_read, current, language, include_unstated
    )
    with progress_bars() as progress, Assistant.open(index_folder(index), progress) as assistant:
        if assistant.warning:
            say(f"warning: {assistant.warning}")
        taken = assistant.take(question, after or ())
        personal = taken.personal_data
        answer = taken.answer(k=k, filters=filters)
        documents = len(assistant.sources())
        shown = [*answer.quotations, *(q for one in answer.documents for q in one.quotations)]
        texts = {path: assistant.document(path) for path in {q.passage.path for q in shown}}
    if personal:
        say(
            f"note: the question seems to hold {in_words(personal)}; it is kept nowhere here, "
            "but your shell may remember it, and the search finds more without"
        )
    today = datetime.now(UTC).astimezone().date()
    if as_json:
        made = answer.to_dict(explained=explain)
        if style:
            made["passages"] = [
                one.to_dict(explained=explain) | {"citations": {style: cite(one, style, today)}}
                for one in answer.quotations
            ]
        show_json(made)
    elif style in (None, Style.SHORT):
        show_answer(answer, documents, texts, explained=explain)
    else:
        _show_cited(answer, style, today)


def _show_cited(answer: Answer, style: Style, read: date) -> None:
    """Prints an answer's passages, cited in a style.

    What is to be pasted or saved stands alone on stdout; what is to be known of it is on stderr.
    """
    told = [answer.caution, *opening(answer)]
    say(*(line for line in told if line and line != Outcome.FOUND.words))
    if answer.outcome is Outcome.NOT_FOUND:
        return
    cited = cite_all(answer.shown, style, read)
    if style is Style.FULL:
        cited = [
            f"{number}. {cite(one, style, read)}\n{textwrap.indent(one.said, '   ')}"
            for number, one in enumerate(answer.shown, 1)
        ]
    show("\n\n".join(cited))


def export(
    to: Annotated[Path, Option(help="The file to write.", metavar="FILE.md|FILE.docx")],
    questions: Annotated[
        list[str] | None, Argument(help="The questions, in words.", metavar="QUESTION...")
    ] = None,
    questions_in: Annotated[
        Path | None,
        Option(
            "--questions",
            help="A text file of questions, one a line; # begins a comment.",
            metavar="FILE",
        ),
    ] = None,
    k: CountOption = PASSAGES_SHOWN,
    force: ReplaceOption = False,
    index: IndexOption = None,
) -> None:
    """Ask questions and write the answers to one document, with references and digests."""
    from assistant.answer_export import Made, exported, format_of
    from assistant.assistant import Assistant, checked

    lines = decoded(content(questions_in), questions_in).splitlines() if questions_in else []
    stripped = (line.strip() for line in lines)
    asked = [*(questions or ()), *(q for q in stripped if q and not q.startswith("#"))]
    if not asked:
        raise QuestionError("there is no question: give one or more, or a file with --questions")
    form = format_of(to)
    check_target(to, force=force)
    for question in asked:
        checked(question)
    with progress_bars() as progress, Assistant.open(index_folder(index), progress) as assistant:
        answers = [assistant.ask(question, k=k) for question in asked]
        made = Made(datetime.now(UTC), assistant.snapshot, assistant.manifest.built_at)
    save(to, exported(answers, made, form), force=force)
    say(f"wrote {to}: {count(len(answers), 'question')}")


def chat(
    host: Annotated[str | None, Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, Option(min=1, max=65535, help="The port.")] = None,
    without_sign_in: Annotated[
        bool,
        Option(
            "--without-sign-in", help="Let others than this machine open it without a password."
        ),
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    build_first: Annotated[
        bool, Option("--build", help="Build the index first, also where it is only stale.")
    ] = False,
) -> None:
    """Serve the chat in a browser; where there is no index yet, it is built first."""
    given = Settings.from_environment()
    settings = replace(
        given,
        corpus=corpus or given.corpus,
        index=index or given.index,
        host=host or given.host,
        port=port or given.port,
    )
    if without_sign_in:
        settings = replace(settings, access=replace(settings.access, without_sign_in=True))
    from assistant.web.guard import check_reach

    check_reach(settings)  # nothing is built that cannot be served
    from assistant.web.service import lines_logged

    with lines_logged(settings.log):
        tell_unlimited()
        if build_first:
            build_now(settings)
        else:
            _build_missing(settings, corpus)
    from assistant.web.server import serve

    serve(settings)


def _build_missing(settings: Settings, asked_of: Path | None) -> None:
    """Builds where there is no index; tells why that cannot be, or that it is of other files."""
    name = history.live_name(settings.index)
    if name is None:
        try:
            build_now(settings)
        except (AssistantError, OSError) as error:
            say(f"warning: {error}; the chat answers once there is an index")
        return
    built_from = ""
    with contextlib.suppress(AssistantError):  # the chat tells what is wrong with it
        built_from = snapshot.read_manifest(settings.index / snapshot.SNAPSHOTS / name).corpus
    if asked_of and built_from and Path(built_from) != asked_of.resolve():
        say(
            f"warning: the index in {settings.index} was built from {built_from}, not from "
            f"{asked_of}; 'assistant chat --build' builds it from there"
        )


def mcp(index: IndexOption = None) -> None:
    """Answer another program, as a tool of the Model Context Protocol on stdin and stdout."""
    from assistant.cli.mcp_server import serve

    serve(index_folder(index))


def settings(as_json: JsonOption = False) -> None:
    """Print every setting in force and where it comes from."""
    values = in_force()
    Settings.from_environment()  # raises where two contradict each other
    if as_json:
        told = [bool(v.value) if v.key.is_secret else v.value for v in values]
        pairs = zip(values, told, strict=True)
        show_json({v.key.name: {"value": value, "source": v.source} for v, value in pairs})
        return
    file = settings_file(os.environ)
    say(f"the settings file is {file}" if file else "there is no settings file here")
    rows = [(v.key.name, _in_words(v), v.source) for v in values]
    name_width, value_width = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, value, source in rows:
        show(f"{name:<{name_width}}  {value:<{value_width}}  {source}")


def _in_words(one: Value) -> str:
    value = one.value
    if one.key.is_secret:
        return "(set)" if value else "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    shown = ", ".join(value) if isinstance(value, tuple) else str(value)
    return "(none)" if value in (None, "", ()) else shown


def password() -> None:
    """Ask for a password twice and print its hash, for the setting password_hash."""
    from assistant.web.signin import LONGEST, SHORTEST, hashed

    if sys.stdin.isatty():
        typed = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(typed) <= LONGEST:
        raise UsageError(
            f"a password has from {SHORTEST} to {LONGEST} characters; found {len(typed)}: "
            "three or four words that nobody would guess are easy to remember"
        )
    say("put this line into assistant.toml; the password itself is kept nowhere")
    show(f'password_hash = "{hashed(typed)}"')
