"""What is true of windows whatever the satellite, the place and the limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from dense import above_mask as above_the_mask
from dense import ground, paired, within_limit
from fleets import DAY, EPOCH, TURN
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import Place, elevation, off_nadir, positions, record

from artel.orbits.elements import Elements
from artel.orbits.tracks import node_step, track_of
from artel.orbits.visibility import Sites, elevation_windows, off_nadir_windows, sites_of

NEAR_S = 0.02
"""Twice what an end may be off: surely inside, surely outside."""
FINER_S = 1e-3
SAME_S = 1e-5
ANGLE = 1e-6
"""rad: a metre at the distance of a low satellite."""
KINDS = {
    "elevation": (elevation_windows, above_the_mask),
    "off-nadir": (off_nadir_windows, within_limit),
}
kinds = pytest.mark.parametrize("kind", KINDS)
twins = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])
some = settings(max_examples=15)


@dataclass(frozen=True)
class Job:
    elements: tuple[Elements, ...]
    places: tuple[Place, ...]
    mask: float
    limit: float
    span: tuple[float, float]

    @property
    def tracks(self):
        return [track_of(one, *self.span) for one in self.elements]

    @property
    def sites(self):
        lat = np.radians([place.lat_deg for place in self.places])
        lon = np.radians([place.lon_deg for place in self.places])
        return sites_of(lat, lon, [place.height_m for place in self.places])

    def limit_of(self, kind):
        return self.mask if kind == "elevation" else self.limit


@st.composite
def orbits(draw):
    """Draw an orbit that no air brings down within the days asked."""
    perigee = draw(st.floats(350e3, 2500e3)) + 6378137.0
    eccentricity = draw(st.sampled_from([0.0, 0.001, 0.02, 0.2, 0.5, 0.74]))
    angles = [draw(st.floats(0.0, TURN)) for _ in range(3)]
    return Elements(
        name="DRAWN",
        norad_id=1,
        epoch=EPOCH + draw(st.floats(-2.0, 2.0)) * DAY,
        mean_motion=np.sqrt(3.986004418e14 / (perigee / (1.0 - eccentricity)) ** 3),
        eccentricity=eccentricity,
        inclination=draw(st.floats(0.0, np.pi)),
        raan=angles[0],
        argp=angles[1],
        mean_anomaly=angles[2],
        bstar=draw(st.sampled_from([0.0, 1e-5])),
    )


places = st.builds(
    Place, st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.sampled_from([0.0, -400.0, 5000.0])
)


@st.composite
def jobs(draw):
    begin = EPOCH + draw(st.floats(-1.0, 1.0)) * DAY
    return Job(
        tuple(draw(st.lists(orbits(), min_size=1, max_size=3))),
        tuple(draw(st.lists(places, min_size=1, max_size=5))),
        np.radians(draw(st.floats(-2.0, 80.0))),
        np.radians(draw(st.floats(2.0, 80.0))),
        (begin, begin + draw(st.floats(0.01, 0.7)) * DAY),
    )


def kept(job, kind, table, t):
    """Return by how much, m, each row's rule is kept at t (n, k), by SGP4 and the reference."""
    rule, spots = KINDS[kind][1], ground(list(job.places))
    out = np.empty(t.shape)
    for row, (satellite, site) in enumerate(zip(table.satellite, table.site, strict=True)):
        r, _ = positions(record(job.elements[satellite]), t[row])
        seen = paired(r, spots.some(np.full(len(r), site)))
        out[row] = rule(seen, np.full(len(r), job.limit_of(kind)))
    return out


@kinds
@twins
@some
@given(jobs())
def test_the_inside_of_a_window_keeps_the_rule_and_its_surroundings_do_not(kind, compiled, job):
    limit = job.limit_of(kind)
    table = KINDS[kind][0](job.tracks, job.sites, limit, job.span, compiled=compiled)
    long = table.end - table.start > 2.0 * NEAR_S
    low, high = table.start + NEAR_S, table.end - NEAR_S
    inside = low[:, None] + np.linspace(0.0, 1.0, 9) * (high - low)[:, None]
    assert (kept(job, kind, table, inside)[long] > 0.0).all()
    outside = np.stack([table.start - NEAR_S, table.end + NEAR_S], axis=-1)
    free = ~np.stack([table.cut_start, table.cut_end], axis=-1)
    assert (kept(job, kind, table, outside)[free] < 0.0).all()


@kinds
@twins
@some
@given(jobs())
def test_no_instant_of_a_window_is_better_than_its_peak(kind, compiled, job):
    table = KINDS[kind][0](job.tracks, job.sites, job.limit_of(kind), job.span, compiled=compiled)
    assert ((table.start <= table.peak_time) & (table.peak_time <= table.end)).all()
    inside = table.start[:, None] + np.linspace(0.0, 1.0, 21) * (table.end - table.start)[:, None]
    for row, (k, j) in enumerate(zip(table.satellite, table.site, strict=True)):
        t = np.concatenate([table.peak_time[row : row + 1], inside[row]])
        r, _ = positions(record(job.elements[k]), t)
        high, wide = elevation(r, job.places[j]), off_nadir(r, job.places[j])
        goodness = high if kind == "elevation" else -wide
        assert abs(abs(goodness[0]) - abs(table.peak[row])) <= ANGLE
        if kind == "off-nadir":
            # A peak is furthest inside the limit and above the limb: both count for it.
            goodness = np.minimum(np.sin(high), np.cos(wide) - np.cos(job.limit))
        assert (goodness <= goodness[0] + ANGLE).all()


@kinds
@twins
@some
@given(jobs())
def test_finer_steps_change_nothing(kind, compiled, job):
    limit, find = job.limit_of(kind), KINDS[kind][0]
    finer = [track_of(one, *job.span, step=0.5 * node_step(one)) for one in job.elements]
    one = find(job.tracks, job.sites, limit, job.span, compiled=compiled)
    two = find(finer, job.sites, limit, job.span, compiled=compiled)
    assert_same(one, two, FINER_S)


@kinds
@twins
@some
@given(jobs(), st.floats(0.0, 1.0))
def test_a_split_span_gives_the_same_windows_but_for_the_cut(kind, compiled, job, part):
    limit, find, (begin, end) = job.limit_of(kind), KINDS[kind][0], job.span
    middle = begin + part * (end - begin)
    assume(begin < middle < end)
    whole = find(job.tracks, job.sites, limit, job.span, compiled=compiled)
    halves = [
        find(job.tracks, job.sites, limit, span, compiled=compiled)
        for span in ((begin, middle), (middle, end))
    ]
    assert rows_of(*halves) == pytest.approx(rows_of(*cut_at(whole, middle)), abs=SAME_S)
    first, second = halves
    assert (first.end[first.cut_end] == middle).all()
    assert (second.start[second.cut_start] == middle).all()


def cut_at(table, t):
    """Return the parts of all windows before and after an instant, as (satellite, site, …)."""
    columns = table.satellite, table.site
    before, after = table.start < t, table.end > t
    return [
        (
            *(each[before] for each in columns),
            table.start[before],
            np.minimum(table.end, t)[before],
        ),
        (*(each[after] for each in columns), np.maximum(table.start, t)[after], table.end[after]),
    ]


def rows_of(*parts):
    return np.concatenate([np.stack(columns_of(part), axis=-1) for part in parts])


def columns_of(part):
    return part if isinstance(part, tuple) else (part.satellite, part.site, part.start, part.end)


@kinds
@twins
@some
@given(jobs(), st.randoms(use_true_random=False))
def test_another_order_of_satellites_and_places_gives_the_same_rows(kind, compiled, job, chance):
    limit, find = job.limit_of(kind), KINDS[kind][0]
    one = find(job.tracks, job.sites, limit, job.span, compiled=compiled)
    k, j = list(range(len(job.elements))), list(range(len(job.places)))
    chance.shuffle(k)
    chance.shuffle(j)
    sites = Sites(job.sites.p[j], job.sites.up[j])
    two = find([job.tracks[i] for i in k], sites, limit, job.span, compiled=compiled)
    back = np.array(k, int)[two.satellite], np.array(j, int)[two.site]
    order = np.lexsort((two.start, back[1], back[0]))
    for name in ("start", "end", "peak_time", "peak", "cut_start", "cut_end"):
        assert np.array_equal(getattr(two, name)[order], getattr(one, name)), name
    assert np.array_equal(back[0][order], one.satellite)
    assert np.array_equal(back[1][order], one.site)


@twins
@some
@given(jobs(), st.floats(0.0, 0.3))
def test_windows_over_a_higher_mask_lie_inside_those_over_a_lower_one(compiled, job, more):
    low, high = (
        elevation_windows(job.tracks, job.sites, mask, job.span, compiled=compiled)
        for mask in (job.mask, min(job.mask + more, 1.5))
    )
    for k, j, start, end in rows_of(high):
        rows = (low.satellite == k) & (low.site == j)
        rows &= (low.start <= start + SAME_S) & (low.end >= end - SAME_S)
        assert rows.sum() == 1


def assert_same(one, two, tolerance_s):
    assert np.array_equal(one.satellite, two.satellite)
    assert np.array_equal(one.site, two.site)
    for name in ("start", "end"):
        assert np.abs(getattr(one, name) - getattr(two, name)).max(initial=0.0) <= tolerance_s
