"""Whatever somebody does to a journal's file is found, and the first wrong record is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.store.chain import hash_of
from artel.store.extracting import extract
from artel.store.heads import head_of
from artel.store.journal_file import header_of, write_journal
from artel.store.records import OPERATOR, End
from artel.store.signing import public_hex

NUMBERS = range(1, 13)


def lines_with(text, kind):
    """Return the places of the lines of a kind."""
    found = re.compile(f'"record":"{kind}"')
    return [index for index, line in enumerate(text.splitlines()) if found.search(line)]


def without(text, *places):
    return [line for index, line in enumerate(text.splitlines()) if index not in places]


def test_nothing_is_found_where_nothing_was_done(desk):
    for text in (desk.text, desk.kz, desk.ru):
        assert desk.judged(text).findings == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_an_entry_left_out_of_the_whole_journal_is_named(desk, number):
    place = lines_with(desk.text, "entry")[number - 1]
    lines = without(desk.text, place)
    told = desk.first(desk.judged(desk.ended(lines)))
    assert told.startswith(f"entry {number}: is missing")
    assert desk.first(desk.judged("\n".join(lines) + "\n")).startswith("end: counts ")


@given(st.sets(st.integers(1, 12), min_size=1, max_size=12))
@settings(max_examples=60)
def test_the_first_of_several_entries_left_out_is_named(desk, left_out):
    places = [lines_with(desk.text, "entry")[number - 1] for number in left_out]
    report = desk.judged(desk.ended(without(desk.text, *places)))
    if len(left_out) == 12:
        assert not report.holds
        return
    assert desk.first(report).startswith(f"entry {min(left_out)}: is missing")


def test_an_entry_left_out_of_an_extract_with_its_proof_is_named(desk):
    entries, proofs = lines_with(desk.kz, "entry"), lines_with(desk.kz, "inclusion")
    for sequence, places in enumerate(zip(entries, proofs, strict=True), 1):
        told = desk.first(desk.judged(desk.ended(without(desk.kz, *places))))
        if sequence < len(entries):
            assert told.startswith(f"KZ's entry {sequence}: is missing")
        else:
            assert told.startswith("entry 12: is missing: its body")


def test_the_last_entry_left_out_of_an_extract_with_all_that_belongs_to_it_is_named(desk):
    places = [lines_with(desk.kz, kind)[-1] for kind in ("entry", "body", "inclusion")]
    told = desk.first(desk.judged(desk.ended(without(desk.kz, *places))))
    assert told == "KZ's entry 7: is missing: the head of 2026-10-07, 12 entries, counts 7 of KZ."


@pytest.mark.parametrize("kind", ["entry", "inclusion", "consistency"])
def test_no_line_of_an_extract_that_proves_something_can_be_left_out(desk, kind):
    for place in lines_with(desk.kz, kind):
        assert not desk.held(desk.judged(desk.ended(without(desk.kz, place))))


def test_a_head_left_out_of_an_extract_is_found(desk):
    for place in lines_with(desk.kz, "head"):
        assert not desk.held(desk.judged(desk.ended(without(desk.kz, place))))


@given(st.data())
def test_every_two_lines_swapped_are_found(desk, data):
    text = data.draw(st.sampled_from([desk.text, desk.kz]))
    lines = text.splitlines()
    one, two = sorted(data.draw(st.permutations(range(len(lines))))[:2])
    lines[one], lines[two] = lines[two], lines[one]
    found = desk.judged("\n".join(lines) + "\n")
    if one == 0:
        assert "line 1" in str(found)
    else:
        assert "stands after" in desk.first(found)


@given(st.data())
def test_every_line_added_again_anywhere_is_found(desk, data):
    text = data.draw(st.sampled_from([desk.text, desk.kz]))
    lines = text.splitlines()
    which = data.draw(st.integers(1, len(lines) - 2))
    lines.insert(data.draw(st.integers(1, len(lines) - 1)), lines[which])
    assert re.search("stands (after|there twice)", desk.first(desk.judged(desk.ended(lines))))


@given(st.data())
@settings(max_examples=600)
def test_any_byte_of_any_field_changed_is_found(desk, data):
    text = data.draw(st.sampled_from([desk.text, desk.kz])).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    changed = bytearray(text)
    changed[place] ^= data.draw(st.integers(1, 255))
    found = desk.judged(bytes(changed))
    assert not desk.held(found)
    named = re.search(r"line (\d+)", str(found)) if isinstance(found, InputError) else None
    if named:
        assert int(named[1]) == text.count(b"\n", 0, place) + 1


@given(st.integers(0, 10**6))
@settings(max_examples=150)
def test_a_file_cut_anywhere_is_found(desk, place):
    text = desk.text.encode()
    found = desk.judged(text[: place % len(text)])
    assert not desk.held(found)
    if not isinstance(found, InputError):
        assert desk.first(found).startswith("end: is missing: the file was cut after its line")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("field", ["at", "actor", "action", "subject", "digest", "previous"])
def test_a_field_that_was_altered_names_its_entry(desk, number, field):
    other = {"at": "2026-10-05T06:00:00.001Z"}.get(field, "ab" * 32)
    entries = list(desk.entries)
    entries[number - 1] = replace(entries[number - 1], **{field: other})
    told = desk.first(desk.judged(write_journal(replace(desk.journal, entries=tuple(entries)))))
    assert told == f"entry {number}: was altered: its hash is not that of its text."


@pytest.mark.parametrize("number", NUMBERS)
def test_an_entry_sealed_anew_after_it_was_altered_no_longer_fits_the_next(desk, number):
    entries = list(desk.entries)
    forged = replace(entries[number - 1], actor="other")
    entries[number - 1] = replace(forged, hash=hash_of(forged))
    told = desk.first(desk.judged(write_journal(replace(desk.journal, entries=tuple(entries)))))
    if number < 12:
        assert told == f"entry {number + 1}: does not seal the entry before it."
    else:
        assert told.startswith("head of 2026-10-07, 12 entries: was signed over other entries")


def forge(desk, data):
    """Return entries of which one was altered, left out or added, and all sealed anew."""
    at = data.draw(st.integers(0, 11))
    entries = list(desk.entries)
    match data.draw(st.sampled_from(["alter", "omit", "add", "swap"])):
        case "alter":
            entries[at] = replace(entries[at], action="order.refused")
        case "omit":
            del entries[at]
        case "add":
            entries.insert(at, replace(entries[at], subject="O-99"))
        case "swap":
            at = min(at, 10)
            entries[at : at + 2] = entries[at + 1], entries[at]
    return at, tuple(desk.rechained(entries))


@given(st.data())
@settings(max_examples=150)
def test_a_chain_sealed_anew_is_caught_by_the_first_head_that_covers_it(desk, data):
    at, entries = forge(desk, data)
    forged = replace(desk.journal, entries=entries, bodies=())
    told = desk.first(desk.judged(write_journal(forged)))
    caught = next(head for head in desk.journal.heads if head.size > at)
    if len(entries) < caught.size:
        assert told.startswith("entry 12: is missing")
    else:
        assert told == (
            f"head of {caught.day}, {caught.size} entries: was signed over other entries than are "
            "here."
        )


@given(st.data())
@settings(max_examples=40)
def test_heads_signed_anew_by_another_key_are_caught_by_the_key_one_was_given(desk, data):
    _, entries = forge(desk, data)
    thief, own = desk.key_of("a thief"), public_hex(desk.key_of("operator"))
    heads = tuple(
        head_of(
            entries[: head.size],
            date.fromisoformat(head.day),
            parse_instant(head.at),
            thief,
            "Kazan",
        )
        for head in desk.journal.heads
    )
    forged = replace(
        desk.journal, header=header_of("Kazan", {OPERATOR: [public_hex(thief)]}),
        entries=entries, bodies=(), heads=heads, countersignatures=(),
    )  # fmt: skip
    by_itself = desk.judged(write_journal(forged))
    assert by_itself.holds
    assert by_itself.notes[0] == (
        "The file's own word is taken for whose keys these are: operator."
    )
    told = desk.first(desk.judged(write_journal(forged), {OPERATOR: [own]}))
    assert told == "header: names no key of the operator that you trust."


def test_a_body_exchanged_for_another_is_named(desk):
    bodies = list(desk.journal.bodies)
    for index, each in enumerate(bodies):
        if each.record == "deleted":
            continue
        forged = [*bodies]
        forged[index] = each.model_copy(update={"body": {**each.body, "said": "something else"}})
        told = desk.first(desk.judged(write_journal(replace(desk.journal, bodies=tuple(forged)))))
        part = "personal part" if each.record == "personal" else "body"
        assert told.startswith(f"{part} of entry {each.number}: was altered")


def test_a_body_or_a_personal_part_of_nothing_is_named(desk):
    body, apart = desk.journal.bodies[0], desk.journal.bodies[2]
    assert apart.record == "personal"
    strange = body.model_copy(update={"number": 40})
    lonely = replace(desk.journal, bodies=(apart,))
    told = desk.first(desk.judged(write_journal(replace(desk.journal, bodies=(strange,)))))
    assert told == "entry 40: is missing: its body is here."
    told = desk.first(desk.judged(write_journal(lonely)))
    assert told == "personal part of entry 2: cannot be checked: its body is not here."


def test_deleted_bodies_are_told_and_nothing_is_wrong(desk):
    report = desk.judged(desk.text)
    assert report.holds
    assert "Bodies deleted, or parts of them: 1, of entry 6." in report.notes


def test_a_proof_of_something_that_is_not_there_is_found(desk):
    journal = extract(desk.journal, "KZ")
    proof = journal.inclusions[0].model_copy(update={"number": 3})
    forged = replace(journal, inclusions=(*journal.inclusions, proof))
    assert "proof of entry 3" in desk.first(desk.judged(write_journal(forged)))
    link = journal.consistencies[0].model_copy(update={"old": 4})
    forged = replace(journal, consistencies=(*journal.consistencies, link))
    assert "proof from 4 to 9 entries" in desk.first(desk.judged(write_journal(forged)))


def test_an_entry_of_another_member_is_no_part_of_an_extract(desk):
    journal = extract(desk.journal, "KZ")
    entries = sorted((*journal.entries, desk.entries[2]), key=lambda entry: entry.number)
    told = desk.first(desk.judged(write_journal(replace(journal, entries=tuple(entries)))))
    assert told == "entry 3: does not concern KZ."


def test_a_sequence_said_twice_is_named(desk):
    entries = list(desk.entries)
    entries[4] = replace(entries[4], sequences={"KZ": 2})
    found = desk.judged(write_journal(replace(desk.journal, entries=tuple(entries))))
    assert "entry 5: says it is KZ's entry 2; 3 is next." in map(str, found.findings)


def test_the_end_counts_what_stands_before_it(desk):
    assert End(records=len(desk.text.splitlines()) - 2).records > 0
    lines = desk.text.splitlines()
    lines[-1] = '{"record":"end","records":1}'
    told = desk.first(desk.judged("\n".join(lines) + "\n"))
    assert told == f"end: counts 1 records; the file holds {len(lines) - 2}."


@pytest.mark.deep
@pytest.mark.parametrize("name", ["text", "kz"])
def test_every_single_byte_changed_is_found(desk, name):
    text = getattr(desk, name).encode()
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        assert not desk.held(desk.judged(bytes(changed))), place


@pytest.mark.deep
@pytest.mark.parametrize("name", ["text", "kz"])
def test_a_file_cut_at_every_byte_is_found(desk, name):
    text = getattr(desk, name).encode()
    assert [place for place in range(len(text)) if desk.held(desk.judged(text[:place]))] == []
