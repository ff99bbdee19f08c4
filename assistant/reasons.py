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
    """Why a passage was found: what was read in it, what each measure gave, what met each word."""
    explanation = quotation.explanation
    values, given = asdict(explanation.measures), asdict(explanation.contributions)
    lines = [
        f"score {quotation.score:.3f}",
        *(f"  {given[k]:6.3f}  {name} ({values[k]:.3f})" for k, name in _MEASURES.items()),
    ]
    lines += _read(quotation)
    lines.append(f"{'word':<18}{'weight':>7}{'gave':>7}  met by")
    lines += [_word_line(word) for word in explanation.words]
    return "\n".join(lines)


def _read(quotation: Quotation) -> list[str]:
    """What was read in the passage: that it answers, the mark, and each of its units."""
    reading = quotation.reading
    marked = quotation.sentence

    def words(start: int, end: int) -> str:
        return " ".join(quotation.passage.text[start:end].split())

    return [
        f"answers with a probability of {quotation.probability:.3f} "
        f"(log odds as read {reading.answers:.2f})",
        *([f"marked: {words(marked.start, marked.end)}"] if marked else []),
        "best   part   of the answer, by unit",
        *(f"{u.share:.3f}  {u.inside:.3f}  {words(u.start, u.end)}" for u in reading.units),
    ]


def _word_line(word: WordMatch) -> str:
    met = dict.fromkeys(
        f"{m.text} {m.similarity:.2f}{'' if m.place else ' (title or heading)'}" for m in word.met
    )
    line = f"{word.word:<18}{word.weight:7.2f}{word.contribution:7.3f}  {', '.join(met)}"
    return line.rstrip()
