"""Why a plan leaves an order out, asked of the inputs that the plan carries itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.planner.blockers import of_geometry
from artel.planner.guard import guarded
from artel.planner.opportunities import opportunities_of
from artel.planner.question import Question
from artel.planner.relax import changed, loosest
from artel.planner.whynot import why_not
from artel.studies.guards import guard_of
from artel.studies.held import around, held_of
from artel.studies.planned import planned
from artel.studies.skies import by_cloud
from artel.studies.standing import standing_of_plan, with_orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.orders.orders import Order
    from artel.planner.relaxing import Relaxation
    from artel.planner.values import Opportunity
    from artel.planner.whynot import WhyNot
    from artel.studies.standing import Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """A standing plan, the question why it leaves an order out, and the answer."""

    standing: Standing
    question: Question
    answer: WhyNot


def standing_plan(plan: Mapping[str, Any]) -> Standing:
    """Return a plan document as it stands; all is computed anew from its inputs.

    Raises InputError where the plan carries none, or where its images are not what they allow.
    """
    if not carries_inputs(plan):
        raise InputError("The plan carries no inputs.", next_step="Write it anew: artel plan.")
    return around(standing_of_plan(plan, ()), held_of(plan))


def carries_inputs(plan: Mapping[str, Any]) -> bool:
    """Whether a plan document can be computed anew."""
    return "inputs" in plan and "horizon" in plan


def question_of(standing: Standing, name: str) -> Question:
    """Return the question why an order is left out. Raises InputError for an unknown order."""
    problem = standing.problem
    order = next((each for each in problem.orders if each.id == name), None)
    if order is None:
        raise InputError(f"The plan knows no order '{name}'.")
    guard = guard_of(standing.pool, standing.tracks)
    question = Question(problem, standing.bookings, order, looks_of(standing, order))
    return question if guard is None else replace(question, guard=guard)


def asked(standing: Standing, name: str) -> Asked:
    """Return why a standing plan leaves out an order. Raises InputError for an unknown order."""
    question = question_of(standing, name)
    return Asked(standing, question, why_not(question))


def looks_of(standing: Standing, order: Order) -> tuple[Opportunity, ...]:
    """Return every look at an order that geometry and the sensors allow, in the plan's span."""
    problem = standing.problem
    loose = loosest(order, problem.charter, problem.span)
    found, ledger = opportunities_of(
        standing.tracks.by_name,
        problem.satellites,
        [loose],
        of_geometry(problem.charter),
        problem.span,
    )
    guard = guard_of(standing.pool, standing.tracks)
    fresh = replace(problem, orders=[loose], opportunities=found, ledger=ledger)
    fresh = fresh if guard is None else guarded(fresh, guard)
    return tuple(by_cloud(standing.pool, fresh).opportunities)


def relaxed(found: Asked, relaxation: Relaxation) -> Order:
    """Return the order under the terms of a relaxation."""
    return changed(found.question.order, relaxation.changes)


def serves(found: Asked, relaxation: Relaxation) -> bool:
    """Solve the day again under the terms of a relaxation; return whether the order is planned."""
    order = relaxed(found, relaxation)
    problem = with_orders(found.standing, [order]).problem
    booked = planned(problem).bookings
    return any(booking.opportunity.order == order.id for booking in booked)


def let_through(found: Asked, tries: int = 5) -> Relaxation | None:
    """Return the cheapest relaxation that was seen to serve, each with the day solved again."""
    return next((each for each in found.answer.relaxations[:tries] if serves(found, each)), None)
