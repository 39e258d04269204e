"""Small random models of a plan, a naive second judge, and the best plan by trying them all."""

from __future__ import annotations

import itertools
import math

import numpy as np

from artel.planner.model import (
    Links,
    Machines,
    Model,
    Solution,
    Stores,
    empty_lists,
    ragged_of_lists,
)


def model_from(**parts):
    """Return a model from plain lists; what is not given is empty."""
    images = parts["images"]  # (machine, group, start s, end s, roll degrees, value)
    columns = list(zip(*images, strict=True)) or [[]] * 6
    n = len(images)
    machines = parts.get("machines", 1 + max(columns[0], default=0))

    def lists(name, count=n):
        return ragged_of_lists(parts[name]) if name in parts else empty_lists(count)

    links = parts.get("links", 0)
    sizes = [len(each) for each in parts.get("drains", [])]
    return Model(
        machine=np.array(columns[0], np.int32),
        group=np.array(columns[1], np.int32),
        start=np.array(columns[2], np.int64) * 1000,
        end=np.array(columns[3], np.int64) * 1000,
        roll=np.radians(np.array(columns[4], float)),
        pitch=np.zeros(n),
        value=np.array(columns[5], np.int64) * 1000,
        machines=Machines(
            np.full(machines, math.radians(1.0)),
            np.full(machines, math.radians(0.5)),
            np.full(machines, 10_000),
        ),
        n_groups=parts.get("groups", 1 + max(columns[1], default=-1)),
        limits=np.array(parts.get("limits", []), np.int64),
        uses=lists("uses"),
        stores=Stores(
            capacities=np.array(parts.get("capacities", []), np.int64),
            first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            drains=np.array([d for each in parts.get("drains", []) for d in each], np.int64),
        ),
        fills=lists("fills"),
        cell_values=np.array(parts.get("cells", []), np.int64) * 1000,
        covers=lists("covers"),
        links=Links(
            count=links,
            uses=lists("link_uses", links),
            drains=lists("link_drains", links),
            cliques=lists("cliques", 0),
            options=lists("options", 0),
        ),
        needs=lists("needs"),
    )


def some(rng, count, highest, low=1, high=9):
    """Return up to two (index, amount) entries for each of so many lists."""
    return [
        [
            (int(index), int(rng.integers(low, high)))
            for index in rng.permutation(highest)[: rng.integers(0, 3)]
        ]
        for _ in range(count)
    ]


def random_model(seed):
    """Return a small model in which every rule may bind."""
    rng = np.random.default_rng(seed)
    n, machines, groups, links = int(rng.integers(5, 11)), 2, int(rng.integers(3, 7)), 3
    rows = [
        (int(rng.integers(machines)), int(rng.integers(groups)), int(rng.integers(0, 200)))
        for _ in range(n)
    ]
    images = sorted(
        (
            m,
            g,
            t,
            t + int(rng.integers(5, 30)),
            int(rng.integers(-30, 31)),
            int(rng.integers(1, 20)),
        )
        for m, g, t in sorted(rows, key=lambda row: (row[0], row[2]))
    )
    images.sort(key=lambda image: (image[0], image[2]))
    ones = [[(int(i), 1) for i in rng.permutation(links)[: rng.integers(1, 3)]] for _ in range(2)]
    return model_from(
        images=images,
        groups=groups,
        machines=machines,
        limits=[int(rng.integers(4, 20)), int(rng.integers(4, 20))],
        uses=some(rng, n, 2),
        capacities=[int(rng.integers(4, 15)), int(rng.integers(4, 15))],
        drains=[[int(d) for d in rng.integers(0, 6, 2)], [int(d) for d in rng.integers(0, 6, 3)]],
        fills=some(rng, n, 5),
        cells=[int(v) for v in rng.integers(1, 9, 3)],
        covers=[[(i, 1) for i, _ in each] for each in some(rng, n, 3)],
        links=links,
        link_uses=some(rng, links, 2, -3, 4),
        link_drains=some(rng, links, 5),
        cliques=[[(0, 1), (1, 1)], [(1, 1), (2, 1)]][: int(rng.integers(0, 3))],
        options=ones,
        needs=[[(int(rng.integers(2)), 1)] if rng.random() < 0.3 else [] for _ in range(n)],
    )


def naive_value(model, chosen, opened):
    """Return the value of a plan, or None if it breaks a rule; written as the rules read."""
    groups = [int(model.group[c]) for c in chosen]
    if len(set(groups)) < len(groups):
        return None
    for a, b in itertools.combinations(sorted(chosen), 2):
        if model.machine[a] == model.machine[b] and not turns(model, a, b):
            return None
    rules = (rows_hold, stores_hold, links_hold)
    if not all(rule(model, chosen, opened) for rule in rules):
        return None
    cells = {cell for c in chosen for cell, _ in entries(model.covers, c)}
    return int(sum(model.value[c] for c in chosen) + sum(model.cell_values[k] for k in cells))


def rows_hold(model, chosen, opened):
    used = [entry for c in chosen for entry in entries(model.uses, c)]
    used += [entry for link in opened for entry in entries(model.links.uses, link)]
    return all(
        sum(amount for at, amount in used if at == row) <= limit
        for row, limit in enumerate(model.limits)
    )


def turns(model, a, b):
    """Whether the machine has time to turn from a to b; images of these tests only roll."""
    angle = abs(math.degrees(model.roll[a]) - math.degrees(model.roll[b]))
    seconds = angle / 1.0 + 2.0 if angle > 2.0 else 2.0 * math.sqrt(angle / 0.5)
    return (model.start[b] - model.end[a]) / 1000 >= 10 + seconds - 1e-9


def stores_hold(model, chosen, opened):
    stores = model.stores
    for s, capacity in enumerate(stores.capacities):
        level = 0
        for k in range(stores.first[s], stores.first[s + 1]):
            for c in chosen:
                level += sum(amount for j, amount in entries(model.fills, c) if j == k)
            if level > capacity:
                return False
            level -= stores.drains[k]
            for link in opened:
                level -= sum(amount for j, amount in entries(model.links.drains, link) if j == k)
            level = max(level, 0)
    return True


def links_hold(model, chosen, opened):
    links = model.links
    for k in range(len(links.cliques)):
        if sum(link in opened for link, _ in entries(links.cliques, k)) > 1:
            return False
    wanted = {need for c in chosen for need, _ in entries(model.needs, c)}
    return all(any(o in opened for o, _ in entries(links.options, need)) for need in wanted)


def entries(lists, i):
    index, amount = lists.list(i)
    return [(int(j), int(a)) for j, a in zip(index, amount, strict=True)]


def every_plan(model):
    """Return (value, chosen, opened) of every right plan."""
    found = []
    for opened in subsets(range(model.links.count)):
        for chosen in subsets(range(model.size)):
            value = naive_value(model, chosen, opened)
            if value is not None:
                found.append((value, chosen, opened))
    return found


def subsets(items):
    items = list(items)
    return itertools.chain.from_iterable(
        itertools.combinations(items, k) for k in range(len(items) + 1)
    )


def best_value(model):
    """Return the value of the best plan; minus one where there is no right plan at all."""
    return max((value for value, *_ in every_plan(model)), default=-1)


def solution(model, chosen, opened=()):
    """Return the plan of these candidates and links."""
    at = np.full(model.n_groups, -1, np.int64)
    for c in chosen:
        at[model.group[c]] = c
    return Solution(at, np.isin(np.arange(model.links.count), list(opened)))
