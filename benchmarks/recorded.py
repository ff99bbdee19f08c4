"""Whether the product still says what it said: answers, documents and passages against a record.

    python -m benchmarks.recorded write
    python -m benchmarks.recorded compare

Every labelled question of the project's own collections is asked, and every document of theirs
read and cut. Documents of other people, named with `--others`, are read and cut as well; of these
only digests are kept. Everything is computed in float32: numbers may differ by .001, as they then
do between processors; all else must be the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import Assistant, Settings, build_index, corpus
from assistant.encoder.graph import CAP
from assistant.evaluation.questions import load_questions
from assistant.passages import cut
from assistant.readers.sandbox import read_files
from assistant.records import Passage
from benchmarks.collections import COLLECTIONS, DATA

RECORD = Path(__file__).parent / "results" / "recorded.json"
_TOLERANCE = 1e-3
_VARYING = frozenset({"snapshot", "milliseconds", "seconds", "built_at"})


def answers(folder: Path, questions: Sequence[Sequence[str]], work: Path) -> Iterator[Any]:
    """What is answered to each list of turns on an index of a folder: a digest and its numbers."""
    build_index(folder, work)
    with Assistant.open(work) as assistant:
        for turns in questions:
            answer = assistant.ask(turns[-1], turns[:-1]).to_dict()
            numbers: list[float] = []
            text = json.dumps(_without_numbers(answer, numbers), sort_keys=True)
            yield {"asked": list(turns), "digest": _digest(text), "numbers": numbers}


def documents(folder: Path) -> Iterator[Any]:
    """Each file of a folder: a digest of what was read of it, and of what it was cut into."""
    settings = Settings()
    for reading in sorted(
        read_files(corpus.files(folder), settings.reading), key=lambda found: found.file.name
    ):
        document = reading.document
        read = asdict(document) if document else {}
        spans: list[Passage] = cut(document, settings.passages) if document else []
        yield {
            "file": _digest(reading.file.name)[:16],
            "read": _digest(json.dumps([read, list(map(asdict, reading.problems))], default=str)),
            "cut": _digest(json.dumps(list(map(asdict, spans)), default=str)),
        }


def record(others: Sequence[Path]) -> dict[str, list[Any]]:
    """All that is compared, by what it is."""
    kept: dict[str, list[Any]] = {}
    follow_ups = [
        json.loads(line)["turns"]
        for name in ("follow-ups.jsonl", "strange-follow-ups.jsonl")
        for line in (DATA / name).read_text("utf-8").splitlines()
    ]
    for name, (folder, file) in COLLECTIONS.items():
        kept[f"documents: {name}"] = list(documents(folder))
        asked: list[Sequence[str]] = [question.turns for question in load_questions(file)]
        with TemporaryDirectory() as work:
            kept[f"answers: {name}"] = list(answers(folder, asked + follow_ups, Path(work)))
    for folder in others:
        kept[f"documents: {folder.name}"] = list(documents(folder))
    return kept


def differences(before: dict[str, list[Any]], now: dict[str, list[Any]]) -> Iterator[str]:
    """A line for each thing that differs; what was not looked at now is no difference."""
    for what, found in now.items():
        for old, new in zip_longest(before.get(what, []), found):
            if old is None or new is None:
                yield f"{what}: {'gone' if new is None else 'new'}: {_named(old or new)}"
            elif _exact(old) != _exact(new):
                changed = [key for key in new if old.get(key) != new[key]]
                yield f"{what}: {_named(new)}: differs in {', '.join(changed)}"
            elif not _near(old.get("numbers", []), new.get("numbers", [])):
                yield f"{what}: {_named(new)}: numbers differ by more than {_TOLERANCE}"


def _exact(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "numbers"}


def _near(before: Sequence[float], now: Sequence[float]) -> bool:
    return len(before) == len(now) and all(
        abs(a - b) <= _TOLERANCE for a, b in zip(before, now, strict=True)
    )


def _named(item: dict[str, Any]) -> str:
    return " / ".join(item["asked"]) if "asked" in item else str(item["file"])


def _without_numbers(value: Any, numbers: list[float]) -> Any:
    """A JSON value without its fractions, which go into `numbers`, and without what varies."""
    if isinstance(value, float):
        numbers.append(round(value, 6))
        return None
    if isinstance(value, dict):
        return {k: _without_numbers(v, numbers) for k, v in value.items() if k not in _VARYING}
    return [_without_numbers(v, numbers) for v in value] if isinstance(value, list) else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def main() -> int:
    """Write the record, or compare with it; exit status 1 where something differs."""
    parser = argparse.ArgumentParser(prog="benchmarks.recorded", description=__doc__)
    parser.add_argument("what", choices=("write", "compare"))
    parser.add_argument("--others", type=Path, action="append", default=[], metavar="DIR")
    given = parser.parse_args()
    os.environ.setdefault(CAP, "DEFAULT")  # where it is set at all, nothing is in bfloat16
    now = record(given.others)
    if given.what == "write":
        RECORD.write_text(json.dumps(now, indent=0) + "\n", "utf-8")
        return 0
    found = list(differences(json.loads(RECORD.read_text("utf-8")), now))
    for line in found:
        print(line)
    print(f"{sum(map(len, now.values()))} compared, {len(found)} differ", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
