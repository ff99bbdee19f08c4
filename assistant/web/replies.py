"""What the page is told: replies to questions, saved conversations, what was kept of verdicts."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from assistant.answer_export import Format, Made, exported
from assistant.errors import FilterError, NoIndexError, QuestionError
from assistant.feedback import keep, question_of, quote_of, verdict_on
from assistant.records import Answer, Filters, Highlight
from assistant.screening import in_words, without
from assistant.screening.patterns import Finding
from assistant.web.coverage import Coverage, chosen_filters, covered_by
from assistant.web.guard import parsed
from assistant.web.markup import literal, marked
from assistant.web.service import Answering, Holder, Metrics, Taken, error_place
from assistant.web.turns import caution_html, shows_passages, turn_html

SAVED = 20  # of the newest questions go into a saved conversation
_REMEMBERED = 20  # questions before it are known to a question
_TURNS = 40  # of the newest questions can be judged
_TYPES = {
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.MARKDOWN: "text/markdown;charset=utf-8",
}
FAILED = "Something went wrong and the question was not answered. Please ask it again."
NOT_SAVED = "Something went wrong and the conversation was not saved. Please try again."
NOTHING = (
    "There is nothing to save: ask something first. "
    "A conversation is forgotten after an hour without a question."
)
_FORGOTTEN = "Your reply was not kept: this conversation is forgotten. Please ask again."
_READ_ANEW = "Your reply was not kept: the documents have been read anew since. Please ask again."
_KEPT = "Thank you. Kept: your reply and which passages were shown."
_KEPT_QUESTION = "Thank you. Kept: your reply, which passages were shown, and your question."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked."""

    question: str
    history: tuple[str, ...] = ()
    """The earlier questions that it may depend on."""
    filters: Filters = field(default_factory=Filters)
    is_reduced: bool = False
    """Whether personal data were taken out of it."""

    def answer(self, assistant: Answering, taken: Taken | None = None) -> Answer:
        """Answers it; `taken` is the same question, where the assistant has taken it up already.

        Raises:
            QuestionError: it is empty or too long.
        """
        taken = taken or assistant.take(self.question, self.history)
        return taken.answer(filters=self.filters)


@dataclass(frozen=True, slots=True)
class Session:
    """How many questions one browser asked, and the newest in order; kept in memory only."""

    asked: int = 0
    turns: tuple[Turn, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """The questions that the next one may depend on."""
        return tuple(turn.question for turn in self.turns[-_REMEMBERED:])

    def after(self, turn: Turn) -> Session:
        """Returns the session once a question is answered."""
        return Session(self.asked + 1, (*self.turns, turn)[-_TURNS:])

    def turn(self, number: int) -> Turn | None:
        """Returns question `number` of all; None where it is forgotten."""
        place = number - 1 - (self.asked - len(self.turns))
        return self.turns[place] if 0 <= place < len(self.turns) else None


@dataclass(frozen=True, slots=True)
class PageUpdate:
    """What the page changes after a question.

    `turn` is the HTML to add to the conversation, '' where there is nothing to add; `notice` is
    a sentence for the user; `left` is what stays in the text box; `offer` is the HTML that shows
    the personal data in a question that was not searched yet, '' where it was.
    """

    turn: str
    notice: str
    left: str
    session: Session
    offer: str = ""


Reply = Callable[..., PageUpdate]
"""Called with a question, a session, and '' or what the page sends beside: see `_safely`."""


class Replier:
    """Replies to questions, whatever happens."""

    def __init__(self, holder: Holder, metrics: Metrics | None = None) -> None:
        """Answers from the assistant that the holder holds, and counts the questions."""
        self._holder = holder
        self._metrics = metrics or Metrics()
        self._coverage: dict[tuple[object, ...], Coverage] = {}
        self.reply: Reply = partial(self._safely, self._offered)
        """Replies to a question; where it holds personal data, offers ways to go on instead."""
        self.reply_anyway: Reply = partial(self._safely, self._answered)
        """Replies to a question as it was typed, whatever it holds."""
        self.reply_without: Reply = partial(self._safely, self._reduced)
        """Replies to a question without its personal data."""

    def coverage(self) -> Coverage:
        """Returns what the newest snapshot covers."""
        return self._covered(self._holder.current())

    def save(self, session: Session, form: Format) -> Saved:
        """Returns a session's answers as a file, each asked anew; never raises."""
        try:
            assistant = self._holder.current()
            answers = [self._ask(assistant, turn) for turn in session.turns[-SAVED:]]
            return saved(answers, assistant, form, datetime.now(UTC))
        except FilterError as error:
            return Saved("", f"The conversation was not saved: {error}.")
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log.error("a conversation was not saved: %s", error_place(error))
            return Saved("", NOT_SAVED)

    def _safely(
        self,
        way: Callable[[Turn, Session, Answering], PageUpdate],
        question: str,
        session: Session,
        chosen: str = "",
        complete: str = "",
    ) -> PageUpdate:
        """Returns what a way of replying replies, or a sentence for the user where it fails.

        It never raises, and never writes the question anywhere. `chosen` is what the page sends of
        its filters; `complete` is not '' where the question is searched without the earlier ones.
        """
        question = question.encode("utf-8", "replace").decode()  # no half of a surrogate pair
        try:
            history = () if complete else session.history
            turn = Turn(question, history, chosen_filters(chosen))
            return way(turn, session, self._holder.current())
        except (QuestionError, FilterError, NoIndexError) as error:
            return PageUpdate("", _sentence(str(error)), question, session)
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log.error("a question failed: %s", error_place(error))
            return PageUpdate("", FAILED, question, session)

    def _offered(self, turn: Turn, session: Session, assistant: Answering) -> PageUpdate:
        taken = _taken(turn, assistant)
        if not taken or not (findings := taken.personal_data):
            return self._answered(turn, session, assistant, taken)
        offer = caution_html(taken.caution) + offer_html(turn.question, findings)
        notice = f"Not searched yet: the question seems to hold {in_words(findings)}."
        return PageUpdate("", notice, turn.question, session, offer)

    def _reduced(self, turn: Turn, session: Session, assistant: Answering) -> PageUpdate:
        taken = _taken(turn, assistant)
        findings = taken.personal_data if taken else ()
        reduced = replace(turn, question=without(turn.question, findings), is_reduced=True)
        return self._answered(reduced, session, assistant, None if findings else taken)

    def _answered(
        self, turn: Turn, session: Session, assistant: Answering, taken: Taken | None = None
    ) -> PageUpdate:
        answer = self._ask(assistant, turn, taken)
        session, covered = session.after(turn), self._covered(assistant)
        shown = turn_html(
            answer, session.asked, assistant, covered, date.today(), is_reduced=turn.is_reduced
        )
        return PageUpdate(shown, "", "", session)

    def _ask(self, assistant: Answering, turn: Turn, taken: Taken | None = None) -> Answer:
        answer = partial(turn.answer, assistant, taken)
        return self._metrics.ask("chat", assistant.snapshot, answer)

    def _covered(self, assistant: Answering) -> Coverage:
        key, known = (assistant.snapshot, assistant.warning, assistant.examples), self._coverage
        if key not in known:
            known = self._coverage = {key: covered_by(assistant)}
        return known[key]


def offer_html(question: str, findings: Sequence[Finding]) -> str:
    """Returns HTML of the question with what was found marked, why, and the question without it."""
    shown = marked(question, (Highlight(f.start, f.end) for f in findings))
    reasons = "".join(
        f"<li><strong>{literal(question[f.start : f.end])}</strong> ({f.kind.label}): "
        f"{literal(f.kind.reason)}</li>"
        for f in findings
    )
    return (
        f'<p class="asked">{shown}</p><ul class="reasons">{reasons}</ul>'
        f"<p>Without these details: <q>{literal(without(question, findings))}</q></p>"
        "<p>Nothing typed is stored either way; the search usually finds more without.</p>"
    )


def _taken(turn: Turn, assistant: Answering) -> Taken | None:
    """Returns the question taken up; None where it cannot be, which is told when it is asked."""
    with contextlib.suppress(QuestionError):
        return assistant.take(turn.question, turn.history)
    return None


def _sentence(message: str) -> str:
    """Returns an error's message as a sentence: with a capital and a full stop."""
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message[:1].upper()}{message[1:]}{end}"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the page is sent: the file as JSON for its script, '' for none, and a sentence."""

    file: str
    notice: str


def saved(answers: Sequence[Answer], assistant: Answering, form: Format, now: datetime) -> Saved:
    """Returns a file of the answers, made now (UTC)."""
    if not answers:
        return Saved("", NOTHING)
    made = Made(now, assistant.snapshot, assistant.manifest.built_at)
    name = f"answers-{now.astimezone():%Y-%m-%d}{form}"
    content = base64.b64encode(exported(answers, made, form)).decode("ascii")
    # The moment makes two files different: the page hears only of what has changed.
    told = {"name": name, "type": _TYPES[form], "content": content, "made": now.isoformat()}
    return Saved(json.dumps(told), f"{name} is with your browser's downloads.")


@dataclass(frozen=True)
class Judge:
    """Keeps what users say of answers, in the index folder."""

    holder: Holder
    index: Path

    def judge(self, sent: str, session: Session) -> str:
        """Returns what to say to a verdict that the page sends, as JSON; never raises.

        Nothing is said to what the page never sends.
        """
        match parsed(sent):
            case {
                "turn": int(number),
                "snapshot": str(snapshot),
                "helped": "yes" | "no" as helped,
                "keep": bool(keeps_question),
                **rest,
            } if not rest:
                try:
                    said = self._kept(number, snapshot, session, helped == "yes", keeps_question)
                except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
                    _log.error("a reply was not kept: %s", type(error).__name__)
                    said = "Your reply could not be kept."
                return json.dumps({"turn": number, "said": said})
        return ""

    def _kept(
        self, number: int, snapshot: str, session: Session, helped: bool, keeps_question: bool
    ) -> str:
        """Keeps a verdict, unless the answer is not what was shown; returns what to say."""
        assistant = self.holder.current()
        turn = session.turn(number)
        answer = turn.answer(assistant) if turn else None
        if answer is None or not shows_passages(answer):
            return _FORGOTTEN
        if answer.snapshot != snapshot:
            return _READ_ANEW
        verdict = verdict_on(answer, helped=helped, day=date.today())
        question = question_of(answer) if keeps_question else ""
        found = assistant.take(question).personal_data if question else ()
        if question and not found:
            verdict = replace(verdict, question=question, quote=quote_of(answer))
        keep(self.index, verdict)
        if found:
            return f"{_KEPT} Your question is not kept: it seems to hold {in_words(found)}."
        return _KEPT_QUESTION if question else _KEPT
