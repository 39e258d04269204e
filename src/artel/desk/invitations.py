"""One-time links: they open one session, in which a person sets a password of their own."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from artel.commons.errors import Conflict, NotAllowed
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.sessions import digest_of, open_session

if TYPE_CHECKING:
    from datetime import datetime

    from artel.store.connections import Unit

    Row = dict[str, Any]

Purpose: TypeAlias = Literal["first", "invitation", "reset"]

LASTS: dict[Purpose, timedelta] = {
    "first": timedelta(days=1),
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=1),
}
WRONG = "The link is unknown, has ended or was used."


def make_link(unit: Unit, account: str, purpose: Purpose) -> tuple[str, datetime]:
    """Return the token of a new link for an account, and when it ends; the ones before it end now.

    Raises NotFound, and Conflict where the account is closed or has no name to sign in by.
    """
    permit(unit.actor, "account.manage")
    row = found(unit.row("account_by_id", id=account), account)
    if not row["login"]:
        raise Conflict(
            f"'{account}' has no name to sign in by.", next_step="Make an account with a login."
        )
    if unit.row("account_to_sign_in", id=account) is None:
        raise Conflict(f"'{account}' is closed.")
    token, ends = secrets.token_urlsafe(32), unit.now + LASTS[purpose]
    unit.run("links_of_account_forgotten", account=account)
    unit.run(
        "link_added",
        hash=digest_of(token),
        purpose=purpose,
        account=account,
        ends=ends,
        at=unit.now,
        by=unit.actor.account,
    )
    unit.enter("link.made", account, {"purpose": purpose})
    return token, ends


def sign_in_once(unit: Unit, token: str) -> tuple[str, str]:
    """Open a session by a link's token, once; see `sessions.open_session` for what is returned.

    Raises NotAllowed where the link is unknown, has ended or was used.
    """
    row = unit.row("link_taken", hash=digest_of(token), at=unit.now)
    if row is None:
        raise NotAllowed(WRONG, next_step="Ask an administrator for a new one.")
    unit.enter("link.used", row["account"], {"purpose": row["purpose"]})
    return open_session(unit, row["account"], "link")


def first_link(unit: Unit) -> str | None:
    """Return the token of a link for the first administrator, until somebody has come in."""
    came = unit.row("anybody_came_in")
    first = unit.row("first_administrator")
    if first is None or (came is not None and came["came"]):
        return None
    return make_link(unit, first["id"], "first")[0]
