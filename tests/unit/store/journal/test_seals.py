"""Heads and countersignatures: who signed them, in which order, and over what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from artel.commons.instants import parse_instant
from artel.store.extracting import extract
from artel.store.heads import countersign, head_of, signed_text
from artel.store.journal_file import header_of, write_journal
from artel.store.records import OPERATOR
from artel.store.signing import public_hex, sign


def test_a_journal_without_any_head_is_signed_by_nobody(desk):
    bare = replace(desk.journal, heads=(), countersignatures=())
    told = desk.first(desk.judged(write_journal(bare)))
    assert told == "head: is missing: nobody has signed these entries."


def test_when_the_last_head_is_left_out_what_it_covered_is_told_as_open(desk):
    less = replace(desk.journal, heads=desk.journal.heads[:2])
    less = replace(less, countersignatures=desk.journal.countersignatures[:4])
    report = desk.judged(write_journal(less))
    assert report.holds
    assert report.notes[-1] == (
        "Entries after the head of 2026-10-06, 9 entries, that no head covers yet: 3."
    )


def test_a_thief_s_key_beside_the_true_one_is_not_enough(desk):
    thief, own = desk.key_of("a thief"), public_hex(desk.key_of("operator"))
    head = desk.journal.heads[0]
    stolen = head_of(
        desk.entries[:5], date.fromisoformat(head.day), parse_instant(head.at), thief, "Kazan"
    )
    forged = replace(
        desk.journal,
        header=header_of("Kazan", {OPERATOR: [own, public_hex(thief)]}),
        heads=(stolen, *desk.journal.heads[1:]),
        countersignatures=(),
    )
    assert desk.judged(write_journal(forged)).holds
    told = desk.first(desk.judged(write_journal(forged), {OPERATOR: [own]}))
    assert told == "head of 2026-10-05, 5 entries: is not signed by the operator of the pool Kazan."


def test_a_member_s_key_does_not_make_it_the_operator(desk):
    """A member whose key is trusted signs heads as if it were the operator."""
    member, own = desk.key_of("KZ"), public_hex(desk.key_of("operator"))
    heads = [head_of(desk.entries, date(2026, 10, 7), parse_instant("2026-10-08"), member, "Kazan")]
    keys = {OPERATOR: [public_hex(member)], "KZ": [public_hex(member)]}
    forged = replace(
        desk.journal, header=header_of("Kazan", keys), heads=tuple(heads), countersignatures=()
    )
    report = desk.judged(write_journal(forged), {OPERATOR: [own], "KZ": [public_hex(member)]})
    assert desk.first(report) == "header: names no key of the operator that you trust."


def test_a_stranger_s_key_beside_a_member_s_is_not_enough(desk):
    true, false = (public_hex(desk.key_of(name)) for name in ("KZ", "a thief"))
    head = desk.journal.heads[0]
    forged = replace(
        desk.journal,
        header=header_of("Kazan", {**desk.journal.header.keys, "KZ": [true, false]}),
        countersignatures=(countersign(head, "KZ", desk.key_of("a thief")),),
    )
    assert desk.judged(write_journal(forged)).holds
    told = desk.first(desk.judged(write_journal(forged), {"KZ": [true]}))
    assert told.startswith("countersignature of KZ under the head of 2026-10-05")


def test_a_head_of_another_pool_s_journal_is_not_this_one_s(desk):
    moved = replace(desk.journal, header=header_of("Minsk", desk.journal.header.keys))
    told = desk.first(desk.judged(write_journal(moved)))
    assert told.endswith("is not signed by the operator of the pool Minsk.")


def test_a_countersignature_of_another_head_or_by_another_key_is_found(desk):
    first, second = desk.journal.heads[:2]
    key = desk.key_of("KZ")
    wrong = (
        countersign(first, "KZ", desk.key_of("RU")),
        countersign(first, "RU", key),
        countersign(first, "BY", desk.key_of("BY")),
        countersign(second, "KZ", key).model_copy(update={"size": 5, "day": first.day}),
        countersign(second, "KZ", key).model_copy(update={"size": 7}),
    )
    for each in wrong:
        forged = replace(desk.journal, countersignatures=(each,))
        told = desk.first(desk.judged(write_journal(forged)))
        assert told.startswith(f"countersignature of {each.member} under the head of {each.day}")


def signed(desk, head, **changes):
    """Return a head that the operator itself signed with other fields."""
    other = head.model_copy(update=changes)
    said = sign(desk.key_of("operator"), signed_text(other, "Kazan"))
    return other.model_copy(update={"signature": said})


def test_the_operator_s_own_signature_is_no_countersignature(desk):
    said = countersign(desk.journal.heads[0], OPERATOR, desk.key_of("operator"))
    forged = replace(desk.journal, countersignatures=(said,))
    told = desk.first(desk.judged(write_journal(forged)))
    assert told.startswith("countersignature of operator under the head of 2026-10-05")


@pytest.mark.parametrize(
    ("field", "value"), [("day", "2026-10-04"), ("at", "2026-10-01T00:00:00.000Z")]
)
def test_a_head_signed_before_one_that_covers_less_is_found(desk, field, value):
    first, second, third = desk.journal.heads
    heads = (first, signed(desk, second, **{field: value}), third)
    forged = replace(desk.journal, heads=heads, countersignatures=())
    told = desk.first(desk.judged(write_journal(forged)))
    assert told.endswith("9 entries: was signed before one that covers less.")


def test_two_roots_for_one_size_in_one_extract_are_found(desk):
    last = desk.journal.heads[2]
    other = signed(desk, last, day="2026-10-06", root="ab" * 32)
    part = replace(extract(desk.journal, "KZ"), countersignatures=())
    forged = replace(part, heads=(*desk.journal.heads[:2], other, last))
    told = desk.first(desk.judged(write_journal(forged)))
    assert told == "head of 2026-10-07, 12 entries: has another root than one of the same size."


def test_a_head_that_counts_too_few_entries_of_a_member_is_found(desk):
    last = desk.journal.heads[2]
    few = signed(desk, last, sequences={"KZ": 7, "RU": 2})
    forged = replace(desk.journal, heads=(*desk.journal.heads[:2], few), countersignatures=())
    told = desk.first(desk.judged(write_journal(forged)))
    assert told == "head of 2026-10-07, 12 entries: counts 2 entries of RU; 6 are here."
