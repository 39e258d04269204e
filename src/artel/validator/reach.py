"""A plain search for an image that the planner says there is none of.

It looks abeam only and asks for a margin inside every limit, so that what it finds is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import to_posix
from artel.orbits.frames import geodetic_to_itrf, up
from artel.validator import geometry as geo
from artel.validator import tolerances as tol
from artel.validator.sunlight import sun_elevation_deg
from artel.validator.visits import windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from artel.validator.case import Case
    from artel.validator.facts import Order, Satellite, Sensor
    from artel.validator.positions import Motion

    Floats = NDArray[np.float64]


_LOWEST_DEG = -10.0
"""A sample a minute before the pass abeam may lie this far below the horizon."""


class Search:
    """Samples of every imaging satellite over the horizon, kept for many questions."""

    def __init__(self, case: Case) -> None:
        horizon = case.plan.horizon
        edge = tol.REACH_EDGE_S
        count = max(int((horizon.end - horizon.start - 2 * edge) / tol.REACH_SAMPLE_S), 2)
        self.times = np.linspace(horizon.start + edge, horizon.end - edge, count)
        self.motions: Mapping[str, Motion] = case.motions
        self.flown = {
            satellite.name: (
                satellite,
                geo.axes_at(*case.motions[satellite.name].state(self.times)),
            )
            for satellite in case.facts.satellites.values()
            if satellite.takes_images and satellite.name in case.motions
        }

    def opportunity(self, order: Order) -> tuple[str, str, float] | None:
        """Return (satellite, sensor, time) of a fine image of a point, or None if none was met."""
        for satellite, _ in self.flown.values():
            sensors = [each for each in satellite.sensors if each.type in order.terms.sensors]
            times = self._abeam(satellite, order) if sensors else np.empty(0)
            for sensor in sensors:
                good = times[self._fine(satellite, sensor, order, times)]
                if good.size:
                    return satellite.name, sensor.name, float(good[0])
        return None

    def _abeam(self, satellite: Satellite, order: Order) -> Floats:
        """Return when the point is passed abeam in its window, above the horizon."""
        p, upward = _place(order)
        axes = self.flown[satellite.name][1]
        pitch = geo.angles_to(axes, p)[1]
        near = geo.elevation_deg(axes.origin, p, upward) > _LOWEST_DEG
        passed = np.flatnonzero((pitch[:-1] > 0.0) & (pitch[1:] <= 0.0) & near[:-1])
        times = self.times[passed] + _share(pitch, passed) * (self.times[1] - self.times[0])
        edge = tol.REACH_EDGE_S
        open_ = [(low + edge <= times) & (times <= high - edge) for low, high in _open(order)]
        return np.asarray(times[np.any(open_, axis=0)])

    def _fine(
        self, satellite: Satellite, sensor: Sensor, order: Order, times: Floats
    ) -> NDArray[np.bool_]:
        """Whether images at those times are inside every limit of sensor and order, with margin."""
        if not times.size:
            return np.zeros(0, bool)
        terms, margin = order.terms, tol.REACH_MARGIN_DEG
        p, upward = _place(order)
        r, v = self.motions[satellite.name].state(times)
        roll = np.degrees(geo.angles_to(geo.axes_at(r, v), p)[0])
        incidence = np.degrees(geo.incidence(r, np.broadcast_to(p, r.shape)))
        sun = sun_elevation_deg(times, upward)
        gsd = _gsd(sensor, geo.norm(r - p), incidence)
        return np.asarray(
            _looks(sensor, roll, incidence)
            & (np.abs(roll) <= _or(terms.max_off_nadir_deg, 90.0) - margin)
            & (sun >= _sun_needed(sensor, order) + margin)
            & (gsd <= terms.max_gsd_m * tol.REACH_GSD)
        )


def _open(order: Order) -> list[tuple[float, float]]:
    """Return when the order takes images: in its window, or in those of its visits."""
    if order.terms.series is not None:
        return list(windows(order).values())
    return [(to_posix(order.terms.not_before), to_posix(order.terms.not_after))]


def _share(pitch: Floats, passed: NDArray[np.int64]) -> Floats:
    """Return where between two samples the pitch is nothing: near enough, given the margins."""
    before, after = np.tan(pitch[passed]), np.tan(pitch[passed + 1])
    return np.asarray(before / (before - after))


def _place(order: Order) -> tuple[Floats, Floats]:
    lat, lon = np.radians(order.shape.centroid.y), np.radians(order.shape.centroid.x)
    return geodetic_to_itrf(lat, lon), up(lat, lon)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _looks(sensor: Sensor, roll: Floats, incidence: Floats) -> NDArray[np.bool_]:
    margin = tol.REACH_MARGIN_DEG
    seen = incidence <= 90.0 - margin
    if not sensor.radar:
        return np.asarray(seen & (np.abs(roll) <= sensor.max_roll_deg - margin))
    low, high = sensor.min_incidence_deg + margin, sensor.max_incidence_deg - margin
    sides = np.where(roll >= 0.0, "right" in sensor.sides, "left" in sensor.sides)
    return np.asarray(seen & (low <= incidence) & (incidence <= high) & sides)


def _sun_needed(sensor: Sensor, order: Order) -> float:
    own = -90.0 if sensor.radar else sensor.min_sun_elevation_deg
    return max(_or(order.terms.min_sun_elevation_deg, -90.0), own)


def _gsd(sensor: Sensor, slant: Floats, incidence: Floats) -> Floats:
    if sensor.radar:
        return np.full(slant.shape, sensor.gsd_m)
    along = sensor.gsd_m * slant / sensor.altitude_m
    level = np.maximum(np.cos(np.radians(incidence)), 1e-6)
    return np.asarray(along / np.sqrt(level))
