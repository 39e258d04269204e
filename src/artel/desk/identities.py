"""People who sign in by a provider of their own: whom the provider knows is one of our accounts.

An identity is the pair of issuer and subject. An unknown one is bound once, to the one account that
was made with the e-mail that the provider has verified; nobody gets an account by signing in.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from artel.commons.errors import InputError, NotAllowed
from artel.desk.sessions import digest_of, open_session
from artel.feeds.oidc import Exchange

if TYPE_CHECKING:
    from artel.desk.desk import Desk
    from artel.feeds.oidc import Identity, Provider
    from artel.store.connections import Unit

LASTS = timedelta(minutes=10)
"""So long the browser may be away to sign in."""


def begin(desk: Desk, redirect: str) -> tuple[str, str]:
    """Return where the browser goes to sign in, and the secret that it keeps meanwhile.

    Raises InputError where no provider is set, or where it does not answer as it must.
    """
    provider = provider_of(desk)
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier, browser = secrets.token_urlsafe(48), secrets.token_urlsafe(32)
    address = provider.begin(state, nonce, verifier, redirect)
    with desk.unit() as unit:
        unit.run("sign_ins_forgotten", before=unit.now - LASTS)
        unit.run(
            "sign_in_begun",
            state=digest_of(state),
            browser=digest_of(browser),
            nonce=nonce,
            verifier=verifier,
            redirect=redirect,
            at=unit.now,
        )
    return address, browser


def finish(desk: Desk, browser: str, state: str, code: str) -> str:
    """Open a session for whom the provider says this is, and return its secret.

    Raises NotAllowed where the browser began no such sign-in, where the provider is not believed,
    and where nobody here is known by that identity.
    """
    provider = provider_of(desk)
    with desk.unit() as unit:
        begun = unit.row(
            "sign_in_taken",
            state=digest_of(state),
            browser=digest_of(browser),
            since=unit.now - LASTS,
        )
    if begun is None:
        raise NotAllowed(
            "This browser began no such sign-in, or it took too long.", next_step="Begin again."
        )
    identity = provider.identity_of(Exchange(code=code, **begun), desk.clock.now())
    with desk.unit() as unit:
        return open_session(unit, account_of(unit, identity), "oidc")[0]


def provider_of(desk: Desk) -> Provider:
    """Return the provider that the operator has set. Raises InputError where there is none."""
    if desk.provider is None:
        raise InputError(
            "This desk knows no provider of identities.",
            next_step="Sign in by a password or a link; an operator sets ARTEL_OIDC_ISSUER.",
        )
    return desk.provider


def account_of(unit: Unit, identity: Identity) -> str:
    """Return the account of an identity; one that is not known yet is bound to it now.

    It is bound to the one account that was made for its e-mail. Raises NotAllowed where there is
    none, or more than one.
    """
    account = _known(unit, identity) or _bound(unit, identity) or _known(unit, identity)
    if account is None:
        raise NotAllowed(
            "Nobody here is known by that identity.",
            next_step="Ask an administrator for an account with your e-mail.",
        )
    return account


def _known(unit: Unit, identity: Identity) -> str | None:
    row = unit.row("account_of_identity", issuer=identity.issuer, subject=identity.subject)
    return str(row["account"]) if row else None


def _bound(unit: Unit, identity: Identity) -> str | None:
    """Bind an identity to the account that was made for its e-mail, and return that account.

    Of two sign-ins at once the second waits for the first to end, and finds the account bound.
    """
    if not identity.email:
        return None
    rows = unit.rows("accounts_of_email", email=identity.email, issuer=identity.issuer)
    if len(rows) != 1:
        return None
    account = str(rows[0]["id"])
    named = {"issuer": identity.issuer, "subject": identity.subject, "account": account}
    if not unit.run("identity_bound", **named):
        return None
    unit.enter("identity.bound", account, {"issuer": identity.issuer})
    return account
