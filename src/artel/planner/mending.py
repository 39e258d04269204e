"""Filling a plan that is being mended: what fits, and what makes room for what is worth more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from artel.planner.outcomes import density, worthwhile
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from artel.planner.midday import Midday
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Key, Link, Opportunity

EXCHANGES = 600
"""Looks that are tried at the price of moving others."""
MOVED_PART = 0.1
"""The part of the bookings that nothing happened to which may be moved for others."""
_RIVALS = 2
_CHEAPEST = 3
_SPENT = frozenset({Reason.ARTICLE, Reason.DUTY, Reason.RECORDER})


@dataclass(frozen=True, slots=True)
class Why:
    """Why a booking was changed: what caused it, in words, and the article that speaks of it."""

    cause: str
    sentence: str
    article: str | None = None


@dataclass
class Run:
    """A plan while it is mended: as it was, as it is, and why it changed.

    `renewed` says from when on, POSIX s, a satellite flies by new elements. Orders that a planner
    `locked` make room for none that is worth more; those that it `left` out are not booked.
    """

    problem: Problem
    before: dict[Key, Booking]
    midday: Midday
    why: dict[Key, Why] = field(default_factory=dict)
    withdrawn: dict[Key, Link] = field(default_factory=dict)
    stuck: list[Key] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)
    renewed: Mapping[str, float] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()

    def lose(self, booking: Booking, why: Why) -> None:
        """Note why a booking changes."""
        self.why[booking.opportunity.key] = why


def insert(run: Run, wanted: Collection[str]) -> list[Booking]:
    """Book what fits of these orders, by class and value density, and return it."""
    midday, new = run.midday, []
    for look in sorted(_open(run, wanted), key=lambda each: _urgency(midday, each)):
        if look.key in midday.bookings or not _worthwhile(midday, look):
            continue
        found = midday.fit(look)
        if not isinstance(found, Obstacle):
            midday.hold(found)
            new.append(found)
    return new


def _open(run: Run, wanted: Collection[str]) -> list[Opportunity]:
    return [
        each
        for each in run.problem.opportunities
        if each.order in wanted
        and each.order not in run.left
        and each.start >= run.midday.at
        and each.key not in run.midday.bookings
    ]


def _worthwhile(midday: Midday, look: Opportunity) -> bool:
    taken = list(midday.images[look.order].values())
    return worthwhile(midday.orders[look.order], taken, look)


def _urgency(midday: Midday, look: Opportunity) -> tuple[float | str, ...]:
    order = midday.orders[look.order]
    dense = density(order, list(midday.images[order.id].values()), look)
    return (midday.ranks[order.id], -round(dense, 9), order.id, look.end + look.delay,
            look.satellite, look.sensor, look.pitch)  # fmt: skip


def exchange(run: Run) -> None:
    """Move a few images for others, while that is worth more and little is moved."""
    midday = run.midday
    touched = set(run.why)
    allowed = int(MOVED_PART * sum(key not in touched for key in run.before))
    looks = sorted(_open(run, midday.orders), key=lambda each: _urgency(midday, each))
    tried = 0
    for look in looks:
        if tried >= EXCHANGES or allowed <= 0:
            return
        if look.key in midday.bookings or not _worthwhile(midday, look):
            continue
        for rivals in _ways(midday, look):
            tried += 1
            if len(rivals) <= allowed and _room_for(run, look, rivals, touched):
                allowed -= len(rivals)
                break


def _ways(midday: Midday, look: Opportunity) -> list[list[Key]]:
    """Return bookings that could make room for a look: what meets it, or what uses up its day."""
    rivals = midday.engine.attitudes[look.satellite].rivals(look)
    if rivals:
        return [[each.key for each in rivals]] if len(rivals) <= _RIVALS else []
    found = midday.fit(look)
    if not isinstance(found, Obstacle) or found.reason not in _SPENT:
        return []
    orders, order = midday.orders, midday.orders[look.order]
    mine = -midday.ranks[order.id], order.value
    cheaper = sorted(
        (-midday.ranks[key[0]], orders[key[0]].value, key)
        for key, each in midday.bookings.items()
        if each.opportunity.satellite == look.satellite
        or orders[key[0]].brought_by == order.brought_by
    )
    return [[key] for rank, value, key in cheaper if (rank, value) < mine][:_CHEAPEST]


def _room_for(run: Run, look: Opportunity, rivals: Sequence[Key], touched: set[Key]) -> bool:
    """Book a look in the place of others, which go elsewhere; all as before if that is worse."""
    midday = run.midday
    theirs = [midday.bookings[key] for key in rivals]
    if any(midday.done(each) or each.opportunity.order in run.locked for each in theirs):
        return False
    snapshot, value = dict(midday.bookings), midday.value()
    for key in rivals:
        midday.give_back(key)
    found = midday.fit(look)
    if not isinstance(found, Obstacle):
        midday.hold(found)
        insert(run, {key[0] for key in rivals})
        links = {
            each.opportunity.key: midday.replacing(each) for each in theirs if midday.fixed(each)
        }
        if midday.value() > value and None not in links.values():
            why = Why("room", f"it makes room for {look.order}")
            run.why |= {key: why for key in rivals if key not in touched}
            _take_back(run, links)
            return True
    midday.restore(snapshot)
    return False


def _take_back(run: Run, links: dict[Key, Link | None]) -> None:
    """Note by which command passes commands that were sent are taken back, and keep those."""
    for key, link in links.items():
        if link is not None:
            run.midday.keep(link)
            run.withdrawn[key] = link
