"""What the validator reads from the inputs copied into a plan: only what it judges by.

The tables were checked in full when the plan was made; here unknown keys are passed over, and
what is missing for a judgement makes the input unreadable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from artel.charter.articles import Charter
from artel.commons.horizons import MaskPoints
from artel.commons.shapes import Shape
from artel.commons.tables import Instant
from artel.orbits.frames import geodetic_to_itrf, up

Floats: TypeAlias = NDArray[np.float64]


class Fact(BaseModel):
    """A row of an input, of which only the fields named here matter."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


Positive = Annotated[float, Field(gt=0.0)]


class Sensor(Fact):
    """What a sensor can do; a radar has a range of incidence, an optical one roll and pitch."""

    name: str
    type: Literal["optical", "radar"]
    gsd_m: Positive
    swath_km: Positive
    data_rate_mbps: Positive
    altitude_km: Positive | None = None
    max_roll_deg: float = 0.0
    max_pitch_deg: float = 0.0
    min_sun_elevation_deg: float = -90.0
    min_incidence_deg: float = 0.0
    max_incidence_deg: float = 90.0
    sides: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _optical_figures_have_their_altitude(self) -> "Sensor":
        if self.type == "optical" and self.altitude_km is None:
            raise ValueError("an optical sensor needs altitude_km")
        return self

    @property
    def altitude_m(self) -> float:
        """The height for which an optical sensor's GSD and swath hold."""
        return 1e3 * (self.altitude_km or 0.0)

    @property
    def radar(self) -> bool:
        """Whether this is a radar mode."""
        return self.type == "radar"


class Agility(Fact):
    """How fast the satellite turns."""

    rate_deg_s: Positive
    acceleration_deg_s2: Positive
    settle_s: float


class Duty(Fact):
    """How long it may image in a UTC day, and from one ascending node to the next."""

    imaging_s_per_day: float
    imaging_s_per_orbit: float | None = None


class Battery(Fact):
    """What it stores, how much of that may be used, what loads it and what the Sun gives."""

    capacity_wh: Positive
    depth: Positive
    start_level: Positive = 1.0
    idle_w: float
    imaging_w: float
    slew_w: float
    downlink_w: float
    sunlit_charge_w: Positive


class Recorder(Fact):
    """How much it can hold, and whether data of a class that goes before comes down first."""

    capacity_gbit: float
    first_down: str = "any"


class Maintenance(Fact):
    """When an asset is worked on."""

    start: Instant
    end: Instant


class Leave(Fact):
    """Satellites (a shell pattern) that a station decodes, or may receive, for a time."""

    satellites: str
    first: Instant | None = Field(default=None, alias="from")
    until: Instant | None = None


class Radio(Fact):
    """A downlink transmitter."""

    name: str
    band: str
    rate_mbps: float
    rate_steps: tuple[tuple[float, float], ...] = ()


class Command(Fact):
    """How commands reach the satellite."""

    band: str
    cutoff_min: float
    upload_s: float
    stations: tuple[str, ...]


class Satellite(Fact):
    """A spacecraft of the pool."""

    name: str
    norad_id: int | None = None
    owner: str
    service: str
    status: str
    sensors: tuple[Sensor, ...] = ()
    agility: Agility | None = None
    duty: Duty | None = None
    battery: Battery | None = None
    recorder: Recorder | None = None
    radios: tuple[Radio, ...] = ()
    command: Command | None = None
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def takes_images(self) -> bool:
        """Whether it takes part in plans of images."""
        return self.service == "imaging" and self.status == "operational"

    def sensor(self, name: str) -> Sensor | None:
        """Return the sensor of that name."""
        return next((sensor for sensor in self.sensors if sensor.name == name), None)

    def radio(self, name: str) -> Radio | None:
        """Return the radio of that name."""
        return next((radio for radio in self.radios if radio.name == name), None)


class Antenna(Fact):
    """One antenna of a station."""

    name: str
    bands: tuple[str, ...]
    min_elevation_deg: float
    mask_deg: MaskPoints | None = None
    setup_s: float
    teardown_s: float = 0.0
    max_rate_mbps: float
    rate_steps: tuple[tuple[float, float], ...] = ()
    maintenance: tuple[Maintenance, ...] = ()

    def least_deg(self, azimuth: Floats) -> Floats:
        """Return the least elevation, degrees, at which it points, at azimuths (n,), degrees.

        Each azimuth is looked for among the points and the first one again, a turn later.
        """
        least = np.full(azimuth.shape, self.min_elevation_deg)
        if self.mask_deg is None:
            return least
        at, level = np.array([*self.mask_deg, self.mask_deg[0]]).T
        at[-1] += 360.0
        bearing = np.where(azimuth < at[0], azimuth + 360.0, azimuth)
        k = np.clip(np.searchsorted(at, bearing, side="right"), 1, at.size - 1)
        part = (bearing - at[k - 1]) / (at[k] - at[k - 1])
        return np.asarray(np.maximum(least, level[k - 1] + part * (level[k] - level[k - 1])))


class Station(Fact):
    """A ground station of the pool."""

    name: str
    owner: str
    state: str
    lat_deg: Annotated[float, Field(ge=-90.0, le=90.0)]
    lon_deg: Annotated[float, Field(ge=-180.0, le=180.0)]
    height_m: Annotated[float, Field(ge=-500.0, le=9000.0)] = 0.0
    antennas: tuple[Antenna, ...]
    decoders: tuple[str | Leave, ...] = ()
    permits: tuple[str | Leave, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()

    def antenna(self, name: str) -> Antenna | None:
        """Return the antenna of that name."""
        return next((antenna for antenna in self.antennas if antenna.name == name), None)

    def place(self) -> tuple[Floats, Floats]:
        """Return the ITRF position, m, and the geodetic vertical."""
        lat, lon = np.radians(self.lat_deg), np.radians(self.lon_deg)
        return geodetic_to_itrf(lat, lon, self.height_m), up(lat, lon)


class Consent(Fact):
    """A consent that an order carries: of which party, under which article."""

    article: str
    party: str


class Fill(Fact):
    """How an area may be filled by several images."""

    least_share: float = 0.8
    max_gsd_ratio: float | None = None
    max_spread_h: float | None = None


class Series(Fact):
    """How often a place is imaged."""

    visits: Annotated[int, Field(ge=1, le=1000)]
    every_h: Positive
    tolerance_h: Positive


class Terms(Fact):
    """The properties of an order."""

    brought_by: str
    class_: str = Field(alias="class")
    purpose: str = ""
    value: float
    not_before: Instant
    not_after: Instant
    deliver_by: Instant
    sensors: tuple[str, ...]
    max_gsd_m: float
    min_sun_elevation_deg: float | None = None
    max_off_nadir_deg: float | None = None
    consents: tuple[Consent, ...] = ()
    fill: Fill | None = None
    series: Series | None = None


@dataclass(frozen=True)
class Order:
    """An order: its id, terms and shape in degrees."""

    id: str
    terms: Terms
    shape: Shape

    @property
    def is_point(self) -> bool:
        """Whether a scene around a point is ordered, and not a strip."""
        return bool(self.shape.geom_type == "Point")

    @property
    def is_filled(self) -> bool:
        """Whether several images may fill an area between them."""
        return self.terms.fill is not None


@dataclass(frozen=True)
class Facts:
    """All that the inputs say; `parties` gives the standing of each (member, partner, observer)."""

    pool: str
    parties: Mapping[str, str]
    satellites: Mapping[str, Satellite]
    stations: Mapping[str, Station]
    orders: Mapping[str, Order]
    charter: Charter


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether the name fits any of the shell patterns, upper and lower case told apart."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)
