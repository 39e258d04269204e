"""The first stories of the bundled pool once more, flown on element sets that were measured.

The pool is refreshed from a recorded catalogue and brought to its day, with orders, shifts and
articles. What is asserted holds on any elements; satellites that no catalogue has stay as they are.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from artel import bootstrap
from artel.commons.ids import pretty_json
from artel.feeds.files import read_folder
from artel.studies.day import plan_of, solve_day
from artel.studies.events import Emergency, Loss
from artel.studies.pool import read_pool
from artel.studies.refresh import refreshed
from artel.studies.repair import repair_plan
from artel.studies.standing import standing_of_plan
from artel.studies.whynot import asked, serves
from artel.validator.check import validate_text

pytestmark = pytest.mark.realdata
LOST = "KONDOR-FKA 2"
FLOOD = json.dumps({
    "type": "FeatureCollection", "format": "artel-orders/1",
    "features": [{
        "type": "Feature", "id": "talas-flood",
        "geometry": {"type": "Point", "coordinates": [72.24, 42.52]},
        "properties": {
            "name": "Talas, the river over its banks", "brought_by": "KG",
            "customer": "Ministry of Emergency Situations of Kyrgyzstan", "class": "emergency",
            "purpose": "floods", "value": 250, "not_before": "2026-10-05T02:00Z",
            "not_after": "2026-10-05T14:00Z", "deliver_by": "2026-10-05T20:00Z",
            "sensors": ["optical", "radar"], "max_gsd_m": 5,
        },
    }],
})  # fmt: skip
WRITTEN = date(2026, 10, 5)
"""The first day of the pool as it is bundled."""
JUNE, AUGUST = date(2026, 6, 14), date(2026, 8, 22)
EITHER = pytest.mark.parametrize("day", [JUNE, AUGUST], ids=str, scope="module", indirect=True)


def brought(text, day):
    """Return a text with its dates of the pool's season as long before as that day is."""
    early = WRITTEN - day
    season = re.compile(r"2026-(?:0[4-9]|1[0-2])-\d\d")
    return season.sub(lambda found: str(date.fromisoformat(found.group()) - early), text)


def pool_of(kazan, shared_data, day, orders=None):
    """Return the pool on its day, with the element sets of that day's catalogue."""
    files = read_folder(kazan)
    if orders is not None:
        files["orders.geojson"] = orders
    catalogue = shared_data / "elements" / f"active_{day}.tle.gz"
    records = bootstrap.read_elements_at(str(catalogue)).records
    elements, found, _ = refreshed(read_pool(files), records)
    assert {"KANOPUS-V 3", "KAZEOSAT-2", "AZERSKY", LOST} <= set(found)
    later = {name: brought(text, day) for name, text in files.items()}
    return read_pool(later | {"elements.json": elements})


def solved(pool):
    return solve_day(pool, (pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)))


def images(document):
    """Return what each image of a plan is, by order and piece."""
    return {
        (each["order"], each["piece"]): (each["satellite"], each["sensor"], each["start"])
        for each in document["images"]
    }


def accepted(document):
    return validate_text(pretty_json(document)).findings == ()


@pytest.fixture(scope="module")
def day(request):
    """Return the day that a test is flown on."""
    return request.param


@pytest.fixture(scope="module")
def real(kazan, shared_data, day):
    """Return the day of the whole pool as planned, and its document."""
    found = solved(pool_of(kazan, shared_data, day))
    return found, plan_of(found)


# ---------------------------------------------------------------- the Aral Sea


def filled(kazan, shared_data, day):
    text = (Path(__file__).parent / "aral.geojson").read_text()
    found = solved(pool_of(kazan, shared_data, day, text))
    document = plan_of(found)
    assert accepted(document)
    (area,) = document["areas"]
    seen = {each.owner for each in found.problem.opportunities if each.order == area["order"]}
    assert set(area["by_owner"]) <= seen
    assert sum(area["by_owner"].values()) == pytest.approx(area["share"])
    value = document["value"]
    assert value["bound"] * 0.98 <= value["planned"] <= value["bound"] + 1e-6
    return area


@pytest.mark.deep
def test_three_owners_fill_the_aral_sea_on_a_day_in_june(kazan, shared_data):
    area = filled(kazan, shared_data, JUNE)
    assert len(area["by_owner"]) >= 3
    assert area["enough"]


@pytest.mark.deep
def test_where_too_few_owners_pass_the_plan_says_what_is_left(kazan, shared_data):
    area = filled(kazan, shared_data, AUGUST)
    assert area["enough"] == (area["share"] >= area["least_share"])


# ---------------------------------------------------------------- a flood, a loss


@pytest.mark.deep
@EITHER
def test_a_flood_overrides_what_it_may_and_no_more(real, day):
    found, plan = real
    assert accepted(plan)
    early = found.start + timedelta(hours=2)
    mended = repair_plan(plan, Emergency(brought(FLOOD, day)), early)
    row, document = mended.document["repairs"][-1], mended.document
    assert accepted(document)
    (new,) = [each for each in document["images"] if each["order"] == "talas-flood"]
    gone = [each for each in [*row["moved"], *row["dropped"]] if each["article"] == "P-1"]
    assert len(gone) <= 2
    for displaced in gone:
        assert displaced["class"] not in ("emergency", "disaster")
        assert displaced["from"]["satellite"] == new["satellite"]
        assert row["at"] < displaced["from"]["start"]
    assert row["kept"] >= 0.9 * len(plan["images"])


@pytest.mark.deep
@EITHER
def test_kondor_is_lost_at_noon_and_all_that_moved_is_told(real):
    found, plan = real
    noon = found.start + timedelta(hours=12)
    mended = repair_plan(plan, Loss(LOST), noon)
    row, document = mended.document["repairs"][-1], mended.document
    assert accepted(document)
    assert not any(
        each["satellite"] == LOST and each["end"] > row["at"]
        for part in ("images", "uploads", "downlinks")
        for each in document[part]
    )
    before, after = images(plan), images(document)
    rows = {(each["order"], each["piece"]) for each in [*row["moved"], *row["dropped"]]}
    assert {key for key, image in before.items() if after.get(key) != image} == rows
    assert {(each["order"], each["piece"]) for each in row["added"]} == after.keys() - before.keys()
    others = [key for key, image in before.items() if image[0] != LOST]
    assert sum(after.get(key) != before[key] for key in others) <= 0.1 * len(others)


# ---------------------------------------------------------------- a customer asks


@pytest.mark.deep
@EITHER
def test_what_was_left_out_is_planned_once_it_is_relaxed_as_told(real):
    plan = real[1]
    standing = standing_of_plan(plan, ())
    seen = {look.order for look in standing.problem.opportunities}
    left = [each["order"] for each in plan["unplanned"] if each["order"] in seen]
    assert len(left) >= 10
    for name in ("geneva-car", *left[:: len(left) // 3]):
        found = asked(standing, name)
        assert found.answer.relaxations, name
        assert serves(found, found.answer.relaxations[0])
