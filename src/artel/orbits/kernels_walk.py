"""The walk of `kernels` over one place: levels of its nodes, what happens at them, windows.

Levels are in float32. Where they cannot tell on which side of the rule a node is, float64 does;
so the signs that windows are made of are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.compiling import njit
from artel.orbits.kernels_batch import NONE
from artel.orbits.kernels_bits import above, fetch, lowest
from artel.orbits.kernels_cull import FAST, GROUP
from artel.orbits.kernels_roots import FINE, at, cubic, extreme, gap, root, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.orbits.kernels_batch import Found
    from artel.orbits.kernels_roots import Floats, Nodes, Place, Triple

    Ints = NDArray[np.int64]
    Singles = NDArray[np.float32]
    Counts = tuple[int, int, int]

fast: Any = njit(**FAST)
inlined: Any = njit(forceinline=True, **FAST)

_ONE, _SOME = np.uint64(1), np.uint64(2**GROUP - 1)
_SHARP = np.float32(0.25)
_LAST, _NEXT = np.uint64(GROUP - 1), np.uint64(GROUP)


@fast
def listed_of(marks: Singles, zeros: Singles, out: Ints) -> int:
    """List the groups whose mark is above zero; return how many."""
    count = 0
    for first in range(0, marks.size, GROUP):
        bits = above(marks, first, zeros, 0)
        while bits != 0:
            out[count] = first + np.int64(lowest(bits))
            bits &= bits - _ONE
            count += 1
    return count


@fast
def levels_of(
    mode: int, small: Singles, listed: Ints, count: int, spot: Place, levels: Singles
) -> None:
    """Put by how much, in squares of sines or cosines, nodes of listed groups keep the rule."""
    px, py, pz, ux, uy, uz, bound = spot
    for line in range(count):
        first, out = np.uint64(listed[line] * GROUP), np.uint64(line * GROUP + 2)
        if mode == 0:
            for i in range(np.uint64(GROUP)):
                k: Any = first + i
                dx, dy, dz = small[0, k] - px, small[1, k] - py, small[2, k] - pz
                rise = dx * ux + dy * uy + dz * uz
                levels[out + i] = rise * abs(rise) / (dx * dx + dy * dy + dz * dz) - bound
        else:
            for i in range(np.uint64(GROUP)):
                k = first + i
                x, y, z = small[0, k], small[1, k], small[2, k]
                dx, dy, dz = x - px, y - py, z - pz
                rise = dx * ux + dy * uy + dz * uz
                down = (dx * x + dy * y + dz * z) * small[3, k]
                near = np.float32(1.0) / (dx * dx + dy * dy + dz * dz)
                levels[out + i] = min(down * abs(down) * near - bound, rise * abs(rise) * near)


@fast
def _certain(mode: int, nodes: Nodes, place: Place, base: int, bits: tuple[Any, Any]) -> Any:
    """Return the signs of a group with those in doubt taken from float64."""
    _, r, v, _ = nodes
    signs, doubts = bits
    while doubts != 0:
        i = lowest(doubts)
        doubts &= doubts - _ONE
        k = min(base + np.int64(i), r.shape[0] - 1)
        d = (r[k, 0] - place[0], r[k, 1] - place[1], r[k, 2] - place[2])
        inside = gap(mode, d, row(v, k), place)[0] > 0.0
        signs = signs | (_ONE << i) if inside else signs & ~(_ONE << i)
    return signs


@inlined
def _nodes_put(bits: Any, base: int, out: Ints, n: int) -> int:
    """Append the nodes whose bits are set; return how many there are now."""
    while bits != 0:
        out[n] = base + np.int64(lowest(bits))
        bits &= bits - _ONE
        n += 1
    return n


@inlined
def _tops_put(bits: Any, base: int, levels: Singles, here: int, out: Ints, n: int) -> int:
    """Append twice the nodes before those whose bits are set, and 1 where the later side is up."""
    while bits != 0:
        i = np.int64(lowest(bits))
        bits &= bits - _ONE
        out[n] = 2 * (base + i - 1) + (levels[here + i] > levels[here + i - 2])
        n += 1
    return n


@inlined
def _secrets_put(bits: Any, dips: Any, base: int, out: Ints, n: int) -> int:
    """Append twice the nodes before those whose bits are set, and 1 for each dip."""
    while bits != 0:
        i = lowest(bits)
        bits &= bits - _ONE
        out[n] = 2 * (base + np.int64(i) - 1) + np.int64((dips >> i) & _ONE)
        n += 1
    return n


@inlined
def _hopeful(bits: Any, levels: Singles, here: int, doubt: float, floor: float) -> Any:
    """Return the bits but for peaks so low and so flat that none above the rule can hide there.

    Below the floor no node stands beside one that may hide. A parabola through the three levels
    rises by d^2 / 8c over the middle one; four times that is allowed. It is not asked where the
    peak is too sharp for it, nor without both neighbours.
    """
    rest = bits
    while rest != 0:
        i = np.int64(lowest(rest))
        rest &= rest - _ONE
        low, mid, high = levels[here + i - 2], levels[here + i - 1], levels[here + i]
        bend, tilt = mid + mid - low - high, high - low
        inner = (i > 1) & (i < GROUP) & (bend < _SHARP)
        flat = (mid + doubt) * bend + np.float32(0.5) * tilt * tilt < 0.0
        if (inner & flat) | (mid < floor):
            bits ^= _ONE << np.uint64(i)
    return bits


@fast
def happenings(  # noqa: PLR0913, PLR0917 - arrays in a tuple would be counted at each call
    mode: int,
    nodes: Nodes,
    place: Place,
    listed: Ints,
    count: int,
    limits: Singles,
    angle: int,
    levels: Singles,
    doubt: Singles,
    changes: Ints,
    tops: Ints,
    secrets: Ints,
) -> Counts:
    """List what happens at the nodes of the listed groups; return how many of each.

    `changes`: the node after a change of sign. `tops`: twice the node of a peak above the rule,
    and 1 where the peak lies after it. `secrets`: twice the node of an extreme beside which two
    changes may hide, and 1 for a dip; every node of a group where the walk must be careful, for
    the margin may turn twice there before the next. No node of a group not listed is inside.
    """
    inside, down = np.uint64(0), _ONE
    bound = np.float32(place[6] * abs(place[6]))
    n, peaked, hiding = 0, 0, 0
    for line in range(count):
        here, base = line * GROUP + 2, listed[line] * GROUP
        signs = above(levels, here, doubt, GROUP)
        doubts = signs ^ above(levels, here, doubt, 0)
        if doubts != 0:
            signs = _certain(mode, nodes, place, base, (signs, doubts))
        downs = above(levels, here - 1, levels, here)
        if line == 0 or listed[line - 1] + 1 != listed[line]:
            inside, down, downs = np.uint64(0), _ONE, downs & ~_ONE
        # Bit i speaks of the step that ends at node i of the group, or of the node before it.
        before, downs_before = (signs << _ONE) | inside, (downs << _ONE) | down
        inside, down = signs >> _LAST, downs >> _LAST
        change, peaks = (signs ^ before) & _SOME, downs & ~downs_before
        dips = downs_before & ~downs & before & _SOME
        if line + 1 == count or listed[line] + 1 != listed[line + 1]:
            peaks |= (down ^ _ONE) << _NEXT
            if listed[line] + 1 != limits.shape[2]:
                change |= inside << _NEXT
        n = _nodes_put(change, base, changes, n)
        peaked = _tops_put(peaks & before, base, levels, here, tops, peaked)
        if limits[angle, 3, listed[line]] > 0.0:
            peaks, dips = (_SOME << _ONE) & ~before, before & ~_ONE
        else:
            floor = limits[angle, 4, listed[line]] - bound
            peaks = _hopeful(peaks & ~before, levels, here, doubt[GROUP], floor)
        hiding = _secrets_put(peaks | dips, dips, base, secrets, hiding)
    return n, peaked, hiding


@fast
def _near(small: Singles, toward: Triple, m: int, least: float) -> bool:
    """Return whether one of the nodes around m lies within the reach of a place."""
    fx, fy, fz = toward
    found = False
    for k in range(max(m - 1, 0), min(m + 2, small.shape[1])):
        found |= (small[0, k] * fx + small[1, k] * fy + small[2, k] * fz) * small[3, k] > least
    return found


@fast
def _hidden(mode: int, nodes: Nodes, place: Place, m: int, sign: float) -> tuple[float, float]:
    """Return the two changes of sign, in nodes, hidden beside an extreme among the nodes.

    Around a peak (sign 1) they open and close a window, around a dip (-1) they part one in two.
    The first is below zero if there are none.
    """
    k, s = extreme(mode, nodes, place, m, sign)
    if k < 0:
        return -1.0, -1.0
    c = cubic(nodes, k, place)
    for end, expected in ((0.0, -sign), (1.0, -sign), (s, sign)):
        d, v = at(c, end)
        if (gap(mode, d, v, place)[0] > 0.0) != (expected > 0.0):
            return -1.0, -1.0
    fine = FINE / nodes[3]
    return k + root(mode, c, place, 0.0, s, 0, fine), k + root(mode, c, place, s, 1.0, 0, fine)


@fast
def revealed(  # noqa: PLR0913, PLR0917 - as above
    mode: int,
    small: Singles,
    limits: Singles,
    angle: int,
    nodes: Nodes,
    place: Place,
    toward: Triple,
    secrets: Ints,
    count: int,
    crossings: Floats,
) -> int:
    """Keep of the extremes that may hide two changes those that do, and put where these are."""
    kept = 0
    for i in range(count):
        m, dip = secrets[i] >> 1, secrets[i] & 1
        if dip == 1 or _near(small, toward, m, limits[angle, 2, m // GROUP]):
            m = min(m, nodes[1].shape[0] - 1)
            first, second = _hidden(mode, nodes, place, m, -1.0 if dip == 1 else 1.0)
            again = kept > 0 and first == crossings[2 * kept - 2]
            if first >= 0.0 and not again:
                secrets[kept] = secrets[i]
                crossings[2 * kept], crossings[2 * kept + 1] = first, second
                kept += 1
    return kept


@fast
def simple(  # noqa: PLR0913, PLR0917 - as above
    changes: Ints,
    tops: Ints,
    count: int,
    site: Any,
    first: Any,
    last: Any,
    top: Any,
    at_window: tuple[int, int],
    v: Floats,
) -> int:
    """Write windows that all open, peak once and close; return how many, or 0 if one does not."""
    n, j = at_window
    fits = changes[0] > 0
    for i in range(count):
        opened, closed, peak = changes[2 * i], changes[2 * i + 1], tops[i] >> 1
        fits &= (opened <= peak) & (peak < closed)
        w = np.uint32(n + i)
        site[w], top[w] = j, peak - 1 + (tops[i] & 1)
        first[w], last[w] = opened - 1, closed - 1
        fetch(v, opened - 1)
        fetch(v, closed - 1)
        fetch(v, peak)
    return count if fits else 0


@fast
def several(  # noqa: PLR0913, PLR0917 - as above
    changes: Ints,
    tops: Ints,
    secrets: Ints,
    crossings: Floats,
    counts: Counts,
    found: Found,
    at_window: tuple[int, int],
    nodes: Nodes,
) -> int:
    """Write the windows of a place at which anything may happen; return how many.

    A window's peak is left to `solve` where it has one top, and to a search of it all otherwise.
    """
    t0, r, _, h = nodes
    site, first, last, top, start, end = found[0], found[1], found[2], found[3], found[4], found[5]
    n, j = at_window
    is_open, a, b, c, begin = False, 0, 0, 0, n
    whole = True
    while a < counts[0] or c < counts[2]:
        k = changes[a] if a < counts[0] else r.shape[0] + GROUP
        if c < counts[2] and (secrets[c] >> 1) < k:
            before, after = t0 + crossings[2 * c] * h, t0 + crossings[2 * c + 1] * h
            c += 1
            if is_open:
                last[n], top[n], end[n] = NONE, NONE, before
                site[n + 1], first[n + 1], start[n + 1], whole = j, NONE, after, False
            else:
                site[n], first[n], last[n], top[n] = j, NONE, NONE, NONE
                start[n], end[n] = before, after
            n += 1
            continue
        tops_here, best = 0, 0
        while b < counts[1] and (tops[b] >> 1) < k:
            best = (tops[b] >> 1) - 1 + (tops[b] & 1)
            tops_here, b = tops_here + 1, b + 1
        if is_open:
            last[n], top[n] = k - 1, best if tops_here == 1 and whole else NONE
            n += 1
        else:
            site[n], start[n], whole = j, t0, True
            first[n] = k - 1 if k > 0 else NONE
        is_open, a = not is_open, a + 1
    if is_open:
        last[n], top[n], end[n] = NONE, NONE, t0 + (r.shape[0] - 1) * h
        n += 1
    return n - begin
