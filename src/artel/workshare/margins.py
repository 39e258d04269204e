"""Margins on mass, power and velocity, each under the number of the requirement that asks for it.

The policy is ESA's Margin philosophy for science assessment studies, SRE-PA/2011.097, issue 1
revision 3 of 15 June 2012. It prints its margins as the least; they are applied at the least here.
Its power margins carry no number that we could read, so they are named by their section, 2.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.workshare.tables import Manoeuvres, Maturity, Propulsion

STANDARD_GRAVITY = 9.80665
"""m/s2, by which a specific impulse in seconds is an exhaust velocity."""

MATURITY: dict[Maturity, float] = {"A": 0.05, "B": 0.05, "C": 0.10, "D": 0.20}
"""R-M1-4: off the shelf (ECSS category A, B), with minor changes (C), new or changed much (D)."""
SYSTEM, HARNESS, RESIDUALS = 0.20, 0.05, 0.02
DELTA_V = {"calculated": 0.05, "maintenance": 1.00, "attitude": 1.00}
DELTA_V_REQUIREMENT = {"calculated": "R-DV-11", "maintenance": "R-DV-12", "attitude": "R-DV-13"}
POWER = "SRE-PA/2011.097 section 2.4"


@dataclass(frozen=True, slots=True)
class Item:
    """Equipment: the best estimate of one, how many, and its maturity margin as a fraction."""

    name: str
    value: float
    count: int
    rate: float
    harness: bool = False

    @property
    def basic(self) -> float:
        """The best estimate of all of them."""
        return self.value * self.count

    @property
    def margined(self) -> float:
        """The best estimate of all of them with its maturity margin."""
        return self.basic * (1.0 + self.rate)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a budget: a figure, the requirement behind it, and how it was reckoned."""

    name: str
    value: float
    unit: str
    requirement: str
    formula: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget from best estimates to what has to be reckoned with, line by line."""

    items: tuple[Item, ...]
    lines: tuple[Line, ...]

    def value(self, name: str) -> float:
        """Return the figure of the line of that name."""
        return next(line.value for line in self.lines if line.name == name)


def mass_budget(items: Iterable[Item], propulsion: Propulsion | None = None) -> Budget:
    """Return the mass budget (kg) of a spacecraft, to its mass at launch where it has engines."""
    given = tuple(items)
    harness, declared = _harness(given)
    basic = sum(item.basic for item in given)
    margined = sum(item.margined for item in given)
    nominal = margined - declared + harness
    dry = nominal * (1.0 + SYSTEM)
    lines = [
        _kg("equipment, best estimate", basic, "", "sum over the leaves of count x mass"),
        _kg("maturity margin", margined - basic, "R-M1-4",
            "of each leaf: 5 % (A, B), 10 % (C), 20 % (D)"),
        _kg("harness beyond what the leaves hold", harness - declared, "R-M1-7",
            f"at least 5 % of the nominal dry mass; the leaves hold {declared:.3f} kg"),
        _kg("nominal dry mass", nominal, "R-M1-2", "with maturity margins and harness"),
        _kg("system margin", nominal * SYSTEM, "R-M1-1", "20 % of the nominal dry mass"),
        _kg("dry mass", dry, "R-M1-1", "nominal dry mass + system margin"),
    ]  # fmt: skip
    return Budget(given, (*lines, *(_propellant(dry, propulsion) if propulsion else ())))


def power_budget(items: Iterable[Item]) -> Budget:
    """Return the power budget (W) of a spacecraft with all its equipment on."""
    given = tuple(items)
    basic = sum(item.basic for item in given)
    nominal = sum(item.margined for item in given)
    lines = (
        Line("equipment, best estimate", basic, "W", "", "sum over the leaves of count x power"),
        Line("maturity margin", nominal - basic, "W", POWER,
             "of each leaf: 5 % (A, B), 10 % (C), 20 % (D)"),
        Line("nominal power", nominal, "W", POWER, "with maturity margins"),
        Line("system margin", nominal * SYSTEM, "W", POWER, "20 % of the nominal power"),
        Line("power", nominal * (1.0 + SYSTEM), "W", POWER, "nominal power + system margin"),
    )  # fmt: skip
    return Budget(given, lines)


def propellant_kg(final: float, delta_v: float, isp_s: float) -> float:
    """Return what has to be burnt so that `final` kg changes its velocity by `delta_v` m/s.

    Tsiolkovsky: m (exp(dv / (isp g0)) - 1).
    """
    return final * math.expm1(delta_v / (isp_s * STANDARD_GRAVITY))


def margined_delta_v(parts: Sequence[Manoeuvres]) -> float:
    """Return the change of velocity (m/s) with the margin of each part."""
    return sum(part.m_s * (1.0 + DELTA_V[part.kind]) for part in parts)


def _harness(items: tuple[Item, ...]) -> tuple[float, float]:
    """Return the harness to reckon with, and what the leaves hold of it, in kg.

    A share f of the nominal dry mass is f / (1 - f) of everything else.
    """
    declared = sum(item.margined for item in items if item.harness)
    others = sum(item.margined for item in items if not item.harness)
    return max(declared, others * HARNESS / (1.0 - HARNESS)), declared


def _propellant(dry: float, propulsion: Propulsion) -> tuple[Line, ...]:
    parts = propulsion.delta_v
    delta_v = margined_delta_v(parts)
    asked = sorted({DELTA_V_REQUIREMENT[part.kind] for part in parts})
    said = " + ".join(f"{part.m_s:g} m/s x {1.0 + DELTA_V[part.kind]:g}" for part in parts)
    burnt = propellant_kg(dry, delta_v, propulsion.isp_s)
    left = burnt * RESIDUALS
    return (
        Line("change of velocity", delta_v, "m/s", ", ".join(asked), said),
        _kg("propellant", burnt, "R-M1-5",
            f"dry mass x (exp(dv / ({propulsion.isp_s:g} s x {STANDARD_GRAVITY} m/s2)) - 1)"),
        _kg("residuals", left, "R-M1-6", "2 % of the propellant"),
        _kg("mass at launch", dry + burnt + left, "R-M1-1", "dry mass + propellant + residuals"),
    )  # fmt: skip


def _kg(name: str, value: float, requirement: str, formula: str) -> Line:
    return Line(name, value, "kg", requirement, formula)
