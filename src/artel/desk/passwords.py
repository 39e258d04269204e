"""Passwords: kept as scrypt makes them slow to guess, and asked for no oftener than a person errs.

The parameters stand with each hash, so that they may grow. A name that nobody has is answered
after the same work as a wrong password.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.sessions import digest_of, open_session, session_of

if TYPE_CHECKING:
    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

SCHEME = "scrypt:32768:8:3"
"""Cost, block size and turns of a new hash: 32 MB, and about a quarter of a second."""
SHORTEST, LONGEST = 12, 200
LETTERS = 5
"""So many different characters at least: a row of one letter is no password."""
AT_ONCE = threading.BoundedSemaphore(2)
"""So many hashes are computed at a time: signing in never takes the whole machine."""

WINDOW = timedelta(minutes=15)
MOST = {"both": 5, "name": 50, "address": 50}
"""Failures in the window: of a name from one address, of a name, and from an address."""
WRONG = "The name or the password is wrong."


class TooOften(Conflict):
    """Too many passwords were wrong; in `wait_s` seconds the next may be tried."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("Too many passwords were wrong.", next_step=f"Wait {wait_s} seconds.")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password as it is kept."""

    scheme: str
    salt: bytes
    hash: bytes


NOBODYS = Hashed(SCHEME, bytes(16), bytes(64))
"""What the password of a name is compared with that nobody has."""


def hashed(password: str, salt: bytes | None = None, scheme: str = SCHEME) -> Hashed:
    """Return a password as it is kept, with a salt of its own."""
    salt = secrets.token_bytes(16) if salt is None else salt
    cost, block, turns = (int(each) for each in scheme.split(":")[1:])
    text = unicodedata.normalize("NFKC", password).encode()
    with AT_ONCE:
        made = hashlib.scrypt(
            text, salt=salt, n=cost, r=block, p=turns, maxmem=256 * cost * block, dklen=64
        )
    return Hashed(scheme, salt, made)


def matches(kept: Hashed, password: str) -> bool:
    """Whether this is the password; the comparison takes the same time wherever they differ."""
    return hmac.compare_digest(hashed(password, kept.salt, kept.scheme).hash, kept.hash)


def sign_in(desk: Desk, login: str, password: str, address: str) -> tuple[str, str]:
    """Open a session by name and password; see `sessions.open_session` for what is returned.

    Raises NotAllowed where they are wrong or the account is closed, and TooOften.
    """
    with desk.unit() as unit:
        _count(unit, login, address)
        row = unit.row("account_by_login", login=login)
    right = matches(_kept(row) or NOBODYS, password)
    if row is None or not right or not row["active"]:
        raise NotAllowed(WRONG, next_step="Try again, or ask an administrator for a link.")
    with desk.unit() as unit:
        # Meanwhile the password may have been changed: the old one opens nothing then.
        if _kept(unit.row("account_by_login", login=login)) != _kept(row):
            raise NotAllowed(WRONG, next_step="Try again.")
        _forgive(unit, login, address)
        return open_session(unit, row["id"], "password")


def set_password(
    desk: Desk, actor: Actor, secret: str | None, new: str, current: str | None, address: str
) -> None:
    """Set the password of who asks, in a session of theirs; all their other sessions end.

    A session of a one-time link needs no present password; any other does. Raises Conflict
    without a session or a name to sign in by, InputError for a password that is too simple,
    NotAllowed where the present one is wrong, and TooOften.
    """
    permit(actor, "password.set")
    if secret is None:
        raise Conflict("A key sets no password.", next_step="Sign in.")
    with desk.unit() as unit:
        opened = session_of(unit, secret)
        if opened.how != "link":
            _count(unit, actor.account, address)
        kept = _kept(unit.row("password_of_account", account=actor.account))
    check_password(opened.account, new)
    if opened.how != "link" and not matches(kept or NOBODYS, current or ""):
        raise NotAllowed("The present password is wrong.", next_step="Tell it as `current`.")
    made = hashed(new)
    with desk.unit() as unit:
        session_of(unit, secret)
        _forgive(unit, actor.account, address)
    with desk.unit(actor) as unit:
        _keep(unit, made, secret)


def _keep(unit: Unit, made: Hashed, secret: str) -> None:
    account = unit.actor.account
    unit.run(
        "password_kept",
        account=account,
        scheme=made.scheme,
        salt=made.salt,
        hash=made.hash,
        at=unit.now,
    )
    unit.run("other_sessions_ended", account=account, hash=digest_of(secret))
    unit.run("session_by_password", hash=digest_of(secret))
    unit.run("links_of_account_forgotten", account=account)
    unit.enter("password.set", account, {})


def check_password(account: Row, password: str) -> None:
    """Raise InputError for a password that is too simple, Conflict for an account without name."""
    if not account["login"]:
        raise Conflict("This account has no name to sign in by.", next_step="Use its keys.")
    text = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InputError(f"A password has {SHORTEST} to {LONGEST} characters.")
    if len(set(text)) < LETTERS:
        raise InputError(f"A password has at least {LETTERS} different characters.")
    names = {account["login"].casefold(), account["name"].casefold()}
    if text.casefold() in names:
        raise InputError("A password is not the name.", next_step="Choose another one.")


def _kept(row: Row | None) -> Hashed | None:
    if row is None:
        return None
    return Hashed(row["scheme"], bytes(row["salt"]), bytes(row["hash"]))


# --------------------------------------------------------------------------- what slows a guesser


def _count(unit: Unit, name: str, address: str) -> None:
    """Write a try down before it is judged: many at once are counted too. Raises TooOften."""
    of = {"name": _digest(name), "address": address}
    unit.rows("tries_held")
    unit.run("tries_forgotten", before=unit.now - WINDOW)
    row = found(unit.row("tries_counted", **of), "count")
    over = [row[f"{kind}_first"] for kind, most in MOST.items() if row[kind] >= most]
    if over:
        left = max(over) + WINDOW - unit.now
        raise TooOften(max(1, math.ceil(left.total_seconds())))
    unit.run("try_added", **of, at=unit.now)


def _forgive(unit: Unit, name: str, address: str) -> None:
    unit.run("tries_forgiven", name=_digest(name), address=address)


def _digest(name: str) -> bytes:
    return digest_of(name.strip().casefold())
