"""Satellites as their owners declare them, each figure with its source and status."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from artel.commons.errors import TableError
from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.tables import Path, Row, Table, check
from artel.fleet.dated import Maintenance
from artel.fleet.steps import RateSteps

Turn: TypeAlias = Annotated[float, Field(ge=0, lt=360)]
Manoeuvres: TypeAlias = Literal["often", "seldom", "never"]
"""Never at all; seldom: some in a month; often: every few days, or for weeks at a time."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class LowOrbit(Sourced):
    """A near-circular orbit: mean altitude over 6378.137 km, and its plane.

    The plane is given by the mean local time of the ascending node (`hh:mm`) or by its right
    ascension; `phase_deg` is the argument of latitude at the epoch of the pool.
    """

    altitude_km: Annotated[float, Field(ge=200, le=20000)]
    inclination_deg: Annotated[float, Field(ge=0, le=180)]
    node_local_time: str | None = None
    raan_deg: Turn | None = None
    phase_deg: Turn
    eccentricity: Annotated[float, Field(ge=0, lt=0.1)] = 0.001

    @field_validator("node_local_time")
    @classmethod
    def _is_a_clock_time(cls, text: str | None) -> str | None:
        if text is not None and not _CLOCK.fullmatch(text):
            raise ValueError("A node local time is written as hh:mm, in quotes")
        return text

    @model_validator(mode="after")
    def _has_one_plane(self) -> "LowOrbit":
        if (self.node_local_time is None) == (self.raan_deg is None):
            raise ValueError("Give the plane once: node_local_time or raan_deg")
        return self

    @property
    def node_hours(self) -> float | None:
        """Mean local time of the ascending node in hours, or None where the node is given."""
        if self.node_local_time is None:
            return None
        hours, minutes = self.node_local_time.split(":")
        return int(hours) + int(minutes) / 60


class HighOrbit(Sourced):
    """An eccentric orbit, its heights over 6378.137 km, its angles at the epoch of the pool."""

    perigee_km: Annotated[float, Field(ge=200, le=60000)]
    apogee_km: Annotated[float, Field(ge=200, le=400000)]
    inclination_deg: Annotated[float, Field(ge=0, le=180)]
    raan_deg: Turn
    argument_of_perigee_deg: Turn
    mean_anomaly_deg: Turn

    @model_validator(mode="after")
    def _apogee_is_above_perigee(self) -> "HighOrbit":
        if self.apogee_km < self.perigee_km:
            raise ValueError("The apogee is below the perigee")
        return self


class StationaryOrbit(Sourced):
    """A geostationary orbit; the inclination lets an old satellite swing in latitude."""

    longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    inclination_deg: Annotated[float, Field(ge=0, le=30)] = 0.0


def _orbit_kind(value: object) -> str:
    keys = value if isinstance(value, dict) else vars(value)
    if "longitude_deg" in keys:
        return "stationary"
    return "high" if "perigee_km" in keys or "apogee_km" in keys else "low"


Orbit: TypeAlias = Annotated[
    Annotated[LowOrbit, Tag("low")]
    | Annotated[HighOrbit, Tag("high")]
    | Annotated[StationaryOrbit, Tag("stationary")],
    Discriminator(_orbit_kind),
]


class OpticalSensor(Sourced):
    """A push-broom camera; `gsd_m` and `swath_km` hold at nadir from `altitude_km`."""

    name: Text
    type: Literal["optical"]
    gsd_m: Positive
    swath_km: Positive
    altitude_km: Positive
    max_roll_deg: Annotated[float, Field(ge=0, le=60)]
    max_pitch_deg: Annotated[float, Field(ge=0, le=60)]
    min_sun_elevation_deg: Annotated[float, Field(ge=-90, le=90)]
    data_rate_mbps: Positive


class RadarSensor(Sourced):
    """A radar mode: broadside, incidence within a range, GSD constant over the mode."""

    name: Text
    type: Literal["radar"]
    gsd_m: Positive
    swath_km: Positive
    min_incidence_deg: Annotated[float, Field(gt=0, lt=80)]
    max_incidence_deg: Annotated[float, Field(gt=0, lt=80)]
    sides: Annotated[tuple[Literal["left", "right"], ...], Field(min_length=1)]
    data_rate_mbps: Positive

    @model_validator(mode="after")
    def _incidence_is_a_range(self) -> "RadarSensor":
        if not self.min_incidence_deg < self.max_incidence_deg:
            raise ValueError("max_incidence_deg must be more than min_incidence_deg")
        return self


Sensor: TypeAlias = Annotated[OpticalSensor | RadarSensor, Field(discriminator="type")]


class Agility(Sourced):
    """How fast the satellite turns between images: bang-coast-bang, then settling."""

    rate_deg_s: Positive
    acceleration_deg_s2: Positive
    settle_s: Annotated[float, Field(ge=0)]


class Duty(Sourced):
    """How many seconds of images the satellite can make in one UTC day, and in one orbit.

    An orbit runs from one passage of the ascending node to the next.
    """

    imaging_s_per_day: Positive
    imaging_s_per_orbit: Positive | None = None


class Battery(Sourced):
    """What the satellite's battery holds, what loads it, and what the Sun gives, W.

    `depth` is the part that may be used: the level never falls below the rest. `start_level` is
    the part that is full as a plan begins. The idle load is drawn at all times, the others on
    top: while an image is taken, while the satellite turns, while data comes down.
    """

    capacity_wh: Positive
    depth: Annotated[float, Field(gt=0, le=1)]
    start_level: Annotated[float, Field(gt=0, le=1)] = 1.0
    idle_w: Annotated[float, Field(ge=0)]
    imaging_w: Annotated[float, Field(ge=0)]
    slew_w: Annotated[float, Field(ge=0)]
    downlink_w: Annotated[float, Field(ge=0)]
    sunlit_charge_w: Positive


class Recorder(Sourced):
    """How much the satellite can hold on board, and what it sends first.

    By `class`, data of a class that goes before comes down before data of a later one, if both
    are on board; by `any`, each image comes down as its links are booked.
    """

    capacity_gbit: Positive
    first_down: Literal["any", "class"] = "any"


class Radio(Sourced):
    """A transmitter for what was recorded; with steps its rate goes by elevation."""

    name: Text
    band: Text
    rate_mbps: Positive
    rate_steps: RateSteps | None = None


class Command(Sourced):
    """How tasks reach the satellite: by which stations, in what band, how long before."""

    band: Text
    cutoff_min: Annotated[float, Field(ge=0)]
    upload_s: Positive
    stations: Annotated[tuple[str, ...], Field(min_length=1)]


class Satellite(Row):
    """A satellite of the pool; only one that is operational takes part."""

    name: Text
    norad_id: Annotated[int, Field(ge=1, le=999_999_999)]
    owner: Text
    service: Literal["imaging", "messaging", "link", "weather"]
    status: Literal["operational", "legacy", "planned", "retired"]
    source: Text
    orbit: Orbit | None = None
    manoeuvres: Manoeuvres | None = None
    sensors: tuple[Sensor, ...] = ()
    agility: Agility | None = None
    duty: Duty | None = None
    battery: Battery | None = None
    recorder: Recorder | None = None
    radios: tuple[Radio, ...] = ()
    command: Command | None = None
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def operational(self) -> bool:
        """Whether the satellite takes part in plans."""
        return self.status == "operational"


class Imager(Satellite):
    """A satellite that makes images, with everything that a plan of images needs."""

    service: Literal["imaging"]
    sensors: Annotated[tuple[Sensor, ...], Field(min_length=1)]
    agility: Agility
    duty: Duty
    recorder: Recorder
    radios: Annotated[tuple[Radio, ...], Field(min_length=1)]
    command: Command

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Imager":
        for kind, names in (
            ("sensors", [sensor.name for sensor in self.sensors]),
            ("radios", [radio.name for radio in self.radios]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"Two {kind} of '{self.name}' have one name")
        return self


def _service(value: object) -> str:
    keys = value if isinstance(value, dict) else vars(value)
    return "imager" if keys.get("service") == "imaging" else "other"


class SatelliteTable(Row):
    """The file satellites.yaml."""

    format: str
    satellites: tuple[
        Annotated[
            Annotated[Imager, Tag("imager")] | Annotated[Satellite, Tag("other")],
            Discriminator(_service),
        ],
        ...,
    ]


def read_satellites(table: Table) -> tuple[Satellite, ...]:
    """Return the satellites of satellites.yaml, in the order of the file.

    Raises TableError (file, line, field) for anything unknown, missing, out of range or twice.
    """
    check_stamp(_format(table), "artel-satellites", 1, table.file)
    rows = check(table, SatelliteTable).satellites
    names = twice(table, "satellites", "name", [row.name for row in rows])
    numbers = twice(table, "satellites", "norad_id", [row.norad_id for row in rows])
    if names or numbers:
        raise TableError((*names, *numbers))
    return rows


def imagers(satellites: Iterable[Satellite]) -> tuple[Imager, ...]:
    """Return the operational satellites that make images, in the order given."""
    return tuple(row for row in satellites if isinstance(row, Imager) and row.operational)


def twice(table: Table, rows: str, field: str, values: list[str] | list[int]) -> tuple[str, ...]:
    """Return a finding for each value that already stands in an earlier row."""
    found: list[str] = []
    first: dict[object, int] = {}
    for index, value in enumerate(values):
        if value in first:
            path: Path = (rows, index, field)
            line = table.line((rows, first[value], field))
            found.append(table.finding(path, f"'{value}' stands already on line {line}."))
        first.setdefault(value, index)
    return tuple(found)


def _format(table: Table) -> object:
    return table.value.get("format") if isinstance(table.value, dict) else None
