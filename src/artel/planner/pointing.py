"""What a sensor can point at: its pitches, how far it reaches, and how wide it sees."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from artel.fleet.satellites import OpticalSensor
from artel.orbits import imaging
from artel.orbits.frames import length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.fleet.satellites import Sensor
    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

PITCHES = (0.0, -0.6, 0.6)
"""Parts of the greatest pitch under which points are tried."""
_EARTH_LEAST = 6.335e6


def pitches(sensor: Sensor) -> list[float]:
    """Return the pitches, rad, under which a sensor is tried."""
    greatest = math.radians(sensor.max_pitch_deg) if isinstance(sensor, OpticalSensor) else 0.0
    return [part * greatest for part in (PITCHES if greatest else PITCHES[:1])]


def reach(sensor: Sensor, track: Track) -> float:
    """Return an off-nadir angle, rad, that no look of the sensor exceeds."""
    if isinstance(sensor, OpticalSensor):
        half = imaging.optical_half_field(sensor.swath_km, sensor.altitude_km)
        roll, pitch = math.radians(sensor.max_roll_deg), math.radians(sensor.max_pitch_deg)
        return math.acos(math.cos(roll) * math.cos(pitch)) + half
    least = float(length(track.r).min())
    sine = _EARTH_LEAST * 1.004 / least * math.sin(math.radians(sensor.max_incidence_deg))
    return math.asin(min(sine, 1.0)) + 0.01


def half_field(sensor: Sensor, slant: Floats, angle: Floats) -> Floats:
    """Return half the field across track (n,), rad, at ranges and incidences."""
    if isinstance(sensor, OpticalSensor):
        half = imaging.optical_half_field(sensor.swath_km, sensor.altitude_km)
        return np.full(slant.shape, half)
    return imaging.radar_half_field(1e3 * sensor.swath_km, slant, angle)  # type: ignore[no-any-return]
