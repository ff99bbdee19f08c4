"""What people found right on printed pages: `python -m benchmarks.judged FOLDER [VERDICTS]`.

Of each PDF of a folder up to three pages, drawn by the file's name, were looked at beside what is
read of them, and of each document the title, author and date. Prints how many are right, and which
are read otherwise now than when they were judged. The files are other people's: `data/judged.json`
names them, and what was read of them, by digests alone. With a folder of verdicts, a JSON file a
document, these are kept first: `title`, `author`, `date`, and `pages` by number, each with
`headings`, `order`, `tables` (null where there is none) and `words`.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.readers.pdf import read_pdf
from assistant.records import Document, MarkKind

JUDGED = Path(__file__).parent / "data" / "judged.json"
OF_DOCUMENTS, OF_PAGES = ("title", "author", "date"), ("headings", "order", "tables", "words")
PAGES = 3


def drawn(name: str, pages: int) -> list[int]:
    """Returns the numbers of the pages of a file that are judged, of so many."""
    return sorted(random.Random(name).sample(range(1, pages + 1), min(PAGES, pages)))


def read_of(document: Document, number: int) -> str:
    """Returns what is read of a page: a line for each mark, with its kind, level and words."""
    pages = (m for m in document.marks if m.kind is MarkKind.PAGE and m.number == number)
    return "\n".join(
        f"{mark.kind.value} {mark.number} {mark.label}: {document.text[mark.start : mark.end]}"
        for page in pages
        for mark in sorted(document.marks, key=lambda mark: (mark.start, -mark.end))
        if mark.kind is not MarkKind.PAGE and page.start < mark.end and mark.start < page.end
    )


def keep(files: Sequence[Path], verdicts: Path) -> None:
    """Keep what was judged, with digests of what is read and cited."""
    kept: dict[str, Any] = {}
    for file in files:
        told = json.loads((verdicts / f"{file.stem}.json").read_text("utf-8"))
        document = read_pdf(file, file.name, "0" * 64)
        for number, page in told["pages"].items():
            page["read"] = _digest(read_of(document, int(number)).encode())
        kept[_digest(file.read_bytes())] = told | {"cited": _cited(document)}
    JUDGED.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


def show(files: Sequence[Path]) -> None:
    """Print what was right, and what is read otherwise now."""
    judged = json.loads(JUDGED.read_text("utf-8"))
    right, of = Counter[str](), Counter[str]()
    other = []
    for file in files:
        told = judged[_digest(file.read_bytes())]
        document = read_pdf(file, file.name, "0" * 64)
        if _cited(document) != told["cited"]:
            other.append(f"{file.name}, as it is cited")
        whole = {"all three": all(told[name] for name in OF_DOCUMENTS)}
        for said in (whole | {name: told[name] for name in OF_DOCUMENTS}, *told["pages"].values()):
            for name in said.keys() & {*whole, *OF_DOCUMENTS, *OF_PAGES}:
                right[name] += bool(said[name])
                of[name] += said[name] is not None
        for number, page in told["pages"].items():
            if _digest(read_of(document, int(number)).encode()) != page["read"]:
                other.append(f"{file.name}, page {number}")
    for name in ("all three", *OF_DOCUMENTS, *OF_PAGES):
        print(f"{name:10} right on {right[name]} of {of[name]}")
    print(f"{len(other)} read otherwise since they were judged", *other, sep="\n  ")


def _cited(document: Document) -> str:
    entry = document.entry
    return _digest(json.dumps([entry.title, entry.author, entry.published]).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == "__main__":
    found = sorted(Path(sys.argv[1]).glob("*.pdf"))
    if len(sys.argv) > 2:
        keep(found, Path(sys.argv[2]))
    show(found)
