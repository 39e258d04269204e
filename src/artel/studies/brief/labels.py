"""Names beside their places, so that none lies upon another or upon a mark."""

from __future__ import annotations

import math
from dataclasses import dataclass

Box = tuple[float, float, float, float]

_RINGS = (7.0, 12.0, 20.0, 30.0, 42.0, 56.0, 72.0, 90.0)
_DIRECTIONS = 16
_WIDTH = 0.56
_LEADER = 13.0
_HEIGHT = 1.15


@dataclass(frozen=True, slots=True)
class Label:
    """A name at x, y (the left end of its base line), and a leader to its place if far."""

    text: str
    x: float
    y: float
    leader: tuple[float, float, float, float] | None


def place_labels(
    points: list[tuple[str, float, float]], frame: Box, size: float, mark: float = 4.0
) -> list[Label]:
    """Return a label for each named point, in the order given; size is that of the letters.

    Each takes the nearest free spot around its point, first to the right, then round; one that
    finds none is left out, and its name remains in the mark's own title.
    """
    taken: list[Box] = [(x - mark, y - mark, x + mark, y + mark) for _, x, y in points]
    labels = []
    for name, x, y in points:
        box = _free(name, x, y, (frame, size), taken)
        if box is not None:
            taken.append(box)
            labels.append(_label(name, x, y, box, size))
    return labels


def _free(name: str, x: float, y: float, room: tuple[Box, float], taken: list[Box]) -> Box | None:
    frame, size = room
    width, height = len(name) * size * _WIDTH, size * _HEIGHT
    for ring in _RINGS:
        for step in range(_DIRECTIONS):
            # Right, then a little down, a little up, and so on round to the left.
            turn = (step + 1) // 2 * (1 if step % 2 else -1) * 2.0 * math.pi / _DIRECTIONS
            cx = x + math.cos(turn) * (ring + width / 2.0)
            cy = y + math.sin(turn) * (ring + height / 2.0)
            box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
            if _inside(box, frame) and not any(_meet(box, other) for other in taken):
                return box
    return None


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _label(name: str, x: float, y: float, box: Box, size: float) -> Label:
    near = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    far = math.dist(near, (x, y)) > _LEADER
    base = box[3] - (box[3] - box[1] - size * 0.72) / 2.0
    return Label(name, box[0], base, (x, y, *near) if far else None)
