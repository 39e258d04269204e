"""Element sets as two lines (TLE), or three with the name before them (3LE), read and printed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sgp4.alpha5 import from_alpha5, to_alpha5

from artel.orbits.elements import Elements
from artel.orbits.readings import Problem, Readings, numbered_lines
from artel.orbits.time import DAY, TURN, civil_from_days, days_from_civil
from artel.orbits.tle_lines import BadLineError, checksum, columns_of, is_element_line

if TYPE_CHECKING:
    from collections.abc import Mapping

TICK = 864e-6
"""One in the last place of an epoch, 1e-8 day, in seconds."""

_COSPAR = re.compile(r"(?:19|20)(\d\d)-(\d{3}[A-Z]{1,3})", re.ASCII)
_DESIGNATOR = re.compile(r"(\d\d)(\d{3}[A-Z]{1,3})", re.ASCII)


def read_tle(text: str) -> Readings:
    """Return the element sets of a text of TLE or 3LE, and what was wrong with the others.

    Names stand on a line of their own, with or without `0 ` before them. Catalogue numbers may be
    Alpha-5. Blank lines and lines that begin with `#` are passed over.
    """
    reader = _Reader()
    for number, line in numbered_lines(text):
        if line[0] != "#":
            reader.take(number, line)
    reader.close()
    return Readings(tuple(reader.records), tuple(reader.problems))


def cospar(designator: str) -> str:
    """Return `98067A` as `1998-067A`; what is no such designator comes back as it is."""
    compact = designator.strip()
    match = _DESIGNATOR.fullmatch(compact)
    return f"{_year(match[1])}-{match[2]}" if match else compact


def write_tle(elements: Elements) -> str:
    """Return the name, where there is one, line 1 and line 2, each with its line feed.

    Raises ValueError for what the columns cannot hold: catalogue numbers beyond Alpha-5, epochs
    outside 1957 to 2056, and mean motions or drag out of range. OMM holds all of it.
    """
    number = _number_columns(elements)
    lines = [f"1 {number}{_line_1(elements)}", f"2 {number}{_line_2(elements)}"]
    name = _name_line(elements.name)
    return name + "".join(f"{line}{checksum(line)}\n" for line in lines)


@dataclass(slots=True)
class _Reader:
    """What was met so far, and the name and line 1 that wait for their fellows."""

    records: list[Elements] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    name: tuple[int, str] | None = None
    first: tuple[int, str] | None = None

    def take(self, number: int, line: str) -> None:
        if not is_element_line(line):
            self.close()
            self.name = (number, line.removeprefix("0 ").strip())
        elif line[0] == "1":
            if self.first is not None:
                self.close()
            self.first = (number, line)
        else:
            self.pair(number, line)

    def pair(self, number: int, line: str) -> None:
        name = self.name[1] if self.name else ""
        try:
            if self.first is None:
                raise BadLineError(number, "this line 2 has no line 1 before it")  # noqa: TRY301
            self.records.append(_elements(name, self.first, (number, line)))
        except BadLineError as bad:
            self.problems.append(Problem(bad.line, name or _called(line), str(bad)))
        self.name = self.first = None

    def close(self) -> None:
        """Report what waits for a line that did not come."""
        if self.first is not None:
            name = self.name[1] if self.name else _called(self.first[1])
            self.problems.append(Problem(self.first[0], name, "line 2 is missing after this line"))
        elif self.name is not None:
            reason = "no element lines follow this name"
            self.problems.append(Problem(self.name[0], self.name[1][:40], reason))
        self.name = self.first = None


def _called(line: str) -> str:
    return f"object {line[2:7].strip()}"


def _elements(name: str, one: tuple[int, str], two: tuple[int, str]) -> Elements:
    first, second = columns_of(*one), columns_of(*two)
    own, other = first["catalogue number"], second["catalogue number"]
    if own != other:
        raise BadLineError(two[0], f"line 1 is of object {own}, line 2 of object {other}")
    if first["ephemeris type"] == "4":
        raise BadLineError(one[0], "ephemeris type 4 is SGP4-XP, which SGP4 cannot propagate")
    _check_orbit(second, two[0])
    return Elements(
        name=name,
        norad_id=from_alpha5(own),
        object_id=cospar(first["international designator"]),
        epoch=_epoch(first["year of the epoch"], first["day of the epoch"], one[0]),
        mean_motion=float(second["mean motion"]) * TURN / DAY,
        eccentricity=float(f"0.{second['eccentricity'].replace(' ', '0')}"),
        inclination=_radians(second["inclination"]),
        raan=_radians(second["right ascension of the node"]),
        argp=_radians(second["argument of perigee"]),
        mean_anomaly=_radians(second["mean anomaly"]),
        bstar=_power(first["B*"]),
        ndot=float(first["first derivative of the mean motion"]),
        nddot=_power(first["second derivative of the mean motion"]),
        classification=first["classification"].strip() or "U",
        ephemeris_type=_whole(first["ephemeris type"]),
        element_set_no=_whole(first["element set number"]),
        rev_at_epoch=_whole(second["revolution number"]),
    )


def _check_orbit(fields: Mapping[str, str], number: int) -> None:
    if float(fields["mean motion"]) <= 0.0:
        raise BadLineError(number, "the mean motion is 0; it must be positive")
    if float(fields["inclination"]) > 180.0:
        reason = f"the inclination {fields['inclination'].strip()} lies outside 0 to 180 degrees"
        raise BadLineError(number, reason)
    for name in ("right ascension of the node", "argument of perigee", "mean anomaly"):
        if float(fields[name]) > 360.0:
            raise BadLineError(number, f"the {name} {fields[name].strip()} is beyond 360 degrees")


def _epoch(year: str, day: str, number: int) -> float:
    """Return POSIX seconds; the ticks are whole numbers, so that only the last sum is rounded."""
    of_year, ticks = int(day[:3]), int(day[4:])
    if not 1 <= of_year <= 366:
        raise BadLineError(number, f"the epoch's day {day.strip()} is no day of a year")
    days = days_from_civil(_year(year), 1, 1) + of_year - 1
    return days * DAY + ticks * 864 / 1e6


def _year(two_digits: str) -> int:
    """Return the year from 1957 to 2056 that two digits mean."""
    year = int(two_digits)
    return year + (2000 if year < 57 else 1900)


def _radians(degrees: str) -> float:
    return math.radians(float(degrees))


def _power(text: str) -> float:
    """Return the value of ` 12191-6`, which is 0.12191e-6."""
    return float(f"{text[0].strip()}.{text[1:6]}e{text[6].strip()}{text[7]}")


def _whole(text: str) -> int:
    return int(text.replace(" ", "") or 0)


def _number_columns(elements: Elements) -> str:
    if not 0 <= elements.norad_id <= 339999:
        raise ValueError(
            f"Catalogue number {elements.norad_id} does not fit a TLE, whose numbers end at "
            "339999; write OMM instead."
        )
    return str(to_alpha5(elements.norad_id))


def _name_line(name: str) -> str:
    """Return the line of a name; one that could be read as something else begins with `0 `."""
    plain = re.sub(r"[\r\n\t]+", " ", name).strip()
    if not plain:
        return ""
    mistaken = plain.startswith(("#", "0 ")) or is_element_line(plain)
    return f"0 {plain}\n" if mistaken else f"{plain}\n"


def _line_1(elements: Elements) -> str:
    drag = f"{elements.ndot: .8f}"
    if abs(elements.ndot) >= 1.0 or drag[1] != "0":
        raise ValueError(f"{elements.label}: the mean motion changes too fast for a TLE.")
    return (
        f"{elements.classification[:1] or 'U'} {_short(elements.object_id):8s} "
        f"{_epoch_columns(elements)} {drag[0]}{drag[2:]} {_power_columns(elements.nddot)} "
        f"{_power_columns(elements.bstar)} {elements.ephemeris_type % 10} "
        f"{elements.element_set_no % 10000:4d}"
    )


def _line_2(elements: Elements) -> str:
    pace = f"{elements.mean_motion * DAY / TURN:11.8f}"
    if len(pace) != 11:
        raise ValueError(f"{elements.label}: a TLE cannot hold {pace.strip()} turns a day.")
    eccentricity = min(round(elements.eccentricity * 1e7), 9999999)
    return (
        f" {elements.inclination / TURN * 360.0:8.4f} {_angle(elements.raan)} {eccentricity:07d} "
        f"{_angle(elements.argp)} {_angle(elements.mean_anomaly)} {pace}"
        f"{elements.rev_at_epoch % 100000:5d}"
    )


def _short(object_id: str) -> str:
    """Return the eight columns' form of a COSPAR designator, or nothing where there is none."""
    match = _COSPAR.fullmatch(object_id)
    short = "".join(match.groups()) if match else object_id
    return short if cospar(short) == object_id and len(short) <= 8 else ""


def _epoch_columns(elements: Elements) -> str:
    days, ticks = divmod(round(elements.epoch / TICK), 10**8)
    year = civil_from_days(days)[0]
    if _year(f"{year % 100:02d}") != year:
        raise ValueError(f"{elements.label}: a TLE cannot hold the year {year}; write OMM instead.")
    return f"{year % 100:02d}{days - days_from_civil(year, 1, 1) + 1:03d}.{ticks:08d}"


def _power_columns(value: float) -> str:
    """Return ` 12191-6` for 0.12191e-6: five digits after an assumed point, and a power of ten."""
    digits, _, exponent = f"{abs(value):.4e}".partition("e")
    power = int(exponent) + 1
    if value == 0.0 or power < -9:
        return " 00000+0"
    if power > 9:
        raise ValueError(f"A TLE cannot hold {value:g}; write OMM instead.")
    return f"{'-' if value < 0.0 else ' '}{digits.replace('.', '')}{power:+d}"


def _angle(radians: float) -> str:
    degrees = f"{radians / TURN % 1.0 * 360.0:8.4f}"
    return "  0.0000" if degrees == "360.0000" else degrees
