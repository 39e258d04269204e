"""The first start of a desk: its pool, the orders that came with it, and an administrator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.instants import parse_instant
from artel.desk.accounts import let_sign_in, make_account
from artel.desk.desk import SYSTEM, new_id
from artel.desk.orders import move, stored
from artel.desk.pool_files import ORDERS, known_of, load_pool
from artel.orders.life import State
from artel.orders.wishes import read_wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.desk.desk import Desk
    from artel.orders.wishes import Known
    from artel.store.connections import Unit

FIRST = "admin"
"""What the first administrator signs in by."""


def is_open(desk: Desk) -> bool:
    """Whether the desk has a pool already."""
    with desk.unit() as unit:
        return bool(unit.rows("pool_files"))


def open_desk(desk: Desk, files: Mapping[str, str]) -> None:
    """Load a pool and the orders that it brings, and make the first administrator's account.

    The administrator comes last: a desk whose opening was cut off is opened anew.
    """
    with desk.unit() as unit:
        load_pool(unit, files)
        known = known_of(unit, SYSTEM)
        for feature in json.loads(files[ORDERS])["features"]:
            _take(unit, feature, known)
        first = make_account(unit, "the first administrator", Role.ADMIN)
        let_sign_in(unit, first["id"], FIRST)


def _take(unit: Unit, feature: Mapping[str, Any], known: Known) -> None:
    """Take an order of the pool in under its own id and accept it, if its window is open."""
    body = dict(feature["properties"])
    consents = body.pop("consents", [])
    if parse_instant(body["not_after"]) <= unit.now:
        return
    wish = read_wish({"kind": kind_of(feature), "geometry": feature["geometry"], **body}, known)
    stored(unit, wish, feature["id"])
    move(unit, feature["id"], State.ACCEPTED)
    for each in consents:
        _grant(unit, feature["id"], each)


def _grant(unit: Unit, order: str, consent: Mapping[str, str]) -> None:
    """Write down a consent that the order came with."""
    unit.run(
        "consent_brought",
        id=new_id(unit, "C"),
        order_id=order,
        article=consent["article"],
        party=consent["party"],
        at=unit.now,
    )


def kind_of(feature: Mapping[str, Any]) -> str:
    """Return the kind of wish that a feature of orders.geojson is."""
    if feature["properties"].get("series"):
        return "series"
    if feature["properties"].get("fill"):
        return "area"
    return "point" if feature["geometry"]["type"] == "Point" else "strip"
