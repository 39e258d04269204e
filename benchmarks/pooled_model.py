"""The pooled day of `pooled_instance` as the planner's model."""

from __future__ import annotations

import numpy as np

from artel.planner.model import Links, Machines, Model, Ragged, Stores, empty_lists, ragged_of

UNIT = 1000


def model_of(instance):
    """Return the model: duty and foreign rows, a recorder a satellite, passes as links."""
    machine = instance.satellite.astype(np.int32)
    group = instance.order.astype(np.int32)
    start = instance.start_ms.astype(np.int64)
    length = instance.duration_ms[group]
    angles = [np.radians(a / 100.0) for a in (instance.roll_cdeg, instance.pitch_cdeg)]
    rate, push, settle = instance.slew
    fleet = instance.satellites
    stores, links, segment = _ground(instance, machine, start + length)
    return Model(
        machine=machine,
        group=group,
        start=start,
        end=start + length,
        roll=angles[0],
        pitch=angles[1],
        value=instance.value[group] * UNIT,
        machines=Machines(
            np.full(fleet, np.radians(rate)),
            np.full(fleet, np.radians(push)),
            np.full(fleet, int(settle * 1000)),
        ),
        n_groups=instance.orders,
        limits=np.repeat([instance.duty_ms, instance.foreign_ms], fleet),
        uses=_rows(instance, machine, group, length),
        stores=stores,
        fills=Ragged(np.arange(machine.size + 1), segment, length),
        cell_values=np.zeros(0, np.int64),
        covers=empty_lists(machine.size),
        links=links,
        needs=empty_lists(machine.size),
    )


def _rows(instance, machine, group, length):
    """Return duty of every look, and the foreign row of looks for others than the owner."""
    foreign = instance.customer[group] != instance.owner[machine]
    pointer = np.concatenate(([0], np.cumsum(1 + foreign)))
    index = np.empty(pointer[-1], np.int32)
    index[pointer[:-1]] = machine
    index[pointer[1:][foreign] - 1] = machine[foreign] + instance.satellites
    return Ragged(pointer, index, np.repeat(length, 1 + foreign))


def _ground(instance, machine, end):
    """Return recorders, passes as links, and the segment of each look."""
    owner, begin = instance.pass_satellite, instance.pass_start_ms.astype(np.int64)
    until = instance.pass_end_ms.astype(np.int64)
    count, fleet = owner.size, instance.satellites
    passes = np.bincount(owner, minlength=fleet)
    first = np.concatenate(([0], np.cumsum(passes + 1)))
    segment = np.empty(machine.size, np.int32)
    edges = np.searchsorted(machine, np.arange(fleet + 1))
    for s in range(fleet):
        part = slice(edges[s], edges[s + 1])
        segment[part] = first[s] + np.searchsorted(begin[owner == s], end[part], side="left")
    amount = instance.rate * (until - begin) // 1000
    station, radio = instance.gaps_ms
    cliques = cliques_of(instance.pass_station, begin, until + station)
    cliques += cliques_of(owner, begin, until + radio)
    lists = [(k, link) for k, clique in enumerate(cliques) for link in clique]
    table = np.array(lists, np.int64).reshape(-1, 2)
    links = Links(
        count=count,
        uses=empty_lists(count),
        drains=ragged_of(np.arange(count), np.arange(count) + owner, amount, count),
        cliques=ragged_of(table[:, 0], table[:, 1], None, len(cliques)),
    )
    stores = Stores(
        capacities=np.full(fleet, instance.memory),
        first=first,
        drains=np.zeros(count + fleet, np.int64),
    )
    return stores, links, segment


def cliques_of(owner, begin, until):
    """Return the largest sets of intervals of one owner that all share an instant."""
    found = []
    for each in np.unique(owner):
        active, grown = [], False
        own = np.flatnonzero(owner == each)
        for k in own[np.argsort(begin[own], kind="stable")]:
            staying = [a for a in active if until[a] > begin[k]]
            if grown and len(staying) < len(active) > 1:
                found.append(sorted(active))
            active, grown = [*staying, int(k)], True
        if len(active) > 1:
            found.append(sorted(active))
    return found
