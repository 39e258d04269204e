"""Accounts of people and machines: who somebody is, and the hashed keys that prove it."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Actor, Role
from artel.commons.errors import InputError, NotAllowed
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit

if TYPE_CHECKING:
    from datetime import datetime

    from artel.store.connections import Unit

    Row = dict[str, Any]

KEY_PREFIX = "artel_"
WRONG = "The key is unknown, has ended or was revoked."


def make_account(
    unit: Unit, name: str, role: Role, *, party: str = "", home: str = "", authorised: bool = False
) -> Row:
    """Make an account. Operator roles have no party; everybody else speaks for one."""
    permit(unit.actor, "account.manage")
    if (party == "") != (role in OPERATOR_ROLES):
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


OPERATOR_ROLES = frozenset({Role.PLANNER, Role.FINANCE, Role.AUDITOR, Role.ADMIN})


def issue_key(unit: Unit, account: str, name: str, ends: datetime | None = None) -> tuple[str, str]:
    """Return a new key and its id; the key itself is told this once and stored nowhere."""
    if unit.actor.account != account:
        permit(unit.actor, "account.manage")
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    name_of = new_id(unit, "K")
    unit.run(
        "key_added", id=name_of, account=account, name=name, hash=_hash(key), at=unit.now, ends=ends
    )
    unit.enter("key.issued", name_of, {"account": account, "name": name})
    return key, name_of


def actor_of_key(unit: Unit, key: str) -> Actor:
    """Return whose key this is. Raises NotAllowed where it is nobody's."""
    row = unit.row("account_of_key", hash=_hash(key), at=unit.now)
    if row is None:
        raise NotAllowed(WRONG, next_step="Ask an administrator for a new one.")
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


def _hash(secret: str) -> bytes:
    """Return what is stored of a key: it is long and random, so one round is enough."""
    return hashlib.sha256(secret.encode()).digest()
