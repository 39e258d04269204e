"""Orders of the archive: images that were delivered before are found, offered, and given again.

An image is given by reference to its file, with its Item less the task and the order that it was
made for. The charter is asked as if it were made for the new order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.charter.judge import Case, judge
from artel.commons.errors import Conflict, InputError, NotFound
from artel.commons.ids import canonical_json
from artel.commons.instants import parse_instant
from artel.commons.shapes import read_shape
from artel.desk.blockouts import in_the_desks_name
from artel.desk.deliveries import FILES
from artel.desk.desk import new_id
from artel.desk.orders import found, move, stored_wish
from artel.desk.permissions import permit
from artel.desk.pool_files import texts_of
from artel.desk.shelf import pool_of_files
from artel.desk.tariffs import price_of_use
from artel.orders.geometry_size import area_km2
from artel.orders.life import State
from artel.orders.wishes_models import Archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from artel.commons.actors import Actor
    from artel.commons.shapes import Shape
    from artel.commons.verdicts import Verdict
    from artel.desk.desk import Desk
    from artel.store.connections import Unit
    from artel.studies.pool import Pool

    Row = dict[str, Any]

MOST = 2000
"""So many images are looked through, the newest first."""
MOST_SHOWN = 200
HIDDEN = ("artel:task", "artel:order")


@dataclass(frozen=True, slots=True)
class Found:
    """An image that fits an order: its delivery's row, how much of the place it shows, in km2."""

    row: Row
    shown_km2: float
    share: float


def offers(desk: Desk, actor: Actor, name: str) -> Row:
    """Return the images that could be given for an order, with their prices.

    `left_out` are articles of the charter by which images are not offered; it names no image.
    Raises NotFound, and Conflict where the order is none of the archive.
    """
    permit(actor, "quote.ask")
    with desk.unit(actor) as unit:
        order = found(unit.row("order_by_id", id=name), name)
    wish = _wish(order)
    with desk.unit() as unit:
        given, left = _searched(unit, order, wish)
        rows = [_offer(unit, order, each) for each in given[:MOST_SHOWN]]
    said = {(each.article, each.reason) for each in left}
    return {
        "order": name,
        "offers": rows,
        "left_out": [{"article": one, "reason": why} for one, why in sorted(said)],
    }


def _wish(order: Row) -> Archive:
    wish = stored_wish(order)
    if not isinstance(wish, Archive):
        raise Conflict(
            f"'{order['id']}' is an order of kind {order['kind']}, not of the archive.",
            next_step="Place an order of kind archive.",
        )
    return wish


def _searched(unit: Unit, order: Row, wish: Archive) -> tuple[list[Found], list[Verdict]]:
    """Return the images that fit and may be given, and the verdicts by which others may not."""
    pool = pool_of_files(texts_of(unit, exercise=order["exercise"]))
    place = wish.geometry.shape
    rows = unit.rows(
        "archive_candidates",
        exercise=order["exercise"],
        start=order["not_before"],
        end=order["not_after"],
        gsd_m=wish.max_gsd_m,
        limit=MOST,
    )
    given, left = [], []
    for row in _by_sensor(pool, rows, wish.sensors):
        footprint = read_shape(row["item"]["geometry"])
        if not footprint.intersects(place):
            continue
        against = _against(unit, pool, order, row, footprint)
        if against is not None:
            left.append(against)
        else:
            given.append(_found(row, footprint, place))
    return given, left


def _by_sensor(pool: Pool, rows: Iterable[Row], wanted: Sequence[str]) -> list[Row]:
    kinds = {
        (satellite.name, sensor.name): sensor.type
        for satellite in pool.imagers
        for sensor in satellite.sensors
    }
    return [row for row in rows if kinds.get((row["satellite"], row["body"]["sensor"])) in wanted]


def _found(row: Row, footprint: Shape, place: Shape) -> Found:
    shown = footprint.intersection(place)
    parts = getattr(shown, "geoms", [shown])
    size, whole = sum(area_km2(part) for part in parts), area_km2(place)
    share = min(1.0, size / whole) if whole else shown.length / (place.length or 1.0) or 1.0
    return Found(row, size, share)


def _against(unit: Unit, pool: Pool, order: Row, row: Row, footprint: Shape) -> Verdict | None:
    """Return the verdict by which an image may not be given for this order, if there is one."""
    body = row["body"]
    start, end = parse_instant(body["start"]), parse_instant(body["end"])
    case = Case(
        order=order["id"],
        brought_by=order["brought_by"],
        purpose="",
        satellite=row["satellite"],
        owner=row["owner"],
        footprint=footprint,
        finest_gsd_m=body["max_gsd_m"],
        start=start,
        end=end,
    )
    found_ = judge(pool.charter, case)
    floor = found_.product_gsd_floor_m
    early = start + timedelta(seconds=found_.delay_s) > unit.now
    coarse = floor is not None and floor > body["max_gsd_m"]
    return found_.deciding if not found_.allowed or early or coarse else None


def _offer(unit: Unit, order: Row, each: Found) -> Row:
    body = each.row["body"]
    price = price_of_use(unit, "image", each.shown_km2, "archive", exercise=order["exercise"])
    return {
        "delivery": each.row["id"],
        "owner": each.row["owner"],
        "satellite": each.row["satellite"],
        "sensor": body["sensor"],
        "start": parse_instant(body["start"]),
        "gsd_m": body["max_gsd_m"],
        "share": round(each.share, 4),
        "area_km2": round(each.shown_km2, 3),
        **price,
    }


def give(desk: Desk, actor: Actor, name: str, chosen: Sequence[str]) -> list[Row]:
    """Give images of the offer to who ordered: all at once, and the order is delivered.

    Raises Conflict where the order is not accepted, InputError for what is not offered.
    """
    permit(actor, "hold.make")
    with desk.unit(actor) as unit:
        wish = _wish(found(unit.row("order_by_id", id=name), name))
    with desk.unit(in_the_desks_name(actor)) as unit:
        order = found(unit.row("order_locked", id=name), name)
        if order["state"] != State.ACCEPTED:
            raise Conflict(f"'{name}' is {order['state']}; only what is accepted can be served.")
        fitting = {each.row["id"]: each for each in _searched(unit, order, wish)[0]}
        strange = sorted(set(chosen) - fitting.keys())
        if strange or not chosen:
            raise InputError(
                f"Not offered for '{name}': {', '.join(strange) or 'nothing was chosen'}.",
                next_step="Choose among the offers of the order.",
            )
        for each in sorted(set(chosen)):
            _given(unit, order, fitting[each])
        move(unit, name, State.DELIVERED)
    with desk.unit(actor) as unit:
        return of_order(unit, name)


def _given(unit: Unit, order: Row, each: Found) -> None:
    price = price_of_use(unit, "image", each.shown_km2, "archive", exercise=order["exercise"])
    name = new_id(unit, "A", exercise=order["exercise"])
    row = each.row
    unit.run(
        "archive_item_added",
        id=name,
        order_id=order["id"],
        exercise=order["exercise"],
        delivery=row["id"],
        owner=row["owner"],
        item=canonical_json(_item(row["item"], name)),
        sha256=row["sha256"],
        area_km2=each.shown_km2,
        price_minor=price["price_minor"],
        currency=price["currency"],
        at=unit.now,
    )
    said = {"order": order["id"], "delivery": row["id"], **price}
    unit.enter("archive.given", name, said, parties=[row["owner"], order["brought_by"]])
    unit.tell("archive.given", name, [row["owner"]], {"delivery": row["id"], **price})
    told = {"order": order["id"], "image": name, **price}
    unit.tell("archive.delivered", name, [order["brought_by"], order["customer"]], told)


def _item(item: Row, name: str) -> Row:
    """Return a STAC Item under another id, less the task and the order that it was made for."""
    properties = {key: value for key, value in item["properties"].items() if key not in HIDDEN}
    assets = {
        key: {**asset, "href": f"/api/v1/archive-images/{name}"}
        for key, asset in item["assets"].items()
        if "data" in asset.get("roles", ())
    }
    return {**item, "id": name, "properties": properties, "links": [], "assets": assets}


def of_order(unit: Unit, name: str) -> list[Row]:
    """Return the images that an order of the archive was given. Raises NotFound."""
    permit(unit.actor, "order.read")
    found(unit.row("order_by_id", id=name), name)
    return unit.rows("archive_items_of_order", order_id=name)


def image_of(desk: Desk, unit: Unit, name: str) -> Path:
    """Return the path of an image that was given again. Raises NotFound where it is not here."""
    permit(unit.actor, "order.read")
    digest = found(unit.row("archive_item_by_id", id=name), name)["sha256"]
    path: Path = desk.folder / FILES / digest[:2] / digest
    if not path.is_file():
        raise NotFound(f"The image {name} is not here any more.")
    return path
