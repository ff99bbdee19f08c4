"""The group of filters above the question box: its choices, and what was chosen there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from assistant.errors import FilterError
from assistant.filters import Choices
from assistant.records import Filters
from assistant.web.markup import literal

_YES, _NO = "yes", "no"
_TEXTS = ("nation", "campaign", "audience", "since", "until")
_UNREADABLE = "the filter cannot be read: reload the page"


def filter_html(choices: Choices) -> str:
    """A template of the group, closed; '' where there is nothing to choose between.

    Gradio reads it as a template: what could be an expression in it is written as entities.
    """
    fields = "".join(_fields(choices))
    if not fields:
        return ""
    return (
        '<details class="filter"><summary>Filter<span class="chosen"></span></summary>'
        f'<div class="fields">{fields}</div></details>'
    )


def chosen_filters(value: str) -> Filters:
    """The filters that the page sends as JSON; '' for none.

    Raises:
        FilterError: the page never sends that.
    """
    try:
        chosen = json.loads(value or "{}")
    except (ValueError, RecursionError) as error:
        raise FilterError(_UNREADABLE) from error
    is_ours = isinstance(chosen, dict) and all(isinstance(v, str) for v in chosen.values())
    if not is_ours or not chosen.keys() <= {*_TEXTS, "easy_read", "current"}:
        raise FilterError(_UNREADABLE)
    easy_read = chosen.get("easy_read")
    return Filters(
        **{name: chosen.get(name) for name in _TEXTS},
        easy_read=None if easy_read is None else easy_read == _YES,
        current=chosen.get("current") == _YES,
    )


def _fields(choices: Choices) -> Iterator[str]:
    """A list to choose from for each filter that tells documents apart."""
    names = (
        ("nation", "Nation", choices.nations),
        ("campaign", "Campaign", choices.campaigns),
        ("audience", "Written for", choices.audiences),
    )
    for name, label, values in names:
        if values:
            yield _field(name, label, [(value, value) for value in values])
    if len(choices.years) > 1:
        yield _field("since", "Published from", [(y, f"from {y}") for y in choices.years])
        yield _field("until", "Published up to", [(y, f"up to {y}") for y in choices.years])
    if choices.easy_read:
        both = [(_YES, "Easy Read only"), (_NO, "not Easy Read")]
        yield _field("easy_read", "Easy Read", both)
    if choices.superseded:
        yield _field("current", "Superseded documents", [(_YES, "not superseded")])


def _field(name: str, label: str, values: Sequence[tuple[str, str]]) -> str:
    options = "".join(f'<option value="{_inert(v)}">{_inert(told)}</option>' for v, told in values)
    return (
        f'<p><label for="filter-{name}">{label}</label><select id="filter-{name}" name="{name}">'
        f'<option value="">any</option>{options}</select></p>'
    )


def _inert(text: str) -> str:
    """HTML that shows the text, and is no expression of a template either."""
    written = literal(text)
    return "".join(f"&#{ord(c)};" if c in "${}`\\" else c for c in written)
