"""Vetoes: an owner refuses a planned image under its article, and later plans keep to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.charter.articles import OwnerVeto
from artel.commons.errors import Conflict, NotAllowed
from artel.commons.ids import canonical_json
from artel.desk.blockouts import in_the_desks_name
from artel.desk.desk import new_id
from artel.desk.displacing import image_lost
from artel.desk.orders import found, stored_wish
from artel.desk.permissions import permit, permit_party
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files
from artel.orders.wishes_models import Imaging

if TYPE_CHECKING:
    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

STANDING = ("waiting", "sent", "acknowledged")


def veto(desk: Desk, actor: Actor, task: str, reason: str = "") -> Row:
    """Refuse the image of a task on one's own satellite, as an article of the charter lets.

    The order is free for another satellite; plans to come keep to the veto. The reason stays with
    the owner. Raises NotFound, NotAllowed where no article lets it or its hours are over, and
    Conflict where the image is made already, or the veto was cast before.
    """
    permit(actor, "veto.cast")
    with desk.unit(in_the_desks_name(actor)) as unit:
        row = unit.row("task_locked", id=task)
        row = found(row if row is not None and row["owner"] == actor.party else None, task)
        permit_party(actor, "veto.cast", row["owner"])
        if row["state"] not in STANDING:
            raise Conflict(f"The task {task} is {row['state']}: there is nothing left to refuse.")
        article = _article(unit, row)
        cast = _written(unit, row, article)
        if reason:
            unit.run("withheld_put", party=actor.party, subject=cast["id"], reason=reason)
        _take_away(unit, row, article)
        return cast


def _article(unit: Unit, task: Row) -> OwnerVeto:
    """Return the article by which the owner may refuse this task now. Raises NotAllowed."""
    order = found(unit.row("order_by_id", id=task["order_id"]), task["order_id"])
    wish = stored_wish(order)
    purpose = wish.purpose if isinstance(wish, Imaging) else ""
    charter = pool_of_files(files_of(unit)).charter
    fitting = [
        each
        for each in charter.of(OwnerVeto, unit.now)
        if task["owner"] in each.parties
        and each.covers(task["satellite"])
        and (not each.purposes or purpose in each.purposes)
    ]
    if not fitting:
        raise NotAllowed(
            f"No article lets {task['owner']} refuse images of this purpose by {task['satellite']}."
        )
    longest = max(fitting, key=lambda each: each.within_h)
    if unit.now > _until(task, longest):
        raise NotAllowed(
            f"By {longest.id} a task may be refused within {longest.within_h:g} hours; these are"
            " over."
        )
    return longest


def _until(task: Row, article: OwnerVeto) -> Any:
    return task["written"] + timedelta(hours=article.within_h)


def _written(unit: Unit, task: Row, article: OwnerVeto) -> Row:
    question = {"task": task["id"], "satellite": task["satellite"]}
    with unit.attempt():
        row = unit.row(
            "veto_added",
            id=new_id(unit, "V", exercise=task["exercise"]),
            order_id=task["order_id"],
            exercise=task["exercise"],
            article=article.id,
            party=task["owner"],
            question=canonical_json(question),
            asked=task["written"],
            deadline=_until(task, article),
            at=unit.now,
            by=unit.actor.account,
        )
    cast = found(row, task["id"])
    said = {"order": task["order_id"], "article": article.id, "party": task["owner"]}
    unit.enter("veto.cast", cast["id"], said, parties=[task["owner"]])
    unit.tell("veto.cast", cast["id"], [task["owner"]], said)
    return cast


def _take_away(unit: Unit, task: Row, article: OwnerVeto) -> None:
    """Recall every image of the order that the veto holds for, and free the order."""
    why = f"{task['owner']} refused the image under {article.id}"
    for each in unit.rows("tasks_of_order", order_id=task["order_id"]):
        if article.covers(each["satellite"]) and each["state"] in STANDING:
            unit.run("task_recalled", id=each["id"], reason=why, at=unit.now)
            unit.tell("task.recalled", each["id"], [task["owner"]], {"task": each["id"]})
    image_lost(unit, task, "vetoed", why, article.id)
