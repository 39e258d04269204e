"""Who builds what for a pool: workshare.yaml beside the other tables, and what was launched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError, TableError
from artel.commons.instants import to_posix
from artel.commons.names import hint
from artel.commons.tables import load
from artel.fleet.orbits_of_facts import elements_json
from artel.fleet.satellites import Imager
from artel.orbits.omm import read_elements
from artel.settlement.money import MINOR_DIGITS
from artel.workshare.accounts import accounts_of
from artel.workshare.checks import read_workshare
from artel.workshare.performance import declared_by
from artel.workshare.tables import FILE
from artel.workshare.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from artel.commons.tables import Table
    from artel.fleet.satellites import Satellite
    from artel.orbits.elements import Elements
    from artel.studies.pool import Pool
    from artel.workshare.accounts import Accounts
    from artel.workshare.performance import Declared
    from artel.workshare.tables import Workshare

BLOCKS = {
    "rate_deg_s": ("agility", "rate_deg_s"),
    "acceleration_deg_s2": ("agility", "acceleration_deg_s2"),
    "settle_s": ("agility", "settle_s"),
    "recorder_gbit": ("recorder", "capacity_gbit"),
    "imaging_s_per_day": ("duty", "imaging_s_per_day"),
}
"""Which block of a satellite, and which figure of it, a declared figure replaces."""


@dataclass(frozen=True)
class Programme:
    """What workshare.yaml says, checked by itself and against the pool."""

    rows: Workshare

    @cached_property
    def tree(self) -> Tree:
        """The products as one tree."""
        return Tree(self.rows.products)

    @cached_property
    def accounts(self) -> Accounts:
        """Amounts in the programme's currency."""
        return accounts_of(self.rows, MINOR_DIGITS)


def programme_of(pool: Pool) -> Programme | None:
    """Return the programme of a pool, or None where its folder has no workshare.yaml.

    Raises FormatError, or TableError with every finding (file, line, field).
    """
    if FILE not in pool.texts:
        return None
    states = tuple(party.id for party in pool.settings.parties)
    table, rows = _read(pool.texts[FILE], states)
    findings = tuple(_of_launches(table, Programme(rows), pool))
    if findings:
        raise TableError(findings)
    return Programme(rows)


def needed(pool: Pool) -> Programme:
    """Return the programme of a pool. Raises InputError where it has none."""
    programme = programme_of(pool)
    if programme is None:
        raise InputError(
            f"The pool has no {FILE}.", next_step="docs/pool.md says what stands in it."
        )
    return programme


def check_workshare(pool: Pool) -> tuple[str, ...]:
    """Return every finding (file, line, field) about the pool's workshare.yaml, if it has one."""
    try:
        programme_of(pool)
    except TableError as error:
        return error.findings
    except InputError as error:
        return (str(error),)
    return ()


def with_launched(pool: Pool, at: datetime) -> Pool:
    """Return the pool with every planned satellite that has been launched by the instant.

    Such a satellite is operational, with the performance that the leaves of its product declare
    and, where they declare none, as in satellites.yaml. Where the pool has neither an element set
    nor an ephemeris of it, its orbit facts, which hold at its launch, become one; it stands among
    the pool's texts too, so that a plan carries it.
    """
    programme = programme_of(pool)
    if programme is None:
        return pool
    due = {row.satellite: row for row in programme.rows.launches if row.launch_date <= at}
    launched = {
        satellite.name: _as_declared(satellite, declared_by(programme.tree, row.product))
        for satellite in pool.satellites
        if satellite.status == "planned" and (row := due.get(satellite.name)) is not None
    }
    if not launched:
        return pool
    texts = {
        f"elements/{satellite.norad_id}.json": elements_json(
            [satellite], to_posix(due[satellite.name].launch_date)
        )
        for satellite in launched.values()
        if not _has_orbit(pool, satellite)
    }
    return replace(
        pool,
        satellites=tuple(launched.get(each.name, each) for each in pool.satellites),
        elements=(*pool.elements, *_records(texts.values())),
        texts={**pool.texts, **texts},
    )


@lru_cache(maxsize=8)
def _read(text: str, states: tuple[str, ...]) -> tuple[Table, Workshare]:
    table = load(text, FILE)
    return table, read_workshare(table, states, MINOR_DIGITS)


def _records(texts: Iterable[str]) -> tuple[Elements, ...]:
    return tuple(record for text in texts for record in read_elements(text).records)


def _has_orbit(pool: Pool, satellite: Satellite) -> bool:
    known = any(record.norad_id == satellite.norad_id for record in pool.elements)
    return known or bool(pool.ephemerides_of(satellite))


def _as_declared(satellite: Satellite, declared: tuple[Declared, ...]) -> Satellite:
    """Return the satellite in operation, each declared figure in the place of the other."""
    blocks: dict[str, dict[str, Any]] = {}
    sensors: dict[str, dict[str, Any]] = {}
    for each in declared:
        said = {"source": f"{FILE}, {each.product}: {each.source}", "status": each.status}
        if each.sensor is not None:
            sensors.setdefault(each.sensor, {}).update({each.figure: each.value, **said})
        else:
            block, field = BLOCKS[each.figure]
            blocks.setdefault(block, {}).update({field: each.value, **said})
    changed: Mapping[str, Any] = {
        name: getattr(satellite, name).model_copy(update=update) for name, update in blocks.items()
    }
    found = tuple(
        sensor.model_copy(update=sensors.get(sensor.name, {})) for sensor in satellite.sensors
    )
    return satellite.model_copy(update={**changed, "status": "operational", "sensors": found})


def _of_launches(table: Table, programme: Programme, pool: Pool) -> Iterable[str]:
    """Find launches of satellites that the pool does not know, or that cannot take their part."""
    satellites = {satellite.name: satellite for satellite in pool.satellites}
    for index, launch in enumerate(programme.rows.launches):
        satellite = satellites.get(launch.satellite)
        path = ("launches", index, "satellite")
        if satellite is None:
            near = hint(launch.satellite, satellites)
            yield table.finding(path, f"no satellite is called '{launch.satellite}'; {near}")
            continue
        lost = satellite.status == "planned" and satellite.orbit is None
        if lost and not _has_orbit(pool, satellite):
            yield table.finding(path, f"'{satellite.name}' has no orbit in satellites.yaml.")
    yield from dict.fromkeys(_undeclarable(table, programme, satellites))


def _undeclarable(
    table: Table, programme: Programme, satellites: Mapping[str, Satellite]
) -> Iterable[str]:
    """Find what leaves declare of satellites that have no such part."""
    place = {product.id: index for index, product in enumerate(programme.rows.products)}
    for launch in programme.rows.launches:
        satellite = satellites.get(launch.satellite)
        if satellite is None:
            continue
        sensors = {sensor.name for sensor in satellite.sensors}
        for each in declared_by(programme.tree, launch.product):
            path = ("products", place[each.product], "performance")
            if not isinstance(satellite, Imager):
                yield table.finding(path, f"'{satellite.name}' makes no images.")
            elif each.sensor is not None and each.sensor not in sensors:
                sentence = f"'{satellite.name}' has no sensor '{each.sensor}'"
                near = hint(each.sensor, sensors)
                yield table.finding((*path, "sensor"), f"{sentence}; {near}")
