"""The shipped weights restored to float32, for training that goes on from them."""

from __future__ import annotations

import openvino
import torch
from transformers import BertModel

from assistant.comprehension.reader import FOLDER, GRAPH, checked
from training.model import Reader, shape

_OWN = "self.reader."
_LAYER = "__module.reader."
_MATRICES = {"MatMul": 1, "Gather": 0}
"""Which input of an operation is a matrix of weights."""


def restored() -> Reader:
    """Returns the model in the package, its 8-bit matrices as float32.

    Raises:
        ComprehensionError: its files are not those that were shipped.
        RuntimeError: a weight is not found in its graph.
    """
    checked(FOLDER)
    weights: dict[str, torch.Tensor] = {}
    for node in openvino.Core().read_model(FOLDER / GRAPH).get_ordered_ops():
        name, kind = node.get_friendly_name(), node.get_type_name()
        if name.startswith(_OWN):
            weights[name.removeprefix(_OWN)] = torch.tensor(node.data)
        elif name.startswith(_LAYER) and kind in _MATRICES:
            matrix = node.input(_MATRICES[kind]).get_source_output()
            if matrix.get_node().get_type_name() == "Multiply":  # codes times their scales
                layer = name.removeprefix(_LAYER).split("/", 1)[0]
                weights[f"{layer}.weight"] = _floats(matrix)
    model = Reader(BertModel(shape()))
    missing, _ = model.load_state_dict(weights, strict=False)
    if missing:
        raise RuntimeError(f"the shipped graph lacks {', '.join(missing)}")
    return model


def _floats(matrix: openvino.Output) -> torch.Tensor:
    """What a part of a graph that has no inputs comes to."""
    part = openvino.compile_model(openvino.Model([matrix], []), "CPU")
    return torch.tensor(part([])[0])
