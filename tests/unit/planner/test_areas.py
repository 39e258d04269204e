"""Areas filled by strips: cells that measure, worth that counts new cells once, detail and spread.

The strips of these tests are made by hand or at random; nothing flies.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from shapely import segmentize, transform
from shapely.geometry import Polygon, box
from small_days import contact, day, filled, image, order

from artel.orders.orders import Fill
from artel.planner.best import Effort, best_plan
from artel.planner.greedy import plan
from artel.planner.grids import grid_of
from artel.planner.outcomes import covered, gain, worth, worthwhile
from artel.planner.values import Reason

ARAL = Polygon(
    [(58.3, 44.0), (59.5, 43.8), (59.9, 45.2), (58.6, 45.6)],
    [[(58.8, 44.6), (59.2, 44.6), (59.2, 45.0), (58.8, 45.0)]],
)
HOUR = 3600.0


def flat(shape):
    """Return a shape bent to where areas are true: longitude and the sine of latitude."""
    return transform(
        segmentize(shape, 0.02),
        lambda p: np.column_stack([np.radians(p[:, 0]), np.sin(np.radians(p[:, 1]))]),
    )


def share(ring, shape):
    return flat(ring).intersection(flat(shape)).area / flat(shape).area


def area(name="ARAL", value=100.0, **fill):
    return replace(order(name), shape=ARAL, value=value, fill=Fill(**fill))


def strip(start, cells, name="ARAL", **fields):
    """Return a strip that covers the given tenths of the area, so long after the upload."""
    bits = sum(1 << cell for cell in cells)
    given = {"piece": f"strip at {start}", "cells": bits, "of_cells": 10, "product_gsd": 2.0}
    return image(name, 1000.0 + start, **{**given, **fields})


@pytest.mark.parametrize("seed", range(12))
def test_the_share_of_cells_is_the_share_of_the_area_to_within_the_cells_its_edges_cut(seed):
    rng = np.random.default_rng(seed)
    middle, turn = rng.uniform((58.3, 43.8), (59.9, 45.6)), rng.uniform(0.0, math.pi)
    along = np.array([math.cos(turn), math.sin(turn)])
    across = np.array([-along[1], along[0]])
    long, wide = rng.uniform(0.3, 2.0), rng.uniform(0.1, 0.5)
    corners = [(1, 1), (1, -1), (-1, -1), (-1, 1), (1, 1)]
    ring = [tuple(middle + a * long * along + b * wide * across) for a, b in corners]
    grid = grid_of(ARAL)
    counted = grid.covered(ring).bit_count() / len(grid)
    side = math.sqrt(flat(ARAL).area / len(grid))
    # An edge leaves out, or takes in, at most half a cell on either side of it.
    cut = 0.5 * side * flat(Polygon(ring)).intersection(flat(ARAL)).length / flat(ARAL).area
    assert abs(counted - share(Polygon(ring), ARAL)) <= cut
    assert abs(counted - share(Polygon(ring), ARAL)) < 0.01


def test_the_whole_area_covers_every_cell_and_a_place_beside_it_none():
    grid = grid_of(ARAL)
    assert grid.covered(list(box(57, 43, 61, 46).exterior.coords)).bit_count() == len(grid)
    assert grid.covered(list(box(62, 43, 63, 46).exterior.coords)) == 0


def test_there_are_about_as_many_cells_in_a_small_area_as_in_a_large_one():
    sizes = [len(grid_of(box(58.0, 44.0, 58.0 + side, 44.0 + side))) for side in (0.1, 1.0, 8.0)]
    assert max(sizes) < 1.1 * min(sizes)


def test_what_two_strips_show_counts_once():
    wanted, first, second = area(), strip(0, range(6)), strip(100, range(4, 9))
    assert worth(wanted, []) == 0.0
    assert worth(wanted, [first]) == pytest.approx(60.0)
    assert worth(wanted, [first, second]) == pytest.approx(90.0)
    assert gain(wanted, [first], second) == pytest.approx(30.0)
    assert gain(wanted, [first, second], strip(200, range(2, 8))) == 0.0


def test_less_than_the_least_share_counts_as_far_as_it_goes():
    assert worth(area(least_share=0.9), [strip(0, range(3))]) == pytest.approx(30.0)


def test_a_strip_that_shows_hardly_anything_new_is_not_worth_its_seconds():
    wanted = area()
    taken = [strip(0, range(9))]
    assert worthwhile(wanted, taken, strip(100, range(4, 10)))
    assert not worthwhile(wanted, taken, strip(100, range(1, 9)))
    assert not worthwhile(wanted, [*taken, strip(50, [9])], strip(100, range(10)))


def test_strips_are_chosen_by_what_they_add():
    # The second best alone lies inside the best; the third adds what is missing.
    strips = [strip(100, range(7)), strip(300, range(6)), strip(500, range(7, 10))]
    outcome = plan(day(strips, orders=[area()]))
    assert [each.opportunity.start for each in outcome.bookings] == [strips[0].start,
                                                                     strips[2].start]  # fmt: skip
    assert outcome.value == pytest.approx(100.0)
    assert outcome.bound == pytest.approx(100.0)
    assert outcome.unplanned == ()


def test_the_bound_of_an_area_is_what_its_strips_cover_together():
    outcome = plan(day([strip(100, range(5)), strip(300, range(3, 7))], orders=[area()]))
    assert outcome.bound == pytest.approx(70.0)


def best_of(strips, room):
    """Return the most that strips of one satellite are worth together, each set tried."""
    sets = (some for n in range(1, len(strips) + 1) for some in itertools.combinations(strips, n))
    free = (s for s in sets if all(b.start - a.start >= room for a, b in itertools.pairwise(s)))
    return max(worth(area(), some) for some in free)


def strips_at_random(seed):
    """Return seven strips of 10 s, 12 s apart: no turn of 10 s fits between neighbours."""
    rng = np.random.default_rng(seed)
    firsts, counts = rng.integers(0, 8, 7), rng.integers(2, 5, 7)
    return [
        strip(12.0 * number, range(first, min(first + count, 10)))
        for number, (first, count) in enumerate(zip(firsts.tolist(), counts.tolist(), strict=True))
    ]


@pytest.mark.parametrize("seed", range(6))
def test_greedy_covers_no_more_than_the_best_and_at_least_half(seed):
    """Of what submodular greedy promises, 1/2 holds under one constraint such as free turns."""
    strips = strips_at_random(seed)
    outcome = plan(day(strips, orders=[area()]))
    best = best_of(strips, 20.0)
    assert 0.5 * best <= outcome.value <= best + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_the_best_of_a_small_area_and_its_bound_is_no_less(seed):
    strips = strips_at_random(seed)
    outcome = best_plan(day(strips, orders=[area()]), Effort(steps=40), np.random.default_rng(1))
    best = best_of(strips, 20.0)
    assert outcome.value == pytest.approx(best)
    assert outcome.bound >= best - 1e-9


def refused(problem):
    engine, found = filled(problem)
    assert len(engine.bookings) + len(found) == 2
    return found.get("ARAL")


def test_a_mix_of_detail_just_holds_and_just_does_not():
    fine = strip(100, range(5), product_gsd=2.0)
    just, over = (strip(300, range(5, 10), product_gsd=gsd) for gsd in (6.0, 6.001))
    assert refused(day([fine, just], orders=[area(max_gsd_ratio=3.0)])) is None
    obstacle = refused(day([fine, over], orders=[area(max_gsd_ratio=3.0)]))
    assert obstacle.reason is Reason.MIX
    assert "2.0 m and 6.0 m" in obstacle.sentence


def test_a_spread_in_time_just_holds_and_just_does_not():
    first = strip(100, range(5))
    just, over = (strip(90 + 2.0 * HOUR + late, range(5, 10)) for late in (10.0, 10.5))
    wanted = area(max_spread_h=2.0 + 10.0 / HOUR)
    assert refused(day([first, just], orders=[wanted])) is None
    obstacle = refused(day([first, over], orders=[wanted]))
    assert obstacle.reason is Reason.MIX
    assert "2.0 h apart" in obstacle.sentence


def test_an_image_that_is_given_back_no_longer_binds_the_others():
    fine, coarse = strip(100, range(5)), strip(300, range(5, 10), product_gsd=9.0)
    engine, found = filled(day([fine, coarse], orders=[area(max_gsd_ratio=3.0)]))
    assert found["ARAL"].reason is Reason.MIX
    engine.unbook(fine.key)
    booking = engine.fit(coarse)
    engine.book(booking)
    assert covered([each.opportunity for each in engine.bookings.values()]) == 0.5


def test_two_areas_do_not_bind_each_other():
    orders = [area(max_gsd_ratio=2.0), area("BALKHASH", max_gsd_ratio=2.0)]
    strips = [strip(100, range(5)), strip(300, range(5), "BALKHASH", product_gsd=9.0)]
    engine, found = filled(day(strips, orders=orders))
    assert not found
    assert len(engine.bookings) == 2


def test_strips_of_one_area_share_a_satellite_and_its_contacts():
    strips = [strip(100 * n, [n]) for n in range(5)]
    links = ([contact(0, 600)], [contact(50_000, 60_000, "X")])
    outcome = plan(day(strips, orders=[area()], contacts=links))
    assert len(outcome.bookings) == 5
    assert outcome.value == pytest.approx(50.0)
