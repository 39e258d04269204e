"""The independent judge of a plan: every rule of the model again, in plain arrays, with words.

It shares no arithmetic with the compiled solvers; each of them asks it before it returns.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.planner.model import slew_seconds

if TYPE_CHECKING:
    from artel.planner.model import Ints, Model, Solution

_MICROSECOND = 1e-6


def faults_of(model: Model, solution: Solution) -> list[str]:
    """Return one sentence for each rule that the plan breaks; none for a right plan."""
    shape = _misshapen(model, solution)
    if shape:
        return shape
    return [
        *_turns(model, solution),
        *_rows(model, solution),
        *_stores(model, solution),
        *_links(model, solution),
        *_needs(model, solution),
    ]


def confirm(model: Model, solution: Solution) -> Solution:
    """Return the plan, or stop: a solver that breaks a rule has a defect and must not go on."""
    faults = faults_of(model, solution)
    if faults:
        raise AssertionError(f"the planner broke its own rules: {'; '.join(faults[:3])}")
    return solution


def model_faults(model: Model) -> list[str]:
    """Return what is wrong with a model itself: order, sizes, signs."""
    n, found = model.size, []
    columns = (model.group, model.start, model.end, model.roll, model.pitch, model.value)
    if any(column.shape != (n,) for column in columns):
        return ["the columns of the candidates differ in length"]
    if any(len(lists) != n for lists in (model.uses, model.fills, model.covers, model.needs)):
        found.append("a list by candidate is not as long as the candidates")
    if n and np.any(np.diff(model.machine) < 0):
        found.append("the candidates are not sorted by machine")
    same = np.diff(model.machine) == 0
    if np.any(np.diff(model.start)[same] < 0):
        found.append("the candidates of a machine are not sorted by start")
    if np.any(model.end < model.start):
        found.append("a candidate ends before it starts")
    if np.any(model.fills.amount < 0) or np.any(model.stores.drains < 0):
        found.append("a fill or a drain is negative")
    if np.any(model.cell_values < 0) or np.any(model.links.drains.amount < 0):
        found.append("a cell or the drain of a link is negative")
    return found + _out_of_range(model)


def sound(model: Model) -> Model:
    """Return the model, or refuse it with a sentence."""
    faults = model_faults(model)
    if faults:
        raise InputError(
            f"this is no model of a plan: {faults[0]}", next_step="mend what built the model"
        )
    return model


def _out_of_range(model: Model) -> list[str]:
    stores, links = model.stores, model.links
    ranges = {
        "machine": (model.machine, model.machines.rate.size),
        "group": (model.group, model.n_groups),
        "row": (np.concatenate((model.uses.index, links.uses.index)), model.limits.size),
        "segment": (np.concatenate((model.fills.index, links.drains.index)), stores.drains.size),
        "cell": (model.covers.index, model.cell_values.size),
        "need": (model.needs.index, len(links.options)),
        "link": (np.concatenate((links.cliques.index, links.options.index)), links.count),
    }
    return [
        f"a {word} is out of range"
        for word, (index, count) in ranges.items()
        if index.size and (index.min() < 0 or index.max() >= count)
    ]


def _misshapen(model: Model, solution: Solution) -> list[str]:
    if solution.chosen.shape != (model.n_groups,) or solution.open.shape != (model.links.count,):
        return ["the plan is of another model"]
    groups = np.flatnonzero(solution.chosen >= 0)
    chosen = solution.chosen[groups]
    if np.any(chosen >= model.size):
        return ["a chosen candidate is not in the model"]
    wrong = groups[model.group[chosen] != groups]
    return [f"group {g} holds a candidate of another group" for g in wrong]


def _turns(model: Model, solution: Solution) -> list[str]:
    chosen = solution.candidates
    before, after = chosen[:-1], chosen[1:]
    same = model.machine[before] == model.machine[after]
    before, after = before[same], after[same]
    room = (model.start[after] - model.end[before]) / 1e3
    late = room < slew_seconds(model, before, after) - _MICROSECOND
    return [
        f"candidate {j} starts before machine {model.machine[j]} has turned from candidate {i}"
        for i, j in zip(before[late], after[late], strict=True)
    ]


def _rows(model: Model, solution: Solution) -> list[str]:
    total = row_use(model, solution)
    return [
        f"row {_name(model.names.rows, row)} holds {total[row]} of {model.limits[row]}"
        for row in np.flatnonzero(total > model.limits)
    ]


def row_use(model: Model, solution: Solution) -> Ints:
    """Return what the plan takes of each row, links counted."""
    opened = np.flatnonzero(solution.open)
    rows = model.limits.size
    return model.uses.totals(solution.candidates, rows) + model.links.uses.totals(opened, rows)


def peaks(model: Model, solution: Solution) -> Ints:
    """Return the highest level of each segment: what was left before it, and what it adds."""
    count = model.stores.drains.size
    fill = model.fills.totals(solution.candidates, count)
    opened = np.flatnonzero(solution.open)
    drain = model.stores.drains + model.links.drains.totals(opened, count)
    # A level is its running sum less the lowest the sum has been, or less 0 if that is lower.
    peak, first = np.zeros(count, np.int64), model.stores.first
    for low, high in pairwise(first.tolist()):
        total = np.cumsum(fill[low:high] - drain[low:high])
        level = total - np.minimum(np.minimum.accumulate(total), 0)
        peak[low:high] = fill[low:high]
        peak[low + 1 : high] += level[:-1]
    return peak


def _stores(model: Model, solution: Solution) -> list[str]:
    owner, peak = model.stores.owner, peaks(model, solution)
    over = np.flatnonzero(peak > model.stores.capacities[owner])
    return [
        f"store {_name(model.names.stores, owner[k])} holds {peak[k]} in segment {k}, "
        f"more than {model.stores.capacities[owner[k]]}"
        for k in over
    ]


def _links(model: Model, solution: Solution) -> list[str]:
    cliques = model.links.cliques
    count = np.bincount(cliques.owner[solution.open[cliques.index]], minlength=len(cliques))
    return [
        f"links {[int(i) for i in cliques.list(int(k))[0] if solution.open[i]]} exclude each other"
        for k in np.flatnonzero(count > 1)
    ]


def _needs(model: Model, solution: Solution) -> list[str]:
    options = model.links.options
    met = np.zeros(len(options), np.bool_)
    met[options.owner[solution.open[options.index]]] = True
    needed = model.needs.entries(solution.candidates)
    lacking = needed[~met[model.needs.index[needed]]]
    owner = np.searchsorted(model.needs.pointer, lacking, side="right") - 1
    return [
        f"candidate {c} lacks an open link for its need {need}"
        for c, need in zip(owner, model.needs.index[lacking], strict=True)
    ]


def _name(names: tuple[str, ...], i: np.integer) -> str:
    return names[i] if names else str(i)
