"""Writes a trained model as the product loads it: an OpenVINO graph of 8-bit weights."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer

from assistant.comprehension.reader import DIGESTS, GRAPH, SAMPLE, TOKENIZER, WEIGHTS
from assistant.encoder.export import compressed
from assistant.encoder.graph import POOLED_OUTPUT, TOKEN_OUTPUT
from training.examples import example
from training.model import Reader, batch, tokenised

_NAMES = ("input_ids", "attention_mask", "token_type_ids")


class _Served(torch.nn.Module):
    """The model with its first output of shape (batch, 1)."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        answers, tokens = self.reader(*inputs)
        return answers[:, None], tokens


def export(reader: Reader, tokenizer: Tokenizer, folder: Path, *, whole: bool = False) -> str:
    """Write the model into `folder` and return the SHA-256 of its weights.

    With `whole` the weights stay float32, for comparison.
    """
    import openvino
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    folder.mkdir(parents=True, exist_ok=True)
    pairs = [("one?", "a text"), ("and another question?", "a longer text to read for it")]
    encodings = tokenizer.encode_batch(pairs)
    width = max(len(one.ids) for one in encodings)
    example = tuple(
        torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
        for rows in (
            [one.ids for one in encodings],
            [one.attention_mask for one in encodings],
            [one.type_ids for one in encodings],
        )
    )
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing is deprecated; torch.export fixes the shapes
        decoder = TorchScriptPythonDecoder(_Served(reader).eval(), example_input=example)
    front_end = FrontEndManager().load_by_framework("pytorch")
    graph = front_end.convert(front_end.load(decoder))
    for port, name in zip(graph.inputs, _NAMES, strict=True):
        port.tensor.set_names({name})
    for port, name in zip(graph.outputs, (POOLED_OUTPUT, TOKEN_OUTPUT), strict=True):
        port.tensor.set_names({name})
    openvino.save_model(graph if whole else compressed(graph), folder / GRAPH, whole is False)
    tokenizer.save(str(folder / TOKENIZER))
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (GRAPH, WEIGHTS, TOKENIZER)
    }
    told = digests | {"sample": round(_read(reader, tokenizer), 3)}
    (folder / DIGESTS).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return digests[WEIGHTS]


def _read(reader: Reader, tokenizer: Tokenizer) -> float:
    """The log odds that the model gives the sample, in float32."""
    question, passage = SAMPLE
    told = example(question, "", passage, None, source="", document="")
    one = batch(tokenised([told], tokenizer))
    with torch.no_grad():
        return float(reader.eval()(**one.inputs)[0][0])
