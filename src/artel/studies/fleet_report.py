"""What element sets say of a fleet: height, plane, age, timing, drift of the node, burns."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

from artel.commons.instants import posix_text
from artel.fleet.timing import (
    DAY,
    class_of,
    class_of_ephemeris,
    timing_of,
    timing_uncertainty_s,
)
from artel.orbits.elements import (
    Elements,
    apogee_height,
    node_local_time,
    perigee_height,
    period,
    semi_major_axis,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from artel.fleet.satellites import Manoeuvres, Satellite
    from artel.orbits.ephemeris import Ephemeris

JUMP_M = 80.0
"""A change of the mean semi-major axis by more than this between two sets is no drag: someone
burned. (Recorded sets of a calm satellite scatter by some 10 m.)"""
GAP_DAYS = 10.0
"""Sets further apart than this say nothing of burns: drag has had its time as well."""
DRIFT_MIN = 30.0
"""A node that has drifted by more minutes than this changes what an optical satellite can see."""


def clock_text(hours: float) -> str:
    """Return hours as hh:mm."""
    minutes = round(hours * 60.0) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def element_row(elements: Elements, at: float) -> dict[str, Any]:
    """Return what one element set says: heights over 6378.137 km, plane, age at an instant."""
    return {
        "satellite": elements.name or str(elements.norad_id),
        "norad_id": elements.norad_id,
        "perigee_km": round(perigee_height(elements) / 1e3, 1),
        "apogee_km": round(apogee_height(elements) / 1e3, 1),
        "inclination_deg": round(math.degrees(elements.inclination), 3),
        "period_min": round(period(elements) / 60.0, 3),
        "node_local_time": clock_text(node_local_time(elements)),
        "epoch": posix_text(elements.epoch),
        "age_days": round((at - elements.epoch) / DAY, 2),
    }


def timing_row(
    source: Elements | Ephemeris, at: float, manoeuvres: Manoeuvres | None = None
) -> dict[str, Any]:
    """Return how early or late a satellite may be at an instant, by what its place is taken from.

    `timing_s` holds for 95 %, and has in it what the source is wrong by at its own epoch.
    """
    if isinstance(source, Elements):
        kind, since = class_of(source, manoeuvres), source.epoch
    else:
        kind, since = class_of_ephemeris(source), source.start
    median, _ = timing_uncertainty_s(kind, (at - since) / DAY)
    return {
        "timing_from": "elements" if isinstance(source, Elements) else "ephemeris",
        "timing_class": kind,
        "timing_median_s": round(float(median), 3),
        "timing_s": round(float(timing_of(source, at, manoeuvres)), 2),
    }


def fleet_rows(
    satellites: Iterable[Satellite],
    elements: Mapping[int, Elements],
    at: float,
    owned: Mapping[str, Sequence[Ephemeris]],
) -> list[dict[str, Any]]:
    """Return a row for each satellite of a pool, with its element set where there is one.

    `owned` holds the owners' ephemerides by satellite: while one is valid, times come from it.
    """
    rows = []
    for satellite in satellites:
        record = elements.get(satellite.norad_id)
        said = element_row(record, at) if record is not None else {}
        row = {
            "satellite": satellite.name,
            "norad_id": satellite.norad_id,
            "owner": satellite.owner,
            "service": satellite.service,
            "status": satellite.status,
            "sensors": [sensor.name for sensor in satellite.sensors],
        }
        row |= {key: value for key, value in said.items() if key not in row}
        source = source_at(record, owned.get(satellite.name, ()), at)
        rows.append(row | (timing_row(source, at, satellite.manoeuvres) if source else {}))
    return rows


def source_at(
    record: Elements | None, owned: Sequence[Ephemeris], at: float
) -> Elements | Ephemeris | None:
    """Return what a satellite's place is taken from at an instant: its owner's word comes first."""
    valid = (each for each in owned if each.start <= at <= each.stop)
    return next(valid, record)


def history_rows(records: Sequence[Elements]) -> list[dict[str, Any]]:
    """Return for each satellite its element sets in time: what changed from one to the next.

    `change_m` is the change of the mean semi-major axis; `event` names a jump that drag does not
    explain; `alarm` is a sentence where the node has drifted too far from where it began.
    """
    rows: list[dict[str, Any]] = []
    ordered = sorted(records, key=lambda record: (record.norad_id, record.epoch))
    for _, group in itertools.groupby(ordered, key=lambda record: record.norad_id):
        rows += _history(list(group))
    return rows


def _history(records: list[Elements]) -> list[dict[str, Any]]:
    rows = []
    first = node_local_time(records[0])
    for before, record in zip([records[0], *records], records, strict=False):
        change = semi_major_axis(record) - semi_major_axis(before)
        drift = (node_local_time(record) - first + 12.0) % 24.0 - 12.0
        row = element_row(record, record.epoch)
        del row["age_days"]
        row["change_m"] = round(change, 1)
        row["event"] = _event(before, record, change)
        row["node_drift_min"] = round(drift * 60.0, 1)
        row["alarm"] = _alarm(row["satellite"], first, record, drift)
        rows.append(row)
    return rows


def _event(before: Elements, record: Elements, change: float) -> str | None:
    """Return what a jump beyond the earlier set's own drag was: a burn up or down, or nothing."""
    days = (record.epoch - before.epoch) / DAY
    turns = before.mean_motion * DAY / (2.0 * math.pi)
    # Kepler: a falls by 2/3 as the mean motion grows; a set writes half of its growth a day.
    drag = -2.0 / 3.0 * semi_major_axis(before) * 2.0 * before.ndot * days / turns
    if days > GAP_DAYS or abs(change - drag) <= JUMP_M:
        return None
    return "raised" if change > drag else "lowered"


def _alarm(name: str, first: float, record: Elements, drift_h: float) -> str | None:
    sun_synchronous = 96.0 < math.degrees(record.inclination) < 103.0
    if not sun_synchronous or abs(drift_h) * 60.0 <= DRIFT_MIN:
        return None
    now = clock_text(node_local_time(record))
    return f"{name}: the node has drifted from {clock_text(first)} to {now} local time."
