"""Routes of plans: read, publish. They are made by runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import plan_changes
from artel.desk import plans as desk_plans

if TYPE_CHECKING:
    from artel.store.connections import Unit

router = APIRouter(prefix="/plans", tags=["plans"])


class Finding(BaseModel):
    """Something that the validator refuses."""

    code: str
    subject: str
    article: str | None
    sentence: str


class Report(BaseModel):
    """What the validator said of a plan."""

    valid: bool
    findings: list[Finding]
    checked: dict[str, int]


class PlanRow(BaseModel):
    """What is known of a plan besides its document; `maker` is the name of who made it."""

    version: int
    exercise: bool
    base: int | None
    state: Literal["draft", "published", "superseded", "refused"]
    start: datetime
    end: datetime
    value: float
    bound: float
    method: str
    sha256: str
    made: datetime
    made_by: str
    maker: str | None


class ByHand(BaseModel):
    """The orders that a planner locked, those that it left out, and a bound for such plans."""

    locks: list[str]
    leaves: list[str]
    bound: float | None = None


class PlanOut(PlanRow):
    """A plan, with what the validator said and what a planner locked or left out."""

    report: Report
    hand: ByHand | None


class PlanPage(BaseModel):
    """Plans, the newest first."""

    plans: list[PlanRow]
    links: list[Link]


class Look(BaseModel):
    """One image of a plan: who takes it when, and where it comes down."""

    satellite: str
    owner: str
    sensor: str
    start: datetime
    end: datetime
    station: str
    antenna: str
    received: datetime


class Change(BaseModel):
    """What became of a look at an order, or at a piece of an area; for what is lost the reason."""

    order: str
    piece: str
    change: Literal["dropped", "moved", "added", "rerouted"]
    before: Look | None
    after: Look | None
    reason: str | None
    article: str | None


class Difference(BaseModel):
    """What changed from the plan `since` to the plan `version`."""

    version: int
    since: int
    changes: list[Change]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a plan's row as the wire shows it."""
    return {**row, "start": row["horizon"].lower, "end": row["horizon"].upper}


@router.get("", response_model=PlanPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the plans."""
    with desk.unit(actor) as unit:
        rows = desk_plans.page(unit, paging.number_after(cursor), limit)
    return paging.page(request, "plans", [shown(row) for row in rows], limit, "version")


@router.get("/{version}", response_model=PlanOut)
def one(version: int, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read what is known of a plan."""
    with desk.unit(actor) as unit:
        return _whole(unit, desk_plans.head_of(unit, version))


@router.get("/{version}/document")
def document(version: int, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read the whole document of a plan, artel-plan/1; `artel validate` takes it alone."""
    with desk.unit(actor) as unit:
        return desk_plans.document_of(unit, version)


@router.get("/{version}/changes", response_model=Difference)
def changes(version: int, desk: TheDesk, actor: Asking, since: int | None = None) -> dict[str, Any]:
    """Compare a plan with another one, else with its base: what was dropped, moved, added."""
    with desk.unit(actor) as unit:
        other, rows = plan_changes.changes(unit, version, since)
    return {"version": version, "since": other, "changes": rows}


@router.post("/{version}/publish", response_model=PlanOut)
def publish(version: int, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Put a draft that the validator accepts in force."""
    with desk.unit(actor) as unit:
        return _whole(unit, desk_plans.publish(unit, version))


def _whole(unit: Unit, row: dict[str, Any]) -> dict[str, Any]:
    """Return a plan's row with what its document says was done by hand."""
    return {**shown(row), "hand": desk_plans.document_of(unit, row["version"]).get("hand")}
