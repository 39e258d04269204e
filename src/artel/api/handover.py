"""Routes of the handover log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import handover

router = APIRouter(prefix="/handover-notes", tags=["sky"])


class NoteIn(BaseModel):
    """What the next shift should know."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class NoteOut(BaseModel):
    """A note of the handover log."""

    id: str
    at: datetime
    by: str
    author: str
    text: str


class NotePage(BaseModel):
    """Notes, the newest first."""

    notes: list[NoteOut]
    links: list[Link]


@router.get("", response_model=NotePage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the notes."""
    with desk.unit(actor) as unit:
        rows = handover.page(unit, paging.after(cursor), limit)
    return paging.page(request, "notes", rows, limit)


@router.post("", status_code=201, response_model=NoteOut)
def write(given: NoteIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Write a note for the next shift; it stays as it was written."""
    with desk.unit(actor) as unit:
        return handover.note(unit, given.text)
