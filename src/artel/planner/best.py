"""The best plan of a day for the effort given, with a bound beside it from the first moment.

A greedy plan comes first. Then the model of the day, which leaves out what binds most seldom, says
what no plan can exceed and which plans come near it; those are booked in the engine as far as it
takes them. Exchanges in the engine do the rest, until the effort is spent or every class is proved
to be served as well as it can be. The most urgent class goes first: a plan is better if it is
better in the first class in which the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.planner.day_bound import DayProgram, fits, guides_of, levels_of, plain_levels
from artel.planner.day_model import by_class, day_model
from artel.planner.engine import Engine
from artel.planner.greedy import plan as greedy
from artel.planner.outcomes import MILLI, outcome_of
from artel.planner.polish import Plan, Polish
from artel.planner.values import Line, Obstacle, Served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.random import Generator

    from artel.planner.day_model import DayModel
    from artel.planner.problem import Problem
    from artel.planner.values import Booking, Opportunity, Outcome

STEPS = 200
"""Steps where nobody says how many."""
METHOD = "integer program and exchanges, class by class"
_PART, _SHORTEST, _STEPS_A_ROUND = 0.3, 0.1, 50
_LOOKS_A_SECOND, _FEW = 100, 20.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to work: so many steps, or so many seconds of a clock; and whether to stop now.

    `clock` returns seconds from any beginning; it is read only where `seconds` are given.
    """

    steps: int = STEPS
    seconds: float | None = None
    clock: Callable[[], float] = lambda: 0.0
    stop: Callable[[], bool] = lambda: False


def best_plan(
    problem: Problem,
    effort: Effort,
    rng: Generator,
    tell: Callable[[Line], None] | None = None,
    start: Iterable[Opportunity] = (),
) -> Outcome:
    """Return the best plan found, never worse than the greedy one or `start`, class by class.

    The same problem, steps and generator give the same plan. `tell` hears of each better plan or
    bound. Of `start` is kept what the engine still takes, in that turn.
    """
    return _Run(problem, effort, rng, tell).go(start)


class _Run:
    def __init__(
        self,
        problem: Problem,
        effort: Effort,
        rng: Generator,
        tell: Callable[[Line], None] | None,
    ) -> None:
        self.problem, self.effort, self.rng, self.tell = problem, effort, rng, tell
        self.began = effort.clock() if effort.seconds is not None else 0.0
        self.steps = 0
        self.bound = 0
        self.trace: list[Line] = []

    def go(self, start: Iterable[Opportunity]) -> Outcome:
        """Work until the effort is spent, or the plan is proved to be the best."""
        first = greedy(self.problem)
        idle, every = Engine(self.problem), self.problem.opportunities
        self.missing = [idle.missing(each) for each in every]
        pairs = zip(every, self.missing, strict=True)
        self.reachable = [each for each, obstacle in pairs if obstacle is None]
        self.best = self._booked(first.bookings)
        self.bound = max(round(first.bound * MILLI), sum(self.best.score))
        self._note("greedy")
        self._follow(list(start), "start")
        levels: dict[int, int] = {}
        if self.reachable and not self._over():
            levels = self._aim(day_model(self.problem, idle, self.reachable))
        return self._outcome(levels)

    def _aim(self, day: DayModel) -> dict[int, int]:
        """Bound the plan by the model, follow its plans, exchange; return the bounds by class."""
        if not (fits(day) and self._has_time(day)):
            self._search(day)
            self._exchange({})
            return plain_levels(day, self.bound, self.best.score)
        program = DayProgram(day, self._left)
        guides = guides_of(program)
        self._lower(guides.bound, "integer program")
        for chosen in guides.plans:
            self._follow([day.opportunities[i] for i in chosen], "integer program")
        self._exchange(guides.levels)
        return levels_of(program, guides, self.best.score)

    def _search(self, day: DayModel) -> None:
        """Let the compiled solvers bound a large day, and find plans of it to follow."""
        from artel.planner.solve import Effort as Rounds  # noqa: PLC0415 - numba is slow
        from artel.planner.solve import solve  # noqa: PLC0415 - numba is slow

        seconds = None if self.effort.seconds is None else _PART * self.effort.seconds
        rounds = Rounds(
            rounds=max(1, self.effort.steps // _STEPS_A_ROUND),
            seconds=seconds,
            clock=self.effort.clock,
            stop=self.effort.stop,
        )
        for model in (day.model, by_class(day)):
            found = solve(model, rounds, self.rng)
            if model is day.model:
                self._lower(found.bound, "prices")
            chosen = found.solution.candidates
            self._follow([day.opportunities[i] for i in chosen], "search")

    def _follow(self, looks: list[Opportunity], method: str) -> None:
        """Book images as far as the engine takes them: in this turn, or the most urgent first."""
        for line in (looks, sorted(looks, key=self.best.urgency)) if looks else ():
            plan = Plan(self.problem, Engine(self.problem), self.reachable)
            plan.fill(line)
            plan.fill_all()
            if plan.score > self.best.score:
                self.best = plan
                self._note(method)
            if all(look.key in plan.engine.bookings for look in looks):
                return

    def _exchange(self, levels: dict[int, int]) -> None:
        polish = Polish(self.best, self.rng)
        while not self._over() and not self._proved(levels):
            self.steps += 1
            if polish.step():
                self._note("exchange")

    def _proved(self, levels: dict[int, int]) -> bool:
        """Whether every class reaches its bound."""
        score = self.best.score
        return bool(levels) and all(score[rank] >= bound for rank, bound in levels.items())

    def _has_time(self, day: DayModel) -> bool:
        """Whether the seconds, if they count, are likely to suffice for integer programs."""
        seconds = self.effort.seconds
        return seconds is None or day.model.size <= _LOOKS_A_SECOND * max(seconds, _FEW)

    def _left(self) -> float | None:
        """Return how many seconds one integer program may take, or None where steps count."""
        if self.effort.seconds is None:
            return None
        left = self.effort.seconds - (self.effort.clock() - self.began)
        return max(_SHORTEST, _PART * left)

    def _over(self) -> bool:
        if self.effort.stop():
            return True
        if self.effort.seconds is None:
            return self.steps >= self.effort.steps
        return self.effort.clock() - self.began >= self.effort.seconds

    def _booked(self, bookings: Iterable[Booking]) -> Plan:
        engine = Engine(self.problem)
        for booking in bookings:
            engine.book(booking)
        return Plan(self.problem, engine, self.reachable)

    def _lower(self, bound: int, method: str) -> None:
        if bound < self.bound:
            self.bound = max(bound, sum(self.best.score))
            self._note(method)

    def _note(self, method: str) -> None:
        timed = self.effort.seconds is not None
        moment = round(self.effort.clock() - self.began, 3) if timed else float(self.steps)
        value = sum(self.best.score) / MILLI
        line = Line(moment, value, self.bound / MILLI, method)
        self.trace.append(line)
        if self.tell:
            self.tell(line)

    def _outcome(self, levels: dict[int, int]) -> Outcome:
        best, problem = self.best, self.problem
        bookings = best.engine.bookings.values()
        ledger = problem.ledger.copy()
        for each, missing in zip(problem.opportunities, self.missing, strict=True):
            if each.key not in best.engine.bookings:
                obstacle = missing or best.engine.fit(each)
                if isinstance(obstacle, Obstacle):
                    ledger.note(each.order, obstacle)
        found = outcome_of(problem, bookings, ledger, self.bound / MILLI, METHOD)
        return replace(
            found,
            bound=max(found.bound, found.value),
            steps=self.steps,
            classes=tuple(
                Served(rank, best.worth_of(rank), bound / MILLI)
                for rank, bound in sorted(levels.items())
            ),
            trace=tuple(self.trace),
        )
