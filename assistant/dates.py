"""Dates as they are written out for people."""

from __future__ import annotations

from datetime import date, datetime


def written_day(day: date) -> str:
    """A day: '14 March 2023'."""
    return f"{day.day} {day:%B} {day.year}"


def written_time(moment: datetime) -> str:
    """A moment, given in UTC: '14 March 2023 at 09:30 UTC'."""
    return f"{written_day(moment)} at {moment:%H:%M} UTC"


def written_date(published: str) -> str:
    """An ISO date, as exact as it is: '14 March 2023', 'March 2023' or '2023'."""
    try:
        day = date.fromisoformat(f"{published}-01-01"[:10])
    except ValueError:
        return published
    return {4: f"{day.year}", 7: f"{day:%B} {day.year}"}.get(len(published), written_day(day))
