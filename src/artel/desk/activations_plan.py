"""The plan of an activation: its orders, of the archive and of new images, given free of charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.charter.articles import Donate
from artel.commons.actors import Role
from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.desk.activations import Stage, get, step
from artel.desk.desk import new_id
from artel.desk.orders import found, move, stored
from artel.desk.permissions import permit
from artel.desk.pool_files import files_of, known_of
from artel.desk.shelf import pool_of_files
from artel.orders.life import State
from artel.orders.wishes import read_wish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

MOST = 50
FREE = "free of charge, for a disaster"


def draft(
    desk: Desk, actor: Actor, name: str, wishes: Sequence[Mapping[str, Any]], note: str = ""
) -> Row:
    """Draft the archive and acquisition plan: its orders are accepted at once. The officer's.

    Class, bringer, customer and exercise of each wish are those of the activation. Raises
    WishError for a wish that is wrong, and InputError where no article gives images for disasters.
    """
    if not 1 <= len(wishes) <= MOST:
        raise InputError(f"A plan has 1 to {MOST} orders, not {len(wishes)}.")
    with desk.unit(actor) as unit:
        permit(actor, "activation.conduct")
        row = found(unit.row("activation_by_id", id=name), name)
        article = _donating(unit)
        bringer = _bringer(unit, row)
        known = known_of(unit, actor)
        step(unit, name, Stage.PLANNED, note or f"{len(wishes)} orders under {article}")
        for body in wishes:
            wish = read_wish({**body, **_terms(row, bringer)}, known)
            order = stored(unit, wish, new_id(unit, "O", exercise=row["exercise"]))
            unit.run("order_put_in_activation", activation=name, id=order["id"])
            move(unit, order["id"], State.ACCEPTED, FREE, article)
        return get(unit, name)


def _terms(row: Row, bringer: str) -> Row:
    return {
        "class": str(OrderClass.DISASTER),
        "brought_by": bringer,
        "customer": row["party"],
        "exercise": row["exercise"],
    }


def _donating(unit: Unit) -> str:
    """Return the article by which members give images for disasters."""
    articles = pool_of_files(files_of(unit)).charter.of(Donate, unit.now)
    if not articles:
        raise InputError(
            "No article of the charter gives images for disasters.",
            next_step="Have the members agree on one (donate).",
        )
    return ", ".join(each.id for each in articles)


def _bringer(unit: Unit, row: Row) -> str:
    """Return who brings the orders: the party that called, or the one that its customer is of."""
    called = found(unit.row("caller_of", id=row["called_by"]), row["called_by"])
    home = called["role"] in (Role.CUSTOMER, Role.TERMINAL_OWNER) and called["home"]
    return str(home or row["party"])
