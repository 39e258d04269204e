"""Changing an order that was made: what may change in which state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.orders.life import CLOSED, FROZEN, State
from artel.orders.wishes import Known, WishError, read_wish, wish_body
from artel.orders.wishes_amend import BY_NAME, NEVER, amended, changeable, merged

KNOWN = Known(now=datetime(2026, 10, 5, tzinfo=UTC), parties=("BY", "RU"), licences=("open",))
LATER = replace(KNOWN, now=datetime(2026, 10, 9, tzinfo=UTC), classes=(OrderClass.COMMERCIAL,))
BODY = {
    "kind": "series",
    "name": "A dam",
    "brought_by": "BY",
    "customer": "Waterworks",
    "class": "emergency",
    "geometry": {"type": "Point", "coordinates": [58.55, 51.2]},
    "not_before": "2026-10-05T00:00:00Z",
    "not_after": "2026-10-06T00:00:00Z",
    "deliver_by": "2026-10-07T00:00:00Z",
    "sensors": ["optical", "radar"],
    "max_gsd_m": 3,
    "min_sun_elevation_deg": 10,
    "series": {"visits": 4, "every_h": 6, "tolerance_h": 5},
}
WISH = read_wish(BODY, KNOWN)
EARLY = [State.DRAFT, State.QUOTED, State.RECEIVED, State.ACCEPTED]
PLANNED = [State.HELD, State.SCHEDULED]


def problems(patch, state, known=KNOWN):
    with pytest.raises(WishError) as caught:
        amended(WISH, patch, state, known)
    return {each.pointer: each.sentence for each in caught.value.problems}


@pytest.mark.parametrize("state", EARLY)
def test_before_it_is_planned_almost_everything_may_change(state):
    patch = {"max_gsd_m": 5, "series": {"visits": 3}, "min_sun_elevation_deg": None}
    after = amended(WISH, patch, state, KNOWN)
    assert (after.max_gsd_m, after.series.visits, after.series.every_h) == (5.0, 3, 6.0)
    assert after.min_sun_elevation_deg is None
    assert WISH.max_gsd_m == 3.0


@pytest.mark.parametrize("state", PLANNED)
def test_with_a_place_in_a_plan_only_what_no_plan_depends_on_may_change(state):
    assert amended(WISH, {"customer": "Rivers", "licence": "open"}, state, KNOWN).licence == "open"
    found = problems({"max_gsd_m": 5, "sensors": ["radar"], "name": "B"}, state)
    assert set(found) == {"/max_gsd_m", "/sensors"}
    assert found["/sensors"] == f"'sensors' cannot change while the order is {state}."


@pytest.mark.parametrize("state", sorted(CLOSED | FROZEN))
def test_what_the_owner_has_and_what_is_closed_changes_no_more(state):
    assert changeable(WISH, state) == frozenset()
    with pytest.raises(InputError, match=f"The order is {state}: nothing of it can change."):
        amended(WISH, {"name": "B"}, state, KNOWN)


@pytest.mark.parametrize("name", sorted(NEVER))
def test_another_kind_or_bringer_is_another_order(name):
    value = {"kind": "point", "brought_by": "RU", "exercise": True}[name]
    assert problems({name: value}, State.DRAFT) == {
        f"/{name}": f"'{name}' cannot change: make another order."
    }
    assert amended(WISH, {name: wish_body(WISH)[name]}, State.DRAFT, KNOWN) == WISH


def test_what_is_wrong_afterwards_is_said_with_pointers():
    found = problems({"not_after": "2026-10-04", "colour": "red", "name": None}, State.ACCEPTED)
    assert set(found) == {"/not_after", "/colour", "/name"}
    assert problems([], State.DRAFT) == {"": "A change is a JSON object of the fields that change."}


def test_what_was_agreed_before_is_not_held_against_a_change_of_something_else():
    # The interval has passed, and who asks may no longer ask for its class.
    assert amended(WISH, {"name": "B"}, State.HELD, LATER).name == "B"
    assert set(problems({"deliver_by": "2026-10-08"}, State.ACCEPTED, LATER)) == {
        "/deliver_by", "/not_after",
    }  # fmt: skip
    assert set(problems({"class": "quota"}, State.ACCEPTED, LATER)) == {"/class"}


def test_only_who_may_changes_what_an_order_is_worth():
    planner = replace(KNOWN, may_value=True)
    dear = amended(WISH, {"value": 200}, State.ACCEPTED, planner)
    assert dear.value == 200
    assert amended(dear, {"name": "B"}, State.ACCEPTED, KNOWN).value == 200
    for value in (1000, None):
        with pytest.raises(WishError, match="the desk says what an order is worth"):
            amended(dear, {"value": value}, State.ACCEPTED, KNOWN)


def test_a_merge_patch_is_merged_as_rfc_7396_has_it():
    before = {"a": "b", "c": {"d": "e", "f": "g"}}
    assert merged(before, {"a": "z", "c": {"f": None}}) == {"a": "z", "c": {"d": "e"}}
    assert merged({"a": [{"b": "c"}]}, {"a": [1]}) == {"a": [1]}
    assert merged({"a": "foo"}, {"b": {"c": None}}) == {"a": "foo", "b": {}}
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    assert merged({"geometry": BODY["geometry"]}, {"geometry": line}) == {"geometry": line}


@given(
    st.dictionaries(
        st.sampled_from(sorted(BODY)) | st.text(max_size=5),
        st.none() | st.text(max_size=5) | st.integers() | st.sampled_from(list(BODY.values())),
    ),
    st.sampled_from(State),
)
def test_no_patch_changes_what_may_not_change(patch, state):
    before = wish_body(WISH)
    try:
        after = wish_body(amended(WISH, patch, state, KNOWN))
    except InputError as error:
        after = before
        assert str(error)  # noqa: PT017  (whatever comes, there is a sentence)
    moved = {name for name in before | after if before.get(name) != after.get(name)}
    assert moved <= changeable(WISH, state)
    assert moved <= BY_NAME or state in EARLY
