"""Where each satellite is: its owner's ephemeris while valid, else its element set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.orbits import oem, propagate
from artel.orbits.omm import read_elements
from artel.validator import tolerances as tol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from artel.orbits.elements import Elements
    from artel.orbits.oem import Ephemeris
    from artel.validator.document import Horizon
    from artel.validator.facts import Satellite

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Motion:
    """How a satellite moves over the horizon.

    `elements` is the set nearest the start of the horizon, usable over `span`; `ephemerides`
    are its owner's, each good over its own usable part, and are preferred there.
    """

    elements: Elements | None
    span: tuple[float, float]
    ephemerides: tuple[Ephemeris, ...]

    def owners(self, start: float, end: float) -> Ephemeris | None:
        """Return the owner's ephemeris that covers [start, end], if any does."""
        good = (eph for eph in self.ephemerides if eph.start <= start and end <= eph.stop)
        return next(good, None)

    def usable(self, start: float, end: float) -> bool:
        """Whether positions over [start, end] can be had from one source."""
        if self.owners(start, end) is not None:
            return True
        return self.elements is not None and self.span[0] <= start and end <= self.span[1]

    def around(self, start: float, end: float, margin: float) -> tuple[float, float]:
        """Return [start, end] made wider by the margin, as far as its source goes."""
        owners = self.owners(start, end)
        low, high = (owners.start, owners.stop) if owners is not None else self.span
        return max(low, start - margin), min(high, end + margin)

    def state(self, t: Floats) -> tuple[Floats, Floats]:
        """Return ITRF positions, m, and velocities, m/s, (n, 3) at POSIX seconds (n,).

        NaN where there are none.
        """
        owners = self.owners(float(t.min()), float(t.max()))
        if owners is not None:
            return oem.states(owners, t)
        if self.elements is None:
            nothing = np.full((t.size, 3), np.nan)
            return nothing, nothing
        return propagate.states(self.elements, t)[:2]


def read_motions(
    texts: Mapping[str, str], satellites: Iterable[Satellite], horizon: Horizon
) -> dict[str, Motion]:
    """Return the motion of every satellite that has elements or an ephemeris, by name.

    Raises InputError where an ephemeris or the table of elements cannot be read.
    """
    sets = _elements(texts)
    given = [eph for name in sorted(texts) if name.endswith(".oem") for eph in _oem(texts, name)]
    motions: dict[str, Motion] = {}
    for satellite in satellites:
        own = tuple(eph for eph in given if _is_of(eph, satellite))
        nearest = _nearest(sets, satellite, horizon.start)
        if nearest is not None or own:
            motions[satellite.name] = Motion(nearest, _span(nearest, horizon), own)
    return motions


def _elements(texts: Mapping[str, str]) -> tuple[Elements, ...]:
    """Return the records of every table of elements; a bad record is skipped, as in planning."""
    names = sorted(name for name in texts if name.startswith(("elements.", "elements/")))
    records: list[Elements] = []
    for name in names:
        try:
            records += read_elements(texts[name]).records
        except ValueError as error:
            raise InputError(f"{name}: {error}", next_step="Have the plan made again.") from None
    return tuple(records)


def _oem(texts: Mapping[str, str], name: str) -> tuple[Ephemeris, ...]:
    try:
        return oem.read_oem(texts[name])
    except ValueError as error:
        raise InputError(f"{name}: {error}", next_step="Have the plan made again.") from None


def _is_of(ephemeris: Ephemeris, satellite: Satellite) -> bool:
    if ephemeris.norad_id is not None:
        return ephemeris.norad_id == satellite.norad_id
    return ephemeris.name == satellite.name


def _nearest(sets: tuple[Elements, ...], satellite: Satellite, t: float) -> Elements | None:
    """Return the set of this satellite whose epoch is nearest t; of equals the newer, the later."""
    own = [record for record in reversed(sets) if record.norad_id == satellite.norad_id]
    return min(own, key=lambda record: (abs(record.epoch - t), -record.epoch), default=None)


def _span(elements: Elements | None, horizon: Horizon) -> tuple[float, float]:
    if elements is None or abs(elements.epoch - horizon.start) > tol.ELEMENTS_AGE_S:
        return np.inf, -np.inf
    span = propagate.usable_span(elements, horizon.start, horizon.end)
    return span.start, span.end
