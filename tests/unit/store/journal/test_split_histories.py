"""Two members compare their files: one history, or two, and what proves it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.store.comparing import compare
from artel.store.extracting import extract
from artel.store.journal_file import header_of, read_journal, write_journal


def file_of(journal, name):
    """Return a journal as who was sent its file reads it."""
    return read_journal(write_journal(journal), name)


def sides(desk, said, members=("KZ", "RU"), **shape):
    """Return the extracts of two members, of which the second was told another history."""
    one, other = desk.whole(**shape), desk.whole(said=said, **shape)
    return file_of(extract(one, members[0]), "kz"), file_of(extract(other, members[1]), "ru")


def test_all_files_of_one_journal_tell_one_history(desk):
    files = [
        file_of(desk.journal, "whole"),
        *(file_of(extract(desk.journal, member), member) for member in ("KZ", "RU")),
    ]
    assert [compare(one, other) for one in files for other in files] == [()] * 9


@given(st.integers(1, 12))
def test_another_history_told_to_another_member_is_found_though_each_file_holds(desk, number):
    kz, ru = sides(desk, {number: "not so"})
    assert desk.held(desk.judged(write_journal(kz)))
    assert desk.held(desk.judged(write_journal(ru)))
    found = compare(kz, ru)
    apart = [head for head in desk.journal.heads if head.size >= number]
    heads = [f"head of {head.day}, {head.size} entries" for head in apart]
    assert [each.record for each in found if each.record.startswith("head")] == heads
    assert found[-1].sentence == "is one thing in kz and another in ru: two histories."
    assert compare(ru, kz) != ()


@pytest.mark.parametrize("number", [1, 7, 11])
def test_an_entry_that_both_have_is_named_where_it_is_not_the_same(desk, number):
    kz, ru = sides(desk, {number: "not so"})
    assert compare(kz, ru)[0].record == f"entry {number}"


@given(st.integers(1, 12))
def test_the_whole_journal_shows_which_extract_is_of_another_history(desk, number):
    whole = file_of(desk.journal, "whole")
    other = file_of(extract(desk.whole(said={number: "not so"}), "KZ"), "kz")
    assert [each.record for each in compare(whole, other)][-1].startswith("head of ")


def test_heads_of_other_sizes_are_derived_from_the_whole_journal(desk):
    whole = file_of(desk.journal, "whole")
    same = file_of(extract(desk.whole(sizes=(4, 10, 12)), "KZ"), "kz")
    assert desk.held(desk.judged(write_journal(same)))
    assert [each.record for each in compare(same, whole)] == [
        f"head of 2026-10-0{day}, {size} entries" for day, size in ((5, 5), (6, 9))
    ]
    assert all("one history is not proven" in str(each) for each in compare(same, whole))
    other = file_of(desk.whole(sizes=(4, 10, 12), said={3: "not so"}), "kz")
    found = [each for each in compare(whole, other) if each.record.endswith(", 4 entries")]
    assert "two histories" in str(found[0])


def test_two_extracts_without_a_common_head_prove_nothing(desk):
    kz = file_of(extract(desk.whole(sizes=(5, 9)), "KZ"), "kz")
    ru = file_of(extract(desk.whole(sizes=(6, 10)), "RU"), "ru")
    assert [each.record for each in compare(kz, ru)] == [
        "head of 2026-10-05, 5 entries",
        "head of 2026-10-06, 9 entries",
        "head of 2026-10-05, 6 entries",
    ]


def test_one_s_last_file_shows_that_the_next_one_goes_on_from_another_history(desk):
    shorter = desk.whole(parties=desk.parties[:9], sizes=(5, 9))
    before = file_of(extract(shorter, "KZ"), "kept")
    after = file_of(extract(desk.journal, "KZ"), "new")
    assert compare(before, after) == compare(after, before) == ()
    rewritten = file_of(extract(desk.whole(said={3: "not so"}), "KZ"), "new")
    assert [each.record for each in compare(before, rewritten)][-2:] == [
        "head of 2026-10-05, 5 entries", "head of 2026-10-06, 9 entries",
    ]  # fmt: skip


@given(st.integers(1, 9))
def test_old_heads_of_one_history_before_a_head_of_another_are_not_consistent(desk, number):
    """Heads that a member knows, and then one over entries that were never under them."""
    true, other = desk.journal, desk.whole(said={number: "not so"})
    mixed = replace(
        other,
        heads=(*true.heads[:2], other.heads[2]),
        countersignatures=(*true.countersignatures[:4], *other.countersignatures[4:]),
    )
    found = desk.judged(write_journal(extract(mixed, "KZ"))).findings
    assert any("does not continue the history of the head of" in str(each) for each in found)


def test_an_entry_that_concerns_a_member_and_was_left_out_of_its_file_is_named(desk):
    """RU holds a common entry; the operator renumbered KZ's own to leave it out."""
    without = tuple("RU" if line == "KZ RU" else line for line in desk.parties)
    whole = file_of(desk.journal, "whole")
    kz = file_of(extract(desk.whole(parties=without), "KZ"), "kz")
    assert desk.held(desk.judged(write_journal(kz)))
    left_out = [each for each in compare(whole, kz) if "was left out of kz" in str(each)]
    assert [each.record for each in left_out] == ["entry 1", "entry 7", "entry 11"]


def test_two_counts_under_one_root_are_found(desk):
    kz = file_of(extract(desk.journal, "KZ"), "kz")
    heads = [*kz.heads]
    heads[1] = heads[1].model_copy(update={"sequences": {"KZ": 1, "RU": 5}})
    told = compare(kz, replace(kz, name="other", heads=tuple(heads)))
    assert str(told[0]).endswith("counts the members' entries in two ways: kz and other.")


def test_files_of_two_pools_are_not_compared(desk):
    other = replace(desk.journal, header=header_of("Minsk", {}))
    with pytest.raises(InputError, match="is of the pool Kazan"):
        compare(desk.journal, other)


parties = st.lists(
    st.sampled_from(["", "KZ", "RU", "BY", "KZ RU", "BY KZ RU"]), min_size=1, max_size=40
)


@given(parties, st.data())
@settings(max_examples=40)
def test_every_extract_of_any_journal_holds_by_itself_and_with_the_others(desk, lines, data):
    size = len(lines)
    sizes = sorted(data.draw(st.lists(st.integers(0, size), min_size=1, max_size=4)))
    journal = desk.whole(parties=tuple(lines), sizes=tuple(sizes))
    whole = file_of(journal, "whole")
    assert desk.judged(write_journal(journal)).findings == ()
    for member in ("KZ", "RU", "BY"):
        part = extract(whole, member)
        assert desk.judged(write_journal(part)).findings == ()
        assert {entry.number for entry in part.entries} == {
            number for number, line in enumerate(lines, 1) if member in line.split()
        }
        assert compare(whole, part) == compare(part, whole) == ()


def test_an_extract_shows_nothing_of_entries_that_do_not_concern_its_member(desk):
    text = write_journal(extract(desk.journal, "KZ"))
    strange = [entry for entry in desk.entries if "KZ" not in entry.sequences]
    assert strange
    for entry in strange:
        assert f'"O-{entry.number}"' not in text
        assert entry.digest not in text


def test_personal_parts_come_only_with_the_entries_that_are_named(desk):
    without, one = extract(desk.journal, "KZ"), extract(desk.journal, "KZ", {8})
    assert [each.number for each in without.bodies if each.record == "personal"] == []
    assert [each.number for each in one.bodies if each.record == "personal"] == [8]
    assert desk.held(desk.judged(write_journal(without)))
    assert desk.held(desk.judged(write_journal(one)))


def test_an_extract_is_made_of_the_whole_journal(desk):
    with pytest.raises(InputError, match="an extract of KZ already"):
        extract(extract(desk.journal, "KZ"), "RU")
