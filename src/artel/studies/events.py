"""What may befall a plan while its day runs, and the pool's files once it has.

Each event changes the files that a plan carries, and nothing else: a loss and a recall write a
notice, an emergency adds orders, a cancellation takes one out, new elements stand in a file of
their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.instants import instant_text, parse_instant, to_posix
from artel.commons.names import hint
from artel.commons.tables import load
from artel.orders.orders import read_orders
from artel.studies.notices import FILE as NOTICES
from artel.studies.notices import Notice, next_id, notices_text, read_notices, with_notices
from artel.studies.updates import FILE as UPDATES
from artel.studies.updates import Update, newer_sets, read_updates, under_way, updates_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.orders.orders import Order
    from artel.studies.pool import Pool

ORDERS = "orders.geojson"


@dataclass(frozen=True, slots=True)
class Loss:
    """A satellite or a station is gone from an instant on."""

    name: str


@dataclass(frozen=True, slots=True)
class Recall:
    """An owner has its satellite or its station back between two instants."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Emergency:
    """Orders (the text of a GeoJSON file) of a declared emergency."""

    text: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A customer takes an order back."""

    order: str


@dataclass(frozen=True, slots=True)
class NewElements:
    """Element sets (the text of a file, OMM or TLE) that hold for satellites from now on."""

    text: str


Event = Loss | Recall | Emergency | Cancellation | NewElements


@dataclass(frozen=True, slots=True)
class Befallen:
    """The pool after an event, what it is called, whose it is, and which orders may override.

    `updates` are the element sets that are new.
    """

    pool: Pool
    cause: dict[str, Any]
    sentence: str
    parties: frozenset[str]
    emergencies: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()


def befall(pool: Pool, event: Event, at: datetime, plan: Mapping[str, Any]) -> Befallen:
    """Return what an event at an instant makes of the pool's files that a plan carries.

    Raises InputError for what the pool does not have, for emergencies that are none, and for
    element sets that are no news.
    """
    if isinstance(event, NewElements):
        return _renewed(pool, event, at, plan)
    if isinstance(event, Emergency):
        return _emergency(pool, event)
    if isinstance(event, Cancellation):
        return _cancelled(pool, event)
    return _noticed(pool, event, at)


def _noticed(pool: Pool, event: Loss | Recall, at: datetime) -> Befallen:
    owners = {each.name: each.owner for each in pool.imagers}
    owners |= {each.name: each.owner for each in pool.stations}
    if event.name not in owners:
        raise InputError(
            f"The pool has no operational satellite or station '{event.name}'.",
            next_step=hint(event.name, owners),
        )
    notices = read_notices(pool.texts)
    kind = "loss" if isinstance(event, Loss) else "recall"
    text = "lost" if kind == "loss" else "recalled by its owner"
    since, until = (at, None) if isinstance(event, Loss) else (event.start, event.end)
    notice = Notice.model_validate({
        "id": next_id(pool.charter, ()), "kind": kind, "asset": event.name,
        "owner": owners[event.name], "from": since, "until": until, "text": text,
    })  # fmt: skip
    ends = "" if until is None else f" to {instant_text(until)}"
    texts = {**pool.texts, NOTICES: notices_text([*notices, notice])}
    return Befallen(
        replace(pool, texts=texts, charter=with_notices(pool.charter, [notice])),
        {"kind": kind, "name": event.name, "article": notice.id, "orders": []},
        f"{event.name} is {text} from {instant_text(since)}{ends}",
        frozenset({notice.owner}),
    )


def _renewed(pool: Pool, event: NewElements, at: datetime, plan: Mapping[str, Any]) -> Befallen:
    sets = newer_sets(pool, event.text, at, parse_instant(plan["horizon"]["end"]))
    start = to_posix(at)
    given = [Update(name, under_way(plan, name, start), one) for name, one in sets.items()]
    text = updates_text([*read_updates(pool.texts), *given])
    # What is planned by is what is written, digit by digit.
    new = tuple(read_updates({UPDATES: updates_text(given)}))
    names = sorted(sets)
    owners = {each.name: each.owner for each in pool.imagers}
    return Befallen(
        replace(pool, texts={**pool.texts, UPDATES: text}),
        {"kind": "elements", "name": None, "article": None, "orders": [], "satellites": names},
        f"new elements of {', '.join(names)} hold from {instant_text(at)}",
        frozenset(owners[name] for name in names),
        updates=new,
    )


def _emergency(pool: Pool, event: Emergency) -> Befallen:
    new = read_orders(load(event.text, ORDERS))
    known = {order.id for order in pool.orders}
    for order in new:
        if order.id in known:
            raise InputError(f"The pool has an order '{order.id}' already.", next_step="Rename it.")
        if order.order_class is not OrderClass.EMERGENCY:
            raise InputError(
                f"The order '{order.id}' is of class {order.order_class}; only a declared"
                " emergency overrides a plan.",
                next_step="Plan it with the others: artel plan --orders.",
            )
    names = [order.id for order in new]
    if not names:
        raise InputError("The file holds no order.", next_step="Give GeoJSON with an emergency.")
    collection = json.loads(pool.texts[ORDERS])
    collection["features"] += json.loads(event.text)["features"]
    return Befallen(
        _with_orders(pool, (*pool.orders, *new), collection),
        {"kind": "emergency", "name": None, "article": None, "orders": names},
        f"an emergency is declared: {', '.join(names)}",
        frozenset(order.brought_by for order in new),
        tuple(names),
    )


def _cancelled(pool: Pool, event: Cancellation) -> Befallen:
    known = {order.id: order for order in pool.orders}
    if event.order not in known:
        raise InputError(
            f"The pool has no order '{event.order}'.", next_step=hint(event.order, known)
        )
    left = tuple(order for order in pool.orders if order.id != event.order)
    collection = json.loads(pool.texts[ORDERS])
    collection["features"] = [each for each in collection["features"] if each["id"] != event.order]
    return Befallen(
        _with_orders(pool, left, collection),
        {"kind": "cancellation", "name": None, "article": None, "orders": [event.order]},
        f"the order {event.order} is cancelled",
        frozenset({known[event.order].brought_by}),
    )


def _with_orders(pool: Pool, orders: tuple[Order, ...], collection: Any) -> Pool:
    return replace(pool, orders=orders, texts={**pool.texts, ORDERS: _geojson(collection)})


def _geojson(collection: Any) -> str:
    """Return the collection with one order on each line."""
    head = {key: value for key, value in collection.items() if key != "features"}
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in collection["features"])
    return f'{opening},\n"features": [\n{rows}\n]}}\n'
