"""UTC instants and durations as text, datetime and POSIX seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from artel.commons.errors import InputError

_UNITS = {"s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w)")


def parse_instant(text: str) -> datetime:
    """Return the aware UTC instant written as ISO 8601 (`2026-10-05`, `2026-10-05T06:00:00Z`).

    A time without a zone is UTC. Raises InputError for anything else.
    """
    try:
        return as_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):  # the first hours of year 1 have no UTC in some zones
        raise InputError(
            f"'{text}' is not an instant.", next_step="Write it as 2026-10-05T06:00:00Z."
        ) from None


def as_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; one without a zone is taken as UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def instant_text(instant: datetime) -> str:
    """Return ISO 8601 with milliseconds and Z, rounded to the nearest millisecond."""
    rounded = instant.astimezone(UTC) + timedelta(microseconds=500)
    # Not by strftime, which writes years before 1000 with fewer digits.
    return rounded.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def to_posix(instant: datetime) -> float:
    """Return POSIX seconds of an aware instant."""
    return instant.timestamp()


def from_posix(seconds: float) -> datetime:
    """Return the aware UTC instant of POSIX seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def posix_text(seconds: float) -> str:
    """Return ISO 8601 with milliseconds and Z for POSIX seconds."""
    return instant_text(from_posix(seconds))


def parse_duration(text: str) -> timedelta:
    """Return the duration written as `24h`, `90min`, `7d` or a chain such as `1d12h`.

    Units: s, m or min (minutes), h, d, w. Raises InputError for anything else or for zero.
    """
    compact = text.strip().lower()
    parts = _DURATION.findall(compact)
    if not parts or _DURATION.sub("", compact).strip():
        raise InputError(f"'{text}' is not a duration.", next_step="Write it as 24h, 90min or 7d.")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if not 0 < seconds <= 366 * 86400:
        raise InputError(
            f"The duration '{text}' is not usable.",
            next_step="Give more than nothing and at most 366d.",
        )
    return timedelta(seconds=seconds)
