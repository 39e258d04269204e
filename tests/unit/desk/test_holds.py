"""Firm holds at the desk: made, kept off, accepted, released, expired, withdrawn."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, EVE, SPAN, actor, wish

from artel.commons.errors import Conflict, InputError, NotFound
from artel.desk import holds, orders, plans
from artel.desk.pool_files import known_to
from artel.planner.best import Effort
from artel.studies.events import Loss

CUSTOMER = actor("customer", "minsk-agro", "BY")
PLANNER = actor("planner")
HOURS = timedelta(hours=2)
STEPPE = {"geometry": {"type": "Point", "coordinates": [80.0, 50.0]}}
"""A place that several satellites can see."""


def placed(desk, **changes):
    """Return the id of an order that was placed and accepted."""
    known = known_to(desk, CUSTOMER)
    with desk.unit(CUSTOMER) as unit:
        name = orders.place(unit, wish(**changes), known)["id"]
    with desk.unit(PLANNER) as unit:
        orders.accept(unit, name)
    return name


def state(desk, name):
    with desk.unit(PLANNER) as unit:
        return orders.get(unit, name)["state"]


def live_claims(desk):
    with desk.unit(PLANNER) as unit:
        return unit.rows("holds_live", exercise=False, at=unit.now)


def test_a_hold_is_accepted_and_the_plan_then_has_the_image(planned, clock):
    name = placed(planned)
    hold = holds.make(planned, CUSTOMER, name, HOURS)
    assert (hold["state"], state(planned, name)) == ("held", "held")
    assert hold["until"] == EVE + HOURS
    clock.wind(EVE + HOURS - timedelta(minutes=1))
    assert holds.accept(planned, CUSTOMER, hold["id"])["state"] == "accepted"
    with planned.unit(PLANNER) as unit:
        version = plans.in_force(unit, DAY + timedelta(hours=1))
        document = plans.document_of(unit, version)
        tasks = unit.rows("tasks_of_plan", plan=version)
    assert version > 1
    (image,) = [each for each in document["images"] if each["order"] == name]
    assert hold["window_open"].isoformat()[:16] <= image["start"][:16]
    assert state(planned, name) == "scheduled"
    assert name in {each["order_id"] for each in tasks}


def test_two_holds_keep_off_each_other_and_both_are_accepted(planned):
    names = [placed(planned, **STEPPE), placed(planned, **STEPPE)]
    made = [holds.make(planned, CUSTOMER, name, HOURS) for name in names]
    rows = live_claims(planned)
    first, second = (row["document"]["image"] for row in rows)
    assert first != second
    for each in reversed(made):
        holds.accept(planned, CUSTOMER, each["id"])
    assert [state(planned, name) for name in names] == ["scheduled", "scheduled"]


@pytest.mark.deep
def test_a_plan_made_meanwhile_keeps_off_a_hold_and_one_made_before_is_refused(planned, clock):
    with planned.unit(PLANNER) as unit:
        lost = plans.document_of(unit, 1)["images"][-1]["satellite"]
    early = plans.repaired(planned, PLANNER, 1, Loss(lost), DAY + timedelta(hours=1))
    clock.wind(EVE + timedelta(minutes=1))
    name = placed(planned)
    holds.make(planned, CUSTOMER, name, HOURS)
    late = plans.make(planned, PLANNER, SPAN, Effort(steps=0))
    with planned.unit(PLANNER) as unit:
        assert plans.head_of(unit, late)["report"]["valid"]
        assert [row["order"]["id"] for row in plans.document_of(unit, late)["holds"]] == [name]
    with planned.unit(PLANNER) as unit, pytest.raises(Conflict, match="made before the hold"):
        plans.publish(unit, early)
    assert state(planned, name) == "held"


@pytest.mark.deep
def test_a_repair_keeps_a_hold_and_a_lost_satellite_takes_its_holds_with_it(planned, clock):
    name = placed(planned, not_before="2026-10-05T03:00:00Z")
    clock.wind(DAY)
    hold = holds.make(planned, CUSTOMER, name, timedelta(hours=1))
    (row,) = live_claims(planned)
    held = row["document"]["image"]["satellite"]
    with planned.unit(PLANNER) as unit:
        images = plans.document_of(unit, 1)["images"]
    other = next(each["satellite"] for each in images if each["satellite"] != held)
    for lost, expected in ((other, "held"), (held, "withdrawn")):
        with planned.unit(PLANNER) as unit:
            base = plans.in_force(unit, DAY + timedelta(hours=1))
        version = plans.repaired(planned, PLANNER, base, Loss(lost), DAY + timedelta(minutes=9))
        with planned.unit(PLANNER) as unit:
            plans.publish(unit, version)
            assert holds.get(unit, hold["id"])["state"] == expected
    assert state(planned, name) == "accepted"
    assert holds.tell_withdrawn(planned) == [hold["id"]]
    assert holds.tell_withdrawn(planned) == []


def test_a_hold_is_released_once_and_its_place_is_free_again(planned):
    name, other = placed(planned), placed(planned)
    hold = holds.make(planned, CUSTOMER, name, HOURS)
    place = live_claims(planned)[0]["document"]["image"]
    assert holds.release(planned, CUSTOMER, hold["id"])["state"] == "released"
    assert state(planned, name) == "accepted"
    with pytest.raises(Conflict, match="released"):
        holds.accept(planned, CUSTOMER, hold["id"])
    holds.make(planned, CUSTOMER, other, HOURS)
    assert live_claims(planned)[0]["document"]["image"] == place


def test_a_hold_ends_at_its_time(planned, clock):
    name = placed(planned)
    hold = holds.make(planned, CUSTOMER, name, HOURS)
    clock.wind(EVE + HOURS)
    with pytest.raises(Conflict, match="expired"):
        holds.accept(planned, CUSTOMER, hold["id"])
    assert holds.expire(planned) == [hold["id"]]
    assert holds.expire(planned) == []
    assert state(planned, name) == "accepted"


def test_an_order_is_held_once_by_whom_it_is_for_and_no_longer_than_a_day(planned):
    name = placed(planned)
    with pytest.raises(InputError, match="24 hours"):
        holds.make(planned, CUSTOMER, name, timedelta(hours=25))
    stranger = actor("customer", "brest-port", "BY")
    with pytest.raises(NotFound):
        holds.make(planned, stranger, name, HOURS)
    hold = holds.make(planned, CUSTOMER, name, HOURS)
    with pytest.raises(Conflict, match="held"):
        holds.make(planned, CUSTOMER, name, HOURS)
    with pytest.raises(NotFound):
        holds.accept(planned, stranger, hold["id"])
    with planned.unit(stranger) as unit:
        assert holds.page(unit, None, 10) == []


def test_what_cannot_be_held_comes_with_the_windows_of_what_can(planned):
    name = placed(planned)
    never = DAY + timedelta(hours=11, minutes=58), DAY + timedelta(hours=11, minutes=59)
    with pytest.raises(holds.Taken) as told:
        holds.make(planned, CUSTOMER, name, HOURS, never)
    assert told.value.alternatives
    assert set(told.value.alternatives[0]) == {"not_before", "not_after"}
    assert state(planned, name) == "accepted"


@pytest.mark.deep
def test_what_is_accepted_in_a_repaired_plan_is_told_beside_its_repairs(planned, clock):
    name = placed(planned, not_before="2026-10-05T03:00:00Z")
    clock.wind(DAY)
    hold = holds.make(planned, CUSTOMER, name, timedelta(hours=1))
    (row,) = live_claims(planned)
    with planned.unit(PLANNER) as unit:
        images = plans.document_of(unit, 1)["images"]
    held = row["document"]["image"]["satellite"]
    lost = next(each["satellite"] for each in images if each["satellite"] != held)
    version = plans.repaired(planned, PLANNER, 1, Loss(lost), DAY + timedelta(minutes=9))
    with planned.unit(PLANNER) as unit:
        plans.publish(unit, version)
        told = len(unit.rows("notices_of_order", order_id=_dropped(unit, version)))
    clock.wind(DAY + timedelta(minutes=10))
    assert holds.accept(planned, CUSTOMER, hold["id"])["state"] == "accepted"
    with planned.unit(PLANNER) as unit:
        latest = plans.in_force(unit, DAY + timedelta(hours=1))
        assert plans.head_of(unit, latest)["report"]["valid"]
        repairs = plans.document_of(unit, latest)["repairs"]
        assert len(unit.rows("notices_of_order", order_id=_dropped(unit, version))) == told
    assert [each["cause"]["kind"] for each in repairs] == ["loss", "hold"]
    assert [each["order"] for each in repairs[-1]["added"]] == [name]


def _dropped(unit, version):
    """Return an order that lost its place by the last repair of a plan."""
    return plans.document_of(unit, version)["repairs"][-1]["dropped"][0]["order"]
