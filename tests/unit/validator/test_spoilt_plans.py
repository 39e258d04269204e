"""Whatever stands in a plan, the validator answers with findings or with one sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest

from artel.commons.tables import load
from artel.validator.check import validate, validate_text

ODD = (
    None,
    "",
    "x",
    "\ud800",
    True,
    0,
    -1,
    1e-300,
    1e300,
    10**400,
    [],
    {},
    [[]],
    "0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
    "2026-10-05T12:00:00.000Z",
)
TABLES = ("satellites.yaml", "stations.yaml", "charter.yaml", "elements.json", "orders.geojson")


def leaves(value, path=()):
    """Yield the path of every part of a document, containers among them."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(child, (*path, key))


def put(document, path, value):
    for part in path[:-1]:
        document = document[part]
    document[path[-1]] = value


def judged(plan):
    """Judge a plan whose format still is one: no error, and every finding has its words."""
    report = validate(plan)
    assert all(finding.sentence and finding.subject for finding in report.findings)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_with_odd_values_is_judged_without_stumbling(plan, seed):
    rng = np.random.default_rng(seed)
    paths = [path for path in leaves(plan) if path[0] not in ("inputs", "format")]
    put(plan, paths[int(rng.integers(len(paths)))], ODD[int(rng.integers(len(ODD)))])
    judged(plan)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_with_odd_inputs_is_judged_without_stumbling(plan, tools, seed):
    rng = np.random.default_rng(1000 + seed)
    file = TABLES[seed % len(TABLES)]
    table = load(plan["inputs"][file]["text"], file).value
    paths = list(leaves(table))
    odd = [value for value in ODD if value != "\ud800"]
    put(table, paths[int(rng.integers(len(paths)))], odd[int(rng.integers(len(odd)))])
    tools.add(plan, file, json.dumps(table))
    judged(plan)


def test_the_text_of_a_plan_with_half_a_character_is_refused_or_found(plan):
    plan["images"][0]["id"] = "\ud800"
    assert not validate_text(json.dumps(plan)).valid
