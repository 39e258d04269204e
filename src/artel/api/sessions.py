"""Routes of signing in and out, and of who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from artel.api.auth import (
    NOBODY,
    Asking,
    TheDesk,
    address_of,
    check_origin,
    drop_session,
    secret_of,
    set_session,
)
from artel.api.problems import Problem
from artel.commons.errors import NotAllowed
from artel.desk import invitations, passwords, sessions

if TYPE_CHECKING:
    from artel.desk.desk import Desk

router = APIRouter(tags=["people"])

Text = Annotated[str, Field(min_length=1, max_length=200)]


class SignIn(BaseModel):
    """The name that one signs in by, and the password."""

    model_config = ConfigDict(extra="forbid")
    name: Text
    password: Text


class OneTime(BaseModel):
    """What stands after `token=` in a one-time link."""

    model_config = ConfigDict(extra="forbid")
    token: Text


class NewPassword(BaseModel):
    """The new password; the present one where the session was not opened by a one-time link."""

    model_config = ConfigDict(extra="forbid")
    password: Text
    current: Text | None = None


class Me(BaseModel):
    """Who asks. `csrf` is what a session sends in X-CSRF-Token; a key has none."""

    account: str
    name: str
    role: str
    party: str
    home: str
    login: str | None
    how: str
    csrf: str | None


@router.post("/sessions", status_code=201, response_model=Me, openapi_extra=NOBODY)
def sign_in(asked: SignIn, request: Request, response: Response, desk: TheDesk) -> dict[str, Any]:
    """Sign in by name and password; after five failures in 15 minutes, wait."""
    check_origin(request)
    try:
        secret, _ = passwords.sign_in(desk, asked.name, asked.password, address_of(request))
    except passwords.TooOften as error:
        raise _wait(error) from None
    except NotAllowed as error:
        raise Problem(401, str(error)) from None
    set_session(request, response, secret)
    return _me(desk, secret)


@router.post("/sessions/one-time", status_code=201, response_model=Me, openapi_extra=NOBODY)
def sign_in_once(
    asked: OneTime, request: Request, response: Response, desk: TheDesk
) -> dict[str, Any]:
    """Sign in by a one-time link, and set a password next."""
    check_origin(request)
    try:
        with desk.unit() as unit:
            secret, _ = invitations.sign_in_once(unit, asked.token)
    except NotAllowed as error:
        raise Problem(401, str(error)) from None
    set_session(request, response, secret)
    return _me(desk, secret)


@router.delete("/sessions/current", status_code=204)
def sign_out(request: Request, response: Response, desk: TheDesk, actor: Asking) -> None:
    """End the session that asks."""
    with desk.unit(actor) as unit:
        sessions.end_session(unit, secret_of(request))
    drop_session(response)


@router.get("/me", response_model=Me)
def me(request: Request, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read who one is, and the token that a session's requests need."""
    secret = secret_of(request)
    if secret is not None:
        return _me(desk, secret)
    with desk.unit(actor) as unit:
        row = unit.row("account_by_id", id=actor.account) or {}
    return _shown({**row, "id": actor.account}, "key", None)


@router.put("/me/password", status_code=204)
def set_password(asked: NewPassword, request: Request, desk: TheDesk, actor: Asking) -> None:
    """Set one's password; all other sessions of the account end."""
    try:
        passwords.set_password(
            desk, actor, secret_of(request), asked.password, asked.current, address_of(request)
        )
    except passwords.TooOften as error:
        raise _wait(error) from None


def _me(desk: Desk, secret: str) -> dict[str, Any]:
    with desk.unit() as unit:
        opened = sessions.session_of(unit, secret)
    return _shown(opened.account, opened.how, sessions.csrf_of(secret))


def _shown(row: dict[str, Any], how: str, csrf: str | None) -> dict[str, Any]:
    told = {name: row[name] for name in ("name", "role", "party", "home", "login")}
    return {"account": row["id"], **told, "how": how, "csrf": csrf}


def _wait(error: passwords.TooOften) -> Problem:
    return Problem(429, str(error), headers={"Retry-After": str(error.wait_s)})
