"""The ledger takes what sums to zero in every currency, keeps it, and refuses the rest."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.ids import canonical_json, digest
from artel.settlement.ledger import Ledger, LedgerError, Posting
from artel.settlement.money import Money
from artel.settlement.netting import transfers


def post(ledger, *amounts):
    return ledger.post("2026-01-31", "test", [Posting(a, Money(n, c)) for a, n, c in amounts])


def test_what_sums_to_zero_in_each_currency_is_kept():
    ledger = Ledger()
    post(ledger, ("a", 5, "RUB"), ("b", -5, "RUB"), ("c", 7, "KZT"), ("d", -7, "KZT"))
    post(ledger, ("a", 1, "RUB"), ("b", -1, "RUB"))
    assert ledger.balance("a", "RUB") == 6
    assert ledger.balance("a", "KZT") == 0
    assert [entry.number for entry in ledger.entries] == [1, 2]


@pytest.mark.parametrize(
    "amounts",
    [
        [("a", 5, "RUB"), ("b", -4, "RUB")],
        [("a", 5, "RUB"), ("b", -5, "KZT")],
        [("a", 5, "RUB"), ("b", -5, "RUB"), ("c", 1, "KZT")],
        [("a", 0, "RUB")],
        [],
    ],
)
def test_what_does_not_is_refused_and_nothing_is_kept(amounts):
    ledger = Ledger()
    with pytest.raises(LedgerError):
        post(ledger, *amounts)
    assert ledger.entries == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-(10**12), 10**12)), max_size=6))
def test_an_entry_is_taken_exactly_when_it_sums_to_zero(amounts):
    ledger, total = Ledger(), sum(amount for _, amount in amounts)
    postings = [(account, amount, "RUB") for account, amount in amounts]
    if total or not any(amount for _, amount in amounts):
        with pytest.raises(LedgerError):
            post(ledger, *postings)
    else:
        post(ledger, *postings)
        assert sum(ledger.balance(account, "RUB") for account in "abc") == 0


def test_every_entry_carries_the_digest_of_the_one_before():
    ledger = Ledger()
    for _ in range(3):
        post(ledger, ("a", 5, "RUB"), ("b", -5, "RUB"))
    entries = ledger.document()["entries"]
    assert entries[0]["previous"] == "0" * 64
    for before, after in itertools.pairwise(entries):
        body = {key: value for key, value in before.items() if key != "digest"}
        assert after["previous"] == before["digest"] == digest(canonical_json(body))


def test_nothing_takes_an_entry_away():
    ledger = Ledger()
    post(ledger, ("a", 5, "RUB"), ("b", -5, "RUB"))
    assert isinstance(ledger.entries, tuple)
    with pytest.raises(AttributeError):
        ledger.entries[0].text = "another"


POSITIONS = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8).map(
    lambda amounts: {f"P{n}": amount for n, amount in enumerate([*amounts, -sum(amounts)])}
)


@given(POSITIONS)
def test_after_netting_nobody_owes_anything(positions):
    found = transfers(positions)
    left = dict(positions)
    for each in found:
        assert each.amount > 0
        left[each.payer] += each.amount
        left[each.payee] -= each.amount
    assert set(left.values()) == {0}
    assert len(found) < len(positions)
    assert transfers(dict(reversed(positions.items()))) == found


def test_positions_that_do_not_sum_to_zero_are_refused():
    with pytest.raises(ValueError, match="sum to zero"):
        transfers({"RU": 1})
