"""A member that leaves: what happens to its assets, open orders and balances, said and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from artel.desk import held_looks
from artel.desk.governance_change import assets_of
from artel.desk.orders import found, move
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files
from artel.orders.life import CLOSED, FROZEN, State

if TYPE_CHECKING:
    from artel.store.connections import Unit

    Row = dict[str, Any]

Choice = Literal["finish", "cancel"]
"""What becomes of open orders. One that an owner has acknowledged is finished in any case."""
OPEN = sorted(str(state) for state in State if state not in CLOSED)


def terms(unit: Unit, party: str, orders: Choice) -> Row:
    """Return what a withdrawal means as things stand. The unit is the operator's."""
    pool = pool_of_files(files_of(unit))
    return {
        "party": party,
        "assets": assets_of(pool, party),
        "orders": orders,
        "open_orders": [_order(row, orders) for row in _open(unit, party)],
        "balances": unit.rows("balances_of_party", party=party),
    }


def _open(unit: Unit, party: str) -> list[Row]:
    return unit.rows("open_orders_of_party", party=party, states=OPEN)


def _order(row: Row, choice: Choice) -> Row:
    kept = choice == "finish" or row["state"] in FROZEN
    return {"order": row["id"], "state": row["state"], "then": "finished" if kept else "cancelled"}


def done(unit: Unit, proposal: Row) -> Row:
    """Do on the day what the terms said, and return it: orders, and balances to be settled."""
    said = proposal["body"]["terms"]
    party, choice = said["party"], said["orders"]
    rows = [_order(row, choice) for row in _open(unit, party)]
    for row in rows:
        if row["then"] == "cancelled":
            _cancel(unit, row["order"], f"{party} has left the pool", proposal["article"])
    balances = unit.rows("balances_of_party", party=party)
    result = {"open_orders": rows, "balances": balances}
    unit.enter("member.left", party, result, proposal["body"]["members"])
    unit.tell("member.left", party, proposal["body"]["members"], {"party": party})
    return result


def _cancel(unit: Unit, name: str, why: str, article: str) -> None:
    """Take an order out of the plan and close it: the desk's own hand rejects, as none cancels."""
    hold = unit.row("hold_of_order", order_id=name)
    if hold is not None:
        held_looks.end(unit, hold, "withdrawn", why)
    row = found(unit.row("order_locked", id=name), name)
    if row["state"] == State.SCHEDULED:
        move(unit, name, State.ACCEPTED, why, article)
    elif row["state"] in (State.DRAFT, State.QUOTED):
        move(unit, name, State.RECEIVED)
    move(unit, name, State.REJECTED, why, article)
