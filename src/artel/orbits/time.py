"""Time as POSIX seconds UTC: calendars, Julian dates, ISO 8601 and sidereal time.

POSIX seconds know no leap second: 23:59:60 is read as the next midnight, as SGP4's users do.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAY = 86400.0
JD_POSIX = 2440587.5
"""Julian date of POSIX second 0, 1970-01-01T00:00:00Z."""
JD_J2000 = 2451545.0
TURN = 2.0 * math.pi

EARTH_RATE = 7.292115146706979e-5
"""Rotation of the GMST-82 Earth, rad/s (Vallado 2006, AIAA 2006-6753)."""

_CALENDAR = re.compile(r"(-?\d{4})-?(\d{2})-?(\d{2})")
_DAY_OF_YEAR = re.compile(r"(\d{4})-(\d{3})")
_CLOCK = re.compile(r"(\d{2}):?(\d{2})(?::?(\d{2}(?:[.,]\d*)?))?")


def julian_split(t: NDArray[np.float64] | float) -> tuple[Any, Any]:
    """Return (jd, fraction) of POSIX seconds: jd at midnight, fraction in [0, 1)."""
    days = np.floor(np.asarray(t, dtype=float) / DAY)
    return JD_POSIX + days, (np.asarray(t, dtype=float) - days * DAY) / DAY


def gmst82(t: NDArray[np.float64] | float) -> Any:
    """Return Greenwich mean sidereal time, rad in [0, 2 pi), with UT1 = UTC.

    Aoki et al. 1982 (A&A 105, 359). The day is split off so that microseconds survive.
    """
    jd, fraction = julian_split(t)
    days = jd - JD_J2000
    century = (days + fraction) / 36525.0
    slow = 67310.54841 + (8640184.812866 + (0.093104 - 6.2e-6 * century) * century) * century
    turning = (days % 1.0 + fraction) * DAY
    return (slow + turning) % DAY / DAY * TURN


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return days since 1970-01-01 of a date of the Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Return (year, month, day) of days since 1970-01-01."""
    days += 719468
    era = days // 146097
    of_era = days - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def posix_from_civil(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: float = 0.0
) -> float:
    """Return POSIX seconds of a UTC date and time."""
    return days_from_civil(year, month, day) * DAY + hour * 3600.0 + minute * 60.0 + second


def parse_epoch(text: str) -> float:
    """Return POSIX seconds of ISO 8601: a calendar date or day of year, a time, and Z or nothing.

    Raises ValueError with a sentence for anything else, also for dates that do not exist.
    """
    compact = text.strip().removesuffix("Z").removesuffix("+00:00")
    date, _, clock = compact.replace(" ", "T", 1).partition("T")
    return _days(date, text) * DAY + _seconds(clock, text)


def _days(date: str, text: str) -> int:
    if match := _DAY_OF_YEAR.fullmatch(date):
        year, of_year = int(match[1]), int(match[2])
        leap = days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1)
        if 1 <= of_year <= leap:
            return days_from_civil(year, 1, 1) + of_year - 1
    elif match := _CALENDAR.fullmatch(date):
        civil = int(match[1]), int(match[2]), int(match[3])
        if 1 <= civil[1] <= 12 and civil_from_days(days_from_civil(*civil)) == civil:
            return days_from_civil(*civil)
    raise ValueError(f"'{text}' is not an epoch; write it as 2026-10-05T06:00:00.000.")


def _seconds(clock: str, text: str) -> float:
    if not clock:
        return 0.0
    match = _CLOCK.fullmatch(clock)
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 99)
    second = float((match[3] or "0").replace(",", ".")) if match else 99.0
    if hour > 23 or minute > 59 or second >= 61.0:
        raise ValueError(f"'{text}' has no readable time of day; write it as 06:00:00.000.")
    return hour * 3600.0 + minute * 60.0 + second


def epoch_text(t: float, digits: int = 6) -> str:
    """Return ISO 8601 of POSIX seconds, with so many digits of the second and no zone."""
    scale = 10**digits
    # One divmod: t % DAY rounds up to a whole day where t is just below zero.
    whole, rest = divmod(t, DAY)
    over, ticks = divmod(round(rest * scale), 86400 * scale)
    days = int(whole) + over
    year, month, day = civil_from_days(days)
    seconds, fraction = divmod(ticks, scale)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    tail = f".{fraction:0{digits}d}" if digits else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{clock}{tail}"
