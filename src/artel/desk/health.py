"""Health of satellites and stations, as owners report it; what is lost is planned no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from artel.commons.instants import instant_text
from artel.desk.alerts import alarm, close_of
from artel.desk.blockouts import check_owner, in_the_desks_name, lifted, write_loss
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.pool_files import files_of, owner_of
from artel.desk.shelf import pool_of_files

if TYPE_CHECKING:
    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

State: TypeAlias = Literal["nominal", "degraded", "lost"]


def report(desk: Desk, actor: Actor, asset: str, state: State, note: str = "") -> Row:
    """Report how an asset is: an owner on its own, a planner on any.

    `lost` takes it out of every plan to come and proposes the repair of the one in force; any
    other state brings a lost one back. Raises NotFound, NotAllowed.
    """
    permit(actor, "health.report")
    with desk.unit(in_the_desks_name(actor)) as unit:
        check_owner(unit, actor, asset)
        owner = owner_of(pool_of_files(files_of(unit)), asset)
        row = unit.row(
            "health_added",
            asset=asset,
            owner=owner,
            state=state,
            note=note,
            at=unit.now,
            by=actor.account,
        )
        said = {"asset": asset, "state": state}
        unit.enter("health.reported", asset, said, parties=[owner or ""])
        unit.tell("health.reported", asset, [owner or ""], said)
        _follow(unit, actor, asset, state)
        return found(row, asset)


def _follow(unit: Unit, actor: Actor, asset: str, state: State) -> None:
    losses = unit.rows("losses_standing", asset=asset)
    if state == "lost" and not losses:
        write_loss(unit, actor, asset)
    if state != "lost":
        for each in losses:
            lifted(unit, each["id"])
    close_of(unit, asset)
    if state == "lost":
        event = {"kind": "loss", "asset": asset, "at": instant_text(unit.now)}
        alarm(unit, "lost", asset, f"{asset} is lost; repair the plan", proposal=event)
    elif state == "degraded":
        alarm(unit, "degraded", asset, f"{asset} is degraded, as its owner says")


def page(unit: Unit, after: int | None, limit: int, asset: str | None = None) -> list[Row]:
    """Return the reports that this actor may see, the newest first."""
    permit(unit.actor, "health.read")
    return unit.rows("health_page", after=after, limit=limit, asset=asset)
