"""Bytes as text: whole, packed, packed in parts, and packed to burst."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.feeds.decode import text_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), min_size=1).filter(
    str.strip
)


@given(TEXTS)
def test_text_comes_back_whole_plain_and_packed(text):
    # A text may begin with bytes that mark a packing; no text of ours does.
    data = text.encode()
    if not data.startswith((b"PK\x03\x04", b"BZh")):
        assert text_of(data, "it") == text
        assert text_of(gzip.compress(data), "it") == text


def test_gzip_in_several_members_is_joined():
    assert text_of(gzip.compress(b"one ") + gzip.compress(b"two"), "it") == "one two"


def test_a_bomb_is_refused_when_it_passes_the_limit_and_not_before():
    packed = gzip.compress(b"x" * 1_000_000)
    assert len(packed) < 2000
    assert len(text_of(packed, "it", limit=1_000_000)) == 1_000_000
    with pytest.raises(InputError, match=r"it would unpack to more than 0\.953673 MiB"):
        text_of(packed, "it", limit=999_999)


def test_a_bomb_in_many_small_members_is_refused_too():
    packed = gzip.compress(b"x" * 1000) * 50
    with pytest.raises(InputError, match="would unpack to more than"):
        text_of(packed, "it", limit=49_999)
    assert len(text_of(packed, "it", limit=50_000)) == 50_000


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused_with_a_sentence(data):
    assert said_of(data).endswith(".")
    assert said_of(b"\x1f\x8b" + data).endswith(".")


def said_of(data: bytes) -> str:
    try:
        return f"{len(text_of(data, 'it'))} characters."
    except InputError as error:
        return error.message
