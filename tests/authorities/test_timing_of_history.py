"""The table of timing against recorded element sets that it was not learned from."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from artel.fleet.timing import AGES_DAYS, MEDIAN_S, MOST_S

pytestmark = pytest.mark.realdata
SCRIPT = Path(__file__).resolve().parents[2] / "design" / "learn_timing.py"
MOST_OF_A_CLASS = 0.90, 0.99
FEW_OBJECTS = {"high oval"}


@pytest.fixture(scope="module")
def script():
    name = "learn_timing"
    spec = importlib.util.spec_from_file_location(name, SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[name]


@pytest.fixture(scope="module")
def history(script, shared_data):
    return script.read_history(shared_data / "elements" / "fleet_history.csv.gz")


def covered(script, classes):
    """Return for each class the part of held-out errors within its 95 %, over all ages."""
    found = {}
    for kind, objects in classes.items():
        kept = [rows[script.held_out(rows)] for rows in objects]
        found[kind] = float(np.nanmean(script.coverage(np.array(MOST_S[kind]), kept)))
    return found


def test_ninety_five_in_a_hundred_of_other_weeks_errors_lie_within_the_table(script, history):
    found = covered(script, script.classes_of(history, every=12))
    assert set(found) == set(MOST_S)
    low, high = MOST_OF_A_CLASS
    assert {
        kind: part
        for kind, part in found.items()
        if kind not in FEW_OBJECTS and not low <= part <= high
    } == {}
    assert np.mean(list(found.values())) == pytest.approx(0.95, abs=0.02)


@pytest.mark.deep
def test_the_script_prints_the_table_that_is_shipped(script, history):
    classes = script.classes_of(history)
    for kind, objects in classes.items():
        table = script.shipped(kind, objects)
        assert tuple(table[:, 0]) == pytest.approx(MEDIAN_S[kind]), kind
        assert tuple(table[:, 1]) == pytest.approx(MOST_S[kind]), kind
    found = covered(script, classes)
    low, high = MOST_OF_A_CLASS
    assert all(low <= found[kind] <= high for kind in set(found) - FEW_OBJECTS)


@pytest.mark.deep
def test_sets_err_backward_no_more_than_forward(script, history):
    forward = script.classes_of(history, every=4)
    backward = script.classes_of(history, every=4, back=True)
    week = AGES_DAYS.index(7.0)
    for kind in set(forward) - FEW_OBJECTS:
        back, ahead = (script.learned(each[kind])[week, 1] for each in (backward, forward))
        assert back <= 1.1 * ahead, kind


@pytest.mark.parametrize(
    ("pattern", "medians", "most"),
    # Seconds at 1, 3, 7 and 14 days, as they were counted before there was a script.
    [
        ("METEOR-M2*", (0.006, 0.014, 0.05, 0.21), (0.10, 0.42, 1.4, 4.4)),
        ("GONETS-M 2*", (0.008, 0.02, 0.06, 0.25), (0.05, 0.17, 0.66, 2.1)),
        ("KAZEOSAT*", (0.06, 0.25, 0.9, 3.0), (0.16, 0.77, 2.8, 10.0)),
        ("KAZSTSAT", (0.03, 0.11, 0.35, 2.6), (0.12, 0.34, 1.5, 8.0)),
        ("KANOPUS-V*", (0.08, 0.64, 5.3, 25.0), (1.4, 11.0, 54.0, 212.0)),
        ("KONDOR-FKA*", (0.04, 0.32, 7.7, 39.0), (0.25, 12.6, 35.0, 95.0)),
        ("AIST-2T*", (3.4, 21.0, 97.0, 369.0), (13.9, 90.0, 425.0, np.nan)),
    ],
)
def test_groups_err_as_they_were_counted_before(script, history, pattern, medians, most):
    rows = script.group_errors(history, pattern, every=4)
    for age, median, far in zip((1.0, 3.0, 7.0, 14.0), medians, most, strict=True):
        found = script.at_age(rows, age)[:, 1]
        assert np.median(found) == pytest.approx(median, rel=0.35), age
        if np.isfinite(far):
            assert np.percentile(found, 95) == pytest.approx(far, rel=0.5), age
