"""Element sets that a plan was given while its day runs: elements-updates.json among its inputs.

Each holds for one satellite from an instant on; before it the satellite flies by what it had. An
owner's ephemeris wins over either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.formats import check_stamp, stamp
from artel.commons.instants import from_posix, instant_text, parse_instant, posix_text, to_posix
from artel.commons.names import hint
from artel.orbits.omm import read_elements
from artel.orbits.omm_fields import omm_mapping
from artel.orbits.readings import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from artel.fleet.satellites import Satellite
    from artel.orbits.elements import Elements
    from artel.studies.pool import Pool

FILE = "elements-updates.json"
FORMAT, VERSION = "artel-elements-updates", 1
OLDEST_DAYS = 14
"""Sets whose epoch is further from the instant than this are no news of it."""


@dataclass(frozen=True, slots=True)
class Update:
    """An element set that holds for a satellite from an instant, POSIX s, on."""

    satellite: str
    since: float
    elements: Elements


def read_updates(files: Mapping[str, str]) -> tuple[Update, ...]:
    """Return the newer sets among a plan's inputs, the earliest first; none without the file.

    Raises FormatError for another format, and InputError where a set cannot be read.
    """
    if FILE not in files:
        return ()
    try:
        value = json.loads(files[FILE])
        check_stamp(value.get("format"), FORMAT, VERSION, FILE)
        found = [_update(row) for row in value["updates"]]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{FILE} cannot be read: {error}", next_step="Repair anew.") from None
    return tuple(sorted(found, key=lambda each: each.since))


def _update(row: Mapping[str, Any]) -> Update:
    (elements,) = read_elements(json.dumps([row["elements"]])).records
    return Update(row["satellite"], to_posix(parse_instant(row["from"])), elements)


def updates_text(updates: Iterable[Update]) -> str:
    """Return the file that says so."""
    rows = [
        json.dumps({"satellite": each.satellite, "from": posix_text(each.since),
                    "elements": omm_mapping(each.elements)}, ensure_ascii=False)
        for each in updates
    ]  # fmt: skip
    head = json.dumps(stamp(FORMAT, VERSION))
    return f'{{"format": {head}, "updates": [\n' + ",\n".join(rows) + "\n]}\n"


def newer_sets(pool: Pool, text: str, at: datetime, end: datetime) -> dict[str, Elements]:
    """Return by satellite the sets of a text that are to hold from an instant on.

    Of several sets of a satellite that of the nearest epoch is meant. Raises InputError for a
    text without sets, for satellites that the pool does not have, for sets of another time, and
    where owners' ephemerides leave nothing to them.
    """
    try:
        readings = read_elements(text)
    except ValueError as error:
        raise InputError(f"The element sets cannot be read: {error}") from None
    if not readings.records:
        why = f" ({readings.problems[0]})" if readings.problems else ""
        raise InputError(
            f"The file holds no element set{why}.", next_step="Give OMM or TLE of a satellite."
        )
    known = {each.norad_id: each for each in pool.imagers}
    chosen = nearest(readings.records, to_posix(at))[0]
    ours = [(known[each.norad_id], each) for each in chosen if each.norad_id in known]
    if not ours:
        first = chosen[0].label
        raise InputError(
            f"None of the sets is of an operational satellite of the pool (the first: {first}).",
            next_step=hint(chosen[0].name, [each.name for each in pool.imagers]),
        )
    for satellite, elements in ours:
        _check_age(satellite, elements, at)
    return _not_owned(pool, ours, (at, end))


def _check_age(satellite: Satellite, elements: Elements, at: datetime) -> None:
    days = abs(elements.epoch - to_posix(at)) / 86400.0
    if days > OLDEST_DAYS:
        raise InputError(
            f"The set of {satellite.name} is of {from_posix(elements.epoch):%F %R}Z,"
            f" {days:.0f} days from {instant_text(at)}.",
            next_step=f"Give one within {OLDEST_DAYS} days.",
        )


def _not_owned(
    pool: Pool, ours: Sequence[tuple[Satellite, Elements]], span: tuple[datetime, datetime]
) -> dict[str, Elements]:
    """Return the sets of satellites whose owners give no ephemeris for all the time left."""
    start, end = map(to_posix, span)
    owned = {
        satellite.name
        for satellite, _ in ours
        if any(each.start <= start and end <= each.stop for each in pool.ephemerides_of(satellite))
    }
    left = {satellite.name: one for satellite, one in ours if satellite.name not in owned}
    if not left:
        raise InputError(
            f"The owner's ephemeris of {', '.join(sorted(owned))} is in force until the plan ends;"
            " it wins over element sets.",
            next_step="Nothing was changed.",
        )
    return left


def under_way(plan: Mapping[str, Any], satellite: str, at: float) -> float:
    """Return when what a satellite does at an instant ends, POSIX s: images and links."""
    rows = [
        tuple(to_posix(parse_instant(row[name])) for name in ("start", "end"))
        for part in ("images", "uploads", "downlinks")
        for row in plan[part]
        if row["satellite"] == satellite
    ]
    for start, end in sorted(rows):
        if start < at < end:
            at = end
    return at
