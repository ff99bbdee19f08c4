"""What the page says to a question with personal data in it, before anything is searched."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.answer_export import Format, Made, exported
from assistant.errors import FilterError, NoIndexError, QuestionError
from assistant.records import Answer, Highlight
from assistant.screening import in_words, without
from assistant.screening.patterns import Finding
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.web.cards import literal, marked
from assistant.web.coverage import Coverage, chosen_filters, covered_by
from assistant.web.holder import Answering, Asked, Holder, Session, answer
from assistant.web.turns import caution_html, turn_html


def offer_notice(findings: Sequence[Finding]) -> str:
    """One sentence that says what was found."""
    return f"Not searched yet: the question seems to hold {in_words(findings)}."


def offer_html(question: str, findings: Sequence[Finding]) -> str:
    """HTML of the question with what was found marked, why, and the question without it."""
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


NOTHING = (
    "There is nothing to save: ask something first. "
    "A conversation is forgotten after an hour without a question."
)
_TYPES = {
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.MARKDOWN: "text/markdown;charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What the page is sent: the file as JSON for its script, '' for none, and a sentence."""

    file: str
    notice: str


def saved(answers: Sequence[Answer], assistant: Answering, form: Format, now: datetime) -> Saved:
    """A file of the answers, made now (UTC)."""
    if not answers:
        return Saved("", NOTHING)
    made = Made(now, assistant.snapshot, assistant.manifest.built_at)
    name = f"answers-{now.astimezone():%Y-%m-%d}{form}"
    content = base64.b64encode(exported(answers, made, form)).decode("ascii")
    # The moment makes two files different: the page hears only of what has changed.
    told = {"name": name, "type": _TYPES[form], "content": content, "made": now.isoformat()}
    return Saved(json.dumps(told), f"{name} is with your browser's downloads.")


FAILED = "Something went wrong and the question was not answered. Please ask it again."
NOT_SAVED = "Something went wrong and the conversation was not saved. Please try again."
_log_replies = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
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


class Replier:
    """Replies to questions, whatever happens."""

    def __init__(self, holder: Holder) -> None:
        """Answer from the assistant that the holder holds."""
        self._holder = holder
        self._coverage: tuple[tuple[str, str | None], Coverage] | None = None

    def coverage(self) -> Coverage:
        """What the newest snapshot covers."""
        return self._covered(self._holder.current())

    def reply(self, question: str, session: Session, chosen: str = "", complete: str = "") -> Reply:
        """The reply to a question; never raises, and never writes the question anywhere.

        A question with personal data is not searched: the reply offers ways to go on. `chosen` is
        what the page sends of its filters; `complete` is not '' where the question is to be
        searched without the earlier ones.
        """
        return self._safely(self._offered, question, session, chosen, complete)

    def reply_anyway(
        self, question: str, session: Session, chosen: str = "", complete: str = ""
    ) -> Reply:
        """The reply to a question as it was typed, whatever it holds; never raises."""
        return self._safely(self._answered, question, session, chosen, complete)

    def reply_without(
        self, question: str, session: Session, chosen: str = "", complete: str = ""
    ) -> Reply:
        """The reply to a question without its personal data; never raises."""
        return self._safely(self._reduced, question, session, chosen, complete)

    def save(self, session: Session, form: Format) -> Saved:
        """A session's answers as a file, each asked anew; never raises."""
        try:
            assistant = self._holder.current()
            answers = list(session.answers(assistant))
            return saved(answers, assistant, form, datetime.now(UTC))
        except FilterError as error:
            return Saved("", f"The conversation was not saved: {error}.")
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log_replies.error("a conversation was not saved: %s", _whence(error))
            return Saved("", NOT_SAVED)

    def _safely(
        self,
        way: Callable[[Asked, Session], Reply],
        question: str,
        session: Session,
        chosen: str,
        complete: str,
    ) -> Reply:
        """What a way of replying replies, or a sentence for the user where it fails."""
        question = question.encode("utf-8", "replace").decode()  # no half of a surrogate pair
        try:
            return way(Asked(question, chosen_filters(chosen), bool(complete)), session)
        except (QuestionError, FilterError, NoIndexError) as error:
            return Reply("", _sentence(str(error)), question, session)
        except Exception as error:  # noqa: BLE001  (the last stop before the user's screen)
            _log_replies.error("a question failed: %s", _whence(error))
            return Reply("", FAILED, question, session)

    def _offered(self, asked: Asked, session: Session) -> Reply:
        question, assistant = asked.question, self._holder.current()
        findings = _personal_data(assistant, question)
        if not findings:
            return self._answered(asked, session)
        offer = caution_html(assistant.caution(question)) + offer_html(question, findings)
        return Reply("", offer_notice(findings), question, session, offer)

    def _reduced(self, asked: Asked, session: Session) -> Reply:
        findings = _personal_data(self._holder.current(), asked.question)
        reduced = without(asked.question, findings)
        return self._answered(replace(asked, question=reduced, is_reduced=True), session)

    def _answered(self, asked: Asked, session: Session) -> Reply:
        return Reply(self._turn(asked, session), "", "", session.after(asked))

    def _turn(self, asked: Asked, session: Session) -> str:
        assistant = self._holder.current()
        return turn_html(
            answer(assistant, asked, session.history),
            session.asked + 1,
            assistant,
            self._covered(assistant),
            datetime.now(UTC).astimezone().date(),
            is_reduced=asked.is_reduced,
        )

    def _covered(self, assistant: Answering) -> Coverage:
        key, known = (assistant.snapshot, assistant.warning), self._coverage
        if known is None or known[0] != key:
            known = self._coverage = (key, covered_by(assistant))
        return known[1]


def _personal_data(assistant: Answering, question: str) -> tuple[Finding, ...]:
    """The personal data in a question; none looked for in one too long to be searched."""
    if len(question) > MAX_QUESTION_CHARACTERS:
        return ()
    return assistant.personal_data(question)


def _sentence(message: str) -> str:
    """An error's message as a sentence: with a capital, and a full stop where it has none."""
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message[:1].upper()}{message[1:]}{end}"


def _whence(error: Exception) -> str:
    """The kind of an error and the line it came from, without its message.

    A message may quote the question, and questions are never logged.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}"
