"""A usage record becomes a priced line: its inputs, its formula, and the price that follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError, TableError
from artel.commons.names import hint
from artel.settlement.formulas import evaluate
from artel.settlement.money import exact, exact_text
from artel.settlement.tariffs import STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.commons.classes import OrderClass
    from artel.settlement.tariffs import CustomerClass, Kind, Tariff, Tariffs
    from artel.settlement.usage import Record, Usage

FORMULA = (
    "round(max(quantity, minimum) * price * level * freshness * urgency * customer"
    " * (100 - discount) / 100)"
)
FACTORS = ("level", "freshness", "urgency")


@dataclass(frozen=True, slots=True)
class Line:
    """A priced record: `net` in minor units of the pool's currency, by the formula above."""

    record: Record
    tariff: str
    inputs: dict[str, Any]
    net: int


def price_lines(usages: Iterable[Usage], tariffs: Tariffs) -> tuple[Line, ...]:
    """Return each record priced by the tariff of its day.

    The discount follows from all that the customer used of the kind among these records. Raises
    TableError (file, line, field) where the tariff does not sell what was used.
    """
    standing = list(usages)
    month: dict[tuple[str, Kind], Fraction] = defaultdict(Fraction)
    for usage in standing:
        month[_account(usage.record)] += exact(usage.record.quantity)
    findings = [finding for usage in standing for finding in _unsold(usage, tariffs)]
    if findings:
        raise TableError(tuple(findings))
    return tuple(_line(usage.record, tariffs, month[_account(usage.record)]) for usage in standing)


def order_inputs(
    tariff: Tariff, km2: str, gsd_m: str, order_class: OrderClass, customer: CustomerClass
) -> dict[str, Any]:
    """Return the inputs of the price of an order's image, by the same formula as usage.

    `km2` is its size and `gsd_m` the coarsest pixel it takes, as decimal texts. Raises InputError
    where the tariff sells no images.
    """
    price = tariff.price_of("image")
    if price is None:
        raise InputError(
            f"tariffs.yaml, tariffs: the tariff {tariff.id} has no price for 'image', so that no "
            "order of the plan has a price.",
            next_step="Add {kind: image, price_minor: ...}.",
        )
    return {
        "quantity": km2,
        "minimum": price.minimum,
        "price": price.price_minor,
        "level": tariff.level[tariff.orders.level_of(gsd_m)],
        "freshness": tariff.freshness[STANDARD],
        "urgency": tariff.urgency[tariff.orders.urgency[order_class]],
        "customer": tariff.customer[customer],
        "discount": "0",
    }


def price_of(inputs: dict[str, Any]) -> int:
    """Return the price in minor units that follows from the inputs."""
    return evaluate(FORMULA, inputs).numerator


def _account(record: Record) -> tuple[str, Kind]:
    return record.customer.name, record.kind


def _line(record: Record, tariffs: Tariffs, month: Fraction) -> Line:
    tariff = tariffs.tariff_on(record.day)
    inputs = {
        "quantity": record.quantity,
        **_base(tariff, record.kind),
        "level": tariff.level[record.level],
        "freshness": tariff.freshness[record.freshness],
        "urgency": tariff.urgency[record.urgency],
        "customer": tariff.customer[record.customer.customer_class],
        "discount": _discount(tariff, record.kind, month),
        "month": exact_text(month),
    }
    return Line(record, tariff.id, inputs, price_of(inputs))


def _base(tariff: Tariff, kind: Kind) -> dict[str, Any]:
    return {
        key: value
        for price in tariff.prices
        if price.kind == kind
        for key, value in (("minimum", price.minimum), ("price", price.price_minor))
    }


def _discount(tariff: Tariff, kind: Kind, month: Fraction) -> str:
    """Return the percentage that goes with the month's quantity, the largest step it is above."""
    steps = [step for step in tariff.discounts if step.kind == kind and month > exact(step.above)]
    return max(steps, key=lambda step: exact(step.above)).percent if steps else "0"


def _unsold(usage: Usage, tariffs: Tariffs) -> list[str]:
    record, tariff = usage.record, tariffs.tariff_on(usage.record.day)
    findings = []
    if tariff.price_of(record.kind) is None:
        sentence = f"the tariff {tariff.id} has no price for '{record.kind}'."
        findings.append(usage.finding(("kind",), sentence))
    for name in FACTORS:
        value, known = getattr(record, name), getattr(tariff, name)
        if value not in known:
            sentence = f"the tariff {tariff.id} has no {name} '{value}'; {hint(value, known)}"
            findings.append(usage.finding((name,), sentence))
    return findings
