"""One satellite more: what it adds is what planning the whole pool with it says."""

import math
from dataclasses import replace

import pytest

from artel.studies.day import solve_day
from artel.studies.next_satellite import TWIN, next_satellites, page_of

pytestmark = pytest.mark.deep


def test_a_twin_adds_what_the_whole_pool_planned_with_it_has_more(first_day):
    added = {each.member: each for each in next_satellites(first_day)}
    assert list(added) == ["RU", "BY", "KZ", "AM"]
    found = added["KZ"]
    again = solve_day(_with_one_more(first_day.pool, found.like), (first_day.start, first_day.end))
    assert found.value == again.outcome.value - first_day.outcome.value > 0.0
    before, after = (
        {booking.opportunity.order for booking in day.outcome.bookings}
        for day in (first_day, again)
    )
    assert found.orders == len(after) - len(before)
    assert any(booking.opportunity.satellite.endswith(TWIN) for booking in again.outcome.bookings)
    assert found.gap_with_h < found.gap_h
    assert page_of(added.values()).lead.count("KZ's next KAZEOSAT-1") == 1


def _served(day):
    return {booking.opportunity.order for booking in day.outcome.bookings}


def _with_one_more(pool, like):
    """Return the pool with a satellite again under another name, as a person would write it."""
    (model,) = (each for each in pool.satellites if each.name == like)
    name, number = like + TWIN, 990_000_001
    records = tuple(
        replace(
            each,
            name=name,
            norad_id=number,
            mean_anomaly=(each.mean_anomaly + math.pi) % math.tau,
        )
        for each in pool.elements
        if each.norad_id == model.norad_id
    )
    stations = [
        station.model_copy(
            update={
                "decoders": (*station.decoders, *([name] if station.decodes(like) else [])),
                "permits": (*station.permits, *([name] if station.permitted(like) else [])),
            }
        )
        for station in pool.stations
    ]
    return replace(
        pool,
        satellites=(*pool.satellites, model.model_copy(update={"name": name, "norad_id": number})),
        elements=(*pool.elements, *records),
        stations=tuple(stations),
    )


def test_a_pool_without_satellites_has_no_such_page():
    assert page_of([]) is None
