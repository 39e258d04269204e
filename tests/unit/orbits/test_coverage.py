from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.orbits.coverage import coverage, summary
from artel.orbits.grids import equal_area
from artel.orbits.revisit import coalitions, revisit, union_by
from artel.orbits.tallies import Tally

SPAN = (1000.0, 1400.0)
FIGURES = ("mean_gap", "p95_gap", "max_gap", "mean_revisit", "p95_revisit", "max_revisit",
           "mean_wait", "p95_wait")  # fmt: skip
TWINS = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])


@dataclass(frozen=True)
class Windows:
    satellite: np.ndarray
    site: np.ndarray
    start: np.ndarray
    end: np.ndarray


def windows(rows):
    """Return windows of (satellite, site, start, end), sorted as a search gives them."""
    table = np.array(sorted(rows), float).reshape(-1, 4).T
    return Windows(*table[:2].astype(np.int64), table[2].copy(), table[3].copy())


def chance(seed, satellites, cells, count):
    """Return whole-second windows: some touch, some overlap, some reach out of the span."""
    rng = np.random.default_rng(seed)
    start = rng.integers(980, 1400, count)
    rows = np.stack([rng.integers(0, satellites, count), rng.integers(0, cells, count), start,
                     start + rng.integers(1, 30, count)], axis=1)  # fmt: skip
    return windows(rows.tolist())


def brute(lit):
    """Return the figures of seconds that are lit or dark, counted one by one."""
    edges = np.flatnonzero(np.diff(np.r_[0, lit, 0]))
    starts, ends = edges[::2], edges[1::2]
    out = {"looks": len(starts), "seen": lit.mean()}
    for name, values in (("gap", starts[1:] - ends[:-1]), ("revisit", np.diff(starts))):
        known = values.size > 0
        out[f"mean_{name}"] = values.mean() if known else math.nan
        out[f"p95_{name}"] = np.percentile(values, 95) if known else math.nan
        out[f"max_{name}"] = values.max() if known else math.nan
    # An order placed at each tenth of a second, and how long it waits.
    moments = np.arange(0.05, lit.size, 0.1)
    nexts = np.concatenate([np.flatnonzero(lit), [lit.size]])
    wait = np.maximum(nexts[np.searchsorted(nexts, np.floor(moments))] - moments, 0.0)
    return out | {"mean_wait": wait.mean(), "p95_wait": np.percentile(wait, 95)}


@TWINS
def test_figures_are_those_of_counting_every_second(compiled):
    found = chance(3, 4, 6, 70)
    owner = [0, 1, 1, 2]
    groups = list(coalitions(range(3)))
    tally = Tally(found, owner, 7, SPAN)
    figures = coverage(tally, groups, compiled=compiled)
    for (g, group), cell in itertools.product(enumerate(groups), range(7)):
        lit = np.zeros(400, bool)
        for satellite, site, start, end in zip(
            found.satellite, found.site, found.start, found.end, strict=True
        ):
            if site == cell and owner[satellite] in group:
                lit[max(int(start) - 1000, 0) : max(int(end) - 1000, 0)] = True
        wanted = brute(lit)
        assert figures.looks[g, cell] == wanted["looks"]
        assert figures.seen[g, cell] == pytest.approx(wanted["seen"])
        for name in FIGURES:
            near = 0.11 if "wait" in name else 1e-9
            value = getattr(figures, name)[g, cell]
            assert value == pytest.approx(wanted[name], abs=near, nan_ok=True), name


@TWINS
def test_two_looks_by_hand(compiled):
    found = windows([(0, 0, 1100.0, 1110.0), (1, 0, 1105.0, 1120.0), (0, 0, 1300.0, 1320.0)])
    tally = Tally(found, [0, 1], 1, SPAN)
    alone, other, both = (
        {name: getattr(coverage(tally, [group], compiled=compiled), name)[0, 0]
         for name in ("looks", "seen", *FIGURES)}
        for group in ([0], [1], [0, 1])
    )  # fmt: skip
    assert (alone["looks"], other["looks"], both["looks"]) == (2, 1, 2)
    assert both["seen"] == pytest.approx(40.0 / 400.0)
    assert alone["max_gap"] == pytest.approx(190.0)
    assert both["max_gap"] == pytest.approx(180.0)
    assert both["max_revisit"] == pytest.approx(200.0)
    assert math.isnan(other["mean_gap"])
    # Dark for 100, 180 and 80 s of 400: waits fall evenly from each length to nothing.
    assert both["mean_wait"] == pytest.approx((100**2 + 180**2 + 80**2) / 800.0)
    assert both["p95_wait"] == pytest.approx(160.0)  # 20 s of 400 wait longer, all in the longest
    assert other["p95_wait"] == pytest.approx(260.0)


@TWINS
def test_a_cell_that_nobody_sees_waits_to_the_end(compiled):
    tally = Tally(windows([]), [0], 2, SPAN)
    found = coverage(tally, [[0]], compiled=compiled)
    assert found.looks.tolist() == [[0, 0]]
    assert found.seen.tolist() == [[0.0, 0.0]]
    assert np.isnan(found.mean_gap).all()
    assert found.mean_wait.tolist() == [[200.0, 200.0]]
    assert found.p95_wait.tolist() == [[380.0, 380.0]]


@TWINS
def test_a_cell_always_seen_never_waits(compiled):
    found = windows([(0, 0, 900.0, 1250.0), (1, 0, 1250.0, 1500.0)])
    figures = coverage(Tally(found, [0, 0], 1, SPAN), [[0]], compiled=compiled)
    assert (figures.looks[0, 0], figures.seen[0, 0]) == (1, 1.0)
    assert (figures.mean_wait[0, 0], figures.p95_wait[0, 0]) == (0.0, 0.0)


@pytest.mark.parametrize(("satellites", "cells", "count"), [(1, 1, 400), (5, 40, 3000), (9, 3, 90)])
def test_the_twins_agree(satellites, cells, count):
    found = chance(satellites, satellites, cells, count)
    # Off the whole seconds, where nothing touches.
    rng = np.random.default_rng(1)
    shifted = Windows(found.satellite, found.site, found.start + rng.random(count), found.end + 1.0)
    owner = np.arange(satellites) % 3
    groups = list(coalitions(range(min(satellites, 3))))
    for table in (found, shifted):
        tally = Tally(table, owner, cells, SPAN)
        plain = coverage(tally, groups, compiled=False)
        for workers in (1, 3):
            quick = coverage(tally, groups, compiled=True, workers=workers)
            assert np.array_equal(plain.looks, quick.looks)
            for name in ("seen", *FIGURES):
                one, other = getattr(plain, name), getattr(quick, name)
                assert np.allclose(one, other, rtol=1e-12, atol=1e-9, equal_nan=True), name


def test_more_gaps_than_are_kept_sorted_have_the_same_quantile():
    start = 1000.0 + 399.0 * np.random.default_rng(2).random(3000)
    rows = [(0, 0, t, t + 0.01) for t in start]
    plain, quick = (
        coverage(Tally(windows(rows), [0], 1, SPAN), [[0]], compiled=which)
        for which in (False, True)
    )
    assert plain.looks[0, 0] > 2000
    assert quick.p95_gap[0, 0] == pytest.approx(plain.p95_gap[0, 0], rel=1e-12)
    assert quick.p95_wait[0, 0] == pytest.approx(plain.p95_wait[0, 0], rel=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_who_joins_never_makes_it_worse(seed):
    tally = Tally(chance(seed, 4, 3, 40), [0, 1, 2, 3], 3, SPAN)
    groups = list(coalitions(range(4)))
    found = coverage(tally, groups, compiled=True)
    for (a, small), (b, large) in itertools.product(enumerate(groups), repeat=2):
        if set(small) < set(large):
            assert (found.seen[a] <= found.seen[b] + 1e-12).all()
            assert ((found.looks[a] > 0) <= (found.looks[b] > 0)).all()
            assert (found.mean_wait[a] >= found.mean_wait[b] - 1e-9).all()
            assert (found.p95_wait[a] >= found.p95_wait[b] - 1e-9).all()


def test_figures_of_a_place_are_those_of_revisit():
    found = chance(11, 3, 1, 25)
    tally = Tally(found, [0, 0, 0], 1, SPAN)
    one = revisit(np.stack([np.maximum(found.start, SPAN[0]), np.minimum(found.end, SPAN[1])], 1),
                  SPAN)  # fmt: skip
    figures = coverage(tally, [[0]], compiled=False)
    assert (one.looks, one.seen) == (figures.looks[0, 0], pytest.approx(figures.seen[0, 0]))
    assert one.wait == pytest.approx(figures.mean_wait[0, 0])
    assert one.p95_gap == pytest.approx(figures.p95_gap[0, 0])


def test_a_summary_weighs_cells_by_their_area():
    grid = equal_area(math.radians(40.0))
    grid = grid.part(np.arange(len(grid)) < 3)
    grid.area[:] = [1.0, 2.0, 5.0]
    rows = [(0, 0, 1000.0, 1100.0), (0, 0, 1200.0, 1300.0), (0, 1, 1000.0, 1040.0)]
    found = summary(coverage(Tally(windows(rows), [0], 3, SPAN), [[0]]), grid)
    assert found.seen_area[0] == pytest.approx(3.0 / 8.0)
    assert found.known_area[0] == pytest.approx(1.0 / 8.0)
    assert found.seen_time[0] == pytest.approx((0.5 * 1.0 + 0.1 * 2.0) / 8.0)
    assert found.looks[0] == pytest.approx((2 * 1.0 + 1 * 2.0) / 8.0)
    assert (found.mean_gap[0], found.max_gap[0], found.max_revisit[0]) == (100.0, 100.0, 200.0)
    waits = (2 * 100**2 / 800.0) * 1.0 + (360**2 / 800.0) * 2.0 + 200.0 * 5.0
    assert found.mean_wait[0] == pytest.approx(waits / 8.0)


def test_a_summary_of_nothing_seen_says_so_without_a_warning():
    grid = equal_area(math.radians(40.0))
    found = summary(coverage(Tally(windows([]), [0], len(grid), SPAN), [[0]]), grid)
    assert found.seen_area[0] == 0.0
    assert math.isnan(found.mean_gap[0])
    assert math.isnan(found.max_gap[0])


def test_unions_of_many_keys_are_those_of_each():
    for seed in range(5):
        found = chance(seed, 1, 5, 60)
        key, start, end, which = union_by(found.site, found.start, found.end)
        for cell in range(5):
            mine = found.site == cell
            one = union_by(np.zeros(mine.sum(), int), found.start[mine], found.end[mine])
            assert np.array_equal(one[1], start[key == cell])
            assert np.array_equal(one[2], end[key == cell])
        assert (start[which] <= found.start).all()
        assert (end[which] >= found.end).all()
        assert np.array_equal(key[which], found.site)
