"""A plan mended after a loss: what was to be done elsewhere goes on, and as little as can be moves.

What no longer holds is dropped, and what fits is put in without touching the rest; that plan
moves nothing. Then prices and search improve it, each booking that stands being worth a little
more than its value, so that one moves only where the whole gains more than that by it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.planner.bound import Core, Descent, core_of
from artel.planner.model import Solution, restricted, value_of
from artel.planner.model_change import Change, Repaired, closed_by, left_by
from artel.planner.model_check import confirm
from artel.planner.search import Searcher, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from artel.planner.compiled import Board
    from artel.planner.model import Ints, Model
    from artel.planner.solve import Effort

STEPS = 3_000
"""Steps of each search in a round that is counted."""
_HEAT = (0.1, 0.01)
_CLOSE, _PER_GROUP = 0.1, 3
_SLICE = 0.3
_PINNED = 100
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Thrift:
    """How dear it is to move what stands.

    At most the share `most` of what could stay moves, and a booking only where the plan gains
    more than `price` by it, in mean values of a candidate.
    """

    most: float = 0.1
    price: float = 0.2


def repair(
    model: Model,
    standing: Solution,
    change: Change,
    effort: Effort,
    rng: Generator,
    thrift: Thrift = Thrift(),
) -> Repaired:
    """Return the mended plan: a right one, never worth less than the one that moves nothing.

    With rounds the same arguments give the same plan; with no effort nothing moves. It is refused
    where what is pinned or held cannot stay.
    """
    job = _Repair(model, standing, change, thrift)
    job.settle()
    job.improve(effort, rng)
    return job.report(standing)


class _Repair:
    """One repair; its model has only the candidates that are left, and keeps closed what must be.

    `stay` are the candidates of the plan that stands that could stay; `best` is the plan so far.
    """

    def __init__(self, model: Model, standing: Solution, change: Change, thrift: Thrift) -> None:
        self.whole, self.change = model, change
        chosen = standing.candidates
        self.keep = left_by(model, change, chosen)
        self.model = closed_by(restricted(model, self.keep), standing, change)
        self.stay = within(self.keep, chosen[~change.gone[chosen]])
        self.pinned = np.flatnonzero(change.pinned[self.keep])
        self.open = standing.open & ~change.shut
        self.mean = max(1.0, float(model.value.mean())) if model.size else 1.0
        self.most, self.price = thrift.most, thrift.price

    def settle(self) -> None:
        """Keep what still holds, dearest first after what is pinned, and put in what fits."""
        from artel.planner import compiled_insertion as kernels  # noqa: PLC0415 - numba is slow
        from artel.planner.board import board_of  # noqa: PLC0415 - as above
        from artel.planner.compiled_links import open_all  # noqa: PLC0415 - as above
        from artel.planner.compiled_moves import solution_on  # noqa: PLC0415 - as above

        board = board_of(self.model)
        kernels.open_links(board, np.flatnonzero(self.open & self.change.held))
        kernels.open_links(board, np.flatnonzero(self.open & ~self.change.held))
        free = np.setdiff1d(self.stay, self.pinned)
        dear = free[np.argsort(-self.model.value[free], kind="stable")]
        kernels.put_all(board, np.concatenate((self.pinned, dear)))
        # What stood and holds still could stay; what does not was displaced with the lost.
        self.stay = np.intersect1d(self.stay, board.groups["at"])
        open_all(board, 0)
        order = np.argsort(-kernels.densities(board), kind="stable")
        kernels.insert_all(board, order, np.zeros(0))
        self.best = confirm(self.model, solution_on(board))
        if not self._holds(self.best):
            raise InputError(
                "what is pinned cannot stay after this change",
                next_step="pin less, or plan anew",
            )

    def improve(self, effort: Effort, rng: Generator) -> None:
        """Search about what was lost, as long as the effort lasts, for a plan that pays more."""
        left = _Left(effort)
        if not self.model.size or left.spent():
            return
        descent = _Prices(self.model, left.spent)
        rngs = rng.spawn(_WORKERS)
        with ThreadPoolExecutor(_WORKERS) as pool:
            while not left.spent():
                core = descent.core(self.best.candidates)
                if core is None:
                    return
                if not self._round(core, descent, (pool, rngs, left)):
                    self.price *= 2.0
                left.rounds += 1

    def _round(
        self,
        core: Core,
        prices: _Prices,
        work: tuple[ThreadPoolExecutor, list[Generator], _Left],
    ) -> bool:
        """Search side by side; take the best plan that moves little enough, if there is one."""
        pool, rngs, left = work
        bonus = self._bonus()
        dear = replace(self.model, value=self.model.value + bonus)
        core = _dearer(core, bonus)
        scale = self.mean / max(1.0, float(dear.value.mean()))
        searchers = [Searcher(dear, self.best, each) for each in rngs]

        def run(searcher: Searcher) -> None:
            searcher.enter(core, prices.prices, prices.losses[core.keep])
            left.search(searcher, scale)

        list(pool.map(run, searchers))
        right = [each.best for each in searchers if self._allowed(each.best)]
        self.best = max([self.best, *right], key=lambda plan: value_of(dear, plan))
        return len(right) > 0

    def _bonus(self) -> Ints:
        """Return what each candidate is worth besides its value, because it stands."""
        bonus = np.zeros(self.model.size, np.int64)
        bonus[self.stay] = int(self.price * self.mean)
        bonus[self.pinned] = _PINNED * int(self.model.value.max())
        return bonus

    def _allowed(self, plan: Solution) -> bool:
        gone = np.setdiff1d(self.stay, plan.candidates).size
        return gone <= self.most * self.stay.size and self._holds(plan)

    def _holds(self, plan: Solution) -> bool:
        """Whether what is pinned and held is as it was."""
        held = self.change.held & ~self.change.shut
        same = np.array_equal(plan.open[held], self.open[held])
        return same and bool(np.isin(self.pinned, plan.candidates).all())

    def report(self, standing: Solution) -> Repaired:
        """Return the plan in the numbers of the whole model, and what became of each booking."""
        at = self.best.chosen
        plan = Solution(np.where(at >= 0, self.keep[np.maximum(at, 0)], -1), self.best.open)
        before, now = standing.candidates, plan.candidates
        stay = self.keep[self.stay]
        left = np.setdiff1d(stay, now)
        displaced = np.setdiff1d(before, stay)
        group = self.whole.group
        return Repaired(
            solution=confirm(self.whole, plan),
            value=value_of(self.whole, plan),
            kept=np.intersect1d(stay, now),
            moved=left[plan.chosen[group[left]] >= 0],
            dropped=left[plan.chosen[group[left]] < 0],
            displaced=displaced,
            rebooked=displaced[plan.chosen[group[displaced]] >= 0],
            added=now[standing.chosen[group[now]] < 0],
        )


class _Left:
    """What is left of an effort: rounds or seconds."""

    def __init__(self, effort: Effort) -> None:
        self.effort, self.rounds, self.began = effort, 0, effort.clock()

    def spent(self) -> bool:
        """Whether nothing is left."""
        effort = self.effort
        if effort.seconds is None:
            return effort.stop() or self.rounds >= (effort.rounds or 0)
        return effort.stop() or effort.clock() - self.began >= effort.seconds

    def search(self, searcher: Searcher, scale: float) -> None:
        """Let a search do its part of a round, cooling over it; `scale` makes heat mean values."""
        if self.effort.seconds is None:
            searcher.run(STEPS, (_HEAT[0] * scale, _HEAT[1] * scale))
            return
        begin, length = self.effort.clock(), _SLICE * self.effort.seconds

        def part() -> float:
            return (self.effort.clock() - begin) / length

        searcher.run_until(
            lambda: part() >= 1.0 or self.spent(),
            lambda: scale * float(_HEAT[0] * (_HEAT[1] / _HEAT[0]) ** min(1.0, part())),
        )


class _Prices:
    """The prices of the day that is left, lower at each call, and the candidates that matter."""

    def __init__(self, model: Model, stop: Callable[[], bool]) -> None:
        from artel.planner.board import board_of  # noqa: PLC0415 - numba is slow

        self.model, self.board = model, board_of(model)
        self.descent = Descent(model, self.board, stop)

    def core(self, extra: Ints) -> Core | None:
        """Return where to search at new prices; None where the time ended before there were any."""
        from artel.planner.compiled_bound import choose  # noqa: PLC0415 - numba is slow

        self.descent.round(extra)
        last = self.descent.last
        if last is None:
            return None
        self.prices, self.losses = last.prices, last.losses
        most = _CLOSE * float(self.model.value.mean())
        near = choose(self.board, self.losses, most, _PER_GROUP)
        return core_of(self.model, np.union1d(near, extra))


def _dearer(core: Core, bonus: Ints) -> Core:
    """Return a core whose candidates are worth more by this."""
    value = core.model.value + bonus[core.keep]
    board: Board = core.board._replace(cand=core.board.cand.copy())
    board.cand["value"][:-1] = value
    return Core(core.keep, replace(core.model, value=value), board)
