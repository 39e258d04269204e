"""What the page of webhooks says is so: signatures, pauses, kinds and bounds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.docs.test_examples import blocks_of

from artel.api.webhooks import WebhookIn
from artel.desk import webhooks

SECONDS = {"s": 1, "min": 60, "h": 3600}
UNSENT = {"webhook"}


@pytest.fixture(scope="module")
def place(repository):
    return repository / "docs" / "webhooks.md"


@pytest.fixture(scope="module")
def text(place):
    return place.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shown(place):
    """Return what the page's own program defines."""
    names = {"__name__": "shown"}
    for block in blocks_of(place):
        if block.kind == "python":
            exec(compile(block.text, str(place), "exec"), names)  # noqa: S102 - our own page
    return names


@given(st.text(max_size=200), st.integers(0, 2**33), st.text("abc-_.0123", min_size=1))
def test_the_page_s_program_takes_what_the_desk_signs_and_nothing_else(shown, body, at, name):
    secret = shown["secret"]
    heads = {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": webhooks.signature(secret, name, str(at), body),
    }
    assert shown["is_ours"](secret, heads, body.encode(), at + 300)
    assert not shown["is_ours"](secret, heads, body.encode(), at + 301)
    assert not shown["is_ours"](secret, heads, body.encode() + b" ", at)
    assert not shown["is_ours"]("whsec_YW5vdGhlciBrZXk=", heads, body.encode(), at)


def test_the_body_of_the_page_is_as_the_desk_writes_it(shown, text):
    import json
    from datetime import UTC, datetime

    said = json.loads(shown["body"])
    row = {**said, "event": said["seq"], "at": datetime(2026, 10, 5, 6, tzinfo=UTC)}
    assert webhooks.body_of(row) == shown["body"].decode()
    assert shown["body"].decode() in text


def test_the_pauses_and_bounds_are_those_of_the_desk(text):
    line = next(each for each in text.splitlines() if each.startswith("5 s, "))
    pauses = [int(n) * SECONDS[unit] for n, unit in re.findall(r"(\d+) (s|min|h)\b", line)]
    assert tuple(pauses) == webhooks.PAUSES_S
    assert f"within {webhooks.BOUNDS.patience_s:g} seconds" in text
    assert f"at most {webhooks.MOST_REPLAYED:,} with" in text


def test_every_word_of_an_event_is_on_the_page_and_can_be_asked_for(repository, text):
    told = set()
    for path in (repository / "src" / "artel" / "desk").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        told |= set(
            re.findall(r"(?:\.tell|_tell|_written|_told)\(\s*[^()\n]*?f?\"([a-z-]+)\.", source)
        )
        told |= set(re.findall(r"kind: str = \"([a-z-]+)\.", source))
    kinds = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = {word for cell in kinds for word in re.findall(r"`([a-z-]+)\.", cell)}
    assert told - UNSENT == named
    for word in named:
        WebhookIn(url="https://hooks.example.org/", kinds=[f"{word}.*", f"{word}.a-b_c"])


def test_the_page_s_first_request_is_one_that_the_desk_takes(place):
    first = next(block for block in blocks_of(place) if block.kind == "json")
    assert WebhookIn.model_validate_json(first.text).kinds == ["order.*", "consent.asked"]
