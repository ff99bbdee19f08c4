"""An explanation in words, for the terminal."""

from __future__ import annotations

from dataclasses import asdict

from assistant.records import Quotation, WordMatch

_MEASURES = {
    "whole": "late interaction, whole passage",
    "point": "late interaction, best sentence",
    "cosine": "nearest sentence's vector",
    "lexical": "words in common (BM25)",
}


def explanation_text(quotation: Quotation) -> str:
    """Why a passage was found: what each measure gave, and what met each word."""
    explanation = quotation.explanation
    values, given = asdict(explanation.measures), asdict(explanation.contributions)
    lines = [
        f"score {quotation.score:.3f}",
        *(f"  {given[k]:6.3f}  {name} ({values[k]:.3f})" for k, name in _MEASURES.items()),
    ]
    if explanation.sentence:
        span = slice(explanation.sentence.start, explanation.sentence.end)
        lines.append(f"best sentence: {' '.join(quotation.passage.text[span].split())}")
    lines.append(f"{'word':<18}{'weight':>7}{'gave':>7}  met by")
    lines += [_word_line(word) for word in explanation.words]
    return "\n".join(lines)


def _word_line(word: WordMatch) -> str:
    met = dict.fromkeys(
        f"{m.text} {m.similarity:.2f}{'' if m.place else ' (title or heading)'}" for m in word.met
    )
    line = f"{word.word:<18}{word.weight:7.2f}{word.contribution:7.3f}  {', '.join(met)}"
    return line.rstrip()
