"""What may be wished for, kind by kind: images, the archive, messages, link and station time."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from artel.commons.classes import OrderClass
from artel.commons.figures import Positive, Text
from artel.commons.shapes import Shape, read_shape
from artel.commons.tables import Instant, Row
from artel.orders.orders import Consent, Fill, Properties, SensorType

PLAIN_VALUE = 10.0
"""The planning value of an order of which nobody says another; its class ranks before it."""


class Geometry(Row):
    """A canonical GeoJSON geometry: positions are pairs in degrees, longitude first."""

    type: Literal["Point", "LineString", "Polygon"]
    coordinates: Any

    @field_validator("coordinates")
    @classmethod
    def _frozen(cls, value: Any) -> Any:
        return _tuples(value)

    @property
    def shape(self) -> Shape:
        """The shape, in degrees."""
        return read_shape(self.geojson)

    @property
    def geojson(self) -> dict[str, Any]:
        """The geometry as GeoJSON has it."""
        return {"type": self.type, "coordinates": _lists(self.coordinates)}


class Imaging(Properties):
    """New images: of a point, along a strip, over an area, or a series of visits to a place."""

    kind: Literal["point", "strip", "area", "series"]
    geometry: Geometry
    order_class: Annotated[OrderClass, Field(alias="class")] = OrderClass.COMMERCIAL
    purpose: Text = "not said"
    value: Positive = PLAIN_VALUE
    consents: Annotated[tuple[Consent, ...], Field(max_length=0)] = ()
    product: Text | None = None
    licence: Text | None = None
    exercise: bool = False


class Service(Row):
    """What every other wish says: what it is called, for whom, who brings it, and when."""

    name: Text
    brought_by: Text
    customer: Text
    order_class: Annotated[OrderClass, Field(alias="class")] = OrderClass.COMMERCIAL
    not_before: Instant
    not_after: Instant
    exercise: bool = False

    @model_validator(mode="after")
    def _times_follow_each_other(self) -> "Service":
        if not self.not_before < self.not_after:
            raise ValueError("not_after must be later than not_before")
        return self


class Archive(Service):
    """Images that were delivered before: of a place, taken in an interval, as fine as asked."""

    kind: Literal["archive"]
    geometry: Geometry
    max_gsd_m: Positive
    sensors: Annotated[tuple[SensorType, ...], Field(min_length=1)] = ("optical", "radar")
    product: Text | None = None
    licence: Text | None = None


class Messages(Service):
    """Messages from a terminal: how large, how many a day, and to whom."""

    kind: Literal["messages"]
    terminal: Text
    destination: Text
    size_bytes: Annotated[int, Field(ge=1, le=10_000_000)]
    per_day: Annotated[int, Field(ge=1, le=100_000)] = 1


class LinkTime(Service):
    """Time on a satellite's link: a bandwidth or a rate, for so many hours within the interval."""

    kind: Literal["link"]
    satellite: Text | None = None
    bandwidth_mhz: Annotated[float, Field(gt=0, le=10_000)] | None = None
    rate_mbps: Annotated[float, Field(gt=0, le=100_000)] | None = None
    hours: Annotated[float, Field(gt=0)]


class StationTime(Service):
    """Time of a station's antenna in a band: so many minutes within the interval.

    With a satellite of the pool it is time of that satellite's passes.
    """

    kind: Literal["station"]
    station: Text
    band: Annotated[str, Field(min_length=1, max_length=8)]
    minutes: Annotated[float, Field(gt=0)]
    satellite: Text | None = None


Wish: TypeAlias = Imaging | Archive | Messages | LinkTime | StationTime

MODELS: dict[str, type[Wish]] = {
    **dict.fromkeys(("point", "strip", "area", "series"), Imaging),
    "archive": Archive,
    "messages": Messages,
    "link": LinkTime,
    "station": StationTime,
}
"""The model of each kind of wish."""


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple) else value


__all__ = [
    "MODELS", "Archive", "Fill", "Geometry", "Imaging", "LinkTime", "Messages", "Service",
    "StationTime", "Wish",
]  # fmt: skip
