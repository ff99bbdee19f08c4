"""The words of a quoted passage that answer, with what they would say something else without."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from itertools import dropwhile, takewhile
from unicodedata import normalize

from assistant import citation
from assistant.comprehension.reader import NEVER_BEST, mark
from assistant.passages import BLOCKS, lead_ins
from assistant.records import Document, Highlight, Mark, MarkKind, Quotation
from assistant.text import content_stems

_MOST_MARKED = 500  # characters of a mark with what is taken along
_MOST_BEFORE = 3  # sentences that point back at each other
_FLOWING = (MarkKind.PARAGRAPH, MarkKind.LEAD_IN)
_NAMES = (MarkKind.ROW, MarkKind.HEADING)  # what stands below them
_OPENING = (MarkKind.HEADING, MarkKind.SLIDE)  # a section
_SPREAD = (MarkKind.PAGE, MarkKind.RECOGNISED, MarkKind.BOILERPLATE)  # over or between blocks
# Of English's closed classes: pronouns, and connectives that join a sentence to the one before.
# 'It was agreed that' points at what follows.
_POINTS_BACK = re.compile(
    r"""(?:(?:If|When|Where|Once|While|Until|Because|Although)[ ][^,]*,[ ])?(?:[Hh]e|[Ss]he
    |[Tt]hey|[Ii]t(?![ ](?:has[ ]been|is|may[ ]be|should[ ]be|was|will[ ]be)[ ](?:\w+[ ]){1,3}?
    (?:that|to|when|if)\b)|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]h(?:at|ese|is|ose)[ ](?:also|are
    |can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would)
    (?:n[o’']t)?)\b(?![ ](?:Majesty|Royal|Honour))
    |(?:Above|After|At|Before|Below|Beyond|By|For|From|In|On|Since|Until|With)[ ]
    (?:that|th(?:ese|is)[ ](?:case|circumstance|reason|situation|way)s?)\b
    |(?:Also|Alternatively|And|As[ ]a[ ]result(?![ ]of)|But|Consequently|For[ ]example
    |Furthermore|Hence|However|If[ ]not|If[ ]so|In[ ]addition(?![ ]to)|Instead(?![ ]of)|Moreover
    |Neither|Nevertheless|Nor|Or|Otherwise|Similarly|So(?![ ](?:as|far|long|that)\b)|Then
    |Therefore|Thus)\b""",
    re.VERBOSE,
)
_RANGE = re.compile(r"(?<=\d)[-–](?=\d)")
_REPLIES = re.compile(r"(?:\w+[:.] )?(?:Yes|No)(?:[.,;:!]|\Z)")
_EXCEPTS = re.compile(
    r"""(?:[-–•(\d][\w.]*\)?\s+)?(?:(?:But|Except|However|Note(?=:[ ]|[ ]that\b))\b
    |Unless[ ][^,]*,[ ](?:it|that|they|this)\b
    |(?:It|They|Th(?:e[ ]above|ese|is)(?:[ ]\w+)?|The[ ](?P<named>\w+(?:[ ][\w-]+){0,2}))[ ]
    (?:(?:are|is)(?:[ ]not|n[o’']t)[ ](?:\w+(?:able|ed)|for|open|paid)
    |(?:do|does)(?:[ ]not|n[o’']t)[ ](?:apply|cover))\b
    |(?:(?:It|They|These|This)[ ](?:can|may|must|will)|(?:These|This)[ ](?:do|does))
    (?:[ ]?not|n[o’']t)\b|(?:It|They)[ ](?:do|does)(?:[ ]not|n[o’']t)[ ](?P<denied>\w+))""",
    re.VERBOSE,
)
_DENIES = re.compile(  # in its main clause
    r"""(?P<named>(?:(?!(?:if|that|until|unless|wh\w+)\b)\w[\w’'-]*[ ])+?)
    (?:(?:are|is)(?:[ ]not|n[o’']t)[ ](?:\w+(?:able|ed)|for|open|paid)
    |(?P<barred>can|may)(?:[ ]?not|[’']t))\b[^.!?]*""",
    re.VERBOSE | re.IGNORECASE,
)
_MARK = r"(?:\*+|†+|‡+|(?<!\b[a-z])(?<!\b[a-z][a-z])[⁰¹²³⁴-⁹]+)"  # not of 'km²'
_SIGN = re.compile(rf"(?:(?<=\| )|(?<=[^\s*†‡⁰¹²³⁴-⁹])){_MARK}(?![\w*†‡])")
_NOTE = re.compile(rf"(?:^|(?<=[.!?] ))(({_MARK})[^*†‡]+?)(?=\s{_MARK}|\Z)", re.MULTILINE)


def _excepts(words: str, said: str) -> bool:
    """Whether words are an exception to what is said, which tells of what they name or deny."""
    found, told = _EXCEPTS.match(words), content_stems(said)
    return found is not None and all(told & content_stems(one) for one in found.groups() if one)


def _denies(words: str, said: str) -> bool:
    """Whether words deny some of what a list or table before them says, or who can have it."""
    found, told = _DENIES.match(words), content_stems(said)
    barred = found and found["barred"] in said.split() and told & content_stems(found["named"])
    return bool(barred or (found and len(told & content_stems(found[0])) > 1))


def led(quotation: Quotation, document: Document, question: str) -> Quotation:
    """A quotation with the words that answer, and what opens the lists that it and they stand in.

    A heading that says no more than the question does only names what follows, and is not marked.
    """
    passage, asked = quotation.passage, content_stems(question)
    heading = citation.section(passage.locator)
    names = passage.text.startswith(heading) and content_stems(heading) <= asked
    named = len(heading) if names else 0
    units = tuple(unit for unit in quotation.reading.units if unit.end > named)
    found = mark(replace(quotation.reading, units=units) if units else quotation.reading)
    sentence = _Units(quotation, document).whole(found) if found else None
    of_passage, of_words = (
        tuple(document.text[m.start : m.end] for m in lead_ins(document, passage.start + start))
        for start in (0, sentence.start if sentence else 0)
    )
    made = replace(quotation, sentence=sentence, lead_ins=of_passage, sentence_lead_ins=of_words)
    if sentence:
        stretch = passage.start + sentence.start, passage.start + sentence.end
        made = replace(made, sentence_notes=notes(document, *stretch))
    near = (made.surest, passage.lead_in or "", *of_words, *passage.locator.headings)
    asked, told = (content_stems(_RANGE.sub(" ", words)) for words in (question, " ".join(near)))
    return replace(made, meets=question if asked and asked <= told else "")


def notes(document: Document, start: int, end: int) -> tuple[str, ...]:
    """What belongs to a stretch and stands further on in its section.

    That is an exception behind its list or table, and what the signs behind its figures point to.
    """
    text, blocks = document.text, [m for m in document.marks if m.kind not in _SPREAD]
    first = bisect_left(blocks, end, key=lambda m: m.start)
    own = blocks[first - 1] if first else Mark(MarkKind.PARAGRAPH, 0, 0)
    after = list(takewhile(lambda m: m.kind not in _OPENING, blocks[first:]))
    opening = [text[m.start : m.end] for m in lead_ins(document, start)]
    said = "\n".join([*opening, text[start:end]])
    depth = own.number or 0
    behind = [*dropwhile(lambda m: m.kind is own.kind and (m.number or 0) >= depth, after)][:1]
    if own.kind is MarkKind.ITEM and own.end <= end:
        behind = [*after[:1], *behind]
    kinds = (MarkKind.PARAGRAPH, own.kind)
    found = [text[m.start : m.end] for m in dict.fromkeys(behind) if m.kind in kinds]
    found = [words for words in found if _excepts(words, said) or _denies(words, said)]
    feet = (text[m.start : m.end] for m in reversed(blocks[first:]) if m.kind is MarkKind.FOOTNOTE)
    known = {normalize("NFKC", words).partition(" ")[0]: words for words in feet}
    noted = [n.groups() for m in after for n in _NOTE.finditer(text, m.start, m.end)]
    told = Counter(sign for _, sign in noted)  # where there are several they are bullets
    known |= {normalize("NFKC", sign): words for words, sign in noted if told[sign] == 1}
    signs = dict.fromkeys(normalize("NFKC", sign) for sign in _SIGN.findall(said))
    found += [known[sign] for sign in signs if sign in known]
    return tuple(found) if len("".join(found)) + end - start <= _MOST_MARKED else ()


class _Units:
    """The units of a quoted passage, each with the block of the document that it stands in."""

    def __init__(self, quotation: Quotation, document: Document) -> None:
        self._document, self._passage = document, quotation.passage
        self._spans = [(unit.start, unit.end) for unit in quotation.reading.units]
        self._shares = [unit.share for unit in quotation.reading.units]
        self._words = [self._passage.text[start:end] for start, end in self._spans]
        blocks = [Mark(MarkKind.PARAGRAPH, 0, 0), *(m for m in document.marks if m.kind in BLOCKS)]
        places = (self._passage.start + start for start, _ in self._spans)
        begun = (bisect_right(blocks, place, key=lambda m: m.start) for place in places)
        self._blocks = [blocks[count - 1] for count in begun]

    def whole(self, marked: Highlight) -> Highlight:
        """The stretch that answers with what it would say something else without.

        That is what its first words point back to, the items that it announces, the rows that it
        heads, and an exception that follows: each whole, at most `_MOST_MARKED` characters in all.
        What only opens others that have no room is not marked, but the best of those.
        """
        first = bisect_right(self._spans, marked.start, key=lambda span: span[0]) - 1
        last = bisect_left(self._spans, marked.end, key=lambda span: span[1])
        begin, end = first, last
        heads = self._blocks[last].is_header and self._words[last].count("|") > 1
        best = max(range(first, last + 1), key=lambda place: self._shares[place])
        while self._points_back(begin) and first - begin < _MOST_BEFORE:
            begin -= 1
        if not self._points_back(begin) and self._has_room(begin, last):
            first = begin
        while end + 1 < len(self._spans) and self._goes_on(first, end, heads):
            end += 1
        if self._has_room(first, end):
            last = end
        while last > best and self._led(last):
            last -= 1
        led = self._led(last) if all(map(self._led, range(first, last + 1))) else []
        least = NEVER_BEST * self._shares[best]
        if rather := [p for p in led if self._shares[p] >= least and not self._led(p)]:
            return self.whole(Highlight(*self._spans[max(rather, key=self._shares.__getitem__)]))
        return Highlight(self._spans[first][0], self._spans[last][1])

    def _led(self, place: int) -> list[int]:
        """The units that one opens which is but a lead-in, or a row that heads others."""
        block, *after = self._blocks[place : place + 2]
        if block in after or block.kind not in (MarkKind.LEAD_IN, MarkKind.ROW):
            return []

        def is_led(other: int) -> bool:
            above = lead_ins(self._document, self._passage.start + self._spans[other][0])
            is_text = block.kind is MarkKind.LEAD_IN and self._blocks[other] in after
            return is_text or block.end in (mark.end for mark in above)

        return [*takewhile(is_led, range(place + 1, len(self._spans)))]

    def _has_room(self, first: int, last: int) -> bool:
        return self._spans[last][1] - self._spans[first][0] <= _MOST_MARKED

    def _flows(self, place: int) -> bool:
        """Whether a unit goes on with the text of the one before it: in one block, or in prose."""
        before, this = self._blocks[place - 1 : place + 1]
        return before is this or (before.kind in _FLOWING and this.kind in _FLOWING)

    def _points_back(self, place: int) -> bool:
        """Whether a unit says something only behind the one before it."""
        if not place:
            return False
        before, words = self._words[place - 1 : place + 1]
        replies = before.endswith("?") and _REPLIES.match(words)
        return bool(replies or (self._flows(place) and _POINTS_BACK.match(words)))

    def _goes_on(self, first: int, last: int, heads: bool) -> bool:
        """Whether the unit after a stretch belongs to it, which `heads` the rows of a table."""
        after = last + 1
        said, words = self._words[last : after + 1]
        announces = said.endswith(":") or _REPLIES.fullmatch(said)
        is_headed = heads and self._blocks[after].kind is MarkKind.ROW
        if is_headed or (self._flows(after) and (announces or _excepts(words, said))):
            return True
        begin, (start, _), (_, end) = self._passage.start, self._spans[first], self._spans[last]
        above = lead_ins(self._document, begin + self._spans[after][0])
        return any(start < m.end - begin <= end for m in above if m.kind not in _NAMES)
