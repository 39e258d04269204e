"""Ground stations as their owners declare them: antennas, decoders, permits, line and cost."""

from typing import Annotated

from pydantic import Field, model_validator

from artel.commons.errors import TableError
from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.horizons import MaskPoints
from artel.commons.tables import Row, Table, check
from artel.fleet.dated import Maintenance, Patterns, Spans, common, covered
from artel.fleet.satellites import twice
from artel.fleet.steps import RateSteps


class Antenna(Row):
    """One dish: it serves one satellite at a time, in each of its bands.

    It points no lower than `min_elevation_deg`, nor than `mask_deg` where that is higher. After a
    satellite it is torn down, before the next one set up.
    """

    name: Text
    bands: Annotated[tuple[Text, ...], Field(min_length=1)]
    min_elevation_deg: Annotated[float, Field(ge=0, lt=90)]
    mask_deg: MaskPoints | None = None
    setup_s: Annotated[float, Field(ge=0)]
    teardown_s: Annotated[float, Field(ge=0)] = 0.0
    max_rate_mbps: Positive
    rate_steps: RateSteps | None = None
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def turnaround_s(self) -> float:
        """Seconds from the end of one satellite to the start of another."""
        return self.teardown_s + self.setup_s


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
    maintenance: tuple[Maintenance, ...] = ()
    line_mbps: Positive
    cost_per_min: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _antenna_names_are_unique(self) -> "Station":
        names = [antenna.name for antenna in self.antennas]
        if len(set(names)) < len(names):
            raise ValueError(f"Two antennas of '{self.name}' have one name")
        return self

    def decodes(self, satellite: str) -> bool:
        """Whether the station has, at some time, a decoder for the satellite of that name."""
        return bool(covered(self.decoders, satellite))

    def permitted(self, satellite: str) -> bool:
        """Whether the station's owner lets the satellite of that name use it at some time."""
        return bool(covered(self.permits, satellite))

    def serves(self, satellite: str) -> Spans:
        """Return when the station decodes the satellite of that name and may receive it."""
        return common(covered(self.decoders, satellite), covered(self.permits, satellite))


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
