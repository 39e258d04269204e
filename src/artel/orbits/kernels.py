"""The search of `visibility`, compiled by numba: the same windows, one satellite at a time.

For each place: the groups of nodes that may see it; by how much each of their nodes keeps the
rule, in float32; the nodes where that changes sign or turns; and from these the windows, whose
ends are found in batches. A peak or a dip hidden between two nodes of one sign is looked for
beside each node that is higher, or lower, than its neighbours.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.compiling import njit
from artel.orbits.kernels_batch import BATCH, ROWS, solve
from artel.orbits.kernels_cull import FAST, GROUP, grouped, reaches, shrunk, strides, thresholds
from artel.orbits.kernels_roots import place_of, summit
from artel.orbits.kernels_walk import happenings, levels_of, listed_of, revealed, several, simple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.kernels_batch import Found
    from artel.orbits.kernels_roots import Nodes, Place, Places, Triple

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

fast: Any = njit(**FAST)

_FIRST_ROOM, _ROOM_EACH = 4096, 8
"""Room for so many windows to begin with, and for each place: a week of a narrow sensor."""
_MOST_ANGLES = 16
_SPARE = GROUP + 1
"""At most so much can happen in a group, counted generously."""
_INSTANT = 1e-6
"""s: an end no further from that of the span is the span's."""


def scan(
    track: tuple[Floats, Floats, Floats],
    places: Places,
    rule: tuple[int, Floats],
    span: tuple[float, float],
    *,
    peaks: bool = True,
) -> tuple[Any, ...]:
    """Return (site, start, end, peak_time, height, cut_start, cut_end), sorted by site and start.

    `track` is (t, r, v), evenly spaced and reaching over the span; `places` is (positions,
    verticals, bounds) with the bounds of `intervals.margin`; `rule` is (mode, limits (m,) rad).
    The height is the sine of the elevation or the cosine of the off-nadir angle at the peak;
    without peaks it and peak_time mean nothing. It holds no lock of Python's.
    """
    mode, limits = rule
    p, up, _ = places
    far = np.sqrt((p * p).sum(axis=1))
    tilt = np.arccos(np.clip((p * up).sum(axis=1) / far, -1.0, 1.0)).max() + 1e-9
    angles, which = _angles(np.clip(limits, -0.5 * np.pi, 0.5 * np.pi))
    extent = (float(far.min()), float(tilt), float(far.max()))
    return _scan(
        mode, tuple(map(_plain, track)), tuple(map(_plain, places)), angles, which,
        extent, (float(span[0]), float(span[1])), peaks,
    )  # fmt: skip


def _angles(limits: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return some of the limits, and for each limit the number of the next lower one of them."""
    angles = np.unique(limits)
    angles = angles[:: -(-angles.size // _MOST_ANGLES)]
    return angles, np.searchsorted(angles, limits, side="right") - 1


def _plain(a: Floats) -> Floats:
    """Return an array as one of the one type that is compiled for: whole rows, not to write to."""
    view = np.ascontiguousarray(a, float).view(np.ndarray)
    view.flags.writeable = False
    return view


@fast
def _room(n: int) -> Found:
    """Return room for windows: site, nodes before its rise, set and peak; instants and height."""
    return (
        np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty(n, np.uint32),
        np.empty(n, np.uint32), np.empty(n), np.empty(n), np.empty(n), np.empty(n),
    )  # fmt: skip


@fast
def _roomier(found: Found, count: int, size: int) -> Found:
    """Return more room with the same windows in it."""
    a, b, c, d, e, f, g, h = found
    more = _room(size)
    s, t, u, v, w, x, y, z = more
    for i in range(count):
        s[i], t[i], u[i], v[i], w[i], x[i], y[i], z[i] = (
            a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i],
        )  # fmt: skip
    return more


@fast
def _doubts(small: Singles, extent: Triple) -> Singles:
    """Return GROUP times the lowest and the highest level of which float32 is not sure."""
    lowest, highest = 1e12, 0.0
    for k in range(small.shape[1]):
        lowest = min(lowest, 1.0 / small[3, k])
        highest = max(highest, 1.0 / small[3, k])
    doubt = 2e-6 + 2e-6 * (highest + extent[2]) / max(lowest - extent[2], 1e5)
    out = np.empty(2 * GROUP, np.float32)
    for i in range(GROUP):
        out[i], out[GROUP + i] = -doubt, doubt
    return out


@fast
def _spot(place: Place) -> Any:
    """Return a place in float32, with the square of its bound, sign kept."""
    px, py, pz, ux, uy, uz, bound = place
    return (
        np.float32(px), np.float32(py), np.float32(pz),
        np.float32(ux), np.float32(uy), np.float32(uz), np.float32(bound * abs(bound)),
    )  # fmt: skip


@fast
def _toward(place: Place) -> Any:
    """Return the direction of a place from the centre, in float32."""
    x, y, z = place[0], place[1], place[2]
    scale = 1.0 / math.sqrt(x * x + y * y + z * z)
    return np.float32(x * scale), np.float32(y * scale), np.float32(z * scale)


@fast
def _limits(mode: int, small: Singles, angles: Floats, extent: Triple, h: float) -> Any:
    """Return the groups of a track, and what each of them allows at each limiting angle."""
    groups = grouped(small)
    around, outward = strides(small)
    out = np.empty((angles.size, 5, groups.shape[1]), np.float32)
    for a in range(angles.size):
        rule = (mode, extent[0], extent[2], extent[1])
        thresholds(groups, rule, angles[a], (around, outward, h), out[a])
    return groups, out


@fast
def _scan(mode, track, places, angles, which, extent, span, peaks):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    t, r, v = track
    p, up, bound = places
    nodes = (t[0], r, v, (t[t.size - 1] - t[0]) / (t.size - 1))
    small = shrunk(r)
    groups, limits = _limits(mode, small, angles, extent, nodes[3])
    doubt, zeros = _doubts(small, extent), np.zeros(GROUP, np.float32)
    count = groups.shape[1]
    marks = np.zeros((count + GROUP - 1) // GROUP * GROUP, np.float32)
    levels, buffer = np.zeros(GROUP * (count + 1), np.float32), np.zeros((ROWS, BATCH))
    listed, changes = np.empty(count, np.int64), np.empty(_SPARE * count, np.int64)
    tops, secrets = np.empty(_SPARE * count, np.int64), np.empty(_SPARE * count, np.int64)
    crossings = np.empty(2 * _SPARE * count)
    n, done, room = 0, 0, max(_FIRST_ROOM, _ROOM_EACH * p.shape[0])
    found = _room(room)
    site, first, last, top = found[0], found[1], found[2], found[3]
    for j in range(p.shape[0]):
        place = (p[j, 0], p[j, 1], p[j, 2], up[j, 0], up[j, 1], up[j, 2], bound[j])
        toward, a = _toward(place), which[j]
        reaches(groups, limits, a, toward, marks)
        hit = listed_of(marks, zeros, listed)
        if n + _SPARE * (hit + 1) > room:
            room = 2 * room + _SPARE * (hit + 1)
            found = _roomier(found, n, room)
            site, first, last, top = found[0], found[1], found[2], found[3]
        levels_of(mode, small, listed, hit, _spot(place), levels)
        changed, topped, hidden = happenings(
            mode, nodes, place, listed, hit, limits, a, levels, doubt, changes, tops, secrets
        )
        if hidden > 0:
            hidden = revealed(
                mode, small, limits, a, nodes, place, toward, secrets, hidden, crossings
            )
        wrote = 0
        if hidden == 0 and changed == 2 * topped:
            wrote = simple(changes, tops, topped, site, first, last, top, (n, j), v)
        if wrote == 0:
            counts = (changed, topped, hidden)
            wrote = several(changes, tops, secrets, crossings, counts, found, (n, j), nodes)
        n += wrote
        if n - done >= BATCH:
            done = _solved((mode, peaks), nodes, places, found, (done, n, BATCH), buffer)
    _solved((mode, peaks), nodes, places, found, (done, n, 1), buffer)
    return _cut(mode, nodes, places, found, n, span, peaks)


@fast
def _solved(
    rule: tuple[int, bool],
    nodes: Nodes,
    places: Places,
    found: Found,
    part: tuple[int, int, int],
    buffer: Floats,
) -> int:
    """Solve windows of the part (first, end, least) in batches while there are as many as that."""
    done, end, least = part
    while end - done >= least:
        upto = min(done + BATCH, end)
        solve(rule, nodes, places, found, done, upto, buffer)
        done = upto
    return done


@fast
def _cut(mode, nodes, places, found, count, span, peaks):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Return the windows inside a span, those over its ends cut there."""
    low, high = span
    site, start, end, when, crest = found[0], found[4], found[5], found[6], found[7]
    size = 0
    for i in range(count):
        size += (start[i] < high) & (end[i] > low)
    sites, starts, ends = np.empty(size, np.int64), np.empty(size), np.empty(size)
    whens, crests = np.empty(size), np.empty(size)
    at_first, at_last = np.empty(size, np.bool_), np.empty(size, np.bool_)
    n = 0
    for i in range(count):
        if not ((start[i] < high) & (end[i] > low)):
            continue
        sites[n], starts[n], ends[n] = site[i], start[i], end[i]
        whens[n], crests[n] = when[i], crest[i]
        at_first[n], at_last[n] = start[i] <= low + _INSTANT, end[i] >= high - _INSTANT
        if at_first[n] or at_last[n]:
            starts[n] = low if at_first[n] else start[i]
            ends[n] = high if at_last[n] else end[i]
            if peaks and not starts[n] <= when[i] <= ends[n]:
                place = place_of(places, site[i])
                whens[n], crests[n] = summit(mode, nodes, place, starts[n], ends[n])
        n += 1
    return sites, starts, ends, whens, crests, at_first, at_last
