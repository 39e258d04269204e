"""All tables of a pool folder together: read from text, each checked alone and with the others."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from artel.charter.articles import Charter, read_charter
from artel.commons.errors import InputError, TableError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp
from artel.commons.instants import to_posix
from artel.commons.members import Member, Site, Standing
from artel.commons.tables import Instant, Row, Table, check, load
from artel.fleet.satellites import Imager, Satellite, imagers, read_satellites
from artel.fleet.stations import Station, read_stations
from artel.orbits.elements import Elements
from artel.orbits.oem import Ephemeris, read_oem
from artel.orbits.omm import read_elements
from artel.orbits.readings import nearest
from artel.orbits.runs import NodeStore
from artel.orders.orders import Order, read_orders
from artel.studies.notices import read_notices, with_notices
from artel.studies.pool_checks import (
    Tables,
    charter_notes,
    cross_check,
    order_findings,
    past_orders,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLES = ("pool.yaml", "charter.yaml", "satellites.yaml", "stations.yaml", "orders.geojson")
A_POOL_HAS = f"A pool folder has {', '.join(TABLES)} and elements.json."


class SiteRow(Row):
    """The place whose revisit the brief shows."""

    name: Text
    lat_deg: Annotated[float, Field(ge=-90, le=90)]
    lon_deg: Annotated[float, Field(ge=-180, le=180)]


class PartyRow(Row):
    """A partner: an outside agency whose assets may be used, and which may order."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
    name: Text
    agency: str = ""


class MemberRow(PartyRow):
    """A member: a state of the pool."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    site: SiteRow


class ObserverRow(PartyRow):
    """An observer: it has the rights that are listed, and no others."""

    rights: tuple[Literal["order"], ...] = ()


class PoolTable(Row):
    """The file pool.yaml."""

    format: str
    name: Text
    epoch: Instant
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    members: Annotated[tuple[MemberRow, ...], Field(min_length=1)]
    partners: tuple[PartyRow, ...] = ()
    observers: tuple[ObserverRow, ...] = ()
    timing_guard: Annotated[float, Field(ge=0, le=10)] = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The head of a pool: its name, its epoch in UTC, its currency, and who belongs to it.

    `timing_guard` is how many times the timing of its satellites a plan keeps clear.
    """

    name: str
    epoch: datetime
    currency: str
    parties: tuple[Member, ...]
    timing_guard: float = 0.0

    @property
    def members(self) -> tuple[Member, ...]:
        """The parties that are members."""
        return tuple(party for party in self.parties if party.standing is Standing.MEMBER)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Everything a pool folder says, checked.

    `elements` are all records that could be read, several a satellite perhaps; `texts` are the
    files as given; `problems` name records that were skipped; `notes` are warnings; `kept` is
    where tracks are kept from one command to the next, if anywhere.
    """

    settings: Settings
    charter: Charter
    satellites: tuple[Satellite, ...]
    stations: tuple[Station, ...]
    elements: tuple[Elements, ...]
    ephemerides: tuple[Ephemeris, ...]
    orders: tuple[Order, ...]
    texts: "Mapping[str, str]"
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kept: NodeStore | None = field(default=None, compare=False, repr=False)

    @property
    def imagers(self) -> tuple[Imager, ...]:
        """The operational satellites that make images, in the order of the file."""
        return imagers(self.satellites)

    def elements_at(self, instant: datetime) -> dict[int, Elements]:
        """Return by catalogue number the record whose epoch is nearest to the instant."""
        chosen, _ = nearest(self.elements, to_posix(instant))
        return {record.norad_id: record for record in chosen}

    def element_notes_at(self, instant: datetime) -> tuple[str, ...]:
        """Return a sentence for each object of the pool with several records, or a future epoch."""
        wanted = {satellite.norad_id for satellite in self.satellites}
        ours = (record for record in self.elements if record.norad_id in wanted)
        return nearest(ours, to_posix(instant))[1]

    def ephemerides_of(self, satellite: Satellite) -> tuple[Ephemeris, ...]:
        """Return the owner's ephemerides of the satellite, by catalogue number or by name."""
        return tuple(eph for eph in self.ephemerides if _is_of(eph, satellite))


def read_pool(files: "Mapping[str, str]") -> Pool:
    """Return the pool of these files (name in the folder -> text).

    Raises InputError for a missing or empty file, and TableError with every finding (file, line,
    field) for what is wrong inside one table or between two. A bad element record is skipped.
    """
    _all_there(files)
    tables = {name: load(files[name], name) for name in TABLES}
    settings = _read_settings(tables["pool.yaml"])
    rows = Tables(
        parties=settings.parties,
        satellites=read_satellites(tables["satellites.yaml"]),
        satellites_file=tables["satellites.yaml"],
        stations=read_stations(tables["stations.yaml"]),
        stations_file=tables["stations.yaml"],
        charter=read_charter(tables["charter.yaml"]),
        charter_file=tables["charter.yaml"],
        orders=read_orders(tables["orders.geojson"]),
    )
    elements, problems = _read_elements(files)
    ephemerides = _read_ephemerides(files)
    findings = (*cross_check(rows), *_lost(rows, elements, ephemerides))
    if findings:
        raise TableError(findings)
    return Pool(
        settings=settings,
        charter=with_notices(rows.charter, read_notices(files)),
        satellites=rows.satellites,
        stations=rows.stations,
        elements=elements,
        ephemerides=ephemerides,
        orders=rows.orders,
        texts=dict(files),
        problems=problems,
        notes=(*_strangers(rows, elements), *charter_notes(rows.charter, rows.orders)),
    )


def check_orders(pool: Pool, orders: "Iterable[Order]", start: datetime) -> None:
    """Refuse orders that cannot be taken by the pool for a plan that begins at `start`.

    Raises TableError (file, line, field) where an order's party or consent is unknown, or where
    its window closed before both the pool's epoch and the plan's start.
    """
    given = tuple(orders)
    known = order_findings(given, pool.settings.parties, pool.charter)
    findings = (*known, *past_orders(given, min(pool.settings.epoch, start)))
    if findings:
        raise TableError(findings)


def _all_there(files: "Mapping[str, str]") -> None:
    missing = [name for name in TABLES if name not in files]
    if missing:
        raise InputError(f"The pool has no {', no '.join(missing)}.", next_step=A_POOL_HAS)
    if not any(_holds_elements(name) or _holds_ephemeris(name) for name in files):
        raise InputError("The pool has no elements.json.", next_step=A_POOL_HAS)


def _holds_elements(name: str) -> bool:
    return name.startswith(("elements.", "elements/"))


def _holds_ephemeris(name: str) -> bool:
    return name.startswith("ephemerides/") and name.endswith(".oem")


def _read_settings(table: Table) -> Settings:
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-pool", 1, table.file)
    row = check(table, PoolTable)
    groups = (
        ("members", Standing.MEMBER, row.members),
        ("partners", Standing.PARTNER, row.partners),
        ("observers", Standing.OBSERVER, row.observers),
    )
    seen: set[str] = set()
    parties: list[Member] = []
    for name, standing, rows in groups:
        for index, party in enumerate(rows):
            if party.id in seen:
                sentence = f"the party '{party.id}' stands twice."
                raise TableError((table.finding((name, index, "id"), sentence),))
            seen.add(party.id)
            parties.append(_party(party, standing))
    return Settings(row.name, row.epoch, row.currency, tuple(parties), row.timing_guard)


def _party(row: PartyRow, standing: Standing) -> Member:
    site = row.site if isinstance(row, MemberRow) else None
    return Member(
        id=row.id,
        name=row.name,
        standing=standing,
        agency=row.agency,
        currency=row.currency if isinstance(row, MemberRow) else "",
        site=Site(site.name, site.lat_deg, site.lon_deg) if site else None,
        rights=row.rights if isinstance(row, ObserverRow) else ("order",),
    )


def _read_elements(files: "Mapping[str, str]") -> tuple[tuple[Elements, ...], tuple[str, ...]]:
    records: list[Elements] = []
    problems: list[str] = []
    for name in sorted(filter(_holds_elements, files)):
        if not files[name].strip():
            raise TableError((f"{name}: the file is empty.",))
        try:
            readings = read_elements(files[name])
        except ValueError as error:
            raise InputError(f"{name}: {error}") from None
        records += readings.records
        problems += [f"{name}, line {p.line}: {p.record}: {p.reason}" for p in readings.problems]
    return tuple(records), tuple(problems)


def _read_ephemerides(files: "Mapping[str, str]") -> tuple[Ephemeris, ...]:
    found: list[Ephemeris] = []
    for name in sorted(filter(_holds_ephemeris, files)):
        try:
            found += read_oem(files[name])
        except ValueError as error:
            raise InputError(f"{name}: {error}") from None
    return tuple(found)


def _is_of(ephemeris: Ephemeris, satellite: Satellite) -> bool:
    if ephemeris.norad_id is not None:
        return ephemeris.norad_id == satellite.norad_id
    return ephemeris.name == satellite.name


def _lost(
    rows: Tables, elements: tuple[Elements, ...], ephemerides: tuple[Ephemeris, ...]
) -> list[str]:
    """Return a finding for each operational satellite that has no orbit."""
    known = {record.norad_id for record in elements}
    return [
        rows.satellites_file.finding(
            ("satellites", index, "norad_id"),
            f"'{satellite.name}' is operational, but no element set or ephemeris has "
            f"the number {satellite.norad_id}.",
        )
        for index, satellite in enumerate(rows.satellites)
        if satellite.operational
        and satellite.norad_id not in known
        and not any(_is_of(eph, satellite) for eph in ephemerides)
    ]


def _strangers(rows: Tables, elements: tuple[Elements, ...]) -> list[str]:
    """Return a warning where element sets belong to nobody."""
    wanted = {satellite.norad_id for satellite in rows.satellites}
    strangers = [record for record in elements if record.norad_id not in wanted]
    if not strangers:
        return []
    count, first = len(strangers), strangers[0].label
    return [f"{count} element sets belong to no satellite of the pool (the first: {first})."]
