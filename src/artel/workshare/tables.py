"""The file workshare.yaml: who builds what, for how much, until when, and what it shall do."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.tables import Instant, Row, Table, check

FILE = "workshare.yaml"
NotNegative: TypeAlias = Annotated[float, Field(ge=0)]
State: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
Currency: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Maturity: TypeAlias = Literal["A", "B", "C", "D"]
LEAST_LIMIT = Fraction(8, 10)
"""No return limit may be set below this (ESA Convention, Annex V, Article IV)."""
_DECIMAL = re.compile(r"\d{1,12}(\.\d{1,12})?")


def _exact(value: object) -> object:
    """Take a number as it was written, so that 0.9 is nine tenths and not the nearest float."""
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError("this is not a decimal number such as 0.9")
    return Fraction(text)


def _share(value: object) -> object:
    number = _exact(value)
    if isinstance(number, Fraction) and number > 1:
        raise ValueError("this must lie between 0 and 1")
    return number


def _limit(value: object) -> object:
    number = _exact(value)
    if isinstance(number, Fraction) and not LEAST_LIMIT <= number < 1:
        raise ValueError("a return limit is never below 0.8, and below 1")
    return number


def _worth(value: object) -> object:
    number = _exact(value)
    if not number:
        raise ValueError("a rate must be more than zero")
    return number


Share: TypeAlias = Annotated[Fraction, BeforeValidator(_share)]
Limit: TypeAlias = Annotated[Fraction, BeforeValidator(_limit)]
Worth: TypeAlias = Annotated[Fraction, BeforeValidator(_worth)]


class Cost(Row):
    """An amount in whole minor units (kopecks, not roubles) of an ISO 4217 currency."""

    amount_minor: Annotated[int, Field(strict=True, ge=0)]
    currency: Currency


class Rate(Sourced):
    """What one unit of a currency counts for in the programme's own, fixed for the programme."""

    currency: Currency
    worth: Worth


class Review(Sourced):
    """When returns are reviewed next, and the coefficient below which a state is owed work."""

    date: Instant
    limit: Limit


class Supplier(Sourced):
    """Who builds, and in which state."""

    id: Text
    name: Text
    state: State


class Interface(Row):
    """A box of this product meets a box of another; how far the two agree on it."""

    to: Text
    document: Text
    state: Literal["agreed", "issued", "open"]


class Manoeuvres(Row):
    """A part of the velocity that the satellite must be able to change by, and how it is known."""

    name: Text
    m_s: Positive
    kind: Literal["calculated", "maintenance", "attitude"]


class Propulsion(Row):
    """What decides the propellant: specific impulse and the changes of velocity."""

    isp_s: Positive
    delta_v: Annotated[tuple[Manoeuvres, ...], Field(min_length=1)]


class Performance(Row):
    """What a leaf declares of the satellite it goes into; the planner reads it.

    `gsd_m`, `swath_km` and `data_rate_mbps` are those of the sensor that is named.
    """

    rate_deg_s: Positive | None = None
    acceleration_deg_s2: Positive | None = None
    settle_s: NotNegative | None = None
    sensor: Text | None = None
    gsd_m: Positive | None = None
    swath_km: Positive | None = None
    data_rate_mbps: Positive | None = None
    recorder_gbit: Positive | None = None
    imaging_s_per_day: Positive | None = None

    @model_validator(mode="after")
    def _sensor_goes_with_its_figures(self) -> "Performance":
        of_sensor = (self.gsd_m, self.swath_km, self.data_rate_mbps)
        if (self.sensor is None) != all(figure is None for figure in of_sensor):
            raise ValueError("Name the sensor, and at least one figure of it, or neither")
        if not self.figures:
            raise ValueError("At least one figure must be declared")
        return self

    @property
    def figures(self) -> dict[str, float]:
        """The figures that are declared, by name."""
        said = self.model_dump(exclude={"sensor"}, exclude_none=True)
        return {name: float(value) for name, value in said.items()}


class Product(Sourced):
    """A node of the tree; a leaf carries the figures, the nodes above it are their sums."""

    id: Text
    name: Text
    parent: Text | None = None
    owner: State
    count: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    supplier: Text | None = None
    maturity: Maturity | None = None
    trl: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None
    mass_kg: NotNegative | None = None
    power_w: NotNegative | None = None
    cost: Cost | None = None
    harness: bool = False
    interfaces: tuple[Interface, ...] = ()
    propulsion: Propulsion | None = None
    performance: Performance | None = None


class Contribution(Sourced):
    """What a state pays into the programme, and the most new work its industry can still take."""

    state: State
    paid: Cost
    can_take: Cost | None = None


class Contract(Sourced):
    """What a supplier is paid; `interest` weighs how much its industry learns by it."""

    id: Text
    name: Text
    supplier: Text
    product: Text | None = None
    price: Cost
    interest: Share
    signed: Instant


class Activity(Sourced):
    """A work package: it takes whole weeks once those before it are done."""

    id: Text
    name: Text
    weeks: Annotated[int, Field(strict=True, ge=0, le=2000)]
    after: tuple[str, ...] = ()
    supplier: Text | None = None
    budget: Cost | None = None
    done: Share = Fraction(0)
    spent: Cost | None = None


class Launch(Sourced):
    """When a planned satellite of the pool flies, as which product, and after which activity."""

    satellite: Text
    product: Text
    launch_date: Instant
    activity: Text | None = None


class Workshare(Row):
    """The file workshare.yaml."""

    format: str
    programme: Text
    currency: Currency
    starts: Instant
    review: Review
    rates: tuple[Rate, ...] = ()
    suppliers: Annotated[tuple[Supplier, ...], Field(min_length=1)]
    products: Annotated[tuple[Product, ...], Field(min_length=1)]
    contributions: Annotated[tuple[Contribution, ...], Field(min_length=1)]
    contracts: tuple[Contract, ...] = ()
    activities: tuple[Activity, ...] = ()
    launches: tuple[Launch, ...] = ()

    @property
    def by_supplier(self) -> Mapping[str, Supplier]:
        """Suppliers by id."""
        return {supplier.id: supplier for supplier in self.suppliers}


def rows_of(table: Table) -> Workshare:
    """Return the rows of workshare.yaml, each checked by itself.

    Raises FormatError, or TableError with file, line and field.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-workshare", 1, table.file)
    return check(table, Workshare)
