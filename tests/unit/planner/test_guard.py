"""Room on both sides of windows and contacts for satellites that come early or late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import small_days
from small_days import MIDNIGHT, T0, contact, day, image

from artel.planner.engine import Engine
from artel.planner.guard import guarded
from artel.planner.values import Obstacle, Reason


def order(name, **fields):
    return replace(small_days.order(name), **fields)


def problem(**fields):
    return day([image("A", 5000), image("B", 9000)], **fields)


def test_no_guard_changes_nothing():
    before = problem()
    after = guarded(before, lambda _name, _t: 0.0)
    assert after.opportunities == before.opportunities
    assert after.contacts == before.contacts


def test_contacts_lose_the_guard_on_both_sides_and_short_ones_vanish():
    contacts = ([contact(0, 600), contact(700, 709)], [contact(50_000, 60_000, "X")])
    after = guarded(problem(contacts=contacts), lambda _name, _t: 5.0).contacts
    assert [(each.start - T0, each.end - T0) for each in after.commands["TURTLE"]] == [(5, 595)]
    (down,) = after.downlinks["TURTLE"]
    assert (down.start - T0, down.end - T0) == (50_005, 59_995)


def test_the_contacts_as_if_all_were_staffed_lose_it_too():
    before = problem()
    before = replace(before, contacts=replace(before.contacts, every=before.contacts))
    after = guarded(before, lambda _name, _t: 5.0).contacts
    assert after.every.commands == after.commands
    assert guarded(problem(), lambda _name, _t: 5.0).contacts.every is None


def test_the_guard_is_that_of_the_satellite_at_that_time():
    asked = []

    def guard(name, t):
        asked.append((name, t - T0))
        return 0.0

    guarded(problem(), guard)
    assert set(asked) == {("TURTLE", t) for t in (5000, 9000, 0, 50_000)}


@pytest.mark.parametrize(("seconds", "kept"), [(10.0, ["A", "B"]), (10.1, ["B"])])
def test_an_image_that_may_slip_out_of_its_orders_window_is_noted(seconds, kept):
    early = order("A", not_before=MIDNIGHT + timedelta(seconds=4990))
    after = guarded(problem(orders=[early, order("B")]), lambda _name, _t: seconds)
    assert [each.order for each in after.opportunities] == kept
    noted = after.ledger.first.get("A", {})
    said = " ".join(each.sentence for each in noted.values())
    assert said.startswith("TURTLE may come 10.1 s early or late") == (len(kept) == 1)


def test_the_end_of_the_window_counts_too():
    soon = order("A", not_after=MIDNIGHT + timedelta(seconds=5012))
    before = problem(orders=[soon, order("B")])
    kept = {s: len(guarded(before, lambda _n, _t, s=s: s).opportunities) for s in (2.0, 2.1)}
    assert kept == {2.0: 2, 2.1: 1}


def test_a_command_fits_a_pass_just_and_just_does_not():
    short = ([contact(0, 70)], [contact(50_000, 60_000, "X")])
    for seconds, there in ((5.0, True), (5.1, False)):
        after = guarded(problem(contacts=short), lambda _n, _t, s=seconds: s)
        found = Engine(after).missing(after.opportunities[0])
        assert (found is None) is there
        if isinstance(found, Obstacle):
            assert found.reason is Reason.NO_UPLOAD
