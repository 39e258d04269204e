"""Routes of people and machines: accounts, links for people, keys for machines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.commons.actors import Role
from artel.commons.instants import as_utc
from artel.desk import accounts, invitations

router = APIRouter(prefix="/accounts", tags=["people"])
keys = APIRouter(prefix="/keys", tags=["people"])

Word = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Login = Annotated[
    str, Field(min_length=2, max_length=100, pattern=r"^[\w.@+-]+$", examples=["anna.k"])
]
Party = Annotated[str, Field(max_length=60, pattern=r"^[\w.-]*$")]
GivenRole = Literal[
    "planner", "finance", "owner", "customer", "terminal_owner", "partner", "observer", "auditor",
    "admin",
]  # fmt: skip
LONGEST_OVERLAP_H = int(accounts.LONGEST_OVERLAP / timedelta(hours=1))
OVERLAP_H = int(accounts.OVERLAP / timedelta(hours=1))


class AccountIn(BaseModel):
    """Whose account, and what it may do. A machine has no login: it asks by a key.

    `email`, beside a login, is how a provider of the person's own knows them.
    """

    model_config = ConfigDict(extra="forbid")
    name: Word
    role: GivenRole
    party: Party = ""
    home: Party = ""
    login: Login | None = None
    email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    authorised_user: bool = False


class AccountOut(BaseModel):
    """An account; `authorised_user` may call an activation."""

    id: str
    name: str
    login: str | None
    email: str | None
    role: str
    party: str
    home: str
    authorised_user: bool
    active: bool
    made: datetime


class AccountPage(BaseModel):
    """Accounts, in the order of their ids."""

    accounts: list[AccountOut]
    links: list[Link]


class LinkIn(BaseModel):
    """For what: a first password, or a new one in the place of a forgotten one."""

    model_config = ConfigDict(extra="forbid")
    purpose: Literal["invitation", "reset"] = "invitation"


class LinkMade(BaseModel):
    """A link that signs in once, until it ends; it is told this once."""

    link: str
    ends: datetime


class KeyIn(BaseModel):
    """A name for the key; whose it is, if not one's own; and when it ends, if ever."""

    model_config = ConfigDict(extra="forbid")
    name: Word
    account: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    ends: datetime | None = None


class RotationIn(BaseModel):
    """For how many hours the old key works beside the new one."""

    model_config = ConfigDict(extra="forbid")
    overlap_h: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP_H)] = OVERLAP_H


class KeyOut(BaseModel):
    """What is known of a key; `used` is exact to the minute."""

    id: str
    account: str
    name: str
    made: datetime
    ends: datetime | None
    revoked: datetime | None
    used: datetime | None


class KeyMade(KeyOut):
    """A new key, which is told this once."""

    key: str


class KeyPage(BaseModel):
    """Keys, in the order of their ids."""

    keys: list[KeyOut]
    links: list[Link]


@router.post("", status_code=201, response_model=AccountOut)
def make(asked: AccountIn, response: Response, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Make an account. Invite the person, or make a key for the machine, after that."""
    with desk.unit(actor) as unit:
        row = accounts.make_account(
            unit,
            asked.name,
            Role(asked.role),
            party=asked.party,
            home=asked.home,
            authorised=asked.authorised_user,
        )
        if asked.login is not None:
            row = accounts.let_sign_in(unit, row["id"], asked.login, asked.email)
    response.headers["Location"] = f"/api/v1/accounts/{row['id']}"
    return row


@router.get("", response_model=AccountPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List all accounts, closed ones too."""
    with desk.unit(actor) as unit:
        rows = accounts.accounts_page(unit, paging.after(cursor), limit)
    return paging.page(request, "accounts", rows, limit)


@router.get("/{name}", response_model=AccountOut)
def one(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one account."""
    with desk.unit(actor) as unit:
        return accounts.account(unit, name)


@router.delete("/{name}", status_code=204)
def close(name: str, desk: TheDesk, actor: Asking) -> None:
    """Close an account: its sessions, keys and links end at once, and it is never opened again."""
    with desk.unit(actor) as unit:
        accounts.close_account(unit, name)


@router.post("/{name}/links", status_code=201, response_model=LinkMade)
def invite(
    name: str, asked: LinkIn, request: Request, desk: TheDesk, actor: Asking
) -> dict[str, Any]:
    """Make a link by which a person signs in once and sets a password; earlier links end."""
    with desk.unit(actor) as unit:
        token, ends = invitations.make_link(unit, name, asked.purpose)
    place = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
    return {"link": f"{place}/welcome#token={token}", "ends": ends}


@keys.post("", status_code=201, response_model=KeyMade)
def issue(asked: KeyIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Make a key, one's own or, for an administrator, of any account."""
    ends = None if asked.ends is None else as_utc(asked.ends)
    with desk.unit(actor) as unit:
        key, name = accounts.issue_key(unit, asked.account or actor.account, asked.name, ends)
        return {**accounts.key_row(unit, name), "key": key}


@keys.get("", response_model=KeyPage)
def issued(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    account: Annotated[str | None, Query(max_length=60)] = None,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List one's own keys; an administrator lists all, or those of an account."""
    with desk.unit(actor) as unit:
        rows = accounts.keys_page(unit, account, paging.after(cursor), limit)
    return paging.page(request, "keys", rows, limit)


@keys.post("/{name}/rotate", status_code=201, response_model=KeyMade)
def rotate(name: str, asked: RotationIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Make a new key beside an old one, which ends after the overlap."""
    with desk.unit(actor) as unit:
        key, new = accounts.rotate_key(unit, name, timedelta(hours=asked.overlap_h))
        return {**accounts.key_row(unit, new), "key": key}


@keys.delete("/{name}", status_code=204)
def revoke(name: str, desk: TheDesk, actor: Asking) -> None:
    """End a key now."""
    with desk.unit(actor) as unit:
        accounts.revoke_key(unit, name)
