"""A question after earlier ones: what is searched for, and what that finds.

What a question says of its own is its words without stop words and without those that ask of
anything ('start', 'cost', 'called'). One that points back ('its'), runs on ('and in Wales?') or
hardly says of what it asks depends on what came before, and is searched together with its topic.
Of those that may depend the index is asked both ways: where topic and question are met by one
passage, its score rises; where they have nothing to do with each other, no passage can meet both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from assistant.encoder import Encoded, TextEncoder
from assistant.index import Allowed
from assistant.index.engines import LocalIndex
from assistant.records import Ranking
from assistant.retrieval import rank
from assistant.text import content_stems, points, stem, words
from assistant.text.abbreviations import corrected

_ASKS = r"(?:who|whose|whom|what|when|where|which|why|how|is|are|was|were|do|does|did|can|should)\b"
_NEXT = re.compile(rf"(?i)(?<=[?])\s+(?=\S)|(?:\s*[,;]\s*|\s+)(?:and|or)\s+(?={_ASKS})")
_ASKING = re.compile(rf"(?is)(?:.*[.!?]\s)?\s*(?:(?:and|so|also)\s+)?{_ASKS}|.*\?\s*$")
_MOST = 4  # each part is searched and read by itself: a pasted list would take too long
_ENDS_ASKING = re.compile(rf"(?i){_ASKS}\W*$")  # 'when and where are they held?'


def parts_of(question: str) -> tuple[str, ...]:
    """Returns the parts of a question that asks a few things, as typed; () for any other.

    What is told before or between them is none; what says nothing of its own goes with another.
    """
    found: list[str] = []
    joined = ""
    for piece in _NEXT.split(question):
        joined = f"{joined} and {piece}" if joined else piece.strip()
        if not _ENDS_ASKING.search(joined):
            says_more = content_stems(joined) or not found
            found.append(joined if says_more else f"{found.pop()} and {joined}")
            joined = ""
    asked = [part for part in found if _ASKING.match(part) and content_stems(part)]
    return tuple(asked) if 1 < len(asked) <= _MOST else ()


_LITTLE = 2  # words of its own, for a question to be understood by
_SHORT = 3
_PLENTY = 4  # beyond so many, what points back most likely points at the question's own words
_KEPT = 2
_LONGEST = 400  # characters of an earlier question, lest a pasted letter push the new one out
_RUNS_ON = re.compile(
    r"(?i)^\W*(?:and|but|or|so|also|(?:what|how)\s+about|what\s+(?:of|else)|anything\s+else"
    r"|any\s+(?:others?|more))\b"
)
_POINTS_BACK = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|ones?"
    r"|former|latter|the\s+(?:first|second|third|fourth|last|next|others?|rest|same))\b"
    r"|\bthen\W*$|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\W*$"
)
_POINTS_NOWHERE = re.compile(
    r"(?i)\b(?:is|was|isn['’]t|would|will|can|could|does|might|should)\s+it\s+(?:\w+\s+){1,3}?"
    r"(?:to|that|if|when|for)\b"  # 'is it legal to', 'would it be fair that'
    r"|\bit(?:['’]s|\s+is|\s+was)\s+(?:\w+\s+){1,2}?(?:to|that|if)\b"
    r"|\b(?:hi|hello|hey)\s+there\b"
    r"|\bthis\s+(?:morning|afternoon|evening|week|month|year)\b|\btime\s+is\s+it\b"
)
_HANGS_ON = re.compile(
    r"(?i)\W*(?:for|in|on|at|by|with|from|through|to|of|about|since|until|during|under)\b"
)  # 'since when?', 'for students?'
_OF_ANYTHING = frozenset(
    stem(word)
    for word in """
    advantage apply author average began begin bit book call came come cost date day decide
    detail difference disadvantage end example exist gave get give go got happen kind know large
    last long made main make mean month name need number part people person publish reason
    run said say short since small sort start still take thing think time type until use way
    well work write written wrote year
    """.split()  # noqa: SIM905  # a hundred quoted words would read worse
)
_IT = (
    r"(?:it|(?:this|that)(?:\s+(?:document|page|paper|report|guide|article|presentation|book|blog"
    r"|post|statement))?)"
)
_OF_A_DOCUMENT = re.compile(
    r"(?i)\W*(?:(?:and|so)\s+)?(?:"
    rf"who\s+(?:wrote|published|compiled|produced|issued)\s+{_IT}"
    rf"|who(?:['’]s|\s+is|\s+was)\s+(?:(?:the|its)\s+(?:author|publisher)(?:\s+of\s+{_IT})?"
    rf"|{_IT}\s+(?:by|from|written\s+by|published\s+by))"
    rf"|when\s+(?:was|is)\s+{_IT}\s+(?:from|published|written|issued|updated)"
    rf"|when\s+did\s+{_IT}\s+come\s+out"
    rf"|where\s+(?:is|was)\s+{_IT}\s+(?:from|published))\W*"
)
_KINDS = (  # of words of which one takes another's place: nations, years, ages
    re.compile(r"\b(?:England|Scotland|Wales|Northern Ireland)\b", re.IGNORECASE),
    re.compile(r"\b(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?\b"),
    re.compile(r"\b(?:adults?|child(?:ren)?)(?:['’]s?)?(?!\w)", re.IGNORECASE),
)
_ASKS_CONVERSATION = re.compile(
    r"(?i)\b(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|has|have|had"
    r"|will|would|should|shall|may|might|must|it)\b"
)
_INTRODUCES = re.compile(
    r"(?i)\W*(?:wh(?:at|o)(?:['’]s|\s+(?:is|are|was|were))(?!\s+the\b)"
    r"|tell\s+me|explain|define|describe)\b"
)
_WHAT_IS = (
    r"\W*(?:what(?:['’]?s|\s+(?:is|are|do|does))\s+|(?:define|meaning\s+of)\s+)?"
    r"(?:(?:an?|the)\s+)?"
)
_MEANS = r"(?:\s+(?:mean|meaning|stand\s+for))?\W*"
_STOPS = (".", "?", "!", ",", ":", ";")
_BEFORE = r"(?:\s+(?:in|for|of|about|with|during))?\s+"


class Dependence(IntEnum):
    """How much a question depends on what came before it."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3  # it says nothing of its own


@dataclass(frozen=True, slots=True)
class Joined:
    """A question with what is carried over from earlier ones, as one text to search."""

    text: str
    own: tuple[int, int]
    """Where the words of the question itself stand in the text."""
    carried: str
    """The earlier topic, as it was asked."""


def dependence(question: str) -> Dependence:
    """How much a question depends on earlier ones, by its words alone.

    A word on its own is a topic ('caseloads'), and so are a name ('What is the PCF?') and three
    words that ask nothing ('survey response rate').
    """
    count, hinted = len(_said(question)), _hints(question)
    if not count:
        return Dependence.NONE if _POINTS_NOWHERE.search(question) else Dependence.CERTAIN
    if count <= _LITTLE and _only_adds(question):
        return Dependence.CERTAIN
    if count <= _LITTLE and hinted and not _points_at_its_own(question):
        return Dependence.LIKELY
    asks = question.rstrip().endswith("?") or _ASKS_CONVERSATION.search(question)
    if count >= _SHORT and not (hinted or asks):
        return Dependence.NONE
    unnamed = count <= _SHORT and len(list(words(question))) > 1 and not _names(question)
    if unnamed and count == 1 and not _INTRODUCES.match(question):  # 'chair of the group?'
        return Dependence.LIKELY
    return Dependence.POSSIBLE if unnamed or (hinted and count <= _PLENTY) else Dependence.NONE


def asks_of_a_document(question: str) -> bool:
    """Whether it asks who wrote what was just shown, or when: 'who wrote that?'."""
    return _OF_A_DOCUMENT.fullmatch(question) is not None


def topic(history: Sequence[str]) -> str:
    """What earlier questions were about; '' where there are none.

    That is the last one that stands on its own, else the first, and the last two of those that
    followed it, without the words that later ones replaced. Who wrote a document is no topic.
    """
    turns = [gist(turn.strip()) for turn in history if turn.strip()]
    turns = [t if len(t) <= _LONGEST else t[:_LONGEST].rpartition(" ")[0] for t in turns]
    turns = turns[:1] + [turn for turn in turns[1:] if not asks_of_a_document(turn)]
    first = next((i for i in reversed(range(len(turns))) if _begins_a_topic(turns[i])), 0)
    found = turns[first] if turns else ""
    for turn in turns[first + 1 :][-_KEPT:]:
        found = join(found, turn).text
    return found


def join(earlier: str, question: str) -> Joined:
    """A question behind its topic, in which a word gives way to another of its kind.

    'Is it compulsory in England?', 'what about Wales?' is 'Is it compulsory in Wales?'; where the
    question says more than that, the topic's word is left out.
    """
    kept = earlier
    for kind in _KINDS:
        new, old = kind.findall(question), kind.findall(kept)
        if not (new and old) or set(map(str.casefold, new)) & set(map(str.casefold, old)):
            continue
        if _is_of_a_kind(question) and len(old) == 1:
            before, after = kind.split(kept)
            own = (len(before), len(before) + len(new[0]))
            return Joined(before + new[0] + after, own, earlier)
        kept = re.sub(_BEFORE + kind.pattern, "", kept, flags=kind.flags)
    before = f"{kept} " if kept.endswith(_STOPS) else f"{kept}, "
    text = before + question
    return Joined(text, (len(before), len(text)), earlier)


def gist(question: str) -> str:
    """What a long question asks: its sentences that end in a question mark; a short one as it is.

    Where they hardly say of what they ask, the sentence before the first of them is kept, too.
    """
    if len(question) <= _LONGEST:
        return question
    told = [question[start:end] for start, end in points(question)]
    asking = [place for place, sentence in enumerate(told) if sentence.endswith("?")]
    kept = " ".join(told[place] for place in asking)
    if asking and asking[0] and dependence(kept) is not Dependence.NONE:
        kept = f"{told[asking[0] - 1]} {kept}"
    return kept or question


def _said(question: str) -> frozenset[str]:
    """The stems of the words that a question says of its own."""
    return content_stems(_POINTS_BACK.sub(" ", question)) - _OF_ANYTHING


def _hints(question: str) -> bool:
    """Whether a question points back, or runs on from something."""
    points_back = _POINTS_BACK.search(_POINTS_NOWHERE.sub(" ", question))
    runs_on = _RUNS_ON.match(question) or _HANGS_ON.match(question)
    return bool(points_back or runs_on) or _is_of_a_kind(question)


def _only_adds(question: str) -> bool:
    """Whether it runs on with a thing that it neither asks anything of nor names: 'and families?'.

    A name ('what about the PCF?') may be a topic of its own.
    """
    rest = _RUNS_ON.sub("", question)
    runs_on = rest not in ("", question)
    return runs_on and not _ASKS_CONVERSATION.search(rest) and not _names(question)


def _points_at_its_own(question: str) -> bool:
    """Whether a name stands before what points back: 'when does Leeds publish its report?'.

    In 'and the AMHP one?' it does, and says which.
    """
    points_back = _POINTS_BACK.search(question)
    if points_back is None or points_back[0].startswith("one") or _RUNS_ON.match(question):
        return False
    return _names(question[: points_back.start()])


def _begins_a_topic(turn: str) -> bool:
    """Whether what was asked before it is no topic of what follows it."""
    depends = dependence(turn)
    if depends is not Dependence.POSSIBLE or _hints(turn):
        return depends is Dependence.NONE
    return len(_said(turn)) > 1 or _INTRODUCES.match(turn) is not None


def _is_of_a_kind(question: str) -> bool:
    """Whether a question is but a nation, year or age: 'and in Wales?'."""
    rest = _RUNS_ON.sub("", question)
    found = filter(None, (kind.search(rest) for kind in _KINDS))
    named = any(content_stems(rest) <= content_stems(one[0]) for one in found)
    return named and not _ASKS_CONVERSATION.search(rest)


def _names(question: str) -> bool:
    """Whether a question holds a number, or a capital beyond its first word: it names something."""
    later = [question[word.start : word.end] for word in words(question)][1:]
    return any(map(str.isdigit, question)) or any(w[0].isupper() and len(w) > 1 for w in later)


# Chosen on the follow-ups of both collections in benchmarks/data; run `python -m
# benchmarks.followups` for what they give.
_BELONGS = {Dependence.LIKELY: (-0.1, 1.0, 0.0), Dependence.POSSIBLE: (0.036, 0.145, 0.3)}
"""How much the best score must rise with the topic for it to be carried over; how much worse than
the best the passage found with the topic may be for the question alone; and what it must score for
that: a question about something else meets nothing."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for and what that found."""

    text: str
    query: Encoded
    ranking: Ranking
    carried: str | None = None
    """The earlier topic; None where the question was searched as typed."""
    read_as: tuple[tuple[str, str], ...] = ()
    """What was read as an abbreviation or has one, and what it was read as."""

    @property
    def spelt_out(self) -> str:
        """What 'amhp' stands for in 'what is an amhp'; '' where more than that is asked."""
        if len(self.read_as) != 1 or self.query.own is not None:
            return ""
        typed, meant = self.read_as[0]
        asked = rf"{_WHAT_IS}{re.escape(typed)}(?:['’]?s)? \({re.escape(meant)}\){_MEANS}"
        is_all = re.fullmatch(asked, self.text, re.IGNORECASE) is not None
        return meant if is_all and " " in meant else ""


class Searcher:
    """Searches an index for the questions of a conversation; keeps nothing between them."""

    def __init__(self, index: LocalIndex, encoder: TextEncoder) -> None:
        """Search an index, putting slips right by its vocabulary and reading its abbreviations."""
        self._index, self._encoder = index, encoder

    def search(self, question: str, history: Sequence[str] = (), allowed: Allowed = None) -> Search:
        """What a question finds after the earlier ones, given in order.

        With `allowed`, of shape (passages,), only passages that it holds true for are found.
        """
        question = gist(question)
        earlier = topic(history)
        depends = dependence(question) if earlier else Dependence.NONE
        if depends is Dependence.NONE:
            return self._found(question, allowed)
        joined = join(earlier, question)
        with_topic = self._found(joined.text, allowed, joined)
        if asks_of_a_document(question):
            return self._in_document_of(history, with_topic, allowed)
        if depends is Dependence.CERTAIN:
            return with_topic
        alone = self._found(question, allowed)
        return with_topic if _belongs(with_topic.ranking, alone.ranking, depends) else alone

    def corrected(self, text: str, until: int | None = None) -> str:
        """The text, or its first `until` characters, with slips of the keyboard put right."""
        spans = self._encoder.encode_query(text).spans
        knows, stands = self._index.abbreviations.knows, self._index.holds_phrase
        return corrected(text[:until], spans, self._index.vocabulary, knows, stands)

    def _found(self, text: str, allowed: Allowed, joined: Joined | None = None) -> Search:
        """What a text finds, slips put right; it is what was `joined`, where anything was."""
        better = self._index.abbreviations.expanded(self.corrected(text))
        own, carried = (joined.own, joined.carried) if joined else (None, None)
        if own and better.text != text:
            start, end = (better.place(len(self.corrected(text, place))) for place in own)
            own = (start, end)
        query = replace(self._encoder.encode_query(better.text), own=own)
        ranking = rank(better.text, query, self._index, allowed)
        return Search(better.text, query, ranking, carried, better.read_as)

    def _in_document_of(self, history: Sequence[str], found: Search, allowed: Allowed) -> Search:
        """The same, within the document that the last question but these was answered from."""
        turns = [turn for turn in history if turn.strip()]
        while len(turns) > 1 and asks_of_a_document(turns[-1]):
            turns.pop()
        first = self.search(turns[-1], turns[:-1], allowed).ranking.numbers[:1]
        before = [passage.path for passage in self._index.passages(first)]
        passages = self._index.passages(found.ranking.numbers)
        places = [place for place, passage in enumerate(passages) if passage.path in before]
        return replace(found, ranking=found.ranking.only(places)) if places else found


def _belongs(with_topic: Ranking, alone: Ranking, depends: Dependence) -> bool:
    """Whether what a question finds with its topic shows that the two belong together."""
    if not with_topic.numbers:
        return False
    least_gain, most_lost, least_met = _BELONGS[depends]
    met = alone.score(with_topic.numbers[0])
    gained, lost = with_topic.best - alone.best, alone.best - met
    return gained >= least_gain and lost <= most_lost and met >= least_met
