"""What the leaves of a product declare of the satellite that they make, for a planner to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from artel.workshare.tree import Tree

OF_SENSOR = ("gsd_m", "swath_km", "data_rate_mbps")


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared figure: of the satellite, or of its sensor of that name; and by which leaf."""

    figure: str
    value: float
    sensor: str | None
    product: str
    source: str
    status: Literal["published", "computed", "rounded", "assumed"]


def declared_by(tree: Tree, name: str) -> tuple[Declared, ...]:
    """Return every figure that the leaves of a product declare, in the order of the file."""
    found: list[Declared] = []
    for part in tree.leaves(name):
        leaf = part.product
        if leaf.performance is None:
            continue
        for figure, value in leaf.performance.figures.items():
            sensor = leaf.performance.sensor if figure in OF_SENSOR else None
            found.append(Declared(figure, value, sensor, leaf.id, leaf.source, leaf.status))
    return tuple(found)
