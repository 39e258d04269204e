"""Block-outs and recalls: an owner's asset is not to be had for a while, and plans go around it.

Why it is so may be withheld: then the reason is kept where its owner alone reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from psycopg.types.range import TimestamptzRange

from artel.commons.actors import Actor, Role
from artel.commons.errors import Conflict, InputError, NotAllowed, NotFound
from artel.commons.instants import instant_text
from artel.desk.alerts import alarm, close_of
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit, permit_party
from artel.desk.pool_files import files_of, owner_of
from artel.desk.shelf import pool_of_files
from artel.studies.notices import FOR_EVER

if TYPE_CHECKING:
    from datetime import datetime

    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockout:
    """What an owner wants back: which asset, from when to when, and why, told or withheld."""

    kind: Literal["block-out", "recall"]
    asset: str
    start: datetime
    end: datetime
    reason: str = ""
    withheld: bool = False


def in_the_desks_name(actor: Actor) -> Actor:
    """Return the same person with the desk's sight, for a use case that was permitted.

    What is written stays the person's; what its party withholds is written as the party's.
    """
    return replace(actor, role=Role.SYSTEM)


def make(desk: Desk, actor: Actor, wanted: Blockout) -> Row:
    """Block out or recall an asset of one's own; the planner is told, the next plan obeys.

    Raises NotAllowed for somebody else's asset, NotFound for none, and InputError for a span that
    is over or ends before it begins.
    """
    permit(actor, "blockout.make")
    with desk.unit(in_the_desks_name(actor)) as unit:
        check_owner(unit, actor, wanted.asset)
        if not max(wanted.start, unit.now) < wanted.end:
            raise InputError("It ends before it begins, or is over.", next_step="Give a later end.")
        span = TimestamptzRange(wanted.start, wanted.end)
        told = "" if wanted.withheld else wanted.reason
        row = write(unit, actor, (wanted.kind, wanted.asset), span, told)
        if wanted.withheld and wanted.reason:
            unit.run("withheld_put", party=actor.party, subject=row["id"], reason=wanted.reason)
        sentence = (
            f"{wanted.asset} is not available from {instant_text(wanted.start)} to"
            f" {instant_text(wanted.end)}, as its owner said"
        )
        alarm(unit, wanted.kind, row["id"], sentence, proposal=_proposal(unit, wanted))
        return row


def _proposal(unit: Unit, wanted: Blockout) -> Row:
    """Return the event that repairs a plan for a satellite, or a station, that is not to be had."""
    start, end = instant_text(wanted.start), instant_text(wanted.end)
    at = instant_text(unit.now)
    return {"kind": "recall", "asset": wanted.asset, "at": at, "start": start, "end": end}


def check_owner(unit: Unit, actor: Actor, asset: str) -> None:
    """Raise NotFound where the pool has no such asset, NotAllowed where it is another's."""
    owner = owner_of(pool_of_files(files_of(unit)), asset)
    if owner is None:
        raise NotFound(f"The pool has no satellite or station '{asset}'.")
    if actor.party and owner != actor.party:
        raise NotAllowed(f"{asset} is not {actor.party}'s.")


def write(
    unit: Unit, actor: Actor, what: tuple[str, str], span: TimestamptzRange, reason: str
) -> Row:
    """Write a block-out of a kind and an asset down; the asset's owner is looked up."""
    kind, asset = what
    owner = owner_of(pool_of_files(files_of(unit)), asset) or ""
    row = unit.row(
        "blockout_added",
        id=new_id(unit, "B"),
        owner=owner,
        kind=kind,
        asset=asset,
        span=span,
        at=unit.now,
        by=actor.account,
        reason=reason,
    )
    made = found(row, asset)
    said = {"asset": asset, "kind": kind}
    unit.enter("blockout.made", made["id"], said, parties=[owner])
    unit.tell("blockout.made", made["id"], [owner], said)
    return made


def write_loss(unit: Unit, actor: Actor, asset: str) -> Row:
    """Write down that an asset is gone from now on."""
    return write(unit, actor, ("loss", asset), TimestamptzRange(unit.now, FOR_EVER), "")


def lift(desk: Desk, actor: Actor, name: str) -> Row:
    """Lift a block-out or a recall of one's own. Raises NotFound, Conflict where it is lifted."""
    permit(actor, "blockout.make")
    with desk.unit(actor) as unit:
        row = found(unit.row("blockout_locked", id=name), name)
        permit_party(actor, "blockout.make", row["owner"])
    with desk.unit(in_the_desks_name(actor)) as unit:
        return lifted(unit, name)


def lifted(unit: Unit, name: str) -> Row:
    """Lift a block-out in the desk's sight, and close the alerts about it."""
    row = unit.row("blockout_lifted", id=name, at=unit.now)
    if row is None:
        raise Conflict(f"'{name}' is lifted already.")
    unit.enter("blockout.lifted", name, {"asset": row["asset"]}, parties=[row["owner"]])
    unit.tell("blockout.lifted", name, [row["owner"]], {"asset": row["asset"]})
    close_of(unit, name)
    return row


def page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return the block-outs that this actor may see, the newest first; no withheld reason."""
    permit(unit.actor, "owner.read")
    return unit.rows("blockouts_page", after=after, limit=limit)
