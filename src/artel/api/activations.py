"""Routes of activations for disasters: call, check, tell the officer, plan, manage, close."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link, Reason
from artel.desk import activations as desk_activations
from artel.desk.activations import Disaster, Form, Stage
from artel.desk.activations_plan import MOST, draft
from artel.orders.life import State

router = APIRouter(prefix="/activations", tags=["activations"])


class Call(BaseModel):
    """The form of an authorised user: what happened, where, since when, how to reach them."""

    model_config = ConfigDict(extra="forbid")
    disaster: Disaster
    place: Annotated[str, Field(min_length=1, max_length=200)]
    area: Annotated[dict[str, Any], Field(description="A GeoJSON Point, LineString or Polygon.")]
    since: AwareDatetime
    contact: Annotated[str, Field(min_length=1, max_length=200)]
    note: Annotated[str, Field(max_length=1000)] = ""
    exercise: bool = False


class Note(BaseModel):
    """What is to be remembered of a step."""

    model_config = ConfigDict(extra="forbid")
    note: Annotated[str, Field(max_length=1000)] = ""


class Named(Note):
    """Who is told or named: an account."""

    account: Annotated[str, Field(min_length=1, max_length=64)]


class Report(BaseModel):
    """What came of an activation."""

    model_config = ConfigDict(extra="forbid")
    report: Annotated[str, Field(min_length=1, max_length=20_000)]


class Drafted(Note):
    """The orders of the plan; class, bringer, customer and exercise are the activation's."""

    orders: Annotated[
        list[dict[str, Any]],
        Field(min_length=1, max_length=MOST, description="Wishes; see docs/orders.md."),
    ]


class FormOut(BaseModel):
    """What the authorised user said."""

    disaster: Disaster
    place: str
    area: dict[str, Any]
    since: datetime
    contact: str
    note: str


class ActivationOut(BaseModel):
    """An activation as it stands; `due` is when its next step is due."""

    id: str
    exercise: bool
    state: Stage
    party: str
    called_by: str
    called: datetime
    due: datetime | None
    late: bool
    officer: str
    manager: str
    report: str
    body: Annotated[FormOut, Field(serialization_alias="form")]


class ActivationStep(BaseModel):
    """One step: when, by whom, on which duty, when it was due, and whether it was late."""

    number: int
    state: Stage
    at: datetime
    actor: str
    duty: str
    note: str
    due: datetime | None
    late: bool


class ActivationOrder(BaseModel):
    """An order of an activation's plan."""

    id: str
    kind: str
    state: State


class ActivationWhole(ActivationOut):
    """An activation with its steps and its orders."""

    steps: list[ActivationStep]
    orders: list[ActivationOrder]


class ActivationPage(BaseModel):
    """Activations, the newest first."""

    activations: list[ActivationOut]
    links: list[Link]


def shown(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return an activation's row as the wire shows it."""
    return {**row, "late": row["due"] is not None and row["due"] < now}


@router.post("", status_code=201, response_model=ActivationOut)
def call(form: Call, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Call an activation as an authorised user."""
    with desk.unit(actor) as unit:
        row = desk_activations.call(unit, Form(**form.model_dump()))
    response.headers["Location"] = f"/api/v1/activations/{row['id']}"
    return shown(row, unit.now)


@router.get("", response_model=ActivationPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: Stage | None = None,
    exercise: bool | None = None,
) -> dict[str, Any]:
    """List the activations that you may see."""
    with desk.unit(actor) as unit:
        after = paging.after(cursor)
        rows = desk_activations.page(unit, after, limit, state, exercise=exercise)
    return paging.page(request, "activations", [shown(row, unit.now) for row in rows], limit)


@router.get("/{name}", response_model=ActivationWhole)
def one(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one activation with its steps and its orders."""
    with desk.unit(actor) as unit:
        return shown(desk_activations.get(unit, name), unit.now)


@router.post("/{name}/check", response_model=ActivationOut)
def check(name: str, note: Note, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Say that caller and form were checked: the On-Duty Operator."""
    with desk.unit(actor) as unit:
        return shown(desk_activations.check(unit, name, note.note), unit.now)


@router.post("/{name}/refuse", response_model=ActivationOut)
def refuse(name: str, why: Reason, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Refuse an activation, with the reason that the caller is told."""
    with desk.unit(actor) as unit:
        return shown(desk_activations.refuse(unit, name, why.reason), unit.now)


@router.post("/{name}/officer", response_model=ActivationOut)
def assign(name: str, told: Named, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Say that the Emergency On-Call Officer was told: due within an hour of the call."""
    with desk.unit(actor) as unit:
        row = desk_activations.assign(unit, name, told.account, told.note)
    return shown(row, unit.now)


@router.post("/{name}/plan", response_model=ActivationWhole)
def plan(name: str, drafted: Drafted, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Draft the archive and acquisition plan: its orders are placed and accepted, for nothing."""
    row = draft(desk, actor, name, drafted.orders, drafted.note)
    return shown(row, desk.clock.now())


@router.post("/{name}/manager", response_model=ActivationOut)
def manage(name: str, named: Named, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Name the Project Manager."""
    with desk.unit(actor) as unit:
        row = desk_activations.manage(unit, name, named.account, named.note)
    return shown(row, unit.now)


@router.post("/{name}/close", response_model=ActivationOut)
def close(name: str, report: Report, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Close an activation with the Project Manager's report."""
    with desk.unit(actor) as unit:
        return shown(desk_activations.close(unit, name, report.report), unit.now)
