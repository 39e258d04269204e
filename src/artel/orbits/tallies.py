"""What coverage is counted from: windows as columns, over cells, with their owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Span = tuple[float, float]


class Windows(Protocol):
    """What is needed of windows: columns (n,); `visibility.WindowTable` is such a thing."""

    @property
    def satellite(self) -> Ints:
        """Number of the satellite."""
        ...

    @property
    def site(self) -> Ints:
        """Number of the cell."""
        ...

    @property
    def start(self) -> Floats:
        """Start, POSIX s."""
        ...

    @property
    def end(self) -> Floats:
        """End, POSIX s."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Windows over so many cells, with the owner of each satellite (k,), a number from 0.

    Only the span is looked at: windows that reach out of it are cut. Those of a satellite at a
    cell best stand together, as a search gives them.
    """

    windows: Windows
    owner: ArrayLike
    cells: int
    span: Span
