"""Link arithmetic and the tables of modulation and coding."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.terminals.decibels import (
    BOLTZMANN_DB,
    combined_dbhz,
    db,
    eb_n0_db,
    es_n0_db,
    free_space_loss_db,
    ratio,
)
from artel.terminals.modcods import TABLES, Modcod, ModcodTable, best, dvb_bits_per_symbol

# EN 302 307-1 table 13 and EN 302 307-2 table 20a, as printed.
PRINTED = {
    "QPSK 1/4": 0.490243, "QPSK 1/2": 0.988858, "QPSK 2/3": 1.322253, "QPSK 9/10": 1.788612,
    "8PSK 3/5": 1.779991, "16APSK 2/3": 2.637201, "32APSK 9/10": 4.453027,
    "QPSK 2/9": 0.434841, "QPSK 13/45": 0.567805, "QPSK 9/20": 0.889135, "QPSK 11/20": 1.088581,
    "8PSK 5/9-L": 1.647211, "8PSK 23/36": 1.896173, "16APSK 1/2-L": 1.972253,
    "16APSK 2/3-L": 2.635236, "32APSK 2/3-L": 3.289502, "64APSK 32/45-L": 4.206428,
    "128APSK 3/4": 5.163248, "128APSK 7/9": 5.355556, "256APSK 29/45-L": 5.065690,
    "256APSK 3/4": 5.900855,
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_bits_per_symbol_are_those_of_the_standard(name):
    assert dvb_bits_per_symbol(name) == pytest.approx(PRINTED[name], abs=1e-6)


def test_every_row_stands_once_and_carries_no_more_than_its_modulation_and_shannon_allow():
    for table in TABLES.values():
        names = [row.name for row in table.rows]
        assert len(set(names)) == len(names)
        for row in table.rows:
            assert row.bits_per_symbol < np.log2(1.0 + ratio(row.es_n0_db)), row.name


def test_steps_rise_in_both_columns_and_leave_out_what_is_dominated():
    steps = TABLES["dvb-s2x"].steps()
    for below, above in itertools.pairwise(steps):
        assert below.es_n0_db < above.es_n0_db
        assert below.bits_per_symbol < above.bits_per_symbol
    names = {step.name for step in steps}
    assert "QPSK 9/10" not in names  # 8PSK 3/5 carries as much with less
    assert {"QPSK 2/9", "256APSK 3/4"} <= names


def test_the_best_step_is_taken_at_its_threshold_and_none_below_the_first():
    steps = ModcodTable("t", (Modcod("a", 1, 1.0), Modcod("b", 2, 4.0)), "s", "assumed").steps()
    assert best(steps, [0.99, 1.0, 3.99, 4.0, 40.0]).tolist() == [-1, 0, 0, 1, 1]


def test_symbols_to_bits_and_back():
    half = dvb_bits_per_symbol("QPSK 1/2")
    assert eb_n0_db(1.00, half) == pytest.approx(1.05, abs=0.005)
    assert es_n0_db(eb_n0_db(1.00, half), half) == pytest.approx(1.00)


@given(st.floats(0.5, 99.0), st.floats(0.5, 99.0))
def test_two_hops_are_never_better_than_the_worse_of_them(a, b):
    both = combined_dbhz(a, b)
    assert both <= min(a, b)
    assert both >= min(a, b) - 3.0103
    assert both == pytest.approx(combined_dbhz(b, a))


def test_twice_as_far_is_six_decibels_and_the_constant_is_boltzmann_s():
    once, twice = free_space_loss_db([1e6, 2e6], 390e6)
    assert twice - once == pytest.approx(6.0206, abs=1e-4)
    assert pytest.approx(-228.6, abs=0.001) == BOLTZMANN_DB
    assert db(ratio(-7.3)) == pytest.approx(-7.3)
