"""What is not as promised is complained of: to the owner, who answers; the operator decides."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor
from tests.unit.desk.owner_program import (
    one_alone,
    open_alerts,
    owner_of,
    sent,
    states_of,
    told_of,
)

from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.desk import centres, complaining, complaints, deliveries, dispatch

PLANNER, KZ, RU = actor("planner"), actor("owner", "KZ"), actor("owner", "RU")
LATER = timedelta(minutes=3)


@pytest.fixture
def program(tmp_path):
    with owner_of(tmp_path / "owner") as found:
        yield found


@pytest.fixture
def wrong(planned, program, clock):
    """Return a desk with one image that is not as promised, and its task."""
    desk = told_of(planned, program)
    task = one_alone(desk)
    behaves(program, task, "consider")
    sent(desk)
    clock.wind(DAY + timedelta(hours=11))
    while dispatch.follow(desk):
        pass
    deliveries.take_in(desk)
    return desk, task


def behaves(program, task, complaint, **more):
    """Have the owner fly this task alone, and it beside the place; say how it takes complaints."""
    wish = {"flight": "wrong-place", "complaint": complaint, **more}
    program.behaves(default={"flight": "none"}, by_task={task["id"]: wish})


def the_one(desk, who=PLANNER):
    with desk.unit(who) as unit:
        (row,) = complaints.page(unit, None, 10)
    return row


def notices(desk, order):
    with desk.unit() as unit:
        return unit.rows("notices_of_order", order_id=order)


def orderer(desk, order):
    """Return who ordered, as the customer of the order."""
    with desk.unit() as unit:
        row = unit.row("order_by_id", id=order)
    return actor("customer", row["customer"], row["brought_by"])


def test_a_complaint_is_sent_until_it_is_answered_and_only_its_parties_read_it(
    wrong, program, clock
):
    desk, task = wrong
    behaves(program, task, "busy", times=9)
    row = the_one(desk)
    assert [each["code"] for each in row["body"]["faults"]] == ["FOOTPRINT"]
    assert (row["state"], complaining.send(desk)) == ("waiting", 1)
    assert complaining.send(desk) == 0
    assert the_one(desk)["state"] == "sent"
    behaves(program, task, "consider")
    clock.wind(clock.now() + LATER)
    assert complaining.send(desk) == 1
    assert the_one(desk)["state"] == "acknowledged"
    behaves(program, task, "dispute", reason="the picture is lovely")
    clock.wind(clock.now() + LATER)
    complaining.send(desk)
    customer = orderer(desk, task["order_id"])
    for who in (PLANNER, KZ, customer):
        assert the_one(desk, who)["reason"] == "the picture is lovely"
    for who in (actor("owner", "AM"), actor("customer", "somebody", "BY")):
        with desk.unit(who) as unit:
            assert complaints.page(unit, None, 10) == []
            with pytest.raises(NotFound):
                complaints.get(unit, row["id"])
    assert open_alerts(desk, "complaint-disputed")[0]["role"] == "planner"


def test_a_dispute_that_the_operator_dismisses_leaves_the_image_good(wrong, program, clock):
    desk, task = wrong
    behaves(program, task, "dispute")
    clock.wind(clock.now() + LATER)
    complaining.send(desk)
    name = the_one(desk)["id"]
    with pytest.raises(NotAllowed):
        complaints.decide(desk, KZ, name, reason="we are right")
    customer = orderer(desk, task["order_id"])
    with desk.unit(customer) as unit:
        assert deliveries.page(unit, None, 10, task["order_id"]) == []
    row = complaints.decide(desk, PLANNER, name, reason="the cloud was asked for")
    assert (row["state"], row["decided_by"]) == ("dismissed", PLANNER.account)
    assert states_of(desk)[task["order_id"]] == "delivered"
    with desk.unit(customer) as unit:
        (image,) = deliveries.page(unit, None, 10, task["order_id"])
        assert deliveries.image_of(desk, unit, image["id"]).is_file()
    assert open_alerts(desk, "complaint-disputed") == []
    with pytest.raises(Conflict):
        complaints.decide(desk, PLANNER, name, reason="again", remedy="credit")


@pytest.mark.deep
def test_an_owner_that_agrees_flies_it_again_or_leaves_a_credit(wrong, program, clock):
    desk, task = wrong
    behaves(program, task, "credit")
    clock.wind(clock.now() + LATER)
    complaining.send(desk)
    row = the_one(desk)
    assert (row["state"], row["remedy"]) == ("accepted", "credit")
    (notice,) = notices(desk, task["order_id"])
    assert (notice["kind"], notice["currency"]) == ("credited", "RUB")
    assert notice["credit_minor"] > 0
    assert states_of(desk)[task["order_id"]] == "failed"


@pytest.mark.parametrize(("hour", "remedy", "state"), [(11, "fly-again", "accepted"),
                                                       (60, "credit", "failed")])  # fmt: skip
def test_what_has_no_time_left_to_be_flown_again_is_credited(wrong, clock, hour, remedy, state):
    desk, task = wrong
    with desk.unit() as unit:
        order = unit.row("order_by_id", id=task["order_id"])
    late = order["not_after"] - timedelta(minutes=5) + timedelta(hours=hour - 11)
    clock.wind(max(clock.now(), late))
    name = the_one(desk)["id"]
    with pytest.raises(NotAllowed):
        complaints.answer(desk, PLANNER, name, remedy="fly-again")
    with pytest.raises(NotFound):
        complaints.answer(desk, RU, name, remedy="fly-again")
    with pytest.raises(InputError, match="remedy, or why"):
        complaints.answer(desk, KZ, name)
    row = complaints.answer(desk, KZ, name, remedy="fly-again", reason="the wheel slipped")
    assert (row["state"], row["remedy"]) == ("accepted", remedy)
    assert states_of(desk)[task["order_id"]] == state
    assert len(notices(desk, task["order_id"])) == (remedy == "credit")
    with pytest.raises(Conflict, match="is accepted"):
        complaints.answer(desk, KZ, name, remedy="credit")


@pytest.mark.deep
def test_silence_goes_to_the_operator_who_upholds_it(wrong, program, clock):
    desk, _task = wrong
    clock.wind(clock.now() + complaints.ANSWERED_WITHIN)
    with desk.unit() as unit:
        assert len(complaints.lapse(unit)) == 1
        assert complaints.lapse(unit) == []
    name = the_one(desk)["id"]
    row = complaints.decide(desk, PLANNER, name, reason="nobody spoke", remedy="credit")
    assert (row["state"], row["remedy"]) == ("upheld", "credit")
    assert open_alerts(desk, "complaint-disputed") == []


@pytest.mark.deep
def test_through_a_folder_it_is_the_same(wrong, program, clock, tmp_path):
    desk, task = wrong
    behaves(program, task, "dispute")
    with desk.unit() as unit:
        centres.keep_centre(unit, "KZ", str(program.folder), "", exercise=False)
    for _ in range(100):
        clock.wind(clock.now() + LATER)
        complaining.send(desk)
        if the_one(desk)["state"] == "disputed":
            break
    assert the_one(desk)["state"] == "disputed"
    name = the_one(desk)["id"]
    assert (program.folder / "out" / "complaints" / f"{name}.json").is_file()
