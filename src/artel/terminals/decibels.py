"""Arithmetic of radio links in decibels: metres, hertz and degrees in, dB out; all broadcast."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LIGHT = 299_792_458.0
"""Speed of light, m/s."""
BOLTZMANN_DB = 10.0 * math.log10(1.380649e-23)
"""Boltzmann's constant, dBW/K/Hz: -228.599."""


def db(ratio: ArrayLike) -> Any:
    """Return the decibels of a ratio of powers."""
    return 10.0 * np.log10(np.asarray(ratio, float))


def ratio(decibels: ArrayLike) -> Any:
    """Return the ratio of powers of so many decibels."""
    return 10.0 ** (np.asarray(decibels, float) / 10.0)


def free_space_loss_db(distance_m: ArrayLike, frequency_hz: float) -> Any:
    """Return the loss between isotropic antennas, (4 pi d f / c)^2 (ITU-R P.525)."""
    return 2.0 * db(4.0 * math.pi * np.asarray(distance_m, float) * frequency_hz / LIGHT)


def dish_gain_db(diameter_m: float, frequency_hz: float, efficiency: float) -> float:
    """Return the gain over isotropic of a dish on its axis: efficiency (pi D f / c)^2."""
    return float(db(efficiency * (math.pi * diameter_m * frequency_hz / LIGHT) ** 2))


def dish_beam_deg(diameter_m: float, frequency_hz: float) -> float:
    """Return the width of a dish's beam between its -3 dB directions: 70 c / (f D) degrees."""
    return 70.0 * LIGHT / (frequency_hz * diameter_m)


def beam_gain_db(width_deg: float, efficiency: float) -> float:
    """Return the gain on the axis of an antenna with that -3 dB width: efficiency (70 pi / w)^2."""
    return float(db(efficiency * (70.0 * math.pi / width_deg) ** 2))


def depointing_loss_db(off_axis_deg: ArrayLike, width_deg: float) -> Any:
    """Return the loss off the axis of a beam, 12 (angle / width)^2; near the axis only."""
    return 12.0 * (np.asarray(off_axis_deg, float) / width_deg) ** 2


def combined_dbhz(*c_n0: ArrayLike) -> Any:
    """Return the C/N0 of hops in a row through a satellite that does not decode: noises add."""
    return -db(sum(ratio(-np.asarray(each, float)) for each in c_n0))


def eb_n0_db(es_n0_db: ArrayLike, bits_per_symbol: float) -> Any:
    """Return the energy of a bit over noise from that of a symbol."""
    return np.asarray(es_n0_db, float) - db(bits_per_symbol)


def es_n0_db(eb_n0: ArrayLike, bits_per_symbol: float) -> Any:
    """Return the energy of a symbol over noise from that of a bit."""
    return np.asarray(eb_n0, float) + db(bits_per_symbol)
