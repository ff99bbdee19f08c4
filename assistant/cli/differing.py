"""What differs between two snapshots: lines for people, objects for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant import citation
from assistant.records import Passage, Source
from assistant.terminal import count

if TYPE_CHECKING:
    from assistant.index.difference import Difference, DocumentChange, PassageChange

_OPENING = 90
_LEAD = 40  # characters shown before what differs


def differing_lines(now: str, before: str, found: Difference) -> Iterator[str]:
    """What differs, as lines: the documents that came, went and changed, with their passages."""
    if found.is_nothing:
        yield f"{now} and {before} hold the same documents and passages"
        return
    yield f"{now}, beside {before}:"
    for change in found.came:
        yield f"+ {change.path}: {count(change.now.passages if change.now else 0, 'passage')}"
    for change in found.went:
        number = change.before.passages if change.before else 0
        yield f"- {change.path}: {count(number, 'passage')}"
    for change in found.changed:
        yield f"~ {change.path}: {_summary(change)}"
        for passage in change.passages:
            yield from _passage_lines(passage)


def difference_object(now: str, before: str, found: Difference) -> dict[str, object]:
    """What differs, as an object for JSON."""
    return {
        "snapshot": now,
        "beside": before,
        "came": [{"path": c.path, "passages": _number(c.now)} for c in found.came],
        "went": [{"path": c.path, "passages": _number(c.before)} for c in found.went],
        "changed": [
            {
                "path": change.path,
                "known": {k: list(v) for k, v in _known(change).items()},
                "passages": [
                    {"now": _passage_object(p.now), "before": _passage_object(p.before)}
                    for p in change.passages
                ],
            }
            for change in found.changed
        ],
    }


def _number(source: Source | None) -> int:
    return source.passages if source else 0


def _summary(change: DocumentChange) -> str:
    """How many passages came, went and changed, and what is known anew: 'title, 1 changed'."""
    kinds = [_kind(passage) for passage in change.passages]
    counts = [f"{kinds.count(k)} {k}" for k in ("came", "went", "changed") if k in kinds]
    passages = f"{', '.join(counts)} of its passages" if counts else ""
    return "; ".join(filter(None, [", ".join(_known(change)), passages]))


def _known(change: DocumentChange) -> dict[str, tuple[object, object]]:
    """What is known of a document otherwise than before, by name: before, then now."""
    if change.now is None or change.before is None:
        return {}
    now, before = asdict(change.now.entry), asdict(change.before.entry)
    return {key: (before[key], now[key]) for key in now if now[key] != before[key]}


def _kind(change: PassageChange) -> str:
    if change.now and change.before:
        return "changed"
    return "came" if change.now else "went"


def _passage_lines(change: PassageChange) -> Iterator[str]:
    """A passage's opening; of one that changed, both from where they begin to differ."""
    texts = [" ".join(p.text.split()) for p in (change.before, change.now) if p is not None]
    start = _first_difference(*texts) if len(texts) == 2 else 0
    for sign, passage in (("-", change.before), ("+", change.now)):
        if passage is not None:
            opening = shorten(" ".join(passage.text.split())[start:], _OPENING, placeholder=" …")
            yield f"    {sign} {_place(passage)}“{'… ' if start else ''}{opening}”"


def _first_difference(one: str, other: str) -> int:
    """Where to begin, a few words before two texts differ; 0 where that is near the beginning."""
    same = zip(one, other, strict=False)
    place = next((i for i, (a, b) in enumerate(same) if a != b), min(len(one), len(other)))
    return one.find(" ", place - _LEAD) + 1 if place > _LEAD else 0


def _place(passage: Passage) -> str:
    where = citation.place(passage.locator)
    return f"{where}: " if where else ""


def _passage_object(passage: Passage | None) -> dict[str, object] | None:
    if passage is None:
        return None
    return {"start": passage.start, "end": passage.end, "text": passage.text}
