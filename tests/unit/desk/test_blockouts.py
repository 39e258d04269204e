"""Block-outs, recalls and health: the owner says, plans obey, and nobody else reads why."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, SPAN, actor
from tests.unit.desk.owner_program import open_alerts

from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.commons.instants import parse_instant
from artel.desk import blockouts, consents, health, plans
from artel.desk.blockouts import Blockout
from artel.planner.best import Effort
from artel.studies.events import Recall

KZ, RU, PLANNER = actor("owner", "KZ"), actor("owner", "RU"), actor("planner")
WHY = "a quarrel with the baker"


def wanted(asset, **changes):
    said = {"kind": "block-out", "asset": asset, "start": SPAN[0], "end": SPAN[1]}
    return Blockout(**{**said, "reason": WHY, "withheld": True, **changes})


def used(desk, version):
    """Return the satellites and the stations that a plan uses."""
    with desk.unit(PLANNER) as unit:
        document = plans.document_of(unit, version)
        assert plans.head_of(unit, version)["report"]["valid"]
    return {
        each[name]
        for part, name in (
            ("images", "satellite"), ("uploads", "station"), ("downlinks", "station"),
        )
        for each in document[part]
    }  # fmt: skip


def test_the_next_plan_goes_around_a_satellite_and_a_station_that_are_blocked_out(planned):
    before = used(planned, 1)
    with planned.unit(PLANNER) as unit:
        document = plans.document_of(unit, 1)
    satellite = next(row["satellite"] for row in document["images"] if row["owner"] == "KZ")
    with planned.unit() as unit:
        owners = {row: blockouts.owner_of(_pool(unit), row) for row in before}
    station = next(row["station"] for row in document["downlinks"] if owners[row["station"]])
    blockouts.make(planned, KZ, wanted(satellite))
    blockouts.make(planned, actor("owner", owners[station]), wanted(station))
    after = used(planned, plans.make(planned, PLANNER, SPAN, Effort(steps=0)))
    assert {satellite, station} <= before
    assert not {satellite, station} & after
    proposals = [row["proposal"] for row in open_alerts(planned, "block-out")]
    assert {each["asset"] for each in proposals} == {satellite, station}


def _pool(unit):
    return blockouts.pool_of_files(blockouts.files_of(unit))


def test_a_withheld_reason_is_read_by_its_party_alone(desk):
    row = blockouts.make(desk, KZ, wanted("KAZEOSAT-1"))
    assert WHY not in str(row)
    with desk.unit(KZ) as unit:
        assert consents.reason_of(unit, row["id"]) == WHY
    for other in (RU, PLANNER, actor("admin"), actor("auditor")):
        with desk.unit(other) as unit:
            assert consents.reason_of(unit, row["id"]) is None
            if other is not RU:
                assert WHY not in str(unit.rows("blockouts_standing"))
    with desk.unit(RU) as unit:
        assert blockouts.page(unit, None, 10) == []


def test_a_reason_that_is_told_is_told(desk):
    row = blockouts.make(desk, KZ, wanted("KAZEOSAT-1", kind="recall", withheld=False))
    with desk.unit(PLANNER) as unit:
        assert blockouts.page(unit, None, 10)[0]["reason"] == WHY
    assert open_alerts(desk, "recall")[0]["proposal"]["kind"] == row["kind"]


def test_who_may_block_out_what_and_when(desk):
    with pytest.raises(NotAllowed):
        blockouts.make(desk, RU, wanted("KAZEOSAT-1"))
    with pytest.raises(NotAllowed):
        blockouts.make(desk, PLANNER, wanted("KAZEOSAT-1"))
    with pytest.raises(NotFound):
        blockouts.make(desk, KZ, wanted("SPUTNIK-1"))
    with pytest.raises(InputError, match="before it begins"):
        blockouts.make(desk, KZ, wanted("KAZEOSAT-1", end=SPAN[0]))
    past = DAY - timedelta(days=9)
    with pytest.raises(InputError, match="over"):
        blockouts.make(desk, KZ, wanted("KAZEOSAT-1", start=past, end=past + timedelta(days=1)))


def test_a_block_out_is_lifted_once_and_by_its_owner(desk):
    name = blockouts.make(desk, KZ, wanted("KAZEOSAT-1"))["id"]
    with pytest.raises(NotFound):
        blockouts.lift(desk, RU, name)
    assert blockouts.lift(desk, KZ, name)["lifted"]
    with pytest.raises(Conflict, match="already"):
        blockouts.lift(desk, KZ, name)
    with desk.unit() as unit:
        assert unit.rows("blockouts_standing") == []
    assert open_alerts(desk, "block-out") == []


def test_a_satellite_that_is_lost_stands_out_of_plans_until_it_is_well_again(desk):
    health.report(desk, KZ, "KAZEOSAT-1", "lost", "silent since noon")
    health.report(desk, KZ, "KAZEOSAT-1", "lost")
    with desk.unit() as unit:
        assert [row["kind"] for row in unit.rows("blockouts_standing")] == ["loss"]
    assert open_alerts(desk, "lost")[0]["proposal"]["kind"] == "loss"
    health.report(desk, KZ, "KAZEOSAT-1", "degraded")
    with desk.unit(KZ) as unit:
        assert unit.rows("blockouts_standing") == []
        said = [row["state"] for row in health.page(unit, None, 10, "KAZEOSAT-1")]
    assert said == ["degraded", "lost", "lost"]
    assert open_alerts(desk, "lost") == []
    assert open_alerts(desk, "degraded")
    with pytest.raises(NotAllowed):
        health.report(desk, RU, "KAZEOSAT-1", "nominal")


def test_the_plan_in_force_is_repaired_for_a_station_as_its_alert_proposes(planned, clock):
    clock.wind(DAY)
    with planned.unit(PLANNER) as unit:
        document = plans.document_of(unit, 1)
        station = document["downlinks"][-1]["station"]
        owner = blockouts.owner_of(_pool(unit), station)
    blockouts.make(planned, actor("owner", owner), wanted(station))
    (alert,) = open_alerts(planned, "block-out")
    event = alert["proposal"]
    given = Recall(event["asset"], parse_instant(event["start"]), parse_instant(event["end"]))
    version = plans.repaired(planned, PLANNER, 1, given, parse_instant(event["at"]))
    assert station not in used(planned, version)
