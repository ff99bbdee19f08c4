"""What the page says to a question with personal data in it, before anything is searched."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.personal_data import Finding, in_words, without
from assistant.records import Highlight
from assistant.web.markup import literal, marked


def offer_notice(findings: Sequence[Finding]) -> str:
    """One sentence that says what was found."""
    return f"Not searched yet: the question seems to hold {in_words(findings)}."


def offer_html(question: str, findings: Sequence[Finding]) -> str:
    """HTML of the question with what was found marked, why, and the question without it."""
    shown = marked(question, (Highlight(f.start, f.end) for f in findings))
    reasons = "".join(
        f"<li><strong>{literal(question[f.start : f.end])}</strong> ({f.kind.label}): "
        f"{literal(f.kind.reason)}</li>"
        for f in findings
    )
    return (
        f'<p class="asked">{shown}</p><ul class="reasons">{reasons}</ul>'
        f"<p>Without these details: <q>{literal(without(question, findings))}</q></p>"
        "<p>Nothing typed is stored either way; the search usually finds more without.</p>"
    )
