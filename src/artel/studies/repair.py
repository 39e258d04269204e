"""A plan document mended in mid-day: what happened, what moved and why, and what each is owed."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import digest, pretty_json
from artel.commons.instants import instant_text, parse_instant, posix_text, to_posix
from artel.planner.outcomes import worth
from artel.planner.repair import Besides, repair
from artel.studies.day import alone
from artel.studies.events import befall
from artel.studies.hand import add_hand, hand_of
from artel.studies.plan_document import document_of
from artel.studies.planned import Day, Work
from artel.studies.pool import check_orders
from artel.studies.situation import empty_uploads, situation_of, with_new_elements
from artel.studies.standing import day_so_far

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from artel.planner.mending import Why
    from artel.planner.problem import Problem
    from artel.planner.repair import Repaired
    from artel.planner.values import Booking, Key, Link, Opportunity
    from artel.studies.events import Befallen, Event
    from artel.studies.pool import Pool
    from artel.studies.standing import Standing
    from artel.studies.tracks import Tracks

    Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Mended:
    """A repaired day and its document."""

    day: Day
    document: dict[str, Any]


def repair_plan(
    plan: Mapping[str, Any],
    event: Event,
    at: datetime,
    keep: Callable[[Pool, Tracks, Problem], Problem] = lambda _pool, _tracks, problem: problem,
) -> Mended:
    """Return a plan document (artel-plan/1) mended after an event at an instant.

    Everything is computed from the inputs that the plan carries. `keep` returns the problem with
    the holds that it is mended around. Raises InputError where the
    event is not of this pool, lies outside the plan or before its last repair, or where an order
    is cancelled whose image is fixed.
    """
    check_instant(plan, at)
    standing = day_so_far(plan)
    befallen = befall(standing.pool, event, at, plan)
    start, pool = parse_instant(plan["horizon"]["start"]), befallen.pool
    urgent = [order for order in pool.orders if order.id in befallen.emergencies]
    check_orders(pool, urgent, start)
    empty = empty_uploads(plan, standing)
    standing, bookings = with_new_elements(standing, pool, befallen.updates)
    problem = keep(pool, standing.tracks, situation_of(standing, pool))
    seconds = to_posix(at)
    besides = Besides(
        _most(plan, befallen, problem),
        tuple(empty),
        {each.satellite: each.since for each in befallen.updates},
        *hand_of(plan),
    )
    found = repair(problem, bookings, seconds, befallen.emergencies, besides)
    _check_free(standing, found)
    mended = mended_of(plan, befallen, seconds, Changes(standing, found), problem, empty)
    add_hand(mended.document, hand_of(plan))
    return mended


def mended_of(
    plan: Mapping[str, Any],
    befallen: Befallen,
    at: float,
    changes: Changes,
    problem: Problem,
    empty: Sequence[Link],
) -> Mended:
    """Return the mended day with its document, which tells of the change at an instant, POSIX s.

    `problem` is the day as it is now, `empty` are its command passes that carried no image before.
    """
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    standing, found = changes.standing, changes.repaired
    day = Day(befallen.pool, start, end, standing.tracks, problem, found.outcome, standing.staffing)
    document = document_of(day, _members(plan, day, befallen.parties))
    add_uploads(document, found.withdrawn.values(), empty)
    row = change_row(plan, befallen, at, changes)
    document["repairs"] = [*plan.get("repairs", ()), row]
    return Mended(day, document)


def _members(plan: Mapping[str, Any], day: Day, touched: Collection[str]) -> list[dict[str, Any]]:
    """Return the table of members; what a party would have alone changes with its own alone."""
    taken: dict[str, list[Opportunity]] = defaultdict(list)
    for booking in day.outcome.bookings:
        taken[booking.opportunity.order].append(booking.opportunity)
    rows = []
    for row in plan["members"]:
        brought = [order for order in day.pool.orders if order.brought_by == row["member"]]
        served = [order for order in brought if order.id in taken]
        new = {
            "orders": len(brought),
            "served": len(served),
            "value": sum(worth(order, taken[order.id]) for order in served),
        }
        if row["member"] in touched:
            by_itself = alone(day, [row["member"]], Work())
            orders = {each.opportunity.order for each in by_itself.bookings}
            new |= {"alone_served": len(orders), "alone_value": by_itself.value}
        rows.append({**row, **new})
    return rows


def check_instant(plan: Mapping[str, Any], at: datetime) -> None:
    """Raise InputError for an instant outside a plan, or before its last repair."""
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    if not start <= at < end:
        raise InputError(
            f"{instant_text(at)} is not within the plan, which runs from {instant_text(start)} to"
            f" {instant_text(end)}.",
            next_step="Give --at within it.",
        )
    earlier = [parse_instant(each["at"]) for each in plan.get("repairs", ())]
    if earlier and at < max(earlier):
        raise InputError(
            f"The plan was repaired at {instant_text(max(earlier))} already.",
            next_step="Give --at no earlier than that.",
        )


def _check_free(standing: Standing, found: Repaired) -> None:
    """Refuse to cancel what is imaged, or what the satellite can no longer be told to leave."""
    for booking in standing.bookings:
        taken = booking.opportunity
        if taken.key in found.stuck:
            raise InputError(
                f"The image of {taken.order} by {taken.satellite} at {posix_text(taken.start)} was"
                f" commanded at {posix_text(booking.upload.start)}, and no command pass is left"
                " before its cut-off.",
                next_step="Nothing was changed.",
            )


def add_uploads(document: dict[str, Any], *links: Iterable[Link]) -> None:
    """Add command passes that carry no image to the document's uploads, each once."""
    uploads = document["uploads"]
    known = {(each["satellite"], each["start"]) for each in uploads}
    for link in (link for some in links for link in some):
        row = upload_row(link)
        if (row["satellite"], row["start"]) not in known:
            known.add((row["satellite"], row["start"]))
            uploads.append({"id": f"U-{len(uploads) + 1:03d}", **row, "images": []})


def upload_row(link: Link) -> dict[str, Any]:
    """Return where and when a command pass is."""
    return {
        "satellite": link.contact.satellite,
        "station": link.contact.station,
        "antenna": link.contact.antenna,
        "start": posix_text(link.start),
        "end": posix_text(link.end),
    }


def _most(plan: Mapping[str, Any], befallen: Befallen, problem: Problem) -> float:
    """Return a value that no plan can pass: the bound before, and what was ordered since.

    That bound says nothing of looks that newer element sets bring.
    """
    if befallen.updates:
        return math.inf
    new = [order.value for order in problem.orders if order.id in befallen.emergencies]
    return float(plan["value"]["bound"]) + sum(new)


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True)
class Changes:
    """The bookings before and after, and why."""

    standing: Standing
    repaired: Repaired

    @property
    def before(self) -> dict[Key, Booking]:
        """The bookings as they stood, by the image that each is of."""
        return {each.opportunity.key: each for each in self.standing.bookings}

    @property
    def after(self) -> dict[Key, Booking]:
        """The bookings as they are now."""
        return {each.opportunity.key: each for each in self.repaired.outcome.bookings}


def change_row(
    plan: Mapping[str, Any], befallen: Befallen, at: float, changes: Changes
) -> dict[str, Any]:
    """Return the row of a plan's `repairs` that tells one change of it at an instant, POSIX s."""
    before, after = changes.before, changes.after
    kept = [key for key in before if key in after and _same(before[key], after[key])]
    owed = _credits(changes)
    moved, relinked, dropped = [], [], []
    for key, booking in before.items():
        row = _changed(booking, changes.repaired.why.get(key), changes)
        wish = befallen.cause["kind"] == "cancellation" and key[0] in befallen.cause["orders"]
        if key not in after:
            credit = 0.0 if wish else owed.pop(key[0], 0.0)
            dropped.append({**row, "credit": credit})
        elif not _same_look(booking, after[key]):
            moved.append({**row, "to": _where(after[key])})
        elif key not in kept:
            relinked.append({**row, "to": _where(after[key])})
    added = [
        _added(each, changes, befallen.emergencies)
        for key, each in after.items()
        if key not in before
    ]
    return {
        "base": digest(pretty_json(dict(plan))),
        "at": posix_text(at),
        "cause": befallen.cause,
        "sentence": befallen.sentence,
        "before": [_before(each) for each in changes.standing.bookings],
        "kept": len(kept),
        "relinked": relinked,
        "moved": moved,
        "dropped": dropped,
        "added": added,
        "withdrawn": [
            {"order": key[0], "piece": key[1] or None, **upload_row(link)}
            for key, link in changes.repaired.withdrawn.items()
        ],
    }


def _same_look(one: Booking, other: Booking) -> bool:
    a, b = one.opportunity, other.opportunity
    return (a.satellite, a.sensor, posix_text(a.start)) == (
        b.satellite, b.sensor, posix_text(b.start),
    )  # fmt: skip


def _same(one: Booking, other: Booking) -> bool:
    return _same_look(one, other) and _where(one) == _where(other)


def _where(booking: Booking) -> dict[str, Any]:
    taken, up, down = booking.opportunity, booking.upload, booking.downlink
    return {
        "satellite": taken.satellite,
        "sensor": taken.sensor,
        "start": posix_text(taken.start),
        "end": posix_text(taken.end),
        "commanded_by": up.contact.station,
        "command_at": posix_text(up.start),
        "received_by": down.contact.station,
        "received_at": posix_text(down.end),
    }


def _before(booking: Booking) -> dict[str, Any]:
    taken = booking.opportunity
    return {"order": taken.order, "piece": taken.piece or None, **_where(booking)}


def _changed(booking: Booking, why: Why | None, changes: Changes) -> dict[str, Any]:
    order = next(
        each for each in changes.standing.problem.orders if each.id == booking.opportunity.order
    )
    said = why.sentence if why is not None else "what was freed serves it better"
    return {
        "order": order.id,
        "piece": booking.opportunity.piece or None,
        "class": str(order.order_class),
        "value": order.value,
        "from": _where(booking),
        "why": said,
        "article": why.article if why is not None else None,
    }


def _added(booking: Booking, changes: Changes, urgent: Sequence[str]) -> dict[str, Any]:
    taken = booking.opportunity
    served = {key[0] for key in changes.before}
    said = "in the place of another image of it" if taken.order in served else "it fits now"
    if taken.order in urgent:
        said = "a declared emergency"
    return {
        "order": taken.order, "piece": taken.piece or None, "to": _where(booking), "why": said,
    }  # fmt: skip


def _credits(changes: Changes) -> dict[str, float]:
    """Return by order what it lost in value: that is its credit; once, at its first loss."""
    orders = {order.id: order for order in changes.standing.problem.orders}
    images: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for index, side in enumerate((changes.before, changes.after)):
        for key, booking in side.items():
            images[key[0]][index].append(booking.opportunity)
    found = {}
    for name, (was, now) in images.items():
        if name in orders:
            lost = worth(orders[name], was) - worth(orders[name], now)
            found[name] = max(round(lost, 6), 0.0)
    return found
