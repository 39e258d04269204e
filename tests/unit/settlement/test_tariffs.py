"""The table of tariffs: what is wrong in it is named with file, line and field."""

from __future__ import annotations

from datetime import date

import pytest

from artel.commons.errors import ArtelError, InputError, TableError
from artel.commons.tables import load
from artel.settlement.checks import read_tariffs


def read(text):
    return read_tariffs(load(text, "tariffs.yaml"))


# What is written in the place of what, and what is said of it.
WRONG = [
    ("format: artel-tariffs/1", "format: artel-tariffs/2", "newer than artel-tariffs/1"),
    ("currency: RUB\noperator", "currency: RUR\noperator", "currency: 'RUR' is not a currency"),
    ("fee_percent: 4", "fee_percent: 4.5", "operator.fee_percent: write the number as text: '4.5'"),
    ("fee_percent: 4", "fee_percent: 104", "a percentage lies between 0 and 100"),
    ("opex_minor: 1000", "opex_minor: 1000.0", "operator.opex_minor: "),
    ("opex_minor: 1000", 'opex_minor: "1000"', "operator.opex_minor: "),
    ("scheme: fixed", "scheme: fair", "scheme: input should be 'fixed'"),
    ("tolerance_percent", "tolerence_percent", "did you mean 'tolerance_percent'"),
    ("{party: KZ,", "{party: RU,", "keys[1]: the key of 'RU' stands twice"),
    ("ed25519: ", "ed25519: ff", "keys[0].ed25519: "),
    ("{state: KZ, currency: KZT}", "{state: RU, currency: KZT}", "billing[1]: the currency of"),
    ("kind: link", "kind: image", "tariffs[0].prices[1]: the price of 'image' stands twice"),
    ("price_minor: 7", "price_minor: 7.5", "tariffs[0].prices[1].price_minor: "),
    ("level: {standard: 1,", "level: {plain: 1,", "tariffs[0].level: 'standard' is missing"),
    ('archive: "0.4"', "archive: 0", "tariffs[0].freshness.archive: the number must be more"),
    ('member: "0.8"', 'menber: "0.8"', "tariffs[0].customer.menber: "),
    ("emergency: 3h", "emergency: 2h", "no urgency is called '2h'; did you mean '3h'"),
    ("emergency: 3h,", "", "tariffs[0].orders.urgency: 'emergency' is missing"),
    ("level: analysis}", "level: analyses}", "no level is called 'analyses'; did you mean"),
    ("until: 2026-01-01", "until: 2018-01-01", "taxes[0]: until must be later than from"),
    ("until: 2026-01-01", "until: 2026-01-02", "taxes[1].from: it holds on days on which taxes[0]"),
    ("date: 2026-01-30", "date: 20260130", "exchange[0].date: this is not a day"),
    ("quote: RUB", "quote: KZT", "exchange[0].quote: a currency is its own price"),
    ("nominal: 100", "nominal: 0", "exchange[0].nominal: "),
    ('KZ: "14.5"', 'KZ: "14.4"', "fixed[0].shares: the shares sum to 99.9, not to 100"),
    ("amounts_minor: {RU: 300, KZ: 100}", "amounts_minor: {RU: 0}", "nobody has put anything in"),
    ("paid: 2025-12-20", "paid: soon", "advances[0].paid: this is not a day"),
    ("gross_minor: 12000", "gross_minor: -1", "advances[0].gross_minor: "),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there", "said"), WRONG)
def test_what_is_wrong_is_named_with_its_field(small, here, there, said):
    assert here in small.text
    with pytest.raises(ArtelError) as caught:
        read(small.text.replace(here, there, 1))
    assert said in str(caught.value)
    assert str(caught.value).startswith("tariffs.yaml")


def test_the_line_of_what_is_wrong_is_named(small):
    line = next(number for number, text in enumerate(small.text.splitlines(), 1) if "85.5" in text)
    with pytest.raises(TableError) as caught:
        read(small.text.replace('"85.5"', '"85.4"'))
    assert caught.value.findings[0].startswith(f"tariffs.yaml, line {line}, fixed[0].shares: ")


def test_a_row_holds_from_its_first_day_to_the_one_before_its_last(small):
    tariffs = small.tariffs
    assert tariffs.tax_on("RU", date(2025, 12, 31)).percent == "20"
    assert tariffs.tax_on("RU", date(2026, 1, 1)).percent == "22"
    assert tariffs.tax_on("CU", date(2026, 1, 1)).percent is None


def test_what_holds_on_no_row_is_told_with_its_table(small):
    with pytest.raises(InputError, match=r"tariffs\.yaml, taxes: no tax of KZ is in force on 2025"):
        small.tariffs.tax_on("KZ", date(2025, 1, 1))
    with pytest.raises(InputError, match="in which currency customers of MD pay"):
        small.tariffs.currency_of_state("MD")
    with pytest.raises(InputError, match="no table of shares is in force"):
        small.tariffs.fixed_on(date(2019, 1, 1))
