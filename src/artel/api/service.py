"""Routes of the service itself: is it there, and can it work."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from artel.api.auth import TheDesk

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """Whether the desk can work."""

    status: Literal["ok"]
    database: int


class Live(BaseModel):
    """That the process answers."""

    status: Literal["ok"]


@router.get("/health")
@router.get("/health/ready")
def health(desk: TheDesk) -> Health:
    """Say whether the desk can work: it asks the database."""
    with desk.unit() as unit:
        row = unit.row("schema_version")
    return Health(status="ok", database=row["version"] if row else 0)


@router.get("/health/live")
def live() -> Live:
    """Say that the process answers; the database is not asked."""
    return Live(status="ok")
