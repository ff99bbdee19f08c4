"""Which precision passages are encoded in, and what a build takes over of another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from assistant.assistant import Assistant
from assistant.encoder import DESCRIPTION, EncoderDescription, TextEncoder, description_json, graph
from assistant.encoder.export import VERSION
from assistant.encoder.graph import Precision
from assistant.index import build as building
from assistant.index.build import EncoderMaker, build
from assistant.index.reuse import computed_in, precision_of
from assistant.index.snapshot import Snapshot
from assistant.settings import Settings
from tests.conftest import TinyEncoder, TinyEncoderMaker

pytestmark = pytest.mark.slow

F32, BF16 = Precision
SAMPLE = ["some text"]
CORPUS = {"one.md": "# One\n\nCaseloads are high.", "two.md": "# Two\n\nPay is low."}


class Recorded:
    """Stands in for an encoder; knows what it would encode in."""

    def __init__(self, folder: Path, precision: Precision = F32) -> None:
        self.folder, self.precision = folder, graph.usable(precision)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, Mapping[Precision, float]], None]:
    """Has bfloat16 units or not, and takes so many seconds in each precision."""

    def made(units: bool, seconds: Mapping[Precision, float]) -> None:
        monkeypatch.setattr(building, "Encoder", Recorded)
        monkeypatch.setattr(building, "has_bfloat16", lambda: units)
        monkeypatch.setattr(graph, "has_bfloat16", lambda: units)
        monkeypatch.setattr(building, "_seconds", lambda encoder, _: seconds[encoder.precision])

    return made


def before(folder: Path, precision: Precision) -> Snapshot:
    """A snapshot with an encoder, whose vectors are of this precision."""
    manifest = SimpleNamespace(recipe=computed_in({}, precision))
    made = Snapshot(folder, manifest)  # type: ignore[arg-type]
    made.encoder.mkdir(parents=True)
    description = EncoderDescription("tiny", "0", VERSION, 4, 16)
    (made.encoder / DESCRIPTION).write_text(description_json(description))
    return made


@pytest.mark.parametrize(
    ("units", "seconds", "expected"),
    [
        (True, {F32: 2.0, BF16: 1.0}, BF16),
        (True, {F32: 1.1, BF16: 1.0}, F32),
        (True, {F32: 1.0, BF16: 2.0}, F32),
        (False, {F32: 2.0, BF16: 1.0}, F32),
    ],
)
def test_the_clearly_faster_precision_is_taken(
    tmp_path: Path,
    machine: Callable[[bool, Mapping[Precision, float]], None],
    units: bool,
    seconds: Mapping[Precision, float],
    expected: Precision,
) -> None:
    """bfloat16 is taken where the processor has it and it gains; a close run is no reason."""
    machine(units, seconds)
    made = EncoderMaker("tiny").fastest(tmp_path, TinyEncoder(), SAMPLE)
    assert made.precision is expected


def test_little_to_encode_is_not_worth_measuring(
    tmp_path: Path, machine: Callable[[bool, Mapping[Precision, float]], None]
) -> None:
    """A small build does not spend seconds to save less."""
    machine(True, {})
    made = TinyEncoder()
    assert EncoderMaker("tiny").fastest(tmp_path, made, []) is made


@pytest.mark.parametrize(("units", "expected"), [(True, BF16), (False, F32)])
def test_a_build_keeps_to_the_precision_before(
    tmp_path: Path,
    machine: Callable[[bool, Mapping[Precision, float]], None],
    monkeypatch: pytest.MonkeyPatch,
    units: bool,
    expected: Precision,
) -> None:
    """What an index has is taken over; a machine without the units encodes anew in float32."""
    machine(units, {})
    maker = EncoderMaker("tiny")
    monkeypatch.setattr(maker, "digest", Mock(return_value="0"))
    earlier = before(tmp_path / "before", BF16)
    assert maker.make(tmp_path / "encoder", [earlier]).precision is expected


class InPrecision(TinyEncoderMaker):
    """Makes the tiny encoder, which says that it encodes in a precision."""

    def __init__(self, kept: Precision, fastest: Precision) -> None:
        super().__init__()
        self.kept, self.after = _In(kept), _In(fastest)
        self.samples: list[Sequence[str]] = []

    def make(self, folder: Path, earlier: Sequence[Snapshot]) -> TextEncoder:
        super().make(folder, earlier)
        return self.kept

    def fastest(self, folder: Path, made: TextEncoder, sample: Sequence[str]) -> TextEncoder:
        self.samples.append(sample)
        return self.after if sample else made


class _In(TinyEncoder):
    def __init__(self, precision: Precision) -> None:
        super().__init__()
        self._precision = precision

    @property
    def precision(self) -> Precision:
        return self._precision


@pytest.fixture
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two passages are enough to measure on."""
    monkeypatch.setattr("assistant.index.build.WORTH_MEASURING", 2)


@pytest.mark.usefixtures("worth_it")
def test_vectors_of_another_precision_are_not_mixed_in(
    tmp_path: Path, write_corpus: Callable[[Mapping[str, str | bytes]], Path]
) -> None:
    """Passages are all encoded again when the precision changes, and the build says why."""
    corpus, index = write_corpus(CORPUS), tmp_path / "index"
    first = build(corpus, index, Settings(), encoders=InPrecision(BF16, BF16))
    assert precision_of(first.snapshot.manifest.recipe) is BF16
    (corpus / "three.md").write_text("# Three\n\nHours are long.")
    same = build(corpus, index, Settings(), encoders=InPrecision(BF16, F32))
    assert (same.encoded, precision_of(same.snapshot.manifest.recipe)) == (1, BF16)
    (corpus / "four.md").write_text("# Four\n\nHours are short.")
    other = build(corpus, index, Settings(), encoders=InPrecision(F32, F32))
    assert (other.encoded, precision_of(other.snapshot.manifest.recipe)) == (4, F32)
    assert other.reasons == (
        "every passage is encoded again: the precision of vectors changed (from bf16 to f32)",
    )


@pytest.mark.usefixtures("worth_it")
def test_precision_is_chosen_anew_where_most_is_to_be_encoded(
    tmp_path: Path, write_corpus: Callable[[Mapping[str, str | bytes]], Path]
) -> None:
    """An index that grows manifold is encoded in what is faster, the few it had included."""
    corpus, index = write_corpus({"one.md": CORPUS["one.md"]}), tmp_path / "index"
    build(corpus, index, Settings(), encoders=InPrecision(F32, BF16))
    for number in range(3):
        (corpus / f"more{number}.md").write_text(f"# More\n\nNumber {number} of them.")
    maker = InPrecision(F32, BF16)
    grown = build(corpus, index, Settings(), encoders=maker)
    assert [len(sample) for sample in maker.samples] == [3]
    assert (grown.encoded, precision_of(grown.snapshot.manifest.recipe)) == (4, BF16)
    assert len(maker.after.encoded) == 4


def test_nothing_changed_builds_nothing_on_another_machine(
    tmp_path: Path, write_corpus: Callable[[Mapping[str, str | bytes]], Path]
) -> None:
    """An index in bfloat16 answers as well where there are no units for it."""
    corpus, index = write_corpus(CORPUS), tmp_path / "index"
    build(corpus, index, Settings(), encoders=InPrecision(BF16, BF16))
    assert build(corpus, index, Settings(), encoders=InPrecision(F32, F32)).up_to_date


@pytest.mark.parametrize("precision", Precision)
def test_questions_are_encoded_as_the_passages_were(
    tmp_path: Path,
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    monkeypatch: pytest.MonkeyPatch,
    precision: Precision,
) -> None:
    """An index in bfloat16 is asked in bfloat16: in less memory, and sooner."""
    build(write_corpus(CORPUS), tmp_path, Settings(), encoders=InPrecision(precision, precision))
    loaded = Mock(return_value=TinyEncoder())
    monkeypatch.setattr("assistant.assistant.Encoder", loaded)
    Assistant.open(tmp_path).close()
    assert loaded.call_args.args[1] is precision


def test_a_running_chat_takes_up_another_precision(
    tmp_path: Path,
    write_corpus: Callable[[Mapping[str, str | bytes]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its encoder is shared with the next snapshot only if that was made in the same."""
    loaded = Mock(return_value=TinyEncoder())
    monkeypatch.setattr("assistant.assistant.Encoder", loaded)
    corpus = write_corpus(CORPUS)
    build(corpus, tmp_path, Settings(), encoders=InPrecision(F32, F32))
    assistant = Assistant.open(tmp_path)
    (corpus / "three.md").write_text("# Three\n\nHours are long.")
    build(corpus, tmp_path, Settings(), encoders=InPrecision(BF16, BF16))
    assistant.refreshed()
    assert [call.args[1] for call in loaded.call_args_list] == [F32, BF16]


def test_a_precision_of_another_version_is_not_kept() -> None:
    """A snapshot by a later version is encoded again, not choked on."""
    assert precision_of({"the precision of vectors": "f8"}) is F32
    assert precision_of({}) is F32
