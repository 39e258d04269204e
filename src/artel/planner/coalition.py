"""What every coalition of players could earn on one model: a plan of each, and a bound above it.

The players are numbered from 0, and a coalition is the mask of its players. What belongs to whom
is said by masks too: a machine, a group (an order) or a link (a part of a contact) serves a
coalition that holds all players of its mask. The model is put on a board once; each coalition
plans on its own part of it.

A coalition starts from the plan of its best part that lacks one player, besides starting anew, so
nobody's joining makes a coalition worth less. The bound is Lagrangian: prices that are good for
all players together are led towards a small coalition by a few steps (Polyak 1969), and whatever
the prices, they bound every plan. No coalition is bounded higher than a larger one.

Values may be counted in several ways, by planning value and by tariff say: each has its table.
The work may be handed to any executor; it decides nothing, so the table is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from artel.planner.coalition_plans import Game, Plan, Task, nothing, price, work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

_SHARES = 8
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Table:
    """What each coalition can earn, by mask from 0 (nobody): surely, and at most.

    `digests` name the plans; `images` says how many images each has.
    """

    lower: tuple[int, ...]
    upper: tuple[int, ...]
    images: tuple[int, ...]
    digests: tuple[str, ...]

    @property
    def widest(self) -> float:
        """Return the widest interval as a share of its upper value."""
        pairs = zip(self.lower, self.upper, strict=True)
        return max(((high - low) / high for low, high in pairs if high > 0), default=0.0)

    def falls(self) -> int:
        """Return how often a player's joining lowers the lower value; none by construction."""
        return sum(
            self.lower[mask] > self.lower[mask | 1 << player]
            for mask in range(len(self.lower))
            for player in range(len(self.lower).bit_length() - 1)
        )


def tables(
    game: Game,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Table, ...]:
    """Return the table of every coalition, for each way of counting.

    Coalitions of one size are planned at the same time, in shares that `executor` may carry out
    anywhere. It should be one whose workers were told the game (`learn`); others hear of it with
    each share. The table is the same with any executor, and without one.
    """
    found: dict[int, tuple[Plan, ...]] = {0: nothing(game)}
    ways = range(len(game.weights))
    prices = tuple(_carried_out(game, executor, price, [(way,) for way in ways]))
    for size in range(1, game.players + 1):
        tasks = [
            Task(mask, _starts(game, found, mask))
            for mask in range(1 << game.players)
            if mask.bit_count() == size
        ]
        each = -(-len(tasks) // _SHARES)
        shares = [(tasks[k : k + each], prices) for k in range(0, len(tasks), each)]
        for share in _carried_out(game, executor, work, shares):
            found.update(share)
        progress(len(found) - 1, game.everybody)
    return tuple(
        _table([found[mask][way] for mask in range(1 << game.players)])
        for way in range(len(game.weights))
    )


def _starts(game: Game, found: dict[int, tuple[Plan, ...]], mask: int) -> tuple[Plan | None, ...]:
    """Return the best plan of the parts of a coalition that lack one player."""
    parts = [mask ^ 1 << player for player in range(game.players) if mask >> player & 1]
    return tuple(
        max((found[part][way] for part in parts), key=lambda plan: plan.value)
        for way in range(len(game.weights))
    )


def _carried_out(
    game: Game,
    executor: Executor | None,
    does: Callable[..., _Found],
    shares: Sequence[tuple[Any, ...]],
) -> list[_Found]:
    """Return what is made of each share, in their order."""
    if executor is None:
        return [does(*share, game) for share in shares]
    told = None if getattr(executor, "knows", None) is game else game
    waiting = [executor.submit(does, *share, told) for share in shares]
    return [each.result() for each in waiting]


def _table(plans: list[Plan]) -> Table:
    upper = np.array([plan.bound for plan in plans], np.int64)
    for player in range(len(plans).bit_length() - 1):
        without = np.flatnonzero(~np.arange(upper.size) >> player & 1)
        upper[without] = np.minimum(upper[without], upper[without | 1 << player])
    return Table(
        tuple(plan.value for plan in plans),
        (0, *upper[1:].tolist()),
        tuple(plan.chosen.size for plan in plans),
        tuple(plan.digest for plan in plans),
    )
