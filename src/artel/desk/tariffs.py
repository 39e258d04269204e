"""What use that is no new image costs by the pool's tariff, if the pool has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError
from artel.commons.tables import load
from artel.desk.pool_files import currency_of, files_of
from artel.settlement.checks import read_tariffs
from artel.settlement.pricing import price_of
from artel.settlement.tariffs import FILE, STANDARD

if TYPE_CHECKING:
    from artel.settlement.tariffs import Kind, Tariff
    from artel.store.connections import Unit

    Row = dict[str, Any]

EXERCISE_CURRENCY = "XTS"


def price_of_use(
    unit: Unit, kind: Kind, quantity: float, freshness: str = STANDARD, *, exercise: bool
) -> Row:
    """Return the price of so much use today: `price_minor`, `currency` and the `tariff`.

    The price is None where the pool has no tariff that sells it. The unit is the desk's own.
    """
    currency = EXERCISE_CURRENCY if exercise else currency_of(unit)
    tariff = _tariff(unit)
    price = tariff.price_of(kind) if tariff is not None else None
    if tariff is None or price is None or freshness not in tariff.freshness:
        return {"price_minor": None, "currency": currency, "tariff": None}
    inputs = {
        "quantity": f"{quantity:.6f}",
        "minimum": price.minimum,
        "price": price.price_minor,
        "level": tariff.level[STANDARD],
        "freshness": tariff.freshness[freshness],
        "urgency": tariff.urgency[STANDARD],
        "customer": "1",
        "discount": "0",
    }
    return {"price_minor": price_of(inputs), "currency": currency, "tariff": tariff.id}


def _tariff(unit: Unit) -> Tariff | None:
    files = files_of(unit)
    if FILE not in files:
        return None
    try:
        return read_tariffs(load(files[FILE], FILE)).tariff_on(unit.now.date())
    except ArtelError:
        return None
