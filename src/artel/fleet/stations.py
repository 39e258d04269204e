"""Ground stations as their owners declare them: antennas, decoders, permits, line and cost."""

from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from artel.commons.errors import TableError
from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.horizons import MaskPoints
from artel.commons.names import matches
from artel.commons.tables import Row, Table, check
from artel.fleet.satellites import twice

Patterns: TypeAlias = tuple[Text, ...]
"""Shell patterns over the names of satellites."""


class Antenna(Row):
    """One dish: it serves one satellite at a time, in each of its bands.

    It points no lower than `min_elevation_deg`, nor than `mask_deg` where that is higher.
    """

    name: Text
    bands: Annotated[tuple[Text, ...], Field(min_length=1)]
    min_elevation_deg: Annotated[float, Field(ge=0, lt=90)]
    mask_deg: MaskPoints | None = None
    setup_s: Annotated[float, Field(ge=0)]
    max_rate_mbps: Positive


class Station(Sourced):
    """A ground station; `state` is where it stands, which residency looks at."""

    name: Text
    owner: Text
    state: Text
    lat_deg: Annotated[float, Field(ge=-90, le=90)]
    lon_deg: Annotated[float, Field(ge=-180, le=180)]
    height_m: Annotated[float, Field(ge=-500, le=9000)]
    antennas: Annotated[tuple[Antenna, ...], Field(min_length=1)]
    decoders: Patterns = ()
    permits: Patterns = ()
    line_mbps: Positive
    cost_per_min: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _antenna_names_are_unique(self) -> "Station":
        names = [antenna.name for antenna in self.antennas]
        if len(set(names)) < len(names):
            raise ValueError(f"Two antennas of '{self.name}' have one name")
        return self

    def decodes(self, satellite: str) -> bool:
        """Whether the station has a decoder for the satellite of that name."""
        return matches(self.decoders, satellite)

    def permitted(self, satellite: str) -> bool:
        """Whether the station's owner lets the satellite of that name use it."""
        return matches(self.permits, satellite)


class StationTable(Row):
    """The file stations.yaml."""

    format: str
    stations: tuple[Station, ...]


def read_stations(table: Table) -> tuple[Station, ...]:
    """Return the stations of stations.yaml, in the order of the file; there is at least one.

    Raises TableError (file, line, field) for anything unknown, missing, out of range or twice.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-stations", 1, table.file)
    rows = check(table, StationTable).stations
    if not rows:
        sentence = "no station: nothing can be commanded or received; add one at least."
        raise TableError((table.finding(("stations",), sentence),))
    found = twice(table, "stations", "name", [row.name for row in rows])
    if found:
        raise TableError(found)
    return rows
