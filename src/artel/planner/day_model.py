"""A day as one model: which images together could be, whatever the antennas are asked for.

Candidates are the opportunities for which the idle pool has an upload and a downlink. Turns, duty,
reserves, donations, balances, recorders and the satellites' own radios bind as they bind in the
engine, each rounded in favour of the plan; antennas that several want, batteries, queues of data
and the mix of an area's images are left out. So every plan that the engine can hold is a plan of
the model, and what no plan of the model exceeds no plan of the day exceeds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.charter.judge import pooled_share, reserve_of
from artel.commons.instants import from_posix
from artel.planner.bookings import day_of
from artel.planner.day_radio import radio_rows
from artel.planner.model import (
    Links,
    Machines,
    Model,
    Names,
    Stores,
    empty_lists,
    ragged_of,
    ragged_of_lists,
)
from artel.planner.outcomes import MILLI, expected
from artel.planner.problem import use_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from artel.orders.orders import Order
    from artel.planner.engine import Engine
    from artel.planner.model import Ints, Ragged
    from artel.planner.problem import Problem
    from artel.planner.values import Opportunity

_GRAIN = 1e-3
_Row = tuple[str, list[tuple[int, int]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayModel:
    """The model of a problem; candidate i is `opportunities[i]`.

    `rank` (n,) and `cell_rank` (cells,) are the places of the classes, 0 the most urgent.
    """

    model: Model
    opportunities: tuple[Opportunity, ...]
    rank: Ints
    cell_rank: Ints


def day_model(problem: Problem, engine: Engine, reachable: Iterable[Opportunity]) -> DayModel:
    """Return the model of these opportunities, which `engine.missing` let pass.

    The engine must hold no bookings: it tells how soon data can leave a satellite.
    """
    names = [satellite.name for satellite in problem.satellites]
    place = {name: i for i, name in enumerate(names)}
    found = sorted(
        reachable,
        key=lambda o: (place[o.satellite], _ceil(o.start - problem.span[0]), o.order, o.piece,
                       o.sensor, o.pitch, o.roll),
    )  # fmt: skip
    return _Builder(problem, engine, tuple(found), place).build()


def by_class(day: DayModel) -> Model:
    """Return the model with values that put the more urgent classes first.

    A class counts for more than all that come after it together; where whole numbers below 2^50 do
    not reach that far, each counts as many times more than the next as they allow.
    """
    ranks = np.concatenate((day.rank, day.cell_rank))
    values = np.concatenate((day.model.value, day.model.cell_values)) // day.model.unit
    places = sorted(set(ranks.tolist()), reverse=True)
    sums = [int(values[ranks == rank].sum()) + 1 for rank in places]
    room = (1 << 50) // sum(sums)
    if math.prod(sums[:-1]) > room:
        sums = [max(1, math.floor(room ** (1.0 / (len(sums) - 1))))] * len(sums)
    weights = {rank: math.prod(sums[:k]) for k, rank in enumerate(places)}
    factor = np.array([weights[rank] for rank in ranks.tolist()], np.int64)
    scaled, n = values * factor, day.model.size
    return replace(day.model, value=scaled[:n], cell_values=scaled[n:])


class _Builder:
    def __init__(
        self,
        problem: Problem,
        engine: Engine,
        found: tuple[Opportunity, ...],
        place: Mapping[str, int],
    ) -> None:
        self.problem, self.engine, self.found, self.place = problem, engine, found, place
        self.orders = {order.id: order for order in problem.orders}
        self.ranks = {order.id: problem.rank(order) for order in problem.orders}

    def build(self) -> DayModel:
        """Return the model with the ranks of its classes."""
        found, begin = self.found, self.problem.span[0]
        keys = {key: i for i, key in enumerate(dict.fromkeys(each.key for each in found))}
        rows = [row for row in self._rows() if row[1]]
        cells = Cells(found, self.orders)
        start = np.array([_ceil(o.start - begin) for o in found], np.int64)
        end = np.array([_floor(o.end - begin) for o in found], np.int64)
        model = Model(
            machine=np.array([self.place[o.satellite] for o in found], np.int32),
            group=np.array([keys[o.key] for o in found], np.int32),
            start=start,
            end=np.maximum(start, end),
            roll=np.array([o.roll for o in found], float),
            pitch=np.array([o.pitch for o in found], float),
            value=np.array([self._worth(o) for o in found], np.int64),
            machines=self._machines(),
            n_groups=len(keys),
            limits=np.array([limit for _, _, limit in rows], np.int64),
            uses=_by_candidate(rows, len(found)),
            stores=Stores(),
            fills=empty_lists(len(found)),
            cell_values=np.array(cells.values, np.int64),
            covers=ragged_of_lists(cells.covers),
            links=Links(),
            needs=empty_lists(len(found)),
            names=Names(machines=tuple(self.place), rows=tuple(name for name, _, _ in rows)),
        )
        return DayModel(
            model=model,
            opportunities=found,
            rank=np.array([self.ranks[o.order] for o in found], np.int64),
            cell_rank=np.array([self.ranks[order] for order in cells.orders], np.int64),
        )

    def _worth(self, taken: Opportunity) -> int:
        """Return what an image counts for by itself; one of an area counts by its cells."""
        return 0 if taken.of_cells else _ceil(expected(self.orders[taken.order], [taken]))

    def _machines(self) -> Machines:
        agility = [each.agility for each in self.problem.satellites]
        return Machines(
            np.radians([each.rate_deg_s for each in agility]),
            np.radians([each.acceleration_deg_s2 for each in agility]),
            np.array([_floor(each.settle_s) for each in agility], np.int64),
        )

    def _rows(self) -> Iterator[_Row]:
        for satellite in self.problem.satellites:
            mine = [i for i, o in enumerate(self.found) if o.satellite == satellite.name]
            yield from self._duty(satellite.name, mine, satellite.duty.imaging_s_per_day)
            yield from self._orbits(satellite.name, mine)
            yield from self._recorder(satellite.name, mine, satellite.recorder.capacity_gbit)
            passes = self.problem.contacts.downlinks.get(satellite.name, ())
            for late, most in radio_rows(passes, [self.found[i] for i in mine]):
                needs = [(mine[k], _floor(seconds)) for k, seconds in late]
                yield f"downlinks of {satellite.name}", needs, _ceil(most + _GRAIN * len(needs))
        uses = [use_of(o, self.orders[o.order]) for o in self.found]
        for limit in self.engine.rows.limits:
            weights = [
                (i, limit.weight(use) * self.found[i].duration) for i, use in enumerate(uses)
            ]
            entries = [(i, _floor(weight)) for i, weight in weights if weight]
            yield limit.article, entries, _ceil(limit.seconds + _GRAIN)

    def _duty(self, name: str, mine: list[int], most: float) -> Iterator[_Row]:
        """Give the rows of each day: all images, and pooled ones by the part they may use."""
        days: dict[int, list[int]] = defaultdict(list)
        for i in mine:
            days[day_of(self.found[i].start)].append(i)
        for day in days.values():
            yield f"duty of {name}", self._seconds(day), _ceil(most + _GRAIN)
            pooled: dict[float, list[int]] = defaultdict(list)
            for i in day:
                if self.orders[self.found[i].order].brought_by != self.found[i].owner:
                    pooled[self._part(i)].append(i)
            so_far: list[int] = []
            for part in sorted(pooled):
                so_far = so_far + pooled[part]
                yield f"pooled part of {name}", self._seconds(so_far), _ceil(part * most + _GRAIN)

    def _orbits(self, name: str, mine: list[int]) -> Iterator[_Row]:
        """Give a row for each orbit, where the owner limits orbits."""
        duty = self.engine.duty[name]
        orbits: dict[int, list[int]] = defaultdict(list)
        if duty.flight is not None:
            for i in mine:
                orbits[duty.flight.orbit(self.found[i].start)].append(i)
        for orbit in orbits.values():
            yield f"orbit of {name}", self._seconds(orbit), _ceil(duty.most_of_orbit + _GRAIN)

    def _part(self, i: int) -> float:
        taken = self.found[i]
        reserve = reserve_of(self.problem.charter, taken.satellite, from_posix(taken.start))
        return pooled_share(reserve, self.orders[taken.order].order_class)

    def _seconds(self, members: list[int]) -> list[tuple[int, int]]:
        return [(i, _floor(self.found[i].duration)) for i in members]

    def _recorder(self, name: str, mine: list[int], capacity: float) -> Iterator[_Row]:
        """Give a row for each moment at which what may be held together is too much."""
        if not mine:
            return
        start = np.array([self.found[i].start for i in mine])
        end = np.array([self._gone(i) for i in mine])
        volume = np.array([self.found[i].volume_gbit for i in mine])
        before: frozenset[int] = frozenset()
        for moment in start[::-1]:
            inside = np.flatnonzero((start <= moment) & (moment < end))
            if volume[inside].sum() <= capacity:
                continue
            held = frozenset(inside.tolist())
            if not held <= before:
                entries = [(mine[k], _floor(volume[k])) for k in sorted(held)]
                yield f"recorder of {name}", entries, _ceil(capacity + _GRAIN)
                before = held

    def _gone(self, i: int) -> float:
        """Return before when the data cannot be down, in an idle pool."""
        taken = self.found[i]
        link = self.engine.links.downlink(taken)
        if link is None:
            return math.inf
        passes = self.problem.contacts.downlinks.get(taken.satellite, ())
        fastest = max(
            rate for each in passes for rate in (each.rate_mbps, *(r for _, r in each.rates))
        )
        return link.start + min(link.end - link.start, 1e3 * taken.volume_gbit / fastest)


class Cells:
    """The cells of areas: those that the same images cover are counted as one.

    `values` and `orders` by cell, `covers` by image as (cell, 1).
    """

    def __init__(self, found: Sequence[Opportunity], orders: Mapping[str, Order]) -> None:
        self.values: list[int] = []
        self.orders: list[str] = []
        self.covers: list[list[tuple[int, int]]] = [[] for _ in found]
        areas: dict[str, list[int]] = defaultdict(list)
        for i, each in enumerate(found):
            if each.of_cells:
                areas[each.order].append(i)
        for name, images in areas.items():
            self._area(orders[name], images, found)

    def _area(self, order: Order, images: list[int], found: Sequence[Opportunity]) -> None:
        count = found[images[0]].of_cells
        seen: dict[int, int] = defaultdict(int)
        for bit in range(count):
            by = sum(1 << k for k, i in enumerate(images) if found[i].cells >> bit & 1)
            seen[by] += 1
        seen.pop(0, None)
        layers: dict[int, float] = defaultdict(float)
        for by, cells in seen.items():
            for some, part in _layers(by, [found[i].chance for i in images]):
                layers[some] += part * cells
        for by, parts in layers.items():
            for k, i in enumerate(images):
                if by >> k & 1:
                    self.covers[i].append((len(self.values), 1))
            self.values.append(_ceil(order.value * parts / count))
            self.orders.append(order.id)


def _layers(by: int, chances: Sequence[float]) -> Iterator[tuple[int, float]]:
    """Give the images of a cell from the least chance up, each time with what is likelier more.

    Whichever of them are taken, the parts of the layers reached add up to the best chance taken.
    """
    below = 0.0
    for chance in sorted({chance for k, chance in enumerate(chances) if by >> k & 1}):
        some = sum(1 << k for k, each in enumerate(chances) if by >> k & 1 and each >= chance)
        yield some, chance - below
        below = chance


def _by_candidate(rows: Sequence[_Row], n: int) -> Ragged:
    entries = [(i, row, amount) for row, (_, each, _) in enumerate(rows) for i, amount in each]
    table = np.array(entries, np.int64).reshape(-1, 3)
    return ragged_of(table[:, 0], table[:, 1], table[:, 2], n)


def _ceil(amount: float) -> int:
    return math.ceil(amount * MILLI - 1e-6)


def _floor(amount: float) -> int:
    return math.floor(amount * MILLI + 1e-6)
