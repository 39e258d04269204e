import json
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, EVE, actor

from artel.commons.errors import NotAllowed, NotFound
from artel.commons.instants import to_posix
from artel.desk import handover, orders, sky, today
from artel.desk.plans import document_of

PLANNER = actor("planner")


def shown(desk, who, version=None):
    return json.loads(sky.sky(desk, who, version).text())


def plan(desk):
    with desk.unit(PLANNER) as unit:
        return document_of(unit, 1)


def test_the_operator_sees_the_whole_day(planned):
    day, document = shown(planned, PLANNER), plan(planned)
    assert day["version"] == 1
    assert [each["id"] for each in day["images"]] == [each["id"] for each in document["images"]]
    assert len(day["contacts"]) == len(document["uploads"]) + len(document["downlinks"])
    assert day["start"] == to_posix(EVE)
    assert day["end"] == to_posix(DAY + timedelta(hours=12))


def test_samples_are_where_the_satellite_takes_its_images(planned):
    """The footprint of an image is near the sampled track at that instant, for every image."""
    day = shown(planned, PLANNER)
    tracks = {each["name"]: each["parts"][0] for each in day["satellites"]}
    for image in day["images"]:
        part = tracks[image["satellite"]]
        k = round((image["start"] - day["start"]) / day["step_s"]) - part["first"]
        lat = sum(part["lat"][: k + 1]) / 100
        assert abs(lat - image["ring"][0][1]) < 12


def test_a_customer_sees_its_own_images_and_what_serves_them(planned):
    document = plan(planned)
    with planned.unit(PLANNER) as unit:
        rows = orders.page(unit, None, 200)
    customers = {row["id"]: row["customer"] for row in rows}
    image = next(each for each in document["images"] if customers.get(each["order"]))
    own = {name for name, by in customers.items() if by == customers[image["order"]]}
    day = shown(planned, actor("customer", customers[image["order"]]))
    assert {each["order"] for each in day["images"]} <= own
    assert image["order"] in {each["order"] for each in day["images"]}
    assert {each["name"] for each in day["satellites"]} == {e["satellite"] for e in day["images"]}
    assert all(each["images"] for each in day["contacts"])


def test_an_owner_sees_what_its_satellites_and_its_orders_do(planned):
    day = shown(planned, actor("owner", "KZ"))
    with planned.unit(actor("owner", "KZ")) as unit:
        names = [each["order"] for each in plan(planned)["images"]]
        own = {row["id"] for row in unit.rows("orders_shown", ids=names)}
    assert day["images"]
    assert all(each["owner"] == "KZ" or each["order"] in own for each in day["images"])
    assert len(day["satellites"]) > len({each["satellite"] for each in day["images"]})


def test_without_a_plan_the_sky_goes_on_for_a_day(desk):
    day = shown(desk, PLANNER)
    assert day["version"] is None
    assert day["images"] == []
    assert day["end"] - day["start"] == 24 * 3600


def test_a_named_plan_is_for_who_may_read_plans(planned):
    with pytest.raises(NotAllowed):
        sky.sky(planned, actor("customer", "minsk-agro"), 1)
    with pytest.raises(NotFound):
        sky.sky(planned, PLANNER, 99)
    assert shown(planned, PLANNER, 1)["version"] == 1


def test_the_tag_changes_with_what_is_shown(planned):
    planner, owner = sky.sky(planned, PLANNER), sky.sky(planned, actor("owner", "KZ"))
    assert planner.tag == sky.sky(planned, PLANNER).tag
    assert planner.tag != owner.tag


def test_the_day_tells_each_party_of_its_own_orders_and_share(planned):
    whole, document = today.today(planned, PLANNER), plan(planned)
    assert whole["value"]["planned"] == document["value"]["planned"]
    assert len(whole["left"]) == len(document["unplanned"])
    assert {row["member"] for row in whole["shares"]} == {r["member"] for r in document["members"]}
    mine = today.today(planned, actor("owner", "KZ"))
    assert mine["value"] is None
    assert [row["member"] for row in mine["shares"]] == ["KZ"]
    assert {row["brought_by"] for row in mine["left"]} <= {"KZ"}
    assert 0 < len(mine["left"]) < len(whole["left"])


def test_land_is_closed_polygons_on_the_earth():
    polygons = json.loads(sky.outlines().text())["polygons"]
    rings = [ring for polygon in polygons for ring in polygon]
    assert len(polygons) > 20
    assert all(ring[:2] == ring[-2:] and len(ring) >= 8 for ring in rings)
    assert all(abs(lon) <= 18000 for ring in rings for lon in ring[::2])


def test_a_note_is_told_to_the_next_shift_and_to_nobody_else(planned):
    with planned.unit(PLANNER) as unit:
        written = handover.note(unit, "Khabarovsk A1 is shut until noon.")
    with planned.unit(actor("auditor")) as unit:
        assert handover.page(unit, None, 10) == [written]
    with planned.unit(actor("owner", "KZ")) as unit:
        assert unit.rows("notes_page", after=None, limit=10) == []
        with pytest.raises(NotAllowed):
            handover.page(unit, None, 10)
        with pytest.raises(NotAllowed):
            handover.note(unit, "Not mine to write.")


def test_the_words_of_a_note_are_personal_and_can_be_deleted(planned):
    with planned.unit(PLANNER) as unit:
        handover.note(unit, "Ask for Aigul at the Astana desk.")
    with planned.unit(PLANNER) as unit:
        parts = {
            row["part"]
            for row in unit.rows("journal_bodies", size=2**31)
            if "Aigul" in json.dumps(row["body"])
        }
    assert parts == {"personal"}
