"""The month that is closed at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from artel.commons.errors import InputError

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """The days [first, end) of a month."""

    first: date
    end: date

    @property
    def name(self) -> str:
        """The month as `2026-09`."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """Its last day: invoices are dated so, and rates and shares are those of that day."""
        return self.end - timedelta(days=1)

    @property
    def closes(self) -> datetime:
        """The instant at which it ends, in UTC."""
        return datetime(self.end.year, self.end.month, self.end.day, tzinfo=UTC)


def period_of(text: str) -> Period:
    """Return the month written as `2026-09`. Raises InputError for anything else."""
    month = _MONTH.fullmatch(text.strip())
    if month is None or not 1 < int(month[1]) < 9999:
        raise InputError(f"'{text}' is not a period.", next_step="Write a month as 2026-09.")
    first = date(int(month[1]), int(month[2]), 1)
    return Period(first, (first + timedelta(days=31)).replace(day=1))
