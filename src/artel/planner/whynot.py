"""Why an order is not planned: what stands in the way of it, and what would let it through.

The looks are given as the geometry alone allows them, under the loosest terms; each is then asked
of the articles, of an idle pool, and of the pool as it is booked. What stands in the way of a look
is minimal: were any one part of it left standing, the look would still not be planned.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.commons.classes import OrderClass
from artel.planner.blockers import Idle, bookings_in_the_way
from artel.planner.opportunities import judged
from artel.planner.question import asking, asks_of, engine_of, within
from artel.planner.relaxing import MOST_LOOKS, relaxations_of
from artel.planner.values import Obstacle

if TYPE_CHECKING:
    from artel.orders.orders import Order
    from artel.planner.engine import Engine
    from artel.planner.problem import Problem
    from artel.planner.question import Question
    from artel.planner.relax import Change
    from artel.planner.relaxing import Relaxation
    from artel.planner.values import Booking, Opportunity


@dataclass(frozen=True, slots=True)
class Blocking:
    """What is in the way of the best look within the order's terms: all of it would have to go.

    Where no look is within the terms, `terms` are those that keep the nearest one out. `obstacle`
    is what neither articles nor bookings answer for: no antenna, no duty, nothing in reach.
    """

    look: Opportunity | None = None
    terms: tuple[Change, ...] = ()
    articles: tuple[str, ...] = ()
    bookings: tuple[Booking, ...] = ()
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What is in the way of an order, and what would let it through, the cheapest first."""

    order: Order
    blocking: Blocking
    relaxations: tuple[Relaxation, ...]


def why_not(question: Question) -> WhyNot:
    """Return why the order is not planned, and the cheapest relaxation of each set of terms."""
    return WhyNot(question.order, _blocking(question), relaxations_of(question))


def _blocking(question: Question) -> Blocking:
    """Return what is in the way of the look within the terms that has least in its way."""
    looks = within(question)
    if not looks:
        return _out_of_terms(question)
    problem = asking(question.problem, question.order)
    idle = Idle(problem, question.order)
    possible = [look for look in looks if idle.refused(look) is None]
    if possible:
        engine = engine_of(problem, question.bookings)
        found = [_booked(engine, idle, look) for look in possible[:MOST_LOOKS]]
        return min(found, key=lambda each: _burden(problem, each))
    found = [_forbidden(idle, question.bookings, look) for look in looks[:MOST_LOOKS]]
    return min(found, key=lambda each: _burden(problem, each))


def _out_of_terms(question: Question) -> Blocking:
    nearest = min(
        question.looks,
        key=lambda look: (sum(change.cost for change in asks_of(question, look)), look.start),
        default=None,
    )
    return Blocking(nearest, asks_of(question, nearest)) if nearest else Blocking()


def _booked(engine: Engine, idle: Idle, look: Opportunity) -> Blocking:
    answer = judged(look, idle.order, idle.problem.charter)
    if isinstance(answer, Obstacle):
        return Blocking(look, obstacle=answer)
    now, found = engine.fit(answer), bookings_in_the_way(engine, answer)
    if isinstance(found, Obstacle):
        return Blocking(answer, obstacle=found)
    return Blocking(answer, bookings=found, obstacle=now if isinstance(now, Obstacle) else None)


def _forbidden(idle: Idle, bookings: tuple[Booking, ...], look: Opportunity) -> Blocking:
    """Return the articles in the way of a look, and the bookings besides them."""
    articles = idle.articles(look)
    if isinstance(articles, Obstacle):
        # Of passes that a block-out takes away only this is known: that it would have to go.
        named = (articles.article,) if articles.article is not None else ()
        return Blocking(look, articles=named, obstacle=articles)
    said = idle.refused(look)
    less = Idle(idle.without(articles), idle.order)
    beside = _booked(engine_of(less.problem, bookings), less, look)
    return replace(beside, articles=articles, obstacle=said)


def _burden(problem: Problem, blocking: Blocking) -> tuple[object, ...]:
    """Return how hard it is to clear the way, to be compared: the less the nearer."""
    orders = {order.id: order for order in problem.orders}
    lost: dict[int, float] = defaultdict(float)
    for booking in blocking.bookings:
        order = orders[booking.opportunity.order]
        lost[problem.rank(order)] -= order.value
    # What no article or booking answers for cannot be cleared at all.
    hopeless = not blocking.articles and not blocking.bookings
    came = blocking.obstacle.place if hopeless and blocking.obstacle else 0
    ranks = tuple(sorted(lost.items(), key=lambda item: item[0]))
    classes = tuple(-lost.get(rank, 0.0) for rank in range(len(OrderClass)))
    start = blocking.look.start if blocking.look else 0.0
    return hopeless, -came, len(blocking.articles), classes, len(ranks), start
