"""Accounts of people and machines: who somebody is, and the hashed keys that prove it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.actors import OPERATORS, Actor, Role
from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.sessions import NOTED, digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from artel.store.connections import Unit

    Row = dict[str, Any]

KEY_PREFIX = "artel_"
WRONG = "The key is unknown, has ended or was revoked."
OVERLAP = timedelta(days=1)
LONGEST_OVERLAP = timedelta(days=30)
"""So long an old key may work beside the one that replaces it."""


def make_account(
    unit: Unit, name: str, role: Role, *, party: str = "", home: str = "", authorised: bool = False
) -> Row:
    """Make an account. Operator roles have no party; everybody else speaks for one."""
    permit(unit.actor, "account.manage")
    if (party == "") != (role in OPERATORS):
        raise InputError(
            f"The role '{role}' {'has no' if party else 'needs a'} party.",
            next_step="Roles of the operator have none; all others speak for one.",
        )
    row = unit.row(
        "account_added",
        id=new_id(unit, "A"),
        name=name,
        role=str(role),
        party=party,
        home=home,
        authorised=authorised,
        at=unit.now,
    )
    made = found(row, name)
    unit.enter(
        "account.made", made["id"], {"role": str(role), "party": party}, personal={"name": name}
    )
    return made


def let_sign_in(unit: Unit, account: str, login: str, email: str | None = None) -> Row:
    """Give an account the name that its person signs in by, and return it.

    `email` is how a provider of the person's own knows them. Raises Conflict where the name is
    taken.
    """
    permit(unit.actor, "account.manage")
    row = found(unit.row("account_named", id=account, login=login, email=email), account)
    unit.enter("account.named", account, {}, personal={"login": login, "email": email or ""})
    return row


def accounts_page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return the accounts after an id, in the order of their ids."""
    permit(unit.actor, "account.manage")
    return unit.rows("accounts_page", after=after, limit=limit)


def account(unit: Unit, name: str) -> Row:
    """Return one account. Raises NotFound."""
    permit(unit.actor, "account.manage")
    return found(unit.row("account_by_id", id=name), name)


def close_account(unit: Unit, name: str) -> None:
    """Close an account: its sessions, keys and links end with this, and it opens none again.

    Raises NotFound, and Conflict where it is closed or is the last administrator's.
    """
    permit(unit.actor, "account.manage")
    administrators = {row["id"] for row in unit.rows("administrators_held")}
    found(unit.row("account_by_id", id=name), name)
    if administrators == {name}:
        raise Conflict("This is the last administrator.", next_step="Make another one first.")
    if not unit.run("account_closed", id=name):
        raise Conflict(f"'{name}' is closed already.")
    unit.run("sessions_of_account_ended", account=name)
    unit.run("keys_of_account_revoked", account=name, at=unit.now)
    unit.run("links_of_account_forgotten", account=name)
    unit.enter("account.closed", name, {})


# ------------------------------------------------------------------------------------------- keys


def issue_key(unit: Unit, account: str, name: str, ends: datetime | None = None) -> tuple[str, str]:
    """Return a new key and its id; the key itself is told this once and stored nowhere.

    Raises NotFound where there is no such account, Conflict where it is closed.
    """
    _keep_keys_of(unit, account)
    _check_open(unit, account)
    if ends is not None and ends <= unit.now:
        raise InputError("The key would have ended before it began.", next_step="Name a later end.")
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    name_of = new_id(unit, "K")
    unit.run(
        "key_added",
        id=name_of,
        account=account,
        name=name,
        hash=digest_of(key),
        at=unit.now,
        ends=ends,
    )
    unit.enter("key.issued", name_of, {"account": account, "name": name})
    return key, name_of


def keys_page(unit: Unit, account: str | None, after: str | None, limit: int) -> list[Row]:
    """Return the keys of an account after an id; of all accounts without one, where allowed."""
    permit(unit.actor, "key.keep")
    own = None if unit.actor.role in (Role.ADMIN, Role.SYSTEM) else unit.actor.account
    return unit.rows("keys_page", account=account or own, after=after, limit=limit)


def key_row(unit: Unit, name: str) -> Row:
    """Return what is known of a key. Raises NotFound for one that is not the actor's to keep."""
    permit(unit.actor, "key.keep")
    row = found(unit.row("key_by_id", id=name), name)
    _keep_keys_of(unit, row["account"])
    return row


def rotate_key(unit: Unit, name: str, overlap: timedelta = OVERLAP) -> tuple[str, str]:
    """Return a new key beside an old one and its id; the old one ends after the overlap.

    The new one has the old one's name, and the old one's end where it had one. Raises Conflict
    where the old one has ended: what ended is not prolonged.
    """
    old = key_row(unit, name)
    if old["revoked"] is not None or (old["ends"] is not None and old["ends"] <= unit.now):
        raise Conflict(f"'{name}' has ended.", next_step="Make a new one.")
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise InputError("An old key works at most 30 days beside the new one.")
    made = issue_key(unit, old["account"], old["name"], old["ends"])
    ends = unit.now + overlap
    unit.run("key_ends", id=name, ends=ends if old["ends"] is None else min(ends, old["ends"]))
    unit.enter("key.rotated", name, {"account": old["account"], "by": made[1]})
    return made


def revoke_key(unit: Unit, name: str) -> None:
    """End a key now. Raises NotFound, and Conflict where that was done before."""
    row = key_row(unit, name)
    if not unit.run("key_revoked", id=name, at=unit.now):
        raise Conflict(f"'{name}' was revoked already.")
    unit.enter("key.revoked", name, {"account": row["account"]})


def actor_of_key(unit: Unit, key: str) -> Actor:
    """Return whose key this is. Raises NotAllowed where it is nobody's.

    The last use is kept to the minute: it is not written at every request.
    """
    row = unit.row("account_of_key", hash=digest_of(key), at=unit.now)
    if row is None:
        raise NotAllowed(WRONG, next_step="Ask an administrator for a new one.")
    if row["key_used"] is None or row["key_used"] <= unit.now - NOTED:
        unit.run("key_used", id=row["key_id"], at=unit.now)
    return actor_of(row)


def actor_of(row: Row) -> Actor:
    """Return an account as the actor that it is."""
    return Actor(
        account=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        party=row["party"],
        home=row["home"],
    )


def _keep_keys_of(unit: Unit, account: str) -> None:
    permit(unit.actor, "key.keep")
    if unit.actor.account != account:
        permit(unit.actor, "account.manage")


def _check_open(unit: Unit, account: str) -> None:
    row = found(unit.row("account_by_id", id=account), account)
    # A key made while the account is being closed opens nothing: see account_of_key.
    if not row["active"]:
        raise Conflict(f"'{account}' is closed.")
