"""How far a second reader, who saw no labels, agrees with the writer of questions.

    python -m training.agreement READ KEYS

READ is what the second reader gave (a line a question: `n`, `a`
for whether the passage answers, `quote`), KEYS which question each `n` is. Prints the agreement and
the questions to leave out: those whose label is in dispute.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.text import words


def main() -> None:
    """Compare and print; write the disputed questions' texts to standard output as JSON."""
    read = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line]
    keys = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    same = marked = shared = 0.0
    disputed = []
    for one in read:
        key = keys[one["n"]]
        if bool(one["a"]) is not bool(key["quote"]):
            disputed.append({"q": key["q"], "passage": key["passage"][:60], "read": one})
            continue
        same += 1
        if one["a"]:
            marked += 1
            shared += word_f1(one["quote"], key["quote"])
    print(
        f"{len(read)} read, {same / len(read):.4f} alike, of {int(marked)} answered in both the "
        f"marked words agree to {shared / max(marked, 1):.3f} (F1)",
        file=sys.stderr,
    )
    print(json.dumps(disputed, ensure_ascii=False, indent=1))


def word_f1(one: str, other: str) -> float:
    """Returns the F1 of the words of two texts, as sets."""
    left, right = ({word.stem for word in words(text)} for text in (one, other))
    common = len(left & right)
    return 2 * common / max(len(left) + len(right), 1)


if __name__ == "__main__":
    main()
