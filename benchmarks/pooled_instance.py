"""A seeded day of a pooled fleet: satellites of five owners, eight stations, orders, and looks.

Satellites fly circles of 480 to 700 km, three of four Sun-synchronous (97.6 degrees) and one of
four at 63 degrees. 70 % of the orders lie in Eurasia, half of these about 25 hot spots; 8 % are
sovereign: only their owner's satellites may take them. A look lasts as long as its order says
(8, 12, 20 or 30 s), stays within 35 degrees of straight down, and starts as early as the window
lets it, as late, or in the middle. Between two looks a satellite turns (1 degree/s at most, 0.5
degree/s2, 12 s to settle). A satellite may image so many seconds a day, and only 60 % of them for
others than its owner; its recorder drains only in passes; a station has one antenna (60 s
between passes), a satellite one radio (30 s).

An instance is written as one .npz of these arrays (times in whole ms from the start of the day):

    satellites, orders        how many
    owner (satellites,)       member that owns the satellite
    duty_ms, foreign_ms, memory, rate   seconds of images in ms a day, of these for others;
                              capacity of a recorder in kbit of a look that records 1 kbit/ms;
                              kbit that a pass drains each ms, in thousandths
    slew                      (rate degree/s, acceleration degree/s2, settle s)
    gaps_ms                   (between two passes at a station, between two of a satellite)
    value, duration_ms, customer, sovereign, latitude, longitude (orders,)
    satellite, order, start_ms, roll_cdeg, pitch_cdeg (looks,)  hundredths of a degree, sorted by
                              satellite, then start
    pass_satellite, pass_station, pass_start_ms, pass_end_ms (passes,)

A look fills its duration in kbit, before a pass if it ends by the pass's start; a pass drains
rate * length / 1000 kbit, rounded down, when it starts.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import numpy as np
from pooled_geometry import BIN, EARTH_KM, looks_in, passes_of, windows

MU = 398600.4418
STATIONS = np.array(
    [[55.7, 37.6], [62.5, 40.3], [51.1, 71.4], [53.9, 27.6], [40.2, 44.5], [56.0, 92.9],
     [48.5, 135.1], [42.9, 74.6]]
)  # fmt: skip
SHARES = (0.4, 0.2, 0.15, 0.15, 0.1)
TIGHT = {"memory": 160_000, "rate": 200, "duty_ms": 700_000}
LOOSE = {"memory": 600_000, "rate": 600, "duty_ms": 3_600_000}
HOUR = 3_600_000


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The arrays named above."""

    satellites: int
    orders: int
    owner: np.ndarray
    duty_ms: int
    foreign_ms: int
    memory: int
    rate: int
    slew: np.ndarray
    gaps_ms: np.ndarray
    value: np.ndarray
    duration_ms: np.ndarray
    customer: np.ndarray
    sovereign: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    satellite: np.ndarray
    order: np.ndarray
    start_ms: np.ndarray
    roll_cdeg: np.ndarray
    pitch_cdeg: np.ndarray
    pass_satellite: np.ndarray
    pass_station: np.ndarray
    pass_start_ms: np.ndarray
    pass_end_ms: np.ndarray


def instance_of(satellites, orders, seed, *, hot):
    """Return the day of this seed; `hot` leaves duty and memory loose, so that places bind."""
    rng = np.random.default_rng(seed)
    fleet = _fleet(rng, satellites)
    demand = _orders(rng, orders)
    owner = _owners(satellites)
    limits = LOOSE if hot else TIGHT
    return Instance(
        satellites=satellites,
        orders=orders,
        owner=owner,
        foreign_ms=limits["duty_ms"] * 6 // 10,
        slew=np.array([1.0, 0.5, 12.0]),
        gaps_ms=np.array([60_000, 30_000]),
        **limits,
        **{name: demand[name] for name in ("value", "duration_ms", "customer", "sovereign")},
        **{name: demand[name] for name in ("latitude", "longitude")},
        **_looks(fleet, demand, owner),
        **_passes(fleet),
    )


def write(instance, path):
    """Write an instance beside its solution."""
    np.savez(path, **asdict(instance))


def _fleet(rng, count):
    """Return (radius km, inclination, node, argument of latitude at 0, rad/s), one row each."""
    number = np.arange(count)
    radius = EARTH_KM + rng.uniform(480, 700, count)
    return np.column_stack(
        (
            radius,
            np.radians(np.where(number % 4 == 3, 63.0, 97.6)),
            2 * np.pi * number / count + rng.normal(0, 0.05, count),
            rng.uniform(0, 2 * np.pi, count),
            np.sqrt(MU / radius**3),
        )
    )


def _owners(count):
    if count <= 20:
        return np.repeat(np.arange(5), [8, 4, 3, 3, 2])[:count]
    parts = np.ceil(np.array(SHARES) * count).astype(int)
    return np.repeat(np.arange(5), parts)[:count]


def _orders(rng, count):
    near = int(count * 0.7)
    lon = np.concatenate((rng.uniform(25, 145, near), rng.uniform(-180, 180, count - near)))
    far = np.degrees(np.arcsin(rng.uniform(-0.87, 0.87, count - near)))
    lat = np.concatenate((rng.normal(52, 8, near).clip(35, 75), far))
    spot, spot_lon, spot_lat = rng.integers(0, 25, near), rng.uniform(30, 140, 25), None
    spot_lat = rng.uniform(40, 62, 25)
    hot = np.flatnonzero(rng.random(near) < 0.5)
    lon[hot] = (spot_lon[spot] + rng.normal(0, 2.5, near))[hot]
    lat[hot] = (spot_lat[spot] + rng.normal(0, 1.5, near))[hot]
    value = np.ceil(rng.lognormal(2.3, 0.7, count)).clip(1, 100).astype(np.int64)
    duration = rng.choice([8, 12, 20, 30], count, p=[0.4, 0.3, 0.2, 0.1])
    release = rng.choice([0, 0, 0, 6, 12], count) * HOUR
    due = np.minimum(24 * HOUR, release + rng.choice([6, 12, 24], count, p=[0.2, 0.3, 0.5]) * HOUR)
    return {
        "latitude": lat,
        "longitude": lon,
        "value": value,
        "duration_ms": duration * 1000,
        "release": release,
        "due": due,
        "customer": rng.choice(5, count, p=SHARES),
        "sovereign": rng.random(count) < 0.08,
    }


def _looks(fleet, demand, owner):
    points = _unit(np.radians(demand["latitude"]), np.radians(demand["longitude"]))
    wishes = np.column_stack((demand["duration_ms"], demand["release"], demand["due"]))
    bins = _binned(demand["latitude"], demand["longitude"])

    def own(number):
        order, start, roll, pitch = _looks_of(fleet[number], points, wishes, bins)
        foreign = demand["customer"][order] != owner[number]
        keep = np.flatnonzero(~(demand["sovereign"][order] & foreign))
        keep = keep[np.lexsort((order[keep], start[keep]))]
        satellite = np.full(keep.size, number, np.int16)
        return satellite, order[keep], start[keep], roll[keep], pitch[keep]

    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(own, range(len(fleet))))
    names = ("satellite", "order", "start_ms", "roll_cdeg", "pitch_cdeg")
    return {name: np.concatenate([part[k] for part in parts]) for k, name in enumerate(names)}


def _unit(lat, lon):
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _binned(lat, lon):
    """Return the orders by bins of two degrees: where each bin begins, and the orders."""
    row = ((lat + 90) // BIN).astype(np.int64)
    column = (((lon + 180) % 360) // BIN).astype(np.int64)
    key = row * 180 + column
    first = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=90 * 180))))
    return first.astype(np.int64), np.argsort(key, kind="stable").astype(np.int64)


def _looks_of(orbit, points, wishes, bins):
    """Return order, start ms, roll and pitch in hundredths of a degree of one satellite's looks."""
    orbit = tuple(orbit)
    runs = windows(orbit, points, bins)
    order, found = looks_in(orbit, points, wishes, runs)
    angles = np.rint(np.degrees(found[:, 1:]) * 100).astype(np.int16)
    return order, found[:, 0].astype(np.int32), angles[:, 0], angles[:, 1]


def _passes(fleet):
    sites = _unit(*np.radians(STATIONS).T)
    rows = [
        (number, station, low, high)
        for number, orbit in enumerate(fleet)
        for station, site in enumerate(sites)
        for low, high in passes_of(tuple(orbit), site)
    ]
    rows.sort(key=lambda row: (row[0], row[2], row[1]))
    table = np.array(rows, np.int64).reshape(-1, 4)
    names = ("pass_satellite", "pass_station", "pass_start_ms", "pass_end_ms")
    return {name: table[:, k].astype(np.int32) for k, name in enumerate(names)}
