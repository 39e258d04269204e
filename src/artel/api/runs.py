"""Routes of planning runs: ask for a plan or a repair, follow the run, stop it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import IdempotencyKey, Link
from artel.desk import runs
from artel.desk.idempotency import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.store.connections import Unit

    Ask = Callable[[Unit], dict[str, Any]]

router = APIRouter(prefix="/plans/runs", tags=["plans"])
repairs = APIRouter(prefix="/plans", tags=["plans"])


class Wanted(BaseModel):
    """A plan to be made over [start, end), and whether it comes into force as soon as it can."""

    model_config = ConfigDict(extra="forbid")
    start: AwareDatetime
    end: AwareDatetime
    steps: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    exercise: bool = False
    publish: bool = False


Name = Annotated[str, Field(min_length=1, max_length=200)]


class Lost(BaseModel):
    """A satellite or a station is gone from `at` on."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["loss"]
    asset: Name
    at: AwareDatetime


class Recalled(BaseModel):
    """An owner has its satellite back from `start` to `end`."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["recall"]
    asset: Name
    at: AwareDatetime
    start: AwareDatetime
    end: AwareDatetime


class Declared(BaseModel):
    """Orders of a declared emergency, accepted already, that may override what the charter lets."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["emergency"]
    orders: Annotated[list[Name], Field(min_length=1, max_length=100)]
    at: AwareDatetime


class Renewed(BaseModel):
    """Satellites fly by these element sets (OMM or TLE, as text) from `at` on."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["elements"]
    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    at: AwareDatetime


class Withdrawn(BaseModel):
    """An order that its customer takes back."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["cancellation"]
    order: Name
    at: AwareDatetime


Happened = Annotated[Lost | Recalled | Declared | Withdrawn | Renewed, Field(discriminator="kind")]


class Line(BaseModel):
    """What was known at a moment of planning, in steps: a plan's value and its bound."""

    moment: float
    value: float
    bound: float
    gap: float
    method: str


class RunRow(BaseModel):
    """A planning run and how far it is; `plan` is its draft's version once it is done.

    A `repair` mends the plan `base` after an `event`, a `rework` changes it by hand as is `wanted`.
    `error` says why there is no plan, or why
    one that was to come into force is a draft still.
    """

    id: str
    kind: Literal["plan", "repair", "rework"]
    exercise: bool
    state: Literal["queued", "running", "done", "failed", "stopped"]
    start: datetime
    end: datetime
    steps: int | None = None
    base: int | None = None
    event: dict[str, Any] | None = None
    wanted: dict[str, Any] | None = None
    publish: bool = False
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
    return {"kind": "plan", **row, **row["request"]}


def accepted(desk: TheDesk, actor: Asking, key: str | None, said: Any, ask: Ask) -> Response:
    """Ask for a run, once for a key, wake a worker, and answer where it is followed."""

    def work() -> str:
        return RunRow.model_validate(_shown(ask(unit))).model_dump_json()

    with desk.unit(actor) as unit:
        answer = once(unit, key, {"run": said}, work)
    row = RunRow.model_validate_json(answer.body)
    head = {"Location": f"/api/v1/plans/runs/{row.id}"}
    if answer.replayed:
        head["Idempotent-Replayed"] = "true"
    runs.nudge(desk)
    return Response(answer.body, 202, head, "application/json")


@router.post("", status_code=202, response_model=RunRow)
def ask(wanted: Wanted, desk: TheDesk, actor: Asking, key: IdempotencyKey = None) -> Response:
    """Ask for a plan. A worker makes it; follow the run until it is done."""
    span = wanted.start, wanted.end
    kind = {"exercise": wanted.exercise, "publish": wanted.publish}
    said = wanted.model_dump(mode="json")
    return accepted(desk, actor, key, said, lambda unit: runs.ask(unit, span, wanted.steps, **kind))


@repairs.post("/{version}/repair", status_code=202, response_model=RunRow)
def repair(
    version: int,
    happened: Happened,
    desk: TheDesk,
    actor: Asking,
    publish: bool = False,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for a plan to be mended after what happened. A worker mends it; follow the run."""
    event = happened.model_dump(mode="json")
    said = {"repair": version, "event": event, "publish": publish}
    return accepted(
        desk,
        actor,
        key,
        said,
        lambda unit: runs.ask_repair(unit, version, event, publish=publish),
    )


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
