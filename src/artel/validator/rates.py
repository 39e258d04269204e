"""What comes down during a link whose rate goes by elevation: summed over fine samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.validator import geometry as geo
from artel.validator import tolerances as tol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.validator.case import Case
    from artel.validator.document import Downlink
    from artel.validator.facts import Antenna, Radio

    Floats: TypeAlias = NDArray[np.float64]

_EVERY_S = 0.05


def carried_gbit(case: Case, downlink: Downlink, radio: Radio, antenna: Antenna) -> float:
    """Return the most that the link can have carried, Gbit, with the instants' tolerance.

    At each change of the rate a sample may fall on either side. Where the satellite or the station
    is not known nothing is carried; others say so.
    """
    motion = case.motions.get(downlink.satellite)
    station = case.facts.stations.get(downlink.station)
    known = motion is not None and motion.usable(downlink.start, downlink.end)
    if motion is None or station is None or not known:
        return 0.0
    seconds = downlink.end - downlink.start
    count = max(1, int(np.ceil(seconds / _EVERY_S)))
    times = downlink.start + (np.arange(count) + 0.5) * seconds / count
    height = geo.elevation_deg(motion.state(times)[0], *station.place())
    rate = np.minimum(
        _of_steps(radio.rate_steps, radio.rate_mbps, height),
        _of_steps(antenna.rate_steps, antenna.max_rate_mbps, height),
    )
    doubt = tol.INSTANT_S * np.max(rate) + 0.5 * _EVERY_S * np.sum(np.abs(np.diff(rate)))
    return float((np.sum(rate) * seconds / count + doubt) / 1e3)


def _of_steps(steps: tuple[tuple[float, float], ...], most: float, height: Floats) -> Floats:
    """Return the rate at elevations (n,), degrees: that of the last step reached, nought before."""
    rate = np.full(height.shape, 0.0 if steps else most)
    for level, step in steps:
        rate = np.where(height >= level, min(step, most), rate)
    return rate
