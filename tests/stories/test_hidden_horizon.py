"""A mountain horizon at one station: the plan keeps above it, and one that does not is refused."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest

from artel.commons.ids import digest
from artel.feeds.files import read_folder
from artel.studies.day import plan_of, solve_day
from artel.studies.pool import read_pool
from artel.validator.check import validate

STATION = "Astana"
HILLS = "mask_deg: [[10, 6], [80, 28], [140, 40], [141, 8], [250, 8], [320, 35]]"


@pytest.fixture(scope="module")
def texts(kazan):
    """Return the bundled pool with hills around the antennas of one station."""
    files = read_folder(kazan)
    before, mark, after = files["stations.yaml"].partition(f"  - name: {STATION}\n")
    own, next_one, rest = after.partition("  - name:")
    changed = own.replace("min_elevation_deg:", f"{HILLS}, min_elevation_deg:")
    assert changed != own
    return files | {"stations.yaml": before + mark + changed + next_one + rest}


def seconds_at(day, station):
    """Return how long the station may receive that day."""
    every = day.problem.contacts.every or day.problem.contacts
    found = (each for list_ in every.downlinks.values() for each in list_)
    return sum(each.end - each.start for each in found if each.station == station)


@pytest.mark.deep
def test_a_plan_keeps_above_the_hills_and_one_made_without_them_is_refused(
    texts, first_day, first_plan
):
    pool = read_pool(texts)
    assert pool.problems == ()
    epoch = pool.settings.epoch
    day = solve_day(pool, (epoch, epoch + timedelta(hours=24)))
    assert 0.0 < seconds_at(day, STATION) < 0.9 * seconds_at(first_day, STATION)
    plan = plan_of(day)
    assert any(link["station"] == STATION for link in plan["downlinks"])
    assert validate(plan).valid
    spoilt = copy.deepcopy(first_plan)
    text = texts["stations.yaml"]
    spoilt["inputs"]["stations.yaml"] = {"sha256": digest(text), "text": text}
    codes = {finding.code for finding in validate(spoilt).findings}
    assert codes == {"VISIBILITY"}
