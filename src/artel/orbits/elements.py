"""Mean elements of SGP4: what they say of an orbit, and how to make them from published facts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Required, TypedDict, Unpack

import numpy as np
from sgp4.api import WGS72, Satrec

from artel.orbits.time import DAY, JD_POSIX, TURN, gmst82

WGS84_A = 6378137.0
"""Equatorial radius, m, over which heights are counted."""
WGS72_A = 6378135.0
"""Equatorial radius of SGP4's own Earth, m (Vallado 2006, AIAA 2006-6753)."""
WGS72_MU = 3.986008e14
"""Gravity of SGP4's own Earth, m3/s2."""
WGS72_J2 = 0.001082616
TROPICAL_YEAR = 365.242190 * DAY
SIDEREAL_DAY = 86164.0905

_JD_1949_12_31 = 2433281.5
"""Julian date from which SGP4 counts its epochs in days."""
_TLE_TICKS = 1e8
"""An epoch in a TLE is a whole number of these parts of a day."""
_LARGEST_ALPHA5 = 339999


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """One element set of SGP4: mean elements in TEME at an epoch.

    `epoch` is POSIX s UTC; `mean_motion` is Kozai's, rad/s; angles are radians; `bstar` is per
    Earth radius. `ndot` (rev/day2, already halved) and `nddot` (rev/day3, already divided by six)
    are carried as TLE and OMM print them: SGP4 does not use them. `object_id` is the COSPAR
    designator, such as 1998-067A, or empty.
    """

    name: str
    norad_id: int
    epoch: float
    mean_motion: float
    eccentricity: float
    inclination: float
    raan: float
    argp: float
    mean_anomaly: float
    object_id: str = ""
    bstar: float = 0.0
    ndot: float = 0.0
    nddot: float = 0.0
    classification: str = "U"
    ephemeris_type: int = 0
    element_set_no: int = 999
    rev_at_epoch: int = 0

    @property
    def label(self) -> str:
        """The name and the catalogue number, as sentences say it."""
        return f"{self.name} ({self.norad_id})" if self.name else f"object {self.norad_id}"


def satrec(elements: Elements) -> Satrec:
    """Return SGP4's own record: WGS72, improved mode.

    POSIX seconds blur an epoch by 0.1 microseconds. Where that leaves a whole number of a TLE's
    ticks (0.864 ms) the tick is meant; so a TLE propagates as if SGP4 had read it itself.
    Catalogue numbers beyond Alpha-5 are unknown to SGP4 and are not handed to it.
    """
    days = math.floor(elements.epoch / DAY)
    jd, fraction = JD_POSIX + days, _day_fraction(elements.epoch - days * DAY)
    record = Satrec()
    record.sgp4init(
        WGS72,
        "i",
        elements.norad_id if elements.norad_id <= _LARGEST_ALPHA5 else 0,
        jd + fraction - _JD_1949_12_31,
        elements.bstar,
        elements.ndot * TURN / 1440.0**2,
        elements.nddot * TURN / 1440.0**3,
        elements.eccentricity,
        elements.argp,
        elements.inclination,
        elements.mean_anomaly,
        elements.mean_motion * 60.0,
        elements.raan,
    )
    # Time counts from two numbers, and not from the one above, which is 40 microseconds coarse.
    record.jdsatepoch, record.jdsatepochF = jd, fraction
    return record


def _day_fraction(seconds: float) -> float:
    ticks = seconds / DAY * _TLE_TICKS
    whole = round(ticks)
    return whole / _TLE_TICKS if abs(ticks - whole) < 3e-4 else seconds / DAY


def semi_major_axis(elements: Elements) -> float:
    """Return Brouwer's mean semi-major axis, m, from Kozai's mean motion as SGP4 finds it."""
    return float(satrec(elements).a) * WGS72_A


def period(elements: Elements) -> float:
    """Return seconds from perigee to perigee."""
    return TURN / elements.mean_motion


def perigee_height(elements: Elements) -> float:
    """Return the mean perigee's height, m, over the equatorial radius of WGS84."""
    return semi_major_axis(elements) * (1.0 - elements.eccentricity) - WGS84_A


def apogee_height(elements: Elements) -> float:
    """Return the mean apogee's height, m, over the equatorial radius of WGS84."""
    return semi_major_axis(elements) * (1.0 + elements.eccentricity) - WGS84_A


def node_local_time(elements: Elements) -> float:
    """Return the mean local time of the ascending node at the epoch, hours in [0, 24).

    Mean local time is UT plus longitude, and the node's longitude is its right ascension less
    Greenwich sidereal time: UT + RAAN - GMST. That is the hour angle of Newcomb's mean Sun, by
    which GMST is defined (Aoki et al. 1982, A&A 105, 359), so the equation of time is left out.
    """
    universal = elements.epoch % DAY / DAY
    longitude = (elements.raan - float(gmst82(elements.epoch))) / TURN
    return (universal + longitude) % 1.0 * 24.0 % 24.0


def raan_of_local_time(epoch: float, hours: float) -> float:
    """Return the right ascension, rad, of a node with that mean local time at the epoch."""
    turns = hours / 24.0 - epoch % DAY / DAY
    return (turns * TURN + float(gmst82(epoch))) % TURN


def sun_synchronous_inclination(a: float, eccentricity: float = 0.0) -> float:
    """Return the inclination, rad, at which J2 turns the node once in a tropical year.

    `a` is the mean semi-major axis, m. First order in J2 (Vallado 2013, Fundamentals of
    Astrodynamics and Applications, section 11.4); SGP4 knows more terms, and by them the node's
    local time drifts by 5 minutes in a year. Raises ValueError for an orbit too high to be
    sun-synchronous, which is beyond about 6,000 km.
    """
    parameter = a * (1.0 - eccentricity**2)
    pace = 1.5 * WGS72_J2 * (WGS72_A / parameter) ** 2 * math.sqrt(WGS72_MU / a**3)
    cosine = -TURN / TROPICAL_YEAR / pace
    if cosine < -1.0:
        raise ValueError(
            f"No inclination makes an orbit with semi-major axis {a / 1e3:.0f} km "
            "sun-synchronous; give an inclination."
        )
    return math.acos(cosine)


class OrbitFacts(TypedDict, total=False):
    """Published facts of an orbit: metres, radians, hours.

    `altitude_m` is Brouwer's mean semi-major axis less 6378.137 km; the distance flown, averaged
    over a turn, is up to 5 km more on low polar orbits, which J2 lifts. The node stands either as
    its mean local time `node_local_time_h` or as its right ascension `raan`.
    `argument_of_latitude` is the mean one, perigee plus mean anomaly. What is not published is
    taken as eccentricity 0.001 and a perigee over the northernmost point, which J2 and J3 hold in
    place ("frozen").
    """

    altitude_m: Required[float]
    inclination: Required[float]
    node_local_time_h: float
    raan: float
    argument_of_latitude: float
    eccentricity: float
    argument_of_perigee: float
    bstar: float
    object_id: str


def from_facts(name: str, norad_id: int, epoch: float, **facts: Unpack[OrbitFacts]) -> Elements:
    """Return the element set that has the published facts at the epoch, POSIX s.

    Raises ValueError where the node is given twice or not at all, or the orbit is none.
    """
    argp = facts.get("argument_of_perigee", 0.5 * math.pi)
    drawn = Elements(
        name=name,
        norad_id=norad_id,
        epoch=epoch,
        mean_motion=0.0,
        eccentricity=facts.get("eccentricity", 0.001),
        inclination=facts["inclination"],
        raan=_node(epoch, facts),
        argp=argp % TURN,
        mean_anomaly=(facts.get("argument_of_latitude", 0.0) - argp) % TURN,
        object_id=facts.get("object_id", ""),
        bstar=facts.get("bstar", 0.0),
    )
    return _at_semi_major_axis(drawn, WGS84_A + facts["altitude_m"])


def _node(epoch: float, facts: OrbitFacts) -> float:
    if ("raan" in facts) == ("node_local_time_h" in facts):
        raise ValueError(
            "The node of an orbit must be given once: as its local time or its right ascension."
        )
    if "raan" in facts:
        return facts["raan"] % TURN
    return raan_of_local_time(epoch, facts["node_local_time_h"])


def _at_semi_major_axis(elements: Elements, a: float) -> Elements:
    """Return the elements with the Kozai mean motion that SGP4 reads as that Brouwer axis."""
    if not 0.0 <= elements.eccentricity < 1.0 or a * (1.0 - elements.eccentricity) < WGS84_A:
        raise ValueError(
            f"The orbit of {elements.name} has its perigee inside the Earth; check its altitude, "
            "which is counted from the equator's radius, and its eccentricity."
        )
    found = replace(elements, mean_motion=math.sqrt(WGS72_MU / a**3))
    for _ in range(4):  # The correction is of the order of J2, so each turn gains three digits.
        pace = found.mean_motion * (semi_major_axis(found) / a) ** 1.5
        found = replace(found, mean_motion=pace)
    return found


def from_longitude(
    name: str, norad_id: int, epoch: float, longitude: float, inclination: float = 0.0
) -> Elements:
    """Return a geostationary element set over an east longitude, rad, at the epoch.

    The satellite stands in its ascending node at the epoch. Its pace is such that, under SGP4
    with Sun and Moon, it is as far east a fortnight before as a fortnight after; in between it
    wanders by less than 0.3 degrees, as nobody keeps its station.
    """
    theta = float(gmst82(epoch))
    found = Elements(
        name=name,
        norad_id=norad_id,
        epoch=epoch,
        mean_motion=TURN / SIDEREAL_DAY,
        eccentricity=0.0,
        inclination=inclination,
        raan=(longitude + theta) % TURN,
        argp=0.0,
        mean_anomaly=0.0,
    )
    half = 14.0 * SIDEREAL_DAY
    for _ in range(4):
        before, now, after = _longitudes(found, (-half, 0.0, half))
        drift = math.remainder(after - before, TURN) / (2.0 * half)
        shift = math.remainder(longitude - now, TURN)
        found = replace(
            found,
            mean_motion=found.mean_motion - drift,
            mean_anomaly=(found.mean_anomaly + shift) % TURN,
        )
    return found


def _longitudes(elements: Elements, after: tuple[float, ...]) -> list[float]:
    """Return east longitudes, rad, so many seconds after the epoch."""
    record = satrec(elements)
    places = [record.sgp4_tsince(seconds / 60.0)[1] for seconds in after]
    theta = np.asarray(gmst82(elements.epoch + np.asarray(after)))
    return [math.atan2(y, x) - turn for (x, y, _), turn in zip(places, theta, strict=True)]
