"""Fits what notices names in a question: `python -m benchmarks.names SQUAD_FILE [--write]`.

The marked questions of `tests/screening/personal_data`, with their names, with others in their
places, and with none; ordinary questions, as they are and with a name for 'a client'; and
questions of SQuAD,
whose people are public. Figures are of folds, by list and by article, and of the list that nothing
is fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from assistant import Assistant, build_index
from assistant.encoder import Encoder
from assistant.evaluation.questions import load_questions
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.screening import found
from assistant.screening.name_model import FILE, Frequency, Naming, words_of
from assistant.screening.name_rules import FORENAMES, SURNAMES, WORDS, Tokens
from benchmarks.collections import COLLECTIONS, ROOT

LISTS = (
    "development", "unseen", "later", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth",
)  # fmt: skip
HELD_OUT = "eleventh"
_FOLDS = 4
_FROM = 0.5  # the log-odds from which a word is a name: 2 in 100 ordinary questions have one
_PENALTY, _OF_VECTORS, _OF_SIGNS = 0.3, 8.0, 1.2
_RARE = 3  # a sign that fewer words have is not weighed
_LEAST = 0.02  # a lighter weight is left out
_OTHER_NAMES = 4
_OF_AN_ARTICLE = 150  # questions
_FOLDER = ROOT / "tests" / "screening" / "personal_data"
_PART = re.compile(r"\[([A-Za-z][\w -]*):([^\]]*)\]")
_NAME = re.compile(r"\[name:([^\]]*)\]")
_KEPT = WORDS["titles"] | {"and", "dr", "nurse", "sister"}
_SOMEBODY = re.compile(
    r"\b(?:a|an|my|the)\s(?:client|child|person|service user|adult|young person|woman|man|boy|girl"
    r"|mother|father|mum|dad|carer|patient|resident|\d+ year old)\b(?!'|ren| (?:protection|in need"
    r"|sexual|abuse|assessment|looked|and))|\bsome(?:one|body)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:the|mum|dad|son|client|called|is|nan|user|named|child|baby|lad|manager|student|mother"
    r"|father|partner|carer|ex|uncle|aunty|colleague|siblings|twins|brother|sister|man|boy|woman"
    r"|girl|,|\() ?\[name",
    re.IGNORECASE,
)
_NOBODY = ("my client", "the child", "she", "a child", "this man", "someone", "a young person")


@dataclass(frozen=True, slots=True)
class Line:
    """A question to learn from, its names in marks."""

    text: str
    weight: float
    unlisted: bool = False
    """Whether its names are taken as if no list had them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The words of some questions."""

    vectors: NDArray[np.float32]
    signs: list[frozenset[str]]
    names: NDArray[np.bool_]
    weights: NDArray[np.float32]


def lines_of(name: str) -> Iterator[Line]:
    """What is learnt from a list of both kinds."""
    chance = random.Random(name)
    for text in _read("holding", name):
        yield Line(text, 1.0, chance.random() < 0.5)
        for _ in range(_OTHER_NAMES if "[name:" in text else 0):
            yield Line(_renamed(text, chance), 0.5, chance.random() < 0.5)
        if "[name:" in text and not _TOLD.search(text):
            yield Line(_NAME.sub(lambda _: chance.choice(_NOBODY), text), 1.0)
    for text in _read("ordinary", name):
        yield from _ordinary(text, chance)
        yield Line(text.lower(), 0.3)


def _ordinary(text: str, chance: random.Random) -> Iterator[Line]:
    yield Line(text, 1.0)
    somebody = list(_SOMEBODY.finditer(text))
    if somebody:
        where = chance.choice(somebody)
        name = chance.choice(sorted(FORENAMES))
        name = name.title() if chance.random() < 0.6 else name
        named = f"{text[: where.start()]}[name:{name}]{text[where.end() :]}"
        yield Line(named, 0.5, chance.random() < 0.5)


def _renamed(text: str, chance: random.Random) -> str:
    """A marked question with other names, at times in lower case or without an apostrophe."""
    new = _NAME.sub(
        lambda m: f"[name:{_other(m[1], text[: m.start()].lower().endswith('the '), chance)}]", text
    )
    if chance.random() < 0.25:
        new = re.sub(r"\[name:([^\]]*?)\]['’]s\b", r"[name:\1s]", new)
    if chance.random() < 0.35 and not re.search(r"\[name:[A-Z.]{2,}\]", new):
        new = new.lower()
    return new


def _other(name: str, family: bool, chance: random.Random) -> str:
    if re.fullmatch(r"(?:[A-Z]\.){2,}|[A-Z]{2}", name):
        return re.sub(r"[A-Z]", lambda _: chance.choice("ABCDEFGHJKLMNPRSTW"), name)
    words = []
    for place, word in enumerate(name.split()):
        if word.lower().strip(".") in _KEPT or len(word.strip(".")) == 1:
            words.append(word)
            continue
        new = chance.choice(sorted(SURNAMES if place or family else FORENAMES))
        new += "s" if family and word.endswith("s") else ""
        words.append(new if word.islower() else new.upper() if word.isupper() else new.title())
    return " ".join(words)


def rows(lines: Sequence[Line], encoder: Encoder, frequency: Frequency) -> Rows:
    """The words of questions; those of other personal data are left out."""
    vectors, signs, names, weights = [], [], [], []
    for line in lines:
        text, parts = _unmarked(line.text)
        of_names = [(s, e) for s, e, kind in parts if kind == "name"]
        listed = {t.plain for s, e in of_names for t in Tokens(text[s:e]).tokens}
        unlisted = frozenset(listed if line.unlisted else ())
        for word in words_of(text, encoder.encode_query(text), frequency, unlisted):
            within = {kind for s, e, kind in parts if word.start < e and word.end > s}
            if within - {"name"}:
                continue
            kept = text[word.start : word.end].lower() in _KEPT
            vectors.append(word.vector)
            signs.append(word.signs)
            names.append("name" in within and not kept)
            weights.append(line.weight)
    return Rows(np.stack(vectors), signs, np.array(names), np.array(weights, np.float32))


def fitted(parts: Sequence[Rows]) -> Naming:
    """The model fitted to words."""
    signs = [s for part in parts for s in part.signs]
    counted = Counter(sign for of_word in signs for sign in of_word)
    weighed = [{s: _OF_SIGNS for s in of_word if counted[s] >= _RARE} for of_word in signs]
    vectorizer = DictVectorizer(dtype=np.float32)
    held = vectorizer.fit_transform(weighed)
    vectors = np.concatenate([part.vectors for part in parts])
    model = LogisticRegression(C=_PENALTY, max_iter=150)
    model.fit(
        hstack([csr_matrix(_OF_VECTORS * vectors), held]).tocsr(),
        np.concatenate([part.names for part in parts]),
        sample_weight=np.concatenate([part.weights for part in parts]),
    )
    size = vectors.shape[1]
    of_signs = (_OF_SIGNS * model.coef_[0][size:]).round(3).tolist()
    named = zip(vectorizer.get_feature_names_out().tolist(), of_signs, strict=True)
    return Naming(
        float(model.intercept_[0]) - _FROM,
        {sign: weight for sign, weight in named if abs(weight) >= _LEAST},
        tuple((_OF_VECTORS * model.coef_[0][:size]).round(3).tolist()),
    )


def main() -> None:
    """Fit, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names")
    parser.add_argument("squad", type=Path, help="questions in the format of SQuAD 2.0")
    parser.add_argument("--write", action="store_true", help=f"keep the model in {FILE.name}")
    asked = parser.parse_args()
    articles = _articles(asked.squad)
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "corpus", Path(folder))
        opened = open_snapshot(Path(folder))
        encoder, frequency = Encoder(opened.encoder), LocalIndex(opened).vocabulary.frequency
        chance = random.Random("labelled")
        labelled = [q.turns[-1] for _, f in COLLECTIONS.values() for q in load_questions(f)]
        labelled = [q for q in labelled if not found(q)]
        of_list = {name: rows([*lines_of(name)], encoder, frequency) for name in LISTS}
        base = rows([n for q in labelled for n in _ordinary(q, chance)], encoder, frequency)
        public = [rows([Line(q, 1.0) for q in article], encoder, frequency) for article in articles]
        with Assistant.open(Path(folder)) as assistant:
            for fold in range(_FOLDS):
                out = LISTS[fold::_FOLDS]
                others = [part for place, part in enumerate(public) if place % _FOLDS != fold]
                model = fitted([base, *others, *(of_list[n] for n in LISTS if n not in out)])
                judge = _Judge(model, encoder, assistant, frequency)
                judge.tell_lists(out)
                judge.tell("SQuAD", [q for article in articles[fold::_FOLDS] for q in article])
            model = fitted([base, *public, *of_list.values()])
            _Judge(model, encoder, assistant, frequency).tell_lists([HELD_OUT])
        if asked.write:
            stored = {"encoder_sha256": opened.manifest.encoder_sha256, **asdict(model)}
            FILE.write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class _Judge:
    """Prints how many questions of a kind a model, beside the rules, notices something in."""

    model: Naming
    encoder: Encoder
    assistant: Assistant
    frequency: Frequency

    def tell_lists(self, names: Iterable[str]) -> None:
        """Those of some lists, of both kinds."""
        for name in names:
            for kind in ("holding", "ordinary"):
                self.tell(f"{kind}-{name}", [_unmarked(line)[0] for line in _read(kind, name)])

    def tell(self, name: str, texts: Sequence[str]) -> None:
        """Those of these questions."""
        print(f"{name}: {sum(map(self._notices, texts))} of {len(texts)} noticed", flush=True)

    def _notices(self, text: str) -> bool:
        named = self.model.names(text, self.encoder.encode_query(text), self.frequency)
        return bool(found(text, self.assistant.screening.is_public, named=named))


def _articles(squad: Path) -> list[list[str]]:
    """Some questions of each article of a SQuAD file."""
    chance = random.Random("articles")
    articles = []
    for article in json.loads(squad.read_text("utf-8"))["data"]:
        asked = {q["question"].strip() for p in article["paragraphs"] for q in p["qas"]}
        articles.append(chance.sample(sorted(asked), min(_OF_AN_ARTICLE, len(asked))))
    return articles


def _read(kind: str, name: str) -> list[str]:
    return (_FOLDER / f"{kind}-{name}.txt").read_text("utf-8").splitlines()


def _unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A question as typed, and where its personal data stand."""
    text, done, parts = "", 0, []
    for part in _PART.finditer(line):
        text += line[done : part.start()]
        parts.append((len(text), len(text) + len(part[2]), part[1].lower()))
        text, done = text + part[2], part.end()
    return text + line[done:], parts


if __name__ == "__main__":
    main()
