"""How long files take to read in processes of their own: `python -m benchmarks.reading [FILES]`.

Writes so many small Markdown files (1,000 unless told), reads them, and prints the seconds, beside
those of reading them in this process.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from assistant import corpus, readers
from assistant.readers.sandbox import read_files
from assistant.settings import ReadSettings

_WORDS = "Some words about pay and homes. " * 40


def main(number: int) -> None:
    """Print what reading takes both ways."""
    with tempfile.TemporaryDirectory() as folder:
        for place in range(number):
            Path(folder, f"{place}.md").write_text(f"# Title {place}\n\n{_WORDS}\n", "utf-8")
        files = corpus.files(Path(folder))
        started = time.perf_counter()
        read = sum(reading.document is not None for reading in read_files(files, ReadSettings()))
        apart = time.perf_counter() - started
        started = time.perf_counter()
        for file in files:
            readers.document(file)
        here = time.perf_counter() - started
    print(f"{read:,} files: {apart:.2f} s in processes of their own, {here:.2f} s in this one")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
