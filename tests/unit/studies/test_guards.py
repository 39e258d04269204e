"""How early or late satellites may be, as a pool asks its planner to allow for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from artel import bootstrap
from artel.commons.instants import to_posix
from artel.fleet.satellites import imagers
from artel.fleet.timing import timing_of
from artel.studies.guards import guard_of
from artel.studies.pool import read_pool
from artel.studies.tracks import tracks_of


@pytest.fixture(scope="module")
def pool(kazan):
    return bootstrap.read_pool_at(kazan)


@pytest.fixture(scope="module")
def tracks(pool):
    start = to_posix(pool.settings.epoch)
    return tracks_of(pool, imagers(pool.satellites)[:2], (start, start + 7200.0))


def guarded_pool(pool, factor):
    return replace(pool, settings=replace(pool.settings, timing_guard=factor))


def test_a_pool_that_asks_for_no_guard_has_none(pool, tracks):
    assert pool.settings.timing_guard == 0.0
    assert guard_of(pool, tracks) is None


def test_the_guard_is_so_many_times_the_timing(pool, tracks):
    source, late = tracks.sources[0], to_posix(pool.settings.epoch + timedelta(days=5)) + 60.0
    said = [guard_of(guarded_pool(pool, factor), tracks) for factor in (1.0, 3.0)]
    one, three = (guard(source.satellite, late) for guard in said)
    ends = late - 60.0 + 3600.0
    assert one == pytest.approx(float(timing_of(source.orbit, ends, source.manoeuvres)))
    assert one == said[0](source.satellite, ends - 1.0)
    assert three == pytest.approx(3.0 * one)
    assert one > said[0](source.satellite, tracks.sources[0].track.start)


def test_the_guard_stands_in_the_file_of_the_pool(pool):
    text = pool.texts["pool.yaml"].replace("currency: RUB", "currency: RUB\ntiming_guard: 2", 1)
    assert read_pool({**pool.texts, "pool.yaml": text}).settings.timing_guard == 2.0
