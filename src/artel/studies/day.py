"""A day's plan of a pool: from its tables to a plan, for all members or for one alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import to_posix
from artel.fleet.satellites import imagers
from artel.planner.contacts import Contacts, contacts_of, staffed
from artel.planner.flights import flights_of
from artel.planner.greedy import plan as greedy
from artel.planner.guard import guarded
from artel.planner.opportunities import opportunities_of
from artel.planner.outcomes import plain_value, worth
from artel.planner.problem import Problem
from artel.studies.guards import guard_of
from artel.studies.people import staffing_of
from artel.studies.plan_document import document_of
from artel.studies.planned import Day, Work, planned
from artel.studies.pool import check_orders
from artel.studies.skies import by_cloud
from artel.studies.tracks import tracks_of
from artel.studies.updates import FILE as UPDATES
from artel.studies.workshare import with_launched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.planner.values import Opportunity, Outcome
    from artel.studies.people import Staffing
    from artel.studies.pool import Pool
    from artel.studies.tracks import Tracks

    Progress = Callable[[str, int, int], None]

LONGEST_DAYS = 14


def solve_day(
    pool: Pool,
    span: tuple[datetime, datetime],
    progress: Progress | None = None,
    work: Work | None = None,
    keep: Callable[[Pool, Tracks, Problem], Problem] = lambda _pool, _tracks, problem: problem,
) -> Day:
    """Return the planned day over [start, end), with what was launched by its start.

    Without a word on the work the day is planned by the usual steps. `keep` returns the problem
    with the holds that it is planned around.

    Raises InputError for an order in the past, for a span longer than two weeks, and for a pool
    with updates of elements, which come with a repair.
    """
    start, end = span
    if (end - start).days > LONGEST_DAYS:
        raise InputError(
            f"A plan of {(end - start).days} days is longer than element sets are good for.",
            next_step=f"Plan at most {LONGEST_DAYS} days at once.",
        )
    if UPDATES in pool.texts:
        raise InputError(
            f"{UPDATES} is for plans that are repaired.",
            next_step="Put the new sets into elements.json to plan a day by them.",
        )
    check_orders(pool, pool.orders, start)
    pool = with_launched(pool, start)
    seconds = (to_posix(start), to_posix(end))
    staffing = staffing_of(pool, seconds)
    problem, tracks = problem_of(pool, seconds, staffing, progress)
    problem = keep(pool, tracks, problem)
    return Day(pool, start, end, tracks, problem, planned(problem, work), staffing)


def problem_of(
    pool: Pool,
    span: tuple[float, float],
    staffing: Staffing | None,
    progress: Progress | None = None,
) -> tuple[Problem, Tracks]:
    """Return what there is to plan over a span, POSIX s, and the tracks it was found on."""
    satellites = imagers(pool.satellites)
    tracks = tracks_of(pool, satellites, span, progress)
    opportunities, ledger = opportunities_of(
        tracks.by_name, satellites, pool.orders, pool.charter, span, progress
    )
    contacts = contacts_of(tracks.by_name, satellites, pool.stations, pool.charter, span)
    if staffing is not None:
        owners = {each.name: each.owner for each in satellites}
        contacts = staffed(contacts, owners, staffing.closings())
    flights = flights_of(tracks.by_name, satellites)
    problem = Problem(
        satellites, pool.stations, pool.orders, pool.charter, opportunities, contacts, ledger, span,
        flights,
    )  # fmt: skip
    guard = guard_of(pool, tracks)
    return by_cloud(pool, problem if guard is None else guarded(problem, guard)), tracks


def alone(day: Day, members: Sequence[str], work: Work | None = None) -> Outcome:
    """Return the plan of a coalition: its satellites, stations, people, the orders it brought.

    Nothing of another party is used, and the same articles hold. Without a word on the work the
    plan is the greedy one, which is at once there for any number of coalitions.
    """
    problem = problem_alone(day, members)
    return greedy(problem) if work is None else planned(problem, work)


def problem_alone(day: Day, members: Sequence[str]) -> Problem:
    """Return what there is to plan for a coalition; see `alone`. Nothing is held of it."""
    problem, group = day.problem, frozenset(members)
    satellites = [each for each in problem.satellites if each.owner in group]
    names = {each.name for each in satellites}
    stations = [each for each in problem.stations if each.owner in group]
    places = {each.name for each in stations}
    orders = [each for each in problem.orders if each.brought_by in group]
    wanted = {each.id for each in orders}
    every = problem.contacts.every or problem.contacts
    contacts = Contacts(_over(every.commands, places), _over(every.downlinks, places))
    if day.staffing is not None:
        owners = {each.name: each.owner for each in problem.satellites}
        contacts = staffed(contacts, owners, day.staffing.closings(group))
    opportunities = [
        each for each in problem.opportunities if each.satellite in names and each.order in wanted
    ]
    return replace(
        problem,
        satellites=satellites,
        stations=stations,
        orders=orders,
        opportunities=opportunities,
        contacts=contacts,
        holds=(),
    )


def _over(contacts: Any, stations: set[str]) -> dict[str, Any]:
    return {
        name: tuple(contact for contact in each if contact.station in stations)
        for name, each in contacts.items()
    }


def plan_of(day: Day) -> dict[str, Any]:
    """Return the plan document (artel-plan/1) of a day, self-contained with its inputs."""
    return document_of(day, members_of(day))


def plan_day(
    pool: Pool,
    span: tuple[datetime, datetime],
    progress: Progress | None = None,
    work: Work | None = None,
) -> dict[str, Any]:
    """Return the plan document of [start, end); see `solve_day`."""
    return plan_of(solve_day(pool, span, progress, work))


def members_of(day: Day) -> list[dict[str, Any]]:
    """Return what each party brings, and what it gets alone and in the pool.

    Value is planning value of the orders that the party brought. Alone and together are planned
    by the same way of planning, or pooling would seem to give what only the search gave.
    """
    return [
        {
            "member": party.id,
            "standing": str(party.standing),
            "satellites": sum(each.owner == party.id for each in day.problem.satellites),
            "stations": sum(each.owner == party.id for each in day.pool.stations),
            **served_of(day, party.id),
            **alone_of(day, party.id),
        }
        for party in day.pool.settings.parties
    ]


def served_of(day: Day, member: str) -> dict[str, Any]:
    """Return how many orders a party brought, how many are served, and what those are worth."""
    booked: dict[str, list[Opportunity]] = defaultdict(list)
    for booking in day.outcome.bookings:
        booked[booking.opportunity.order].append(booking.opportunity)
    brought = [order for order in day.pool.orders if order.brought_by == member]
    served = [order for order in brought if order.id in booked]
    value = sum(worth(order, booked[order.id]) for order in served)
    return {"orders": len(brought), "served": len(served), "value": value}


def alone_of(day: Day, member: str) -> dict[str, Any]:
    """Return how many orders a party would serve by itself, and what they would be worth."""
    found = alone(day, [member], Work())
    orders = {each.opportunity.order for each in found.bookings}
    return {"alone_served": len(orders), "alone_value": plain_value(day.problem, found)}
