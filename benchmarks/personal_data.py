"""How many made-up questions are held up: `python -m benchmarks.personal_data [INDEX] [FILE ...]`.

With the index (by default `index`) public names are known, and words that nobody else uses. Judged
are the lists of `tests/screening/personal_data`, or the files named: a question a line, or
JSON Lines with `turns`. Those whose name begins with 'holding' should be held up, all others not.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from assistant.assistant import Assistant

LISTS = Path(__file__).parent.parent / "tests" / "screening" / "personal_data"
_MARKED = re.compile(r"\[[A-Za-z][\w -]*:([^\]]*)\]")


def main() -> int:
    """Print a share for each list, and what was judged wrongly."""
    index = Path(sys.argv[1] if len(sys.argv) > 1 else "index")
    files = [*map(Path, sys.argv[2:])] or sorted(LISTS.glob("*.txt"))
    with Assistant.open(index) as assistant:
        for file in files:
            told = {text: bool(assistant.take(text).personal_data) for text in _questions(file)}
            print(f"{file.stem}: {sum(told.values())} of {len(told)} held up")
            for text, is_held in told.items():
                if is_held is not file.stem.startswith("holding"):
                    print(f"  {'held up' if is_held else 'missed'}: {text}")
    return 0


def _questions(file: Path) -> list[str]:
    lines = file.read_text("utf-8").splitlines()
    if file.suffix == ".jsonl":
        return [turn for line in lines for turn in json.loads(line)["turns"]]
    return [_MARKED.sub(r"\1", line) for line in lines]


if __name__ == "__main__":
    sys.exit(main())
