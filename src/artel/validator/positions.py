"""Where each satellite is: its owner's ephemeris while valid, else its element set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.orbits import oem, propagate
from artel.orbits.omm import read_elements
from artel.validator import tolerances as tol
from artel.validator.updates import read_updates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from artel.orbits.elements import Elements
    from artel.orbits.oem import Ephemeris
    from artel.validator.document import Horizon
    from artel.validator.facts import Satellite

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Valid:
    """An element set, and from when to when it holds and can be used, POSIX s."""

    elements: Elements
    start: float
    end: float

    @property
    def useless(self) -> bool:
        """Whether it can never be used."""
        return self.end < self.start


@dataclass(frozen=True, slots=True)
class Motion:
    """How a satellite moves over the horizon.

    `sets` begins with the set nearest the start of the horizon; after it come those that hold
    from a later instant on. `ephemerides` are its owner's, each good over its own usable part,
    and are preferred there.
    """

    sets: tuple[Valid, ...]
    ephemerides: tuple[Ephemeris, ...]

    def owners(self, start: float, end: float) -> Ephemeris | None:
        """Return the owner's ephemeris that covers [start, end], if any does."""
        good = (eph for eph in self.ephemerides if eph.start <= start and end <= eph.stop)
        return next(good, None)

    def usable(self, start: float, end: float) -> bool:
        """Whether positions over [start, end] can be had from one source."""
        return self.owners(start, end) is not None or self._set(start, end) is not None

    def around(self, start: float, end: float, margin: float) -> tuple[float, float]:
        """Return [start, end] made wider by the margin, as far as its source goes."""
        owners, valid = self.owners(start, end), self._set(start, end)
        low, high = start, end
        if owners is not None:
            low, high = owners.start, owners.stop
        elif valid is not None:
            low, high = valid.start, valid.end
        return max(low, start - margin), min(high, end + margin)

    def state(self, t: Floats) -> tuple[Floats, Floats]:
        """Return ITRF positions, m, and velocities, m/s, (n, 3) at POSIX seconds (n,).

        Where one source covers all of them it serves for all. NaN where there are none.
        """
        first, last = float(t.min()), float(t.max())
        owners, valid = self.owners(first, last), self._set(first, last)
        if owners is not None:
            return oem.states(owners, t)
        if valid is not None:
            return propagate.states(valid.elements, t)[:2]
        r, v = np.full((2, t.size, 3), np.nan)
        for valid, low, high in self._turns():
            part = (low <= t) & (t < high)
            if part.any():
                r[part], v[part] = propagate.states(valid.elements, t[part])[:2]
        return r, v

    def _set(self, start: float, end: float) -> Valid | None:
        good = (each for each in self.sets if each.start <= start and end <= each.end)
        return next(good, None)

    def _turns(self) -> list[tuple[Valid, float, float]]:
        """Return each set and between which instants it has its turn, sound there or not."""
        edges = [-np.inf, *(each.start for each in self.sets[1:]), np.inf]
        return list(zip(self.sets, edges, edges[1:], strict=False))


def read_motions(
    texts: Mapping[str, str], satellites: Iterable[Satellite], horizon: Horizon
) -> dict[str, Motion]:
    """Return the motion of every satellite that has elements or an ephemeris, by name.

    Raises InputError where an ephemeris or the table of elements cannot be read.
    """
    records, newer = _elements(texts), read_updates(texts)
    given = [eph for name in sorted(texts) if name.endswith(".oem") for eph in _oem(texts, name)]
    motions: dict[str, Motion] = {}
    for satellite in satellites:
        own = tuple(eph for eph in given if _is_of(eph, satellite))
        sets = [(_nearest(records, satellite, horizon.start), horizon.start)]
        sets += [(each.set_of(satellite), each.at) for each in newer.get(satellite.name, ())]
        valid = _valid([(one, since) for one, since in sets if one is not None], horizon)
        if valid or own:
            motions[satellite.name] = Motion(valid, own)
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


def _valid(sets: list[tuple[Elements, float]], horizon: Horizon) -> tuple[Valid, ...]:
    """Return sets, each from its instant to the next; one that is replaced at once is none."""
    starts = [since for _, since in sets]
    ends = [*starts[1:], horizon.end][: len(sets)]
    found = []
    for (one, since), end in zip(sets, ends, strict=False):
        if abs(one.epoch - since) > tol.ELEMENTS_AGE_S:
            found.append(Valid(one, np.inf, -np.inf))
        elif since < end:
            span = propagate.usable_span(one, since, end)
            found.append(Valid(one, span.start, span.end))
    return tuple(found)
