"""A member's own provider of identities, as OpenID Connect Core 1.0 asks of who relies on it.

The provider is found by discovery, and the code is exchanged with PKCE (RFC 7636). Of an id token
the signature, the issuer, the audience, the times and the nonce are checked before anything in it
is believed; `none` and shared secrets are no signatures here. All requests pass the guard of
`outbound`.
"""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from artel.commons.errors import InputError, NotAllowed
from artel.feeds.decode import MIB
from artel.feeds.outbound import Allowed, Answer, Ask, asked, checked_url
from artel.feeds.small_json import object_of
from artel.feeds.urls import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""What an id token may be signed by."""
LEEWAY_S = 60
LONGEST_SUBJECT = 255
"""Core 2."""
SCOPES = "openid profile email"
_BOUNDS = Bounds(MIB // 4, 5.0, 10.0)
_WELL_KNOWN = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


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


class Provider:
    """One provider; its endpoints and keys are asked for once, and keys again if one is unknown."""

    def __init__(self, settings: Settings, allowed: Allowed) -> None:
        self.settings, self.allowed = settings, allowed
        self._lock = threading.Lock()
        self._endpoints: Mapping[str, str] | None = None
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
        address = self._found()["authorization_endpoint"]
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

    def _found(self) -> Mapping[str, str]:
        with self._lock:
            if self._endpoints is None:
                issuer = self.settings.issuer
                said = self._json(Ask(), issuer.rstrip("/") + _WELL_KNOWN)
                if said.get("issuer") != issuer:
                    raise _wrong("it names another issuer than the one in ARTEL_OIDC_ISSUER")
                found = {name: said.get(name) for name in _ENDPOINTS}
                if not all(isinstance(each, str) for each in found.values()):
                    raise _wrong(f"its description lacks one of {', '.join(_ENDPOINTS)}")
                # The browser goes there: it must be an address of the web like all the others.
                checked_url(str(found["authorization_endpoint"]), self.allowed)
                self._endpoints = {name: str(each) for name, each in found.items()}
            return self._endpoints

    def _token(self, exchange: Exchange) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": exchange.code,
            "redirect_uri": exchange.redirect,
            "code_verifier": exchange.verifier,
        }
        said = self._json(
            Ask("POST", _basic(self.settings), urlencode(form).encode()),
            self._found()["token_endpoint"],
        )
        token = said.get("id_token")
        if not isinstance(token, str):
            raise _wrong("it gave no id token")
        return token

    def _claims(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, self._known_keys(anew=False), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            decoded = self._decoded_anew(token)
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
            rules.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _not_believed(str(error)) from None
        return self._for_us(decoded.claims)

    def _decoded_anew(self, token: str) -> jwt.Token:
        """Return a token by the keys as they are now: providers change them."""
        try:
            return jwt.decode(token, self._known_keys(anew=True), algorithms=ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise _not_believed(str(error)) from None

    def _for_us(self, claims: dict[str, Any]) -> dict[str, Any]:
        """Return the claims where they were made for this desk (Core 3.1.3.7, 3 to 5)."""
        audience, ours = claims["aud"], self.settings.client_id
        several = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", None if several else ours) != ours:
            raise _not_believed("it was made for another party")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise _not_believed("its subject is no name")
        return claims

    def _known_keys(self, *, anew: bool) -> KeySet:
        address = self._found()["jwks_uri"]
        with self._lock:
            if self._keys is None or anew:
                said = self._json(Ask(), address)
                try:
                    self._keys = KeySet.import_key_set(said)  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError):
                    raise _wrong("its keys cannot be read") from None
            return self._keys

    def _json(self, ask: Ask, url: str) -> dict[str, Any]:
        answer: Answer = asked(checked_url(url, self.allowed), ask, _BOUNDS)
        if answer.status != HTTPStatus.OK:
            raise _wrong(f"it answered {answer.status}")
        return dict(object_of(answer.body, "the answer of the provider"))


def _basic(settings: Settings) -> dict[str, str]:
    """Return the heads by which the desk proves who it is (RFC 6749, 2.3.1)."""
    pair = f"{quote(settings.client_id, safe='')}:{quote(settings.client_secret, safe='')}"
    return {
        "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


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
