"""The life of an order at the desk: placed, accepted or rejected, amended, cancelled, expired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.errors import Conflict, NotAllowed, NotFound
from artel.commons.ids import canonical_json
from artel.desk.desk import new_id
from artel.desk.permissions import OPERATOR, permit
from artel.orders.life import RULES, State, step
from artel.orders.not_sold import check_sold
from artel.orders.wishes import read_wish, wish_body, wish_of
from artel.orders.wishes_amend import amended
from artel.orders.wishes_models import Imaging
from artel.orders.wishes_problems import WishError, WishProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.orders.wishes import Known, Wish
    from artel.store.connections import Unit

Row = dict[str, Any]
PAGE = 200
LAPSING = sorted(str(before) for before, after in RULES if after is State.EXPIRED)
"""The states that an order may expire in: what its owner has acknowledged runs its course."""


def place(unit: Unit, body: Mapping[str, Any], known: Known) -> Row:
    """Take an order in and return its row; it is `received`, and a planner accepts it.

    Raises WishError for what is wrong with it, and NotAllowed where the actor orders for somebody
    else.
    """
    permit(unit.actor, "order.place")
    check_sold(body)
    wish = read_wish(body, known)
    check_bringer(unit.actor, wish)
    return stored(unit, wish, new_id(unit, "O", exercise=wish.exercise))


def place_many(unit: Unit, bodies: Sequence[Mapping[str, Any]], known: Known) -> list[Row]:
    """Take many orders in, all or none, and return their rows in the same order.

    Raises WishError for what is wrong with any of them: each pointer begins with /orders and the
    order's place in the list, from 0. Raises NotAllowed as `place` does.
    """
    permit(unit.actor, "order.place")
    wishes, problems = [], []
    for number, body in enumerate(bodies):
        try:
            check_sold(body)
            wish = read_wish(body, known)
        except WishError as error:
            at = f"/orders/{number}"
            problems += [
                WishProblem(f"{at}{each.pointer}", each.sentence) for each in error.problems
            ]
        else:
            wishes.append(wish)
    if problems:
        raise WishError(problems)
    for wish in wishes:
        check_bringer(unit.actor, wish)
    return [stored(unit, each, new_id(unit, "O", exercise=each.exercise)) for each in wishes]


def stored(unit: Unit, wish: Wish, name: str) -> Row:
    """Store an order that was checked, under this id, and write it down."""
    row = _row_of(unit, wish, name)
    unit.enter("order.placed", row["id"], {"wish": wish_body(wish)}, parties=[wish.brought_by])
    _tell(unit, row)
    return row


def check_bringer(actor: Actor, wish: Wish) -> None:
    """Raise NotAllowed where the actor orders for somebody else."""
    if actor.role in OPERATOR:
        return
    mine = wish.brought_by == (actor.home or actor.party)
    theirs = actor.role is not Role.CUSTOMER or wish.customer == actor.party
    if not (mine and theirs):
        raise NotAllowed(
            f"{actor.name} may not order for {wish.brought_by}, {wish.customer}.",
            next_step=f"Order for {actor.home or actor.party}.",
        )


def _row_of(unit: Unit, wish: Wish, name: str) -> Row:
    row = unit.row(
        "order_added",
        id=name,
        exercise=wish.exercise,
        brought_by=wish.brought_by,
        customer=wish.customer,
        placed_by=unit.actor.account,
        kind=str(wish.kind),
        order_class=str(wish.order_class),
        wish=canonical_json(wish_body(wish)),
        not_before=wish.not_before,
        not_after=wish.not_after,
        deliver_by=due_of(wish),
        at=unit.now,
    )
    _write_step(unit, name, None, State.RECEIVED, "")
    return found(row, name)


def stored_wish(row: Mapping[str, Any]) -> Wish:
    """Return the wish of an order's row. It was checked when it came, and is not judged again."""
    return wish_of(row["wish"])


def due_of(wish: Wish) -> datetime:
    """Return when a wish is to be served at the latest."""
    return wish.deliver_by if isinstance(wish, Imaging) else wish.not_after


def found(row: Row | None, name: str) -> Row:
    """Return the row. Raises NotFound where there is none, or where it is hidden."""
    if row is None:
        raise NotFound(f"There is no '{name}' here.", next_step="Look at the list.")
    return row


def get(unit: Unit, name: str) -> Row:
    """Return one order with the steps of its life. Raises NotFound."""
    permit(unit.actor, "order.read")
    row = found(unit.row("order_by_id", id=name), name)
    return {**row, "steps": unit.rows("steps_of_order", order_id=name)}


def page(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return at most `limit` orders, newest first, that come after this id in the list."""
    permit(unit.actor, "order.read")
    return unit.rows("orders_page", after=after, limit=min(limit, PAGE), state=state)


def move(unit: Unit, name: str, to: State, reason: str = "", article: str | None = None) -> Row:
    """Take one step of an order's life and write it down. Raises InputError, NotFound."""
    row = found(unit.row("order_locked", id=name), name)
    step(row["state"], to, unit.actor.role, reason, article or "")
    changed = found(unit.row("order_moved", id=name, state=str(to), at=unit.now), name)
    _write_step(unit, name, row["state"], to, reason, article)
    body = {"from": row["state"], "state": str(to), "reason": reason, "article": article}
    unit.enter(f"order.{to}", name, body, parties=[row["brought_by"]])
    _tell(unit, changed, reason=reason, article=article)
    return changed


def _write_step(
    unit: Unit, name: str, before: str | None, to: State, reason: str, article: str | None = None
) -> None:
    unit.run(
        "step_added",
        order_id=name,
        from_state=before,
        state=str(to),
        at=unit.now,
        actor=unit.actor.account,
        reason=reason,
        article=article,
    )


def _tell(unit: Unit, row: Row, **said: Any) -> None:
    audience = sorted({row["brought_by"], row["customer"]})
    body = {"order": row["id"], "state": row["state"], "exercise": row["exercise"]}
    kept = {name: value for name, value in said.items() if value}
    unit.tell("order.state", row["id"], audience, {**body, **kept})


def accept(unit: Unit, name: str) -> Row:
    """Accept an order for planning. A planner's step."""
    permit(unit.actor, "order.coordinate")
    return move(unit, name, State.ACCEPTED)


def reject(unit: Unit, name: str, reason: str) -> Row:
    """Reject an order, with the reason that its customer is told. A planner's step."""
    permit(unit.actor, "order.coordinate")
    return move(unit, name, State.REJECTED, reason)


def cancel(unit: Unit, name: str, reason: str) -> Row:
    """Cancel an order. What is tasked already is recalled by the plan's repair, not here."""
    permit(unit.actor, "order.cancel")
    return move(unit, name, State.CANCELLED, reason)


def amend(
    unit: Unit, name: str, patch: Mapping[str, Any], known: Known, version: int | None = None
) -> Row:
    """Change the terms of an order that is not planned yet. Raises Conflict on a stale version."""
    permit(unit.actor, "order.amend")
    row = found(unit.row("order_locked", id=name), name)
    if version is not None and version != row["version"]:
        raise Conflict(
            f"'{name}' is at version {row['version']}, and this amends version {version}.",
            next_step="Read it again and amend that.",
        )
    wish = amended(stored_wish(row), patch, row["state"], known)
    check_bringer(unit.actor, wish)
    changed = unit.row(
        "order_amended",
        id=name,
        wish=canonical_json(wish_body(wish)),
        order_class=str(wish.order_class),
        not_before=wish.not_before,
        not_after=wish.not_after,
        deliver_by=due_of(wish),
        at=unit.now,
    )
    unit.enter("order.amended", name, {"wish": wish_body(wish)}, parties=[row["brought_by"]])
    return found(changed, name)


def expire(unit: Unit) -> list[str]:
    """Let every open order whose window has closed expire, and return their ids."""
    names = [row["id"] for row in unit.rows("orders_overdue", at=unit.now, states=LAPSING)]
    for name in names:
        move(unit, name, State.EXPIRED, "its window closed before it could be served")
    return names
