"""Files that would run code when loaded, and weights that are not the published ones."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from assistant.assistant import Assistant
from assistant.encoder import export
from assistant.errors import EncoderError
from assistant.index import history
from assistant.index.history import State
from assistant.index.snapshot import Pointer, read_manifest
from assistant.settings import PACKAGED_ENCODER
from benchmarks.faults.ground import Found, Ground


class _Canary:
    """What makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self._path),)


def canaries(folder: Path) -> Found:
    """No file of an index runs code, not even where all digests were made to fit it."""
    ground, failures, tried = Ground(folder), [], 0
    sound = ground.folder(State.LIVE)
    canary = folder / "ran"
    for name in sorted(read_manifest(sound).files):
        for as_array in (True, False):
            with history.unfinished(ground.index) as written:
                shutil.copytree(sound, written, dirs_exist_ok=True)
                (written / "manifest.json").unlink()
                _put(written / name, canary, as_array=as_array)
                sealed = history.seal(written, replace(read_manifest(sound), files={}))
                moved = history._move(sealed, sound.parent)
            history.point(ground.index, Pointer(moved.name))
            tried += 1
            with contextlib.suppress(Exception):  # whatever refuses it
                Assistant.open(ground.index).close()
            if canary.exists():
                failures.append(f"{name} ran")
                canary.rmdir()
            shutil.rmtree(moved.folder)
    return Found("files that would run code", tried, tuple(failures))


def weights(folder: Path, flips: int) -> Found:
    """Weights in which one bit differs are refused before anything is made of them."""
    chance, failures = random.Random(4), []
    copy = folder / "model"
    shutil.copytree(export.model_folder(PACKAGED_ENCODER), copy)
    path = copy / "model.safetensors"
    size = path.stat().st_size
    with patch.object(export, "model_folder", lambda _: copy), path.open("r+b") as file:
        for _ in range(flips):
            place, bit = chance.randrange(size), 1 << chance.randrange(8)
            _flip(file, place, bit)
            try:
                export.weights_digest(PACKAGED_ENCODER)
                failures.append(f"bit {bit} of byte {place} was not seen")
            except EncoderError:
                pass
            _flip(file, place, bit)
        export.weights_digest(PACKAGED_ENCODER)
    return Found("flips in the weights", flips, tuple(failures))


def _put(path: Path, canary: Path, *, as_array: bool) -> None:
    if as_array:
        with path.open("wb") as file:
            np.save(file, np.array([_Canary(canary)], object), allow_pickle=True)
    else:
        path.write_bytes(pickle.dumps(_Canary(canary)))


def _flip(file: Any, place: int, bit: int) -> None:
    file.seek(place)
    byte = file.read(1)[0]
    file.seek(place)
    file.write(bytes([byte ^ bit]))
    file.flush()
