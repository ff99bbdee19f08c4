"""A question read by the words of a corpus: its slips put right, its abbreviations spelt out.

A word is put right only if neither the corpus nor the encoder knows it (its tokenizer has no whole
token for it), no dictionary of English has it ('carers') and a word of the corpus is one slip away:
a letter left out, put in, exchanged or swapped with its neighbour (Damerau 1964). Names stay as
they were typed: a capital inside a question keeps a word from being taken for another.

Abbreviations are learnt from the documents as an index is built. Where a question has one, what it
stands for is searched for as well, and the other way round. The dictionary of English is also what
tells readers of PDFs and examples of questions whether words are whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import Protocol

from assistant.text import POSSESSIVE, Spans, content_stems, within, words

_LEAST_LETTERS = 4


class Vocabulary(Protocol):
    """The words of a corpus."""

    def frequency(self, word: str) -> int:
        """In how many passages a word, given in lower case, stands in just this form."""

    def holds(self, stem: str) -> bool:
        """Whether a word with this stem stands in any passage."""


def corrected(
    question: str,
    spans: Spans,
    vocabulary: Vocabulary,
    knows: Callable[[str], bool] = lambda _: False,
    stands: Callable[[str], bool] = lambda _: True,
) -> str:
    """The question with misspelt words replaced; `spans` says where its tokens stand.

    What else `knows` to be no slip, such as abbreviations, is let be. Two words are written as one
    ('well being') where the corpus has that one, and `stands` says that it nowhere has the two.
    """
    parts, done = [], 0
    found = list(words(question))
    for place, (word, after) in enumerate(zip(found, [*found[1:], *found[-1:]], strict=True)):
        typed, pair = question[word.start : word.end], question[word.start : after.end]
        if word.start < done:
            continue
        if _is_parted(pair) and vocabulary.frequency(pair.replace(" ", "")) and not stands(pair):
            parts += [question[done : word.start], pair.replace(" ", "")]
            done = after.end
            continue
        if not _is_slip(typed, place) or vocabulary.holds(word.stem) or knows(typed):
            continue
        if len(within(spans, word.start, word.end)) < 2:
            continue
        meant = _nearest(typed.lower(), vocabulary)
        if meant and not are_english([typed.lower()]):
            parts += [question[done : word.start], meant.title() if typed.istitle() else meant]
            done = word.end
    return "".join([*parts, question[done:]])


def _is_parted(pair: str) -> bool:
    """Whether two words may be one written apart: of small letters, the first with a meaning."""
    first, _, second = pair.partition(" ")
    letters = first.isalpha() and second.isalpha() and pair.islower()
    return letters and min(len(first), len(second)) >= _LEAST_LETTERS and bool(content_stems(first))


@cache
def _english() -> str:
    """Words of English with how often each was counted, a line each: a dictionary holds 27 MB."""
    from spellchecker import SpellChecker  # reading takes a third of a second

    counted = SpellChecker(language="en", distance=1).word_frequency
    return "\n".join(["", *(f"{word} {counted[word]}" for word in counted.words()), ""])


def are_english(candidates: Collection[str]) -> frozenset[str]:
    """Those of some words, in lower case, that are English; quick after the first time."""
    return frozenset(english_among(candidates))


def english_among(candidates: Collection[str]) -> dict[str, int]:
    """Those of some words, in lower case, that are English, and how often each was counted."""
    found = {}
    for word in candidates:
        start = _english().find(f"\n{word} ") + 1
        if start:
            end = _english().index("\n", start)
            found[word] = int(_english()[start + len(word) : end])
    return found


def strange_words(question: str, spans: Spans, vocabulary: Vocabulary) -> frozenset[str]:
    """The words, in lower case, that neither the corpus nor the encoder knows."""
    found = set()
    for word in words(question):
        bare = POSSESSIVE.sub("", question[word.start : word.end].lower())
        pieces = within(spans, word.start, word.start + len(bare))
        is_word = len(bare) >= _LEAST_LETTERS and bare.isalpha()
        if is_word and len(pieces) > 1 and not vocabulary.holds(word.stem):
            found.add(bare)
    return frozenset(found)


def _is_slip(typed: str, place: int) -> bool:
    """Whether an unknown word may be a slip: long enough, of letters only, and not a name."""
    plain = typed.isascii() and typed.isalpha() and len(typed) >= _LEAST_LETTERS
    return plain and (typed.islower() or (place == 0 and typed.istitle()))


def _nearest(typed: str, vocabulary: Vocabulary) -> str | None:
    """The word of the corpus one slip away, of several the most frequent one."""
    found = {word: vocabulary.frequency(word) for word in _one_slip_away(typed)}
    best = max(found, key=lambda word: (found[word], word[0] == typed[0], word))
    return best if found[best] else None


def _one_slip_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for rest in (tail, tail[1:]):
            yield from (head + letter + rest for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation and what it stands for."""

    short: str
    long: str
    defined: bool
    """Whether a bracket says so."""
    plain: bool
    """Whether it is a word, too, so that it is read only where it is typed in capitals."""
    used: bool
    """Whether the abbreviation stands where no bracket defines it, so that it finds passages."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A question with what it abbreviates spelt out, and the other way round."""

    text: str
    read_as: tuple[tuple[str, str], ...] = ()
    """What was typed, and what it was read as, in the order of the question."""
    added: tuple[tuple[int, int], ...] = ()
    """Where in the question something was put in, and how many characters."""

    def place(self, typed: int) -> int:
        """Where in the text a place of the question is."""
        return typed + sum(length for place, length in self.added if place <= typed)


class Abbreviations:
    """The abbreviations of a corpus."""

    def __init__(self, readings: Iterable[Abbreviation] = ()) -> None:
        """Read by these; each abbreviation stands once among them."""
        self.readings = tuple(readings)
        self._long = {reading.short: reading for reading in self.readings}
        self._short = {key(r.long): r for r in self.readings if r.used}
        self._longest = max((stems.count(" ") + 1 for stems in self._short), default=0)

    def knows(self, typed: str) -> bool:
        """Whether a word of a question is an abbreviation, and so no slip."""
        return self._of(typed) is not None

    def expanded(self, question: str) -> Expansion:
        """The question with a long form behind an abbreviation, or the other way round.

        Where both stand in it, or a thing twice, nothing more is added.
        """
        told = f" {key(question)} "
        text, read_as, added, done = "", [], [], 0
        for start, end, meant in self._read(question):
            if f" {key(meant)} " in told:
                continue
            told += f"{key(meant)} "
            put_in = f" ({meant})"
            text += question[done:end] + put_in
            read_as.append((POSSESSIVE.sub("", question[start:end]), meant))
            added.append((end, len(put_in)))
            done = end
        return Expansion(text + question[done:], tuple(read_as), tuple(added))

    def _read(self, question: str) -> Iterator[tuple[int, int, str]]:
        """Where something stands that can be read otherwise, and as what."""
        row = list(words(question))
        shouted = not any(character.islower() for character in question)
        place = 0
        while place < len(row):
            reach = range(min(len(row), place + self._longest), place + 1, -1)
            stretches = ((last, " ".join(w.stem for w in row[place:last])) for last in reach)
            start = row[place].start
            if known := next((found for found in stretches if found[1] in self._short), None):
                place, stems = known
                yield start, row[place - 1].end, self._short[stems].short
                continue
            typed = question[start : row[place].end]
            as_lower = shouted or (place == 0 and typed.istitle())
            if found := self._of(typed.lower() if as_lower else typed):
                yield start, row[place].end, found.long
            place += 1

    def _of(self, typed: str) -> Abbreviation | None:
        """What a word of a question abbreviates; a plural or possessive ending is let be."""
        bare = POSSESSIVE.sub("", typed)
        return self._spelt(bare) or self._spelt(bare.removesuffix("s"))

    def _spelt(self, form: str) -> Abbreviation | None:
        found = self._long.get(form.upper())
        if sum(character.isupper() for character in form) > 1:
            return self._long.get(form, found)
        return found if found and form.islower() and not found.plain else None


def write(path: Path, found: Abbreviations) -> None:
    """Write abbreviations to a file.

    Raises:
        OSError: the disk is full or failed.
    """
    path.write_text(json.dumps([*map(astuple, found.readings)], ensure_ascii=False), "utf-8")


def read(path: Path) -> Abbreviations:
    """The abbreviations in a file; none where there is no file, as in an older index."""
    if not path.is_file():
        return Abbreviations()
    return Abbreviations(Abbreviation(*row) for row in json.loads(path.read_text("utf-8")))


def key(text: str) -> str:
    """The stems of a text's words: what differs in endings or case only has the same."""
    return " ".join(word.stem for word in words(text))


_SMALL = frozenset("a an and at by for from in of on or the to with".split())  # noqa: SIM905
_ABBREVIATION = re.compile(r"(?=(?:[A-Za-z]*[A-Z]){2})([A-Z][A-Za-z]{1,7}?)s?")
_STANDING = re.compile(r"(?<![\w@/.#-])[A-Z][a-z]?[A-Za-z]{0,5}[A-Z](?=s?\b)")
_LOWER = re.compile(r"(?<![\w@/.#’'-])[a-z]{2,8}(?![\w@/’'-]|\.\w)")
_BRACKET = re.compile(r"\(([^()]{2,100})\)")
_BREAK = re.compile(r"[.;:!?]\s|[()\[\]•|–—\"“”]|\n\s*[\n-]")
_WORD = re.compile(r"\w[\w’']*")
_CAPITALISED = r"[A-Z](?=[\w’']*[a-z])[\w’']*+"
_RUN = re.compile(
    rf"(?<![\w’'@/.-]){_CAPITALISED}(?:[ -](?:(?:{'|'.join(sorted(_SMALL))}|&) )*{_CAPITALISED})+"
)
_REACH = 120  # characters before a bracket; a long form of eight words has fewer
_LINE_BEFORE = re.compile(r"(?:\A|[\n•])\s*(?:The )?\Z")
_LINE_AFTER = re.compile(r"\s*?(?:\Z|[\n•])")
_LEAST_INITIALS, _MOST_INITIALS = 3, 6  # two initials stand together by chance
_SURE_INITIALS = 4  # three do so, too, in a large corpus, unless twice or by themselves on a line
_LEAST_TIMES = 2
_CLEARLY = 4
"""So many times as often as any other must a row of words stand that no bracket defines."""
_COMMON = 1000
"""So often a common word stands in what the dictionary was counted in; 'send' 400 times that."""
_MOST_KEPT = 200_000  # rows of words; the half that stood least often is then forgotten

_Found = Counter[tuple[str, str]]
"""How often an abbreviation and a long form, as it is written, were found together."""


class Collector:
    """Collects the abbreviations of a corpus, passage by passage."""

    def __init__(self) -> None:
        """Know none yet."""
        self._defined, self._whole, self._part = _Found(), _Found(), _Found()
        self._standing, self._lower = Counter[str](), set[str]()
        self._context = frozenset[str]()

    def add(self, context: str, text: str) -> None:
        """Take a passage in, and what is encoded in front of it: what repeats counts once."""
        lines = context.splitlines()
        whole = "\n".join([*(line for line in lines if line not in self._context), text])
        self._context = frozenset(lines)
        self._lower.update(_LOWER.findall(whole))
        self._standing.update({found.upper() for found in _STANDING.findall(whole)})
        self._defined.update(dict.fromkeys(_definitions(whole), 1))
        for found in _RUN.finditer(whole):
            self._take(found, whole)
        self._whole, self._part = _kept(self._whole), _kept(self._part)

    def collected(self) -> Abbreviations:
        """Those that mean one thing: as a bracket says, else as words in a row do."""
        defined = _grouped(self._defined)
        whole, part = _grouped(self._whole), _grouped(self._part)
        clear: dict[str, tuple[str, int]] = {}
        for short in sorted({*defined, *whole, *part}):
            if short in defined:
                meant = _meant(defined[short], least=1, clearly=1)
            else:
                least = 1 if len(short) >= _SURE_INITIALS else _LEAST_TIMES
                least = max(least, self._standing[short.upper()])
                meant = _meant(whole.get(short) or part[short], least=least, clearly=_CLEARLY)
            if meant:
                clear[short] = meant
        english = english_among({short.lower() for short in clear})
        readings = []
        for short, (long, times) in clear.items():
            is_defined, word = short in defined, short.lower()
            is_short = len(short) < _LEAST_INITIALS
            elsewhere = self._standing[short.upper()] > (times if is_defined else 0)
            # Where a bracket defines it a rare word of English is none: 'pip', but not 'act'.
            is_english = english.get(word, 0) >= (_COMMON if is_defined else 1)
            plain = is_short or word in self._lower or is_english
            used = elsewhere and not is_short
            readings.append(Abbreviation(short, long, is_defined, plain, used))
        return Abbreviations(readings)

    def _take(self, run: re.Match[str], whole: str) -> None:
        """Count a row of words, and the beginnings and ends of a long one."""
        before = _LINE_BEFORE.search(whole, max(0, run.start() - 8), run.start())
        times = _LEAST_TIMES if before and _LINE_AFTER.match(whole, run.end()) else 1
        row = [found for found in _WORD.finditer(run[0]) if found[0].lower() not in _SMALL]
        for first, last in _stretches(len(row)):
            is_whole = last - first == len(row)
            counted, more = (self._whole, times) if is_whole else (self._part, 1)
            long = run[0][row[first].start() : row[last - 1].end()]
            for short in _initials(long):
                counted[short, long] += more


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """The abbreviations that brackets in a text define, each with its long form."""
    for found in _BRACKET.finditer(text):
        before = _BREAK.split(text[max(0, found.start() - _REACH) : found.start()])[-1]
        after = text[found.end() : found.end() + _REACH]
        inside = re.split(r"[,;]", found[1].strip("\"'“”‘’ "))[0]
        if short := _ABBREVIATION.fullmatch(inside):
            long = _before(short[1], before) or _behind(short[1], after)
        else:
            last = re.search(r"[A-Za-z]+$", before.rstrip())
            short = last and _ABBREVIATION.fullmatch(last[0])
            long = short and _behind(short[1], found[1])
        if short and long:
            yield short[1].upper(), long


def _before(short: str, text: str) -> str | None:
    """The words at the end of a text that an abbreviation stands for; Schwartz and Hearst's most.

    Beyond so many words none is looked at.
    """
    row = list(_WORD.finditer(text))[-min(len(short) + 5, 2 * len(short)) :]
    spelt = [found[0].lower() for found in row]
    capitals = "".join(filter(str.isupper, short))
    for skipped in (0, 1):
        for letters in (short, capitals):
            least = _SURE_INITIALS if skipped else 2
            count = _aligned(letters.lower(), spelt, skipped) if len(letters) >= least else 0
            if count:
                return " ".join(text[row[-count].start() : row[-1].end()].split())
    return None


def _behind(short: str, text: str) -> str | None:
    """The words at the beginning of a text that an abbreviation stands for, all of them."""
    row = list(_WORD.finditer(_BREAK.split(text)[0]))
    if row and row[0][0].lower() in _SMALL:
        row = row[1:]
    for last in row[1 : 2 * len(short)]:
        stretch = " ".join(text[row[0].start() : last.end()].split())
        if _before(short, stretch) == stretch:
            return stretch
    return None


def _aligned(letters: str, row: Sequence[str], skipped: int) -> int:
    """How many words at the end of a row have these initials; 0 where they do not.

    Small words may be skipped anywhere but at the ends, and so many others.
    """

    def count(left: int, place: int, spare: int) -> int:
        if left == 0 or place == 0:
            return 0 if left else len(row) - place
        word = row[place - 1]
        is_initial = word[0] == letters[left - 1] and (left > 1 or word not in _SMALL)
        found = count(left - 1, place - 1, spare) if is_initial else 0
        if found or left == len(letters):
            return found
        if word in _SMALL:
            return count(left, place - 1, spare)
        return count(left, place - 1, spare - 1) if spare else 0

    return count(len(letters), len(row), skipped)


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """All of a row of so many words, and its beginnings and ends of enough words to be told by."""
    if 1 < count <= _MOST_INITIALS:
        yield 0, count
    for length in range(_SURE_INITIALS, min(count - 1, _MOST_INITIALS) + 1):
        yield 0, length
        yield count - length, count


def _initials(long: str) -> set[str]:
    """How capitalised words are abbreviated: 'DHSC' and 'RiP', with a small word's initial."""
    row = _WORD.findall(long)
    capitals = "".join(word[0] for word in row if word.lower() not in _SMALL)
    every = "".join(word[0] for word in row)
    mixed = {every} if _LEAST_INITIALS <= len(every) <= _SURE_INITIALS else set()
    return mixed | ({capitals} if len(capitals) >= _LEAST_INITIALS else set())


def _kept(found: _Found) -> _Found:
    """The most frequent, where there are too many for the memory of a build."""
    return found if len(found) <= _MOST_KEPT else Counter(dict(found.most_common(_MOST_KEPT // 2)))


def _grouped(found: _Found) -> dict[str, dict[str, Counter[str]]]:
    """For each abbreviation its long forms, those together that differ only in endings or case."""
    grouped: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (short, long), times in found.items():
        grouped[short][key(long)][long] += times
    return grouped


def _meant(
    found: Mapping[str, Counter[str]], *, least: int, clearly: int
) -> tuple[str, int] | None:
    """The long form that stands clearly more often than any other, and how often."""
    ranked = sorted((forms.total(), forms.most_common(1)[0][0]) for forms in found.values())
    (second, _), (times, long) = [(0, ""), *ranked][-2:]
    is_clear = times > second and times >= clearly * second
    return (long, times) if is_clear and times >= least else None
