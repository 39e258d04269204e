"""Entries seal one another, and a body is named by a digest that tells nothing of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.store.chain import GENESIS, Act, canonical, digest, fields_of, hash_of, link

ACT = Act(datetime(2026, 10, 5, 6, 0, 0, 123456, tzinfo=UTC), "operator", "order.accepted", "O-1")
SALT = "ab" * 32


def test_the_first_entry_has_number_one_and_follows_nothing():
    entry = link(None, ACT, digest(SALT, {}), {"RU": 1, "KZ": 1})
    assert (entry.number, entry.previous) == (1, GENESIS)
    assert entry.at == "2026-10-05T06:00:00.123Z"
    assert list(entry.sequences) == ["KZ", "RU"]


def test_the_hash_is_that_of_the_canonical_text_as_anyone_can_compute_it():
    entry = link(None, ACT, digest(SALT, {"a": 1}), {"KZ": 1})
    plain = {name: value for name, value in asdict(entry).items() if name != "hash"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_that_of_salt_and_text_as_anyone_can_compute_it():
    known = hashlib.sha256(bytes.fromhex(SALT) + '{"имя":"Анна","n":1}'.encode()).hexdigest()
    assert digest(SALT, {"n": 1, "имя": "Анна"}) != known
    known = hashlib.sha256(bytes.fromhex(SALT) + '{"n":1,"имя":"Анна"}'.encode()).hexdigest()
    assert digest(SALT, {"имя": "Анна", "n": 1}) == known


def test_an_entry_follows_the_last_one():
    one = link(None, ACT, digest(SALT, {}), {})
    two = link(one, ACT, digest(SALT, {}), {})
    assert (two.number, two.previous) == (2, one.hash)
    assert one.hash != two.hash


def test_the_same_instant_in_another_zone_gives_the_same_entry():
    there = ACT.at.astimezone(timezone(timedelta(hours=5)))
    elsewhere = replace(ACT, at=there)
    assert link(None, elsewhere, digest(SALT, {}), {}) == link(None, ACT, digest(SALT, {}), {})


@pytest.mark.parametrize("field", list(fields_of(link(None, ACT, digest(SALT, {}), {}))))
def test_every_field_is_sealed(field):
    entry = link(None, ACT, digest(SALT, {}), {"KZ": 1})
    other = {"number": 2, "sequences": {"KZ": 2}}.get(field, "other")
    assert hash_of(replace(entry, **{field: other})) != entry.hash


def test_the_digest_of_a_deleted_body_cannot_be_guessed_without_its_salt():
    assert digest(SALT, {"name": "A"}) != digest("ac" * 32, {"name": "A"})


@pytest.mark.parametrize(
    "body", [{"a": float("nan")}, {"a": {1, 2}}, {"a": "\ud800"}, {1: "a", "b": 2}, {"a": b"x"}]
)
def test_a_body_without_one_text_is_refused_with_a_sentence(body):
    with pytest.raises(InputError, match="cannot hold this body"):
        canonical(body)


def test_a_body_that_holds_itself_is_refused():
    body: dict = {}
    body["again"] = body
    with pytest.raises(InputError, match="cannot hold this body"):
        canonical(body)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner),
    max_leaves=12,
)  # fmt: skip


@given(values)
def test_the_canonical_text_of_a_value_read_back_is_the_same_text(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)
