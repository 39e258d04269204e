"""Polynomials through the states around an instant: Lagrange's and Hermite's, in Newton's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def around(nodes: Floats, t: Floats, count: int) -> NDArray[np.int64]:
    """Return the indices (m, count) of the nodes around each of t (m,).

    As many stand before as after an instant, but at the ends of the nodes.
    """
    before = np.searchsorted(nodes, t, side="right") - count // 2
    first = np.clip(before, 0, nodes.size - count)
    return first[:, None] + np.arange(count)


def lagrange(t: Floats, nodes: Floats, values: Floats) -> Floats:
    """Return the values (m, 3) at t (m,) of the polynomials through values (m, k, 3) at nodes.

    `nodes` is (m, k) and `t` counts from the same instant: keep both small.
    """
    slopes = values.copy()
    for level in range(1, nodes.shape[1]):
        gaps = nodes[:, level:] - nodes[:, :-level]
        slopes[:, level:] = (slopes[:, level:] - slopes[:, level - 1 : -1]) / gaps[..., None]
    return _newton(t, nodes, slopes)[0]


def hermite(t: Floats, nodes: Floats, r: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return positions and velocities (m, 3) of the polynomials that meet r and v (m, k, 3)."""
    doubled = np.repeat(nodes, 2, axis=1)
    slopes = np.repeat(r, 2, axis=1)
    for level in range(1, doubled.shape[1]):
        gaps = doubled[:, level:] - doubled[:, :-level]
        rise = slopes[:, level:] - slopes[:, level - 1 : -1]
        if level == 1:  # Between a node and itself the slope is the velocity.
            gaps[:, ::2], rise[:, ::2] = 1.0, v
        slopes[:, level:] = rise / gaps[..., None]
    return _newton(t, doubled, slopes)


def _newton(t: Floats, nodes: Floats, slopes: Floats) -> tuple[Floats, Floats]:
    """Return value and derivative at t of polynomials given by their divided differences."""
    value = slopes[:, -1]
    rate = np.zeros_like(value)
    for k in range(nodes.shape[1] - 2, -1, -1):
        from_node = (t - nodes[:, k])[:, None]
        rate = rate * from_node + value
        value = value * from_node + slopes[:, k]
    return value, rate
