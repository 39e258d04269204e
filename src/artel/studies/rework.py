"""A plan document changed by hand: looks chosen, orders left out or locked, all else planned anew.

What a planner may choose from is told look by look, with what stands in the way of each. A plan
can also be led back to an earlier one, as far as its day still lets it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.errors import InputError
from artel.commons.instants import posix_text, to_posix
from artel.commons.names import hint
from artel.planner.midday import Midday
from artel.planner.repair import Besides
from artel.planner.rework import CAUSE, Anew, Hand
from artel.planner.rework import rework as reworked
from artel.planner.values import Obstacle
from artel.studies.events import Befallen
from artel.studies.hand import add_hand, hand_of
from artel.studies.plan_document import obstacle_row
from artel.studies.planned import SEED
from artel.studies.repair import Changes, check_instant, mended_of
from artel.studies.situation import empty_uploads
from artel.studies.standing import day_so_far, look_like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Opportunity
    from artel.studies.planned import Work
    from artel.studies.pool import Pool
    from artel.studies.repair import Mended
    from artel.studies.standing import Standing
    from artel.studies.tracks import Tracks

    Keep = Callable[[Pool, Tracks, Problem], Problem]

NEAR_S = 30.0
"""A look is meant that begins so near to the instant that is said."""
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Take:
    """A look that a planner chooses: of which order, by which satellite, at which POSIX s.

    Without a `piece`, that of the look which begins nearest is meant, and so with the `sensor`.
    """

    order: str
    satellite: str
    start: float
    sensor: str | None = None
    piece: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a planner wants: looks taken, orders left out and locked from now on.

    With `back_to`, a plan document, its looks are taken as far as that can still be, and what it
    had locked or left out is so again. With `work` all that is not locked is planned anew.
    """

    takes: tuple[Take, ...] = ()
    leaves: frozenset[str] = frozenset()
    locks: frozenset[str] = frozenset()
    back_to: Mapping[str, Any] | None = None
    work: Work | None = None


def rework_plan(
    plan: Mapping[str, Any],
    wanted: Wanted,
    at: datetime,
    keep: Keep = lambda _pool, _tracks, problem: problem,
) -> Mended:
    """Return a plan document (artel-plan/1) changed by hand at an instant.

    Everything is computed from the inputs that the plan carries. `keep` returns the problem with
    the holds that it is changed around. Raises InputError where something is named that is not
    there, or a look cannot be taken.
    """
    check_instant(plan, at)
    standing = day_so_far(plan)
    empty = empty_uploads(plan, standing)
    problem = keep(standing.pool, standing.tracks, standing.problem)
    hand, sentence = _hand(replace(standing, problem=problem), wanted)
    most = float(plan["value"]["bound"])
    besides = Besides(most, tuple(empty), locked=hand.locks, left=hand.leaves)
    seconds = to_posix(at)
    found = reworked(problem, standing.bookings, seconds, hand, besides, _anew(wanted.work))
    cause = {"kind": CAUSE, "name": None, "article": None, "orders": _named(hand)}
    befallen = Befallen(standing.pool, cause, sentence, frozenset())
    mended = mended_of(plan, befallen, seconds, Changes(standing, found), problem, empty)
    add_hand(mended.document, (hand.locks, hand.leaves), found.within)
    return mended


def _anew(work: Work | None) -> Anew | None:
    if work is None:
        return None
    return Anew(work.effort, np.random.default_rng(SEED), work.tell)


def _named(hand: Hand) -> list[str]:
    named = {look.order for look in hand.takes} | {key[0] for key in hand.gives}
    return sorted(named | hand.leaves | hand.locks)


# ---------------------------------------------------------------- what is wanted


def _hand(standing: Standing, wanted: Wanted) -> tuple[Hand, str]:
    """Return what is wanted as the planner takes it, and in words."""
    if wanted.back_to is not None:
        return _back(standing, wanted.back_to)
    _check_names(standing, wanted)
    takes = tuple(_chosen(standing, each) for each in wanted.takes)
    if len({each.key for each in takes}) < len(takes):
        raise InputError(
            "Two looks are chosen where one is taken: of one order, or of one piece of it.",
            next_step="Choose one of them.",
        )
    hand = Hand(takes=takes, leaves=wanted.leaves, locks=wanted.locks)
    counts = (
        (len(hand.takes), "looks chosen"),
        (len(hand.leaves), "orders left out"),
        (len(hand.locks), "orders locked"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counts if count) or "nothing locked"
    anew = "" if wanted.work is None else ", and all else planned anew"
    return hand, f"changed by hand: {said}{anew}"


def _check_names(standing: Standing, wanted: Wanted) -> None:
    known = {order.id for order in standing.problem.orders}
    imaged = {each.opportunity.order for each in standing.bookings}
    taken = {each.order for each in wanted.takes}
    for name in sorted({*taken, *wanted.leaves, *wanted.locks} - known):
        raise InputError(f"The plan has no order '{name}'.", next_step=hint(name, known))
    for name in sorted(wanted.leaves & (wanted.locks | taken)):
        raise InputError(f"'{name}' is to be left out and kept.", next_step="Decide on one.")
    for name in sorted(wanted.locks - imaged - taken):
        raise InputError(
            f"'{name}' is not in the plan, and cannot be locked.", next_step="Choose a look of it."
        )


def _chosen(standing: Standing, take: Take) -> Opportunity:
    """Return the look that is meant. Raises InputError, with the nearest there are."""
    looks = [each for each in standing.problem.opportunities if each.order == take.order]
    mine = [
        each
        for each in looks
        if each.satellite == take.satellite
        and take.sensor in (None, each.sensor)
        and take.piece in (None, each.piece)
    ]
    nearest = min(mine, key=lambda each: (abs(each.start - take.start), each.key), default=None)
    if nearest is None or abs(nearest.start - take.start) > NEAR_S:
        raise InputError(
            f"{take.satellite} has no look at '{take.order}' at {posix_text(take.start)}.",
            next_step=_nearest(looks, take.start),
        )
    return nearest


def _nearest(looks: Sequence[Opportunity], start: float) -> str:
    near = sorted(looks, key=lambda each: abs(each.start - start))[:NEAREST]
    told = [f"{each.satellite}/{each.sensor}@{posix_text(each.start)[:19]}Z" for each in near]
    return f"The nearest: {', '.join(told)}." if told else "No satellite has a look at it."


def _back(standing: Standing, earlier: Mapping[str, Any]) -> tuple[Hand, str]:
    """Return what leads a plan back to an earlier one of the same day.

    Orders that came since stay as they are, and what is gone since then is not wanted.
    """
    if earlier["horizon"] != _horizon(standing):
        raise InputError("That plan is of another time.", next_step="Name one of the same horizon.")
    known = {order.id for order in standing.problem.orders}
    had = {each["order"] for each in (*earlier["images"], *earlier["unplanned"])}
    takes = tuple(_again(standing, earlier["images"]))
    keys = {each.key for each in takes}
    now = [each.opportunity.key for each in standing.bookings]
    locks, leaves = hand_of(earlier)
    hand = Hand(
        takes=takes,
        gives=tuple(key for key in now if key not in keys and key[0] in had),
        leaves=leaves & known,
        locks=(locks & {key[0] for key in keys}) | (known - had),
        lenient=True,
        why="as it was planned before",
    )
    return hand, "led back to an earlier plan"


def _horizon(standing: Standing) -> dict[str, str]:
    start, end = standing.problem.span
    return {"start": posix_text(start), "end": posix_text(end)}


def _again(standing: Standing, images: Iterable[Mapping[str, Any]]) -> Iterable[Opportunity]:
    looks: dict[tuple[str, str], list[Opportunity]] = {}
    for each in standing.problem.opportunities:
        looks.setdefault((each.order, each.satellite), []).append(each)
    for image in images:
        found = look_like(image, looks.get((image["order"], image["satellite"]), ()))
        if found is not None:
            yield found


# ---------------------------------------------------------------- what there is to choose from


def looks_at(standing: Standing, order: str) -> list[dict[str, Any]]:
    """Return every look at an order that a plan could take from its instant on, the first first.

    Each says whether it is the one that is taken, whether it is free beside all that is planned,
    and what stands in its way where it is not. Raises InputError for an order that is not there.
    """
    known = {each.id for each in standing.problem.orders}
    if order not in known:
        raise InputError(f"The plan has no order '{order}'.", next_step=hint(order, known))
    midday = Midday(standing.problem, standing.at)
    mine = {each.opportunity.key: each for each in standing.bookings}
    for booking in standing.bookings:
        if booking.opportunity.order != order:
            midday.hold(booking)
    looks = [each for each in standing.problem.opportunities if each.order == order]
    return [
        _look_row(midday, look, mine.get(look.key))
        for look in sorted(looks, key=lambda each: (each.start, each.satellite, each.piece))
        if look.start >= standing.at
    ]


def _look_row(midday: Midday, look: Opportunity, taken: Booking | None) -> dict[str, Any]:
    found = midday.engine.missing(look) or midday.fit(look)
    obstacle = found if isinstance(found, Obstacle) else None
    nothing = {"code": None, "article": None, "resource": None, "reason": None}
    return {
        "piece": look.piece or None,
        "satellite": look.satellite,
        "owner": look.owner,
        "sensor": look.sensor,
        "start": posix_text(look.start),
        "end": posix_text(look.end),
        "off_nadir_deg": round(math.degrees(look.off_nadir), 2),
        "gsd_m": round(look.gsd, 3),
        "received_at": posix_text(found.downlink.end) if not isinstance(found, Obstacle) else None,
        "taken": taken is not None and taken.opportunity is look,
        "free": obstacle is None,
        **(nothing if obstacle is None else obstacle_row(obstacle)),
    }
