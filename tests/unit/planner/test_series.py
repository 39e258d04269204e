"""Series: every visit in its own window, each worth its part, one image a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from small_days import MIDNIGHT, T0, day, image, order

from artel.orders.orders import Series
from artel.planner.greedy import plan
from artel.planner.outcomes import worth
from artel.planner.pieces import visit_of, windows_of

HOUR = 3600.0


def series(visits=3, every_h=6.0, tolerance_h=2.0, **fields):
    terms = Series(visits=visits, every_h=every_h, tolerance_h=tolerance_h)
    return replace(order("DAM"), value=90.0, series=terms, **fields)


def visit(piece, start, **fields):
    return image("DAM", start, piece=str(piece), **fields)


def test_visits_fall_due_one_after_the_other_from_the_opening_of_the_window():
    hours = [(piece, (low - T0) / HOUR, (high - T0) / HOUR) for piece, low, high in
             windows_of(series())]  # fmt: skip
    assert hours == [("1", 0.0, 2.0), ("2", 6.0, 8.0), ("3", 12.0, 14.0)]


def test_the_last_visit_ends_with_the_window_and_none_begins_after_it():
    closing = series(visits=4, not_after=MIDNIGHT + timedelta(hours=13))
    assert [(piece, (high - T0) / HOUR) for piece, _, high in windows_of(closing)] == [
        ("1", 2.0), ("2", 8.0), ("3", 13.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "piece"),
    [
        (0.0, 10.0, "1"),
        (2 * HOUR - 10.0, 2 * HOUR, "1"),
        (2 * HOUR - 10.0, 2 * HOUR + 0.1, None),
        (6 * HOUR - 0.1, 6 * HOUR + 10.0, None),
        (6 * HOUR, 6 * HOUR + 10.0, "2"),
        (20 * HOUR, 20 * HOUR + 10.0, None),
    ],
)
def test_an_image_is_of_the_visit_whose_window_holds_all_of_it(start, end, piece):
    assert visit_of(series(), T0 + start, T0 + end) == piece


def test_an_order_of_one_image_has_one_window_and_no_visits():
    plain = order("DAM")
    assert windows_of(plain) == [("", T0, T0 + 24 * HOUR)]
    assert visit_of(plain, T0 + 5.0, T0 + 9.0) == ""


def test_every_visit_is_worth_the_same_part_and_counts_once():
    wanted = series()
    assert worth(wanted, []) == 0.0
    assert worth(wanted, [visit(2, 100)]) == pytest.approx(30.0)
    assert worth(wanted, [visit(2, 100), visit(2, 300)]) == pytest.approx(30.0)
    assert worth(wanted, [visit(n, 100 * n) for n in (1, 2, 3)]) == pytest.approx(90.0)


def test_one_image_a_visit_is_planned_and_the_bound_counts_the_visits_that_could_be_made():
    looks = [visit(1, 1000), visit(1, 2000), visit(2, 6 * HOUR), visit(2, 6.5 * HOUR)]
    outcome = plan(day(looks, orders=[series()]))
    assert sorted(each.opportunity.piece for each in outcome.bookings) == ["1", "2"]
    assert outcome.value == pytest.approx(60.0)
    assert outcome.bound == pytest.approx(60.0)
    assert outcome.unplanned == ()
