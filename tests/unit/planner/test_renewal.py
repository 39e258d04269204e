"""An image that was commanded, seen from where its satellite really comes: it holds, or misses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from artel import bootstrap
from artel.commons.instants import to_posix
from artel.fleet.satellites import imagers
from artel.orbits.tracks import track_of
from artel.planner.opportunities import opportunities_of
from artel.planner.renewal import Commanded, as_commanded, inside, same_look
from artel.planner.values import Contact, Link

NAME = "KANOPUS-V 3"


class Flight:
    """A satellite of the bundled pool over some hours, on time or ahead of it."""

    def __init__(self, pool):
        self.pool = pool
        (self.satellite,) = [each for each in imagers(pool.satellites) if each.name == NAME]
        (self.elements,) = [each for each in pool.elements if each.name == NAME]
        start = to_posix(pool.settings.epoch)
        self.span = start, start + 12 * 3600.0
        self.orders = {each.id: each for each in pool.orders}
        found, _ = opportunities_of(
            {NAME: (self.track(0.0),)}, [self.satellite], pool.orders, pool.charter, self.span
        )
        self.looks = found

    def track(self, ahead_s):
        turned = self.elements.mean_anomaly + ahead_s * self.elements.mean_motion
        return track_of(replace(self.elements, mean_anomaly=turned), *self.span)

    def commanded(self, look, ahead_s):
        told = Commanded(look.sensor, look.start, look.end, look.roll, look.pitch, look.piece)
        order = self.orders[look.order]
        tracks = [self.track(ahead_s)]
        return as_commanded(tracks, self.satellite, order, self.pool.charter, told)


@pytest.fixture(scope="module")
def flight(kazan):
    return Flight(bootstrap.read_pool_at(kazan))


def of_kind(flight, kind):
    return next(
        each for each in flight.looks if flight.orders[each.order].shape.geom_type == kind
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["Point", "LineString"])
def test_on_time_an_image_is_what_it_was(flight, kind):
    look = of_kind(flight, kind)
    again = flight.commanded(look, 0.0)
    assert same_look(look, again)
    assert again.key == look.key
    assert again.incidence == pytest.approx(look.incidence, abs=1e-6)
    assert again.gsd == pytest.approx(look.gsd, rel=1e-9)


@pytest.mark.parametrize("kind", ["Point", "LineString"])
def test_a_little_ahead_it_holds_as_it_was_commanded(flight, kind):
    look = of_kind(flight, kind)
    again = flight.commanded(look, 0.005)
    assert (again.start, again.end) == (look.start, look.end)
    assert (again.roll, again.pitch) == (look.roll, look.pitch)
    assert again.footprint != look.footprint


@pytest.mark.parametrize("kind", ["Point", "LineString"])
def test_far_ahead_it_misses(flight, kind):
    assert flight.commanded(of_kind(flight, kind), 1.0) is None


def test_a_link_holds_where_a_contact_at_the_same_rates_still_has_it():
    contact = Contact("A", "S", "A1", "X", 0.0, 100.0, 60.0, 100.0)
    link = Link(contact, 10.0, 90.0)
    assert inside(link, [replace(contact, start=10.0, end=90.0)])
    assert not inside(link, [replace(contact, start=10.1), replace(contact, end=89.9)])
    assert not inside(link, [replace(contact, antenna="A2"), replace(contact, radio="Ka")])
    assert not inside(link, [replace(contact, rates=((0.0, 50.0),))])
