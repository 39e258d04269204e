"""What changes about a day that is planned already, and what became of its plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.errors import InputError
from artel.planner.model import ragged_of

if TYPE_CHECKING:
    from artel.planner.model import Bools, Ints, Model, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is no longer as it was, and what must stay as it is.

    `gone` (n,): candidates that nobody can take any longer; `pinned` (n,): chosen ones that stay.
    `shut` (links,): links that cannot open any longer; `held` (links,): links that stay open, or
    closed, as they stand. What is gone or shut is neither pinned nor held.
    """

    gone: Bools
    pinned: Bools
    shut: Bools
    held: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """The mended plan, and what became of the one that stood; all are rising candidates.

    `untouched` could have stayed: of these `kept` do, `moved` are served by another candidate of
    their group, `dropped` are not. `displaced` could not stay: of these `rebooked` are served by
    another one. `added` are the candidates of groups that had none.
    """

    solution: Solution
    value: int
    kept: Ints
    moved: Ints
    dropped: Ints
    displaced: Ints
    rebooked: Ints
    added: Ints

    @property
    def untouched(self) -> int:
        """Return how many bookings could have stayed."""
        return self.kept.size + self.moved.size + self.dropped.size

    @property
    def share(self) -> float:
        """Return the share of the untouched bookings that did not stay."""
        return 1.0 - self.kept.size / max(1, self.untouched)


def left_by(model: Model, change: Change, chosen: Ints) -> Ints:
    """Return the candidates that may be had: not gone, and none beside a pinned one."""
    wrong = change.pinned & (change.gone | ~np.isin(np.arange(model.size), chosen))
    if wrong.any():
        raise InputError(
            f"candidate {np.flatnonzero(wrong)[0]} is pinned, but gone or not planned",
            next_step="pin only what stands",
        )
    taken = np.zeros(model.n_groups, np.bool_)
    taken[model.group[change.pinned]] = True
    return np.flatnonzero(~change.gone & (~taken[model.group] | change.pinned))


def closed_by(model: Model, standing: Solution, change: Change) -> Model:
    """Return the model with one row more, which no link may use that must stay closed.

    These are the shut ones, those held closed, and the rivals of those held open.
    """
    links = model.links
    held = change.held & standing.open & ~change.shut
    closed = change.shut | (change.held & ~standing.open)
    owner, index = links.cliques.owner, links.cliques.index
    busy = np.bincount(owner[held[index]], minlength=len(links.cliques)) > 0
    closed[index[busy[owner]]] = True
    late = np.flatnonzero(closed & ~held)
    uses = ragged_of(
        np.concatenate((links.uses.owner, late)),
        np.concatenate((links.uses.index, np.full(late.size, model.limits.size))),
        np.concatenate((links.uses.amount, np.ones(late.size, np.int64))),
        links.count,
    )
    names = model.names
    if names.rows:
        names = replace(names, rows=(*names.rows, "closed"))
    return replace(
        model,
        limits=np.append(model.limits, 0),
        links=replace(links, uses=uses),
        names=names,
    )
