"""The pool as it stands at the desk: its files, with the desk's orders, block-outs and consents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.ids import digest, pretty_json
from artel.commons.tables import load
from artel.desk.exercised import CHARTER, with_vetoes
from artel.desk.orders import stored_wish
from artel.desk.permissions import permit
from artel.desk.shelf import pool_of_files
from artel.desk.sold import FILE as STATIONS
from artel.desk.sold import with_sold
from artel.orders.life import State
from artel.orders.orders import Consent
from artel.orders.wishes import Known, feature_of
from artel.orders.wishes_models import Imaging
from artel.studies.notices import FILE as NOTICES
from artel.studies.notices import Notice, notices_text
from artel.studies.pool import Pool, read_pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.orders.wishes import Wish
    from artel.store.connections import Unit

ORDERS = "orders.geojson"
OPEN_CLASSES = (OrderClass.COMMERCIAL, OrderClass.BACKGROUND)
"""What anybody may ask for."""
CLASSES = {
    Role.SYSTEM: tuple(OrderClass),
    Role.PLANNER: tuple(OrderClass),
    Role.OWNER: tuple(OrderClass),
    Role.PARTNER: (OrderClass.DISASTER, *OPEN_CLASSES),
    Role.OBSERVER: (OrderClass.DISASTER, *OPEN_CLASSES),
}
VALUING = frozenset({Role.SYSTEM, Role.PLANNER, Role.OWNER})
"""Who may say the planning value of an order."""
TO_PLAN = (State.ACCEPTED, State.SCHEDULED)
AFLOAT = (*TO_PLAN, State.HELD, State.TASKED, State.ACQUIRED, State.DOWNLINKED)


def load_pool(unit: Unit, files: Mapping[str, str]) -> None:
    """Put a pool's files into the desk, in the place of those it had. Raises InputError.

    Its orders.geojson is kept for its head alone: orders come to the desk as wishes.
    """
    permit(unit.actor, "pool.change")
    read_pool(files)
    for name, content in sorted(files.items()):
        unit.run("pool_file_put", name=name, content=content, digest=digest(content), at=unit.now)
    body = {name: digest(content) for name, content in files.items()}
    unit.enter("pool.loaded", "pool", {"files": body})


def files_of(unit: Unit) -> dict[str, str]:
    """Return the pool's files as they were loaded. Raises InputError where none were."""
    files = {row["name"]: row["content"] for row in unit.rows("pool_files")}
    if not files:
        raise InputError("The desk has no pool yet.", next_step="Begin with artel serve --pool.")
    return files


def texts_of(
    unit: Unit,
    *,
    exercise: bool = False,
    states: Iterable[State] = TO_PLAN,
    after: datetime | None = None,
) -> dict[str, str]:
    """Return the pool's files with the desk's imaging orders in these states, and its notices.

    Orders whose window is over by `after`, if it is named, are left out.
    """
    files = files_of(unit)
    rows = unit.rows("orders_in", states=[str(each) for each in states], exercise=exercise)
    open_ = (row for row in rows if after is None or row["not_after"] > after)
    wishes = [(row, stored_wish(row)) for row in open_]
    features = [_feature(unit, row, wish) for row, wish in wishes if isinstance(wish, Imaging)]
    head = json.loads(files[ORDERS])
    charter = with_vetoes(files[CHARTER], unit.rows("vetoes_standing"))
    orders = pretty_json({**head, "features": features})
    sold = with_sold(files[STATIONS], unit.rows("station_times_sold", exercise=exercise))
    texts = {**files, CHARTER: charter, ORDERS: orders, STATIONS: sold}
    notices = [_notice(row) for row in unit.rows("blockouts_standing")]
    return texts | ({NOTICES: notices_text(notices)} if notices else {})


def _feature(unit: Unit, row: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    granted = unit.rows("consents_granted", order_id=row["id"])
    given = [Consent(article=each["article"], party=each["party"]) for each in granted]
    return feature_of(wish, row["id"], given)


def _notice(row: Mapping[str, Any]) -> Notice:
    """Return a block-out as the notice that plans read; why it is so stays with its owner."""
    span, loss = row["span"], row["kind"] == "loss"
    return Notice.model_validate(
        {
            "id": row["id"],
            "kind": "loss" if loss else "recall",
            "asset": row["asset"],
            "owner": row["owner"],
            "from": span.lower,
            "until": None if loss else span.upper,
            "text": "lost" if loss else "not available, as its owner said",
        }
    )


def pool_of(
    unit: Unit,
    *,
    exercise: bool = False,
    states: Iterable[State] = TO_PLAN,
    after: datetime | None = None,
) -> Pool:
    """Return the pool as it stands, with the orders that a plan is made for; see `texts_of`."""
    return pool_of_files(texts_of(unit, exercise=exercise, states=states, after=after))


def known_of(unit: Unit, actor: Actor) -> Known:
    """Return what a wish of this actor may name. The unit is the desk's own: see `known_to`."""
    pool = pool_of_files(files_of(unit))
    return Known(
        now=unit.now,
        parties=tuple(each.id for each in pool.settings.parties if "order" in each.rights),
        stations=tuple(each.name for each in pool.stations),
        satellites=tuple(each.name for each in pool.satellites),
        terminals=terminals_of(pool.texts),
        classes=CLASSES.get(actor.role, OPEN_CLASSES),
        may_value=actor.role in VALUING,
    )


def known_to(desk: Desk, actor: Actor) -> Known:
    """Return what a wish of this actor may name: parties, satellites, stations, classes.

    It is read in the desk's own name, for who orders need not see the pool's files.
    """
    with desk.unit() as unit:
        return known_of(unit, actor)


def terminals_of(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the pool's terminals, none where it has no such file."""
    if "terminals.yaml" not in texts:
        return ()
    table = load(texts["terminals.yaml"], "terminals.yaml").value
    return tuple(str(each["id"]) for each in table.get("terminals", ()) if "id" in each)


def owner_of(pool: Pool, asset: str) -> str | None:
    """Return who owns a satellite or a station, or None."""
    owners = {each.name: each.owner for each in pool.satellites}
    return (owners | {each.name: each.owner for each in pool.stations}).get(asset)


def pool_now(unit: Unit) -> Pool:
    """Return the pool of the desk's files, with the orders that they came with."""
    return pool_of_files(files_of(unit))


def currency_of(unit: Unit) -> str:
    """Return the currency of the pool, ISO 4217."""
    return pool_of_files(files_of(unit)).settings.currency
