"""The close approaches of a sky to a catalogue, as plain rows; for screening only."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import posix_text
from artel.fleet.timing import DAY, timing_of
from artel.orbits.cdm import read_cdm
from artel.orbits.elements import Elements
from artel.orbits.readings import nearest
from artel.orbits.screening import close_approaches
from artel.orbits.time import parse_epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.fleet.satellites import Manoeuvres
    from artel.orbits.cdm import Conjunction, Party
    from artel.orbits.encounters import Approaches
    from artel.orbits.oem import Ephemeris
    from artel.orbits.tracks import Track
    from artel.studies.sky import Sky

SCREENING_ONLY = (
    "Screening only: element sets do not tell how wrong they are, so no probability is computed; "
    "ask for owners' ephemerides and conjunction data messages before anything is decided."
)
LARGEST_KM = 1000.0
"""km: a threshold beyond this asks for no close approaches."""
SAME_APPROACH_S = 60.0
"""s by which the time of a message may differ from ours, and still be of the same approach."""
COLUMNS = (
    "screening_only", "satellite", "norad_id", "other", "other_norad_id", "time", "range_km",
    "relative_speed_km_s", "radial_km", "in_track_km", "cross_track_km", "age_days",
    "other_age_days", "timing_s", "other_timing_s", "cut", "together", "cdm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Thing:
    """An object to be screened: what the search takes, and what its place in time is known by."""

    name: str
    norad_id: int
    searched: Elements | Track
    orbit: Elements | Ephemeris
    manoeuvres: Manoeuvres | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """Rows by range, how many objects were looked at, and what to know of them."""

    rows: list[dict[str, Any]]
    own: int
    others: int
    notes: tuple[str, ...]


def screen(
    sky: Sky,
    catalogue: Sequence[Elements],
    threshold_km: float,
    span: tuple[float, float],
    *,
    workers: int = 1,
) -> Screened:
    """Return the close approaches of a sky to each other object of a catalogue, and to itself.

    `span` is POSIX seconds. The satellites of the sky take the place of their own records in the
    catalogue. Raises InputError for a threshold that is none.
    """
    if not 0.0 < threshold_km <= LARGEST_KM:
        raise InputError(
            f"A threshold of {threshold_km:g} km asks for nothing that can be answered.",
            next_step=f"Give --threshold-km above 0, {LARGEST_KM:g} at most.",
        )
    own = _own(sky)
    known = {one.norad_id for one in own if one.norad_id}
    chosen, _ = nearest((each for each in catalogue if each.norad_id not in known), span[0])
    others = [*own, *(_Thing(_name(one), one.norad_id, one, one) for one in chosen)]
    found = close_approaches(
        [one.searched for one in own],
        [one.searched for one in others],
        span,
        threshold_km * 1e3,
        workers=workers,
    )
    rows = _rows(own, others, found.approaches)
    rows.sort(key=lambda row: (row["range_km"], row["time"], row["satellite"], row["other"]))
    notes = tuple(dict.fromkeys(found.reasons))
    return Screened(rows, len(own), len(chosen), notes)


def _own(sky: Sky) -> list[_Thing]:
    """Return a sky's objects: element sets, but tracks of who has an ephemeris for a part."""
    numbers = [track.norad_id for track in sky.tracks]
    things = []
    for track, (orbit, manoeuvres) in zip(sky.tracks, sky.orbits, strict=True):
        alone = numbers.count(track.norad_id) == 1 or not track.norad_id
        searched = orbit if isinstance(orbit, Elements) and alone else track
        things.append(_Thing(track.name, track.norad_id, searched, orbit, manoeuvres))
    return things


def _name(record: Elements) -> str:
    return record.name or str(record.norad_id)


def _rows(own: list[_Thing], others: list[_Thing], found: Approaches) -> list[dict[str, Any]]:
    return [
        _row(own[found.own[index]], others[found.other[index]], found, index)
        for index in range(len(found))
    ]


def _row(one: _Thing, other: _Thing, found: Approaches, index: int) -> dict[str, Any]:
    t = float(found.time[index])
    return {
        "satellite": one.name,
        "norad_id": one.norad_id or None,
        "other": other.name,
        "other_norad_id": other.norad_id or None,
        "time": posix_text(t),
        "range_km": _km(found.range[index]),
        "relative_speed_km_s": _km(found.speed[index]),
        "radial_km": _km(found.radial[index]),
        "in_track_km": _km(found.in_track[index]),
        "cross_track_km": _km(found.cross_track[index]),
        "age_days": _age(one.orbit, t),
        "other_age_days": _age(other.orbit, t),
        "timing_s": round(float(timing_of(one.orbit, t, one.manoeuvres)), 3),
        "other_timing_s": round(float(timing_of(other.orbit, t, other.manoeuvres)), 3),
        "cut": bool(found.cut[index]),
        "together": bool(found.together[index]),
    }


def _km(metres: float) -> float:
    return round(float(metres) / 1e3, 4)


def _age(orbit: Elements | Ephemeris, t: float) -> float:
    """Return days since the epoch; an ephemeris ages from its first state."""
    epoch = orbit.epoch if isinstance(orbit, Elements) else orbit.start
    return round((t - epoch) / DAY, 3)


def read_messages(text: str, file: str) -> tuple[Conjunction, ...]:
    """Return the conjunction data messages of a file. Raises InputError with file and line."""
    try:
        return read_cdm(text)
    except ValueError as error:
        step = "Give CDMs of CCSDS 508.0-B, as KVN or XML."
        raise InputError(f"{file}: {error}", next_step=step) from None


def beside(
    rows: list[dict[str, Any]], messages: Sequence[Conjunction]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows, each with the messages of its approach, and the messages of none.

    A message belongs to a row of its two catalogue numbers within a minute of its time.
    """
    told = [(each, _told(each)) for each in messages]
    with_them, met = [], set()
    for row in rows:
        ours = [place for place, (each, _) in enumerate(told) if _same(row, each)]
        met.update(ours)
        with_them.append({**row, "cdm": [told[place][1] for place in ours]})
    return with_them, [said for place, (_, said) in enumerate(told) if place not in met]


def _same(row: dict[str, Any], message: Conjunction) -> bool:
    pair = {row["norad_id"], row["other_norad_id"]}
    if None in pair or pair != {party.norad_id for party in message.parties}:
        return False
    return abs(parse_epoch(row["time"]) - message.time) <= SAME_APPROACH_S


def _told(message: Conjunction) -> dict[str, Any]:
    return {
        "originator": message.originator,
        "created": posix_text(message.created),
        "message_id": message.message_id or None,
        "time": posix_text(message.time),
        "miss_km": _km(message.miss),
        "relative_speed_km_s": None if message.speed is None else _km(message.speed),
        "collision_probability": message.probability,
        "collision_probability_method": message.method or None,
        "objects": [_party(party) for party in message.parties],
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.name or party.designator,
        "designator": party.designator,
        "covariance": party.covariance,
    }


def in_short(message: dict[str, Any]) -> str:
    """Return a message in one phrase; the probability is its originator's."""
    chance, method = message["collision_probability"], message["collision_probability_method"]
    said = f"{message['originator']} {message['time'][11:23]} {message['miss_km']:.3f} km"
    if chance is not None:
        said += f", probability {chance:g}" + (f" ({method})" if method else "")
    covariances = sum(party["covariance"] for party in message["objects"])
    return f"{said}, {covariances} of 2 covariances"


def csv_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as CSV, whose first column says on every line that this is screening only."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        said = "; ".join(in_short(each) for each in row.get("cdm", ()))
        writer.writerow({**row, "screening_only": SCREENING_ONLY, "cdm": said})
    return sheet.getvalue()
