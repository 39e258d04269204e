"""Where satellites and the Sun are, sampled and rounded for pictures that move."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import itrf_to_geodetic
from artel.orbits.sun import sun_direction
from artel.orbits.tracks import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]

STEP_S = 60.0
"""Between two samples a low satellite goes four degrees: straight enough to be joined."""
MOST = 2880
"""More samples than these are not taken: a longer span has longer steps."""
SUN_STEP_S = 600.0
PER_DEGREE = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """Samples of a track without a gap: the number of the first, then hundredths of a degree.

    `lon` and `lat` hold the first value, then differences; longitudes may go past 180 degrees.
    """

    first: int
    lon: list[int]
    lat: list[int]


@dataclass(frozen=True, slots=True)
class Samples:
    """The stretches of a satellite's ground track, and its mean height, km."""

    stretches: tuple[Stretch, ...]
    height_km: float


def step_of(span: tuple[float, float]) -> float:
    """Return how far apart samples of this span stand, s."""
    return STEP_S * max(1, math.ceil((span[1] - span[0]) / (STEP_S * MOST)))


def nodes_of(span: tuple[float, float], step: float) -> Floats:
    """Return the instants (n,) of the samples, POSIX s; the last may stand after the span's end."""
    return span[0] + step * np.arange(math.ceil((span[1] - span[0]) / step) + 1, dtype=float)


def samples_of(tracks: Sequence[Track], nodes: Floats) -> Samples:
    """Return where a satellite is at the nodes that its tracks cover."""
    stretches, heights = [], []
    for track in tracks:
        inside = np.flatnonzero((nodes >= track.start) & (nodes <= track.end))
        if track.empty or inside.size == 0:
            continue
        lat, lon, height = itrf_to_geodetic(state(track, nodes[inside])[0])
        stretches.append(
            Stretch(int(inside[0]), packed(np.degrees(np.unwrap(lon))), packed(np.degrees(lat)))
        )
        heights.append(float(np.mean(height)))
    mean = sum(heights) / len(heights) / 1000.0 if heights else 0.0
    return Samples(tuple(stretches), round(mean, 1))


def sun_of(span: tuple[float, float]) -> Stretch:
    """Return where the Sun stands in the zenith, every `SUN_STEP_S` seconds of a span."""
    toward = sun_direction(nodes_of(span, SUN_STEP_S))
    lon = np.degrees(np.unwrap(np.arctan2(toward[:, 1], toward[:, 0])))
    return Stretch(0, packed(lon), packed(np.degrees(np.arcsin(toward[:, 2]))))


def packed(degrees: Floats) -> list[int]:
    """Return degrees (n,) as hundredths: the first, then what each adds to the one before."""
    whole = np.rint(degrees * PER_DEGREE).astype(np.int64)
    numbers: list[int] = np.diff(whole, prepend=0).tolist()
    return numbers
