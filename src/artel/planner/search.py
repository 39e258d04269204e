"""Large-neighbourhood search from a plan: compiled, repeatable by steps, guided by prices."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.model import Solution, value_of
from artel.planner.model_check import confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from artel.planner.bound import Bound, Core
    from artel.planner.compiled import Board
    from artel.planner.compiled_search import Guide
    from artel.planner.model import Floats, Ints, Model

WIDTH_MS = 400_000.0
"""Half of a stretch, about, that is emptied and planned anew."""
HEAT = (1.2, 0.03)
"""What a worse plan may lack at the beginning and at the end, in mean values."""
CHUNK = 500


class Searcher:
    """One search with a plan of its own, over a core that may change on the way."""

    def __init__(self, model: Model, solution: Solution, rng: Generator) -> None:
        self.model, self.rng = model, rng
        self.best, self.value = solution, value_of(model, solution)
        self.unit = max(1.0, float(model.value.mean())) if model.size else 1.0

    def enter(self, core: Core, prices: Floats, losses: Floats) -> None:
        """Go on from the best plan on this core, at the prices and losses of its candidates."""
        from artel.planner.board import copy_of  # noqa: PLC0415 - numba is slow
        from artel.planner.compiled_moves import lay_out  # noqa: PLC0415 - as above

        self.core = core
        self.guide = _guide(core, prices, losses)
        plan = Solution(within(core.keep, self.best.chosen), self.best.open)
        self.board = lay_out(copy_of(core.board), plan)
        self.kept = np.concatenate((plan.chosen, plan.open, [self.value]))

    def run(self, steps: int, heat: tuple[float, float]) -> None:
        """Search for so many steps, from the first heat to the last, in mean values."""
        from artel.planner.compiled_search import search as kernel  # noqa: PLC0415 - numba

        if not self.core.model.size:
            return
        hot = np.array([heat[0] * self.unit, heat[1] * self.unit, WIDTH_MS])
        kernel(self.board, self.guide, self.kept, hot, np.array([steps]), self.rng)
        self._take()

    def run_until(self, stop: Callable[[], bool], heat: Callable[[], float]) -> None:
        """Search until told to stop, as hot as is said anew every few hundred steps."""
        while not stop():
            self.run(CHUNK, (heat(), heat()))

    def adopt(self, solution: Solution, value: int) -> None:
        """Go on from another plan, if it is better, at the next `enter`."""
        if value > self.value:
            self.best, self.value = solution, value

    def _take(self) -> None:
        if self.kept[-1] <= self.value:
            return
        groups = self.model.n_groups
        chosen = self.kept[:groups]
        whole = np.where(chosen >= 0, self.core.keep[np.maximum(chosen, 0)], -1)
        self.best = Solution(whole, self.kept[groups:-1] > 0)
        self.value = int(self.kept[-1])


def within(keep: Ints, chosen: Ints) -> Ints:
    """Return the places in `keep`, which rises, of chosen candidates; -1 for none."""
    place = np.searchsorted(keep, np.maximum(chosen, 0))
    return np.where(chosen >= 0, place, -1)


def search_core(model: Model, bound: Bound, extra: Ints, board: Board) -> Core:
    """Return the candidates worth searching: those that lose little at the bound's prices."""
    from artel.planner.bound import core_of  # noqa: PLC0415 - only here
    from artel.planner.compiled_bound import choose  # noqa: PLC0415 - numba is slow

    losses, unit = bound.losses, float(model.value.mean())
    sample = losses[:: max(1, losses.size // 100_000)]
    part = min(1.0, max(150_000, 24 * model.n_groups) / losses.size)
    most = min(0.3 * unit, float(np.quantile(sample, part)))
    return core_of(model, np.union1d(choose(board, losses, most, 3), extra))


def search(
    model: Model,
    start: Solution,
    budget: int | Callable[[], bool],
    rng: Generator,
    workers: int = 1,
) -> Solution:
    """Return the best plan found from a right one, after so many steps or until told to stop.

    Each worker is a thread with a search of its own; the best plan of all is returned.
    """
    from artel.planner.bound import core_of  # noqa: PLC0415 - only here

    core = core_of(model, np.arange(model.size))
    searchers = [Searcher(model, start, each) for each in rng.spawn(workers)]

    def work(searcher: Searcher) -> None:
        searcher.enter(core, np.zeros(0), np.zeros(model.size))
        if callable(budget):
            searcher.run_until(budget, lambda: HEAT[1])
        else:
            searcher.run(budget, HEAT)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, searchers))
    best = max(searchers, key=lambda each: each.value)
    return confirm(model, best.best)


def _guide(core: Core, prices: Floats, losses: Floats) -> Guide:
    """Return tolls, rents and losses of the core's candidates; no prices, no toll."""
    from artel.planner.compiled_prices import weights  # noqa: PLC0415 - numba is slow
    from artel.planner.compiled_search import Guide  # noqa: PLC0415 - as above

    model = core.model
    if prices.size == 0:
        return Guide(np.zeros(model.size), np.zeros(model.n_groups), np.array(losses))
    sizes = (model.n_groups, core.board.rows.size, core.board.levels.size)
    tail = (core.board.cells.size, model.needs.index.size)
    offset = np.concatenate(([0], np.cumsum([*sizes, *tail])))
    # What needs and cells are worth is seen when a candidate is tried.
    known = np.concatenate((prices[: offset[3]], np.zeros(offset[-1] - offset[3])))
    rent = known[: model.n_groups].copy()
    toll = model.value - rent[model.group] - weights(core.board, known, offset)
    return Guide(toll, rent, np.array(losses))
