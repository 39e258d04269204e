"""What a plan coming into force changes: bookings, orders, tasks, questions, notices, credits."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from artel.commons.ids import canonical_json
from artel.commons.instants import parse_instant
from artel.desk.consents import ask
from artel.desk.desk import new_id
from artel.desk.orders import found, move
from artel.desk.pool_files import currency_of, files_of
from artel.desk.shelf import pool_of_files
from artel.desk.station_rows import carried
from artel.desk.tasks import task_of_image
from artel.feeds.owner_tasks import task_document
from artel.orders.life import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from artel.store.connections import Unit

    Row = dict[str, Any]
    Displaced = tuple[Row, Row]

EXERCISE_CURRENCY = "XTS"


def put_in_force(unit: Unit, plan: Row, document: Row, old: int | None) -> None:
    """Write all that follows from a plan coming into force in the place of an older one."""
    unit.run("plan_state", version=plan["version"], state="published")
    _book(unit, plan["version"], document)
    carried(unit, plan)
    before = unit.rows("tasks_of_plan", plan=old) if old is not None else []
    _write_tasks(unit, plan, document, before)
    _schedule(unit, document)
    if old is not None:
        _tell_displaced(unit, plan, document, _document(unit, old))
    _ask_consents(unit, plan, document)


def _document(unit: Unit, version: int) -> Row:
    row = found(unit.row("plan_document", version=version), f"plan {version}")
    return dict(json.loads(zlib.decompress(row["document"])))


def _book(unit: Unit, version: int, document: Row) -> None:
    names: dict[tuple[str, str], int] = {}
    for kind, name, row, order, image in _claims(document):
        key = kind, name
        if key not in names:
            names[key] = found(unit.row("resource_named", kind=kind, name=name), name)["id"]
        unit.run(
            "booking_added",
            plan=version,
            resource=names[key],
            start=parse_instant(row["start"]),
            end=parse_instant(row["end"]),
            order_id=order,
            image=image,
        )


def _claims(document: Row) -> Iterator[tuple[str, str, Row, str | None, str | None]]:
    """Give what each part of a plan uses: sensors, transmitters, antennas."""
    orders = {each["id"]: each["order"] for each in document["images"]}
    for each in document["images"]:
        yield "sensor", f"{each['satellite']}/{each['sensor']}", each, each["order"], each["id"]
    for each in document["uploads"]:
        yield "antenna", f"{each['station']}/{each['antenna']}", each, None, None
    for each in document["downlinks"]:
        order = orders[each["image"]]
        yield "transmitter", f"{each['satellite']}/{each['radio']}", each, order, each["image"]
        yield "antenna", f"{each['station']}/{each['antenna']}", each, order, each["image"]


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells an image of a plan, or the task of one, from all others."""
    return row["order"], row["satellite"], row["sensor"], row["start"]


def _write_tasks(unit: Unit, plan: Row, document: Row, before: list[Row]) -> None:
    """Write a task for each image that is new, keep those that stay, recall the others."""
    standing = {_key(each["body"]): each for each in before}
    for image in document["images"]:
        kept = standing.pop(_key(image), None)
        if kept is not None:
            unit.run("task_kept", id=kept["id"], plan=plan["version"])
            continue
        name = new_id(unit, "T", exercise=plan["exercise"])
        order = found(unit.row("order_by_id", id=image["order"]), image["order"])
        task = task_of_image(name, document, image, order["deliver_by"], exercise=plan["exercise"])
        unit.run(
            "task_added",
            id=name,
            plan=plan["version"],
            order_id=image["order"],
            exercise=plan["exercise"],
            owner=image["owner"],
            satellite=image["satellite"],
            body=canonical_json(task_document(task)),
            cutoff=task.upload.start,
            next_try=unit.now,
        )
        unit.tell("task.written", name, [image["owner"]], {"task": name})
    for each in standing.values():
        unit.run("task_recalled", id=each["id"], reason="the plan was repaired", at=unit.now)
        unit.tell("task.recalled", each["id"], [each["owner"]], {"task": each["id"]})


def _schedule(unit: Unit, document: Row) -> None:
    for name in sorted({image["order"] for image in document["images"]}):
        row = unit.row("order_locked", id=name)
        if row is not None and row["state"] in (State.ACCEPTED, State.HELD):
            move(unit, name, State.SCHEDULED)


def _tell_displaced(unit: Unit, plan: Row, document: Row, old: Row) -> None:
    """Tell whose image moved or was dropped, with the article and the credit.

    A plan may have been changed several times before it came into force; what it had lost and
    won back since the plan that it replaces is nobody's news.
    """
    moved, lost = displaced_between(old, document)
    for row, _ in moved:
        notice(unit, plan, row, "moved", 0)
    for row in (each | {"article": _article(unit, each, repair)} for each, repair in lost):
        credit = round(100 * row.get("credit", 0.0))
        notice(unit, plan, row, "displaced", credit)
        served = any(image["order"] == row["order"] for image in document["images"])
        state = (unit.row("order_locked", id=row["order"]) or {}).get("state")
        if not served and state in (State.SCHEDULED, State.TASKED):
            move(unit, row["order"], State.ACCEPTED, row["why"], row["article"])


def displaced_between(old: Row, new: Row) -> tuple[list[Displaced], list[Displaced]]:
    """Return what moved and what was lost from one plan to the one made from it by repairs.

    Each is the row of the last repair that speaks of it, and that repair.
    """
    last = {
        (row["order"], row["piece"]): (row, repair)
        for repair in new.get("repairs", ())[len(old.get("repairs", ())) :]
        for row in (*repair["moved"], *repair["dropped"])
    }
    before, after = _looks(old), _looks(new)
    moved = [each for key, each in last.items() if key in after and after[key] != before.get(key)]
    lost = [each for key, each in last.items() if key not in after and key in before]
    return moved, lost


def _looks(document: Row) -> dict[tuple[str, str | None], tuple[str, ...]]:
    return {(each["order"], each["piece"]): _key(each) for each in document["images"]}


def _article(unit: Unit, row: Row, repair: Row) -> str:
    """Return the article by which an order lost its place: its own, the cause's, or priority."""
    spoken = row["article"] or repair["cause"].get("article")
    if spoken:
        return str(spoken)
    articles = pool_of_files(files_of(unit)).charter.articles
    return next((each.id for each in articles if each.kind == "priority"), "priority")


def notice(unit: Unit, of: Row, row: Row, kind: str, credit: int) -> None:
    """Tell a customer what became of an order's place, by which article, with what credit.

    `of` is the plan or the task that it was in; `credit` is in minor units.
    """
    order = unit.row("order_by_id", id=row["order"])
    if order is None:
        return
    exercise = of["exercise"]
    money = EXERCISE_CURRENCY if exercise else currency_of(unit)
    name = new_id(unit, "N", exercise=exercise)
    said = {"sentence": row["why"], "article": row["article"], "credit_minor": credit}
    unit.run(
        "notice_added",
        id=name,
        order_id=order["id"],
        exercise=exercise,
        kind=kind,
        currency=money,
        at=unit.now,
        **said,
    )
    if credit:
        _credit(unit, order, credit, money, row["why"])
    audience = sorted({order["brought_by"], order["customer"]})
    unit.enter(f"order.{kind}", order["id"], {**said, "currency": money}, parties=audience[:1])
    unit.tell(f"order.{kind}", order["id"], audience, {"order": order["id"], **said})


def _credit(unit: Unit, order: Row, credit: int, money: str, why: str) -> None:
    """Book a credit: the operator owes the customer what a dropped image was worth."""
    name = new_id(unit, "L", exercise=order["exercise"])
    shared = {"exercise": order["exercise"]}
    unit.run("ledger_entry", id=name, at=unit.now, text=why, order_id=order["id"], **shared)
    for account, amount in (
        ("operator:service-credits", credit),
        (f"customer:{order['customer']}", -credit),
    ):
        unit.run(
            "ledger_line",
            entry=name,
            account=account,
            amount_minor=amount,
            currency=money,
            **shared,
        )


def _ask_consents(unit: Unit, plan: Row, document: Row) -> None:
    """Ask each party whose consent an article wants for an order that the plan left out."""
    for row in document["unplanned"]:
        if row["code"] == "CONSENT" and row["article"]:
            ask(unit, row, exercise=plan["exercise"])
