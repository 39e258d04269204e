"""Routes of quotes and firm holds: ask, hold, accept, release."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.api.problems import Problem
from artel.desk import holds as desk_holds
from artel.desk import quotes as desk_quotes
from artel.desk.holds import Taken

router = APIRouter(tags=["quotes"])

State = Literal["held", "accepted", "released", "expired", "withdrawn"]


class Window(BaseModel):
    """A time in which an image may be taken."""

    not_before: datetime
    not_after: datetime


class By(BaseModel):
    """How likely an image is delivered by an instant."""

    delivered: datetime
    probability: float


class Likelihood(BaseModel):
    """How likely an image is, and when it is delivered."""

    success: float
    first_delivery: datetime | None
    expected_delivery: datetime | None
    last_delivery: datetime | None
    by: list[By]


class Horizon(BaseModel):
    """What the plan covers."""

    start: datetime
    end: datetime


class Clouds(BaseModel):
    """What is known of clouds."""

    known_by: list[str]
    correlation_h: float | None
    note: str | None


class OfferOut(BaseModel):
    """One look, what it costs the plan, and who would lose or move an image."""

    satellite: str
    owner: str
    sensor: str
    start: datetime
    end: datetime
    delivered: datetime
    product_gsd_m: float
    clear: float
    cost: float
    displaced: list[str]
    moved: list[str]
    articles: list[str]


class ObstacleOut(BaseModel):
    """What stood in the way."""

    code: str
    article: str | None
    reason: str | None = None
    resource: str | None = None
    counts: dict[str, int] | None = None


class ReachPart(BaseModel):
    """Tries that fit together: how many, how likely, and when the first is delivered."""

    looks: int
    success: float
    first_delivery: datetime | None


class ReachOut(BaseModel):
    """What the satellites of the member who brings the order give alone, and the pool's all."""

    member: str
    alone: ReachPart
    pooled: ReachPart


class QuoteOut(BaseModel):
    """A quote. From `value` on it is for the operator, and in part for members."""

    format: str
    pool: str
    plan: int
    order: str
    at: datetime
    horizon: Horizon
    firm: bool
    feasible: bool
    clouds: Clouds
    likelihood: Likelihood
    windows: list[Window]
    reach: ReachOut
    value: float | None = None
    marginal_cost: float | None = None
    best: OfferOut | None = None
    tries: list[OfferOut] | None = None
    offers: list[OfferOut] | None = None
    obstacle: ObstacleOut | None = None


class Wanted(BaseModel):
    """For how long to hold, and when the image has to be taken, if that matters."""

    model_config = ConfigDict(extra="forbid")
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    not_before: AwareDatetime | None = None
    not_after: AwareDatetime | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Wanted:
        if (self.not_before is None) != (self.not_after is None):
            raise ValueError("Give both not_before and not_after, or neither.")
        return self

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """When the image has to be taken."""
        if self.not_before is None or self.not_after is None:
            return None
        return self.not_before, self.not_after


class HoldOut(BaseModel):
    """A firm hold: until when, about when the image is taken, and when it is delivered."""

    id: str
    order_id: Annotated[str, Field(serialization_alias="order")]
    exercise: bool
    state: State
    made: datetime
    until: datetime
    window: Window
    delivered: datetime
    reason: str
    ended: datetime | None


class HoldPage(BaseModel):
    """Holds, the newest first."""

    holds: list[HoldOut]
    links: list[Link]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a hold's row as the wire shows it."""
    window = {"not_before": row["window_open"], "not_after": row["window_close"]}
    return {**row, "window": window}


@router.post("/quotes", response_model=QuoteOut, response_model_exclude_unset=True)
def ask(
    wish: Annotated[dict[str, Any], Body(description="What is wanted; see docs/orders.md.")],
    desk: TheDesk,
    actor: Asking,
) -> dict[str, Any]:
    """Ask whether an image can be had. Nothing is stored; names may be left out."""
    return desk_quotes.ask(desk, actor, wish)


@router.post("/orders/{name}/hold", status_code=201, response_model=HoldOut)
def hold(
    name: str, wanted: Wanted, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Hold a look for an order that is accepted. What cannot be held comes with alternatives."""
    try:
        length = timedelta(minutes=wanted.minutes)
        row = desk_holds.make(desk, actor, name, length, wanted.window)
    except Taken as error:
        raise Problem(409, str(error), alternatives=error.alternatives) from None
    response.headers["Location"] = f"/api/v1/holds/{row['id']}"
    return shown(row)


@router.get("/holds", response_model=HoldPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: State | None = None,
) -> dict[str, Any]:
    """List the holds that you may see."""
    with desk.unit(actor) as unit:
        rows = desk_holds.page(unit, paging.after(cursor), limit, state)
    return paging.page(request, "holds", [shown(row) for row in rows], limit)


@router.get("/holds/{name}", response_model=HoldOut)
def one(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one hold."""
    with desk.unit(actor) as unit:
        return shown(desk_holds.get(unit, name))


@router.post("/holds/{name}/accept", response_model=HoldOut)
def accept(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Accept a hold: what it keeps comes into the plan."""
    return shown(desk_holds.accept(desk, actor, name))


@router.post("/holds/{name}/release", response_model=HoldOut)
def release(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Give back what a hold keeps."""
    return shown(desk_holds.release(desk, actor, name))
