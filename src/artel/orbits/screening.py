"""Close approaches: every minimum of the range between own objects and others, below a threshold.

For screening only. Element sets are some hundred metres to kilometres wrong, and more with age;
they say nothing of how wrong. So no probability is computed from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.bodies import bodies_of
from artel.orbits.culling import cull
from artel.orbits.encounters import Approaches, encounters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.elements import Elements
    from artel.orbits.tracks import Track

    Ints = NDArray[np.int64]

TOGETHER = 1000.0
"""m: two objects that are never further apart are docked, or fly as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Screening:
    """Close approaches, and a sentence for each object that is not sound over all the span."""

    approaches: Approaches
    reasons: tuple[str, ...]


def close_approaches(  # noqa: PLR0913 - options by name, each with its default
    own: Sequence[Elements | Track],
    others: Sequence[Elements | Track],
    span: tuple[float, float],
    threshold: float,
    *,
    together: float = TOGETHER,
    workers: int = 1,
    compiled: bool | None = None,
) -> Screening:
    """Return every minimum of the range up to `threshold`, m, between own objects and others.

    `span` is POSIX seconds. Minima at the ends of the span, or of the part over which SGP4 makes
    sense of an object, are among them and flagged. On the SGP4 positions they are right to
    a millisecond and a metre. Objects of one catalogue number are one object and no pair; two own
    objects that stand among the others too are a pair once. A pair that is never further apart
    than `together`, m, is told once, with its least range.

    `workers` threads share the search. `compiled` chooses the twin: None takes numpy for small
    jobs and numba for large ones. Raises ValueError for a span that ends before it starts.
    """
    if not span[1] > span[0]:
        raise ValueError("A span must end after it starts.")
    job = _job(own, others)
    objects = bodies_of(job.sources, span)
    tried = np.zeros(len(objects), bool)
    tried[job.others] = True
    found = cull(objects, (job.own, tried), threshold, workers=workers, compiled=compiled)
    suspects = found.some(_one_way(job, found.own, found.other))
    near = encounters(objects, suspects, threshold, together)
    places = np.zeros((2, len(objects)), np.int64)
    for side, numbers in enumerate((job.own, job.others)):
        places[side, numbers[::-1]] = np.arange(numbers.size)[::-1]
    near = replace(near, own=places[0, near.own], other=places[1, near.other])
    return Screening(near, found.reasons)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """Each object once, with a key that is its catalogue number where it has one.

    `own` and `others` are their numbers, in the order of the lists that were handed in.
    """

    sources: list[Elements | Track]
    keys: Ints
    own: Ints
    others: Ints


def _job(own: Sequence[Elements | Track], others: Sequence[Elements | Track]) -> _Job:
    sources = list({id(one): one for one in (*own, *others)}.values())
    numbers = {id(one): number for number, one in enumerate(sources)}
    keys = np.array([one.norad_id or -1 - number for number, one in enumerate(sources)], np.int64)
    mine, theirs = (
        np.array([numbers[id(one)] for one in each], np.int64) for each in (own, others)
    )
    return _Job(sources, keys, mine, theirs)


def _one_way(job: _Job, own: Ints, other: Ints) -> NDArray[np.bool_]:
    """Return which pairs (n,) are of two objects, and not those of an earlier pair turned round."""
    first = {key: place for place, key in reversed(list(enumerate(job.keys[job.own].tolist())))}
    rank = np.array([first.get(key, len(job.own)) for key in job.keys.tolist()], np.int64)
    mirrored = np.isin(job.keys, job.keys[job.others])[own]
    turned = mirrored & (rank[other] < rank[own])
    return (job.keys[own] != job.keys[other]) & ~turned
