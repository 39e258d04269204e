"""Routes of planning runs: ask for one, follow it, stop it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.api.plans import Wanted
from artel.desk import runs

router = APIRouter(prefix="/plans/runs", tags=["plans"])


class Line(BaseModel):
    """What was known at a moment of planning, in steps: a plan's value and its bound."""

    moment: float
    value: float
    bound: float
    gap: float
    method: str


class RunRow(BaseModel):
    """A planning run and how far it is; `plan` is its draft's version once it is done."""

    id: str
    exercise: bool
    state: Literal["queued", "running", "done", "failed", "stopped"]
    start: datetime
    end: datetime
    steps: int | None
    trace: list[Line]
    plan: int | None
    error: str | None
    asked_by: str
    asked: datetime
    changed: datetime


class RunPage(BaseModel):
    """Planning runs, the newest first."""

    runs: list[RunRow]
    links: list[Link]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **row["request"]}


@router.post("", status_code=202, response_model=RunRow)
def ask(wanted: Wanted, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Ask for a plan. A worker makes it; follow the run until it is done."""
    with desk.unit(actor) as unit:
        span = wanted.start, wanted.end
        row = runs.ask(unit, span, wanted.steps, exercise=wanted.exercise)
    runs.nudge(desk)
    response.headers["Location"] = f"/api/v1/plans/runs/{row['id']}"
    return _shown(row)


@router.get("", response_model=RunPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the runs."""
    with desk.unit(actor) as unit:
        rows = runs.page(unit, paging.after(cursor), limit)
    return paging.page(request, "runs", [_shown(row) for row in rows], limit)


@router.get("/{name}", response_model=RunRow)
def one(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read how far a run is."""
    with desk.unit(actor) as unit:
        return _shown(runs.get(unit, name))


@router.post("/{name}/stop", response_model=RunRow)
def stop(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Stop a run; it leaves no plan."""
    with desk.unit(actor) as unit:
        return _shown(runs.stop(unit, name))
