"""Where satellites of a pooled day are, compiled: what comes within reach of them, and when.

Circles over a round Earth of 6371 km that turns; times are seconds from the start of the day.
"""

from __future__ import annotations

import math
import sys

# numba asks for a package of this name, and the neighbour coverage.py is not it.
sys.modules.setdefault("coverage", None)

import numpy as np  # noqa: E402
from numba import njit  # noqa: E402

EARTH_KM, SPIN = 6371.0, 7.2921159e-5
DAY_S, STEP_S = 86400.0, 10.0
WIDEST = math.radians(35.0)
WIDE = math.tan(WIDEST)
MASK = math.radians(7.0)
PASS_S = 180.0
BIN = 2.0
"""Degrees of latitude and longitude of a bin of orders."""


@njit(cache=True, nogil=True)
def _state(orbit, t):
    """Return position, km, and direction of flight, both turning with the Earth."""
    radius, inclination, node, phase, rate = orbit
    u, turn = phase + rate * t, node - SPIN * t
    x, y = math.cos(u), math.sin(u)
    c, s = math.cos(turn), math.sin(turn)
    ci, si = math.cos(inclination), math.sin(inclination)
    p = (c * x - s * ci * y, s * x + c * ci * y, si * y)
    v = (-c * y - s * ci * x, -s * y + c * ci * x, si * x)
    return radius, p, v


@njit(cache=True, nogil=True)
def _toward(state, point):
    """Return the line to a point, km: along the flight, across it, and down."""
    radius, p, v = state
    dx = point[0] * EARTH_KM - p[0] * radius
    dy = point[1] * EARTH_KM - p[1] * radius
    dz = point[2] * EARTH_KM - p[2] * radius
    down = -(dx * p[0] + dy * p[1] + dz * p[2])
    along = dx * v[0] + dy * v[1] + dz * v[2]
    hx, hy = p[1] * v[2] - p[2] * v[1], p[2] * v[0] - p[0] * v[2]
    hz = p[0] * v[1] - p[1] * v[0]
    return along, dx * hx + dy * hy + dz * hz, down


@njit(cache=True, nogil=True)
def _angles(orbit, t, point):
    """Return roll and pitch of the line to a point, rad."""
    along, across, down = _toward(_state(orbit, t), point)
    return math.atan2(across, down), math.atan2(along, math.hypot(across, down))


@njit(cache=True, nogil=True)
def _within(state, point):
    """Whether the line to a point is less than the widest look from straight down."""
    along, across, down = _toward(state, point)
    return down > 0.0 and along * along + across * across < WIDE * WIDE * down * down


@njit(cache=True, nogil=True)
def _edge(orbit, point, outside, inside):
    """Return when the point comes within reach, s, between a time outside and one inside."""
    for _ in range(14):
        middle = 0.5 * (outside + inside)
        if _within(_state(orbit, middle), point):
            inside = middle
        else:
            outside = middle
    return inside


@njit(cache=True, nogil=True)
def _emit(found, count, orbit, point, wish, window):
    """Add up to three looks of one window to `found` (start, roll, pitch); return the count."""
    first, last = window
    low = first if first <= 0.0 else _edge(orbit, point, first - STEP_S, first)
    high = last if last + STEP_S > DAY_S else _edge(orbit, point, last + STEP_S, last)
    duration = wish[0] / 1000.0
    room = high - low - duration
    if room < 0.0:
        return count
    for k in range(3):
        start = math.ceil((low + 0.5 * k * room) * 1000.0) if k < 2 else int((low + room) * 1000.0)
        if (k > 0 and room < 2.0) or start < wish[1] or start + wish[0] > wish[2]:
            continue
        roll, pitch = _angles(orbit, start / 1000.0 + 0.5 * duration, point)
        found[count, 0], found[count, 1], found[count, 2] = start, roll, pitch
        count += 1
    return count


@njit(cache=True, nogil=True)
def _touch(marks, q, t):
    """Note that order q is within reach at t; return the window that this ends, or -1.0, -1.0."""
    low, high = marks[q, 0], marks[q, 1]
    ended = low >= 0.0 and high < t - 1.5 * STEP_S
    if low < 0.0 or ended:
        marks[q, 0] = t
    marks[q, 1] = t
    return (low, high) if ended else (-1.0, -1.0)


@njit(cache=True, nogil=True)
def _bins_about(p, reach):
    """Return the rows of bins within reach of a place, degrees, and the columns of each."""
    lat, lon = math.degrees(math.asin(p[2])), math.degrees(math.atan2(p[1], p[0])) + 180.0
    wide = 180.0
    if abs(lat) + reach < 89.0:
        sine = math.sin(math.radians(reach)) / math.cos(math.radians(lat))
        wide = math.degrees(math.asin(sine))
    low, high = max(0, int((lat - reach + 90) / BIN)), min(89, int((lat + reach + 90) / BIN))
    left, right = math.floor((lon - wide) / BIN), math.floor((lon + wide) / BIN)
    return low, high, left, min(right, left + 179)


@njit(cache=True, nogil=True)
def windows(orbit, points, bins):
    """Return (order, first sample s, last sample s) of each run of samples within reach."""
    first, members = bins
    angle = math.asin(orbit[0] / EARTH_KM * math.sin(WIDEST)) - WIDEST
    reach, near = math.degrees(angle) + 0.01, math.cos(angle + 1e-4)
    marks = np.full((len(points), 2), -1.0)
    out, count = np.empty((1024, 3)), 0
    for k in range(int(DAY_S / STEP_S)):
        t = k * STEP_S
        state = _state(orbit, t)
        p = state[1]
        low, high, left, right = _bins_about(p, reach)
        for cell in range((high - low + 1) * (right - left + 1)):
            row, column = divmod(cell, right - left + 1)
            b = (low + row) * 180 + (left + column) % 180
            for e in range(first[b], first[b + 1]):
                q = members[e]
                point = points[q]
                cosine = point[0] * p[0] + point[1] * p[1] + point[2] * p[2]
                if cosine > near and _within(state, point):
                    begun, ended = _touch(marks, q, t)
                    if begun >= 0.0:
                        out, count = _add(out, count, q, begun, ended)
    for q in range(len(points)):
        if marks[q, 0] >= 0.0:
            out, count = _add(out, count, q, marks[q, 0], marks[q, 1])
    return out[:count]


@njit(cache=True, nogil=True)
def _add(out, count, q, low, high):
    if count == len(out):
        wider = np.empty((2 * count, 3))
        wider[:count] = out
        out = wider
    out[count, 0], out[count, 1], out[count, 2] = q, low, high
    return out, count + 1


@njit(cache=True, nogil=True)
def looks_in(orbit, points, wishes, windows):
    found = np.empty((3 * len(windows), 3))
    order = np.empty(3 * len(windows), np.int32)
    count = 0
    for k in range(len(windows)):
        q = int(windows[k, 0])
        before = count
        window = (windows[k, 1], windows[k, 2])
        count = _emit(found, count, orbit, points[q], wishes[q], window)
        order[before:count] = q
    return order[:count], found[:count]


@njit(cache=True, nogil=True)
def passes_of(orbit, site):
    """Return the passes of at least three minutes above the mask, whole ms, on a 10 s grid."""
    out, opened = [], -1.0
    for k in range(int(DAY_S / STEP_S)):
        t = k * STEP_S
        radius, p, _ = _state(orbit, t)
        dx, dy = p[0] * radius - site[0] * EARTH_KM, p[1] * radius - site[1] * EARTH_KM
        dz = p[2] * radius - site[2] * EARTH_KM
        rise = dx * site[0] + dy * site[1] + dz * site[2]
        up = rise > math.sin(MASK) * math.sqrt(dx * dx + dy * dy + dz * dz)
        if up and opened < 0.0:
            opened = t
        if opened >= 0.0 and (not up or t + STEP_S >= DAY_S):
            if t - opened >= PASS_S:
                out.append((int(opened * 1000), int(t * 1000)))
            opened = -1.0
    return out
