"""Routes of webhooks: made, listed, tried, told again, ended."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import webhooks

router = APIRouter(prefix="/webhooks", tags=["events"])

Kind = Annotated[str, Field(pattern=r"^(\*|[a-z_-]{1,40}\.(\*|[a-z_-]{1,60}))$")]


class WebhookIn(BaseModel):
    """What to tell, and where."""

    model_config = ConfigDict(extra="forbid")
    url: Annotated[
        str, Field(max_length=1000, min_length=1, examples=["https://hooks.example.org/artel"])
    ]
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=50, examples=[["order.*"]])]


class WebhookOut(BaseModel):
    """A webhook; `begins` is the first event that it is told of."""

    id: str
    party: str
    url: str
    kinds: list[str]
    active: bool
    begins: int
    made: datetime


class WebhookMade(WebhookOut):
    """A new webhook with its secret, which is told this once."""

    secret: str


class WebhookPage(BaseModel):
    """Webhooks, the newest first."""

    webhooks: list[WebhookOut]
    links: list[Link]


class TryOut(BaseModel):
    """What became of one event: `next_try` counts while it is waiting."""

    event: int
    state: Literal["waiting", "done", "given up"]
    tries: int
    next_try: datetime
    status: int | None
    said: str


class TryPage(BaseModel):
    """Events of a webhook, the newest first."""

    tries: list[TryOut]
    links: list[Link]


class ReplayIn(BaseModel):
    """From which event on."""

    model_config = ConfigDict(extra="forbid")
    begin: Annotated[int, Field(ge=1, le=2**53)]


class ReplayOut(BaseModel):
    """How many events are sent again."""

    events: int


class PingOut(BaseModel):
    """What the receiver answered; status 0 where it did not."""

    status: int
    said: str


@router.post("", status_code=201, response_model=WebhookMade)
def make(asked: WebhookIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Have the events meant for your party sent to an https address. Keep the secret."""
    return webhooks.make(desk, actor, asked.url, asked.kinds)


@router.get("", response_model=WebhookPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the webhooks that you may see."""
    with desk.unit(actor) as unit:
        rows = webhooks.page(unit, paging.after(cursor), limit)
    return paging.page(request, "webhooks", rows, limit)


@router.delete("/{name}", status_code=204)
def end(name: str, desk: TheDesk, actor: Asking) -> None:
    """End a webhook of your party."""
    with desk.unit(actor) as unit:
        webhooks.end(unit, name)


@router.get("/{name}/tries", response_model=TryPage)
def tries(
    name: str,
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Read what became of the events of a webhook."""
    with desk.unit(actor) as unit:
        rows = webhooks.tries(unit, name, paging.number_after(cursor), limit)
    return paging.page(request, "tries", rows, limit, "event")


@router.post("/{name}/replay", status_code=202, response_model=ReplayOut)
def replay(name: str, asked: ReplayIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Have the events from a number on sent again, at most 1,000."""
    with desk.unit(actor) as unit:
        return {"events": webhooks.replay(unit, name, asked.begin)}


@router.post("/{name}/ping", response_model=PingOut)
def ping(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Send a signed test now, once, and read what the receiver answered."""
    outcome = webhooks.ping(desk, actor, name)
    return {"status": outcome.status, "said": outcome.said}
