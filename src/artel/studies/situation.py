"""The day of a standing plan as it is once something happened: its looks and contacts anew."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any

from artel.charter.articles import BlockOut
from artel.commons.instants import to_posix
from artel.planner.blockouts import blocked
from artel.planner.values import Obstacle, Reason
from artel.studies.renewing import holding, renewed
from artel.studies.standing import Standing, link_of, with_orders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from artel.charter.articles import Charter
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Contact, Link
    from artel.studies.pool import Pool
    from artel.studies.updates import Update


def empty_uploads(plan: Mapping[str, Any], standing: Standing) -> list[Link]:
    """Return the command passes of a plan that carry no image: they take a command back."""
    commands = standing.problem.contacts.commands
    return [link_of(each, commands) for each in plan["uploads"] if not each["images"]]


def situation_of(standing: Standing, pool: Pool) -> Problem:
    """Return the problem of a standing plan under another charter and with other orders.

    What is new in the pool's charter are block-outs alone; its orders may be more or fewer.
    """
    known = {order.id for order in standing.problem.orders}
    new = [order for order in pool.orders if order.id not in known]
    problem = standing.problem
    if new:
        more = with_orders(standing, new).problem
        ledger = problem.ledger.copy()
        ledger.join(more.ledger)
        problem = replace(problem, opportunities=more.opportunities, ledger=ledger)
    wanted = {order.id for order in pool.orders}
    looks = [each for each in problem.opportunities if each.order in wanted]
    problem = replace(problem, orders=list(pool.orders), opportunities=looks)
    return _under(problem, pool.charter)


def _under(problem: Problem, charter: Charter) -> Problem:
    """Return the problem without what the charter's newer block-outs take away."""
    had = {article.id for article in problem.charter.articles}
    newer = replace(charter, articles=tuple(a for a in charter.articles if a.id not in had))
    ledger, looks = problem.ledger.copy(), []
    for look in problem.opportunities:
        article = blocked(newer, (look.satellite,), (look.start, look.end))
        if article is None:
            looks.append(look)
        else:
            said = f"{look.satellite}: {article.reason}"
            ledger.note(look.order, Obstacle(Reason.ARTICLE, said, article=article.id))
    blocks = [article for article in newer.articles if isinstance(article, BlockOut)]
    contacts = problem.contacts.less(lambda contact: _blocked(contact, blocks))
    return replace(problem, charter=charter, opportunities=looks, ledger=ledger, contacts=contacts)


def _blocked(contact: Contact, blocks: Iterable[BlockOut]) -> list[tuple[float, float]]:
    """Return what block-outs take of a contact."""
    return [
        (to_posix(window.start), to_posix(window.end))
        for article in blocks
        if article.covers(contact.station) or article.covers(contact.satellite)
        for window in article.windows
    ]


def with_new_elements(
    standing: Standing, pool: Pool, updates: Iterable[Update]
) -> tuple[Standing, tuple[Booking, ...]]:
    """Return a standing plan whose satellites fly by newer sets, and its bookings as they will be.

    An image that holds is as the newer sets make it; one that would miss is as it was, and the
    problem has no such look.
    """
    updates = list(updates)
    if not updates:
        return standing, standing.bookings
    since = {each.satellite: each.since for each in updates}
    found = renewed(pool, (standing.problem, standing.tracks), standing.staffing, updates)
    bookings, again = [], []
    for booking in standing.bookings:
        taken = booking.opportunity
        look = taken
        if taken.start >= since.get(taken.satellite, inf):
            look = holding(pool, found, booking) or taken
        if look is not taken:
            again.append(look)
        bookings.append(replace(booking, opportunity=look))
    problem, tracks = found
    known = {id(each) for each in problem.opportunities}
    again = [each for each in again if id(each) not in known]
    problem = replace(problem, opportunities=[*problem.opportunities, *again])
    return replace(standing, problem=problem, tracks=tracks), tuple(bookings)
