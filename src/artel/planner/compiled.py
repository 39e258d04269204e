"""A model and a plan of it as compiled code holds them: few flat arrays of records.

Compiled functions take the `Board` as one value. What never changes is shared between boards
(`cand`, `entry`, `member`, `ahead`, `may`); the rest is the plan, and each worker has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import typeof, types

from artel.orbits.compiling import njit

if TYPE_CHECKING:
    from collections.abc import Callable


Array = np.ndarray[Any, np.dtype[Any]]
_Kernel = TypeVar("_Kernel", bound="Callable[..., Any]")
NEVER = 1 << 50
"""Milliseconds that no plan has."""


def _record(**fields: str) -> np.dtype[Any]:
    return np.dtype(list(fields.items()), align=True)


CANDIDATE = _record(
    start="i8", end="i8", value="i8", x="f8", y="f8", z="f8", machine="i4", group="i4",
    uses="i4", fills="i4", covers="i4", needs="i4",
)  # fmt: skip
"""Times ms, value, line of sight, and where its lists begin; they end where the next begin."""
ENTRY = _record(index="i4", amount="i8")
MACHINE = _record(
    first="i8", last="i8", settle="i8", widest="i8", rate="f8", push="f8", count="i8"
)  # fmt: skip
"""Its candidates, how it turns (the widest turn in ms), and how many images it does."""
GROUP = _record(first="i8", last="i8", at="i8")
"""Its part of `member`, and the chosen candidate or -1."""
ROW = _record(limit="i8", used="i8")
LEVEL = _record(store="i8", last="i8", capacity="i8", fill="i8", drain="i8", peak="i8")
"""A segment: its store, where the store's segments end, and what flows in and out."""
CELL = _record(value="i8", count="i8")
NEED = _record(first="i8", last="i8", met="i8", wanted="i8")
"""Its options in `entry`, how many of them are open, and how many chosen candidates need one."""
LINK = _record(uses="i8", drains="i8", serves="i8", opened="i8")
"""Where its lists begin, and whether it is open. A clique is a row of limit 1."""


class Board(NamedTuple):
    """The model in records with a plan of it.

    `may[ahead[c] + c - 1 - p]` says whether c may come after the candidate p of its machine;
    beyond `ahead[c + 1]` it may. Both are empty where the turns are not known yet (`with_turns`).
    `line` (machines, most) is what each machine does, in time; `tally` the value of the plan and
    the length of the journal; `journal` the changes (what, index).
    """

    cand: Array
    entry: Array
    member: Array
    ahead: Array
    may: Array
    machines: Array
    line: Array
    groups: Array
    rows: Array
    levels: Array
    cells: Array
    needs: Array
    links: Array
    tally: Array
    journal: Array


_WHOLE, _SMALL, _BYTE = np.dtype("i8"), np.dtype("i4"), np.dtype("u1")
_SHARED = (CANDIDATE, ENTRY, _SMALL, _WHOLE, _BYTE)
_PLAN = (MACHINE, _WHOLE, GROUP, ROW, LEVEL, CELL, NEED, LINK, _WHOLE, _WHOLE)
_KINDS = _SHARED + _PLAN
_SHAPES = (1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 2)
BOARD = typeof(Board(*(np.zeros((0,) * n, kind) for n, kind in zip(_SHAPES, _KINDS, strict=True))))
WHOLE, YES, REAL, NONE = types.int64, types.boolean, types.float64, types.void
INDICES = typeof(np.zeros(0, np.int32))
WHOLES, REALS = typeof(np.zeros(0, np.int64)), typeof(np.zeros(0))
CANDIDATES, MACHINES = typeof(np.zeros(0, CANDIDATE)), typeof(np.zeros(0, MACHINE))
LEVELS = typeof(np.zeros(0, LEVEL))


def compiled(signature: Any = None, *, inline: bool = False) -> Callable[[_Kernel], _Kernel]:
    """Compile a kernel once and keep it on disk; it runs without the interpreter's lock.

    A signature keeps numba from compiling one kernel for each kind of whole number.
    """
    made = njit(signature, cache=True, nogil=True, error_model="numpy", forceinline=inline)
    return cast("Callable[[_Kernel], _Kernel]", made)


def inlined(signature: Any) -> Callable[[_Kernel], _Kernel]:
    """Compile a kernel into each one that calls it.

    It is for what runs once a candidate: to hand over a board takes longer than to look at one.
    """
    return compiled(signature, inline=True)
