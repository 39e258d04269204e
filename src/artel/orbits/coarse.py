"""Coarse positions of many element sets at once, on one grid, by sgp4 or by astroz.

astroz (the extra `fast`) is 17 times as quick as sgp4. It scatters by 0.1 m around it, 0.2 m at
most in a catalogue, so it is the choice for surveys; what owners compare is taken from sgp4. It
is asked only for near-Earth orbits, and only where it was seen within a metre of sgp4.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sgp4.api import SatrecArray

from artel.orbits.pace import instants
from artel.orbits.time import DAY, JD_POSIX, gmst82, julian_split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sgp4.api import Satrec

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Propagator = Literal["sgp4", "astroz"]

_AGREED = 1.0
"""m between astroz and sgp4 up to which astroz may speak for an object."""
_LOOKS = (-1440.0, 0.0, 1440.0, 10080.0)
"""Minutes from the epoch at which the two are compared: never those asked, or a longer span
could be propagated otherwise than a shorter one."""
_LANES = 8
"""How many states astroz computes side by side. They share a loop and so their last bits; so
all eight are always of one object, from a multiple of eight on."""
_TICK = 2.0**33
_DAYS_1949 = 2433281.5


def propagator_of(name: str | None) -> Propagator:
    """Return the propagator of that name; of None, the fastest that is installed.

    Raises ValueError where astroz is asked for and absent, or the name is of none.
    """
    if name not in {None, "sgp4", "astroz"}:
        raise ValueError(f"There is no propagator '{name}'; choose sgp4 or astroz.")
    if name == "sgp4" or (name is None and _astroz() is None):
        return "sgp4"
    if _astroz() is None:
        raise ValueError("astroz is not installed; install artel[fast] or choose sgp4.")
    return "astroz"


@cache
def _astroz() -> Any:
    """Return astroz's own module, or None where it, or what is wanted of it, is absent."""
    try:
        module: Any = import_module("astroz._astroz")
    except ImportError:
        return None
    wanted = ("Satrec", "Sgp4Constellation", "WGS72")
    return module if all(hasattr(module, name) for name in wanted) else None


def fast_ones(records: Sequence[Satrec], propagator: Propagator) -> list[Any]:
    """Return astroz's records of those sgp4 records that it may speak for, None for the others."""
    if propagator == "sgp4":
        return [None] * len(records)
    near = [i for i, record in enumerate(records) if record.method == "n" and record.error == 0]
    twins = {i: _twin(records[i]) for i in near}
    seen = _by_astroz([twins[i] for i in near], np.zeros(len(near)), np.array(_LOOKS))
    looks = [[records[i].sgp4_tsince(minutes) for minutes in _LOOKS] for i in near]
    wanted = np.array([[place for _, place, _ in each] for each in looks]).reshape(seen.shape)
    wanted[[[code != 0 for code, _, _ in each] for each in looks]] = np.nan
    # Written so that NaN on either side does not agree.
    agreed = np.abs(seen - wanted).max(axis=(1, 2), initial=0.0) * 1e3 < _AGREED
    spoken_for = {i for i, same in zip(near, agreed, strict=True) if same}
    return [twins[i] if i in spoken_for else None for i in range(len(records))]


def _twin(record: Satrec) -> Any:
    module = _astroz()
    twin = module.Satrec()
    twin.sgp4init(
        module.WGS72, "i", 0, record.jdsatepoch + record.jdsatepochF - _DAYS_1949, record.bstar,
        0.0, 0.0, record.ecco, record.argpo, record.inclo, record.mo, record.no_kozai, record.nodeo,
    )  # fmt: skip
    return twin


def teme(
    records: Sequence[Satrec], fast: Sequence[Any], nodes: range, step: float
) -> tuple[Floats, int]:
    """Return TEME positions (sets, rows, lanes, 3), km, NaN where SGP4 fails, and how many to skip.

    In time they run along the lanes, row by row; the nodes begin after what is to be skipped.
    Node k stands at POSIX second k * step; the step is a whole number of sixteenths of a minute.
    """
    if all(one is None for one in fast):
        return _by_sgp4(records, nodes, step), 0
    if all(one is not None for one in fast):
        return _on_grid(records, fast, nodes, step)
    out = np.empty((len(records), len(nodes), 1, 3))
    quick = np.array([one is not None for one in fast])
    for mask in (quick, ~quick):
        r, skip = teme(*_chosen(records, fast, mask), nodes, step)
        out[mask, :, 0] = in_time(r, skip, len(nodes))
    return out, 0


def in_time(r: Floats, skip: int, count: int) -> Floats:
    """Return positions (sets, nodes, 3) of those of `teme`."""
    return r.reshape(len(r), -1, 3)[:, skip : skip + count]


def _chosen(
    records: Sequence[Satrec], fast: Sequence[Any], mask: Flags
) -> tuple[list[Satrec], list[Any]]:
    some = [int(i) for i in np.flatnonzero(mask)]
    return [records[i] for i in some], [fast[i] for i in some]


def _by_sgp4(records: Sequence[Satrec], nodes: range, step: float) -> Floats:
    codes, r, _ = SatrecArray(list(records)).sgp4(*julian_split(instants(nodes, step)))
    r[codes != 0] = np.nan
    return np.asarray(r[:, :, None])


def _on_grid(
    records: Sequence[Satrec], fast: Sequence[Any], nodes: range, step: float
) -> tuple[Floats, int]:
    first = nodes.start // _LANES * _LANES
    last = -(-nodes.stop // _LANES) * _LANES
    day = first * step // DAY
    minutes = instants(range(first, last, _LANES), step / 60.0) - day * 1440.0
    lanes = instants(range(_LANES), step / 60.0)
    # Rounded so that the sum of both is exact, from whichever day it is counted.
    ages = np.array(
        [
            (JD_POSIX + day - one.jdsatepoch) * 1440.0
            - round(one.jdsatepochF * 1440.0 * _TICK) / _TICK
            for one in records
        ]
    )
    each = [one for one in fast for _ in range(_LANES)]
    r = _by_astroz(each, (ages[:, None] + lanes).ravel(), minutes)
    by_lane = r.reshape(len(records), _LANES, -1, 3)
    return by_lane.transpose(0, 2, 1, 3), nodes.start - first


def _by_astroz(fast: Sequence[Any], ages: Floats, minutes: Floats) -> Floats:
    """Return positions (sets, minutes, 3), km; ages (sets,) are added to the minutes."""
    r = np.empty((len(fast), len(minutes), 3))
    if len(fast):
        module = _astroz()
        together = module.Sgp4Constellation(list(fast), module.WGS72)
        together.propagate_into(minutes, r, None, epoch_offsets=ages)
    return r


def turned(
    found: tuple[Floats, int], t: tuple[Floats, Floats], squares: Floats, *, compiled: bool
) -> tuple[Floats, Flags]:
    """Return ITRF positions (sets, c, 3), m, of those of `teme`, and which sets keep their bounds.

    `t` holds the cosine and sine (c,) of `angles`; `squares` (sets, 2), m2, bound r.r.
    """
    r, skip = found
    cos, sin = t
    out = np.empty((len(r), len(cos), 3))
    if compiled:
        from artel.orbits import track_kernels  # noqa: PLC0415 - numba is slow to import

        return out, track_kernels.turn(r, skip, cos, sin, squares, out)
    x, y, z = (in_time(r, skip, len(cos))[..., axis] * 1e3 for axis in range(3))
    square = x * x + y * y + z * z
    out[..., 0] = cos * x + sin * y
    out[..., 1] = cos * y - sin * x
    out[..., 2] = z
    with np.errstate(invalid="ignore"):
        kept = (squares[:, :1] < square) & (square < squares[:, 1:])
    return out, np.asarray(kept.all(axis=1))


@lru_cache(maxsize=16)
def angles(nodes: range, step: float) -> tuple[Floats, Floats]:
    """Return cosine and sine (nodes,) of the Earth's turn at nodes: from TEME to ITRF."""
    theta = gmst82(instants(nodes, step))
    return np.cos(theta), np.sin(theta)
