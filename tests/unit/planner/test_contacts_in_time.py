"""Contacts that hold for a time: maintenance, leave with dates, and an antenna that turns round."""

from __future__ import annotations

import math
from functools import cache

import pytest
from small_days import T0, contact, day, filled, image, satellite, station

from artel.charter.articles import Charter
from artel.commons.instants import from_posix
from artel.orbits.elements import from_facts
from artel.orbits.tracks import track_of
from artel.planner.contacts import contacts_of
from artel.planner.values import Reason

SPAN = (T0, T0 + 86400.0)
ANTENNA = {"name": "A1", "bands": ["X", "S"], "min_elevation_deg": 5.0, "setup_s": 120.0,
           "max_rate_mbps": 600.0}  # fmt: skip


@cache
def track():
    elements = from_facts("TURTLE", 90001, T0, altitude_m=500e3, inclination=math.radians(97.4),
                          node_local_time_h=10.5, argument_of_latitude=1.0)  # fmt: skip
    return track_of(elements, *SPAN)


def contacts(*, craft=None, **fields):
    tracks, craft = {"TURTLE": [track()]}, craft or satellite()
    return contacts_of(tracks, [craft], [station(**fields)], Charter({}, ()), SPAN)


def spans(found, kind="downlinks"):
    return [(each.start, each.end) for each in getattr(found, kind)["TURTLE"]]


def window(start, end):
    return {"start": from_posix(start), "end": from_posix(end), "reason": "new bearings"}


def second_pass():
    return spans(contacts())[1]


@pytest.mark.parametrize("asset", ["station", "antenna", "satellite"])
def test_maintenance_takes_its_part_of_a_pass_and_no_more(asset):
    whole = spans(contacts())
    start, end = whole[1]
    closed = [window(start + 100.0, end - 50.0)]
    found = {
        "station": lambda: contacts(maintenance=closed),
        "antenna": lambda: contacts(antennas=[ANTENNA | {"maintenance": closed}]),
        "satellite": lambda: contacts(craft=satellite().model_copy(
            update={"maintenance": station(maintenance=closed).maintenance})),
    }[asset]()  # fmt: skip
    parts = [(start, start + 100.0), (end - 50.0, end)]
    assert spans(found) == [whole[0], *parts, *whole[2:]]
    assert spans(found, "commands") == spans(found)


def test_maintenance_of_another_antenna_closes_nothing():
    closed = {"maintenance": [window(T0, T0 + 86400.0)]}
    spare = ANTENNA | {"name": "A2"}
    assert spans(contacts(antennas=[spare | closed, ANTENNA])) == spans(contacts())


@pytest.mark.parametrize("name", ["decoders", "permits"])
def test_leave_begins_and_ends_to_the_second(name):
    start, end = second_pass()
    entry = {"satellites": "TUR*", "from": from_posix(start + 30.0), "until": from_posix(end - 20)}
    found = contacts(**{name: [entry]})
    assert spans(found) == [(start + 30.0, end - 20.0)]
    assert spans(found, "commands") == spans(contacts(), "commands")


def test_leave_that_goes_on_under_another_entry_is_one():
    start, end = second_pass()
    middle = from_posix(0.5 * (start + end))
    parts = [{"satellites": "TURTLE", "until": middle}, {"satellites": "*", "from": middle}]
    assert spans(contacts(permits=parts)) == spans(contacts())


def test_leave_must_be_had_of_both_decoder_and_owner():
    start, _ = second_pass()
    before = {"satellites": "TURTLE", "until": from_posix(start)}
    after = {"satellites": "TURTLE", "from": from_posix(start)}
    assert spans(contacts(decoders=[before], permits=[after])) == []


def test_an_antenna_is_torn_down_and_set_up_between_two_satellites():
    antenna = ANTENNA | {"setup_s": 100.0, "teardown_s": 40.0}
    assert {each.setup for each in contacts(antennas=[antenna]).downlinks["TURTLE"]} == {140.0}


@pytest.mark.parametrize(("end", "fits"), [(320.0, True), (319.9, False)])
def test_tear_down_and_set_up_bind_and_just_do_not(end, fits):
    # Commands take 60 s, then 140 s pass, then 60 s again, and then TURTLE needs its own 60 s.
    craft = [satellite(), satellite("CRANE")]
    up = [contact(0, 60, setup=140.0), contact(0, end, name="CRANE", setup=140.0)]
    down = [contact(2e4, 3e4, "X"), contact(4e4, 5e4, "X", name="CRANE")]
    images = [image("A", 1000), image("B", 1000, satellite="CRANE")]
    craft[1] = satellite("CRANE", command={"upload_s": 120.0})
    _, refused = filled(day(images, satellites=craft, contacts=(up, down)))
    assert (refused == {}) == fits
    assert fits or refused["B"].reason is Reason.ANTENNA


@pytest.mark.parametrize(("start", "fits"), [(990.0, True), (990.1, False), (1500.0, True)])
def test_a_satellite_in_maintenance_takes_no_image(start, fits):
    closed = station(maintenance=[window(T0 + 1000.0, T0 + 1500.0)]).maintenance
    craft = satellite().model_copy(update={"maintenance": closed})
    engine, refused = filled(day([image("A", start, 10.0)], satellites=[craft]))
    assert (refused == {}) == fits
    if not fits:
        assert refused["A"].reason is Reason.MAINTENANCE
        assert "new bearings" in refused["A"].sentence
        assert engine.fit(image("A", start, 10.0)) == refused["A"]
