"""Windows beside the peers: CPU microseconds per satellite, site and day, and who finds what.

    python benchmarks/access.py [--satellites 30] [--sites 100] [--days 7] [--peers 3,10,2]

A seeded fleet of low orbits over seeded sites from 38 to 70 degrees north, from 10 degrees up. Ours
is measured on the whole job: with the tracks given, with propagation by sgp4, by astroz where it
is installed, and on two threads. Peers (sgp4-predict, brahe, Skyfield: the extra `bench`) get a
smaller job, `--peers` satellites, sites and days, for they are slow; so does ours again, and the
windows are compared one by one. CPU time of this process; the median of five runs after one that
compiles, a single run of each peer. Peers have Earth models of their own; see tests/authorities.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.time import parse_epoch
from artel.orbits.tle import read_tle, write_tle
from artel.orbits.tracks import tracks_of_sets
from artel.orbits.visibility import elevation_windows, sites_of

# numba looks for a module named coverage, and would take the script beside this one for it.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).parent.resolve()]

START = parse_epoch("2026-11-22T00:00:00")
DAY, MASK_DEG, RUNS = 86400.0, 10.0, 5


def fleet(count):
    """Return element sets as their lines hold them, so that all read the same."""
    chance = np.random.default_rng(1)
    out = []
    for number in range(count):
        height = chance.uniform(480e3, 830e3)
        angles = chance.uniform(0.0, 2.0 * np.pi, 2)
        one = from_facts(
            f"S{number}", 10_000 + number, START - 0.3 * DAY, altitude_m=height,
            inclination=float(sun_synchronous_inclination(6378137.0 + height)),
            raan=angles[0], argument_of_latitude=angles[1], eccentricity=0.001, bstar=5e-5,
        )  # fmt: skip
        out.append(write_tle(one).strip().splitlines()[-2:])
    return out


def places(count):
    """Return latitudes and longitudes, degrees, and heights, m."""
    chance = np.random.default_rng(7)
    return np.column_stack([
        chance.uniform(38.0, 70.0, count), chance.uniform(20.0, 180.0, count),
        chance.uniform(0.0, 1500.0, count),
    ])  # fmt: skip


def measured(run, runs=RUNS):
    """Return (median CPU s, what the run gave); the first run compiles and is not counted."""
    run()
    seconds, wall = [], []
    for _ in range(runs):
        begin, clock = time.process_time(), time.perf_counter()
        found = run()
        seconds.append(time.process_time() - begin)
        wall.append(time.perf_counter() - clock)
    return statistics.median(seconds), statistics.median(wall), found


def say(name, seconds, pair_days, more=""):
    print(f"{name:34} {1e6 * seconds / pair_days:10.2f} us per satellite-site-day  {more}")


def ours(lines, where, days, *, compiled=True):
    """Measure ours on a job, and return its windows."""
    sets = [read_tle("\n".join(each)).records[0] for each in lines]
    sites = sites_of(*np.radians(where[:, :2]).T, where[:, 2])
    span, mask = (START, START + days * DAY), np.radians(MASK_DEG)
    pair_days = len(lines) * len(where) * days

    def search(tracks, *, workers=1, peaks=True):
        return elevation_windows(
            tracks, sites, mask, span, compiled=compiled, workers=workers, peaks=peaks
        )

    tracks = tracks_of_sets(sets, *span, propagator="sgp4")
    seconds, wall, found = measured(lambda: search(tracks))
    say("ours, tracks given", seconds, pair_days, f"{len(found):,} windows")
    seconds, *_ = measured(lambda: search(tracks, peaks=False))
    say("  without the peaks", seconds, pair_days)
    _, both, _ = measured(lambda: search(tracks, workers=2))
    print(f"  two threads: {wall / both:.2f} times as fast by the clock ({1e3 * both:.1f} ms)")
    for name in ("sgp4", "astroz"):
        if name == "astroz" and not there("astroz"):
            print("  astroz is not installed (extra fast)")
            continue
        seconds, *_ = measured(
            lambda name=name: search(tracks_of_sets(sets, *span, propagator=name))
        )
        say(f"  with propagation by {name}", seconds, pair_days)
    return found


def there(module):
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def by_sgp4_predict(lines, where, days):
    from sgp4_predict import GeodeticPoint, Interval, Predictor, Tle

    span = Interval(*(datetime.fromtimestamp(t, UTC) for t in (START, START + days * DAY)))
    for two in lines:
        one = Predictor.from_tle(Tle("", *two))
        for lat, lon, height in where:
            point = GeodeticPoint(lat, lon, height)
            yield [
                (each.start.timestamp(), each.end.timestamp())
                for each in one.transits_iter(point, span, MASK_DEG, clamp_to_interval=True)
            ]


def by_brahe(lines, where, days):
    import brahe

    brahe.set_global_eop_provider_from_static_provider(brahe.StaticEOPProvider.from_zero())
    ends = [brahe.Epoch.from_unix_timestamp(t) for t in (START, START + days * DAY)]
    settings = brahe.AccessSearchConfig(initial_time_step=60.0, parallel=False)
    above = brahe.ElevationConstraint(min_elevation_deg=MASK_DEG)
    for two in lines:
        one = brahe.SGPPropagator.from_tle(*two, 60.0)
        for lat, lon, height in where:
            found = brahe.location_accesses(
                brahe.PointLocation(lon, lat, height), one, *ends, above, config=settings
            )
            yield [
                (each.window_open.unix_timestamp(), each.window_close.unix_timestamp())
                for each in found
            ]


def by_skyfield(lines, where, days):
    from skyfield.api import EarthSatellite, load, wgs84

    scale = load.timescale(builtin=True)
    ends = [scale.from_datetime(datetime.fromtimestamp(START + t * DAY, UTC)) for t in (0, days)]
    for two in lines:
        one = EarthSatellite(*two, ts=scale)
        for lat, lon, height in where:
            times, kinds = one.find_events(wgs84.latlon(lat, lon, height), *ends, MASK_DEG)
            instants = [each.timestamp() for each in times.utc_datetime()]
            rises = [t for t, kind in zip(instants, kinds, strict=True) if kind == 0]
            sets = [t for t, kind in zip(instants, kinds, strict=True) if kind == 2]
            if sets and (not rises or sets[0] < rises[0]):
                rises.insert(0, START)
            yield list(zip(rises, [*sets, START + days * DAY], strict=False))


PEERS = {"sgp4_predict": by_sgp4_predict, "brahe": by_brahe, "skyfield": by_skyfield}


def compared(found, theirs, sites):
    """Return in words how a peer's windows differ from ours."""
    missed = extra = 0
    off = [0.0]
    for number, pairs in enumerate(theirs):
        rows = (found.satellite == number // sites) & (found.site == number % sites)
        mine = np.stack([found.start[rows], found.end[rows]], axis=1)
        other = np.array(sorted(pairs)).reshape(-1, 2)
        meets = (mine[:, None, 0] < other[None, :, 1]) & (other[None, :, 0] < mine[:, None, 1])
        missed += int((~meets.any(axis=1)).sum())
        extra += int((~meets.any(axis=0)).sum())
        off += [float(np.abs(mine[i] - other[j]).max()) for i, j in np.argwhere(meets)]
    ends = f"ends within {max(off):.3f} s (median {np.median(off):.3f})"
    return f"{missed} missed, {extra} extra, {ends}"


def peers(satellites, sites, days):
    lines, where = fleet(satellites), places(sites)
    print(f"\nThe peers' job: {satellites} satellites x {sites} sites x {days} days")
    found = ours(lines, where, days)
    for module, run in PEERS.items():
        if not there(module):
            print(f"{module} is not installed (extra bench)")
            continue
        begin = time.process_time()
        theirs = list(run(lines, where, days))
        seconds = time.process_time() - begin
        say(module, seconds, satellites * sites * days, compared(found, theirs, sites))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--satellites", type=int, default=30)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--peers", default="3,10,2", help="satellites,sites,days; or none")
    asked = parser.parse_args()
    print(f"{asked.satellites} satellites x {asked.sites} sites x {asked.days} days")
    ours(fleet(asked.satellites), places(asked.sites), asked.days)
    if asked.peers != "none":
        peers(*map(int, asked.peers.split(",")))


if __name__ == "__main__":
    main()
