"""Days of so many candidates that to lay them all on one board takes too long.

A few candidates of each group are planned as a day of their own. The prices found there bound the
whole day, one machine after another, and say which few of all candidates to plan next.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.bound import Bound, floor_to_unit, spread, trivial_bound
from artel.planner.insertion import greedy
from artel.planner.model import Floats, Ints, Model, Solution, restricted, value_of
from artel.planner.search import within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from artel.planner.compiled import Board

MANY = 3_000_000
"""Candidates from which on a day is large."""
_PER_GROUP = 12
_WORKERS = 2
_STAGES, _SLACK = (0.45, 1.0), 1.3


def in_parts(
    model: Model,
    inner: Callable[[Model, Solution, float, float], tuple[Solution, Floats]],
    start: Solution | None,
    watch: tuple[Callable[[], bool], Callable[[], float]],
) -> Iterator[tuple[str, Solution, int]]:
    """Yield (method, plan, bound) of the whole day: a plan at once, then better ones and bounds.

    `inner` plans a part of the day from a plan of it, with a share of the effort that is left
    after so many seconds, which the next look at the whole day will take; it returns its plan,
    and the prices that bound the part. `start` is a plan to begin from, if better than the one
    at once; `watch` says whether to stop, and how many seconds it is.
    """
    from artel.planner.board import board_of  # noqa: PLC0415 - numba is slow

    (stop, clock), whole = watch, Whole(model)
    keep, spare, top = whole.some(), 0.0, trivial_bound(model)
    best = outside(keep, greedy(restricted(model, keep)))
    yield "greedy", best, top
    if start is not None and value_of(model, start) > value_of(model, best):
        best = start
    for share in _STAGES:
        keep = np.union1d(keep, best.candidates)
        part = restricted(model, keep)
        start = Solution(within(keep, best.chosen), best.open)
        plan, prices = inner(part, start, share, spare)
        best = outside(keep, plan)
        yield "search", best, top
        began = clock()
        seen = whole.look(keep, board_of(part), prices, stop)
        if seen is None:
            return
        top = seen.value
        yield "search", best, top
        spare, keep = _SLACK * (clock() - began), whole.near(seen.losses)


class Whole:
    """All candidates of a large day."""

    def __init__(self, model: Model) -> None:
        from artel.planner.board import by_group  # noqa: PLC0415 - numba is slow

        self.model = model
        self.member, self.first = by_group(model.group, model.n_groups)
        self.per_group = max(1, min(_PER_GROUP, MANY // max(1, model.n_groups)))

    def some(self) -> Ints:
        """Return a few candidates of each group, spread over its machines and times."""
        return spread(self.member, self.first, self.per_group)

    def near(self, losses: Floats) -> Ints:
        """Return the few candidates of each group that lose least."""
        from artel.planner.compiled_bound import choose  # noqa: PLC0415 - numba is slow

        return np.asarray(choose(self._groups(), losses, -1.0, self.per_group))

    def look(
        self, keep: Ints, part: Board, prices: Floats, stop: Callable[[], bool]
    ) -> Bound | None:
        """Return what no plan of all candidates passes, at prices found on a part; None if stopped.

        `keep` are the candidates of the part, whose board is `part`, in the order of `prices`. A
        candidate beyond it pays nothing for its needs: that is a price like any other.
        """
        from artel.planner.board import candidates_of  # noqa: PLC0415 - numba is slow
        from artel.planner.compiled_prices import shared  # noqa: PLC0415 - as above

        model = self.model
        sizes = (model.n_groups, part.rows.size, part.levels.size, part.cells.size)
        head = np.concatenate(([0], np.cumsum(sizes)))
        own = np.concatenate((head, [prices.size]))
        raw = shared(part, prices, own, np.zeros(prices.size))
        needs = np.zeros(model.needs.index.size)
        needs[model.needs.entries(keep)] = prices[head[4] :]
        losses = np.zeros(model.size)

        def machine(number: int) -> float:
            if stop():
                return np.nan
            first, last = candidates_of(model, number)
            wants = needs[model.needs.pointer[first] : model.needs.pointer[last]]
            paid = np.concatenate((prices[: head[4]], wants))
            return _chain(model, number, paid, (head, losses[first:last]))

        with ThreadPoolExecutor(_WORKERS) as pool:
            raw += sum(pool.map(machine, range(model.machines.rate.size)))
        if np.isnan(raw):
            return None
        return Bound(floor_to_unit(model, raw), raw, prices, losses)

    def _groups(self) -> Board:
        """Return a board that knows which candidates are of which group, and no more."""
        from artel.planner.board import lone_board  # noqa: PLC0415 - numba is slow
        from artel.planner.compiled import GROUP  # noqa: PLC0415 - as above

        groups = np.zeros(self.model.n_groups, GROUP)
        groups["first"], groups["last"] = self.first[:-1], self.first[1:]
        return lone_board(self.model, -1)._replace(member=self.member, groups=groups)


def _chain(model: Model, number: int, prices: Floats, place: tuple[Ints, Floats]) -> float:
    """Return the worth of a machine's best chain; set the losses of its candidates in place."""
    from artel.planner.board import lone_board  # noqa: PLC0415 - numba is slow
    from artel.planner.compiled_bound import look  # noqa: PLC0415 - as above
    from artel.planner.compiled_prices import weights  # noqa: PLC0415 - as above

    board, (head, losses) = lone_board(model, number), place
    offset = np.concatenate((head, [prices.size]))
    found = weights(board, prices, offset)
    return float(look(board, number, found, offset, np.zeros(prices.size), losses))


def outside(keep: Ints, plan: Solution) -> Solution:
    """Return a plan of a part in the numbers of all candidates."""
    return Solution(np.where(plan.chosen >= 0, keep[np.maximum(plan.chosen, 0)], -1), plan.open)
