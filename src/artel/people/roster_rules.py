"""The rules of a roster as a constraint model: linear and Boolean clauses for OR-Tools CP-SAT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.people.roster_model import Demand, Keep, LongRest, RosterProblem, Worker

_MOST = 2**40
"""More than any roster costs."""


@dataclass(slots=True)
class Model:
    """The model while it is built: x[worker, day, shift], work[worker, day], and the costs."""

    problem: RosterProblem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: dict[tuple[str, int, str], Any] = field(default_factory=dict)
    work: dict[tuple[str, int], Any] = field(default_factory=dict)
    costs: list[Any] = field(default_factory=list)
    missing: list[tuple[Demand, Any]] = field(default_factory=list)
    lapsed: list[tuple[str, int, Any]] = field(default_factory=list)
    goal: Any = None

    @property
    def days(self) -> range:
        """The days of history and of the span."""
        return range(-self.problem.past, self.problem.days)

    def minutes(self, worker: Worker, days: Iterable[int]) -> Any:
        """Return the minutes that the worker works on the days."""
        return sum(
            self.problem.shifts[shift] * self.x[worker.id, day, shift]
            for day in days
            for shift in sorted(worker.shifts)
        )

    def free(self, worker: Worker, days: Iterable[int]) -> bool:
        """Whether any of the days is still open: rules on fixed days alone are not asked."""
        return any(day not in worker.fixed for day in days)


def build(problem: RosterProblem) -> Model:
    """Return the model of a problem: every rule of every worker, and the cost to be least."""
    built = Model(problem)
    for worker in problem.workers:
        _variables(built, worker)
        _clashes(built, worker)
        _totals(built, worker)
        _longest_runs(built, worker)
        _shortest_runs(built, worker)
        _weekends(built, worker)
        _windows(built, worker)
        if worker.long_rest is not None:
            _long_rests(built, worker, worker.long_rest)
        for keep in worker.keeps:
            _kept(built, worker, keep)
    _demands(built)
    _wishes(built)
    _evenness(built)
    built.goal = built.model.new_int_var(0, _MOST, "")
    built.model.add(sum(built.costs) == built.goal)
    built.model.minimize(built.goal)
    return built


def _variables(built: Model, worker: Worker) -> None:
    model = built.model
    for day in built.days:
        here = []
        for shift in sorted(worker.shifts):
            x = model.new_bool_var("")
            built.x[worker.id, day, shift] = x
            here.append(x)
            if (shift, day) in worker.barred:
                model.add(x == 0)
            elif day in worker.fixed:
                model.add(x == int(worker.fixed[day] == shift))
        built.work[worker.id, day] = model.new_bool_var("")
        model.add_exactly_one(*here, ~built.work[worker.id, day])


def _clashes(built: Model, worker: Worker) -> None:
    """Let at most one of a shift, its like, and all that must not follow any of them be worked."""
    follows: dict[tuple[str, int], set[str]] = {}
    for shift, later, other in worker.clashes:
        follows.setdefault((shift, later), set()).add(other)
    for (_, later), others in sorted(follows.items()):
        like = [
            each for each in sorted(worker.shifts) if others <= follows.get((each, later), set())
        ]
        for day in built.days:
            if day + later in built.days and built.free(worker, (day, day + later)):
                first = [built.x[worker.id, day, each] for each in like]
                then = [built.x[worker.id, day + later, each] for each in sorted(others)]
                built.model.add_at_most_one(*first, *then)


def _totals(built: Model, worker: Worker) -> None:
    span = range(built.problem.days)
    for shift, most in sorted(worker.most.items()):
        if most < len(span):
            built.model.add(sum(built.x[worker.id, day, shift] for day in span) <= most)
    if worker.minutes is not None:
        least, most = worker.minutes
        built.model.add_linear_constraint(built.minutes(worker, span), least, most)


def _longest_runs(built: Model, worker: Worker) -> None:
    most = worker.run[1]
    for first in built.days if most is not None else ():
        days = range(first, first + (most or 0) + 1)
        if days[-1] in built.days and built.free(worker, days):
            built.model.add_bool_or(~built.work[worker.id, day] for day in days)


def _shortest_runs(built: Model, worker: Worker) -> None:
    """Forbid runs of work that are too short, and runs of days off that are."""
    least = worker.run[0]
    for first in built.days:
        for length in range(1, max(least, worker.least_off)):
            days = range(first, first + length + 2)
            if days[-1] not in built.days or not built.free(worker, days):
                continue
            before, *inner, after = (built.work[worker.id, day] for day in days)
            if length < least:
                built.model.add_bool_or(before, *(~each for each in inner), after)
            if length < worker.least_off:
                built.model.add_bool_or(~before, *inner, ~after)


def _weekends(built: Model, worker: Worker) -> None:
    if worker.weekends is None:
        return
    saturday = (5 - built.problem.first_weekday) % 7
    used = []
    for day in range(saturday - 7, built.problem.days, 7):
        weekend = [each for each in (day, day + 1) if 0 <= each < built.problem.days]
        if weekend:
            used.append(built.model.new_bool_var(""))
            for each in weekend:
                built.model.add_implication(built.work[worker.id, each], used[-1])
    built.model.add(sum(used) <= worker.weekends)


def _windows(built: Model, worker: Worker) -> None:
    for length, most in worker.windows:
        for last in built.days:
            days = range(max(last - length + 1, built.days[0]), last + 1)
            whole = len(days) == length or last == built.days[-1]
            if whole and built.free(worker, days):
                built.model.add(built.minutes(worker, days) <= most)


def _long_rests(built: Model, worker: Worker, rule: LongRest) -> None:
    """Ask for one day in any few that begins or goes on with a rest that is long enough."""
    spans = sorted({days for _, days, _ in rule.short} | {0})
    longest = max(spans)
    heart: dict[int, list[Any]] = {day: [] for day in built.days}
    for first in built.days:
        for length in range(1, longest + 2):
            rest = _rest(built, worker, rule, (first, length))
            if rest is not None:
                heart[first + length - 1].append(rest)
    for first in built.days:
        days = range(first, first + rule.within)
        if days[-1] in built.days and built.free(worker, days):
            built.model.add_bool_or(rest for day in days for rest in heart[day])


def _rest(built: Model, worker: Worker, rule: LongRest, off: tuple[int, int]) -> Any:
    """Return whether the days off, `length` from `first`, are a long rest; None past the end."""
    first, length = off
    if first + length - 1 not in built.days:
        return None
    rest = built.model.new_bool_var("")
    for day in range(first, first + length):
        built.model.add_implication(rest, ~built.work[worker.id, day])
    before, after = first - 1, first + length
    if before in built.days and after in built.days:
        for shift, days, other in sorted(rule.short):
            if days == length:
                built.model.add_bool_or(
                    ~rest, ~built.x[worker.id, before, shift], ~built.x[worker.id, after, other]
                )
    return rest


def _kept(built: Model, worker: Worker, keep: Keep) -> None:
    """Let shifts count as exercise; on a day with too few, none can be worked, and it costs."""
    shifts = sorted(keep.shifts & worker.shifts)
    span = range(built.problem.days)
    for day, have in enumerate(keep.have):
        if have is None or have >= keep.need:
            continue
        lapsed = built.model.new_bool_var("")
        built.lapsed.append((worker.id, day, lapsed))
        built.costs.append(keep.penalty * lapsed)
        days = range(max(day - keep.within, 0), min(day, len(span)))
        done = sum(built.x[worker.id, each, shift] for each in days for shift in shifts)
        built.model.add(have + done + keep.need * lapsed >= keep.need)
        for shift in shifts if day in span else ():
            built.model.add_implication(lapsed, ~built.x[worker.id, day, shift])


def _demands(built: Model) -> None:
    problem, most = built.problem, len(built.problem.workers)
    for demand in problem.demands:
        here = [
            built.x[worker.id, demand.day, demand.shift]
            for worker in problem.workers
            if demand.shift in worker.shifts
        ]
        under = built.model.new_int_var(0, demand.needed, "")
        over = built.model.new_int_var(0, most, "")
        built.model.add(sum(here) - over + under == demand.needed)
        built.costs += [demand.under * under, demand.over * over]
        built.missing.append((demand, under))


def _wishes(built: Model) -> None:
    for wish in built.problem.wishes:
        x = built.x[wish.worker, wish.day, wish.shift]
        built.costs.append(wish.weight * ((1 - x) if wish.wanted else x))


def _evenness(built: Model) -> None:
    """Charge the difference in hours between those of a group who work most and least."""
    problem = built.problem
    workers = {worker.id: worker for worker in problem.workers}
    for group in problem.groups if problem.uneven else ():
        top = problem.days * max(problem.shifts.values())
        most, least = (built.model.new_int_var(0, top, "") for _ in range(2))
        for name in group:
            minutes = built.minutes(workers[name], range(problem.days))
            built.model.add(minutes <= most)
            built.model.add(minutes >= least)
        hours = built.model.new_int_var(0, top // 60 + 1, "")
        built.model.add(60 * hours >= most - least)
        built.costs.append(problem.uneven * hours)
