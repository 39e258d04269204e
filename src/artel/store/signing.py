"""Ed25519 keys and signatures (RFC 8032): who signed a head of the journal.

Private keys are PEM. Public keys are PEM, base64 or hex where a person hands them in, and hex in
files; signatures are hex.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

RAW = 32
"""A public key has so many bytes."""


def new_key() -> Ed25519PrivateKey:
    """Return a new private key."""
    return Ed25519PrivateKey.generate()


def new_salt() -> str:
    """Return 32 bytes in hex that nobody can guess, for the digest of a body."""
    return secrets.token_hex(32)


def private_pem(key: Ed25519PrivateKey) -> str:
    """Return a private key as PEM (PKCS 8, not encrypted): keep the file to yourself."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key as PEM, to be handed to who verifies."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key in hex, as files name it."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def read_private(text: str, where: str) -> Ed25519PrivateKey:
    """Return the private key of a PEM text. Raises InputError for anything else."""
    try:
        key = load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(
            f"{where} holds no private Ed25519 key.", next_step="Give one as PEM, not encrypted."
        )
    return key


def read_public(text: str, where: str) -> str:
    """Return, in hex, the public key of a text: PEM, base64 or hex of its 32 bytes.

    Raises InputError for anything else, a private key among them.
    """
    raw = _raw_of_pem(text) if "-----BEGIN" in text else _raw_of_word(text.strip())
    if raw is None:
        raise InputError(
            f"{where} holds no public Ed25519 key.",
            next_step="Give one as PEM, or its 32 bytes as base64 or hex.",
        )
    return raw.hex()


def _raw_of_pem(text: str) -> bytes | None:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _raw_of_word(text: str) -> bytes | None:
    try:
        raw = bytes.fromhex(text) if len(text) == 2 * RAW else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if len(raw) == RAW else None


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Return the signature of a text in UTF-8, in hex."""
    return key.sign(text.encode()).hex()


def signed_by(keys: Iterable[str], signature: str, text: str) -> bool:
    """Return whether one of these public keys (hex) made the signature (hex) of the text."""
    return any(_signed(key, signature, text) for key in keys)


def _signed(key: str, signature: str, text: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
