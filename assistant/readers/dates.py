"""Dates that lines of a document give, and which of them date the document."""

from __future__ import annotations

import re

from assistant.text.files import first_day

_MONTHS = {
    month: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    )
    for number, month in enumerate(names.split(), 1)
} | {"sept": 9}
_MONTH, _YEAR = "|".join(sorted(_MONTHS, key=len, reverse=True)), r"(?:19|20)\d\d"
_DATE = re.compile(
    r"(?<![\w–-])(?:"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? +)?(?P<month>{_MONTH})\.?,? +(?P<year>{_YEAR})"
    rf"|(?P<us_month>{_MONTH}) +(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?, +(?P<us_year>{_YEAR})"
    rf"|(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.](?P<y>{_YEAR})"
    rf"|(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)"
    rf"|(?P<bare>{_YEAR}))(?![\w–/-])",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"^review:.*|[\s(,;–-]*\b(?:(?:next|for|date of(?: next)?) review|review (?:date|due|by)"
    r"|expir(?:es|y)|valid (?:until|till|to))\b.*",
    re.IGNORECASE,
)
"""Until when a document holds: that does not date it."""
_DATED = re.compile(r"(?:last |date )?(?:updated|revised|published|issued)(?: on)?:? +", re.I)
_VERSION = re.compile(r"(?:version|issue|edition|revision|draft|v)\.? ?\d+(?:\.\d+)*[,:]?", re.I)


def labelled_date(line: str) -> str | None:
    """Returns the date behind 'last updated', 'published' and the like at the start of a line."""
    label = _DATED.match(line)
    found = _DATE.match(line, label.end()) if label else None
    return _iso(found) if found else None


def date_of(line: str) -> str | None:
    """Returns the date that a line gives and, but for a label, nothing else, in ISO 8601."""
    line = _LATER.sub("", line)
    found = list(_DATE.finditer(line))
    if len(found) != 1:
        return None
    before, after = line[: found[0].start()].strip(" (–-"), line[found[0].end() :].strip(" .,)")
    words = before.split()
    is_label = (
        len(words) <= 1
        or _VERSION.fullmatch(before)
        or (before.endswith(":") and len(words) <= 3)
        or "©" in before
    )
    if after or not is_label or (found[0]["bare"] and words and "©" not in before):
        return None
    return _iso(found[0])


def is_date(line: str) -> bool:
    """Returns whether a line is a date, and not the year alone that may end a title."""
    return len(date_of(line) or "") > len("2019")


def _iso(found: re.Match[str]) -> str | None:
    """Returns a date of the calendar to the day, the month or the year."""
    if found["bare"] or found["iso"]:
        written = found["bare"] or found["iso"]
    else:
        day = found["day"] or found["us_day"] or found["d"]
        month = found["month"] or found["us_month"]
        number = _MONTHS.get(month.casefold(), 0) if month else int(found["m"])
        year = found["year"] or found["us_year"] or found["y"]
        written = f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")
    return written if first_day(written) else None
