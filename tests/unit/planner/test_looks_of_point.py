"""The looks of a whole fleet at one point are those that planning finds sensor by sensor."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.commons.instants import parse_instant, to_posix
from artel.commons.tables import load
from artel.feeds.files import read_folder
from artel.fleet.satellites import imagers
from artel.orders.orders import read_orders
from artel.planner.looks_of_point import fleet_of
from artel.planner.opportunities import opportunities_at, opportunities_of
from artel.planner.prospects import prospects_at, prospects_of, when
from artel.studies.pool import read_pool
from artel.studies.tracks import tracks_of

SPAN = tuple(to_posix(parse_instant(f"2026-10-0{day}T00:00:00Z")) for day in (5, 7))
INSTRUMENTS = ["optical", "radar"]


@pytest.fixture(scope="module")
def fleet(kazan):
    """Return the bundled pool, its satellites' tracks over two days, and its fleet made ready."""
    pool = read_pool(read_folder(kazan))
    satellites = imagers(pool.satellites)
    tracks = tracks_of(pool, satellites, SPAN).by_name
    jobs = [
        (track, each, sensor)
        for each in satellites
        for sensor in each.sensors
        for track in tracks[each.name]
    ]
    return pool, satellites, tracks, fleet_of(jobs)


@st.composite
def orders(draw):
    """Draw an order of a point anywhere, in some part of the two days, on some terms."""
    first = draw(st.integers(0, 40))
    last = draw(st.integers(first + 1, 48))
    terms = {
        "name": "a place",
        "brought_by": draw(st.sampled_from(["BY", "KZ", "RU"])),
        "customer": "somebody",
        "class": draw(st.sampled_from(["commercial", "quota", "disaster"])),
        "purpose": "fields",
        "value": 10.0,
        "not_before": _hour(first),
        "not_after": _hour(last),
        "deliver_by": _hour(last + 3),
        "sensors": draw(st.sampled_from([INSTRUMENTS, ["optical"], ["radar"]])),
        "max_gsd_m": draw(st.sampled_from([1.0, 3.0, 10.0, 100.0])),
    }
    place = [draw(st.floats(-180.0, 180.0)), draw(st.floats(-85.0, 85.0))]
    feature = {"type": "Feature", "id": "O-1", "properties": terms}
    feature["geometry"] = {"type": "Point", "coordinates": place}
    whole = {"type": "FeatureCollection", "format": "artel-orders/1", "features": [feature]}
    return read_orders(load(json.dumps(whole), "orders.geojson"))[0]


def _hour(number):
    return f"2026-10-{5 + number // 24:02d}T{number % 24:02d}:00:00Z"


@settings(max_examples=25)
@given(order=orders())
def test_they_are_the_same_and_what_stood_against_the_rest_is_too(fleet, order):
    pool, satellites, tracks, ready = fleet
    one_by_one = opportunities_of(tracks, satellites, [order], pool.charter, SPAN)
    assert opportunities_at(ready, order, pool.charter, SPAN) == one_by_one


def found(prospects, since=-math.inf, owner=None):
    """Return the looks of some prospects that no article forbids."""
    return [look for each in prospects(since, owner) if (look := each.look()) is not None]


def nearly(looks, others):
    """Whether looks are the same in number and order, and begin in the same millisecond or next."""
    same = len(looks) == len(others)
    pairs = zip(looks, others, strict=False)
    return same and all(
        (a.satellite, a.sensor) == (b.satellite, b.sensor) and abs(a.start - b.start) < 2e-3
        for a, b in pairs
    )


@settings(max_examples=25)
@given(order=orders(), hour=st.integers(0, 48), owner=st.sampled_from([None, "KZ", "RU"]))
def test_prospects_are_the_same_looks_by_time_from_any_instant_on(fleet, order, hour, owner):
    pool, _, _, ready = fleet
    since = SPAN[0] + 3600.0 * hour
    looks = opportunities_at(ready, order, pool.charter, SPAN)[0]
    some = [each for each in looks if each.start >= since and owner in {None, each.owner}]
    expected = sorted(some, key=when)
    assert nearly(found(prospects_at(ready, order, pool.charter, SPAN), since, owner), expected)
    assert found(prospects_of(looks), since, owner) == expected


def test_no_track_is_no_fleet():
    assert fleet_of([]) is None
