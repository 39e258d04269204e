"""Opportunities: every look that serves its order, under the articles of the charter."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from artel.charter.judge import Case, judge
from artel.commons.instants import from_posix, posix_text, to_posix
from artel.commons.shapes import ground_polygon
from artel.commons.verdicts import Outcome
from artel.fleet.satellites import OpticalSensor
from artel.planner.looks import figures, footprints, looks_of
from artel.planner.looks_of_point import looks_of_point
from artel.planner.pieces import densest, strip_name, visit_of
from artel.planner.strips import strips_of
from artel.planner.targets import targets_of
from artel.planner.values import Obstacle, Opportunity, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from artel.charter.articles import Charter
    from artel.fleet.satellites import Imager, Sensor
    from artel.orbits.tracks import Track
    from artel.orders.orders import Order
    from artel.planner.looks import Aim, Looks
    from artel.planner.looks_of_point import Fleet
    from artel.planner.targets import Target


@dataclass
class Ledger:
    """Every obstacle met, by order: how often each, and the first of each kind in words."""

    counts: dict[str, Counter[Reason]] = field(default_factory=dict)
    first: dict[str, dict[tuple[Reason, str | None], Obstacle]] = field(default_factory=dict)
    met: dict[str, Counter[tuple[Reason, str | None]]] = field(default_factory=dict)

    def note(self, order: str, obstacle: Obstacle) -> None:
        """Count an obstacle against an order."""
        key = (obstacle.reason, obstacle.article)
        self.counts.setdefault(order, Counter())[obstacle.reason] += 1
        self.met.setdefault(order, Counter())[key] += 1
        self.first.setdefault(order, {}).setdefault(key, obstacle)

    def join(self, other: Ledger, but: Collection[Reason] = ()) -> None:
        """Count what another ledger met as well, but for some reasons."""
        for order, first in other.first.items():
            for key, obstacle in first.items():
                if key[0] not in but:
                    times = other.met[order][key]
                    self.counts.setdefault(order, Counter())[key[0]] += times
                    self.met.setdefault(order, Counter())[key] += times
                    self.first.setdefault(order, {}).setdefault(key, obstacle)

    def copy(self) -> Ledger:
        """Return a ledger that can be written without changing this one."""
        return Ledger(
            {order: counts.copy() for order, counts in self.counts.items()},
            {order: dict(first) for order, first in self.first.items()},
            {order: met.copy() for order, met in self.met.items()},
        )


def open_orders(orders: Iterable[Order], span: tuple[float, float], ledger: Ledger) -> list[Order]:
    """Return the orders whose window meets the span; the others are noted with their reason."""
    out = []
    for order in orders:
        first, last = to_posix(order.not_before), to_posix(order.not_after)
        if last <= span[0]:
            said = f"its window closed at {posix_text(last)}, before the plan begins"
            ledger.note(order.id, Obstacle(Reason.EXPIRED, said))
        elif first >= span[1]:
            said = f"its window opens at {posix_text(first)}, after the plan ends"
            ledger.note(order.id, Obstacle(Reason.NOT_YET, said))
        else:
            out.append(order)
    return out


def opportunities_of(
    tracks: Mapping[str, Sequence[Track]],
    satellites: Sequence[Imager],
    orders: Sequence[Order],
    charter: Charter,
    span: tuple[float, float],
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[list[Opportunity], Ledger]:
    """Return every opportunity of every order inside the span, and what stood against the rest.

    `tracks` holds for each satellite one track, or several that follow each other in time.
    """
    ledger = Ledger()
    targets = targets_of(open_orders(orders, span, ledger))
    found: list[Opportunity] = []
    for number, satellite in enumerate(satellites):
        for sensor in satellite.sensors:
            for track in tracks.get(satellite.name, ()):
                found += _of_sensor(track, (satellite, sensor), targets, (charter, span), ledger)
        if progress:
            progress("opportunities", number + 1, len(satellites))
    found = densest(found)
    found.sort(key=by_time)
    return found, ledger


def _of_sensor(
    track: Track,
    instrument: tuple[Imager, Sensor],
    targets: list[Target],
    rules: tuple[Charter, tuple[float, float]],
    ledger: Ledger,
) -> list[Opportunity]:
    satellite, sensor = instrument
    charter, span = rules
    suited = [target for target in targets if sensor.type in target.order.sensors]
    if track.empty or not suited:
        return []
    found = []
    single = [target for target in suited if target.grid is None]
    areas = [target for target in suited if target.grid is not None]
    if single:
        looks = looks_of(track, sensor, single, span)
        found += _served(looks, (satellite, sensor), single, charter, ledger)
    if areas:
        looks = strips_of(track, sensor, areas, span)
        found += _served(looks, (satellite, sensor), areas, charter, ledger)
    return found


def _served(
    looks: Looks | None,
    instrument: tuple[Imager, Sensor],
    targets: list[Target],
    charter: Charter,
    ledger: Ledger,
) -> list[Opportunity]:
    """Return the looks that serve their orders; what stands against the rest is noted."""
    if looks is None:
        return []
    return _served_by(looks, [instrument] * len(looks), targets, charter, ledger)


def opportunities_at(
    fleet: Fleet, order: Order, charter: Charter, span: tuple[float, float]
) -> tuple[list[Opportunity], Ledger]:
    """Return what `opportunities_of` does for one order of a point, for all satellites at once."""
    ledger = Ledger()
    targets = targets_of(open_orders([order], span, ledger))
    seen = looks_of_point(fleet, targets[0], span) if targets else None
    if seen is None:
        return [], ledger
    instruments = [fleet.jobs[number][1:] for number in seen[0]]
    found = densest(_served_by(seen[1], instruments, targets, charter, ledger))
    found.sort(key=by_time)
    return found, ledger


def by_time(each: Opportunity) -> tuple[str, float, str, str, float]:
    """Return by what the opportunities of a problem are in order."""
    return each.order, each.start, each.satellite, each.sensor, each.pitch


def _served_by(
    looks: Looks,
    instruments: Sequence[tuple[Imager, Sensor]],
    targets: list[Target],
    charter: Charter,
    ledger: Ledger,
) -> list[Opportunity]:
    found = []
    obstacles = [
        _obstacle(looks, i, sensor, targets[looks.target[i]].order)
        for i, (_, sensor) in enumerate(instruments)
    ]
    open_ = [i for i, obstacle in enumerate(obstacles) if obstacle is None]
    rings = dict(zip(open_, footprints(looks.left[open_], looks.right[open_]), strict=True))
    for i, instrument in enumerate(instruments):
        target, obstacle = targets[looks.target[i]], obstacles[i]
        order = target.order
        if obstacle is None:
            given = opportunity_of(looks, i, instrument, target, rings[i])
            if target.grid is not None and not given.cells:
                continue
            answer = judged(given, order, charter)
            if isinstance(answer, Opportunity):
                found.append(answer)
                continue
            obstacle = answer
        if obstacle.reason is not Reason.NO_WINDOW:
            ledger.note(order.id, obstacle)
    return found


def as_aimed(
    track: Track,
    instrument: tuple[Imager, Sensor],
    target: Target,
    aim: Aim,
    charter: Charter,
) -> Opportunity | None:
    """Return the one image of an aim at a target, or None where it does not serve the order."""
    looks = figures(track, instrument[1], [target], aim)
    if _obstacle(looks, 0, instrument[1], target.order) is not None:
        return None
    (ring,) = footprints(looks.left, looks.right)
    found = judged(opportunity_of(looks, 0, instrument, target, ring), target.order, charter)
    return found if isinstance(found, Opportunity) else None


def _obstacle(looks: Looks, i: int, sensor: Sensor, order: Order) -> Obstacle | None:
    """Return what the geometry, the Sun or the detail has against a look, or None."""
    if not looks.fits[i] or not _in_window(looks, i, order):
        return Obstacle(Reason.NO_WINDOW, "out of reach")
    limit = order.max_off_nadir_deg
    if limit is not None and math.degrees(looks.off_nadir[i]) > limit:
        return Obstacle(Reason.NO_WINDOW, "further from nadir than ordered")
    sun = math.degrees(looks.sun_elevation[i])
    wanted = sun_wanted(sensor, order)
    if wanted is not None and sun < wanted:
        said = f"the Sun stands at {sun:.1f} deg, {wanted:g} deg are needed"
        return Obstacle(Reason.DARK, said)
    if looks.gsd[i] > order.max_gsd_m:
        said = f"the GSD would be {looks.gsd[i]:.1f} m, {order.max_gsd_m:g} m are ordered"
        return Obstacle(Reason.TOO_COARSE, said)
    return None


def sun_wanted(sensor: Sensor, order: Order) -> float | None:
    """Return the least Sun elevation, deg, that the sensor or the order asks for, or None."""
    asked = [order.min_sun_elevation_deg]
    if isinstance(sensor, OpticalSensor):
        asked.append(sensor.min_sun_elevation_deg)
    return max((each for each in asked if each is not None), default=None)


def _in_window(looks: Looks, i: int, order: Order) -> bool:
    return visit_of(order, float(looks.start[i]), float(looks.end[i])) is not None


def opportunity_of(
    looks: Looks,
    i: int,
    instrument: tuple[Imager, Sensor],
    target: Target,
    ring: tuple[tuple[float, float], ...],
) -> Opportunity:
    """Return one of the looks as an opportunity that no article has judged yet."""
    satellite, sensor = instrument
    order = target.order
    radar = not isinstance(sensor, OpticalSensor)
    seconds = float(looks.end[i] - looks.start[i])
    given = Opportunity(
        order=order.id,
        satellite=satellite.name,
        owner=satellite.owner,
        sensor=sensor.name,
        start=float(looks.start[i]),
        end=float(looks.end[i]),
        roll=float(looks.roll[i]),
        pitch=float(looks.pitch[i]),
        off_nadir=float(looks.off_nadir[i]),
        incidence=float(looks.incidence[i]),
        sun_elevation=float(looks.sun_elevation[i]),
        side=("left" if looks.roll[i] < 0.0 else "right") if radar else None,
        gsd=float(looks.gsd[i]),
        finest_gsd=float(looks.finest_gsd[i]),
        footprint=ring,
        volume_gbit=sensor.data_rate_mbps * seconds / 1e3,
        piece=visit_of(order, float(looks.start[i]), float(looks.end[i])) or "",
    )
    if target.grid is None:
        return given
    cells = target.grid.covered(given.footprint)
    return replace(given, piece=strip_name(given), cells=cells, of_cells=len(target.grid))


def judged(given: Opportunity, order: Order, charter: Charter) -> Opportunity | Obstacle:
    """Return the opportunity with what the articles make of it, or the article that forbids it."""
    judgement = judge(
        charter,
        Case(
            order=order.id,
            brought_by=order.brought_by,
            purpose=order.purpose,
            satellite=given.satellite,
            owner=given.owner,
            footprint=ground_polygon(list(given.footprint)),
            finest_gsd_m=given.finest_gsd,
            start=from_posix(given.start),
            end=from_posix(given.end),
            consents=order.agreed,
        ),
    )
    deciding = judgement.deciding
    if deciding is not None and deciding.forbids:
        reason = Reason.CONSENT if deciding.outcome is Outcome.CONSENT else Reason.ARTICLE
        return Obstacle(reason, deciding.reason, article=deciding.article)
    product = max(given.gsd, judgement.product_gsd_floor_m or 0.0)
    delay = judgement.delay_s
    late = given.end + delay > to_posix(order.deliver_by)
    if deciding is not None and (product > order.max_gsd_m or late):
        why = "too coarse for the order" if product > order.max_gsd_m else "too late for the order"
        return Obstacle(Reason.ARTICLE, f"{deciding.reason}: {why}", article=deciding.article)
    return replace(given, product_gsd=product, delay=delay, verdicts=judgement.verdicts)
