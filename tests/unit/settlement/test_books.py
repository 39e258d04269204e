"""A period's books: invoices with the tax of the day, a ledger that balances, whole shares."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.settlement.formulas import evaluate
from artel.settlement.invoices import invoice_document
from artel.settlement.periods import period_of
from artel.settlement.sheet import recompute
from artel.settlement.statements import statement

MINISTRY = {"name": "Ministry", "state": "KZ", "class": "member"}
HAVANA = {"name": "Havana", "state": "CU", "class": "third party"}


def totals_of(ledger):
    """Return each entry's sum by currency, from the document as written."""
    sums = []
    for entry in ledger.document()["entries"]:
        by_currency = defaultdict(int)
        for posting in entry["postings"]:
            by_currency[posting["currency"]] += posting["amount"]
        sums.append(dict(by_currency))
    return sums


def test_an_advance_of_december_and_a_delivery_of_january(small):
    """In Russia: 120.00 paid in 2025 holds 20/120 of tax; what is delivered in 2026 bears 22 %."""
    (invoice,) = small.close(small.signed(small.record())).invoices
    assert invoice.amount("net") == 10_000
    assert invoice.amount("tax") == 2_200
    assert invoice.amount("gross") == 12_200
    assert invoice.amount("advance") == 12_000
    assert invoice.amount("credit") == 2_000
    assert invoice.amount("due") == 200
    assert invoice.amount("remit") == 200
    texts = [line["text"] for line in invoice.sheet.lines]
    assert "tax paid with it, 20/120" in texts
    assert "value-added tax of RU, 22 %" in texts


def test_what_was_delivered_in_december_bears_the_tax_of_december(small):
    record = small.record(day="2025-12-31", instant="2025-12-31T23:59:59Z")
    rates = [small.tariffs.exchange[0].model_copy(update={"day": period_of("2025-12").last})]
    tariffs = small.tariffs.model_copy(update={"exchange": tuple(rates)})
    (invoice,) = small.close(small.signed(record), tariffs=tariffs, period="2025-12").invoices
    assert invoice.amount("tax") == 2_000
    assert invoice.amount("due") == 0


def test_a_customer_pays_in_the_currency_and_with_the_tax_of_its_state(small):
    record = small.signed(small.record(customer=MINISTRY, brought_by="KZ"))
    (invoice,) = small.close(record).invoices
    assert invoice.currency == "KZT"
    assert invoice.net_pool == 8_000
    assert invoice.amount("net") == 51_844  # 80.00 RUB x 100 / 15.4308
    assert invoice.amount("tax") == 8_295
    assert invoice.collector == "KZ"


def test_where_there_is_no_tax_none_is_charged_and_the_operator_collects(small):
    record = small.signed(small.record(customer=HAVANA, brought_by="CU"))
    (invoice,) = small.close(record).invoices
    assert (invoice.amount("tax"), invoice.amount("due")) == (0, 10_000)
    assert invoice.collector == "OP"


def test_an_advance_is_used_once(small):
    ours = small.signed(small.record(1))
    theirs = small.signed(small.record(2, brought_by="CU"))  # the operator collects this one
    invoices = small.close(ours, theirs).invoices
    assert sorted(invoice.amount("advance") for invoice in invoices) == [0, 12_000]


def test_what_a_partner_gets_goes_before_fee_costs_and_reserve(small):
    books = small.close(
        small.signed(small.record(1)), small.signed(small.record(2, owner="AZ", quantity="20"))
    )
    value = books.sheet.whole
    assert value("revenue") == 30_000
    assert value("partner/AZ") == 16_000
    assert value("fee") == 560
    assert value("opex") == 1_000
    assert value("reserve") == 622
    assert value("distributable") == 11_818
    assert books.booked == {"RU": 10_104, "KZ": 1_714}
    assert books.positions == {"RU": -19_896, "KZ": 1_714, "AZ": 16_000, "OP": 2_182}


def test_a_month_that_does_not_cover_its_costs_is_a_loss_to_be_shared(small):
    books = small.close(small.signed(small.record(kind="link")))
    assert books.sheet.whole("reserve") == 0
    assert books.sheet.whole("distributable") == 70 - 3 - 1_000
    assert books.booked == {"RU": -798, "KZ": -135}


def test_a_disputed_record_bears_no_money(small):
    record = small.signed(small.record(1))
    other = small.signed(small.record(2))
    books = small.close(small.disputed(record, "RU"), other)
    assert books.revenue == {"RU": 10_000}
    assert [usage.record.id for usage in books.held] == ["U-1"]


def test_a_month_without_records_does_not_close(small):
    with pytest.raises(InputError, match="no record that stands is of 2026-02"):
        small.close(small.signed(small.record()), period="2026-02")


@pytest.mark.parametrize("text", ["2026-13", "2026", "September", "2026-9", "0000-01"])
def test_a_period_is_a_month(text):
    with pytest.raises(InputError, match="is not a period"):
        period_of(text)


def with_scheme(small, scheme, passes_on_by=None):
    operator = small.tariffs.operator.model_copy(update={"passes_on_by": passes_on_by})
    return small.tariffs.model_copy(update={"scheme": scheme, "operator": operator})


def test_the_operators_part_is_passed_on_where_the_tariffs_say_so(small):
    record = small.signed(small.record())
    kept = small.close(record, tariffs=with_scheme(small, "shapley")).booked
    passed = small.close(record, tariffs=with_scheme(small, "shapley", "fixed")).booked
    assert kept["OP"] > 0
    assert passed["OP"] == 0
    assert sum(kept.values()) == sum(passed.values())
    assert passed["RU"] - kept["RU"] == evaluate(
        "split(total, weights, who)",
        {"total": kept["OP"], "weights": {"RU": "85.5", "KZ": "14.5"}, "who": "RU"},
    )


def test_a_scheme_without_weights_does_not_close(small):
    tariffs = small.tariffs.model_copy(update={"fixed": ()})
    with pytest.raises(InputError, match="'fixed' has no weights"):
        small.close(small.signed(small.record()), tariffs=tariffs)
    nothing = dict.fromkeys(["RU", "KZ", "OP", "RU+KZ", "RU+OP", "KZ+OP", "RU+KZ+OP"], 0)
    with pytest.raises(InputError, match="'shapley' has no weights"):
        small.close(
            small.signed(small.record()),
            tariffs=with_scheme(small, "shapley"),
            coalitions=nothing,
        )


USES = st.lists(
    st.fixed_dictionaries({
        "owner": st.sampled_from(["RU", "KZ", "AZ"]),
        "kind": st.sampled_from(["image", "link"]),
        "quantity": st.decimals("0.01", "9999", places=2).map(str),
        "who": st.sampled_from([
            (MINISTRY, "KZ"), (HAVANA, "CU"), (HAVANA, "RU"),
            ({"name": "Builder", "state": "RU", "class": "third party"}, "RU"),
        ]),
    }),
    min_size=1, max_size=6,
)  # fmt: skip
SCHEMES = st.sampled_from(["fixed", "investment", "utilisation", "shapley", "nucleolus"])


@settings(max_examples=40, deadline=None)
@given(uses=USES, scheme=SCHEMES, passes_on=st.sampled_from([None, "fixed", "investment"]))
def test_whatever_was_used_the_books_balance_and_every_figure_follows(
    small, uses, scheme, passes_on
):
    records = []
    for number, use in enumerate(uses):
        customer, bringer = use["who"]
        what = {key: use[key] for key in ("owner", "kind", "quantity")}
        record = small.record(number, **what, customer=customer, brought_by=bringer)
        records.append(small.signed(record))
    try:
        books = small.close(*records, tariffs=with_scheme(small, scheme, passes_on))
    except InputError:  # nobody but a partner was used, so that there is no utilisation
        assert scheme == "utilisation"
        assert {use["owner"] for use in uses} == {"AZ"}
        return
    assert all(set(sums.values()) == {0} for sums in totals_of(books.ledger))
    assert sum(books.positions.values()) == 0
    for shares in books.shares.values():
        assert sum(shares.values()) == books.sheet.whole("distributable")
    for party in books.positions:
        assert books.ledger.balance(f"party:{party}", "RUB") == 0
    assert books.ledger.balance("pool", "RUB") == 0
    for invoice in books.invoices:
        document = invoice_document(invoice, "Operator", "2026-01")
        assert recompute(document["lines"], document["tables"]) == ()
    for member in books.terms.members:
        document = statement(books, member)
        assert recompute(document["lines"], document["tables"]) == ()
        assert document["position"] == books.positions[member.id]


def test_no_figure_of_a_statement_can_be_changed_unseen(small):
    books = small.close(small.signed(small.record()), tariffs=with_scheme(small, "shapley"))
    document = statement(books, books.terms.members[0])
    for number, line in enumerate(document["lines"]):
        changed = [dict(each) for each in document["lines"]]
        changed[number]["value"] = _other(line["value"])
        findings = recompute(changed, document["tables"])
        assert any(f"lines[{number}]" in finding for finding in findings), line["id"]


def _other(value):
    return value + 1 if isinstance(value, int) else "1/7"


def test_a_line_with_no_value_no_formula_or_a_float_is_told(small):
    books = small.close(small.signed(small.record()))
    document = statement(books, books.terms.members[0])
    for spoilt in ({"value": None}, {"value": 1.0}, {"formula": "1 +"}, {"inputs": {}}):
        changed = [{**document["lines"][0], **spoilt}, *document["lines"][1:]]
        assert recompute(changed, document["tables"])[0].startswith("lines[0]")
