"""Time of a station for a guest: beside the plan, held, booked, given by its owner, or lost."""

from datetime import timedelta

import psycopg
import pytest
from tests.desk_fixtures import DAY, EVE, actor
from tests.unit.desk.owner_program import open_alerts, owner_of, told_of

from artel.commons.errors import Conflict, NotAllowed, NotFound
from artel.commons.instants import parse_instant
from artel.desk import dispatch, holds, orders, plans, station_rows, station_time
from artel.desk.pool_files import known_to, pool_of
from artel.planner.best import Effort
from artel.studies.events import Loss

PLANNER = actor("planner")
GUEST = actor("customer", "byurakan", "AM")
HOURS = timedelta(hours=4)
KZ = actor("owner", "KZ")


def placed(desk, **changes):
    """Place an order of time of a Kazakh station in the planned half day, and accept it."""
    body = {
        "kind": "station", "name": "A guest's passes", "brought_by": "AM", "customer": "byurakan",
        "station": "Astana", "band": "X", "minutes": 45,
        "not_before": "2026-10-05T00:00:00Z", "not_after": "2026-10-05T12:00:00Z",
    }  # fmt: skip
    known = known_to(desk, GUEST)
    with desk.unit(GUEST) as unit:
        name = orders.place(unit, body | changes, known)["id"]
    with desk.unit(PLANNER) as unit:
        orders.accept(unit, name)
    return name


def state(desk, name):
    with desk.unit(PLANNER) as unit:
        return orders.get(unit, name)["state"]


def links(desk, station):
    """Return the links of the plan in force over a station."""
    with desk.unit(PLANNER) as unit:
        document = plans.document_of(unit, plans.in_force(unit, DAY + timedelta(hours=1)))
    rows = [*document["uploads"], *document["downlinks"]]
    return document, [each for each in rows if each["station"] == station]


def test_what_the_plan_leaves_free_is_held_booked_and_kept_out_of_every_plan(planned, clock):
    name = placed(planned)
    offer = station_time.offers(planned, GUEST, name)
    assert offer["enough"]
    assert (offer["price_minor"], offer["currency"]) == (45 * 450_000, "RUB")
    before = plans_of(planned)
    held = station_time.hold(planned, GUEST, name, HOURS)
    assert state(planned, name) == "held"
    assert sum((row["end"] - row["start"]).total_seconds() for row in held) >= 45 * 60
    clock.wind(EVE + timedelta(minutes=5))
    booked = station_time.book(planned, GUEST, name)
    assert {row["state"] for row in booked} == {"booked"}
    document, used = links(planned, "Astana")
    assert used
    for row in booked:
        for link in used:
            inside = link["antenna"] == row["antenna"] and (
                link["start"] < text(row["taken"].upper) and text(row["taken"].lower) < link["end"]
            )
            assert not inside
    with planned.unit(PLANNER) as unit:
        version = plans.in_force(unit, DAY + timedelta(hours=1))
        assert version > before
        assert plans.head_of(unit, version)["report"] == {
            **plans.head_of(unit, version)["report"], "valid": True, "findings": [],
        }  # fmt: skip
        assert len(document["images"]) == len(plans.document_of(unit, before)["images"])
    assert state(planned, name) == "scheduled"
    _the_database_refuses_what_uses_it(planned, version, booked[0])
    _a_repair_keeps_off(planned, version, booked, document)


def plans_of(desk):
    with desk.unit(PLANNER) as unit:
        return plans.in_force(unit, DAY + timedelta(hours=1))


def text(instant):
    return instant.isoformat()


def _the_database_refuses_what_uses_it(desk, version, row):
    with pytest.raises((Conflict, psycopg.errors.ExclusionViolation)), desk.unit() as unit:
        unit.run(
            "booking_added", plan=version, resource=row["resource"], start=row["start"],
            end=row["end"], order_id=None, image=None,
        )  # fmt: skip


def _a_repair_keeps_off(desk, version, booked, document):
    lost = document["images"][-1]["satellite"]
    mended = plans.repaired(desk, PLANNER, version, Loss(lost), DAY + timedelta(minutes=1))
    with desk.unit(PLANNER) as unit:
        assert plans.head_of(unit, mended)["report"]["valid"]
        plans.publish(unit, mended)
        span = booked[0]["taken"]
        busy = unit.rows("station_busy", exercise=False, span=span,
                         names=[f"Astana/{booked[0]['antenna']}"])  # fmt: skip
    assert len([each for each in busy if each["span"] == span]) == 2  # its booking, and its claim


@pytest.mark.deep
def test_two_guests_never_have_the_same_time_and_a_hold_ends(planned, clock):
    names = [placed(planned), placed(planned)]
    first, second = (station_time.hold(planned, GUEST, name, HOURS) for name in names)
    for one in first:
        for other in second:
            same = one["antenna"] == other["antenna"]
            assert not (same and one["start"] < other["end"] and other["start"] < one["end"])
    clock.wind(EVE + HOURS)
    with planned.unit() as unit:
        assert sorted(station_rows.tidy(unit)) == sorted(names)
    assert [state(planned, name) for name in names] == ["accepted", "accepted"]
    with pytest.raises(Conflict, match="Nothing is held"):
        station_time.book(planned, GUEST, names[0])
    again = station_time.hold(planned, GUEST, names[1], timedelta(hours=1))
    assert sorted({row["state"] for row in again}) == ["expired", "held"]
    released = station_time.release(planned, GUEST, names[1])
    assert {row["state"] for row in released} == {"expired", "released"}


def test_the_passes_of_a_satellite_are_given_and_too_much_is_refused_with_the_figure(planned):
    name = placed(planned, satellite="KAZEOSAT-1", minutes=8)
    pieces = station_time.hold(planned, GUEST, name, HOURS)
    assert pieces
    assert all((row["end"] - row["start"]) < timedelta(minutes=16) for row in pieces)
    greedy = placed(planned, satellite="KAZEOSAT-1", minutes=600)
    assert not station_time.offers(planned, GUEST, greedy)["enough"]
    with pytest.raises(Conflict, match="minutes free for"):
        station_time.hold(planned, GUEST, greedy, HOURS)


def test_who_may_not_is_refused_and_an_image_is_no_time(planned):
    name = placed(planned)
    with pytest.raises(NotFound):
        station_time.hold(planned, actor("customer", "another", "AM"), name, HOURS)
    with pytest.raises(NotAllowed):
        station_time.hold(planned, actor("auditor"), name, HOURS)
    with planned.unit(PLANNER) as unit:
        image = next(row["id"] for row in orders.page(unit, None, 50) if row["kind"] == "point")
    with pytest.raises(Conflict, match="not of a station's time"):
        station_time.offers(planned, PLANNER, image)


@pytest.mark.parametrize("answer", ["good", "refuse"])
def test_its_owner_gives_the_time_and_reports_or_refuses_it(planned, clock, tmp_path, answer):
    with owner_of(tmp_path / "owner") as program:
        desk = told_of(planned, program)
        name = placed(desk)
        station_time.hold(desk, GUEST, name, HOURS)
        rows = station_time.book(desk, GUEST, name)
        program.behaves(default={"flight": "none"}, by_task={row["task"]: answer for row in rows})
        while dispatch.send_waiting(desk):
            pass
        if answer == "refuse":
            assert state(desk, name) == "accepted"
            assert open_alerts(desk, "station-time-lost")
            with desk.unit(GUEST) as unit:
                assert {row["state"] for row in station_time.of_order(unit, name)} == {"lost"}
            return
        assert state(desk, name) == "tasked"
        clock.wind(DAY + timedelta(hours=13))
        while dispatch.follow(desk):
            pass
        assert state(desk, name) == "delivered"
        with desk.unit(KZ) as unit:
            task = dispatch.get(unit, rows[0]["task"])
        assert task["report"]["note"] == "all of it"


def _only_antenna_in_use(desk, version):
    """Return a station with one antenna for data, and an instant at which a plan uses it."""
    with desk.unit(PLANNER) as unit:
        document = plans.document_of(unit, version)
        pool = pool_of(unit)
    alone = {
        each.name
        for each in pool.stations
        if len([antenna for antenna in each.antennas if "X" in antenna.bands]) == 1
    }
    link = next(each for each in document["downlinks"] if each["station"] in alone)
    start, end = (parse_instant(link[name]) for name in ("start", "end"))
    return link["station"], start + (end - start) / 2


@pytest.mark.deep
def test_a_plan_made_without_knowing_is_refused_and_a_new_one_keeps_off(planned):
    later = DAY + timedelta(hours=12), DAY + timedelta(hours=18)
    early = plans.make(planned, PLANNER, later, Effort(steps=0))
    station, middle = _only_antenna_in_use(planned, early)
    first, last = (text(middle + sign * timedelta(minutes=2)) for sign in (-1, 1))
    name = placed(planned, station=station, minutes=4, not_before=first, not_after=last)
    station_time.hold(planned, GUEST, name, HOURS)
    station_time.book(planned, GUEST, name)
    with pytest.raises(Conflict), planned.unit(PLANNER) as unit:
        plans.publish(unit, early)
    late = plans.make(planned, PLANNER, later, Effort(steps=0))
    with planned.unit(PLANNER) as unit:
        assert plans.head_of(unit, late)["report"]["valid"]
        assert plans.publish(unit, late)["state"] == "published"


@pytest.mark.deep
def test_a_hold_of_an_image_and_of_time_exclude_each_other_in_the_database(planned):
    body = {"kind": "point", "name": "Fields", "brought_by": "AM", "customer": "byurakan",
            "not_before": "2026-10-05T00:00:00Z", "not_after": "2026-10-05T12:00:00Z",
            "deliver_by": "2026-10-05T20:00:00Z", "sensors": ["optical"], "max_gsd_m": 10.0,
            "geometry": {"type": "Point", "coordinates": [69.1, 53.3]}}  # fmt: skip
    known = known_to(planned, GUEST)
    with planned.unit(GUEST) as unit:
        image = orders.place(unit, body, known)["id"]
    with planned.unit(PLANNER) as unit:
        orders.accept(unit, image)
    holds.make(planned, GUEST, image, HOURS)
    with planned.unit(PLANNER) as unit:
        (row,) = unit.rows("holds_live", exercise=False, at=unit.now)
    down = row["document"]["downlink"]
    name = placed(planned, station=down["station"], minutes=600)
    try:
        pieces = station_time.hold(planned, GUEST, name, HOURS)
    except Conflict:
        return
    for piece in pieces:
        assert (
            piece["antenna"] != down["antenna"]
            or text(piece["end"]) <= down["start"]
            or down["end"] <= text(piece["start"])
        )
