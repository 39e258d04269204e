"""Deliveries: taken in from owners, checked against what was promised, accepted or not."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError, NotFound
from artel.commons.ids import canonical_json, digest
from artel.desk import complaints
from artel.desk.alerts import alarm
from artel.desk.desk import new_id
from artel.desk.dispatch import centres
from artel.desk.making_good import delivered
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.feeds.delivered_files import facts_of
from artel.feeds.outbound import UnreachableError
from artel.feeds.owner_documents import task_of_document
from artel.orders.promises import Facts, faults

if TYPE_CHECKING:
    from artel.desk.desk import Desk
    from artel.feeds.owner_centres import Centre
    from artel.feeds.owner_tasks import Deliveries, Delivery
    from artel.orders.promises import Fault
    from artel.store.connections import Unit

    Row = dict[str, Any]

FILES = "files"
"""The folder of delivered images in the data folder, each named by its sha256."""
PAGES_AT_ONCE = 100


def take_in(desk: Desk) -> int:
    """Take in what owners have handed over since the last time, and return how much it was.

    An owner that cannot be reached, or that answers otherwise than published, does not hold up the
    others: it is asked again the next time, from where it was left.
    """
    count = 0
    for row, centre in centres(desk):
        try:
            count += _all_of(desk, row, centre)
        except InputError as error:
            _trouble(desk, row, error)
    return count


def _all_of(desk: Desk, row: Row, centre: Centre) -> int:
    """Take in page after page of one owner; the cursor moves on once a page is in."""
    count, cursor = 0, row["cursor"]
    for _ in range(PAGES_AT_ONCE):
        came = centre.deliveries(cursor)
        for delivery in came.deliveries:
            count += _taken(desk, centre, row, delivery)
        if came.cursor == cursor:
            break
        _moved_on(desk, row, came)
        cursor = came.cursor
    return count


def _trouble(desk: Desk, centre: Row, error: InputError) -> None:
    """Tell of an owner whose deliveries cannot be had; being out of reach passes by itself."""
    if isinstance(error, UnreachableError):
        return
    with desk.unit() as unit:
        owner = centre["owner"]
        alarm(unit, "deliveries-unread", owner, f"{owner}'s deliveries: {error.message}", owner)


def _moved_on(desk: Desk, centre: Row, came: Deliveries) -> None:
    owner = centre["owner"]
    with desk.unit() as unit:
        unit.run("centre_cursor", owner=owner, exercise=centre["exercise"], cursor=came.cursor)
        for sentence in came.unread:
            said = {"owner": owner, "reason": sentence}
            unit.enter("delivery.unread", owner, said, parties=[owner])
            unit.tell("delivery.unread", owner, [owner], said)


def _taken(desk: Desk, centre: Centre, row: Row, delivery: Delivery) -> int:
    """Take one delivery in; one for a task that is not this owner's is refused and told."""
    with desk.unit() as unit:
        task = unit.row("task_by_id", id=delivery.task)
        received = unit.now
    whose = None if task is None else (task["kind"], task["owner"], task["exercise"])
    if task is None or whose != ("image", row["owner"], row["exercise"]):
        _stray(desk, row, delivery)
        return 0
    facts = _facts(desk, centre, delivery, received)
    promise = task_of_document(task["body"]).promise
    return _judged(desk, task, delivery, facts, faults(promise, delivery.item, facts))


def _facts(desk: Desk, centre: Centre, delivery: Delivery, received: Any) -> Facts:
    try:
        return facts_of(centre.image(delivery, desk.folder / FILES), received)
    except UnreachableError:
        raise
    except InputError as error:
        return Facts(
            received=received, sha256="", size_bytes=0, picture=None, trouble=error.message
        )


def _stray(desk: Desk, row: Row, delivery: Delivery) -> None:
    """Tell of what is for no task of this owner; a page that is read again tells nothing new."""
    text = canonical_json([delivery.id, delivery.task, delivery.item])
    kept = {"owner": row["owner"], "exercise": row["exercise"], "digest": digest(text)}
    with desk.unit() as unit:
        if not unit.run("stray_added", **kept, at=unit.now):
            return
        said = {"delivery": delivery.id, "task": delivery.task, "digest": kept["digest"]}
        said |= {"reason": "no task of this owner"}
        unit.enter("delivery.stray", delivery.id, said, parties=[row["owner"]])
        unit.tell("delivery.stray", delivery.id, [row["owner"]], said)


def _judged(
    desk: Desk, task: Row, delivery: Delivery, facts: Facts, wrong: tuple[Fault, ...]
) -> int:
    verdict = "complaint" if wrong else "accepted"
    with desk.unit() as unit:
        row = unit.row(
            "delivery_added",
            id=new_id(unit, "D", exercise=task["exercise"]),
            task=task["id"],
            order_id=task["order_id"],
            exercise=task["exercise"],
            owner=task["owner"],
            handed=delivery.id,
            item=canonical_json(delivery.item),
            files=canonical_json({"image": facts.sha256}),
            sha256=facts.sha256,
            at=unit.now,
            verdict=verdict,
            faults=canonical_json([asdict(each) for each in wrong]),
        )
        if row is None:
            return 0  # it was taken in before; the owner, or a crash, brought it twice
        _tell(unit, task, row["id"], verdict, wrong)
        if wrong:
            codes = ", ".join(each.code for each in wrong)
            complaints.made(unit, task, {"id": row["id"], "handed": delivery.id}, wrong)
            alarm(unit, "complaint", task["id"], f"complained of: {codes}", task["owner"])
        else:
            delivered(unit, task["id"])
            complaints.remedied(unit, task["id"])
    return 1


def _tell(unit: Unit, task: Row, name: str, verdict: str, wrong: tuple[Fault, ...]) -> None:
    order = found(unit.row("order_by_id", id=task["order_id"]), task["order_id"])
    said = {"order": order["id"], "task": task["id"], "verdict": verdict}
    reasons = {"faults": [each.code for each in wrong]} if wrong else {}
    parties = [task["owner"]] if wrong else [task["owner"], order["brought_by"]]
    unit.enter(f"delivery.{verdict}", name, said | reasons, parties=parties)
    audience = parties if wrong else [*parties, order["customer"]]
    unit.tell(f"delivery.{verdict}", name, audience, said | reasons)


def page(unit: Unit, after: str | None, limit: int, order: str | None = None) -> list[Row]:
    """Return the deliveries that this actor may see, the newest first."""
    permit(unit.actor, "order.read")
    return unit.rows("deliveries_page", after=after, limit=limit, order_id=order)


def get(unit: Unit, name: str) -> Row:
    """Return one delivery. Raises NotFound where there is none that this actor may see."""
    permit(unit.actor, "order.read")
    return found(unit.row("delivery_by_id", id=name), name)


def image_of(desk: Desk, unit: Unit, name: str) -> Any:
    """Return the path of a delivered image. Raises NotFound where there is none to be had."""
    row = get(unit, name)
    path = desk.folder / FILES / row["sha256"][:2] / row["sha256"]
    if not row["sha256"] or not path.is_file():
        raise NotFound(f"The delivery {name} has no image here.")
    return path
