"""The exported encoder against the model it was exported from."""

from __future__ import annotations

import contextlib
import errno
import json
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock, patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Encoding

from assistant.encoder import (
    _BATCH_TOKENS,
    DESCRIPTION,
    GRAPH,
    TOKENIZER,
    Encoder,
    EncoderDescription,
    Vectors,
    _batches,
    description_json,
    read_description,
    unit_length,
)
from assistant.encoder.export import (
    ADAPTER,
    PUBLISHED_DIGESTS,
    VERSION,
    _write_graph,
    export,
    load,
    model_folder,
    weights_digest,
)
from assistant.encoder.graph import Graph, Precision
from assistant.errors import EncoderError
from assistant.index.build import EncoderMaker
from assistant.index.snapshot import Snapshot
from assistant.settings import PACKAGED_ENCODER

pytestmark = pytest.mark.slow

TEXTS = [
    "How many social workers are there in England?",
    "Short.",
    "children’s services and carers of 80-20 " * 60,
]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "encoder"
    export(PACKAGED_ENCODER, folder)
    return folder


@pytest.mark.real
def test_vectors_are_those_of_the_model(exported: Path) -> None:
    """Vectors stay what they mean though they are computed without torch and at 8 bits."""
    model = load(PACKAGED_ENCODER)
    expected = model.encode(TEXTS)
    bound = 1.5e-3
    for precision in Precision:
        encoder = Encoder(exported, precision)
        encoded, pooled = dict(encoder.encode_passages(TEXTS)), dict(encoder.pool(TEXTS))
        asked = [encoder.encode_query(text).pooled for text in TEXTS]
        for place, right in enumerate(expected):
            assert float(encoded[place].pooled @ right) == pytest.approx(1.0, abs=bound)
            assert float(pooled[place] @ right) == pytest.approx(1.0, abs=bound)
            assert float(asked[place] @ right) == pytest.approx(1.0, abs=bound)


@pytest.mark.real
def test_token_vectors_are_as_near_each_other_as_the_model_has_them(exported: Path) -> None:
    """That they are turned changes no similarity of one token and another."""
    model = load(PACKAGED_ENCODER)
    text = "Carers of eighty workers met in Leeds and asked for more pay"
    given = model.encode(text, output_value="token_embeddings").numpy()
    expected = unit_length(given[1:-1])  # without the special tokens
    tokens = Encoder(exported).encode_query(text).tokens
    assert tokens @ tokens.T == pytest.approx(expected @ expected.T, abs=0.02)
    assert np.abs(tokens - expected).max() > 0.1


@pytest.mark.real
def test_wrong_vectors_are_noticed(exported: Path, tmp_path: Path) -> None:
    """A processor that the runtime computes wrongly on is not answered from."""
    folder = tmp_path / "encoder"
    shutil.copytree(exported, folder)
    known = read_description(folder)
    other = replace(known, sample=tuple(reversed(known.sample)))
    (folder / DESCRIPTION).write_text(description_json(other), "utf-8")
    with pytest.raises(EncoderError, match="wrong vectors on this processor"):
        Encoder(folder)


@pytest.mark.real
def test_many_texts_are_encoded_as_a_question_where_they_would_come_out_wrong(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on processors that have AVX but not AVX2."""
    right = Graph.pooled

    def wrong(graph: Graph, texts: Sequence[Encoding]) -> Vectors:
        return right(graph, texts)[:, ::-1] if graph.at_once > 2 else right(graph, texts)

    monkeypatch.setattr(Graph, "pooled", wrong)
    encoder = Encoder(exported)
    ((_, found),) = encoder.pool(TEXTS[:1])
    assert float(found @ encoder.encode_query(TEXTS[0]).pooled) > 0.999


@given(st.lists(st.integers(1, 600), max_size=200))
def test_every_text_is_in_one_batch_of_few_tokens(lengths: list[int]) -> None:
    """Nothing is encoded twice or forgotten, and no batch is larger than it need be."""
    batches = list(_batches(lengths))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[place] for place in batch)
        assert len(batch) == 1 or len(batch) * longest <= _BATCH_TOKENS


@pytest.mark.real
def test_tokens_say_where_they_stand(exported: Path) -> None:
    """Each token but punctuation has a vector of unit length and the span it stands for."""
    text = "Carers of 80-20"
    encoded = Encoder(exported).encode_query(text)
    assert [text[a:b] for a, b in encoded.spans] == ["Care", "rs", "of", "80", "20"]
    assert encoded.tokens.shape == (5, 384)
    assert np.linalg.norm(encoded.tokens, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.real
def test_a_text_encodes_alike_alone_and_in_company(exported: Path) -> None:
    """A rebuild with other documents does not change the vectors of these."""
    encoder = Encoder(exported)
    together = dict(encoder.encode_passages(TEXTS))
    alone = dict(encoder.encode_passages(TEXTS[:1]))
    assert float(together[0].pooled @ alone[0].pooled) == pytest.approx(1.0, abs=1e-5)


_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from assistant.encoder import Encoder

encoder = Encoder(Path(sys.argv[1]))
sys.setswitchinterval(1)
with ThreadPoolExecutor(16) as threads:
    print(len(list(threads.map(encoder.encode_query, ["nine words"] * 16))))
"""


@pytest.mark.real
def test_the_first_questions_may_come_at_once(exported: Path) -> None:
    """Threads that are the first to encode do not wait for each other for ever (1 run in 8 did)."""
    command = [sys.executable, "-c", _AT_ONCE, str(exported)]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
    assert done.stdout == "16\n"


@pytest.mark.real
def test_odd_text_is_encoded(exported: Path) -> None:
    """Emoji, lone surrogates, nothing at all: a vector, never an exception."""
    encoder = Encoder(exported)
    for text in ("", "🙂", "\ud800 lone", "\u202eright to left", "x" * 5000):
        assert np.isfinite(encoder.encode_query(text).pooled).all()


@pytest.mark.real
@pytest.mark.parametrize("name", [GRAPH, TOKENIZER, DESCRIPTION])
def test_an_encoder_without_a_file_is_refused(exported: Path, tmp_path: Path, name: str) -> None:
    """A missing file is named as the encoder's, not as some library's."""
    folder = tmp_path / "encoder"
    shutil.copytree(exported, folder)
    (folder / name).unlink()
    with pytest.raises(EncoderError, match="encoder"):
        Encoder(folder)


@pytest.mark.real
@pytest.mark.parametrize("name", sorted(PUBLISHED_DIGESTS))
def test_a_changed_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One flipped bit in the packaged model's files stops a build before they are loaded."""
    folder = tmp_path / "model"
    shutil.copytree(model_folder(PACKAGED_ENCODER), folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    monkeypatch.setattr("assistant.encoder.export.model_folder", lambda _: folder)
    with pytest.raises(EncoderError, match=name):
        weights_digest(PACKAGED_ENCODER)


@pytest.mark.real
def test_what_the_packaged_model_was_taught_is_added_to_it() -> None:
    """Each of its matrices is the published one and the product of two narrow ones."""
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer

    published = SentenceTransformer(str(model_folder(PACKAGED_ENCODER)), device="cpu")
    before, after = (
        {name.removeprefix("0.model."): value for name, value in model.named_parameters()}
        for model in (published, load(PACKAGED_ENCODER))
    )
    taught = load_file(ADAPTER)
    changed = {name for name in before if not (before[name] == after[name]).all()}
    assert changed == {f"{key.removesuffix('.down')}.weight" for key in taught if ".down" in key}
    name = "encoder.layer.0.attention.self.query"
    added = taught[f"{name}.up"].float() @ taught[f"{name}.down"].float()
    assert (after[f"{name}.weight"] - before[f"{name}.weight"] - added).abs().max() < 1e-6


@pytest.mark.real
def test_a_changed_adapter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One flipped bit in what the packaged model was taught, or none of it, stops a build."""
    copy = tmp_path / ADAPTER.name
    monkeypatch.setattr("assistant.encoder.export.ADAPTER", copy)
    with pytest.raises(EncoderError, match=r"adapter\.safetensors cannot be read"):
        weights_digest(PACKAGED_ENCODER)
    content = bytearray(ADAPTER.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(EncoderError, match="Reinstall the package campaign-assistant"):
        weights_digest(PACKAGED_ENCODER)
    monkeypatch.setattr("assistant.encoder.export.ADAPTER_DIGEST", tmp_path / "no.sha256")
    with pytest.raises(EncoderError, match=r"no\.sha256 cannot be read: .*campaign-assistant"):
        weights_digest(PACKAGED_ENCODER)


def test_weights_that_can_run_code_are_refused(tmp_path: Path) -> None:
    """A model of one's own must come as safetensors; a pickle is never loaded."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")
    (tmp_path / "config.json").write_text(json.dumps({}))
    with pytest.raises(EncoderError, match="safetensors"):
        weights_digest(str(tmp_path))


@pytest.mark.real
@pytest.mark.parametrize("name", ["config.json", "modules.json"])
def test_code_beside_a_model_does_not_run(tmp_path: Path, name: str) -> None:
    """A configuration that names code of the model's own is passed over, or refused in words."""
    folder, ran = tmp_path / "model", tmp_path / "ran"
    shutil.copytree(model_folder(PACKAGED_ENCODER), folder)
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Own:\n    pass\n")
    told = json.loads((folder / name).read_text("utf-8"))
    if name == "modules.json":
        told[0]["type"] = "own.Own"
    else:
        automatic = ("AutoConfig", "AutoModel", "AutoTokenizer", "AutoProcessor")
        told["auto_map"] = dict.fromkeys(automatic, "own.Own")
    (folder / name).write_text(json.dumps(told), "utf-8")
    with contextlib.suppress(EncoderError):
        export(str(folder), tmp_path / "exported")
    assert not ran.exists()


@pytest.mark.parametrize(
    ("free", "reason", "said"),
    [
        (3_000_000, errno.ENOSPC, "^the disk is full: 4 MB are needed and 3 MB are free$"),
        (4_000_000_000, errno.EIO, "^cannot be written "),
    ],
)
def test_weights_that_cannot_be_written_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, reason: int, said: str
) -> None:
    """The runtime's library names no reason; on a full disk the user reads that it is full."""
    import openvino
    from openvino import opset13

    asked = opset13.parameter([1])
    large = opset13.add(asked, opset13.constant(np.ones(1_000_000, np.float32)))
    monkeypatch.setattr(
        "assistant.encoder.export._traced", lambda _: openvino.Model([large], [asked])
    )
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr("assistant.encoder.export.shutil.disk_usage", lambda _: usage)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(OSError) as told:  # noqa: PT011  -- what it says is looked at below
            _write_graph(None, tmp_path / GRAPH)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told.value.errno == reason
    assert re.match(said, told.value.strerror or "")
    assert Path(str(told.value.filename)).name == GRAPH


def test_a_model_that_is_not_here_is_not_looked_for_elsewhere() -> None:
    """A mistyped name gets a clear message and no attempt to download."""
    with pytest.raises(EncoderError, match="no model 'nobody/no-such-model' on this machine"):
        weights_digest("nobody/no-such-model")


@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=1, max_size=8
    )
)
def test_vectors_have_unit_length_or_are_zero(rows: list[list[float]]) -> None:
    """Inner products of stored vectors are cosines."""
    scaled = unit_length(np.array(rows, np.float32))
    lengths = np.linalg.norm(scaled, axis=1)
    assert scaled.dtype == np.float32
    for row, length in zip(rows, lengths, strict=True):
        if max(map(abs, row)) > 1e-6:
            assert length == pytest.approx(1.0, abs=1e-5)


def test_a_vector_that_is_no_number_is_refused() -> None:
    """Broken weights stop a build instead of giving answers at random."""
    with pytest.raises(EncoderError, match="not finite"):
        unit_length(np.array([[1.0, np.nan]], np.float32))


def test_an_encoder_that_does_not_fit_the_disk_is_one_error(tmp_path: Path) -> None:
    """A disk that fills while the encoder is taken over is told as one file's error."""
    before = Snapshot(tmp_path / "before", Mock())
    before.encoder.mkdir(parents=True)
    description = EncoderDescription("tiny", "0", VERSION, 4, 16)
    (before.encoder / DESCRIPTION).write_text(description_json(description))
    maker = EncoderMaker("tiny")
    full = OSError(28, "No space left on device", "from", None, "to")
    with (
        patch.object(maker, "digest", return_value="0"),
        patch("shutil.copyfile", side_effect=full),
        pytest.raises(OSError, match="No space left on device") as caught,
    ):
        maker.make(tmp_path / "encoder", [before])
    assert (caught.value.errno, caught.value.filename2) == (28, "to")
