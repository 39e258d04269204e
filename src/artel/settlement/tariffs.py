"""The file tariffs.yaml: prices, taxes, exchange rates, shares and keys, each with its dates."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.figures import Text
from artel.commons.tables import Row
from artel.settlement.money import Currency, Decimal, Minor, exact

FILE = "tariffs.yaml"
Party: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
Kind: TypeAlias = Literal["image", "downlink", "message", "link"]
CustomerClass: TypeAlias = Literal["member", "third party"]
SchemeName: TypeAlias = Literal["fixed", "investment", "utilisation", "shapley", "nucleolus"]
UNITS: dict[Kind, str] = {"image": "km2", "downlink": "min", "message": "MB", "link": "MHz h"}
STANDARD = "standard"


def _day(value: object) -> object:
    """Take `2026-01-01` and nothing else; a bare number would be read as seconds since 1970."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> object:
    raise ValueError("this is not a day; write it as 2026-01-01")


def _not_negative(value: str) -> str:
    if exact(value) < 0:
        raise ValueError("the number must not be negative")
    return value


def _positive(value: str) -> str:
    if exact(value) <= 0:
        raise ValueError("the number must be more than zero")
    return value


def _percent(value: str) -> str:
    if not 0 <= exact(value) <= 100:
        raise ValueError("a percentage lies between 0 and 100")
    return value


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
NotNegative: TypeAlias = Annotated[Decimal, AfterValidator(_not_negative)]
Positive: TypeAlias = Annotated[Decimal, AfterValidator(_positive)]
Percent: TypeAlias = Annotated[Decimal, AfterValidator(_percent)]
MinorNotNegative: TypeAlias = Annotated[Minor, Field(ge=0)]
Factors: TypeAlias = dict[Text, Positive]


class Dated(Row):
    """What holds on the days from `from` to the one before `until`."""

    first: Annotated[Day, Field(alias="from")]
    end: Annotated[Day | None, Field(alias="until")] = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Dated":
        if self.end is not None and self.end <= self.first:
            raise ValueError("until must be later than from")
        return self

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.first <= day and (self.end is None or day < self.end)

    def meets(self, other: "Dated") -> bool:
        """Whether there is a day on which both hold."""
        return (other.end is None or self.first < other.end) and (
            self.end is None or other.first < self.end
        )


class Operator(Row):
    """The joint operator, and what it takes before the members share."""

    id: Party
    name: Text
    fee_percent: Percent
    opex_minor: MinorNotNegative
    reserve_percent: Percent
    partner_percent: Percent
    passes_on_by: Literal["fixed", "investment", "utilisation"] | None = None


class Key(Row):
    """The public key with which a party signs its usage records."""

    party: Party
    ed25519: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Billing(Row):
    """The currency in which customers of a state are invoiced."""

    state: Party
    currency: Currency


class Price(Row):
    """What one unit of a kind of use costs, in minor units; less than `minimum` is not sold."""

    kind: Kind
    price_minor: MinorNotNegative
    minimum: NotNegative = "0"
    source: Text
    status: Text


class Discount(Row):
    """The percentage off once a customer's month of this kind is above a quantity."""

    kind: Kind
    above: Positive
    percent: Percent


class OrderLevel(Row):
    """The level at which an order is priced that takes pixels as coarse as this, or coarser."""

    at_least_m: Positive
    level: Text


class OrderPricing(Row):
    """How an order of a plan is priced: what a point or line measures, how urgent a class is."""

    point_km2: Positive
    line_width_km: Positive
    urgency: dict[OrderClass, Text]
    levels: tuple[OrderLevel, ...] = ()

    def level_of(self, gsd_m: str) -> str:
        """Return the level for an order that takes pixels of `gsd_m` metres."""
        fitting = [step for step in self.levels if exact(gsd_m) >= exact(step.at_least_m)]
        return max(fitting, key=lambda step: exact(step.at_least_m)).level if fitting else STANDARD


class Tariff(Dated):
    """A dated set of prices, and the factors on them."""

    id: Text
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]
    level: Factors
    freshness: Factors
    urgency: Factors
    customer: dict[CustomerClass, Positive]
    discounts: tuple[Discount, ...] = ()
    orders: OrderPricing

    def price_of(self, kind: Kind) -> Price | None:
        """Return the price of a kind of use, or None where it is not sold."""
        return next((price for price in self.prices if price.kind == kind), None)


class Tax(Dated):
    """The rate of value-added tax of a state; none where the state has no such tax."""

    state: Party
    percent: Percent | None
    source: Text
    verified: bool


class Rate(Row):
    """So many units of `base` cost `rate` units of `quote`, says a bank on a day."""

    bank: Text
    base: Currency
    quote: Currency
    day: Annotated[Day, Field(alias="date")]
    nominal: Annotated[int, Field(strict=True, gt=0)]
    rate: Positive
    source: Text
    status: Text


class FixedShares(Dated):
    """Percentages that the members agreed; they sum to 100."""

    shares: Annotated[dict[Party, Percent], Field(min_length=1)]
    source: Text
    verified: bool


class Investment(Dated):
    """What each member has put in, in minor units of the pool's currency."""

    amounts_minor: Annotated[dict[Party, MinorNotNegative], Field(min_length=1)]
    source: Text
    status: Text


class Advance(Row):
    """What a customer paid before delivery, tax included, in minor units of its currency."""

    id: Text
    customer: Text
    state: Party
    paid: Day
    gross_minor: Annotated[Minor, Field(gt=0)]


class Tariffs(Row):
    """The file tariffs.yaml."""

    format: str
    currency: Currency
    operator: Operator
    scheme: SchemeName
    tolerance_percent: Percent
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    billing: Annotated[tuple[Billing, ...], Field(min_length=1)]
    tariffs: Annotated[tuple[Tariff, ...], Field(min_length=1)]
    taxes: Annotated[tuple[Tax, ...], Field(min_length=1)]
    exchange: tuple[Rate, ...] = ()
    fixed: tuple[FixedShares, ...] = ()
    investment: tuple[Investment, ...] = ()
    advances: tuple[Advance, ...] = ()

    def tariff_on(self, day: date) -> Tariff:
        """Return the tariff in force on the day."""
        return _on(self.tariffs, day, "tariffs", "tariff")

    def tax_on(self, state: str, day: date) -> Tax:
        """Return the tax of the state in force on the day."""
        rows = [tax for tax in self.taxes if tax.state == state]
        return _on(rows, day, "taxes", f"tax of {state}")

    def fixed_on(self, day: date) -> FixedShares:
        """Return the table of shares in force on the day."""
        return _on(self.fixed, day, "fixed", "table of shares")

    def investment_on(self, day: date) -> Investment:
        """Return the investments as they stood on the day."""
        return _on(self.investment, day, "investment", "table of investments")

    def currency_of_state(self, state: str) -> str:
        """Return the currency in which customers of the state are invoiced."""
        for row in self.billing:
            if row.state == state:
                return row.currency
        raise InputError(
            f"{FILE}, billing: nothing says in which currency customers of {state} pay.",
            next_step=f"Add {{state: {state}, currency: ...}}.",
        )

    def key_of(self, party: str) -> str | None:
        """Return the public key of a party, or None where it has none."""
        return next((key.ed25519 for key in self.keys if key.party == party), None)


DatedRow = TypeVar("DatedRow", bound=Dated)


def _on(rows: Sequence[DatedRow], day: date, field: str, what: str) -> DatedRow:
    for row in rows:
        if row.in_force(day):
            return row
    raise InputError(
        f"{FILE}, {field}: no {what} is in force on {day}.", next_step="Add one with its dates."
    )
