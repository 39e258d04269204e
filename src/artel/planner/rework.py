"""A plan changed by hand: looks that a planner chooses, orders that it leaves out or locks.

What is chosen is taken. What is in its way goes to its next best look, unless it is locked, held,
commanded, imaged, or of a class that goes before: then the choice is refused, with what stands
there. Then what newly fits is
booked; with an effort, all that is not locked is planned anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.commons.instants import posix_text
from artel.planner.best import best_plan
from artel.planner.mending import Run, Why, insert
from artel.planner.midday import Midday
from artel.planner.outcomes import value_of
from artel.planner.override import Override
from artel.planner.repair import Besides, Repaired, outcome_after, withdraw
from artel.planner.values import Hold, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.random import Generator

    from artel.orders.orders import Order
    from artel.planner.best import Effort
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Key, Line, Link, Opportunity

CAUSE = "hand"
METHOD, ANEW = "by hand", "by hand, and all else planned anew"
_MILLISECOND = 1.5e-3


@dataclass(frozen=True, slots=True)
class Hand:
    """What a planner wants of a plan.

    `takes` are looks that are to be taken, `gives` images that are given back and may return,
    `leaves` orders that stay out, `locks` orders whose images stay. What cannot be is refused, or
    passed over where `lenient`. `why` is said of each image that changes.
    """

    takes: tuple[Opportunity, ...] = ()
    gives: tuple[Key, ...] = ()
    leaves: frozenset[str] = frozenset()
    locks: frozenset[str] = frozenset()
    lenient: bool = False
    why: str = "by hand"


@dataclass(frozen=True, slots=True)
class Anew:
    """How all that is not locked is planned anew: the effort, the chance, and who hears of it."""

    effort: Effort
    rng: Generator
    tell: Callable[[Line], None] | None = None


def rework(
    problem: Problem,
    bookings: Iterable[Booking],
    at: float,
    hand: Hand,
    besides: Besides,
    anew: Anew | None = None,
) -> Repaired:
    """Return the plan of these bookings changed by hand at an instant, POSIX s.

    The same input gives the same plan. Raises InputError where a look cannot be taken, or an
    image not be given back.
    """
    run = _standing(problem, bookings, at, hand, besides)
    for key in _given(run, hand):
        _give(run, key, hand)
    for look in sorted(hand.takes, key=lambda each: (each.start, each.satellite)):
        _take(run, look, hand)
    insert(run, {key[0] for key in run.why})
    insert(run, run.midday.orders)
    within = None if anew is None else _again(run, hand, besides, anew)
    outcome = replace(outcome_after(run, besides.most), method=METHOD if anew is None else ANEW)
    if within is not None:
        within = min(outcome.bound, max(within, outcome.value))
    return Repaired(outcome, run.why, run.withdrawn, (), within)


def _standing(
    problem: Problem, bookings: Iterable[Booking], at: float, hand: Hand, besides: Besides
) -> Run:
    """Return the plan as it stands; nothing in it has moved yet."""
    before = {each.opportunity.key: each for each in bookings}
    run = Run(problem, before, Midday(problem, at), locked=hand.locks, left=hand.leaves)
    _hold_all(run.midday, before.values(), besides.reserved)
    run.standing = {key[0] for key in before}
    return run


def _hold_all(midday: Midday, bookings: Iterable[Booking], reserved: Iterable[Link]) -> None:
    for link in reserved:
        midday.reserve(link)
    for booking in bookings:
        midday.hold(booking)


# ---------------------------------------------------------------- what goes


def _given(run: Run, hand: Hand) -> list[Key]:
    return [key for key in run.before if key in hand.gives or key[0] in hand.leaves]


def _give(run: Run, key: Key, hand: Hand) -> bool:
    """Give an image back, and take back its command where that was sent; say whether it went."""
    midday, booking = run.midday, run.midday.bookings[key]
    if hand.lenient and (midday.fixed(booking) or midday.done(booking)):
        return False
    midday.give_back(key)
    withdraw(run, booking)
    if run.stuck:
        raise InputError(
            f"{key[0]} is imaged by {booking.opportunity.satellite} at"
            f" {posix_text(booking.opportunity.start)} as it was commanded at"
            f" {posix_text(booking.upload.start)}: that can no longer be taken back.",
            next_step="Leave it as it is.",
        )
    run.lose(booking, Why(CAUSE, hand.why))
    return True


# ---------------------------------------------------------------- what is chosen


class _ByHand(Override):
    """A plan in which a chosen look is to find its place: what is free to move may give way."""

    def __init__(self, midday: Midday, keys: frozenset[Key], locks: frozenset[str]) -> None:
        super().__init__(midday)
        self._keys, self._locks = keys, locks

    def _weaker(self, order: Order) -> list[tuple[Key, Booking]]:
        midday, ranks = self.midday, self.midday.ranks
        return [
            (key, each)
            for key, each in midday.bookings.items()
            if key not in self._keys
            and key[0] not in self._locks
            and ranks[key[0]] >= ranks[order.id]
            and not midday.fixed(each)
        ]


def _take(run: Run, look: Opportunity, hand: Hand) -> None:
    """Book a chosen look, at the price of what may move."""
    midday, key = run.midday, look.key
    was = midday.bookings.get(key)
    if was is not None and _same(was.opportunity, look):
        return
    before = dict(midday.bookings)
    if was is not None and not _give(run, key, hand):
        return
    chosen = frozenset(each.key for each in hand.takes)
    victims = _ByHand(midday, chosen, hand.locks).book(midday.orders[look.order], [look])
    if key in midday.bookings:
        for each in victims:
            run.lose(each, Why(CAUSE, f"it makes room for {look.order}, {hand.why}"))
    elif hand.lenient:
        run.why.pop(key, None)
        midday.restore(before)
    else:
        raise _refused(midday, look)


def _same(one: Opportunity, other: Opportunity) -> bool:
    same = (one.satellite, one.sensor) == (other.satellite, other.sensor)
    return same and abs(one.start - other.start) < _MILLISECOND


def _refused(midday: Midday, look: Opportunity) -> InputError:
    found = midday.engine.missing(look) or midday.fit(look)
    said = found.sentence if isinstance(found, Obstacle) else "its place is taken"
    if isinstance(found, Obstacle) and found.article is not None:
        said += f" (article {found.article})"
    when = posix_text(look.start)
    return InputError(
        f"{look.satellite} cannot take {look.order} at {when}: {said}.",
        next_step="Choose another look, or unlock what stands there.",
    )


# ---------------------------------------------------------------- all else anew


def _again(run: Run, hand: Hand, besides: Besides, anew: Anew) -> float:
    """Plan anew all that may move, and return what no plan with what stays can pass."""
    midday = run.midday
    kept = _kept(midday, hand)
    stays = {each.opportunity.order for each in kept}
    moving = [each.opportunity for key, each in midday.bookings.items() if key[0] not in stays]
    reserved = (*besides.reserved, *run.withdrawn.values())
    worth = value_of(midday.problem, kept)
    found = best_plan(
        _rest(midday, kept, hand, reserved),
        anew.effort,
        anew.rng,
        _telling(anew, worth, besides.most),
        moving,
    )
    again = Midday(run.problem, midday.at)
    _hold_all(again, (*kept, *found.bookings), reserved)
    if again.value() >= midday.value():
        run.midday = again
        _tell_moved(run)
    return worth + found.bound


def _tell_moved(run: Run) -> None:
    """Note of each image that is planned anew elsewhere, or no more, that this is why."""
    now = run.midday.bookings
    for key, booking in run.before.items():
        stays = key in now and _same(now[key].opportunity, booking.opportunity)
        if not stays and key not in run.why:
            run.lose(booking, Why(CAUSE, "planned anew around what is locked"))


def _kept(midday: Midday, hand: Hand) -> list[Booking]:
    """Return what may not move: of an order that is locked, chosen or commanded every image."""
    stays = set(hand.locks) | {look.order for look in hand.takes}
    stays |= {key[0] for key, each in midday.bookings.items() if _settled(midday, each)}
    return [each for key, each in midday.bookings.items() if key[0] in stays]


def _settled(midday: Midday, booking: Booking) -> bool:
    return midday.fixed(booking) or midday.done(booking)


def _rest(
    midday: Midday, kept: Iterable[Booking], hand: Hand, reserved: tuple[Link, ...]
) -> Problem:
    """Return what is left to plan around what stays, from the instant on."""
    problem, orders = midday.problem, midday.orders
    holds = tuple(Hold(each, inf, orders[each.opportunity.order]) for each in kept)
    closed = {each.order.id for each in holds} | hand.leaves
    return replace(
        problem,
        orders=[each for each in problem.orders if each.id not in closed],
        opportunities=[
            each
            for each in problem.opportunities
            if each.order not in closed and each.start >= midday.at
        ],
        holds=(*problem.holds, *holds),
        since=midday.at,
        reserved=reserved,
    )


def _telling(anew: Anew, worth: float, most: float) -> Callable[[Line], None] | None:
    """Return who hears of the whole plan, with what stays in it."""
    tell = anew.tell
    if tell is None:
        return None
    return lambda line: tell(
        replace(line, value=line.value + worth, bound=min(line.bound + worth, most))
    )
