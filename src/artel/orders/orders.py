"""Orders of images as GeoJSON features: place, class, window, delivery, and what will do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError, TableError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp
from artel.commons.shapes import Shape, read_shape
from artel.commons.tables import Instant, Path, Row, Table, check

SensorType: TypeAlias = Literal["optical", "radar"]


class Consent(Row):
    """A party's yes to what an article asks, given before the order came."""

    article: Text
    party: Text


class Fill(Row):
    """How an area larger than one image may be filled, by strips of many satellites.

    What is delivered of it counts by its share of the area; below `least_share` the plan says so.
    The coarsest image may be `max_gsd_ratio` times as coarse as the finest, and all are taken
    within `max_spread_h`.
    """

    least_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    max_gsd_ratio: Annotated[float, Field(ge=1)] | None = None
    max_spread_h: Annotated[float, Field(gt=0)] | None = None


class Series(Row):
    """How often a place is imaged: a visit every so many hours, each at most so late.

    Visit k, from 1, falls due `(k - 1) * every_h` after not_before.
    """

    visits: Annotated[int, Field(ge=2, le=366)]
    every_h: Annotated[float, Field(gt=0, le=8784)]
    tolerance_h: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _visits_do_not_meet(self) -> "Series":
        if self.tolerance_h > self.every_h:
            raise ValueError("tolerance_h must not exceed every_h, or two visits would meet")
        return self


class Properties(Row):
    """The properties of a feature: everything about an order but its place."""

    name: Text
    brought_by: Text
    customer: Text
    order_class: Annotated[OrderClass, Field(alias="class")]
    purpose: Text
    value: Annotated[float, Field(gt=0)]
    not_before: Instant
    not_after: Instant
    deliver_by: Instant
    sensors: Annotated[tuple[SensorType, ...], Field(min_length=1)]
    max_gsd_m: Annotated[float, Field(gt=0)]
    min_sun_elevation_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    max_off_nadir_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    consents: tuple[Consent, ...] = ()
    fill: Fill | None = None
    series: Series | None = None

    @model_validator(mode="after")
    def _times_follow_each_other(self) -> "Properties":
        if not self.not_before < self.not_after:
            raise ValueError("not_after must be later than not_before")
        if not self.not_before < self.deliver_by:
            raise ValueError("deliver_by must be later than not_before")
        return self

    @model_validator(mode="after")
    def _pieces_are_of_one_kind(self) -> "Properties":
        if self.fill is not None and self.series is not None:
            raise ValueError("an order has fill or series, not both: order each visit by itself")
        if self.series is not None:
            last = timedelta(hours=self.series.every_h * (self.series.visits - 1))
            if last >= self.not_after - self.not_before:
                raise ValueError("the last visit of the series falls due after not_after")
        return self


class Feature(Row):
    """One GeoJSON feature: an order."""

    type: Literal["Feature"]
    id: Text
    geometry: Any
    properties: Properties


class FeatureCollection(Row):
    """The file orders.geojson."""

    type: Literal["FeatureCollection"]
    format: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in which table an order stands, for complaints about it."""

    table: Table
    row: int

    def finding(self, name: str, sentence: str) -> str:
        """Return a complaint about a property, with file, line and field."""
        return self.table.finding(("features", self.row, "properties", name), sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of one image: a place in degrees (lon, lat), instants in UTC, a planning value."""

    id: str
    name: str
    shape: Shape
    brought_by: str
    customer: str
    order_class: OrderClass
    purpose: str
    value: float
    not_before: datetime
    not_after: datetime
    deliver_by: datetime
    sensors: tuple[SensorType, ...]
    max_gsd_m: float
    min_sun_elevation_deg: float | None = None
    max_off_nadir_deg: float | None = None
    consents: tuple[Consent, ...] = ()
    fill: Fill | None = None
    series: Series | None = None
    origin: Origin | None = field(default=None, repr=False, compare=False)

    @property
    def is_strip(self) -> bool:
        """Whether the order asks for a line or an area rather than a point."""
        return bool(self.shape.geom_type != "Point")

    @property
    def agreed(self) -> frozenset[tuple[str, str]]:
        """The consents as (article, party) pairs, as the charter's judge takes them."""
        return frozenset((consent.article, consent.party) for consent in self.consents)


def read_orders(table: Table) -> tuple[Order, ...]:
    """Return the orders of a GeoJSON FeatureCollection, in the order of the file.

    Raises TableError with a finding (file, line, field) for each thing that is wrong; a shape
    that crosses itself or the antimeridian, or lies off the Earth, is refused.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-orders", 1, table.file)
    features = check(table, FeatureCollection).features
    shapes = [_shape(table, index, feature) for index, feature in enumerate(features)]
    found = [shape for shape in shapes if isinstance(shape, str)]
    found += _twice(table, [feature.id for feature in features])
    if found:
        raise TableError(tuple(found))
    return tuple(
        _order(feature, shape, Origin(table, index))
        for index, (feature, shape) in enumerate(zip(features, shapes, strict=True))
    )


def _shape(table: Table, index: int, feature: Feature) -> Shape | str:
    """Return the shape of a feature, or the finding that refuses it."""
    path: Path = ("features", index, "geometry")
    try:
        shape = read_shape(feature.geometry)
    except InputError as error:
        return table.finding(path, f"order '{feature.id}': {error}")
    if shape.geom_type == "MultiPolygon":
        sentence = f"order '{feature.id}': An order is one area. Order each polygon by itself."
        return table.finding(path, sentence)
    if feature.properties.fill is not None and shape.geom_type != "Polygon":
        sentence = f"order '{feature.id}': only a Polygon can be filled. Leave fill out."
        return table.finding(("features", index, "properties", "fill"), sentence)
    return shape


def _twice(table: Table, ids: list[str]) -> list[str]:
    return [
        table.finding(("features", index, "id"), f"the id '{name}' stands twice.")
        for index, name in enumerate(ids)
        if name in ids[:index]
    ]


def _order(feature: Feature, shape: Any, origin: Origin) -> Order:
    values = {name: getattr(feature.properties, name) for name in Properties.model_fields}
    return Order(id=feature.id, shape=shape, origin=origin, **values)
