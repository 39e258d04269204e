"""A plan mended when something happened to it, with as few changes as can be.

What stands is kept. An image whose look stands and whose link does not gets another link. What is
displaced gets its next best look; a declared emergency may take the place of classes that come
after it, of as little value as can be, and of nothing that is imaged already. Then what newly
fits is booked, and last a few images make room for others that are worth more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from artel.charter.judge import priority_of
from artel.commons.instants import from_posix
from artel.planner.blockouts import blocked, blocked_link, blocked_links
from artel.planner.mending import Run, Why, exchange, insert
from artel.planner.midday import Midday
from artel.planner.outcomes import outcome_of
from artel.planner.override import Override
from artel.planner.renewal import inside, same_look
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from artel.charter.articles import BlockOut
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Key, Link, Opportunity, Outcome

METHOD = "repair"
LEFT = Obstacle(Reason.LEFT, "a planner left it out by hand")
_SAME_PASS_S = 900.0
"""A satellite is over a place for a quarter of an hour at most."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended plan, and why each booking that changed did.

    `withdrawn` are commands that were sent and are taken back, each by a command pass; `stuck`
    are images of cancelled orders that can no longer be taken back. `within` is a value that no
    plan with the same orders locked, chosen and left out can pass, where that was asked.
    """

    outcome: Outcome
    why: dict[Key, Why]
    withdrawn: dict[Key, Link]
    stuck: tuple[Key, ...]
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """What else is known where a plan is mended.

    `most` is a value that no plan can pass; `reserved` are command passes that are booked though
    they carry no image; `renewed` says from when on, POSIX s, satellites fly by new elements.
    `locked` and `left` are the orders that a planner locked or left out by hand.
    """

    most: float = float("inf")
    reserved: tuple[Link, ...] = ()
    renewed: Mapping[str, float] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


def repair(
    problem: Problem,
    bookings: Iterable[Booking],
    at: float,
    emergencies: Collection[str] = (),
    besides: Besides = Besides(),
) -> Repaired:
    """Return the plan of these bookings, mended at an instant, POSIX s.

    `problem` is the day as it is now: a block-out of its charter is what happened to a satellite
    or a station, an order that it does not have was cancelled, a look that it does not have is
    none any more. `emergencies` are the orders that may override. The same input gives the same
    plan.
    """
    before = {each.opportunity.key: each for each in bookings}
    run = Run(
        problem,
        before,
        Midday(problem, at),
        renewed=besides.renewed,
        locked=besides.locked,
        left=besides.left,
    )
    for link in besides.reserved:
        run.midday.reserve(link)
    lost = _keep(run)
    run.standing = {key[0] for key in run.midday.bookings}
    _override(run, emergencies)
    orders = {key[0] for key in run.why} | {booking.opportunity.order for booking in lost}
    _follow(run)
    insert(run, orders)
    insert(run, run.midday.orders)
    exchange(run)
    return Repaired(outcome_after(run, besides.most), run.why, run.withdrawn, tuple(run.stuck))


# ---------------------------------------------------------------- what stands


def _keep(run: Run) -> list[Booking]:
    """Hold all that stands, give other links to what has lost its own, and return the rest."""
    shaken: list[Booking] = []
    for booking in run.before.values():
        why = _befallen(run, booking)
        if why is not None:
            run.lose(booking, why)
        elif blocked_links(run.problem.charter, booking) is None and _in_reach(run, booking):
            run.midday.hold(booking)
        else:
            shaken.append(booking)
    for booking in run.before.values():
        if booking.opportunity.order not in run.midday.orders:
            withdraw(run, booking)
    return [booking for booking in shaken if not _relinked(run, booking)]


def withdraw(run: Run, booking: Booking) -> None:
    """Take back the command of a cancelled image, where it was sent."""
    midday, key = run.midday, booking.opportunity.key
    if not midday.fixed(booking):
        return
    link = None if midday.done(booking) else midday.withdrawal(booking)
    if link is None:
        run.stuck.append(key)
    else:
        run.withdrawn[key] = link


def _befallen(run: Run, booking: Booking) -> Why | None:
    """Return what happened to an image itself, or None."""
    taken = booking.opportunity
    if taken.order not in run.midday.orders:
        return Why("cancellation", "the order was cancelled")
    article = blocked(run.problem.charter, (taken.satellite,), (taken.start, taken.end))
    if article is not None:
        return _by_article(article, taken.satellite)
    if taken.start < run.renewed.get(taken.satellite, inf) or _found(run, taken):
        return None
    return _by_elements(taken.satellite, "at that time it would miss")


def _found(run: Run, taken: Opportunity) -> bool:
    looks = run.problem.opportunities
    return any(each.key == taken.key and same_look(each, taken) for each in looks)


def _by_elements(satellite: str, what: str) -> Why:
    return Why("elements", f"new elements of {satellite}: {what}")


def _in_reach(run: Run, booking: Booking) -> bool:
    """Whether a satellite with new elements can do what it is booked for, links and all."""
    since = run.renewed.get(booking.opportunity.satellite, inf)
    if booking.downlink.end <= since:
        return True
    return _over_stations(run, booking, since) and run.midday.stands(booking)


def _over_stations(run: Run, booking: Booking, since: float) -> bool:
    contacts, name = run.problem.contacts, booking.opportunity.satellite
    links = ((booking.upload, contacts.commands), (booking.downlink, contacts.downlinks))
    return all(inside(link, some[name]) for link, some in links if link.end > since)


def _by_article(article: BlockOut, asset: str) -> Why:
    reason = "not available (the owner withholds the reason)" if article.withheld else ""
    return Why("notice", f"{asset}: {reason or article.reason}", article.id)


def _relinked(run: Run, booking: Booking) -> bool:
    """Hold an image over other links, if there are any; say why in either case."""
    article = blocked_links(run.problem.charter, booking)
    taken, midday = booking.opportunity, run.midday
    if article is not None:
        asset = taken.satellite if article.covers(taken.satellite) else _station(article, booking)
        run.lose(booking, _by_article(article, asset))
    elif taken.satellite in run.renewed:
        run.lose(booking, _by_elements(taken.satellite, "its passes or its power are others"))
    sent = blocked_link(run.problem.charter, booking.upload) is None
    if midday.fixed(booking) and not sent:
        return False
    found = midday.relinked(booking)
    if found is not None:
        midday.hold(found)
    return found is not None


def _station(article: BlockOut, booking: Booking) -> str:
    names = booking.upload.contact.station, booking.downlink.contact.station
    return next(name for name in names if article.covers(name))


def _follow(run: Run) -> None:
    """Take images that missed by new elements when their satellite now passes, if it can."""
    midday = run.midday
    for key, why in list(run.why.items()):
        was = run.before[key].opportunity
        if why.cause != "elements" or key in midday.bookings:
            continue
        looks = [
            each
            for each in run.problem.opportunities
            if each.key == key
            and (each.satellite, each.sensor) == (was.satellite, was.sensor)
            and abs(each.start - was.start) <= _SAME_PASS_S
            and each.start >= midday.at
        ]
        for look in sorted(looks, key=lambda each: abs(each.start - was.start)):
            found = midday.fit(look)
            if not isinstance(found, Obstacle):
                midday.hold(found)
                break


# ---------------------------------------------------------------- what comes in


def _override(run: Run, emergencies: Collection[str]) -> None:
    """Book emergencies, the most valuable first, at the price of what comes after them."""
    midday = run.midday
    article = priority_of(run.problem.charter, from_posix(run.problem.span[0]))
    urgent = [midday.orders[name] for name in emergencies]
    for order in sorted(urgent, key=lambda each: (-each.value, each.id)):
        looks = [
            each
            for each in run.problem.opportunities
            if each.order == order.id and each.start >= midday.at
        ]
        for victim in Override(midday).book(order, looks):
            said = f"{order.id}, a declared emergency, goes before it"
            run.lose(victim, Why("emergency", said, article.id if article else None))


# ---------------------------------------------------------------- what is said of it


def outcome_after(run: Run, most: float) -> Outcome:
    """Return the plan that a mended one is, with a bound that is no more than `most`."""
    midday, ledger = run.midday, run.problem.ledger.copy()
    reachable = run.standing | {name for name, images in midday.images.items() if images}
    for look in run.problem.opportunities:
        if midday.images[look.order]:
            continue
        if look.order in run.left:
            ledger.note(look.order, LEFT)
        missing = midday.engine.missing(look)
        if missing is None:
            reachable.add(look.order)
        obstacle = missing or midday.fit(look)
        if isinstance(obstacle, Obstacle):
            ledger.note(look.order, obstacle)
    bound = sum(midday.orders[name].value for name in sorted(reachable))
    found = outcome_of(run.problem, midday.bookings.values(), ledger, bound, METHOD)
    return replace(found, bound=max(found.value, min(bound, most)))
