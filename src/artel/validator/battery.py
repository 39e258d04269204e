"""The level of a battery, followed from one event to the next.

The rule: the idle load is drawn always; on top of it the load of imaging during an image, of
turning just before it, as from nadir, and just after it, as back (settling included both times),
and of the downlink while data comes down. In sunlight the charge is added, up to the capacity.
The shadow is a cone past a round Earth of equatorial radius, and half-shadow counts as shadow. A
place that is not known is in the shadow; before the first known one, and after the last, nothing
is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.orbits.frames import WGS84_A
from artel.validator import geometry as geo
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.flight import crossings, places
from artel.validator.report import Code
from artel.validator.sunlight import sun_direction
from artel.validator.turns import slew_seconds, turn_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.validator.case import Case
    from artel.validator.document import Image
    from artel.validator.facts import Battery, Satellite
    from artel.validator.positions import Motion

    Floats: TypeAlias = NDArray[np.float64]
    Load: TypeAlias = tuple[float, float, float]

_SUN_RADIUS_M = 695.7e6
_SUN_DISTANCE_M = 149_597_870_700.0
_EVERY_S = 60.0


def check_battery(case: Case, satellite: Satellite, images: list[Image]) -> None:
    """Check that the level never falls below what must be kept; images are sorted by start."""
    battery, motion = satellite.battery, case.motions.get(satellite.name)
    known = _known(case, motion) if motion is not None else None
    if battery is None or motion is None or known is None:
        return
    least = battery.capacity_wh * (1.0 - battery.depth)
    sunlit = _sunlit(motion, known)
    level, moment = _lowest(battery, known, sunlit, _loads(case, satellite, images))
    case.book.require(
        level >= least - tol.ENERGY_OF_BATTERY * battery.capacity_wh,
        Code.BATTERY,
        satellite.name,
        f"At {when(moment)} the battery of {satellite.name} would hold {level:.2f} Wh;"
        f" {least:.2f} Wh must be kept. Leave images out.",
    )


def check_drained(case: Case) -> None:
    """Check that orders left for want of power name a satellite whose owner gives a battery."""
    for row in case.plan.unplanned:
        satellite = case.facts.satellites.get(row.resource or "")
        case.book.require(
            row.code != "BATTERY" or (satellite is not None and satellite.battery is not None),
            Code.REASON,
            row.order,
            f"The plan says BATTERY of {row.resource}; the inputs have no battery of it. Find the"
            " true reason.",
        )


def _known(case: Case, motion: Motion) -> tuple[float, float] | None:
    """Return the first and the last instant of the horizon at which the place is known."""
    horizon = case.plan.horizon
    spans = [(each.start, each.end) for each in motion.sets]
    spans += [(each.start, each.stop) for each in motion.ephemerides]
    inside = [(max(a, horizon.start), min(b, horizon.end)) for a, b in spans]
    inside = [(a, b) for a, b in inside if a < b]
    return (min(a for a, _ in inside), max(b for _, b in inside)) if inside else None


def _sunlit(motion: Motion, span: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the intervals in which all of the Sun is seen."""
    begins = crossings(motion, span, _clear)
    ends = crossings(motion, span, lambda t, there: -_clear(t, there))
    first = np.array([span[0]])
    if _clear(first, places(motion, first))[0] >= 0.0:
        begins = [span[0], *begins]
    return list(zip(begins, [*ends, span[1]], strict=False))


def _clear(times: Floats, there: Floats) -> Floats:
    """Return how far, m, places are outside the shadow; below nought inside it, or not known."""
    sun = sun_direction(times)
    behind = -geo.inner(there, sun)
    aside = geo.norm(there + behind[:, None] * sun)
    widening = (_SUN_RADIUS_M + WGS84_A) / _SUN_DISTANCE_M
    clear = np.where(behind <= 0.0, geo.norm(there) - WGS84_A, aside - WGS84_A - behind * widening)
    return np.where(np.isnan(clear), -np.inf, clear)


def _loads(case: Case, satellite: Satellite, images: list[Image]) -> list[Load]:
    """Return what is drawn on top of the idle load, as (start, end, W)."""
    battery = satellite.battery
    if battery is None:
        return []
    loads: list[Load] = []
    for image in images:
        loads.append((image.start, image.end, battery.imaging_w))
        downlink = case.downlinks.get(image.downlink)
        if downlink is not None:
            loads.append((downlink.start, downlink.end, battery.downlink_w))
        if satellite.agility is not None:
            level = image.model_copy(update={"roll_deg": 0.0, "pitch_deg": 0.0})
            turn = slew_seconds(satellite.agility, turn_deg(level, image))
            loads.append((image.start - turn, image.start, battery.slew_w))
            loads.append((image.end, image.end + turn, battery.slew_w))
    return loads


def _lowest(
    battery: Battery,
    span: tuple[float, float],
    sunlit: list[tuple[float, float]],
    loads: list[Load],
) -> tuple[float, float]:
    """Return the least level, Wh, and when it is reached."""
    gains = [(start, end, battery.sunlit_charge_w) for start, end in sunlit]
    steps = [(start, end, -watts) for start, end, watts in loads]
    changes: list[tuple[float, float]] = []
    for start, end, watts in [*gains, *steps]:
        changes += [(max(start, span[0]), watts), (min(max(end, span[0]), span[1]), -watts)]
    level = battery.capacity_wh * battery.start_level
    lowest, now, watts = (level, span[0]), span[0], -battery.idle_w
    for moment, change in [*sorted(changes), (span[1], 0.0)]:
        level = min(battery.capacity_wh, level + watts * (moment - now) / 3600.0)
        lowest = min(lowest, (level, moment))
        now, watts = moment, watts + change
    return lowest
