"""Single-precision SGP4 positions of many objects at once: by sgp4, or by astroz where they agree.

astroz (the extra `fast`) works some 17 times quicker. What is computed here only proposes; so it
is asked for every object on which it is seen within a metre of sgp4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from sgp4.api import SatrecArray

from artel.orbits.time import DAY, JD_POSIX, julian_split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sgp4.api import Satrec

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]

_AGREED = 1.0
"""m between astroz and sgp4, up to which astroz may speak for an object."""
_SLICE = 16
"""Instants computed at a time, so that what goes on to single precision is still at hand."""
_DAYS_1949 = 2433281.5


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Records of sgp4, all of near-Earth or all of deep-space orbits, and their array.

    Beside them stand astroz's array or list, if it is installed, and their epochs (n,), POSIX s.
    """

    records: tuple[Satrec, ...]
    sure: Any
    fast: Any
    epochs: Floats
    deep: bool


def batch_of(records: Sequence[Satrec], *, fast: bool | None = None) -> Batch:
    """Return the batch of sgp4's records, of one kind and all without error.

    `fast` asks for astroz (True), refuses it, or takes it where it is installed (None). Raises
    ImportError when it is asked for and absent.
    """
    module = None if fast is False else _astroz()
    if fast and module is None:
        raise ImportError("astroz is not installed; install artel[fast].")
    epochs = np.array([(one.jdsatepoch - JD_POSIX + one.jdsatepochF) * DAY for one in records])
    deep = bool(records) and records[0].method == "d"
    twins = [_twin(module, one) for one in records] if module else None
    quick = module.SatrecArray(twins) if module and twins and not deep else twins
    return Batch(tuple(records), SatrecArray(list(records)), quick, epochs, deep)


@cache
def _astroz() -> Any:
    """Return astroz's own module, or None where it, or what is wanted of it, is absent."""
    try:
        module: Any = import_module("astroz._astroz")
        wanted = module.Satrec, module.SatrecArray, module.sdp4_batch_propagate_into
    except (ImportError, AttributeError):
        return None
    return module if all(wanted) else None


def _twin(module: Any, record: Satrec) -> Any:
    twin = module.Satrec()
    twin.sgp4init(
        module.WGS72, "i", 0, record.jdsatepoch + record.jdsatepochF - _DAYS_1949, record.bstar,
        0.0, 0.0, record.ecco, record.argpo, record.inclo, record.mo, record.no_kozai, record.nodeo,
    )  # fmt: skip
    return twin


def positions(batch: Batch, t: Floats) -> Singles:
    """Return TEME positions (times, 3, n), m, at POSIX seconds t; NaN where SGP4 fails."""
    fill = _by_astroz if batch.fast else _by_sgp4
    out = np.empty((t.size, 3, len(batch.records)), np.float32)
    for first in range(0, t.size, _SLICE):
        fill(batch, t[first : first + _SLICE], out[first : first + _SLICE])
    if batch.fast and t.size:
        _mend(batch, t, out)
    return out


def _by_sgp4(batch: Batch, t: Floats, out: Singles) -> None:
    codes, r, _ = batch.sure.sgp4(*julian_split(t))
    r[codes != 0] = np.nan
    np.multiply(r.transpose(1, 2, 0), 1e3, out=out, casting="same_kind")


def _by_astroz(batch: Batch, t: Floats, out: Singles) -> None:
    if batch.deep:
        r, v = (np.empty((len(batch.fast), t.size, 3)) for _ in range(2))
        _astroz().sdp4_batch_propagate_into(batch.fast, *julian_split(t), r, v)
        r = r.transpose(1, 2, 0)
    else:
        r = np.empty((t.size, len(batch.records), 3))
        batch.fast.propagate_into((t - t[0]) / 60.0, r, None, (t[0] - batch.epochs) / 60.0)
        r = r.transpose(0, 2, 1)
    np.multiply(r, 1e3, out=out, casting="same_kind")


def _mend(batch: Batch, t: Floats, out: Singles) -> None:
    """Let sgp4 speak for objects on which, at the last instant, astroz is not within a metre."""
    known = np.empty_like(out[-1:])
    _by_sgp4(batch, t[-1:], known)
    # Equal positions may be a step of single precision apart. A NaN on one side is a difference.
    close = np.abs(out[-1] - known[0]) < _AGREED + np.spacing(np.abs(known[0]))
    for i in np.flatnonzero(~close.all(axis=0) & ~np.isnan(known[0, 0])).tolist():
        _by_sgp4(batch_of([batch.records[i]], fast=False), t, out[:, :, i : i + 1])
