"""Close approaches beside astroz.screen: CPU seconds, with the completeness from the same run.

    python benchmarks/screen.py [--own 100] [--others 3000] [--hours 24] [--catalogue FILE]

The first objects are screened against all, below 10 km. Without --catalogue they are drawn, always
alike. Ours is timed with sgp4, and with astroz where it is installed; astroz.screen beside it, on
the same element sets. Reading is left out of all; sgp4's records are made within ours.

CPU time of the process, which keeps to one core so that no thread waits for another; medians of
so many --runs. What each finds is held against brute force on a part: SGP4 every 5 s, each minimum
refined. So few come below 10 km there that ours is held against it once more below 50 km.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar

from artel.bootstrap import read_elements_at
from artel.orbits import batch
from artel.orbits.elements import Elements, satrec
from artel.orbits.readings import nearest
from artel.orbits.screening import close_approaches
from artel.orbits.time import parse_epoch
from artel.orbits.tle import read_tle, write_tle

# numba looks for a module named coverage, and would take the script beside this one for it.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).parent.resolve()]

START = parse_epoch("2026-10-05T00:00:00")
THRESHOLD, WIDE = 10e3, 50e3
PART = (20, 500)
STEP = 5.0
FASTEST = 16e3
SAME = 1.0
"""s: approaches of one pair nearer than this are one."""
UNSURE = 2.0
"""m about the threshold, within which one may tell of an approach and another not."""
MU, RADIUS = 398600.8, 6378.135


def drawn(count):
    """Return made element sets: constellations, low orbits, ovals, and the geostationary ring."""
    chance, out = np.random.default_rng(1), []
    for i, kind in enumerate(chance.choice(4, count, p=[0.45, 0.40, 0.10, 0.05])):
        height, tilt, oval = (
            (chance.normal(550, 15), chance.choice([43, 53, 53.2, 70, 97.6]), 0.0015),
            (chance.uniform(400, 1500), chance.uniform(60, 110), 0.02),
            (chance.uniform(1000, 20000), chance.uniform(0, 100), 0.2),
            (chance.normal(35786, 30), chance.uniform(0, 15), 0.001),
        )[kind]
        a, e = RADIUS + height, chance.uniform(0.0, oval)
        e = min(e, 1.0 - (RADIUS + 300.0) / a)
        raan, argp, anomaly = chance.uniform(0.0, 2.0 * math.pi, 3)
        out.append(
            Elements(
                name=f"O{i}", norad_id=10000 + i, epoch=START - chance.uniform(0.0, 86400.0),
                mean_motion=math.sqrt(MU / a**3), eccentricity=e, inclination=math.radians(tilt),
                raan=raan, argp=argp, mean_anomaly=anomaly, bstar=1e-5 if height < 800 else 0.0,
            )
        )  # fmt: skip
    return list(read_tle("\n".join(map(write_tle, out))).records)


@contextmanager
def without_astroz():
    """Let ours find no astroz."""
    known = sys.modules.get("astroz._astroz")
    sys.modules["astroz._astroz"] = None
    batch._astroz.cache_clear()  # noqa: SLF001
    try:
        yield
    finally:
        del sys.modules["astroz._astroz"]
        if known:
            sys.modules["astroz._astroz"] = known
        batch._astroz.cache_clear()  # noqa: SLF001


def timed(runs, work):
    """Return the median of CPU seconds, and what was found."""
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        found = work()
        seconds.append(time.process_time() - began)
    return statistics.median(seconds), found


def ours(own, others, span, threshold=THRESHOLD):
    """Return (pair, time, range) of each approach, by sgp4 or whatever stands beside it."""
    found = close_approaches(own, others, span, threshold, together=0.0).approaches
    pairs = (frozenset(pair) for pair in zip(found.own.tolist(), found.other.tolist(), strict=True))
    return list(zip(pairs, found.time.tolist(), found.range.tolist(), strict=True))


def peer(module, some, count, span):
    """Return what lets astroz.screen look for the first `count`, and what makes rows of it.

    It puts deep-space objects last, so that its indices are not ours.
    """
    sky = module.Constellation("\n".join(map(write_tle, some)))
    places = {one.norad_id: place for place, one in enumerate(some)}
    ours_of = np.array([places[int(number)] for number in sky.satnums])
    begin, minutes = datetime.fromtimestamp(span[0], tz=UTC), (span[1] - span[0]) / 60.0
    target = np.flatnonzero(ours_of < count)

    def work():
        return module.screen(sky, minutes, threshold=THRESHOLD / 1e3, target=target,
                             start_time=begin)  # fmt: skip

    def rows(found):
        pairs = zip(ours_of[found.i].tolist(), ours_of[found.j].tolist(), strict=True)
        at = (span[0] + 60.0 * found.time).tolist()
        return list(zip(map(frozenset, pairs), at, (1e3 * found.distance).tolist(), strict=True))

    return work, rows


def states(record, t):
    """Return TEME positions (n, 3), m."""
    t = np.atleast_1d(t)
    days = np.floor(t / 86400.0)
    codes, r, _ = record.sgp4_array(days + 2440587.5, t / 86400.0 - days)
    r[codes != 0] = np.nan
    return 1e3 * r


def brute(records, span, threshold=THRESHOLD):
    """Return the minima of a part, as `ours` does, but for the ends of the span."""
    own, count = PART[0], min(PART[1], len(records))
    t = np.linspace(*span, int((span[1] - span[0]) / STEP) + 1)
    mine, out = [states(one, t) for one in records[:own]], []
    for j in range(count):
        there = states(records[j], t)
        for i in range(min(own, j)):
            d = np.linalg.norm(mine[i] - there, axis=1)
            low = (d[1:-1] <= d[:-2]) & (d[1:-1] < d[2:]) & (d[1:-1] < threshold + STEP * FASTEST)
            for k in (np.flatnonzero(low) + 1).tolist():
                found = _least(records[i], records[j], (t[k], STEP))
                if found[1] <= threshold:
                    out.append((frozenset((i, j)), *found))
    return [row for row in out if row in inside([row], span)]


def _least(one, other, around):
    def apart(x):
        at = around[0] + x
        return float(np.linalg.norm(states(one, at) - states(other, at)))

    best = minimize_scalar(apart, bounds=(-around[1], around[1]), method="bounded",
                           options={"xatol": 1e-5})  # fmt: skip
    return around[0] + float(best.x), float(best.fun)


def lost(found, truth, threshold=THRESHOLD):
    """Return how many of the truth are not among what was found."""
    times = {}
    for pair, at, _ in found:
        times.setdefault(pair, []).append(at)
    return sum(
        not any(abs(at - each) < SAME for each in times.get(pair, ()))
        for pair, at, distance in truth
        if distance < threshold - UNSURE
    )


def inside(found, span):
    """Return what was found of the part that brute force looks at, ends of the span left out."""
    return [
        row for row in found
        if max(row[0]) < PART[1] and min(row[0]) < PART[0]
        and span[0] + STEP < row[1] < span[1] - STEP
    ]  # fmt: skip


def told(name, seconds, found, truth, span):
    missed = lost(found, truth)
    extra = lost(truth, inside(found, span))
    print(f"{name:<22}{seconds:9.2f} s CPU {len(found):8} approaches;"
          f" of {len(truth)} by brute force {missed} missed, {extra} extra")  # fmt: skip


def widely(some, span):
    """Print how ours stands beside brute force below the wider threshold."""
    few = some[: PART[1]]
    truth = brute([satrec(one) for one in few], span, WIDE)
    found = ours(few[: PART[0]], few, span, WIDE)
    missed, extra = lost(found, truth, WIDE), lost(truth, inside(found, span), WIDE)
    print(f"Below {WIDE / 1e3:g} km, {PART[0]} x {len(few)} objects: {len(truth)} by brute force,"
          f" ours {missed} missed, {extra} extra.")  # fmt: skip


def main():
    """Print a line for each."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--own", type=int, default=100)
    asked.add_argument("--others", type=int, default=3000)
    asked.add_argument("--hours", type=float, default=24.0)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--catalogue")
    args = asked.parse_args()
    if args.catalogue:
        records = read_elements_at(args.catalogue).records
        begin = max(one.epoch for one in records)
        some = list(nearest(records, begin)[0])[: args.others]
    else:
        begin, some = START, drawn(args.others)
    span = begin, begin + 3600.0 * args.hours
    truth = brute([satrec(one) for one in some], span)
    own = some[: args.own]
    print(f"{len(own)} x {len(some)} objects, {args.hours:g} h, {THRESHOLD / 1e3:g} km")
    with without_astroz():
        ours(own, some, span)  # compiles
        told("artel, sgp4", *timed(args.runs, lambda: ours(own, some, span)), truth, span)
    widely(some, span)
    try:
        import astroz
    except ImportError:
        print("astroz is not installed: nothing beside ours.")
        return
    fast, found = timed(args.runs, lambda: ours(own, some, span))
    told("artel, astroz", fast, found, truth, span)
    work, rows = peer(astroz, some, len(own), span)
    slow, theirs = timed(args.runs, work)
    theirs = rows(theirs)
    told("astroz.screen", slow, theirs, truth, span)
    print(f"astroz.screen needs {slow / fast:.1f} times the CPU of ours.")
    alone = lost(found, theirs), lost(theirs, found)
    print(f"Of what it finds, {alone[0]} are not ours; of ours {alone[1]} are not its.")


if __name__ == "__main__":
    if len(os.sched_getaffinity(0)) > 1:
        # Libraries count the cores when they are loaded: so begin anew with one.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
    main()
