"""Keys and signatures: the published vector, every form a key comes in, and what is no key."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from artel.commons.errors import InputError
from artel.store.signing import (
    new_key,
    new_salt,
    private_pem,
    public_hex,
    public_pem,
    read_private,
    read_public,
    sign,
    signed_by,
)

# RFC 8032, 7.1, test 2: the message is the one byte 0x72.
PRIVATE = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNED = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
SHORT = PUBLIC[:-2]


def test_the_published_vector():
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE))
    assert public_hex(key) == PUBLIC
    assert sign(key, "r") == SIGNED
    assert signed_by([PUBLIC], SIGNED, "r")
    assert not signed_by([PUBLIC], SIGNED, "s")


def test_a_key_written_and_read_again_is_the_same():
    key = new_key()
    again = read_private(private_pem(key), "key.pem")
    assert public_hex(again) == public_hex(key)
    assert signed_by([public_hex(key)], sign(again, "a head"), "a head")


def test_a_public_key_is_read_in_each_of_its_forms():
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE))
    base = base64.b64encode(bytes.fromhex(PUBLIC)).decode()
    for text in (public_pem(key), PUBLIC, PUBLIC.upper() + "\n", base, f"  {base}\n"):
        assert read_public(text, "f") == PUBLIC


@pytest.mark.parametrize(
    "text", ["", "a key", SHORT, PUBLIC + "00", "zz" * 32, "é", "-----BEGIN PUBLIC KEY-----\nAA"]
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(InputError, match=r"^f holds no public Ed25519 key"):
        read_public(text, "f")


def test_keys_of_another_kind_are_refused():
    curve = ec.generate_private_key(ec.SECP256R1())
    exchange = x25519.X25519PrivateKey.generate().public_key()
    form = PublicFormat.SubjectPublicKeyInfo
    for text in (
        curve.public_key().public_bytes(Encoding.PEM, form).decode(),
        exchange.public_bytes(Encoding.PEM, form).decode(),
        private_pem(new_key()),
    ):
        with pytest.raises(InputError, match="holds no public Ed25519 key"):
            read_public(text, "f")
    plain = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    locked = new_key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")
    )
    for text in (plain, locked.decode(), public_pem(new_key()), "", "a key"):
        with pytest.raises(InputError, match="holds no private Ed25519 key"):
            read_private(text, "f")


def test_a_signature_or_key_that_is_none_signs_nothing():
    assert not signed_by([], SIGNED, "r")
    assert not signed_by(["00" * 31], SIGNED, "r")
    assert not signed_by([PUBLIC], "00" * 10, "r")
    assert not signed_by([PUBLIC], "no hex", "r")
    assert signed_by(["00" * 32, PUBLIC], SIGNED, "r")


def test_no_two_salts_are_the_same():
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(bytes.fromhex(salt)) for salt in salts} == {32}
