"""What a plan is worth, as its document states it: as planned, and by the chance of clear skies."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from artel.planner.outcomes import plain_value, worth
from artel.studies.skies import CLOUD

if TYPE_CHECKING:
    from artel.planner.problem import Problem
    from artel.planner.values import Line, Opportunity, Outcome
    from artel.studies.planned import Day


def value_of_day(day: Day) -> dict[str, Any]:
    """Return the value of a plan and what no plan can exceed.

    Where plans count by clouds, what was made as great as could be is what is to be `expected`;
    the value stands beside it with the bound that every reachable order together makes.
    """
    outcome = day.outcome
    searched = _searched(day)
    about = {"method": outcome.method, "steps": outcome.steps}
    if CLOUD not in day.pool.texts:
        return _beside(searched, outcome.offered, about)
    planned = plain_value(day.problem, outcome)
    bound = max(planned, _reachable(day.problem))
    rows: dict[str, Any] = {"classes": [], "trace": []}
    plain = {"planned": planned, "bound": bound, "gap": _gap(planned, bound), **rows}
    return {**_beside(plain, outcome.offered, about), "expected": searched}


def _beside(said: dict[str, Any], offered: float, about: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a value in their lasting order."""
    first = {"planned": said["planned"], "offered": offered}
    return {**first, "bound": said["bound"], "gap": said["gap"], **about,
            "classes": said["classes"], "trace": said["trace"]}  # fmt: skip


def chance_of(day: Day, image: Opportunity) -> dict[str, float]:
    """Return the chance of an image as a field of it, where plans count by clouds."""
    return {"chance": image.chance} if CLOUD in day.pool.texts else {}


def _searched(day: Day) -> dict[str, Any]:
    outcome = day.outcome
    return {
        "planned": outcome.value,
        "bound": outcome.bound,
        "gap": _gap(outcome.value, outcome.bound),
        "classes": _classes(day.problem, outcome),
        "trace": [_line(each) for each in outcome.trace],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "moment": line.moment,
        "value": line.value,
        "bound": line.bound,
        "gap": round(line.gap, 6),
        "method": line.method,
    }


def _gap(value: float, bound: float) -> float:
    return round((bound - value) / bound if bound else 0.0, 6)


def _reachable(problem: Problem) -> float:
    """Return what the orders would be worth were each planned as fully as its looks allow."""
    looks: dict[str, list[Opportunity]] = defaultdict(list)
    for each in problem.opportunities:
        looks[each.order].append(each)
    return sum(worth(order, looks[order.id]) for order in problem.orders)


def _classes(problem: Problem, outcome: Outcome) -> list[dict[str, Any]]:
    """Return what is served of the classes of each rank, and what no plan can exceed of it."""
    names: dict[int, set[str]] = {}
    for order in problem.orders:
        names.setdefault(problem.rank(order), set()).add(str(order.order_class))
    return [
        {"classes": sorted(names[each.rank]), "planned": each.planned, "bound": each.bound}
        for each in outcome.classes
    ]
