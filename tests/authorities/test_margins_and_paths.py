"""Margins, the critical path, earned value and returns against published or outside answers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from artel.workshare.earned import Earned
from artel.workshare.margins import Item, mass_budget, power_budget
from artel.workshare.path import path_of, slipped
from artel.workshare.returns import coefficients, remedy
from artel.workshare.tables import Activity, Manoeuvres, Propulsion

# UniSat, an open CubeSat of three units: docs/budgets/mass_budget.md of github.com/root3315/unisat
# (read 2026-11-22). Per line: how many, grams of one, growth in percent. The page rounds every
# line to the gram, a half upwards, and adds what it rounded.
STRUCTURE = [
    (1, 280, 5), (8, 3, 5), (4, 12, 5), (2, 5, 5), (2, 15, 15), (60, 1.2, 5), (4, 2, 5),
]  # fmt: skip
POWER_SUPPLY = [
    (1, 85, 10), (3, 2, 10), (4, 46.5, 2), (1, 35, 10), (1, 12, 10), (3, 3, 10), (8, 0.5, 10),
    (5, 8, 5), (5, 18, 5), (1, 65, 10),
]  # fmt: skip

# Hillier and Lieberman, Introduction to Operations Research, chapter on project management: the
# plant of Reliable Construction Co., weeks and predecessors; 44 weeks, A-B-C-E-F-J-L-N.
RELIABLE = {
    "A": (2, ""), "B": (4, "A"), "C": (10, "B"), "D": (6, "C"), "E": (4, "C"), "F": (5, "E"),
    "G": (7, "D"), "H": (9, "EG"), "I": (7, "C"), "J": (8, "FI"), "K": (4, "J"), "L": (5, "J"),
    "M": (2, "H"), "N": (6, "KL"),
}  # fmt: skip


def items(lines):
    return [Item("line", grams, count, growth / 100) for count, grams, growth in lines]


def half_up(grams):
    return math.floor(grams + 0.5 + 1e-9)


@pytest.mark.parametrize(
    ("lines", "basic", "margined"), [(STRUCTURE, 472, 499), (POWER_SUPPLY, 532, 566)]
)
def test_the_mass_budget_of_unisat(lines, basic, margined):
    given = items(lines)
    assert sum(item.basic for item in given) == pytest.approx(basic)
    assert sum(half_up(item.margined) for item in given) == margined


def test_the_system_margin_of_unisat():
    # The page's own sum: 2367 g with growth, 473 g of system margin, 2840 g in all. Its harness is
    # among the lines, so it is declared as such; 124 g of it are more than a twentieth.
    budget = mass_budget([Item("all else", 2243, 1, 0.0), Item("harness", 124, 1, 0.0, True)])  # noqa: FBT003 - as the row reads
    assert budget.value("harness beyond what the leaves hold") == 0
    assert round(budget.value("system margin")) == 473
    assert round(budget.value("dry mass")) == 2840


def test_esa_margins_worked_by_hand():
    # SRE-PA/2011.097 issue 1 revision 3: 10 kg off the shelf, 20 kg changed a little, 30 kg new.
    # 10.5 + 22 + 36 = 68.5; harness 5/95 of it; 20 % on 72.1053; 10 m/s calculated and 10 m/s of
    # maintenance at 220 s: 30.5 m/s; 2 % left over.
    engines = Propulsion(
        isp_s=220,
        delta_v=(
            Manoeuvres(name="to the orbit", m_s=10, kind="calculated"),
            Manoeuvres(name="in it", m_s=10, kind="maintenance"),
        ),
    )
    given = [Item("a", 10, 1, 0.05), Item("c", 20, 1, 0.10), Item("d", 30, 1, 0.20)]
    budget = mass_budget(given, engines)
    expected = {
        "maturity margin": 8.5,
        "harness beyond what the leaves hold": 3.6053,
        "nominal dry mass": 72.1053,
        "system margin": 14.4211,
        "dry mass": 86.5263,
        "change of velocity": 30.5,
        "propellant": 1.2319,
        "residuals": 0.0246,
        "mass at launch": 87.7829,
    }
    assert {name: round(budget.value(name), 4) for name in expected} == expected
    assert power_budget(given).value("power") == pytest.approx(1.2 * 68.5)


def test_every_margin_stands_under_its_requirement_number():
    given = [Item("a", 10, 1, 0.05)]
    parts = tuple(
        Manoeuvres(name=kind, m_s=1, kind=kind)
        for kind in ("calculated", "maintenance", "attitude")
    )
    lines = mass_budget(given, Propulsion(isp_s=220, delta_v=parts)).lines
    assert {line.name: line.requirement for line in lines} == {
        "equipment, best estimate": "",
        "maturity margin": "R-M1-4",
        "harness beyond what the leaves hold": "R-M1-7",
        "nominal dry mass": "R-M1-2",
        "system margin": "R-M1-1",
        "dry mass": "R-M1-1",
        "change of velocity": "R-DV-11, R-DV-12, R-DV-13",
        "propellant": "R-M1-5",
        "residuals": "R-M1-6",
        "mass at launch": "R-M1-1",
    }


def reliable():
    return [
        Activity(id=name, name=name, weeks=weeks, after=tuple(after), source="s", status="assumed")
        for name, (weeks, after) in RELIABLE.items()
    ]


def test_the_critical_path_of_reliable_construction():
    path = path_of(reliable())
    assert path.weeks == 44
    assert path.critical == tuple("ABCEFJLN")


def test_the_floats_of_reliable_construction():
    # The book's slack: D, G, H and M 4 weeks each, I 2, K 1.
    slack = {step.activity.id: step.total_float for step in path_of(reliable()).steps}
    assert {name: weeks for name, weeks in slack.items() if weeks} == {
        "D": 4, "G": 4, "H": 4, "I": 2, "K": 1, "M": 4,
    }  # fmt: skip


def test_a_slip_in_reliable_construction():
    assert slipped(reliable(), {"I": 2}).weeks == 44
    assert slipped(reliable(), {"I": 5}).weeks == 47
    assert slipped(reliable(), {"F": 1}).weeks == 45


def test_earned_value_of_the_textbook():
    found = Earned(Fraction(50), Fraction(40), Fraction(45), Fraction(100))
    assert float(found.schedule_index) == pytest.approx(0.80)
    assert round(float(found.cost_index), 3) == 0.889
    assert float(found.estimate) == pytest.approx(112.5)
    assert round(float(found.to_complete), 4) == 1.0909


def test_returns_of_five_states_worked_by_hand():
    # Contributions 40 30 20 6 4, weighted contracts 44 27 24 3 2 of 100.
    paid = dict(zip("ABCDE", (40, 30, 20, 6, 4), strict=True))
    found = coefficients(paid, dict(zip("ABCDE", (44, 27, 24, 3, 2), strict=True)))
    assert [row.coefficient for row in found] == [
        Fraction(11, 10), Fraction(9, 10), Fraction(12, 10), Fraction(1, 2), Fraction(1, 2),
    ]  # fmt: skip
    assert sum(row.share * row.coefficient for row in found) == 1


def test_the_least_remedy_is_that_of_a_linear_programme():
    """HiGHS, the outside authority, minimises the same sum in floating point."""
    chance = np.random.default_rng(7)
    for _ in range(60):
        count = int(chance.integers(2, 9))
        paid = {f"S{n}": int(chance.integers(1, 10**9)) for n in range(count)}
        won = {state: int(chance.integers(1, 10**9)) for state in paid}
        limit = Fraction(int(chance.integers(80, 99)), 100)
        found = coefficients(paid, won)
        least = remedy(found, limit).total
        share = np.array([float(row.share) for row in found])
        value = np.array([won[row.state] for row in found]) / sum(won.values())
        outside = linprog(
            np.ones(count),
            A_ub=float(limit) * share[:, None] * np.ones(count) - np.eye(count),
            b_ub=value - float(limit) * share,
            method="highs",
        )
        assert outside.success
        assert least / sum(won.values()) == pytest.approx(outside.fun, rel=1e-6, abs=1e-6)
