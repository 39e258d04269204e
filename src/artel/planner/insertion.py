"""A plan at once, compiled: densest groups first, each where it takes least of what is scarce."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from artel.planner.model_check import confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.planner.compiled import Board
    from artel.planner.model import Floats, Ints, Model, Solution

_AT_ONCE = 2_000


def greedy(
    model: Model,
    board: Board | None = None,
    loss: Floats | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution:
    """Return a right plan in one pass: groups by value for the time they take, densest first.

    `loss` (n,) says what each candidate costs besides its value, as the bound's prices have it;
    without it a candidate costs what it takes of rows, stores and time to turn. Told to stop, it
    leaves the groups that are not yet looked at.
    """
    from artel.planner import compiled_insertion as kernels  # noqa: PLC0415 - numba is slow
    from artel.planner.board import board_of  # noqa: PLC0415 - as above
    from artel.planner.compiled_moves import solution_on  # noqa: PLC0415 - as above

    board = board_of(model) if board is None else board
    kernels.open_links(board, opening_order(model))
    order = np.argsort(-kernels.densities(board), kind="stable")
    losses = np.zeros(0) if loss is None else loss
    for first in range(0, order.size, _AT_ONCE):
        if stop():
            break
        kernels.insert_all(board, order[first : first + _AT_ONCE], losses)
    return confirm(model, solution_on(board))


def opening_order(model: Model) -> Ints:
    """Return the links that give room, in the order in which to open them.

    The store that was given least so far comes next, with the link that drains it most; then the
    links that only widen a row.
    """
    links = model.links
    amount = np.zeros(links.count, np.int64)
    np.add.at(amount, links.drains.owner, links.drains.amount)
    store = np.full(links.count, -1, np.int64)
    store[links.drains.owner] = model.stores.owner[links.drains.index]
    waiting: dict[int, list[int]] = {}
    for link in np.lexsort((np.arange(links.count), amount)):
        if amount[link] > 0:
            waiting.setdefault(int(store[link]), []).append(int(link))
    given = [(0, each) for each in sorted(waiting)]
    order = []
    while given:
        total, each = heapq.heappop(given)
        link = waiting[each].pop()
        order.append(link)
        if waiting[each]:
            heapq.heappush(given, (total + int(amount[link]), each))
    wide = links.uses.owner[links.uses.amount < 0]
    return np.array([*order, *(link for link in np.unique(wide) if amount[link] == 0)], np.int64)
