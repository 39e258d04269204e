"""The route of events: what happened that is meant for the asker, as it happens or by the page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel

from artel.api import paging
from artel.api.auth import Asking, TheDesk, asking
from artel.api.orders import Link
from artel.api.problems import Problem
from artel.api.streams import EventStream, shown
from artel.desk.permissions import permit

if TYPE_CHECKING:
    from artel.commons.actors import Actor
    from artel.desk.desk import Desk

router = APIRouter(tags=["events"])

LOT = 100
MOST_STREAMS = 200
"""So many streams one process has open; another one is told to come again."""
STREAM = "text/event-stream"
Seen = Annotated[int, Query(ge=0, le=2**53, description="The last event that you saw.")]
LastSeen = Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2**53)]


class EventOut(BaseModel):
    """Something that happened, by its number."""

    seq: int
    at: datetime
    kind: str
    subject: str
    body: dict[str, Any]


class EventPage(BaseModel):
    """Events, the oldest first."""

    events: list[EventOut]
    links: list[Link]


@router.get(
    "/events",
    response_model=EventPage,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
def events(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    after: Seen = 0,
    last: LastSeen = None,
) -> Any:
    """Read events after a number: a page, or with `Accept: text/event-stream` as they happen."""
    permit(actor, "event.read")
    begin = after if last is None else last
    if STREAM in request.headers.get("accept", "").lower():
        return _stream(request, desk, begin)
    rows = _read(desk, actor, begin, limit)
    links = []
    if len(rows) == limit:
        href = f"{request.url.path}?after={rows[-1]['seq']}&limit={limit}"
        links.append({"rel": "next", "href": href})
    return {"events": [shown(row) for row in rows], "links": links}


def _stream(request: Request, desk: Desk, begin: int) -> Response:
    bell = request.app.state.bell
    if bell.waiting >= MOST_STREAMS:
        raise Problem(503, "Too many streams are open.", headers={"Retry-After": "30"})

    def look(after: int) -> list[dict[str, Any]] | None:
        # The key or the session may have ended since: who asks is asked each time.
        try:
            actor = asking(request)
        except Problem:
            return None
        return _read(desk, actor, after, LOT)

    return EventStream(look, begin, bell, request.app.state.ending)


def _read(desk: Desk, actor: Actor, after: int, limit: int) -> list[dict[str, Any]]:
    with desk.unit(actor) as unit:
        return unit.rows("events_after", after=after, limit=limit)
