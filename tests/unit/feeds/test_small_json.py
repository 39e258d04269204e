"""JSON and STAC Items from others: what is read, and what is refused before it is built."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.feeds.small_json import DEEPEST, object_of
from artel.feeds.stac_items import LARGEST_ITEM, image_href, read_item

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(InputError) as refused:
        object_of(data, "The answer", **limits)
    assert refused.value.next_step
    return refused.value.message


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_was_written_is_read(value):
    assert object_of(json.dumps(value).encode(), "It") == value


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_a_refusal(data):
    said = "It is read"
    try:
        assert isinstance(object_of(data, "It"), dict)
    except InputError as error:
        said = error.message
    assert said.startswith("It ")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "The answer is no JSON object."),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "The answer is not used: it says 'c' twice."),
        (b'{"a": NaN}', "The answer is not used: NaN is no number."),
        (b'{"a": -Infinity}', "The answer is not used: -Infinity is no number."),
        (b'{"a": 1e999}', "The answer is not used: 1e999 is too large a number."),
        (b'{"a":' + b"9" * 99 + b"}", "The answer is not used: it holds a number of 99 digits."),
        (b'{"a" 1}', "The answer is not JSON: Expecting ':' delimiter in line 1, column 6."),
        (b"", "The answer is empty."),
        (b"PK\x03\x04...", "The answer is packed as zip."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_reason(data, said):
    assert refusal(data) == said


def test_depth_is_counted_outside_of_strings_only():
    deep = b'{"a":' + b"[" * DEEPEST + b"]" * DEEPEST + b"}"
    assert refusal(deep) == f"The answer is nested deeper than {DEEPEST} levels."
    assert refusal(b"[" * 1_000_000) == f"The answer is nested deeper than {DEEPEST} levels."
    brackets = "[" * 100 + '\\"'
    assert object_of(json.dumps({"a": brackets}).encode(), "It") == {"a": brackets}


def test_what_is_too_large_is_refused_also_where_gzip_hides_it():
    assert refusal(b" " * 2000, limit=1000).endswith(" MiB.")
    assert "would unpack to more than" in refusal(gzip.compress(b" " * 100_000), limit=1000)


ITEM = {
    "type": "Feature",
    "stac_version": "1.0.0",
    "assets": {
        "thumbnail": {"href": "b.png", "roles": ["thumbnail"]},
        "image": {"href": "assets/a.tif", "roles": ["data", "reflectance"]},
    },
}


def test_an_item_is_read_and_names_its_image():
    item = read_item(json.dumps(ITEM).encode(), "a.json")
    assert image_href(item) == "assets/a.tif"


@pytest.mark.parametrize("change", [{"type": "Collection"}, {"type": "FeatureCollection"}])
def test_what_is_no_item_is_refused(change):
    with pytest.raises(InputError, match=r"a\.json is no STAC Item"):
        read_item(json.dumps(ITEM | change).encode(), "a.json")
    with pytest.raises(InputError, match=r"a\.json is no STAC Item"):
        read_item(b'{"type": "Feature"}', "a.json")


def test_an_item_larger_than_an_item_is_refused():
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_item(b" " * (LARGEST_ITEM + 1), "a.json")


def test_an_item_without_one_image_names_none():
    with pytest.raises(InputError, match="does not name one image"):
        image_href(ITEM | {"assets": {"a": {"href": "a.tif"}}})
