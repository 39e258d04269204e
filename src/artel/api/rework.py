"""Routes of plans changed by hand: ask for a change, and read the looks to choose from."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api.auth import Asking, TheDesk
from artel.api.orders import IdempotencyKey
from artel.api.runs import Name, RunRow, accepted
from artel.desk import reworking

router = APIRouter(prefix="/plans", tags=["plans"])

MOST = 1000
Names = Annotated[list[Name], Field(max_length=MOST)]


class Taken(BaseModel):
    """A look that is to be taken; of an area or a series also which piece of it.

    The one is meant that begins nearest to `start`, within half a minute.
    """

    model_config = ConfigDict(extra="forbid")
    order: Name
    piece: Name | None = None
    satellite: Name
    sensor: Name | None = None
    start: AwareDatetime


class ToChange(BaseModel):
    """What is wanted of a plan by hand.

    `takes` are looks to be taken, `leaves` and `locks` all the orders that are to be left out and
    locked from then on. With `anew`, or `steps`, all that is not locked is planned anew, by the
    usual number of steps or by so many.
    `back_to` leads the plan back to an earlier version, and goes with nothing else.
    """

    model_config = ConfigDict(extra="forbid")
    takes: Annotated[list[Taken], Field(max_length=MOST)] = []
    leaves: Names = []
    locks: Names = []
    anew: bool = False
    steps: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    back_to: Annotated[int, Field(ge=1, le=2**53)] | None = None
    publish: bool = False


class PossibleLook(BaseModel):
    """A look at an order: whether it is taken, whether it is free, and else what is in its way."""

    piece: str | None
    satellite: str
    owner: str
    sensor: str
    start: datetime
    end: datetime
    off_nadir_deg: float
    gsd_m: float
    received_at: datetime | None
    taken: bool
    free: bool
    code: str | None
    article: str | None
    resource: str | None
    reason: str | None


class PossibleLooks(BaseModel):
    """Every look at an order that a plan could take from `at` on, the first first."""

    order: str
    at: datetime
    looks: list[PossibleLook]


@router.get("/{version}/looks", response_model=PossibleLooks)
def looks(
    version: int,
    order: Annotated[str, Query(min_length=1, max_length=200)],
    desk: TheDesk,
    actor: Asking,
) -> dict[str, Any]:
    """List the looks at an order that a plan could take from now on."""
    at, rows = reworking.looks(desk, actor, version, order)
    return {"order": order, "at": at, "looks": rows}


@router.post("/{version}/rework", status_code=202, response_model=RunRow)
def rework(
    version: int, wanted: ToChange, desk: TheDesk, actor: Asking, key: IdempotencyKey = None
) -> Response:
    """Ask for a plan to be changed by hand. A worker does it; follow the run to its draft."""
    said = wanted.model_dump(mode="json", exclude={"publish"})
    return accepted(
        desk,
        actor,
        key,
        {"rework": version, **said, "publish": wanted.publish},
        lambda unit: reworking.ask(unit, version, said, publish=wanted.publish),
    )
