"""Embeds texts on command: `python -m benchmarks.embedding.worker TEXTS ENCODER` reads names.

For each name on a line it embeds all texts in that way and prints the seconds it took,
by the clock and of the processor. A way is `usual`, or
a precision of ours and what is made: `f32 pooled`, `bf16 coded`. What a way needs is loaded when it
is first named, so that a process given only `usual` loads nothing of ours, and the other way round.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

USUAL, POOLED, CODED = "usual", "pooled", "coded"
_WARMING = 32
"""So many texts are embedded once before the first that are timed."""


def usual() -> Callable[[Sequence[str]], object]:
    """SentenceTransformer.encode in float32, as it comes."""
    from assistant.encoder.export import load
    from assistant.settings import PACKAGED_ENCODER

    encode: Callable[[Sequence[str]], object] = load(PACKAGED_ENCODER).encode
    return encode


def ours(folder: Path, precision: str, made: str) -> Callable[[Sequence[str]], object]:
    """Ours: pooled vectors only, or with the token vectors and their codes, as a build needs."""
    from assistant.encoder import Encoder
    from assistant.encoder.graph import Precision
    from assistant.index.tokens import code

    encoder = Encoder(folder, Precision(precision))

    def coded(texts: Sequence[str]) -> None:
        deque((code(encoded, [0]) for _, encoded in encoder.encode_passages(texts)), maxlen=0)

    def pooled(texts: Sequence[str]) -> None:
        deque(encoder.pool(texts), maxlen=0)

    return coded if made == CODED else pooled


def main() -> None:
    """Embed and tell until the input ends."""
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    ways: dict[str, Callable[[Sequence[str]], object]] = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in ways:
            load = usual if name == USUAL else partial(ours, Path(sys.argv[2]), *name.split())
            ways[name] = load()
            ways[name](texts[:_WARMING])
        started, used = time.perf_counter(), time.process_time()
        ways[name](texts)
        print(time.perf_counter() - started, time.process_time() - used, flush=True)


if __name__ == "__main__":
    main()
