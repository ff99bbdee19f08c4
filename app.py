"""Serve the chat: `python app.py`. The index is built first where there is none."""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.exit(main(["chat", "--build", *sys.argv[1:]]))
