"""A member's own provider of identities, as OpenID Connect Core 1.0 asks of who relies on it.

The provider is found by discovery, and the code is exchanged with PKCE (RFC 7636). Of an id token
the signature, the issuer, the audience, the times and the nonce are checked before anything in it
is believed; `none` and shared secrets are no signatures here. All requests pass the guard of
`outbound`.
"""

from __future__ import annotations

import base64
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError

from artel.commons.errors import InputError, NotAllowed, Unavailable
from artel.feeds.decode import MIB
from artel.feeds.oidc_keys import NOT_THESE_KEYS, UNREADABLE, keys_in, signed
from artel.feeds.outbound import Allowed, Answer, Ask, asked, checked_url
from artel.feeds.small_json import object_of
from artel.feeds.urls import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from joserfc.jwk import KeySet

LEEWAY_S = 60
LONGEST_SUBJECT = 255
"""Core 2."""
SCOPES = "openid profile email"
BOUNDS = Bounds(MIB // 4, 5.0, 10.0)
AT_ONCE = 8
"""So many requests to the provider at once: a slow one must not hold up the desk's other work."""
_TURN_S = 1.0
_WELL_KNOWN = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_BY_HEAD, _BY_FORM = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class Settings:
    """The provider that the operator trusts: its issuer, and what it knows this desk by."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says somebody is; the e-mail only where the provider has verified it."""

    issuer: str
    subject: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the browser brought, and what the desk kept of the sign-in that it belongs to."""

    code: str
    verifier: str
    nonce: str
    redirect: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What the provider's description says: where it is asked, and how it is told the secret."""

    authorization: str
    token: str
    keys: str
    by_form: bool


class Provider:
    """One provider; its endpoints and keys are asked for once, and keys again if one is unknown."""

    def __init__(self, settings: Settings, allowed: Allowed, bounds: Bounds = BOUNDS) -> None:
        self.settings, self.allowed, self.bounds = settings, allowed, bounds
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        # Two threads that find nothing here both ask: a lock would make all wait for the slowest.
        self._description: _Found | None = None
        self._keys: KeySet | None = None

    def begin(self, state: str, nonce: str, verifier: str, redirect: str) -> str:
        """Return the address to which the browser goes to sign in."""
        asked_for = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect,
            "scope": SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = self._found().authorization
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked_for)}"

    def identity_of(self, exchange: Exchange, now: datetime) -> Identity:
        """Return whom a code stands for. Raises NotAllowed for a token that is not to be believed.

        Raises InputError where the provider does not answer as it must.
        """
        token = self._token(exchange)
        claims = self._claims(token, exchange.nonce, now)
        verified = claims.get("email_verified") is True
        email = claims.get("email")
        return Identity(
            self.settings.issuer,
            claims["sub"],
            email if verified and isinstance(email, str) else None,
        )

    def _found(self) -> _Found:
        if self._description is None:
            issuer = self.settings.issuer
            said = self._json(Ask(), issuer.rstrip("/") + _WELL_KNOWN)
            if said.get("issuer") != issuer:
                raise _wrong("it names another issuer than the one in ARTEL_OIDC_ISSUER")
            found = _described(said)
            # The browser goes there: it must be an address of the web like all the others.
            checked_url(found.authorization, self.allowed)
            self._description = found
        return self._description

    def _token(self, exchange: Exchange) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": exchange.code,
            "redirect_uri": exchange.redirect,
            "code_verifier": exchange.verifier,
        }
        found = self._found()
        heads = {"Content-Type": "application/x-www-form-urlencoded"}
        if found.by_form:
            form["client_id"] = self.settings.client_id
            form["client_secret"] = self.settings.client_secret
        else:
            heads["Authorization"] = _basic(self.settings)
        said = self._json(Ask("POST", heads, urlencode(form).encode()), found.token)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise _wrong("it gave no id token")
        return token

    def _claims(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        claims = self._signed(token)
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            rules.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _not_believed(str(error)) from None
        return self._for_us(claims, nonce)

    def _signed(self, token: str) -> dict[str, Any]:
        """Return what a token says whose signature is right, by the keys as they are now.

        Providers change keys: an unknown one is asked for once, and so is one of the same name,
        or of none, that does not fit any more.
        """
        try:
            try:
                return signed(token, self._known_keys(anew=False))
            except NOT_THESE_KEYS:
                return signed(token, self._known_keys(anew=True))
        except UNREADABLE as error:
            raise _not_believed(str(error)) from None

    def _for_us(self, claims: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims where they were made for this desk (Core 3.1.3.7, 3 to 5)."""
        audience, ours = claims["aud"], self.settings.client_id
        several = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", None if several else ours) != ours:
            raise _not_believed("it was made for another party")
        if claims["nonce"] != nonce:  # The library is content with a list that holds it.
            raise _not_believed("its nonce is not the one of this sign-in")
        subject = claims["sub"]
        long = not 0 < len(subject) <= LONGEST_SUBJECT
        if long or not subject.isascii() or not subject.isprintable():
            raise _not_believed("its subject is no name")
        return claims

    def _known_keys(self, *, anew: bool) -> KeySet:
        if self._keys is None or anew:
            keys = keys_in(self._json(Ask(), self._found().keys))
            if not keys:
                raise _wrong("none of its keys can be read")
            self._keys = keys
        return self._keys

    def _json(self, ask: Ask, url: str) -> dict[str, Any]:
        with self._turn():
            answer: Answer = asked(checked_url(url, self.allowed), ask, self.bounds)
        if answer.status != HTTPStatus.OK:
            raise _wrong(f"it answered {answer.status}")
        return dict(object_of(answer.body, "the answer of the provider"))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_TURN_S):
            raise Unavailable(
                "Too many people wait for the provider of identities.",
                next_step="Begin again in a moment.",
            )
        try:
            yield
        finally:
            self._turns.release()


def _described(said: dict[str, Any]) -> _Found:
    """Return what a description says, as OpenID Connect Discovery 1.0, 3 names it."""
    found = [said[name] for name in _ENDPOINTS if isinstance(said.get(name), str)]
    if len(found) < len(_ENDPOINTS):
        raise _wrong(f"its description lacks one of {', '.join(_ENDPOINTS)}")
    ways = said.get("token_endpoint_auth_methods_supported", [_BY_HEAD])
    if not isinstance(ways, list) or not {_BY_HEAD, _BY_FORM} & set(map(str, ways)):
        raise _wrong("it takes no secret in a way that the desk knows")
    authorization, token, keys = found
    return _Found(authorization, token, keys, by_form=_BY_HEAD not in ways)


def _basic(settings: Settings) -> str:
    """Return the head by which the desk proves who it is (RFC 6749, 2.3.1)."""
    pair = f"{quote(settings.client_id, safe='')}:{quote(settings.client_secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _wrong(why: str) -> InputError:
    return InputError(
        f"The provider of identities cannot be used: {why}.",
        next_step="Tell the operator of the desk; a password or a link still signs in.",
    )


def _not_believed(why: str) -> NotAllowed:
    return NotAllowed(
        f"What the provider says of you is not believed: {why.strip().rstrip('.')}.",
        next_step="Sign in again, from the desk's own page.",
    )
