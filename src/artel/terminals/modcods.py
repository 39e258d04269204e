"""What a waveform carries at which Es/N0: modulation and coding as tables, never in Eb/N0.

DVB-S2: EN 302 307-1, table 13; DVB-S2X: EN 302 307-2, table 20a, linear channel; both in white
noise, normal FECFRAME, without pilots. Es/N0 is ideal: the implementation margin is the link's.
VL-SNR frames are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_FRAME = 64800
_HEADER = 80
_SLOT = 90
_BITS = {"QPSK": 2, "8PSK": 3, "16APSK": 4, "32APSK": 5, "64APSK": 6, "128APSK": 7, "256APSK": 8}
_SHORT_BCH = {"2/3": 160, "5/6": 160, "8/9": 128, "9/10": 128}
"""Parity bits of the outer code where DVB-S2 has other than 192."""

_S2 = """
QPSK 1/4 -2.35, QPSK 1/3 -1.24, QPSK 2/5 -0.30, QPSK 1/2 1.00, QPSK 3/5 2.23, QPSK 2/3 3.10,
QPSK 3/4 4.03, QPSK 4/5 4.68, QPSK 5/6 5.18, QPSK 8/9 6.20, QPSK 9/10 6.42,
8PSK 3/5 5.50, 8PSK 2/3 6.62, 8PSK 3/4 7.91, 8PSK 5/6 9.35, 8PSK 8/9 10.69, 8PSK 9/10 10.98,
16APSK 2/3 8.97, 16APSK 3/4 10.21, 16APSK 4/5 11.03, 16APSK 5/6 11.61, 16APSK 8/9 12.89,
16APSK 9/10 13.13, 32APSK 3/4 12.73, 32APSK 4/5 13.64, 32APSK 5/6 14.28, 32APSK 8/9 15.69,
32APSK 9/10 16.05
"""
_S2X = """
QPSK 2/9 -2.85, QPSK 13/45 -2.03, QPSK 9/20 0.22, QPSK 11/20 1.45,
8PSK 5/9-L 4.73, 8PSK 26/45-L 5.13, 8PSK 23/36 6.12, 8PSK 25/36 7.02, 8PSK 13/18 7.49,
16APSK 1/2-L 5.97, 16APSK 8/15-L 6.55, 16APSK 5/9-L 6.84, 16APSK 26/45 7.51, 16APSK 3/5 7.80,
16APSK 3/5-L 7.41, 16APSK 28/45 8.10, 16APSK 23/36 8.38, 16APSK 2/3-L 8.43, 16APSK 25/36 9.27,
16APSK 13/18 9.71, 16APSK 7/9 10.65, 16APSK 77/90 11.99,
32APSK 2/3-L 11.10, 32APSK 32/45 11.75, 32APSK 11/15 12.17, 32APSK 7/9 13.05,
64APSK 32/45-L 13.98, 64APSK 11/15 14.81, 64APSK 7/9 15.47, 64APSK 4/5 15.87, 64APSK 5/6 16.55,
128APSK 3/4 17.73, 128APSK 7/9 18.53,
256APSK 29/45-L 16.98, 256APSK 2/3-L 17.24, 256APSK 31/45-L 18.10, 256APSK 32/45 18.59,
256APSK 11/15-L 18.84, 256APSK 3/4 19.57
"""


@dataclass(frozen=True, slots=True)
class Modcod:
    """A modulation with its code: bits carried by a symbol, and the Es/N0 that it needs, dB."""

    name: str
    bits_per_symbol: float
    es_n0_db: float


@dataclass(frozen=True, slots=True)
class ModcodTable:
    """The modulations and codes of a waveform, where they stand, and how sure they are."""

    name: str
    rows: tuple[Modcod, ...]
    source: str
    status: str

    def steps(self) -> tuple[Modcod, ...]:
        """Return the rows worth using, by rising Es/N0: each carries more than all below it."""
        kept: list[Modcod] = []
        for row in sorted(self.rows, key=lambda each: (each.es_n0_db, -each.bits_per_symbol)):
            if not kept or row.bits_per_symbol > kept[-1].bits_per_symbol:
                kept.append(row)
        return tuple(kept)


def best(steps: tuple[Modcod, ...], es_n0_db: ArrayLike) -> NDArray[np.int64]:
    """Return, for each Es/N0, the index into the steps of the best that closes, or -1."""
    levels = np.array([step.es_n0_db for step in steps])
    index: Any = np.searchsorted(levels, np.asarray(es_n0_db, float), side="right") - 1
    return np.asarray(index, np.int64)


def dvb_bits_per_symbol(name: str) -> float:
    """Return the bits that a symbol carries, from a name such as `16APSK 3/5-L`.

    A normal frame of 64,800 bits carries those left by both codes and the 80 of its header; its
    symbols fill whole slots of 90, after one slot for the frame's own header.
    """
    modulation, rate = name.split(" ")
    top, _, bottom = rate.removesuffix("-L").partition("/")
    inner = _FRAME * int(top) // int(bottom)
    payload = inner - _SHORT_BCH.get(rate, 192) - _HEADER
    slots = -(-_FRAME // (_BITS[modulation] * _SLOT))
    return payload / ((slots + 1) * _SLOT)


def _dvb(text: str) -> tuple[Modcod, ...]:
    rows = []
    for entry in text.replace("\n", " ").split(","):
        name, _, level = entry.strip().rpartition(" ")
        rows.append(Modcod(name, dvb_bits_per_symbol(name), float(level)))
    return tuple(rows)


TABLES = {
    table.name: table
    for table in (
        ModcodTable("dvb-s2", _dvb(_S2), "EN 302 307-1, table 13", "published"),
        ModcodTable(
            "dvb-s2x",
            _dvb(_S2) + _dvb(_S2X),
            "EN 302 307-1, table 13, and EN 302 307-2, table 20a",
            "published",
        ),
        ModcodTable(
            "gonets-uhf",
            (
                Modcod("GMSK 1/4", 0.25, -0.5),
                Modcod("GMSK 1/2", 0.5, 2.5),
                Modcod("GMSK 3/4", 0.75, 5.0),
                Modcod("GMSK", 1.0, 10.5),
            ),
            "rates as for simple convolutional codes; the system's own are not printed",
            "assumed",
        ),
        ModcodTable(
            "ccsds-tm",
            (
                Modcod("BPSK 1/2", 0.5, -1.0),
                Modcod("QPSK 1/2", 1.0, 2.0),
                Modcod("QPSK 7/8", 1.75, 7.2),
            ),
            "near CCSDS 130.1-G-3, with losses rounded up",
            "assumed",
        ),
    )
}
"""The tables that a waveform may name."""
