"""A budget's lines add up to what it says, and each named input costs what it names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.terminals.budget import Geometry, Link, hop, link_of
from artel.terminals.matching import match, payloads_of
from artel.terminals.modcods import TABLES

LINK = Link(
    direction="up",
    frequency_hz=390e6,
    eirp_dbw=10.0,
    g_over_t_dbk=-26.0,
    symbols_per_s=9600.0,
    implementation_db=1.0,
    steps=TABLES["gonets-uhf"].steps(),
    polarisation_db=1.5,
    ionosphere_db=1.0,
    fade_db=2.0,
)
GEOMETRY = Geometry(np.array([1.5e6, 4.1e6]), np.array([1.0, 2.0]), np.array([0.0, 3.0]))
DECIBELS = st.floats(0.0, 30.0)


def line(found, name):
    (said,) = [each for each in found.lines if each.name == name]
    return said.value


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("feeder", [None, 60.0])
def test_the_lines_that_add_come_to_the_results_that_are_printed(direction, feeder):
    link = replace(LINK, direction=direction, backoff_db=2.5, feeder_dbhz=feeder)
    found = hop(link, GEOMETRY)
    names = [each.name for each in found.lines]
    terms = [each for each in found.lines[: names.index("C/N0 of the hop")] if each.adds]
    assert sum(each.value for each in terms) == pytest.approx(line(found, "C/N0 of the hop"))
    assert found.c_n0 + line(found, "Symbol rate") == pytest.approx(line(found, "Es/N0"))
    assert line(found, "Es/N0") - 1.0 == pytest.approx(found.es_n0)
    assert all(np.shape(each.value) == (2,) for each in found.lines)
    if feeder is not None:
        assert (found.c_n0 < line(found, "C/N0 of the hop")).all()


@given(DECIBELS, DECIBELS, DECIBELS, DECIBELS, DECIBELS, st.floats(-30.0, 30.0))
def test_each_decibel_of_a_named_input_costs_a_decibel(back, pol, ion, fade, margin, more):
    other = replace(
        LINK,
        eirp_dbw=LINK.eirp_dbw + more,
        backoff_db=back,
        polarisation_db=pol,
        ionosphere_db=ion,
        fade_db=fade,
        implementation_db=margin,
    )
    change = more - back - (pol - 1.5) - (ion - 1.0) - (fade - 2.0) - (margin - 1.0)
    assert hop(other, GEOMETRY).es_n0 - hop(LINK, GEOMETRY).es_n0 == pytest.approx(change)


def test_both_patterns_are_paid_whatever_the_direction():
    bare = replace(GEOMETRY, terminal_loss_db=np.zeros(2), satellite_loss_db=np.zeros(2))
    for direction in ("up", "down"):
        link = replace(LINK, direction=direction)
        lost = hop(link, bare).es_n0 - hop(link, GEOMETRY).es_n0
        assert lost == pytest.approx([1.0, 5.0])


def test_a_line_of_nothing_reads_as_nothing():
    found = hop(replace(LINK, fade_db=0.0), GEOMETRY)
    assert not np.signbit(line(found, "Fade margin")).any()


def test_a_pair_takes_its_figures_from_both_ends_and_its_carrier_from_the_middle(rules_from):
    rules = rules_from()
    (pair,) = match(rules.table, rules.table.types[0], payloads_of(rules.table, "GEO 1")).pairs
    up, down = link_of(pair, "up", 43.0), link_of(pair, "down", 43.0)
    assert (up.eirp_dbw, up.g_over_t_dbk, up.backoff_db) == (45.0, 5.0, 2.0)
    assert (down.eirp_dbw, down.g_over_t_dbk, down.backoff_db) == (42.0, 12.0, 0.0)
    assert (up.frequency_hz, down.frequency_hz) == (14.25e9, 11.325e9)
    assert (up.symbols_per_s, down.symbols_per_s) == (5e5, 2e6)
    # The hub hears what the satellite passes down to it, and feeds what goes down to terminals.
    assert (up.feeder_dbhz, down.feeder_dbhz) == (85.0, 90.0)
    assert link_of(pair, "up", 60.0).backoff_db == link_of(pair, "up").backoff_db == 0.0
