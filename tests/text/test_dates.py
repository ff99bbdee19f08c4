"""Dates as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.text.files import written_date, written_time

DATES = [
    ("2023", "2023"),
    ("2023-03", "March 2023"),
    ("2023-03-04", "4 March 2023"),
    ("spring", "spring"),
    ("2023-99", "2023-99"),
]


@pytest.mark.parametrize(("published", "shown"), DATES)
def test_dates_are_written_out(published: str, shown: str) -> None:
    """A date shows as people write it, as exactly as it is known."""
    assert written_date(published) == shown


def test_a_moment_is_written_out() -> None:
    """The day without a leading zero, and the time as it is in UTC."""
    assert written_time(datetime(2026, 3, 5, 9, 7, tzinfo=UTC)) == "5 March 2026 at 09:07 UTC"
