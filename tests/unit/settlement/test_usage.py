"""A usage record counts when its owner signed exactly this; every other is named and refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from artel.commons.errors import TableError
from artel.settlement.usage import of_period, read_usage, strangers


def refusal(small, *records):
    with pytest.raises(TableError) as caught:
        small.read(*records)
    return caught.value.findings


def test_a_signed_record_is_read(small):
    (usage,) = small.read(small.signed(small.record()))
    assert usage.record.quantity == "10"
    assert usage.record.level == "standard"
    assert usage.record.dispute is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", "10.01"),
        ("asset", "SAT 2"),
        ("order", "O-2"),
        ("brought_by", "KZ"),
        ("customer", {"name": "Builder", "state": "KZ", "class": "third party"}),
        ("urgency", "3h"),
        ("instant", "2026-01-15T08:00:01Z"),
    ],
)
def test_any_field_altered_after_signing_is_found(small, field, value):
    altered = {**small.signed(small.record()), field: value}
    (found,) = refusal(small, small.signed(small.record(7)), altered)
    assert found.startswith("usage.jsonl, line 2, signature: the signature is not RU's")


def test_a_record_signed_by_another_is_found(small):
    (found,) = refusal(small, small.signed(small.record(), by="KZ"))
    assert "line 1, signature" in found


@pytest.mark.parametrize("signature", ["00" * 64, "ff" * 64])
def test_a_made_up_signature_is_found(small, signature):
    (found,) = refusal(small, {**small.record(), "signature": signature})
    assert "line 1, signature" in found


def test_a_record_without_signature_is_refused(small):
    assert refusal(small, small.record()) == (
        "usage.jsonl, line 1, the file: 'signature' is missing.",
    )


def test_an_owner_without_a_key_is_refused(small):
    (found,) = refusal(small, small.signed(small.record(owner="BY")))
    assert found == "usage.jsonl, line 1, owner: 'BY' has no key in tariffs.yaml."


def test_a_record_that_stands_twice_is_refused_with_both_lines(small):
    record = small.signed(small.record())
    assert refusal(small, record, record) == (
        "usage.jsonl, line 2, id: 'U-1' stands on line 1 already.",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"quantity": 0.1}', "write the number 0.1 as text"),
        ('{"quantity": NaN}', "write the number NaN as text"),
        ('{"id": "a", "id": "b"}', "a key stands twice"),
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
        ("{}", "format: artel-usage/1"),
        ('{"format": "artel-usage/2"}', "newer than artel-usage/1"),
    ],
)
def test_a_line_that_is_no_record_is_named(small, line, said):
    with pytest.raises(TableError) as caught:
        read_usage("\n" + line, small.tariffs.key_of, "OP")
    assert "usage.jsonl, line 2" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("quantity", 0.5, "write the number 0.5 as text"),
        ("quantity", "-1", "more than zero"),
        ("quantity", "1e3", "not a decimal number"),
        ("kind", "photo", "image"),
        ("day", "2026-01-16", "the instant is on 2026-01-15, the day is 2026-01-16"),
        ("day", 20260115, "not a day"),
        ("colour", "red", "'colour' is not a known key"),
    ],
)
def test_a_field_that_is_wrong_is_named(small, field, value, said):
    found = refusal(small, small.signed(small.record(**{field: value})))
    assert found[0].startswith("usage.jsonl, line 1, ")
    assert said in found[0]


def test_everything_wrong_in_a_file_is_told_at_once(small):
    records = [
        small.record(1),
        small.signed(small.record(2), by="KZ"),
        small.signed(small.record(3)),
    ]
    assert len(refusal(small, *records, records[2])) == 3


def test_a_disputed_record_keeps_its_owners_signature_and_is_held_out(small):
    record = small.disputed(small.signed(small.record(1)), "RU")
    usages = small.read(record, small.signed(small.record(2)))
    standing, held = of_period(usages, date(2026, 1, 1), date(2026, 2, 1))
    assert [usage.record.id for usage in standing] == ["U-2"]
    assert [usage.record.id for usage in held] == ["U-1"]


def test_the_operator_may_dispute_too(small):
    record = small.disputed(small.signed(small.record(1, brought_by="CU")), "OP")
    assert small.read(record)[0].record.dispute.by == "OP"


def test_who_has_nothing_to_do_with_a_record_may_not_dispute_it(small):
    (found,) = refusal(small, small.disputed(small.signed(small.record()), "KZ"))
    assert found.startswith("usage.jsonl, line 1, dispute.by: only RU")


def test_a_dispute_that_its_party_did_not_sign_is_refused(small):
    (found,) = refusal(small, small.disputed(small.signed(small.record()), "RU", key="KZ"))
    assert "dispute.signature" in found


def test_a_dispute_moved_to_another_record_is_refused(small):
    first = small.disputed(small.signed(small.record(1)), "RU")
    second = {**small.signed(small.record(2)), "dispute": first["dispute"]}
    (found,) = refusal(small, first, second)
    assert found.startswith("usage.jsonl, line 2, dispute.signature")


def test_records_of_other_months_are_left_to_them(small):
    usages = small.read(small.signed(small.record(1)))
    assert of_period(usages, date(2026, 2, 1), date(2026, 3, 1)) == ((), ())


def test_a_name_that_nobody_has_is_told_with_the_nearest_one(small):
    usages = small.read(small.signed(small.record()))
    assert strangers(usages, "asset", {"SATT"}) == [
        "usage.jsonl, line 1, asset: no asset is called 'SAT'; did you mean 'SATT'?"
    ]
    assert strangers(usages, "owner", {"RU"}) == []


def test_a_line_may_hold_any_character_that_json_allows(small):
    customer = {"name": "A\u2028B", "state": "RU", "class": "member"}
    record = small.signed(small.record(customer=customer))
    line = json.dumps(record, ensure_ascii=False)
    assert "\u2028" in line
    assert len(read_usage(line, small.tariffs.key_of, "OP")) == 1
