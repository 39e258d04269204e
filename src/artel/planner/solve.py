"""The best day, at any time: a plan at once, then a better one, and always how good it is.

Two threads work side by side, one on the bound and one on the plan; after each round they
exchange what they found: prices guide the search, plans tell the bound where to stop. Counted in
rounds, the same model, seed and rounds give the same plan to the last byte; counted in seconds, a
plan is promised and a bound, not the same ones.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.planner.bound import Descent, core_of, groups_on, spread, trivial_bound
from artel.planner.exact import Limits, exact, neighbourhood
from artel.planner.insertion import greedy
from artel.planner.large import MANY, in_parts
from artel.planner.model import Solution, gap_of, value_of
from artel.planner.model_check import confirm, faults_of
from artel.planner.search import HEAT, Searcher, search_core

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from artel.planner.bound import Bound
    from artel.planner.model import Floats, Model

SEARCH_STEPS = 4_000
"""Steps of a counted round of search."""
_FIRST_CORE, _TELL, _REFRESH = 12, 0.5, 8
_QUIET_ROUNDS, _QUIET = 24, 1e-5
_PROOF_ROUND, _PROVABLE, _PROOF_WORK = 3, 3_000, 20.0
_EXACT_EVERY, _LITERALS, _SMALL_WORK = 4, 2_000, 2.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to work: so many rounds, or so many seconds of a clock; and whether to stop now.

    `clock` returns seconds from any beginning; it is read only where `seconds` are given.
    """

    rounds: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] = lambda: 0.0
    stop: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of the stream: after so many seconds or rounds, the plan's value and the bound."""

    moment: float
    value: int
    bound: int
    gap: float
    method: str


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan, the least bound and its prices, and how they came about."""

    solution: Solution
    value: int
    bound: int
    gap: float
    trace: tuple[Progress, ...] = field(default=())
    prices: Floats = field(default_factory=lambda: np.zeros(0))


def prepare() -> None:
    """Compile all that `solve` uses, or fetch it from disk, so that a clock may start after."""
    from artel.planner import compiled_bound, compiled_search  # noqa: F401, PLC0415 - numba


def solve(
    model: Model,
    effort: Effort,
    rng: Generator,
    on_progress: Callable[[Progress], None] | None = None,
    start: Solution | None = None,
) -> Result:
    """Return the best plan found with this effort, never worse than `start`, and its bound.

    `on_progress` is told of each better plan or bound. `start` must be a right plan of the model.
    """
    if start is not None and (faults := faults_of(model, start)):
        raise InputError(
            f"the plan to start from is none of this model: {faults[0]}",
            next_step="give a plan that keeps every rule, or none",
        )
    return _Run(model, effort, rng, on_progress).go(start)


class _Run:
    """One run of `solve`: the plan and the bound so far, and who works on them."""

    def __init__(
        self,
        model: Model,
        effort: Effort,
        rng: Generator,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.model, self.effort = model, effort
        self.tell = on_progress or (lambda _: None)
        self.trace: list[Progress] = []
        self.began, self.rounds, self.rng = effort.clock(), 0, rng
        self.bound, self.value, self.quiet, self.part = -1, -1, 0, False

    def go(self, start: Solution | None) -> Result:
        """Work until the effort is spent, or the plan is proved to be the best."""
        from artel.planner.board import board_of, copy_of  # noqa: PLC0415 - numba is slow

        self.bound = trivial_bound(self.model)
        if start is not None:
            self._improve(start, "start")
        if self.model.size > MANY and not self.part:
            self._in_parts(start)
            return self._result(np.zeros(0))
        self.board = board_of(self.model)
        # Some plan always stands: only where one does may the clock cut this short.
        stop = self._over if self.value >= 0 else (lambda: False)
        self._improve(greedy(self.model, copy_of(self.board), stop=stop), "greedy")
        self.descent = Descent(self.model, self.board, self._over)
        if self.model.size:
            self._work()
        else:
            self.bound = self.value
        return self._result(self.descent.best.prices)

    def _result(self, prices: Floats) -> Result:
        gap = gap_of(self.value, self.bound)
        return Result(self.solution, self.value, self.bound, gap, tuple(self.trace), prices)

    def _in_parts(self, start: Solution | None) -> None:
        """Plan a day that is too large for one board; see `large`."""

        def inner(part: Model, plan: Solution, *times: float) -> tuple[Solution, Floats]:
            run = _Run(part, self._share(*times), self.rng, None)
            run.part = True
            found = run.go(plan)
            return found.solution, found.prices

        watch = (self._over, self.effort.clock)
        for how, plan, bound in in_parts(self.model, inner, start, watch):
            self._improve(plan, how)
            self._lower(bound, "prices")
            if self._over() or self.value >= self.bound:
                return

    def _share(self, share: float, spare: float) -> Effort:
        """Return a share of what is left of the effort, after so many seconds to spare."""
        effort = self.effort
        if effort.seconds is None:
            self.rounds += (rounds := math.ceil(share * ((effort.rounds or 0) - self.rounds)))
            return replace(effort, rounds=rounds)
        left = effort.seconds * (1.0 - self._spent()) - spare
        return replace(effort, seconds=max(0.0, share * left))

    def _work(self) -> None:
        rngs = self.rng.spawn(2)
        self.searchers = [Searcher(self.model, self.solution, each) for each in rngs]
        some = spread(*groups_on(self.board), _FIRST_CORE)
        self.core = core_of(self.model, np.union1d(some, self.solution.candidates))
        self.prices: Bound | None = None
        with ThreadPoolExecutor(2) as pool:
            while not self._done():
                self._round(pool)
                if self.rounds == _PROOF_ROUND and self.model.size <= _PROVABLE:
                    self._prove()

    def _prove(self) -> None:
        """Let CP-SAT try a small model as a whole, from the plan so far."""
        if not self._done():
            found = exact(self.model, None, self.solution, self._limits(_PROOF_WORK))
            self._improve(found.solution, "exact")
            self._lower(found.bound, "exact")

    def _limits(self, work: float) -> Limits:
        """Return the limits of a solver: fixed work in rounds, at most what is left in seconds."""
        if self.effort.seconds is None:
            return Limits(work=work)
        left = self.effort.seconds * (1.0 - self._spent())
        return Limits(seconds=max(0.05, min(work, left)))

    def _round(self, pool: ThreadPoolExecutor) -> None:
        """Let bound and search work side by side, then exchange what they found."""
        settled = self.quiet >= _QUIET_ROUNDS
        for searcher in self.searchers[: 2 if settled else 1]:
            searcher.adopt(self.solution, self.value)
            self._enter(searcher)
        if settled:
            sides = [pool.submit(self._search, each, None) for each in self.searchers[:1]]
            sides.append(pool.submit(self._second_side))
        else:
            lowering = pool.submit(self._descend)
            sides = [lowering, pool.submit(self._search, self.searchers[0], lowering.done)]
        # By the clock, better plans are told as they come; by rounds, when the round is over.
        while self.effort.seconds is not None and wait(sides, _TELL).not_done:
            self._collect()
        for side in sides:
            side.result()
        self.rounds += 1
        self._collect()
        before = self.bound
        self._lower(self.descent.best.value, "prices")
        self.quiet = 0 if before - self.bound > _QUIET * before else self.quiet + 1
        self._refresh()

    def _search(self, searcher: Searcher, until: Callable[[], bool] | None) -> None:
        if self.effort.seconds is None:
            part = self.rounds / max(1, self.effort.rounds or 1)
            after = (self.rounds + 1) / max(1, self.effort.rounds or 1)
            searcher.run(SEARCH_STEPS, (_heat(part), _heat(after)))
            return
        begin = self.effort.clock()

        def stop() -> bool:
            waited = self.effort.clock() - begin > 1.0 if until is None else until()
            return waited or self._over()

        searcher.run_until(stop, lambda: _heat(self._spent()))

    def _collect(self) -> None:
        for searcher in self.searchers:
            if searcher.value > self.value:
                self._improve(searcher.best, "search")

    def _descend(self) -> None:
        self.descent.round(self.solution.candidates)

    def _second_side(self) -> None:
        """Use the thread that the bound needs no longer: a second search, or a neighbourhood."""
        searcher = self.searchers[1]
        if self.rounds % _EXACT_EVERY:
            self._search(searcher, None)
            return
        free = neighbourhood(self.core.model, _LITERALS, searcher.rng)
        found = exact(self.model, self.core.keep[free], self.solution, self._limits(_SMALL_WORK))
        searcher.adopt(found.solution, found.value)

    def _enter(self, searcher: Searcher) -> None:
        prices = self.prices
        if prices is None:
            searcher.enter(self.core, np.zeros(0), np.zeros(self.core.keep.size))
        else:
            searcher.enter(self.core, prices.prices, prices.losses[self.core.keep])

    def _refresh(self) -> None:
        """Choose anew where to search, at the latest prices: often at first, seldom later."""
        last = self.descent.last
        early = self.rounds <= _REFRESH and self.rounds & (self.rounds - 1) == 0
        if last is not None and (early or self.rounds % _REFRESH == 0):
            self.prices = last
            self.core = search_core(self.model, last, self.solution.candidates, self.board)

    def _spent(self) -> float:
        """Return which part of the effort is spent."""
        if self.effort.seconds is not None:
            return (self.effort.clock() - self.began) / max(1e-9, self.effort.seconds)
        return self.rounds / max(1, self.effort.rounds or 0)

    def _over(self) -> bool:
        timed = self.effort.seconds is not None
        return self.effort.stop() or (timed and self._spent() >= 1.0)

    def _done(self) -> bool:
        return self.value >= self.bound or self._spent() >= 1.0 or self.effort.stop()

    def _improve(self, solution: Solution, method: str) -> None:
        value = value_of(self.model, solution)
        if value > self.value:
            self.solution, self.value = confirm(self.model, solution), value
            self._note(method)

    def _lower(self, bound: int, method: str) -> None:
        if bound < self.bound:
            self.bound = max(bound, self.value)
            self._note(method)

    def _note(self, method: str) -> None:
        moment = self.rounds if self.effort.seconds is None else self.effort.clock() - self.began
        gap = gap_of(self.value, self.bound)
        line = Progress(float(moment), self.value, self.bound, gap, method)
        self.trace.append(line)
        self.tell(line)


def _heat(part: float) -> float:
    """Return how much a worse plan may lack when this part of the effort is spent."""
    return float(HEAT[0] * (HEAT[1] / HEAT[0]) ** min(1.0, part))
