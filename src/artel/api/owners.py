"""Routes of owners: block-outs and recalls, vetoes, health, alerts, control centres, one task."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.affairs import ConsentOut, Reason, TaskOut
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import alerts, blockouts, centres, consents, dispatch, health, vetoes

router = APIRouter(tags=["owners"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Why = Annotated[str, Field(max_length=1000)]


class BlockoutIn(BaseModel):
    """An asset of yours that is not to be had from `start` to `end`."""

    model_config = ConfigDict(extra="forbid")
    asset: Name
    start: AwareDatetime
    end: AwareDatetime
    reason: Why = ""
    withheld: bool = False


class BlockoutOut(BaseModel):
    """A block-out, a recall or a loss; a withheld reason is not among its fields."""

    id: str
    owner: str
    kind: Literal["block-out", "recall", "loss"]
    asset: str
    start: datetime
    end: datetime
    reason: str
    made: datetime
    made_by: str
    lifted: datetime | None


class BlockoutPage(BaseModel):
    """Block-outs, the newest first."""

    blockouts: list[BlockoutOut]
    links: list[Link]


class VetoIn(BaseModel):
    """A refusal of a planned image. The reason stays with the party: nobody else reads it."""

    model_config = ConfigDict(extra="forbid")
    reason: Why = ""


class HealthIn(BaseModel):
    """How an asset is."""

    model_config = ConfigDict(extra="forbid")
    asset: Name
    state: Literal["nominal", "degraded", "lost"]
    note: Why = ""


class HealthOut(BaseModel):
    """A report of how an asset was at an instant."""

    number: int
    asset: str
    owner: str
    state: Literal["nominal", "degraded", "lost"]
    note: str
    at: datetime
    told_by: str


class HealthPage(BaseModel):
    """Reports, the newest first."""

    health: list[HealthOut]
    links: list[Link]


class AlertOut(BaseModel):
    """Something to look at; `proposal` is an event that a repair of the plan takes."""

    id: str
    kind: str
    subject: str
    party: str
    role: Literal["owner", "planner", "admin"]
    sentence: str
    proposal: dict[str, Any] | None
    raised: datetime
    acknowledged: datetime | None
    acknowledged_by: str | None
    closed: datetime | None


class AlertPage(BaseModel):
    """Alerts, the newest first."""

    alerts: list[AlertOut]
    links: list[Link]


class CentreIn(BaseModel):
    """Where an owner's control centre is: an https address or a folder, and its key."""

    model_config = ConfigDict(extra="forbid")
    owner: Name
    address: Annotated[str, Field(min_length=1, max_length=1000)]
    secret: Annotated[str, Field(max_length=1000)] = ""
    exercise: bool = False


class CentreOut(BaseModel):
    """A control centre; its key is never told."""

    owner: str
    exercise: bool
    kind: Literal["http", "folder"]
    address: str


class CentreList(BaseModel):
    """The control centres."""

    centres: list[CentreOut]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a block-out's row as the wire shows it."""
    return {**row, "start": row["span"].lower, "end": row["span"].upper}


@router.get("/tasks/{name}", response_model=TaskOut)
def task(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one task."""
    with desk.unit(actor) as unit:
        return dispatch.get(unit, name)


@router.post("/tasks/{name}/veto", status_code=201, response_model=ConsentOut)
def veto(
    name: str, given: VetoIn, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Refuse a planned image of your satellite, as an article of the charter lets."""
    row = vetoes.veto(desk, actor, name, given.reason)
    response.headers["Location"] = f"/api/v1/consents/{row['id']}/reason"
    return row


@router.post("/block-outs", status_code=201, response_model=BlockoutOut)
def block_out(
    given: BlockoutIn, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Block out a satellite or a station of yours."""
    return _made(given, "block-out", desk, actor, response)


@router.post("/recalls", status_code=201, response_model=BlockoutOut)
def recall(given: BlockoutIn, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Take a satellite or a station of yours back for a while."""
    return _made(given, "recall", desk, actor, response)


def _made(
    given: BlockoutIn,
    kind: Literal["block-out", "recall"],
    desk: TheDesk,
    actor: Asking,
    response: Response,
) -> dict[str, Any]:
    row = blockouts.make(desk, actor, blockouts.Blockout(kind=kind, **given.model_dump()))
    response.headers["Location"] = f"/api/v1/block-outs/{row['id']}/reason"
    return shown(row)


@router.get("/block-outs", response_model=BlockoutPage)
def blocked_out(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the block-outs, recalls and losses that you may see."""
    with desk.unit(actor) as unit:
        rows = blockouts.page(unit, paging.after(cursor), limit)
    return paging.page(request, "blockouts", [shown(row) for row in rows], limit)


@router.post("/block-outs/{name}/lift", response_model=BlockoutOut)
def lift(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Lift a block-out or a recall of yours."""
    return shown(blockouts.lift(desk, actor, name))


@router.get("/block-outs/{name}/reason", response_model=Reason)
def reason(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read the reason that your party withheld."""
    with desk.unit(actor) as unit:
        return {"reason": consents.reason_of(unit, name)}


@router.post("/health-reports", status_code=201, response_model=HealthOut)
def report(given: HealthIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Report how an asset is; `lost` takes it out of plans to come and proposes a repair."""
    return health.report(desk, actor, given.asset, given.state, given.note)


@router.get("/health-reports", response_model=HealthPage)
def reports(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    asset: Name | None = None,
) -> dict[str, Any]:
    """List the reports that you may see."""
    with desk.unit(actor) as unit:
        rows = health.page(unit, paging.number_after(cursor), limit, asset)
    return paging.page(request, "health", rows, limit, "number")


@router.get("/alerts", response_model=AlertPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    only_open: bool = False,
) -> dict[str, Any]:
    """List the alerts that you may see."""
    with desk.unit(actor) as unit:
        rows = alerts.page(unit, paging.after(cursor), limit, only_open=only_open)
    return paging.page(request, "alerts", rows, limit)


@router.post("/alerts/{name}/acknowledge", response_model=AlertOut)
def acknowledge(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Say that you look at it."""
    with desk.unit(actor) as unit:
        return alerts.acknowledge(unit, name)


@router.post("/alerts/{name}/close", response_model=AlertOut)
def close(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Say that nothing is left to do."""
    with desk.unit(actor) as unit:
        return alerts.close(unit, name)


@router.get("/centres", response_model=CentreList)
def kept(desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """List the control centres that you may see."""
    with desk.unit(actor) as unit:
        return {"centres": centres.page(unit)}


@router.post("/centres", status_code=201, response_model=CentreOut)
def keep(given: CentreIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Write down where an owner's control centre is, in the place of what was known."""
    with desk.unit(actor) as unit:
        return centres.keep_centre(
            unit,
            given.owner,
            given.address,
            given.secret,
            exercise=given.exercise,
            allowed=desk.allowed,
        )
