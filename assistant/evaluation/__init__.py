"""Labelled questions to figures: how often the right passage is near the top.

Question file → `LabelledQuestion` → (asked) `Judged` → `Figures` → report, JSON or plot; two
evaluations → `SideBySide`; two snapshots → `GateVerdict`.
"""
