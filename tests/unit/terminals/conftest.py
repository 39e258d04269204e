"""A small world of terminals: one type with two radios, a low satellite and a stationary one."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from artel.commons.tables import load
from artel.orbits.elements import from_facts, from_longitude
from artel.orbits.tracks import track_of
from artel.terminals.approvals import read_approvals
from artel.terminals.meeting import Rules, Target, subject_of
from artel.terminals.tables import read_terminals

START = 1_791_158_400.0
"""2026-10-05T00:00:00Z."""
DAY = (START, START + 86400.0)


@pytest.fixture(scope="session")
def day():
    """Return the span over which the satellites' tracks are known, POSIX s."""
    return DAY


@pytest.fixture(scope="session")
def texts():
    """Return the texts of the two tables."""
    folder = Path(__file__).parent / "small_pool"
    return {name: (folder / name).read_text() for name in ("terminals.yaml", "approvals.yaml")}


def in_kyrgyzstan(lon, lat):
    """Tell the same state everywhere."""
    return "KG"


@pytest.fixture
def rules_from(texts):
    """Return rules after changes (old, new) to the texts, with a function that tells the state."""

    def build(changes=(), approvals=(), state_of=in_kyrgyzstan):
        terminals = changed(texts["terminals.yaml"], changes)
        papers = changed(texts["approvals.yaml"], approvals)
        return Rules(
            table=read_terminals(load(terminals, "terminals.yaml")),
            approvals=read_approvals(load(papers, "approvals.yaml")),
            state_of=state_of,
        )

    return build


def changed(text, changes):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def subject_in():
    """Return the first terminal of the rules over a span."""

    def build(rules, span=DAY):
        return subject_of(rules.table.terminal[0], rules, span)

    return build


@pytest.fixture(scope="session")
def low():
    """Return a satellite at 1,500 km, inclined by 82.5 degrees."""
    elements = from_facts(
        "LEO 1", 99001, START, altitude_m=1.5e6, inclination=math.radians(82.5), raan=1.0
    )
    return Target(name="LEO 1", owner="RU", norad_id=99001, tracks=(track_of(elements, *DAY),))


@pytest.fixture(scope="session")
def stationary():
    """Return a satellite over longitude 80."""
    track = track_of(from_longitude("GEO 1", 99002, START, math.radians(80.0)), *DAY)
    return Target(name="GEO 1", owner="KG", norad_id=99002, tracks=(track,))


@pytest.fixture(scope="session")
def beyond(stationary):
    """Return a satellite over longitude -100, on the other side of the Earth."""
    track = track_of(from_longitude("GEO 2", 99003, START, math.radians(-100.0)), *DAY)
    return replace(stationary, name="GEO 2", norad_id=99003, tracks=(track,))
