"""A plan by class and value density: the most urgent class first, in it the densest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.planner.engine import Engine
from artel.planner.outcomes import outcome_of
from artel.planner.values import Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.planner.problem import Problem
    from artel.planner.values import Opportunity, Outcome

OVERHEAD = 20.0
"""Seconds of a satellite's time that an image costs besides its own length."""
METHOD = "greedy by class and value density"


def plan(problem: Problem, progress: Callable[[str, int, int], None] | None = None) -> Outcome:
    """Return a plan of the problem, with a bound no plan can exceed; always the same plan.

    The bound is the value of every order that could be served were it alone in the pool.
    """
    return Greedy(problem).run(progress)


class Greedy:
    """One run: the bookings so far, and what stood in the way of the rest."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.engine = Engine(problem)
        self.ledger = problem.ledger.copy()
        self.reachable: set[str] = set()

    def run(self, progress: Callable[[str, int, int], None] | None = None) -> Outcome:
        """Return the plan; the same problem always gives the same plan."""
        ranked = sorted(self.problem.opportunities, key=self._urgency)
        for number, opportunity in enumerate(ranked):
            if opportunity.key not in self.engine.bookings:
                self._try(opportunity)
            if progress:
                progress("planning", number + 1, len(ranked))
        bound = sum(each.value for each in self.problem.orders if each.id in self.reachable)
        bookings = self.engine.bookings.values()
        return outcome_of(self.problem, bookings, self.ledger, bound, METHOD)

    def _urgency(self, opportunity: Opportunity) -> tuple[float | str, ...]:
        order = self.engine.orders[opportunity.order]
        density = order.value / (opportunity.duration + OVERHEAD)
        return (self.problem.rank(order), -round(density, 9), opportunity.order,
                opportunity.end + opportunity.delay, opportunity.satellite, opportunity.sensor,
                opportunity.pitch)  # fmt: skip

    def _try(self, opportunity: Opportunity) -> None:
        obstacle = self.engine.missing(opportunity)
        if obstacle is None:
            self.reachable.add(opportunity.order)
            found = self.engine.fit(opportunity)
            if not isinstance(found, Obstacle):
                self.engine.book(found)
                return
            obstacle = found
        self.ledger.note(opportunity.order, obstacle)
