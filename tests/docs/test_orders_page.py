"""The page of orders: its examples are read, and it names every field and every step."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from artel.commons.tables import load
from artel.orders.geometry import MOST_KM, MOST_KM2, MOST_VERTICES
from artel.orders.life import State, next_states
from artel.orders.orders import Fill, Series
from artel.orders.wishes import Known, read_wish, wish_body, wish_of
from artel.orders.wishes_amend import BY_NAME, NEVER, amended, changeable
from artel.orders.wishes_checks import FARTHEST, LONGEST
from artel.orders.wishes_models import MODELS
from artel.orders.wishes_problems import LONGEST_TEXT, fields_of


@pytest.fixture(scope="session")
def text(repository):
    return (repository / "docs" / "orders.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def blocks(text):
    found = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [json.loads(block) for block in found]


@pytest.fixture(scope="session")
def known(repository):
    """What the bundled pool holds."""
    folder = repository / "pools" / "kazan"

    def of(name):
        return load((folder / name).read_text(encoding="utf-8"), name).value

    pool, tariff = of("pool.yaml"), of("tariffs.yaml")["tariffs"][0]
    parties = [*pool["members"], *pool["partners"], *pool["observers"]]
    return Known(
        now=datetime(2026, 10, 5, tzinfo=UTC),
        parties={each["id"] for each in parties},
        products=set(tariff["level"]),
        terminals={each["id"] for each in of("terminals.yaml")["terminal"]},
        stations={each["name"] for each in of("stations.yaml")["stations"]},
        satellites={each["name"] for each in of("satellites.yaml")["satellites"]},
    )


def test_there_is_an_example_of_every_kind_and_each_can_be_read(blocks, known):
    wishes = [read_wish(block, known) for block in blocks if "kind" in block]
    assert sorted(wish.kind for wish in wishes) == sorted(MODELS)
    assert [wish_of(wish_body(wish)) for wish in wishes] == wishes


def test_the_change_of_the_page_can_be_made(blocks, known):
    (patch,) = (block for block in blocks if "kind" not in block)
    (area,) = (read_wish(block, known) for block in blocks if block.get("kind") == "area")
    after = amended(area, patch, State.ACCEPTED, known)
    assert (after.max_gsd_m, after.fill.least_share, after.fill.max_spread_h) == (2.0, 0.8, 72.0)


def test_every_field_and_kind_is_explained_and_no_other(text):
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    fields = {name for model in MODELS.values() for name in fields_of(model)}
    inner = {*Fill.model_fields, *Series.model_fields}
    assert rows == fields | set(MODELS) | set(State)
    assert {name for name in inner if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("state", State)
def test_what_may_follow_each_state_stands_there(text, state):
    (row,) = re.findall(rf"^\| `{state}` \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == set(next_states(state))


def test_the_limits_of_the_page_are_those_that_hold(text, blocks, known):
    assert f"more than {MOST_VERTICES:,} vertices" in text
    assert f"above {MOST_KM2:,.0f} km2, a line above {MOST_KM:,.0f} km" in text
    assert f"at most {LONGEST.days} days" in text
    assert f"within {FARTHEST.days:,} days" in text
    assert f"at most {LONGEST_TEXT} characters" in text
    wish = read_wish(blocks[0], known)
    assert changeable(wish, State.HELD) == BY_NAME
    assert {"kind", "brought_by", "exercise"} == NEVER
