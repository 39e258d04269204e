"""A price follows from the tariff of the day; tax and exchange from their dated tables."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError, TableError
from artel.settlement.exchange import exchange_of
from artel.settlement.formulas import evaluate
from artel.settlement.pricing import order_inputs, price_lines, price_of
from artel.settlement.tariffs import Rate
from artel.settlement.vat import IN_GROSS, ON_NET, fraction_within


def prices(small, *records):
    return [
        line.net for line in price_lines(small.read(*map(small.signed, records)), small.tariffs)
    ]


def member(name="Ministry"):
    return {"name": name, "state": "RU", "class": "member"}


@pytest.mark.parametrize(
    ("changes", "net"),
    [
        ({}, 10_000),
        ({"quantity": "2"}, 5_000),  # five at least
        ({"level": "analysis"}, 15_000),
        ({"freshness": "archive"}, 4_000),
        ({"urgency": "3h"}, 25_000),
        ({"level": "analysis", "freshness": "archive", "urgency": "3h"}, 15_000),
        ({"customer": member()}, 8_000),
        ({"kind": "link", "quantity": "0.5"}, 4),  # 3.5, and a half goes away from zero
        ({"quantity": "100"}, 100_000),
        ({"quantity": "100.01"}, 95_010),  # 95009.5
        ({"quantity": "2000"}, 1_750_000),
    ],
)
def test_a_price_is_what_a_person_would_reckon(small, changes, net):
    assert prices(small, small.record(**changes)) == [net]


def test_the_discount_follows_from_the_customers_whole_month(small):
    alone = [small.record(1, quantity="60"), small.record(2, quantity="60", customer=member())]
    assert prices(small, *alone) == [60_000, 48_000]
    together = [small.record(1, quantity="60"), small.record(2, quantity="60")]
    assert prices(small, *together) == [57_000, 57_000]


def test_what_the_tariff_does_not_sell_is_named(small):
    usages = small.read(*map(small.signed, [small.record(1, kind="message"),
                                            small.record(2, level="analyses")]))  # fmt: skip
    with pytest.raises(TableError) as caught:
        price_lines(usages, small.tariffs)
    assert caught.value.findings == (
        "usage.jsonl, line 1, kind: the tariff T-1 has no price for 'message'.",
        (
            "usage.jsonl, line 2, level: the tariff T-1 has no level 'analyses'; "
            "did you mean 'analysis'?"
        ),
    )


def test_an_order_of_the_plan_is_priced_by_the_same_formula(small):
    tariff = small.tariffs.tariff_on(date(2026, 1, 1))
    inputs = order_inputs(tariff, "12.5", "2.000", OrderClass.EMERGENCY, "member")
    assert price_of(inputs) == 25_000  # 12.5 km2 x 1000 x 2.5 x 0.8
    coarse = order_inputs(tariff, "12.5", "5.000", OrderClass.QUOTA, "third party")
    assert price_of(coarse) == 18_750


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_tax_is_what_decimal_arithmetic_gives(net, hundredths):
    percent = f"{hundredths // 100}.{hundredths % 100:02d}"
    exact = Decimal(net) * Decimal(percent) / 100
    half_up = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert evaluate(ON_NET, {"net": net, "percent": percent}) == half_up


def test_the_tax_inside_an_advance_is_twenty_parts_of_a_hundred_and_twenty():
    assert evaluate(IN_GROSS, {"gross": 12_000, "percent": "20"}) == 2_000
    assert fraction_within("20") == "20/120"


def rate(day, **changes):
    row = {"bank": "B", "base": "KZT", "quote": "RUB", "date": day, "nominal": 100,
           "rate": "15.4308", "source": "x", "status": "assumed"}  # fmt: skip
    return Rate.model_validate({**row, **changes})


def test_a_rate_for_a_hundred_units_is_used_in_both_directions():
    rates = [rate("2026-01-30")]
    into = exchange_of(rates, "KZT", "RUB", date(2026, 1, 31))
    out_of = exchange_of(rates, "RUB", "KZT", date(2026, 1, 31))
    assert into.of(100_000) == 15_431
    assert out_of.of(1_543_080) == 10_000_000
    assert (into.bank, into.day) == ("B", "2026-01-30")


def test_a_currency_with_no_minor_unit_is_exchanged_too():
    rates = [rate("2026-01-30", base="JPY", rate="52.00")]
    assert exchange_of(rates, "RUB", "JPY", date(2026, 1, 30)).of(5_200) == 100
    assert exchange_of(rates, "JPY", "RUB", date(2026, 1, 30)).of(100) == 5_200


def test_the_latest_rate_of_the_week_before_counts():
    rates = [rate("2026-01-28", rate="10"), rate("2026-01-29", rate="11"),
             rate("2026-02-01", rate="12")]  # fmt: skip
    assert exchange_of(rates, "KZT", "RUB", date(2026, 1, 31)).day == "2026-01-29"


@pytest.mark.parametrize("day", [date(2026, 1, 29), date(2026, 2, 7)])
def test_a_rate_of_another_time_is_no_rate(day):
    with pytest.raises(InputError, match="no rate between RUB and KZT"):
        exchange_of([rate("2026-01-30")], "RUB", "KZT", day)


def test_a_currency_is_worth_itself():
    assert exchange_of([], "RUB", "RUB", date(2026, 1, 1)).of(7) == 7
