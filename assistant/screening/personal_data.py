"""What kinds of personal data are looked for, and a place where one was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from assistant.screening import known_names, names, patterns
from assistant.screening.patterns import Finding, Kind

__all__ = ["Finding", "Kind", "found", "in_words", "without"]


_PUBLISHED = frozenset(
    {Kind.NAME, Kind.ADDRESS, Kind.POSTCODE, Kind.TELEPHONE, Kind.EMAIL, Kind.ACCOUNT}
)
"""Kinds that organisations and authors publish of themselves."""


_AN = ("address", "e-mail", "NHS")


def _nothing_is_public(_: str) -> bool:
    return False


def found(
    text: str,
    is_public: Callable[[str], bool] = _nothing_is_public,
    strange: Collection[str] = (),
    named: Sequence[tuple[int, int]] | None = None,
) -> tuple[Finding, ...]:
    """The personal data in a text, in order and without overlap.

    `is_public` says whether a name, number or address stands in the documents; it is not asked
    about a single forename, which stands in many and is somebody else's there. `strange` are the
    words, in lower case, that no document and no dictionary holds: with them names are found that
    are in no list, and fewer without. `named` says where a model finds names; the rules then look
    only for those that they are sure of.
    """
    kept: list[Finding] = []
    rest = text
    # Again without what was found: it may have covered the beginning of something else.
    while new := _new(rest, is_public, strange, named):
        kept += new
        for finding in new:
            gone = "…" * (finding.end - finding.start)
            rest = rest[: finding.start] + gone + rest[finding.end :]
    return tuple(sorted(kept))


def _new(
    text: str,
    is_public: Callable[[str], bool],
    strange: Collection[str],
    named: Sequence[tuple[int, int]] | None,
) -> list[Finding]:
    """What is found at once, the surer of two that overlap."""
    kept: list[Finding] = []
    public = tuple(known_names.spans(text))
    for finding in _candidates(text, strange, named):
        if finding.kind is Kind.NAME and any(s <= finding.start < e for s, e in public):
            continue
        part = text[finding.start : finding.end]
        overlaps = any(finding.start < k.end and k.start < finding.end for k in kept)
        if not overlaps and not (_may_be_public(finding.kind, part) and is_public(part)):
            kept.append(finding)
    return kept


def _may_be_public(kind: Kind, part: str) -> bool:
    return kind in _PUBLISHED and not (kind is Kind.NAME and names.is_forename(part))


def _candidates(
    text: str, strange: Collection[str], named: Sequence[tuple[int, int]] | None
) -> Iterator[Finding]:
    yield from patterns.findings(text)
    by_model = [
        Finding(start, end, Kind.NAME, start)
        for start, end in named or ()
        if "…" not in text[start:end]  # found before
    ]
    for name in [*names.findings(text, strange, sure=named is not None), *by_model]:
        yield name
        yield from patterns.dates_after(text, name)


def without(text: str, findings: Sequence[Finding]) -> str:
    """The text with '…' for each finding and the words that announce it.

    The ellipsis searches as well as a gap, and better than a word such as '[name]', which would
    be looked for in the documents.
    """
    parts, done = [], 0
    for finding in sorted(findings):
        parts += [text[done : max(done, finding.lead)], "…"]
        done = finding.end
    return "".join([*parts, text[done:]])


def in_words(findings: Sequence[Finding]) -> str:
    """The kinds that were found, in order: 'a name and an NHS number'; '' where there is none."""
    labels = list(dict.fromkeys(finding.kind.label for finding in sorted(findings)))
    kinds = [f"{'an' if label.startswith(_AN) else 'a'} {label}" for label in labels]
    return " and ".join(part for part in (", ".join(kinds[:-1]), *kinds[-1:]) if part)
