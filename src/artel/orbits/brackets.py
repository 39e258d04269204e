"""When a fleet may see one place, roughly and at once: intervals that hold every pass.

The exact search of `visibility` prepares each track anew for every place. Asked of one place after
another, a coarse look at all tracks together is far quicker; who asks then finds the instants it
wants inside the intervals, and sees for itself whether the place is really in view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.frames import length, unit
from artel.orbits.intervals import OFF_NADIR
from artel.orbits.visibility import cap_cosines, caps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from artel.orbits.tracks import Track

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

STEP_S = 240.0
"""s: of the nodes of a track those are looked at that lie so far apart, or a little less."""
_ROUNDED = 1e-5
_QUICK = 7e-4
"""rad/s: a node that moves quicker over the ground stays near one great circle for some steps."""
_OFF_CIRCLE = 0.06
"""rad: no further from it than this, until the next nodes."""


@dataclass(frozen=True, slots=True, eq=False)
class Coarse:
    """Some nodes (n,) of tracks, one track after the other: instants, directions, caps.

    The next node of a track is `step` (n,) s away. `normals` (n, 3) stand on the great circles
    along which they move, and `most` (n,) is the greatest sine of how far off that circle a place
    in view lies. By time, the nodes are `rows` (n,): `times` (n,) ascend, `towards` (n, 3) are unit
    vectors from the Earth's centre, and `least` (n,) the cosines of the caps around them that hold
    every place in view until the next node.
    """

    track: Ints
    t: Floats
    step: Floats
    normals: NDArray[np.float32]
    most: NDArray[np.float32]
    rows: Ints
    times: Floats
    towards: NDArray[np.float32]
    least: NDArray[np.float32]

    def near(self, place: Floats, within: tuple[float, float]) -> tuple[Ints, Floats, Floats]:
        """Return which track (m,) may see a place (3,), from when to when (m,), POSIX s.

        By track and time. Every time in view inside `within` is in one of these intervals.
        """
        direction = unit(place).astype(np.float32)
        wide = float(self.step.max())
        ends = (within[0] - wide, within[1] + wide)
        part = slice(*np.searchsorted(self.times, ends))
        # No matrix product: that would start threads for what takes a millisecond.
        hit = np.einsum("ij,j->i", self.towards[part], direction) >= self.least[part]
        rows = np.sort(self.rows[part][hit])
        new = (np.diff(rows, prepend=-2) > 1) | (np.diff(self.track[rows], prepend=-1) != 0)
        heads = np.flatnonzero(new)
        if not heads.size:
            return rows, np.empty(0), np.empty(0)
        aside = np.einsum("ij,j->i", self.normals[rows], direction)
        beside = np.abs(aside) <= self.most[rows]
        kept = np.logical_or.reduceat(beside, heads)
        first, last = rows[heads][kept], rows[np.append(heads[1:], rows.size) - 1][kept]
        start = np.maximum(self.t[first] - self.step[first], within[0])
        end = np.minimum(self.t[last] + self.step[last], within[1])
        open_ = end > start
        return self.track[first[open_]], start[open_], end[open_]


def coarse_of(tracks: Sequence[Track], max_off_nadir: Floats) -> Coarse:
    """Return tracks, none of them empty, ready to be asked about places.

    `max_off_nadir` (k,), rad, is how far from nadir each of them sees.
    """
    parts = [_part(track, limit) for track, limit in zip(tracks, max_off_nadir, strict=True)]
    t, step, *others = (np.concatenate(column) for column in zip(*parts, strict=True))
    normals, most, towards, least = (each.astype(np.float32) for each in others)
    track = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    rows = np.argsort(t, kind="stable")
    return Coarse(track, t, step, normals, most, rows, t[rows], towards[rows], least[rows])


def _part(track: Track, limit: float) -> tuple[Floats, ...]:
    each = max(int(STEP_S / track.step), 1)
    some = np.unique(np.append(np.arange(0, track.t.size, each), track.t.size - 1))
    t, r, v = track.t[some], track.r[some], track.v[some]
    # The last step may be short: the caps are widened by the longest.
    cosines = cap_cosines((t, r, v), OFF_NADIR, np.array([limit]))[:, 0]
    step = np.full(t.shape, float(np.diff(t).max()))
    radius = length(r)
    quick = length(v) / radius > _QUICK
    cap = caps(radius, OFF_NADIR, np.array([limit]))
    most = np.where(quick, np.sin(np.minimum(cap + _OFF_CIRCLE, 0.5 * np.pi)), 1.0)
    return t, step, unit(np.cross(r, v)), most, unit(r), cosines - _ROUNDED
