"""An order left for a block-out or maintenance of a station is told so, and no more than that."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
from small_days import DAY, HEAD, T0, day, image, satellite, station

from artel.charter.articles import BlockOut, Charter
from artel.commons.instants import from_posix
from artel.orbits.elements import from_facts
from artel.orbits.tracks import track_of
from artel.planner.contacts import contacts_of
from artel.planner.engine import Engine
from artel.planner.values import Obstacle, Reason

SPAN = (T0, T0 + DAY)
ANTENNA = {"name": "A1", "bands": ["X", "S"], "min_elevation_deg": 5.0, "setup_s": 120.0,
           "max_rate_mbps": 600.0}  # fmt: skip


@cache
def track():
    elements = from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                          node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip
    return track_of(elements, *SPAN)


def block_out(start, end, **fields):
    windows = [{"start": from_posix(start), "end": from_posix(end)}]
    given = {"assets": ["Tula"], "reason": "the dish is painted", **fields}
    return BlockOut.model_validate(
        HEAD | {"id": "C-1", "kind": "block-out", "windows": windows} | given
    )


def obstacle(start, *, craft=None, articles=(), **fields):
    """Return what an idle pool has against an image at a second of the day."""
    craft, place = craft or satellite(), station(**fields)
    charter = Charter({}, tuple(articles))
    contacts = contacts_of({"TURTLE": [track()]}, [craft], [place], charter, SPAN)
    problem = day([image("A", start)], satellites=[craft], stations=[place], articles=articles)
    engine = Engine(replace(problem, contacts=contacts))
    return engine.missing(problem.opportunities[0])


@cache
def passes():
    charter = Charter({}, ())
    found = contacts_of({"TURTLE": [track()]}, [satellite()], [station()], charter, SPAN)
    assert found.uncut is None
    return [(each.start, each.end) for each in found.downlinks["TURTLE"]]


def between():
    """Return a second of the day between the first two passes."""
    (_, end), (start, _) = passes()[:2]
    return 0.5 * (end + start) - T0


def test_without_a_block_out_nothing_is_missing_between_two_passes():
    assert obstacle(between()) is None


def test_a_block_out_of_the_station_is_named_with_its_reason():
    found = obstacle(between(), articles=[block_out(*SPAN)])
    assert (found.reason, found.article, found.resource) == (Reason.ARTICLE, "C-1", "Tula")
    assert found.sentence == "Tula: the dish is painted"
    assert found.place > Obstacle(Reason.NO_DOWNLINK, "").place


def test_a_reason_that_is_withheld_is_told_to_nobody():
    found = obstacle(between(), articles=[block_out(*SPAN, withheld=True)])
    assert found.article == "C-1"
    assert found.sentence == "Tula: not available (the owner withholds the reason)"


def test_a_block_out_of_what_receives_alone_is_named_too():
    later = block_out(passes()[1][0], SPAN[1])
    found = obstacle(between(), articles=[later])
    assert (found.reason, found.article) == (Reason.ARTICLE, "C-1")


CLOSED = [{"start": from_posix(T0), "end": from_posix(T0 + DAY), "reason": "new bearings"}]


@pytest.mark.parametrize(
    ("asset", "fields", "resource", "named"),
    [
        ("station", {"maintenance": CLOSED}, "Tula", "Tula"),
        ("antenna", {"antennas": [ANTENNA | {"maintenance": CLOSED}]}, "Tula",
         "antenna A1 of Tula"),
    ],
)  # fmt: skip
def test_maintenance_on_the_ground_is_named(asset, fields, resource, named):
    del asset
    found = obstacle(between(), **fields)
    assert (found.reason, found.article, found.resource) == (Reason.MAINTENANCE, None, resource)
    assert found.sentence == f"{named} is in maintenance until 2026-10-06 00:00Z: new bearings"


def test_maintenance_of_the_satellite_during_its_only_pass_before_is_named():
    first = {"start": from_posix(passes()[0][0]), "end": from_posix(passes()[0][1]), "reason": "r"}
    worked_on = station(maintenance=[first]).maintenance
    found = obstacle(between(), craft=satellite().model_copy(update={"maintenance": worked_on}))
    assert (found.reason, found.resource) == (Reason.MAINTENANCE, "TURTLE")


def test_what_a_block_out_does_not_cause_is_not_laid_to_it():
    """Before the first pass nothing can be commanded, whatever is blocked out."""
    before = passes()[0][0] - T0 - 100.0
    found = obstacle(before, articles=[block_out(*SPAN)])
    assert found.reason is Reason.NO_UPLOAD
    assert obstacle(between(), articles=[block_out(*SPAN, assets=["Minsk"])]) is None


def test_a_block_out_that_leaves_enough_of_the_pass_is_in_nobodys_way():
    start, end = passes()[0]
    assert obstacle(between(), articles=[block_out(start, end - 61.0)]) is None
    found = obstacle(between(), articles=[block_out(start, end - 59.0)])
    assert found.article == "C-1"
