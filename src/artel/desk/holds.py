"""Firm holds at the desk: a look kept until a stated time, and accepted, released or expired.

One hold is made or accepted at a time in a process; between processes the plan's row is locked and
the claims of holds exclude each other. What was computed of a plan or of holds that changed
meanwhile is computed again.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from artel.commons.actors import Role
from artel.commons.errors import Conflict, InputError
from artel.commons.instants import from_posix, posix_text, to_posix
from artel.desk import held_looks, plans, quotes, quotes_ground
from artel.desk.desk import SYSTEM
from artel.desk.orders import found, move, stored_wish
from artel.desk.permissions import permit
from artel.orders.life import State
from artel.orders.orders import Consent
from artel.studies.holding import FOR_EVER, accepted, hold_in
from artel.studies.quote import quoted
from artel.studies.standing import with_orders

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.desk.quotes_ground import Asked
    from artel.orders.orders import Order
    from artel.store.connections import Unit

    Row = dict[str, Any]

LONGEST = timedelta(hours=24)
PAGE = 200
TRIES = 8
_ONE_AT_A_TIME = threading.Lock()
_Result = TypeVar("_Result")


class Taken(Conflict):
    """What was asked for cannot be held; `alternatives` are windows in which something can."""

    def __init__(self, message: str, alternatives: list[Row]) -> None:
        step = "Ask for one of the alternatives." if alternatives else "Ask for a quote again."
        super().__init__(message, next_step=step)
        self.alternatives = alternatives


class _Changed(Exception):
    """The plan, or what is held, is not what was computed with any more."""


def make(
    desk: Desk,
    actor: Actor,
    name: str,
    length: timedelta,
    window: tuple[datetime, datetime] | None = None,
) -> Row:
    """Hold the likeliest look for an order that costs the plan nothing, and return the hold.

    `window` is where the image has to be taken, if anywhere. Raises Taken where there is no such
    look, Conflict where the order is not accepted yet or held already.
    """
    if not timedelta(0) < length <= LONGEST:
        raise InputError("A hold runs for at most 24 hours.", next_step="Hold it for less.")
    order, row = _order(desk, actor, name)
    until = desk.clock.now() + length
    span = (row["not_before"], row["not_after"])
    wanted = tuple(map(to_posix, window)) if window else FOR_EVER

    def work() -> str:
        asked = quotes_ground.asked_over(desk, span, exercise=row["exercise"])
        later = replace(quotes.plan_with(desk, asked, order), at=to_posix(until))
        found = quoted(later, order, asked.ground.sky)
        document = hold_in(found, (wanted[0], wanted[1]))
        if document is None:
            others = quotes.windows_of(found.quote.offers)
            raise Taken(f"Nothing can be held for '{name}' then.", others)
        return _written(desk, actor, row, asked, document)

    hold = _settled(work)
    with desk.unit(actor) as unit:
        return get(unit, hold)


def _order(desk: Desk, actor: Actor, name: str) -> tuple[Order, Row]:
    """Return an order that may be held, as plans know it. Raises NotFound, Conflict."""
    with desk.unit(actor) as unit:
        permit(actor, "hold.make")
        row = found(unit.row("order_by_id", id=name), name)
        if row["state"] != State.ACCEPTED:
            raise Conflict(
                f"'{name}' is {row['state']}; what is accepted and not planned can be held."
            )
    # In the desk's own name: what a party was asked is not for who ordered to read.
    with desk.unit() as unit:
        granted = unit.rows("consents_granted", order_id=name)
    consents = [Consent(article=each["article"], party=each["party"]) for each in granted]
    return quotes.order_of(stored_wish(row), name, consents), row


def _settled(work: Callable[[], _Result]) -> _Result:
    """Return what the work returns, done again while another process is quicker."""
    with _ONE_AT_A_TIME:
        for _ in range(TRIES):
            try:
                return work()
            except _Changed:
                continue
    raise Conflict("Others were quicker each time.", next_step="Try again in a moment.")


def _for(actor: Actor) -> Actor:
    """Return the desk's own hand in the name of this account: it books what the account asked."""
    return replace(actor, role=Role.SYSTEM, party="", home="")


def _lock(unit: Unit, asked: Asked, *, exercise: bool) -> None:
    """Hold others back from the plan. Raises _Changed where it or its holds are others now."""
    plan = unit.row("plan_locked", version=asked.ground.version)
    if plan is None or plan["state"] != "published":
        raise _Changed
    now = {each.id for each in held_looks.live(unit, exercise=exercise)}
    if now - {each.id for each in asked.holds}:
        raise _Changed


def _written(desk: Desk, actor: Actor, row: Row, asked: Asked, document: Row) -> str:
    with desk.unit(_for(actor)) as unit:
        _lock(unit, asked, exercise=row["exercise"])
        move(unit, row["id"], State.HELD)
        hold = held_looks.write(unit, row, asked.ground.version, document)
        body = {"hold": hold, "order": row["id"], "until": document["until"]}
        unit.enter("hold.made", hold, body, parties=[row["brought_by"]])
        unit.tell("hold.made", hold, [row["brought_by"], row["customer"]], body)
    return hold


def get(unit: Unit, hold: str) -> Row:
    """Return a hold as its customer sees it. Raises NotFound."""
    permit(unit.actor, "order.read")
    return found(unit.row("hold_by_id", id=hold), hold)


def page(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return at most `limit` holds that this actor may see, the newest first."""
    permit(unit.actor, "order.read")
    return unit.rows("holds_page", after=after, limit=min(limit, PAGE), state=state)


def release(desk: Desk, actor: Actor, hold: str) -> Row:
    """Give back what is held; the order waits to be planned. Raises NotFound, Conflict."""
    _running(desk, actor, hold)
    with desk.unit(_for(actor)) as unit:
        row = found(unit.row("hold_locked", id=hold), hold)
        held_looks.end(unit, row, "released")
    with desk.unit(actor) as unit:
        return get(unit, hold)


def _running(desk: Desk, actor: Actor, hold: str) -> Row:
    """Return a hold that runs, with its document. Raises NotFound, Conflict."""
    with desk.unit(actor) as unit:
        permit(actor, "hold.make")
        row = get(unit, hold)
        if row["state"] != "held" or row["until"] <= unit.now:
            ended = "expired" if row["state"] == "held" else row["state"]
            raise Conflict(f"The hold {hold} is {ended}.", next_step="Ask for a quote again.")
    with desk.unit(SYSTEM) as unit:
        return found(unit.row("hold_locked", id=hold), hold)


def accept(desk: Desk, actor: Actor, hold: str) -> Row:
    """Put what is held into the plan in force, and return the hold.

    A new version of the plan comes into force, the order is scheduled, its task is written.
    Raises NotFound, and Conflict where the hold has ended.
    """

    def work() -> None:
        row = _running(desk, actor, hold)
        asked = quotes_ground.asked_of_hold(desk, row)
        document = _with_image(desk, asked, row)
        version = plans.keep_draft(
            desk, _for(actor), document, asked.ground.version, exercise=row["exercise"]
        )
        _in_force(desk, actor, row, asked, version)

    _settled(work)
    with desk.unit(actor) as unit:
        return get(unit, hold)


def _with_image(desk: Desk, asked: Asked, row: Row) -> Row:
    """Return the plan in force with what is held in it, around what else is held."""
    held = held_looks.held_of_row(row)
    span = asked.ground.standing.problem.span
    others = [each for each in asked.holds if each.id != row["id"]]
    low, high = map(from_posix, span)
    kept = held_looks.kept_over(others, (low, high))
    standing = quotes_ground.kept_off(asked.ground, to_posix(desk.clock.now()), kept)
    given = with_orders(standing, [held.order], asked.ground.fleet)
    return accepted(asked.ground.document, given, held)


def _in_force(desk: Desk, actor: Actor, row: Row, asked: Asked, version: int) -> None:
    with desk.unit(_for(actor)) as unit:
        _lock(unit, asked, exercise=row["exercise"])
        held_looks.end(unit, row, "accepted")
        plans.publish(unit, version)


def expire(desk: Desk) -> list[str]:
    """End every hold whose time is over, and return their ids. A job."""
    with desk.unit(SYSTEM) as unit:
        rows = unit.rows("holds_overdue", at=unit.now)
        for row in rows:
            until = posix_text(to_posix(row["until"]))
            held_looks.end(unit, row, "expired", f"its hold ended at {until}")
    return [row["id"] for row in rows]


def tell_withdrawn(desk: Desk) -> list[str]:
    """Tell the customers of withdrawn holds what else could be held now. A job."""
    with desk.unit(SYSTEM) as unit:
        rows = unit.rows("holds_to_tell")
    for row in rows:
        others = _alternatives(desk, row)
        with desk.unit(SYSTEM) as unit:
            order = found(unit.row("order_by_id", id=row["order_id"]), row["order_id"])
            if unit.run("hold_told", id=row["id"]):
                audience = [order["brought_by"], order["customer"]]
                body = {"hold": row["id"], "order": order["id"], "alternatives": others}
                unit.tell("hold.alternatives", row["id"], audience, body)
    return [row["id"] for row in rows]


def _alternatives(desk: Desk, row: Row) -> list[Row]:
    held = held_looks.held_of_row(row)
    span = held.order.not_before, held.order.not_after
    try:
        asked = quotes_ground.asked_over(desk, span, exercise=row["exercise"])
        return quotes.windows_of(quotes.quote_of(desk, asked, held.order).quote.offers)
    except (Conflict, InputError):
        return []
