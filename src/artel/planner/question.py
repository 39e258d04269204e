"""A question why a plan leaves an order out, with what everybody who answers it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.planner.engine import Engine
from artel.planner.relax import term_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from artel.orders.orders import Order
    from artel.planner.problem import Problem
    from artel.planner.relax import Change
    from artel.planner.values import Booking, Opportunity


@dataclass(frozen=True, slots=True)
class Question:
    """An order of a problem, the plan that leaves it out, and all looks that geometry allows.

    `looks` are those of the loosest terms, with no article about images asked; `guard` is how
    early or late, s, a satellite may be.
    """

    problem: Problem
    bookings: tuple[Booking, ...]
    order: Order
    looks: tuple[Opportunity, ...]
    guard: Callable[[str, float], float] = lambda _satellite, _instant: 0.0


def within(question: Question) -> list[Opportunity]:
    """Return the looks that the order's own terms allow, before any article or link is asked."""
    return [look for look in question.looks if not asks_of(question, look)]


def asks_of(question: Question, look: Opportunity) -> tuple[Change, ...]:
    """Return what a look asks of the order's terms, before any article or link is asked."""
    return term_changes(question.order, look, question.guard(look.satellite, look.start))


def engine_of(problem: Problem, bookings: Iterable[Booking]) -> Engine:
    """Return an engine of the problem in which these are booked."""
    engine = Engine(problem)
    for booking in bookings:
        engine.book(booking)
    return engine


def asking(problem: Problem, order: Order) -> Problem:
    """Return the problem with an order in the place of that of the same id."""
    others = [each for each in problem.orders if each.id != order.id]
    return replace(problem, orders=[*others, order])
