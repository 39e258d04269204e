"""The plan of one coalition on the board of all, and the bound on every plan of it.

A worker is told the game once (`learn`) and then works on as many coalitions as are sent to it.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from artel.planner.bound import Descent, floor_to_unit
from artel.planner.insertion import opening_order
from artel.planner.model import Floats, Ints, Model, Solution
from artel.planner.model_check import confirm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.planner.compiled import Array, Board

NOBODY = 1 << 62
"""The mask of what belongs to no player: no coalition may use it."""
ROUNDS, STEPS = 8, 16
"""Rounds that lower the prices of all together, and steps that lead them to a lone player.

With each player more the steps are a quarter as many: the prices of all fit large coalitions.
"""
OVERHEADS_MS = (20_000, 5_000, 1)
"""What an image may count as besides its own length, of which the best is taken."""
_PART = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """A model and what of it belongs to whom; masks of players are int64.

    `machines` (machines,), `groups` (groups,), `links` (links,) say who must be there; `weights`
    holds, for each way of counting, the value of each candidate (n,).
    """

    players: int
    model: Model
    machines: Ints
    groups: Ints
    links: Ints
    weights: tuple[Ints, ...]
    rounds: int = ROUNDS
    steps: int = STEPS

    @property
    def everybody(self) -> int:
        """Return the coalition of all players."""
        return (1 << self.players) - 1

    def within(self, group: int, masks: Ints) -> Array:
        """Return for each mask whether the coalition holds all its players."""
        return np.asarray((masks & ~group) == 0)


class Plan(NamedTuple):
    """A coalition's plan by one way of counting, and the bound on all its plans.

    `chosen` candidates rise; `opened` links rise. `digest` is the SHA-256 of the two.
    """

    value: int
    bound: int
    chosen: Array
    opened: Array
    digest: str


class Task(NamedTuple):
    """A coalition to be planned for: its mask, and for each way of counting where to start."""

    group: int
    starts: tuple[Plan | None, ...]


def nothing(game: Game) -> tuple[Plan, ...]:
    """Return the plan of nobody, for each way of counting."""
    empty = np.zeros(0, np.int32)
    return tuple(Plan(0, 0, empty, empty, hashlib.sha256(b"/").hexdigest()) for _ in game.weights)


def learn(game: Game) -> None:
    """Tell this thread the game: shares of its work then come without it."""
    _here.desk = _Desk(game)


def price(way: int, game: Game | None = None) -> Floats:
    """Return prices that are good for all players together, by one way of counting."""
    return _desk(game).ways[way].descended()


def work(
    tasks: Sequence[Task], prices: Sequence[Floats], game: Game | None = None
) -> list[tuple[int, tuple[Plan, ...]]]:
    """Plan for some coalitions of the game that this thread was told, or of the one given.

    `prices` are those of `price`, for each way of counting.
    """
    ways = _desk(game).ways
    return [
        (
            task.group,
            tuple(
                way.plan(task.group, start, good)
                for way, start, good in zip(ways, task.starts, prices, strict=True)
            ),
        )
        for task in tasks
    ]


def _desk(game: Game | None) -> _Desk:
    known = getattr(_here, "desk", None)
    if game is not None and (known is None or known.game is not game):
        learn(game)
    desk: _Desk = _here.desk
    return desk


class _Desk:
    """Where one worker plans: a board, and prices that are good for all players together."""

    def __init__(self, game: Game) -> None:
        from artel.planner.board import board_of  # noqa: PLC0415 - numba is slow
        from artel.planner.compiled_turns import with_turns  # noqa: PLC0415 - as above

        self.game = game
        base = with_turns(board_of(game.model))
        self.ways = [_Way(game, base, weights) for weights in game.weights]


_here = threading.local()


class _Way:
    """One way of counting on the board of a game."""

    def __init__(self, game: Game, base: Board, weights: Ints) -> None:
        from artel.planner.board import copy_of  # noqa: PLC0415 - numba is slow

        self.game, self.model = game, replace(game.model, value=weights)
        cand = base.cand.copy()
        cand["value"][:-1] = weights
        self.empty = copy_of(base)._replace(cand=cand)
        self.needed = game.machines[game.model.machine] | game.groups[game.model.group]
        self.links = opening_order(self.model)
        self.most = weights + np.bincount(
            self.model.covers.owner,
            self.model.cell_values[self.model.covers.index],
            minlength=self.model.size,
        )
        self.looks, self.entries = self._looks()
        self.order = self._best_order()
        self.bounding = copy_of(self.empty)._replace(entry=base.entry.copy())
        self.descent = Descent(self.model, self.bounding)

    def descended(self) -> Floats:
        """Return good prices for all players together."""
        self._drain(self.game.everybody)
        descent = Descent(self.model, self.bounding)
        for _ in range(self.game.rounds):
            descent.round()
        return descent.best.prices

    def _looks(self) -> tuple[Array, Array]:
        """Return the looks of each group, the one that can gain most first, and what each takes."""
        from artel.planner.coalition_kernels import LOOK  # noqa: PLC0415 - numba is slow

        model, cand = self.model, self.empty.cand
        member = np.lexsort((-self.most, model.group))
        looks = np.zeros(member.size + 1, LOOK)
        uses, fills = (np.diff(cand[each])[member] for each in ("uses", "fills"))
        ends = np.cumsum(uses + fills)
        looks["uses"][1:], looks["fills"][:-1] = ends, ends - fills
        own = looks[:-1]
        own["needed"], own["most"], own["index"] = self.needed[member], self.most[member], member
        own["machine"], own["cells"] = model.machine[member], np.diff(cand["covers"])[member]
        return looks, self.empty.entry[_runs(cand, member)]

    def _best_order(self) -> Ints:
        """Return the groups in the turn that serves all players together best.

        Groups are taken by value for the time they take, the densest first; how much a turn of
        the machine counts beside the image itself depends on what is scarce.
        """
        model, found = self.model, []
        for overhead in OVERHEADS_MS:
            dense = np.zeros(model.n_groups)
            np.maximum.at(dense, model.group, self.most / (model.end - model.start + overhead))
            self.order = np.argsort(-dense, kind="stable")
            found.append((self._made(self.game.everybody, None)[0], self.order))
        return max(found, key=lambda each: each[0])[1]

    def plan(self, group: int, start: Plan | None, prices: Floats) -> Plan:
        """Return the better of a plan made anew and one made from that of a part."""
        value, solution = self._made(group, None)
        if start is not None and start.value > value:
            value, solution = self._made(group, start)
        confirm(self.model, solution)
        self._belongs(group, solution)
        chosen, opened = solution.candidates, np.flatnonzero(solution.open)
        digest = hashlib.sha256(chosen.astype("<i8").tobytes() + b"/")
        digest.update(opened.astype("<i8").tobytes())
        return Plan(
            value,
            max(value, self._bound(group, value, prices)),
            chosen.astype(np.int32),
            opened.astype(np.int32),
            digest.hexdigest(),
        )

    def _made(self, group: int, start: Plan | None) -> tuple[int, Solution]:
        from artel.planner import coalition_kernels as kernels  # noqa: PLC0415 - numba is slow
        from artel.planner.board import copy_of  # noqa: PLC0415 - as above
        from artel.planner.compiled_moves import TOTAL, replay  # noqa: PLC0415 - as above

        game, board = self.game, copy_of(self.empty)
        kernels.bar_links(board, group, game.links)
        if start is not None:
            replay(board, start.chosen.astype(np.int64), start.opened.astype(np.int64))
        kernels.open_those(board, self.links)
        kernels.insert_theirs(board, self.order, group, self.looks, self.entries)
        opened = board.links["opened"][:-1] == 1
        return int(board.tally[TOTAL]), Solution(board.groups["at"].copy(), opened)

    def _belongs(self, group: int, solution: Solution) -> None:
        """Stop where a plan uses what its coalition has not: that were a defect."""
        game, chosen = self.game, solution.candidates
        used = chain(self.needed[chosen], game.links[solution.open])
        if any(int(mask) & ~group for mask in used):
            raise AssertionError("a coalition was planned with what others brought")

    def _bound(self, group: int, lower: int, prices: Floats) -> int:
        """Return what no plan of a coalition can be worth more than."""
        from artel.planner import coalition_kernels as kernels  # noqa: PLC0415 - numba is slow

        game, offset = self.game, self.descent.offset
        self._drain(group)
        own = (self.bounding, group, self.needed)
        price, slope = prices.copy(), np.zeros(prices.size)
        kernels.still(*own, price, offset)
        least = kernels.worth_to(*own, price, offset, slope)
        best, down, part = price, slope.copy(), _PART
        for _ in range(game.steps >> 2 * (group.bit_count() - 1)):
            if floor_to_unit(self.model, least) <= lower:
                break
            price = self._stepped(best, down, part * (least - lower))
            raw = kernels.worth_to(*own, price, offset, slope)
            if raw < least:
                least, best, down = raw, price, slope.copy()
            else:
                part /= 2
        return floor_to_unit(self.model, least)

    def _stepped(self, price: Floats, slope: Floats, above: float) -> Floats:
        """Return prices a step down the slope, as long as the way to what is to be lost."""
        scale = self.descent.scale
        scaled = np.where((price > 0) | (slope < 0), slope * scale, 0.0)
        length = float(scaled @ scaled)
        moved: Floats = np.maximum(0.0, price - above / max(length, 1e-9) * scaled * scale)
        return moved

    def _drain(self, group: int) -> None:
        """Let the links of others drain nothing; what is not counted so bounds but higher."""
        drains = self.model.links.drains
        at = int(self.bounding.links["drains"][0])
        mine = self.game.within(group, self.game.links)[drains.owner]
        amounts = np.where(mine, drains.amount, 0)
        self.bounding.entry["amount"][at : at + amounts.size] = amounts


def _runs(cand: Array, member: Ints) -> Ints:
    """Return which entries of the board the uses and then the fills of each candidate are."""
    firsts = np.stack((cand["uses"][:-1][member], cand["fills"][:-1][member]), axis=1).ravel()
    sizes = np.stack([np.diff(cand[each])[member] for each in ("uses", "fills")], axis=1).ravel()
    begun = np.cumsum(sizes) - sizes
    return np.repeat(firsts - begun, sizes) + np.arange(int(sizes.sum()))
