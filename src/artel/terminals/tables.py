"""The file terminals.yaml: types, waveforms, satellites' radios, grants, and the terminals."""

from __future__ import annotations

import itertools
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from artel.commons.errors import TableError
from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.horizons import MaskPoints  # noqa: TC001 - pydantic reads it at run time
from artel.commons.names import hint
from artel.commons.tables import Instant, Path, Row, Table, check
from artel.terminals.figures import (
    Band,
    Dated,
    Latitude,
    Longitude,
    Loss,
    Patterned,
    Power,
)
from artel.terminals.modcods import TABLES


class Antenna(Patterned):
    """A terminal's antenna; its pattern is over the angle from where it looks.

    That is the zenith for an omni or a tracking one (a flat panel loses as it scans away), and
    where the terminal is pointed for a fixed one.
    """

    kind: Literal["fixed", "omni", "tracking"]
    min_elevation_deg: Annotated[float, Field(ge=0, lt=90)]


class TerminalSends(Band):
    """The band in which a terminal sends, and its EIRP where its antenna is strongest."""

    eirp_dbw: Power


class TerminalHears(Band):
    """The band in which a terminal receives, and its G/T where its antenna is strongest."""

    g_over_t_dbk: Power


class TerminalRadio(Sourced):
    """A radio of a type of terminal: what it sends, hears and speaks."""

    name: Text
    up: TerminalSends
    down: TerminalHears
    antenna: Antenna
    waveforms: Annotated[tuple[Text, ...], Field(min_length=1)]


class TerminalType(Row):
    """A type of terminal, as its maker describes it."""

    id: Text
    maker: Text
    model: Text
    radios: Annotated[tuple[TerminalRadio, ...], Field(min_length=1)]


class Waveform(Sourced):
    """A way of sending: its table of modulations and codes, and its pace in both directions."""

    id: Text
    family: Literal["gonets-d1m", "dvb-s2", "dvb-s2x", "dvb-rcs2", "ccsds-tm"]
    modcods: Text
    up_ksps: Positive
    down_ksps: Positive
    roll_off: Annotated[float, Field(ge=0, le=1)]
    implementation_margin_db: Loss

    @field_validator("modcods")
    @classmethod
    def _is_a_table(cls, name: str) -> str:
        if name not in TABLES:
            raise ValueError(f"No table of modcods is called '{name}'; {hint(name, TABLES)}")
        return name


class PayloadHears(Band):
    """The band that a satellite's payload receives from terminals, and its G/T on the axis."""

    g_over_t_dbk: Power


class PayloadSends(Band):
    """The band in which a payload sends to terminals, and its EIRP for one carrier on the axis."""

    eirp_dbw: Power


class Feeder(Sourced):
    """The other hop of a satellite that does not decode: the C/N0 to and from its hub."""

    up_c_n0_dbhz: Positive
    down_c_n0_dbhz: Positive


class Beam(Patterned):
    """A satellite's beam: its pattern from the axis, which looks at a place, or straight down."""

    lat_deg: Latitude | None = None
    lon_deg: Longitude | None = None

    @model_validator(mode="after")
    def _is_a_place_or_none(self) -> Beam:
        if (self.lat_deg is None) != (self.lon_deg is None):
            raise ValueError("Give the place of a beam with lat_deg and lon_deg, or neither")
        return self


class Payload(Sourced):
    """A radio of satellites for terminals, with the losses that are allowed for on its links."""

    id: Text
    satellites: Annotated[tuple[Text, ...], Field(min_length=1)]
    waveforms: Annotated[tuple[Text, ...], Field(min_length=1)]
    up: PayloadHears
    down: PayloadSends
    beam: Beam
    polarisation_db: Loss
    ionosphere_db: Loss
    fade_db: Loss
    feeder: Feeder | None = None


class Grant(Dated):
    """A yes of a visited owner: terminals of the home party may use its satellites."""

    id: Text
    home: Text
    visited: Text
    waveforms: Annotated[tuple[Text, ...], Field(min_length=1)]
    price_class: Text


class Position(Row):
    """Where a terminal is at an instant; `state` where the outlines of states do not tell."""

    at: Instant
    lat_deg: Latitude
    lon_deg: Longitude
    height_m: Annotated[float, Field(ge=-500, le=20000)] = 0.0
    state: Text | None = None


class Pointing(Row):
    """Where a fixed antenna was pointed when it was set up."""

    azimuth_deg: Annotated[float, Field(ge=0, lt=360)]
    elevation_deg: Annotated[float, Field(ge=0, le=90)]


class Terminal(Row):
    """A subscriber's terminal: of which type, whose, at home in which state, and where.

    Where it stands it sees no lower than `mask_deg`, if that is higher than what its antenna asks.
    """

    id: Text
    type: Text
    owner: Text
    home: Text
    lat_deg: Latitude | None = None
    lon_deg: Longitude | None = None
    height_m: Annotated[float, Field(ge=-500, le=20000)] = 0.0
    state: Text | None = None
    pointing: Pointing | None = None
    mask_deg: MaskPoints | None = None
    route: tuple[Position, ...] = ()

    @field_validator("route")
    @classmethod
    def _goes_forward(cls, route: tuple[Position, ...]) -> tuple[Position, ...]:
        if len(route) == 1:
            raise ValueError("A route has two positions at least")
        if any(a.at >= b.at for a, b in itertools.pairwise(route)):
            raise ValueError("The instants of a route must rise")
        return route

    @model_validator(mode="after")
    def _is_somewhere(self) -> Terminal:
        placed = self.lat_deg is not None and self.lon_deg is not None
        named = self.lat_deg is not None or self.lon_deg is not None
        if self.route and (named or self.height_m or self.state):
            raise ValueError("Give a place or a route, not both")
        if self.route and self.mask_deg:
            raise ValueError("A mask belongs to a place; a terminal on a route has none")
        if not self.route and not placed:
            raise ValueError("Give lat_deg and lon_deg, or a route")
        return self


class TerminalsTable(Row):
    """The file terminals.yaml."""

    format: str
    types: Annotated[tuple[TerminalType, ...], Field(min_length=1)]
    waveforms: Annotated[tuple[Waveform, ...], Field(min_length=1)]
    payloads: tuple[Payload, ...]
    grants: tuple[Grant, ...] = ()
    terminal: tuple[Terminal, ...]

    def type_of(self, terminal: Terminal) -> TerminalType:
        """Return the type of a terminal of this table."""
        return next(row for row in self.types if row.id == terminal.type)

    def waveform(self, name: str) -> Waveform:
        """Return the waveform of that id."""
        return next(row for row in self.waveforms if row.id == name)


def read_terminals(table: Table) -> TerminalsTable:
    """Return the tables of terminals.yaml.

    Raises TableError (file, line, field) for anything unknown, missing, out of range or twice,
    and for a fixed antenna that is not pointed, or cannot be because its terminal moves.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-terminals", 1, table.file)
    rows = check(table, TerminalsTable)
    found = [*_twice(table, rows), *_unknown_waveforms(table, rows)]
    found += _unknown_types(table, rows) or _unpointed(table, rows)
    if found:
        raise TableError(tuple(found))
    return rows


def _twice(table: Table, rows: TerminalsTable) -> list[str]:
    found = []
    for name in ("types", "waveforms", "payloads", "grants", "terminal"):
        ids = [row.id for row in getattr(rows, name)]
        found += [
            table.finding((name, index, "id"), f"the id '{each}' stands twice.")
            for index, each in enumerate(ids)
            if each in ids[:index]
        ]
    return found


def _unknown_waveforms(table: Table, rows: TerminalsTable) -> list[str]:
    known = {row.id for row in rows.waveforms}
    named: list[tuple[Path, tuple[str, ...]]] = [
        (("types", i, "radios", j), radio.waveforms)
        for i, row in enumerate(rows.types)
        for j, radio in enumerate(row.radios)
    ]
    named += [(("payloads", i), row.waveforms) for i, row in enumerate(rows.payloads)]
    named += [(("grants", i), row.waveforms) for i, row in enumerate(rows.grants)]
    return [
        table.finding(
            (*path, "waveforms", i), f"no waveform is called '{name}'; {hint(name, known)}"
        )
        for path, names in named
        for i, name in enumerate(names)
        if name not in known
    ]


def _unknown_types(table: Table, rows: TerminalsTable) -> list[str]:
    known = {row.id for row in rows.types}
    return [
        table.finding(
            ("terminal", i, "type"), f"no type is called '{row.type}'; {hint(row.type, known)}"
        )
        for i, row in enumerate(rows.terminal)
        if row.type not in known
    ]


def _unpointed(table: Table, rows: TerminalsTable) -> list[str]:
    found = []
    for index, row in enumerate(rows.terminal):
        fixed = any(radio.antenna.kind == "fixed" for radio in rows.type_of(row).radios)
        if fixed and row.route:
            sentence = f"'{row.type}' has a fixed antenna, which cannot be pointed on a route."
            found.append(table.finding(("terminal", index, "route"), sentence))
        elif fixed and row.pointing is None:
            sentence = f"'{row.type}' has a fixed antenna: give its pointing."
            found.append(table.finding(("terminal", index, "type"), sentence))
    return found
