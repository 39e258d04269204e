from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.workshare.margins import HARNESS, Item, mass_budget, power_budget
from artel.workshare.rollup import roll_up
from artel.workshare.tables import Manoeuvres, Propulsion

ITEMS = st.lists(
    st.builds(
        Item, st.just("box"), st.floats(0.0, 1e4), st.integers(1, 50),
        st.sampled_from([0.05, 0.10, 0.20]), st.booleans(),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def test_a_leaf_counts_as_often_as_the_whole_holds_it(tree):
    assert {part.product.id: part.count for part in tree.leaves("eyes")} == {"lens": 2, "wheel": 6}
    assert {part.product.id: part.count for part in tree.leaves("eye")} == {"lens": 1, "wheel": 3}
    assert [part.depth for part in tree.parts("eyes")] == [0, 1, 2, 2]


def test_a_product_is_the_sum_of_its_leaves_with_their_maturity(tree, accounts):
    found = roll_up(tree, "eye", accounts)
    assert found.mass.value("equipment, best estimate") == pytest.approx(46.0)
    assert found.mass.value("maturity margin") == pytest.approx(40 * 0.20 + 6 * 0.05)
    nominal = (40 * 1.20 + 6 * 1.05) / 0.95
    assert found.mass.value("nominal dry mass") == pytest.approx(nominal)
    assert found.mass.value("dry mass") == pytest.approx(1.2 * nominal)
    assert found.power.value("power") == pytest.approx(1.2 * (20 * 1.20 + 15 * 1.05))


def test_costs_add_by_supplier_in_its_currency_and_in_the_programmes(tree, accounts):
    found = roll_up(tree, "eyes", accounts)
    assert {each.supplier: each.minor for each in found.costs} == {
        "optics": {"BYN": 2 * 1_000_00}, "frames": {"RUB": 6 * 700_00},
    }  # fmt: skip
    assert found.programme_minor == 2 * 27_500_00 + 6 * 700_00


def test_margin_on_velocity_doubles_what_is_not_calculated(tree, accounts):
    found = roll_up(tree, "eye", accounts).mass
    assert found.value("change of velocity") == pytest.approx(20.0)
    burnt = found.value("dry mass") * (math.exp(20.0 / (220 * 9.80665)) - 1.0)
    assert found.value("propellant") == pytest.approx(burnt)
    assert found.value("residuals") == pytest.approx(0.02 * burnt)
    assert found.value("mass at launch") == pytest.approx(found.value("dry mass") + 1.02 * burnt)


def test_every_margin_names_its_requirement(tree, accounts):
    found = roll_up(tree, "eye", accounts)
    named = {line.name: line.requirement for line in (*found.mass.lines, *found.power.lines)}
    del named["equipment, best estimate"]
    assert all(named.values())


@given(ITEMS)
def test_harness_is_at_least_five_of_a_hundred_of_the_nominal_dry_mass(items):
    budget = mass_budget(items)
    held = sum(item.margined for item in items if item.harness)
    harness = held + budget.value("harness beyond what the leaves hold")
    nominal = budget.value("nominal dry mass")
    assert harness >= HARNESS * nominal * (1 - 1e-12)
    others = sum(item.margined for item in items if not item.harness)
    assert nominal == pytest.approx(others + harness)


@given(ITEMS)
def test_a_heavier_or_less_mature_item_never_makes_the_whole_lighter(items):
    first = items[0]
    worse = [Item(first.name, first.value + 1.0, first.count, 0.20, first.harness), *items[1:]]
    engines = Propulsion(
        isp_s=220, delta_v=(Manoeuvres(name="keeping", m_s=50, kind="calculated"),)
    )
    before, after = (mass_budget(each, engines) for each in (items, worse))
    rounding = 1.0 - 1e-12
    assert after.value("mass at launch") >= rounding * before.value("mass at launch")
    assert power_budget(worse).value("power") >= rounding * power_budget(items).value("power")
