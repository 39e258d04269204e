"""The peer's half of coverage.py: TAT-C on a job, run by a Python that has it.

    PYTHON_WITH_TATC benchmarks/coverage_tatc.py JOB.json OUT.npz

The job names element sets as TLE, points in degrees, an off-nadir angle and a span. OUT gets
TAT-C's windows (satellite, point, start, end; POSIX s) and mean revisits; a JSON line on standard
output tells its CPU seconds, its memory, and the UT1 - UTC that it took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np
from shapely.geometry import Point
from tatc import constants
from tatc.analysis import aggregate_observations, collect_observations, reduce_observations
from tatc.schemas import Instrument, Satellite, TwoLineElements


def posix(column):
    """Return POSIX seconds of a column of instants, whatever its unit."""
    return column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("M8[ns]").astype(
        np.int64
    ) / 1e9  # fmt: skip


def satellites_of(job):
    camera = Instrument(
        name="camera",
        field_of_regard=2.0 * job["off_nadir_deg"],
        nadir_reference=job["nadir"],
    )
    return [
        Satellite(name=f"S{index}", orbit=TwoLineElements(tle=lines), instruments=[camera])
        for index, lines in enumerate(job["tle"])
    ]


def main():
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - no artel here
        job = json.load(file)
    points = [Point(lon, lat) for lon, lat in job["points"]]
    span = [datetime.fromtimestamp(at, UTC) for at in job["span"]]
    satellites = satellites_of(job)
    # What Skyfield reads once at its start is not the job's.
    collect_observations(points[:2], satellites[:1], span[0], span[1])
    begun = time.process_time()
    found = collect_observations(points, satellites, *span)
    collected = time.process_time()
    reduced = reduce_observations(aggregate_observations(found))
    ended = time.process_time()
    number = {tuple(point): index for index, point in enumerate(job["points"])}

    def points_of(frame):
        pairs = zip(frame.geometry.x, frame.geometry.y, strict=True)
        return np.array([number[pair] for pair in pairs], np.int64)

    np.savez(
        sys.argv[2],
        satellite=np.array([int(name[1:]) for name in found["satellite"]], np.int64),
        site=points_of(found),
        start=posix(found["start"]),
        end=posix(found["end"]),
        place=points_of(reduced),
        revisit=reduced["revisit"].dt.total_seconds().to_numpy(),
    )
    print(json.dumps({
        "version": version("tatc"),
        "collect_s": collected - begun,
        "statistics_s": ended - collected,
        "ut1_minus_utc_s": float(
            constants.timescale.from_datetime(span[0] + (span[1] - span[0]) / 2).dut1
        ),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
