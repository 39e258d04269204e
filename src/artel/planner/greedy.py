"""A plan by class and value density: the most urgent class first, in it the densest first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING

from artel.planner.engine import Engine
from artel.planner.outcomes import density, expected, outcome_of, worthwhile
from artel.planner.values import Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.planner.problem import Problem
    from artel.planner.values import Opportunity, Outcome

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
        self.reachable: dict[str, list[Opportunity]] = defaultdict(list)
        self.taken: dict[str, list[Opportunity]] = defaultdict(list)

    def run(self, progress: Callable[[str, int, int], None] | None = None) -> Outcome:
        """Return the plan; the same problem always gives the same plan."""
        ranked = [(self._urgency(each), n) for n, each in enumerate(self.problem.opportunities)]
        heapq.heapify(ranked)
        count = len(ranked)
        while ranked:
            urgency, number = heapq.heappop(ranked)
            opportunity = self.problem.opportunities[number]
            if opportunity.key not in self.engine.bookings:
                now = self._urgency(opportunity)
                if now > urgency:  # what was booked since covers part of what this one would
                    heapq.heappush(ranked, (now, number))
                    continue
                self._try(opportunity)
            if progress:
                progress("planning", count - len(ranked), count)
        orders = self.engine.orders
        bound = sum(expected(orders[name], found) for name, found in self.reachable.items())
        bookings = self.engine.bookings.values()
        return outcome_of(self.problem, bookings, self.ledger, bound, METHOD)

    def _urgency(self, opportunity: Opportunity) -> tuple[float | str, ...]:
        order = self.engine.orders[opportunity.order]
        dense = density(order, self.taken[order.id], opportunity)
        return (self.problem.rank(order), -round(dense, 9), opportunity.order,
                opportunity.end + opportunity.delay, opportunity.satellite, opportunity.sensor,
                opportunity.pitch)  # fmt: skip

    def _try(self, opportunity: Opportunity) -> None:
        order = self.engine.orders[opportunity.order]
        obstacle = self.engine.missing(opportunity)
        if obstacle is None:
            self.reachable[order.id].append(opportunity)
            if not worthwhile(order, self.taken[order.id], opportunity):
                return
            found = self.engine.fit(opportunity)
            if not isinstance(found, Obstacle):
                self.engine.book(found)
                self.taken[order.id].append(opportunity)
                return
            obstacle = found
        self.ledger.note(opportunity.order, obstacle)
