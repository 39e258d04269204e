"""The dense float64 reference: every pair scanned at a fine step straight through SGP4.

It shares the Earth model with the product (GMST of 1982 with UT1 = UTC, WGS84, no polar motion,
no refraction) and nothing else: no node, no polynomial, no culling, no derivative, and its own
writing of every formula. A window is where a height function is positive on the dense grid; each
change of sign is bisected, and each extreme between grid points is hunted down by thirds, always
with SGP4 itself. So a window is lost only where the function has two extremes within one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sgp4.api import WGS72, Satrec

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.orbits.elements import Elements
    from artel.orbits.visibility import WindowTable

    Floats = np.ndarray
    Clearance = Callable[[Floats, Floats], Floats]

A, F = 6378137.0, 1.0 / 298.257223563
E2 = F * (2.0 - F)
BISECTIONS = 18
THIRDS = 26
DAY = 86400.0


@dataclass(frozen=True)
class Place:
    lat_deg: float
    lon_deg: float
    height_m: float = 0.0

    @property
    def vertical(self) -> Floats:
        lat, lon = np.radians(self.lat_deg), np.radians(self.lon_deg)
        return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    @property
    def position(self) -> Floats:
        lat, lon = np.radians(self.lat_deg), np.radians(self.lon_deg)
        normal = A / np.sqrt(1.0 - E2 * np.sin(lat) ** 2)
        ring = (normal + self.height_m) * np.cos(lat)
        pole = (normal * (1.0 - E2) + self.height_m) * np.sin(lat)
        return np.array([ring * np.cos(lon), ring * np.sin(lon), pole])


def record(elements: Elements) -> Satrec:
    """Return SGP4's record of the fields of an element set, filled in here."""
    made = Satrec()
    made.sgp4init(
        WGS72,
        "i",
        elements.norad_id,
        elements.epoch / DAY + 7306.0,  # days since 1949-12-31
        elements.bstar,
        0.0,  # ndot and nddot are carried, not used, by SGP4
        0.0,
        elements.eccentricity,
        elements.argp,
        elements.inclination,
        elements.mean_anomaly,
        elements.mean_motion * 60.0,
        elements.raan,
    )
    whole = np.floor(elements.epoch / DAY)
    made.jdsatepoch = 2440587.5 + whole
    made.jdsatepochF = elements.epoch / DAY - whole
    return made


def sidereal(t: Floats) -> Floats:
    """Return GMST 1982, rad: its value at 0h UT and the ratio r' (Explanatory Supplement 2.24)."""
    days = np.floor(t / DAY)
    midnight = (days - 10957.5) / 36525.0
    at_0h = 24110.54841 + midnight * (8640184.812866 + midnight * (0.093104 - 6.2e-6 * midnight))
    ratio = 1.002737909350795 + midnight * (5.9006e-11 - 5.9e-15 * midnight)
    return (at_0h + ratio * (t - days * DAY)) % DAY * (2.0 * np.pi / DAY)


def positions(satellite: Satrec, t: Floats) -> tuple[Floats, Floats]:
    """Return ITRF positions (n, 3), m, and SGP4's own error codes at POSIX seconds t."""
    days = np.floor(t / DAY)
    codes, r, _ = satellite.sgp4_array(2440587.5 + days, (t - days * DAY) / DAY)
    theta = sidereal(t)
    turn = np.exp(-1j * theta)
    plane = (r[:, 0] + 1j * r[:, 1]) * turn
    # Kept as three columns, each in one piece of memory: the scans walk along them.
    return np.array([plane.real, plane.imag, r[:, 2]]).T * 1e3, codes


def height(r: Floats) -> Floats:
    """Return the height over WGS84, m, by plain iteration of the latitude."""
    ring = np.hypot(r[:, 0], r[:, 1])
    lat = np.arctan2(r[:, 2], ring * (1.0 - E2))
    for _ in range(30):
        normal = A / np.sqrt(1.0 - E2 * np.sin(lat) ** 2)
        lat = np.arctan2(r[:, 2] + E2 * normal * np.sin(lat), ring)
    normal = A / np.sqrt(1.0 - E2 * np.sin(lat) ** 2)
    steep = np.abs(lat) > 0.8
    by_ring = ring / np.where(steep, 1.0, np.cos(lat)) - normal
    by_pole = r[:, 2] / np.where(steep, np.sin(lat), 1.0) - normal * (1.0 - E2)
    return np.where(steep, by_pole, by_ring)


def along(r: Floats, axis: Floats) -> Floats:
    """Return the parts (n,) of positions along an axis."""
    return r[:, 0] * axis[0] + r[:, 1] * axis[1] + r[:, 2] * axis[2]


def elevation(r: Floats, place: Place) -> Floats:
    """Return the elevation, rad, by its tangent in east, north and up (the product: a sine)."""
    lat, lon = np.radians(place.lat_deg), np.radians(place.lon_deg)
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    e, n, u = (along(r, axis) - axis @ place.position for axis in (east, north, place.vertical))
    return np.arctan2(u, np.sqrt(e * e + n * n))


def off_nadir(r: Floats, place: Place) -> Floats:
    """Return the angle, rad, at the satellite between the Earth's centre and the place."""
    x, y, z = place.position
    a, b, c = r[:, 0], r[:, 1], r[:, 2]
    across = (b * z - c * y) ** 2 + (c * x - a * z) ** 2 + (a * y - b * x) ** 2
    return np.arctan2(np.sqrt(across), a * a + b * b + c * c - along(r, place.position))


def above(place: Place, mask_deg: float) -> Clearance:
    """Return by how much a satellite stands above a mask."""
    return lambda r, _t: elevation(r, place) - np.radians(mask_deg)


def in_view(place: Place, limit_deg: float) -> Clearance:
    """Return by how much a place lies inside an off-nadir limit, and above the limb."""
    return lambda r, _t: np.minimum(
        np.radians(limit_deg) - off_nadir(r, place), elevation(r, place)
    )


@dataclass(frozen=True)
class Scan:
    """One satellite on the dense grid: t (n,) POSIX s, r (n, 3) ITRF m."""

    satellite: Satrec
    t: Floats
    r: Floats


def scan(satellite: Satrec, span: tuple[float, float], step: float = 1.0) -> Scan:
    t = np.linspace(*span, int(np.ceil((span[1] - span[0]) / step)) + 1)
    r, codes = positions(satellite, t)
    assert not codes.any(), "the reference is asked beyond the end of the ephemeris"
    return Scan(satellite, t, r)


def windows(dense: Scan, clearances: list[Clearance]) -> list[Floats]:
    """Return for each clearance its windows (n, 2), POSIX s, cut at the ends of the scan."""
    return [
        _windows(dense.satellite, clearance, dense.t, clearance(dense.r, dense.t))
        for clearance in clearances
    ]


def peaks(dense: Scan, clearance: Clearance) -> Floats:
    """Return (n, 2): the instants and values of all maxima of a clearance inside the scan."""
    t, f = dense.t, clearance(dense.r, dense.t)
    k = np.flatnonzero((f[1:-1] > f[:-2]) & (f[1:-1] >= f[2:])) + 1
    at = _extremes(dense.satellite, clearance, (t[k - 1], t[k + 1]), 1.0)
    return np.stack([at, _at(dense.satellite, clearance, at)], axis=-1)


def _windows(satellite: Satrec, clearance: Clearance, t: Floats, f: Floats) -> Floats:
    """Add every extreme to the grid, then bisect each change of sign."""
    mid, before, after = f[1:-1], f[:-2], f[2:]
    low = np.flatnonzero((mid <= 0.0) & (mid >= before) & (mid >= after)) + 1
    high = np.flatnonzero((mid > 0.0) & (mid <= before) & (mid <= after)) + 1
    extra = np.concatenate(
        [
            _extremes(satellite, clearance, (t[low - 1], t[low + 1]), 1.0),
            _extremes(satellite, clearance, (t[high - 1], t[high + 1]), -1.0),
        ]
    )
    t = np.concatenate([t, extra])
    f = np.concatenate([f, _at(satellite, clearance, extra)])
    order = np.argsort(t, kind="stable")
    t, f = t[order], f[order]
    k = np.flatnonzero((f[:-1] > 0.0) != (f[1:] > 0.0))
    edges = _bisected(satellite, clearance, t[k], t[k + 1])
    first = t[:1] if f[0] > 0.0 else t[:0]
    last = t[-1:] if f[-1] > 0.0 else t[:0]
    return np.concatenate([first, edges, last]).reshape(-1, 2)


def _at(satellite: Satrec, clearance: Clearance, t: Floats) -> Floats:
    return clearance(positions(satellite, t)[0], t) if t.size else t


def _extremes(
    satellite: Satrec, clearance: Clearance, bracket: tuple[Floats, Floats], sign: float
) -> Floats:
    a, b = bracket
    for _ in range(THIRDS):
        c, d = a + (b - a) / 3.0, b - (b - a) / 3.0
        right = sign * _at(satellite, clearance, c) < sign * _at(satellite, clearance, d)
        a, b = np.where(right, c, a), np.where(right, b, d)
    return 0.5 * (a + b)


def _bisected(satellite: Satrec, clearance: Clearance, a: Floats, b: Floats) -> Floats:
    inside = _at(satellite, clearance, a) > 0.0
    for _ in range(BISECTIONS):
        c = 0.5 * (a + b)
        same = (_at(satellite, clearance, c) > 0.0) == inside
        a, b = np.where(same, c, a), np.where(same, b, c)
    return 0.5 * (a + b)


def usable_end(satellite: Satrec, epoch: float, last: float, step: float = 10.0) -> float:
    """Return when, after the epoch, SGP4 first errs or first dives under 120 km."""
    t = np.arange(epoch, last, step)
    r, codes = positions(satellite, t)
    bad = (codes != 0) | ~(height(r) >= 120e3)
    if not bad.any():
        return last
    k = int(np.argmax(bad))
    low, high = t[k - 1], t[k]
    while high - low > 1e-4:
        middle = np.array([0.5 * (low + high)])
        r, codes = positions(satellite, middle)
        fine = codes[0] == 0 and height(r)[0] >= 120e3
        low, high = (middle[0], high) if fine else (low, middle[0])
    return low


@dataclass(frozen=True)
class Verdict:
    """How a table compares: windows expected, missed and extra, and the worst end, s."""

    expected: int
    missed: int
    extra: int
    worst_s: float


def compare(expected: list[Floats], table: WindowTable, sites: int) -> Verdict:
    """Compare a table with the reference's windows, listed pair by pair, satellite first.

    Windows of a pair are matched by overlap: one that overlaps none is missed, or extra.
    """
    missed = extra = 0
    worst = 0.0
    for pair, truth in enumerate(expected):
        rows = (table.satellite == pair // sites) & (table.site == pair % sites)
        mine = np.stack([table.start[rows], table.end[rows]], axis=-1)
        a, b, off = matched(truth, mine)
        missed, extra = missed + a, extra + b
        worst = max(worst, float(np.abs(off).max(initial=0.0)))
    return Verdict(sum(len(truth) for truth in expected), missed, extra, worst)


def matched(truth: Floats, mine: Floats) -> tuple[int, int, Floats]:
    """Return (missed, extra, differences (n, 2) of the matched ends, s): mine less truth."""
    meet = (truth[:, None, 0] < mine[None, :, 1]) & (truth[:, None, 1] > mine[None, :, 0])
    i, j = np.nonzero(meet)
    if (meet.sum(axis=0) > 1).any() or (meet.sum(axis=1) > 1).any():
        raise AssertionError("a window of one side overlaps two of the other")
    return len(truth) - i.size, len(mine) - j.size, mine[j] - truth[i]
