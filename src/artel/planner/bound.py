"""What no plan can be worth more than: Lagrangian prices, lowered step by step.

The descent works on a core, the candidates that matter at the present prices, and looks at all
of them only now and then: that look gives a bound that holds for every plan, says what each
candidate would lose, and chooses the next core.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.model import Floats, Ints, restricted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from artel.planner.compiled import Board
    from artel.planner.model import Model, Ragged

FIRST_STEPS, STEPS = 200, 25
_PER_GROUP = 8
_CYCLE = 20
_RATE, _DROP = 0.1, 0.01
_SMALL, _CORE = 20_000, 100_000
"""A model of so many candidates is its own core."""
_SLOW, _SLOWER = 0.9, 0.99


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that no plan passes, in the units of values, and the prices that prove it.

    `prices` stand as `compiled_bound` says; `losses` (n,) is how much below the bound every plan
    stays that chooses a candidate; `raw` is the bound before it was rounded down.
    """

    value: int
    raw: float
    prices: Floats
    losses: Floats


@dataclass(frozen=True, slots=True)
class Core:
    """Some candidates of a model, as a model and a board of their own; `keep` are their numbers."""

    keep: Ints
    model: Model
    board: Board


def core_of(model: Model, keep: Ints, whole: Board | None = None) -> Core:
    """Return the core of these candidates, which rise, with its turns known.

    `whole` is a board of the model: the turns that it knows are not found again.
    """
    from artel.planner.board import board_of  # noqa: PLC0415 - numba is slow
    from artel.planner.compiled_turns import with_turns  # noqa: PLC0415 - as above

    part = restricted(model, keep)
    return Core(keep, part, with_turns(board_of(part), whole=whole, keep=keep))


def groups_on(board: Board) -> tuple[Ints, Ints]:
    """Return the candidates of a board by group, and where each group begins (groups + 1,)."""
    return board.member, np.concatenate((board.groups["first"], board.groups["last"][-1:]))


def spread(member: NDArray[np.integer], first: Ints, per_group: int) -> Ints:
    """Return up to so many candidates of each group, evenly over its machines and times.

    `member` are the candidates by group, and `first` (groups + 1,) says where each group begins.
    """
    size = np.diff(first)
    count = np.minimum(size, per_group)
    group = np.repeat(np.arange(size.size), count)
    number = np.arange(group.size) - np.repeat(np.cumsum(count) - count, count)
    at = first[group] + (2 * number + 1) * size[group] // (2 * count[group])
    return np.unique(member[at].astype(np.int64))


class Descent:
    """Prices on their way down (Adam on a subgradient), and the best bound so far."""

    def __init__(
        self, model: Model, board: Board, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.model, self.board, self.stop = model, board, stop
        sizes = (model.n_groups, board.rows.size, board.levels.size, board.cells.size)
        self.offset = np.concatenate(([0], np.cumsum([*sizes, model.needs.index.size])))
        self.scale = _scales(model, board, self.offset)
        self.unit = max(1.0, float(model.value.mean())) if model.size else 1.0
        self.level = np.zeros(self.scale.size)
        self.slope, self.mean, self.square = (np.zeros(self.scale.size) for _ in range(3))
        self.steps, self.rounds = 0, 0
        trivial, prices = trivial_bound(model), np.zeros(self.scale.size)
        self.best = Bound(trivial, float(trivial), prices, np.zeros(model.size))
        self.last: Bound | None = None
        self.core: Core | None = None
        self.own, self.inner = np.zeros(0, np.int64), self.offset

    def round(self, extra: Ints | None = None) -> Bound:
        """Take some steps on the core, then look at all candidates; return the best bound.

        `extra` are candidates that the next core must hold, such as those of the best plan.
        """
        if self.model.size == 0:
            return self.best
        core = self.core or self._enter(spread(*groups_on(self.board), _PER_GROUP))
        self._descend(core, self._first(core) if self.rounds == 0 else self._inner(core))
        self.rounds += 1
        self._look(extra)
        return self.best

    def _enter(self, keep: Ints) -> Core:
        """Go on with this core; `own` are the prices that it knows, `offset` where they stand."""
        if self.model.size <= _SMALL:
            keep = np.arange(self.model.size)
            if self.core is not None:
                return self.core
        core = self.core = core_of(self.model, keep, self.board)
        entries = self.offset[4] + self.model.needs.entries(keep)
        self.own = np.concatenate((np.arange(self.offset[4]), entries))
        self.inner = np.concatenate((self.offset[:5], [self.own.size]))
        return core

    def _first(self, core: Core) -> int:
        return int(max(60, min(FIRST_STEPS, FIRST_STEPS * _CORE // max(1, core.keep.size))))

    def _inner(self, core: Core) -> int:
        ratio = self.model.size / max(1, core.model.size)
        return int(min(300, max(STEPS, 2.0 * ratio * ratio)))

    def rate(self) -> float:
        """Return the length of a step: it falls over a cycle, and each cycle begins lower."""
        cycle, at = divmod(self.rounds, _CYCLE)
        if cycle == 0:
            return float(_RATE * _DROP ** (at / _CYCLE))
        return float(0.06 * _RATE * 0.5 ** (cycle - 1) * 0.1 ** (at / _CYCLE))

    def _descend(self, core: Core, steps: int) -> None:
        from artel.planner.compiled_bound import worth  # noqa: PLC0415 - numba is slow

        rate, own = self.rate(), self.own
        level, mean, square = self.level[own], self.mean[own], self.square[own]
        scale, found = self.scale[own], np.zeros(own.size)
        for _ in range(steps):
            if self.stop():
                break
            worth(core.board, level * scale, self.inner, found)
            slope = found * scale / self.unit
            slope[(level <= 0) & (slope > 0)] = 0
            self.steps += 1
            mean += (1 - _SLOW) * (slope - mean)
            square += (1 - _SLOWER) * (slope * slope - square)
            root = np.sqrt(square / (1 - _SLOWER**self.steps)) + 1e-3
            level = np.maximum(0.0, level - rate / (1 - _SLOW**self.steps) * mean / root)
        self.level[own], self.mean[own], self.square[own] = level, mean, square

    def _look(self, extra: Ints | None) -> None:
        """Take the bound at the present prices over all candidates, and choose the next core."""
        from artel.planner import compiled_bound as kernels  # noqa: PLC0415 - numba is slow
        from artel.planner.compiled_prices import shared, weights  # noqa: PLC0415 - as above

        prices, board, offset = self.level * self.scale, self.board, self.offset
        loss, slope = np.zeros(self.model.size), np.zeros(self.scale.size)
        raw = shared(board, prices, offset, slope)
        w = weights(board, prices, offset)
        for machine in range(board.machines.size):
            if self.stop():
                return
            raw += kernels.look(board, machine, w, offset, slope, loss)
        self.last = Bound(floor_to_unit(self.model, raw), raw, prices, loss)
        if raw < self.best.raw:
            self.best = self.last
        keep = kernels.choose(board, loss, self._most(loss), 2)
        self._enter(keep if extra is None else np.union1d(keep, extra))

    def _most(self, loss: Floats) -> float:
        """Return how much a candidate of the core may lose: a tenth of a value, if few do."""
        sample = loss[:: max(1, loss.size // 100_000)]
        part = min(1.0, max(_CORE, 16 * self.model.n_groups) / loss.size)
        return min(0.1 * self.unit, float(np.quantile(sample, part)))


def trivial_bound(model: Model) -> int:
    """Return the bound that needs no prices: the best of each group, and every cell."""
    from artel.planner.compiled_bound import best_values  # noqa: PLC0415 - numba is slow

    best = best_values(model.group, model.value, model.n_groups)
    return int(best.sum() + model.cell_values.sum())


def bound(
    model: Model, lower: int, budget: int | Callable[[], bool], board: Board | None = None
) -> Bound:
    """Return a bound on every plan's value, after so many rounds or until told to stop.

    It stops by itself where `lower`, the value of a plan, is reached.
    """
    from artel.planner.board import board_of  # noqa: PLC0415 - numba is slow

    descent = Descent(model, board_of(model) if board is None else board)
    rounds = 0
    while descent.best.value > lower:
        if budget() if callable(budget) else rounds >= budget:
            break
        descent.round()
        rounds += 1
    return descent.best


def floor_to_unit(model: Model, raw: float) -> int:
    """Return the greatest value that a plan can have: whole units not above the bound.

    Sums of floating-point numbers are trusted to one part in ten thousand millions.
    """
    unit = model.unit
    return math.floor((raw + 1e-10 * abs(raw) + 1e-3) / unit) * unit


def _scales(model: Model, board: Board, offset: Ints) -> Floats:
    """Return the price at which one mean entry of each row or segment costs one mean value."""
    unit = max(1.0, float(model.value.mean())) if model.size else 1.0
    scale = np.full(int(offset[-1]), unit)
    scale[offset[1] : offset[2]] /= _mean_entry(model.uses, board.rows.size, 1.0)
    usual = float(model.fills.amount.mean()) if model.fills.amount.size else 1.0
    scale[offset[2] : offset[3]] /= _mean_entry(model.fills, board.levels.size, max(usual, 1.0))
    return scale


def _mean_entry(lists: Ragged, n: int, usual: float) -> Floats:
    total = np.bincount(lists.index, weights=np.abs(lists.amount), minlength=n)
    mean = total / np.maximum(np.bincount(lists.index, minlength=n), 1)
    return np.where(mean > 0, mean, usual)
