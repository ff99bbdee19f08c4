"""The picture of a PDF's page, made in a process of its own, as no file may hurt the chat.

`python -m assistant.reading.picture MEGABYTES SECONDS PARENT` is that process. It takes one
request as JSON on its input and writes the boxes as a line of JSON and then the picture.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

from assistant.errors import UnreadableFileError
from assistant.readers.pdf.picture import Box, Picture, page_picture
from assistant.reading.confinement import allow_memory, allow_time, confine, end_with_parent
from assistant.settings import ReadSettings

_MODULE = "assistant.reading.picture"
_PNG = b"\x89PNG\r\n\x1a\n"


def picture_of(path: Path, page: int, text: str, settings: ReadSettings) -> Picture:
    """The picture of a page, counted from 1, and where a text stands on it.

    Raises:
        UnreadableFileError: the page cannot be drawn within the limits.
    """
    limits = (str(settings.megabytes), str(settings.seconds), str(os.getpid()))
    try:
        run = subprocess.run(
            [sys.executable, "-B", "-P", "-m", _MODULE, *limits],
            input=json.dumps([str(path), page, text]).encode("ascii"),
            capture_output=True,
            timeout=settings.seconds,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        boxes, _, png = run.stdout.partition(b"\n")
        if not png.startswith(_PNG):
            raise ValueError("no picture")
        return Picture(png, tuple(Box(*map(float, box)) for box in json.loads(boxes)))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise UnreadableFileError(path.name, f"page {page} cannot be drawn") from error


def main(arguments: list[str]) -> int:
    """Draw one page."""
    megabytes, seconds, parent = map(int, arguments)
    end_with_parent(parent)
    confine()
    allow_memory(megabytes)
    allow_time(seconds)
    path, page, text = json.loads(sys.stdin.buffer.read())
    picture = page_picture(Path(path), page, text)
    boxes = json.dumps([astuple(box) for box in picture.boxes]).encode("ascii")
    sys.stdout.buffer.write(boxes + b"\n" + picture.png)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
