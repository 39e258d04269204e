"""Who asks: a machine by its key. The actor is all that a route learns of it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from artel.api.problems import Problem
from artel.commons.actors import Actor
from artel.commons.errors import NotAllowed
from artel.desk.accounts import actor_of_key
from artel.desk.desk import Desk

SCHEME = HTTPBearer(auto_error=False, description="A machine's key, as it was issued.")


def desk_of(request: Request) -> Desk:
    """Return the desk that this application serves."""
    desk: Desk = request.app.state.desk
    return desk


def asking(request: Request) -> Actor:
    """Return who asks. Raises Problem 401 where that is not known."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise _unknown("Say who asks: Authorization: Bearer KEY.")
    try:
        with desk_of(request).unit() as unit:
            return actor_of_key(unit, key.strip())
    except NotAllowed as error:
        raise _unknown(str(error)) from None


def _unknown(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


TheDesk: TypeAlias = Annotated[Desk, Depends(desk_of)]
Asking: TypeAlias = Annotated[Actor, Depends(asking)]
