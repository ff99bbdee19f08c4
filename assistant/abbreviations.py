"""Abbreviations of a corpus and what they stand for: a question read by them, both ways.

They are learnt from the documents as an index is built (`assistant.index.abbreviating`). Where a
question has one, what it stands for is searched for as well, and the other way round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from assistant.words import words

_POSSESSIVE = re.compile(r"[’']s?$")


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
        if not self.readings:
            return Expansion(question)
        told = f" {key(question)} "
        parts, read_as, added, done = [], [], [], 0
        for start, end, meant in sorted(self._read(question), key=lambda found: found[1]):
            if f" {key(meant)} " in told:
                continue
            told += f"{key(meant)} "
            put_in = f" ({meant})"
            parts += [question[done:end], put_in]
            read_as.append((_POSSESSIVE.sub("", question[start:end]), meant))
            added.append((end, len(put_in)))
            done = end
        return Expansion("".join([*parts, question[done:]]), tuple(read_as), tuple(added))

    def _read(self, question: str) -> Iterator[tuple[int, int, str]]:
        """Where something stands that can be read otherwise, and as what."""
        row = list(words(question))
        shouted = not any(character.islower() for character in question)
        place = 0
        while place < len(row):
            reach = range(min(len(row), place + self._longest), place + 1, -1)
            stretches = ((last, " ".join(w.stem for w in row[place:last])) for last in reach)
            known = next(((last, stems) for last, stems in stretches if stems in self._short), None)
            start = row[place].start
            if known is not None:
                place, stems = known
                yield start, row[place - 1].end, self._short[stems].short
                continue
            typed = question[start : row[place].end]
            as_lower = shouted or (place == 0 and typed.istitle())
            found = self._of(typed.lower() if as_lower else typed)
            if found is not None:
                yield start, row[place].end, found.long
            place += 1

    def _of(self, typed: str) -> Abbreviation | None:
        """What a word of a question abbreviates; a plural or possessive ending is let be."""
        bare = _POSSESSIVE.sub("", typed)
        forms = [bare] + [bare[:-1]] * bare.endswith("s")
        return next((r for r in map(self._spelt, forms) if r is not None), None)

    def _spelt(self, form: str) -> Abbreviation | None:
        if sum(character.isupper() for character in form) > 1:
            return self._long.get(form) or self._long.get(form.upper())
        found = self._long.get(form.upper()) if form.islower() else None
        return None if found is None or found.plain else found


def write(path: Path, found: Abbreviations) -> None:
    """Write abbreviations to a file.

    Raises:
        OSError: the disk is full or failed.
    """
    rows = [astuple(reading) for reading in found.readings]
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def read(path: Path) -> Abbreviations:
    """The abbreviations in a file; none where there is no file, as in an older index."""
    if not path.is_file():
        return Abbreviations()
    return Abbreviations(Abbreviation(*row) for row in json.loads(path.read_text("utf-8")))


def key(text: str) -> str:
    """The stems of a text's words: what differs in endings or case only has the same."""
    return " ".join(word.stem for word in words(text))
