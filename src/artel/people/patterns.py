"""One worker's cheapest patterns of shifts, by dynamic programming over days.

A state is what the rules need to know of the days so far: the shift worked last and the length of
the run of work, or the length of the run of days off; how often the one kind of shift was worked
that has a limit of its own; the minutes worked; the weekends worked, and whether the present one is
among them. All states of a day are arrays, one axis for each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.people.roster_model import RosterProblem, Worker

    Floats = NDArray[np.float64]
    Pattern = tuple[str | None, ...]
    State = tuple[int, ...]

LARGEST = 200_000
"""States of a day beyond which arrays would be too large for this to be quick."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Least cost of each state after a day.

    `work` by (shift, run, limited, minutes, weekends, this one), `off` by (run, the rest alike). Of
    the
    runs of work the second half are those that began with the span, which may be short.
    """

    work: Floats
    off: Floats


class Patterns:
    """The patterns of one worker: all that its rules allow."""

    def __init__(self, problem: RosterProblem, worker: Worker) -> None:
        self.problem, self.worker = problem, worker
        self.shifts = sorted(worker.shifts)
        self.unit = math.gcd(*(problem.shifts[shift] for shift in self.shifts))
        self.length = [problem.shifts[shift] // self.unit for shift in self.shifts]
        least, most = worker.minutes or (0, problem.days * max(problem.shifts.values()))
        self.least, self.most = -(-least // self.unit), most // self.unit
        self.run = worker.run[1] or problem.days
        self.weekends = problem.days if worker.weekends is None else worker.weekends
        self.follow = [
            [(one, 1, other) not in worker.clashes for one in self.shifts] for other in self.shifts
        ]
        limited = _limited(problem, worker)
        self.limited = self.shifts.index(limited[0]) if limited else -1
        times = worker.most[limited[0]] if limited else 0
        self.shape = (times + 1, self.most + 1, min(self.weekends, problem.days // 7 + 1) + 1, 2)

    @staticmethod
    def can(problem: RosterProblem, worker: Worker) -> bool:
        """Whether the worker's rules are among those that the states know."""
        many = len(_limited(problem, worker)) > 1
        plain = not (many or worker.windows or worker.keeps or worker.long_rest or problem.past)
        near = all(later == 1 for _, later, _ in worker.clashes)
        if not (plain and near and worker.shifts):
            return False
        found = Patterns(problem, worker)
        return len(found.shifts) * 2 * found.run * math.prod(found.shape) <= LARGEST

    def cheapest(self, cost: Floats, count: int) -> list[tuple[float, Pattern]]:
        """Return patterns of least cost, at most so many, no two with the same last state.

        `cost` is by (day, shift), shifts in the order of their names.
        """
        layers = [self._first(cost[0])]
        for day in range(1, self.problem.days):
            layers.append(self._next(layers[-1], day, cost[day]))
        last = layers[-1]
        ends = np.concatenate([last.work.ravel(), last.off.ravel()])
        minutes = np.concatenate(
            [self._minutes(last.work).ravel(), self._minutes(last.off).ravel()]
        )
        ends = np.where(minutes >= self.least, ends, np.inf)
        best = np.argsort(ends, kind="stable")[:count]
        return [
            (float(ends[index]), self._trace(layers, cost, int(index)))
            for index in best
            if np.isfinite(ends[index])
        ]

    def _minutes(self, states: Floats) -> NDArray[np.int64]:
        return np.broadcast_to(np.arange(self.shape[1])[:, None, None], states.shape)

    def _allowed(self, day: int) -> tuple[list[int], bool]:
        """Return the shifts that may be worked on a day, and whether it may be off."""
        worker = self.worker
        free = [
            number for number, shift in enumerate(self.shifts)
            if (shift, day) not in worker.barred and worker.most.get(shift, 1) > 0
        ]  # fmt: skip
        if day not in worker.fixed:
            return free, True
        given = worker.fixed[day]
        return [number for number in free if self.shifts[number] == given], given is None

    def _empty(self) -> _Layer:
        return _Layer(
            np.full((len(self.shifts), 2 * self.run, *self.shape), np.inf),
            np.full((self.worker.least_off, *self.shape), np.inf),
        )

    def _first(self, cost: Floats) -> _Layer:
        layer = self._empty()
        shifts, off = self._allowed(0)
        start = np.full(self.shape, np.inf)
        start[0, 0, 0, 0] = 0.0
        for number in shifts:
            layer.work[number, self.run] = self._worked(start, number, 0) + cost[number]
        if off:
            layer.off[-1] = start
        return layer

    def _next(self, last: _Layer, day: int, cost: Floats) -> _Layer:
        layer = self._empty()
        if self._weekday(day) == 0:
            last = _Layer(_forgotten(last.work), _forgotten(last.off))
        shifts, off = self._allowed(day)
        for number in shifts:
            before = last.work[self.follow[number]].min(axis=0, initial=np.inf)
            runs = np.full_like(before, np.inf)
            runs[1 : self.run] = before[: self.run - 1]
            runs[self.run + 1 :] = before[self.run : -1]
            runs[0] = last.off[-1]
            layer.work[number] = self._worked(runs, number, day) + cost[number]
        if off:
            ended = self._ended(last.work).min(axis=(0, 1))
            layer.off[1:] = last.off[:-1]
            layer.off[-1] = np.minimum(layer.off[-1], last.off[-1])
            layer.off[0] = np.minimum(layer.off[0], ended)
        return layer

    def _ended(self, work: Floats) -> Floats:
        """Return the states of work from which a day off may follow: the run is long enough."""
        enough = np.zeros(2 * self.run, bool)
        enough[self.worker.run[0] - 1 :] = True
        return np.where(enough[None, :, None, None, None, None], work, np.inf)

    def _worked(self, states: Floats, number: int, day: int) -> Floats:
        """Return the states after a shift is worked: minutes and weekends counted."""
        moved = np.full_like(states, np.inf)
        length = self.length[number]
        moved[..., length:, :, :] = states[..., : states.shape[-3] - length, :, :]
        if number == self.limited:
            once = np.full_like(moved, np.inf)
            once[..., 1:, :, :, :] = moved[..., :-1, :, :, :]
            moved = once
        if self._weekday(day) < 5:
            return moved
        counted = np.full_like(moved, np.inf)
        counted[..., 1] = moved[..., 1]
        counted[..., 1:, 1] = np.minimum(counted[..., 1:, 1], moved[..., :-1, 0])
        return counted

    def _weekday(self, day: int) -> int:
        return (self.problem.first_weekday + day) % 7

    def _trace(self, layers: list[_Layer], cost: Floats, index: int) -> Pattern:
        """Return the shifts of the path that leads to a state of the last day."""
        last = layers[-1]
        state: State = (
            tuple(map(int, np.unravel_index(index, last.work.shape)))
            if index < last.work.size
            else (-1, *map(int, np.unravel_index(index - last.work.size, last.off.shape)))
        )
        pattern: list[str | None] = []
        for day in range(len(layers) - 1, -1, -1):
            pattern.append(self.shifts[state[0]] if state[0] >= 0 else None)
            if day:
                state = self._before(layers, cost, day, state)
        return tuple(reversed(pattern))

    def _before(self, layers: list[_Layer], cost: Floats, day: int, state: State) -> State:
        """Return a state of the day before from which this one costs what it does."""
        shift, run, times, minutes, weekends, this = state
        times -= shift >= 0 and shift == self.limited
        paid = cost[day][shift] if shift >= 0 else 0.0
        wanted = _value(layers[day], state) - paid
        spent = self.length[shift] if shift >= 0 else 0
        pairs = [(weekends, this)]
        if shift >= 0 and self._weekday(day) >= 5:
            pairs = [(weekends, 1), (weekends - 1, 0)]
        if self._weekday(day) == 0:
            pairs = [(count, flag) for count, here in pairs if here == 0 for flag in (0, 1)]
        for count, flag in pairs:
            for kind, length in self._kinds_before(shift, run):
                before = (kind, length, times, minutes - spent, count, flag)
                if min(before[2:]) >= 0 and abs(_value(layers[day - 1], before) - wanted) < 1e-7:
                    return before
        raise AssertionError("a state without a past")

    def _kinds_before(self, shift: int, run: int) -> list[tuple[int, int]]:
        """Return (shift or -1 for off, run) of the day before; runs count from 0."""
        kinds = range(len(self.shifts))
        if shift >= 0:
            if run == 0:
                return [(-1, self.worker.least_off - 1)]
            if run == self.run:
                return []
            return [(kind, run - 1) for kind in kinds if self.follow[shift][kind]]
        found = [(-1, run - 1)] if run > 0 else []
        if run == self.worker.least_off - 1:
            found.append((-1, run))
        if run == 0:
            enough = range(self.worker.run[0] - 1, 2 * self.run)
            found += [(kind, length) for kind in kinds for length in enough]
        return found


def _limited(problem: RosterProblem, worker: Worker) -> list[str]:
    """Return the kinds of shift whose limit the total of minutes does not imply."""
    longest = (worker.minutes or (0, 10**9))[1]
    return [
        shift
        for shift, most in sorted(worker.most.items())
        if most and most < problem.days and (most + 1) * problem.shifts[shift] <= longest
    ]


def _forgotten(states: Floats) -> Floats:
    """Return the states on a Monday: no weekend is under way."""
    fresh = np.full_like(states, np.inf)
    fresh[..., 0] = states.min(axis=-1)
    return fresh


def _value(layer: _Layer, state: State) -> float:
    return float(layer.work[state] if state[0] >= 0 else layer.off[state[1:]])
