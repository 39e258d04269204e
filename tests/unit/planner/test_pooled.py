"""The pooled day of benchmarks/, and the scorer that shares no code with the planner."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import numpy as np
import pytest

LOOKS = [
    # satellite, order, start ms, roll, pitch (hundredths of a degree)
    (0, 0, 0, 0, 0),
    (0, 1, 24_000, 0, 0),
    (0, 2, 60_000, 1000, 0),
    (1, 0, 0, 0, 0),
]


@pytest.fixture
def scorer(repository_root):
    sys.path.insert(0, str(repository_root / "benchmarks"))
    import pooled_score

    yield pooled_score
    sys.path.pop(0)


@pytest.fixture
def repository_root(request):
    return request.config.rootpath


@pytest.fixture
def day():
    """Return two satellites, three orders of 12 s, and two passes at one station."""
    satellite, order, start, roll, pitch = (np.array(column) for column in zip(*LOOKS, strict=True))
    return {
        "satellites": 2, "orders": 3, "owner": np.array([0, 1]),
        "duty_ms": 36_000, "foreign_ms": 12_000, "memory": 36_000, "rate": 1000,
        "slew": np.array([1.0, 0.5, 12.0]), "gaps_ms": np.array([60_000, 30_000]),
        "value": np.array([3, 4, 5]), "duration_ms": np.full(3, 12_000),
        "customer": np.array([0, 0, 1]), "sovereign": np.array([True, False, False]),
        "satellite": satellite, "order": order, "start_ms": start,
        "roll_cdeg": roll, "pitch_cdeg": pitch,
        "pass_satellite": np.array([0, 1]), "pass_station": np.array([0, 0]),
        "pass_start_ms": np.array([100_000, 400_000]),
        "pass_end_ms": np.array([340_000, 640_000]),
    }  # fmt: skip


def faults(scorer, day, looks, passes=(), **changes):
    return scorer.score(day | changes, {"looks": list(looks), "passes": list(passes)})[1]


def test_a_right_plan_is_worth_its_orders(scorer, day):
    assert scorer.score(day, {"looks": [0, 1, 2], "passes": [0, 1]}) == (12, [])


@pytest.mark.parametrize(
    ("word", "looks", "passes", "changes"),
    [
        ("taken 2 times", [0, 3], [], {"owner": np.array([0, 0])}),
        ("too soon", [0, 1], [], {"start_ms": np.array([0, 23_999, 60_000, 0])}),
        ("too soon", [1, 2], [], {"start_ms": np.array([0, 24_000, 59_999, 0])}),
        ("36000 ms of images", [0, 1, 2], [], {"duty_ms": 35_999}),
        ("for others", [0, 1, 2], [], {"foreign_ms": 11_999}),
        ("sovereign", [3], [], {}),
        ("recorder holds", [0, 1, 2], [], {"memory": 35_999}),
        ("pass_station 0", [], [0, 1], {"gaps_ms": np.array([60_001, 0])}),
        ("named twice", [], [0, 0], {}),
        ("not in the instance", [9], [], {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_rule_just_holds_and_its_breach_is_found(scorer, day, word, looks, passes, changes):
    held = {"slew": np.array([1.0, 0.5, 12.0])}
    assert any(word in fault for fault in faults(scorer, day, looks, passes, **(held | changes)))


def test_the_scorer_shares_no_code_with_the_planner(repository_root):
    text = (repository_root / "benchmarks" / "pooled_score.py").read_text(encoding="utf-8")
    names = [
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    assert not any(name.startswith(("artel", "pooled")) for name in names)
    assert "numpy" in names


@pytest.mark.deep
def test_the_same_seed_and_steps_write_the_same_plan_and_it_scores(repository_root, tmp_path):
    script = repository_root / "benchmarks" / "pooled.py"
    plans = []
    for name in ("one.json", "two.json"):
        out = tmp_path / name
        run = subprocess.run(
            [sys.executable, script, "4", "150", "--seed", "3", "--steps", "2", "--out", out],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        line = json.loads(run.stdout)
        assert line["valid"]
        assert line["value"] <= line["bound"]
        plans.append(json.loads(out.read_text()) | {"instance": ""})
    assert plans[0] == plans[1]
    score = subprocess.run(
        [sys.executable, script.with_name("pooled_score.py"), tmp_path / "one.npz", out],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(score.stdout)["value"] == plans[0]["value"]


@pytest.mark.deep
def test_the_loss_of_a_satellite_of_the_pooled_day_is_mended(repository_root, tmp_path):
    script = repository_root / "benchmarks" / "pooled_repair.py"
    run = subprocess.run(
        [sys.executable, script, "8", "500", "--seed", "1", "--lose", "2", "--steps", "8",
         "--rounds", "2", "--out", tmp_path / "mended.json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = json.loads(run.stdout)
    assert line["valid"]
    assert line["displaced"] > 0
    assert line["value"] <= line["fresh_bound"]
    assert line["share"] >= 0.98
    assert line["moved"] <= 0.1
