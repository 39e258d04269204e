"""The looks of one order of a point by time, each worked out when it is asked for: for quotes.

A quote seldom needs all of them: the first looks often make it sure. So the time is searched part
by part, and footprint and articles are asked of those looks alone that are tried. They are the
opportunities of `opportunities_at`, but for roundings, in the order in which quotes try them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.commons.instants import to_posix
from artel.planner.looks import outlines
from artel.planner.looks_of_point import looks_in_part
from artel.planner.opportunities import Ledger, judged, open_orders, opportunity_of, sun_wanted
from artel.planner.targets import targets_of
from artel.planner.values import Opportunity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from artel.charter.articles import Charter
    from artel.fleet.satellites import Imager, Sensor
    from artel.orders.orders import Order
    from artel.planner.looks import Looks
    from artel.planner.looks_of_point import Fleet
    from artel.planner.targets import Target

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FIRST_S = 86_400.0
"""So long a part of the time is searched first; each further one is twice as long."""
_LONGEST_S = 600.0
"""No image of a point takes longer: one of a later part begins at most so much before it."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A look that may serve: whose, when (POSIX s), and the look, or None where it is forbidden.

    `key` says where it comes among the others.
    """

    satellite: str
    start: float
    key: tuple[float | str, ...]
    look: Callable[[], Opportunity | None]


Prospects: TypeAlias = Callable[[float, str | None], Iterator[Prospect]]
"""Returns by time what begins at an instant, POSIX s, or later; of one owner, or None for all."""


def when(look: Opportunity) -> tuple[float | str, ...]:
    """Return by what looks are put in the order in which quotes try them."""
    return look.start, look.satellite, look.sensor, look.pitch, look.roll


def prospects_of(looks: Iterable[Opportunity]) -> Prospects:
    """Return looks that are worked out already."""
    known = sorted(looks, key=when)

    def search(since: float, owner: str | None) -> Iterator[Prospect]:
        for look in known:
            if look.start >= since and owner in {None, look.owner}:
                yield Prospect(look.satellite, look.start, when(look), partial(_itself, look))

    return search


def _itself(look: Opportunity) -> Opportunity:
    return look


def prospects_at(
    fleet: Fleet, order: Order, charter: Charter, span: tuple[float, float]
) -> Prospects:
    """Return the looks of an order of a point, which is no series, inside the span."""
    targets = targets_of(open_orders([order], span, Ledger()))
    if not targets:
        return prospects_of(())
    whole = max(span[0], to_posix(order.not_before)), min(span[1], to_posix(order.not_after))
    wanted = [sun_wanted(sensor, order) for _, _, sensor in fleet.jobs]
    suns = np.array([-np.inf if sun is None else sun for sun in wanted])
    search = _Search(fleet, targets[0], charter, span, suns)
    return lambda since, owner: search.by_time((max(whole[0], since), whole[1]), owner)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What is searched for one order; `suns` (n,) is the least elevation, deg, for each sensor."""

    fleet: Fleet
    target: Target
    charter: Charter
    span: tuple[float, float]
    suns: Floats

    def by_time(self, within: tuple[float, float], owner: str | None) -> Iterator[Prospect]:
        """Yield what begins inside an interval, part by part."""
        (at, high), length = within, FIRST_S
        waiting: list[Prospect] = []
        while at < high:
            until = min(at + length, high)
            sure = until - _LONGEST_S if until < high else math.inf
            found = (*waiting, *self._part((at, until), owner))
            ordered = sorted(found, key=lambda each: each.key)
            yield from (each for each in ordered if within[0] <= each.start < sure)
            waiting = [each for each in ordered if each.start >= sure]
            at, length = until, 2.0 * length

    def _part(self, part: tuple[float, float], owner: str | None) -> Iterator[Prospect]:
        seen = looks_in_part(self.fleet, self.target, self.span, part, owner)
        if seen is None:
            return
        looks, instruments = seen[1], [self.fleet.jobs[number][1:] for number in seen[0]]
        some = _open(looks, self.suns[seen[0]], self.target.order)
        rings = outlines(looks.left[some], looks.right[some])
        for i, ring in zip(some.tolist(), rings, strict=True):
            satellite, sensor = instruments[i]
            key = (looks.start[i], satellite.name, sensor.name, looks.pitch[i], looks.roll[i])
            work_out = partial(self._look, looks, i, instruments[i], ring)
            yield Prospect(satellite.name, float(looks.start[i]), key, work_out)

    def _look(
        self, looks: Looks, i: int, instrument: tuple[Imager, Sensor], ring: Floats
    ) -> Opportunity | None:
        shown = tuple((x, y) for x, y in ring.tolist())
        given = opportunity_of(looks, i, instrument, self.target, shown)
        found = judged(given, self.target.order, self.charter)
        return found if isinstance(found, Opportunity) else None


def _open(looks: Looks, least: Floats, order: Order) -> Ints:
    """Return the looks (m,) that geometry, Sun (`least` (n,), deg) and detail allow."""
    first, last = to_posix(order.not_before), to_posix(order.not_after)
    good = looks.fits & (looks.start >= first) & (looks.end <= last)
    good &= ~(looks.gsd > order.max_gsd_m)
    if order.max_off_nadir_deg is not None:
        good &= np.degrees(looks.off_nadir) <= order.max_off_nadir_deg
    return np.flatnonzero(good & ~(np.degrees(looks.sun_elevation) < least))
