"""Days on which an order is left out, and the question why."""

from __future__ import annotations

from dataclasses import replace

from small_days import HEAD, image
from small_days import order as any_order

from artel.charter.articles import Priority
from artel.commons.classes import OrderClass
from artel.commons.shapes import area_of_rings
from artel.planner.greedy import plan as greedy
from artel.planner.opportunities import judged
from artel.planner.question import Question, asking
from artel.planner.relax import term_changes
from artel.planner.values import Opportunity

RING = ((29.9, 49.9), (30.1, 49.9), (30.1, 50.1), (29.9, 50.1), (29.9, 49.9))
LAND = {"LAND": area_of_rings([[[29, 49], [31, 49], [31, 51], [29, 51], [29, 49]]])}
P1 = Priority.model_validate({**HEAD, "id": "P-1", "kind": "priority", "classes": list(OrderClass)})


def look(name, start, **fields):
    return image(name, start, **{"footprint": RING, "product_gsd": 2.0, **fields})


def order(name, **terms):
    return replace(any_order(name), **terms)


def article(model, name, **fields):
    return model.model_validate({**HEAD, "id": name, **fields})


def solved(problem, wanted, looks):
    """Solve a day anew in which an order stands as wanted, and has of its looks what it allows."""
    allowed = [each for each in looks if not term_changes(wanted, each)]
    fit = [judged(each, wanted, problem.charter) for each in allowed]
    found = [each for each in fit if isinstance(each, Opportunity)]
    others = [each for each in problem.opportunities if each.order != wanted.id]
    anew = asking(problem, wanted)
    return greedy(replace(anew, opportunities=[*others, *found]))


def asked(problem, name, looks):
    """Return the question why a greedy plan leaves an order out, of which there are these looks."""
    wanted = next(each for each in problem.orders if each.id == name)
    bookings = solved(problem, wanted, looks).bookings
    assert all(booking.opportunity.order != name for booking in bookings)
    return Question(problem, bookings, wanted, tuple(looks))
