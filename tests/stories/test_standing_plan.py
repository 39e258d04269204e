"""A plan document read again is the plan that was written: the same looks, links and orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.studies.rooms import findings_of
from artel.studies.standing import link_of, look_like, standing_of_day, standing_of_plan

EARLY = to_posix(parse_instant("2026-10-05T00:30:00Z"))


@pytest.fixture(scope="module")
def standing(first_plan):
    return standing_of_plan(first_plan, [], EARLY)


def test_a_plan_read_again_has_the_same_bookings(standing, first_day):
    written = {each.opportunity.key: each for each in first_day.outcome.bookings}
    read = {each.opportunity.key: each for each in standing.bookings}
    assert read.keys() == written.keys()
    for key, booking in read.items():
        same = written[key]
        assert booking.opportunity == same.opportunity
        for mine, theirs in ((booking.upload, same.upload), (booking.downlink, same.downlink)):
            assert mine.contact == theirs.contact
            assert abs(mine.start - theirs.start) < 1e-3
            assert abs(mine.end - theirs.end) < 1e-3


def test_what_was_commanded_is_fixed_and_nothing_is_commanded_before(standing):
    sent = {each.opportunity.key for each in standing.bookings if each.upload.start < EARLY}
    assert standing.fixed == sent
    assert 0 < len(sent) < len(standing.bookings)
    engine = standing.engine()
    assert set(engine.bookings) == {each.opportunity.key for each in standing.bookings}
    contacts = engine.problem.contacts.commands.values()
    assert min(each.start for some in contacts for each in some) >= EARLY
    open_ = [link for links in engine.links.uploads.values() for link in links]
    assert all(link.start >= EARLY for link in open_)


def test_an_image_or_a_link_that_its_inputs_do_not_allow_is_none(first_plan, standing):
    problem, image = standing.problem, first_plan["images"][0]
    looks = [each for each in problem.opportunities if each.order == image["order"]]
    assert look_like(image, looks) in looks
    wrong = {"start": "2026-10-05T00:00:00.000Z"}, {"roll_deg": image["roll_deg"] + 0.01}
    assert [look_like(image | change, looks) for change in wrong] == [None, None]
    row = first_plan["downlinks"][0]
    assert link_of(row, problem.contacts.downlinks).contact.station == row["station"]
    with pytest.raises(InputError, match=f"is not over {row['station']} at 2026-10-04 23:59:59Z"):
        link_of(row | {"start": "2026-10-04T23:59:59.000Z"}, problem.contacts.downlinks)


def test_an_order_that_is_planned_needs_no_quote(first_day):
    planned = first_day.outcome.bookings[0].opportunity.order
    order = next(each for each in first_day.pool.orders if each.id == planned)
    with pytest.raises(InputError, match="is in the plan already"):
        standing_of_day(first_day, [order])


def test_an_order_that_is_left_is_asked_for_again_with_other_terms(first_day):
    left = first_day.outcome.unplanned[0].order
    order = next(each for each in first_day.pool.orders if each.id == left)
    again = standing_of_day(first_day, [replace(order, value=1.0)])
    assert [each.value for each in again.problem.orders if each.id == left] == [1.0]
    assert len(again.problem.orders) == len(first_day.problem.orders)


def test_what_is_wrong_in_the_clouds_is_found_with_the_other_tables(first_day):
    text = first_day.pool.texts["clouds.yaml"].replace("bands_h: [0, 6,", "bands_h: [0, 13,", 1)
    wrong = replace(first_day.pool, texts={**first_day.pool.texts, "clouds.yaml": text})
    (found,) = findings_of(wrong)
    assert found.startswith("clouds.yaml, line ")
    assert "the hours do not ascend" in found
