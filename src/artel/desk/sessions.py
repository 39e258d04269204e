"""Sessions of people: a secret in a cookie, of which the desk keeps only the digest.

A session ends after eight hours without a request, and after seven days in any case, by the desk's
clock. The token against forged requests is made of the secret: a page learns it from GET /me, and
a page of somebody else cannot.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from artel.commons.errors import Conflict, NotAllowed
from artel.desk.permissions import permit

if TYPE_CHECKING:
    from artel.store.connections import Unit

    Row = dict[str, Any]

How: TypeAlias = Literal["password", "link", "oidc"]

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
NOTED = timedelta(minutes=1)
"""The last use of a session or a key is kept so exactly, and not written at every request."""
OVER = "The session has ended or was never opened."


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as it is found: the row of its account, how it was opened."""

    account: Row
    how: str


def open_session(unit: Unit, account_id: str, how: How) -> tuple[str, str]:
    """Open a session and return its secret, for the cookie, and its token against forged requests.

    Raises NotAllowed where the account is closed. Sessions that ended are forgotten here.
    """
    if unit.row("account_to_sign_in", id=account_id) is None:
        raise NotAllowed("The account is closed.", next_step="Ask an administrator.")
    secret = secrets.token_urlsafe(32)
    csrf = csrf_of(secret)
    unit.run("sessions_forgotten", at=unit.now, idle=unit.now - IDLE)
    unit.run(
        "session_added",
        hash=digest_of(secret),
        account=account_id,
        csrf=digest_of(csrf),
        how=how,
        at=unit.now,
        ends=unit.now + LONGEST,
    )
    unit.enter("session.opened", account_id, {"how": how})
    return secret, csrf


def session_of(unit: Unit, secret: str) -> Opened:
    """Return the session of a secret and note its use. Raises NotAllowed where there is none."""
    row = unit.row("account_of_session", hash=digest_of(secret), at=unit.now, idle=unit.now - IDLE)
    if row is None:
        raise NotAllowed(OVER, next_step="Sign in.")
    if row["session_used"] <= unit.now - NOTED:
        unit.run("session_used", hash=digest_of(secret), at=unit.now)
    return Opened(row, row["session_how"])


def end_session(unit: Unit, secret: str | None) -> None:
    """End the session that asks. Raises Conflict where a key asks, which has none."""
    permit(unit.actor, "session.end")
    if secret is None or not unit.run("session_ended", hash=digest_of(secret)):
        raise Conflict("This request came with no session.", next_step="Revoke a key instead.")
    unit.enter("session.ended", unit.actor.account, {})


def csrf_of(secret: str) -> str:
    """Return the token against forged requests of a session's secret."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_of(secret: str, told: str) -> bool:
    """Whether a request told the token of its session; the comparison takes the same time."""
    return hmac.compare_digest(csrf_of(secret).encode(), told.encode())


def digest_of(secret: str) -> bytes:
    """Return what is stored of a secret: it is long and random, so one round is enough."""
    return hashlib.sha256(secret.encode()).digest()
