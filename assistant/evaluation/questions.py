"""Labelled questions, read from files in JSON Lines or from SQuAD 2.0.

In JSON Lines each line has `id`, `turns` (the question last, the earlier questions before it),
`answerable` and, where answerable, `source` or `sources` and `quote`; it may have `type`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.corpus.catalogue import FILE_NAME, quoted
from assistant.errors import UsageError
from assistant.settings import MAX_QUESTION_CHARACTERS
from assistant.text.files import content, decoded, json_of

_NEEDED = (
    "one JSON object with id, turns, answerable and, where answerable, source or sources and "
    "quote: see docs/questions.md"
)
_YES_NO = re.compile(
    r"\W*(?:(?:and|but|so|or)\s+)?(?:is|are|was|were|am|do|does|did|can|could|should|shall|will"
    r"|would|has|have|had|may|might|must|isn['’]t|aren['’]t|doesn['’]t|don['’]t)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:(?P<how_many>how\s+(?:many|much))|(?P<who>who|whom|whose)|(?P<when>when)"
    r"|(?P<where>where)|(?P<how>how)|(?P<why>why)|(?P<which>which)|(?P<what>what))\b",
    re.IGNORECASE,
)
_SQUAD = re.compile(r'\s*\{\s*(?:"(?!data")\w+"\s*:\s*(?:"[^"]*"|[\d.]+)\s*,\s*)*"data"\s*:\s*\[')
_EXPECTED = (
    'SQuAD 2.0 has {"data": [{"title", "paragraphs": [{"context", '
    '"qas": [{"id", "question", "is_impossible"}]}]}]}'
)
_NAMES = {str: "a text that is not blank", list: "a list", bool: "true or false"}
_MARKUP = re.compile(r"(?!(?<=[^\W_]) (?=[^\W_]))[\W_]")
"""All characters but those of words, and single spaces between words."""
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_UNREFERABLE = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef]")
_Kind = TypeVar("_Kind", str, bool, list[Any])


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and, where the documents answer it, where.

    Without a quote the whole document is the answer, and whichever of its passages is found.
    """

    id: str
    turns: tuple[str, ...]
    answerable: bool
    sources: tuple[str, ...] = ()
    quote: str = ""
    type: str = ""
    """What the file calls this sort of question; empty where it does not say."""

    @property
    def kind(self) -> str:
        """The file's type; else 'follow-up', 'yes-no', the first question word, or 'other'."""
        if self.type or len(self.turns) > 1:
            return self.type or "follow-up"
        if _YES_NO.match(self.turns[-1]):
            return "yes-no"
        found = _QUESTION_WORD.search(self.turns[-1])
        return (found.lastgroup or "").replace("_", " ") if found else "other"


def load_questions(path: Path) -> list[LabelledQuestion]:
    """Reads the questions of a JSON Lines file.

    Raises:
        UsageError: the file cannot be read, or a line is not a labelled question.
    """
    lines = enumerate(decoded(content(path), path).split("\n"), 1)
    found = [_question_in(line, path, number) for number, line in lines if line.strip()]
    if not found:
        raise UsageError(f"{path} holds no questions; write one a line, as {_NEEDED}")
    return found


def _question_in(line: str, path: Path, number: int) -> LabelledQuestion:
    """Returns the question in a line of a file; `number` is the line's."""
    found = json_of(line, path, f"each line is to be {_NEEDED}", number)
    try:
        if not isinstance(found, dict):
            raise TypeError(f"found {found!r}")
        return question_of(found)
    except (ValueError, KeyError, TypeError) as error:
        wrong = f"{error} is missing" if isinstance(error, KeyError) else error
        raise UsageError(
            f"{path}, line {number} is not a labelled question: {wrong}; it is to be {_NEEDED}"
        ) from error


def question_of(line: dict[str, Any]) -> LabelledQuestion:
    """Returns the labelled question in one JSON object.

    Raises:
        KeyError: a field is missing.
        TypeError: a field is not of its type.
        ValueError: the question is longer than can be asked, or has a quote and no answer.
    """
    turns, answerable = _texts(line["turns"]), line["answerable"]
    if len(turns[-1]) > MAX_QUESTION_CHARACTERS:
        raise ValueError(
            f"a question has at most {MAX_QUESTION_CHARACTERS:,} characters; "
            f"found {len(turns[-1]):,}"
        )
    if not isinstance(answerable, bool):
        raise TypeError("answerable must be true or false")
    (kind,) = _texts([line["type"]]) if line.get("type") not in (None, "") else ("",)
    if not answerable and line.get("quote"):
        raise ValueError("a question that nothing answers has no quote")
    if not answerable:
        return LabelledQuestion(str(line["id"]), turns, answerable=False, type=kind)
    sources = _texts(line["sources"] if "sources" in line else [line["source"]])
    (quote,) = _texts([line["quote"]])
    return LabelledQuestion(str(line["id"]), turns, True, sources, quote, kind)


def _texts(value: object) -> tuple[str, ...]:
    """Returns a list of texts, none of them blank."""
    if not isinstance(value, list) or not value:
        raise TypeError(f"a list of texts was expected; found {value!r}")
    if not all(isinstance(text, str) and text.strip() for text in value):
        raise TypeError(f"texts were expected; found {value!r}")
    return tuple(value)


def is_squad(path: Path) -> bool:
    """Returns whether a file is SQuAD JSON by how it begins, be it whole or not."""
    try:
        return bool(_SQUAD.match(decoded(content(path), path)))
    except UsageError:
        return False


def write_corpus(path: Path, folder: Path) -> list[LabelledQuestion]:
    """Writes each paragraph of a SQuAD file as a document of a new folder; returns its questions.

    A document has the title of its article. Its text, once read, is the paragraph to the letter.

    Raises:
        UsageError: the file cannot be read, or is not what SQuAD files are.
    """
    read = json_of(decoded(content(path), path), path, _EXPECTED)
    try:
        paragraphs = list(_paragraphs(read))
    except ValueError as error:
        raise UsageError(f"{path} is not a SQuAD file: {error}; {_EXPECTED}") from error
    questions = [question for paragraph in paragraphs for question in paragraph.questions]
    if not questions:
        raise UsageError(f"{path} holds no questions")
    folder.mkdir(parents=True)
    entries = []
    for paragraph in paragraphs:
        (folder / paragraph.document).write_text(markdown(paragraph.text), "utf-8", newline="")
        title = quoted(paragraph.title)
        entries.append(f'[[document]]\nfile = "{paragraph.document}"\ntitle = {title}\n')
    (folder / FILE_NAME).write_text("\n".join(entries), "utf-8")
    return questions


def markdown(text: str) -> str:
    """Returns Markdown of one paragraph that reads as the text, line ends and all.

    All but words and single spaces is written as numeric character references, so that nothing
    of it is taken for markup; the few control characters that HTML has no reference for stand as
    they are.
    """

    def reference(found: re.Match[str]) -> str:
        code = ord(found[0])
        ends_a_plane = code & 0xFFFE == 0xFFFE
        return found[0] if ends_a_plane or _UNREFERABLE.match(found[0]) else f"&#{code};"

    return _MARKUP.sub(reference, text)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph as a document, and the questions asked of it."""

    document: str
    title: str
    text: str
    questions: tuple[LabelledQuestion, ...]


def _paragraphs(content: object) -> Iterator[_Paragraph]:
    articles = _member(content, "data", list, "the file")
    for number, article in enumerate(articles, 1):
        at = f"article {number}"
        title = _member(article, "title", str, at).replace("_", " ")
        for place, paragraph in enumerate(_member(article, "paragraphs", list, at), 1):
            here = f"{at} ({title}), paragraph {place}"
            document = f"{number - 1:03}-{place - 1:03}.md"
            text = _member(paragraph, "context", str, here)
            if bad := _UNWRITABLE.search(text):
                raise ValueError(f"{here} holds U+{ord(bad[0]):04X}, which no text file can hold")
            asked = enumerate(_member(paragraph, "qas", list, here), 1)
            questions = (_question(q, document, f"{here}, question {n}") for n, q in asked)
            yield _Paragraph(document, title, text, tuple(questions))


def _question(asked: object, document: str, at: str) -> LabelledQuestion:
    question = _member(asked, "question", str, at).strip()
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise ValueError(
            f"{at} has {len(question):,} characters; at most {MAX_QUESTION_CHARACTERS:,} can be "
            "asked"
        )
    answerable = not _member(asked, "is_impossible", bool, at)
    sources = (document,) if answerable else ()
    return LabelledQuestion(_member(asked, "id", str, at), (question,), answerable, sources)


def _member(value: object, key: str, kind: type[_Kind], at: str) -> _Kind:
    """Returns a member of a JSON object, checked."""
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, kind) or (isinstance(found, str) and not found.strip()):
        shown = type(found).__name__ if isinstance(found, dict | list) else repr(found)
        raise ValueError(f"{at}: {key!r} must be {_NAMES[kind]}; found {shown}")
    return found
