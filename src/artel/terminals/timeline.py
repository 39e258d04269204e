"""A rate over a pass: the best modulation and code from instant to instant, and its bits."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.terminals.modcods import best

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from artel.terminals.modcods import Modcod

    Floats = NDArray[np.float64]
    Curve = Callable[[Floats], Floats]

STEP_S = 30.0
"""Seconds between two looks at a curve, at most; what lies between is then found."""
_LOOKS = 40
_TRIES = 80
_NOTHING = 2e-8
_CLOSE_S = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """A span [start, end), POSIX s, with one modulation and code, or with none."""

    start: float
    end: float
    modcod: Modcod | None
    rate_bps: float

    @property
    def bits(self) -> int:
        """Whole bits carried."""
        return int(self.rate_bps * (self.end - self.start))


def samples(start: float, end: float) -> Floats:
    """Return instants from start to end, both among them, close enough for a pass."""
    count = max(_LOOKS, int(np.ceil((end - start) / STEP_S)))
    return np.linspace(start, end, count + 1)


def crossings(curve: Curve, start: float, end: float, levels: Sequence[float]) -> Floats:
    """Return the instants, rising, at which a curve crosses any of the levels, to a millisecond."""
    t = samples(start, end)
    over = curve(t)[:, None] - np.asarray(levels, float)
    at, which = np.nonzero((over[1:] >= 0.0) != (over[:-1] >= 0.0))
    level = np.asarray(levels, float)[which]
    return np.sort(_roots(curve, level, (t[at], t[at + 1]), (over[at, which], over[at + 1, which])))


def _roots(
    curve: Curve, level: Floats, ends: tuple[Floats, Floats], over: tuple[Floats, Floats]
) -> Floats:
    """Return where a curve crosses each level between two ends.

    False position by the Illinois rule, and each third time a halving, for curves with corners.
    """
    (low, high), (at_low, at_high) = ends, over
    root, was_left = high, np.zeros(level.shape, int)
    for number in range(_TRIES if level.size else 0):
        chord = high - at_high * (high - low) / (at_high - at_low)
        root = np.clip(chord if number % 3 < 2 else 0.5 * (low + high), low, high)
        value = curve(root) - level
        left = (value >= 0.0) == (at_low >= 0.0)
        # An end that stays a second time gives up half of its value, or it would stay for ever.
        at_high = np.where(left, at_high * np.where(was_left > 0, 0.5, 1.0), value)
        at_low = np.where(left, value, at_low * np.where(was_left < 0, 0.5, 1.0))
        low, high = np.where(left, root, low), np.where(left, high, root)
        was_left = np.where(left, 1, -1)
        if np.all((np.abs(value) < _NOTHING) | (high - low < _CLOSE_S)):
            break
    return root


def spans_above(curve: Curve, start: float, end: float, level: float) -> list[tuple[float, float]]:
    """Return the spans in which a curve is at or above a level."""
    edges = [start, *crossings(curve, start, end, [level]).tolist(), end]
    pieces = [(a, b) for a, b in itertools.pairwise(edges) if b > a]
    middles = np.array([0.5 * (a + b) for a, b in pieces])
    inside = curve(middles) >= level if pieces else ()
    return [piece for piece, holds in zip(pieces, inside, strict=True) if holds]


def peak(curve: Curve, start: float, end: float) -> tuple[float, float]:
    """Return instant and value of a curve's greatest value: looked at coarsely, then closely."""
    t = samples(start, end)
    at = int(np.argmax(curve(t)))
    near = np.linspace(t[max(at - 1, 0)], t[min(at + 1, t.size - 1)], 61)
    values = curve(near)
    best_at = int(np.argmax(values))
    return float(near[best_at]), float(values[best_at])


def highest(curve: Curve, start: float, end: float) -> float:
    """Return the greatest value of a curve in a span."""
    return peak(curve, start, end)[1]


def timeline(
    curve: Curve, span: tuple[float, float], steps: tuple[Modcod, ...], symbols_per_s: float
) -> tuple[Piece, ...]:
    """Return the pieces of a span under an Es/N0 curve, dB; neighbours differ."""
    start, end = span
    inner = crossings(curve, start, end, [step.es_n0_db for step in steps])
    edges = np.unique(np.concatenate([[start], inner, [end]]))
    held = best(steps, curve(0.5 * (edges[1:] + edges[:-1])))
    new = np.flatnonzero(np.diff(held, prepend=-2))
    begins, ends = edges[new], np.append(edges[new[1:]], end)
    return tuple(
        _piece(float(a), float(b), steps[k] if k >= 0 else None, symbols_per_s)
        for a, b, k in zip(begins, ends, held[new], strict=True)
    )


def _piece(start: float, end: float, modcod: Modcod | None, symbols_per_s: float) -> Piece:
    rate = 0.0 if modcod is None else modcod.bits_per_symbol * symbols_per_s
    return Piece(start, end, modcod, rate)
