"""The life of an order: a table of steps, and walks through it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.actors import Role
from artel.commons.errors import InputError
from artel.orders.life import (
    CLOSED,
    FROZEN,
    OPEN,
    RULES,
    State,
    next_states,
    state_of_parts,
    step,
)

THE_LONG_WAY = [
    ("draft", "quoted", "customer"),
    ("quoted", "received", "customer"),
    ("received", "accepted", "planner"),
    ("accepted", "held", "customer"),
    ("held", "scheduled", "customer"),
    ("scheduled", "tasked", "owner"),
    ("tasked", "acquired", "owner"),
    ("acquired", "downlinked", "system"),
    ("downlinked", "delivered", "owner"),
    ("delivered", "completed", "customer"),
]
FORBIDDEN = [
    # What nobody may do, or not this one, and what the sentence says of it.
    ("draft", "scheduled", "planner", "An order that is draft cannot become scheduled. As planner"),
    ("received", "accepted", "customer", "is not one that customer takes, but planner or system."),
    ("scheduled", "tasked", "planner", "but owner, partner or system."),
    ("tasked", "cancelled", "customer", "its owner is committed, and it cannot be cancelled."),
    ("delivered", "cancelled", "planner", "its owner is committed"),
    ("completed", "accepted", "planner", "It is closed; place a new order."),
    ("accepted", "expired", "planner", "takes, but system."),
    ("held", "held", "customer", "The order is held already."),
    ("received", "accepted", "auditor", "Next it can become"),
    ("lost", "held", "customer", "'lost' is not a state of an order. Say draft,"),
    ("held", "accepted", "king", "'king' is not a role. Say planner,"),
]
NEEDS_A_REASON = [
    ("received", "rejected", "planner"),
    ("received", "cancelled", "customer"),
    ("scheduled", "cancelled", "planner"),
    ("tasked", "failed", "owner"),
    ("delivered", "accepted", "planner"),
    ("scheduled", "accepted", "owner"),
    ("tasked", "accepted", "planner"),
]
SAID = {"reason": "A satellite was lost.", "article": "A7"}
states, roles = st.sampled_from(State), st.sampled_from(Role)


def test_the_states_are_those_of_the_house():
    assert [str(state) for state in State] == [
        "draft", "quoted", "received", "accepted", "held", "scheduled", "tasked", "acquired",
        "downlinked", "delivered", "completed", "rejected", "cancelled", "failed", "expired",
    ]  # fmt: skip
    assert frozenset(State) == CLOSED | OPEN
    assert CLOSED.isdisjoint(OPEN)
    assert {"tasked", "acquired", "downlinked", "delivered"} == FROZEN
    assert FROZEN <= OPEN


def test_an_order_lives_from_a_draft_to_its_completion():
    for before, after, by in THE_LONG_WAY:
        taken = step(before, after, by)
        assert (taken.before, taken.after, taken.by) == (before, after, by)
    for (_, after, _), (before, _, _) in itertools.pairwise(THE_LONG_WAY):
        assert after == before


@pytest.mark.parametrize(("before", "after", "by", "sentence"), FORBIDDEN)
def test_a_step_that_is_not_theirs_is_refused_with_what_is_possible(before, after, by, sentence):
    with pytest.raises(InputError) as caught:
        step(before, after, by, **SAID)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(("before", "after", "by"), NEEDS_A_REASON)
def test_what_goes_against_somebody_needs_a_reason(before, after, by):
    with pytest.raises(InputError, match="needs a reason"):
        step(before, after, by, reason="  ", article="A7")
    assert step(before, after, by, **SAID).reason == SAID["reason"]


@pytest.mark.parametrize("before", ["scheduled", "tasked"])
def test_a_place_in_the_plan_is_lost_only_by_an_article(before):
    with pytest.raises(InputError, match="Name the article"):
        step(before, "accepted", "planner", reason="A declared emergency came.")
    taken = step(before, "accepted", "planner", **SAID)
    assert taken.displaced
    assert taken.article == "A7"
    assert not step("received", "accepted", "planner").displaced


def test_who_only_looks_takes_no_step():
    for role in (Role.AUDITOR, Role.FINANCE, Role.ADMIN):
        assert not any(next_states(state, role) for state in State)


def test_every_open_state_can_be_left_and_leads_to_an_end():
    for state in OPEN:
        reached, seen = {state}, set()
        while reached - seen:
            each = (reached - seen).pop()
            seen.add(each)
            reached |= set(next_states(each))
        assert reached & CLOSED, state
    assert not any(next_states(state) for state in CLOSED)


@given(st.lists(st.tuples(states, roles), max_size=40))
def test_a_walk_never_takes_a_step_that_the_table_does_not_have(tries):
    state = State.DRAFT
    for after, by in tries:
        try:
            taken = step(state, after, by, **SAID)
        except InputError:
            assert after not in next_states(state, by)
        else:
            assert by in RULES[state, after].by
            assert taken.before == state
            assert state not in CLOSED
            assert after != "tasked" or by in {"owner", "partner", "system"}
            assert not (state in FROZEN and after == "cancelled")
            state = taken.after


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["scheduled"], "scheduled"),
        (["delivered", "scheduled", "tasked"], "scheduled"),
        (["completed", "accepted"], "accepted"),
        (["failed", "downlinked"], "downlinked"),
        (["completed", "failed", "expired"], "completed"),
        (["expired", "failed"], "failed"),
        (["cancelled", "expired"], "expired"),
        (["cancelled", "rejected"], "rejected"),
        (["cancelled", "cancelled"], "cancelled"),
    ],
)
def test_the_whole_stands_where_its_slowest_part_does(parts, whole):
    assert state_of_parts(parts) == whole


@given(st.lists(states, min_size=1))
def test_a_whole_is_open_as_long_as_a_part_is(parts):
    assert (state_of_parts(parts) in OPEN) == any(part in OPEN for part in parts)
    assert state_of_parts(parts) in parts


def test_an_order_without_parts_has_no_state():
    with pytest.raises(ValueError, match="without parts"):
        state_of_parts([])
