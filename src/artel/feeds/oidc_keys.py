"""The keys of a provider of identities, and the signatures that an id token may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    InvalidKeyIdError,
    InvalidKeyTypeError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import JWKRegistry, KeySet
from joserfc.jws import JWSRegistry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwa import JWSAlgModel
    from joserfc.jwk import Key

ALGORITHMS = ("RS256", "ES256", "EdDSA")
"""What an id token may be signed by."""
UNREADABLE = (JoseError, ValueError, KeyError, TypeError)
"""What the library raises for a key or a token that is none."""
NOT_THESE_KEYS = (InvalidKeyIdError, InvalidKeyTypeError, BadSignatureError)
"""... for a token that the provider's next keys may fit."""
_KINDS = ("RSA", "EC", "OKP")
_SHORTEST_MODULUS = 342
"""2048 bits as base64url says them (RFC 7518, 3.3)."""


class _Signatures(JWSRegistry):
    """The signatures of ALGORITHMS and no other; heads that are not known are passed over.

    The library would also warn of EdDSA, which RFC 9864 renames and OpenID Connect has not.
    """

    max_header_length = 8192
    """Some providers put the certificates of the key into the head."""

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


_SIGNATURES = _Signatures(strict_check_header=False)


def signed(token: str, keys: KeySet) -> dict[str, Any]:
    """Return what a token says, once its signature is one of the keys'.

    Raises UNREADABLE; among them NOT_THESE_KEYS.
    """
    return dict(jwt.decode(token, keys, registry=_SIGNATURES).claims)


def keys_in(said: Mapping[str, Any]) -> KeySet:
    """Return the keys of a published set; one that is not understood is left out (RFC 7517, 5)."""
    listed = said.get("keys")
    found = map(_key, listed if isinstance(listed, list) else [])
    return KeySet([key for key in found if key is not None])


def _key(said: object) -> Key | None:
    if not isinstance(said, dict) or said.get("kty") not in _KINDS:
        return None
    if said["kty"] == "RSA" and len(str(said.get("n"))) < _SHORTEST_MODULUS:
        return None
    try:
        return JWKRegistry.import_key(said)
    except UNREADABLE:
        return None
