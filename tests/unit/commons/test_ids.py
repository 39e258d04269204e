from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.ids import canonical_json, digest, pretty_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_the_digest_is_sha_256_in_hexadecimal():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_order_of_keys_does_not_matter_to_canonical_json():
    assert canonical_json({"b": 1, "a": [1, 2]}) == canonical_json({"a": [1, 2], "b": 1})
    assert canonical_json({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'


@given(VALUES)
def test_both_ways_of_writing_are_read_back_to_the_same_value(value):
    assert json.loads(canonical_json(value)) == value
    assert json.loads(pretty_json(value)) == value


def test_pretty_json_keeps_the_order_given_and_ends_its_last_line():
    assert pretty_json({"b": 1, "a": 2}) == '{\n "b": 1,\n "a": 2\n}\n'


@pytest.mark.parametrize("write", [canonical_json, pretty_json])
def test_what_is_no_number_is_never_written(write):
    with pytest.raises(ValueError, match="JSON compliant"):
        write(float("nan"))
