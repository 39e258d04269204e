"""Routes of plans: make, read, publish, repair."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import plans as desk_plans
from artel.planner.best import Effort
from artel.studies.events import Cancellation, Event, Loss, Recall

router = APIRouter(prefix="/plans", tags=["plans"])


class Wanted(BaseModel):
    """A plan to be made over [start, end)."""

    model_config = ConfigDict(extra="forbid")
    start: AwareDatetime
    end: AwareDatetime
    steps: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    exercise: bool = False


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


class Withdrawn(BaseModel):
    """An order that its customer takes back."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["cancellation"]
    order: Name
    at: AwareDatetime


Happened = Annotated[Lost | Recalled | Declared | Withdrawn, Field(discriminator="kind")]


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
    """What is known of a plan besides its document."""

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


class PlanOut(PlanRow):
    """A plan, with what the validator said."""

    report: Report


class PlanPage(BaseModel):
    """Plans, the newest first."""

    plans: list[PlanRow]
    links: list[Link]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a plan's row as the wire shows it."""
    return {**row, "start": row["horizon"].lower, "end": row["horizon"].upper}


@router.post("", status_code=201, response_model=PlanOut)
def make(wanted: Wanted, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Make a plan and judge it. It is a draft until it is published."""
    effort = Effort() if wanted.steps is None else Effort(steps=wanted.steps)
    span = wanted.start, wanted.end
    version = desk_plans.make(desk, actor, span, effort, exercise=wanted.exercise)
    return _created(desk, actor, response, version)


def _created(desk: TheDesk, actor: Asking, response: Response, version: int) -> dict[str, Any]:
    response.headers["Location"] = f"/api/v1/plans/{version}"
    with desk.unit(actor) as unit:
        return shown(desk_plans.head_of(unit, version))


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
        return shown(desk_plans.head_of(unit, version))


@router.get("/{version}/document")
def document(version: int, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read the whole document of a plan, artel-plan/1; `artel validate` takes it alone."""
    with desk.unit(actor) as unit:
        return desk_plans.document_of(unit, version)


@router.post("/{version}/publish", response_model=PlanOut)
def publish(version: int, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Put a draft that the validator accepts in force."""
    with desk.unit(actor) as unit:
        return shown(desk_plans.publish(unit, version))


@router.post("/{version}/repair", status_code=201, response_model=PlanOut)
def repair(
    version: int, happened: Happened, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Mend a plan after what happened. The mended plan is a draft."""
    event = _event(happened, desk, actor)
    fresh = desk_plans.repaired(desk, actor, version, event, happened.at)
    return _created(desk, actor, response, fresh)


def _event(happened: Happened, desk: TheDesk, actor: Asking) -> Event:
    match happened:
        case Lost():
            return Loss(happened.asset)
        case Recalled():
            return Recall(happened.asset, happened.start, happened.end)
        case Withdrawn():
            return Cancellation(happened.order)
        case Declared():
            with desk.unit(actor) as unit:
                return desk_plans.emergency_of(unit, happened.orders)
