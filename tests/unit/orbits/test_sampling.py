"""Nodes that are kept: what is held is not propagated again, and nothing tells the difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artel.orbits import coarse
from artel.orbits.elements import from_facts, from_longitude, satrec
from artel.orbits.pace import Pace, pace_of
from artel.orbits.runs import Run, joined, key_of, missing
from artel.orbits.sampling import nodes_over
from artel.orbits.tracks import tracks_of_sets

EPOCH = 1_791_158_400.0
DAY = 86400.0


def low(height=500e3, **more):
    return from_facts("LOW", 1, EPOCH, altitude_m=height, inclination=1.7, raan=1.0, **more)


FLEET = [
    low(),
    replace(low(600e3), raan=2.0),
    low(1100e3),
    from_longitude("RING", 3, EPOCH, 1.0, 0.1),
    low(250e3, bstar=4e-3),
]


class Shelf(dict[str, Run]):
    """Runs in memory."""

    def read(self, key):
        return self.get(key)

    def write(self, key, run):
        self[key] = run


@pytest.fixture
def states(monkeypatch):
    """Return a list into which goes, call by call, how many states are propagated."""
    real, counted = coarse.teme, []

    def counting(records, fast, nodes, step):
        counted.append(len(records) * len(nodes))
        return real(records, fast, nodes, step)

    monkeypatch.setattr(coarse, "teme", counting)
    return counted


def same(ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        assert (one.start, one.end, one.reason) == (other.start, other.end, other.reason)
        for name in ("t", "r", "v"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
    return True


DAY_ONE = (EPOCH, EPOCH + DAY)
SPANS = {
    "the-same": [DAY_ONE],
    "within": [(EPOCH + 7000.0, EPOCH + 50_000.0)],
    "longer": [(EPOCH, EPOCH + 3 * DAY)],
    "earlier": [(EPOCH - DAY, EPOCH + 1000.0)],
    "both-ways": [(EPOCH - DAY, EPOCH + 2 * DAY)],
    "apart": [(EPOCH + 3 * DAY, EPOCH + 4 * DAY), DAY_ONE, (EPOCH, EPOCH + 4 * DAY)],
    "far-apart": [(EPOCH + 30 * DAY, EPOCH + 31 * DAY), DAY_ONE],
    "an-instant": [(EPOCH + 5.0, EPOCH + 5.001), (EPOCH + DAY, EPOCH + DAY + 0.5)],
}


@pytest.mark.parametrize("spans", SPANS.values(), ids=SPANS.keys())
def test_tracks_are_the_same_bits_with_and_without_what_is_kept(spans):
    shelf = Shelf()
    for span in [DAY_ONE, *spans]:
        kept = tracks_of_sets(FLEET, *span, propagator="sgp4", kept=shelf)
        assert same(kept, tracks_of_sets(FLEET, *span, propagator="sgp4"))
    for span in spans:
        assert same(
            tracks_of_sets(FLEET, *span, propagator="sgp4", kept=shelf),
            tracks_of_sets(FLEET, *span, propagator="sgp4"),
        )


def test_the_second_time_nothing_is_propagated(states):
    shelf = Shelf()
    tracks_of_sets(FLEET[:4], *DAY_ONE, propagator="sgp4", kept=shelf)
    assert sum(states) > 1000
    states.clear()
    tracks_of_sets(FLEET[:4], *DAY_ONE, propagator="sgp4", kept=shelf)
    tracks_of_sets(FLEET[1:3], EPOCH + 100.0, EPOCH + 0.7 * DAY, propagator="sgp4", kept=shelf)
    assert states == []


def test_a_longer_span_propagates_only_what_is_new(states):
    shelf = Shelf()
    tracks_of_sets(FLEET[:2], EPOCH, EPOCH + 7 * DAY, propagator="sgp4", kept=shelf)
    week = sum(states)
    states.clear()
    tracks_of_sets(FLEET[:2], EPOCH, EPOCH + 8 * DAY, propagator="sgp4", kept=shelf)
    assert 0 < sum(states) < week / 6.0


def test_other_elements_are_not_taken_for_these(states):
    shelf = Shelf()
    tracks_of_sets([low()], *DAY_ONE, propagator="sgp4", kept=shelf)
    for other in (replace(low(), bstar=1e-5), replace(low(), epoch=EPOCH + 1.0)):
        states.clear()
        tracks_of_sets([other], *DAY_ONE, propagator="sgp4", kept=shelf)
        assert states
    states.clear()
    tracks_of_sets([replace(low(), name="ANOTHER NAME")], *DAY_ONE, propagator="sgp4", kept=shelf)
    assert states == [], "a name moves nothing"


def test_an_orbit_that_ends_is_not_kept_and_ends_as_it_did():
    shelf, span = Shelf(), (EPOCH, EPOCH + 20 * DAY)
    for _ in range(2):
        (track,) = tracks_of_sets(FLEET[4:], *span, propagator="sgp4", kept=shelf)
        assert "below 120 km" in track.reason
        assert shelf == {}


def test_what_lies_between_two_spans_may_be_unsound_without_harm():
    # A day before it falls, and days after, when it looks well again but is not believed.
    shelf, falling = Shelf(), low(250e3, bstar=1.2e-3)
    for span in [(EPOCH, EPOCH + 0.5 * DAY), (EPOCH + 6 * DAY, EPOCH + 7 * DAY), DAY_ONE]:
        kept = tracks_of_sets([falling], *span, propagator="sgp4", kept=shelf)
        assert same(kept, tracks_of_sets([falling], *span, propagator="sgp4"))


def test_a_run_says_what_it_lacks():
    run = Run(100, np.zeros((50, 3)), np.zeros((50, 3)))
    assert run.stop == 150
    assert run.holds(range(100, 150))
    assert not run.holds(range(99, 150))
    assert missing(run, range(110, 140), 60.0) == ()
    assert missing(run, range(90, 160), 60.0) == (range(90, 100), range(150, 160))
    assert missing(run, range(200, 210), 60.0) == (range(150, 210),)
    assert missing(run, range(2, 5), 60.0) == (range(2, 100),)
    assert missing(None, range(2, 5), 60.0) == (range(2, 5),)
    year = int(365 * DAY / 60.0)
    assert missing(run, range(year, year + 5), 60.0) == (range(year, year + 5),)


def test_runs_are_joined_in_order_and_what_lies_apart_is_given_up():
    def run(first, count):
        r = np.arange(first, first + count)[:, None] * np.ones(3)
        return Run(first, r, -r)

    whole = joined(run(10, 5), [run(15, 3), run(8, 2)])
    assert (whole.first, whole.stop) == (8, 18)
    assert whole.r[:, 0].tolist() == list(range(8, 18))
    assert whole.v[:, 0].tolist() == [-float(k) for k in range(8, 18)]
    assert joined(run(10, 5), [run(99, 2)]).first == 99
    assert joined(None, [run(3, 2)]).stop == 5


def test_the_key_tells_pace_and_propagator_apart():
    pace = pace_of(satrec(low()))
    keys = {
        key_of(low(), pace, "sgp4"),
        key_of(low(), pace, "astroz"),
        key_of(low(), Pace(pace.coarse, pace.parts + 1), "sgp4"),
        key_of(low(501e3), pace, "sgp4"),
    }
    assert len(keys) == 4
    assert key_of(low(), pace, "sgp4") in keys


@pytest.mark.parametrize("start", [EPOCH, EPOCH + 1e-6, EPOCH - 1e-6, EPOCH + 39.999, -5.0])
@pytest.mark.parametrize("length", [0.0, 1e-3, 40.0, DAY])
def test_nodes_cover_a_span_and_are_at_least_two(start, length):
    pace = Pace(240.0, 6)
    nodes = nodes_over(pace, start, start + length)
    assert len(nodes) >= 2
    assert nodes.start * 40.0 <= start < (nodes.start + 1) * 40.0
    assert (nodes.stop - 1) * 40.0 >= start + length
    assert len(nodes) == 2 or (nodes.stop - 2) * 40.0 < start + length
